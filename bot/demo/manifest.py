"""What the demo holds, as the tables of `data/demo/README.md`, read back from the database."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlmodel import Session, col, func, select

from bot.demo.calendar import ANCHOR
from bot.demo.cast import CAST
from bot.demo.load import ESTATE_CODE
from bot.demo.money_cast import MONEY_CAST
from bot.demo.people import DAYS_PER_YEAR
from bot.estate.tables import Building, Estate, EstateId, House, Use
from bot.ledger.arrears import OwedLine, arrears_of_house
from bot.ledger.tables import Bill, BillState, Cycle, FeeItem, FeeItemHouse, Formula
from bot.money import Fen
from bot.people.tables import Person, PersonId, Relation, Residency, Staff, StaffScope

RELATION_WORDS = {
    Relation.OWNER: "业主",
    Relation.CO_OWNER: "共有人",
    Relation.TENANT: "租客",
    Relation.FAMILY: "家属",
    Relation.CLERK: "经办人",
}
USE_WORDS = {Use.RESIDENTIAL: "住宅", Use.SHOP: "商铺", Use.OFFICE: "办公用房"}
CYCLE_WORDS = {Cycle.QUARTER: "季度", Cycle.HALF_YEAR: "半年"}
E4_PER_YUAN = 10000


def manifest(session: Session, *, today: date = ANCHOR) -> str:
    """Return the tables of `data/demo/README.md` as the database has them: people, money, fee items, staff."""
    query = select(House).join(Estate, col(Estate.id) == House.estate_id).where(Estate.code == ESTATE_CODE)
    houses = {house.code: house for house in session.exec(query.order_by(col(House.id)))}
    tables = (
        _people(session, houses, today),
        _money(session, houses, today),
        _fee_items(session, next(iter(houses.values())).estate_id),
        _staff(session),
    )
    return "\n\n".join("\n".join(lines) for lines in tables) + "\n"


def _people(session: Session, houses: Mapping[str, House], today: date) -> Iterator[str]:
    why = {special.code: special.why for special in CAST}
    yield from ("| 房号 | 面积 | 谁 | 欠什么 | 为什么在这里 |", "|---|---|---|---|---|")
    for code, house in houses.items():
        if code in why:
            people = "、".join(_described(session, house, today)) or "（无人登记）"
            owes = _owes(session, house, today)
            yield f"| {code} | {house.area_dm2 / 100:.2f} ㎡ | {people} | {owes} | {why[code]} |"


def _money(session: Session, houses: Mapping[str, House], today: date) -> Iterator[str]:
    why = {case.code: case.why for case in MONEY_CAST}
    yield from ("| 房号 | 欠什么 | 为什么在这里 |", "|---|---|---|")
    for code, house in houses.items():
        if code in why:
            yield f"| {code} | {_owes(session, house, today)} | {why[code]} |"


def _owes(session: Session, house: House, today: date) -> str:
    """Say by payer what is open, then what nobody owes yet, then what was paid beyond all bills."""
    arrears = arrears_of_house(session, house.id, as_of=today)
    by_payer: dict[PersonId | None, list[str]] = {}
    for line in arrears.lines:
        by_payer.setdefault(line.payer_id, []).append(_said(line))
    names = _names(session, by_payer)
    owed = [f"{names.get(payer, '（无人）')}：{'，'.join(lines)}" for payer, lines in by_payer.items()]
    drafts = [f"{bill.item} {Fen(bill.amount_fen)}（草稿）" for bill in _drafts(session, house)]
    credit = [f"余额 {arrears.credit}"] if arrears.credit.value else []
    return "；".join([*owed, *drafts, *credit]) or "不欠"


def _said(line: OwedLine) -> str:
    match line.dpd:
        case None:
            when = "没有应缴日"
        case 0:
            when = "今天到期"
        case days if days > 0:
            when = f"逾期 {days} 天"
        case days:
            when = f"{-days} 天后到期"
    return f"{line.title} {line.open}（{when}）"


def _names(session: Session, people: Collection[PersonId | None]) -> dict[PersonId | None, str]:
    return {person.id: person.name for person in session.exec(select(Person).where(col(Person.id).in_(people)))}


def _drafts(session: Session, house: House) -> list[Bill]:
    drafts = select(Bill).where(Bill.house_id == house.id, Bill.state == BillState.DRAFT)
    return list(session.exec(drafts.order_by(col(Bill.id))))


def _fee_items(session: Session, estate_id: EstateId) -> Iterator[str]:
    yield from ("| 费用项 | 收谁的 | 怎么算 | 一期 | 应缴日 |", "|---|---|---|---|---|")
    query = select(FeeItem).where(FeeItem.estate_id == estate_id)
    for item in session.exec(query.order_by(col(FeeItem.id))):
        due = f"账期第一天{'前' if item.due_days < 0 else '后'} {abs(item.due_days)} 天"
        cycle = CYCLE_WORDS[Cycle(item.cycle)]
        yield f"| {item.name} | {_charged(session, item)} | {_formula(item)} | {cycle} | {due} |"


def _charged(session: Session, item: FeeItem) -> str:
    if item.assigned_only:
        count = select(func.count()).select_from(FeeItemHouse).where(FeeItemHouse.fee_item_id == item.id)
        return f"有车位的 {session.exec(count).one()} 套"
    return USE_WORDS[Use(item.use)] if item.use else "每一套"


def _formula(item: FeeItem) -> str:
    yuan = f"{item.price_e4 / E4_PER_YUAN:.2f} 元"
    match Formula(item.formula):
        case Formula.AREA:
            return f"面积 × {yuan}/㎡·月"
        case Formula.FIXED:
            return f"每个 {yuan}/月"
        case Formula.SHARED_BY_AREA:
            return "各栋的总数按面积分摊"
        case Formula.SHARED_EVENLY:
            return "各栋的总数按户平分"


def _staff(session: Session) -> Iterator[str]:
    yield from ("| 登录名 | 姓名 | 角色 | 部门 | 范围 | 在岗 |", "|---|---|---|---|---|---|")
    for staff in session.exec(select(Staff).order_by(col(Staff.id))):
        where = "、".join(_scopes(session, staff))
        duty = "是" if staff.on_duty else "否"
        yield f"| {staff.login} | {staff.name} | {staff.role} | {staff.department} | {where} | {duty} |"


def _described(session: Session, house: House, today: date) -> Iterator[str]:
    query = select(Residency, Person).join(Person, col(Person.id) == Residency.person_id)
    for residency, person in session.exec(
        query.where(Residency.house_id == house.id).order_by(col(Residency.id)),
    ):
        yield f"{person.name}（{RELATION_WORDS[Relation(residency.relation)]}{_span(residency, today)}）"


def _span(residency: Residency, today: date) -> str:
    if residency.to_on is not None:
        return f"，到 {residency.to_on} 前"
    since = (today - residency.from_on).days
    return f"，自 {residency.from_on}" if since < DAYS_PER_YEAR else ""


def _scopes(session: Session, staff: Staff) -> Iterator[str]:
    query = select(StaffScope, Building).outerjoin(Building, col(Building.id) == StaffScope.building_id)
    for _, building in session.exec(query.where(StaffScope.staff_id == staff.id).order_by(col(StaffScope.id))):
        yield f"{building.code} 栋" if building else "全小区"
