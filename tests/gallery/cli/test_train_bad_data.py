"""Bad data and bad luck in training, through the command line itself: said clearly, and nothing is lost.

Whatever is wrong, the exit code is 1 (2 for wrong usage, 130 interrupted), standard error says what and where, and
what the run had kept before can be gone on with.
"""

from __future__ import annotations

import json
import shutil
import signal
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
resource = pytest.importorskip("resource", reason="limits on files are of Unix")

from gallery.cli import main  # noqa: E402
from model.training import checkpoint, colorization, loop, release  # noqa: E402
from model.training.colorization import Colorization  # noqa: E402
from model.training.serving import START  # noqa: E402

SETTINGS = {
    "network_arguments": {"widths": [4, 4, 8, 8], "depths": [1, 1, 1]},
    "epochs": 2,
    "batch_size": 16,
    "limit": 32,
    "warmup": 0,
}
CLASSIFIER = {
    "task": "classify", "widths": [4, 4, 8, 8], "depths": [1, 1, 1], "epochs": 1, "batch_size": 16, "limit": 32,
}  # fmt: skip


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    error: str


Gallery = Callable[..., Done]


@pytest.fixture
def gallery(capsys: pytest.CaptureFixture[str]) -> Gallery:
    """The program, with its exit code; a traceback is never an answer."""

    def call(*arguments: object) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Done(int(ended.value.code or 0), said.out, said.err)

    return call


@pytest.fixture
def train(gallery: Gallery, small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gallery:
    """Train in ``tmp_path / out``, with ``settings`` beside the usual ones; released without calibration."""
    monkeypatch.setattr(release, "serving_for", lambda card, data, limit: START)

    def call(
        *arguments: object, out: str = "run", data: Path = small_cifar10, most: int | None = None, **settings: Any
    ) -> Done:
        path = tmp_path / "settings.json"
        if "--resume" not in arguments:
            path.write_text(json.dumps(settings if "task" in settings else {**SETTINGS, **settings}))
            arguments = (*arguments, "--config", path)
        with full_beyond(most):
            return gallery("train", "--data", data, "--out", tmp_path / out, *arguments)

    return call


@pytest.fixture(scope="module")
def kept(_small_cifar10: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Finished runs of a colourist, of a wider one and of a classifier; for copying, not for changing."""
    from model.datasets.cifar10 import Cifar10
    from model.training import TrainingConfig, train
    from model.training import train as run
    from model.training.config import ClassifierConfig
    from model.training.release import release_classifier

    data, digests = _small_cifar10
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("model.datasets.cifar10.MD5", digests)
        patch.setattr(release, "serving_for", lambda card, data, limit: START)
        for name, widths in (("run", [4, 4, 8, 8]), ("wider", [8, 8, 8, 8])):
            values = {**SETTINGS, "epochs": 1, "network_arguments": {"widths": widths, "depths": [1, 1, 1]}}
            config = TrainingConfig.from_json(values)
            release.release(run(config, data, folder / name), config, folder / name, data)
        judge = ClassifierConfig.from_json(CLASSIFIER)
        release_classifier(train(judge, data, folder / "judge"), judge, folder / "judge", Cifar10(data))
    return folder


@pytest.fixture
def runs(kept: Path, tmp_path: Path) -> Path:
    """Copies of the runs that may be harmed, in ``tmp_path``."""
    for name in ("run", "wider", "judge"):
        shutil.copytree(kept / name, tmp_path / name)
    return tmp_path


def weights_of(out: Path) -> dict[str, Any]:
    state: dict[str, Any] = torch.load(out / checkpoint.NAME, weights_only=True)["averaged"]
    return state


# Data


def test_an_empty_folder_without_a_network_says_that_cifar10_cannot_be_had(
    train: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    (tmp_path / "empty").mkdir()
    done = train(data=tmp_path / "empty")
    assert (done.code, done.out) == (1, "")
    assert f"CIFAR-10 is not in {tmp_path / 'empty'}: downloading it" in done.error
    assert "could not be downloaded" in done.error
    assert not (tmp_path / "run").exists()


def test_three_photographs_are_too_few(train: Gallery, photographs: Callable[..., Path], tmp_path: Path) -> None:
    done = train(data=photographs(3))
    assert done.code == 1
    assert "3 photographs are too few: none is left to validate on; 5 are the least" in done.error
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("harm", [lambda content: content[:1500], lambda _: b"<html>"], ids=["cut short", "no picture"])
def test_one_corrupt_photograph_among_many_is_named_and_training_goes_on(
    harm: Callable[[bytes], bytes], train: Gallery, photographs: Callable[..., Path], tmp_path: Path
) -> None:
    folder = photographs(20)
    path = folder / "more" / "astronaut-2.jpg"
    path.write_bytes(harm(path.read_bytes()))
    done = train(data=folder, epochs=1)
    assert done.code == 0, done.error
    assert f"{folder}: left aside: 1 photograph that cannot be decoded (run gallery data clean" in done.error
    assert "more/astronaut-2.jpg" in done.error
    assert (tmp_path / "run" / "weights.onnx").is_file()
    assert train("--resume", data=folder).code == 0  # the same photographs are left aside again


def test_when_too_few_photographs_are_whole_it_says_which_are_not(
    train: Gallery, photographs: Callable[..., Path], tmp_path: Path
) -> None:
    folder = photographs(6)
    for path in folder.rglob("*.jpg"):
        path.write_bytes(path.read_bytes()[:1500])
    done = train(data=folder)
    assert done.code == 1
    assert "6 photographs that cannot be decoded" in done.error
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("option", ["--data", "--out"])
def test_a_file_where_a_folder_belongs_is_wrong_usage(option: str, gallery: Gallery, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    other = {"--data": "--out", "--out": "--data"}[option]
    done = gallery("train", option, tmp_path / "file", other, tmp_path / "folder")
    assert done.code == 2
    assert f"Invalid value for '{option}': Directory" in done.error
    assert (tmp_path / "file").read_text() == "not a folder"


# Checkpoints


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda content: content[: len(content) // 2], "checkpoint.pt is damaged"),
        (lambda content: content[:10], "checkpoint.pt is damaged"),
        (lambda _: b"", "checkpoint.pt is damaged"),
        (lambda _: b"<html>not found</html>", "checkpoint.pt is damaged"),
    ],
    ids=["half", "start", "empty", "garbage"],
)
@pytest.mark.parametrize("run", ["run", "judge"])
def test_a_damaged_checkpoint_is_refused_and_nothing_else_is_touched(
    run: str, harm: Callable[[bytes], bytes], message: str, train: Gallery, runs: Path
) -> None:
    path = runs / run / checkpoint.NAME
    path.write_bytes(harm(path.read_bytes()))
    before = {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}
    done = train("--resume", out=run)
    assert (done.code, done.out) == (1, "")
    assert message in done.error
    assert "delete it and train again" in done.error
    assert {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()} == before


def test_the_checkpoint_of_another_network_is_refused(train: Gallery, runs: Path) -> None:
    shutil.copy(runs / "wider" / checkpoint.NAME, runs / "run" / checkpoint.NAME)
    done = train("--resume")
    assert done.code == 1
    assert "belongs to another run: network_arguments differ; use its settings or another --out" in done.error


@pytest.mark.parametrize("run", ["run", "judge"])
def test_a_checkpoint_whose_tensors_are_of_another_network_is_refused(run: str, train: Gallery, runs: Path) -> None:
    path = runs / run / checkpoint.NAME
    state = torch.load(path, weights_only=True)
    torch.save({**state, "network": torch.load(runs / "wider" / checkpoint.NAME, weights_only=True)["network"]}, path)
    before = path.read_bytes()
    done = train("--resume", out=run)
    assert done.code == 1
    assert "does not fit the network of its run" in done.error
    assert len(done.error) < 800  # one tensor is named, not all of them
    assert path.read_bytes() == before


# Weights


@pytest.mark.parametrize(
    ("settings", "harm", "message"),
    [
        ({"start": "wider/weights.json"}, None, "weights.safetensors does not hold weights of this network"),
        ({"start": "judge/classifier.json"}, None, "classifier.json is not a card of these weights"),
        ({"start": "none.json"}, None, "name the card of the weights, a .json file"),
        ({"start": "run/weights.json"}, "run/weights.safetensors", "weights.safetensors is not the file on its card"),
        ({"network": "resnet", "start_encoder": "wider/weights.json"}, None, "is not the card of a classifier"),
        ({"losses": {"perceptual": 1.0}, "classifier": "run/weights.json"}, None, "is not the card of a classifier"),
        (
            {"losses": {"perceptual": 1.0}, "classifier": "judge/classifier.json"},
            "judge/classifier.safetensors",
            "classifier.safetensors is not the file on its card",
        ),
    ],
)
def test_weights_that_are_not_those_wanted_are_refused_before_anything_is_written(
    settings: dict[str, Any], harm: str | None, message: str, train: Gallery, runs: Path
) -> None:
    if harm:
        with (runs / harm).open("r+b") as file:
            file.seek(-1, 2)
            file.write(b"!")
    paths = {
        key: str(runs / value) for key, value in settings.items() if key in ("start", "start_encoder", "classifier")
    }
    done = train(out="new", **{**settings, **paths})
    assert (done.code, done.out) == (1, "")
    assert message in done.error
    assert len(done.error) < 800
    assert not (runs / "new").exists()


@pytest.mark.parametrize("harm", ["run/weights.onnx", None], ids=["damaged", "a classifier's"])
@pytest.mark.parametrize("command", ["evaluate", "colorize"])
def test_weights_that_cannot_be_served_are_refused(
    command: str, harm: str | None, gallery: Gallery, runs: Path, small_cifar10: Path, photographs: Callable[..., Path]
) -> None:
    if harm:
        (runs / harm).write_bytes((runs / harm).read_bytes()[:-9])
    card = runs / ("run/weights.json" if harm else "judge/classifier.json")
    photograph = next(photographs(5).glob("*.jpg"))
    arguments = {"evaluate": ("--data", small_cifar10, "--limit", 2), "colorize": (photograph, "--out", runs / "out")}
    done = gallery(command, *arguments[command], "--weights", card)
    assert (done.code, done.out) == (1, "")
    assert ("is not the file on its card" if harm else "is not a card of these weights") in done.error
    assert not (runs / "out").exists()


def test_a_colourists_card_is_no_classifiers(gallery: Gallery, runs: Path, small_cifar10: Path) -> None:
    card = runs / "run" / "weights.json"
    done = gallery("evaluate", "--data", small_cifar10, "--limit", 2, "--weights", card, "--classifier", card)
    assert done.code == 1
    assert "weights.json is not the card of a classifier" in done.error


# Numbers


def test_a_learning_rate_that_can_only_fail_is_refused_at_once(train: Gallery, tmp_path: Path) -> None:
    for settings in ({"learning_rate": 1e30}, {**CLASSIFIER, "learning_rate": 2.0}):
        done = train(**settings)
        assert done.code == 1
        assert "learning_rate must be above 0 and at most 1, not " in done.error
        assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("what", ["loss", "validation"])
def test_a_loss_that_is_not_a_number_ends_the_run_with_its_last_checkpoint(
    what: str, train: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def spoilt(name: str, owner: object, number: int, spoil: Callable[[Any], Any]) -> None:
        sound = getattr(owner, name)

        def call(*arguments: Any, **named: Any) -> Any:
            calls.append(name)
            found = sound(*arguments, **named)
            return spoil(found) if calls.count(name) == number else found

        patch.setattr(owner, name, call)

    with monkeypatch.context() as patch:
        if what == "loss":
            spoilt(
                "loss", Colorization, 4, lambda found: (found[0] * float("nan"), *found[1:])
            )  # the second epoch's second step
        else:
            spoilt("validate", colorization, 2, lambda found: {**found, "psnr": float("nan")})
        done = train()
    assert done.code == 1
    assert "nan" in done.error
    assert "the last checkpoint is sound in" in done.error
    assert "with a lower learning_rate" in done.error
    out = tmp_path / "run"
    assert torch.load(out / checkpoint.NAME, weights_only=True)["step"] == 2
    assert all(torch.isfinite(value).all() for value in weights_of(out).values())
    assert not (out / "weights.json").exists()
    assert train("--resume").code == 0
    whole = train(out="whole")
    assert whole.code == 0
    ended, never = weights_of(out), weights_of(tmp_path / "whole")
    assert all(torch.equal(ended[name], never[name]) for name in never)


# Places and interruptions


@contextmanager
def full_beyond(most: int | None) -> Iterator[None]:
    """No file grows beyond ``most`` bytes, as on a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits[0] if most is None else most, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize(
    ("most", "message"),
    [(10, "go on with --resume, or choose another --out"), (2000, "checkpoint.pt cannot be written")],
)
def test_a_disk_that_is_full_from_the_start_is_said_and_the_folder_serves_again(
    most: int, message: str, train: Gallery, tmp_path: Path
) -> None:
    done = train(epochs=1, most=most)
    assert (done.code, done.out) == (1, "")
    assert message in done.error
    assert [path.name for path in (tmp_path / "run").iterdir() if path.name.startswith(".")] == []
    assert train(epochs=1).code == 0


@pytest.mark.parametrize("run", ["run", "judge"])
def test_a_disk_that_is_full_at_the_export_costs_no_training(run: str, train: Gallery, runs: Path) -> None:
    out = runs / run
    for path in out.glob("weights.*" if run == "run" else "classifier.*"):
        path.unlink()
    done = train("--resume", out=run, most=10_000)
    assert (done.code, done.out) == (1, "")
    assert "onnx cannot be written" in done.error
    kept = sorted(path.name for path in out.iterdir() if path.is_file())
    assert kept == ["checkpoint.pt", "config.json", "curves.png", "log.jsonl"]
    again = train("--resume", out=run)
    assert (again.code, "epoch" in again.error) == (0, False)


def test_a_file_in_place_of_the_runs_folder_of_samples_is_named_and_the_run_goes_on_without_it(
    train: Gallery, tmp_path: Path
) -> None:
    place = tmp_path / "run" / "samples"
    place.parent.mkdir()
    place.touch()
    done = train()
    assert done.code == 1
    assert f"{place}: File exists; mend that and go on with --resume, or choose another --out" in done.error
    place.unlink()
    assert train("--resume").code == 0


@pytest.mark.parametrize(
    ("where", "kept_step"),
    [("_step", 2), ("draw_curves", 2), ("validate", 2), ("serving_for", 4)],
    ids=["in an epoch", "after an epoch", "while validating", "while calibrating"],
)
def test_ctrl_c_ends_with_130_and_a_checkpoint_that_goes_on(
    where: str, kept_step: int, train: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner: Any = {"serving_for": release, "validate": colorization}.get(where, loop)
    number = {"_step": 3, "draw_curves": 1, "validate": 2, "serving_for": 1}[where]
    sound, calls = getattr(owner, where), []

    def interrupted(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == number:
            signal.raise_signal(signal.SIGINT)
        return sound(*arguments, **named)

    heeded = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    try:
        with monkeypatch.context() as patch:
            patch.setattr(owner, where, interrupted)
            done = train()
    finally:
        signal.signal(signal.SIGINT, heeded)
    assert (done.code, done.out) == (130, "")
    assert done.error.endswith("interrupted\n")
    out = tmp_path / "run"
    assert torch.load(out / checkpoint.NAME, weights_only=True)["step"] == kept_step
    assert not (out / "weights.json").exists()  # what is not calibrated is not served
    done = train("--resume")
    assert (done.code, done.out) == (0, f"{out / 'weights.json'}\n")
    assert [json.loads(line)["epoch"] for line in (out / "log.jsonl").read_text().splitlines()] == [1, 2]
