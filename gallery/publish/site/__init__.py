"""The static site: a home, a page for each room and work, the method, rights. It needs no server, no network.

site/pictures/<work>   every version at every size              needs colorize/<work>
site/assets            style sheet, script, fonts
site/pages/<page>      one page, rendered again only when what it shows has changed; needs the
                       derivatives of the works it shows, for their facts
"""

from __future__ import annotations

from dataclasses import asdict

from gallery.publish.site.assets import assets_step
from gallery.publish.site.contexts import Page, planned_pages
from gallery.publish.site.pages import PAGE, page_step
from gallery.publish.site.pictures import picture_label, pictures_step
from gallery.render.label import label_of
from gallery.render.show import Show
from gallery.tasks import Task

__all__ = ["plan"]


def plan(show: Show) -> list[Task]:
    """Every task of the site (pure)."""
    return [*_pictures(show), _assets(show), *(_page(page, show) for page in planned_pages(show))]


def _pictures(show: Show) -> list[Task]:
    return [
        Task(
            id=f"site/pictures/{work.id}",
            step=pictures_step,
            parameters={"label": picture_label(label_of(work, show.exhibit, 0)).to_json()},
            needs=(f"colorize/{work.id}",),
            publishes={"pictures/": f"site/pictures/{work.id}/"},
            subject=work.id,
        )
        for work in show.exhibit.works
    ]


def _assets(show: Show) -> Task:
    return Task(
        id="site/assets",
        step=assets_step,
        parameters={
            "accent": show.exhibit.publications.site.accent,
            "digests": {name: show.digests[name] for name in ("fonts", "site")},
        },
        places={"fonts": asdict(show.fonts)},
        publishes={"assets/": "site/assets/"},
    )


def _page(page: Page, show: Show) -> Task:
    return Task(
        id=f"site/pages/{page.name}",
        step=page_step,
        parameters={
            "template": page.template,
            "context": page.context,
            "works": list(page.works),
            "labels": list(page.labels),
            "templates": show.digests["site"],
        },
        needs=tuple(f"colorize/{work}" for work in page.works),
        publishes={PAGE: f"site/{page.path}"},
        subject=page.subject,
    )
