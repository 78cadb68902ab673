"""The whole form of one case as one text to be read through; what people wrote is escaped in one place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from gui.pages.scoring.reading_form import ReadingForm
from gui.pages.scoring.told_painting import place_of
from gui.theme import Theme
from gui.widgets.badges import grade_text, severity_shape
from review_forms.answers import Answer, Finding, Merit, Verdict
from review_forms.grading import Grade
from review_forms.scoring import ItemScore, figure
from review_forms.self_check import Remark
from review_forms.standard import Item, Section

Target = tuple[str, str]
"""Where a link leads: an item, and one of its findings or an empty text."""

_SIGNS = {Verdict.CLEAR: "✓", Verdict.FAULTY: "!", Verdict.MISSING: "×", Verdict.NOT_APPLICABLE: "—", None: "？"}


@dataclass
class WholeForm:
    """Writes the form; `targets` are what its links lead to, in the order in which they stand in the text."""

    form: ReadingForm
    chosen: Grade
    remarks: Sequence[Remark]
    theme: Theme
    targets: list[Target] = field(default_factory=list)

    def html(self) -> str:
        """Title, what to look at, the grade and why, then every section with its items."""
        parts = (self._title(), self._remarks(), self._grade(), *map(self._section, self.form.standard.sections))
        # otherwise blanks between Chinese words shrink to half their width
        return f'<div style="white-space:pre-wrap">{"".join(parts)}</div>'

    def _title(self) -> str:
        reading, standard = self.form.reading, self.form.standard
        case = reading.case
        people = "　".join(filter(None, (case.department, case.handler)))
        lines = (
            "　".join(filter(None, (case.number, case.cause, case.procedure, people))),
            f"{reading.batch}　评查员 {reading.reviewer}　标准版本 {standard.version}",
        )
        head = f'<p style="font-size:15pt; font-weight:600; margin:0 0 4px 0">{_text(standard.title)}</p>'
        return head + "".join(self._line(line, self.theme.muted) for line in lines)

    def _remarks(self) -> str:
        must = [remark for remark in self.remarks if remark.kind.forbids]
        may = [remark for remark in self.remarks if not remark.kind.forbids]
        if not self.remarks:
            words = "已经全部评定，没有发现空缺和前后不一致的地方。"
            return _head("通读") + self._line(f"✓ {words}", self.theme.good.ink)
        return self._remark_list(f"还有 {len(must)} 处没有完成，补全后才能提交", must, self.theme.serious.ink) + (
            self._remark_list(f"有 {len(may)} 处请再看一看，看过仍可提交", may, self.theme.caution.ink)
        )

    def _remark_list(self, title: str, remarks: Sequence[Remark], ink: str) -> str:
        if not remarks:
            return ""
        alike: dict[str, list[Remark]] = {}
        for remark in remarks:
            alike.setdefault(remark.text, []).append(remark)
        lines = (self._remark(group[0]) if len(group) == 1 else self._alike(group) for group in alike.values())
        return _head(title, ink) + "".join(f'<p style="margin:0 0 5px 0">{line}</p>' for line in lines)

    def _alike(self, remarks: Sequence[Remark]) -> str:
        """Several items of which the same is said, by their numbers."""
        links = [
            self._link(str(self.form.position(remark.item_id) + 1), (remark.item_id, remark.finding_id))
            for remark in remarks
            if self._is_known(remark.item_id)
        ]
        where = f"第 {'、'.join(links)} 项" if links else "全案"
        return f"{where}　{_text(remarks[0].text)}"

    def _is_known(self, item_id: str) -> bool:
        return any(item.id == item_id for item in self.form.items)

    def _remark(self, remark: Remark) -> str:
        form = self.form
        if not self._is_known(remark.item_id):
            return f"全案　{_text(remark.text)}"
        item = form.item(remark.item_id)
        prompt = item.prompt if len(item.prompt) <= 16 else f"{item.prompt[:15]}…"
        words = f"第 {form.position(item.id) + 1} 项“{prompt}”"
        return f"{self._link(words, (item.id, remark.finding_id))}　{_text(remark.text)}"

    def _grade(self) -> str:
        form, draft = self.form, self.form.draft
        proposed, chosen = form.proposal.proposed, self.chosen
        said = [f"建议等次：{grade_text(chosen.shape, chosen.name)}"]
        if form.has_points:
            said.append(f"得分 {figure(form.score.points)}")
        if chosen != proposed:
            said.append(f"规则建议“{proposed.name}”")
        tone = self.theme.tone_of_shape(chosen.shape)
        parts = [_head("等次"), f'<p style="margin:0 0 5px 0; color:{tone.ink}"><b>{_text("　".join(said))}</b></p>']
        for reason in form.proposal.because:
            number = f"第 {form.position(reason.item_id) + 1} 项" if reason.item_id else ""
            link = f"{self._link(number, (reason.item_id, ''))}　" if number else ""
            parts.append(f'<p style="margin:0 0 3px 0">{link}{_text(reason.text)}</p>')
        reason_given = draft.reason if chosen != proposed or form.reading.is_submitted else ""
        words = (("理由", reason_given), ("免责事由", draft.exemption), ("亮点", draft.merits))
        return "".join(parts) + self._pairs(words, 0)

    def _section(self, section: Section) -> str:
        form, score = self.form, self.form.section_score(section)
        points = f"{figure(score.got)} / {figure(score.full)} 分" if form.has_points and score.full else ""
        remark = "" if score.answered == score.total_items else f"已答 {score.answered}/{score.total_items}"
        told = "　".join(filter(None, (section.title, points, remark)))
        return _head(told) + "".join(self._item(item) for item in section.items)

    def _item(self, item: Item) -> str:
        form, theme = self.form, self.theme
        answer = form.answer(item.id)
        word = answer.verdict.label if answer.verdict else "尚未评定"
        points = _points(form.line(item.id)) if form.has_points else ""
        says = f"{_SIGNS[answer.verdict]} {word}{points}"
        number = self._link(str(form.position(item.id) + 1), (item.id, ""))
        head = (
            f'<p style="margin:6px 0 2px 0">{number}　{_text(item.prompt)}'
            f'　<span style="color:{_ink(answer, theme)}">{_text(says)}</span></p>'
        )
        return head + "".join(self._said(item, answer))

    def _said(self, item: Item, answer: Answer) -> Iterator[str]:
        """Everything that is written under an item."""
        if answer.missing_elements:
            yield self._pairs((("缺少", "、".join(answer.missing_elements)),), 1)
        for finding in answer.findings:
            yield self._finding(item, finding)
        for merit in answer.merits:
            yield self._merit(item, merit)
        yield self._pairs((("备注", answer.note), ("标记", "已标记" if answer.marked else "")), 1)

    def _finding(self, item: Item, finding: Finding) -> str:
        shape = severity_shape(finding.severity)
        ink = self.theme.tone_of_shape(shape).ink
        link = self._link(f"{shape} {finding.severity.label}", (item.id, finding.id), ink)
        facts = _text(finding.facts.strip()) or f'<span style="color:{self.theme.muted}">（没有写明事实）</span>'
        told = "　".join(filter(None, (link, _text(place_of(finding)), facts)))
        rest = (("依据", finding.basis), ("建议", finding.suggestion or ("" if finding.remediable else "不能整改")))
        return f'<p style="margin:2px 0 2px 28px">{told}</p>' + self._pairs(rest, 2)

    def _merit(self, item: Item, merit: Merit) -> str:
        link = self._link("★ 亮点", (item.id, merit.id), self.theme.good.ink)
        told = "　".join(filter(None, (link, _text(merit.place), _text(merit.facts.strip()))))
        return f'<p style="margin:2px 0 2px 28px">{told}</p>'

    def _pairs(self, pairs: Iterable[tuple[str, str]], level: int) -> str:
        """A line for each word that has a text."""
        return "".join(
            f'<p style="margin:0 0 2px {28 * level}px">'
            f'<span style="color:{self.theme.muted}">{word}　</span>{_text(text.strip())}</p>'
            for word, text in pairs
            if text.strip()
        )

    def _line(self, text: str, ink: str) -> str:
        return f'<p style="margin:0 0 2px 0; color:{ink}">{_text(text)}</p>' if text else ""

    def _link(self, words: str, target: Target, ink: str = "") -> str:
        self.targets.append(target)
        style = f"color:{ink or self.theme.accent}; text-decoration:none"
        return f'<a href="{len(self.targets) - 1}" style="{style}">{_text(words)}</a>'


def chosen_grade(form: ReadingForm, grade: str = "") -> Grade:
    """The grade that the reviewer proposes: the one named, else one that was chosen with a reason, else the rules'."""
    kept = grade or (form.draft.grade if form.draft.reason.strip() else "")
    return next((own for own in form.reading.scale.grades if own.id == kept), form.proposal.proposed)


def _head(text: str, ink: str = "") -> str:
    colour = f"; color:{ink}" if ink else ""
    return f'<p style="font-size:12pt; font-weight:600; margin:16px 0 5px 0{colour}">{_text(text)}</p>'


def _points(line: ItemScore) -> str:
    if line.deducted:
        return f"　−{figure(line.deducted)} 分"
    return f"　+{figure(line.awarded)} 分" if line.awarded and not line.counted else ""


def _ink(answer: Answer, theme: Theme) -> str:
    """The colour of a verdict, as in the list of items."""
    match answer.verdict:
        case Verdict.CLEAR:
            return theme.good.ink
        case Verdict.NOT_APPLICABLE:
            return theme.muted
        case None:
            return theme.serious.ink
    worst = max((finding.severity for finding in answer.findings), key=lambda one: one.rank, default=None)
    return theme.caution.ink if worst is None else theme.tone_of_shape(severity_shape(worst)).ink


def _text(text: str) -> str:
    """What somebody wrote, as it shall stand in the page."""
    return escape(text).replace("\n", "<br>")
