"""Many photographs at once: each becomes a colorization or a problem, and what is not safe is refused whole."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from gallery.service.batches import photographs_in
from gallery.service.settings import BATCH
from gallery.web.problems import Refusal

ZIP = {"Content-Type": "application/zip"}


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_zip_becomes_a_colorization_for_each_photograph(service: Any, picture: Callable[..., bytes]) -> None:
    body = packed({"a.png": picture(20), "folder/b.png": picture(21), "notes.txt": b"nothing", "__MACOSX/x": b"x"})
    answer = service.ask("POST", "/v1/batches", data=body, headers=ZIP, params={"format": "png"})
    assert answer.status_code == 202
    first, second, third = answer.json()["colorizations"]
    assert (first["name"], second["name"], third["name"]) == ("a.png", "folder/b.png", "notes.txt")
    assert third["problem"]["code"] == "photograph"
    for told in (first, second):
        assert service.done(told["id"])["options"]["format"] == "png"


@pytest.mark.parametrize("name", ["../a.png", "/etc/a.png", "a/../../b.png", "..\\a.png", "C:\\a.png"])
def test_a_name_that_leads_out_refuses_the_whole_zip(service: Any, picture: Callable[..., bytes], name: str) -> None:
    answer = service.ask("POST", "/v1/batches", data=packed({"a.png": picture(22), name: picture(23)}), headers=ZIP)
    assert (answer.status_code, answer.json()["code"]) == (422, "zip")
    assert "leads out" in answer.json()["detail"]


def test_a_bomb_is_refused_before_anything_is_unpacked(service: Any) -> None:
    bomb = packed({"a.png": b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    answer = service.ask("POST", "/v1/batches", data=bomb, headers=ZIP)
    assert (answer.status_code, answer.json()["code"]) == (413, "zip")


def test_a_file_longer_than_it_says_is_not_kept(service: Any) -> None:
    body = bytearray(packed({"a.png": b"\0" * 900_000}, zipfile.ZIP_DEFLATED))
    at = body.rindex(b"PK\x01\x02") + 24
    body[at : at + 4] = (1000).to_bytes(4, "little")  # the size in the directory
    told = service.ask("POST", "/v1/batches", data=bytes(body), headers=ZIP).json()["colorizations"]
    assert told[0]["problem"]["status"] in (413, 422)


@pytest.mark.parametrize(
    "body", [b"", b"PK", b"no zip at all", packed({}), packed({"a.png": b"x" * 99})[:-30], b"PK\x05\x06" + b"\xff" * 18]
)
def test_what_is_no_zip_is_told(service: Any, body: bytes) -> None:
    answer = service.ask("POST", "/v1/batches", data=body, headers=ZIP)
    assert (answer.status_code, answer.json()["code"]) == (422, "zip")


def test_a_batch_is_bounded() -> None:
    many = io.BytesIO(packed({f"{n}": b"x" for n in range(BATCH + 1)}))
    with zipfile.ZipFile(many) as archive, pytest.raises(Refusal, match=f"{BATCH + 1} files"):
        list(photographs_in(archive, 10))
    with zipfile.ZipFile(io.BytesIO(packed({"a": b"x" * 30, "b": b"x" * 30}))) as archive:
        assert list(photographs_in(archive, 15)) == ["a", "b"]
        with pytest.raises(Refusal, match="holds more than"):
            list(photographs_in(archive, 14))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a.jpg",
        "http://localhost/a.jpg",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/a.jpg",
        "http://10.0.0.1/a.jpg",
    ],
)
def test_addresses_of_this_machine_and_its_network_are_not_fetched(service: Any, url: str) -> None:
    answer = service.ask("POST", "/v1/batches", json={"addresses": [{"url": url}]})
    assert answer.status_code == 202
    (told,) = answer.json()["colorizations"]
    assert "not on the public internet" in told["problem"]["detail"]


def test_options_in_the_address_are_looked_at_as_those_in_the_list_are(service: Any) -> None:
    body = {"addresses": [{"url": "http://a.example/"}], "options": {"size": 64}}
    for query, told in (("vividnes=1", "vividnes"), ("vividness=7", "'vividness' must be at most 1, not 7")):
        answer = service.ask(
            "POST", f"/v1/batches?{query}", data=json.dumps(body), headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "batch")
        assert told in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"addresses": []},
        {"addresses": [{"url": "file:///etc/passwd"}]},
        {"addresses": [{"path": "/etc/passwd"}]},
        {"addresses": [{"url": "http://a.example/"}] * (BATCH + 1)},
        {"addresses": [{"url": "http://a.example/"}], "options": {"vividness": 7}},
        {},
        [],
    ],
)
def test_what_is_no_list_of_addresses_is_told(service: Any, body: Any) -> None:
    answer = service.ask("POST", "/v1/batches", data=json.dumps(body), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "batch")


def test_a_photograph_on_the_web_is_fetched_where_that_is_allowed(
    new_service: Callable[..., Any], serve: Callable[[Any], str], picture: Callable[..., bytes], tmp_path: Any
) -> None:
    (tmp_path / "a.png").write_bytes(picture(24))
    service = new_service("--allow-private")
    address = f"{serve(tmp_path)}a.png"
    addresses = [{"url": address}, {"url": address, "sha256": "0" * 64}]
    found, wrong = service.ask("POST", "/v1/batches", json={"addresses": addresses}).json()["colorizations"]
    assert service.done(found["id"])["state"] == "done"
    assert "is not the file that was pinned" in wrong["problem"]["detail"]


def test_strangers_are_told_neither_where_a_name_leads_nor_how_the_service_is_started(service: Any) -> None:
    addresses = [{"url": "http://127.0.0.1:9/a.png"}, {"url": "http://localhost/a.png"}]
    answer = service.ask("POST", "/v1/batches", json={"addresses": addresses})
    assert answer.headers["Link"] == '</method>; rel="describedby"'
    for told in answer.json()["colorizations"]:
        problem = told["problem"]
        assert problem["type"] == "/docs#address"
        assert problem["detail"] == f"{told['name']}: it is not on the public internet"
        assert problem["hint"] == "send the photograph itself"
        assert "--" not in json.dumps(problem)


def test_a_name_that_stands_twice_is_not_guessed_at(service: Any) -> None:
    body = '{"addresses": [{"url": "http://a.example/"}], "options": {"size": 64, "size": 640}}'
    answer = service.ask("POST", "/v1/batches", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "batch")
    assert "'size' stands there twice" in answer.json()["detail"]
