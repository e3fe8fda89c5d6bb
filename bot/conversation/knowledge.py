"""What the program knows from `data/`: loaded and checked once when it starts, never changed afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation.policy import ConversationPolicy
from bot.delivery.rules import DeliveryPolicy
from bot.estate.settings import EstateTable
from bot.faq.classify import Classifier, Language
from bot.faq.entries import Entry
from bot.ledger.policy import LedgerPolicy
from bot.texts.forbidden import Forbidden
from bot.texts.templates import Templates
from bot.understanding.words import Words
from bot.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The tables and texts of `data/`, ready to use.

    `estates` has the settings by an estate's code; an estate without a section has no facts. `demo`: entries that
    only the demo's approver signed are served in full.
    """

    language: Language
    templates: Templates
    forbidden: Forbidden
    classifier: Classifier
    entries: Mapping[str, Entry]
    titles: Mapping[str, str]
    estates: EstateTable
    calendar: Calendar
    conversation: ConversationPolicy
    delivery: DeliveryPolicy
    ledger: LedgerPolicy
    demo: bool

    @property
    def words(self) -> Words:
        """The short words of a conversation."""
        return self.language.words
