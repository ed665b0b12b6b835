"""A real photograph, from which the files of every kind are made."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage import data

from gallery.photograph.color import lightness_grey


@pytest.fixture(scope="session")
def color() -> Image.Image:
    """A portrait in colour, 120 by 96 pixels."""
    return Image.fromarray(data.astronaut()).resize((120, 96), Image.Resampling.BOX)


@pytest.fixture(scope="session")
def grey(color: Image.Image) -> Image.Image:
    """Its lightness."""
    return Image.fromarray(lightness_grey(np.asarray(color)))
