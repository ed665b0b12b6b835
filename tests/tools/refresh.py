"""Make again what the documents take from the program: run ``python tests/tools/refresh.py`` in the checkout.

- README.md: the figures of the shipped weights, from their card;
- model/README.md: what hints gain, and how far the confidence is off with them;
- model/report/README.md: the colourists that ship, beside one another, from their cards;
- exhibits/README.md: every field of a manifest, from the schema, and the statements of rights;
- exhibits/COMMANDS.md and model/COMMANDS.md: the commands with their options;
- exhibits/nostalgia-and-memory/preview.jpg: a panel of the shipped exhibit (not with ``--no-picture``).

Tests compare the documents with what this file would write.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
MANUAL = ROOT / "exhibits" / "README.md"
RESEARCHERS = ROOT / "model" / "README.md"
REPORT = ROOT / "model" / "report" / "README.md"
COMMANDS = ROOT / "exhibits" / "COMMANDS.md"
"""The commands of a curator."""
LABORATORY_COMMANDS = ROOT / "model" / "COMMANDS.md"
LABORATORY = ("data", "train", "evaluate", "compare", "weights")
"""The commands of a researcher."""
PREVIEW = ROOT / "exhibits" / "nostalgia-and-memory" / "preview.jpg"
PREVIEW_PANEL = "05-eileen-collins.jpg"
PREVIEW_WIDTH = 1200
PREVIEW_BYTES = 150_000

SETS = {
    "cifar10-test": "CIFAR-10, test images",
    "modern": "modern photographs",
    "true-colour": "true-colour photographs, 1905–1915",
    "orthochromatic": "the same, seen by a plate blind to red",
    "degraded": "the modern ones as old prints",
}
BASELINES = ("grey", "mean_ab", "oracle_ab")


def block(text: str, name: str) -> str:
    """What stands between ``<!-- name -->`` and ``<!-- /name -->`` in a document."""
    return _parts(text, name)[1]


def replaced(text: str, name: str, content: str) -> str:
    """The document with that block replaced."""
    before, _, after = _parts(text, name)
    return f"{before}\n{content.strip()}\n{after}"


def _parts(text: str, name: str) -> tuple[str, str, str]:
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = text.partition(opening)
    inside, ended, after = rest.partition(closing)
    if not (found and ended):
        raise ValueError(f"the document has no block {opening} … {closing}")
    return before + opening, inside.strip(), closing + after


def numbers(card: Mapping[str, Any]) -> str:
    """The figures of the weights' card as a table; a sentence while the card has none."""
    size = f"`{card['name']}`: {card['network']}, {card['parameters'] / 1e6:.1f} million parameters"
    about = f"{size}, trained on {card['dataset']}, {card['trained']}."
    rows = [row for name, result in card["metrics"].items() if (row := _row(name, result, card["name"]))]
    if not rows:
        return f"{about} Its card holds no measurements yet."
    vividness = dict.fromkeys(_own(result, card["name"]).get("vividness") for result in card["metrics"].values())
    shown = ", ".join(f"{value:g}" for value in vividness)
    about += f" Measured at vividness {shown}."
    heads = ("photographs", "n", "grey", "automatic", "gain, 95 %", "worse")
    heads += ("1 hint", "10 hints", "ΔE00 grey", "ΔE00", "ECE")
    rule = "|".join(["---", *("--:" for _ in heads[1:])])
    return "\n".join([about, "", _line(heads), f"|{rule}|", *map(_line, rows)])


def _row(name: str, result: Mapping[str, Any], weights: str) -> list[str]:
    """One set's row; empty when the card has no figures of the weights on it."""
    own, grey = _own(result, weights), result.get("grey")
    if not own or not grey:
        return []
    hints = own.get("hints", {})
    return [
        SETS.get(name, name),
        f"{result['n']:,}" if "n" in result else "–",
        *(_figure(row.get("psnr"), 2) for row in (grey, own)),
        _gain(own),
        "–" if own.get("worse_than_grey") is None else f"{100 * own['worse_than_grey']:.0f} %",
        *(_figure(hints.get(count, {}).get("psnr"), 2) for count in ("1", "10")),
        *(_figure(row.get("delta_e"), 2) for row in (grey, own)),
        _figure(own.get("ece"), 3),
    ]


def _own(result: Mapping[str, Any], weights: str) -> Mapping[str, Any]:
    """The row of the weights, whatever they were called when they were measured; empty if there is none."""
    others = (row for key, row in result.items() if isinstance(row, dict) and key not in BASELINES)
    own: Mapping[str, Any] = result.get(weights) or next(others, {})
    return own


def _gain(row: Mapping[str, Any]) -> str:
    """The gain over grey, with what chance leaves of it."""
    if row.get("gain") is None:
        return "–"
    low, high = row.get("gain_interval") or (None, None)
    return f"{row['gain']:+.2f}" + ("" if low is None else f" [{low:.2f}, {high:.2f}]").replace("-", "−")


def _figure(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def _line(cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def hints(card: Mapping[str, Any]) -> str:
    """What hints gain on photographs, and how far the confidence is off with them, as a table."""
    counts = ("1", "3", "10", "100")
    lines = [_line(("photographs", "", "no hint", "1 hint", *counts[1:])), f"|---|---|{'--:|' * (len(counts) + 1)}"]
    for name in ("modern", "true-colour"):
        own = _own(card["metrics"][name], card["name"])
        rows = [own, *(own["hints"][count] for count in counts)]
        gains = (_signed(row["gain"]) for row in rows)
        lines.append(_line((SETS[name], "gain, dB", *gains)))
        lines.append(_line(("", "error of the confidence (ECE)", *(_figure(row["ece"], 3) for row in rows))))
    return "\n".join(lines)


FREE = {
    "default": "+2.98 [2.48, 3.48], 12 %",
    "photographs": "+3.27 [2.78, 3.72], 10 %",
    "both": "+3.43 [2.94, 3.90], 9 %",
}
"""Gain of the colourists that ship on the 176 free photographs, which no card has."""


def colourists(cards: Mapping[str, Mapping[str, Any]], sizes: Mapping[str, int]) -> str:
    """The colourists that ship, of so many bytes each, beside one another."""
    heads = ("", "176 free photographs", "modern (86)", "1905–1915 (11)", "ten hints, modern", "1905–1915", "MB")
    lines = [_line(heads), "|---|---|---|---|--:|--:|--:|"]
    for name, card in cards.items():
        rows = [_own(card["metrics"][each], name) for each in ("modern", "true-colour")]
        measured = [f"{_gain(row)}, {100 * row['worse_than_grey']:.1f} %" for row in rows]
        told = (_signed(row["hints"]["10"]["gain"]) for row in rows)
        lines.append(_line((f"`{name}`", FREE[name], *measured, *told, f"{sizes[name] / 1e6:.1f}")))
    return "\n".join(lines)


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def commands(laboratory: bool) -> str:
    """The commands of a researcher or of a curator, with every argument and option, in their own words."""
    from gallery.cli import gallery

    context = click.Context(gallery, info_name="gallery")
    parts = []
    for path, command in _commands(gallery, context):
        if (path.split()[0] in LABORATORY) != laboratory:
            continue
        arguments = [p for p in command.params if isinstance(p, click.Argument)]
        signature = " ".join([f"gallery {path}", *map(_argument, arguments)])
        parts.append(f"`{signature}`: {command.get_short_help_str(200)}\n")
        options = [p for p in command.params if isinstance(p, click.Option)]
        lines = [f"- `{_spelling(option)}` {option.help}{_default(option)}" for option in options]
        parts.append("\n".join(lines) + "\n" if lines else "")
    return "\n".join(part for part in parts if part)


def _commands(group: click.Group, context: click.Context, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, context, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _argument(argument: click.Argument) -> str:
    shown = (argument.metavar or (argument.name or "").upper()).rstrip("…") + "…" * (argument.nargs == -1)
    return shown if argument.required else f"[{shown}]"


def _spelling(option: click.Option) -> str:
    if option.is_flag:
        return option.opts[-1]
    shown = option.metavar or ("DIR" if isinstance(option.type, click.Path) and option.type.dir_okay else None)
    kinds = {"integer range": "N", "integer": "N", "float range": "X", "path": "FILE", "file": "FILE"}
    return f"{option.opts[-1]} {shown or kinds.get(option.type.name, option.type.name.upper())}"


def _default(option: click.Option) -> str:
    """What click itself would add to the help."""
    return f" Default: {option.default}." if option.show_default else " Required." if option.required else ""


def manifest() -> str:
    """Every field of a manifest, from its schema, a table for each mapping."""
    from gallery.manifest.json_schema import json_schema

    schema = json.loads(json_schema())
    models = {"Exhibit": schema, **schema["$defs"]}
    sources = ("UrlSource", "PathSource", "PackageSource")
    works = ("Room", "Work", *sources, "Creator", "Dimensions", "Hint", "Captions", "Place")
    first = ("Exhibit", *works, "Institution", "Labels", "Colorizer", "Fonts", "Publications")
    names = dict.fromkeys([*first, *models])
    parts = []
    for name in names:
        model = models[name]
        if "properties" not in model:
            continue
        title = _title(name)
        parts += [f"### {title}", "", model["description"].split("\n\n")[0], "", _line(("key", "takes", "meaning"))]
        parts.append("|---|---|---|")
        for key, value in model["properties"].items():
            required = key in model.get("required", ())
            parts.append(_line((f"`{key}`", _takes(value, required), _meaning(value))))
        parts.append("")
    return "\n".join(parts)


def _title(name: str) -> str:
    """A model's name as a heading: ``UrlSource`` is "Source by url"."""
    kind = re.fullmatch(r"(\w+)Source", name)
    return f"Source by {kind[1].lower()}" if kind else name


def _core(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A property without its "or null"."""
    kinds = [kind for kind in value.get("anyOf", ()) if kind.get("type") != "null"]
    return kinds[0] if len(kinds) == 1 else {**value, "oneOf": kinds} if kinds else value


def _meaning(value: Mapping[str, Any]) -> str:
    return str(value.get("description") or _core(value).get("description", ""))


def _takes(value: Mapping[str, Any], required: bool) -> str:
    kind = _core(value)
    words = _kind(kind)
    default = value.get("default")
    if required:
        return f"{words}; **required**"
    if default in (None, []) or isinstance(default, dict):
        return words
    return f"{words}; `{json.dumps(default, ensure_ascii=False)}`" if "enum" not in kind else f"{words}; the first"


def _kind(kind: Mapping[str, Any]) -> str:
    name = str(kind.get("$ref", "")).rpartition("/")[2]
    if name == "Text":
        return "text"
    if name:
        title = _title(name)
        return f"[{title}](#{title.lower().replace(' ', '-')})"
    if "oneOf" in kind:
        return " or ".join(map(_kind, kind["oneOf"]))
    if "enum" in kind:
        return " or ".join(f"`{each}`" for each in kind["enum"])
    if kind.get("type") == "array":
        if "items" in kind:
            return f"list of {_kind(kind['items'])}"
        if kind.get("prefixItems", [{}])[0].get("minimum") == -90:
            return "[latitude, longitude]"
        return "[x, y], each 0–1" if kind["maxItems"] == 2 else "[left, top, right, bottom], each 0–1"
    if kind.get("type") == "boolean":
        return "`true` or `false`"
    if kind.get("type") in ("integer", "number"):
        lowest = kind.get("minimum", kind.get("exclusiveMinimum"))
        return f"number, {'above ' if 'exclusiveMinimum' in kind else ''}{lowest}–{kind['maximum']}"
    return "line"


def rights() -> str:
    """The URIs of rights with their names, and when to choose which."""
    from gallery.manifest.rights import USUAL, rights_label

    rows = [_line((rights_label(uri), f"`{uri}`", when)) for uri, when in USUAL.items()]
    return "\n".join([_line(("name", "`rights:`", "when")), "|---|---|---|", *rows])


def documents() -> dict[Path, str]:
    """Every document as it should read."""
    from model.weights import FOLDER

    cards = {name: json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in FREE}
    sizes = {name: (FOLDER / f"{name}.onnx").stat().st_size for name in FREE}
    blocks = {
        README: {"numbers": numbers(cards["default"])},
        RESEARCHERS: {"hints": hints(cards["default"])},
        REPORT: {"colourists": colourists(cards, sizes)},
        MANUAL: {"manifest": manifest(), "rights": rights()},
        COMMANDS: {"commands": commands(laboratory=False)},
        LABORATORY_COMMANDS: {"commands": commands(laboratory=True)},
    }
    texts = {path: path.read_text(encoding="utf-8") for path in blocks}
    for path, contents in blocks.items():
        for name, content in contents.items():
            texts[path] = replaced(texts[path], name, content)
    return texts


def make_preview() -> None:
    """Build the shipped exhibit and keep one panel, small, with the metadata that the build gave it."""
    from PIL import Image

    from gallery.cli import gallery
    from gallery.resources import DEFAULT_EXHIBIT

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "out")
        arguments = ["build", str(DEFAULT_EXHIBIT), "--output", str(place), "--cache", str(Path(folder, "cache"))]
        gallery.main([*arguments, "--offline", "--quiet"], standalone_mode=False)
        with Image.open(place / "panels" / PREVIEW_PANEL) as panel:
            size = (PREVIEW_WIDTH, round(panel.height * PREVIEW_WIDTH / panel.width))
            small = panel.convert("RGB").resize(size, Image.Resampling.LANCZOS)
            small.save(PREVIEW, quality=82, optimize=True, progressive=True, xmp=panel.info["xmp"])
    if PREVIEW.stat().st_size > PREVIEW_BYTES:
        raise SystemExit(f"{PREVIEW} is {PREVIEW.stat().st_size:,} bytes, over {PREVIEW_BYTES:,}")


def main() -> None:
    """Write every document, and the picture unless told otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--no-picture", action="store_true", help="leave preview.jpg as it is")
    if not parser.parse_args().no_picture:
        make_preview()
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
