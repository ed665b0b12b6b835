"""``gallery --help`` against a click program that does nothing. Run: python tests/benchmarks/help.py [repeats]"""

from __future__ import annotations

import subprocess
import sys
import time

PROGRAMS = {
    "python alone": "pass",
    "bare click": "import click\n@click.group()\ndef main():\n    'Nothing.'\nmain(['--help'])",
    "gallery --help": "from gallery.cli import main\nmain(['--help'])",
    "gallery build --help": "from gallery.cli import main\nmain(['build', '--help'])",
}


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(repeats):  # in turns: what disturbs the machine then disturbs all
        for name, program in PROGRAMS.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=True)
            times[name].append(time.perf_counter() - began)
    bare = min(times["bare click"])
    for name, taken in times.items():
        print(f"{name:22}{min(taken) * 1000:7.0f} ms   {min(taken) / bare:4.2f} × bare click")


if __name__ == "__main__":
    main()
