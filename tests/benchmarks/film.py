"""How long films take beside what they are measured by. Run: python tests/benchmarks/film.py FILM …

Prints for each film, which is reduced or enlarged to 640 × 480 first unless --as-it-is, as ratios of things measured in
one run:

- a frame of the film, from opening it to the joined file, to a frame that the colourist colours by itself;
- the same to decoding the film and coding it again at the same settings, and nothing else;
- the most memory that this process held meanwhile.

Options: --frames N (default 250, repeated from the beginning where the film is shorter), --grey (as of a film without
colours), --cpu (ratios of processor time and not of the clock's).
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
from av.video.frame import VideoFrame

from gallery.cli.films import wish_for
from gallery.colorize_film import colorize_shot
from gallery.film import Encoding, frames, head_of
from gallery.pipeline.code import code_of
from gallery.pipeline.films.looking import look_through
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.single_film import Wish, colorize_film
from model import Colorist

ALONE = 12
"""Frames that the colourist colours by themselves."""


def repeated(film: Path) -> Iterator[VideoFrame]:
    """The frames of a film, again and again."""
    while True:
        with av.open(str(film)) as container:
            yield from container.decode(video=0)


def made(film: Path, out: Path, count: int, size: tuple[int, int] | None, *, grey: bool) -> Path:
    """A film of so many frames and that size, H.264 at 25 frames a second."""
    with av.open(str(out), "w") as container:
        stream = None
        for number, given in enumerate(islice(repeated(film), count)):
            if stream is None:
                stream = container.add_stream("libx264", rate=25, options={"crf": "18", "preset": "veryfast"})
                stream.width, stream.height = size or (given.width // 2 * 2, given.height // 2 * 2)
                stream.pix_fmt = "yuv420p"
            frame = given.reformat(stream.width, stream.height, format="gray" if grey else "yuv420p")
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        assert stream is not None
        container.mux(stream.encode(None))
    return out


def coded_again(film: Path, out: Path, encoding: Encoding) -> None:
    """Decode a film and code it as ours are coded, its frames as they are."""
    with av.open(str(film)) as given, av.open(str(out), "w", format="nut") as container:
        picture = given.streams.video[0]
        picture.thread_type = "AUTO"
        stream = container.add_stream("libx264", rate=25, options={**encoding.options(), "g": "50"})
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "yuv420p"
        stream.codec_context.thread_count = 1
        for frame in given.decode(picture):
            frame.pict_type = 0  # what it was coded as is no order
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def took(work: Callable[[], object], *, cpu: bool) -> float:
    """Seconds that it takes, of the clock or of all processors together."""
    clock = time.process_time if cpu else time.perf_counter
    began = clock()
    work()
    return clock() - began


def measure(film: Path, folder: Path, wish: Wish, *, cpu: bool) -> None:
    """Print the ratios of one film."""
    head = head_of(film)
    coloured, store = folder / "colour.mp4", FolderStore(folder / "cache")
    colorist = Colorist.load()
    some = [frame.grey for frame in frames(film, head, 0, ALONE)]
    colorist.colorize(some[0])
    alone = took(lambda: [colorist.colorize(grey) for grey in some], cpu=cpu) / len(some)
    for step in (look_through, colorize_shot):
        code_of(step)  # which the command keeps from its first run
    again = min(took(lambda: coded_again(film, folder / "again.nut", wish.encoding), cpu=cpu) for _ in range(2))
    ours = took(lambda: colorize_film(film, coloured, wish, store, lambda *_: None), cpu=cpu)
    each, again = ours / head.frames, again / head.frames
    print(
        f"{film.stem}: {head.frames} frames of {head.width}×{head.height}; {each * 1000:.1f} ms a frame"
        f" = 1/{alone / each:.1f} of the colourist's {alone * 1000:.0f} ms"
        f" = {each / again:.2f} × decoding and coding ({again * 1000:.1f} ms);"
        f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most"
    )


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("films", nargs="+", type=Path)
    parser.add_argument("--frames", type=int, default=250)
    parser.add_argument("--grey", action="store_true")
    parser.add_argument("--as-it-is", action="store_true")
    parser.add_argument("--cpu", action="store_true")
    given = parser.parse_args()
    wish = wish_for("default", "mp4", None, mark=True, caption=True)
    for source in given.films:
        with tempfile.TemporaryDirectory() as name:
            folder, film = Path(name), source
            if not given.as_it_is:
                film = made(source, folder / f"{source.stem}.mp4", given.frames, (640, 480), grey=given.grey)
            measure(film, folder, wish, cpu=given.cpu)


if __name__ == "__main__":
    main()
