"""From a decoded frame to the neutral grey that has its lightness.

Code values of films in standard dynamic range are taken as sRGB, as browsers and players do: the grey of a frame
without colours is its luma, stretched to the whole range, and nothing is lost on the way. Of a frame in colour the
luminance is summed in linear light by the primaries that the file names (ITU-T H.273). High dynamic range is toned
down (:mod:`gallery.film.tones`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gallery.film import tones
from gallery.photograph.color import SRGB_LUMINANCE, grey_tables

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter

UNSPECIFIED, FULL = (0, 2), 2
"""Numbers of ITU-T H.273: matrices that say nothing; the full range, as FFmpeg counts it."""

_BT2020_PRIMARIES = 9
_MATRIX = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}
"""Matrix coefficients of H.273 → those of libswscale."""
_WEIGHTS = {
    1: (0.2126, 0.0722), 4: (0.30, 0.11), 5: (0.299, 0.114), 7: (0.212, 0.087),
    9: (0.2627, 0.0593), 10: (0.2627, 0.0593),
}  # fmt: skip
"""What red and blue weigh in the luma of each of these."""
_HIGH_DEFINITION = 720
"""Lines from which a film that does not name its matrix has that of BT.709, below them that of BT.601."""
_LIMITED_GREY = ("h264", "hevc", "av1")
"""Codecs whose pictures without chroma are of limited range, unless they say otherwise."""


_PLANAR = tuple(f"yuv{full}{kind}p" for full in ("", "j") for kind in ("420", "422", "444"))
"""Formats of 8 bits whose planes are reduced one by one."""


Channels = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
"""Red, green and blue, each uint8 (H, W)."""


class Lightness:
    """Frames of one film as greys; frames of another size are brought to that of the film."""

    def __init__(self, width: int, height: int, codec: str) -> None:
        from av.video.reformatter import Interpolation, VideoReformatter

        self.size = width, height
        self._codec = codec
        self._reformatter: VideoReformatter = VideoReformatter()
        self._exactly = Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP | Interpolation.FULL_CHR_H_INT
        self._area = Interpolation.AREA | self._exactly
        self._smooth = Interpolation.BICUBIC | self._exactly

    def grey(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """(H, W) uint8, as the frame lies in the file."""
        of_planes = frame.format.name in _PLANAR and not tones.is_high(frame.color_trc)
        if not of_planes or frame.width < self.size[0] or frame.height < self.size[1]:
            frame = self.sized(frame)
        bits = frame.format.components[0].bits
        if tones.is_high(frame.color_trc):
            return tones.toned_down(self._rgb(frame, "rgb48le"), frame.color_trc)
        full = self._is_full(frame)
        planes: list[NDArray[Any]] = []
        if frame.format.name.startswith(("yuv", "gray")):
            planes = [_plane(frame, number, bits) for number in range(min(3, len(frame.planes)))]
            if (frame.width, frame.height) != self.size:
                planes = [_averaged(plane, self.size) for plane in planes]
            if _neutral(planes[1:], bits):
                return _looked_up(planes[0], bits, full=full)
        srgb = _srgb(planes, _colours_of(_matrix(frame), full=full)) if of_planes else self._channels(frame)
        return _grey(srgb, tones.BT2020 if _is_wide(frame) else SRGB_LUMINANCE)

    def luma(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """(H, W) uint8: what of the frame is quick to have and shows its lines, as they lie in the file."""
        bits = frame.format.components[0].bits
        if not frame.format.name.startswith(("yuv", "gray")):
            return self.grey(frame)
        return np.asarray(_plane(frame, 0, bits) >> (bits - 8), np.uint8)

    def rgb(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """(H, W, 3) sRGB, as the frame lies in the file, in the colours that it has."""
        frame = self.sized(frame)
        if tones.is_high(frame.color_trc):
            return tones.colours_toned_down(self._rgb(frame, "rgb48le"), frame.color_trc)
        return np.asarray(self._rgb(frame, "rgb24"), np.uint8)

    def sized(self, frame: VideoFrame) -> VideoFrame:
        """``frame`` in the size that is wanted."""
        if (frame.width, frame.height) == self.size:
            return frame
        how = self._area if frame.width > self.size[0] else self._smooth
        return self._reformatter.reformat(frame, *self.size, interpolation=how)

    def _rgb(self, frame: VideoFrame, form: str) -> NDArray[np.generic]:
        made = self._reformatter.reformat(
            frame,
            format=form,
            src_colorspace=_matrix(frame),
            src_color_range=2 if self._is_full(frame) else 1,
            dst_color_range=2,
            interpolation=self._smooth,
        )
        return np.asarray(made.to_ndarray())

    def _channels(self, frame: VideoFrame) -> Channels:
        import cv2

        red, green, blue = cv2.split(np.asarray(self._rgb(frame, "rgb24"), np.uint8))
        return red, green, blue

    def _is_full(self, frame: VideoFrame) -> bool:
        if frame.color_range or not frame.format.name.startswith(("yuvj", "gray")):
            return bool(frame.color_range == FULL or frame.format.name.startswith("yuvj"))
        return self._codec not in _LIMITED_GREY


def _averaged(plane: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """A plane of 8 bits in the smaller ``size`` (width, height) of the picture, in a tenth of the time that libswscale
    takes for it."""
    import cv2

    while not any(side % 2 or side < 2 * wanted for side, wanted in zip(plane.shape, size[::-1], strict=True)):
        plane = cv2.resize(plane, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)  # in a tenth of the time
    # Chroma of fewer pixels may have to be enlarged in one direction.
    less = plane.shape[1] >= size[0] and plane.shape[0] >= size[1]
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA if less else cv2.INTER_LINEAR))


def _grey(srgb: Channels, weights: tuple[float, float, float]) -> NDArray[np.uint8]:
    """As :func:`gallery.photograph.color.lightness_grey`, in half the time."""
    import cv2

    tables, greys = grey_tables(weights)
    red, green, blue = (cv2.LUT(plane, table) for plane, table in zip(srgb, tables.astype(np.int32), strict=True))
    luminance = np.asarray(cv2.add(cv2.add(red, green), blue), np.int32)
    return np.asarray(greys.take(luminance, mode="clip"))


def _srgb(planes: Sequence[NDArray[Any]], colours: NDArray[np.float64]) -> Channels:
    """What ``colours`` (3, 4) make of Y′, Cb and Cr of 8 bits, in a fifth of the time that libswscale takes for it, and
    on average within a third of a step of what that gives."""
    import cv2

    luma, *chroma = planes
    cb, cr = (_at_every_pixel(plane, luma.shape[0], luma.shape[1]) for plane in chroma)
    red, green, blue = colours
    part = cv2.addWeighted(luma, green[0], cb, green[1], green[3], dtype=cv2.CV_32F)
    return (
        cv2.addWeighted(luma, red[0], cr, red[2], red[3]),
        cv2.addWeighted(cr, green[2], part, 1, 0, dtype=cv2.CV_8U),
        cv2.addWeighted(luma, blue[0], cb, blue[1], blue[3]),
    )


def _at_every_pixel(chroma: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """A plane of chroma in the size of luma; where it has fewer columns, each stands on the left one of two."""
    import cv2

    if chroma.shape == (height, width):
        return chroma
    if chroma.shape[1] < width:  # resize takes each to stand between the two
        chroma = cv2.filter2D(chroma, -1, np.array([[0, 0.75, 0.25]]), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(chroma, (width, height), interpolation=cv2.INTER_CUBIC))


@cache
def _colours_of(matrix: int, *, full: bool) -> NDArray[np.float64]:
    """What makes R′G′B′ 0..255 of (Y′, Cb, Cr) of 8 bits: (3, 4), the last column added (ITU-T H.273, 8.3)."""
    red, blue = _WEIGHTS[matrix]
    green = 1 - red - blue
    of_blue, of_red = 2 * (1 - blue), 2 * (1 - red)
    made = np.array([[1, 0, of_red], [1, -of_blue * blue / green, -of_red * red / green], [1, of_blue, 0]])
    made *= (1.0 if full else 255 / 219, *(2 * [1.0 if full else 255 / 224]))
    return np.column_stack([made, -made @ (0 if full else 16, 128, 128)])


def _matrix(frame: VideoFrame) -> int:
    """That of BT.709 or BT.601, by its lines, where the frame does not name one that is known."""
    return _MATRIX.get(frame.colorspace) or (1 if frame.height >= _HIGH_DEFINITION else 5)


def _is_wide(frame: VideoFrame) -> bool:
    return bool(frame.color_primaries == _BT2020_PRIMARIES)


def _neutral(chroma: Sequence[NDArray[Any]], bits: int) -> bool:
    """Whether planes of chroma, if there are any, are nowhere more than one step of 8 bits from neutral."""
    middle, most = 1 << (bits - 1), 1 << (bits - 8)
    return all(int(np.max(plane)) - middle <= most and middle - int(np.min(plane)) <= most for plane in chroma)


def _plane(frame: VideoFrame, number: int, bits: int) -> NDArray[np.unsignedinteger]:
    plane = frame.planes[number]
    kind = np.dtype(np.uint8 if bits <= 8 else ">u2" if frame.format.is_big_endian else "<u2")
    rows = np.frombuffer(plane, kind).reshape(plane.height, plane.line_size // kind.itemsize)
    return np.asarray(rows[:, : plane.width])


def _looked_up(luma: NDArray[np.unsignedinteger], bits: int, *, full: bool) -> NDArray[np.uint8]:
    """The grey 0..255 of each of ``luma`` (H, W)."""
    import cv2

    table = _stretched(bits, full=full)
    return np.asarray(cv2.LUT(luma, table) if len(table) == 256 else table.take(luma), np.uint8)


@cache
def _stretched(bits: int, *, full: bool) -> NDArray[np.uint8]:
    """The grey 0..255 of each value of luma."""
    values = np.arange(1 << max(bits, 8), dtype=np.float64)
    black, white = (0, (1 << bits) - 1) if full else (16 << (bits - 8), 235 << (bits - 8))
    return np.rint(np.clip((values - black) * 255 / (white - black), 0, 255)).astype(np.uint8)
