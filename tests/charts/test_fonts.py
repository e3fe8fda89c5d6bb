"""The font that comes with the program draws every word that a chart can have."""

import tomllib
from pathlib import Path

import pytest
import yaml

from bot.charts import missing_glyphs
from bot.charts.fonts import FONT_FILE, font
from bot.config import PROJECT

TEMPLATES = sorted((PROJECT / "data" / "templates").glob("*.yaml"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_the_font_has_every_character_of_our_templates(path: Path) -> None:
    written = yaml.dump(yaml.safe_load(path.read_text(encoding="utf-8")), allow_unicode=True)
    assert missing_glyphs(written.replace("\n", "")) == set()


def test_the_font_has_every_name_of_the_demo_estate() -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in (PROJECT / "bot" / "demo").glob("*.py"))
    assert "王建国" in written
    assert missing_glyphs(written.replace("\n", "")) == set()


def test_the_font_has_all_of_gb2312() -> None:
    pairs = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    characters = "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)
    assert len(characters) == 6763
    assert missing_glyphs(characters) == set()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("喆堃玥翀垚昇淼骉镕", id="rare characters of names"),
        pytest.param("¥￥%㎡·…–—≥≤×÷→↑↓√✓℃°²", id="signs"),
        pytest.param("，。、；：？！“”‘’（）《》【】「」％／", id="full-width punctuation"),
        pytest.param("".join(map(chr, range(0x20, 0x7F))), id="ASCII"),
    ],
)
def test_the_font_has(text: str) -> None:
    assert missing_glyphs(text) == set()


@pytest.mark.parametrize("lacking", ["😀", "龘", "한", "\n", "\U0010ffff"])
def test_a_character_that_the_font_lacks_is_found(lacking: str) -> None:
    assert missing_glyphs(f"3 栋{lacking}王建国") == {lacking}


def test_no_two_characters_of_a_label_are_drawn_alike() -> None:
    characters = "阳光花园栋收缴率欠费账龄目标无应收王李张刘陈杨0123456789¥%"
    drawn = {bytes(font(36).getmask(character)) for character in set(characters)}
    assert len(drawn) == len(set(characters))
    assert all(any(pixels) for pixels in drawn)


def test_the_font_its_licence_and_its_making_come_with_the_install() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = {
        path for glob in settings["tool"]["setuptools"]["package-data"]["bot"] for path in (PROJECT / "bot").glob(glob)
    }
    folder = FONT_FILE.parent
    assert {FONT_FILE, folder / "OFL.txt", folder / "README.md"} <= shipped
    assert FONT_FILE.stat().st_size <= 2 * 1024 * 1024
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")
