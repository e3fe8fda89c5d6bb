"""Whose money a line is: the pure rule, by tables."""

from collections.abc import Sequence

import pytest

from bot.estate.tables import HouseId
from bot.ledger.imports.matching import Books, Debt, Match, Matcher
from bot.people.tables import PersonId

H501, H502, H601 = HouseId(501), HouseId(502), HouseId(601)
WANG, LI, ZHANG = PersonId(1), PersonId(2), PersonId(3)
CODES: dict[tuple[str | None, str | None, str], Sequence[HouseId]] = {
    ("3", "2", "501"): [H501],
    ("3", None, "501"): [H501],
    ("3", "2", "502"): [H502],
    ("3", None, "502"): [H502],
    ("3", "2", "601"): [H601],
    ("3", None, "601"): [H601, HouseId(602)],
}
PHONES = {"13800000001": [WANG], "13800000002": [LI], "13800000003": [LI, ZHANG]}
NAMES = {WANG: "王建国", LI: "李梅", ZHANG: "张海"}
DEBTS = (
    Debt(H501, WANG, 500, ((1, 200), (2, 300))),
    Debt(H502, LI, 400, ((3, 400),)),
    Debt(H601, LI, 700, ((4, 700),)),
)
SUN = frozenset({"阳光", "阳光花园"})


def matcher(*debts: Debt) -> Matcher:
    return Matcher(Books(CODES, PHONES, NAMES, debts or DEBTS, SUN))


def look(memo: str = "", counterparty: str = "", fen: int = 123, *debts: Debt) -> Match:
    return matcher(*debts).match(memo=memo, counterparty=counterparty, fen=fen)


@pytest.mark.parametrize(
    "memo",
    [
        "3-2-501",
        "物业费3-2-501",
        "3栋2单元501室物业费",
        "３－２－５０１",
        "3-501 上半年",
        "阳光/3-2-501",
        "3-2-501 2026-01至2026-06",
        "3-2-501 1-6月物业费",
        "房号3-2-501；3-501室",
        "三栋二单元501",
    ],
)
def test_the_code_in_the_memo_tells_the_house(memo: str) -> None:
    assert look(memo) == Match(True, "memo", H501, WANG)


@pytest.mark.parametrize(
    ("memo", "counterparty", "fen", "house", "why"),
    [
        pytest.param("物业费 13800000001", "", 123, H501, "phone", id="phone in the memo"),
        pytest.param("", "王 138 0000 0001", 123, H501, "phone", id="phone of the counterparty"),
        pytest.param("", "王建国", 500, H501, "name", id="name and the whole debt"),
        pytest.param("转账", " 王 建国", 300, H501, "name", id="name and one bill"),
        pytest.param("13800000002", "", 700, H601, "phone", id="two houses, one of which owes exactly this"),
        pytest.param("3-2-501 13800000001", "李梅", 400, H501, "memo", id="somebody else paid for a house"),
        pytest.param("3-2-501 13900000009", "", 400, H501, "memo", id="a number that nobody has"),
    ],
)
def test_a_line_is_sure_by_one_mark(memo: str, counterparty: str, fen: int, house: HouseId, why: str) -> None:
    found = look(memo, counterparty, fen)
    assert (found.is_sure, found.why, found.house_id) == (True, why, house)


@pytest.mark.parametrize(
    ("memo", "counterparty", "fen", "why"),
    [
        pytest.param("物业费", "", 500, "no_mark", id="an amount alone"),
        pytest.param("501", "", 500, "no_mark", id="a room without a building"),
        pytest.param("2026-11-21 物业费", "", 500, "no_mark", id="a date is no house"),
        pytest.param("", "王建国", 499, "no_mark", id="a name and another amount"),
        pytest.param("", "王**", 500, "no_mark", id="a masked name"),
        pytest.param("", "*建国", 500, "no_mark", id="a masked surname"),
        pytest.param("", "王", 500, "no_mark", id="a surname"),
        pytest.param("", "王建国华", 500, "no_mark", id="a name that is alike"),
        pytest.param("3-2-999", "", 500, "unknown_house", id="no such house"),
        pytest.param("月亮/3-2-501", "", 500, "unknown_house", id="another estate"),
        pytest.param("3-2-501 3-2-502", "", 500, "several_houses", id="two houses"),
        pytest.param("3-2-501 3-2-999", "", 500, "several_houses", id="one of two is unknown"),
        pytest.param("3-601", "", 700, "several_houses", id="a code that fits two entrances"),
        pytest.param("13800000002", "", 701, "several_houses", id="the owner of two houses"),
        pytest.param("13800000003", "", 400, "several_people", id="a number that two people have"),
        pytest.param("3-2-501 13800000002", "", 500, "contradiction", id="house and phone disagree"),
    ],
)
def test_a_line_that_could_be_somebody_elses_is_not_sure(memo: str, counterparty: str, fen: int, why: str) -> None:
    found = look(memo, counterparty, fen)
    assert (found.is_sure, found.why) == (False, why)


def test_a_house_that_owes_nothing_is_for_a_person() -> None:
    assert look("3-2-502", "", 400, DEBTS[0]) == Match(False, "nothing_open", H502)
    assert look("13800000002", "", 400, DEBTS[0]) == Match(False, "nothing_open")


def test_two_people_of_one_name_who_owe_the_same_are_not_told_apart() -> None:
    namesake = PersonId(9)
    books = Books(CODES, {}, {WANG: "王建国", namesake: "王建国"}, [DEBTS[0], Debt(H502, namesake, 500, ((7, 500),))])
    assert Matcher(books).match(memo="", counterparty="王建国", fen=500) == Match(False, "several_people")
    assert Matcher(books).match(memo="", counterparty="王建国", fen=300).house_id == H501


def test_of_two_debtors_of_a_house_the_exact_amount_tells() -> None:
    debts = Debt(H501, WANG, 500, ((1, 500),), is_former=True), Debt(H501, ZHANG, 300, ((2, 300),))
    assert look("3-2-501", "", 500, *debts) == Match(True, "memo", H501, WANG)
    assert look("3-2-501", "", 300, *debts) == Match(True, "memo", H501, ZHANG)
    assert look("3-2-501", "", 400, *debts) == Match(False, "several_debtors", H501)


def test_the_code_of_a_house_does_not_pay_the_debt_of_somebody_who_sold_it() -> None:
    debt = Debt(H501, WANG, 500, ((1, 500),), is_former=True)
    assert look("3-2-501", "", 500, debt) == Match(False, "former_debtor", H501)
    assert look("13800000001", "", 500, debt) == Match(True, "phone", H501, WANG)  # his own number is his own mark


@pytest.mark.parametrize(
    ("fen", "bill"),
    [
        pytest.param(300, 2, id="exactly one bill"),
        pytest.param(500, None, id="everything"),
        pytest.param(123, None, id="no bill"),
    ],
)
def test_a_bill_is_named_when_exactly_one_has_this_rest(fen: int, bill: int | None) -> None:
    assert look("3-2-501", "", fen).bill_id == bill


def test_two_bills_of_one_amount_are_not_named() -> None:
    assert look("3-2-501", "", 200, Debt(H501, WANG, 600, ((1, 200), (2, 200), (3, 200)))).bill_id is None


def test_a_second_line_for_a_debt_that_is_settled_is_for_a_person() -> None:
    one = matcher()
    assert one.match(memo="3-2-501", counterparty="", fen=300).is_sure
    assert one.match(memo="3-2-501", counterparty="", fen=200).is_sure
    assert one.match(memo="3-2-501", counterparty="", fen=1) == Match(False, "same_debt_twice", H501)
    assert one.match(memo="3-2-502", counterparty="", fen=400).is_sure


def test_one_line_may_be_more_than_the_debt_but_not_the_next_one() -> None:
    one = matcher()
    assert one.match(memo="3-2-501", counterparty="", fen=900).is_sure
    assert one.match(memo="3-2-501", counterparty="", fen=10).why == "same_debt_twice"
