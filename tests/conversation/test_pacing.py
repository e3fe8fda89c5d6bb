"""The rate limit on channels where strangers write (spec/conversation.md §2)."""

from pathlib import Path

from bot.app import build_app
from bot.config import Settings
from bot.conversation.knowledge import Knowledge
from tests.conftest import Program
from tests.fakes import FakeOutlet

LIMIT = 20


def limited(url: str, home: Path, know: Knowledge, *, outside: bool = True) -> Program:
    """Return a program that answers one person twenty times a minute."""
    program = Program(url, home, know, outlet=FakeOutlet(outside=outside))
    settings = Settings(database_url=url, home=home, rate_per_minute=LIMIT, _env_file=None)
    program.app.close()
    program.app = build_app(settings, outlets=[program.outlet], clock=program.clock, know=know)
    return program


def test_the_twenty_first_message_gets_one_notice_and_the_next_ones_none(
    database: str, tmp_path: Path, know: Knowledge
) -> None:
    program = limited(database, tmp_path, know)
    phone = program.phone("a")
    answers = [program.say(phone, "物业费怎么交") for _ in range(LIMIT + 5)]
    assert all("您可以这样交" in answer for answer in answers[:LIMIT])
    assert "请稍等一分钟" in answers[LIMIT]
    assert answers[LIMIT + 1 :] == [""] * 4
    assert len(program.rows("select id from inbox where state = 'done'")) == LIMIT + 5
    program.app.close()


def test_a_danger_is_answered_whatever_was_written_before(database: str, tmp_path: Path, know: Knowledge) -> None:
    program = limited(database, tmp_path, know)
    phone = program.phone("a")
    for _ in range(LIMIT + 2):
        program.say(phone, "物业费怎么交")
    assert "119" in program.say(phone, "厨房着火了")
    assert [row.kind for row in program.rows("select kind from task")] == ["emergency"]
    program.app.close()


def test_a_minute_later_the_person_is_answered_again(database: str, tmp_path: Path, know: Knowledge) -> None:
    program = limited(database, tmp_path, know)
    phone, other = program.phone("a"), program.phone("b")
    for _ in range(LIMIT + 1):
        program.say(phone, "物业费怎么交")
    assert "您可以这样交" in program.say(other, "物业费怎么交")
    program.clock.forward(seconds=60)
    assert "您可以这样交" in program.say(phone, "物业费怎么交")
    program.app.close()


def test_a_channel_of_our_own_has_no_limit(database: str, tmp_path: Path, know: Knowledge) -> None:
    program = limited(database, tmp_path, know, outside=False)
    phone = program.phone("a")
    assert all("您可以这样交" in program.say(phone, "物业费怎么交") for _ in range(LIMIT + 3))
    program.app.close()
