"""Where batches come from: CIFAR-10 as it is, photographs as crops that (seed, step) decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from model.color.lab import rgb_to_lab  # noqa: E402
from model.datasets.canvas import Canvas  # noqa: E402
from model.datasets.cifar10 import Cifar10, load_cifar10  # noqa: E402
from model.datasets.folder import CROPS, VIEWS, open_folder  # noqa: E402
from model.errors import CheckpointError, ConfigError  # noqa: E402
from model.networks import create_model  # noqa: E402
from model.training import TrainingConfig, release, serving, train  # noqa: E402
from model.training.data import Canvases, data_loader, opened, to_lab, training_data, validation_images  # noqa: E402
from model.weights import load  # noqa: E402

SMALL = TrainingConfig(
    network_arguments={"widths": [8, 8, 16, 16], "depths": [1, 1, 1]}, epochs=1, batch_size=16, limit=32
)


def test_cifar10_comes_as_lab_in_the_order_of_its_files(small_cifar10: Path, tmp_path: Path) -> None:
    config = SMALL.replace(limit=None, batch_size=50)
    images, held_out = training_data(opened(small_cifar10, tmp_path, config), config, "cpu")
    rgb = load_cifar10(small_cifar10, "train")[0]
    assert (len(images), len(held_out)) == (300, 5000)
    lab = images.batch(torch.tensor([7, 3]), 0)
    assert lab.shape == (2, 3, 32, 32)
    assert lab.dtype == torch.float32
    assert lab[0].permute(1, 2, 0).numpy() == pytest.approx(rgb_to_lab(rgb[7]), abs=0.1)
    assert torch.equal(lab, images.batch(torch.tensor([7, 3]), 9))
    assert held_out[0].permute(1, 2, 0).float().numpy() == pytest.approx(rgb_to_lab(rgb[300]), abs=0.1)


def test_photographs_come_as_crops_that_differ_from_step_to_step(
    photographs: Callable[..., Path], tmp_path: Path
) -> None:
    data = open_folder(photographs(8), tmp_path / "small")
    images, held_out = training_data(data, SMALL.replace(limit=None), "cpu")
    assert len(images) == len(data) == CROPS * len(data.split.of("train"))
    assert len(held_out) == VIEWS * len(data.split.of("validation"))
    which = torch.arange(16)
    lab = images.batch(which, 4)
    assert torch.equal(lab, to_lab(data.crops(which.numpy(), SMALL.seed, 4)).float())
    assert not torch.equal(lab, images.batch(which, 5))
    assert len(training_data(data, SMALL, "cpu")[0]) == 32
    assert validation_images(data, 5).shape == (5, 32, 32, 3)


LARGE = TrainingConfig(
    network="efficientnet-lite",
    network_arguments={"width": 8, "frozen": 16},
    batch_size=4,
    canvas=Canvas(side=64, aspect=2, larger=1.5, closer=1.5),
    beside=0.5,
)


def test_canvases_are_of_photographs_and_of_cifar10_beside_them_and_of_many_sizes(
    photographs: Callable[..., Path], small_cifar10: Path, tmp_path: Path
) -> None:
    data = replace(open_folder(photographs(10), tmp_path / "small", side=96), beside=Cifar10(small_cifar10))
    assert data.description.endswith("; CIFAR-10, 45,000 training images")
    images, held_out = training_data(data, LARGE, "cpu")
    assert isinstance(images, Canvases)
    train = len(data.split.of("train"))
    assert len(images) == 2 * train
    assert held_out.shape == (len(data.split.of("validation")), 3, 64, 64)
    which = torch.arange(4)
    shapes = {images.batch(which, step).shape for step in range(12)}
    assert len(shapes) > 3
    assert all(2 <= count <= 4 and height % 32 == width % 32 == 0 for count, _, height, width in shapes)
    assert torch.equal(images.batch(which, 3), images.batch(which, 3))
    of_cifar10 = images.batch(torch.tensor([train, train + 1]), 0)
    assert not torch.equal(of_cifar10, images.batch(torch.tensor([0, 1]), 0))
    assert len(training_data(data, LARGE.replace(beside=0.0), "cpu")[0]) == train


def test_other_processes_draw_the_same_batches_and_see_what_a_frozen_encoder_sees(
    photographs: Callable[..., Path], small_cifar10: Path, tmp_path: Path
) -> None:
    data = replace(open_folder(photographs(10), tmp_path / "small", side=96), beside=Cifar10(small_cifar10))
    images, _ = training_data(data, LARGE, "cpu")
    network = create_model(LARGE.network, 5, **LARGE.network_arguments)
    apart = list(data_loader(images, LARGE, range(2, 6), 4, network))
    images.apart = False  # type: ignore[misc]
    here = list(data_loader(images, LARGE, range(2, 6), 4, network))
    for one, other in zip(apart, here, strict=True):
        assert len(one) == len(other) == 5
        assert all(torch.equal(*parts) for parts in zip(one[:2], other[:2], strict=True))
    inputs, _, *features = here[0]
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        assert torch.allclose(network(inputs, features).float(), network(inputs).float(), atol=0.05)
    learning = create_model(LARGE.network, 5, width=8, frozen=11)
    assert len(next(iter(data_loader(images, LARGE, range(1), 4, learning)))) == 2


def test_lab_keeps_every_image_in_its_place_whatever_the_number() -> None:
    images = np.random.default_rng(0).integers(0, 256, (5003, 2, 2, 3), np.uint8)
    lab = to_lab(images)
    assert lab.shape == (5003, 3, 2, 2)
    assert lab[4321].permute(1, 2, 0).float().numpy() == pytest.approx(rgb_to_lab(images[4321]), abs=0.1)


def test_a_batch_larger_than_an_epoch_of_crops_says_what_would_do(
    photographs: Callable[..., Path], tmp_path: Path
) -> None:
    data = open_folder(photographs(5), tmp_path / "small")
    with pytest.raises(ConfigError, match="128 is more than the 64 crops of 4 training photographs; add photographs"):
        training_data(data, TrainingConfig(batch_size=128), "cpu")


def test_what_is_opened_stays_open_and_a_path_is_opened(small_cifar10: Path, tmp_path: Path) -> None:
    data = Cifar10(small_cifar10)
    assert opened(data, tmp_path, SMALL) == data
    assert opened(small_cifar10, tmp_path, SMALL) == data


def test_as_many_images_are_held_out_as_a_configuration_says(small_cifar10: Path, tmp_path: Path) -> None:
    data = opened(small_cifar10, tmp_path, SMALL.replace(validation=1000))
    assert isinstance(data, Cifar10)
    assert [len(part) for part in data.load()] == [4300, 1000]
    assert data.description == "CIFAR-10, 49,000 training images"
    images, held_out = training_data(data, TrainingConfig(validation=1000), "cpu")
    assert (len(images), len(held_out)) == (4300, 1000)


def test_training_goes_on_from_released_weights_on_ones_own_photographs(
    photographs: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "IMAGES", 8)
    folder = photographs(8)
    card = release.release(train(SMALL, folder, tmp_path / "one"), SMALL, tmp_path / "one", folder)
    assert load(card).dataset == open_folder(folder, tmp_path / "small").description
    config = SMALL.replace(start=str(card), learning_rate=1e-12, weight_decay=0.0)
    tuned = train(config, folder, tmp_path / "two").state_dict()
    from safetensors.torch import load_file

    released = load_file(load(card).file("safetensors"))
    names = [name for name in released if "running" not in name and "num_batches" not in name]
    assert all(torch.allclose(tuned[name], released[name].float(), atol=1e-8) for name in names)


def test_an_interrupted_run_on_photographs_ends_with_the_same_weights(
    photographs: Callable[..., Path], tmp_path: Path
) -> None:
    class InterruptedRunError(Exception):
        """As a kill."""

    def stop(progress: object) -> None:
        if progress.step == 3 and progress.validation is None:
            raise InterruptedRunError

    folder, config = photographs(8), SMALL.replace(epochs=2)
    whole = train(config, folder, tmp_path / "whole").state_dict()
    with pytest.raises(InterruptedRunError):
        train(config, folder, tmp_path / "cut", tell=stop)
    resumed = train(config, folder, tmp_path / "cut", resume=True).state_dict()
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_a_run_does_not_go_on_with_other_photographs(
    photographs: Callable[..., Path], small_cifar10: Path, tmp_path: Path
) -> None:
    train(SMALL, photographs(8), tmp_path / "run")
    for other in (photographs(9, "others"), small_cifar10):
        with pytest.raises(CheckpointError, match=r"learns from \d photographs .*: give it the same data, or another"):
            train(SMALL, other, tmp_path / "run", resume=True)
