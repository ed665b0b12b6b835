"""What a film has beside its picture: sound and subtitles, carried over untouched, or coded anew where the container
has no place for their kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gallery.film.opening import library

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from av.stream import Stream

_SOUND = {"mp4": "aac", "webm": "libopus"}
_SUBTITLES = {"mp4": "mov_text", "webm": "webvtt"}
_TEXTS = ("subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text")
_BIT_RATE = 192_000
_USUAL_RATE = 48_000
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}


@dataclass
class Carried:
    """A stream of the source and the one that it becomes."""

    given: Stream
    made: Stream
    notes: list[str] = field(default_factory=list)

    @property
    def start(self) -> Fraction | None:
        """Time of its beginning in the source, seconds; None for subtitles, which begin when somebody speaks."""
        if self.given.type != "audio" or self.given.start_time is None or self.given.time_base is None:
            return None
        return Fraction(self.given.start_time * self.given.time_base)

    def put(self, packet: Packet, origin: Fraction) -> Iterator[tuple[Fraction, Packet]]:
        """What becomes of ``packet``, with its time, when ``origin`` becomes zero."""
        yield from (self._moved(each, origin) for each in self._coded(packet))

    def rest(self, origin: Fraction) -> Iterator[tuple[Fraction, Packet]]:
        """What is left when all packets were put."""
        yield from (self._moved(each, origin) for each in self._coded(None))

    def _coded(self, packet: Packet | None) -> list[Packet]:
        return [] if packet is None else [packet]

    def _moved(self, packet: Packet, origin: Fraction) -> tuple[Fraction, Packet]:
        base = packet.time_base
        shift = round(origin / base)
        packet.pts = None if packet.pts is None else packet.pts - shift
        packet.dts = None if packet.dts is None else packet.dts - shift
        packet.stream = self.made
        when = packet.dts if packet.dts is not None else packet.pts
        return (when or 0) * base, packet


@dataclass
class SoundAnew(Carried):
    """Sound that is decoded and coded otherwise."""

    resampler: Any = None

    def _coded(self, packet: Packet | None) -> list[Packet]:
        error = library().error
        coder = self.made.codec_context
        try:
            frames = self.given.codec_context.decode(packet)
        except error.EOFError:
            frames = []
        except error.FFmpegError:
            self.notes.append("part of the sound is damaged and was left out")
            frames = []
        if self.resampler is None:
            self.resampler = library().AudioResampler(
                coder.format, coder.layout, coder.sample_rate, coder.frame_size or None
            )
        given = [*frames, *([None] if packet is None else [])]
        return [
            coded for frame in given for sound in self.resampler.resample(frame) for coded in coder.encode(sound)
        ] + (coder.encode(None) if packet is None else [])


@dataclass
class TextAnew(Carried):
    """Subtitles as text of another form."""

    coder: Any = None

    def _coded(self, packet: Packet | None) -> list[Packet]:
        if packet is None:
            return []
        said = self.given.codec_context.decode2(packet)
        if said is None or not len(said):
            return []
        coded = self.coder.encode_subtitle(said)
        coded.pts, coded.dts, coded.duration = packet.pts, packet.pts, packet.duration
        coded.time_base = packet.time_base
        return [coded]


def carried(given: InputContainer, made: OutputContainer) -> tuple[list[Carried], list[str]]:
    """Everything of ``given`` but its picture, with the streams of ``made`` that it becomes; and notes on what is lost
    or coded anew."""
    found: list[Carried] = []
    notes: list[str] = []
    for stream in given.streams:
        if stream.type not in ("audio", "subtitle"):
            # The titles of an MP4's chapters are a stream of data, too.
            if stream.type == "attachment" or (stream.type == "data" and not given.chapters()):
                notes.append(f"stream {stream.index} ({stream.type}) is not carried over")
            continue
        name = None if stream.codec_context is None else stream.codec_context.codec.canonical_name
        each = _taken(stream, name, made, notes)
        if each is not None:
            each.made.metadata.update(_kept(stream))
            each.made.disposition = stream.disposition
            found.append(each)
    return found, notes


def _taken(stream: Stream, name: str | None, made: OutputContainer, notes: list[str]) -> Carried | None:
    kind = "sound" if stream.type == "audio" else "subtitles"
    if name is None:
        notes.append(f"the {kind} of stream {stream.index} are coded in an unknown way and are lost")
        return None
    if name in made.supported_codecs and not _foreign_pcm(stream, name, made):
        return Carried(stream, made.add_stream_from_template(stream, opaque=True))
    form = made.format.name
    if stream.type == "audio":
        notes.append(f"sound: {form} cannot hold {name}, so it is coded anew as {_SOUND[form].removeprefix('lib')}")
        return _sound_anew(stream, made)
    if name in _TEXTS:
        notes.append(f"subtitles: {form} cannot hold {name}, so they become {_SUBTITLES[form]}")
        return _text_anew(stream, made)
    notes.append(f"subtitles: {form} cannot hold {name}, which are pictures; they are lost")
    return None


def _foreign_pcm(stream: Stream, name: str, made: OutputContainer) -> bool:
    """Whether it is sound that is not coded at all: MP4 takes it as QuickTime and its kin have it, and not as AVI and
    Matroska do."""
    return name.startswith("pcm_") and made.format.name == "mp4" and "mp4" not in stream.container.format.name


def _sound_anew(stream: Stream, made: OutputContainer) -> Carried:
    form = made.format.name
    given = stream.codec_context
    rates = library().Codec(_SOUND[form], "w").audio_rates or (_USUAL_RATE,)
    coder = made.add_stream(_SOUND[form], rate=given.sample_rate if given.sample_rate in rates else _USUAL_RATE)
    # Many files say how many channels there are, and not which.
    coder.codec_context.layout = _LAYOUTS.get(given.layout.nb_channels, "stereo")
    coder.codec_context.bit_rate = _BIT_RATE
    coder.codec_context.open()
    return SoundAnew(stream, coder)


def _text_anew(stream: Stream, made: OutputContainer) -> Carried:
    target = made.add_stream(_SUBTITLES[made.format.name])
    stream.codec_context.open(strict=False)
    target.codec_context.subtitle_header = stream.codec_context.subtitle_header
    target.time_base = stream.time_base
    return TextAnew(stream, target, coder=target.codec_context)


def _kept(stream: Stream) -> dict[str, str]:
    return {key: stream.metadata[key] for key in ("language", "title", "handler_name") if key in stream.metadata}
