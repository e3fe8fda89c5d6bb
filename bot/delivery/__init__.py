"""Delivery: the one sender of everything that the program ever says.

A message is an `outbox` row, queued by key in the transaction that decided it; the sender claims it, checks again,
sends, and records what really happened (spec/conversation.md §4, spec/dunning.md §3).

Lives here: the rows, the checks at the moment of sending, the sender, the `Outlet` protocol that channels implement.
May not live here: a platform's library, the words. Start at `tables.py`, `rules.py`, then `service.py` (queue),
`claim.py`, `sender.py`; `response.py` is for answers that ride in a response, `reading.py` for a console that reads.
"""
