"""sRGB ↔ CIE Lab in torch, for training; the same numbers as :mod:`model.color.lab`."""

from __future__ import annotations

import torch
from torch import Tensor

from model.color import lab


def _matrix(values: object, like: Tensor) -> Tensor:
    return torch.as_tensor(values, dtype=like.dtype, device=like.device)


def rgb_to_lab(rgb: Tensor) -> Tensor:
    """sRGB ``(N, 3, H, W)`` float in 0..1 → Lab ``(N, 3, H, W)``: L in 0..100, a and b within ±110."""
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4)
    normal = torch.einsum("ij,njhw->nihw", _matrix(lab.NORMAL_FROM_RGB, rgb), linear)
    root = normal.clamp_min(lab.EPSILON) ** (1 / 3)
    x, y, z = torch.where(normal > lab.EPSILON, root, (lab.KAPPA * normal + 16) / 116).unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], dim=1)


def lab_to_rgb(colour: Tensor) -> Tensor:
    """Lab ``(N, 3, H, W)`` → sRGB ``(N, 3, H, W)``, each channel clipped to 0..1."""
    lightness, a, b = colour.unbind(1)
    y = (lightness + 16) / 116
    f = torch.stack([y + a / 500, y, y - b / 200], dim=1)
    normal = torch.where(f > 6 / 29, f**3, (116 * f - 16) / lab.KAPPA)
    linear = torch.einsum("ij,njhw->nihw", _matrix(lab.RGB_FROM_NORMAL, f), normal).clamp(0, 1)
    encoded = 1.055 * linear.clamp_min(0.0031308) ** (1 / 2.4) - 0.055
    return torch.where(linear <= 0.0031308, linear * 12.92, encoded)
