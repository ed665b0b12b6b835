"""The static site, in every language of the exhibit. It needs no server, no network.

site/pictures/<work>   every version at every size, as IIIF images with tiles too; needs colorize/<work>
site/walk/<work>       the same as the rooms' textures
site/download/<work>   the picture with inferred colours and the mark, to take away
site/assets            style sheets, scripts, fonts
site/theme             files of the exhibit's own, if it brings any
site/logo              the institution's, if it has one
site/pages/<page>      one page, rendered again only when what it shows has changed; needs the
                       derivatives of the works it shows, for their facts
"""

from __future__ import annotations

from collections.abc import Iterator

from gallery.publication.publication import Publication, disclosure_row
from gallery.publication.show import Show
from gallery.publish.site import (
    colorizer,
    contexts,
    downloads,
    feeds,
    films,
    indexes,
    institution,
    notes,
    pictures,
    records,
    search,
    walk,
)
from gallery.publish.site.steps.assets import assets_step, theme_step
from gallery.publish.site.steps.pages import PAGE
from gallery.publish.site.view import Page, View, views
from gallery.tasks import Task


def plan(show: Show) -> list[Task]:
    """Every task of the site (pure)."""
    planned = [page for view in views(show) for page in _pages(view)]
    return [
        *pictures.tasks(show),
        *downloads.tasks(show),
        *films.tasks(show),
        *_assets(show),
        *institution.tasks(show),
        *(_page(page, show) for page in planned),
        *search.tasks(show),
        *feeds.tasks(show, planned),
        *records.tasks(show, planned),
        *walk.tasks(show),
        *colorizer.tasks(show),
    ]


def _pages(view: View) -> Iterator[Page]:
    yield from contexts.pages(view)
    yield from notes.pages(view)
    yield from institution.pages(view)
    yield from indexes.pages(view)
    yield from search.pages(view)
    if view.show.offers.walk:
        yield from walk.pages(view)
    yield from colorizer.pages(view)


def _assets(show: Show) -> Iterator[Task]:
    yield Task(
        id="site/assets",
        step=assets_step,
        parameters={"accent": show.exhibit.publications.site.accent},
        reads=("bundles", "fonts", "site"),
        publishes={"assets/": "site/assets/"},
    )
    if "theme" in show.resources:
        yield Task("site/theme", theme_step, reads=("theme",), publishes={"theme/": "site/assets/theme/"})


def _page(page: Page, show: Show) -> Task:
    return Task(
        id=f"site/pages/{page.name}",
        step=page.step,
        parameters={
            "template": page.template,
            "context": page.context,
            "works": list(page.works),
            "labels": list(page.labels),
            "films": list(page.films),
            "theme": show.exhibit.publications.site.theme,
        },
        needs=(*(f"colorize/{work}" for work in page.works), *_encoded(page, show), *page.films),
        reads=(
            *("site", "texts"),
            *(("bundles",) if page.context.get("map") else ()),
            *(("theme",) if "theme" in show.resources else ()),
        ),
        publishes={PAGE: f"site/{page.path}"},
        light=True,
        subject=page.subject,
    )


def _encoded(page: Page, show: Show) -> Iterator[str]:
    """Tasks that decide in which kinds of files the pictures of a page are there."""
    if show.exhibit.publications.site.avif:
        yield from (f"site/pictures/{work}" for work in page.works)


PUBLICATION = Publication(
    "site",
    plan,
    reads=("bundles", "fonts", "logo", "site", "texts", "theme", "weights"),
    disclosed=lambda _, words: [disclosure_row(words, "site/pictures/, site/iiif/", "beside_page", signed=False)],
)
