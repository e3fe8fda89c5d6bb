"""Text as it is kept (`clean`) and text as it is compared (`normalise`).

What a person wrote is evidence and is stored whole; only characters that no reader can see or that a database refuses
are dropped. Everything that compares texts works on the normalised form (spec/conversation.md §1).
"""

import re
import threading
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from bot.understanding.typos import Typos

MATCHED_CHARACTERS = 2000
"""Only so many characters of a message are compared; the rest is stored and never matched."""

_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Invisible in print: joiners, fillers, byte order mark, variation selectors, the box of keycap digits, tag characters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e01ef]"
)
_UNSUPPORTED_NOTICE = re.compile(r"[\[【]收到不支持的消息类型[^\]】]*[\]】]")
_FACE = re.compile(r"\[(?!图片|语音|视频|文件|位置|链接|名片)[\u4e00-\u9fffa-z]{1,5}\]")


def clean(text: str) -> str:
    """Return `text` as it is stored: without control characters (newline and tab stay), lone surrogates, bidi marks."""
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def normalise(text: str, typos: Typos | None = None) -> str:
    """Return `text` as it is compared: one width, one case, single spaces, simplified, at most 2000 characters.

    With `typos`, the usual slips and pinyin are written as the words that were meant.
    """
    # Invisible characters are dropped within a bounded head, so a megabyte costs no more than a page.
    plain = _comparable(text[: 4 * MATCHED_CHARACTERS])
    return typos.correct(plain)[:MATCHED_CHARACTERS] if typos is not None else plain


@lru_cache(maxsize=256)  # a turn compares the same message with two dozen lists of words
def _comparable(head: str) -> str:
    seen = _INVISIBLE.sub("", clean(head))[:MATCHED_CHARACTERS]
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", seen)).lower()
    return _simplified(" ".join(plain.split()))[:MATCHED_CHARACTERS].rstrip()


def is_empty(text: str) -> bool:
    """Tell whether nothing that a reader could see is in `text`."""
    return not normalise(text)


def is_emoji_only(text: str) -> bool:
    """Tell whether `text` is made of emoji and WeChat faces such as [微笑] only (at least one of them)."""
    rest = _FACE.sub("☺", normalise(text)).replace(" ", "")
    return bool(rest) and all(_is_emoji(character) for character in rest)


def is_unsupported_notice(text: str) -> bool:
    """Tell whether `text` is what WeChat delivers in place of a message that it cannot pass on."""
    return _UNSUPPORTED_NOTICE.fullmatch(normalise(text)) is not None


def _is_emoji(character: str) -> bool:
    code = ord(character)
    if 0x1F3FB <= code <= 0x1F3FF:  # skin tones
        return True
    # Below U+2190 the category holds ® and ℃, in 3200–33FF the enclosed words of East Asian print.
    return unicodedata.category(character) == "So" and code >= 0x2190 and not 0x3200 <= code <= 0x33FF


class _Converter:
    """The converter from traditional to simplified; its dictionaries are read once, at the first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._convert: Callable[[str], str] | None = None

    def __call__(self, text: str) -> str:
        if self._convert is None:
            with self._lock:
                if self._convert is None:
                    self._convert = _opencc()
        return self._convert(text)


def _opencc() -> Callable[[str], str]:
    import opencc  # noqa: PLC0415  its dictionaries take time; only the first message pays

    converter: Any = opencc.OpenCC("t2s")
    convert: Callable[[str], str] = converter.convert
    return convert


_convert = _Converter()


def _simplified(text: str) -> str:
    return text if text.isascii() else _convert(text)
