"""The last used row and column of each sheet of an unpacked workbook, and whether its parts are whole XML.

The reader reserves memory for the whole rectangle of cells and waits for ever for an element that is not closed, so
both are found out beforehand, in one pass over the unpacked bytes. In whole XML no attribute stands twice and none has
a `<` in it, which is what the patterns here rely on.
"""

import re
from abc import ABC, abstractmethod
from xml.parsers import expat

_MOST_TAIL = 256 * 1024
_VALUE = rb"""\s*=\s*(?:"[^"]*"|'[^']*')"""
_CELL = re.compile(rb"""<(?:\w+:)?c(?:\s+(?:r\s*=\s*["']([A-Za-z]+)([0-9]+)["']|[\w:.-]+""" + _VALUE + rb"""))*\s*>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["']([0-9]+)["']""")
_ODS_TAG = re.compile(
    rb"<(/?)(?:\w+:)?(table|table-row|table-cell|covered-table-cell)((?:\s+[\w:.-]+" + _VALUE + rb")*)\s*(/?)>"
)
_ODS_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]+)["']""")
_COUNT = re.compile(rb"""\b(?:count|uniqueCount)\s*=\s*["']([0-9]+)["']""")
_MOST_COUNTED = 8_000_000
"""The reader reserves memory for as many strings, formats or merged cells as a part says that it has."""

_WIDTH_UNKNOWN = 16
"""How many columns a sheet is taken to have whose cells do not say where they stand."""


class PartBounds(ABC):
    """One part of a workbook while it is unpacked: `rows` and `columns` that are used, `whole` if it is XML at all."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._tail = b""
        self._parser: expat.XMLParserType | None = None
        self._begun = False

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes.

        Raises:
            ValueError: they are XML that is not whole, declare a document type or a count beyond all sense.
        """
        if not self._begun:
            self._begun = True
            self._parser = _parser() if chunk.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") else None
        self._parse(chunk, is_last=False)
        text = self._tail + chunk
        cut = max(text.rfind(b"<"), 0)
        text, self._tail = text[:cut], text[cut:][-_MOST_TAIL:]
        self._look(text)

    def close(self) -> None:
        """Tell that the part is over.

        Raises:
            ValueError: it is XML that is not whole.
        """
        self._parse(b"", is_last=True)
        self._look(self._tail)

    def _parse(self, chunk: bytes, *, is_last: bool) -> None:
        try:
            if self._parser is not None:
                self._parser.Parse(chunk, is_last)
        except (expat.ExpatError, LookupError) as error:  # the latter: an encoding that nobody knows
            raise ValueError(str(error)) from None

    @abstractmethod
    def _look(self, text: bytes) -> None:
        """Look at a piece of the part that ends before a tag."""


class XlsxBounds(PartBounds):
    """A part of an xlsx: the cells that have content, by the places they name."""

    def _look(self, text: bytes) -> None:
        if any(int(count[:20]) > _MOST_COUNTED for count in _COUNT.findall(text)):
            raise ValueError("a count beyond all sense")
        found = _CELL.findall(text)
        if not found:
            return
        columns = {letters for letters, _ in found}
        self.columns = max(self.columns, *(_column(letters) for letters in columns))
        self.rows = max(self.rows, *(int(row[:9] or 0) for _, row in found))
        if b"" in columns:
            self.columns = max(self.columns, _WIDTH_UNKNOWN)
            self.rows = max([self.rows, *(int(row[:9]) for row in _ROW.findall(text))])


class OdsBounds(PartBounds):
    """A part of an ods: repeated rows and cells are counted as often as they stand for."""

    def __init__(self) -> None:
        super().__init__()
        self._row = self._column = self._used = 0

    def _look(self, text: bytes) -> None:
        for closing, name, attributes, empty in _ODS_TAG.findall(text):
            found = _ODS_REPEATED.search(attributes)
            times = int(found[1][:9]) if found else 1
            if name == b"table":
                self._row = 0
            elif name == b"table-row":
                self._on_row(times, is_end=bool(closing))
            elif not closing:
                self._column += times
                if not empty or b"value" in attributes:
                    self._used = self._column

    def _on_row(self, times: int, *, is_end: bool) -> None:
        if not is_end:
            self._column = self._used = 0
            self._row += times
        elif self._used:
            self.rows = max(self.rows, self._row)
            self.columns = max(self.columns, self._used)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*declared: object) -> None:
    raise ValueError(f"a workbook declares no document type: {declared!r:.40}")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number
