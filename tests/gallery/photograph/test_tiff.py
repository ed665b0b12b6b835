"""TIFFs of every layout that the format allows: each gives exactly its pixels, or is refused; never another picture."""

from __future__ import annotations

import struct
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gallery.errors import PhotographError
from gallery.photograph import look_at, open_photograph

sys.path[:0] = [str(Path(__file__).parent)]

from tiff_writing import DEFLATE, FLOAT, LZW, NONE, PACKBITS, SIGNED, UNSIGNED, Layout, Samples, drawn, written  # noqa: E402


def truth(samples: Samples, layout: Layout) -> Samples:
    """The photograph (H, W, 3) in 0..255, as the specification understands the samples; floats go from 0 to 1."""
    values = samples.astype(float) / (1 if layout.kind == FLOAT else (1 << layout.bits) - 1)
    alpha = values[..., -1:] if layout.extra else np.ones_like(values[..., :1])
    colours = values[..., : layout.channels - (layout.extra is not None)]
    if layout.inverted:
        colours = 1 - colours
    on_white = colours + (1 - alpha) if layout.extra == 1 else colours * alpha + (1 - alpha)
    return np.broadcast_to(np.minimum(on_white, 1) * 255, (*samples.shape[:2], 3))


LAYOUTS = st.builds(
    Layout,
    bits=st.sampled_from([8, 16, 32]),
    kind=st.sampled_from([UNSIGNED, UNSIGNED, UNSIGNED, SIGNED, FLOAT, FLOAT]),
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
        assert layout.kind in (UNSIGNED, FLOAT)
        off = np.abs(photograph.pixels - truth(samples, layout)).max()
        assert off <= (1.3 if layout.extra in (1, 2) else 0.51), off
    ordinary = layout.kind == UNSIGNED and layout.extra is None and not (layout.inverted and layout.bits == 32)
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


def test_signed_samples_and_those_of_64_bits_are_refused(tmp_path: Path) -> None:
    for layout in (Layout(kind=SIGNED), Layout(kind=SIGNED, channels=1), Layout(kind=SIGNED, channels=1, bits=16)):
        assert "save it as RGB or greyscale" in refusal(written(drawn(layout), layout), tmp_path)
    double = Layout(kind=FLOAT, channels=1, bits=64)
    assert "floating-point numbers of 64 bits; save it as RGB" in refusal(written(drawn(double), double), tmp_path)


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
