"""Anything at all put into the reader: it opens, or it is refused with a sentence, and nothing else ever."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.packages.sealing import FileMember, TextMember
from tests.unit.packages import second_reader
from tests.unit.packages.forge import (
    ANSWERS,
    FILE,
    FINDINGS,
    REVIEWER,
    ROWS,
    card,
    fed,
    file,
    full,
    honest,
    listed,
    spelt,
    text,
    zipped,
)

CORPUS = Path(__file__).parents[2] / "data" / "packages" / "corpus"
PARTS = (text(ANSWERS, ROWS), text(FINDINGS, b""), file(FILE, b"scan"))
MANIFEST = spelt(full(listed(PARTS)))
ZIP = zipped([text("manifest.json", MANIFEST), *PARTS])
BARE = spelt(full(()))

_INTERESTING = [
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"../",
    b'"',
    b"-1",
    b"{}",
]


@st.composite
def mutations(draw: st.DrawFn, content: bytes) -> bytes:
    """The content after one to five changes: bits flipped, pieces cut out, doubled, moved or put in."""
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        piece = content[start:end]
        change = draw(st.sampled_from(["flip", "cut", "double", "put", "overwrite", "move", "end"]))
        if change == "flip" and start < len(content):
            content = content[:start] + bytes([content[start] ^ 1 << draw(st.integers(0, 7))]) + content[start + 1 :]
        elif change == "cut":
            content = content[:start] + content[end:]
        elif change == "double":
            content = content[:end] + piece + content[end:]
        elif change == "put":
            content = content[:start] + draw(st.sampled_from(_INTERESTING) | st.binary(max_size=8)) + content[start:]
        elif change == "overwrite":
            new = draw(st.sampled_from(_INTERESTING))
            content = content[:start] + new + content[start + len(new) :]
        elif change == "move":
            rest = content[:start] + content[end:]
            place = draw(st.integers(0, len(rest)))
            content = rest[:place] + piece + rest[place:]
        else:
            content = content[:start]
    return content


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the packages of this module lie."""
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def package(folder: Path) -> bytes:
    """An honest package with every kind of member."""
    return honest(folder, [TextMember(ANSWERS, ROWS), FileMember(FILE, lambda: (folder / "scan").open("rb"))])


@pytest.fixture(scope="module", autouse=True)
def _scan(folder: Path) -> None:
    (folder / "scan").write_bytes(b"scan")


def test_what_is_fed_opens_where_it_is_honest(folder: Path, package: bytes) -> None:
    assert fed(b"F" + package, folder) == ""
    assert fed(b"F" + card(folder), folder) == ""
    assert fed(b"Z" + ZIP, folder) == ""
    assert fed(b"M" + BARE, folder) == ""
    assert fed(b"D" + PARTS[0].packed, folder) == ""


@settings(max_examples=150)
@given(data=st.data())
def test_mutated_files(data: st.DataObject, folder: Path, package: bytes) -> None:
    mutated = data.draw(mutations(package))
    assert bool(fed(b"F" + mutated, folder)) is (mutated != package)


@settings(max_examples=100)
@given(data=st.data())
def test_mutated_cards(data: st.DataObject, folder: Path) -> None:
    whole = card(folder)
    mutated = data.draw(mutations(whole))
    assert bool(fed(b"F" + mutated, folder)) is (mutated != whole)


@settings(max_examples=100)
@given(data=st.data())
def test_mutated_bodies(data: st.DataObject, folder: Path, package: bytes) -> None:
    body = second_reader.unsealed(package, REVIEWER.sealing, "")
    mutated = data.draw(mutations(body))
    assert bool(fed(b"F" + mutated, folder))


@settings(max_examples=400)
@given(data=st.data())
def test_mutated_zips_with_a_right_signature(data: st.DataObject, folder: Path) -> None:
    mutated = data.draw(mutations(ZIP))
    refused = bool(fed(b"Z" + mutated, folder))
    assert not refused or mutated != ZIP
    # the bits behind the end of a deflated stream say nothing, so a file may differ there and be the same
    assert refused or contents(mutated) == contents(ZIP)


def test_bits_behind_the_end_of_a_stream_say_nothing(folder: Path) -> None:
    empty = ZIP.index(b"\x03\x00PK")  # the stream of a member without rows
    mutated = ZIP[: empty + 1] + b"\x04" + ZIP[empty + 2 :]
    assert not fed(b"Z" + mutated, folder)
    assert contents(mutated) == contents(ZIP)


def contents(packed: bytes) -> dict[str, bytes]:
    """What the members of a zip hold, read by another reader than ours."""
    with ZipFile(BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@settings(max_examples=300)
@given(data=st.data())
def test_mutated_manifests_with_a_right_signature(data: st.DataObject, folder: Path) -> None:
    fed(b"M" + data.draw(mutations(BARE)), folder)


@settings(max_examples=150)
@given(data=st.data())
def test_mutated_members_with_a_right_signature(data: st.DataObject, folder: Path) -> None:
    fed(b"D" + data.draw(mutations(PARTS[0].packed)), folder)


@settings(max_examples=150)
@given(
    start=st.sampled_from([b"F", b"Z", b"M", b"D", b"Fage-encryption.org/v1\n", b"FPINGHENG\0\1"]),
    content=st.binary(max_size=300),
)
def test_anything_at_all(start: bytes, content: bytes, folder: Path) -> None:
    fed(start + content, folder)


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_what_the_fuzzer_kept(name: str, folder: Path) -> None:
    content = (CORPUS / name).read_bytes()
    assert len(content) < 4096
    # the name says what becomes of it
    assert fed(content, folder) == name.partition("-")[0].replace("opens", "")


def test_the_corpus_is_small() -> None:
    assert 1 <= len(list(CORPUS.iterdir())) <= 10
