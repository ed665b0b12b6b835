"""What stands in for a font that is on its way."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import publishing
import pytest
from fontTools.ttLib import TTFont

from gallery.typography.pieces import piece
from gallery.typography.stand_ins import STAND_INS, stand_ins


def shares(rule: str) -> dict[str, float]:
    return {name: float(value) / 100 for name, value in re.findall(r"([a-z-]+): ([\d.]+)%", rule)}


@pytest.mark.parametrize("role", ["serif", "sans"])
def test_a_stand_in_has_the_lines_of_the_font_that_comes(role: str) -> None:
    font = (publishing.fonts() / role).read_bytes()
    with TTFont(BytesIO(font)) as whole:
        units, lines = whole["head"].unitsPerEm, whole["hhea"]
    rules = list(stand_ins(role, font))
    assert len(rules) == len(STAND_INS[role])
    for rule, (family, names, theirs) in zip(rules, STAND_INS[role], strict=True):
        assert f'"{family}"' in rule
        assert all(f'local("{name}")' in rule for name in names)
        found = shares(rule)
        assert found["size-adjust"] * found["ascent-override"] == pytest.approx(lines.ascent / units, abs=0.002)
        assert found["size-adjust"] * found["descent-override"] == pytest.approx(-lines.descent / units, abs=0.002)
        assert 0.35 < found["size-adjust"] * theirs < 0.55


DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")


@pytest.mark.skipif(not DEJAVU.is_file(), reason="DejaVu Serif is not installed here")
def test_a_font_stands_in_for_itself_as_it_is() -> None:
    (rule,) = [rule for rule in stand_ins("serif", DEJAVU.read_bytes()) if "DejaVu" in rule]
    assert shares(rule)["size-adjust"] == pytest.approx(1, abs=0.01)


def test_a_font_without_latin_letters_has_none() -> None:
    greek = piece((publishing.fonts() / "serif").read_bytes(), "greek")
    assert greek is not None
    assert list(stand_ins("serif", greek)) == []
