"""Picture files: each kind becomes 8-bit sRGB, upright; a file that is not whole is an error that says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from model.datasets.pictures import find_pictures, read_picture, sha256_of, shrink
from model.errors import DatasetError, PictureError


@pytest.fixture
def ramp() -> np.ndarray:
    """uint8 (64, 96, 3): no two pixels alike, red on the right."""
    x, y = np.meshgrid(np.linspace(0, 255, 96), np.linspace(0, 255, 64))
    return np.stack([x, y, 255 - x], axis=-1).astype(np.uint8)


def test_pictures_are_found_nested_sorted_and_whatever_the_case_of_their_endings(tmp_path: Path) -> None:
    for name in ("b.JPG", "a/c.png", "a/d.Tiff", "e.webp", "notes.txt", ".hidden.jpg", ".trash/f.jpg", "a/._d.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "folder.jpg").mkdir()
    assert find_pictures(tmp_path) == ["a/c.png", "a/d.Tiff", "b.JPG", "e.webp"]


def test_a_folder_without_pictures_says_what_counts_as_one(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(DatasetError, match=r"no photographs in .*: none of its files ends in .jpeg, .jpg, .png, "):
        find_pictures(tmp_path)
    with pytest.raises(DatasetError, match="is not a folder; name the folder of your photographs"):
        find_pictures(tmp_path / "notes.txt")


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.webp"])
def test_lossless_files_come_back_pixel_for_pixel(name: str, ramp: np.ndarray, tmp_path: Path) -> None:
    Image.fromarray(ramp).save(tmp_path / name, **({"lossless": True} if name.endswith("webp") else {}))
    picture, size = read_picture(tmp_path / name)
    assert picture.tolist() == ramp.tolist()
    assert size == (96, 64)


def test_grey_sixteen_bit_and_palette_files_become_rgb_of_eight_bits(tmp_path: Path) -> None:
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16)
    files = {
        "l.png": Image.fromarray(grey),
        "deep.png": Image.fromarray(grey.astype(np.uint16) * 257),
        "deep.tif": Image.fromarray(grey.astype(np.uint16) * 257),
        "palette.png": Image.fromarray(grey).convert("P"),
        "bits.png": Image.fromarray(grey).point(lambda v: 255 * (v > 99)).convert("1"),
    }
    for name, image in files.items():
        image.save(tmp_path / name)
        picture, _ = read_picture(tmp_path / name)
        expected = np.where(grey > 99, 255, 0) if name == "bits.png" else grey
        assert picture.shape == (16, 16, 3)
        assert picture.dtype == np.uint8
        assert (picture == expected[..., None]).all(), name


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[:2] = (200, 10, 10, 255)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    picture, _ = read_picture(tmp_path / "a.png")
    assert picture[0, 0].tolist() == [200, 10, 10]
    assert picture[3, 3].tolist() == [255, 255, 255]


def test_a_photograph_that_lies_on_its_side_is_stood_up_at_any_size(ramp: np.ndarray, tmp_path: Path) -> None:
    large = Image.fromarray(ramp).resize((960, 640))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    large.save(tmp_path / "a.jpg", exif=exif, quality=95)
    for side in (None, 40):
        picture, size = read_picture(tmp_path / "a.jpg", side)
        assert size == (640, 960)
        assert picture.shape == ((960, 640, 3) if side is None else (60, 40, 3))
        assert picture[:5, :, 0].mean() < 30 < 220 < picture[-5:, :, 0].mean()  # its left is now its top


def test_a_colour_profile_is_matched_to_srgb(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    image = Image.new("RGB", (8, 8), (10, 200, 30))
    image.save(tmp_path / "wrong.png", icc_profile=profile.tobytes())  # not for RGB: taken as sRGB
    assert read_picture(tmp_path / "wrong.png")[0][0, 0].tolist() == [10, 200, 30]
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    image.save(tmp_path / "right.png", icc_profile=own.tobytes())
    assert np.abs(read_picture(tmp_path / "right.png")[0][0, 0].astype(int) - [10, 200, 30]).max() <= 1


@settings(max_examples=40)
@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 200))
def test_shrinking_keeps_the_shape_never_enlarges_and_reaches_the_side(width: int, height: int, side: int) -> None:
    small = shrink(Image.new("RGB", (width, height)), side)
    assert min(small.size) == min(side, width, height)
    if min(width, height) > side:
        scale = side / min(width, height)
        assert abs(small.width - width * scale) <= 0.5
        assert abs(small.height - height * scale) <= 0.5


def test_shrinking_averages_areas() -> None:
    checks = np.indices((64, 64)).sum(axis=0) % 2 * 200
    small = np.asarray(shrink(Image.fromarray(checks.astype(np.uint8)), 16))
    assert (small == 100).all()


@pytest.mark.parametrize("kind", ["jpg", "png", "tif", "webp"])
def test_a_file_that_is_cut_short_is_an_error_at_any_size(kind: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 200, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / f"whole.{kind}")
    content = (tmp_path / f"whole.{kind}").read_bytes()
    (tmp_path / f"cut.{kind}").write_bytes(content[: len(content) * 2 // 3])
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
    for side in (None, 32):
        with pytest.raises(PictureError, match=r"damaged|not a JPEG, PNG, TIFF or WebP"):
            read_picture(tmp_path / f"cut.{kind}", side)


@pytest.mark.parametrize("content", [b"", b"<!doctype html>", b"\xff\xd8\xff", b"II*\0", b"\x89PNG\r\n\x1a\n\0\0"])
def test_what_is_no_picture_is_an_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(PictureError, match=r"not a JPEG, PNG, TIFF or WebP|damaged"):
        read_picture(tmp_path / "a.jpg")


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_is_a_picture_or_a_picture_error_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / f"a.{data.draw(st.sampled_from(['jpg', 'png', 'tif', 'webp']))}"
    Image.fromarray((np.arange(24 * 24 * 3) % 256).astype(np.uint8).reshape(24, 24, 3)).save(path)
    content = bytearray(path.read_bytes())
    change = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(change, max_size=4)):
        content[place] = value
    path.write_bytes(content)
    try:
        picture, _ = read_picture(path, 16)
    except PictureError:
        return
    assert picture.ndim == 3


def test_several_pages_are_refused(tmp_path: Path) -> None:
    pages = [Image.new("L", (8, 8), shade) for shade in (0, 255)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    with pytest.raises(PictureError, match="several pages or frames; save the one that counts by itself"):
        read_picture(tmp_path / "a.tif")


def test_floating_point_pictures_are_refused_with_the_remedy(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((8, 8), np.float32)).save(tmp_path / "a.tif")
    with pytest.raises(PictureError, match="colour mode F is not supported; save it as RGB or grey, 8 or 16 bits"):
        read_picture(tmp_path / "a.tif")


def test_more_pixels_than_are_safe_are_refused(
    ramp: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(ramp).save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(PictureError, match="too many pixels"):
        read_picture(tmp_path / "a.png")


def test_the_sum_is_that_of_the_bytes_and_a_missing_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(DatasetError, match=r"cannot be read .*is it still there"):
        sha256_of(tmp_path / "b")
