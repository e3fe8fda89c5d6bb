"""Who is in the demo estate on purpose: the houses that show something, their people, and the staff."""

from dataclasses import dataclass

from bot.estate.tables import Use
from bot.people.tables import Department, PersonKind, Relation, Role


@dataclass(frozen=True, slots=True)
class Lives:
    """One person of a house of the cast; days count from `today`: `since` 400 is 400 days ago, -10 in ten days."""

    name: str
    relation: Relation = Relation.OWNER
    since: int | None = None
    until: int | None = None
    kind: PersonKind = PersonKind.NATURAL
    has_phone: bool = True


@dataclass(frozen=True, slots=True)
class Special:
    """A house of the cast, and what it is there to show. `since` None of a person: from the handover."""

    code: str
    why: str
    people: tuple[Lives, ...] = ()
    use: Use = Use.RESIDENTIAL
    vacant_for: int | None = None
    handed_over: bool = True


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One of the demo's staff and the buildings they are there for (none: the whole estate)."""

    login: str
    name: str
    role: Role
    department: Department
    on_duty: bool
    buildings: tuple[str, ...] = ()


LANDLORD = Lives("刘德海")

CAST = (
    Special(
        "3-2-501",
        "一家人：业主、共有人、家属，没有租客",
        (Lives("王建国"), Lives("李秀兰", Relation.CO_OWNER), Lives("王晓明", Relation.FAMILY)),
    ),
    Special("3-2-502", "出租：业主和租客", (Lives("陈志强"), Lives("周敏", Relation.TENANT, since=300))),
    Special(
        "2-1-401",
        "出租：上一个租客十天前搬走，新租客已入住",
        (
            Lives("林海燕"),
            Lives("吴涛", Relation.TENANT, since=375, until=10),
            Lives("郑雨晴", Relation.TENANT, since=9),
        ),
    ),
    Special("1-1-1002", "空房：没有登记任何人"),
    Special("1-2-801", "空置三个月", (Lives("赵永福"),), vacant_for=92),
    Special("2-2-601", "空置八个月", (Lives("高文博"),), vacant_for=245),
    Special("3-1-902", "空置两年多", (Lives("郭玉兰"),), vacant_for=800),
    Special("3-2-1001", "还没有收房", (Lives("谢家豪", since=200),), handed_over=False),
    Special("1-1-502", "三套房的业主（其一）", (LANDLORD,)),
    Special("2-1-502", "三套房的业主（其二）", (LANDLORD,)),
    Special("3-1-502", "三套房的业主（其三）", (LANDLORD,)),
    Special(
        "1-1-101",
        "公司业主，有经办人；商铺",
        (Lives("示例商贸有限公司", kind=PersonKind.COMPANY, has_phone=False), Lives("赵丽", Relation.CLERK)),
        use=Use.SHOP,
    ),
    Special("1-2-101", "办公用房", (Lives("宋国庆"),), use=Use.OFFICE),
    Special("2-2-102", "高龄业主，女儿帮忙", (Lives("张桂英"), Lives("刘敏", Relation.FAMILY, since=700))),
    Special("3-1-201", "高龄业主独居，没有留电话", (Lives("何玉珍", has_phone=False),)),
    Special("2-1-802", "四十天前过户", (Lives("马军", until=40), Lives("唐静", since=40))),
    Special("3-1-602", "今天过户：从今天起旧业主什么也看不到", (Lives("胡勇", until=0), Lives("许娟", since=0))),
    Special("2-2-902", "十天后过户", (Lives("朱刚", until=-10), Lives("罗春梅", since=-10))),
    Special("1-2-302", "同名业主（其一）", (Lives("王磊"),)),
    Special("3-1-702", "同名业主（其二），是另一个人", (Lives("王磊"),)),
)

STAFF = (
    StaffMember("manager", "沈明远", Role.MANAGER, Department.MANAGEMENT, True),
    StaffMember("finance", "钱慧", Role.FINANCE, Department.FINANCE, True),
    StaffMember("front", "苏婷", Role.FRONT_DESK, Department.SERVICE, True),
    StaffMember("head", "方雅琴", Role.HEAD, Department.SERVICE, True),
    StaffMember("wang", "王芳", Role.BUILDING_MANAGER, Department.SERVICE, True, ("3",)),
    StaffMember("liu", "刘强", Role.BUILDING_MANAGER, Department.SERVICE, True, ("1", "2")),
    StaffMember("engineer", "李大勇", Role.ENGINEER, Department.ENGINEERING, True),
    StaffMember("engineer2", "孙立", Role.ENGINEER, Department.ENGINEERING, False),
    StaffMember("guard", "丁卫国", Role.GUARD, Department.SECURITY, True),
    StaffMember("clean", "姚桂花", Role.CLEANER, Department.CLEANING, True),
    StaffMember("legal", "顾正清", Role.LEGAL, Department.LEGAL, False),
)
