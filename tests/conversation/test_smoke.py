"""A first question is answered on either database."""

from tests.conftest import Program


def test_a_question_about_an_empty_house_is_answered(any_program: Program) -> None:
    phone = any_program.resident()
    assert "944" in any_program.say(phone, "房子空着凭什么交物业费")
    assert [row.state for row in any_program.rows("select state from outbox")] == ["accepted"]
