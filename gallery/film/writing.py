"""Painted frames to a coded segment of a film."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from gallery.errors import FilmError
from gallery.files import whole
from gallery.film.ahead import ahead
from gallery.film.head import FilmHead
from gallery.film.opening import library
from gallery.film.planes import planes_of
from gallery.film.priority import kept_priority
from gallery.film.reading import Frame

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

SEGMENT = ".nut"
"""Ending of a segment's file: NUT keeps times in whatever ticks they come."""
_CODECS = {"h264": "libx264", "vp9": "libvpx-vp9", "av1": "libsvtav1"}
_ALONE = "threads=1:sync-lookahead=0"
"""A coder of one thread. With more, on a busy machine, about one segment in a hundred came out with other bytes; shots
are coded side by side anyway."""
_SEARCH = "subme=5"
"""How x264 refines motion: a step more than its preset does, for files that are 1 to 2 % smaller."""
_AVX_512 = 13
"""What OpenCV calls those instructions (``CV_CPU_AVX_512F``)."""
_FINER = 1
"""Steps of quality by which painted frames are coded finer than is asked. What is lost of coded chroma bears upon
lightness, too: measured, by up to 10 % of what coding a grey film costs, which this makes good."""
_KEYS = 2
"""Seconds, at most, between key frames."""


@dataclass(frozen=True)
class Encoding:
    """How a film is coded."""

    format: Literal["mp4", "webm"] = "mp4"
    """``mp4`` (H.264) or ``webm`` (VP9 or AV1), all 4:2:0 of 8 bits, BT.709, limited range."""
    quality: int = 18
    """Constant quality as H.264 counts it, 0..51: less is better. The others get the value that looks alike."""
    av1: bool = False
    """WebM has AV1 instead of VP9."""

    @property
    def codec(self) -> str:
        """``h264``, ``vp9`` or ``av1``."""
        return "h264" if self.format == "mp4" else "av1" if self.av1 else "vp9"

    @property
    def suffix(self) -> str:
        """Ending of a film so coded."""
        return f".{self.format}"

    def to_json(self) -> dict[str, Any]:
        """The encoding as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Encoding:
        """The encoding that :meth:`to_json` gave."""
        return cls(**values)

    def size(self, head: FilmHead) -> tuple[int, int]:
        """Width and height of the coded frame.

        Of H.264 they are even, so the last column or line is repeated, and of AV1, whose coder wants it so. WebM is
        written with square pixels.
        """
        if self.codec == "av1":
            width, height = head.square
            return width + width % 2, height + height % 2
        if self.format == "mp4":
            return head.width + head.width % 2, head.height + head.height % 2
        return head.square

    def options(self) -> Mapping[str, str]:
        """For the coder. There are no frames that are coded after a later one, so that the time of decoding is that of
        showing, also for players that know no edit lists."""
        crf = max(0, self.quality - _FINER)
        if self.format == "mp4":
            details = f"chroma-qp-offset=-4:aq-mode=1:chromaloc=1:rc-lookahead=10:{_SEARCH}:{_ALONE}{_instructions()}"
            return {"preset": "faster", "crf": str(crf), "bf": "0", "x264-params": details}
        if self.codec == "av1":
            return {"preset": "8", "crf": str(min(63, crf + 8)), "svtav1-params": "lp=1:pred-struct=1"}
        return {"crf": str(min(63, crf + 8)), "b:v": "0", "deadline": "good", "cpu-used": "4", "row-mt": "1"}


def write_segment(
    path: Path, head: FilmHead, pictures: Iterable[tuple[Frame, NDArray[np.uint8]]], encoding: Encoding
) -> None:
    """Code ``pictures`` as a segment at ``path`` (``.nut``): sRGB of their frames' lightness, (H, W, 3) or halved.

    It begins with a key frame and needs nothing of other segments, to which :func:`gallery.film.joining.join` joins it.
    The same pictures give the same bytes. The file appears whole or not at all. ``pictures`` are asked for in a thread,
    a few ahead of what is coded.
    """
    av = library(path)
    with whole(path) as draft, av.open(f"file:{draft}", "w", format="nut", container_options=EXACTLY) as container:
        stream = _stream(container, head, encoding)
        for frame in ahead(_planes(frame, picture, head, encoding) for frame, picture in pictures):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


EXACTLY = {"fflags": "+bitexact"}
"""No versions, no random numbers: the same packets give the same bytes."""


def _instructions() -> str:
    """With AVX-512 the last block of a frame depends on what x264 finds in memory: one film in four came
    out with other bytes. AVX2 gives the same film everywhere."""
    import cv2

    return ":asm=avx2" if cv2.checkHardwareSupport(_AVX_512) else ""


def _stream(container: OutputContainer, head: FilmHead, encoding: Encoding) -> VideoStream:
    rate = head.rate.limit_denominator(1001)
    options = {**encoding.options(), "g": str(max(1, round(_KEYS * rate)))}
    stream: VideoStream = container.add_stream(_coder(encoding), rate=rate, options=options)
    stream.width, stream.height = encoding.size(head)
    stream.pix_fmt = "yuv420p"
    stream.time_base = stream.codec_context.time_base = head.tick
    stream.codec_context.thread_count = 1
    stream.codec_context.sample_aspect_ratio = head.aspect if encoding.format == "mp4" else Fraction(1)
    stream.codec_context.color_range = 1
    stream.codec_context.colorspace = stream.codec_context.color_primaries = stream.codec_context.color_trc = 1
    with kept_priority():
        stream.codec_context.open()
    return stream


def _coder(encoding: Encoding) -> str:
    """Its name; FilmError where this machine's PyAV was built without it."""
    name = _CODECS[encoding.codec]
    if name not in library().codecs_available:
        raise FilmError(f"PyAV is built without {name} here, which codes {encoding.codec}; choose another format")
    os.environ.setdefault("SVT_LOG", "1")  # SVT-AV1 else tells all of its settings on standard error
    return name


def _planes(frame: Frame, picture: NDArray[np.uint8], head: FilmHead, encoding: Encoding) -> VideoFrame:
    width, height = encoding.size(head)
    if picture.shape[:2] != frame.grey.shape:
        picture = _sized(picture, -(-width // 2), -(-height // 2), encoding)
    else:
        picture = _sized(picture, width, height, encoding)
    grey = _sized(frame.grey, width, height, encoding)
    made: VideoFrame = library().VideoFrame(width, height, "yuv420p")
    for plane, values in zip(made.planes, planes_of(picture, grey), strict=True):
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        rows[: values.shape[0], : values.shape[1]] = values
    made.pts = int(frame.time / head.tick)
    made.time_base = head.tick
    made.color_range, made.colorspace, made.color_primaries, made.color_trc = 1, 1, 1, 1
    return made


def _sized(values: NDArray[np.uint8], width: int, height: int, encoding: Encoding) -> NDArray[np.uint8]:
    """``values`` (H, W) or (H, W, 3) in the size that is coded."""
    import cv2

    tall, wide = values.shape[:2]
    if (wide, tall) == (width, height):
        return values
    if encoding.format == "mp4":
        return np.asarray(cv2.copyMakeBorder(values, 0, height - tall, 0, width - wide, cv2.BORDER_REPLICATE))
    return np.asarray(cv2.resize(values, (width, height), interpolation=cv2.INTER_CUBIC))
