"""The model card's figures on the method page."""

from __future__ import annotations

from gallery.publish.site.metrics import metric_tables


def test_a_card_becomes_one_table_per_set_with_hints_as_rows() -> None:
    card = {"cifar10-test": {"grey": {"psnr": 22.4}, "default": {"psnr": 23.9, "hints": {"1": {"psnr": 25.0}}}}}
    assert metric_tables(card) == [
        {
            "name": "CIFAR-10, test set",
            "columns": ["PSNR, dB"],
            "lines": [
                {"name": "Grey, no colour at all", "figures": {"PSNR, dB": "22.40"}},
                {"name": "This network", "figures": {"PSNR, dB": "23.90"}},
                {"name": "This network, 1 given colour", "figures": {"PSNR, dB": "25.00"}},
            ],
        }
    ]


def test_a_card_of_another_form_gives_no_table() -> None:
    assert metric_tables(None) == []
    assert metric_tables({"psnr": 23.9}) == []
    assert metric_tables({"set": {"row": {"note": "good"}}}) == []
