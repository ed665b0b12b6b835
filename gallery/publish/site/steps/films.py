"""Writing the captions of a film."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.tasks import Inputs


def captions_step(_inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write each of ``parameters["tracks"]`` (language → WebVTT) as ``<language>.vtt``."""
    for language, text in parameters["tracks"].items():
        (out / f"{language}.vtt").write_text(text, encoding="utf-8", newline="\n")
