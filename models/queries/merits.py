"""What was done notably well in a reading: the merits under its items, in the order of the form."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.readings import newest_revisions
from review_forms.answers import Merit, answer_from_json
from review_forms.standard import Standard


@dataclass(frozen=True, slots=True)
class ItemMerit:
    """One merit with the item it belongs to; `number` is the place of the item in the form, from 1."""

    number: int
    item_id: str
    item: str
    merit: Merit

    @property
    def sentence(self) -> str:
        """The merit as a letter tells it: 第3项“送达回证齐全”：全部当庭送达（卷1 页23）."""
        place = f"（{self.merit.place}）" if self.merit.place else ""
        facts = "".join(line.strip() for line in self.merit.facts.splitlines()).rstrip("。；")
        return f"第{self.number}项“{self.item.rstrip('。；')}”：{facts}{place}"


def item_merits(session: Session, standard: Standard, assignment_id: UUID) -> tuple[ItemMerit, ...]:
    """The merits that a reading tells of single items; answers without any are not even read."""
    rows = newest_revisions(session, assignment_id)
    telling = {item_id: row.content for item_id, row in rows.items() if row.content.get("merits")}
    return tuple(
        ItemMerit(number, item.id, item.prompt, merit)
        for number, item in enumerate(standard.items, start=1)
        if item.id in telling
        for merit in answer_from_json(telling[item.id]).merits
        if merit.facts.strip()
    )
