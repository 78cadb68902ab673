import pytest

from gui.application import Dresser
from gui.theme import DARK, LIGHT, Theme, Tone, contrast, palette_of, theme_of

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
ENOUGH = 4.5


def tones(theme: Theme) -> list[Tone]:
    return [theme.neutral, theme.good, theme.caution, theme.serious, theme.bad]


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@THEMES
def test_text_can_be_read_on_every_ground(theme: Theme) -> None:
    grounds = [theme.window, theme.surface, theme.raised, theme.hover, theme.selection]
    faint = {(ink, ground) for ink in (theme.text, theme.muted) for ground in grounds if contrast(ink, ground) < ENOUGH}
    assert faint == set()


@THEMES
def test_the_accent_can_be_read_both_ways(theme: Theme) -> None:
    grounds = [theme.window, theme.surface, theme.accent_wash, theme.hover, theme.selection]
    assert min(contrast(theme.accent, ground) for ground in grounds) >= ENOUGH
    fills = [theme.accent, theme.accent_hover, theme.accent_pressed]
    assert min(contrast(theme.on_accent, fill) for fill in fills) >= ENOUGH


@THEMES
def test_grade_colours_can_be_read_on_their_ground_and_in_a_list(theme: Theme) -> None:
    for tone in tones(theme):
        assert contrast(tone.ink, tone.wash) >= ENOUGH
        assert contrast(tone.ink, theme.surface) >= ENOUGH


@THEMES
def test_four_shapes_have_four_colours(theme: Theme) -> None:
    assert len({theme.tone_of_shape(shape) for shape in "●◆▲■○"}) == 5


@THEMES
def test_a_theme_is_known_by_its_palette(theme: Theme) -> None:
    assert theme_of(palette_of(theme)) is theme


def test_the_style_sheet_names_only_what_the_theme_has(dresser: Dresser, qapp) -> None:
    assert "$" not in qapp.styleSheet()
