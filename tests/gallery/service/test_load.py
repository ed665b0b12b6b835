"""Many at once, and the power cut in the middle: all are answered or told to come back, none is lost or made twice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

pytestmark = pytest.mark.slow

CLIENTS, UPLOADS = 50, 200
MOST_MEMORY = 1_500_000_000


def memory_of(process: int) -> int:
    """Bytes of a process and of all those that it started, each counted whole."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    own = int(status.partition("VmRSS:")[2].split()[0]) * 1024
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return own + sum(memory_of(int(child)) for child in children)


def send(service: Any, data: bytes) -> requests.Response:
    headers = {
        "Content-Type": "image/png",
        "Accept": "application/json",
        "Prefer": "respond-async",
        "Connection": "close",
    }
    return requests.post(f"{service.url}/v1/colorizations", data=data, headers=headers, timeout=60)


def all_over(service: Any, ids: set[str], seconds: float) -> Counter[str]:
    """The states of jobs when all are over."""
    end = time.monotonic() + seconds
    states: dict[str, str] = {}
    while time.monotonic() < end and len(states) < len(ids):
        for id in ids - states.keys():
            state = service.ask("GET", f"/v1/colorizations/{id}").json()["state"]
            if state in ("done", "failed"):
                states[id] = state
        time.sleep(0.2)
    assert states.keys() == ids
    return Counter(states.values())


def test_two_hundred_uploads_by_fifty_clients_are_answered_or_told_to_come_back(
    new_service: Callable[..., Any], picture: Callable[..., bytes]
) -> None:
    service = new_service("--queue", "60")
    most, ended = [0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            most[0] = max(most[0], memory_of(service.process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(lambda seed: send(service, picture(1000 + seed)), range(UPLOADS)))
    told = Counter(answer.status_code for answer in answers)
    assert told.keys() <= {200, 202, 429}
    assert told.total() == UPLOADS
    accepted = {answer.json()["id"] for answer in answers if answer.status_code != 429}
    assert len(accepted) == told[200] + told[202] >= 60
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers if answer.status_code == 429)
    assert all_over(service, accepted, 120) == {"done": len(accepted)}
    ended.set()
    watcher.join()
    assert 0 < most[0] < MOST_MEMORY
    kept = list((service.cache / "service" / "downloads").glob("??/*"))
    assert len(kept) == len(accepted)  # what was refused is not kept


def test_killed_in_the_middle_and_started_again_every_accepted_photograph_is_finished(
    new_service: Callable[..., Any], picture: Callable[..., bytes]
) -> None:
    service = new_service("--queue", "100")
    accepted: set[str] = set()

    def offer(seed: int) -> None:
        try:
            answer = send(service, picture(2000 + seed))
        except requests.ConnectionError:
            return  # nobody promised anything
        if answer.status_code in (200, 202):
            accepted.add(answer.json()["id"])

    with ThreadPoolExecutor(20) as clients:
        offers = [clients.submit(offer, seed) for seed in range(40)]
        while len(accepted) < 15 and not all(one.done() for one in offers):
            time.sleep(0.01)
        service.kill()
    assert len(accepted) >= 15
    again = new_service("--queue", "100", cache=service.cache)
    assert all_over(again, accepted, 120) == {"done": len(accepted)}
    counts = again.ask("GET", "/readyz").json()
    while counts["waiting"] or counts["running"]:  # accepted, though whoever sent it never heard of it
        time.sleep(0.2)
        counts = again.ask("GET", "/readyz").json()
    store = again.cache / "service" / "store"
    assert not list((store / "unfinished").iterdir())
    # Two results for each job, and what all share: weights, fonts, the pages' style sheets.
    assert len(list(store.glob("??/*"))) == 2 * counts["done"] + 3
