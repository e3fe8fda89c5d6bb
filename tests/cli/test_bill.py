"""`linli bill` and `linli bill post` as a script sees them."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.estate.tables import Estate
from bot.ledger.tables import Cycle, Formula
from bot.migrations import upgrade
from bot.migrations.metadata import METADATA
from bot.people.tables import Department, Role
from bot.store.engine import Store
from tests.cli.conftest import Linli, Result
from tests.ledger.books import Books
from tests.ledger.fees import Fees, fees, home


@dataclass
class Place:
    """A database with an estate of three houses, of which one can be billed, and the people who book."""

    url: str
    linli: Linli

    def run(self, *arguments: str) -> Result:
        """Run `linli bill …`."""
        return self.linli("bill", *arguments, DATABASE_URL=self.url)

    def write(self, work: Callable[[Books], Any]) -> None:
        """Change something beside the command."""
        with closing(Store(self.url, threads=1)) as store, store.writing() as session:
            work(Books(session))

    def bills(self) -> list[tuple[str, int]]:
        """Return the bills that are there."""
        return [(row["state"], row["amount_fen"]) for row in self.rows("bill")]

    def rows(self, table: str) -> list[Any]:
        """Return the rows of a table."""
        with closing(Store(self.url, threads=1)) as store, store.reading() as session:
            return _rows(session, table)


def _rows(session: Session, table: str) -> list[Any]:
    found = METADATA.tables[table]
    return [dict(row._mapping) for row in session.connection().execute(found.select().order_by(found.c.id))]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is made once and copied for each test."""
    path = tmp_path_factory.mktemp("bills") / "linli.db"
    with closing(Store(f"sqlite:///{path}", threads=1)) as store:
        upgrade(store)
        with store.writing() as session:
            _one_that_can_be_billed(Books(session))
    return path


@pytest.fixture
def place(database: str, linli: Linli, prepared: Path) -> Place:
    shutil.copy(prepared, database.removeprefix("sqlite:///"))
    return Place(database, linli)


def _one_that_can_be_billed(books: Books) -> None:
    made = fees(books, home(books))
    made.item()
    books.world.staff("finance", Role.FINANCE, Department.FINANCE)
    books.world.staff("front", Role.FRONT_DESK, Department.SERVICE)
    books.world.staff("manager", Role.MANAGER, Department.MANAGEMENT)
    gone = books.world.staff("gone", Role.FINANCE, Department.FINANCE)
    gone.active = False
    books.world.keep(gone)


def here(books: Books) -> Fees:
    """Return the fee items of the estate that is there."""
    return Fees(books, books.session.exec(select(Estate)).one().id)


def _that_lack_something(books: Books) -> None:
    home(books, "3-2-502", area=0)
    home(books, "3-2-503", handed_over=None)
    books.session.flush()


def test_the_drafts_are_counted_and_summed(place: Place) -> None:
    result = place.run("--period", "2026Q1", "--json")
    assert (result.code, result.err) == (0, "")
    assert result.rows == [
        {"period": "2026-01-01/2026-03-31", "create": 1, "same": 0, "missing": [], "total_fen": 48_330}
    ]
    assert place.bills() == [("draft", 48_330)]


def test_running_again_adds_nothing_and_counts_what_is_there(place: Place) -> None:
    place.run("--period", "2026Q1")
    result = place.run("--period", "2026Q1", "--json")
    assert result.code == 0
    assert result.rows == [{"period": "2026-01-01/2026-03-31", "create": 0, "same": 1, "missing": [], "total_fen": 0}]
    assert place.bills() == [("draft", 48_330)]


def test_a_house_that_lacks_something_is_listed_with_a_code_and_its_words(place: Place) -> None:
    place.write(_that_lack_something)
    result = place.run("--period", "2026Q1", "--json")
    assert result.code == 1
    (answer,) = result.rows
    assert answer["create"] == 1
    assert answer["missing"] == [
        {
            "house": "3-2-502",
            "item": "物业费",
            "why": "没有建筑面积，这一项算不出来，补上面积后再拟一次。",
            "code": "no_area",
        },
        {
            "house": "3-2-503",
            "item": "物业费",
            "why": "还没有收房，收房前该由谁付没有登记（一般是建设单位），请登记付款人。",
            "code": "not_handed_over",
        },
    ]
    assert place.bills() == [("draft", 48_330)]


def test_a_person_reads_a_summary_and_on_the_other_stream_what_is_missing(place: Place) -> None:
    place.write(_that_lack_something)
    result = place.run("--period", "2026Q1")
    assert result.code == 1
    assert result.out.splitlines() == [
        "物业费        1",
        "1 bills drafted, ¥483.30; 0 were there already (2026-01-01 – 2026-03-31)",
    ]
    assert result.err.splitlines()[0] == "3-2-502  物业费: 没有建筑面积，这一项算不出来，补上面积后再拟一次。"


def test_a_sum_that_was_not_entered_is_listed_for_the_whole_fee_item(place: Place) -> None:
    place.write(lambda books: here(books).item("公摊", 0, formula=Formula.SHARED_EVENLY))
    result = place.run("--period", "2026Q1", "--json")
    assert result.code == 1
    assert [(each["house"], each["item"], each["code"]) for each in result.rows[0]["missing"]] == [
        ("", "公摊", "no_shared_cost")
    ]
    assert "—  公摊: " in place.run("--period", "2026Q1").err


@pytest.mark.parametrize("json", [[], ["--json"]], ids=["words", "json"])
def test_a_dry_run_says_the_same_and_changes_nothing(place: Place, json: list[str]) -> None:
    before = [place.rows(table) for table in ("bill", "audit")]
    result = place.run("--period", "2026Q1", "--dry-run", *json)
    assert result.code == 0
    assert "48330" in result.out if json else "1 bills would be drafted, ¥483.30" in result.out
    assert [place.rows(table) for table in ("bill", "audit")] == before


def test_a_period_in_which_nothing_begins_is_no_fault(place: Place) -> None:
    result = place.run("--period", "2026-02", "--json")
    assert result.code == 0
    assert result.rows == [{"period": "2026-02-01/2026-02-28", "create": 0, "same": 0, "missing": [], "total_fen": 0}]
    assert place.rows("audit") == []


@pytest.mark.parametrize("command", [[], ["post", "--by", "finance"]], ids=["bill", "post"])
@pytest.mark.parametrize(
    ("period", "said"),
    [([], "--period is missing"), (["--period", "soon"], "--period soon is no period"), (["--period", ""], "missing")],
    ids=["none", "a word", "empty"],
)
def test_without_a_period_nothing_runs(place: Place, command: list[str], period: list[str], said: str) -> None:
    result = place.run(*command, *period)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert place.bills() == []


def test_it_is_noted_that_it_was_done_at_the_shell(place: Place) -> None:
    place.run("--period", "2026Q1")
    assert [(row["actor"], row["channel"], row["what"]) for row in place.rows("audit")] == [
        ("shell", "cli", "bills.draft")
    ]


# Several estates


def _another_estate(books: Books) -> None:
    made: Fees = fees(books, home(books, estate="月光"))
    made.item(price=20_000)


@pytest.mark.parametrize("name", ["月光", "月光花园"], ids=["by its code", "by its name"])
def test_with_two_estates_one_is_named_and_billed_alone(place: Place, name: str) -> None:
    place.write(_another_estate)
    result = place.run("--period", "2026Q1", "--estate", name, "--json")
    assert result.code == 0
    assert place.bills() == [("draft", 53_700)]
    posted = place.run("post", "--period", "2026Q1", "--estate", "阳光", "--by", "finance", "--json")
    assert posted.rows[0]["posted"] == 0
    assert place.bills() == [("draft", 53_700)]


@pytest.mark.parametrize(
    ("estate", "said"),
    [([], "several estates: name one with --estate (阳光, 月光)"), (["--estate", "星光"], "there is no estate 星光")],
    ids=["none named", "an unknown one"],
)
@pytest.mark.parametrize("command", [[], ["post", "--by", "finance"]], ids=["bill", "post"])
def test_an_estate_that_is_not_clear_runs_nothing(
    place: Place, command: list[str], estate: list[str], said: str
) -> None:
    place.write(_another_estate)
    result = place.run(*command, "--period", "2026Q1", *estate)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert place.bills() == []


def test_a_database_without_an_estate_says_how_one_is_made(database: str, linli: Linli) -> None:
    result = linli("bill", "--period", "2026Q1", DATABASE_URL=database)
    assert result.code == 2
    assert "linli import" in result.err


# Posting


@pytest.mark.parametrize("login", ["finance", "manager"])
def test_who_may_book_posts_and_is_noted(place: Place, login: str) -> None:
    place.run("--period", "2026Q1")
    result = place.run("post", "--period", "2026Q1", "--by", login, "--json")
    assert (result.code, result.err) == (0, "")
    assert result.rows == [{"period": "2026-01-01/2026-03-31", "posted": 1, "total_fen": 48_330}]
    assert place.bills() == [("posted", 48_330)]
    assert [(row["actor"], row["what"]) for row in place.rows("audit")][1:] == [(f"staff:{login}", "bills.posted")]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (["--by", "front"], "--by front: no staff member of this name may book"),
        (["--by", "nobody"], "--by nobody: no staff member of this name may book"),
        (["--by", "gone"], "--by gone: no staff member of this name may book"),
        ([], "--by is missing"),
    ],
    ids=["somebody who may not", "an unknown login", "somebody who left", "nobody"],
)
def test_who_may_not_book_posts_nothing(place: Place, by: list[str], said: str) -> None:
    place.run("--period", "2026Q1")
    before = [place.rows(table) for table in ("bill", "audit")]
    result = place.run("post", "--period", "2026Q1", *by)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert [place.rows(table) for table in ("bill", "audit")] == before


def test_posting_what_is_not_there_is_no_fault(place: Place) -> None:
    asked = ("post", "--period", "2026Q1", "--by", "finance")
    assert place.run(*asked).out == (
        "no drafts in this period: nothing was posted (linli bill --period P drafts them)\n"
    )
    assert place.run(*asked, "--json").rows == [{"period": "2026-01-01/2026-03-31", "posted": 0, "total_fen": 0}]
    place.run("--period", "2026Q1")
    assert place.run(*asked).out == "1 bills posted, ¥483.30\n"
    again = place.run(*asked)
    assert again.code == 0
    assert "nothing was posted" in again.out


# What cannot be entered


def test_a_day_that_the_ledger_does_not_know_is_one_sentence_and_enters_nothing(place: Place) -> None:
    place.write(lambda books: here(books).item("灯", cycle=Cycle.MONTH, due_days=400))
    result = place.run("--period", "2099-12")
    assert (result.code, result.out) == (2, "")
    assert "只收 2000 年到 2099 年之间" in result.err
    assert place.bills() == []


@pytest.mark.parametrize("command", [["bill"], ["bill", "post"]], ids=" ".join)
def test_the_help_has_an_example(linli: Linli, command: list[str]) -> None:
    result = linli(*command, "--help")
    assert result.code == 0
    assert "Example: linli bill" in result.out
