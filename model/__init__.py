"""The colourist: lightness kept, chroma inferred, and a confidence for every pixel.

from model import Colorist
result = Colorist.load().colorize(picture)      # picture: uint8 (H, W) or (H, W, 3)
result.rgb, result.confidence, result.grey
"""

from typing import TYPE_CHECKING

from model.errors import ModelError

if TYPE_CHECKING:
    from model.inference.colorist import Colorist, Colorization
    from model.inference.colours import Colours
    from model.inference.hints import Hint

__all__ = ["Colorist", "Colorization", "Colours", "Hint", "ModelError"]


def __getattr__(name: str) -> object:
    """What infers, imported when it is asked for: cards and errors are often all that is wanted."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from model.inference import colorist, colours, hints

    return next(vars(module)[name] for module in (colorist, colours, hints) if name in vars(module))
