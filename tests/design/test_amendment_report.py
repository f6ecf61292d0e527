"""The amendment report: both versions in the same scenarios, and the numbers beside the limits of the act."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.canonical import canonical
from outcome_contracts.design.amendment_report import amendment_report, amendment_report_of_amounts
from outcome_contracts.design.procurement_act import Procurement, procurement_act
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.settlement import SettlementData, settle
from tests.contract.chains import CONTRACT, amendment, chain, change, original

CHAIN = chain()
FREE = original(CONTRACT.replace('percent_at_most = "10 %"', ""))
DAYS = np.array([0.0, 600.0, 1200.0, 1800.0])


def report(on=CHAIN, number=2, days=DAYS, **said):
    procurement = {
        "contract_value": "9000000",
        "threshold": "2300000",
        "procured": "goods_or_services",
        "earlier_small_changes": "0",
    }
    measures = {"avoided_days": days, "months": 12}
    facts = {"before": measures, "after": measures, "flows": ["supplier"]}
    stated = {name: said.pop(name, value) for name, value in procurement.items()}
    return amendment_report(on, number, Procurement(**stated), **(facts | said))


def priced(price):
    """A chain in which the price of a day became another, without a limit of per cent."""
    return FREE.append(amendment(FREE, change("constants.day_price", "2100 SEK/day", f"{price} SEK/day")))


def test_the_change_is_that_of_the_same_future_under_both_versions():
    found = report()
    steps = [60 * days * 105 / 100 for days in DAYS]
    assert found.change.mean == pytest.approx(sum(steps) / 4, abs=0.01)
    assert found.change.largest == pytest.approx(max(steps), abs=0.01)
    assert found.scenarios == 4
    assert found.after.mean - found.before.mean == pytest.approx(found.change.mean, abs=0.01)


@given(st.lists(st.integers(0, 6000), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None)
def test_the_values_are_those_that_settle_gives(days):
    found = report(days=np.array(days, dtype=float))
    due = [
        [
            settle(CHAIN.version(number).contract, SettlementData(given={"avoided_days": day}), "2019-01/2019-12")
            for day in days
        ]
        for number in (1, 2)
    ]
    before, after = ([float(each.flows[0].amount) for each in side] for side in due)
    assert found.before.mean == pytest.approx(math.fsum(before) / len(days), abs=0.01)
    assert found.change.largest == pytest.approx(max(b - a for a, b in zip(before, after, strict=True)), abs=0.01)


@pytest.mark.parametrize(
    ("price", "said", "below"),
    [
        (2200, {}, True),
        (2200, {"earlier_small_changes": "827999"}, True),  # 60 % · 100 · 1200 = 72 000; the limit is 900 000
        (2200, {"earlier_small_changes": "828000"}, False),
        (2000, {"earlier_small_changes": "-827999"}, True),
        (2000, {"earlier_small_changes": "-828000"}, False),
        (2200, {"threshold": "72000"}, False),
        (2200, {"threshold": "72000.01"}, True),
        (2200, {"contract_value": "720000"}, False),
        (2200, {"contract_value": "720000", "procured": "works"}, True),
    ],
)
def test_small_value_is_below_both_the_threshold_and_the_share(price, said, below):
    section = report(priced(price), days=np.array([1200.0]), **said)["9"]
    assert section.below is below
    assert section.share == (0 if below else 1)


@pytest.mark.parametrize(("value", "within"), [("144000", True), ("143999.98", False)])
def test_an_increase_of_half_the_value_is_still_within_the_limit_of_sections_11_and_12(value, within):
    found = report(priced(2200), days=np.array([1200.0]), contract_value=value)
    assert found["11"].below is found["12"].below is within
    assert found["11"].limit == Fraction(value) / 2


def test_a_decrease_is_no_increase():
    found = report(priced(1), days=np.array([1200.0]), contract_value="100")
    assert found["11"].below
    assert not found["9"].below
    assert found["14"].share == 0


def test_the_sections_without_a_limit_say_what_was_changed():
    found = report(number=5)
    assert found["10"].facts["clause"] == "12.3"
    assert "parties.successor" in found["13"].facts["paths"]
    assert "flows.supplier.to" in found["14"].facts["paths"]
    assert report()["13"].facts["paths"] == ""
    assert found.change.mean == 0


def test_the_report_says_in_both_languages_that_it_is_no_decision():
    found = report()
    swedish, english = found.text("sv").splitlines(), found.text("en").splitlines()
    assert swedish[0] == swedish[-1] == "Underlag för beslut, inte ett beslut."
    assert english[0] == english[-1] == "Material for a decision, not a decision."
    assert "Version 2 mot version 1: ändring, klausul 12.2" in swedish
    assert any("56\u00a0700,00\u00a0SEK mot 900\u00a0000,00\u00a0SEK, under gränsen" in line for line in swedish)
    assert any("56,700.00\u00a0SEK against 900,000.00\u00a0SEK, below the limit" in line for line in english)
    for lines in (swedish, english):
        assert not [line for line in lines if "{" in line or "@" in line]
    for number in (3, 4, 5):
        assert report(number=number).text("sv")
    assert len(repr(found)) < 200
    assert canonical(found.to_dict())
    assert found.to_dict()["label"]["en"].startswith("Material")


def test_every_limit_has_its_source():
    act = procurement_act()
    assert act.limits == {
        "goods_or_services": Fraction(1, 10), "works": Fraction(15, 100),
        "supplementary": Fraction(1, 2), "unforeseeable": Fraction(1, 2),
    }  # fmt: skip
    assert act.act in act.source
    assert list(act.sections) == [str(section) for section in range(9, 16)]
    for words in (
        *act.words.values(),
        *(each for part in act.sections.values() for each in part.values()),
    ):
        assert words.keys() == {"sv", "en"}
        assert words["sv"] != words["en"]


def test_amounts_that_were_simulated_otherwise_give_the_same_report():
    whole, procurement = report(), Procurement("goods_or_services", "9000000", "2300000", "0")
    paid = [np.minimum(0.6 * DAYS * price, 6e6) + 600_000 for price in (2100, 2205)]
    found = amendment_report_of_amounts(CHAIN, 2, procurement, before=paid[0], after=paid[1], flows=["supplier"])
    assert found.text("sv") == whole.text("sv")
    for wrong in (np.array([np.nan]), np.zeros((2, 2)), np.zeros(0)):
        with pytest.raises(DataRejected) as refusal:
            amendment_report_of_amounts(CHAIN, 2, procurement, before=paid[0], after=wrong, flows=["supplier"])
        assert [notice.code for notice in refusal.value.notices] == ["OC-A064"]


@pytest.mark.parametrize(
    ("said", "error", "code"),
    [
        ({"number": 1}, UsageError, "OC-A062"),
        ({"number": 9}, UsageError, "OC-A021"),
        ({"flows": ["suplier"]}, UsageError, "OC-A061"),
        ({"flows": []}, UsageError, "OC-A061"),
        ({"contract_value": "0"}, UsageError, "OC-W002"),
        ({"threshold": "-1"}, UsageError, "OC-W002"),
        ({"contract_value": 9e6}, UsageError, "OC-U005"),
        ({"after": {"avoided_days": DAYS[:3], "months": 12}}, DataRejected, "OC-A063"),
        ({"after": {"months": 12}}, DataRejected, "OC-S002"),
    ],
)
def test_what_cannot_be_compared_is_refused(said, error, code):
    with pytest.raises(error) as refusal:
        report(**said)
    assert code in [notice.code for notice in refusal.value.notices]
