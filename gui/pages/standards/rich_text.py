"""The little of HTML that the reading and the comparing of standards is written in, in the colours of a theme."""

from html import escape

from gui.theme import Theme


def words(text: str) -> str:
    """A plain text as HTML, its lines broken where it breaks them."""
    return escape(text, quote=False).replace("\n", "<br>")


def block(
    content: str, *, size: float = 0, colour: str = "", above: int = 0, below: int = 0, bold: bool = False
) -> str:
    """A paragraph; `size` in points, `above` and `below` in pixels."""
    style = f"margin-top:{above}px; margin-bottom:{below}px; line-height:116%;"
    style += f" font-size:{size:g}pt;" if size else ""
    style += f" color:{colour};" if colour else ""
    style += " font-weight:600;" if bold else ""
    return f'<p style="{style}">{content}</p>'


def coloured(content: str, colour: str) -> str:
    """Some words in another colour."""
    return f'<span style="color:{colour};">{content}</span>'


def framed(content: str, ground: str, padding: int = 10) -> str:
    """Something on a ground of its own across the whole width."""
    return (
        f'<table width="100%" cellspacing="0" cellpadding="{padding}" style="background-color:{ground};">'
        f"<tr><td>{content}</td></tr></table>"
    )


def labelled(rows: list[tuple[str, str]], theme: Theme, width: int) -> str:
    """Names and contents (HTML) under each other; `width` is that of the names in pixels."""
    cells = "".join(
        f'<tr><td width="{width}" style="color:{theme.muted}; padding:2px 0;">{words(name)}</td>'
        f'<td style="padding:2px 0;"><p style="line-height:116%;">{content}</p></td></tr>'
        for name, content in rows
    )
    return f'<table width="100%" cellspacing="0" cellpadding="0">{cells}</table>'
