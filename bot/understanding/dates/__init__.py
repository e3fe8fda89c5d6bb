"""Payment dates (承诺缴费的日期): when a resident says that he will pay, read from his own sentence.

Start at `reader.py` (`read_payment_date`). A message goes through `wording.py` (one spelling; numbers that are no dates
are hidden), `grammar.py` (where days are named, by `days.py`, `numbers.py`, `ranges.py`, `periods.py`, `terms.py`,
`festivals.py`, `lunar_days.py`, `english.py`; what follows them: `suffixes.py`, `times.py`), `roles.py` (what each day
is named for, by the words of `paying.py`, `refusing.py`, `asking.py`, `conditions.py`) and `joining.py` with
`linking.py` (several days). `answer.py` has the types, `almanac.py` and `lunar.py` the arithmetic. Pure: the present
and the holidays are handed in.
May not live here: asking back, accepting or storing a commitment.
"""

from bot.understanding.dates.answer import Kind, PaymentDate
from bot.understanding.dates.reader import read_payment_date

__all__ = ["Kind", "PaymentDate", "read_payment_date"]
