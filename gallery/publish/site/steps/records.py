"""Writing what machines read of a work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gallery.tasks import Inputs

RECORD = "record.json"
"""The file that the step writes."""


def record_step(_: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``parameters["record"]``, linked data, as JSON."""
    text = json.dumps(parameters["record"], ensure_ascii=False, indent=1)
    (out / RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")
