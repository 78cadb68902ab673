"""Fuzz the reader of packages with atheris, which is no dependency of the project.

python -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris pyrage cryptography msgspec
nice /tmp/fuzz/bin/python tools/fuzz_packages.py /tmp/fuzz/corpus tests/data/packages/corpus -max_total_time=600

What it finds it writes as crash-… into the current folder: give it to `fed` in tests/unit/packages/forge.py.
"""

import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["exports.packages"]):
    from tests.unit.packages import forge

_FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-packages-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
_LAYERS = b"FZMD"


def one_input(content: bytes) -> None:
    """Put one input into one layer; an exception that is no sentence ends the run."""
    if not content:
        return
    layer = content[0] if content[0] in _LAYERS else _LAYERS[content[0] % len(_LAYERS)]
    forge.fed(bytes([layer]) + content[1:], _FOLDER)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
