"""Files against the ledger: first a preview that changes nothing, then the same plan carried out as one transaction.

Start at `preview.py` (what a clerk is shown), then `planning.py` and `run.py` (carried out, taken back). `bills.py`,
`people.py`, `payments.py` and `statement.py` hold the rows of one kind against what is there; `known.py` has loaded
that for all rows at once. `matching.py` is the pure rule that finds whose money a line of a statement is, `lines.py`
books it once a person has confirmed.

A row is known by its own marks (house, fee item, period; the number of a transaction), never by its file, so the same
file twice changes nothing, and a file that was mended changes only what was mended. A refused row refuses itself alone.
"""
