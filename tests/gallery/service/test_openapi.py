"""The document says what there is, and the service does what the document says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.routing import Route

from gallery.service.application import application
from gallery.service.openapi import openapi
from gallery.service.schemas import PROBLEMS
from gallery.service.settings import Settings
from gallery.web.guard import Policy
from gallery.web.names import Names

PAGES = {"/", "/method", "/docs", "/openapi.json", "/favicon.ico", "/assets/{name:path}"}
"""What is for browsers, and not in the document."""


def operations(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}


def test_every_address_is_in_the_document_and_no_other(tmp_path: Any) -> None:
    from ipaddress import ip_address

    app = application(Settings(tmp_path), Policy(Names("127.0.0.1", ip_address("127.0.0.1"))))
    app.state.jobs.close()
    routes = [route for route in app.routes if isinstance(route, Route) and route.path not in PAGES]
    there = {(route.path, method) for route in routes for method in route.methods or () if method != "HEAD"}
    assert there == operations(openapi("1"))


def test_every_reference_leads_somewhere() -> None:
    document = openapi("1")

    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [found for item in value.values() for found in references(item)]
        return [found for item in value for found in references(item)] if isinstance(value, list) else []

    for reference in references(document):
        where: Any = document
        for key in reference.removeprefix("#/").split("/"):
            where = where[key]
        assert where


def test_the_documentation_explains_every_problem_at_its_address(service: Any) -> None:
    page = service.ask("GET", "/docs").text
    for code in PROBLEMS:
        assert f'id="{code}"' in page


def test_every_code_that_the_service_uses_is_explained() -> None:
    import re
    from pathlib import Path

    import gallery.service
    import gallery.web

    texts = [
        path.read_text(encoding="utf-8")
        for package in (gallery.service, gallery.web)
        for path in Path(package.__path__[0]).glob("*.py")
    ]
    pattern = r'Refusal\(\s*\d{3},\s*"([a-z-]+)"|code="([a-z-]+)"'
    used = {one or other for text in texts for one, other in re.findall(pattern, text)}
    assert len(used) > 15
    assert used <= set(PROBLEMS)


def fuzz(service: Any, examples: int) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is in the dev extra")
    import hypothesis
    from schemathesis.checks import not_a_server_error

    schema = schemathesis.openapi.from_url(f"{service.url}/openapi.json")
    settings = hypothesis.settings(
        max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
    )
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings
        @hypothesis.given(case=operation.as_strategy())
        def try_it(case: Any) -> None:
            case.headers = {**(case.headers or {}), "Prefer": "wait=0"}
            case.call_and_validate(checks=[not_a_server_error], timeout=30)

        try_it()


def test_nothing_that_the_document_allows_breaks_the_service(service: Any) -> None:
    fuzz(service, 5)


@pytest.mark.matrix
@pytest.mark.slow
def test_nothing_in_two_thousand_examples_breaks_the_service(service: Any) -> None:
    fuzz(service, 160)


def test_the_manifest_that_is_checked_is_told_its_problems_at_their_lines(service: Any) -> None:
    answer = service.ask("POST", "/v1/exhibits/check", data=b"titel: T\n")
    assert answer.status_code == 200
    assert answer.json()["problems"][0] == {
        "path": "exhibit.yaml",
        "line": 1,
        "column": 1,
        "severity": "error",
        "code": "missing-key",
        "message": "missing key 'curator'",
        "hint": "add 'curator: …', who answers for this exhibition",
    }
    with open_starter() as starter:
        sound = service.ask("POST", "/v1/exhibits/check", data=starter.read()).json()
    assert sound == {"rooms": 1, "works": 1, "problems": []}
    assert service.ask("POST", "/v1/exhibits/check", data=b"x" * 1_500_000).status_code == 413


def open_starter() -> Any:
    from gallery.resources import TEMPLATES

    return (TEMPLATES / "starter" / "exhibit.yaml").open("rb")


def test_health_readiness_and_counts_are_told(service: Any, picture: Callable[..., bytes]) -> None:
    service.colorize(picture(40))
    assert service.ask("GET", "/readyz").json()["ready"] is True
    answer = service.ask("GET", "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert any(line.startswith("gallery_colorization_seconds_count") for line in lines)
    assert 'gallery_requests_total{address="/v1/colorizations",method="POST",status="200"}' in answer.text
    assert any(line.startswith("gallery_jobs_done ") for line in lines)
    service.ask("GET", "/nowhere/at/all")
    assert 'address="elsewhere"' in service.ask("GET", "/metrics").text
