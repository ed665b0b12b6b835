"""The zoo's recipes: each trains for real, forwards and backwards, is saved, and resumes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import save_file  # noqa: E402

from model.datasets.cifar10 import Cifar10  # noqa: E402
from model.networks.classifier import Classifier  # noqa: E402
from model.networks.efficientnet_lite import Encoder  # noqa: E402
from model.networks.inception_resnet_v2 import Trunk  # noqa: E402
from model.training import TrainingConfig, checkpoint, config, train  # noqa: E402
from model.training.config import TASK, ClassifierConfig  # noqa: E402
from model.training.device import with_precision  # noqa: E402
from model.training.log import LOG, entries  # noqa: E402
from model.training.objective import PRIOR  # noqa: E402
from model.training.release import release_classifier  # noqa: E402
from model.training.sheets import CURVES, SAMPLES  # noqa: E402

FOLDER = Path(config.__file__).parent / "recipes"
RECIPES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
COLOURISTS = [name for name, values in RECIPES.items() if values.get("task") != TASK]
LARGE = ("inception-resnet-v2", "inception-resnet-v2-transfer")
MEMBERS = ("cnn", "gan", "inception-resnet-v2", "resnet", "unet", "unet-gan")
SMALL: dict[str, dict[str, Any]] = {
    "cnn": {"widths": [4, 8, 8], "middle": 1},
    "efficientnet-lite": {"width": 8},
    "inception-resnet-v2": {"widths": [4, 8, 8], "side": 75, "repeats": [1, 1, 1], "classes": 5},
    "resnet": {"widths": [4, 8, 8, 8], "depths": [1, 1, 1]},
    "unet": {"widths": [4, 8, 8, 8], "depths": [1, 1, 1]},
}
"""Arguments that spare time; the recipes' own networks are tested in the registry's tests."""


def test_each_member_of_the_zoo_has_a_recipe_and_all_see_as_many_images() -> None:
    assert set(MEMBERS) <= set(COLOURISTS)
    assert {RECIPES[name]["epochs"] for name in MEMBERS} == {1}
    assert {RECIPES[name].get("limit") for name in MEMBERS} == {None}


@pytest.fixture(scope="module")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Small stand-ins for what the recipes start from and judge by."""
    folder = tmp_path_factory.mktemp("encoders")
    torch.manual_seed(0)
    settings = ClassifierConfig(widths=(4, 8, 8, 8), depths=(1, 1, 1))
    card = release_classifier(Classifier(**settings.network_arguments()), settings, folder, Cifar10(folder))
    save_file(Trunk(5, (1, 1, 1)).state_dict(), folder / "trunk.safetensors")
    save_file(Encoder().state_dict(), folder / "encoder.safetensors")
    return {
        "resnet": str(card),
        "inception-resnet-v2": str(folder / "trunk.safetensors"),
        "efficientnet-lite": str(folder / "encoder.safetensors"),
        "classifier": str(card),
    }


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.matrix] * (name in LARGE)) for name in COLOURISTS]
)
def test_it_takes_a_few_steps_and_resumes(
    name: str, encoders: dict[str, str], small_cifar10: Path, tmp_path: Path
) -> None:
    recipe = TrainingConfig.from_json(RECIPES[name])
    settings = recipe.replace(
        network_arguments={**recipe.network_arguments, **SMALL[recipe.network]},
        epochs=2,
        batch_size=8,
        limit=16,
        cooldown=recipe.cooldown and 1,
        start=None,
        start_encoder=encoders[recipe.network] if recipe.start_encoder else None,
        classifier=encoders["classifier"] if recipe.losses.perceptual or recipe.losses.context else None,
        discriminator=recipe.discriminator.replace(width=4, layers=1, begin=0.5, rise=0.5),
    )
    whole = train(settings, small_cifar10, tmp_path / "whole").state_dict()
    assert all(torch.isfinite(value).all() for value in whole.values())
    assert len(entries(tmp_path / "whole")) == 2

    def stop(progress: Any) -> None:
        if progress.step == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(settings, small_cifar10, tmp_path / "cut", tell=stop)
    resumed = train(settings, small_cifar10, tmp_path / "cut", resume=True).state_dict()
    assert all(torch.equal(value, resumed[key]) for key, value in whole.items())
    kept = {path.name for path in (tmp_path / "cut").iterdir()}
    assert kept == {checkpoint.NAME, "config.json", LOG, CURVES, SAMPLES} | (
        {PRIOR} if settings.losses.rebalance else set()
    )
    states = [checkpoint.load(tmp_path / run, with_precision(settings, "cpu").to_json()) for run in ("whole", "cut")]
    assert ("discriminator" in states[0]) == bool(settings.losses.adversarial)
    if settings.losses.adversarial:
        critics = [state["discriminator"]["network"] for state in states]
        assert all(torch.equal(critics[0][key], critics[1][key]) for key in critics[0])
