"""Augmentation: a pure function of (seed, step), and every switch does what it says and nothing else."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from model.color.lab_torch import rgb_to_lab  # noqa: E402
from model.datasets.augment import Augmentation, augment, generator, sample_hints  # noqa: E402

OFF = Augmentation(flip=0)
EVERYTHING = Augmentation(flip=0.5, shift=0.5, warp=0.5, cutmix=0.5, zoom=0.5, contrast=0.5, blur=0.5, grain=0.5)


@pytest.fixture
def lab() -> torch.Tensor:
    """A batch with lightness in 0..100 and chroma in ±60, no two pixels alike."""
    random = torch.Generator().manual_seed(1)
    scale, offset = torch.tensor([100.0, 120, 120]), torch.tensor([0.0, -60, -60])
    return torch.rand(8, 3, 32, 32, generator=random) * scale[:, None, None] + offset[:, None, None]


def test_the_same_seed_and_step_give_the_same_batch(lab: torch.Tensor) -> None:
    for step in range(8):
        one, other = (augment(lab, EVERYTHING, generator(3, step)) for _ in range(2))
        assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_plate_takes_colours_for_lighter_or_darker_and_leaves_grey_and_the_answer(lab: torch.Tensor) -> None:
    red, grey = (rgb_to_lab(torch.tensor(rgb).reshape(1, 3, 1, 1)) for rgb in ([0.9, 0.1, 0.1], [0.5, 0.5, 0.5]))
    batch = torch.cat([red.expand(64, 3, 8, 8), grey.expand(64, 3, 8, 8)])
    seen, answer = augment(batch, Augmentation(flip=0, plate=1), generator(0, 0))
    assert torch.equal(answer, batch)
    assert torch.allclose(seen[64:], batch[64:, :1], atol=0.05)
    darkest, lightest = seen[:64].amin(), seen[:64].amax()
    assert darkest < red[0, 0] - 15  # as on an orthochromatic plate
    assert lightest > red[0, 0] + 15  # as through a red filter
    half = augment(batch, Augmentation(flip=0, plate=0.5), generator(0, 0))[0]
    assert 16 < (half[:64, 0, 0, 0] == red[0, 0]).sum() < 48


def test_another_seed_step_or_stream_gives_other_numbers() -> None:
    drawn = {torch.rand((), generator=generator(*of)).item() for of in [(0, 0), (0, 1), (1, 0), (0, 0, 1), (1, 1, 2)]}
    assert len(drawn) == 5


def test_the_numbers_of_a_step_do_not_depend_on_the_global_state(lab: torch.Tensor) -> None:
    torch.manual_seed(1)
    one = augment(lab, EVERYTHING, generator(0, 5))[0]
    torch.manual_seed(2)
    assert torch.equal(one, augment(lab, EVERYTHING, generator(0, 5))[0])


def test_with_every_switch_off_the_batch_is_what_it_was(lab: torch.Tensor) -> None:
    before = lab.clone()
    seen, answer = augment(lab, OFF, generator(0, 0))
    assert torch.equal(answer, before)
    assert torch.equal(seen, before[:, :1])
    assert torch.equal(lab, before)


def test_a_mirrored_batch_is_mirrored_in_lightness_and_chroma(lab: torch.Tensor) -> None:
    seen, answer = augment(lab, Augmentation(flip=1), generator(0, 0))
    assert torch.equal(answer, lab.flip(-1))
    assert torch.equal(seen, lab.flip(-1)[:, :1])


def test_a_shifted_image_is_the_image_moved_by_whole_pixels(lab: torch.Tensor) -> None:
    seen, answer = augment(lab, Augmentation(flip=0, shift=1), generator(0, 0))
    assert torch.equal(seen, answer[:, :1])
    moves = set()
    for image, moved in zip(lab, answer, strict=True):
        inner = moved[:, 4:-4, 4:-4]
        places = [(y, x) for y in range(9) for x in range(9) if torch.equal(image[:, y : y + 24, x : x + 24], inner)]
        assert len(places) == 1
        moves |= set(places)
    assert len(moves) > 4


def test_a_warped_image_keeps_its_middle_and_its_range(lab: torch.Tensor) -> None:
    half = torch.where(torch.arange(32) < 16, 20.0, 60.0).expand(8, 3, 32, 32)  # left dark, right light
    seen, answer = augment(half, Augmentation(flip=0, warp=1), generator(0, 0))
    assert torch.equal(seen, answer[:, :1])
    assert not torch.equal(answer, half)
    assert answer[..., 12:20, :10] == pytest.approx(20, abs=0.1)
    assert answer[..., 12:20, 22:] == pytest.approx(60, abs=0.1)
    assert augment(lab, Augmentation(flip=0, warp=1), generator(0, 0))[0].min() >= 0


def test_cutmix_puts_a_rectangle_of_another_image_into_each(lab: torch.Tensor) -> None:
    flat = torch.arange(8.0)[:, None, None, None].expand(8, 3, 32, 32)
    seen, answer = augment(flat, Augmentation(flip=0, cutmix=1), generator(0, 1))
    assert torch.equal(seen, answer[:, :1])
    strange = answer[:, 0] != flat[:, 0]
    assert strange.flatten(1).any(1).sum() >= 4  # one that draws itself, or a rectangle of no pixel, stays
    for image, other in zip(answer, strange, strict=True):
        rows, columns = other.any(1), other.any(0)
        assert torch.equal(other, rows[:, None] & columns[None, :])
        assert rows.long().diff().abs().sum() <= 2
        assert len(image[0][other].unique()) <= 1


@pytest.mark.parametrize("switch", ["contrast", "blur", "grain"])
def test_a_degradation_changes_what_is_seen_and_not_the_answer(switch: str, lab: torch.Tensor) -> None:
    seen, answer = augment(lab, Augmentation(flip=0, **{switch: 1}), generator(0, 0))
    assert torch.equal(answer, lab)
    assert not torch.equal(seen, lab[:, :1])
    assert seen.min() >= 0
    assert seen.max() <= 100


def test_contrast_keeps_the_order_of_the_tones_and_blur_the_mean_of_a_plane(lab: torch.Tensor) -> None:
    ramp = torch.linspace(0, 100, 32 * 32).reshape(1, 1, 32, 32).expand(8, 3, 32, 32)
    faded, _ = augment(ramp, Augmentation(flip=0, contrast=1), generator(0, 0))
    assert (faded.flatten(1).diff() >= 0).all()
    flat = torch.full((2, 3, 32, 32), 40.0)
    assert augment(flat, Augmentation(flip=0, blur=1), generator(0, 0))[0] == pytest.approx(40)


def test_zoom_shows_a_part_enlarged_at_the_same_size(lab: torch.Tensor) -> None:
    seen, answer = augment(lab, Augmentation(flip=0, zoom=1), generator(0, 1))
    assert answer.shape == lab.shape
    assert torch.equal(seen, answer[:, :1])
    assert answer.amin() >= lab.amin()
    assert answer.amax() <= lab.amax()


def test_the_share_of_mirrored_images_is_what_is_asked(lab: torch.Tensor) -> None:
    many = lab[:1].expand(2000, 3, 32, 32)
    _, answer = augment(many, Augmentation(flip=0.25), generator(0, 0))
    mirrored = (answer[:, 0, 0, 0] == lab[0, 0, 0, -1]).float().mean()
    assert mirrored == pytest.approx(0.25, abs=0.04)


def test_hints_are_true_colours_where_the_mask_is_one_and_nothing_elsewhere(lab: torch.Tensor) -> None:
    ab = lab[:, 1:].expand(-1, 2, 32, 32).repeat(40, 1, 1, 1)
    hints = sample_hints(ab, generator(0, 0), share=0)
    mask, colour = hints[:, 2:], hints[:, :2] * 110
    assert set(mask.unique().tolist()) == {0, 1}
    assert (colour[(mask == 0).expand_as(colour)] == 0).all()
    mean = torch.nn.functional.avg_pool2d(ab, 3, stride=1, padding=1, count_include_pad=False)
    off = torch.minimum((colour - ab).abs(), (colour - mean).abs())
    assert off[(mask == 1).expand_as(off)].max() < 1e-4


def test_the_share_without_hints_and_the_number_of_hints_are_as_asked(lab: torch.Tensor) -> None:
    ab = torch.zeros(4000, 2, 32, 32)
    amount = sample_hints(ab, generator(0, 0), share=0.5, most=40)[:, 2].sum(dim=(1, 2))
    assert 0.5 <= (amount == 0).float().mean() < 0.65  # a few of the others get none by chance
    assert amount.max() < 40 * 9 * 2
    assert sample_hints(ab[:50], generator(0, 0), share=1)[:, 2].max() == 0


def test_an_enlarged_batch_shows_fewer_pictures_whole_and_larger(lab: torch.Tensor) -> None:
    sides = set()
    for step in range(12):
        seen, answer = augment(lab, Augmentation(flip=0, enlarge=1), generator(0, step))
        count, side = answer.shape[0], answer.shape[-1]
        assert seen.shape == (count, 1, side, side)
        assert count * side**2 == pytest.approx(lab.shape[0] * 32**2, rel=0.15)
        back = torch.nn.functional.interpolate(answer, size=(32, 32), mode="area")
        wrong = (lab.roll(1, 0)[:count] - lab[:count]).abs().mean()
        assert (back - lab[:count]).abs().mean() < 0.5 * wrong
        sides.add(side)
    assert sides == {48, 64}


def test_a_mosaic_is_four_images_at_half_their_size(lab: torch.Tensor) -> None:
    seen, answer = augment(lab, Augmentation(flip=0, mosaic=1), generator(0, 0))
    halves = torch.nn.functional.avg_pool2d(lab, 2)
    assert torch.equal(seen, answer[:, :1])
    for tile in (answer[..., :16, :16], answer[..., :16, 16:], answer[..., 16:, :16], answer[..., 16:, 16:]):
        assert all(any(torch.equal(part, half) for half in halves) for part in tile)
