"""One process leads; another one at once when it is gone."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from bot.scheduler.leader import Leader
from bot.store.engine import Store


def test_one_process_leads_until_it_resigns(any_database: str) -> None:
    first_store, second_store = Store(any_database), Store(any_database)
    first, second = Leader(first_store), Leader(second_store)
    assert [first.leads(), second.leads(), first.leads()] == [True, False, True]
    first.resign()
    assert [second.leads(), first.leads()] == [True, False]
    second.resign()
    for store in (first_store, second_store):
        store.close()


def test_ticks_that_ask_at_the_same_time_all_hear_yes(any_database: str) -> None:
    store = Store(any_database)
    leader = Leader(store)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda _tick: leader.leads(), range(24))) == [True] * 24
    leader.resign()
    store.close()


@pytest.mark.parametrize("any_database", ["postgresql"], indirect=True)
def test_a_leader_whose_connection_broke_seeks_the_leadership_anew(any_database: str) -> None:
    store = Store(any_database)
    leader = Leader(store)
    assert leader.leads()
    with psycopg.connect(any_database.replace("+psycopg", ""), autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert [leader.leads(), leader.leads()] == [False, True]
    leader.resign()
    store.close()
