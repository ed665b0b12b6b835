"""What other networks know, for one to learn (distillation, Hinton et al. 2015): their answers are its targets."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn


class Teachers(nn.Module):
    """The mean answer of colourists, each asked for the picture and its mirror image, all held still here."""

    def __init__(self, *networks: nn.Module) -> None:
        super().__init__()
        teachers = nn.ModuleList(networks).eval().requires_grad_(False)
        self.networks = teachers.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def train(self, mode: bool = True) -> Teachers:
        """Nothing: teachers do not learn."""
        return self

    @torch.compiler.disable  # type: ignore[untyped-decorator]
    @torch.no_grad()
    def forward(self, inputs: Tensor) -> Tensor:
        """What a colourist reads, ``(N, 4, H, W)`` → probabilities of bins ``(N, Q, H/2, W/2)``."""
        mirrored = inputs.flip(-1).contiguous(memory_format=torch.channels_last)
        with torch.autocast(inputs.device.type, torch.bfloat16):
            answers = [(network(inputs), network(mirrored).flip(-1)) for network in self.networks]
        return torch.stack([one.float().softmax(1) for pair in answers for one in pair]).mean(0)


class SoftLabels(nn.Module):
    """What a classifier sees in the true colours: Lab ``(N, 3, H, W)`` → probabilities of classes ``(N, C)``.

    ``read`` makes of Lab what the classifier reads.
    """

    def __init__(self, classifier: nn.Module, read: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.classifier, self.read = classifier.eval().requires_grad_(False), read

    def train(self, mode: bool = True) -> SoftLabels:
        """Nothing: the classifier does not learn."""
        return self

    @torch.compiler.disable  # type: ignore[untyped-decorator]
    @torch.no_grad()
    def forward(self, lab: Tensor) -> Tensor:
        with torch.autocast(lab.device.type, torch.bfloat16):
            logits: Tensor = self.classifier(self.read(lab))
        return logits.float().softmax(1)
