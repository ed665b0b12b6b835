"""The rows of a set's table: the baselines, and a colourist by itself, with hints, and at other vividnesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.metrics.baselines import BASELINES
from model.metrics.paired import by_subject, paired
from model.metrics.suite import Suite

Pictures = NDArray[np.uint8]
Confidence = NDArray[np.float32]

GREY = "grey"
AUTOMATIC = 0
"""Number of hints of the row without any."""


class Rows:
    """What is measured of one set's pictures, batch by batch."""

    def __init__(self, hints: Sequence[int], vividnesses: Sequence[float]) -> None:
        """Of a colourist that is given so many ``hints``, and painted at ``vividnesses`` beside its own."""
        self.baselines = {name: Suite() for name in BASELINES}
        self.painted = {count: Suite() for count in (AUTOMATIC, *hints)}
        self.vivid = {vividness: Suite() for vividness in vividnesses}

    def baseline(self, name: str, truth: Pictures, lab: NDArray[np.float32]) -> Pictures:
        """The pictures of a baseline, measured."""
        pictures = BASELINES[name](lab)
        self.baselines[name].update(truth, pictures, truth_lab=lab)
        return pictures

    def report(self, name: str, pictures: Sequence[str], subjects: Sequence[str]) -> dict[str, Any]:
        """All rows, ready for JSON, the colourist's under ``name``; and a record of each of the ``pictures``."""
        psnr = self.baselines[GREY].psnr
        grey = ~np.isfinite(psnr)
        rows: dict[str, Any] = {"grey_truths": int(grey.sum())}
        rows |= {baseline: suite.compute(grey) for baseline, suite in self.baselines.items()}
        own = {count: self._row(suite, rows[GREY]) for count, suite in self.painted.items()}
        rows[name] = own.pop(AUTOMATIC)
        if subjects:
            rows[name]["subjects"] = by_subject(self.painted[AUTOMATIC].psnr, psnr, subjects)
        if self.vivid:
            rows[name]["at_vividness"] = {
                f"{vividness:g}": self._row(suite, rows[GREY]) for vividness, suite in self.vivid.items()
            }
        if own:
            rows[name]["hints"] = {str(count): row for count, row in own.items()}
        return rows | {"records": self._records(pictures, subjects)}

    def _row(self, suite: Suite, grey: Mapping[str, Any]) -> dict[str, Any]:
        """A row with what it is above grey, in dB; None where either PSNR is undefined."""
        reference = self.baselines[GREY].psnr
        row = suite.compute(~np.isfinite(reference)) | paired(suite.psnr, reference)
        pooled = row["psnr_pooled"], grey["psnr_pooled"]
        row["gain_pooled"] = None if None in pooled else pooled[0] - pooled[1]
        return row

    def _records(self, pictures: Sequence[str], subjects: Sequence[str]) -> list[dict[str, Any]]:
        suite = self.painted[AUTOMATIC]
        columns: dict[str, list[Any]] = {"picture": list(pictures)}
        columns |= {"subject": list(subjects)} if subjects else {}
        columns |= {"psnr_grey": _plain(self.baselines[GREY].psnr), "psnr": _plain(suite.psnr)}
        columns["delta_e"] = _plain(suite.delta_e)
        hinted = ((count, its) for count, its in self.painted.items() if count != AUTOMATIC)
        columns |= {f"psnr_hints_{count}": _plain(its.psnr) for count, its in hinted}
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(values: NDArray[Any]) -> list[float | None]:
    return [round(float(value), 4) if np.isfinite(value) else None for value in values]
