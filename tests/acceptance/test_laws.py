"""The laws of the acceptance script that go through files: what must hold for every delivery, curve and language.

Those of the measure itself (splits, sums over months and units, spells of no extent) stand in `tests/absence`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import outcome_contracts as oc
from tests.acceptance.deliveries import ACCEPTANCE, contract, measured, read, rules

LAW = settings(max_examples=25, deadline=None)
FIRST = date(2020, 1, 1)
STAFF = ("p1,e1,north,2019-01-01,,1", "p1,e2,south,2019-01-01,,0.5", "p2,e3,south,2019-01-01,,0.75")
OWNERS = {"e1": "p1", "e2": "p1", "e3": "p2"}
YEAR = "2020-01/2020-12"
READINGS = st.sampled_from(("first_14_days", "periods_up_to_14_days"))


@st.composite
def absences(draw):
    """At least one row (employment, first, last, extent), without overlaps."""
    spells = st.tuples(st.integers(1, 20), st.integers(1, 25), st.sampled_from(("1", "0.5", "0.25", "0")))
    rows = []
    for job in OWNERS:
        day = draw(st.integers(0, 30))
        for gap, length, extent in draw(st.lists(spells, min_size=job == "e1", max_size=4)):
            rows.append((job, FIRST + timedelta(day), FIRST + timedelta(day + length - 1), extent))
            day += length + gap
    return rows


def written(rows):
    return tuple(f"{OWNERS[job]},{job},{first},{last},{extent}" for job, first, last, extent in rows)


def panel_of(folder, rows, **choices):
    """The panel of a year; the rows may stand in any order."""
    return oc.measure(read(folder, written(rows), STAFF), rules(**choices), oc.Period.parse(YEAR))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("laws")


@LAW
@given(absences(), READINGS, st.randoms())
def test_the_order_of_rows_and_rows_delivered_twice_change_nothing(folder, rows, reading, draw):
    again = rows + draw.sample(rows, len(rows) // 2)
    draw.shuffle(again)
    assert panel_of(folder, again, short_term=reading) == panel_of(folder, rows, short_term=reading)


CURVE = """
id = "curve"
title = {{ sv = "Kurva", en = "Curve" }}
currency = "SEK"
rules = "1"
term = {{ start = 2020-01-01, months = 12 }}
[parties.m]
name = {{ sv = "M", en = "M" }}
[parties.s]
name = {{ sv = "S", en = "S" }}
[constants]
fee = "3000000 SEK"
[measures.reduction]
from = "given"
unit = "ratio"
digits = 6
improves = "up"
[lines.due]
formula = "{formula}"
unit = "SEK"
round = {{ to = "0.01", mode = "half_up" }}
[flows.s]
from = "m"
to = "s"
amount = "due"
negative = "refuse"
"""
CURVES = {
    "ramp": "ramp(reduction, 0 % -> 0, 12 % -> 1) * fee",
    "steps": "steps(reduction, >= 0 % -> 0, >= 4 % -> 0.3, >= 12 % -> 1) * fee",
    "clamp": "clamp(reduction * 8, 0, 1) * fee",
}


@pytest.mark.parametrize("curve", CURVES)
@LAW
@given(reductions=st.lists(st.integers(0, 300_000), min_size=2, max_size=6))
def test_a_monotone_curve_pays_monotonely_between_floor_and_cap(folder, curve, reductions):
    file = folder / f"{curve}.toml"
    file.write_text(CURVE.format(formula=CURVES[curve]), encoding="utf-8")
    agreed = oc.read_contract(file)
    paid = [
        oc.settle(agreed, oc.SettlementData(given={"reduction": f"{each / 10**6:.6f}"}), YEAR).flows[0].amount
        for each in sorted(reductions)
    ]
    assert all(lower <= upper for lower, upper in pairwise(paid))
    assert paid[0] >= 0 and paid[-1] <= 3_000_000


SPLIT = """
[flows.s]
from = "m"
to = [{ party = "a", weight = "190" }, { party = "b", weight = "120" }, { party = "c", weight = "110" }]
amount = "due"
negative = "refuse"
[parties.a]
name = { sv = "A", en = "A" }
[parties.b]
name = { sv = "B", en = "B" }
[parties.c]
name = { sv = "C", en = "C" }
"""


@LAW
@given(amount=st.integers(0, 10**11))
def test_an_amount_that_several_share_is_shared_to_the_ore(folder, amount):
    text = CURVE.format(formula="amount")
    for old, new in (
        ("measures.reduction", "measures.amount"),
        ('unit = "ratio"\ndigits = 6', 'unit = "SEK"\ndigits = 2'),
    ):
        text = text.replace(old, new)
    text = text[: text.index("[flows.s]")].replace('[parties.s]\nname = { sv = "S", en = "S" }\n', "") + SPLIT
    (folder / "split.toml").write_text(text, encoding="utf-8")
    exact = f"{amount // 100}.{amount % 100:02}"
    statement = oc.settle(oc.read_contract(folder / "split.toml"), oc.SettlementData(given={"amount": exact}), YEAR)
    assert sum(flow.amount for flow in statement.flows) == Fraction(exact)
    assert all((flow.amount * 100).denominator == 1 for flow in statement.flows)


@LAW
@given(st.integers(0, 10**9))
def test_what_was_written_is_read_back_the_same(budget):
    text = (ACCEPTANCE / "contract.toml").read_text(encoding="utf-8").replace("1500000 SEK", f"{budget} SEK")
    from outcome_contracts.contract.files import contract_from_bytes

    agreed = contract_from_bytes(text.encode(), "contract.toml")
    again = contract_from_bytes(oc.contract_to_json(agreed).encode(), "contract.json")
    assert again == agreed and again.digest == agreed.digest
    panel = measured()
    assert oc.Panel.from_dict(panel.to_dict()) == panel
    statement = oc.settle(agreed, oc.SettlementData(panel=panel), panel.period)
    assert oc.verify(statement.to_json()).statement.to_json() == statement.to_json()


def figures(text):
    """The figures of a page, without the signs of its language."""
    found = re.findall(r"\d[\d\s\u00a0.,]*", text)
    return sorted(re.sub(r"[\s\u00a0.,]", "", each) for each in found)


def test_another_language_changes_no_number():
    statement = oc.settle(contract(), oc.SettlementData(panel=measured()), "2020-01/2020-06")
    pages = [oc.statement_text(statement, lang) for lang in ("sv", "en")]
    assert set(figures(pages[0])) == set(figures(pages[1]))
    assert pages[0] != pages[1]
