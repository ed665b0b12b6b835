"""CIFAR-10 from its official files (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images").

The files are Python 2 pickles. A pickle can run any code, so each file's MD5 must be the published one, and the
reader allows nothing but the containers and arrays that these files hold.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import os
import pickle
import tarfile
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model.errors import DatasetError

FOLDER = "cifar-10-batches-py"
ADDRESS = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
ARCHIVE_MD5 = "c58f30108f718f92721af3b95e74349a"
MD5 = {
    "data_batch_1": "c99cafc152244af753f735de768cd75f",
    "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
    "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
    "data_batch_4": "634d18415352ddfa80567beed471001a",
    "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
    "test_batch": "40351d587109b95175f43aff81a1287e",
}
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
TRAINING = 50_000
"""Training images; the test set is measured once per released model."""
VALIDATION = 5000
"""Of these the last, for choosing, unless a configuration says otherwise."""

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Cifar10:
    """CIFAR-10 as data to train on."""

    folder: Path
    """The folder of batches or the one that holds it."""
    validation: int = VALIDATION
    """So many training images, the last ones, are for choosing and not trained on."""
    notices: tuple[str, ...] = ()
    """What the user should know of the data."""

    def load(self) -> tuple[Images, Images]:
        """Images to train on and to validate on, sRGB uint8 ``(N, 32, 32, 3)``."""
        images, _ = load_cifar10(self.folder, "train")
        return images[: -self.validation], images[-self.validation :]

    @property
    def description(self) -> str:
        """What weights have seen, for their card."""
        return f"CIFAR-10, {TRAINING - self.validation:,} training images"


def load_cifar10(folder: Path, split: Literal["train", "test"]) -> tuple[Images, Labels]:
    """Read a split: images uint8 ``(N, 32, 32, 3)`` sRGB and labels int64 ``(N,)``; N is 50,000 or 10,000.

    ``folder`` is the folder of batches or the one that holds it. Raises DatasetError with a remedy when a
    file is missing or is not the official one.
    """
    batches = find_cifar10(folder)
    if batches is None:
        raise DatasetError(
            f"no CIFAR-10 in {folder}: unpack cifar-10-python.tar.gz there, so that {folder / FOLDER}/test_batch exists"
        )
    names = [name for name in MD5 if name.startswith("data") == (split == "train")]
    parts = [_read_batch(batches / name) for name in names]
    return np.concatenate([images for images, _ in parts]), np.concatenate([labels for _, labels in parts])


def download_cifar10(folder: Path, timeout: float = 60) -> Path:
    """Fetch CIFAR-10 (163 MB) from its official address into ``folder``, unless it is there; return its folder.

    Raises DatasetError when it cannot be fetched or put there, or is not the official archive.
    """
    if (there := find_cifar10(folder)) is not None:
        return there
    try:
        return _download(folder, timeout)
    except (OSError, http.client.HTTPException) as error:
        raise DatasetError(f"CIFAR-10 could not be downloaded from {ADDRESS} into {folder}: {error}") from error


def find_cifar10(folder: Path) -> Path | None:
    """The folder of batches: ``folder`` or the one of the official name in it; None when neither holds them."""
    candidates = (folder, folder / FOLDER)
    return next((candidate for candidate in candidates if (candidate / "test_batch").is_file()), None)


def _download(folder: Path, timeout: float) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        archive = Path(temporary) / "cifar-10-python.tar.gz"
        digest = hashlib.md5(usedforsecurity=False)
        with urllib.request.urlopen(ADDRESS, timeout=timeout) as answer, archive.open("wb") as file:
            while chunk := answer.read(1 << 20):
                digest.update(chunk)
                file.write(chunk)
        if digest.hexdigest() != ARCHIVE_MD5:
            raise DatasetError(f"{ADDRESS} did not deliver CIFAR-10: MD5 {digest.hexdigest()}, not {ARCHIVE_MD5}")
        with tarfile.open(archive) as tar:
            tar.extractall(temporary, filter="data")
        os.replace(Path(temporary) / FOLDER, folder / FOLDER)
    return folder / FOLDER


def _read_batch(path: Path) -> tuple[Images, Labels]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror}); unpack CIFAR-10 again") from error
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if md5 != MD5[path.name]:
        raise DatasetError(f"{path}: not the official file (MD5 {md5}, not {MD5[path.name]}); unpack CIFAR-10 again")
    batch = _Containers(io.BytesIO(content), encoding="bytes").load()
    images = np.ascontiguousarray(batch[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
    return images, np.array(batch[b"labels"], dtype=np.int64)


class _Containers(pickle.Unpickler):
    """Unpickles arrays and built-in containers, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("numpy.core.multiarray", "_reconstruct"):
            return np.empty(0).__reduce__()[0]  # numpy's own, wherever this version keeps it
        if (module, name) in {("numpy", "ndarray"), ("numpy", "dtype")}:
            return getattr(np, name)
        raise DatasetError(f"the file asks for {module}.{name}, which CIFAR-10 does not need; unpack CIFAR-10 again")
