"""PatchGAN (Isola et al. 2017): tells patches of true colour from patches of inferred colour.

A discriminator, not a colourist, so it is not in the registry. Every convolution is kept 1-Lipschitz by spectral
normalisation (Miyato et al. 2018), which makes batch normalisation unnecessary.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm


class PatchGan(nn.Module):
    """Lab as L/50-1, a/110, b/110, ``(N, 3, H, W)`` → a score for each patch ``(N, 1, h, w)``: high is true.

    ``layers`` halvings: with 3 a score sees 70×70 pixels, with 2 it sees 34×34; H and W from 2^(layers+2) up.
    """

    def __init__(self, width: int = 64, layers: int = 3) -> None:
        super().__init__()
        if width < 1 or layers < 1:
            raise ValueError(f"a PatchGAN has at least one channel and one layer, not {width} and {layers}")
        widths = [width * min(2**index, 8) for index in range(layers + 1)]
        body: list[nn.Module] = [spectral_norm(nn.Conv2d(3, width, 4, stride=2, padding=1)), nn.LeakyReLU(0.2)]
        for index in range(1, layers + 1):
            stride = 1 if index == layers else 2
            body.append(spectral_norm(nn.Conv2d(widths[index - 1], widths[index], 4, stride=stride, padding=1)))
            body.append(nn.LeakyReLU(0.2))
        self.body = nn.Sequential(*body, spectral_norm(nn.Conv2d(widths[-1], 1, 4, padding=1)))

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.body(x)
        return scores
