"""The configuration of a run: settings that are checked whole, and written beside the weights."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, PositiveInt, field_validator, model_validator

from model import networks
from model.datasets.augment import Augmentation
from model.datasets.canvas import Canvas
from model.datasets.cifar10 import TRAINING, VALIDATION
from model.losses import Losses
from model.networks.blocks import MOST_BLOCKS
from model.settings import Settings

TASK: Final = "classify"
"""What a configuration's ``task`` says when it is a classifier's."""

Blocks = Annotated[int, Field(ge=1, le=MOST_BLOCKS)]
"""How many blocks of a network are of a size."""


class DiscriminatorSettings(Settings):
    """The discriminator of a run whose ``losses.adversarial`` is above 0."""

    width: int = Field(default=64, ge=1)
    """Channels after its first convolution."""
    layers: int = Field(default=2, ge=1, le=3)
    """Halvings: with 2 a score is of a patch of 34×34 pixels, with 3 of 70×70; images have 32."""
    learning_rate: float = Field(default=4e-4, gt=0, le=1)
    """Constant; twice to four times the generator's is usual (Heusel et al. 2017)."""
    begin: float = Field(default=1.0, ge=0)
    """Epochs before it is there at all: first the generator learns to be about right."""
    rise: float = Field(default=1.0, ge=0)
    """Epochs over which its loss then comes to count whole."""


class RunConfig(Settings):
    """What every training has, a colourist's and a classifier's."""

    epochs: int = Field(default=20, ge=1)
    batch_size: int = Field(default=128, ge=2)
    learning_rate: float = Field(default=2e-3, gt=0, le=1)
    """Peak; reached after ``warmup`` epochs, then a half cosine down to zero."""
    warmup: float = Field(default=0.5, ge=0)
    cooldown: float | None = Field(default=None, gt=0)
    """Epochs at the end in which the rate falls to zero, by the root of the time; until then it is constant (Hägele et
    al. 2024). Before they begin, a run may be resumed with other ``epochs``. None: the cosine."""
    weight_decay: float = Field(default=0.02, ge=0)
    clip: float = Field(default=1.0, gt=0)
    """Largest norm of the gradient, the discriminator's too."""
    ema: float = Field(default=0.998, ge=0, lt=1)
    """Decay per step of the exponential moving average of the weights, which is validated and released."""
    precision: Literal["auto", "bfloat16", "float32"] = "auto"
    """In which the networks compute (automatic mixed precision); losses are float32. auto is bfloat16 where the device
    computes in it natively, else float32; the configuration beside the weights says which it was."""
    validate_every: int = Field(default=1, ge=1)
    """Epochs from one validation, line of the log and checkpoint to the next; the last epoch always has one."""
    patience: int | None = Field(default=None, ge=1)
    """Stop after this many epochs without a better validation, and keep the best weights; None: train to the end."""
    seed: int = Field(default=0, ge=0, le=(1 << 32) - 1)
    validation: int = Field(default=VALIDATION, ge=100, le=TRAINING // 2)
    """Of CIFAR-10's training images so many, the last ones, are validated on and not trained on."""
    limit: int | None = None
    """Use only this many training images (for trying things); None: all."""

    @model_validator(mode="after")
    def _fit_one_another(self) -> Self:
        if problems := self.problems():
            raise ValueError("; ".join(problems))
        return self

    def problems(self) -> list[str]:
        """What is wrong with settings beside one another, each as a sentence."""
        found = [] if self.warmup <= self.epochs else [f"warmup must be in 0..epochs, not {self.warmup!r}"]
        if not found and self.warmup + (self.cooldown or 0) > self.epochs:
            found.append(f"cooldown must leave warmup its epochs: at most {self.epochs - self.warmup:g}")
        if self.limit is not None and self.limit < self.batch_size:
            found.append(f"limit must be none or at least one batch ({self.batch_size}), not {self.limit!r}")
        return found


class TrainingConfig(RunConfig):
    """Everything that decides a colourist's weights, beside the data."""

    title: ClassVar[str] = "the training configuration"

    network: str = Field(default="unet", description="a name")
    network_arguments: dict[str, Any] = Field(default_factory=dict)
    encoder_rate: float = Field(default=1.0, ge=0, le=1)
    """Share of the learning rate at which the encoder learns, one that knows something already."""
    optimizer: Literal["adamw", "muon"] = "adamw"
    """Muon is for the kernels of all convolutions but the first and the last; the rest is AdamW's."""
    losses: Losses = Losses(huber=5.0)
    discriminator: DiscriminatorSettings = DiscriminatorSettings()
    classifier: str | None = Field(default=None, description="the path of a card")
    """Path of the card of the classifier behind the losses perceptual and context; None: the shipped one."""
    teachers: tuple[str, ...] = Field(default=(), description="a list of names or paths of cards")
    """Colourists to learn from, for the loss distillation: names of weights, or paths of their cards."""
    lpips_weights: str | None = Field(default=None, description="a path")
    """Path of imported LPIPS weights, for that loss."""
    hintless: float = Field(default=0.5, ge=0, le=1)
    """Share of images trained without hints."""
    augmentation: Augmentation = Augmentation()
    canvas: Canvas = Canvas()
    """How much of a photograph an image shows; CIFAR-10's are of 32 px."""
    beside: float = Field(default=0.0, ge=0, lt=1)
    """Share of images that are CIFAR-10's, where both photographs and CIFAR-10 are at hand."""
    images_per_epoch: int | None = None
    """So many images, drawn anew, count as an epoch; None: all there are."""
    start: str | None = Field(default=None, description="a name or the path of a card")
    """Weights to go on from instead of random ones: their name, or the path of their card."""
    start_encoder: str | None = Field(default=None, description="a path")
    """Weights for the encoder only: the path of a classifier's card, or of imported weights (safetensors)."""

    @field_validator("network")
    @classmethod
    def _is_in_the_zoo(cls, name: str) -> str:
        if name not in networks.names():
            raise ValueError(f"no network is called {name!r}; there are: {', '.join(networks.names())}")
        return name

    def problems(self) -> list[str]:
        found, losses = super().problems(), self.losses
        if self.images_per_epoch is not None and self.images_per_epoch < self.batch_size:
            least = f"none or at least one batch ({self.batch_size})"
            found.append(f"images_per_epoch must be {least}, not {self.images_per_epoch!r}")
        if not any(getattr(losses, name) for name in Losses.model_fields if name not in Losses.ALONE_TOO_LITTLE):
            found.append("losses must have one above 0 beside rebalance, adversarial and context")
        if losses.lpips and self.lpips_weights is None:
            found.append("losses.lpips needs lpips_weights, the path that gallery weights import --as lpips-alex gave")
        if losses.distillation and not self.teachers:
            found.append("losses.distillation needs teachers, a list of names of weights or paths of their cards")
        if losses.context and not self.network_arguments.get("context"):
            found.append("losses.context needs network_arguments.context, the number of classes (unet has them)")
        return found


class ClassifierConfig(RunConfig):
    """Everything that decides a classifier, beside the data."""

    title: ClassVar[str] = "the classifier's configuration"

    task: Literal["classify"] = TASK
    widths: tuple[PositiveInt, PositiveInt, PositiveInt, PositiveInt] = Field(
        default=(32, 64, 128, 256), description="4 whole numbers above 0"
    )
    depths: tuple[Blocks, Blocks, Blocks] = Field(default=(2, 2, 2), description=f"3 whole numbers, 1 to {MOST_BLOCKS}")
    dropout: float = Field(default=0.1, ge=0, lt=1)
    grey: float = Field(default=0.0, ge=0, le=1)
    """Share of images seen without their colours: 0 to measure colours, 1 to start a colourist from."""
    weight_decay: float = Field(default=0.05, ge=0)
    smoothing: float = Field(default=0.05, ge=0, lt=1)
    """Label smoothing (Szegedy et al. 2016)."""
    shift: int = Field(default=4, ge=0, le=16)
    """Images are moved by up to so many pixels, mirrored edges coming in."""

    def network_arguments(self) -> dict[str, Any]:
        """What :class:`model.networks.classifier.Classifier` is built with."""
        return {"widths": list(self.widths), "depths": list(self.depths), "dropout": self.dropout}


Config = TrainingConfig | ClassifierConfig
"""Of any run."""
