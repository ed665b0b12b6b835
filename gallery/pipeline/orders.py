"""Single orders, for servers: a task made outside a build has the key that it has in one, and so is made once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gallery.errors import GalleryError
from gallery.pipeline.code import code_of
from gallery.pipeline.keys import plain, task_key
from gallery.pipeline.reading import keep_resource, resource, shipped_files
from gallery.pipeline.steps import Mount, Order, run_order
from gallery.pipeline.store import Store
from gallery.publish.site.steps.assets import assets_step
from gallery.tasks import Resource, Task
from gallery.typography.lines import default_fonts


def order_of(
    task: Task,
    key: str,
    *,
    needs: Mapping[str, str] | None = None,
    masters: Mapping[str, str] | None = None,
    reads: Mapping[str, str] | None = None,
) -> Order:
    """The order to make ``task``, whose key is known, of what it needs and reads: by keys, hashes and digests."""
    return Order(
        id=task.id,
        key=key,
        step=task.step,
        parameters=plain(task.parameters),
        needs=needs or {},
        masters=masters or {},
        reads=reads or {},
        code=code_of(task.step),
        memory=task.memory,
    )


def default_fonts_in(store: Store) -> Resource:
    """The shipped fonts, kept in ``store``."""
    fonts = resource("fonts", default_fonts().by_role())
    keep_resource(fonts, store)
    return fonts


def page_assets(store: Store, mount: Mount) -> Path:
    """The folder of style sheets, scripts and fonts that every site of ours loads, for a server's own pages; made when
    one of this version asks for the first time. Raises GalleryError where it cannot be."""
    order = assets_order(default_fonts_in(store))
    problem = run_order(order, mount)
    entry = store.get(order.key)
    if problem is not None or entry is None:
        raise GalleryError(problem or "the style sheets of the pages cannot be made")
    return entry.folder / "assets"


def assets_order(fonts: Resource) -> Order:
    """The order to make :func:`page_assets`."""
    found = {name: resource(name, shipped_files(name)).digest for name in ("site", "bundles")}
    reads = found | {"fonts": fonts.digest}
    task = Task("site/assets", assets_step, {"accent": None}, reads=tuple(reads))
    return order_of(task, task_key(task, {}, reads), reads=reads)
