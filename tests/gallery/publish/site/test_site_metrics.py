"""The model card's figures on the method page."""

from __future__ import annotations

from gallery.publish.site.metrics import metric_tables
from gallery.words.texts import texts_in

ENGLISH = texts_in("en")


def test_a_card_becomes_one_table_per_set_with_hints_as_rows() -> None:
    card = {"cifar10-test": {"grey": {"psnr": 22.4}, "default": {"psnr": 23.9, "hints": {"1": {"psnr": 25.0}}}}}
    assert metric_tables(card, ENGLISH) == [
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
    assert metric_tables(None, ENGLISH) == []
    assert metric_tables({"psnr": 23.9}, ENGLISH) == []
    assert metric_tables({"set": {"row": {"note": "good"}}}, ENGLISH) == []


def test_another_language_has_its_own_names_and_point() -> None:
    card = {"modern": {"default": {"psnr": 23.9, "hints": {"10": {"psnr": 25.0}}}}}
    (table,) = metric_tables(card, texts_in("de"))
    assert table["name"] == "moderne Fotografien"
    assert [(line["name"], line["figures"]["PSNR, dB"]) for line in table["lines"]] == [
        ("Dieses Netz", "23,90"),
        ("Dieses Netz, 10 vorgegebene Farben", "25,00"),
    ]
