"""TIFFs of every layout that the format allows: each gives exactly its pixels, or is refused; never another picture."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import look_at, open_photograph

Samples = NDArray[Any]
UNSIGNED, SIGNED, FLOAT = 1, 2, 3
NONE, LZW, DEFLATE, PACKBITS = 1, 5, 8, 32773


@dataclass(frozen=True)
class Layout:
    """How a TIFF holds its samples."""

    bits: int = 8
    kind: int = UNSIGNED
    channels: int = 3
    extra: int | None = None
    """What the last channel is: 0 unknown, 1 premultiplied alpha, 2 straight alpha; None where there is none."""
    planar: bool = False
    compression: int = NONE
    big: bool = False
    inverted: bool = False
    """The least number is white; for greys."""
    strips: int = 1
    orientation: int = 1
    more: tuple[tuple[int, int], ...] = ()
    """Further tags of one whole number."""


def written(samples: Samples, layout: Layout) -> bytes:
    """A TIFF of ``samples`` (H, W, channels), by the specification; they are of the layout's type."""
    order = ">" if layout.big else "<"
    height, width, channels = samples.shape
    colours = channels - (layout.extra is not None)
    rows = -(-height // layout.strips)
    planes = np.moveaxis(samples, -1, 0)[..., None] if layout.planar else samples[None]
    stored = planes.astype(planes.dtype.newbyteorder(order))
    parts = [
        packed(plane[top : top + rows].tobytes(), layout.compression, width * plane.shape[-1] * layout.bits // 8)
        for plane in stored
        for top in range(0, height, rows)
    ]
    tags: dict[int, tuple[str, list[int]]] = {
        256: ("I", [width]),
        257: ("I", [height]),
        258: ("H", [layout.bits] * channels),
        259: ("H", [layout.compression]),
        262: ("H", [2 if colours == 3 else 0 if layout.inverted else 1]),
        274: ("H", [layout.orientation]),
        277: ("H", [channels]),
        278: ("I", [rows]),
        284: ("H", [2 if layout.planar else 1]),
        339: ("H", [layout.kind] * channels),
    }
    if layout.extra is not None:
        tags[338] = ("H", [layout.extra])
    tags |= {tag: ("I", [value]) for tag, value in layout.more}
    return directory(tags, parts, order)


def directory(tags: dict[int, tuple[str, list[int]]], parts: list[bytes], order: str) -> bytes:
    """A file of one directory, then the values that do not fit it, then the ``parts`` of the picture."""
    tags = tags | {273: ("I", [0] * len(parts)), 279: ("I", [len(part) for part in parts])}
    behind = 8 + 2 + 12 * len(tags) + 4
    sizes = {tag: struct.calcsize(f"{order}{len(values)}{kind}") for tag, (kind, values) in tags.items()}
    picture = behind + sum(size + size % 2 for size in sizes.values() if size > 4)
    starts = np.cumsum([picture] + [len(part) for part in parts])[:-1].tolist()
    tags[273] = ("I", starts)
    entries, values_behind = b"", b""
    for tag, (kind, values) in sorted(tags.items()):
        data = struct.pack(f"{order}{len(values)}{kind}", *values)
        entries += struct.pack(f"{order}HHI", tag, {"H": 3, "I": 4}[kind], len(values))
        if len(data) > 4:
            entries += struct.pack(f"{order}I", behind + len(values_behind))
            values_behind += data + b"\0" * (len(data) % 2)
        else:
            entries += data.ljust(4, b"\0")
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(f"{order}IH", 8, len(tags))
    return head + entries + b"\0\0\0\0" + values_behind + b"".join(parts)


def packed(data: bytes, compression: int, row: int) -> bytes:
    if compression == DEFLATE:
        return zlib.compress(data)
    if compression == LZW:
        return lzw(data)
    if compression == PACKBITS:  # literal runs, which end where a row does
        rows = [data[start : start + row] for start in range(0, len(data), row)]
        runs = [one[start : start + 128] for one in rows for start in range(0, len(one), 128)]
        return b"".join(bytes([len(run) - 1]) + run for run in runs)
    return data


def lzw(data: bytes) -> bytes:
    """LZW that forgets its table before it is ever used: codes of nine bits, most significant bit first."""
    clear, end, codes = 256, 257, []
    for start in range(0, len(data), 200):
        codes += [clear, *data[start : start + 200]]
    bits = "".join(f"{code:09b}" for code in [*(codes or [clear]), end])
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def drawn(layout: Layout, height: int = 19, width: int = 23) -> Samples:
    """Samples of all values that the layout's type has."""
    random = np.random.default_rng(layout.bits + layout.channels)
    size = (height, width, layout.channels)
    if layout.kind == FLOAT:
        return random.random(size).astype(f"f{layout.bits // 8}")
    samples = random.integers(0, 256, size).astype(np.uint64) * ((1 << layout.bits) - 1) // 255
    return samples.astype(f"{'i' if layout.kind == SIGNED else 'u'}{layout.bits // 8}", casting="unsafe")


def truth(samples: Samples, layout: Layout) -> Samples:
    """The photograph (H, W, 3) in 0..255, as the specification understands the samples."""
    values = samples.astype(float) / ((1 << layout.bits) - 1)
    alpha = values[..., -1:] if layout.extra else np.ones_like(values[..., :1])
    colours = values[..., : layout.channels - (layout.extra is not None)]
    if layout.inverted:
        colours = 1 - colours
    on_white = colours + (1 - alpha) if layout.extra == 1 else colours * alpha + (1 - alpha)
    return np.broadcast_to(np.minimum(on_white, 1) * 255, (*samples.shape[:2], 3))


LAYOUTS = st.builds(
    Layout,
    bits=st.sampled_from([8, 16, 32]),
    kind=st.sampled_from([UNSIGNED, UNSIGNED, UNSIGNED, SIGNED, FLOAT]),
    channels=st.sampled_from([1, 3]),
    extra=st.sampled_from([None, None, 0, 1, 2]),
    planar=st.booleans(),
    compression=st.sampled_from([NONE, LZW, DEFLATE, PACKBITS]),
    big=st.booleans(),
    inverted=st.booleans(),
    strips=st.integers(1, 3),
).map(
    lambda layout: replace(
        layout,
        bits=32 if layout.kind == FLOAT and layout.bits == 8 else layout.bits,
        channels=layout.channels + (layout.extra is not None),
        inverted=layout.inverted and layout.channels == 1 and layout.extra is None,
    )
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layout=LAYOUTS)
def test_a_tiff_is_exactly_right_or_refused(layout: Layout, tmp_path: Path) -> None:
    samples = drawn(layout)
    if layout.extra == 1:  # what is premultiplied is at most its alpha
        samples = np.minimum(samples, samples[..., -1:])
    (tmp_path / "a.tif").write_bytes(written(samples, layout))
    cause = ""
    try:
        photograph = open_photograph(tmp_path / "a.tif")
    except PhotographError as error:
        cause = str(error)
    if not cause:
        assert layout.kind == UNSIGNED
        assert layout.bits < 32
        off = np.abs(photograph.pixels - truth(samples, layout)).max()
        assert off <= (1.01 if layout.extra in (1, 2) else 0.51), off
    ordinary = layout.kind == UNSIGNED and layout.bits < 32 and layout.extra is None
    assert not cause or ("save it" in cause and not ordinary), cause


@pytest.mark.parametrize("planar", [False, True])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_tiff_of_any_layout_stands_upright(planar: bool, orientation: int, tmp_path: Path) -> None:
    upright = drawn(Layout())
    lies = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    (tmp_path / "a.tif").write_bytes(written(lies, Layout(planar=planar, orientation=orientation, strips=3)))
    assert look_at(tmp_path / "a.tif") == (23, 19)
    assert (open_photograph(tmp_path / "a.tif").pixels == upright).all()


def refusal(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    for check in (look_at, open_photograph):
        with pytest.raises(PhotographError) as caught:
            check(path)
    return str(caught.value).removeprefix(f"{path}: ")


RAW = "a camera's raw file, which holds a small preview beside what the sensor saw; develop it, and save it as TIFF"


def test_a_raw_file_does_not_give_its_thumbnail(tmp_path: Path) -> None:
    thumbnail = drawn(Layout(), 12, 16)
    assert refusal(written(thumbnail, Layout(more=((50_706, 0x0104),))), tmp_path) == RAW  # it says that it is a DNG
    inside = written(drawn(Layout(channels=1, bits=16), 48, 64), Layout(channels=1, bits=16))
    outside = written(thumbnail, Layout(more=((254, 1), (330, 0))))
    place = len(outside) + len(outside) % 2
    outside = written(thumbnail, Layout(more=((254, 1), (330, place + 8)))).ljust(place, b"\0")
    assert refusal(outside + inside, tmp_path) == RAW  # as Nikon's and Sony's files are built
    assert refusal(b"II*\0\x10\0\0\0CR\x02\0" + bytes(40), tmp_path) == RAW
    assert refusal(b"\0\0\0\x18ftypcrx " + bytes(40), tmp_path) == RAW


def test_signed_samples_and_those_that_are_no_whole_numbers_are_refused(tmp_path: Path) -> None:
    for layout in (Layout(kind=SIGNED), Layout(kind=SIGNED, channels=1), Layout(kind=SIGNED, channels=1, bits=16)):
        assert "save it as RGB or greyscale" in refusal(written(drawn(layout), layout), tmp_path)
    single = Layout(kind=FLOAT, channels=1, bits=32)
    assert "save it as RGB or greyscale" in refusal(written(drawn(single), single), tmp_path)


def test_a_tiff_of_no_size_or_cut_short_is_damaged(tmp_path: Path) -> None:
    whole = written(drawn(Layout()), Layout())
    (tmp_path / "a.tif").write_bytes(whole[:-300])
    assert look_at(tmp_path / "a.tif") == (23, 19)
    with pytest.raises(PhotographError, match="damaged or cut short"):
        look_at(tmp_path / "a.tif", thorough=True)
    empty = whole.replace(struct.pack("<HHII", 256, 4, 1, 23), struct.pack("<HHII", 256, 4, 1, 0))
    assert "damaged" in refusal(empty, tmp_path)


def test_a_tiff_written_by_pillow_in_bands_of_rows_is_its_picture(color: Image.Image, tmp_path: Path) -> None:
    for compression in (None, "tiff_lzw", "tiff_deflate", "packbits"):
        color.save(tmp_path / "a.tif", compression=compression, strip_size=1000)
        assert (open_photograph(tmp_path / "a.tif").pixels == np.asarray(color)).all()
