"""CIFAR-10: nothing but the official files is read, and nothing in them is run."""

from __future__ import annotations

import hashlib
import http.client
import io
import tarfile
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from model.datasets import cifar10
from model.datasets.cifar10 import FOLDER, download_cifar10, find_cifar10, load_cifar10
from model.errors import DatasetError


def test_the_official_files_have_the_published_sums_and_shapes(shared_data: Path) -> None:
    images, labels = load_cifar10(shared_data, "test")
    assert images.shape == (10_000, 32, 32, 3)
    assert images.dtype == np.uint8
    assert np.bincount(labels).tolist() == [1000] * 10
    assert cifar10.CLASSES[labels[0]] == "cat"
    assert images[0, 0, 0].tolist() == [158, 112, 49]


def test_the_training_split_is_the_five_batches_in_order(small_cifar10: Path) -> None:
    images, labels = load_cifar10(small_cifar10, "train")
    assert images.shape == (5300, 32, 32, 3)
    assert labels.shape == (5300,)
    assert labels.dtype == np.int64
    first = np.random.default_rng(10).integers(0, 256, (1060, 3, 4, 4), np.uint8)
    assert images[7, ::8, ::8].tolist() == first[7].transpose(1, 2, 0).tolist()


def test_the_test_split_is_not_in_the_training_split(small_cifar10: Path) -> None:
    train, test = load_cifar10(small_cifar10, "train")[0], load_cifar10(small_cifar10, "test")[0]
    assert len(test) == 1060
    assert not {image.tobytes() for image in test} & {image.tobytes() for image in train}


def test_the_folder_of_batches_or_the_one_that_holds_it_will_do(small_cifar10: Path) -> None:
    inner = small_cifar10 / FOLDER
    assert find_cifar10(small_cifar10) == find_cifar10(inner) == inner
    assert (load_cifar10(inner, "test")[0] == load_cifar10(small_cifar10, "test")[0]).all()


def test_a_folder_without_cifar10_says_where_it_was_looked_for(tmp_path: Path) -> None:
    assert find_cifar10(tmp_path) is None
    with pytest.raises(DatasetError) as caught:
        load_cifar10(tmp_path, "train")
    assert str(caught.value) == (
        f"no CIFAR-10 in {tmp_path}: unpack cifar-10-python.tar.gz there, so that {tmp_path / FOLDER}/test_batch exists"
    )


def test_a_missing_batch_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "test_batch").write_bytes(b"")
    with pytest.raises(DatasetError, match=r"data_batch_1: cannot be read \(No such file.*unpack CIFAR-10 again"):
        load_cifar10(tmp_path, "train")


def test_a_file_with_one_bit_changed_is_refused(small_cifar10: Path, tmp_path: Path) -> None:
    content = bytearray((small_cifar10 / FOLDER / "test_batch").read_bytes())
    content[-1000] ^= 1
    (tmp_path / "test_batch").write_bytes(content)
    with pytest.raises(DatasetError, match=r"test_batch: not the official file \(MD5 .*unpack CIFAR-10 again"):
        load_cifar10(tmp_path, "test")


@pytest.mark.parametrize("asked", ["os\nsystem", "posix\nsystem", "builtins\neval", "numpy\nload"])
def test_a_pickle_that_asks_for_code_is_refused_without_running_it(
    asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = tmp_path / "it-ran"
    hostile = f"c{asked}\n(S'touch {proof}'\ntR.".encode()
    (tmp_path / "test_batch").write_bytes(hostile)
    monkeypatch.setitem(cifar10.MD5, "test_batch", hashlib.md5(hostile, usedforsecurity=False).hexdigest())
    with pytest.raises(DatasetError, match=f"asks for {asked.replace(chr(10), '.')}, which CIFAR-10 does not need"):
        load_cifar10(tmp_path, "test")
    assert not proof.exists()


class Answer(io.BytesIO):
    """What a server sends; ``cut`` breaks the connection in the middle of it."""

    cut = False

    def read(self, size: int | None = -1) -> bytes:
        if self.cut:
            raise http.client.IncompleteRead(b"", 5)
        return super().read(size)


def _archive(folder: Path) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        tar.add(folder, FOLDER)
    return file.getvalue()


@pytest.fixture
def served(small_cifar10: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """The archive, as its official address serves it."""
    content = _archive(small_cifar10 / FOLDER)
    answer = Answer(content)
    monkeypatch.setattr(cifar10, "ARCHIVE_MD5", hashlib.md5(content, usedforsecurity=False).hexdigest())
    monkeypatch.setattr(urllib.request, "urlopen", lambda address, timeout: answer)
    return answer


def test_what_is_there_is_not_downloaded(small_cifar10: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib.request, "urlopen", lambda *_, **__: pytest.fail("a connection was opened"))
    assert download_cifar10(small_cifar10) == small_cifar10 / FOLDER


def test_a_download_leaves_the_folder_and_nothing_else(served: Answer, tmp_path: Path) -> None:
    folder = download_cifar10(tmp_path / "new")
    assert len(load_cifar10(folder, "train")[0]) == 5300
    assert [entry.name for entry in (tmp_path / "new").iterdir()] == [FOLDER]


def test_a_download_that_is_not_cifar10_leaves_nothing(
    served: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cifar10, "ARCHIVE_MD5", "0" * 32)
    with pytest.raises(DatasetError, match=r"did not deliver CIFAR-10: MD5 .*, not 000"):
        download_cifar10(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_connection_that_breaks_is_an_error_of_the_data(served: Answer, tmp_path: Path) -> None:
    served.cut = True
    with pytest.raises(
        DatasetError, match=r"could not be downloaded from https://www\.cs\.toronto\.edu.*IncompleteRead"
    ):
        download_cifar10(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_network_is_an_error_of_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: str, timeout: float) -> None:
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    with pytest.raises(DatasetError, match=r"could not be downloaded .*no route to host"):
        download_cifar10(tmp_path)
