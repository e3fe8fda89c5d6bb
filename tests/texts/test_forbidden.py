"""What no text may say: every pattern is proved by its own examples, and cannot be written past."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.datafile import DataFault
from bot.texts.forbidden import Forbidden, Mention, Scope, check_forbidden, load_forbidden

DATA = Path(__file__).parents[2] / "data"
FORBIDDEN = load_forbidden(DATA / "forbidden.yaml")

ONE = """
patterns:
  - {id: cut, scope: [reminder], pattern: 停水, why: mfd_944_3, matches: [停水], allows: [水费]}
"""


def ids(text: str, scope: str, forbidden: Forbidden = FORBIDDEN) -> set[str]:
    return {each.id for each in forbidden.found_in(text, scope)}


def test_every_pattern_matches_its_examples_and_allows_the_others() -> None:
    assert check_forbidden(FORBIDDEN) == []


def test_every_pattern_has_both_kinds_of_examples_and_a_reason() -> None:
    assert all(each.matches and each.allows and each.why for each in FORBIDDEN.patterns)


@pytest.mark.parametrize(
    ("text", "scope", "found"),
    [
        pytest.param("再不交就影响您的征信", "reminder", "credit_record", id="credit record"),
        pytest.param("我们会联系您的同事和邻居", "reminder", "third_party_words", id="colleagues"),
        pytest.param("逾期后果自负", "letter", "pressure", id="pressure"),
        pytest.param("不交费就停您家的水", "answer", "cut_services", id="water"),
        pytest.param("欠费三个月锁电梯", "answer", "cut_services", id="lift"),
        pytest.param("欠费的车辆抬不了杆，道闸", "reminder", "cut_words", id="barrier"),
        pytest.param("把欠费名单贴在单元门口", "staff", "public_list", id="public list"),
        pytest.param("我们将上报相关部门", "letter", "reports_to_authority", id="authorities"),
        pytest.param("请先了解业主的家庭情况", "staff", "family_conditions", id="family"),
        pytest.param("不交费只能降低服务标准", "answer", "lowers_service", id="lower service"),
        pytest.param("空置房按国家规定全额收取", "answer", "national_vacancy_rule", id="vacancy as a national rule"),
        pytest.param("2025年新规空置房打六折", "answer", "vacancy_rumour", id="rumour of 2025"),
        pytest.param("三栋的老赖", "staff", "labels", id="label"),
        pytest.param("由此产生的一切费用由您承担", "letter", "all_costs_yours", id="all costs"),
        pytest.param("法院一般都支持物业", "answer", "court_promise", id="promise to win"),
        pytest.param("交清了才给您安排维修", "answer", "no_pay_no_repair", id="repair tied to payment"),
        pytest.param("另收滞纳金", "answer", "late_charge_word", id="late charge"),
        pytest.param("否则我们将起诉", "reminder", "lawsuit", id="lawsuit"),
    ],
)
def test_a_threat_or_a_false_claim_is_found(text: str, scope: str, found: str) -> None:
    assert found in ids(text, scope)


@pytest.mark.parametrize(
    "text",
    ["不交就停 水", "不交就停\u200b水", "不交就停\u3000水", "不交就停*水", "不交就停\u00ad水", "不交就停\n水"],
    ids=["blank", "zero width", "wide blank", "star", "soft hyphen", "line break"],
)
def test_blanks_and_unseen_marks_do_not_hide_a_threat(text: str) -> None:
    assert "cut_services" in ids(text, "answer")


@pytest.mark.parametrize(
    "text",
    [
        "您好，3-2-501 本期物业费 ¥1,074.00，11月30日到期，可在公众号内缴纳，有疑问请回复“人工”。",
        "已为您登记报修，师傅上门前会给您打电话。",
        "谢谢您告诉我们，12月5日前不再提醒。",
    ],
)
def test_an_ordinary_reminder_may_be_said(text: str) -> None:
    assert FORBIDDEN.found_in(text, Scope.REMINDER) == []


def test_a_pattern_binds_its_own_scope_only(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(ONE, encoding="utf-8")
    own = load_forbidden(tmp_path / "f.yaml")
    assert ids("停水", "reminder", own) == {"cut"}
    assert ids("停水", "answer", own) == set()


def test_a_declared_mention_excuses_its_pattern_only() -> None:
    declared = (Mention(pattern="late_charge_word", why="说明合同用语是违约金"),)
    found = FORBIDDEN.undeclared_in("滞纳金会影响征信", Scope.ANSWER, declared)
    assert [each.id for each in found] == ["credit_record"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [("pattern: 停水", "pattern: '('", "no regular expression"), ("[reminder]", "[mail]", "scope")],
    ids=["broken pattern", "unknown scope"],
)
def test_a_bad_table_stops_the_start_and_names_the_key(tmp_path: Path, before: str, after: str, said: str) -> None:
    (tmp_path / "f.yaml").write_text(ONE.replace(before, after), encoding="utf-8")
    with pytest.raises(DataFault, match=said):
        load_forbidden(tmp_path / "f.yaml")


def test_an_id_stands_once(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(ONE + ONE.splitlines()[-1] + "\n", encoding="utf-8")
    with pytest.raises(DataFault, match="twice"):
        load_forbidden(tmp_path / "f.yaml")


@given(st.text())
def test_looking_for_forbidden_words_never_raises(text: str) -> None:
    FORBIDDEN.found_in(text, Scope.REMINDER)
