"""Results as files: whole, with a remedy where they cannot be written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import OutputError
from gallery.laboratory.files import json_of, write_result

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_a_result_comes_back_as_it_was(result: object) -> None:
    assert json.loads(json_of(result)) == result


def test_what_json_does_not_know_is_never_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_of({"psnr": float("inf")})


def test_text_keeps_its_line_ends_and_a_missing_folder_is_made(tmp_path: Path) -> None:
    write_result(tmp_path / "figures" / "a.svg", "ä\n", "place")
    assert (tmp_path / "figures" / "a.svg").read_bytes() == "ä\n".encode()
    assert [path.name for path in tmp_path.rglob("*")] == ["figures", "a.svg"]


@pytest.mark.parametrize("instead", ["place", "--json"])
def test_a_place_that_cannot_be_written_is_an_expected_error_that_says_what_to_choose(
    tmp_path: Path, instead: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as caught:
        write_result(tmp_path / "file" / "r.json", b"{}", instead)
    assert str(caught.value).startswith(f"{tmp_path / 'file' / 'r.json'}: cannot be written (")
    assert str(caught.value).endswith(f"); choose another {instead}")
