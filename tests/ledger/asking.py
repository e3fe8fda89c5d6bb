"""Asking the books for figures: a condition, a period and a day in, a figure out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.estate.tables import House
from bot.ledger.arrears import houses_where
from bot.ledger.bills import cancel_credit, credit_bill
from bot.ledger.entries import NewCredit
from bot.ledger.figures.ageing import Ageing, Bucket, ageing
from bot.ledger.figures.collect import Asked, figures, figures_by_building, houses_behind
from bot.ledger.figures.definitions import Figure, HouseFigure, Name
from bot.ledger.periods import Span, read_billing_period
from bot.ledger.policy import LedgerPolicy
from bot.ledger.tables import BillId, CreditKind, Method
from bot.money import Fen
from bot.people.tables import Person

from .books import Books, day, moment

POLICY = LedgerPolicy(target_percent=80, online=(Method.WECHAT, Method.ALIPAY), bill_ahead_days=30, due_days=30)


def span(text: str) -> Span:
    """Read a period: 2026Q1."""
    found = read_billing_period(text, today=day("2026-11-21"))
    assert found is not None
    return found


@dataclass
class Desk:
    """Books of an estate with a house or more, and who asks for the figures of a quarter."""

    books: Books
    period: str = "2026Q1"

    def __post_init__(self) -> None:
        self.house, self.owner = self.home("3-2-501")

    def home(self, code: str) -> tuple[House, Person]:
        """Make a house with its owner."""
        house = self.books.house(code)
        return house, self.books.owner(house, f"业主{code}")

    def bill(self, fen: int, due: str | None, *, of: tuple[House, Person] | None = None, **more: Any) -> BillId:
        """Enter a bill, each of a fee item of its own so that they are not one another's."""
        house, owner = of or (self.house, self.owner)
        item = more.pop("item", f"项目{len(self.books.everything()['bill'])}")
        return self.books.bill(house, owner, fen, due=due, item=item, **more)

    def pay(self, fen: int, on: str, *, of: House | None = None, **more: Any) -> Any:
        return self.books.pay(of or self.house, fen, on, **more)

    def take_off(self, bill: BillId, fen: int, on: str, kind: CreditKind = CreditKind.WAIVER) -> int:
        """Waive a part of a bill on a day."""
        return credit_bill(
            self.books.session, bill, NewCredit(kind, Fen(fen), "漏水"), by=self.books.by, now=moment(on)
        )

    def take_back(self, credit: int, on: str) -> None:
        """Take a waiver back on a day."""
        cancel_credit(self.books.session, credit, reason="误减", by=self.books.by, now=moment(on))

    @property
    def estate(self) -> Any:
        """The condition on House for the estate."""
        return houses_where(estate_id=self.house.estate_id)

    def asked(self, on: str = "2026-03-31", *, where: Any = None, period: str = "") -> Asked:
        """Return what is asked: of the whole estate, the quarter, as of its last day."""
        where = self.estate if where is None else where
        return Asked(where, span(period or self.period), day(on), POLICY.online)

    def figure(self, name: Name, on: str = "2026-03-31", **more: Any) -> Figure:
        """Return a figure of the estate."""
        return figures(self.books.session, self.asked(on, **more))[list(Name).index(name)]

    def numbers(self, name: Name, on: str = "2026-03-31", **more: Any) -> tuple[int, int]:
        """Return numerator and denominator."""
        figure = self.figure(name, on, **more)
        return figure.numerator, figure.denominator

    def by_building(self, name: Name, on: str = "2026-03-31") -> dict[str, tuple[int, int]]:
        """Return numerator and denominator of every building."""
        return {
            each.building: (figure.numerator, figure.denominator)
            for each in figures_by_building(self.books.session, self.asked(on))
            for figure in each.figures
            if figure.name is name
        }

    def behind(self, name: Name, on: str = "2026-03-31") -> list[HouseFigure]:
        """Return the houses behind a figure."""
        return houses_behind(self.books.session, name, self.asked(on))

    def aged(self, on: str | date, where: Any = None) -> Ageing:
        """Return the ageing of the estate."""
        as_of = day(on) if isinstance(on, str) else on
        return ageing(self.books.session, self.estate if where is None else where, as_of=as_of)

    def buckets(self, on: str | date) -> dict[Bucket, int]:
        """Return what is open in each bucket that has something."""
        return {line.bucket: line.open.value for line in self.aged(on).lines if line.bills}
