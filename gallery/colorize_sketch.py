"""The door to the colourist for those who try hints: one photograph, coloured again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from gallery.colorize import colorist_of, facts_of, painted_strips
from gallery.errors import GalleryError
from gallery.photograph import JpegFile
from model.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model import Colours

REMEMBERED = 24
"""Answers of the network to hints that are remembered while somebody tries them."""

QUALITY = 85
"""JPEG quality of what is shown while somebody tries hints."""


@dataclass(frozen=True, eq=False)
class Sketch:
    """A photograph in colours that somebody tries."""

    confidence: float
    """Mean, 0..1."""
    weights: Mapping[str, Any]
    """Facts of the weights."""
    _grey: NDArray[np.uint8]
    _colours: Colours

    def jpeg(self, xmp: bytes) -> bytes:
        """The photograph as a JPEG with ``xmp`` as its metadata, at most MAX_XMP bytes."""
        file = BytesIO()
        height, width = self._grey.shape
        jpeg = JpegFile(file, height, width, xmp)
        for part in painted_strips(self._grey, self._colours, QUALITY):
            jpeg.add(part)
        jpeg.close()
        return file.getvalue()


class Sketchbook:
    """A photograph on which somebody tries hints: all that does not depend on them is found once."""

    def __init__(self, grey: NDArray[np.uint8], weights: str) -> None:
        """A photograph's lightness (H, W), and the path of the weights' card. Raises GalleryError."""
        try:
            self._grey, self._colorist = grey, colorist_of(weights, REMEMBERED)
            self._seen = self._colorist.see(grey)
        except ModelError as error:
            raise GalleryError(str(error)) from error

    def sketch(
        self,
        hints: Sequence[Mapping[str, Any]],
        vividness: float | None = None,
        protect: Sequence[Sequence[tuple[float, float]]] = (),
    ) -> Sketch:
        """The photograph in the colours that :func:`infer` gives it. Raises GalleryError."""
        from model import Hint

        try:
            colours = self._colorist.colours(self._seen, [Hint(**hint) for hint in hints], vividness, protect)
        except ModelError as error:
            raise GalleryError(str(error)) from error
        confidence = float(colours.coarse_confidence.mean())
        return Sketch(confidence, facts_of(self._colorist.card), self._grey, colours)

    @property
    def nbytes(self) -> int:
        """Bytes that it takes, about."""
        return self._grey.nbytes + self._seen.nbytes
