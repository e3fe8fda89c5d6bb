"""Houses and people (资产信息): a row becomes the house with its owner, and one row more for everybody else it names.

Several names in one cell are owner and co-owners, their telephones in the same order. A company's contact (联系人) acts
for it as a clerk (经办人).
"""

import re

from bot.ledger.sheets.cells import read_area, read_phones, shown
from bot.ledger.sheets.codes import read_plate
from bot.ledger.sheets.days import read_day
from bot.ledger.sheets.headers import squeeze
from bot.ledger.sheets.names import Named, is_company, read_names
from bot.ledger.sheets.record import Record
from bot.ledger.sheets.rows import PersonRow
from bot.ledger.sheets.whose import whose
from bot.people.tables import Relation
from bot.understanding.result import Unclear

_COMPANY_TYPES = ("企业", "单位", "公司", "法人", "机构", "组织")


def read_people(record: Record) -> list[PersonRow]:
    """Return the people of a row, or the house alone when it names nobody.

    Raises:
        Refused: house, area, telephone, relation or a date cannot be read.
    """
    house = whose(record).house
    if house is None:
        raise record.refused(record.column("house"), "是空的；如果和上一行是同一户，请把房号也填上")
    named = _named(record)
    company = named.name is not None and (is_company(named.name) or _says_company(record))
    phones = record.take("phone", read_phones) or []
    first = PersonRow(
        record.place,
        house,
        area_dm2=_area(record),
        use=_use(record),
        handed_over_on=record.take("handed_over_on", read_day),
        vacant_since=record.take("vacant_since", read_day),
        name=named.name,
        relation=_relation(record, named),
        is_company=company,
        phone=phones[0] if phones else _phone_of_contact(record, named),
        from_on=record.take("from_on", read_day),
        tenant=named.tenant,
        plates=_plates(record),
    )
    return [first, *_others(record, first, named.others, phones[1:]), *_clerk(record, first)]


def _named(record: Record) -> Named:
    named, tenant = read_names(record.cell("name")), read_names(record.cell("tenant"))
    return named._replace(tenant=named.tenant or tenant.name)


def _others(record: Record, first: PersonRow, names: tuple[str, ...], phones: list[str]) -> list[PersonRow]:
    if len(phones) > len(names):
        record.warn("phone", f"有 {len(phones) + 1} 个号码，比姓名多，只收下了前 {len(names) + 1} 个")
    relation = Relation.CO_OWNER.value if first.relation == Relation.OWNER else first.relation
    numbers = [*phones, *[None] * len(names)]
    return [
        PersonRow(record.place, first.house, name=name, relation=relation, phone=phone, from_on=first.from_on)
        for name, phone in zip(names, numbers, strict=False)
    ]


def _clerk(record: Record, first: PersonRow) -> list[PersonRow]:
    name = read_names(record.cell("contact")).name
    if not first.is_company or name is None or name == first.name:
        return []
    phones = record.take("contact_phone", read_phones)
    phone = phones[0] if phones else None
    return [PersonRow(record.place, first.house, name=name, relation=Relation.CLERK.value, phone=phone)]


def _phone_of_contact(record: Record, named: Named) -> str | None:
    """Return the number under 联系方式 when it is the owner's: no contact is named, or the owner is."""
    contact = read_names(record.cell("contact")).name
    if contact not in {None, named.name}:
        return None
    phones = record.take("contact_phone", read_phones)
    return phones[0] if phones else None


def _says_company(record: Record) -> bool:
    return any(word in (record.text("owner_type") or "") for word in _COMPANY_TYPES)


def _relation(record: Record, named: Named) -> str:
    """Return what the person is to the house; of two columns that name it, the one that says more than 业主 counts."""
    if named.is_tenant:
        return Relation.TENANT.value
    found = Relation.OWNER.value
    for column in record.table.fields.get("relation", ()):
        word = squeeze(str(record.cells[column.at]))
        if not word:
            continue
        relation = record.headers.relation_of.get(word)
        if relation is None:
            said = shown(record.cells[column.at])
            raise record.refused(column, f"写的是“{said}”，看不懂，请改成 业主、共有人、租客、家庭成员 或 经办人")
        found = relation if found == Relation.OWNER else found
    return found


def _area(record: Record) -> int | None:
    area = record.take("area", read_area)
    if area is not None and area.rounded:
        record.warn("area", f"是 {shown(record.cell('area'))}，四舍五入成了 {area.dm2 / 100:.2f} 平方米")
    return area.dm2 if area is not None else None


def _use(record: Record) -> str | None:
    said = record.text("use")
    if said is None:
        return None
    use = record.headers.use_of.get(squeeze(said))
    if use is None:
        record.count(f"房屋类型里的“{shown(said)}”不认得，这样的 {{n}} 行没有收用途。")
    return use


def _plates(record: Record) -> tuple[str, ...]:
    said = record.text("plate")
    plates: list[str] = []
    for part in re.split(r"[、，,;；/\s]+", said) if said else ():
        plate = read_plate(part)
        if isinstance(plate, Unclear):
            record.warn("plate", f"{plate.why}，没有收这个车牌")
        else:
            plates.append(plate.value)
    return tuple(dict.fromkeys(plates))
