"""Which of the older encodings a text is in, by its letters: nothing in such a file says so.

Each encoding is compared by how likely the letters are that it reads, in the likeliest of the languages that it was
made for. Of a few letters nothing is certain: whoever asks shows what came out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

_WESTERN = (
    "é58 à12 è11 ê6 ç4 ô2 â1.5 î1.5 û1 ù1 œ1 ï.5 ë.5 ü.1 æ.1 ÿ.05",
    "ü38 ä32 ö18 ß11 é1",
    "ó28 í24 á20 é14 ñ8 ú6 ü.3",
    "ã20 ç15 á15 é12 ó8 í8 ê7 õ5 â5 ú3 à3 ô2",
    "à35 è30 ò12 ù10 é7 ì6",
    "ø40 å30 æ28 é2",
    "ä50 ö28 å21 é1",
    "í20 á20 ð18 ö8 ó8 æ7 é7 þ6 ú5 ý3",
)
"""Letters of French, German, Spanish, Portuguese, Italian, Danish and Norwegian, Swedish and Finnish, and Icelandic
beside those of ASCII, and about how many of a hundred such letters each is; so are the others."""
_CENTRAL = (
    "ł24 ę15 ą14 ó12 ż12 ś9 ć6 ń3 ź1",
    "í21 á16 ě10 é8 č8 ř8 ž7 š7 ý6 ů4 ú1 ň.5 ť.3 ď.3 ó.3",
    "á20 í14 č12 ž10 š10 ý9 é8 ú6 ľ4 ť4 ô2 ň2 ó1 ď1 ä1 ĺ.1 ŕ.1",
    "á35 é32 ö10 ó9 ő8 ü6 í5 ú3 ű2",
    "č30 š28 ž18 ć17 đ7",
    "ă40 î20 ş20 ţ15 â10",
    "ü38 ä32 ö18 ß11 é1",
)
"""Of Polish, Czech, Slovak, Hungarian, Croatian and Slovene, Romanian, and German."""
_CYRILLIC = (
    "о11 е8.5 а8 и7.4 н6.7 т6.3 с5.5 р4.7 в4.5 л4.4 к3.5 м3.2 д3 п2.8 у2.6 я2 ы1.9 ь1.7 г1.7 з1.6 б1.6 ч1.4 й1.2 х1 "
    "ж.9 ш.7 ю.6 ц.5 щ.4 э.3 ф.3 ё.2 ъ.04 і1 ї.3 є.3 ґ.05",
)
_GREEK = (
    "α11 ο9 ι8 ε8 τ8 ν6 σ5 η5 ς4 υ4 ρ4 π4 κ4 μ3 λ3 ί2.5 ω2 ό2 ά2 έ2 ή2 δ2 γ2 θ1.3 χ1.2 φ1 ύ1 ώ1 β.8 ξ.5 ζ.4 ψ.2 ϊ.1",
)
_TURKISH = ("ı30 ü14 ş14 ç10 ğ9 ö7 İ4 â.5 î.2",)
_TRIED = {
    "cp1252": (_WESTERN, 0),
    "cp1250": (_CENTRAL, 3),
    "mac_roman": (_WESTERN, 3),
    "cp850": (_WESTERN, 3),
    "cp1251": (_CYRILLIC, 4),
    "cp1253": (_GREEK, 4),
    "cp1254": (_TURKISH, 4),
    "cp852": (_CENTRAL, 5),
    "iso8859_2": (_CENTRAL, 5),
    "mac_latin2": (_CENTRAL, 5),
}
"""Letters by encoding, and how much likelier, as a natural logarithm, Windows-1252 is from the outset."""
GUESSED = tuple(_TRIED)

_SIGNS = frozenset("–—‘’“”„«»©®°§×½…¿¡ªº€№·\xa0")
_SIGN, _UNUSUAL = math.log(0.02), math.log(1e-5)
_FOREIGN = re.compile(r"(?s)(?=[^\x00-\x7f])(?<=(.))?(.)(?=(.)?)")
_MOST_LETTERS = 100_000
_WORD = re.compile(r"[^\s;,|\"]*[^\x00-\x7f\s;,|\"][^\s;,|\"]*")


def guessed(data: bytes) -> str:
    """The likeliest of :data:`GUESSED` for a text with bytes beyond ASCII."""
    lines = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_MOST_LETTERS]
    return max(_TRIED, key=lambda name: _likeness(lines.decode(name, "replace"), _TRIED[name][0]) - _TRIED[name][1])


def words(text: str, most: int = 5) -> list[str]:
    """The first words with letters beyond ASCII, by which one sees whether an encoding is right."""
    return list(dict.fromkeys(found[0][:30] for found in _WORD.finditer(text)))[:most]


def _likeness(text: str, languages: tuple[str, ...]) -> float:
    """How likely the letters beyond ASCII are in the likeliest language, as a natural logarithm."""
    counts = Counter((before, character, behind) for before, character, behind in _FOREIGN.findall(text))
    letters = Counter[str]()
    rest = 0.0
    for (before, character, behind), times in counts.items():
        # A capital behind a small letter, and a sign within a word, are none of a text.
        if character.isalpha() and not (character.isupper() and before.islower()):
            letters[character] += times
        elif character in _SIGNS and (character == "’" or not (before.isalpha() and behind.isalpha())):
            rest += times * _SIGN
        else:
            rest += times * _UNUSUAL
    found = (
        sum(times * (weights.get(letter) or weights.get(letter.lower(), _UNUSUAL)) for letter, times in letters.items())
        for weights in _weights(languages)
    )
    return rest + max(found)


@cache
def _weights(languages: tuple[str, ...]) -> list[Mapping[str, float]]:
    """By letter how likely it is in each language, as a natural logarithm; a tenth of a text may be in the others."""
    own = [{item[0]: float(item[1:]) / 100 for item in language.split()} for language in languages]
    every = {letter for each in own for letter in each}
    shared = {letter: sum(each.get(letter, 0) for each in own) / len(own) for letter in every}
    return [{letter: math.log(0.9 * each.get(letter, 0) + 0.1 * shared[letter]) for letter in every} for each in own]
