"""The ledger: what is charged, what was paid, what is owed, and the figures of it.

Start at `tables.py` (what is stored), then `allocation.py` (which money settles which bill: the rule), `bills.py` and
`payments.py` (every change: post, void, waive, pay, reverse) and `arrears.py` (what is owed). `billing.py` makes drafts
from fee items, `upcoming.py` does so by itself; `figures/` and `report.py` have the collection figures with their
formulas; `sheets/` reads files, `imports/` holds them against the ledger, `exports.py` writes them.

Facts are only ever added: a bill, a credit, a payment, a reversal. What the settled columns of a bill and the table
`allocation` say is derived from them by one rule and written anew for a whole account at each change, so the order in
which facts came in does not matter. Not here: who may see a figure (`bot.people.access`), any reminder.
"""
