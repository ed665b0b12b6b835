"""Panels as an exhibit gets them: planned, run and published, from finished pictures."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import hanging
import pytest

from gallery.manifest.schema import Exhibit


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Makes derivatives, in a folder of a given name."""

    def made(name: str = "work-1", **facts: Any) -> Path:
        return hanging.derivatives(tmp_path / "derivatives" / name, **facts)

    return made


@pytest.fixture
def hang(tmp_path: Path) -> Callable[..., Path]:
    """Makes the panels of an exhibit from the derivatives of its works, in order: the published folder ``panels``."""
    numbers = count()

    def hung(exhibit: Exhibit, *derivatives: Path) -> Path:
        return hanging.hung(tmp_path / f"hung-{next(numbers)}", exhibit, derivatives) / "panels"

    return hung
