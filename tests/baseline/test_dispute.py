"""Two analyses of the same data, and the difference between them, cause by cause, to the öre."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import fit
from outcome_contracts.baseline.disputes.dispute import (
    CAUSE_OF_FIELD,
    CAUSES,
    Analysis,
    Attribution,
    Figures,
    Part,
    attribute,
    changed_causes,
)
from outcome_contracts.baseline.disputes.dispute_table import dispute_text
from outcome_contracts.baseline.plan import BaselinePlan
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import BOTH, MEASUREMENT, mean_plan, panel, plan

ORE = Fraction(1, 100)
UNITS = ("a", "b", "c", "d", "e")


@dataclass(frozen=True)
class PerDay:
    """A price for each day saved, rounded to the öre as a contract does."""

    price: Fraction

    def __call__(self, figures: Figures) -> Fraction:
        return round(figures.days_saved * self.price / ORE) * ORE


def world(seed: int = 1) -> tuple[Panel, ComparatorPanel]:
    draw = np.random.default_rng(seed)
    days = 60 + 10 * np.sin(np.arange(len(BOTH)) / 2) + draw.normal(0, 4, (6, len(BOTH)))
    heads = draw.integers(80, 120, (6, 1)) + np.zeros((6, len(BOTH)), np.int64)
    return panel(Panel, ("p",), days[:1], heads[:1]), panel(ComparatorPanel, UNITS, days[1:], heads[1:])


def analysis(price: int = 1500, measurement: Period = MEASUREMENT, seed: int = 1, **changes: object) -> Analysis:
    project, others = world(seed)
    return Analysis(plan(**changes), project, others, measurement, PerDay(Fraction(price)))


CHANGES = {
    "reference_period": {"reference_period": "2017-01/2017-12"},
    "comparators": {"comparators": ["b", "c", "d", "e"]},
    "denominator": {"denominator": "mean_heads"},
    "excluded_months": {"excluded": ["2018-03/2018-05"]},
    "estimand": {"estimand": "mean_of_months"},
    "measurement_period": {"measurement": Period.parse("2018-01/2018-12")},
    "price": {"price": 1203},
    "data": {"seed": 2},
}


def with_changes(names) -> Analysis:
    arguments: dict[str, object] = {}
    for name in names:
        arguments |= CHANGES[name]
    return analysis(**arguments)


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(sorted(CHANGES)), max_size=4), st.randoms())
def test_the_parts_sum_to_the_difference_to_the_ore(names, random):
    first, second = analysis(), with_changes(names)
    order = random.sample(CAUSES, len(CAUSES))
    found = attribute(first, second, order=order)
    assert [one.quantity for one in found] == ["reference_rate", "effect", "days_saved", "amount"]
    for one in found:
        assert {part.cause for part in one.parts} == names
        assert sum(part.in_order for part in one.parts) == one.difference
        assert sum(part.order_free for part in one.parts) == one.difference
    amounts = found[3].rounded(ORE)
    assert sum(part.in_order for part in amounts) == found[3].difference
    assert sum(part.order_free for part in amounts) == found[3].difference
    again = {one.quantity: {p.cause: p.order_free for p in one.parts} for one in attribute(first, second, order=CAUSES)}
    assert again == {one.quantity: {p.cause: p.order_free for p in one.parts} for one in found}


@pytest.mark.parametrize("name", CHANGES)
def test_one_cause_alone_is_the_whole_difference(name):
    for one in attribute(analysis(), with_changes([name]), order=[name]):
        (part,) = one.parts
        assert part.in_order == part.order_free == one.difference
        assert part.cause == name


def test_the_figures_are_those_of_fit():
    first = analysis()
    result = fit(first.plan, first.panel, first.comparators, first.measurement)
    rate, effect, days, amount = attribute(first, first, order=())
    assert float(rate.first) == pytest.approx(result.reference.point, rel=1e-9)
    assert float(effect.first) == pytest.approx(result.effect.point, rel=1e-9)
    years = first.panel.person_days[:, 24:].sum() / 365.25
    assert float(days.first) == pytest.approx((result.reference.point - result.observed) * years, rel=1e-8)
    assert amount.first == round(days.first * 1500 / ORE) * ORE


def test_equal_analyses_have_no_difference_and_no_cause():
    assert changed_causes(analysis(), analysis()) == ()
    for one in attribute(analysis(), analysis(), order=CAUSES):
        assert one.difference == 0
        assert one.parts == ()


def test_the_price_alone_leaves_the_statistics_alone():
    found = attribute(analysis(), with_changes(["price"]), order=["price"])
    assert [one.difference == 0 for one in found] == [True, True, True, False]


def test_the_comparators_go_with_a_method_that_has_none():
    second = replace(analysis(), plan=mean_plan())
    assert changed_causes(analysis(), second) == ("method",)
    assert changed_causes(analysis(), replace(second, comparators=None)) == ("method",)
    for one in attribute(analysis(), replace(second, comparators=None), order=["method"]):
        assert len(one.parts) == 1


def test_other_measure_rules_bring_their_panels():
    first, other = analysis(), "sha256:" + "cd" * 32
    second = replace(
        first,
        plan=plan(measured_by=other),
        panel=Panel(*(_columns(first.panel) | {"measured_by": other}).values()),
        comparators=ComparatorPanel(*(_columns(first.comparators) | {"measured_by": other}).values()),
    )
    assert changed_causes(first, second) == ("measure_rules",)
    assert all(one.difference == 0 for one in attribute(first, second, order=["measure_rules"]))


def _columns(one) -> dict[str, object]:
    names = ("units", "period", "measured_by", "net_days", "person_days", "fte_days", "heads", "spells")
    return {name: getattr(one, name) for name in names}


def test_every_field_of_a_plan_belongs_to_a_cause():
    assert set(CAUSE_OF_FIELD) == set(BaselinePlan.model_fields)


def test_every_combination_that_cannot_be_fitted_is_named():
    first = analysis()
    cut = replace(
        first, panel=first.panel.window(Period.parse("2017-01/2019-12")), plan=plan(reference_period="2017-01/2017-12")
    )
    with pytest.raises(DataRejected) as refusal:
        attribute(first, replace(cut, amount=PerDay(Fraction(7))), order=CAUSES)
    named = [dict(n.facts)["combination"] for n in refusal.value.notices if n.code == "OC-B101"]
    assert named == ["data"]
    assert [n.code for n in refusal.value.notices if n.severity == "error"].count("OC-D050") == 1


def test_an_order_that_lacks_a_cause_or_knows_another_is_refused_at_once():
    second = replace(with_changes(["price", "estimand"]), amount=None)
    with pytest.raises(UsageError) as refusal:
        attribute(analysis(), second, order=["estimand", "estimand", "weather"])
    assert [notice.code for notice in refusal.value.notices] == ["OC-U001", "OC-B100", "OC-B100", "OC-B100"]


def test_an_amount_in_floats_is_refused():
    with pytest.raises(UsageError, match="OC-U005"):
        attribute(replace(analysis(), amount=lambda _: 0.1), replace(analysis(), amount=lambda _: 0.2), order=["price"])


@pytest.mark.parametrize(
    ("lang", "words"), [("sv", ("Pris", "Skillnad", "Belopp")), ("en", ("Price", "Difference", "Amount"))]
)
def test_the_table_sums_as_it_stands(lang, words):
    found = attribute(analysis(), with_changes(["price", "comparators", "reference_period"]), order=CAUSES)
    text = dispute_text(found, lang)
    assert all(word in text for word in words)
    for block in text.split("\n\n"):
        lines = block.splitlines()
        assert len({len(line) for line in lines}) == 1
        rows = [re.split(r" {2,}", line)[1:] for line in lines[1:]]
        for column in range(2):
            _, *parts, _, difference = (_read(row[column]) for row in rows)
            assert sum(parts) == difference


@pytest.mark.parametrize(
    ("quantity", "first", "parts", "lines"),
    [
        ("effect", "-0.12", {"comparators": "0.03", "price": "-0.0087"}, [
            "Effect, per cent  in this order  whatever the order",
            "First analysis           −12.00              −12.00",
            "Comparators                3.00                3.00",
            "Price                     −0.87               −0.87",
            "Second analysis           −9.87               −9.87",
            "Difference                 2.13                2.13",
        ]),
        ("days_saved", "1234.5", {"data": "-234.31"}, [
            "Days saved       in this order  whatever the order",
            "First analysis         1,234.5             1,234.5",
            "Data                    −234.3              −234.3",
            "Second analysis        1,000.2             1,000.2",
            "Difference              −234.3              −234.3",
        ]),
        ("reference_rate", "8", {"denominator": "0.00005"}, [
            "Reference, net days a year  in this order  whatever the order",
            "First analysis                     8.0000              8.0000",
            "Denominator                        0.0001              0.0001",
            "Second analysis                    8.0001              8.0001",
            "Difference                         0.0001              0.0001",
        ]),
    ],
)  # fmt: skip
def test_each_quantity_is_shown_with_its_decimals(quantity, first, parts, lines):
    found = {cause: Fraction(part) for cause, part in parts.items()}
    whole = Fraction(first) + sum(found.values())
    attribution = Attribution(
        quantity, Fraction(first), whole, tuple(Part(cause, part, part) for cause, part in found.items())
    )
    assert dispute_text([attribution], "en").splitlines() == lines


def _read(cell: str) -> Fraction:
    """A number of either language: without blanks between thousands, with the point, the comma only in Swedish."""
    text = cell.strip().replace("\u2212", "-").replace("\u00a0", "")
    return Fraction(text.replace(",", "") if "." in text else text.replace(",", "."))
