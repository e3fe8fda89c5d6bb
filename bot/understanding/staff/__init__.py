"""Staff messages: what a building manager, finance, the desk or an engineer wants, and what the message names.

Lives here: reading commands and hurried sentences into an action with its slots, purely. May not live here: who may do
it, whether such a house or ticket exists, any reply. Start at `reading.py` (the decision), then `marks.py` (what a
message names and where), `slots.py` (which reader fills which slot), `actions.py` (all that a reading may hold). The
words are data/lexicon/staff.yaml, loaded by `lexicon.py`.
"""
