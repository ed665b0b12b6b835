"""What a worker of a cluster does with what it is sent, without a cluster."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import toy_exhibition as toy

from gallery.pipeline.cluster.worker import UNSEEN, greet, sealed, work
from gallery.pipeline.code import code_of
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.reading import resource, shipped_files
from gallery.pipeline.steps import DIFFERS, STORE, Order
from gallery.resources import TEMPLATES
from gallery.tasks import Inputs
from gallery.words import texts
from gallery.words.texts import texts_in

TOKEN = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    """The store that this machine's own setting names."""
    return FolderStore(tmp_path / "cache")


@pytest.fixture(autouse=True)
def _a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("distributed.get_worker", lambda: SimpleNamespace(address="tcp://here"))


def order(step: object = toy.number_step, **more: object) -> Order:
    parameters = {"seconds": 0, "number": 7}
    return Order("panels/seven", TOKEN, step, parameters, {}, code=code_of(toy.number_step), **more)  # type: ignore[arg-type]


def test_a_sealed_call_is_made_where_it_is_unpickled() -> None:
    assert pickle.loads(sealed(divmod, 7, 2)) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        pickle.loads(sealed(divmod, 7, 0))


def test_a_worker_with_the_same_program_that_sees_the_store_is_fit(store: FolderStore) -> None:
    store.make(TOKEN, lambda out: (out / "build").touch(), "a build")
    assert greet(TOKEN, code_of(greet)) == ""


def test_a_worker_says_what_keeps_it_from_working(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert greet(TOKEN, code_of(greet)).startswith(f"{UNSEEN} {tmp_path / 'cache'} is not the build's store; set")
    assert greet(TOKEN, {**code_of(greet), "gallery": "f" * 64}).startswith("gallery is the code ")
    (tmp_path / "file").touch()
    monkeypatch.setenv("GALLERY_CACHE", str(tmp_path / "file"))
    assert "cannot be written" in greet(TOKEN, code_of(greet))


def test_an_order_is_run_into_the_store_and_not_again(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = pickle.dumps(order())
    assert work(sent) == ("tcp://here", None)
    entry = store.get(TOKEN)
    assert entry is not None
    written = (entry.folder / "number.txt").stat().st_mtime_ns
    assert work(sent) == ("tcp://here", None)
    assert (entry.folder / "number.txt").stat().st_mtime_ns == written


def words_step(_inputs: Inputs, _parameters: Mapping[str, Any], out: Path) -> None:
    """Says what this process takes for the report's title."""
    (out / "number.txt").write_text(texts_in("en")("report.report"), encoding="utf-8")


def test_a_worker_that_outlives_an_edit_of_the_words_says_the_new_ones(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES / "texts", templates / "texts")
    for module in ("gallery.pipeline.reading", "gallery.words.texts"):
        monkeypatch.setattr(f"{module}.TEMPLATES", templates)
    said = []
    for key in ("cd" * 32, "ef" * 32):
        reads = {"texts": resource("texts", shipped_files("texts")).digest}
        sent = Order("report/page", key, words_step, {}, {}, code=code_of(words_step), reads=reads)
        assert work(pickle.dumps(sent)) == ("tcp://here", None)
        said.append((store.root / key[:2] / key / "files/number.txt").read_text(encoding="utf-8"))
        file = templates / "texts" / "report.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace('en: "Report"', 'en: "Findings"', 1), encoding="utf-8")
    texts.read_as("another folder")  # other tests read the real words
    assert said == ["Report", "Findings"]


def test_a_worker_that_lacks_the_step_refuses_the_order(store: FolderStore) -> None:
    sent = pickle.dumps(order()).replace(b"number_step", b"nothing_so_")
    address, problem = work(sent)
    assert problem is not None
    assert (address, problem.code) == ("tcp://here", DIFFERS)
    assert problem.message.startswith("it has no such step: ")


def test_a_store_that_cannot_be_written_is_the_problem_of_the_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GALLERY_CACHE", str(tmp_path / "file"))
    _, problem = work(pickle.dumps(order()))
    assert problem is not None
    assert problem.code == STORE
