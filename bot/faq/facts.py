"""The facts an answer may use: what the estate has set, and what is known of the asker's own house.

Every fact may be missing: an answer says a line with a fact only when it is known. Facts of a house are given only for
a bound person in a private chat; whoever calls `compose` decides that, not the answer.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FactScope(StrEnum):
    """Whether a fact is everybody's or belongs to one house."""

    ESTATE = "estate"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name in `{…}`, whose it is, what it means, and an example as residents read it."""

    name: str
    scope: FactScope
    meaning: str
    example: str


_ESTATE: Final = (
    ("company", "物业公司的名称", "邻里物业"),
    ("estate", "小区的名称", "阳光花园"),
    ("desk_phone", "服务台电话", "010-5550-0123"),
    ("duty_phone", "24 小时值班电话", "010-5550-0110"),
    ("office_hours", "服务台的办公时间", "每天 8:30–12:00、14:00–18:00"),
    ("desk_address", "服务台的地址", "阳光花园 1 号楼一层物业服务中心"),
    ("fee_standard", "收费标准", "住宅 1.80 元/㎡·月，商铺 3.50 元/㎡·月"),
    ("fee_cycle", "多久一期，何时出账单", "每半年一期，1 月和 7 月出账单"),
    ("ways_to_pay", "缴费办法", "微信公众号内缴费；对公转账，备注写房号；物业服务中心刷卡或付现金"),
    ("vacancy_rule", "当地和合同对空置房的规定", "连续空置 6 个月以上并书面登记的，按七成交纳"),
    ("late_fee_rule", "合同约定的违约金", "到期 30 天后起，每天按未付金额的万分之三计算"),
    ("disclosure_place", "公示收支和标准的地方", "各楼一层大厅公告栏和物业服务中心"),
    ("park_rule", "停车的规定", "车辆登记后进出，请停在划线车位，不占消防通道"),
    ("decoration_rule", "装修的规定", "开工前到物业服务中心登记；施工时间 8:00–12:00、14:00–18:00"),
    ("collection_account", "公司的收款账户", "户名“邻里物业”，账号见缴费通知单"),
)

_HOUSE: Final = (
    ("house", "房号", "3-2-501"),
    ("area", "计费面积", "89.50 ㎡"),
    ("monthly_fee", "每月应交的物业费", "161.10 元"),
    ("house_manager", "楼栋管家的姓名", "王管家"),
    ("house_manager_phone", "楼栋管家的电话", "010-5550-0136"),
    ("handed_over_on", "交付的日期", "2021年6月30日"),
)

FACTS: Final = {
    fact.name: fact
    for fact in (
        *(Fact(name, FactScope.ESTATE, meaning, example) for name, meaning, example in _ESTATE),
        *(Fact(name, FactScope.HOUSE, meaning, example) for name, meaning, example in _HOUSE),
    )
}
"""Every fact by its name."""

HOUSE_FACTS: Final = frozenset(name for name, fact in FACTS.items() if fact.scope is FactScope.HOUSE)
"""The facts that belong to one house."""
