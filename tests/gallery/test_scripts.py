"""An exhibit in Arabic and Hebrew, checked and built as a curator does: real photographs, the real colourist."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image
from skimage import data

from gallery.cli.build import command as build
from gallery.cli.check import command as check

MANIFEST = """\
title: {ar: دمشق في الصور}
curator: متحف المدينة
language: ar
statement: {ar: نص.}
FONTS
publications:
  panels: {size: {width: 10}, formats: [jpeg, pdf]}
  cards: {enabled: true}
  site: {enabled: false}
rooms:
  - title: {ar: الغرفة الأولى}
    text: {ar: "في هذه الغرفة صور من دمشق."}
    works:
      - id: market
        source: {path: market.png}
        title: {ar: سوق الحميدية في دمشق}
        creator: זולטן קלוגר
        date: "1903"
        credit: Library of Congress
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
        alt: {ar: سوق}
"""


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the exhibit; its manifest names no font yet."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "show"
    folder.mkdir()
    Image.fromarray(data.camera()).resize((96, 72)).save(folder / "market.png")
    (folder / "exhibit.yaml").write_text(MANIFEST.replace("FONTS\n", ""), encoding="utf-8")
    return folder


def copied(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.slow
def test_it_is_built_with_panels_cards_and_rooms(show: Path, dejavu: str) -> None:
    shutil.copy(dejavu, show / "own.ttf")
    (show / "exhibit.yaml").write_text(MANIFEST.replace("FONTS", "fonts: {serif: own.ttf}"), encoding="utf-8")
    assert CliRunner().invoke(check, [str(show)]).exit_code == 0
    result = CliRunner().invoke(build, [str(show), "--jobs", "1", "--output", "out"])
    assert result.exit_code == 0, result.output
    for name in ("panels/01-market.pdf", "cards/labels.pdf"):
        text = copied(Path("out") / name)
        for said in ("سوق الحميدية في دمشق", "זולטן קלוגר", "Library of Congress", "1903"):
            assert said in text
    assert "سوق الحميدية في دمشق" in copied(Path("out/cards/contact-sheet.pdf"))
    panel = np.asarray(Image.open("out/panels/01-market.jpg").convert("L"))
    below = panel[int(panel.shape[0] * 0.62) :, : panel.shape[1] // 2] < 128
    title = np.flatnonzero(below.any(axis=1))[0]
    inked = np.flatnonzero(below[title : title + 40].any(axis=0))
    assert inked[0] > panel.shape[1] * 0.15  # its creator and title stand at the right of their column
    assert Path("out/packages/room.glb").stat().st_size > 0


def test_without_a_font_check_and_build_name_the_characters_and_the_remedy(show: Path) -> None:
    said = [CliRunner().invoke(command, [str(show)]) for command in (check, build)]
    for result in said:
        assert result.exit_code == 1
        assert "the font has no 'س' (U+0633 ARABIC LETTER SEEN), " in result.output
        assert "the font has no 'ז' (U+05D6 HEBREW LETTER ZAYIN), " in result.output
        assert "name a font that has this script under 'fonts: serif:'" in result.output
