"""How the site grows with the number of works. Run: python tests/benchmarks/thousand.py

Builds only the site, from generated texts and parts of shipped photographs (colorizing them would measure something
else), one task after the other in one process, and prints for 100 and for 1,000 works:

- seconds to plan;
- milliseconds to build, per work and by kind of task, which should not depend on the number of works;
- the size of the pages and files that know of many works.

Options: --works N … (default 100 1000), --languages TAG … (default en), --no-pictures leaves out what encodes pictures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "gallery" / "publish"))

ENCODING = ("pictures", "tiles", "walk-pictures", "walk")
"""Kinds of tasks that encode pictures, or put them into scripts."""

LARGE = ("index.html", "rooms/*/index.html", "people/index.html", "places/index.html", "dates/index.html",
         "search/index.html", "walk/index.html", "assets/search-*.js", "sitemap.xml")  # fmt: skip
"""Files whose size may depend on the number of works; of several the largest is told."""


def measure(works: int, languages: list[str], encode: bool, folder: Path) -> None:
    import many_works
    import publishing

    from gallery.pictures.packets import packets_id
    from gallery.publish.site.plan import plan

    exhibit = many_works.an_exhibit_of(works, tuple(languages), base_url="https://example.org/")
    made = many_works.derivatives_of(exhibit, folder / "made")
    show = many_works.a_show_of(exhibit)
    began = time.perf_counter()
    tasks = plan(show)
    planned = time.perf_counter() - began
    print(f"\n{works} works, languages {', '.join(languages)}: {len(tasks)} tasks planned in {planned:.2f} s")
    took: dict[str, list[float]] = defaultdict(list)
    if encode:
        began = time.perf_counter()
        made = publishing.write_packets(map(packets_id, show.numbers), show, made, folder / "scratch")
        took["label"] += [(time.perf_counter() - began) / works] * works
    for task in tasks:
        kind = task.id.split("/")[1]
        if encode or kind not in ENCODING:
            began = time.perf_counter()
            made = publishing.run([task], show, made, folder / "scratch", folder / "out")
            took[kind].append(time.perf_counter() - began)
    took["together"] = [one for seconds in list(took.values()) for one in seconds]
    print(f"  {'':12}{'tasks':>6} {'seconds':>9} {'ms each':>9} {'ms a work':>9}")
    for kind, seconds in sorted(took.items(), key=lambda pair: sum(pair[1])):
        total = sum(seconds)
        print(
            f"  {kind:12}{len(seconds):6} {total:9.1f} {1000 * total / len(seconds):9.1f} {1000 * total / works:9.1f}"
        )
    for pattern in LARGE:
        sizes = {path.stat().st_size: path for path in (folder / "out" / "site").glob(pattern)}
        if sizes:
            largest = max(sizes)
            print(f"  {largest / 1000:9.1f} kB  {sizes[largest].relative_to(folder / 'out' / 'site')}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--works", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--languages", nargs="+", default=["en"])
    parser.add_argument("--no-pictures", action="store_true")
    options = parser.parse_args()
    for works in options.works:
        with tempfile.TemporaryDirectory() as name:
            measure(works, options.languages, not options.no_pictures, Path(name))


if __name__ == "__main__":
    main()
