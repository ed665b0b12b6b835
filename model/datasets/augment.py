"""Augmentation as a pure function of (seed, step): a resumed run sees the batches an uninterrupted one would.

Each is a switch in :class:`Augmentation`. Geometry changes lightness and chroma alike; what plates
and the degradations of old photographs do (emulsion, fading, contrast, blur, grain) changes what the network sees, the
lightness, and not the answer.
"""

from __future__ import annotations

import math

import torch
from pydantic import Field
from torch import Tensor
from torch.nn import functional as F

from model.color.lab import EPSILON, KAPPA
from model.color.lab_torch import lab_to_rgb
from model.datasets.scenes import scenes
from model.settings import Settings


class Augmentation(Settings):
    """What is done to a training batch; a probability of 0 switches a step off."""

    flip: float = Field(default=0.5, ge=0, le=1)
    """Share of images mirrored left to right."""
    zoom: float = Field(default=0.0, ge=0, le=1)
    """Share of batches seen enlarged: random crops of 50–100 % of the side, resampled to the full side."""
    enlarge: float = Field(default=0.0, ge=0, le=1)
    """Share of batches seen whole and larger, at 1.5 or 2 times the size, as photographs are; fewer images then."""
    shift: float = Field(default=0.0, ge=0, le=1)
    """Share of images moved by up to an eighth of the side, mirrored at the edge."""
    warp: float = Field(default=0.0, ge=0, le=1)
    """Share of images turned by up to 15°, and stretched by 0.8–1.25 either way, mirrored at the edge."""
    cutmix: float = Field(default=0.0, ge=0, le=1)
    """Share of images with a rectangle of another image in them (after Yun et al. 2019)."""
    mosaic: float = Field(default=0.0, ge=0, le=1)
    """Share of batches where a picture is four images at half their size: scenes of several small things."""
    scene: float = Field(default=0.0, ge=0, le=1)
    """Share of batches that are scenes of 64 to 128 px (:mod:`model.datasets.scenes`); fewer images then."""
    plate: float = Field(default=0.0, ge=0, le=1)
    """Share of images whose lightness is seen by another emulsion or filter: random weights of R, G and B."""
    contrast: float = Field(default=0.0, ge=0, le=1)
    """Share of images whose lightness is faded or strengthened (gamma and gain)."""
    blur: float = Field(default=0.0, ge=0, le=1)
    """Share of batches seen through a soft lens (3×3 binomial)."""
    grain: float = Field(default=0.0, ge=0, le=1)
    """Share of images with film grain, σ up to 5 L."""


def generator(seed: int, step: int, stream: int = 0, device: torch.device | str = "cpu") -> torch.Generator:
    """The random numbers of one step: the same for the same (seed, step, stream) on one kind of device."""
    return torch.Generator(device).manual_seed((seed * 1_000_003 + step) * 7 + stream)


def _uniform(random: torch.Generator, *size: int) -> Tensor:
    """Numbers in 0..1, drawn where ``random`` is."""
    return torch.rand(size, generator=random, device=random.device)


def _on_host(random: torch.Generator) -> torch.Generator:
    """What decides about a batch as a whole, so that no device is waited for: on a CPU ``random`` itself."""
    return random if random.device.type == "cpu" else torch.Generator().manual_seed(random.initial_seed())


def augment(lab: Tensor, settings: Augmentation, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Lab ``(N, 3, H, W)`` → what the network sees of L, ``(N, 1, H, W)``, and the Lab it should answer with.

    ``random`` draws on the device of ``lab``. An enlarged batch has M < N pictures of a larger size, with about as
    many pixels in all.
    """
    count, host = lab.shape[0], _on_host(random)

    def chosen(share: float) -> Tensor:
        return (_uniform(random, count) < share)[:, None, None, None]

    lab = torch.where(chosen(settings.flip), lab.flip(-1), lab)
    for share, change in ((settings.shift, _shift), (settings.warp, _warp), (settings.cutmix, _cutmix)):
        if share:
            lab = torch.where(chosen(share), change(lab, random), lab)
    if settings.scene and torch.rand((), generator=host) < settings.scene:
        lab = scenes(lab, random, host)
        count = lab.shape[0]
    elif torch.rand((), generator=host) < settings.zoom:
        lab = _zoom(lab, host)
    elif settings.mosaic and torch.rand((), generator=host) < settings.mosaic:
        lab = _mosaic(lab, random)
    elif settings.enlarge and torch.rand((), generator=host) < settings.enlarge:
        lab = _enlarge(lab, host)
        count = lab.shape[0]
    seen = lab[:, :1]
    if settings.plate:
        seen = torch.where(chosen(settings.plate), _plate(lab, random), seen)
    if settings.contrast:
        seen = torch.where(chosen(settings.contrast), _fade(seen, random), seen)
    if torch.rand((), generator=host) < settings.blur:
        seen = _soften(seen)
    if settings.grain:
        sigma = 5 * _uniform(random, count, 1, 1, 1)
        noise = sigma * torch.randn(seen.shape, generator=random, device=random.device)
        seen = torch.where(chosen(settings.grain), (seen + noise).clamp(0, 100), seen)
    return seen, lab


def _shift(lab: Tensor, random: torch.Generator) -> Tensor:
    count, _, height, width = lab.shape
    most = width // 8
    top, left = torch.randint(0, 2 * most + 1, (2, count), generator=random, device=random.device)
    rows, columns = (torch.arange(side, device=lab.device) for side in (height, width))
    padded = F.pad(lab, (most, most, most, most), mode="reflect")
    image = torch.arange(count, device=lab.device)[:, None, None]
    moved = padded[image, :, top[:, None, None] + rows[:, None], left[:, None, None] + columns]  # (N, H, W, 3)
    return moved.permute(0, 3, 1, 2)


def _warp(lab: Tensor, random: torch.Generator) -> Tensor:
    turn, wide, high = 2 * _uniform(random, 3, lab.shape[0]) - 1
    angle, wide, high = math.radians(15) * turn, 0.8**wide, 0.8**high
    rows = [[wide * angle.cos(), -wide * angle.sin()], [high * angle.sin(), high * angle.cos()]]
    theta = torch.stack([torch.stack([*row, torch.zeros_like(turn)], -1) for row in rows], 1)  # (N, 2, 3)
    places = F.affine_grid(theta, list(lab.shape), align_corners=False)
    warped = F.grid_sample(lab, places, mode="bicubic", padding_mode="reflection", align_corners=False)
    return torch.cat([warped[:, :1].clamp(0, 100), warped[:, 1:]], 1)


def _cutmix(lab: Tensor, random: torch.Generator) -> Tensor:
    count, _, height, width = lab.shape
    corners = _uniform(random, 4, count)[:, :, None]
    rows, columns = (torch.arange(side, device=lab.device) / side for side in (height, width))
    down = (rows >= corners[:2].amin(0)) & (rows < corners[:2].amax(0))  # (N, H)
    across = (columns >= corners[2:].amin(0)) & (columns < corners[2:].amax(0))  # (N, W)
    inside = (down[:, :, None] & across[:, None, :])[:, None]
    return torch.where(inside, lab[torch.randperm(count, generator=random, device=random.device)], lab)


def _zoom(lab: Tensor, random: torch.Generator) -> Tensor:
    side = lab.shape[-1]
    crop = side // 2 + 2 * int(torch.randint(0, side // 4 + 1, (), generator=random))
    top, left = (int(v) for v in torch.randint(0, side - crop + 1, (2,), generator=random))
    part = lab[..., top : top + crop, left : left + crop]
    return F.interpolate(part, size=(side, side), mode="bilinear", align_corners=False)


def _enlarge(lab: Tensor, random: torch.Generator) -> Tensor:
    factor = 1.5 + 0.5 * int(torch.randint(0, 2, (), generator=random))
    fewer = max(2, round(len(lab) / factor**2))  # batch normalisation needs two
    return F.interpolate(lab[:fewer], scale_factor=factor, mode="bicubic", align_corners=False)


def _mosaic(lab: Tensor, random: torch.Generator) -> Tensor:
    half = F.avg_pool2d(lab, 2)
    tiles = [half[torch.randperm(len(half), generator=random, device=random.device)] for _ in range(4)]
    rows = [torch.cat(pair, dim=-1) for pair in (tiles[:2], tiles[2:])]
    return torch.cat(rows, dim=-2)


def _plate(lab: Tensor, random: torch.Generator) -> Tensor:
    """Lightness as a plate shows it that takes light by other weights than the eye; all of them are as likely."""
    drawn = -_uniform(random, lab.shape[0], 3).clamp_min(1e-6).log()
    weights = (drawn / drawn.sum(1, keepdim=True))[:, :, None, None]
    rgb = lab_to_rgb(lab)
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    light = (weights * linear).sum(1, keepdim=True)  # of R = G = B = 1 it is 1, as the eye's
    return torch.where(light > EPSILON, 116 * light.clamp_min(EPSILON) ** (1 / 3) - 16, KAPPA * light)


def _fade(lightness: Tensor, random: torch.Generator) -> Tensor:
    gamma, gain, lift = (_uniform(random, lightness.shape[0], 1, 1, 1) for _ in range(3))
    curve = (lightness.clamp(0, 100) / 100) ** (0.7 + 0.8 * gamma)
    return (100 * ((0.6 + 0.4 * gain) * curve + 0.2 * lift * (1 - gain))).clamp(0, 100)


def _soften(lightness: Tensor) -> Tensor:
    kernel = torch.tensor([1.0, 2.0, 1.0], device=lightness.device) / 4
    window = (kernel[:, None] * kernel[None, :])[None, None]
    return F.conv2d(F.pad(lightness, (1, 1, 1, 1), mode="replicate"), window)


def sample_hints(ab: Tensor, random: torch.Generator, share: float = 0.5, most: int = 40) -> Tensor:
    """Random true colours as a curator would give them: ab ``(N, 2, H, W)`` → ``(N, 3, H, W)``.

    Channels are a/110, b/110 and the mask. A ``share`` of the images gets none; the others a number that is
    log-uniform in 1..``most``, each a single pixel or, for one image in four, a 3×3 patch of its mean colour.
    """
    count, _, height, width = ab.shape
    amount = torch.exp(_uniform(random, count) * math.log(most))
    amount = torch.where(_uniform(random, count) < share, 0.0, amount)
    chance = (amount / (height * width))[:, None, None, None]
    mask = (_uniform(random, count, 1, height, width) < chance).to(ab)
    wide = _uniform(random, count, 1, 1, 1) < 0.25
    patches = F.max_pool2d(mask, 3, stride=1, padding=1)
    spread = F.avg_pool2d(ab, 3, stride=1, padding=1, count_include_pad=False)
    mask, colour = torch.where(wide, patches, mask), torch.where(wide, spread, ab)
    return torch.cat([colour / 110 * mask, mask], dim=1)
