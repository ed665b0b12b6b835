"""Inks and profiles into sRGB, and lightness as grey. libvips and scikit-image are the authorities."""

from __future__ import annotations

import io
import logging
import struct
from pathlib import Path

import numpy as np
import pytest
import pyvips
from numpy.typing import NDArray
from PIL import Image, ImageCms
from skimage.color import rgb2lab

from gallery.photograph import open_photograph
from gallery.photograph.color import lightness_grey

Pixels = NDArray[np.uint8]


def profile_bytes(name: str) -> bytes:
    """One of the profiles that libvips carries: cmyk, p3, srgb."""
    return bytes(pyvips.Operation.call("profile_load", name))


def difference(photograph: Pixels, other: Pixels) -> float:
    return float(np.hypot.reduce(rgb2lab(photograph) - rgb2lab(other), axis=-1).mean())


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_inks_without_a_profile_are_plain(color: Image.Image, tmp_path: Path, name: str) -> None:
    color.convert("CMYK").save(tmp_path / name, **({"quality": 98} if name == "a.jpg" else {}))
    assert difference(open_photograph(tmp_path / name).pixels, np.asarray(color)) < 2


def test_a_jpeg_of_inks_without_adobes_marker_is_not_inverted(color: Image.Image, tmp_path: Path) -> None:
    file = io.BytesIO()
    color.convert("CMYK").save(file, "JPEG", quality=98)
    inverted = file.getvalue()
    marker = inverted.index(b"\xff\xee")
    plain = inverted[:marker] + inverted[marker + 16 :]
    assert b"Adobe" in inverted
    assert b"Adobe" not in plain
    (tmp_path / "a.jpg").write_bytes(plain)
    negative = 255 - np.asarray(color.convert("CMYK")).astype(int)  # the file's samples, taken as ink
    inks = (255 - negative[..., :3]) * (255 - negative[..., 3:]) / 255
    assert abs(open_photograph(tmp_path / "a.jpg").pixels - inks).mean() < 4


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_inks_with_a_profile_are_matched_as_libvips_matches_them(color: Image.Image, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    vips = pyvips.Image.new_from_array(np.asarray(color)).copy(interpretation="srgb")
    vips.icc_transform("cmyk", input_profile="srgb", intent="relative").write_to_file(str(path))
    vips_back = pyvips.Image.new_from_file(str(path)).icc_transform(
        "srgb", embedded=True, intent="relative", black_point_compensation=True
    )
    assert difference(open_photograph(path).pixels, vips_back.numpy()) < 0.5
    without = Image.open(path).convert("RGB")
    assert difference(open_photograph(path).pixels, np.asarray(without)) > 3


def test_a_wide_gamut_profile_is_matched_to_srgb(color: Image.Image, tmp_path: Path) -> None:
    profile = profile_bytes("p3")
    to_p3 = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile)), "RGB", "RGB"
    )
    wide = ImageCms.applyTransform(color, to_p3)
    assert wide is not None
    wide.save(tmp_path / "a.png", icc_profile=profile)
    assert difference(open_photograph(tmp_path / "a.png").pixels, np.asarray(color)) < 0.5
    assert difference(open_photograph(tmp_path / "a.png").pixels, np.asarray(wide)) > 1


def test_an_srgb_profile_changes_no_pixel(color: Image.Image, tmp_path: Path) -> None:
    color.save(tmp_path / "a.png", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    assert np.array_equal(open_photograph(tmp_path / "a.png").pixels, np.asarray(color))


def grey_profile(gamma: float) -> bytes:
    """A grey ICC profile of version 2 with a plain gamma, written by the specification."""
    white = struct.pack(">4s4x3i", b"XYZ ", 63190, 65536, 54061)
    curve = struct.pack(">4s4xIH2x", b"curv", 1, round(gamma * 256))
    name = struct.pack(">4s4xI5s", b"desc", 5, b"grey\0") + bytes(78)
    blocks = [(b"desc", name + bytes(-len(name) % 4)), (b"wtpt", white), (b"kTRC", curve)]
    offset, table, body = 128 + 4 + 12 * len(blocks), struct.pack(">I", len(blocks)), b""
    for sign, block in blocks:
        table += struct.pack(">4sII", sign, offset + len(body), len(block))
        body += block
    size = 128 + len(table) + len(body)
    head = struct.pack(">I4xI4s4s4s12x4s", size, 0x02400000, b"mntr", b"GRAY", b"XYZ ", b"acsp")
    head += bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head + bytes(128 - len(head)) + table + body


def test_a_grey_profile_gives_greys_that_are_still_neutral(grey: Image.Image, tmp_path: Path) -> None:
    grey.save(tmp_path / "a.png", icc_profile=grey_profile(1.0))
    photograph = open_photograph(tmp_path / "a.png")
    light = np.asarray(grey) / 255  # linear light, by the profile
    expected = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055) * 255
    assert abs(photograph.grey - expected).max() <= 1
    assert (photograph.pixels == photograph.grey[..., None]).all()


def test_a_grey_picture_may_carry_the_rgb_profile_it_is_shown_in(grey: Image.Image, tmp_path: Path) -> None:
    grey.save(tmp_path / "a.jpg", quality=98, icc_profile=profile_bytes("srgb"))
    assert abs(open_photograph(tmp_path / "a.jpg").grey.astype(int) - np.asarray(grey)).mean() < 1.5


@pytest.mark.parametrize("profile", [b"not a profile", profile_bytes("p3")[:300], profile_bytes("cmyk")])
def test_an_unusable_profile_is_a_warning_and_the_picture_is_taken_as_srgb(
    color: Image.Image, tmp_path: Path, profile: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    color.save(tmp_path / "a.png", icc_profile=profile)
    with caplog.at_level(logging.WARNING):
        photograph = open_photograph(tmp_path / "a.png")
    assert np.array_equal(photograph.pixels, np.asarray(color))
    assert f"{tmp_path / 'a.png'}: its colour profile is unusable" in caplog.text


def test_every_grey_comes_back_exactly() -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    assert np.array_equal(lightness_grey(ramp)[0], np.arange(256))


def test_the_grey_has_the_lightness_of_the_pixel() -> None:
    """Against scikit-image's Lab: no other grey is nearer."""
    pixels = np.random.default_rng(3).integers(0, 256, (100, 100, 3), dtype=np.uint8)
    greys = rgb2lab(np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2))[:, 0, 0]
    wanted = rgb2lab(pixels)[..., 0]
    missed = abs(greys[lightness_grey(pixels)] - wanted)
    nearest = abs(greys - wanted[..., None]).min(-1)
    assert (missed - nearest).max() < 0.01
