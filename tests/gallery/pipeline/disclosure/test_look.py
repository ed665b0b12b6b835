"""Every kind of file is looked into: pictures, films, and what archives, models, pages and scripts hold."""

from __future__ import annotations

import base64
import json
import re
import struct
import time
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gallery.halls.glb import GltfModel
from gallery.labels.label import DIGITAL_SOURCE_TYPE
from gallery.pages.environment import inline_json
from gallery.pictures.containers import with_xmp
from gallery.pictures.containers.boxes import box
from gallery.pictures.containers.mp4 import XMP_BOX
from gallery.pictures.metadata import xmp_packet
from gallery.pipeline.disclosure import Authentic, look, undisclosed
from gallery.pipeline.disclosure import looking as looking_module
from gallery.pipeline.disclosure.kinds import KINDS, NO_PICTURES

KIND = "compositeWithTrainedAlgorithmicMedia"
PACKET = xmp_packet({"digital_source_type": DIGITAL_SOURCE_TYPE + KIND, "description": "Inferred."}, "en")
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
if ".avif" in Image.registered_extensions():
    FORMATS[".avif"] = "AVIF"


def picture(*, told: bool, form: str = "JPEG", colour: str = "#884422") -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, form)
    return with_xmp(file.getvalue(), PACKET) if told else file.getvalue()


TOLD, SILENT = picture(told=True), picture(told=False)


def archive(members: Mapping[str, bytes], **options: int) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", **options) as made:  # type: ignore[call-overload]
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()


def model(pictures: Mapping[str, bytes]) -> bytes:
    made = GltfModel({"generator": "test"})
    for name, data in pictures.items():
        made.add_image(data, ".png" if data.startswith(b"\x89") else ".jpg", name, {})
    return made.to_bytes("rooms", [])


def uri(data: bytes, media: str = "image/jpeg", parameters: str = "") -> str:
    return f"data:{media}{parameters};base64,{base64.b64encode(data).decode()}"


def film(*boxes: bytes) -> bytes:
    return b"".join((box(b"ftyp", b"isom\0\0\0\0isommp41"), *boxes, box(b"mdat", bytes(100))))


def holders() -> dict[str, bytes]:
    """A file of each kind that can hold pictures, with the one that discloses in it, by its name."""
    script = f'galleryTexture("moon", "colour", {inline_json(uri(TOLD, "image/jpeg"))});\n'.encode()
    return {
        "walk/colour.js": script,
        "page.html": f'<img src="{uri(TOLD)}" alt="">'.encode(),
        "style.css": f"p {{ background: url({uri(TOLD)}) }}".encode(),
        "drawing.svg": f"<svg><image href='{uri(TOLD)}'/></svg>".encode(),
        "data.json": json.dumps({"picture": uri(TOLD)}).encode(),
        "list.csv": f"moon,{uri(TOLD)}\n".encode(),
        "model.gltf": json.dumps({"images": [{"uri": uri(TOLD)}]}).encode(),
        "buffers.gltf": json.dumps(
            {
                "images": [{"bufferView": 0, "mimeType": "image/jpeg"}],
                "bufferViews": [{"buffer": 0, "byteOffset": 3, "byteLength": len(TOLD)}],
                "buffers": [{"byteLength": len(TOLD) + 3, "uri": uri(b"abc" + TOLD, "application/octet-stream")}],
            }
        ).encode(),
        "package.zip": archive({"pictures/moon.jpg": TOLD, "labels.csv": b"a,b"}),
        "room.glb": model({"moon, colours inferred": TOLD}),
        "film.mp4": film(box(b"moov"), box(b"uuid", XMP_BOX, PACKET)),
        "film.m4v": film(box(b"uuid", XMP_BOX, PACKET), box(b"moov", box(b"mvhd"))),
        "film.mov": film(box(b"moov", box(b"udta", box(b"XMP_", PACKET), b"\0\0\0\0"))),
    } | {f"moon{suffix}": picture(told=True, form=form) for suffix, form in FORMATS.items()}


HOLDERS = holders()
DRAWING = f'<svg><image href="{uri(SILENT)}"/></svg>'.encode()
STARTS = (b"", b"PK\3\4", b"glTF\2\0\0\0", b"{", b"data:image/")


def silenced(data: bytes) -> bytes:
    """``data`` with the packets in it, plain or in base64, about another source type of the same length."""
    other = DIGITAL_SOURCE_TYPE + "x" * len(KIND)
    told = uri(TOLD).partition(",")[2].encode()
    mute = base64.b64encode(TOLD.replace((DIGITAL_SOURCE_TYPE + KIND).encode(), other.encode()))
    return data.replace(told, mute).replace((DIGITAL_SOURCE_TYPE + KIND).encode(), other.encode())


@pytest.mark.parametrize("name", HOLDERS)
def test_a_picture_that_discloses_is_found_in_every_kind_of_file(name: str) -> None:
    assert [finding.says for finding in look(name, HOLDERS[name])] == [DIGITAL_SOURCE_TYPE + KIND]
    assert undisclosed(name, HOLDERS[name], KIND) == []


@pytest.mark.parametrize("name", sorted(HOLDERS.keys() - {"moon.png", "buffers.gltf", "package.zip"}))
def test_a_picture_of_another_source_type_is_found_in_every_kind_of_file(name: str) -> None:
    assert silenced(HOLDERS[name]) != HOLDERS[name]
    (complaint,) = undisclosed(name, silenced(HOLDERS[name]), KIND)
    assert complaint.startswith(name)
    assert complaint.endswith(f"says {DIGITAL_SOURCE_TYPE}{'x' * len(KIND)}")


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        *((f"moon{suffix}", picture(told=False, form=form), f"moon{suffix}") for suffix, form in FORMATS.items()),
        ("MOON.JPG", SILENT, "MOON.JPG"),
        ("package.zip", archive({"a.jpg": TOLD, "b/c.jpg": SILENT}), "package.zip!b/c.jpg"),
        ("package.zip", archive({"inner.ZIP": archive({"a.jpg": SILENT})}), "package.zip!inner.ZIP!a.jpg"),
        ("room.glb", model({"moon": TOLD, "sun": SILENT}), "room.glb!sun"),
        ("all.zip", archive({"room.glb": model({"sun": SILENT})}), "all.zip!room.glb!sun"),
        ("a.html", f"<img src={uri(TOLD)}><img src={uri(SILENT)}>".encode(), "a.html!2"),
        ("a.html", f"<img src='{uri(SILENT, parameters=';name=moon')}'>".encode(), "a.html!moon"),
        ("a.js", f'const a = "{uri(SILENT).replace("/", chr(92) + "/")}"'.encode(), "a.js!1"),
        ("a.css", b"p { background: url(data:image/png," + quote(SILENT).encode() + b") }", "a.css!1"),
        ("a.css", f"a {{ b: url(data:image/svg+xml,%3Cimage%20href%3D%22{uri(SILENT)}) }}".encode(), "a.css!1!1"),
        ("a.svg", f"<image href='{uri(DRAWING, 'image/svg+xml')}'/>".encode(), "a.svg!1!1"),
        ("a.html", f"<video src='{uri(film(box(b'moov')), 'video/mp4')}'>".encode(), "a.html!1"),
        ("film.mp4", film(box(b"moov", box(b"udta", box(b"meta")))), "film.mp4"),
        ("film.mp4", film(box(b"moov"), box(b"uuid", bytes(16), PACKET)), "film.mp4"),
    ],
)  # fmt: skip
def test_a_silent_picture_is_named_by_its_place(name: str, data: bytes, place: str) -> None:
    assert undisclosed(name, data, KIND) == [f"{place} says nothing"]


@pytest.mark.parametrize(
    "start", ["%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='", "", "%3Cimage href=%22"]
)
def test_a_picture_in_a_drawing_in_a_page_is_found_however_it_is_escaped(start: str) -> None:
    page = f'<img src="data:image/svg+xml,{start}{quote(uri(SILENT), safe="")}">'.encode()
    complaints = undisclosed("page.html", page, KIND)
    assert complaints
    assert all(complaint.endswith("says nothing") for complaint in complaints)


def test_what_shows_no_picture_needs_not_disclose() -> None:
    page = b"""<link rel=icon href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3C/svg%3E">
    <script>const start = "data:image/jpeg;base64,", all = `data:image/png;base64,${more}`;</script>
    <style>@font-face { src: url(data:font/woff2;base64,AAAA) }</style> metadata: none, data:text"""
    assert look("page.html", page) == ()
    for suffix in NO_PICTURES:
        assert look(f"file{suffix}", b"anything") == ()
    assert look("room.gltf", b'{"images": [{"uri": "moon.jpg"}]}') == ()  # published, and looked at, by itself


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("moon.gif", b"GIF89a", r"moon\.gif cannot be looked into: nobody knows how \.gif files carry pictures; regi"),
        ("film.mxf", b"", r"film\.mxf cannot be looked into: nobody knows how \.mxf files carry pictures"),
        ("LICENCE", b"", "LICENCE cannot be looked into: nobody knows how files without a suffix carry"),
        ("a.zip", archive({"b/moon.bmp": b""}), r"a\.zip!b/moon\.bmp cannot be looked into: nobody knows how \.bmp"),
        ("a.html", uri(b"GIF89a", "image/gif").encode(), r"html!1 cannot be looked into: nobody knows how image/gif"),
        ("moon.jpg", b"GIF89a", r"moon\.jpg cannot be looked into: it is no JPEG, PNG"),
        ("a.html", uri(b"GIF89a").encode(), r"a\.html!1 cannot be looked into: it is no JPEG"),
        ("a.html", b"data:image/png;base64,AAAAA", r"a\.html!1 cannot be looked into: its base64 is damaged"),
        ("moon.jpg", with_xmp(SILENT, b"<x"), "the XMP metadata cannot be read"),
        ("a.zip", b"PK", "it is no ZIP archive, or damaged"),
        ("a.glb", b"glTF", "no binary glTF 2.0 model"),
        ("a.glb", model({"moon": TOLD})[:-4], "ends in the middle of a chunk"),
        ("a.gltf", b"[]", "no JSON object"),
        ("a.gltf", b"{" * 5, "no JSON"),
        ("a.gltf", b"[" * 200_000, "no JSON"),
        ("a.gltf", b'{"images": [{"bufferView": 0}]}', "buffer view 0 is not there"),
        ("a.gltf", b'{"images": 1}', "images are no list of objects"),
        ("a.gltf", b'{"images": [{"uri": "https://elsewhere.test/moon.jpg"}]}', "shows what lies elsewhere"),
        ("a.gltf", b'{"images": [{"uri": "data:image/ktx2;base64,AAAA"}]}', "of no known kind, 'image/ktx2'"),
        (
            "a.gltf",
            b'{"images": [{"bufferView": 0, "mimeType": "image/jpeg"}], "buffers": [{"uri": "a.bin"}],'
            b'"bufferViews": [{"buffer": 0, "byteLength": 4}]}',
            "in a file of buffers beside it",
        ),
        ("film.mp4", b"", "no MP4, QuickTime, WebM or Matroska film"),
        ("film.mp4", b"no film at all", "a box at byte 0 says it has"),
        ("film.mp4", film(box(b"moov"), *[box(b"uuid", XMP_BOX, PACKET)] * 2), "two XMP packets"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_into_is_a_complaint(name: str, data: bytes, complaint: str) -> None:
    (found,) = undisclosed(name, data, KIND)
    assert found.startswith(name)
    assert re.search(complaint, found), found


def test_a_file_is_read_where_it_lies(tmp_path: Path) -> None:
    for name, data in HOLDERS.items():
        path = tmp_path / Path(name).name
        path.write_bytes(data)
        assert look(name, path) == look(name, data)
    (tmp_path / "empty.mp4").touch()
    assert "no MP4" in undisclosed("empty.mp4", tmp_path / "empty.mp4", KIND)[0]


def test_authentic_pictures_are_told_apart_by_their_place() -> None:
    rooms = model({"moon, original": SILENT, "moon, label": SILENT, "moon, colours inferred": SILENT})
    patterns = "room.glb!*, original", "room.glb!*, label"
    left = ["room.glb!moon, colours inferred says nothing"]
    assert undisclosed("room.glb", rooms, KIND, Authentic(patterns)) == left
    assert undisclosed("deep/room.glb", rooms, KIND, Authentic(patterns)) == ["deep/" + left[0]]
    assert len(undisclosed("other.glb", rooms, KIND, Authentic(patterns))) == 3
    assert len(undisclosed("room.glb", rooms, KIND, Authentic(("deep/*!*",)))) == 3
    packed = archive({"room.glb": rooms})
    assert undisclosed("a.zip", packed, KIND, Authentic(("a.zip!*!*, original", "*.zip!room.glb!*, label"))) == [
        "a.zip!room.glb!moon, colours inferred says nothing"
    ]


def test_an_authentic_picture_is_so_wherever_it_is_put() -> None:
    original = picture(told=False, colour="#808080")
    digests = frozenset(finding.sha256 for finding in look("a.zip", archive({"a.jpg": original})))
    page = f"<img src={uri(original)}><img src={uri(SILENT)}>".encode()
    assert undisclosed("a.html", page, KIND, Authentic(digests=digests)) == ["a.html!2 says nothing"]
    assert undisclosed("a.glb", model({"a": original, "b": TOLD}), KIND, Authentic(digests=digests)) == []


def test_files_in_files_are_looked_into_only_so_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = SILENT
    for depth in range(looking_module.DEPTH + 1):
        packed = archive({"a.zip" if depth else "a.jpg": packed})
    (complaint,) = undisclosed("a.zip", packed, KIND)
    assert complaint.endswith("cannot be looked into: files lie more than 4 deep in one another")
    monkeypatch.setattr(looking_module, "MOST", 1 << 30)
    bomb = archive({"a.txt": bytes(600 << 10)} | {f"{n}.txt": bytes(600 << 10) for n in range(4)}, compression=8)
    assert undisclosed("a.zip", bomb, KIND) == []
    monkeypatch.setattr(looking_module, "MOST", 1 << 20)
    assert "more than 0 GiB are packed into it" in undisclosed("a.zip", bomb, KIND)[0]


@pytest.mark.parametrize("word", [b"data:a/b;x=", b"data:", b"data:image/png;base64", b"data%3a", b"data:a/b;x;x"])
def test_a_text_full_of_beginnings_takes_no_longer(word: bytes) -> None:
    start = time.process_time()
    assert look("a.js", word * 200_000) == ()
    assert time.process_time() - start < 5


def test_an_archive_with_a_password_is_not_passed_by() -> None:
    data = bytearray(archive({"a.jpg": SILENT}))
    for flags in (data.index(b"PK\3\4") + 6, data.index(b"PK\1\2") + 8):
        data[flags] |= 1
    assert "cannot be unpacked" in undisclosed("a.zip", bytes(data), KIND)[0]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_damaged_files_give_findings_and_never_an_exception(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(HOLDERS)))
    damaged = bytearray(HOLDERS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    look(name, bytes(damaged))


@given(st.sampled_from(sorted(KINDS)), st.sampled_from(STARTS), st.binary())
def test_bytes_of_any_kind_give_findings(suffix: str, start: bytes, rest: bytes) -> None:
    look(f"file{suffix}", start + rest)


def test_models_of_binary_chunks_are_read_by_their_lengths() -> None:
    text = b'{"images":[]}   '
    data = b"glTF" + struct.pack("<II", 2, 28 + len(text)) + struct.pack("<I4s", len(text), b"JSON") + text
    assert look("a.glb", data) == ()
