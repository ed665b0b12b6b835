"""An order that a cluster has taken, and how far it is."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

from gallery.pipeline.cluster.connection import Flight
from gallery.pipeline.cluster.roster import Placement
from gallery.pipeline.steps import Order
from gallery.problems import Problem


@dataclass(eq=False)
class Job:
    """An order, and the promise that was given for it."""

    order: Order
    promise: Future[Problem | None]
    flight: Flight = None
    """None while it waits."""
    placement: Placement | None = None
    """Where its flight may land."""
    suspected: bool = False
    """Workers died while they had it; once more, and it is taken to be the reason."""
    attempts: int = 0
    done_by: str = ""
    """Address of the worker that says that it is done."""
    done_at: float = 0
