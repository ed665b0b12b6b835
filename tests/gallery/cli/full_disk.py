"""``gallery`` where a file cannot grow, as on a disk that is full."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from gallery.cli import main
main()
"""


def run_where_files_end(at: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """``gallery`` with ``arguments``, in a process of its own in which no file gets more than ``at`` bytes."""
    given = [str(each) for each in (at, *arguments)]
    return subprocess.run([sys.executable, "-c", _PROGRAM, *given], capture_output=True, text=True, check=False)
