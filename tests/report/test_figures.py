"""Figures as people write them: the signs change with the language, the digits never."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.decimals import fixed_text
from outcome_contracts.report.figures import figure, number, unrounded
from outcome_contracts.report.wording import visible, wording


@pytest.mark.parametrize(
    ("text", "unit", "sv", "en"),
    [
        ("2020202.02", "SEK", "2\u00a0020\u00a0202,02\u00a0kr", "SEK\u00a02,020,202.02"),
        ("-2250000.00", "SEK", "−2\u00a0250\u00a0000,00\u00a0kr", "SEK\u00a0−2,250,000.00"),
        ("9638911.36", "USD", "9\u00a0638\u00a0911,36\u00a0USD", "USD\u00a09,638,911.36"),
        ("15.12", "USD/day", "15,12\u00a0USD per dag", "USD\u00a015.12 per day"),
        ("8.0808", "%", "8,0808\u00a0%", "8.0808\u00a0%"),
        ("-0.80", "day/person_year", "−0,80 dagar per personår", "−0.80 days per person-year"),
        ("1", "day", "1 dag", "1 day"),
        ("-1", "month", "−1 månad", "−1 month"),
        ("999", "head", "999 anställda", "999 employees"),
        ("1000", "wolf", "1\u00a0000 wolf", "1,000 wolf"),
        ("2", "1/year", "2 per år", "2 per year"),
        ("2", "hour*person", "2 timmar·personer", "2 hours·persons"),
        ("true", "truth", "ja", "yes"),
        ("false", "truth", "nej", "no"),
        ("0", "ratio", "0", "0"),
    ],
)
def test_a_figure_in_both_languages(text, unit, sv, en):
    assert (figure(text, unit, "sv"), figure(text, unit, "en")) == (sv, en)


decimal_strings = st.builds(
    fixed_text,
    st.fractions(max_denominator=10**9) | st.integers(-(10**60), 10**60).map(Fraction),
    st.integers(0, 8),
)


@settings(max_examples=200, deadline=None)
@given(decimal_strings)
def test_translating_never_changes_a_number(text):
    swedish, english = number(text, "sv"), number(text, "en")
    assert swedish.replace("\u00a0", "").replace(",", ".").replace("−", "-") == text
    assert english.replace(",", "").replace("−", "-") == text
    assert re.fullmatch(r"−?\d{1,3}(\u00a0\d{3})*(,\d+)?", swedish)
    assert re.fullmatch(r"−?\d{1,3}(,\d{3})*(\.\d+)?", english)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction("1396.305"), "1\u00a0396,305"),
        (Fraction(2, 3), "0,666666…"),
        (Fraction(-2, 3), "−0,666666…"),
        (Fraction(-1, 10**20), "−0,000000…"),
        (Fraction(7), "7"),
    ],
)
def test_a_value_before_rounding_is_cut_not_rounded(value, shown):
    assert unrounded(value, 2, "sv") == shown


def test_every_word_stands_in_both_languages_with_the_same_facts():
    text = resources.files("outcome_contracts.report").joinpath("wording.toml").read_text(encoding="utf-8")
    for kind, entries in tomllib.loads(text).items():
        for key, versions in entries.items():
            assert set(versions) == {"sv", "en"}, (kind, key)
            facts = {lang: sorted(re.findall(r"\{(\w+)\}", words)) for lang, words in versions.items()}
            assert facts["sv"] == facts["en"], (kind, key)


def test_every_function_of_the_language_is_explained():
    from outcome_contracts.terms.functions import FUNCTIONS

    for lang in ("sv", "en"):
        assert set(FUNCTIONS) <= set(wording(lang)["legend"])


def test_every_choice_of_the_measure_rules_and_modes_of_rounding_has_words():
    from typing import get_args

    from outcome_contracts.contract import measure_rules as rules
    from outcome_contracts.terms.rounding import Mode

    words = wording("sv")
    for kind, choices in {
        "short_term": rules.ShortTerm,
        "day_basis": rules.DayBasis,
        "extent_basis": rules.ExtentBasis,
        "denominator": rules.Denominator,
        "population": rules.Population,
        "overlap": rules.Overlap,
        "rounding": Mode,
    }.items():
        assert set(words[kind]) == set(get_args(choices)), kind


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\u202eb", "a[U+202E]b"),
        ("a\x1b[31mb", "a[U+001B][31mb"),
        ("a\r\nb\u2028c", "a  b c"),
        ("a\ud800b", "a[U+D800]b"),
        ("a\u00adb", "a[U+00AD]b"),
        ("Årsta Östra · 1\u00a0000 €", "Årsta Östra · 1\u00a0000 €"),
    ],
)
def test_what_hides_or_reorders_is_written_out(hostile, shown):
    assert visible(hostile) == shown
    assert visible(hostile).encode()
