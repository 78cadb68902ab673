"""Colours, spacing and sizes: everything that decides how the window looks, as values."""

from dataclasses import dataclass, fields
from string import Template

from PySide6.QtGui import QColor, QPalette

SPACE = 4
"""The unit of spacing in pixels; every margin is a multiple of it."""

ROW_HEIGHT = 32
RAIL_WIDTH = 116
SIDE_PANEL_WIDTH = 360
TEXT_POINTS = 10.5
SMALLEST_TEXT_POINTS = 10.5
LARGEST_TEXT_POINTS = 16.0


@dataclass(frozen=True, slots=True)
class Tone:
    """A text colour and the quiet background that goes with it."""

    ink: str
    wash: str


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours of one appearance; every text colour stands at 4.5:1 or more on what it is drawn on."""

    is_dark: bool
    window: str
    surface: str
    raised: str
    text: str
    muted: str
    line: str
    strong_line: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_wash: str
    hover: str
    selection: str
    neutral: Tone
    good: Tone
    caution: Tone
    serious: Tone
    bad: Tone

    def tone_of_shape(self, shape: str) -> Tone:
        """The tone that goes with a grade's shape; shapes outside the four grades are neutral."""
        by_shape = {"★": self.good, "●": self.good, "◆": self.caution, "▲": self.serious, "■": self.bad}
        return by_shape.get(shape, self.neutral)


LIGHT = Theme(
    is_dark=False,
    window="#f3f5f8",
    surface="#ffffff",
    raised="#f8f9fb",
    text="#1d2229",
    muted="#59626f",
    line="#dfe3e9",
    strong_line="#bcc4cf",
    accent="#1f4e8c",
    accent_hover="#265ca3",
    accent_pressed="#183f73",
    on_accent="#ffffff",
    accent_wash="#e6eef8",
    hover="#e9edf3",
    selection="#d8e5f5",
    neutral=Tone("#4d5866", "#eaedf1"),
    good=Tone("#1a6a3b", "#e2f2e8"),
    caution=Tone("#7d5500", "#fbf0d5"),
    serious=Tone("#a2410b", "#fde7da"),
    bad=Tone("#b0221b", "#fce4e2"),
)

DARK = Theme(
    is_dark=True,
    window="#1a1d22",
    surface="#22262c",
    raised="#272c33",
    text="#e5e8ec",
    muted="#a6afbb",
    line="#363c45",
    strong_line="#4f5864",
    accent="#8db6f0",
    accent_hover="#a4c5f4",
    accent_pressed="#769fd9",
    on_accent="#0f2138",
    accent_wash="#263850",
    hover="#2c323a",
    selection="#2a3f5e",
    neutral=Tone("#bac2cc", "#343a43"),
    good=Tone("#7fd1a0", "#1f3a2b"),
    caution=Tone("#e6bd62", "#40351a"),
    serious=Tone("#f2a06f", "#45291a"),
    bad=Tone("#f5938c", "#482322"),
)


def theme_of(palette: QPalette) -> Theme:
    """The theme that a palette was made from, so that widgets that paint need not be told."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def palette_of(theme: Theme) -> QPalette:
    """The Qt palette of a theme."""
    palette = QPalette()
    for role, colour in _roles(theme).items():
        palette.setColor(role, QColor(colour))
    disabled = QColor(theme.muted)
    disabled.setAlpha(150)
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return palette


def _roles(theme: Theme) -> dict[QPalette.ColorRole, str]:
    role = QPalette.ColorRole
    return {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.bad.ink,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.surface,
        role.Midlight: theme.line,
        role.Mid: theme.strong_line,
        role.Dark: theme.strong_line,
        role.Shadow: theme.strong_line,
    }


def fill_style(template: str, theme: Theme, points: float, check_image: str) -> str:
    """The style sheet with `$name` replaced by the theme's colours (`$good_ink` for a tone) and by sizes.

    `check_image` is the path of the tick in checked boxes, with forward slashes.
    """
    values: dict[str, str] = {}
    for field in fields(Theme):
        value = getattr(theme, field.name)
        if isinstance(value, Tone):
            values |= {f"{field.name}_ink": value.ink, f"{field.name}_wash": value.wash}
        else:
            values[field.name] = str(value)
    sizes = {"points": points, "title_points": points + 4.5, "lead_points": points + 1.5}
    values |= {name: f"{size:g}" for name, size in sizes.items()}
    return Template(template).substitute(values, check_image=check_image)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours by WCAG 2.2, 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
