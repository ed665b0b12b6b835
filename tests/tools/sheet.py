"""Make again the pictures of ``model/README.md``: run ``python tests/tools/sheet.py default runs/cnn …``.

Every colourist, named as for ``gallery compare``, paints the colour photographs that scikit-image brings: the
astronaut is NASA's and in the public domain, the cat, the coffee and the rocket are CC0.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import skimage.data

from model.comparison.candidates import find_candidates
from model.comparison.pictures import Shown, strips
from model.comparison.sheets import photograph_sheet
from model.training.supply import BROUGHT

REPORT = Path(__file__).resolve().parents[2] / "model" / "report"


def main(given: list[str]) -> None:
    shown = [Shown(name, getattr(skimage.data, name)(), small=False, true=True) for name in BROUGHT]
    with tempfile.TemporaryDirectory() as folder:
        made = strips(shown, find_candidates(given), None, Path(folder), lambda _done, _all: None)
        for strip in made:
            (REPORT / f"{strip.title}.jpg").write_bytes(photograph_sheet(strip))


if __name__ == "__main__":
    main(sys.argv[1:] or ["default"])
