"""Pages of a PDF as pictures, for the preview in the window."""

from dataclasses import dataclass

import pypdfium2

from exports.scans.library import PDFIUM

_POINTS_PER_INCH = 72
_RGBA = pypdfium2.raw.FPDFBitmap_BGRA


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """One page as pixels: four bytes each (red, green, blue, opacity), `stride` bytes a row."""

    width: int
    height: int
    stride: int
    pixels: bytes


def render_pages(pdf: bytes, dpi: int) -> list[RenderedPage]:
    """All pages of a PDF at a resolution."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_rendered(page, dpi) for page in document]
        finally:
            document.close()


def _rendered(page: pypdfium2.PdfPage, dpi: int) -> RenderedPage:
    bitmap = page.render(scale=dpi / _POINTS_PER_INCH, force_bitmap_format=_RGBA, rev_byteorder=True)
    try:
        return RenderedPage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    finally:
        bitmap.close()
        page.close()
