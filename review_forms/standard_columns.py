"""The fields of a standard as columns: one declaration for the table editor, the Excel sheet and docs/standards.md.

To add a field of an item: 1. its column here, 2. its key in the loader.
"""

from dataclasses import dataclass
from enum import StrEnum


class ColumnKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    LONG = "long"
    LINES = "lines"
    NUMBER = "number"
    NUMBERS = "numbers"
    FLAG = "flag"
    KIND = "kind"
    SEVERITY = "severity"
    FAMILY = "family"
    CATEGORIES = "categories"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True)
class Column:
    """One field: its key, its Chinese title, what to write there, and what kind of value it is."""

    key: str
    title: str
    help: str
    kind: ColumnKind = ColumnKind.TEXT


HEAD = (
    Column("id", "标准编号", "英文字母、数字、连字符，一经使用不再改作他用"),
    Column("version", "版本", "同一标准的各个版本不能相同，例如 2026.2"),
    Column("title", "名称", "写在评查表上的名称"),
    Column(
        "categories",
        "案件性质",
        "适用于哪些案件：刑事、民事、行政、赔偿、执行、其他，用顿号隔开",
        ColumnKind.CATEGORIES,
    ),
    Column("family", "类型", "计分制（从满分扣起）或者吸收制（以最重的问题定等次）", ColumnKind.FAMILY),
    Column("full_marks", "满分", "不填为 100 分", ColumnKind.NUMBER),
    Column("base", "基础分", "每件案件先得的分，其余的分归各评查项；一般不填", ColumnKind.NUMBER),
    Column("veto_scores_zero", "一票否决得零分", "填“是”的，一票否决的案件得 0 分；一般不填", ColumnKind.FLAG),
    Column("case_cap", "全案扣分上限", "一件案件最多扣几分；不设上限的不填", ColumnKind.NUMBER),
    Column("bonus_cap", "加分总上限", "设有加分项的必填", ColumnKind.NUMBER),
    Column("notice", "说明", "这个标准从哪里来，适用时注意什么", ColumnKind.LONG),
    Column("sources", "来源", "一行一个", ColumnKind.LINES),
    Column("renamed", "更名", "停用或者改名的编号，一行一个：旧编号=新编号", ColumnKind.PAIRS),
)
COLUMNS = (
    Column("section_id", "类别编号", "同一类别的各行相同，并且排在一起"),
    Column("section", "类别", "类别的名称"),
    Column("absolute", "扣分制类别", "填“是”的，本类不计入满分，扣分直接从总分中扣除；一般不填", ColumnKind.FLAG),
    Column("id", "编号", "英文字母、数字、连字符，一经使用不再改作他用"),
    Column("prompt", "评查内容", "评查表上的一行"),
    Column(
        "kind", "类型", "全得或不得、酌定扣分、按处扣分、按缺项扣分、只定程度、一票否决、只记录、加分", ColumnKind.KIND
    ),
    Column("points", "分值", "本项值几分；加分项为最多加几分；不计分的不填", ColumnKind.NUMBER),
    Column("deduction", "每次扣分", "按处、按缺项扣分的，一处（一项）扣几分", ColumnKind.NUMBER),
    Column("minimum", "最少扣分", "酌定扣分的，有问题时最少扣几分；不填为 0", ColumnKind.NUMBER),
    Column("cap", "扣分上限", "最多扣几分；不填为本项分值", ColumnKind.NUMBER),
    Column("elements", "要素", "按缺项扣分的各个要素，一行一个", ColumnKind.LINES),
    Column("element_points", "要素分值", "各要素扣分不同的，按要素的顺序一行一个，不再填每次扣分", ColumnKind.NUMBERS),
    Column("severity", "程度", "新写问题的初始程度：提示、瑕疵、重大瑕疵、差错", ColumnKind.SEVERITY),
    Column("rule", "规则", "怎样查、怎样扣分", ColumnKind.LONG),
    Column("common_errors", "常见错误", "一行一个，评查时可以直接选用", ColumnKind.LINES),
    Column("not_a_fault", "不算问题", "哪些情形不算问题", ColumnKind.LONG),
    Column("basis", "依据", "法律条文或者规定，会写进问题和反馈意见书", ColumnKind.LONG),
    Column("remediable", "可以整改", "是或否；不填为是", ColumnKind.FLAG),
    Column("outcome", "属于改判、发回", "填“是”的，有免责事由时不计入等次；只用于只定程度、一票否决", ColumnKind.FLAG),
    Column("source", "来源", "本项从哪里来"),
)
# what belongs to the section and stands in each of its rows
SECTION_KEYS = ("section_id", "section", "absolute")
