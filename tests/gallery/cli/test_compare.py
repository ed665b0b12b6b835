"""``gallery compare``, on small networks that were trained for real."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image
from skimage import data

pytest.importorskip("matplotlib", reason="matplotlib is in the report extra")
torch = pytest.importorskip("torch")

from gallery.cli import evaluate as evaluating  # noqa: E402
from gallery.cli import main  # noqa: E402
from gallery.cli.compare import command  # noqa: E402
from gallery.errors import OutputError  # noqa: E402
from gallery.laboratory.comparison import check_output  # noqa: E402
from model.comparison import speed  # noqa: E402
from model.export import export  # noqa: E402
from model.training import TrainingConfig, colorization, train  # noqa: E402
from model.weights import FOLDER  # noqa: E402

SETTINGS: dict[str, dict[str, Any]] = {
    "cnn": {"widths": [4, 8, 8], "middle": 1},
    "unet": {"widths": [4, 8, 8, 8], "depths": [1, 1, 1]},
}
SETS = ("--set", "cifar10-test,modern", "--limit", "2")
Compare = Callable[..., Result]


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield monkeypatch


@pytest.fixture(scope="module")
def folder(
    _small_cifar10: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch
) -> Path:
    """A folder with ``data/``, ``bw/`` and two finished runs in ``runs/``, served as the shipped weights are."""
    patch.setattr("model.datasets.cifar10.MD5", _small_cifar10[1])
    patch.setattr(speed, "REPEATS", 1)
    patch.setattr(speed, "WIDTH", 120)
    patch.setattr(speed, "HEIGHT", 80)
    whole = colorization.training_data
    fewer = lambda *given: ((both := whole(*given))[0], both[1][:64])  # noqa: E731 - to validate on
    patch.setattr(colorization, "training_data", fewer)
    place = tmp_path_factory.mktemp("compare")
    shutil.copytree(_small_cifar10[0], place / "data")
    modern = place / "data" / "photographs" / "modern"
    modern.mkdir(parents=True)
    for index in range(2):
        Image.fromarray(data.astronaut()[index * 40 : index * 40 + 64, :90]).save(modern / f"{index}.webp")
    (place / "bw").mkdir()
    Image.fromarray(data.camera()[::4, ::4]).save(place / "bw" / "camera & <co>.png")
    serving = json.loads((FOLDER / "default.json").read_text(encoding="utf-8"))["serving"]
    for name, arguments in SETTINGS.items():
        out = place / "runs" / name
        config = TrainingConfig(network=name, network_arguments=arguments, epochs=2, batch_size=32, limit=64)
        network = train(config, place / "data", out)
        card = {"name": "weights", "network": name, "network_arguments": arguments, "config": config.to_json()}
        card |= {"parameters": sum(p.numel() for p in network.parameters()), "dataset": "CIFAR-10", "metrics": {}}
        card |= {"trained": "2026-01-02", "commit": "", "licence": "MIT", "serving": serving}
        card |= {"files": export(network, out, "weights")}
        (out / "weights.json").write_text(json.dumps(card), encoding="utf-8")
    return place


@pytest.fixture
def compare(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Compare:
    """Run the command in the folder, on its data, with the runs ``cnn`` and ``unet`` unless others are named."""
    monkeypatch.chdir(folder)

    def invoke(*arguments: object, output: str = "out", names: tuple[str, ...] = ("runs/cnn", "runs/unet")) -> Result:
        given = [*names, "--data", "data", "--output", output, *SETS, *map(str, arguments)]
        return CliRunner().invoke(command, given)

    return invoke


@pytest.fixture(scope="module")
def out(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """A comparison of the two runs with hints and with photographs."""
    patch.chdir(folder)
    given = ["runs/cnn", "runs/unet", "--data", "data", "--output", "whole", *SETS, "--photographs", "bw"]
    done = CliRunner().invoke(command, given)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == str(Path("whole", "report.html"))
    return folder / "whole"


def read(out: Path, name: str) -> str:
    return (out / name).read_text(encoding="utf-8")


def test_it_writes_a_page_markdown_json_charts_and_sheets(out: Path) -> None:
    assert sorted(path.name for path in out.iterdir()) == [
        "figures", "measured.json", "report.html", "report.json", "report.md", "sheets", "tiles",
    ]  # fmt: skip
    charts = ["cost.svg", "curves.svg", "gain.svg", "reliability.svg", "vividness.svg"]
    assert sorted(path.name for path in (out / "figures").iterdir()) == charts
    sheets = ["cifar10-test.png", "modern-1.jpg", "modern-2.jpg", "photographs-1.jpg"]
    assert sorted(path.name for path in (out / "sheets").iterdir()) == sheets
    for path in [*(out / "figures").iterdir(), *(out / "sheets").iterdir()]:
        assert f"]({path.parent.name}/{path.name})" in read(out, "report.md")
        assert path.stat().st_size <= 500_000


def test_its_figures_are_those_of_gallery_evaluate(out: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    report = json.loads(read(out, "report.json"))
    given = ["--data", "data", "--weights", "runs/unet/weights.json", "--json", "-", *SETS]
    done = CliRunner().invoke(evaluating.command, given)
    assert done.exit_code == 0, done.output
    measured = json.loads(done.stdout)
    for its in report["sets"]:
        expected = measured[its["name"]]
        assert its["colourists"]["unet"] == expected["runs/unet/weights.json"]
        assert its["baselines"] == {row: expected[row] for row in ("grey", "mean_ab", "oracle_ab")}
        assert (its["n"], its["of"], its["limit"]) == (2, expected["of"], 2)
    row = measured["modern"]["runs/unet/weights.json"]
    cells = re.search(r"<h2 id=\"modern\".*?title=\"unet\">unet</th>(.*?)</tr>", read(out, "report.html"), re.DOTALL)
    texts = re.findall(r"<td[^>]*>(?:<b>)?(.*?)(?:</b>)?</td>", cells[1] if cells else "")
    wanted = [f"{row[key]:.2f}" for key in ("psnr", "gain", "worse_than_grey", "psnr_pooled")] + [f"{row['ssim']:.3f}"]
    assert texts[:5] == [text.replace("-", "−") for text in wanted]
    assert texts[11] == f"{row['hints']['1']['gain']:.2f}".replace("-", "−")


def test_the_best_of_every_column_is_bold_and_no_baseline_is(out: Path) -> None:
    section = re.search(r"<h2 id=\"modern\".*?</table>", read(out, "report.html"), re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", section[0] if section else "")
    assert [re.findall(r'title="(.*?)"', row) for row in rows[1:]] == [
        ["grey"], ["constant mean ab"], ["oracle mean ab"], ["cnn"], ["unet"],
    ]  # fmt: skip
    assert not any("<b>" in row for row in rows[:4])
    bold = [["<b>" in cell for cell in re.findall(r"<td.*?</td>", row)] for row in rows[4:]]
    assert all(any(column) for column in zip(*bold, strict=True))
    psnr = [float(re.findall(r"<td>(?:<b>)?([\d.]+)", row)[0]) for row in rows[4:]]
    assert [row[0] for row in bold] == [value == max(psnr) for value in psnr]


def test_the_budget_is_that_of_the_logs(out: Path, folder: Path) -> None:
    people = json.loads(read(out, "report.json"))["colourists"]
    assert [(one["label"], one["network"], one["budget"]["images"]) for one in people] == [
        ("cnn", "cnn", 128),
        ("unet", "unet", 128),
    ]
    log = [json.loads(line) for line in (folder / "runs/cnn/log.jsonl").read_text().splitlines()]
    assert people[0]["curve"] == [[64, log[0]["gain"]], [128, log[1]["gain"]]]
    assert people[0]["budget"]["seconds"] == pytest.approx(sum(64 / one["images_per_second"] for one in log))
    assert people[0]["speed"]["whole_ms"] > 0
    assert people[0]["bytes"] == (folder / "runs/cnn/weights.onnx").stat().st_size
    line = next(line for line in read(out, "report.md").splitlines() if line.startswith("| cnn | cnn |"))
    assert line.startswith("| cnn | cnn | 2 | 128 | ")
    assert line.endswith(" | cross-entropy + 5 × Huber | 64 of CIFAR-10 | 2026-01-02 |")


def test_the_page_stands_alone_and_every_picture_has_words(out: Path) -> None:
    page = read(out, "report.html")
    assert not re.search(r'(src|srcset|poster)="(?!data:)', page)
    assert not re.search(r"<(link|iframe|object|script)|url\(|@import", page)
    images = re.findall(r"<img[^>]+>", page)
    assert len(images) == 5 + 2 * 4 + 2 * 4 + 3
    assert all(re.search(r'alt="[^"]+"', image) for image in images)
    assert 'alt="camera &amp; &lt;co&gt;.png, coloured by unet"' in page
    assert "camera & &lt;co" not in page
    assert "![camera &amp; &lt;co&gt;.png: original, cnn, unet]" in read(out, "report.md")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.browser
def test_axe_finds_no_violation_and_nothing_sticks_out(
    out: Path, visit: Callable[..., Any], axe: Callable[..., list[str]]
) -> None:
    page = visit((out / "report.html").as_uri(), viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page, contrast=True) == []


def test_a_comparison_from_what_was_measured_measures_nothing_and_gives_the_same_bytes(
    out: Path, compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    for name in ("compare.evaluate", "compare.Colorist", "pictures.Colorist", "speed.Colorist"):
        monkeypatch.setattr(f"model.comparison.{name}", None)
    done = compare("--photographs", "bw", output="whole")
    assert done.exit_code == 0, done.output
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_one_colourist_more_is_all_that_is_measured_and_what_is_no_longer_shown_goes(
    compare: Compare, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.comparison import compare as module

    assert compare("--no-hints", "--photographs", "bw", names=("runs/cnn",)).exit_code == 0
    assert "<b>" not in read(folder / "out", "report.html")
    asked = []
    evaluate = module.evaluate

    def spy(*arguments: Any, **named: Any) -> Any:
        asked.append((arguments[0].card.network, *arguments[1]))
        return evaluate(*arguments, **named)

    monkeypatch.setattr(module, "evaluate", spy)
    (folder / "out" / "sheets" / "mine.txt").write_text("keep")
    done = compare("--no-hints", "--json", "out.json")
    assert done.exit_code == 0, done.output
    assert asked == [("unet", "cifar10-test"), ("unet", "modern")]
    assert not (folder / "out" / "sheets" / "photographs-1.jpg").exists()
    assert (folder / "out" / "sheets" / "mine.txt").exists()
    assert json.loads((folder / "out.json").read_text()) == json.loads(read(folder / "out", "report.json"))
    assert "1 hint" not in read(folder / "out", "report.md")


def test_json_on_standard_output_is_only_json(compare: Compare) -> None:
    assert json.loads(compare("--no-hints", "--json", "-").stdout)["format"] == 1


def test_two_runs_of_one_name_are_both_in_the_report(compare: Compare, folder: Path) -> None:
    shutil.copytree(folder / "runs" / "cnn", folder / "later" / "cnn", dirs_exist_ok=True)
    done = compare("--no-hints", "--set", "modern", names=("runs/cnn", "later/cnn"), output="twins")
    assert done.exit_code == 0, done.output
    rows = json.loads(read(folder / "twins", "report.json"))["sets"][0]["colourists"]
    assert list(rows) == ["runs/cnn", "later/cnn"]


@pytest.mark.parametrize(
    ("arguments", "names", "message"),
    [
        ((), ("runs/cnn", "dcnn"), "dcnn is neither shipped weights nor the path of a card"),
        ((), ("runs/cnn", "runs/half"), "finish it with: gallery train --data DIR --out runs/half --resume"),
        ((), ("runs/cnn", "runs/cnn/weights.json"), "is given 2 times; name it once"),
        (("--set", "true-colour"), ("runs/cnn",), "must hold them in photographs/true-colour/"),
        (("--set", "kodak"), ("runs/cnn",), "there is no set 'kodak'; the sets are"),
        (("--set", ","), ("runs/cnn",), "names no set"),
        (("--classifier", "runs/cnn/weights.json"), ("runs/cnn",), "is not the card of a classifier"),
        (("--photographs", "runs/half"), ("runs/cnn",), "no photographs in runs/half"),
        (("--json", "no/out.json"), ("runs/cnn",), "there is no folder"),
    ],
)
def test_mistakes_are_said_before_anything_is_written(
    compare: Compare, folder: Path, arguments: tuple[str, ...], names: tuple[str, ...], message: str
) -> None:
    half = folder / "runs" / "half"
    half.mkdir(exist_ok=True)
    (half / "config.json").write_text("{}")
    done = compare(*arguments, names=names, output="never")
    assert done.exit_code in (1, 2)
    assert message in done.stderr
    assert not (folder / "never").exists()


def test_a_folder_that_holds_something_else_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as caught:
        main(["compare", "runs/cnn", "--data", "data", "--output", "bw"])
    assert caught.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("bw holds other files (camera & <co>.png): a comparison goes to a folder of its own; ")
    assert len(list((folder / "bw").iterdir())) == 1


def test_damaged_results_of_before_are_measured_again_once_they_are_deleted_as_the_error_says(
    out: Path, compare: Compare, folder: Path
) -> None:
    shutil.copytree(out, folder / "broken")
    results = folder / "broken" / "measured.json"
    results.write_text("{")
    done = compare("--no-hints", output="broken")
    assert done.exit_code == 1
    assert f"{Path('broken', results.name)} is not what an earlier comparison left" in done.stderr
    assert "; delete it to measure again, or " in done.stderr
    results.unlink()
    done = compare("--no-hints", output="broken")
    assert done.exit_code == 0, done.output
    assert results.is_file()


def test_only_what_a_comparison_made_is_taken_for_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "report.md").touch()
    with pytest.raises(OutputError, match=r"holds other files \(figures\)"):
        check_output(tmp_path)
    (tmp_path / "report.json").write_text('{"files": ["figures/gain.svg"]}')
    check_output(tmp_path)
    (tmp_path / "report.json").unlink()
    (tmp_path / "tiles").mkdir()  # of one that was interrupted
    check_output(tmp_path)
    (tmp_path / "mine.txt").touch()
    with pytest.raises(OutputError, match="holds other files"):
        check_output(tmp_path)


def test_without_the_extra_it_says_which_to_install(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['matplotlib'] = None\n"
        f"from gallery.cli import main; main(['compare', 'default', '--data', {str(tmp_path)!r}, '--output', 'o'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "Error: the report's charts need matplotlib: pip install 'nostalgia-gallery[report]'\n"


def test_it_needs_no_torch() -> None:
    script = (
        "import sys; sys.modules['torch'] = None\n"
        "import model.comparison.compare, gallery.laboratory.comparison, model.comparison.candidates\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_importing_the_command_loads_nothing_heavy() -> None:
    script = (
        "import sys, gallery.cli.compare; "
        "heavy = ('numpy', 'PIL', 'onnxruntime', 'torch', 'rich', 'model', 'matplotlib', 'jinja2'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
