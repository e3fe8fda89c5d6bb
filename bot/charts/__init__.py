"""Charts: pictures with Chinese words, made to be read on a phone in WeChat or Telegram.

What lives here: two kinds of picture, as PNG bytes that are the same for the same input, with a font that comes with
the program (no font of the machine is used). What may not: what a figure means, money, words for people, a database;
the caller brings every label and every value as it shall be read.

Start at `bars.py` (one bar a row: buildings, ages of debt) and `lines.py` (one point a month; `axis.py` has its
numbers, `values.py` finds room for what is written beside the points). Both are painted with `drawing.py` (sheet and
colours), `marks.py` (signs) and `words.py` (text that fits); `fonts.py` loads the font, `README.md` says how it was
made.
"""

from bot.charts.axis import as_number, as_percent
from bot.charts.bars import MOST_BARS, Bar, bar_chart
from bot.charts.fonts import missing_glyphs
from bot.charts.lines import MOST_POINTS, Point, line_chart

__all__ = [
    "MOST_BARS",
    "MOST_POINTS",
    "Bar",
    "Point",
    "as_number",
    "as_percent",
    "bar_chart",
    "line_chart",
    "missing_glyphs",
]
