"""A release: weights that a curator's installation serves, and a card that says what they are."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import numpy as np
import pytest
from skimage import data

torch = pytest.importorskip("torch")

from safetensors.torch import load_file  # noqa: E402

from model import Colorist, weights  # noqa: E402
from model.color import grid  # noqa: E402
from model.errors import WeightsError  # noqa: E402
from model.networks import create_model  # noqa: E402
from model.training import TrainingConfig, release, train  # noqa: E402
from model.training.serving import VIVID, calibrate  # noqa: E402

SMALL = TrainingConfig(network_arguments={"widths": [8, 8, 16, 16], "depths": [1, 1, 1]}, epochs=2, limit=256)


@pytest.fixture(scope="module")
def card_path(_small_cifar10: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The card of weights fresh from initialisation, released."""
    torch.manual_seed(0)
    network = create_model("unet", len(grid.bins()), **SMALL.network_arguments)
    folder, digests = _small_cifar10
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("model.datasets.cifar10.MD5", digests)
        patch.setenv("SOURCE_DATE_EPOCH", "1000000000")
        return release.release(network, SMALL, tmp_path_factory.mktemp("released"), folder)


def test_the_released_card_loads_and_its_weights_colorize(card_path: Path) -> None:
    card = weights.load(str(card_path))
    assert (card.network, card.trained, card.licence) == ("unet", "2001-09-09", "MIT")
    assert card.config == SMALL.to_json()
    assert card.parameters == sum(p.numel() for p in create_model("unet", 313, **SMALL.network_arguments).parameters())
    assert {s: hashlib.sha256(card.file(s).read_bytes()).hexdigest() for s in card.files} == card.files
    result = Colorist.load(str(card_path)).colorize(data.camera()[:64, :96])
    assert result.rgb.shape == (64, 96, 3)
    assert sorted(path.name for path in card_path.parent.iterdir()) == [
        "weights.json",
        "weights.onnx",
        "weights.safetensors",
    ]


def test_a_run_goes_on_from_released_weights(card_path: Path, small_cifar10: Path, tmp_path: Path) -> None:
    config = SMALL.replace(start=str(card_path), learning_rate=1e-12, epochs=1, weight_decay=0.0)
    trained = train(config, small_cifar10, tmp_path / "second").state_dict()
    released = load_file(weights.load(str(card_path)).file("safetensors"))
    names = [name for name in released if "running" not in name and "num_batches" not in name]
    assert all(torch.allclose(trained[name], released[name].float(), atol=1e-8) for name in names)


def test_weights_of_another_network_are_refused_as_a_start(
    card_path: Path, small_cifar10: Path, tmp_path: Path
) -> None:
    other = SMALL.replace(start=str(card_path), network_arguments={})
    with pytest.raises(WeightsError, match="does not hold weights of this network"):
        train(other, small_cifar10, tmp_path / "second")


def test_what_is_served_is_calibrated(card_path: Path) -> None:
    card = weights.load(card_path)
    for rendering in (card.serving.thumbnails, card.serving.photographs):
        shares = [share for _, share in rendering.calibration]
        assert shares == sorted(shares, reverse=True)
        assert all(0 <= share <= 1 for share in shares)
        assert 0.5 <= rendering.faithful_gain <= 3
        assert rendering.vivid_gain == pytest.approx(VIVID * rendering.faithful_gain, abs=0.006)


def test_the_commit_is_this_repositorys_or_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert release.commit() == "" or len(release.commit()) == 40
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    stranger = tmp_path / "release.py"  # installed into somebody else's checkout, not part of it
    stranger.touch()
    monkeypatch.setattr(release, "__file__", str(stranger))
    assert release.commit() == ""


def test_confidence_falls_with_spread_and_is_the_share_of_right_pixels() -> None:
    random = np.random.default_rng(0)
    spread = random.uniform(0, 60, 200_000).astype(np.float32)
    right = random.uniform(size=spread.shape) < 1 - spread / 80
    points = calibrate(spread, right)
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert all(abs(share - (1 - x / 80)) < 0.02 for x, share in points)


def test_spreads_that_say_nothing_get_one_confidence() -> None:
    right = np.arange(2400) % 4 == 0
    spread = np.linspace(0, 1, 2400, dtype=np.float32)
    assert {share for _, share in calibrate(spread, right)} == {0.25}


def test_confidence_never_rises_with_spread_even_if_the_data_do() -> None:
    spread = np.linspace(0, 1, 2400, dtype=np.float32)
    right = spread > 0.5
    assert {share for _, share in calibrate(spread, right)} == {0.5}
