"""The colourist: lightness kept, chroma inferred, and a confidence for every pixel.

from model import Colorist
result = Colorist.load().colorize(picture)      # picture: uint8 (H, W) or (H, W, 3)
result.rgb, result.confidence, result.grey
"""

from model.errors import ModelError
from model.inference.colorist import Colorist, Colorization
from model.inference.colours import Colours
from model.inference.hints import Hint

__all__ = ["Colorist", "Colorization", "Colours", "Hint", "ModelError"]
