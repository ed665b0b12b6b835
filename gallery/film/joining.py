"""Segments joined to one film: the picture is theirs, all else the source's.

Sound is copied packet by packet and never decoded, unless the container forbids its kind. Times are those of the
source, moved together so that the film begins at zero.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.errors import FilmError
from gallery.files import whole
from gallery.film.accompaniment import Carried, carried
from gallery.film.head import FilmHead
from gallery.film.opening import library, opened
from gallery.film.writing import EXACTLY, Encoding

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

_THEIRS = ("encoder", "major_brand", "minor_version", "compatible_brands", "duration", "xmp")
"""What a file says of itself that is not true of another."""

Timed = tuple[Fraction, "Packet"]


def join(
    segments: Sequence[Path],
    source: Path,
    head: FilmHead,
    out: Path,
    encoding: Encoding,
    *,
    metadata: Mapping[str, str],
) -> tuple[str, ...]:
    """Write the film at ``out``: the pictures of ``segments``, which are all its frames in order, with sound,
    subtitles, chapters and metadata of ``source``.

    ``metadata`` (such as ``title``, ``comment``) says what the film is; of tags that MP4 does not know it keeps none.
    Gives notes on whatever of the source could not be kept as it was. The same segments give the same bytes; the file
    appears whole or not at all. Raises FilmError where segments are missing or damaged.
    """
    av = library(source)
    options = {**EXACTLY, **({"movflags": "+faststart"} if encoding.format == "mp4" else {})}
    with (
        opened(source) as (given, picture),
        whole(out) as draft,
        av.open(f"file:{draft}", "w", format=encoding.format, container_options=options) as made,
    ):
        made.metadata.update({k: v for k, v in given.metadata.items() if k.lower() not in _THEIRS})
        made.metadata.update(metadata)
        with av.open(f"file:{segments[0]}") as first:
            stream = made.add_stream_from_template(first.streams.video[0], opaque=True)
        stream.time_base = Fraction(1, head.tick.denominator)
        _describe(stream, picture)
        others, notes = carried(given, made)
        origin = _origin(head, others)
        made.set_chapters(_chapters(given, origin))
        pictures = _pictures(segments, head, stream, head.start - origin)
        for _, packet in heapq.merge(pictures, _others(given, others, origin), key=lambda timed: timed[0]):
            made.mux_one(packet)
    return (*notes, *(note for each in others for note in each.notes))


def _describe(stream: VideoStream, picture: VideoStream) -> None:
    coder = stream.codec_context  # WebM says in its own head what of this VP9 cannot say
    coder.color_range = coder.colorspace = coder.color_primaries = coder.color_trc = 1
    stream.metadata.update({key: picture.metadata[key] for key in ("language", "title") if key in picture.metadata})


def _origin(head: FilmHead, others: Sequence[Carried]) -> Fraction:
    """The time of the source, in seconds, that becomes zero: the earliest of picture and sound. What begins before the
    source's zero, as the run-in of a sound coder does, stays there."""
    if head.start < 0:
        return head.start
    return max(min([head.start, *(each.start for each in others if each.start is not None)]), Fraction(0))


def _chapters(given: InputContainer, origin: Fraction) -> list[dict[str, object]]:
    moved = []
    for chapter in given.chapters():
        shift = round(origin / Fraction(chapter["time_base"]))
        moved.append({**chapter, "start": max(0, chapter["start"] - shift), "end": max(1, chapter["end"] - shift)})
    return moved


def _pictures(segments: Sequence[Path], head: FilmHead, stream: VideoStream, late: Fraction) -> Iterator[Timed]:
    """Packets of all segments, in order, each with its time; the film begins ``late`` seconds after zero."""
    base = Fraction(1, head.tick.denominator)  # the stream's own changes when the container's head is written
    shift = round(late / base)
    before: Packet | None = None
    count = 0
    for packet in _coded(segments):
        packet.pts = packet.dts = round(packet.pts * packet.time_base / base) + shift
        packet.time_base, packet.stream = base, stream
        count += 1
        if before is not None:
            before.duration = packet.pts - before.pts
            yield before.pts * base, before
        before = packet
    if count != head.frames or before is None:
        raise FilmError(f"{count} of {head.frames} frames are there of {segments[0].parent}; colorize the film again")
    before.duration = shift + round(head.duration / base) - before.pts
    yield before.pts * base, before


def _coded(segments: Sequence[Path]) -> Iterator[Packet]:
    av = library()
    for segment in segments:
        try:
            with av.open(f"file:{segment}") as container:
                yield from (packet for packet in container.demux(video=0) if packet.size)
        except av.error.FFmpegError as error:
            raise FilmError(f"{segment}: this part of the film cannot be read: {error.strerror}") from error


def _others(given: InputContainer, others: Sequence[Carried], origin: Fraction) -> Iterator[Timed]:
    """Packets of sound and subtitles in the order of the source, each with its time; what is decoded ends last."""
    if not others:
        return
    by_index = {each.given.index: each for each in others}
    error = library().error
    try:
        for packet in given.demux([each.given for each in others]):
            if packet.size:
                yield from by_index[packet.stream_index].put(packet, origin)
    except error.FFmpegError:
        others[0].notes.append("sound and subtitles end where the file is cut")
    for each in others:
        yield from each.rest(origin)
