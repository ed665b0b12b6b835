"""Scenes made of small images."""

import pytest

torch = pytest.importorskip("torch")

from model.datasets.augment import Augmentation, augment, generator  # noqa: E402
from model.datasets.scenes import SIDES  # noqa: E402


def images(count: int = 32) -> torch.Tensor:
    """Lab images, each of one colour of its own."""
    lab = (
        torch.rand(count, 3, 1, 1, generator=torch.Generator().manual_seed(0))
        * torch.tensor([100.0, 80.0, 80.0])[:, None, None]
    )
    return lab.expand(count, 3, 32, 32).contiguous()


def drawn(step: int) -> torch.Tensor:
    seen, lab = augment(images(), Augmentation(flip=0, scene=1), generator(0, step))
    assert torch.equal(seen, lab[:, :1])
    return lab


def test_scenes_are_as_large_as_photographs_are_looked_at_and_have_as_many_pixels_in_all() -> None:
    found = {tuple(drawn(step).shape) for step in range(30)}
    assert {shape[2:] for shape in found} == {(side, side) for side in SIDES}
    assert all(shape[0] == max(2, round(32 * 32**2 / shape[2] ** 2)) for shape in found)


def test_a_scene_shows_several_images_and_each_scene_of_a_batch_other_ones_at_another_size() -> None:
    lab = next(lab for lab in map(drawn, range(30)) if lab.shape[-1] == 64)
    kinds = [len(torch.unique(scene[1].round(decimals=2))) for scene in lab]
    assert min(kinds) >= 2
    assert len(set(kinds)) > 1
    assert not torch.equal(lab[0], lab[1])


def test_the_same_step_has_the_same_scenes_and_the_lightness_stays_in_its_range() -> None:
    assert torch.equal(drawn(3), drawn(3))
    noise = torch.rand(32, 3, 32, 32, generator=torch.Generator().manual_seed(1)) * 100
    _, lab = augment(noise, Augmentation(flip=0, scene=1), generator(0, 0))
    assert lab[:, 0].min() >= 0
    assert lab[:, 0].max() <= 100
