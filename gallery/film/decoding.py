"""Frames in order of showing, from the beginning or from a key frame, whatever is damaged; deinterlaced if need be.

A frame is known again by its *mark*, the time that the file gives it: so reading can begin at any key frame, and the
numbers of frames stay those that counting from the beginning gives.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gallery.film.opening import library

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.filter.graph import Graph
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

Numbered = tuple[int, "VideoFrame"]


@dataclass
class Faults:
    """What was met while decoding."""

    packets: int = 0
    """That are incomplete, or could not be decoded."""
    frames: int = 0
    """That were decoded, and are damaged."""
    locked: bool = False
    """The picture is encrypted."""
    cut: str = ""
    """Why the file could not be read to its end."""
    missing: int = 0
    """Bytes by which the file is too short, at least."""


def decoded(container: InputContainer, stream: VideoStream, faults: Faults) -> Iterator[VideoFrame]:
    """Every frame that can be decoded, in order of showing, from where ``container`` stands."""
    for packet in packets(container, stream, faults):
        if packet is not None:
            faults.packets += packet.is_corrupt
            faults.locked = faults.locked or packet.has_sidedata("encryption_info")
        for frame in _frames(stream, packet, faults):
            faults.frames += frame.is_corrupt
            yield frame


def packets(container: InputContainer, stream: VideoStream, faults: Faults) -> Iterator[Packet | None]:
    """The stream's packets, and None, which ends the decoder."""
    errors = library().error.FFmpegError
    try:
        for packet in container.demux(stream):
            if packet.size:
                yield packet
    except errors as error:
        faults.cut = error.strerror or str(error)
    yield None


def _frames(stream: VideoStream, packet: Packet | None, faults: Faults) -> list[VideoFrame]:
    error = library().error
    try:
        frames: list[VideoFrame] = stream.codec_context.decode(packet)
        return frames
    except error.EOFError:
        return []
    except error.FFmpegError:
        faults.packets += 1
        return []


def mark_of(frame: VideoFrame, clock: str) -> int | None:
    """What ``frame`` is known by: its time of showing, or of decoding where files give nothing better."""
    mark: int | None = frame.dts if clock == "dts" else frame.pts
    return mark


def numbered(
    container: InputContainer, stream: VideoStream, first: int, keys: tuple[tuple[int, int], ...], clock: str
) -> Iterator[Numbered]:
    """Frames with their numbers, from the last of ``keys`` (number, mark) that is not after ``first``.

    Where the file cannot be entered there, it is read from its beginning.
    """
    number, mark = max((key for key in keys if key[0] <= first), default=(0, 0))
    if number:
        container.seek(mark, stream=stream, backward=True)
        found = False
        for frame in decoded(container, stream, Faults()):
            known = mark_of(frame, clock)
            if not found and known is not None and known > mark:
                break
            found = found or known == mark
            if found:
                yield number, frame
                number += 1
        if found:
            return
        container.seek(0, backward=True)
    yield from enumerate(decoded(container, stream, Faults()))


def deinterlaced(frames: Iterator[Numbered], stream: VideoStream) -> Iterator[Numbered]:
    """The same frames, one out for one in, the lines of the second field drawn anew (bwdif)."""
    filtered: Filtered | None = None
    for number, frame in frames:
        filtered = filtered or Filtered("bwdif", "mode=send_frame:deint=all", stream, frame)
        yield from filtered.put(number, frame)
    if filtered is not None:
        yield from filtered.rest()


class Filtered:
    """A filter that gives one frame for each that it gets, some later."""

    def __init__(self, name: str, options: str, stream: VideoStream, frame: VideoFrame) -> None:
        self._graph: Graph = library().filter.Graph()
        source = self._graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=stream.time_base
        )
        nodes = source, self._graph.add(name, options), self._graph.add("buffersink")
        self._graph.link_nodes(*nodes).configure()
        self._waiting: deque[int] = deque()

    def put(self, number: int, frame: VideoFrame) -> Iterator[Numbered]:
        """Whatever is finished when ``frame`` is in, too."""
        self._waiting.append(number)
        frame.pts = number  # a filter ends where two frames have one time
        self._graph.vpush(frame)
        return self._pulled()

    def rest(self) -> Iterator[Numbered]:
        """What is left when all frames are in."""
        self._graph.vpush(None)
        return self._pulled()

    def _pulled(self) -> Iterator[Numbered]:
        error = library().error
        while self._waiting:
            try:
                frame = self._graph.vpull()
            except (error.BlockingIOError, error.EOFError):
                return
            yield self._waiting.popleft(), frame
