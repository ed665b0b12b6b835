"""A film's file opened: the stream that is its picture, or what is wrong with the file.

Only containers that hold films are let in, and only the file itself is read: a playlist under a film's name could
otherwise name any file of the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from gallery.errors import FilmError

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

MOST_PIXELS = 8192 * 4320
"""Of a frame: DCI 8K, which no archive's film exceeds."""

EXTRA = "films need the extra 'film': pip install 'nostalgia-gallery[film]'"

_CONTAINERS = (
    "mov,mp4,matroska,webm,avi,ogg,mpeg,mpegts,mpegvideo,mxf,asf,flv,dv,nut,ivf,obu,h264,hevc,m4v,av1,yuv4mpegpipe"
)


def library(path: Path | str = "") -> ModuleType:
    """PyAV; FilmError, about ``path``, where the extra that brings it is not installed."""
    try:
        import av
    except ImportError:
        raise FilmError(f"{path}: {EXTRA}" if str(path) else EXTRA) from None
    module: ModuleType = av
    return module


@contextmanager
def opened(path: Path, *, by_one_thread: bool = False) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The container in the file at ``path`` and the stream that is its picture; FilmError if there is none."""
    with _container(path) as container:
        stream = _picture(container, path)
        if by_one_thread:
            stream.codec_context.thread_count = 1
        yield container, stream


def _container(path: Path) -> InputContainer:
    av = library(path)
    if not path.is_file():
        raise FilmError(f"{path}: {'it is no file' if path.exists() else 'there is no such file'}")
    if not path.stat().st_size:
        raise FilmError(f"{path}: the file is empty")
    try:
        container: InputContainer = av.open(
            f"file:{path}",
            container_options={"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"},
            metadata_errors="replace",
        )
    except av.error.FFmpegError as error:
        raise FilmError(
            f"{path}: it cannot be opened as a film ({error.strerror}); if it is one, it was cut short or damaged:"
            " copy it again from where it came"
        ) from error
    return container


def _picture(container: InputContainer, path: Path) -> VideoStream:
    av = library(path)
    pictures = [each for each in container.streams.video if not each.disposition & av.stream.Disposition.attached_pic]
    if not pictures:
        had = "sound but no picture" if container.streams.audio else "no picture"
        raise FilmError(f"{path}: it has {had}; a film needs a video stream")
    stream = pictures[0]
    coder = stream.codec_context
    if coder is None:
        raise FilmError(f"{path}: its picture is coded in a way that cannot be decoded, or is encrypted")
    width, height = coder.width, coder.height
    if not width * height:
        raise FilmError(f"{path}: its frames have no size, or one that cannot be decoded; save it anew")
    if width * height > MOST_PIXELS:
        raise FilmError(f"{path}: it announces frames of {width}×{height} pixels, more than the {MOST_PIXELS} allowed")
    coder.options = {"max_pixels": str(MOST_PIXELS)}
    stream.thread_type = "AUTO"
    return stream


def announced(path: Path) -> tuple[int, int, float]:
    """Width, height and seconds of the film at ``path`` as its file announces them; 0 seconds where it does not."""
    with opened(path) as (container, stream):
        seconds = float(container.duration or 0) / 1_000_000
        if stream.duration and stream.time_base:
            seconds = max(seconds, float(stream.duration * stream.time_base))
        return stream.codec_context.width, stream.codec_context.height, seconds


def texts_of(path: Path) -> dict[str, str]:
    """What the file says of itself, by FFmpeg's names in lower case: ``title``, ``artist``, ``copyright`` …"""
    with opened(path) as (container, _):
        return {name.lower(): text.strip() for name, text in container.metadata.items() if text.strip()}
