"""The documents: what they show is run, and what they list is what the program has."""

from __future__ import annotations

import ast
import os
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from gallery.resources import TEMPLATES

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in (
        "README.md", ".github/CONTRIBUTING.md",
        "exhibits/README.md", "exhibits/COMMANDS.md", "model/README.md", "model/COMMANDS.md", "model/report/README.md",
    )
}  # fmt: skip
README = DOCUMENTS["README.md"]
MANUAL = DOCUMENTS["exhibits/README.md"]
RESEARCH = DOCUMENTS["model/README.md"]
TOOL = runpy.run_path(str(ROOT / "tests" / "tools" / "refresh.py"))

BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)

INSTALLS = ("pip ", "pytest")
"""Not run here: .ci/run and test_wheel.py do, in environments of their own."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    kind: str
    body: str
    file: str | None = None

    def commands(self) -> Iterator[tuple[str, str | None]]:
        """Each command with the output that is shown for it; None in a block that shows no output."""
        if self.kind == "bash":
            yield from ((line, None) for line in self.body.splitlines() if line)
        if self.kind == "console":
            for part in re.split(r"^\$ ", self.body, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                yield command, output


def blocks(text: str) -> list[Block]:
    return [Block(found["kind"], found["body"], found["file"]) for found in BLOCK.finditer(text)]


def agrees(shown: str, printed: str) -> bool:
    """Whether a document's output is the printed one; ``…`` on its own stands for what differs from run to run."""
    pattern = re.escape(shown).replace("alt:\\ …'", "alt:\\ \0'").replace("…", r"[^\n]*").replace("\0", "…")
    return re.fullmatch(pattern, printed) is not None


def walk(text: str, folder: Path) -> None:
    """Do in ``folder`` what a document says: write its files, run its commands, compare what they print."""
    for block in blocks(text):
        if block.file:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(block.body, encoding="utf-8")
        elif block.kind == "python":
            done = run(shlex.join([sys.executable, "-c", block.body]), folder)
            assert done.returncode == 0, done.stdout
        for line, shown in block.commands():
            for command in line.split(" && "):
                if command.startswith(INSTALLS):
                    continue
                done = run(command, folder)
                if shown is None:
                    assert done.returncode == 0, f"{command}\n{done.stdout}"
                else:
                    assert agrees(shown, done.stdout), f"{command}\nprinted:\n{done.stdout}"


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of shell with this environment's programs first; what it printed on either stream is ``stdout``."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A curator's folder, with the scans that the tutorial speaks of."""
    folder = tmp_path / "desk"
    for place in (folder / "winter" / "photographs", folder / "photographs"):
        place.mkdir(parents=True)
    grey = Image.fromarray(np.asarray(skimage.data.camera())).resize((256, 256))
    for name in ("winter/photographs/tram.tif", "winter/photographs/funeral.tif", "photographs/street.jpg"):
        grey.save(folder / name)
    (folder / "films").mkdir()
    _film(folder / "films" / "pier.mov", np.asarray(grey))
    return folder


def _film(path: Path, grey: NDArray[np.uint8]) -> None:
    """A camera turns over a photograph for a fifth of a second."""
    import av

    with av.open(str(path), "w") as made:
        stream = made.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number in range(5):
            part = np.ascontiguousarray(grey[:64, 4 * number : 4 * number + 96])
            made.mux(stream.encode(av.VideoFrame.from_ndarray(part, format="gray")))
        made.mux(stream.encode(None))


def test_the_readme_does_what_it_says(desk: Path) -> None:
    walk(README, desk)
    assert (desk / "build" / "nostalgia" / "site" / "index.html").is_file()
    assert (desk / "build" / "first" / "site" / "index.html").is_file()


def test_what_the_tutorial_shows_of_the_example_stands_in_it() -> None:
    (shown,) = (block.body for block in blocks(README) if block.kind == "yaml")
    assert shown in (TEMPLATES / "example" / "exhibit.yaml").read_text(encoding="utf-8")


def test_the_curators_manual_does_what_it_says(desk: Path) -> None:
    """But for the service and the cluster, which have tests of their own."""
    chapters, found, _ = MANUAL.partition("## A service for other software")
    assert found
    walk(chapters, desk)
    assert (desk / "labels.xlsx").is_file()
    assert (desk / "build" / "winter" / "site" / "index.html").is_file()
    assert (desk / "colorized" / "street-jpg-colour.jpg").is_file()
    assert (desk / "colorized" / "pier-mov-colour.mp4").is_file()


def test_the_python_of_the_researchers_manual_runs(desk: Path) -> None:
    pytest.importorskip("torch")
    walk(RESEARCH.partition("## Train and measure")[0], desk)
    assert (desk / "street-colour.png").is_file()


@pytest.mark.slow
def test_the_researchers_manual_does_what_it_says(desk: Path, shared_data: Path) -> None:
    pytest.importorskip("torch")
    (desk / "data").symlink_to(shared_data)
    (desk / "own").mkdir()
    for name in ("astronaut", "chelsea", "coffee"):
        picture = getattr(skimage.data, name)()
        for corner in range(4):
            top, left = 150 * (corner // 2), 150 * (corner % 2)
            Image.fromarray(picture[top : top + 150, left : left + 150]).save(desk / "own" / f"{name}-{corner}.png")
    walk(RESEARCH.partition("## Train and measure")[2], desk)
    assert (desk / "runs" / "trial" / "weights.onnx").is_file()
    assert (desk / "runs" / "own" / "weights.onnx").is_file()


def test_every_python_block_parses() -> None:
    found = [block for text in DOCUMENTS.values() for block in blocks(text) if block.kind == "python"]
    assert len(found) >= 2
    for block in found:
        ast.parse(block.body)


def test_the_two_commands_install_and_then_build_or_test() -> None:
    first, second = (block for block in blocks(README)[:2])
    assert first.body == "pip install . && gallery build --output build/nostalgia\n"
    assert second.body == "pip install -e '.[dev]' && pytest\n"


def test_continuous_integration_runs_the_readmes_own_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    stages = [line.split(maxsplit=2)[2] for line in script if re.match(r"stage \w+ ", line)]
    commands = blocks(README)[1].body.strip().split(" && ")
    assert [stage for stage in stages if stage in commands] == commands


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_named_in_running_text_exist_with_their_options(document: str) -> None:
    from gallery.cli import gallery

    for words in re.findall(r"(?<!`)`gallery ([a-z][^`\n]*)`", DOCUMENTS[document]):
        command: click.Command = gallery
        for word in words.split():
            if isinstance(command, click.Group) and not word.startswith("-"):
                context = click.Context(command)
                found = command.get_command(context, word)
                assert found is not None, f"{document}: gallery {words}"
                command = found
            elif word.startswith("--"):
                known = [name for parameter in command.params for name in parameter.opts]
                assert word in known, f"{document}: gallery {words}"


def test_the_tables_of_commands_have_every_command() -> None:
    from gallery.cli import COMMANDS

    for name, laboratory in (("exhibits/COMMANDS.md", False), ("model/COMMANDS.md", True)):
        listed = re.findall(r"^\| `gallery (\w+)` \|", DOCUMENTS[name], re.MULTILINE)
        assert listed == [command for command in COMMANDS if (command in TOOL["LABORATORY"]) == laboratory]


def test_documents_have_the_programs_own_figures_options_and_fields() -> None:
    for path, text in TOOL["documents"]().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run python tests/tools/refresh.py --no-picture"


def test_every_option_of_every_command_is_documented() -> None:
    from gallery.cli import gallery

    listed = "\n".join(TOOL["block"](DOCUMENTS[f"{room}/COMMANDS.md"], "commands") for room in ("exhibits", "model"))
    for name, command in TOOL["_commands"](gallery, click.Context(gallery)):
        section = listed.partition(f"`gallery {name}")[2].partition("\n`gallery ")[0]
        for option in command.params:
            if isinstance(option, click.Option):
                assert f"`{option.opts[-1]}" in section, f"{name} {option.opts[-1]}"
                assert option.help, f"{name} {option.opts[-1]} says nothing of itself"


def test_every_field_of_a_manifest_is_documented_in_words() -> None:
    rows = [line for line in TOOL["manifest"]().splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    assert [row for row in rows if row.rstrip("| ").count("|") < 3] == []


CARD: dict[str, Any] = {
    "name": "default",
    "network": "unet",
    "parameters": 4_580_793,
    "dataset": "CIFAR-10",
    "trained": "2026-01-31",
}


def test_figures_are_a_table_with_the_gain_over_grey() -> None:
    measured = {
        "n": 10_000,
        "grey": {"psnr": 24.02, "delta_e": 9.41},
        "oracle_ab": {"psnr": 27.4},
        "default": {
            **{"psnr": 25.64, "gain": 1.5, "gain_interval": [-0.25, 1.75], "worse_than_grey": 0.219, "delta_e": 9.01},
            **{"ece": 0.0123, "vividness": 0.0, "hints": {"10": {"psnr": 29.99}}},
        },
    }
    assert TOOL["numbers"]({**CARD, "metrics": {"cifar10-test": measured}}).splitlines() == [
        "`default`: unet, 4.6 million parameters, trained on CIFAR-10, 2026-01-31. Measured at vividness 0.",
        "",
        "| photographs | n | grey | automatic | gain, 95 % | worse | 1 hint | 10 hints | ΔE00 grey | ΔE00 | ECE |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        "| CIFAR-10, test images | 10,000 | 24.02 | 25.64 | +1.50 [−0.25, 1.75] | 22 % "
        "| – | 29.99 | 9.41 | 9.01 | 0.012 |",
    ]


def test_a_card_without_measurements_says_so() -> None:
    assert TOOL["numbers"]({**CARD, "metrics": {}}).endswith("Its card holds no measurements yet.")


def test_the_picture_is_small_and_says_that_colours_are_inferred() -> None:
    from gallery.pictures.metadata import read_disclosure

    assert TOOL["PREVIEW"].stat().st_size < TOOL["PREVIEW_BYTES"]
    assert f"]({TOOL['PREVIEW'].relative_to(ROOT)})" in README
    assert read_disclosure(TOOL["PREVIEW"])["digital_source_type"].endswith("compositeWithTrainedAlgorithmicMedia")


def anchors(text: str) -> set[str]:
    """What a link may name after ``#``: the headings, as GitHub spells them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    names = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    assert len(names) == len(set(names)), "two headings are called the same"
    return set(names)


def test_links_inside_the_repository_lead_somewhere() -> None:
    for document, text in DOCUMENTS.items():
        for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", text):
            path = (ROOT / document).parent / target if target else ROOT / document
            assert path.exists(), f"{document}: {target}"
            if anchor:
                assert anchor in anchors(path.read_text(encoding="utf-8")), f"{document}: {target}#{anchor}"


def test_the_changelog_opens_with_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[([^\]]+)\]", changelog, re.MULTILINE)
    assert next(heading for heading in headings if heading != "Unreleased") == version
