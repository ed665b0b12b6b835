"""What a colourist is worth on the validation images, after every epoch."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.color.lab_torch import lab_to_rgb
from model.datasets.augment import generator
from model.losses import Decoder


@torch.no_grad()
def validate(network: nn.Module, lab: Tensor, batch: int = 500, precision: str = "float32") -> dict[str, float]:
    """PSNR in dB without and with ten hints, and the gain over grey: means over the images ``lab`` (N, 3, H, W).

    Images whose truth is grey, which grey reproduces without error, are left out of all three.
    """
    network.eval()
    decoder = Decoder().to(lab.device)
    scores: dict[str, list[Tensor]] = {"grey": [], "psnr": [], "psnr_hints_10": []}
    for index, part in enumerate(torch.split(lab, batch)):
        truth = part.float()
        ab = truth[:, 1:]
        flat = torch.rand(len(ab), ab[0, 0].numel(), generator=generator(0, index, stream=2)).argsort(1)[:, :10]
        mask = torch.zeros(len(ab), ab[0, 0].numel()).scatter_(1, flat, 1.0).reshape(ab[:, :1].shape).to(lab.device)
        for name, hinted in (("psnr", torch.zeros_like(mask)), ("psnr_hints_10", mask)):
            inputs = torch.cat([truth[:, :1] / 50 - 1, ab / 110 * hinted, hinted], dim=1)
            with torch.autocast(lab.device.type, torch.bfloat16, enabled=precision == "bfloat16"):
                logits = network(inputs.contiguous(memory_format=torch.channels_last))
            found = F.interpolate(decoder(torch.softmax(logits.float(), 1))[0], size=ab.shape[-2:], mode="bilinear")
            scores[name].append(_psnr(torch.cat([truth[:, :1], found], 1), truth))
        scores["grey"].append(_psnr(torch.cat([truth[:, :1], torch.zeros_like(ab)], 1), truth))
    each = {name: torch.cat(values) for name, values in scores.items()}
    coloured = each["grey"].isfinite()
    means = {name: float(values[coloured & values.isfinite()].mean()) for name, values in each.items()}
    return {
        "psnr": means["psnr"],
        "gain": means["psnr"] - means["grey"],
        "psnr_hints_10": means["psnr_hints_10"],
    }


def _psnr(found: Tensor, truth: Tensor) -> Tensor:
    """PSNR of each image in dB, (N,), of two Lab pictures as 8-bit sRGB; infinite without error."""
    error = (lab_to_rgb(found) * 255).round() - (lab_to_rgb(truth) * 255).round()
    squared = (error**2).mean(dim=(1, 2, 3))
    return 10 * torch.log10(255**2 / squared)
