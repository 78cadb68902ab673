"""What a reviewer should look at once more before submitting: what is blank, and what does not fit together.

Only what `answers.faults_of` finds keeps a form from being submitted; the other remarks are questions, and there may be
a good answer to each. Several rules come from how reviews are done in practice (practice.md):

* a grade better than the rules' needs somebody else to decide (1.5), so a veto beside a mild grade, points below the
  grade chosen, a departure without a reason, and a top grade without a merit are asked about;
* real standards know items that count once and items that count each place (2.1), so a number of places under an item
  that counts once is asked about;
* 全部评定项 must be selected and an empty one cannot be saved (1.3), so a blank is a fault and no mere remark;
* every one of the nine dimensions of a 检察意见书 is filled or explicitly 未发现问题 (2.4), so a whole section that
  “does not apply”, or more than half of the form, is asked about.

The others look at a single finding: what the feedback letter needs of it, and whether its words agree with its fields.

To add a rule: 1. a member of `RemarkKind`, 2. a generator here or in `finding_checks.py`, named in `remarks` or
`finding_remarks`, 3. a case in tests/unit/test_self_check.py that trips it and nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from review_forms.answers import Answers, Verdict, faults_of, shows_merit, verdict_on
from review_forms.finding_checks import Remark, RemarkKind, finding_remarks, says_nothing
from review_forms.grading import Grade, GradeScale, Need, Proposal
from review_forms.scoring import figure
from review_forms.standard import Item, ItemKind, Standard

__all__ = ["Remark", "RemarkKind", "remarks"]


@dataclass(frozen=True, slots=True)
class _Form:
    """Everything that is checked together."""

    standard: Standard
    scale: GradeScale
    answers: Answers
    proposal: Proposal
    chosen: Grade
    reason: str
    exemption: str
    merits: str

    @property
    def counted(self) -> tuple[Item, ...]:
        """The items of which anything can be said; a bonus that is not given is always 不涉及."""
        return tuple(item for item in self.standard.items if item.kind is not ItemKind.BONUS)

    def says(self, item: Item, verdict: Verdict) -> bool:
        """Whether this is the verdict on an item."""
        return verdict_on(self.answers, item) is verdict

    def finds_fault(self, item: Item) -> bool:
        """Whether anything was found wrong under an item."""
        return self.says(item, Verdict.FAULTY) or self.says(item, Verdict.MISSING)


def remarks(
    standard: Standard,
    scale: GradeScale,
    answers: Answers,
    proposal: Proposal,
    grade: str = "",
    *,
    reason: str = "",
    exemption: str = "",
    merits: str = "",
    office: Mapping[str, str] | None = None,
) -> tuple[Remark, ...]:
    """What is blank, then what concerns the whole case, then what concerns single items, in the order of the form.

    `grade` is the id of the grade that the reviewer proposes, empty (or unknown to the scale) where it is the rules'.
    `office` has the remarks of the office that nothing was done about since the reading was given back, by item.
    """
    chosen = next((own for own in scale.grades if own.id == grade), proposal.proposed)
    form = _Form(standard, scale, answers, proposal, chosen, reason.strip(), exemption.strip(), merits.strip())
    return (
        *_blanks(form),
        *_office_remarks(office or {}),
        *_grade_remarks(form),
        *_word_remarks(form),
        *_coverage_remarks(form),
        *_veto_remarks(form),
        *_outcome_remarks(form),
        *finding_remarks(standard, answers),
    )


def _blanks(form: _Form) -> Iterator[Remark]:
    for fault in faults_of(form.standard, form.answers):
        text = f"{fault.message}。请补全，否则不能提交。"
        yield Remark(RemarkKind.BLANK, text, fault.item_id, fault.finding_id)


def _office_remarks(office: Mapping[str, str]) -> Iterator[Remark]:
    for item_id, said in office.items():
        text = f"审管办意见“{said}”还没有处理。请补充或修改本项；核对后不改的，打开本项按 Shift+R 记明。"
        yield Remark(RemarkKind.OFFICE, text, item_id)


def _grade_remarks(form: _Form) -> Iterator[Remark]:
    """How the grade stands to the rules."""
    chosen, proposed, by_points = form.chosen, form.proposal.proposed, form.proposal.by_points
    if chosen != proposed and not form.reason:
        text = f"所选等次“{chosen.name}”与规则建议的“{proposed.name}”不一致，没有写理由。请写明理由，或改回规则建议。"
        yield Remark(RemarkKind.DEPARTURE, text)
    if by_points is not None and form.scale.rank(by_points) > form.scale.rank(chosen):
        points = figure(form.proposal.points) if form.proposal.points is not None else ""
        text = f"得分 {points} 分按规则为“{by_points.name}”，所选“{chosen.name}”比它高。请核对扣分和等次。"
        yield Remark(RemarkKind.POINTS, text)
    if Need.MERIT in chosen.needs and not (form.merits or shows_merit(form.answers)):
        text = f"建议“{chosen.name}”须有记录在案的亮点，现在没有写。请写明亮点，或改选其他等次。"
        yield Remark(RemarkKind.MERIT, text)


def _word_remarks(form: _Form) -> Iterator[Remark]:
    """Words about the whole case that say nothing."""
    if says_nothing(form.reason):
        yield Remark(RemarkKind.REASON, f"理由“{form.reason}”没有写到具体事实。请写明依据哪些情况改变等次。")
    if says_nothing(form.exemption):
        text = f"免责事由“{form.exemption}”没有写到具体事实。请写明改判、发回的原因，例如二审中出现的新证据。"
        yield Remark(RemarkKind.EXEMPTION, text)


def _coverage_remarks(form: _Form) -> Iterator[Remark]:
    """Parts of the form that were waved through."""
    whole = []
    for section in form.standard.sections:
        items = [item for item in section.items if item.kind is not ItemKind.BONUS]
        if items and all(form.says(item, Verdict.NOT_APPLICABLE) for item in items):
            whole.append(section.title)
            text = f"“{section.title}”全部评为“不涉及”。查阅过而没有发现问题的，应评为“无问题”，请核对。"
            yield Remark(RemarkKind.SECTION, text, items[0].id)
    passed = sum(form.says(item, Verdict.NOT_APPLICABLE) for item in form.counted)
    if 2 * passed > len(form.counted) and len(whole) < len(form.standard.sections):
        text = f"{len(form.counted)} 个评查项中有 {passed} 个评为“不涉及”。请核对所用标准是否适合本案。"
        yield Remark(RemarkKind.MOSTLY, text)


def _veto_remarks(form: _Form) -> Iterator[Remark]:
    """A veto decides alone; a grade beside it that is not the worst contradicts it."""
    worst = form.scale.grades[-1]
    for item in form.standard.items:
        is_excused = item.outcome and form.exemption
        if item.kind is ItemKind.VETO and form.says(item, Verdict.FAULTY) and not is_excused and form.chosen != worst:
            text = f"一票否决项评为“有问题”，建议等次却是“{form.chosen.name}”。请核对本项评定，或改选“{worst.name}”。"
            yield Remark(RemarkKind.VETO, text, item.id)


def _outcome_remarks(form: _Form) -> Iterator[Remark]:
    """An exemption excuses outcomes and nothing else."""
    outcomes = [item for item in form.standard.items if item.outcome and form.finds_fault(item)]
    if form.exemption and not outcomes:
        text = "写了免责事由，但没有因改判、发回认定的问题，免责事由不起作用。请核对评定，或删去免责事由。"
        yield Remark(RemarkKind.EXEMPTION, text)
    for item in outcomes:
        if not form.exemption:
            text = "因改判、发回认定了问题，没有写免责事由。请核对改判原因是否在承办人；不在的，在右侧写明免责事由。"
            yield Remark(RemarkKind.OUTCOME, text, item.id)
