"""Running turns: one at a time per conversation, in order, across processes; each in one transaction.

A row is understood before its transaction opens; inside it the conversation is locked, and a row that another
process has finished meanwhile is left alone. What a turn says is queued in the same transaction, under keys made of
the row's number: run twice, it says nothing twice (spec/conversation.md §2).
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import bindparam, insert, inspect
from sqlmodel import Session, select

from bot.clock import Clock, shanghai_day, to_ms
from bot.conversation import dialogue, flows, inbox, prompts
from bot.conversation.knowledge import Knowledge
from bot.conversation.tables import Conversation, InboxState, TurnLog
from bot.conversation.turn import Heard, Routes, Said, Turn
from bot.delivery import service as delivery
from bot.delivery.outlet import Capabilities
from bot.messages import ChatKind, Incoming, Purpose, Reply
from bot.people.access import who_is
from bot.store.engine import Store, lock
from bot.tasks.service import NewTask, open_task
from bot.tasks.tables import TaskKind

logger = logging.getLogger(__name__)
ATTEMPTS = 2
TURN_LOG: Any = inspect(TurnLog).local_table
_TOPIC = select(Conversation.context, Conversation.stack).where(Conversation.conv_key == bindparam("wanted"))
_LOG = insert(TURN_LOG)
Listen = Callable[[Incoming, str | None], Heard]
"""Understands a message: (incoming, label of the last answer or None) -> what was heard. Pure, so it needs no lock."""


@dataclass(frozen=True, slots=True)
class Handled:
    """A message that was kept and answered (or, after a repeated delivery, had been)."""

    inbox_id: int
    conv_key: str
    fresh: bool


class Conversations:
    """Receives messages and runs their turns. Plain functions: call them in a worker thread."""

    def __init__(
        self,
        store: Store,
        *,
        know: Knowledge,
        routes: Routes,
        listen: Listen,
        capabilities: Mapping[str, Capabilities],
        clock: Clock,
    ) -> None:
        """Use these routes and this way of listening."""
        self.store, self.know, self.routes, self.clock = store, know, routes, clock
        self._listen, self._capabilities = listen, capabilities
        self._under_way: dict[int, Future[None]] = {}
        self._starting = Lock()

    def handle(self, incoming: Incoming) -> Handled | None:
        """Keep a message and run its turn, after those before it; None for a bot's own message.

        When it returns, the turn of this message has committed, whoever ran it.
        """
        received = self.receive(incoming)
        if received is None:
            return None
        self._run(received, incoming)
        return Handled(received.inbox_id, received.conv_key, received.fresh)

    def receive(self, incoming: Incoming) -> inbox.Received | None:
        """Keep a message, committed, so that the platform may be told; None for a bot's own message."""
        if incoming.from_bot:
            return None

        def keep(session: Session) -> inbox.Received:
            # PostgreSQL hands out a row's number before it commits: without this a later number could be seen first.
            lock(session, f"in:{incoming.conv_key}")
            return inbox.receive(session, incoming)

        return self.store.write(keep)

    def start(self, received: inbox.Received, incoming: Incoming) -> Future[None]:
        """Run the turn of a kept message in a worker thread; a repeated delivery joins the run that is under way."""
        with self._starting:
            there = self._under_way.get(received.inbox_id)
            if there is not None:
                return there
            run = self.store.submit(self._run, received, incoming)
            self._under_way[received.inbox_id] = run
        run.add_done_callback(lambda _run: self._under_way.pop(received.inbox_id, None))
        return run

    def run_left_over(self, *, older_than: timedelta) -> int:
        """Run the turns that a stopped process left behind and return in how many conversations.

        A row is taken over when it is older than `older_than`; until then the process that received it is at work.
        """
        with self.store.reading() as session:
            conv_keys = inbox.left_over(session, received_before=self.clock() - older_than)
        for conv_key in conv_keys:
            self._run_waiting(conv_key)
        return len(conv_keys)

    def _run_waiting(self, conv_key: str) -> None:
        """Run what waits in one conversation; where that is not possible, the other conversations still get theirs."""
        first = None
        try:
            while (first := self._next(conv_key)) is not None:
                self._attempt(conv_key, first, None)
        except Exception:
            logger.exception("inbox row %s stays left over", first)

    def _run(self, received: inbox.Received, incoming: Incoming) -> None:
        """Run turns until that of this row is over; a row before it that was left behind goes first."""
        row = target = received.inbox_id
        while True:
            known = incoming if row == target and received.fresh else None
            first = self._attempt(received.conv_key, row, known)
            earlier = first is not None and first <= target
            if row == target and not earlier:
                return
            row = first if first is not None and earlier else target

    def _attempt(self, conv_key: str, inbox_id: int, incoming: Incoming | None) -> int | None:
        """Run one row's turn (see `_turn`); a failure is counted, and the second one buries the row."""
        try:
            return self._turn(conv_key, inbox_id, incoming)
        except Exception:
            logger.exception("the turn of inbox row %s failed", inbox_id)
            return self._after_failure(conv_key, inbox_id)

    def _turn(self, conv_key: str, inbox_id: int, incoming: Incoming | None) -> int | None:
        """Run one row's turn if it comes first and return None, else return the row that comes first, if any."""
        if incoming is None:
            with self.store.reading() as session:
                waiting = inbox.waiting(session, inbox_id)
            if waiting is None:
                return self._next(conv_key)
            incoming = waiting.incoming
        message, heard = incoming, self._listen(incoming, self._topic(incoming))

        def answer(session: Session) -> int | None:
            lock(session, conv_key)
            if not inbox.take_turn(session, conv_key, inbox_id):
                return inbox.next_id(session, conv_key)
            self._answer(session, inbox_id, message, heard)
            return None

        return self.store.write(answer)

    def _next(self, conv_key: str) -> int | None:
        with self.store.reading() as session:
            return inbox.next_id(session, conv_key)

    def _topic(self, incoming: Incoming) -> str | None:
        """Return the label of the last answer, for a message too short to stand alone; inside a form nothing is one."""
        if len(incoming.text) > 8 or incoming.chat_kind is ChatKind.GROUP:
            return None
        with self.store.reading() as session:
            context, stack = session.exec(_TOPIC, params={"wanted": incoming.conv_key}).first() or ({}, [])
        topic = context.get("topic") if not stack else None
        fresh = topic is not None and to_ms(incoming.received_at) < topic["until"]
        return topic["value"] if topic is not None and fresh else None

    def _answer(self, session: Session, inbox_id: int, incoming: Incoming, heard: Heard) -> None:
        now = max(self.clock(), incoming.received_at)
        conversation = dialogue.find_or_begin(session, incoming)
        # A form that this version of the program no longer has lapses; it must not stop the person's every message.
        conversation.stack = [frame for frame in conversation.stack if frame["flow"] in self.routes.flows]
        identity = who_is(
            session,
            channel=incoming.channel,
            account=incoming.account,
            sender_id=incoming.sender_id,
            today=shanghai_day(now),
        )
        address = dialogue.address_of(conversation, person_id=identity.person_id)
        turn = Turn(inbox_id, incoming, heard, identity, conversation, self.know, now, address, self.routes)
        said = self.routes.listen(turn, session)
        conversation.version += 1
        conversation.last_in_ms = to_ms(now)
        self._queue(session, turn, said)
        dialogue.save(session, conversation)
        _log(session, turn, said)

    def _queue(self, session: Session, turn: Turn, said: Said) -> None:
        asked = next((reply for reply in reversed(said.replies) if reply.options), None)
        if not said.keep_prompt:
            turn.conversation.prompt = None
            if asked is not None:
                prompts.open_prompt(turn, asked, letters=_asks_letters(turn))
        for n, reply in enumerate((*turn.echo, *said.replies)):
            words = self._words(turn, reply, live=reply is asked)
            key = f"{turn.inbox_id}:{n}"
            delivery.queue(session, turn.address, words, key=key, now=turn.now, reply_to=turn.inbox_id)

    def _words(self, turn: Turn, reply: Reply, *, live: bool) -> delivery.Words:
        prompt_id = turn.conversation.prompt["id"] if turn.conversation.prompt else turn.inbox_id
        return delivery.Words(
            text=reply.text,
            purpose=reply.purpose,
            choices=prompts.choices_of(prompt_id, reply.options) if live else (),
            files=reply.files,
            sensitive=reply.sensitive,
            private_link=reply.private_link,
            not_before=self._after_the_response(turn.incoming),
            letters=live and _asks_letters(turn),
            not_after=reply.not_after or turn.now + timedelta(hours=self.know.conversation.pending_hours),
        )

    def _after_the_response(self, incoming: Incoming) -> datetime | None:
        """Return when the sender may push what the response to a message could have carried; None: at once."""
        able = self._capabilities.get(incoming.channel)
        if able is None or not able.passive_reply_s:
            return None
        return incoming.received_at + timedelta(seconds=able.passive_reply_s + 0.5)

    def _after_failure(self, conv_key: str, inbox_id: int) -> int | None:
        """Let a failed turn be tried once more; then bury the row, apologise, and tell a person."""
        now = self.clock()
        with self.store.writing() as session:
            lock(session, conv_key)
            waiting = inbox.waiting(session, inbox_id)
            if waiting is not None and inbox.count_attempt(session, inbox_id) >= ATTEMPTS:
                inbox.set_state(session, inbox_id, InboxState.DEAD)
                self._apologise(session, waiting, now=now)
            return inbox.next_id(session, conv_key)

    def _apologise(self, session: Session, waiting: inbox.Waiting, *, now: datetime) -> None:
        conversation = dialogue.find_or_begin(session, waiting.incoming)
        not_after = now + timedelta(hours=self.know.conversation.pending_hours)
        words = delivery.Words(self.know.templates.render("turn.apology"), Purpose.REPLY, not_after=not_after)
        key = f"{waiting.inbox_id}:apology"
        address = dialogue.address_of(conversation)
        delivery.queue(session, address, words, key=key, now=now, reply_to=waiting.inbox_id)
        title = f"有一条消息处理失败，请人工回复（消息 {waiting.inbox_id}）"
        new = NewTask(f"dead:{waiting.inbox_id}", TaskKind.ALERT, title, conv_key=conversation.conv_key)
        open_task(session, new, now=now)


def _asks_letters(turn: Turn) -> bool:
    step = _step(turn)
    return bool(step and step.letters)


def _log(session: Session, turn: Turn, said: Said) -> None:
    stack, step = turn.conversation.stack, _step(turn)
    values = {
        "inbox_id": turn.inbox_id,
        "conversation_id": turn.conversation.id,
        "at_ms": to_ms(turn.now),
        "action": said.action,
        "label": said.label,
        "score": round(said.score * 1000) if said.score is not None else None,
        "entry_version": said.entry_version,
        "flow": stack[-1]["flow"] if stack else None,
        "step": step.name if step else None,
    }
    session.connection().execute(_LOG, values)


def _step(turn: Turn) -> flows.Step | None:
    there = flows.top(turn)
    return flows.current_step(*there) if there else None
