"""Whether browsers play a film as it is."""

from __future__ import annotations

from pathlib import Path

from gallery.film import tones
from gallery.film.head import FilmHead
from gallery.film.opening import opened

_SOUND = ("aac", "mp3", "mp3float", "opus", "libopus", "flac")
_PICTURE = ("yuv420p", "yuvj420p")


def is_playable(path: Path, head: FilmHead) -> bool:
    """Whether the film at ``path`` is an MP4 with progressive H.264 of 8 bits in 4:2:0 and sound that browsers know."""
    if head.format != "mp4" or head.codec != "h264" or head.interlaced or head.warnings:
        return False
    with opened(path) as (container, stream):
        coder = stream.codec_context
        picture = coder.pix_fmt in _PICTURE and not tones.is_high(coder.color_trc)
        return picture and all(each.codec_context.name in _SOUND for each in container.streams.audio)
