"""Figures with their units, in both languages."""

import tomllib
from importlib import resources

import pytest

from outcome_contracts.notices.units import counted_in, unit_words
from outcome_contracts.terms.units import BASES, VALUE_BASES


def test_every_unit_has_a_singular_and_a_plural():
    for lang in ("sv", "en"):
        assert set(unit_words(lang)["unit_one"]) == set(unit_words(lang)["unit_many"]) == BASES
        assert set(unit_words(lang)["meaning"]) == VALUE_BASES


def test_every_word_of_a_unit_stands_in_both_languages():
    text = resources.files("outcome_contracts.notices").joinpath("units.toml").read_text(encoding="utf-8")
    for entries in tomllib.loads(text).values():
        assert all(set(versions) == {"sv", "en"} for versions in entries.values())


@pytest.mark.parametrize(
    ("unit", "sv", "en"),
    [
        ("SEK", "kr", "SEK"),
        ("day/person_year", "dagar per personår", "days per person-year"),
        ("USD/claim", "USD per ärende", "USD per claim"),
        ("SEK*societal/day", "kr (samhällsekonomiskt) per dag", "SEK (societal) per day"),
        ("day*societal", "dagar·societal", "days·societal"),
        ("ratio", "", ""),
    ],
)
def test_what_a_unit_counts_is_said_without_a_number(unit, sv, en):
    assert (counted_in(unit, "sv"), counted_in(unit, "en")) == (sv, en)
