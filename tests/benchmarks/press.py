"""How long the press takes beside what it is measured by. Run: python tests/benchmarks/press.py PHOTOGRAPHS

PHOTOGRAPHS is a folder of black-and-white photographs; 18 of them are taken (fewer if there are fewer). Prints, each as
a ratio of two things measured in one run on one core, unless it says otherwise:

- an unchanged rebuild to a cold build, and what each further work adds to an unchanged rebuild;
- an edit of the title of one 12-megapixel work to that work's first build, also with a job for each CPU;
- a whole build with one job to the same with two;
- a whole build to sigal's thumbnails of the same files (left out where sigal is not installed).

Options: --works N (default 18), --skip NAME … (cold, title, jobs, sigal), --keep DIR to look at what was built.
The masters' own ratios (decoding, colorizing, memory) are measured by photographs.py, those of large exhibitions by
thousand.py.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import numpy as np
from PIL import Image

PROGRAM = str(Path(sys.executable).with_name("gallery"))
RIGHTS = "http://rightsstatements.org/vocab/NKC/1.0/"


@dataclass(frozen=True)
class Took:
    """What a command took."""

    seconds: float
    cpu: float
    """Seconds of all its processes."""


def timed(*command: str, core: int | None = 0) -> Took:
    """Run a command, on one core unless ``core`` is None."""
    pin = ["taskset", "-c", str(core)] if core is not None and shutil.which("taskset") else []
    # As an installed program has it: its modules are compiled once and not at every start.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([*pin, *command], capture_output=True, text=True, check=False, env=environment)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def gallery(exhibit: Path, out: Path, cache: Path, jobs: int = 1) -> Took:
    options = ["--quiet", "--offline", "--jobs", str(jobs), "--output", str(out), "--cache", str(cache)]
    return timed(PROGRAM, "build", str(exhibit), *options, core=0 if jobs == 1 else None)


def write(folder: Path, photographs: Sequence[Path], title: str = "A photograph") -> Path:
    """An exhibit of ``photographs``, of which each is copied under a name of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    works = []
    for number, path in enumerate(photographs, start=1):
        name = f"{number:04}{path.suffix}"
        if not (folder / name).exists():
            shutil.copyfile(path, folder / name)
        said = title if number == 1 else "A photograph"
        works.append(f"      - {{id: work-{number}, source: {{path: {name}}}, title: {said} {number}, "
                     f"rights: '{RIGHTS}', alt: A photograph.}}")  # fmt: skip
    text = ["title: A benchmark", "curator: A. Curator", "statement: To be measured.", "rooms:", "  - title: A room",
            "    works:", *works]  # fmt: skip
    (folder / "exhibit.yaml").write_text("\n".join(text) + "\n", encoding="utf-8", newline="\n")
    return folder


def settled() -> None:
    """A file that has only just changed is never taken for unchanged."""
    time.sleep(0.5)


def cold(photographs: list[Path], place: Path) -> Took:
    exhibit = write(place / "exhibit", photographs)
    few = photographs[: max(1, len(photographs) // 6)]
    small = write(place / "few", few)
    settled()
    first = gallery(exhibit, place / "out", place / "cache")
    gallery(small, place / "few-out", place / "few-cache")
    times, least = [], []
    for _ in range(15):  # in turns: what disturbs the machine then disturbs both
        times.append(gallery(exhibit, place / "out", place / "cache"))
        least.append(gallery(small, place / "few-out", place / "few-cache"))
    again = min(times, key=lambda one: one.seconds)
    row("unchanged rebuild / cold build", again, first, "≤ 1/50")
    further = max(1, len(photographs) - len(few))
    more, worked = (
        1000 * (min(map(kind, times)) - min(map(kind, least))) / further
        for kind in (attrgetter("seconds"), attrgetter("cpu"))
    )
    print(f"  each further work adds to an unchanged rebuild   {more:7.2f} ms   (≤ 1)  CPU {worked:.2f} ms")
    return first


def title(place: Path, photograph: Path) -> None:
    """A 12-megapixel work: its first build, and then another title."""
    with Image.open(photograph) as opened:
        pixels = np.asarray(opened.convert("L").resize((4000, 3000), Image.Resampling.BICUBIC)).astype(np.float32)
    pixels += np.random.default_rng(1903).normal(0, 4, pixels.shape).astype(np.float32)
    large = place / "large.jpg"
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(large, quality=92)
    exhibit = write(place / "large", [large])
    settled()
    first = gallery(exhibit, place / "large-out", place / "large-cache")
    most = max(2, os.cpu_count() or 1)
    names = {1: "title edit of a 12-megapixel work / its first build", most: f"  the same with {most} jobs"}
    for jobs, said in names.items():
        times = []
        for number in range(3):
            write(exhibit, [large], title=f"Another title {jobs} {number}")
            settled()
            times.append(gallery(exhibit, place / "large-out", place / "large-cache", jobs))
        row(said, min(times, key=lambda one: one.seconds), first, "≤ 1/20")


def jobs(photographs: list[Path], place: Path) -> None:
    exhibit = write(place / "jobs", photographs)
    one = timed_cold(exhibit, place, 1)
    two = timed_cold(exhibit, place, 2)
    print(f"  one job / two jobs                               {one.seconds / two.seconds:7.2f}      (≥ 1.8)  "
          f"{one.seconds:.1f} s, {two.seconds:.1f} s")  # fmt: skip


def timed_cold(exhibit: Path, place: Path, count: int) -> Took:
    folders = ["--output", str(place / f"j{count}"), "--cache", str(place / f"jc{count}")]
    options = ["--quiet", "--offline", "--jobs", str(count)]
    return timed(PROGRAM, "build", str(exhibit), *options, *folders, core=None)


def sigal(photographs: list[Path], place: Path, whole: Took) -> None:
    program = Path(sys.executable).with_name("sigal")
    if not program.exists():
        print("  whole build / sigal                              sigal is not installed")
        return
    source = place / "sigal"
    source.mkdir()
    for path in photographs:
        shutil.copyfile(path, source / path.name)
    (place / "sigal.conf.py").write_text(
        "use_orig = True\nkeep_orig = False\nthumb_size = (280, 210)\n", encoding="utf-8"
    )
    least = timed(
        str(program), "build", "-c", str(place / "sigal.conf.py"), str(source), str(place / "sigal-out"), "-n", "1"
    )
    print(f"  whole build / sigal, thumbnails alone            {whole.seconds / least.seconds:7.1f}      (≤ 15)  "
          f"{whole.seconds:.1f} s, {least.seconds:.1f} s")  # fmt: skip


def row(what: str, one: Took, other: Took, target: str) -> None:
    print(f"  {what:48} 1/{other.seconds / one.seconds:<6.0f} ({target})  "
          f"{one.seconds:.2f} s of {other.seconds:.1f}; CPU 1/{other.cpu / max(one.cpu, 0.01):.0f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("photographs", type=Path)
    parser.add_argument("--works", type=int, default=18)
    parser.add_argument("--skip", nargs="*", default=[])
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    found = sorted(path for path in options.photographs.iterdir() if path.suffix.lower() in (".jpg", ".png", ".tif"))
    photographs = (found * (options.works // max(1, len(found)) + 1))[: options.works]
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} CPUs{load}; {len(photographs)} works")
    with tempfile.TemporaryDirectory() as name:
        place = options.keep or Path(name)
        place.mkdir(parents=True, exist_ok=True)
        if "cold" not in options.skip:
            whole = cold(photographs, place)
            if "sigal" not in options.skip:
                sigal(photographs, place, whole)
        if "title" not in options.skip:
            title(place, photographs[0])
        if "jobs" not in options.skip:
            jobs(photographs, place)


if __name__ == "__main__":
    main()
