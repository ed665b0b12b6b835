"""Makes what several of these tests build with importable: ``serving``, and ``publishing`` and its like."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE / "publish")]
