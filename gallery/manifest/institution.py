"""Who shows an exhibition, as its manifest says it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from gallery.manifest.addresses import address_problem, web_address
from gallery.manifest.kinds import FilePath, Model, WebAddress
from gallery.manifest.text import Text

_MAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")


def contact_address(text: str) -> str:
    """``text`` unchanged if it is an address for mail or on the web. Raises ValueError ``message; hint`` otherwise."""
    if _MAIL.fullmatch(text) and "://" not in text:
        return text
    if "://" not in text:
        raise ValueError(f"{text[:100]!r} is no address; write one for mail, or one that begins with https://")
    return web_address(text)


def is_address(text: str) -> bool:
    """Whether ``text`` is nothing but an address on the web."""
    return address_problem(text.strip()) is None


def is_link(text: Text) -> bool:
    """Whether ``text`` is nothing but an address on the web, in every language that it is given in."""
    return all(is_address(said) for _, said in text.strings())


class Institution(Model):
    """Who shows the exhibition: named at the foot of every page, in the report and in IIIF descriptions."""

    name: Text = Field(description="As it calls itself.")
    url: WebAddress | None = Field(default=None, description="Web address of its own site.")
    logo: FilePath | None = Field(
        default=None, description="Picture file beside the manifest, inside its folder: .svg, .png, .jpg or .webp."
    )
    address: Text | None = Field(default=None, description="Postal address; its lines stay lines.")
    contact: Annotated[str, Field(max_length=500), AfterValidator(contact_address)] | None = Field(
        default=None, description="A mail address, or the web address of a page."
    )
    imprint: Text | None = Field(
        default=None, description="Who answers for the site by law: Markdown, which becomes a page, or a web address."
    )
    privacy: Text | None = Field(default=None, description="Privacy policy: Markdown or a web address.")
    accessibility: Text | None = Field(default=None, description="Accessibility statement: Markdown or a web address.")

    @property
    def contact_link(self) -> str | None:
        """What a link to the contact leads to."""
        if self.contact is None or "://" in self.contact:
            return self.contact
        return f"mailto:{self.contact}"

    @property
    def notes(self) -> dict[str, Text]:
        """What a site must say of who runs it, by the names of the fields, as far as it is given."""
        given = {"imprint": self.imprint, "privacy": self.privacy, "accessibility": self.accessibility}
        return {name: text for name, text in given.items() if text is not None}
