"""The zip around a Word paper: sorted names, one date, no trace of the machine, so equal content gives equal bytes."""

import io
import zipfile
from collections.abc import Mapping

from exports.document import Document
from exports.word.markup import DECLARATION, NAMESPACES, safe_text
from exports.word.section import edges, part_name, relation

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o644 << 16
_COMPRESSION = 6

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_OVERRIDES = {
    "word/document.xml": f"{_KIND}.document.main+xml",
    "word/styles.xml": f"{_KIND}.styles+xml",
    "word/settings.xml": f"{_KIND}.settings+xml",
    "word/fontTable.xml": f"{_KIND}.fontTable+xml",
    **{part_name(edge, kind): f"{_KIND}.{edge}+xml" for edge, kind in edges()},
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
_CONTENT_TYPES = (
    f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _OVERRIDES.items())
    + "</Types>"
)
# even pages differ, the punctuation keeps its width, and the layout is Word 2013's
_SETTINGS = (
    f'{DECLARATION}<w:settings {NAMESPACES}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat><w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/></w:settings>'
)


def _relationships(entries: Mapping[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, (kind, target) in entries.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


_STATIC = {
    "[Content_Types].xml": _CONTENT_TYPES,
    "_rels/.rels": _relationships(
        {
            "rIdDocument": (f"{_OFFICE}/officeDocument", "word/document.xml"),
            "rIdCore": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        }
    ),
    "word/_rels/document.xml.rels": _relationships(
        {
            "rIdStyles": (f"{_OFFICE}/styles", "styles.xml"),
            "rIdSettings": (f"{_OFFICE}/settings", "settings.xml"),
            "rIdFonts": (f"{_OFFICE}/fontTable", "fontTable.xml"),
            **{
                relation(edge, kind): (f"{_OFFICE}/{edge}", part_name(edge, kind).removeprefix("word/"))
                for edge, kind in edges()
            },
        }
    ),
    "word/settings.xml": _SETTINGS,
}


def core_part(document: Document) -> str:
    """The part `docProps/core.xml`; it names no time."""
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{safe_text(document.title)}</dc:title><dc:creator>{safe_text(document.author)}</dc:creator>"
        f"<dc:description>{safe_text(document.program)}</dc:description><dc:language>zh-CN</dc:language>"
        "</cp:coreProperties>"
    )


def packed(parts: Mapping[str, str]) -> bytes:
    """The file made of these parts and those that are the same in every paper."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in sorted({**_STATIC, **parts}.items()):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, content.encode("utf-8"), zipfile.ZIP_DEFLATED, _COMPRESSION)
    return file.getvalue()
