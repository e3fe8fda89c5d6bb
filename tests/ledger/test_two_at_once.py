"""Two people book at the same moment: one waits for the other, nothing is lost, nobody's money counts twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session

from bot.estate.tables import House
from bot.ledger.bills import assign_payer, cancel_credit, correct_bill, credit_bill, post_drafts, void_bill
from bot.ledger.entries import Correction, NewCredit
from bot.ledger.payments import record_payments, reverse_payment
from bot.ledger.refusals import Refusal
from bot.ledger.tables import BILL, PAYMENT, BillId, BillState, CreditKind
from bot.migrations.metadata import METADATA
from bot.money import Fen
from bot.people.tables import Person
from bot.store.engine import Store
from tests.databases import KINDS, fresh_database

from .books import Books, day

Work = Callable[[Books], Any]
ESTATES = count(1)
YEAR = (day("2026-01-01"), day("2026-12-31"))


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of each kind; what is done in it stays, so each test has an estate of its own."""
    with fresh_database(request.param, tmp_path_factory.mktemp("at once")) as url:
        made = Store(url)
        METADATA.create_all(made.engine)
        yield made
        made.close()


class Place:
    """Two houses of one owner in an estate of their own, for transactions that are committed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.estate = f"E{next(ESTATES)}"
        with store.writing() as session:
            books = self.books(session)
            self.house, self.next_door = books.house("3-2-501"), books.house("3-2-502")
            self.owner: Person = books.owner(self.house)

    def books(self, session: Session) -> Books:
        return Books(session, estate=self.estate)

    def do(self, work: Work) -> Any:
        """Run one transaction; return what it gave, or why it was refused."""
        try:
            with self.store.writing() as session:
                return work(self.books(session))
        except Refusal as refusal:
            return refusal.why

    def at_once(self, first: Work, second: Work) -> tuple[Any, Any]:
        """Let the first do its part, then the second begin; the first commits when the second waits or is through."""
        with ThreadPoolExecutor(1) as pool:
            with self.store.writing() as session:
                one = first(self.books(session))
                other = pool.submit(self.do, second)
                self.until_it_waits(other)
            return one, other.result(60)

    def look(self, work: Work) -> Any:
        with self.store.reading() as session:
            return work(self.books(session))

    def open(self, *bills: BillId) -> list[int]:
        return list(self.look(lambda books: books.open(*bills)))

    def credit(self) -> int:
        return int(self.look(lambda books: books.credit(self.house, self.owner)))

    def until_it_waits(self, other: "Future[Any]") -> None:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with self.store.reading() as session:
            # On SQLite the second has not begun: the first holds the one writer's place.
            while not self.store.is_sqlite and not other.done():
                if session.connection().execute(text(waiting)).scalar():
                    return
                session.rollback()


@pytest.fixture
def place(store: Store) -> Place:
    return Place(store)


def pay(house: House, fen: int, **more: Any) -> Work:
    return lambda books: books.pay(house, fen, **more)


def bill(place: Place, fen: int, **more: Any) -> BillId:
    return BillId(place.do(lambda books: books.bill(place.house, place.owner, fen, **more)))


def waive(bill: BillId, fen: int) -> Work:
    off = NewCredit(CreditKind.WAIVER, Fen(fen), "漏水补偿")
    return lambda books: credit_bill(books.session, bill, off, by=books.by, now=books.now)


def void(bill: BillId) -> Work:
    return lambda books: void_bill(books.session, bill, reason="错", by=books.by, now=books.now)


def correct(bill: BillId, fen: int) -> Work:
    to = Correction(Fen(fen), day("2026-01-31"), "错")
    return lambda books: correct_bill(books.session, bill, to, by=books.by, now=books.now)


def reverse(payment: Any) -> Work:
    return lambda books: reverse_payment(books.session, payment, reason="退票", by=books.by, now=books.now)


def post(place: Place) -> Work:
    return lambda books: post_drafts(books.session, place.house.estate_id, *YEAR, by=books.by, now=books.now)


def test_two_payments_for_one_bill_settle_it_once_and_the_rest_is_credit(place: Place) -> None:
    owed = bill(place, 100)
    place.at_once(pay(place.house, 60), pay(place.house, 70))
    assert place.open(owed) == [0]
    assert place.credit() == 30


def test_a_payment_and_a_bill_of_one_moment_find_each_other(place: Place) -> None:
    def charge(books: Books) -> BillId:
        return books.bill(place.house, place.owner, 100)

    owed, _ = place.at_once(charge, pay(place.house, 60))
    assert place.open(owed) == [40]
    _, next_owed = place.at_once(
        pay(place.house, 140), lambda books: books.bill(place.house, place.owner, 200, "2026-02")
    )
    assert place.open(owed, next_owed) == [0, 100]
    assert place.credit() == 0


def test_drafts_that_are_posted_find_the_payment_of_the_same_moment(place: Place) -> None:
    draft = bill(place, 100, state=BillState.DRAFT)
    assert place.at_once(post(place), pay(place.house, 60))[0] == (1, Fen(100))
    assert place.open(draft) == [40]
    other = bill(place, 100, month="2026-02", state=BillState.DRAFT)
    place.at_once(pay(place.house, 90), post(place))
    assert place.open(draft, other) == [0, 50]


def test_drafts_are_posted_once(place: Place) -> None:
    bill(place, 100, state=BillState.DRAFT)
    assert place.at_once(post(place), post(place)) == ((1, Fen(100)), (0, Fen(0)))
    traces = place.look(lambda books: books.traces("bills.posted"))
    assert [trace.detail["count"] for trace in traces if trace.subject == f"estate:{place.house.estate_id}"] == [1]


def test_a_draft_that_is_declared_void_meanwhile_is_not_posted(place: Place) -> None:
    draft = bill(place, 100, state=BillState.DRAFT)
    assert place.at_once(void(draft), post(place))[1] == (0, Fen(0))
    assert place.look(lambda books: books.row(draft).state) == "void"


@pytest.mark.parametrize("elsewhere", [False, True], ids=["one house", "two houses"])
def test_of_two_who_book_one_voucher_one_wins(place: Place, elsewhere: bool) -> None:
    other = place.next_door if elsewhere else place.house
    first, second = place.at_once(pay(place.house, 100, voucher="1"), pay(other, 100, voucher="1"))
    assert second == "voucher_taken"
    booked = place.look(lambda books: list(books.session.connection().execute(_payments(place))))
    assert [row.id for row in booked] == [first]


def test_a_voucher_is_free_again_when_the_first_gives_up(place: Place) -> None:
    class GaveUp(Exception):
        pass

    def give_up(books: Books) -> None:
        books.pay(place.house, 100, voucher="1")
        waiting = pool.submit(place.do, pay(place.next_door, 100, voucher="1"))
        place.until_it_waits(waiting)
        futures.append(waiting)
        raise GaveUp

    futures: list[Future[Any]] = []
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(GaveUp):
            place.do(give_up)
        second = futures[0].result(60)
    booked = place.look(lambda books: list(books.session.connection().execute(_payments(place))))
    assert [row.id for row in booked] == [second]


def test_who_brings_bills_and_vouchers_in_one_go_does_not_block_a_clerk_for_good(place: Place) -> None:
    def bring_in(books: Books) -> None:
        books.bill(place.house, place.owner, 100)
        futures.append(pool.submit(place.do, pay(place.house, 30, voucher="2")))
        place.until_it_waits(futures[0])
        books.pay(place.house, 50, voucher="1")

    futures: list[Future[Any]] = []
    with ThreadPoolExecutor(1) as pool:
        place.do(bring_in)
        futures[0].result(60)
    booked = place.look(lambda books: list(books.session.connection().execute(_payments(place))))
    assert sorted(row.fen for row in booked) == [30, 50]


def test_more_than_a_bill_is_not_waived_by_two(place: Place) -> None:
    owed = bill(place, 100)
    assert place.at_once(waive(owed, 60), waive(owed, 50))[1] == "credit_too_large"
    assert place.open(owed) == [40]


def test_a_waiver_is_taken_back_once(place: Place) -> None:
    owed = bill(place, 100)
    credit = place.do(waive(owed, 60))

    def take_back(books: Books) -> None:
        cancel_credit(books.session, credit, reason="批错了", by=books.by, now=books.now)

    assert place.at_once(take_back, take_back)[1] == "credit_is_cancelled"
    assert place.open(owed) == [100]


def test_a_payment_is_reversed_once(place: Place) -> None:
    owed = bill(place, 100)
    payment = place.do(pay(place.house, 100))
    assert place.at_once(reverse(payment), reverse(payment))[1] == "payment_is_reversed"
    assert place.open(owed) == [100]


def test_a_bill_is_corrected_once_and_money_that_names_it_follows(place: Place) -> None:
    old, other = bill(place, 100), bill(place, 100, month="2026-02")
    new, second = place.at_once(correct(old, 80), correct(old, 70))
    assert second == "bill_is_void"
    assert place.open(old, new) == [0, 80]
    newer, payment = place.at_once(correct(new, 90), pay(place.house, 100, named=[new]))
    assert place.look(lambda books: books.parts(payment)) == {newer: 90, other: 10}


def test_money_on_a_bill_that_is_declared_void_meanwhile_goes_on(place: Place) -> None:
    wrong, right = bill(place, 100), bill(place, 100, month="2026-02")
    _, payment = place.at_once(void(wrong), pay(place.house, 60, named=[wrong]))
    assert place.open(wrong, right) == [0, 40]
    place.at_once(reverse(payment), void(right))
    assert place.open(wrong, right) == [0, 0]
    assert place.credit() == 0


def test_a_payer_who_becomes_known_gets_the_money_of_the_same_moment(place: Place) -> None:
    tenant = place.do(lambda books: books.world.person("钱进"))
    owed = place.do(lambda books: books.bill(place.next_door, None, 100))

    def assign(books: Books) -> int:
        return assign_payer(books.session, place.next_door.id, tenant.id, by=books.by, now=books.now)

    moved, _ = place.at_once(assign, pay(place.next_door, 60, payer=tenant))
    assert moved == 1
    assert place.open(owed) == [40]


def test_many_who_book_for_the_same_houses_in_any_order_all_come_through(place: Place) -> None:
    def charge(books: Books) -> list[BillId]:
        houses = [books.house(f"9-1-{room}") for room in range(101, 107)]
        for house in houses:
            books.world.reside(place.owner, house, "owner")  # type: ignore[arg-type]
        rooms.extend(houses)
        return [books.bill(house, place.owner, 1000) for house in houses]

    rooms: list[House] = []
    bills = place.do(charge)

    def clerk(seed: int) -> int:
        chance, booked = Random(seed), 0
        for number in range(6):
            houses = chance.sample(rooms, 4)

            def batch(books: Books, houses: list[House] = houses, number: int = number) -> int:
                new = [
                    books.payment(house, 10, voucher=f"{seed}-{number}-{place_}", payer=place.owner)
                    for place_, house in enumerate(houses)
                ]
                return 10 * len(record_payments(books.session, new, by=books.by, now=books.now))

            booked += place.do(batch)
        return booked

    with ThreadPoolExecutor(4) as pool:
        booked = sum(pool.map(clerk, range(4)))
    assert booked == 4 * 6 * 4 * 10
    assert sum(place.open(*bills)) == 6 * 1000 - booked
    paid = select(func.sum(BILL.c.paid_fen)).where(BILL.c.id.in_(bills))
    assert place.look(lambda books: int(books.session.connection().execute(paid).scalar_one())) == booked


def _payments(place: Place) -> Any:
    return select(PAYMENT).where(PAYMENT.c.estate_id == place.house.estate_id)
