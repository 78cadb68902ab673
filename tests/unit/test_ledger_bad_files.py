import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.ledgers import archives
from exports.ledgers.faults import (
    DamagedFileError,
    EmptyLedgerError,
    LedgerError,
    NotASpreadsheetError,
    OversizedFileError,
    PasswordProtectedError,
    TruncatedFileError,
    UnknownEncodingError,
)
from exports.ledgers.reading import inspect, read_rows
from models.errors import StorageError

SAMPLES = Path(__file__).parent.parent / "data" / "ledgers"
SAMPLE = SAMPLES / "民事结案台账.xlsx"
HOSTILE = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>%s</sheetData></worksheet>'


def file(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def archive(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return target.getvalue()


def with_sheet(xml: bytes) -> bytes:
    with zipfile.ZipFile(SAMPLE) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    return archive({**members, "xl/worksheets/sheet1.xml": xml})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("台账.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(500), "一张图片"),
        ("台账.xls", b"\xff\xd8\xff\xe0" + bytes(500), "一张图片"),
        ("台账.csv", b"\x89PNG\r\n\x1a\n" + bytes(500), "一张图片"),
        ("台账.csv", b"BM\x36\x00\x10\x00\x00\x00\x00\x00" + bytes(500), "一张图片"),
        ("台账.xlsx", b"%PDF-1.7 ...", "一份 PDF"),
        ("台账.xls", b"<html><table><tr><td>1</td></tr></table></html>", "一个网页"),
        ("台账.xlsx", archive({"word/document.xml": b"<w/>"}), "一份 Word 文档"),
        ("台账.xlsx", archive({"a.txt": b"a"}), "一个压缩包"),
        ("台账.xlsx", b"plain words", "其他类型的文件"),
    ],
)
def test_something_else_under_a_spreadsheets_name(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    with pytest.raises(NotASpreadsheetError, match=f"《{name}》不是电子表格，内容看起来是{kind}。请用"):
        inspect(file(tmp_path, name, content))


def test_a_password_protected_workbook() -> None:
    with pytest.raises(PasswordProtectedError, match=r"《设有密码的台账.xlsx》设有打开密码.*取消密码"):
        inspect(SAMPLES / "设有密码的台账.xlsx")


@pytest.mark.parametrize("content", [b"", b"\r\n \r\n", bytes(4096)])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(EmptyLedgerError, match="没有任何内容"):
        inspect(file(tmp_path, "台账.csv", content))


def test_a_workbook_of_empty_sheets(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "台账.xlsx") as workbook:
        workbook.add_worksheet()
        workbook.add_worksheet()
    with pytest.raises(EmptyLedgerError, match="没有任何内容"):
        inspect(tmp_path / "台账.xlsx")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_half_copied_workbook(tmp_path: Path, share: float) -> None:
    whole = SAMPLE.read_bytes()
    with pytest.raises(TruncatedFileError, match=r"不完整，可能没有拷贝完.*重新拷贝"):
        inspect(file(tmp_path, "台账.xlsx", whole[: int(len(whole) * share)]))


def test_a_half_copied_older_workbook(tmp_path: Path) -> None:
    whole = (SAMPLES / "民事结案台账.xls").read_bytes()
    with pytest.raises((TruncatedFileError, DamagedFileError)):
        list(read_rows(file(tmp_path, "台账.xls", whole[: len(whole) // 2 + 100])))


@pytest.mark.parametrize(
    "content",
    [
        "案号,备注\n（2025）吉0199民初1号,离婚\n".encode()[:-3],
        "案号,备注\n（2025）吉0199民初1号,离婚\n".encode("gb18030")[:-2],
        '案号,备注\n（2025）吉0199民初1号,"离婚，双方'.encode(),
        "案号,备注\n（2025）吉0199民初1号,离婚\n（2025）吉0199民".encode(),
    ],
)
def test_a_half_copied_text(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TruncatedFileError, match="不完整"):
        inspect(file(tmp_path, "台账.csv", content))


def test_a_stray_quote_is_not_a_cut(tmp_path: Path) -> None:
    path = file(tmp_path, "台账.csv", '案号,备注\n（2025）吉0199民初1号,5"屏\n'.encode())
    assert len(list(read_rows(path))) == 1


def test_a_code_that_begins_like_a_bitmap_is_text(tmp_path: Path) -> None:
    path = file(tmp_path, "台账.csv", "BMDM,AH\n1,（2025）吉0199民初1号\n".encode())
    assert len(list(read_rows(path))) == 1


def test_text_in_no_known_encoding(tmp_path: Path) -> None:
    with pytest.raises(UnknownEncodingError, match="文字编码无法识别"):
        inspect(file(tmp_path, "台账.csv", b"\xff\x80\x81," * 50))


def test_a_damaged_part(tmp_path: Path) -> None:
    whole = bytearray(SAMPLE.read_bytes())
    with zipfile.ZipFile(SAMPLE) as packed:
        start = packed.getinfo("xl/worksheets/sheet1.xml").header_offset
    whole[start + 200 : start + 300] = bytes(100)
    with pytest.raises(DamagedFileError, match="已经损坏"):
        inspect(file(tmp_path, "台账.xlsx", bytes(whole)))


def test_a_part_that_is_no_xml(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError, match="已经损坏"):
        inspect(file(tmp_path, "台账.xlsx", with_sheet(b"<worksheet><sheetData><row")))


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="2"><c r="XFD2"><v>1</v></c></row>',
        b'<row r="999999"><c r="ZZ999999" s="1"><v>1</v></c></row>',
        b'<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
    ],
)
def test_a_cell_far_out_would_fill_the_memory(tmp_path: Path, cell: bytes) -> None:
    with pytest.raises(OversizedFileError, match="离表格的起点太远"):
        inspect(file(tmp_path, "台账.xlsx", with_sheet(HOSTILE % cell)))


def test_a_far_cell_across_the_seam_of_two_chunks(tmp_path: Path) -> None:
    for shift in (20, 40, 60):
        padding = b" " * (archives._CHUNK - shift - HOSTILE.index(b"%"))
        with pytest.raises(OversizedFileError):
            inspect(file(tmp_path, "台账.xlsx", with_sheet(HOSTILE % (padding + b'<c r="XFD9" s="12"><v>1</v></c>'))))


def test_a_mere_style_far_out_does_no_harm(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "台账.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["案号", "案由"])
        sheet.write_row(1, 0, ["（2025）吉0199民初1号", "离婚纠纷"])
        sheet.write_blank(1_048_575, 16_383, None, workbook.add_format({"bold": True}))
    assert len(list(read_rows(tmp_path / "台账.xlsx"))) == 1


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    with pytest.raises(OversizedFileError, match="压缩比异常"):
        inspect(file(tmp_path, "台账.xlsx", with_sheet(HOSTILE % (b" " * 40_000_000))))


def test_too_many_parts(tmp_path: Path) -> None:
    members = {f"xl/{number}.bin": b"" for number in range(archives.MAX_MEMBERS + 1)}
    with pytest.raises(OversizedFileError, match="5001 个部件"):
        inspect(file(tmp_path, "台账.xlsx", archive(members)))


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"找不到文件.*U 盘"):
        inspect(tmp_path / "没有.xlsx")
    with pytest.raises(StorageError, match="这是文件夹"):
        inspect(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(start=st.integers(0, 29_000), junk=st.binary(min_size=1, max_size=64), name=st.sampled_from(["xlsx", "xls"]))
def test_any_damage_is_read_or_told(tmp_path: Path, start: int, junk: bytes, name: str) -> None:
    content = bytearray((SAMPLES / f"民事结案台账.{name}").read_bytes())
    content[start : start + len(junk)] = junk
    path = file(tmp_path, f"台账.{name}", bytes(content))
    try:
        list(read_rows(path))
    except LedgerError as error:
        assert str(error).startswith("《台账")  # noqa: PT017 damage may also leave the file readable


@pytest.mark.parametrize(("start", "junk"), [(24_319, b"\xff" * 4), (24_317, b"\xff" * 8)])
def test_a_cell_far_out_in_an_old_workbook_is_told_and_not_read(tmp_path: Path, start: int, junk: bytes) -> None:
    content = bytearray((SAMPLES / "民事结案台账.xls").read_bytes())
    content[start : start + len(junk)] = junk
    with pytest.raises(DamagedFileError, match="台账"):
        inspect(file(tmp_path, "台账.xls", bytes(content)))
