"""Fonts, the characters they hold, and text broken into lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from gallery.errors import LabelError, SourceError
from gallery.manifest.positions import Keys
from gallery.manifest.schema import Fonts
from gallery.problems import Problem
from gallery.sources.paths import confined
from gallery.typography.font_check import font_problem
from gallery.typography.fonts import BESIDE, FontFiles
from gallery.typography.shaped_lines import wrap_shaped
from gallery.typography.shaping import FORMATS, needs_shaping
from gallery.typography.typeface import Typeface, typeface

NO_BREAK_SPACE = "\u00a0"

_SAME = str.maketrans(
    {
        "\u2007": NO_BREAK_SPACE,
        "\u202f": NO_BREAK_SPACE,
        "\u2011": "-",  # the no-break hyphen: fonts often lack it
        "\u00ad": None,
        "\u200b": None,
        "\u2060": None,
        "\ufeff": None,
        "\ufe0f": None,
    }
)
"""Characters that say how to set others, and have no shape of their own."""

_SAME_SHAPED = {code: other for code, other in _SAME.items() if not FORMATS.match(chr(code))}

_CONTROL = ("Cc", "Cf", "Zl", "Zp")
_SIGNS = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
"""Signs around numbers, which count as control characters and have a shape."""

_USUAL_WORD = 40
"""Letters of a word that others may have in common with it."""

_BREAKS = re.compile(r"(?<=[^\W\d][-–—/])(?=[^\W\d])")
"""Where a word may break: after a hyphen, dash or slash between letters; never in ``1935–1940``."""


def default_fonts() -> FontFiles:
    """Source Serif and Source Sans (SIL Open Font Licence), from their packages."""
    serif = Path(str(files("font_source_serif_pro").joinpath("files")))
    sans = Path(str(files("font_source_sans_pro").joinpath("files")))
    return FontFiles(
        serif=str(serif / "SourceSerifPro-Regular.ttf"),
        serif_semibold=str(serif / "SourceSerifPro-Semibold.ttf"),
        sans=str(sans / "SourceSansPro-Regular.ttf"),
        sans_semibold=str(sans / "SourceSansPro-Semibold.ttf"),
        serif_italic=str(serif / "SourceSerifPro-It.ttf"),
    )


def font_files(fonts: Fonts, folder: Path, verdicts: Path | None = None) -> FontFiles:
    """The fonts of an exhibit whose manifest lies in ``folder``: its own where it names them, else ours.

    A font of the exhibit's own stands for both weights of its role, and what it lacks is set in ours: the notice beside
    a title in another script. Raises LabelError with everything that
    :func:`font_faults` finds.
    """
    if faults := font_faults(fonts, folder, verdicts):
        raise LabelError(
            [replace(each, code="", message=f"{keys[0]}: {keys[1]}: {each.message}") for keys, each in faults]
        )
    shipped = default_fonts()
    serif, sans = (None if name is None else str(confined(folder, name)) for name in (fonts.serif, fonts.sans))
    return FontFiles(
        serif=f"{serif}{BESIDE}{shipped.serif}" if serif else shipped.serif,
        serif_semibold=f"{serif}{BESIDE}{shipped.serif_semibold}" if serif else shipped.serif_semibold,
        sans=sans or shipped.sans,
        sans_semibold=sans or shipped.sans_semibold,
        serif_italic="" if serif else shipped.serif_italic,
    )


def font_faults(fonts: Fonts, folder: Path, verdicts: Path | None = None) -> list[tuple[Keys, Problem]]:
    """What keeps the fonts that a manifest in ``folder`` names from being used, each with the keys of its name.

    ``verdicts`` is where :func:`font_problem` remembers its answers.
    """
    named = {"serif": fonts.serif, "sans": fonts.sans}
    found = [(role, _fault(name, folder, verdicts)) for role, name in named.items() if name is not None]
    return [(("fonts", role), problem) for role, problem in found if problem is not None]


def settable(text: str) -> str:
    """``text`` as it is set: composed (NFC), white space and control characters as single spaces, characters
    without a shape of their own left out or as their plain equivalent."""
    plain = unicodedata.normalize("NFC", text)
    shaped = needs_shaping(plain)
    plain = plain.translate(_SAME_SHAPED if shaped else _SAME)
    if not plain.isprintable():
        plain = "".join(" " if _is_control(character, shaped) else character for character in plain)
    return NO_BREAK_SPACE.join(" ".join(part.split()) for part in plain.split(NO_BREAK_SPACE))


def _is_control(character: str, shaped: bool) -> bool:
    if shaped and (FORMATS.match(character) or _SIGNS.match(character)):
        return False
    return unicodedata.category(character) in _CONTROL


def missing_characters(text: str, font_path: str) -> str:
    """The characters of ``text`` that the font cannot set, each once, in order of appearance."""
    characters = typeface(font_path).characters
    shown = FORMATS.sub("", settable(text))
    missing = {character for character in set(shown) if not character.isspace() and ord(character) not in characters}
    return "".join(dict.fromkeys(character for character in shown if character in missing)) if missing else ""


def named(characters: str) -> str:
    """``characters`` for a message, with code points and names: ``'ⴰ' (U+2D30 TIFINAGH LETTER YA)``."""
    return ", ".join(f"{c!r} (U+{ord(c):04X} {unicodedata.name(c, 'unnamed')})" for c in characters)


def wrap(text: str, face: Typeface, measure: float, *, balanced: bool = False) -> list[str]:
    """``text`` in lines no wider than ``measure`` (em), each as full as it can be.

    Lines break at spaces and after hyphens between letters; a word wider than the measure breaks where it
    must. A last line of one short word takes a second one from the line above. ``balanced`` makes the lines
    about equal instead, without adding any: for titles. White space, control characters: see
    :func:`settable`. Lines stand in logical order (:func:`gallery.typography.shaped_lines.wrap_shaped`). Raises
    ValueError if ``measure`` is not positive.
    """
    if measure <= 0:
        raise ValueError(f"the measure must be positive, not {measure}")
    words = [word for word in settable(text).split(" ") if word]
    if face.joins(" ".join(words)):
        return wrap_shaped(words, face, measure, balanced=balanced)
    pieces = list(_measured(words, face, measure))
    lines = _greedy(pieces, face.em, measure)
    if balanced and len(lines) > 1:
        lines = _balanced(pieces, face.em, measure, len(lines))
    else:
        _mend_widow(lines, face.em, measure)
    return [_joined(line) for line in lines]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Letters that stay together."""

    text: str
    joint: str
    """What joins them to the next piece on the same line: a space or nothing."""
    width: int
    """In units of the font."""
    added: int
    """By how much it makes a line wider that ends with the piece before: itself, the joint, the kerning."""


def _measured(words: Iterable[str], face: Typeface, measure: float) -> Iterator[Fragment]:
    """``words`` in pieces that fit the measure; the last one of each is followed by a space."""
    before = joint = ""
    for word in words:
        pieces = (_sized_pieces if len(word) <= _USUAL_WORD else _sized_pieces.__wrapped__)(word, face, measure)
        for number, (text, width, first) in enumerate(pieces, start=1):
            added = width - first + (face.units(joint + text[0], before) if before else 0)
            before, joint = text[-1], " " if number == len(pieces) else ""
            yield Fragment(text, joint, width, added)


@lru_cache(maxsize=1 << 14)
def _sized_pieces(word: str, face: Typeface, measure: float) -> list[tuple[str, int, int]]:
    """The pieces of ``word``, with their widths and those of their first letters. Labels have many words in common."""
    return [(text, face.units(text), face.units(text[0])) for text in _pieces(word, face, measure)]


def _greedy(pieces: list[Fragment], em: int, measure: float) -> list[list[Fragment]]:
    """Every line as full as it can be."""
    lines: list[list[Fragment]] = []
    width = 0
    for piece in pieces:
        if lines and (width + piece.added) / em <= measure:
            lines[-1].append(piece)
            width += piece.added
        else:
            lines.append([piece])
            width = piece.width
    return lines


def _balanced(pieces: list[Fragment], em: int, measure: float, count: int) -> list[list[Fragment]]:
    """The narrowest setting in ``count`` lines, to a tenth of an em."""
    low, high = max(measure / 2, *(piece.width / em for piece in pieces)), measure
    while high - low > 0.1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_greedy(pieces, em, middle)) <= count else (middle, high)
    return _greedy(pieces, em, high)


def _mend_widow(lines: list[list[Fragment]], em: int, measure: float) -> None:
    """Give a last line of one short word the last word of the line above, if that keeps two."""
    if len(lines) < 2 or len(lines[-1]) > 1 or len(lines[-2]) < 3 or lines[-1][0].width / em > measure / 4:
        return
    whole_words = lines[-2][-1].joint == lines[-2][-2].joint == " "
    if whole_words and (lines[-2][-1].width + lines[-1][0].added) / em <= measure:
        lines[-1].insert(0, lines[-2].pop())


def _joined(line: list[Fragment]) -> str:
    return "".join(piece.text + piece.joint for piece in line[:-1]) + line[-1].text


def _pieces(word: str, face: Typeface, measure: float) -> list[str]:
    """``word`` in pieces that fit the measure."""
    texts: list[str] = []
    for part in _BREAKS.split(word):
        begin = 0
        while (cut := _cut(part, begin, face, measure)) < len(part):
            texts.append(part[begin:cut])
            begin = cut
        texts.append(part[begin:])
    return texts


def _cut(word: str, begin: int, face: Typeface, measure: float) -> int:
    """Where the line that begins with letter ``begin`` of ``word`` ends: it holds as many as fit, at least one;
    three stay for the next line where there are more than six, and no combining mark begins it."""
    rest = len(word) - begin
    cut = face.fitting(word, begin, measure)
    if rest <= 1 or cut == rest:
        return len(word)
    cut = max(cut, 1)
    if rest > 6:
        cut = min(cut, rest - 3)
    while cut > 1 and unicodedata.combining(word[begin + cut]):
        cut -= 1
    return begin + cut


def _fault(name: str, folder: Path, verdicts: Path | None) -> Problem | None:
    try:
        path = confined(folder, name)
    except SourceError as error:
        return _wrong(str(error), "put a .ttf or .otf file there")
    problem = font_problem(path, verdicts)
    return None if problem is None else _wrong(f"{name!r} cannot be used: {problem}", "name another .ttf or .otf file")


def _wrong(message: str, hint: str) -> Problem:
    return Problem(code="font", message=message, hint=hint)
