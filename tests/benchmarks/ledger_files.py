"""Makes ledgers of any length, of fictional cases: 15 columns as a court's system exports them."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

HEADER = (
    "案号", "案件名称", "案由", "当事人", "承办部门", "承办人", "审判长", "书记员",
    "适用程序", "结案方式", "案件状态", "立案日期", "结案日期", "标的额", "备注",
)  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文斌宇浩凯鑫波辉红梅"
CAUSES = (
    "买卖合同纠纷", "民间借贷纠纷", "离婚纠纷", "机动车交通事故责任纠纷", "物业服务合同纠纷", "劳动争议",
    "租赁合同纠纷", "建设工程施工合同纠纷", "继承纠纷", "金融借款合同纠纷",
    "侵权责任纠纷", "承揽合同纠纷", "赡养费纠纷", "合伙合同纠纷",
)  # fmt: skip
DEPARTMENTS = (
    "民事审判一庭",
    "民事审判二庭",
    "速裁团队",
    "河西人民法庭",
    "东岭人民法庭",
    "金融审判庭",
    "少年家事审判庭",
)
PROCEDURES = ("简易程序", "普通程序", "小额诉讼程序")
OUTCOMES = ("判决", "调解", "准予撤诉", "驳回起诉")
TYPES = ("民初", "刑初", "行初", "执", "民特")
FIRST_DAY = date(2019, 1, 1)


def names(chance: random.Random, count: int) -> list[str]:
    """Invented names of two and three characters."""
    return [chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.randint(1, 2))) for _ in range(count)]


def ledger_rows(count: int, seed: int = 1) -> Iterator[tuple[object, ...]]:
    """Rows under `HEADER`; every case number occurs once, and the same seed gives the same rows."""
    chance = random.Random(seed)
    people = names(chance, 60)
    for index in range(count):
        filed = FIRST_DAY + timedelta(days=index * 2500 // count)
        plaintiff, defendant = names(chance, 2)
        cause, kind = chance.choice(CAUSES), TYPES[index % 5]
        yield (
            f"（{filed.year}）吉0199{kind}{index + 1}号",
            f"{plaintiff}与{defendant}{cause}一案",
            cause,
            f"{plaintiff}；{defendant}",
            chance.choice(DEPARTMENTS),
            chance.choice(people),
            chance.choice(people),
            chance.choice(people),
            chance.choice(PROCEDURES),
            chance.choice(OUTCOMES),
            "已结",
            filed,
            filed + timedelta(days=chance.randint(10, 200)),
            chance.randint(1_000, 9_000_000) / 100,
            "",
        )


def write_ledger(path: Path, count: int) -> Path:
    """An .xlsx of so many rows below one header, with real dates and amounts; one that is there already is kept."""
    if path.exists():
        return path
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("结案台账")
    sheet.write_row(0, 0, HEADER)
    for number, row in enumerate(ledger_rows(count), 1):
        sheet.write_row(number, 0, row)
    book.close()
    return path
