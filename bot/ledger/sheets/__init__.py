"""Reading the files that companies have: bytes in, typed rows or a sentence for the clerk out. PURE: no database.

Start at `rows.py` (what comes out) and `reading.py` (`read_file`, the one way in). `files.py` opens xlsx, xls, ods and
csv safely (`guards.py`, `bounds.py` and `ole.py` look a workbook through before it is parsed, `texts.py` reads csv),
`layout.py` finds titles, headers and lists that lie side by side, `kinds.py` recognises what a list is. `record.py` is
one row, asked for by field; `bills.py`, `payments.py`, `people.py` and `statements.py` make typed rows of it with
`whose.py` (house and period), `cells.py`, `codes.py`, `days.py` and `names.py` (one cell into a value or a reason).
`repeats.py` finds what stands twice. Header words stand in `data/lexicon/headers.yaml`, read by `headers.py`.

Not here: whether a house exists or a bill is known (`bot.ledger.imports`), any booking.
"""
