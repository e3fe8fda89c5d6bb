"""All tables of the program in one place: importing this module is what makes `METADATA` complete."""

from sqlmodel import SQLModel

from bot.conversation import tables as _conversation
from bot.delivery import tables as _delivery
from bot.estate import tables as _estate
from bot.faq import tables as _faq
from bot.ledger import tables as _ledger
from bot.people import tables as _people
from bot.store import audit as _audit
from bot.store import demo_clock as _demo_clock
from bot.tasks import tables as _tasks

MODULES = (_conversation, _delivery, _estate, _faq, _ledger, _people, _audit, _demo_clock, _tasks)
METADATA = SQLModel.metadata
