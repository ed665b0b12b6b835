"""Near-duplicates: the same photograph in another form is found, another photograph is not."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from skimage import data

from model.datasets.likeness import Likeness, likeness, near_duplicates

NAMES = ("astronaut", "chelsea", "coffee", "rocket", "retina")
CHANGES = {
    "compressed": lambda image: _jpeg(image, 40),
    "halved": lambda image: image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS),
    "brighter": lambda image: image.point(lambda value: min(255, int(value * 1.08))),
    "trimmed": lambda image: image.crop((4, 4, image.width - 4, image.height - 4)),
}


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    content = io.BytesIO()
    image.save(content, "JPEG", quality=quality)
    return Image.open(content).convert("RGB")


@pytest.fixture(scope="module")
def originals() -> list[Image.Image]:
    return [Image.fromarray(getattr(data, name)()) for name in NAMES]


def test_different_photographs_are_no_duplicates(originals: list[Image.Image]) -> None:
    assert near_duplicates([likeness(np.asarray(image)) for image in originals]) == {}


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_photograph_changed_a_little_is_found(change: str, originals: list[Image.Image]) -> None:
    changed = [CHANGES[change](image) for image in originals]
    found = near_duplicates([likeness(np.asarray(image)) for image in [*originals, *changed]])
    assert found == {5: 0, 6: 1, 7: 2, 8: 3, 9: 4}


def test_the_same_shapes_in_other_colours_are_another_photograph(originals: list[Image.Image]) -> None:
    red, green, blue = originals[1].split()
    swapped = Image.merge("RGB", (blue, green, red))
    assert near_duplicates([likeness(np.asarray(image)) for image in (originals[1], swapped)]) == {}


def test_a_third_copy_points_to_the_one_that_is_kept_and_not_to_a_duplicate(originals: list[Image.Image]) -> None:
    copies = [originals[0], _jpeg(originals[0], 60), _jpeg(originals[0], 50)]
    assert near_duplicates([likeness(np.asarray(image)) for image in copies]) == {1: 0, 2: 0}


def test_of_none_there_are_none() -> None:
    assert near_duplicates([]) == {}


@settings(max_examples=30)
@example([0, 1, 3])  # the third is like the second, which is no longer there, and not like the first
@given(st.lists(st.integers(0, 39), min_size=1, max_size=40))
def test_many_in_blocks_are_found_as_one_by_one(draws: list[int]) -> None:
    """Against the definition: each one is a duplicate of the first kept one that it resembles."""
    random = np.random.default_rng(7)
    base = random.choice([-1, 1], (10, 63)).astype(np.int8)
    pool = np.repeat(base, 4, axis=0)
    for index, signs in enumerate(pool):
        signs[: 3 * (index % 4)] *= -1  # 0, 3, 6 or 9 signs from its base
    thumbnail = np.zeros((16, 16, 3), np.float16)
    likenesses = [Likeness(pool[draw], thumbnail) for draw in draws]
    expected: dict[int, int] = {}
    for later, one in enumerate(likenesses):
        alike = (i for i in range(later) if i not in expected and (likenesses[i].signs != one.signs).sum() <= 8)
        if (first := next(alike, None)) is not None:
            expected[later] = first
    assert near_duplicates(likenesses) == expected


def test_more_than_a_block_of_pictures_is_compared_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    from model.datasets import likeness as module

    random = np.random.default_rng(3)
    thumbnail = np.zeros((16, 16, 3), np.float16)
    likenesses = [Likeness(random.choice([-1, 1], 63).astype(np.int8), thumbnail) for _ in range(20)]
    likenesses += likenesses[:9]
    monkeypatch.setattr(module, "_BLOCK", 4)
    assert near_duplicates(likenesses) == {20 + i: i for i in range(9)}
