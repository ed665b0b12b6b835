"""A PDF that is a scan in an envelope shows its one picture; every other says why it does not."""

from __future__ import annotations

import io
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import look_at, note_on, open_photograph


def pdf(
    picture: bytes, stream: bytes, content: bytes, *, page: bytes = b"", pages: int = 1, more: bytes = b""
) -> bytes:
    """A PDF whose first page paints ``content``, with ``picture`` (a dictionary's entries) as /A; ISO 32000-1, 7.5."""
    kids = b" ".join([b"3 0 R"] * pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 240 192] /Contents 4 0 R /Resources << /XObject << /A 5 0 R"
        + more
        + b" >> >> "
        + page
        + b" >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        b"<< /Subtype /Image /Length %d " % len(stream) + picture + b" >>\nstream\n" + stream + b"\nendstream",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    return (
        out + head + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(out))
    )


UPRIGHT = b"q 240 0 0 192 0 0 cm /A Do Q"
PLAIN = b"/Width 120 /Height 96 /ColorSpace /DeviceRGB /BitsPerComponent 8"


def refusal(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(PhotographError) as caught:
        look_at(path)
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_jpeg_in_a_pdf_is_shown_as_by_itself(color: Image.Image, tmp_path: Path) -> None:
    file = io.BytesIO()
    color.save(file, "JPEG", quality=95)
    (tmp_path / "a.jpg").write_bytes(file.getvalue())
    (tmp_path / "a.pdf").write_bytes(pdf(PLAIN + b" /Filter /DCTDecode", file.getvalue(), UPRIGHT, pages=3))
    photograph = open_photograph(tmp_path / "a.pdf")
    assert (photograph.format, photograph.pages, look_at(tmp_path / "a.pdf")) == ("PDF", 3, (120, 96))
    assert np.array_equal(photograph.pixels, open_photograph(tmp_path / "a.jpg").pixels)
    assert note_on(tmp_path / "a.pdf") == "a PDF of 3 pages; the first is shown"


def test_a_jpeg_2000_and_plain_samples_give_exactly_their_pixels(color: Image.Image, tmp_path: Path) -> None:
    file = io.BytesIO()
    color.save(file, "JPEG2000", irreversible=False)
    samples = np.asarray(color).tobytes()
    for picture, stream in (
        (PLAIN + b" /Filter /JPXDecode", file.getvalue()),
        (PLAIN + b" /Filter /FlateDecode", zlib.compress(samples)),
        (PLAIN + b" /Filter [/ASCIIHexDecode /FlateDecode]", zlib.compress(samples).hex().encode() + b">"),
        (PLAIN, samples),
    ):
        (tmp_path / "a.pdf").write_bytes(pdf(picture, stream, UPRIGHT))
        assert np.array_equal(open_photograph(tmp_path / "a.pdf").pixels, np.asarray(color))


@pytest.mark.parametrize(("black_is_1", "decode", "inverted"), [(0, b"", 0), (1, b"", 1), (0, b"/Decode [1 0]", 1)])
def test_a_fax_in_a_pdf_is_black_on_white(
    color: Image.Image, black_is_1: int, decode: bytes, inverted: int, tmp_path: Path
) -> None:
    bits = color.convert("1")
    bits.save(tmp_path / "a.tif", compression="group4", strip_size=1 << 20)
    with Image.open(tmp_path / "a.tif") as tiff:
        (start,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
        assert tiff.tag_v2[262] in (0, 1)  # type: ignore[attr-defined]
        white_is_zero = tiff.tag_v2[262] == 0  # type: ignore[attr-defined]
    stream = (tmp_path / "a.tif").read_bytes()[start : start + length]
    parameters = b"/DecodeParms << /K -1 /Columns 120 /Rows 96 /BlackIs1 %s >>" % (b"true" if black_is_1 else b"false")
    form = b"/Width 120 /Height 96 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode "
    (tmp_path / "a.pdf").write_bytes(pdf(form + parameters + decode, stream, UPRIGHT))
    expected = np.asarray(bits.convert("L"))
    shown = 255 - expected if bool(inverted) == white_is_zero else expected
    assert np.array_equal(open_photograph(tmp_path / "a.pdf").grey, shown)


@pytest.mark.parametrize(
    ("matrix", "page", "turns"),
    [
        (b"240 0 0 192 0 0", b"", 0),
        (b"-240 0 0 -192 240 192", b"", 2),
        (b"0 192 -240 0 240 0", b"", 1),
        (b"0 -192 240 0 0 192", b"", 3),
        (b"240 0 0 192 0 0", b"/Rotate 90", 3),
        (b"0 192 -240 0 240 0", b"/Rotate 90", 0),
    ],
)
def test_it_lies_as_the_page_says(color: Image.Image, matrix: bytes, page: bytes, turns: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # which readers of PDFs do not follow
    file = io.BytesIO()
    color.save(file, "JPEG", quality=98, subsampling=0, exif=exif)
    content = b"q " + matrix + b" cm /A Do Q"
    (tmp_path / "a.pdf").write_bytes(pdf(PLAIN + b" /Filter /DCTDecode", file.getvalue(), content, page=page))
    expected = np.rot90(np.asarray(color), turns)
    photograph = open_photograph(tmp_path / "a.pdf")
    assert look_at(tmp_path / "a.pdf") == expected.shape[1::-1]
    assert abs(photograph.pixels.astype(int) - expected).mean() < 3


def test_other_pdfs_say_why_they_are_not_shown(tmp_path: Path) -> None:
    samples = bytes(120 * 96 * 3)
    end = "take the picture out of it, as TIFF or JPEG"
    for content, said in (
        (pdf(PLAIN, samples, b"0 0 m 1 1 l S"), "a PDF with no pictures on its first page; "),
        (pdf(PLAIN, samples, UPRIGHT + b" " + UPRIGHT), "a PDF with 2 pictures on its first page; "),
        (pdf(PLAIN, samples, b"q 240 0 60 192 0 0 cm /A Do Q"), "a PDF whose picture lies askew or mirrored; "),
        (pdf(PLAIN + b" /SMask 5 0 R", samples, UPRIGHT), "a PDF whose picture has a mask; "),
        (pdf(PLAIN + b" /Filter /JBIG2Decode", b"", UPRIGHT), "a PDF whose picture is compressed as JBIG2; "),
        (pdf(PLAIN.replace(b"RGB", b"CMYK"), samples, UPRIGHT), "a PDF whose picture has colours of an unusual kind; "),
        (pdf(PLAIN, samples[:100], UPRIGHT), "a PDF whose picture is cut short; "),
    ):
        assert refusal(content, tmp_path) == said + end
    assert refusal(b"%PDF-1.7\nnothing", tmp_path).startswith("a PDF that is damaged or of an unusual form")


def with_form(whole: bytes, entries: bytes, content: bytes) -> bytes:
    """A PDF of :func:`pdf` and a form of that content, its sixth object."""
    at = whole.index(b"xref\n")
    form = b"6 0 obj\n<< /Subtype /Form " + entries
    body = form + b" /Length %d >>\nstream\n" % len(content) + content + b"\nendstream\nendobj\n"
    table = whole[at:].split(b"trailer")[0].replace(b"0 6\n", b"0 7\n") + b"%010d 00000 n \n" % at
    end = b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (at + len(body))
    return whole[:at] + body + table + end


def test_a_form_on_the_page_is_followed_and_one_that_paints_itself_ends(color: Image.Image, tmp_path: Path) -> None:
    plain = pdf(PLAIN, np.asarray(color).tobytes(), UPRIGHT)
    whole = plain.replace(UPRIGHT, b"/F Do".ljust(len(UPRIGHT))).replace(b"/A 5 0 R", b"/F 6 0 R")
    entries = b"/Matrix [0 1 -1 0 240 0] /Resources << /XObject << /A 5 0 R /F 6 0 R >> >>"
    path = tmp_path / "a.pdf"
    path.write_bytes(with_form(whole, entries, b"q 192 0 0 240 0 0 cm /A Do Q"))
    assert np.array_equal(open_photograph(path).pixels, np.rot90(np.asarray(color)))
    assert "a PDF" in refusal(with_form(whole, entries, b"/F Do /F Do"), tmp_path)


def test_a_form_that_is_painted_often_is_read_once_and_followed_only_so_far(color: Image.Image, tmp_path: Path) -> None:
    samples = np.asarray(color).tobytes()
    began = time.process_time()
    whole = pdf(PLAIN, samples, UPRIGHT + b" /F Do" * 190, more=b" /F 6 0 R")
    assert "more than 300000 operations" in refusal(with_form(whole, b"", b"q Q\n" * 20_000), tmp_path)
    assert time.process_time() - began < 10
    path = tmp_path / "b.pdf"
    path.write_bytes(with_form(whole, b"", b"q Q\n" * 100))
    assert np.array_equal(open_photograph(path).pixels, np.asarray(color))
