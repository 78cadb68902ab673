"""What import-linter cannot see of the house's fences."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("review_forms", "models", "exports", "gui", "commands", "resources")


def test_nobody_imports_the_front_door() -> None:
    texts = {path: path.read_text(encoding="utf-8") for layer in LAYERS for path in (ROOT / layer).rglob("*.py")}
    guilty = [path for path, text in texts.items() if "\nimport main\n" in text or "\nfrom main import" in text]
    assert guilty == []
    assert texts
