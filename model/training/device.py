"""What a device can: be there at all, and compute fast in bfloat16."""

from __future__ import annotations

import ctypes

import torch

from model.errors import ConfigError
from model.training.config import Config


def with_precision(config: Config, device: str) -> Config:
    """``config``, its precision ``auto`` replaced by what it means on ``device``: as a run keeps it."""
    if config.precision != "auto":
        return config
    return config.replace(precision="bfloat16" if has_bfloat16(device) else "float32")


def has_bfloat16(device: str) -> bool:
    """Whether ``device`` computes in bfloat16 natively: processors by AVX-512 BF16, AMX or Arm's extension."""
    check_device(device)
    if torch.device(device).type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return any(has for name, has in torch.cpu.get_capabilities().items() if "bf16" in name)


def slow_on(config: Config, device: str) -> str | None:
    """Which settings train many times faster on this machine, as a sentence; None where none are known to.

    On two cores with AVX2 a step of ``unet`` took eight times as long in bfloat16 as in float32, and sixty times as
    long with torch's Muon, which orthogonalises in bfloat16 whatever the precision is.
    """
    if device != "cpu" or has_bfloat16(device):
        return None
    faster = ['"precision": "float32"'] if config.precision == "bfloat16" else []
    faster += ['"optimizer": "adamw"'] if getattr(config, "optimizer", None) == "muon" else []
    if not faster:
        return None
    return (
        f"this processor computes slowly in bfloat16; with {' and '.join(faster)} a step takes a fraction of the time"
    )


_TRIM_THRESHOLD, _MMAP_MAX = -1, -4
"""Parameters of glibc's ``mallopt``, by their numbers in malloc.h."""


def keep_freed_memory() -> bool:
    """Have this process keep the memory that it frees, for its next step; False where the C library cannot.

    Every step frees and takes the same hundreds of megabytes. glibc gives pieces that large back to the system, which
    has to clear them each time: on a core with AMX 5 to 14 % of a step's CPU time.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # musl and macOS have none; on Windows nothing is opened by None
        return False
    return bool(mallopt(_MMAP_MAX, 0)) and bool(mallopt(_TRIM_THRESHOLD, (1 << 31) - 1))


def check_device(device: str) -> None:
    """ConfigError when this machine has no such device as ``cuda:1``."""
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:  # torch built without CUDA asserts
        raise ConfigError(f"device {device!r} cannot be used here ({error}); cpu can") from error
