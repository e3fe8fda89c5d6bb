"""Money is whole fen, shown as residents read it, and splits lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money import Fen, split_evenly

FEN = st.integers(min_value=-(10**12), max_value=10**12).map(Fen)


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        pytest.param(0, "¥0.00", id="nothing"),
        pytest.param(1, "¥0.01", id="one fen"),
        pytest.param(99, "¥0.99", id="below one yuan"),
        pytest.param(100, "¥1.00", id="one yuan"),
        pytest.param(99999, "¥999.99", id="below a thousand"),
        pytest.param(100000, "¥1,000.00", id="a thousand"),
        pytest.param(123456789, "¥1,234,567.89", id="millions"),
        pytest.param(-5, "-¥0.05", id="a credit"),
    ],
)
def test_an_amount_is_shown_in_yuan(fen: int, shown: str) -> None:
    assert str(Fen(fen)) == shown


@given(FEN, FEN)
def test_adding_and_taking_away_undo_each_other(one: Fen, other: Fen) -> None:
    assert one + other - other == one


@given(st.integers(min_value=1, max_value=10**12).map(Fen), st.integers(min_value=1, max_value=60))
def test_instalments_sum_to_the_amount_and_differ_by_one_fen_at_most(total: Fen, parts: int) -> None:
    instalments = split_evenly(total, parts)
    assert sum(instalments, Fen(0)) == total
    assert len(instalments) == parts
    assert instalments[0].value - instalments[-1].value in {0, 1}


@pytest.mark.parametrize(("total", "parts"), [(Fen(100), 0), (Fen(0), 3), (Fen(-1), 3)])
def test_nothing_is_split_into_nothing(total: Fen, parts: int) -> None:
    with pytest.raises(ValueError, match="cannot split"):
        split_evenly(total, parts)
