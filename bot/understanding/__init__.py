"""Understanding: PURE functions from text to a value or a reason (`result.Understood`, `result.Unclear`).

Lives here: normalising, choices, houses, amounts, periods, phones, short words, yes and no, concepts, clauses,
emergencies; `dates/` reads payment dates, `staff/` the messages of staff. May not live here: the database, the clock,
any channel. Start at `normalise.py`, then any `read_*`. The tables that staff may extend are data/lexicon: `typos.py`,
`words.py`, `concepts.py`, `emergency.py` and `staff/lexicon.py` load one each; everything else takes the text alone.
"""
