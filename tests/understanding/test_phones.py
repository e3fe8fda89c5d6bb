"""Telephone numbers, and what must not be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.phones import find_phones, mask_phones, scrub


@pytest.mark.parametrize(
    ("sent", "found", "masked"),
    [
        pytest.param("13800000003", ["13800000003"], "138****0003", id="a mobile"),
        pytest.param("电话138-0000-0003。", ["13800000003"], "电话138****0003。", id="with dashes"),
        pytest.param("138 0000 0003", ["13800000003"], "138****0003", id="with blanks"),
        pytest.param("+86 13800000003", ["13800000003"], "138****0003", id="with the country"),
        pytest.param("１３８００００００００３"[:11], ["13800000000"], "138****0000", id="full width"),
        pytest.param("一三八零零零零零零零三", ["13800000003"], "138****0003", id="in words"),
        pytest.param("0571-88886666", ["057188886666"], "057****6666", id="a landline"),
        pytest.param("0571-8888 6666", ["057188886666"], "057****6666", id="twelve figures with dash and blank"),
        pytest.param("座机88886666", ["88886666"], "座机888****6666", id="a local number that is called one"),
        pytest.param("凭证号88886666", [], "凭证号88886666", id="a voucher"),
        pytest.param("400-820-8820", [], "400-820-8820", id="a public hotline"),
        pytest.param("138000000031", [], "138000000031", id="one figure too many"),
        pytest.param("1380000000", [], "1380000000", id="one figure too few"),
        pytest.param("110101199001011234", [], "110101199001011234", id="an identity card"),
    ],
)
def test_a_phone_is_found_and_masked(sent: str, found: list[str], masked: str) -> None:
    assert find_phones(sent) == found
    assert mask_phones(sent) == masked


def test_several_phones_are_found_once_each() -> None:
    assert find_phones("13800000003或13900000004，13800000003") == ["13800000003", "13900000004"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("我叫张三，住3-2-501，电话13800138000", "我叫〔姓名〕,住〔房号〕,电话〔电话〕"),
        ("我是王建国，厨房漏水", "我是〔姓名〕,厨房漏水"),
        ("本人欧阳修 3栋2单元501", "本人〔姓名〕 〔房号〕"),
        ("我是业主，物业费怎么交", "我是业主,物业费怎么交"),
        ("我是高层住户", "我是高层住户"),
        ("身份证110101199001011234", "身份证〔证件〕"),
        ("卡号6222 0012 3456 7890 123", "卡号〔银行卡〕"),
        ("邮箱ab.c@example.com", "邮箱〔邮箱〕"),
        ("浙A12345停我车位", "〔车牌〕停我车位"),
        ("新能源浙AD12345", "新能源〔车牌〕"),
        ("微信号abc_123", "微信号〔账号〕"),
        ("李先生骂人", "〔姓名〕先生骂人"),
        ("物业费多少钱", "物业费多少钱"),
    ],
)
def test_what_tells_who_wrote_is_not_kept(sent: str, kept: str) -> None:
    assert scrub(sent) == kept


def test_known_names_are_not_kept_in_any_script() -> None:
    assert scrub("陳大文家漏水，找小陈大文", ["陈大文", "陈"]) == "〔姓名〕家漏水,找小〔姓名〕"


@given(st.integers(13_000_000_000, 19_999_999_999), st.text(alphabet="物业费怎么交，。 ", max_size=10))
def test_no_mobile_number_survives(number: int, around: str) -> None:
    assert str(number) not in scrub(f"{around}{number}{around}")
    assert str(number) not in mask_phones(f"{around}{number}{around}")
