"""Working days of Shanghai, office hours, and honest words for a moment."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.datafile import DataFault
from bot.workdays import Calendar, OfficeHours, Segment, load_calendar, read_office_hours, words_for

DATA = Path(__file__).parent.parent / "data" / "holidays"
CALENDAR = load_calendar(DATA)
OFFICE = read_office_hours("08:30–12:00 14:00–18:00", CALENDAR)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "works", "holiday"),
    [
        pytest.param("2025-12-31", True, False, id="the day before New Year, of a year without a table"),
        pytest.param("2026-01-01", False, True, id="New Year"),
        pytest.param("2026-01-03", False, True, id="the last day of New Year, a Saturday"),
        pytest.param("2026-01-04", True, False, id="a Sunday worked for it"),
        pytest.param("2026-02-14", True, False, id="the Saturday worked before the Spring Festival"),
        pytest.param("2026-02-15", False, True, id="the first day of the Spring Festival"),
        pytest.param("2026-02-23", False, True, id="its last day, a Monday"),
        pytest.param("2026-02-24", True, False, id="the day after it"),
        pytest.param("2026-02-28", True, False, id="the Saturday worked after it"),
        pytest.param("2026-05-09", True, False, id="the Saturday worked for Labour Day"),
        pytest.param("2026-09-20", True, False, id="the Sunday worked for National Day"),
        pytest.param("2026-10-08", True, False, id="the day after National Day"),
        pytest.param("2026-10-10", True, False, id="the Saturday worked after it"),
        pytest.param("2026-11-20", True, False, id="a Friday"),
        pytest.param("2026-11-21", False, False, id="an ordinary Saturday"),
        pytest.param("2027-01-01", False, True, id="New Year of the provisional year"),
        pytest.param("2028-01-01", False, False, id="New Year of an unknown year is only a Saturday"),
        pytest.param("2028-10-02", True, False, id="a Monday in National Day of an unknown year"),
    ],
)
def test_a_day_is_worked_or_not(day: str, works: bool, holiday: bool) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is works
    assert CALENDAR.is_holiday(date.fromisoformat(day)) is holiday


def test_only_a_published_year_is_known() -> None:
    assert [CALENDAR.is_known(year) for year in (2025, 2026, 2027, 2028)] == [False, True, False, False]
    assert CALENDAR.is_provisional(2027)
    assert CALENDAR.holiday_name(date(2026, 2, 16)) == "春节"


@pytest.mark.parametrize(
    ("day", "count", "reached"),
    [
        pytest.param("2026-11-20", 1, "2026-11-23", id="Friday and one is Monday"),
        pytest.param("2026-11-21", 1, "2026-11-23", id="Saturday and one is Monday"),
        pytest.param("2026-11-21", 0, "2026-11-21", id="and none is the day itself"),
        pytest.param("2026-11-23", -1, "2026-11-20", id="the working day before Monday"),
        pytest.param("2026-02-13", 2, "2026-02-24", id="over the Spring Festival with its worked Saturday"),
        pytest.param("2026-09-30", 1, "2026-10-08", id="over National Day"),
        pytest.param("2026-12-31", 1, "2027-01-04", id="into the provisional year"),
    ],
)
def test_working_days_are_counted(day: str, count: int, reached: str) -> None:
    assert CALENDAR.add_workdays(date.fromisoformat(day), count) == date.fromisoformat(reached)


def test_a_free_day_moves_to_the_next_working_day_and_a_working_day_stays() -> None:
    assert CALENDAR.workday_from(date(2026, 11, 21)) == date(2026, 11, 23)
    assert CALENDAR.workday_from(date(2026, 11, 23)) == date(2026, 11, 23)
    assert CALENDAR.workdays_between(date(2026, 11, 20), date(2026, 11, 24)) == 2
    assert CALENDAR.workdays_between(date(2026, 11, 24), date(2026, 11, 20)) == 0


@given(st.dates(date(2024, 1, 1), date(2029, 12, 31)), st.integers(min_value=1, max_value=40))
def test_counting_forward_and_back_agree(day: date, count: int) -> None:
    reached = CALENDAR.add_workdays(day, count)
    assert CALENDAR.is_workday(reached)
    assert CALENDAR.workdays_between(day, reached) == count


@pytest.mark.parametrize(
    ("moment", "opened", "opening"),
    [
        pytest.param("2026-11-20T08:29", False, "2026-11-20T08:30", id="a minute early"),
        pytest.param("2026-11-20T08:30", True, "2026-11-20T08:30", id="at the opening"),
        pytest.param("2026-11-20T11:59", True, "2026-11-20T11:59", id="the last minute of the morning"),
        pytest.param("2026-11-20T12:00", False, "2026-11-20T14:00", id="lunch begins"),
        pytest.param("2026-11-20T14:00", True, "2026-11-20T14:00", id="lunch is over"),
        pytest.param("2026-11-20T18:00", False, "2026-11-23T08:30", id="Friday evening waits for Monday"),
        pytest.param("2026-11-21T10:00", False, "2026-11-23T08:30", id="Saturday"),
        pytest.param("2026-02-14T10:00", True, "2026-02-14T10:00", id="a worked Saturday"),
        pytest.param("2026-02-14T18:00", False, "2026-02-24T08:30", id="the evening before the Spring Festival"),
        pytest.param("2026-12-31T23:59", False, "2027-01-04T08:30", id="the last minute of the year"),
    ],
)
def test_the_office_is_open_in_its_segments(moment: str, opened: bool, opening: str) -> None:
    assert OFFICE.is_open(at(moment)) is opened
    assert OFFICE.next_opening(at(moment)) == at(opening)


def test_another_time_zone_is_the_same_moment() -> None:
    assert OFFICE.is_open(datetime(2026, 11, 20, 0, 30, tzinfo=UTC))
    assert OFFICE.next_opening(datetime(2026, 11, 20, 0, 29, tzinfo=UTC)) == at("2026-11-20T08:30")


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        pytest.param("2026-11-20T09:00", 60, "2026-11-20T10:00", id="within the morning"),
        pytest.param("2026-11-20T11:30", 30, "2026-11-20T12:00", id="to the end of the morning"),
        pytest.param("2026-11-20T11:30", 31, "2026-11-20T14:01", id="over lunch"),
        pytest.param("2026-11-20T17:30", 60, "2026-11-23T09:00", id="over the weekend"),
        pytest.param("2026-11-21T03:00", 0, "2026-11-23T08:30", id="none, while closed, is the opening"),
    ],
)
def test_office_minutes_pass_only_while_it_is_open(start: str, minutes: int, end: str) -> None:
    assert OFFICE.add_minutes(at(start), minutes) == at(end)
    assert OFFICE.minutes_between(at(start), at(end)) == minutes


def test_an_office_of_every_day_rests_on_no_holiday() -> None:
    office = OfficeHours(CALENDAR, OFFICE.segments, every_day=True)
    assert office.is_open(at("2026-02-17T09:00"))
    assert office.next_opening(at("2026-11-20T18:00")) == at("2026-11-21T08:30")


def test_a_calendar_without_working_days_ends_in_the_moment_itself() -> None:
    class Never(Calendar):
        def is_workday(self, day: date) -> bool:
            return day > date.max

    office = OfficeHours(Never(), (Segment(time(9), time(17)),))
    assert office.next_opening(at("2026-11-20T10:00")) == at("2026-11-20T10:00")
    assert office.minutes_between(at("2026-11-20T10:00"), at("2026-11-30T10:00")) == 0


@pytest.mark.parametrize("text", ["", "08:30", "12:00-08:30", "08:30-12:00 11:00-18:00", "25:00-26:00", "a-b"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_office_hours(text, CALENDAR)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        pytest.param("2026-11-21T14:00", "今天14:00", id="today"),
        pytest.param("2026-11-22T08:30", "明早8:30", id="tomorrow morning"),
        pytest.param("2026-11-22T14:00", "明天14:00", id="tomorrow afternoon"),
        pytest.param("2026-11-23T08:30", "周一8:30", id="in two days"),
        pytest.param("2026-11-27T08:30", "周五8:30", id="in six days"),
        pytest.param("2026-11-28T08:30", "11月28日8:30", id="in seven days"),
        pytest.param("2026-11-20T08:05", "11月20日8:05", id="yesterday"),
        pytest.param("2027-01-04T09:00", "2027年1月4日9:00", id="next year"),
    ],
)
def test_a_moment_is_told_as_a_person_would(moment: str, words: str) -> None:
    assert words_for(at(moment), at("2026-11-21T23:59")) == words


def test_a_minute_after_midnight_the_same_opening_is_today() -> None:
    assert words_for(at("2026-11-23T08:30"), at("2026-11-22T23:59") + timedelta(minutes=1)) == "今天8:30"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param("year: 2026\nholidays: {元旦: [2027-01-01]}\n", "not a day of 2026", id="another year"),
        pytest.param("year: 2026\nholidays: {元旦: [2026-01-01, 2026-01-01]}\n", "twice", id="a day twice"),
        pytest.param(
            "year: 2026\nholidays: {元旦: [2026-01-01]}\nworkdays: [2026-01-05]\n", "is none", id="a Monday as 调休"
        ),
        pytest.param("year: 2026\nholidays: {元旦: [soon]}\n", "valid date", id="no date"),
    ],
)
def test_a_bad_table_stops_the_start(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "2026.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(DataFault, match=why):
        load_calendar(tmp_path)
