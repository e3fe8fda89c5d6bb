"""Payment dates (承诺缴费的日期): when a resident says that he will pay, read from his own sentence.

Start at `reader.py` (`read_payment_date`). A message goes through `wording.py` (one spelling; numbers that are no dates
are hidden), `grammar.py` (where days are named, by `days.py`, `numbers.py`, `ranges.py`, `periods.py`, `terms.py`,
`festivals.py`, `lunar_days.py`, `english.py`; what follows them: `suffixes.py`, `times.py`), `places.py` (where a day
stands in its message), `roles.py` (what it is named for, by the words of `paying.py`, `refusing.py`, `asking.py`,
`pointing.py`, `conditions.py`, `english_words.py`), `joining.py` with `linking.py` (several days) and `spoken.py` (the
time of day). `answer.py` has the types, `almanac.py` and `lunar.py` the arithmetic, `score.py` measures. Pure: the
present and the holidays are handed in.
May not live here: asking back, accepting or storing a commitment.
"""

from bot.understanding.dates.answer import Kind, PaymentDate
from bot.understanding.dates.reader import read_payment_date

__all__ = ["Kind", "PaymentDate", "read_payment_date"]
