"""Feedback letters as pdf and docx, on one core and on all, against LibreOffice converting a batch."""

import shutil
import subprocess
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from exports.fonts import FontShelf
from exports.letters.rendering import LetterFormat, Press, render
from models.letter_snapshot import letter_from_json
from models.views import LetterView
from tests.benchmarks.measuring import Line, Options, options, report, seconds, slope

GOAL = 0.015
TIMES_FASTER = 20
CONVERTED = 20
SAMPLE = Path(__file__).parents[1] / "data" / "letter.json"


def main(asked: Options) -> None:
    full = asked.size(2_000)
    sizes = (full // 10, full // 3, full)
    _print(range(2), 1)  # fonts are opened once a process
    one = [_print(range(size), 1) for size in sizes]
    both = _print(range(full), full)
    office = _office_seconds() if shutil.which("soffice") else None
    lines = [
        Line("a letter as pdf and docx, both cores", both / full, None, GOAL),
        Line("a letter as pdf and docx, one core", one[-1] / full, slope=slope(sizes, one)),
    ]
    if office is not None:
        lines.append(Line("both cores, against one pdf of LibreOffice's batch", both / full, office, 1 / TIMES_FASTER))
    sized = sum(map(len, render(_view(0), _shelf()).files.values())) / 1000
    report(f"{full:,} letters of three findings", lines, [f"a letter has {sized:.0f} kB in both formats"])


def _print(serials: range, expected: int) -> float:
    """How long the press takes for these letters, its start included; more than a few `expected` get every core."""
    views = [_view(serial) for serial in serials]

    def work() -> None:
        with Press(_shelf(), expected) as press:
            for start in range(0, len(views), press.batch_size):
                for _ in press.render(views[start : start + press.batch_size]):
                    pass

    return seconds(work)


@cache
def _shelf() -> FontShelf:
    return FontShelf()


@cache
def _sample() -> LetterView:
    return letter_from_json(SAMPLE.read_text(encoding="utf-8"))


def _view(serial: int) -> LetterView:
    """The sample letter with a case and a number of its own."""
    return replace(_sample(), case_number=f"（2025）吉0199民初{serial + 1}号", number=f"示云法评〔2026〕{serial + 1}号")


def _office_seconds() -> float:
    """What LibreOffice takes for one letter when it converts a batch of docx to pdf."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for serial in range(CONVERTED):
            files.append(Path(folder, f"{serial}.docx"))
            files[-1].write_bytes(render(_view(serial), _shelf()).files[LetterFormat.DOCX])
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*command, str(files[0])], check=True, capture_output=True)  # makes its profile
        run = seconds(lambda: subprocess.run([*command, *map(str, files)], check=True, capture_output=True))
        return run / CONVERTED


if __name__ == "__main__":
    main(options())
