"""Residents and staff, and who may see what.

Start reading at `access.py`: it is the one door to a house and its figures (`who_is`, `may_see_house`,
`may_see_figures`, `seen_houses`). `tables.py` is what is stored; `service.py` binds chat accounts, finds the people
of a house, the house manager and the staff on duty.

Not here: what a house owes, what is sent to a person (`bot.delivery`).
"""
