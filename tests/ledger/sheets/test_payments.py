"""Payments (缴费历史)."""

from datetime import date, datetime

import pytest

from bot.clock import SHANGHAI
from bot.ledger.sheets.rows import PaymentRow, Place
from bot.money import Fen
from tests.ledger.sheets.conftest import ReadRows
from tests.ledger.sheets.test_kinds import PAYMENT_HEADERS

PAID: tuple[object, ...] = (
    *("3-2-501", "物业费", 6, "2026-01-01", "2026-06-30", "2026-01-05 10:00:01", 1074, 1000.5, "丙", "现金")[:10],
)


def test_a_payment_of_the_template(read_rows: ReadRows) -> None:
    file = read_rows([PAYMENT_HEADERS.split(), PAID], title="房屋缴费历史")
    assert file.rows == [
        PaymentRow(
            Place("房屋缴费历史", 2),
            "3-2-501",
            None,
            "物业费",
            date(2026, 1, 1),
            date(2026, 6, 30),
            datetime(2026, 1, 5, 10, 0, 1, tzinfo=SHANGHAI),
            Fen(100050),
            charged=Fen(107400),
            cashier="丙",
            note="现金",
        )
    ]
    assert (file.refused, file.warnings) == ([], [])


def test_a_day_without_a_time_is_noon(read_rows: ReadRows) -> None:
    rows = [["房号", "缴费日期", "实缴金额", "支付方式", "收据号"], ["3-2-501", "2026年1月5日", 500, "微信", "S-0042"]]
    (row,) = read_rows(rows).rows
    assert isinstance(row, PaymentRow)
    assert row.paid_at == datetime(2026, 1, 5, 12, tzinfo=SHANGHAI)
    assert (row.item, row.first, row.charged, row.method, row.voucher) == (None, None, None, "微信", "S-0042")


@pytest.mark.parametrize(
    ("values", "column"),
    [
        pytest.param({5: ""}, "缴费时间", id="no day"),
        pytest.param({5: "2026-02-30"}, "缴费时间", id="no such day"),
        pytest.param({7: 0}, "实缴金额", id="nothing paid"),
        pytest.param({7: -5}, "实缴金额", id="given back"),
        pytest.param({6: "欠"}, "应缴金额", id="what was due cannot be read"),
    ],
)
def test_a_payment_that_cannot_be_read_is_refused(read_rows: ReadRows, values: dict[int, object], column: str) -> None:
    file = read_rows([PAYMENT_HEADERS.split(), [values.get(place, value) for place, value in enumerate(PAID)]])
    assert (file.rows, [each.place.column for each in file.refused]) == ([], [column])
