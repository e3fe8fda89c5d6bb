"""What the commands of the ledger share: the open database, the estate that is meant, the moment, who may book."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.app import load_policy, open_store
from bot.cli.output import CannotRun
from bot.clock import shanghai_day, system_clock
from bot.config import Settings, load_settings
from bot.estate.service import house_by_code
from bot.estate.settings import EstateSettings, LateFee, load_estates
from bot.estate.tables import Building, Estate, EstateId, House, HouseId
from bot.ledger.accounts import Account
from bot.ledger.payers import person_of_house
from bot.ledger.periods import Span, read_billing_period
from bot.ledger.policy import LedgerPolicy
from bot.ledger.refusals import Refusal
from bot.people.access import BOOKING_ROLES
from bot.people.service import staff_by_login
from bot.store.audit import Actor
from bot.store.batches import in_batches
from bot.store.demo_clock import demo_clock
from bot.store.engine import Store
from bot.texts.templates import Templates, load_templates

CHANNEL = "cli"
NOT_YET = EstateId(-1)


@dataclass(frozen=True, slots=True)
class Books:
    """An open database with one estate of it, and the present moment."""

    settings: Settings
    store: Store
    estate: Estate
    templates: Templates
    now: datetime

    @property
    def today(self) -> date:
        """The present day in Shanghai."""
        return shanghai_day(self.now)

    @property
    def policy(self) -> LedgerPolicy:
        """The section `ledger` of data/policy.yaml."""
        return load_policy(self.settings.data).ledger

    def made_estate(self, session: Session) -> Estate:
        """Return the estate that is meant, made in this transaction when it is not there yet."""
        if self.estate.id != NOT_YET:
            return self.estate
        made = Estate(code=self.estate.code, name=self.estate.name)
        session.add(made)
        session.flush()
        return made

    def writing(self) -> AbstractContextManager[Session]:
        """Open one transaction."""
        return self.store.writing()

    def reading(self) -> AbstractContextManager[Session]:
        """Open a session that only reads."""
        return self.store.reading()

    def period(self, text: str | None) -> Span:
        """Read `--period`.

        Raises:
            CannotRun: it is missing or none.
        """
        span = read_billing_period(text, today=self.today) if text else None
        if span is None:
            said = f"--period {text} is no period" if text else "--period is missing"
            raise CannotRun(f"{said}; write it like 2026-11, 2026Q4, 2026H2 or 2026")
        return span

    def where(self, session: Session, building: str | None) -> ColumnElement[bool]:
        """Return the condition on House for `--building`, or for the whole estate.

        Raises:
            CannotRun: there is no such building.
        """
        if building is None:
            return col(House.estate_id) == self.estate.id
        code = building.removesuffix("栋").removesuffix("号楼").strip()
        wanted = select_rows(Building).where(Building.estate_id == self.estate.id, Building.code == code)
        found = session.exec(wanted).first()
        if found is None:
            raise CannotRun(f"there is no building {building}")
        return col(House.building_id) == found.id

    def house(self, session: Session, code: str) -> HouseId:
        """Return the house with this code in the estate.

        Raises:
            CannotRun: there is none.
        """
        found = house_by_code(session, code.rpartition("/")[2], estate=self.estate.code)
        if found is None:
            raise CannotRun(f"there is no house {code} in {self.estate.name}")
        return found.id

    def account(self, session: Session, house: str, payer: str | None) -> Account:
        """Return the house, and the person of it that `--payer` names; None: whoever owes.

        Raises:
            CannotRun: there is no such house.
            Refusal: nobody or several people of it are called so.
        """
        house_id = self.house(session, house)
        return Account(house_id, person_of_house(session, house_id, payer) if payer else None)

    @property
    def late_fee(self) -> LateFee | None:
        """What the contract of the estate says about late fees."""
        return self.told.contract.late_fee if self.told is not None else None

    @property
    def told(self) -> EstateSettings | None:
        """The section of the estate in data/estate.yaml, if it has one."""
        return load_estates(self.settings.data / "estate.yaml").of(self.estate.code)

    def codes(self, session: Session, houses: set[HouseId]) -> dict[int, str]:
        """Return the codes of houses by their ids."""
        found: dict[int, str] = {}
        for some in in_batches(sorted(houses)):
            rows = session.exec(select_rows(House.id, House.code).where(col(House.id).in_(some)))
            found.update(rows.all())
        return found

    def by(self, login: str | None = None) -> Actor:
        """Return who acts: whoever is at the shell, or the staff member that was named."""
        return Actor(f"staff:{login}" if login else "shell", CHANNEL)

    def booking_staff(self, session: Session, login: str | None) -> Actor:
        """Return the staff member who answers for a booking.

        Raises:
            CannotRun: nobody was named, there is no such login, or this person may not book.
        """
        if not login:
            raise CannotRun("--by is missing: name the staff member who answers for it, such as --by finance")
        staff = staff_by_login(session, login)
        if staff is None or staff.role not in BOOKING_ROLES:
            raise CannotRun(f"--by {login}: no staff member of this name may book (finance and the manager may)")
        return self.by(login)


@contextmanager
def opened_books(estate: str | None, *, make: bool = False) -> Iterator[Books]:
    """Open the database for a command of the ledger; a refusal becomes its sentence.

    With `make`, an estate that is named and not there yet is given as a new one with the id `NOT_YET`.

    Raises:
        CannotRun: no estate is meant, or the ledger refused.
    """
    settings = load_settings()
    templates = load_templates(settings.data / "templates")
    store = open_store(settings)
    try:
        clock = demo_clock(store) if settings.is_demo else system_clock
        yield Books(settings, store, _meant(store, estate, make=make), templates, clock())
    except Refusal as refusal:
        raise CannotRun(words_of(refusal, templates)) from None
    finally:
        store.close()


def words_of(refusal: Refusal, templates: Templates) -> str:
    """Return the sentence of a refusal."""
    return templates.render(f"ledger.{refusal.why}", **refusal.facts)


def _meant(store: Store, code: str | None, *, make: bool) -> Estate:
    with store.reading() as session:
        estates = list(session.exec(select_rows(Estate)))
    found = [estate for estate in estates if code in (None, estate.code, estate.name)]
    if len(found) == 1:
        return found[0]
    if make and code:
        return Estate(id=NOT_YET, code=code, name=code)
    codes = ", ".join(estate.code for estate in estates)
    if code:
        raise CannotRun(f"there is no estate {code}" + (f": {codes}" if codes else ""))
    if not estates:
        raise CannotRun("there is no estate yet: linli import HOUSES.xlsx --create-houses --estate NAME makes one")
    raise CannotRun(f"several estates: name one with --estate ({codes})")
