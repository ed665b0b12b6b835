"""What languages call themselves, for the switch between the languages of an exhibition."""

from __future__ import annotations

NAMES = {
    "af": "Afrikaans", "ar": "العربية", "bg": "Български", "bn": "বাংলা", "ca": "Català", "cs": "Čeština",
    "cy": "Cymraeg", "da": "Dansk", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español",
    "et": "Eesti", "eu": "Euskara", "fa": "فارسی", "fi": "Suomi", "fr": "Français", "ga": "Gaeilge",
    "gl": "Galego", "he": "עברית", "hi": "हिन्दी", "hr": "Hrvatski", "hu": "Magyar", "id": "Bahasa Indonesia",
    "is": "Íslenska", "it": "Italiano", "ja": "日本語", "ko": "한국어", "lt": "Lietuvių", "lv": "Latviešu",
    "nb": "Norsk bokmål", "nl": "Nederlands", "nn": "Norsk nynorsk", "no": "Norsk", "pl": "Polski",
    "pt": "Português", "ro": "Română", "ru": "Русский", "sk": "Slovenčina", "sl": "Slovenščina",
    "sr": "Српски", "sv": "Svenska", "sw": "Kiswahili", "th": "ไทย", "tr": "Türkçe", "uk": "Українська",
    "vi": "Tiếng Việt", "yi": "ייִדיש", "zh": "中文",
}  # fmt: skip
"""Base language → its own name."""


REGIONS = {
    "ca": "ES", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "en": "GB", "es": "ES", "et": "EE", "fi": "FI",
    "fr": "FR", "he": "IL", "hu": "HU", "it": "IT", "ja": "JP", "ko": "KR", "nb": "NO", "nl": "NL", "nn": "NO",
    "pl": "PL", "pt": "PT", "ro": "RO", "ru": "RU", "sl": "SI", "sv": "SE", "tr": "TR", "uk": "UA", "zh": "CN",
}  # fmt: skip
"""Base language → the region in which it is read where a tag names none: Open Graph's locales need one."""


def locale_of(tag: str) -> str | None:
    """The language ``tag`` (BCP 47) as Open Graph writes it: ``de_DE``; None where its region is not known."""
    base, *rest = tag.split("-")
    region = next((part for part in rest if len(part) == 2), None) or REGIONS.get(base)
    return None if region is None else f"{base}_{region.upper()}"


def name_of(tag: str) -> str:
    """What the language ``tag`` (BCP 47) calls itself, with script and region behind it; the tag if unknown."""
    base, _, rest = tag.partition("-")
    if base not in NAMES:
        return tag
    return f"{NAMES[base]} ({rest})" if rest else NAMES[base]
