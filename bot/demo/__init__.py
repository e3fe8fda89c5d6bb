"""The demo estate 阳光花园: 120 invented houses, their people, the staff, and a year of bills and payments.

Start at `load.py`. `cast.py` lists the houses that are there for their people, `money_cast.py` those that are there for
their money. `people.py` makes houses, people and staff, `money.py` the rest: what is charged (`fees.py`), how a house
pays (`habits.py`), what came in (`income.py`), and the year as it goes through the ledger (`year.py`), its days counted
by `calendar.py`. `manifest.py` writes the tables of `data/demo/README.md` from the database.

Only whole numbers are drawn and all days are counted from one day, so that every machine and Python version makes the
same estate. Not here: anything that the program does; the demo only enters what people could have entered.
"""

from bot.demo.calendar import ANCHOR
from bot.demo.cast import CAST, STAFF
from bot.demo.load import ESTATE_CODE, ESTATE_NAME, SEED, DemoReport, load_demo
from bot.demo.manifest import manifest
from bot.demo.money_cast import MONEY_CAST

__all__ = [
    "ANCHOR",
    "CAST",
    "ESTATE_CODE",
    "ESTATE_NAME",
    "MONEY_CAST",
    "SEED",
    "STAFF",
    "DemoReport",
    "load_demo",
    "manifest",
]
