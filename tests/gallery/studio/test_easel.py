"""What the process does that shows photographs while hints are tried."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage.data import data_dir

from gallery.colorize import CARD, NETWORK, colorize_parameters, find_weights
from gallery.studio import easel
from model import Colorist, Hint

HINT = {"at": [0.3, 0.3], "color": "#802020", "radius": 0.05}


def test_of_an_open_photograph_only_what_hints_change_is_inferred_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (CARD, NETWORK):
        shutil.copyfile(find_weights("default").files[name], tmp_path / name)
    opened, seen = [], []
    real, see = easel.open_monochrome, Colorist.see
    monkeypatch.setattr(easel, "open_monochrome", lambda path: opened.append(path) or real(path))
    monkeypatch.setattr(Colorist, "see", lambda self, picture: seen.append(picture.shape) or see(self, picture))
    monkeypatch.setattr(easel, "_open", type(easel._open)())

    def shown(width: int = 400, **asked: Any) -> bytes:
        parameters = colorize_parameters("moon", "", **asked)
        return easel.shown(Path(data_dir) / "moon.png", "0" * 64, tmp_path, easel.Wish(parameters, width)).data

    pictures = [shown(), shown(hints=[HINT]), shown(hints=[HINT], vividness=1.0), shown(hints=[HINT | {"radius": 0.2}])]
    assert len(set(pictures)) == 4
    assert (len(opened), seen) == (1, [(400, 400)])
    shown(crop=(0.0, 0.0, 1.0, 0.5))
    shown(300)
    assert (len(opened), seen[1:]) == (1, [(200, 400), (300, 300)])


@pytest.mark.parametrize("turned", [False, True])
def test_the_colours_that_are_tried_on_a_strip_are_those_that_are_built(tmp_path: Path, *, turned: bool) -> None:
    for name in (CARD, NETWORK):
        shutil.copyfile(find_weights("default").files[name], tmp_path / name)
    strip = Image.open(Path(data_dir) / "moon.png").convert("L").resize((2400, 2400)).crop((0, 900, 2400, 1020))
    strip = strip.transpose(Image.Transpose.ROTATE_90) if turned else strip
    strip.save(tmp_path / "strip.png")
    at = [0.5, 0.1] if turned else [0.1, 0.5]
    parameters = colorize_parameters("strip", "", hints=[{"at": at, "color": "#c01818"}])
    tried = easel.shown(tmp_path / "strip.png", f"{turned:064}", tmp_path, easel.Wish(parameters, 1600)).data
    built = Colorist.load(str(tmp_path / CARD)).colorize(
        np.asarray(strip), [Hint((at[0], at[1]), (192, 24, 24))], vividness=0.5
    )
    small = Image.open(io.BytesIO(tried)).resize(strip.size)
    chroma = [one - one.mean(axis=2, keepdims=True) for one in (np.asarray(small, float), built.rgb.astype(float))]
    assert np.abs(chroma[0] - chroma[1]).mean() < 2
