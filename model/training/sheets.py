"""What a run looks like: its curves, and some validation pictures as they are, without colour, and colorized."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor, nn
from torch.nn import functional as F

from model.color.lab_torch import lab_to_rgb
from model.files import whole
from model.losses import Decoder

CURVES = "curves.png"
SAMPLES = "samples"
"""Folder of the sheets, one for each epoch."""

_PAPER, _INK, _ACCENT = "#fbfaf7", "#26241f", "#9a3324"
_PANEL, _MARGIN = (360, 240), 44
_NOT_DRAWN = {"epoch", "step", "images_per_second"}


@torch.no_grad()
def draw_samples(
    out: Path, epoch: int, network: nn.Module, lab: Tensor, *, count: int = 8, scale: int | None = None
) -> Path:
    """Write ``samples/epoch-<n>.png``: the first of Lab ``(N, 3, H, W)``, a row for each; original, grey, colour."""
    truth = lab[:count].float()
    grey = torch.cat([truth[:, :1], torch.zeros_like(truth[:, 1:])], dim=1)
    inputs = torch.cat([truth[:, :1] / 50 - 1, torch.zeros_like(truth)], dim=1)  # no hints
    ab, _ = Decoder().to(lab.device)(torch.softmax(network(inputs).float(), 1))
    full = F.interpolate(ab, size=truth.shape[-2:], mode="bilinear", align_corners=False)
    columns = [truth, grey, torch.cat([truth[:, :1], full], dim=1)]
    pictures = torch.stack([(lab_to_rgb(column) * 255).round() for column in columns], dim=1)  # (N, 3, 3, H, W)
    framed = F.pad(pictures, (0, 1, 0, 1), value=255)
    rows, across, channels, height, width = framed.shape
    sheet = framed.permute(0, 3, 1, 4, 2).reshape(rows * height, across * width, channels)
    image = Image.fromarray(sheet.cpu().numpy().astype(np.uint8))
    scale = scale or max(1, 128 // truth.shape[-1])
    path = out / SAMPLES / f"epoch-{epoch:03d}.png"
    path.parent.mkdir(exist_ok=True)
    _save(image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST), path)
    return path


def draw_curves(out: Path, entries: Sequence[Mapping[str, Any]]) -> Path:
    """Write ``curves.png``: a panel for each figure of the log over the epochs."""
    names = [name for name in entries[0] if name not in _NOT_DRAWN]
    width, height = _PANEL
    image = Image.new("RGB", (width * len(names), height), _PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(13)
    for index, name in enumerate(names):
        points = [(e["epoch"], e[name]) for e in entries if isinstance(e.get(name), int | float)]
        _panel(draw, font, index * width, name, points)
    _save(image, out / CURVES)
    return out / CURVES


def _panel(draw: ImageDraw.ImageDraw, font: Any, left: int, name: str, points: list[tuple[int, float]]) -> None:
    """One curve with its name, its range and its last value, ``left`` px from the edge."""
    width, height = _PANEL
    x0, x1, y0, y1 = left + _MARGIN, left + width - _MARGIN, height - _MARGIN, _MARGIN
    draw.line([(x0, y1), (x0, y0), (x1, y0)], fill=_INK)
    draw.text((x0, 12), name.replace("_", " "), fill=_INK, font=font)
    if not points:
        return
    (first, last), values = (points[0][0], points[-1][0]), [value for _, value in points]
    low, high = min(values), max(values)
    at = [
        (
            x0 + (x1 - x0) * (epoch - first) / max(last - first, 1),
            y0 + (y1 - y0) * ((value - low) / (high - low) if high > low else 0.5),
        )
        for epoch, value in points
    ]
    draw.line(at, fill=_ACCENT, width=2)
    draw.ellipse([at[-1][0] - 3, at[-1][1] - 3, at[-1][0] + 3, at[-1][1] + 3], fill=_ACCENT)
    draw.text((x1, 12), f"{values[-1]:.4g}", fill=_ACCENT, font=font, anchor="ra")
    for text, y in ((f"{high:.4g}", y1), (f"{low:.4g}", y0)):
        draw.text((x0 - 4, y), text, fill=_INK, font=font, anchor="rm")
    draw.text((x0, y0 + 8), f"epoch {first}", fill=_INK, font=font)
    draw.text((x1, y0 + 8), f"{last}", fill=_INK, font=font, anchor="ra")


def _save(image: Image.Image, path: Path) -> None:
    with whole(path) as temporary:
        image.save(temporary, format="PNG")
