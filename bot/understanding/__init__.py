"""Understanding: PURE functions from text to a value or a reason (`result.Understood`, `result.Unclear`).

Lives here: normalising, choices, houses, amounts, phones, short words, yes and no, emergencies. May not live here:
the database, the clock, any channel. Start at `normalise.py`, then any `read_*`. The tables that staff may extend are
data/lexicon: `typos.py`, `words.py` and `emergency.py` load one each; everything else takes the text alone.
"""
