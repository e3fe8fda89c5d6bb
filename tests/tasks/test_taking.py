"""One thing to do is taken by one person and ended once, however many try at the same time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import Session, SQLModel, select

from bot.migrations.metadata import METADATA
from bot.people.tables import Department, Role, Staff
from bot.store.engine import Store
from bot.tasks.service import NewTask, cancel, finish, open_task, take
from bot.tasks.tables import Task, TaskEvent, TaskKind
from tests.fakes import START

PEOPLE = 4


@pytest.fixture
def store(any_database: str) -> Iterator[Store]:
    """A database with a task and staff."""
    made = Store(any_database)
    METADATA.create_all(made.engine)
    with made.writing() as session:
        session.add_all(_staff(number) for number in range(PEOPLE))
        open_task(session, NewTask("repair:1", TaskKind.REPAIR, "3-2-501 漏水"), now=START)
    yield made
    made.close()


def _staff(number: int) -> SQLModel:
    return Staff(login=f"s{number}", name="李", role=Role.ENGINEER, department=Department.ENGINEERING)


def _take(session: Session, task: Task, staff: Staff) -> bool:
    return take(session, task, staff_id=staff.id, login=staff.login, now=START)


def _finish(session: Session, task: Task, staff: Staff) -> bool:
    return finish(session, task, login=staff.login, note="修好了", now=START)


def _cancel(session: Session, task: Task, staff: Staff) -> bool:
    return cancel(session, task, actor=f"staff:{staff.login}", note="误报", now=START)


@pytest.mark.parametrize("do", [_take, _finish, _cancel])
def test_only_one_of_several_succeeds(store: Store, do: Callable[[Session, Task, Staff], bool]) -> None:
    all_looked = Barrier(PEOPLE)

    def attempt(number: int) -> bool:
        with store.reading() as session:
            staff = session.exec(select(Staff).where(Staff.login == f"s{number}")).one()
        if store.is_sqlite:
            return store.write(lambda session: do(session, session.exec(select(Task)).one(), staff))
        with store.writing() as session:
            task = session.exec(select(Task)).one()
            all_looked.wait(20)
            return do(session, task, staff)

    with ThreadPoolExecutor(PEOPLE) as pool:
        assert sum(pool.map(attempt, range(PEOPLE))) == 1
    with store.reading() as session:
        assert len(session.exec(select(TaskEvent).where(TaskEvent.what != "task.opened")).all()) == 1
