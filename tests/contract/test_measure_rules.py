"""The measure rules in a contract: what is open, what clashes, how they read, and what they leave unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from outcome_contracts.contract import measure_rules
from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.notices import ContractInvalid

SICKNESS = (Path(__file__).parents[1] / "data" / "contract" / "sickness.toml").read_text(encoding="utf-8")
RULES = contract_from_bytes(SICKNESS.encode(), "sickness.toml").measure_rules


def contract(*replaced: tuple[str, str], also: str = ""):
    text = SICKNESS.replace("[measure_rules]\n", "[measure_rules]\n" + also)
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return contract_from_bytes(text.encode(), "sickness.toml")


def refused(*replaced: tuple[str, str], also: str = ""):
    with pytest.raises(ContractInvalid) as refusal:
        contract(*replaced, also=also)
    return refusal.value.notices


@pytest.mark.parametrize(
    ("replaced", "open_rule"),
    [
        (('"calendar"', '"scheduled"'), "days_off_at_end"),
        (('"calendar"', '"hours"'), "days_off_at_end"),
        (('denominator = "person_years"', 'denominator = "heads_on_date"'), "heads_date"),
    ],
)
def test_a_rule_that_another_choice_needs_is_agreed_or_the_contract_is_refused(replaced, open_rule):
    notices = refused(replaced)
    assert ("OC-C001", f"measure_rules.{open_rule}") in [(one.code, dict(one.facts).get("what")) for one in notices]


@pytest.mark.parametrize(
    ("also", "replaced", "rule"),
    [
        ('waiting_day = "counted"\n', (), "waiting_day"),
        ('heads_date = "11-01"\n', (), "heads_date"),
        ("longest_period = 59\n", (('"first_14_days"', '"periods_up_to_14_days"'),), "longest_period"),
        ('waiting_day = "counted"\n', (('"first_14_days"', '"employer_paid_days"'),), "short_term"),
    ],
)
def test_a_rule_that_means_nothing_is_refused_where_it_stands(also, replaced, rule):
    (notice,) = refused(*replaced, also=also)
    assert (notice.code, dict(notice.facts)["rule"]) == ("OC-D100", rule)
    line = int(notice.where.split(":")[1])
    text = SICKNESS.replace("[measure_rules]\n", "[measure_rules]\n" + also)
    assert text.splitlines()[line - 1].startswith(rule)


@pytest.mark.parametrize("day", ["02-29", "02-30", "04-31", "13-01", "1-1", "00-10", "11-00"])
def test_a_counting_day_comes_every_year(day):
    assert "OC-C004" in [notice.code for notice in refused(also=f'heads_date = "{day}"\n')]


def test_every_choice_has_a_sentence_in_both_languages():
    kinds = {
        "short_term": measure_rules.ShortTerm,
        "day_basis": measure_rules.DayBasis,
        "extent_basis": measure_rules.ExtentBasis,
        "denominator": measure_rules.Denominator,
        "population": measure_rules.Population,
        "overlap": measure_rules.Overlap,
        "days_off_at_end": measure_rules.DaysOffAtEnd,
        "waiting_day": measure_rules.WaitingDay,
    }
    from outcome_contracts.contract.prose.diction import phrases

    for lang in ("sv", "en"):
        for kind, choices in kinds.items():
            assert set(phrases(lang)[kind]) == set(get_args(choices)), kind


def test_the_rules_of_some_stand_in_the_prose_only_where_they_are_said():
    paid = contract(
        ('"first_14_days"', '"employer_paid_days"'),
        ('"calendar"', '"hours"'),
        also='waiting_day = "not_counted"\ndays_off_at_end = "not_counted"\nlongest_period = 59\n',
    )
    said = {
        "sv": ("karensdagen, räknas inte", "är inga sjukdagar", "mer än 59 dagar", "frånvarotimmar delade"),
        "en": ("the waiting day, does not count", "are no sick days", "more than 59 days", "hours of absence divided"),
    }
    for lang, phrases in said.items():
        assert all(phrase in paid.prose(lang) for phrase in phrases)
        assert not any(phrase in contract().prose(lang) for phrase in phrases)


def test_a_panel_of_heads_on_a_date_is_read_by_that_contract():
    heads = contract(
        ('denominator = "person_years"', 'denominator = "heads_on_date"'),
        ('per = "person_year"', 'per = "head_year"'),
        ("* person_years *", "* 6000 head_year *"),
        also='heads_date = "11-01"\n',
    )
    assert "11-01" in heads.prose("sv") and "11-01" in heads.prose("en")


def test_unsaid_rules_stand_neither_in_the_canonical_form_nor_in_the_digest():
    """Digests of a contract and of rules signed before the rules existed."""
    plain = contract().to_dict()["measure_rules"]
    assert set(plain) == {name for name in MeasureRules.model_fields if getattr(RULES, name) is not None}
    assert not {"days_off_at_end", "waiting_day", "longest_period", "heads_date"} & set(plain)
    assert contract(also='days_off_at_end = "counted"\n').digest != contract().digest


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_statement_names_every_rule_that_is_said(lang):
    from outcome_contracts.report.wording import wording

    words = wording(lang)
    for kind, choices in (("days_off_at_end", measure_rules.DaysOffAtEnd), ("waiting_day", measure_rules.WaitingDay)):
        assert set(words[kind]) == set(get_args(choices))
    assert "{longest_period}" in words["longest_period"]["days"]
    assert "{heads_date}" in words["denominator"]["heads_on_date"]
