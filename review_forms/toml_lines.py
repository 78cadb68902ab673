"""On which line each key of a TOML text stands; the parser of the standard library does not tell.

The text must already have been parsed without an error.
"""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Keys and positions from the root of a document, such as `("sections", 0, "items", 2, "points")`."""

_TOKEN = re.compile(
    r"""
    (?P<text>"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3,5} | '{3}[^']*(?:'(?!'')[^']*)*'{3,5}
            | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<comment>\#[^\n]*)
    | (?P<newline>\n)
    | (?P<mark>[][{}=])
    | (?P<bare>[A-Za-z0-9_-]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)", re.DOTALL)


def key_lines(text: str) -> dict[Path, int]:
    """The line, counted from 1, of every table and key that has its own; inline tables count as their key."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for line, tokens in _statements(text):
        keys = _keys(tokens)
        if tokens[0] == "[":
            table = _header(keys, tokens[1] == "[", counts)
            lines.setdefault(table, line)
            lines.setdefault(keys, line)  # the array itself stands where its first table does
        else:
            lines.setdefault((*table, *keys), line)
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """The line of a path, or of the nearest thing around it that has a line."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each header and key with its value, as the line it begins on and its tokens."""
    line, depth, begin, tokens = 1, 0, 1, list[str]()
    for match in _TOKEN.finditer(text):
        token = match.group()
        if match.lastgroup == "newline" and depth == 0:
            if tokens:
                yield begin, tokens
            tokens = []
        elif match.lastgroup in ("text", "mark", "bare"):
            begin = begin if tokens else line
            tokens.append(token)
            depth += (token in ("[", "{")) - (token in ("]", "}"))
        line += token.count("\n")
    if tokens:
        yield begin, tokens


def _keys(tokens: list[str]) -> tuple[str, ...]:
    """The dotted key that a statement begins with."""
    end = tokens.index("=") if "=" in tokens and tokens[0] != "[" else len(tokens)
    return tuple(_unquote(token) for token in tokens[:end] if token not in ("[", "]"))


def _unquote(token: str) -> str:
    if token[0] == "'":
        return token[1:-1]
    if token[0] == '"':
        return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)) if not match[3] else match[3], token[1:-1])
    return token


def _header(keys: tuple[str, ...], repeats: bool, counts: dict[Path, int]) -> Path:
    """The path that a header opens; the last of the tables in an array is meant wherever one is passed through."""
    path: Path = ()
    for position, key in enumerate(keys):
        path = (*path, key)
        if repeats and position == len(keys) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
