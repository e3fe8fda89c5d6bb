"""Estates, buildings and houses, and what a company sets for each estate.

Start reading at `tables.py` (what is stored), then `settings.py` (`data/estate.yaml`: fees, hours, phones, ways to
pay; `estate_facts` for answers) and `service.py` (find a house by a partial number; the facts of one house).

Not here: who lives in a house and who looks after it (`bot.people`), what is owed for it.
"""
