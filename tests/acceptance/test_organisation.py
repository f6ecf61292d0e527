"""T12: 4410 and 4420 merge into 4500, 4430 is split 60/40, and nothing is lost."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import outcome_contracts as oc
from outcome_contracts.absence.organisation import UNMAPPED, Organisation, Reorganisation, on_organisation
from tests.acceptance.deliveries import rules

MONTHS = oc.Period.parse("2020-10/2021-03")
OLD, NEW = ("4410", "4420", "4430"), ("4500", "4431", "4432")
DECEMBER, JANUARY = oc.Period.parse("2020-12/2021-01").months
COLUMNS = ("net_days", "person_days", "fte_days", "heads", "spells")


def organisation(kept="2/5"):
    shares = {"4410": {"4500": 1}, "4420": {"4500": 1}, "4430": {"4431": Fraction(3, 5), "4432": Fraction(kept)}}
    return Organisation(OLD, (Reorganisation(date(2021, 1, 1), shares),))


def panel(units, period, seed):
    draw, shape = np.random.default_rng(seed), (len(units), len(period))
    person_days = draw.integers(0, 3000, shape)
    columns = {"heads": draw.integers(0, 99, shape), "spells": draw.integers(0, 99, shape), "person_days": person_days}
    columns |= {"fte_days": person_days * 9_999, "net_days": draw.integers(0, 10**11, shape)}
    return oc.Panel(units, period, rules().digest, **columns)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_t12_totals_are_the_same_before_and_after(seed, back):
    """To the last step of every column and month, forwards and back; users ask for 10⁻⁹."""
    months = oc.Period.parse("2020-10/2020-12") if not back else oc.Period.parse("2021-01/2021-03")
    if back:
        before = panel(OLD, oc.Period.parse("2020-12"), seed)
        after = panel(NEW, months, seed)
        units, span = (*OLD, *NEW), oc.Period.parse("2020-12/2021-03")
        columns = {
            name: np.block(
                [[getattr(before, name), np.zeros((3, 3), int)], [np.zeros((3, 1), int), getattr(after, name)]]
            )
            for name in COLUMNS
        }
        if not before.person_days[:2].sum():
            return
        given_panel = oc.Panel(units, span, rules().digest, **columns)
        mapped = on_organisation(given_panel, organisation(), as_of=DECEMBER).panel
    else:
        given_panel = panel(OLD, months, seed)
        mapped = on_organisation(given_panel, organisation(), as_of=JANUARY).panel
    for name in COLUMNS:
        assert (getattr(mapped, name).sum(axis=0) == getattr(given_panel, name).sum(axis=0)).all()


def test_t12_merged_and_split_as_declared():
    before = panel(OLD, oc.Period.parse("2020-12"), 1)
    mapped = on_organisation(before, organisation(), as_of=JANUARY)
    days = dict(zip(mapped.panel.units, mapped.panel.net_days[:, 0].tolist(), strict=True))
    old = before.net_days[:, 0].tolist()
    assert days["4500"] == old[0] + old[1]
    assert abs(days["4431"] - Fraction(3, 5) * old[2]) < 1
    assert mapped.notices == ()
    assert UNMAPPED not in mapped.panel.units


def test_t12_three_per_cent_without_a_place_are_held():
    """A quarter of 4430 has no place; 4430 has 12 % of the person-days."""
    person_days = np.array([[4_400], [4_400], [1_200]])
    columns = dict.fromkeys(("heads", "spells"), person_days // 100)
    columns |= {"person_days": person_days, "fte_days": person_days * 10_000, "net_days": person_days * 10**6}
    delivered = oc.Panel(OLD, oc.Period.parse("2020-12"), rules().digest, **columns)
    mapped = on_organisation(delivered, organisation("3/20"), as_of=JANUARY)
    (notice,) = mapped.notices
    assert (notice.code, notice.severity) == ("OC-D155", "hold")
    assert "3" in notice.text("en") and "300 person-days" in notice.text("en")
    assert mapped.panel.person_days.sum() == 10_000
    assert mapped.panel.units[-1] == UNMAPPED
