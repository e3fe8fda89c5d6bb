"""Understanding: PURE functions from text to a value or a reason (`result.Understood`, `result.Unclear`).

Lives here: normalising, choices, houses, amounts, yes and no, emergencies. May not live here: the database, the
clock, any channel. Start at `normalise.py`, then any `read_*`.
"""
