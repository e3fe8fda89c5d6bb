"""All tables of the program in one place: importing this module is what makes `METADATA` complete."""

from sqlmodel import SQLModel

from bot.conversation import tables as _conversation
from bot.delivery import tables as _delivery
from bot.estate import tables as _estate
from bot.faq import tables as _faq
from bot.people import tables as _people
from bot.store import demo_clock as _demo_clock
from bot.tasks import tables as _tasks

MODULES = (_conversation, _delivery, _estate, _faq, _people, _demo_clock, _tasks)
METADATA = SQLModel.metadata
