"""The clients in the manual do what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from PIL import Image

from gallery.pictures.metadata import read_disclosure

MANUAL = (Path(__file__).resolve().parents[3] / "exhibits" / "README.md").read_text(encoding="utf-8")
CLIENTS = dict(re.findall(r"^<!-- client -->\n```(\w+)\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    Image.fromarray(skimage.data.camera()).resize((128, 128)).save(tmp_path / "street.jpg")
    return tmp_path


def run(program: list[str], desk: Path) -> str:
    done = subprocess.run(program, cwd=desk, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_client_in_python_has_ten_lines_and_gets_its_picture(service: Any, desk: Path) -> None:
    client = CLIENTS["python"].replace("http://127.0.0.1:8000", service.url)
    assert len([line for line in client.splitlines() if line]) <= 10
    assert "Colours inferred by a neural network" in run([sys.executable, "-c", client], desk)
    assert "compositeWithTrained" in read_disclosure(desk / "street-colour.jpg")["digital_source_type"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_the_line_for_curl_gets_its_picture(service: Any, desk: Path) -> None:
    run(["bash", "-c", CLIENTS["bash"].replace("http://127.0.0.1:8000", service.url)], desk)
    assert "compositeWithTrained" in read_disclosure(desk / "street-hinted.jpg")["digital_source_type"]
