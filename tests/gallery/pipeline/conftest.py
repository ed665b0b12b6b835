"""Makes ``toy_exhibition`` importable, here and (spawn hands the path on) in worker processes."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
