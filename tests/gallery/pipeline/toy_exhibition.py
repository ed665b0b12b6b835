"""A small exhibition of text files in the shape of a real one: masters, colorizations, pages, a sheet.

:func:`start` builds it in a process of its own, to be interrupted or killed.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gallery
from gallery.errors import PhotographError
from gallery.pipeline.build import Built, Target, build
from gallery.pipeline.execute import execute
from gallery.pipeline.means import Means
from gallery.pipeline.plan import Given, Plan, checked_plan
from gallery.tasks import Inputs, Task, report

Parameters = Mapping[str, Any]


def colour_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Stands for colorizing: two files from the master and the colour asked for."""
    (master,) = inputs.values()
    time.sleep(parameters.get("seconds", 0))
    text = f"{hashlib.sha256(master.read_bytes()).hexdigest()} {parameters['colour']}\n"
    (out / "colour.txt").write_text(text * 200, encoding="utf-8")
    (out / "facts").mkdir()
    (out / "facts" / "size.txt").write_text(f"{len(text)}\n", encoding="utf-8")


def page_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Stands for a page: the label and the colour."""
    (folder,) = inputs.values()
    time.sleep(parameters.get("seconds", 0))
    text = parameters["title"] + "\n" + (folder / "colour.txt").read_text(encoding="utf-8")
    (out / "index.html").write_text(text, encoding="utf-8")
    if parameters.get("large"):
        (out / "pictures").mkdir()
        for size in (1, 2):
            (out / "pictures" / f"{size}.txt").write_text(text * size, encoding="utf-8")


def sheet_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Stands for a sheet of all works: what was handed in, in the order and under the names of the needs."""
    lines = [f"{need} {(folder / 'colour.txt').read_text(encoding='utf-8')[:80]}" for need, folder in inputs.items()]
    (out / "sheet.csv").write_text("\n".join([*parameters["titles"], *lines]) + "\n", encoding="utf-8")


def number_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """The later it is planned, the sooner it is done."""
    time.sleep(parameters["seconds"])
    (out / "number.txt").write_text(str(parameters["number"]), encoding="utf-8")


def counting_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Says how far it is."""
    report(1, 10)
    time.sleep(0.4)
    (out / "number.txt").write_text(str(parameters["number"]), encoding="utf-8")


def refusing_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Fails as a damaged photograph does, after having written something."""
    (out / "half.txt").write_text("half", encoding="utf-8")
    raise PhotographError("moon.jpg: the file ends early; get it from the archive again")


def buggy_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    raise ZeroDivisionError("a bug")


def forgetful_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Does not write what it promised."""


def deadly_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Takes its worker with it, as a crash in a native library does."""
    time.sleep(parameters.get("seconds", 0))
    os.kill(os.getpid(), signal.SIGKILL)


def waiting_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Takes until somebody lets it go on."""
    while not Path(parameters["until"]).exists():
        time.sleep(0.05)


def freezing_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Its worker stands still, for whoever asks for the result, where nobody has been here before."""
    from distributed import get_worker

    def stand_still(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGSTOP)

    if not Path(parameters["tell"]).exists():
        get_worker().handlers["get_data"] = stand_still
        Path(parameters["tell"]).write_text(str(os.getpid()), encoding="ascii")


def full_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Meets a disk with no space left."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def lingering_step(inputs: Inputs, parameters: Parameters, out: Path) -> None:
    """Says which process it runs in, and takes very long."""
    Path(parameters["tell"]).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(120)


def toy_plan(works: Mapping[str, Mapping[str, Any]], masters: Path) -> Plan:
    """``works``: id → title, colour, optionally seconds (of each step) and large (pictures too)."""
    tasks, givens = [], []
    for work, facts in works.items():
        master = masters / f"{work}.master"
        content = f"the master of {work}".encode()
        masters.mkdir(parents=True, exist_ok=True)
        master.write_bytes(content)
        givens.append(Given(f"master/{work}", hashlib.sha256(content).hexdigest(), master))
        pause = {"seconds": facts.get("seconds", 0)}
        colour = {"colour": facts["colour"], **pause}
        page = {"title": facts["title"], "large": facts.get("large", False), **pause}
        published = {"index.html": f"site/works/{work}/index.html"}
        if facts.get("large"):
            published["pictures/"] = f"site/pictures/{work}/"
        tasks.append(Task(f"colorize/{work}", colour_step, colour, needs=(f"master/{work}",), subject=work))
        tasks.append(
            Task(
                f"site/{work}",
                page_step,
                page,
                needs=(f"colorize/{work}",),
                publishes=published,
                subject=work,
            )
        )
    titles = {"titles": [str(facts["title"]) for facts in works.values()]}
    needs = tuple(f"colorize/{work}" for work in works)
    tasks.append(Task("sheet/sheet", sheet_step, titles, needs=needs, publishes={"sheet.csv": "packages/sheet.csv"}))
    return checked_plan(tasks, givens)


def build_toy(works: Mapping[str, Mapping[str, Any]], folder: Path, name: str = "", jobs: int = 1) -> Built:
    """Build into ``folder/out<name>`` with the cache ``folder/cache<name>``."""
    plan = toy_plan(works, folder / "masters")
    return build(plan, means(folder / f"cache{name}", jobs), Target(folder / f"out{name}", "none"))


def means(cache: Path, jobs: int = 1, **more: Any) -> Means:
    """Means that do not mind when somebody edits the program while its tests run."""
    return Means(cache, jobs, **{"unchanged": lambda: True, **more})


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything under ``folder``: name → mode and content (no content for folders)."""
    return {
        path.relative_to(folder).as_posix(): (
            path.lstat().st_mode,
            b"" if path.is_dir() else path.read_bytes(),
        )
        for path in folder.rglob("*")
    }


def start(folder: Path, works: Mapping[str, Mapping[str, Any]], jobs: int, tell: str = "") -> subprocess.Popen[bytes]:
    """A build of ``works`` in a process (and process group) of its own; see :func:`build_toy`.

    With ``tell`` it builds instead one task that takes very long and writes its process id into that file.
    """
    state = json.dumps({"folder": str(folder), "works": works, "jobs": jobs, "tell": tell})
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(gallery.__file__).parents[1])])
    return subprocess.Popen(
        [sys.executable, "-c", "import toy_exhibition; toy_exhibition.main()", state],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def main() -> None:
    # Where the tests run in the background of a shell, Ctrl-C is ignored, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    state = json.loads(sys.argv[1])
    try:
        if state["tell"]:
            task = Task("slow/slow", lingering_step, {"tell": state["tell"]})
            execute(checked_plan([task]), Means(Path(state["folder"]) / "cache", state["jobs"]))
        else:
            build_toy(state["works"], Path(state["folder"]), jobs=state["jobs"])
    except KeyboardInterrupt:
        sys.exit(130)
