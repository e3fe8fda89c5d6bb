"""`linli outbox`, `schedule`, `tick`."""

import dataclasses
from datetime import timedelta

import pytest

from bot.scheduler import table as schedule
from tests.cli.conftest import Linli
from tests.conftest import Program

KEYS = ["at", "to", "house", "purpose", "channel", "state", "text"]


def test_the_outbox_shows_what_was_sent(program: Program, database: str, linli: Linli) -> None:
    phone = program.resident()
    program.say(phone, "物业费怎么交")
    result = linli("outbox", "--json", DATABASE_URL=database)
    assert (result.code, result.err) == (0, "")
    assert result.out.isascii()
    assert all(list(row) == KEYS for row in result.rows)
    last = result.rows[-1]
    assert last == {
        **last,
        "at": "2026-11-21T10:00:00+08:00",
        "to": phone.sender_id,
        "purpose": "reply",
        "channel": "fake",
        "state": "accepted",
    }
    shown = linli("outbox", DATABASE_URL=database)
    assert shown.out.count("\n") == len(result.rows)
    assert "2026-11-21T10:00  accepted" in shown.out


def test_the_outbox_starts_at_a_moment_of_shanghai(program: Program, database: str, linli: Linli) -> None:
    phone = program.resident()
    program.say(phone, "你好")
    program.clock.forward(hours=1)
    program.say(phone, "再见")
    counts = {
        since: len(linli("outbox", "--json", "--since", since, DATABASE_URL=database).rows)
        for since in ("2026-11-21", "2026-11-21T10:00", "2026-11-21T10:00:01", "2026-11-21T03:00Z", "2026-11-21T11:01")
    }
    assert list(counts.values()) == [2, 2, 1, 1, 0]


def test_the_schedule_names_what_can_be_run(linli: Linli) -> None:
    shown = linli("schedule")
    assert shown.code == 0
    names = [line.split()[0] for line in shown.out.splitlines()]
    assert "reap" in names
    assert linli("tick", "reap").out.split()[0] == "reap"
    assert [line.split()[0] for line in linli("tick").out.splitlines()] == names


def test_a_line_runs_at_the_given_moment(program: Program, database: str, linli: Linli) -> None:
    """A conversation that a person has goes back to the assistant after four silent hours, not before."""
    phone = program.resident()
    program.say(phone, "转人工")
    assert program.rows("SELECT mode FROM conversation WHERE sender_id = :who", who=phone.sender_id) == [("human",)]
    later = [(program.clock() + timedelta(hours=hours)).isoformat() for hours in (3, 5)]
    done = [linli("tick", "handback", "--at", at, DATABASE_URL=database).out.split()[1] for at in later]
    assert done == ["0", "1"]


def test_a_line_that_fails_does_not_stop_the_others(linli: Linli, monkeypatch: pytest.MonkeyPatch) -> None:
    build = schedule.build_table

    def fail(*_arguments: object) -> int:
        raise ZeroDivisionError

    def broken(*arguments: object) -> tuple[schedule.Tick, ...]:
        first, *others = build(*arguments)  # type: ignore[arg-type]
        return dataclasses.replace(first, work=fail), *others

    monkeypatch.setattr("bot.app.build_table", broken)
    result = linli("tick")
    assert result.code == 1
    assert "reap" in result.out
    assert "alarms" not in result.out
