"""Make again the picture of the zoo in ``model/report``: run ``python tests/tools/sheet.py default runs/unet …``.

Every colourist, named as for ``gallery compare``, paints a photograph that scikit-image brings: SpaceX's of a rocket,
which is in the public domain.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import skimage.data

from model.comparison.candidates import find_candidates
from model.comparison.pictures import Shown, sheet_of, strips

PICTURE = Path(__file__).resolve().parents[2] / "model" / "report" / "zoo.jpg"


def main(given: list[str]) -> None:
    shown = [Shown("rocket", skimage.data.rocket(), small=False, true=True)]
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_bytes(
            sheet_of(strips(shown, find_candidates(given), None, Path(folder), lambda _done, _all: None))
        )


if __name__ == "__main__":
    main(sys.argv[1:] or ["default"])
