"""The configuration of a run: all problems at once, and nothing that is not known."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

pytest.importorskip("torch")

from model.datasets.augment import Augmentation
from model.errors import ConfigError
from model.training import TrainingConfig, config
from model.training.config import TASK, ClassifierConfig

RECIPES = Path(config.__file__).parent / "recipes"


def test_it_survives_json() -> None:
    config = TrainingConfig(
        epochs=3, network_arguments={"widths": (8, 8, 8, 8)}, augmentation=Augmentation(zoom=0.25), limit=512
    )
    values = json.loads(json.dumps(config.to_json()))
    again = TrainingConfig.from_json(values)
    assert again.to_json() == values
    assert again.augmentation == config.augmentation
    assert TrainingConfig.from_json({}) == TrainingConfig()


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        TrainingConfig.from_json({"epochs": 0, "batch_size": 1, "ema": 1.0, "augmentation": {"grain": 2}, "lr": 3})
    assert str(caught.value) == (
        "unknown keys in the training configuration: lr; the training configuration has problems: epochs must be at "
        "least 1, not 0; batch_size must be at least 2, not 1; ema must be in 0..1, below 1, not 1.0; "
        "augmentation.grain must be in 0..1, not 2"
    )


def test_problems_of_settings_beside_one_another_are_said_at_once_too() -> None:
    with pytest.raises(ConfigError) as caught:
        TrainingConfig.from_json({"warmup": 21, "limit": 100, "losses": {"distillation": 1}})
    assert str(caught.value) == (
        "the training configuration has problems: warmup must be in 0..epochs, not 21.0; limit must be none or at "
        "least one batch (128), not 100; losses.distillation needs teachers, a list of names of weights or paths of "
        "their cards"
    )


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"learning_rate": 0}, "learning_rate must be above 0 and at most 1, not 0"),
        ({"learning_rate": math.nan}, "learning_rate must be a number, not nan"),
        ({"warmup": 21}, r"warmup must be in 0\.\.epochs, not 21\.0"),
        ({"cooldown": 19.75}, r"cooldown must leave warmup its epochs: at most 19\.5"),
        ({"weight_decay": -1}, "weight_decay must be at least 0, not -1"),
        ({"clip": 0}, "clip must be above 0, not 0"),
        ({"losses": {"huber": -0.1}}, r"losses\.huber must be at least 0, not -0\.1"),
        ({"losses": {"psnr": -1}}, r"losses\.psnr must be at least 0, not -1"),
        ({"losses": {"l1": "much"}}, r"losses\.l1 must be a number, not 'much'"),
        ({"losses": {"rebalance": 2}}, r"losses\.rebalance must be in 0\.\.1, not 2"),
        (
            {"losses": {"classification": 0, "adversarial": 1}},
            "losses must have one above 0 beside rebalance, adversarial and context",
        ),
        ({"losses": {"lpips": 1}}, "losses.lpips needs lpips_weights, .*"),
        ({"losses": {"distillation": 1}}, "losses.distillation needs teachers, .*"),
        ({"losses": {"context": 1}}, "losses.context needs network_arguments.context, .*"),
        ({"losses": {"classification": 0, "context": 1}, "network_arguments": {"context": 10}}, "losses must have .*"),
        ({"teachers": "default"}, "teachers must be a list of names or paths of cards, not 'default'"),
        ({"teachers": [1]}, r"teachers must be a list of names or paths of cards, not \[1\]"),
        ({"losses": 1}, "losses must be an object of settings, not 1"),
        ({"discriminator": {"layers": 5}}, r"discriminator\.layers must be in 1\.\.3, not 5"),
        ({"discriminator": {"begin": -1}}, r"discriminator\.begin must be at least 0, not -1"),
        ({"patience": 0}, "patience must be none or at least 1, not 0"),
        ({"patience": 1.5}, r"patience must be a whole number, not 1\.5"),
        ({"start_encoder": 3}, "start_encoder must be a path, not 3"),
        ({"hintless": 1.5}, r"hintless must be in 0\.\.1, not 1\.5"),
        ({"limit": 100}, r"limit must be none or at least one batch \(128\), not 100"),
        ({"seed": -1}, r"seed must be in 0\.\.4294967295, not -1"),
        ({"epochs": "ten"}, "epochs must be a whole number, not 'ten'"),
        ({"epochs": 2.5}, r"epochs must be a whole number, not 2\.5"),
        ({"epochs": True}, "epochs must be a whole number, not True"),
        ({"limit": "all"}, "limit must be a whole number, not 'all'"),
        ({"network": 3}, "network must be a name, not 3"),
        ({"network": "vgg"}, "no network is called 'vgg'; there are: cnn, .*"),
        ({"precision": "int4"}, "precision must be 'auto', 'bfloat16' or 'float32', not 'int4'"),
        ({"network_arguments": [1]}, r"network_arguments must be an object, not \[1\]"),
        ({"augmentation": {"flip": "often"}}, r"augmentation\.flip must be a number, not 'often'"),
        ({"augmentation": {"flip": -0.1}}, r"augmentation\.flip must be in 0\.\.1, not -0\.1"),
        ({"augmentation": None}, "augmentation must be an object of settings, not None"),
        ([1], r"the training configuration is an object of settings, not \[1\]"),
    ],
)
def test_a_setting_out_of_its_range_or_kind_is_refused(values: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=f"(: |^){problem}$"):
        TrainingConfig.from_json(values)


def test_unknown_keys_are_all_named() -> None:
    with pytest.raises(ConfigError) as caught:
        TrainingConfig.from_json({"epoch": 3, "lr": 1, "augmentation": {"flop": 1}, "losses": {"l3": 1}})
    assert str(caught.value) == "unknown keys in the training configuration: epoch, lr, losses.l3, augmentation.flop"


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.json")), ids=lambda path: path.stem)
def test_every_recipe_is_a_configuration(path: Path) -> None:
    values = json.loads(path.read_text(encoding="utf-8"))
    kind = ClassifierConfig if values.get("task") == TASK else TrainingConfig
    again = kind.from_json(values).to_json()
    assert {key: again[key] for key in values if key in again and not isinstance(values[key], dict)} == {
        key: value for key, value in values.items() if not isinstance(value, dict)
    }
