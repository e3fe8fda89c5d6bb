"""How old the arrears are (账龄): every boundary, every day, and always the sum of all arrears."""

from datetime import date, timedelta

import pytest

from bot.ledger.arrears import houses_where, owing_houses, total_of
from bot.ledger.figures.ageing import Bucket, ageing_by_building, bucket_of, houses_aged
from bot.money import Fen

from .asking import Desk
from .books import Books, day

TODAY = day("2026-11-21")
BOUNDARIES = [
    (-1, Bucket.NOT_DUE),
    (0, Bucket.NOT_DUE),
    (1, Bucket.D1_7),
    (7, Bucket.D1_7),
    (8, Bucket.D8_30),
    (30, Bucket.D8_30),
    (31, Bucket.D31_90),
    (90, Bucket.D31_90),
    (91, Bucket.D91_180),
    (180, Bucket.D91_180),
    (181, Bucket.D181_365),
    (365, Bucket.D181_365),
    (366, Bucket.Y1_2),
]
YEARS = [
    ("2024-11-22", Bucket.Y1_2),
    ("2024-11-21", Bucket.Y1_2),
    ("2024-11-20", Bucket.Y2_3),
    ("2023-11-22", Bucket.Y2_3),
    ("2023-11-21", Bucket.Y2_3),
    ("2023-11-20", Bucket.OVER_Y3),
    ("2000-01-01", Bucket.OVER_Y3),
]
DUE = [*((TODAY - timedelta(days=days), bucket) for days, bucket in BOUNDARIES), *((day(due), b) for due, b in YEARS)]


@pytest.fixture
def desk(any_books: Books) -> Desk:
    return Desk(any_books)


def test_every_boundary_has_its_bucket(desk: Desk) -> None:
    expected: dict[Bucket, int] = {Bucket.NO_DUE_DATE: 5}
    for due, bucket in DUE:
        desk.bill(10, due.isoformat())
        expected[bucket] = expected.get(bucket, 0) + 10
    desk.bill(5, None)
    assert desk.buckets(TODAY) == expected
    assert [bucket_of(due, TODAY) for due, _ in DUE] == [bucket for _, bucket in DUE]
    assert bucket_of(None, TODAY) is Bucket.NO_DUE_DATE


@pytest.mark.parametrize(
    ("due", "bucket"),
    [("2025-02-28", Bucket.Y2_3), ("2025-02-27", Bucket.OVER_Y3), ("2026-02-28", Bucket.Y1_2)],
)
def test_three_years_before_a_leap_day_is_the_28th(due: str, bucket: Bucket) -> None:
    assert bucket_of(day(due), date(2028, 2, 29)) is bucket


def test_all_buckets_are_there_in_order_and_add_up(desk: Desk) -> None:
    for due, _ in DUE:
        desk.bill(10, due.isoformat())
    desk.bill(5, None)
    aged = desk.aged(TODAY)
    assert [line.bucket for line in aged.lines] == list(Bucket)
    assert (aged.open, aged.overdue) == total_of(owing_houses(desk.books.session, desk.estate, as_of=TODAY))
    assert aged.bills == len(DUE) + 1


def test_a_house_counts_once_in_a_bucket_and_in_each_of_them(desk: Desk) -> None:
    other = desk.home("3-2-502")
    for due in ("2026-11-20", "2026-11-19", "2026-10-01"):
        desk.bill(10, due)
    desk.bill(10, "2026-11-20", of=other)
    lines = {line.bucket: (line.bills, line.houses) for line in desk.aged(TODAY).lines if line.bills}
    assert lines == {Bucket.D1_7: (3, 2), Bucket.D31_90: (1, 1)}


@pytest.mark.parametrize(
    ("on", "open_fen"),
    [
        ("2026-02-09", 100),
        ("2026-02-10", 70),
        ("2026-02-11", 70),
        ("2026-02-28", 70),
        ("2026-03-01", 50),
        ("2026-03-31", 50),
        ("2026-04-01", 70),
        ("2026-04-30", 70),
        ("2026-05-01", 0),
    ],
)
def test_the_arrears_of_a_past_day_are_those_that_there_were(desk: Desk, on: str, open_fen: int) -> None:
    """100 due; 30 paid; 20 waived and taken back; the rest paid: on each day what was open then."""
    bill = desk.bill(100, "2026-01-31")
    desk.pay(30, "2026-02-10")
    waiver = desk.take_off(bill, 20, "2026-03-01")
    desk.take_back(waiver, "2026-04-01")
    desk.pay(70, "2026-05-01")
    assert desk.aged(on).open == Fen(open_fen)
    assert desk.aged(on).bills == (1 if open_fen else 0)


def test_the_buildings_add_up_and_the_houses_of_a_bucket_too(desk: Desk) -> None:
    first, second, free = (desk.home(code) for code in ("3-2-502", "5-1-101", "7-1-101"))
    desk.bill(10, "2026-11-01")
    desk.bill(20, "2026-11-01", of=first)
    desk.bill(1, "2026-11-02", of=first)
    desk.bill(40, "2026-11-01", of=second)
    desk.bill(40, "2026-01-01", of=second)
    session = desk.books.session
    buildings = ageing_by_building(session, desk.estate, as_of=TODAY)
    assert {each.building: each.ageing.open.value for each in buildings} == {"3": 31, "5": 80, "7": 0}
    assert {each.building: each.ageing for each in buildings}["5"] == desk.aged(
        TODAY, houses_where(building_id=second[0].building_id)
    )
    rows = houses_aged(session, desk.estate, Bucket.D8_30, as_of=TODAY)
    assert [(row.code, row.open.value, row.bills) for row in rows] == [
        ("5-1-101", 40, 1),
        ("3-2-502", 21, 2),
        ("3-2-501", 10, 1),
    ]
    assert free[0].code not in {row.code for row in rows}
    assert sum(row.open.value for row in rows) == desk.buckets(TODAY)[Bucket.D8_30]


def test_the_bills_of_another_estate_are_not_in_it(desk: Desk) -> None:
    abroad = Desk(Books(desk.books.session, estate="月亮"))
    abroad.bill(100, "2026-01-31")
    abroad.pay(40, "2026-02-10")
    assert desk.buckets("2026-02-05") == {}
    assert abroad.buckets("2026-02-05") == {Bucket.D1_7: 100}
