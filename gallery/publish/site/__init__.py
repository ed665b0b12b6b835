"""The static site, in every language of the exhibit. It needs no server, no network.

site/pictures/<work>   every version at every size              needs colorize/<work>
site/tiles/<work>      the same as IIIF images, with tiles      likewise
site/assets            style sheets, scripts, fonts
site/theme             files of the exhibit's own, if it brings any
site/pages/<page>      one page, rendered again only when what it shows has changed; needs the
                       derivatives of the works it shows, for their facts
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from gallery.publish.site import colorizer, contexts, feeds, indexes, notes, pictures, search, tiles, walk
from gallery.publish.site.assets import assets_step, theme_step
from gallery.publish.site.pages import PAGE, page_step
from gallery.publish.site.view import Page, View, views
from gallery.publish.site.walk import walk_step
from gallery.render.show import Show
from gallery.tasks import Step, Task

__all__ = ["plan"]

_STEPS: dict[str, Step] = {"walk.html": walk_step}
"""Templates that take more than :func:`page_step` knows."""


def plan(show: Show) -> list[Task]:
    """Every task of the site (pure)."""
    planned = [page for view in views(show) for page in _pages(view)]
    return [
        *pictures.tasks(show),
        *tiles.tasks(show),
        *_assets(show),
        *(_page(page, show) for page in planned),
        *search.tasks(show),
        *feeds.tasks(show, planned),
        *walk.tasks(show),
        *colorizer.tasks(show),
    ]


def _pages(view: View) -> Iterator[Page]:
    yield from contexts.pages(view)
    yield from notes.pages(view)
    yield from indexes.pages(view)
    yield from search.pages(view)
    if view.show.exhibit.publications.site.walk:
        yield from walk.pages(view)
    yield from colorizer.pages(view)


def _assets(show: Show) -> Iterator[Task]:
    yield Task(
        id="site/assets",
        step=assets_step,
        parameters={
            "accent": show.exhibit.publications.site.accent,
            "digests": {name: show.digests[name] for name in ("fonts", "site", "bundles")},
        },
        places={"fonts": asdict(show.fonts)},
        publishes={"assets/": "site/assets/"},
    )
    if show.theme is not None:
        yield Task(
            id="site/theme",
            step=theme_step,
            parameters={"digest": show.digests["theme"]},
            places={"folder": show.theme},
            publishes={"theme/": "site/assets/theme/"},
        )


def _page(page: Page, show: Show) -> Task:
    return Task(
        id=f"site/pages/{page.name}",
        step=_STEPS.get(page.template, page_step),
        parameters={
            "template": page.template,
            "context": page.context,
            "works": list(page.works),
            "labels": list(page.labels),
            "digests": {name: show.digests[name] for name in ("site", "texts", "theme")},
        },
        places={"folder": show.theme},
        needs=tuple(f"colorize/{work}" for work in page.works),
        publishes={PAGE: f"site/{page.path}"},
        subject=page.subject,
    )
