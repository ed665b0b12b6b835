"""Which files can be a logo."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from gallery.errors import ThemeError
from gallery.pages.logo import MAX_BYTES, logo_file, published_name

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize("name", ["a.png", "b.JPG", "c.jpeg", "d.webp"])
def test_pictures_of_the_kinds_that_browsers_show(name: str, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / name)
    assert logo_file(name, tmp_path) == tmp_path / name
    assert published_name(name) == f"logo{Path(name).suffix.lower()}"


@pytest.mark.parametrize("inside", ["", '<use href="#a"/>', '<image href="data:image/png;base64,AA=="/>'])
def test_a_drawing_that_is_only_seen(inside: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG.format(inside), encoding="utf-8")
    assert logo_file("a.svg", tmp_path) == tmp_path / "a.svg"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>", '<path onclick="alert(1)"/>', '<image href="https://example.org/a.png"/>',
        '<a xlink:href="javascript:alert(1)"/>', "<foreignObject/>", '<image href="data:text/html,x"/>',
    ],
)  # fmt: skip
def test_a_drawing_that_does_more_is_refused(inside: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG.format(inside), encoding="utf-8")
    with pytest.raises(ThemeError, match=r"^'a\.svg' holds a script, or asks for other files; save it as plain SVG"):
        logo_file("a.svg", tmp_path)


def test_what_is_no_picture_is_told_with_the_remedy(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "really.jpg")
    (tmp_path / "really.jpg").rename(tmp_path / "jpeg.png")
    Image.new("L", (5000, 1)).save(tmp_path / "wide.png")
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    length, check = struct.pack(">I", len(head) - 4), struct.pack(">I", zlib.crc32(head))
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + length + head + check + b"\0\0\0\nIDAT")
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "text.svg").write_text("no drawing")
    (tmp_path / "other.svg").write_text("<html/>")
    (tmp_path / "large.svg").write_text("<svg>" + " " * MAX_BYTES)
    said = {
        "logo.pdf": "'logo.pdf' is no kind of picture for a logo; take a .svg, .png, .jpg or .webp",
        "gone.png": "no file 'gone.png' in DIR; check the spelling, capitals included",
        "../out.png": "path '../out.png' leads upwards with '..'; put the file inside the folder",
        "jpeg.png": "'jpeg.png' is JPEG, whatever its name says; give it the right ending",
        "text.png": "'text.png' cannot be read as a picture (UnidentifiedImageError); save it again as .png",
        "other.svg": "'other.svg' is no SVG drawing; save it again as plain SVG, or as .png",
        "large.svg": "'large.svg' cannot be read: it is larger than 2 MB; make it a small file, since it stands on "
        "every page",
        "wide.png": "'wide.png' has 5000 × 1 pixels; make it smaller; 4000 a side are the most",
        "bomb.png": "'bomb.png' cannot be read as a picture (DecompressionBombError); save it again as .png",
    }
    for name, expected in said.items():
        with pytest.raises(ThemeError) as caught:
            logo_file(name, tmp_path)
        assert str(caught.value).replace(str(tmp_path), "DIR") == expected
    with pytest.raises(ThemeError, match="cannot be read as SVG"):
        logo_file("text.svg", tmp_path)


@pytest.mark.parametrize("name", ["a.png", "b.jpg", "c.webp"])
def test_a_picture_that_is_cut_short_is_told_with_the_remedy(name: str, tmp_path: Path) -> None:
    Image.effect_noise((200, 200), 60).save(tmp_path / name)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ThemeError, match=r"cannot be read as a picture .*; save it again as \.png"):
        logo_file(name, tmp_path)
