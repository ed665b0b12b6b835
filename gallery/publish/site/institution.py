"""Who shows the exhibition: the pages of its notes, and its logo. What the foot of every page says is the view's.

An imprint, a privacy policy or an accessibility statement is a page of the site, or a link where the manifest gives
nothing but an address, in every language that it is given in.
"""

from __future__ import annotations

from collections.abc import Iterator

from gallery.manifest.institution import is_address, is_link
from gallery.pictures import addresses
from gallery.publication.show import Show
from gallery.publish.site.steps.assets import logo_step
from gallery.publish.site.view import Page, View
from gallery.tasks import Task


def pages(view: View) -> Iterator[Page]:
    """A page for each note that is a text."""
    institution = view.show.exhibit.institution
    for name, text in institution.notes.items() if institution is not None else ():
        if is_link(text):
            continue
        said = view.texts(text=text)
        if is_address(said["text"]):  # another language has a text
            said["text"] = f"<{said['text'].strip()}>"
        title = view.t(f"site.{name}")
        yield view.page(name, f"{name}/index.html", "note.html", title, {"said": said}, kind=name)


def tasks(show: Show) -> Iterator[Task]:
    """The logo, published as a file."""
    if show.logo is not None:
        path = f"site/{addresses.logo(show.logo)}"
        yield Task("site/logo", logo_step, {"name": show.logo}, reads=("logo",), publishes={show.logo: path})
