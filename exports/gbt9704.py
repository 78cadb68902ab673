"""The measures of official papers, GB/T 9704-2012 党政机关公文格式; every writer takes its numbers from here.

Lengths are in points unless the name says otherwise; numbers in brackets are clauses of the standard. What the standard
leaves open (tables, the size of the organ's name, the footer) is ours and says so.
"""

MM = 72 / 25.4

# 5.1, 5.2.1: A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm
PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM
MARGIN_TOP = 37 * MM
MARGIN_LEFT = 28 * MM
TEXT_WIDTH_MM = 156.0
TEXT_WIDTH = TEXT_WIDTH_MM * MM
TEXT_HEIGHT = 225 * MM
MARGIN_RIGHT = PAGE_WIDTH - MARGIN_LEFT - TEXT_WIDTH
MARGIN_BOTTOM = PAGE_HEIGHT - MARGIN_TOP - TEXT_HEIGHT

# character sizes: 2号, 3号, 4号, 小四
SIZE_2 = 22.0
SIZE_3 = 16.0
SIZE_4 = 14.0
SIZE_SMALL_4 = 12.0

# 5.2.2, 5.2.3: body in 3号仿宋, 22 lines of 28 characters
BODY_SIZE = SIZE_3
LINES_PER_PAGE = 22
CHARACTERS_PER_LINE = 28
LINE_PITCH = 28.95
TITLE_PITCH = 36.0  # ours: 2号 and a third of leading

# 3.4: a line's gap is 7/8 of the height of 3号; 10.1 sets elements off the red line by it
RED_LINE_GAP = SIZE_3 * 7 / 8

# 7.3.5: the date stands four characters in from the right
DATE_INDENT_CHARACTERS = 4
# 7.3.5.1: the seal presses name and date, its upper edge within a line of the text; our seal is 42 mm wide
SEAL_LINES_ABOVE = 2

# 7.5: 4号半角宋体 with a 一字线 at each side, 7 mm below the text area, one character in from the outer edge
PAGE_NUMBER_SIZE = SIZE_4
PAGE_NUMBER_GAP = 7 * MM

# 10.1: the 信函 form
ORGAN_TOP = 30 * MM
RED_LINE_WIDTH = 170 * MM
RED_LINE_DISTANCE = 4 * MM
FOOT_RED_LINE_ABOVE_EDGE = 20 * MM
LINES_BEFORE_LETTER_TITLE = 2
LINES_AFTER_TITLE = 1
RED = "FF0000"
# between two marks such as 内部资料 that share a line, in characters
MARK_DISTANCE = 1

# ours: how the red double lines and the organ's name are drawn
RED_THICK = 2.25
RED_THIN = 0.75
RED_BETWEEN = 1.5
RED_LINES_HEIGHT = RED_THICK + RED_BETWEEN + RED_THIN
FOOT_RED_LINE_TOP = PAGE_HEIGHT - FOOT_RED_LINE_ABOVE_EDGE - RED_LINES_HEIGHT
ORGAN_SIZE_LARGEST = 34.0
ORGAN_SIZE_SMALLEST = 16.0
ORGAN_LONGEST_LINE = int(TEXT_WIDTH / ORGAN_SIZE_SMALLEST)
ORGAN_PITCH_PER_SIZE = 1.3

# ours: tables within the text area
CELL_SIZE = SIZE_SMALL_4
CELL_PITCH = 17.0
# 五号, for forms with many columns
SMALL_CELL_SIZE = 10.5
SMALL_CELL_PITCH = 15.0
CELL_PADDING_X = 1.35 * MM
CELL_PADDING_Y = 3.0
TABLE_RULE = 0.5

# ours: the short hash at the foot, below the second red line
FOOTER_SIZE = 8.0
FOOTER_ABOVE_EDGE = 12 * MM
FOOTER_GREY = "808080"


def character_width(size: float) -> float:
    """How wide a Chinese character of a size is set: 28 of 3号 fill a line, which takes 1.3 % from each (5.2.3)."""
    return TEXT_WIDTH / CHARACTERS_PER_LINE if size == BODY_SIZE else size


def organ_size(name: str) -> float:
    """The size of the organ's name: as large as its longest line fits the text area, up to our largest."""
    longest = max(map(len, name.split("\n")), default=0)
    fitting = int(2 * TEXT_WIDTH / max(longest, 1)) / 2
    return max(ORGAN_SIZE_SMALLEST, min(ORGAN_SIZE_LARGEST, fitting))


def column_width(characters: int) -> float:
    """The width in millimetres of a table column whose lines hold so many characters."""
    return (characters * CELL_SIZE + 2 * CELL_PADDING_X) / MM
