"""Numbers as people write them."""

import pytest

from bot.understanding.numerals import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1203", 1203),
        ("一二零三", 1203),
        ("幺幺零二", 1102),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百五", 150),
        ("三百五", 350),
        ("两千三", 2300),
        ("两千零三", 2003),
        ("一千二百", 1200),
        ("壹仟贰佰", 1200),
        ("一万二", 12000),
        ("三千万", 30000000),
        ("一万零五百", 10500),
        ("〇", 0),
        ("百", None),
        ("万", None),
        ("一百千", None),
        ("二三百", None),
        ("一万万", None),
        ("", None),
        ("一下", None),
        ("1234567890", None),
    ],
)
def test_a_number_is_read(text: str, number: int | None) -> None:
    assert read_number(text) == number
