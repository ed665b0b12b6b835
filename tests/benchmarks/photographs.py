"""How long and how much memory a photograph takes, against Pillow alone. Run: python tests/benchmarks/photographs.py

Prints, measured side by side in one run:

- seconds per photograph, cold (a new process that loads everything) and warm (the same process goes on);
- a 24-megapixel JPEG through the colorize path (open, infer the colours, paint and save with its metadata) as a
  multiple of a bare Pillow decode and encode of the same file at the same quality (the target is 2.5);
- the same in processor time, which says the same on a busy machine;
- peak memory of a process that colorizes 24 and 100 megapixels, and a strip of 24,000 × 200 (the target is 600 MB).

Options: --repeats N (default 3), --no-100 leaves the 100 megapixels out.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import skimage
from PIL import Image

QUALITY = 95
"""Of both encoders, with full chroma."""

STAGES = ("open", "infer", "paint")

MODES = {"pillow": "Pillow", "gallery": "gallery colorize", "step": "a build's step"}


def enlarged_with_grain(path: Path, width: int, height: int) -> Path:
    """A real photograph at ``width`` × ``height``, with grain that no scan of that size lacks."""
    with Image.open(Path(skimage.__file__).parent / "data" / "astronaut.png") as picture:
        pixels = np.asarray(picture.convert("RGB").resize((width, height), Image.Resampling.BICUBIC)).copy()
    random = np.random.default_rng(1903)
    for top in range(0, height, 128):
        part = pixels[top : top + 128]
        grain = random.normal(0, 6, part.shape[:2]).astype(np.float32)
        part[:] = np.clip(part + grain[..., None], 0, 255)
    Image.fromarray(pixels).save(path, quality=92)
    return path


def pillow(source: Path, target: Path) -> None:
    """The least that any program does with the file."""
    with Image.open(source) as picture:
        picture.load()
        picture.save(target, quality=QUALITY, subsampling=0)


def gallery(source: Path, target: Path) -> dict[str, float]:
    """What ``gallery colorize`` does with it; seconds of each stage."""
    from gallery.colorize import infer, save_painted
    from gallery.labels.label import bare_label
    from gallery.photograph import open_monochrome
    from gallery.pictures.metadata import disclosure, require_disclosure, xmp_packet

    times = [time.perf_counter()]
    photograph = open_monochrome(source)
    times.append(time.perf_counter())
    card, colours = infer(photograph)
    times.append(time.perf_counter())
    label = bare_label(source.stem, {"name": card.name, "date": card.trained, "sha256": card.files["onnx"]})
    said = disclosure(label, inferred=True)
    save_painted(photograph, colours, target, QUALITY, xmp=xmp_packet(said, "en"))
    require_disclosure(target, said)
    times.append(time.perf_counter())
    return dict(zip(STAGES, np.diff(times).tolist(), strict=True))


def step(source: Path, target: Path) -> None:
    """What a build does with it: the photograph, its lightness and the photograph in colour, each a JPEG."""
    from gallery.colorize import colorize_parameters, colorize_step, find_weights

    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        weights, out = Path(folder, "weights"), Path(folder, "out")
        weights.mkdir()
        out.mkdir()
        for name, path in find_weights("default", Path()).files.items():
            shutil.copyfile(path, weights / name)
        colorize_step({"master/a": source, "weights": weights}, colorize_parameters("a", ""), out)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def child(mode: str, source: Path, target: Path) -> dict[str, float]:
    """Seconds and peak megabytes of a new process that colorizes (or only decodes and encodes) ``source``."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--child", mode, str(source), str(target)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found | {"cold": time.perf_counter() - began}


def run_child(mode: str, source: Path, target: Path) -> None:
    {"pillow": pillow, "gallery": gallery, "step": step}[mode](source, target)
    print(json.dumps({"peak": peak_megabytes()}))


def peak_megabytes() -> float:
    """The most memory this process has held.

    On Linux ru_maxrss starts at what the parent held when it started this process; VmHWM starts at nothing.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text(encoding="ascii").partition("VmHWM:")[2].split()[0]) / 1e3
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def compare(folder: Path, width: int, height: int, repeats: int) -> None:
    source, target = enlarged_with_grain(folder / f"{width}.jpg", width, height), folder / "out.jpg"
    print(f"\n{width} × {height}, {width * height / 1e6:.2f} megapixels, JPEG of {source.stat().st_size / 1e6:.1f} MB")
    gallery(source, target)  # the first one loads the network
    bare, ours, stages, worked = [], [], [], []
    for _ in range(repeats):  # in turns: what disturbs the machine then disturbs both
        clocks = [time.process_time()]
        bare.append(seconds(lambda: pillow(source, target)))
        clocks.append(time.process_time())
        stages.append(gallery(source, target))
        ours.append(sum(stages[-1].values()))
        clocks.append(time.process_time())
        worked.append(np.diff(clocks))
    best = min(range(repeats), key=ours.__getitem__)
    print(f"  Pillow, decode and encode     {min(bare):7.2f} s")
    print(f"  gallery, warm                 {min(ours):7.2f} s   {min(ours) / min(bare):5.1f} ×", end="   ")
    print(", ".join(f"{stage} {stages[best][stage]:.2f}" for stage in STAGES))
    one, other = np.min(worked, axis=0)
    print(
        f"  processor time, both          {one:7.2f} s, {other:.2f} s   {other / one:5.1f} ×, shared by the processors"
    )
    for mode, name in MODES.items():
        found = min((child(mode, source, target) for _ in range(repeats)), key=lambda one: one["cold"])
        print(f"  {name + ', new process':29} {found['cold']:7.2f} s   peak {found['peak']:6.0f} MB")


def memory(folder: Path, width: int, height: int) -> None:
    source, target = enlarged_with_grain(folder / f"{width}.jpg", width, height), folder / "out.jpg"
    print(f"\n{width} × {height}, {width * height / 1e6:.1f} megapixels, one new process each")
    for mode, name in MODES.items():
        found = child(mode, source, target)
        print(f"  {name:29} {found['cold']:7.2f} s   peak {found['peak']:6.0f} MB")


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        run_child(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--no-100", action="store_true", help="leave the 100 megapixels out")
    options = parser.parse_args()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} CPUs{load}; the best of {options.repeats}")
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), 1024, 768, options.repeats)
        compare(Path(name), 6000, 4000, options.repeats)
        if not options.no_100:
            memory(Path(name), 12_000, 8_334)
        memory(Path(name), 24_000, 200)


if __name__ == "__main__":
    main()
