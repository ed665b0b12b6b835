"""``gallery colorize``: photographs and films in, the same in colour out, without a manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gallery.cli import options, results
from gallery.cli.saying import Number, say

if TYPE_CHECKING:
    from gallery.labels.label import Label
    from gallery.photograph import Framing, Monochrome
    from gallery.pictures.mark import Patch


MOST, MOST_OF_CAPTION = 500, 2_000
"""Characters of a text, and of a caption, that are carried over from a photograph's file."""


@click.command("colorize")
@click.argument("photographs", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("colorized"),
    show_default=True,
    help="Folder of the results; the folders of the photographs are kept below it.",
)
@click.option("--vividness", type=Number(0, 1), help="0 faithful … 1 vivid. Default: the weights' own.")
@click.option("--weights", default="default", show_default=True, metavar="NAME", help="Weights, or their card's path.")
@click.option("--mark/--no-mark", default=True, help="A small mark in the corner, AI colour, or none.")
@click.option(
    "--rotate",
    type=Number(-360, 360),
    default=0,
    help="Degrees clockwise to turn each photograph, such as 90, or -1.4.",
)
@click.option(
    "--crop",
    type=Number(),
    nargs=4,
    metavar="LEFT TOP RIGHT BOTTOM",
    help="What to take of each, as fractions from the upper left, after --rotate.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["mp4", "webm", "av1"]),
    default="mp4",
    show_default=True,
    help="Of films: MP4 with H.264, WebM with VP9, or WebM with AV1.",
)
@click.option("--caption/--no-caption", default=True, help="A line at the beginning of a film, or none.")
@click.option("--preview", is_flag=True, help="Of films only the frame that stands for them: OUT/pier-mov-colour.jpg.")
@options.cache
@click.pass_context
def command(
    context: click.Context,
    *,
    photographs: tuple[Path, ...],
    out: Path,
    vividness: float | None,
    weights: str,
    mark: bool,
    rotate: float,
    crop: tuple[float, float, float, float] | None,
    form: str,
    caption: bool,
    preview: bool,
    cache: Path | None,
) -> None:
    """Colorize photographs and films: files, or folders of them.

    Each result is at full resolution, and says in its metadata, whatever the options, that its colours are inferred,
    beside the caption, creator, rights and resolution that the photograph's file gives. It is called after the file:
    pier.tif becomes OUT/pier-tif-colour.jpg. A photograph that cannot be colorized does not stop the others; with any,
    the exit code is 1.

    A film keeps its frames, their times, its sound, subtitles and chapters: pier.mov becomes OUT/pier-mov-colour.mp4.
    Shots that are finished are kept in the cache, so that what was interrupted goes on where it was. --preview shows
    the colours of one frame before all are made. Films need the extra 'film'.
    """
    from gallery.cli import films
    from gallery.colorize import find_weights
    from gallery.film import is_film

    framing = _framing(rotate, crop)
    find_weights(weights)  # weights that are missing or damaged are said once, not for every photograph
    found, left_out = results.targets(photographs, out, form)
    if found:
        results.make(out)
    still = [pair for pair in found if not is_film(pair[0])]
    moving = [pair for pair in found if is_film(pair[0])]
    if moving and (rotate or crop):
        raise click.UsageError(f"--rotate and --crop are for photographs, and {moving[0][0]} is a film.")
    with _bar(len(still)) as photographs_done:
        failures = _each(
            still,
            photographs_done,
            lambda source, target: _colorize(source, target, weights, vividness, framing=framing, mark=mark),
        )
    if moving:
        wish = films.wish_for(weights, form, vividness, mark=mark, caption=caption)
        store = films.store_in(cache)
        failures += _each(
            [(source, target.with_suffix(".jpg") if preview else target) for source, target in moving],
            lambda: None,
            lambda source, target: films.colorize(source, target, wish, store, preview=preview),
        )
    _conclude(context, len(found), left_out, failures)


@contextmanager
def _bar(count: int) -> Iterator[Callable[[], None]]:
    from gallery.cli.progress import bar

    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        tell(done, count)

    with bar("Colorizing") as tell:
        yield told


def _each(
    pairs: list[tuple[Path, Path]], done: Callable[[], None], colorize: Callable[[Path, Path], None]
) -> list[str]:
    """``colorize`` each (source, target), and print the target; what went wrong, a line for each that did."""
    from gallery.errors import GalleryError

    failures: list[str] = []
    for source, target in pairs:
        try:
            colorize(source, target)
        except GalleryError as error:
            failures.append(str(error) if str(source) in str(error) else f"{source}: {error}")
        except OSError as error:
            failures.append(f"{source}: {error.strerror or error}")
        else:
            say(str(target))
        done()
    return failures


def _conclude(context: click.Context, found: int, left_out: list[Path], failures: list[str]) -> None:
    for path in left_out:
        say(f"left out: {path} (in a folder, only {' '.join(results.suffixes())} are taken)", err=True)
    if not found:
        say("no photographs found", err=True)
    if failures:
        say(f"{found - len(failures)} of {found} colorized; not colorized:", err=True)
        for failure in failures:
            say(f"  {failure}", err=True)
    if failures or not found:
        context.exit(1)


def _framing(rotate: float, crop: tuple[float, float, float, float] | None) -> Framing:
    from gallery.manifest.kinds import fractions
    from gallery.photograph import Framing

    try:
        return Framing(rotate, crop if crop is None else fractions(crop))
    except ValueError as error:
        said = str(error).replace("'crop: [", "'--crop ").replace("]'", "'").replace(", ", " ")
        raise click.BadParameter(said, param_hint="--crop") from None


def _colorize(
    source: Path, target: Path, weights: str, vividness: float | None, *, framing: Framing, mark: bool
) -> None:
    from gallery.colorize import QUALITY, infer, save_painted
    from gallery.files import whole
    from gallery.photograph import embedded_in, note_on, open_monochrome
    from gallery.pictures.metadata import disclosure, fitting_packet, require_disclosure
    from gallery.pipeline.writing import written

    if note := note_on(source):
        say(f"{source}: {note}", err=True)
    photograph = open_monochrome(source, framing)
    card, colours = infer(photograph, weights, vividness=vividness)
    made = {"name": card.name, "date": card.trained, "sha256": card.files["onnx"]}
    label = _label(source.stem, made, _carried(source))
    said = disclosure(label, inferred=True)
    packet = fitting_packet(said, label.language, str(source))
    dpi = embedded_in(source).dpi
    dpi = dpi[::-1] if dpi and framing.quarters % 2 else dpi
    drawn = _patch(photograph, label) if mark else None
    with written(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    with written(target), whole(target) as draft:
        save_painted(photograph, colours, draft, QUALITY, xmp=packet, mark=drawn, dpi=dpi)
        require_disclosure(draft, said)


def _patch(photograph: Monochrome, label: Label) -> Patch:
    from gallery.pictures.mark import patch
    from gallery.pictures.planned_mark import mark_in
    from gallery.typography.lines import default_fonts

    height, width = photograph.grey.shape
    return patch((width, height), mark_in(label.language), default_fonts().serif_semibold)


def _carried(source: Path) -> dict[str, str]:
    """What the photograph's file says of itself, as the label's texts; cut to what a packet of metadata holds."""
    from gallery.intake.embedded import read_embedded

    embedded = read_embedded(source)
    # Of a text in several languages the first that is written.
    said = {
        name: next(iter(text.values())) if isinstance(text, dict) else text for name, text in embedded.fields.items()
    }
    rights = said.pop("rights", "")
    said |= {"rights": rights} if rights.startswith(("http:", "https:")) else {}
    said |= {"rights_label": embedded.copyright} if embedded.copyright else {}
    return {name: text[: MOST_OF_CAPTION if name == "description" else MOST] for name, text in said.items() if text}


def _label(name: str, weights: Mapping[str, str], given: Mapping[str, str]) -> Label:
    """All that is known of a photograph without a manifest: its file's name, what the file says, and where the colours
    come from."""
    from gallery.labels.label import bare_label

    bare = bare_label(name, weights)
    return replace(
        bare,
        title=given.get("title", name),
        creator=given.get("creator"),
        credit=given.get("credit"),
        rights=given.get("rights", ""),
        rights_label=given.get("rights_label", ""),
        alt=given.get("description", bare.alt),
    )
