"""Tasks: everything that a person must do: a hand-off, an unfinished draft, an emergency, a payment to match.

Lives here: the rows and their states. May not live here: who sees a task (`people.access`), what a resident is told
(`handlers`). Start at `tables.py`, then `service.py`.
"""
