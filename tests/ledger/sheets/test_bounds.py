"""The last used row and column of an unpacked part, and parts that are no whole XML."""

import pytest

from bot.ledger.sheets.bounds import OdsBounds, PartBounds, XlsxBounds


def bounds(part: PartBounds, text: str, step: int = 7) -> tuple[int, int]:
    data = text.encode()
    for start in range(0, len(data), step):
        part.feed(data[start : start + step])
    part.close()
    return part.rows, part.columns


@pytest.mark.parametrize(
    ("cells", "last"),
    [
        pytest.param('<c r="A1"><v>1</v></c><c r="AB9" s="1"><v>1</v></c>', (9, 28), id="the last of each"),
        pytest.param('<c r="A1"><v>1</v></c><c r="XFD1048576" s="1"/>', (1, 1), id="an empty cell with a format"),
        pytest.param("<c s='1' r='C4' ><v>1</v></c>", (4, 3), id="other quotes and blanks"),
        pytest.param('<c t="&gt;>" r="C4"><v>1</v></c>', (4, 3), id="a sharp bracket in a value"),
        pytest.param('<row r="700"><c><v>1</v></c></row>', (700, 16), id="a cell without a place"),
        pytest.param("", (0, 0), id="no cell"),
    ],
)
def test_the_used_cells_of_an_xlsx_are_found_in_any_pieces(cells: str, last: tuple[int, int]) -> None:
    assert bounds(XlsxBounds(), f"<sheetData>{cells}</sheetData>") == last
    assert bounds(XlsxBounds(), f"<sheetData>{cells}</sheetData>", step=10_000) == last


def test_repeated_cells_of_an_ods_count_as_often_as_they_stand_for() -> None:
    full = '<table-cell number-columns-repeated="3"><p>x</p></table-cell>'
    rows = f'<table-row number-rows-repeated="5">{full}</table-row><table-row number-rows-repeated="900"/>'
    assert bounds(OdsBounds(), f"<body><table>{rows}</table><table><table-row/></table></body>") == (5, 3)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<a><b></a>", id="an element that is not closed"),
        pytest.param("<a>", id="half a part"),
        pytest.param('<c r="A1" r="A9"/>', id="an attribute twice"),
        pytest.param('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', id="a document type"),
        pytest.param('<?xml version="1.0" encoding="U7F-8"?><a/>', id="an encoding that nobody knows"),
        pytest.param('<sst uniqueCount="4294967295"/>', id="four billion texts"),
    ],
)
def test_a_part_that_is_no_whole_xml_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        bounds(XlsxBounds(), text)


def test_a_picture_is_not_taken_for_xml() -> None:
    assert bounds(XlsxBounds(), "\x89PNG <c") == (0, 0)
