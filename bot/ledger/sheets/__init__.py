"""Reading the files that companies have: bytes in, typed rows or a sentence for the clerk out. PURE: no database.

Start at `rows.py` (what comes out) and `reading.py` (`read_file`, the one way in). `files.py` opens xlsx, xls, ods and
csv safely, `layout.py` finds titles, headers and lists that lie side by side, `kinds.py` recognises what a list is,
`cells.py` reads one cell into a value or a reason. Header words stand in `data/lexicon/headers.yaml`.

Not here: whether a house exists or a bill is known (`bot.ledger.imports`), any booking.
"""
