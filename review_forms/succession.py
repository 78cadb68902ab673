"""Answers given under one standard, read under another version of it."""

from dataclasses import replace

from review_forms.answers import Answer, Answers
from review_forms.standard import Item, ItemKind, Standard


def carry_over(answers: Answers, old: Standard, new: Standard) -> dict[str, Answer]:
    """What the answers come to under the new standard.

    Ids that the new standard renamed are followed, answers to items that are gone are left out. Deductions and awards
    are brought within the new limits, or left out where the new item takes none; elements that are gone are left out.
    """
    before = predecessors(old, new)
    return {
        item.id: _fitted(answers[before[item.id].id], item)
        for item in new.items
        if item.id in before and before[item.id].id in answers
    }


def predecessors(old: Standard, new: Standard) -> dict[str, Item]:
    """The old item that each living one continues, by the new id, in the order of the old form.

    Where several old items were merged into one, the one that bears its id stands for it, else the first.
    """
    living, kept = {item.id for item in new.items}, {item.id for item in old.items}
    found: dict[str, Item] = {}
    for item in old.items:
        successor = new.renamed.get(item.id, item.id)
        if successor in living and (successor == item.id or successor not in kept):
            found.setdefault(successor, item)
    return found


def _fitted(answer: Answer, item: Item) -> Answer:
    if answer.item_id == item.id and (answer.deduction, answer.award, answer.missing_elements) == (None, None, ()):
        return answer
    is_range, is_bonus = item.kind is ItemKind.RANGE, item.kind is ItemKind.BONUS
    deduction = None if answer.deduction is None else min(max(answer.deduction, item.least), item.most)
    return replace(
        answer,
        item_id=item.id,
        deduction=deduction if is_range else None,
        award=None if answer.award is None or not is_bonus else min(answer.award, item.points),
        missing_elements=tuple(element for element in answer.missing_elements if element in item.elements),
    )
