"""Runs one of the windows beside this file in a process of its own and reads what it says of itself."""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).parent
MOMENTS = ("shown", "filled", "cases")


def run_window(script: str, home: Path, platform: str, *arguments: str) -> dict[str, float]:
    """Seconds from the start of the process to each moment, and the memory in MB; `home` gets what it remembers."""
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment = {**os.environ, **folders, "QT_QPA_PLATFORM": platform, "PYTHONPATH": str(HERE.parents[1])}
    # an installed program finds its modules compiled
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, str(HERE / script), *arguments]
    start = perf_counter()
    ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=120)
    told = json.loads(ended.stdout.splitlines()[-1])
    return {name: value - start if name in MOMENTS else value for name, value in told.items()}
