"""The last look before anything is published: every picture of inferred colours says so in the file itself.

The rule is safe by default. Whatever a task publishes that infers colours, or reads them directly or through other
tasks, is looked into, by its kind (:mod:`gallery.pipeline.disclosure.kinds`): pictures, films, and the pictures
inside archives, models, pages and scripts. A kind that nobody knows how to look into fails the build. Each picture
found must name the exhibit's DigitalSourceType in its own metadata, unless it is *authentic*, which only the task
that makes it can know and has to say (:attr:`gallery.tasks.Task.authentic`):

- a pattern without ``!`` is about files: ``original*`` on the base name or, if it has a ``/``, on the path in the
  task's folder. Nothing in such a file is looked at.
- ``file!member`` is about what is inside a file: ``room.glb!*, original``. Members are named by what holds them:
  an archive's by their path, a model's by the picture's name, a data URI's by its parameter ``name``, else by its
  number among the file's, from 1. Members of members are joined by ``!``.
- a picture is authentic wherever it is put: one that is byte for byte a file which its own task lists, or which was
  made by a task that reads no colours, needs no pattern in archives, models and pages that take it as it is.

What is in a file depends on nothing but its bytes and its kind (:func:`look`), so it can be kept by the file's digest;
which of it must disclose is compared anew each time (:func:`undisclosed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from gallery.errors import DisclosureError
from gallery.pipeline.disclosure.authentic import Authentic
from gallery.pipeline.disclosure.findings import Finding
from gallery.pipeline.disclosure.kinds import is_picture, look
from gallery.pipeline.plan import Plan
from gallery.pipeline.published import Published
from gallery.pipeline.store import Entry

__all__ = ["Authentic", "Finding", "look", "silent", "undisclosed", "verify_disclosure"]


def verify_disclosure(plan: Plan, entries: Mapping[str, Entry], published: Iterable[Published]) -> int:
    """Look into everything published that may show inferred colours; how many pictures in it disclose.

    Args:
        entries: the finished tasks, which say what bytes are whose.
        published: each file as it is going to be published, with the DigitalSourceType that it must carry.

    Raises:
        DisclosureError: at least one does not, or a file cannot be looked into; the message names each.
    """
    patterns = {task.id: task.authentic for task in plan.tasks}
    bound = [item for item in published if item.discloses]
    digests = authentic_digests(plan, entries) if bound else frozenset()
    told = 0
    wrong: list[str] = []
    for item in bound:
        authentic = Authentic(patterns[item.task], digests)
        if item.sha256 in digests or authentic.file(item.name):
            continue
        findings = look(item.name, item.looked_at())
        told += sum(finding.discloses(item.discloses) for finding in findings)
        wrong += [
            f"{_place(item.path, finding)} (made by {item.task}) {_complaint(finding)}"
            for finding in silent(item.name, findings, item.discloses, authentic)
        ]
    if wrong:
        raise DisclosureError(
            "nothing is published: these do not say, in their metadata, that their colours are inferred "
            f"(DigitalSourceType {bound[0].discloses}); save or stamp them with their label, or list what is authentic "
            "in the task that makes it:\n  " + "\n  ".join(wrong)
        )
    return told


def authentic_digests(plan: Plan, entries: Mapping[str, Entry]) -> frozenset[str]:
    """SHA-256 of every picture file that shows no inferred colours, as its task says or cannot but be."""
    reading = plan.reads_colours()
    return frozenset(
        record.sha256
        for task in plan.tasks
        if task.id in entries
        for name, record in entries[task.id].files.items()
        if is_picture(name) and (task.id not in reading or Authentic(task.authentic).file(name))
    )


def undisclosed(name: str, data: bytes | Path, source_type: str, authentic: Authentic | None = None) -> list[str]:
    """What is wrong with the file ``name`` (its path in the task's folder), each complaint beginning with the name.

    Empty if every picture in it that is not ``authentic`` carries the DigitalSourceType that ends in ``source_type``.
    """
    authentic = authentic or Authentic()
    if authentic.file(name):
        return []
    findings = silent(name, look(name, data), source_type, authentic)
    return [f"{_place(name, finding)} {_complaint(finding)}" for finding in findings]


def silent(name: str, findings: Iterable[Finding], source_type: str, authentic: Authentic) -> list[Finding]:
    """Of what was found in the file ``name``, what must disclose and does not, or cannot be looked at."""
    return [
        finding for finding in findings if not finding.discloses(source_type) and not authentic.member(name, finding)
    ]


def _place(name: str, finding: Finding) -> str:
    return f"{name}!{finding.member}" if finding.member else name


def _complaint(finding: Finding) -> str:
    return finding.problem or f"says {finding.says or 'nothing'}"
