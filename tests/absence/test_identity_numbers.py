"""Direct identifiers are seen whatever separates them; chance among numeric pseudonyms is let pass."""

import numpy as np
import pytest

from outcome_contracts.absence.identity_numbers import identity_numbers, no_pseudonyms

# 811218-9876 is the example number that the Swedish Tax Agency prints; it belongs to nobody.
FORMS = [
    "8112189876",
    "811218-9876",
    "811218+9876",
    "198112189876",
    "19811218-9876",
    "1981-12-18-9876",
    "19811218 9876",
]


@pytest.mark.parametrize("form", [*FORMS, "198112189876.0", "x198112189876", "198112189876a"])
def test_every_way_of_writing_one_is_seen(form):
    assert identity_numbers(np.array([form, "p000123", "17"])).tolist() == [True, False, False]


@pytest.mark.parametrize("other", ["8112189875", "811318-9876", "81121898", "a8112b189876", "p000123", ""])
def test_another_number_is_none(other):
    assert not identity_numbers(np.array([other])).any()


def test_integers_are_seen_too():
    assert identity_numbers(np.array([198112189876, 2, 3])).tolist() == [True, False, False]


def test_chance_among_numeric_pseudonyms_is_let_pass():
    random = np.random.default_rng(1).integers(10**9, 10**10, 5_000)
    assert not identity_numbers(random).any()
    assert identity_numbers(np.array(["8112189876"] * 600 + random.astype(str).tolist())).sum() >= 600


@pytest.mark.parametrize("name", ["a.b@c.se", "Ada L", "Åsa", "１９８１", "a;b", "=1+1"])
def test_what_may_be_a_name_is_no_pseudonym(name):
    assert no_pseudonyms(np.array([name, "p000123", "A-1_b.2:c/3#"])).tolist() == [True, False, False]


def test_an_empty_column_holds_nothing():
    assert identity_numbers(np.array([], dtype="U5")).tolist() == []
    assert no_pseudonyms(np.array([], dtype="U5")).tolist() == []
