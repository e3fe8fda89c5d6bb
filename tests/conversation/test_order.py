"""In order within a conversation, at once between conversations, on both databases, in threads and processes."""

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from multiprocessing.synchronize import Event
from typing import Any

import pytest

from bot.delivery import service as delivery
from bot.messages import Incoming, Purpose
from bot.store.engine import lock
from tests.conversation.stage import Stage

MINUTE = timedelta(seconds=60)


def in_threads(jobs: Sequence[Callable[[], object]]) -> None:
    """Run the jobs at the same time and raise what any of them raised."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        for future in [pool.submit(job) for job in jobs]:
            future.result()


def by_conversation(stage: Stage) -> dict[str, list[int]]:
    """Return for each conversation the inbox rows of its answers, in the order of the answers."""
    found: dict[str, list[int]] = {}
    for row in stage.rows("select conv_key, reply_to from outbox order by id"):
        found.setdefault(row.conv_key, []).append(row.reply_to)
    return found


def everything_answered_once_in_order(stage: Stage, count: int) -> None:
    received = [row.id for row in stage.rows("select id from inbox where state = 'done' order by id")]
    answered = by_conversation(stage)
    assert len(received) == count
    assert sorted(one for each in answered.values() for one in each) == received
    assert all(each == sorted(each) for each in answered.values())
    assert sum(row.version for row in stage.rows("select version from conversation")) == count


def test_three_messages_of_one_second_are_answered_in_order(stage: Stage) -> None:
    phone = stage.phone()
    messages = [phone.write(f"word{n}") for n in range(3)]
    for message in messages:
        stage.conversations.receive(message)
    in_threads([lambda m=m: stage.conversations.handle(m) for m in reversed(messages)])  # type: ignore[misc]
    assert [answer for _, answer in stage.answers()] == ["<word0>", "<word1>", "<word2>"]


def test_a_slow_message_holds_back_its_own_conversation_only(stage: Stage) -> None:
    begun, go = threading.Event(), threading.Event()

    def hold(incoming: Incoming) -> None:
        if incoming.text == "slow":
            begun.set()
            assert go.wait(20)

    stage.during = hold
    phone = stage.phone("a")
    slow, behind = phone.write("slow"), phone.write("behind")
    threads = [threading.Thread(target=stage.conversations.handle, args=[slow])]
    threads[0].start()
    assert begun.wait(20)
    threads.append(threading.Thread(target=stage.conversations.handle, args=[behind]))
    threads[1].start()
    stage.conversations.handle(stage.phone("b").write("quick"))
    assert [answer for _, answer in stage.answers()] == ["<quick>"]
    go.set()
    for thread in threads:
        thread.join()
    assert [answer for _, answer in stage.answers()] == ["<quick>", "<slow>", "<behind>"]


def test_four_threads_lose_nothing_and_double_nothing(stage: Stage) -> None:
    phones = [stage.phone(f"u{n}") for n in range(6)]
    messages = [phone.write("word") for _ in range(10) for phone in phones]

    def work(mine: Sequence[Incoming]) -> None:
        for message in mine:
            stage.conversations.handle(message)

    # Every message is delivered twice, to two threads.
    in_threads([lambda n=n: work([*messages[n::4], *messages[(n + 1) % 4 :: 4]]) for n in range(4)])  # type: ignore[misc]
    everything_answered_once_in_order(stage, 60)


def test_two_programs_on_one_database_do_not_interleave(stage: Stage, any_database: str) -> None:
    other = Stage(any_database, clock=stage.clock)
    phone = stage.phone()
    messages = [phone.write("one|two|three") for _ in range(20)]

    def work(each: Stage, mine: Sequence[Incoming]) -> None:
        for message in mine:
            each.conversations.handle(message)

    in_threads([lambda: work(stage, messages), lambda: work(other, messages[::-1])])
    other.close()
    answers = stage.answers()
    assert len(answers) == 60
    assert [text for _, text in answers] == ["<one>", "<two>", "<three>"] * 20
    assert [row for row, _ in answers] == sorted(row for row, _ in answers)


def test_a_scheduled_message_at_the_moment_of_a_turn_comes_before_or_after_it(stage: Stage) -> None:
    phone = stage.phone()
    stage.conversations.handle(phone.write("begin"))

    def remind(number: int) -> None:
        to = delivery.Address("fake:bot1:u1:u1", "fake", "bot1", "u1", "u1")
        with stage.store.writing() as session:
            lock(session, to.conv_key)
            for part in range(2):
                words = delivery.Words(f"reminder {number}.{part}", Purpose.TICKET)
                delivery.queue(session, to, words, key=f"reminder:{number}:{part}", now=stage.clock())

    messages = [phone.write("one|two") for _ in range(10)]
    jobs: list[Callable[[], object]] = [lambda m=m: stage.conversations.handle(m) for m in messages]  # type: ignore[misc]
    jobs += [lambda n=n: remind(n) for n in range(10)]  # type: ignore[misc]
    in_threads(jobs)
    answers = stage.answers()[1:]
    assert len(answers) == 40
    pairs = [(answers[n][0], answers[n + 1][0]) for n in range(0, 40, 2)]
    assert all(one == two for one, two in pairs)


def _work(url: str, own: str, die_at: str, begun: Event, go: Event) -> None:
    """Be another process: hear ten messages of its own and ten that both get; one may be its last."""
    stage = Stage(url)

    def during(incoming: Incoming) -> None:
        if incoming.text == die_at:
            begun.set()
            threading.Event().wait(60)

    stage.during = during
    if not die_at:
        begun.set()
    assert go.wait(60)
    mine, shared = stage.phone("shared"), stage.phone("shared")
    for n in range(10):
        stage.conversations.handle(mine.write(f"{own}{n}", key=f"{own}:{n}"))
        stage.conversations.handle(shared.write(f"both{n}", key=f"both:{n}"))
    stage.close()


def _process(*args: Any) -> multiprocessing.context.SpawnProcess:
    made = multiprocessing.get_context("spawn").Process(target=_work, args=args)
    made.start()
    return made


def test_two_processes_share_a_conversation_without_loss(stage: Stage, any_database: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    go, begun = spawn.Event(), [spawn.Event(), spawn.Event()]
    processes = [_process(any_database, own, "", begun[n], go) for n, own in enumerate("ab")]
    assert all(each.wait(60) for each in begun)
    go.set()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    everything_answered_once_in_order(stage, 30)


@pytest.mark.parametrize("die_at", ["a3"])
def test_a_message_of_a_killed_process_is_taken_over_once(stage: Stage, any_database: str, die_at: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    go, begun = spawn.Event(), spawn.Event()
    go.set()
    process = _process(any_database, "a", die_at, begun, go)
    assert begun.wait(60)
    process.kill()
    process.join(60)
    assert [row.state for row in stage.rows("select state from inbox order by id")] == ["done"] * 6 + ["received"]
    assert stage.conversations.run_left_over(older_than=MINUTE) == 0
    stage.clock.forward(seconds=60)
    assert stage.conversations.run_left_over(older_than=MINUTE) == 1
    assert stage.conversations.run_left_over(older_than=MINUTE) == 0
    everything_answered_once_in_order(stage, 7)
