"""Collection figures (收缴指标): what they are, the sums behind them, the houses behind the sums.

Start at `definitions.py` (what each figure is), then `collect.py` (the figures of a period, by building, by month, and
the houses behind) and `ageing.py` (how old the arrears are). `queries.py` has the statements. Not here: words and
pictures (`bot.ledger.report`), who may see a figure (`bot.people.access`).
"""
