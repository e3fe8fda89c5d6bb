"""`linli doctor`: every fault has a line that says what it means and what to do."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.cli.health import State, examine
from bot.config import load_settings
from bot.delivery.outlet import Uncertain, Undeliverable
from bot.ledger.checks import LedgerState, look_at_ledger
from bot.migrations import downgrade
from bot.store.engine import Store
from tests.cli.conftest import Linli, Result
from tests.cli.test_settings import change
from tests.conftest import Program


def line(result: Result, check: str) -> Any:
    return next(row for row in result.rows if row["check"] == check)


def test_a_new_installation_is_well_and_stays_untouched(linli: Linli, home: Path) -> None:
    result = linli("doctor", "--json")
    assert (result.code, result.err) == (0, "")
    assert all(list(row) == ["check", "state", "means", "do"] for row in result.rows)
    assert {row["state"] for row in result.rows} == {"ok", "warning"}
    assert all(row["do"] or "channel" in row["check"] for row in result.rows if row["state"] == "warning")
    assert not home.exists()


def test_the_table_shows_the_same_lines(linli: Linli) -> None:
    shown = linli("doctor")
    assert shown.code == 0
    assert "knowledge base" in shown.out


def test_a_database_in_use_is_reported_with_its_kind(any_demo_database: str, linli: Linli) -> None:
    result = linli("doctor", "--json", DATABASE_URL=any_demo_database)
    assert result.code == 0
    kind = "PostgreSQL" if "postgresql" in any_demo_database else "SQLite"
    assert line(result, "database")["means"].startswith(kind)
    assert "up to date" in line(result, "database")["means"]
    assert kind in line(result, "processes")["means"]


def test_what_was_not_answered_and_not_delivered_is_counted(program: Program, demo_database: str, linli: Linli) -> None:
    phone = program.resident()
    program.outlet.outcomes = [Undeliverable("BLOCKED"), Uncertain("TIMEOUT")]
    program.say(phone, "你好")
    program.say(phone, "你好")
    program.in_session(lambda session: session.connection().execute(text("UPDATE inbox SET state = 'dead'")))
    result = linli("doctor", "--json", DATABASE_URL=demo_database)
    assert result.code == 0
    for check, means in (("inbox, dead", "2 "), ("sends, failed", "1 "), ("sends, unknown", "1 ")):
        assert line(result, check)["state"] == "warning"
        assert line(result, check)["means"].startswith(means)
        assert line(result, check)["do"]


def test_the_ledger_is_held_against_its_own_rows(program: Program, database: str, linli: Linli) -> None:
    result = linli("doctor", "--json", DATABASE_URL=database)
    assert line(result, "ledger")["state"] == "ok"
    count = program.rows("SELECT count(*) FROM bill WHERE state = 'posted'")[0][0]
    assert line(result, "ledger")["means"].startswith(f"{count} bills and ")


def test_a_figure_of_the_ledger_that_does_not_follow_from_its_rows_is_a_fault(
    program: Program, database: str, linli: Linli
) -> None:
    change_bill(program, "UPDATE bill SET open_fen = open_fen + 1 WHERE id = (SELECT min(id) FROM bill)")
    result = linli("doctor", "--json", DATABASE_URL=database)
    assert result.code == 1
    assert line(result, "ledger")["state"] == "fault"
    assert line(result, "ledger")["means"].startswith("1 bills or payments")
    assert "restore a backup" in line(result, "ledger")["do"]


def test_what_waits_in_the_ledger_is_counted_with_what_to_do(program: Program, database: str, linli: Linli) -> None:
    before = look_at_ledger_of(program)
    open_ones = program.rows(
        "SELECT id FROM bill WHERE open_fen > 0 AND paid_fen = 0 AND payer_id > 0 AND due_on IS NOT NULL LIMIT 3"
    )
    changes = ("payer_id = NULL", "due_on = NULL", "state = 'draft', open_fen = 0")
    for change_to, (bill,) in zip(changes, open_ones, strict=True):
        change_bill(program, f"UPDATE bill SET {change_to} WHERE id = {bill}")  # noqa: S608 - nothing from outside
    result = linli("doctor", "--json", DATABASE_URL=database)
    waiting = [row for row in result.rows if row["check"] == "ledger, waiting"]
    assert {row["state"] for row in waiting} == {"warning"}
    assert all(row["do"] for row in waiting)
    said = [row["means"] for row in waiting]
    for count, what in (
        (before.drafts + 1, "drafts of bills wait to be posted"),
        (before.without_payer + 1, "unpaid bills stand against nobody"),
        (before.without_due_date + 1, "unpaid bills have no due date"),
    ):
        assert [each for each in said if each.startswith(f"{count} {what}")], said


def change_bill(program: Program, statement: str) -> None:
    program.in_session(lambda session: session.connection().execute(text(statement)))


def look_at_ledger_of(program: Program) -> LedgerState:
    with program.app.store.reading() as session:
        return look_at_ledger(session)


def test_an_empty_ledger_waits_for_nobody(database: str, linli: Linli) -> None:
    linli("db", "upgrade", DATABASE_URL=database)
    result = linli("doctor", "--json", DATABASE_URL=database)
    assert line(result, "ledger")["means"].startswith("0 bills and 0 payments")
    assert [row for row in result.rows if row["check"] == "ledger, waiting"] == []


def test_an_older_schema_is_named_and_left_alone(database: str, linli: Linli) -> None:
    linli("db", "upgrade", DATABASE_URL=database)
    with closing(Store(database, threads=1)) as store:
        downgrade(store, "base")
    result = linli("doctor", "--json", DATABASE_URL=database)
    assert line(result, "database")["state"] == "warning"
    assert "db upgrade" in line(result, "database")["do"]
    assert linli("doctor", "--json", DATABASE_URL=database).out == result.out


def test_a_database_that_does_not_answer_is_a_fault_among_other_lines(linli: Linli) -> None:
    result = linli(
        "doctor", "--json", DATABASE_URL="postgresql+psycopg://linli:geheim@127.0.0.1:1/linli?password=geheim"
    )
    assert result.code == 1
    assert line(result, "database")["state"] == "fault"
    assert line(result, "holidays 2026")["state"] == "ok"
    assert "geheim" not in result.out + result.err


def test_no_secret_is_shown(linli: Linli) -> None:
    result = linli("doctor", "--json", **{"SECRET": "geheim geheim geheim", "ENV": "production"})
    assert "LINLI_SECRET = set, not shown (from the environment)" in line(result, "settings")["means"]
    assert "geheim" not in result.out + result.err
    assert line(result, "environment")["state"] == "ok"
    assert "without the lines that state law" in line(result, "signatures")["means"]


def test_broken_tables_are_faults_with_their_place(linli: Linli, data: Path) -> None:
    at = change(data / "policy.yaml", "  retries: 3", "  retrys: 3")
    change(data / "faq" / "accounts_disclosure.yaml", "mfd_943, qf_13", "mfd_9999")
    (data / "holidays" / "2026.yaml").write_text("year: 2026\n", encoding="utf-8")
    result = linli("doctor", "--json")
    assert result.code == 1
    assert f"policy.yaml:{at}: delivery.retrys" in line(result, "data files")["means"]
    assert "mfd_9999" in line(result, "knowledge base")["means"]
    assert "2026.yaml" in line(result, "holidays")["means"]


def test_entries_that_await_the_lawyer_are_listed(linli: Linli, data: Path) -> None:
    assert "vacancy" in line(linli("doctor", "--json"), "signatures")["means"]
    for path in (data / "faq").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("approved_by: demo", "approved_by: 顾正清"), encoding="utf-8")
    assert line(linli("doctor", "--json"), "signatures")["state"] == "ok"


@pytest.mark.parametrize(
    ("today", "states"),
    [
        (date(2026, 12, 31), {"holidays 2026": State.OK, "holidays 2027": State.WARNING}),
        (date(2027, 1, 1), {"holidays 2027": State.WARNING, "holidays 2028": State.WARNING}),
        (date(2029, 1, 1), {"holidays 2029": State.FAULT, "holidays 2030": State.WARNING}),
    ],
    ids=["this year", "a provisional year", "years later"],
)
def test_holidays_are_wanted_for_this_year_and_the_next(home: Path, today: date, states: dict[str, State]) -> None:
    found = {each.check: each.state for each in examine(load_settings(), today=today)}
    assert {check: state for check, state in found.items() if check.startswith("holidays")} == states


def test_a_home_that_cannot_be_used_is_a_fault(linli: Linli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    result = linli("doctor", "--json", HOME=str(tmp_path / "file"))
    assert result.code == 1
    assert line(result, "media folder")["state"] == "fault"
    assert line(result, "media folder")["do"]
