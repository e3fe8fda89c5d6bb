"""The manifest of the demo says what the database has, and every house of the cast is in it."""

import re

from sqlmodel import Session

from bot.config import PROJECT
from bot.demo import ANCHOR, CAST, MONEY_CAST, manifest

WRITTEN = (PROJECT / "data" / "demo" / "README.md").read_text(encoding="utf-8")


def test_the_manifest_says_who_is_where_who_owes_what_and_why(demo: Session) -> None:
    written = WRITTEN.partition("<!-- begin -->\n")[2].partition("<!-- end -->")[0]
    assert written == manifest(demo, today=ANCHOR)


def test_every_house_of_the_cast_is_in_the_manifest_once_a_table() -> None:
    codes = [case.code for case in (*CAST, *MONEY_CAST)]
    assert sorted(re.findall(r"^\| (\d-\d-\d+) \|", WRITTEN, flags=re.MULTILINE)) == sorted(codes)
