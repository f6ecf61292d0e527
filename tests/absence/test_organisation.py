"""Units that merge and split (check T12): totals stay, nothing is dropped."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence.organisation import (
    UNMAPPED,
    Organisation,
    Reorganisation,
    carried,
    continuity,
    continuity_back,
    observed_continuity,
    on_organisation,
)
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.panel import COLUMNS, Panel
from outcome_contracts.period import Period, parse_month
from tests.absence.deliveries import records
from tests.absence.oracle import Stretch

PERIOD = Period.parse("2020-11/2021-02")
BEFORE, AFTER = parse_month("2020-12"), parse_month("2021-01")
OLD = ("4410", "4420", "4430")
ONE = Fraction(1)
T12 = {"4410": {"4500": ONE}, "4420": {"4500": ONE}, "4430": {"4431": Fraction(3, 5), "4432": Fraction(2, 5)}}


def organisation(shares=T12, units=OLD, day=date(2021, 1, 1)):
    return Organisation(units, (Reorganisation(day, shares),))


def panel(figures, units=OLD, period=PERIOD):
    """The same figure in every column, so that each must be conserved."""
    column = np.array(figures, dtype=np.int64).reshape(len(units), len(period))
    return Panel(units, period, "sha256:" + "0" * 64, **dict.fromkeys(COLUMNS, column))


def totals(of):
    return {name: getattr(of, name).sum(axis=0).tolist() for name in COLUMNS}


def codes(call, *arguments, **more):
    with pytest.raises((UsageError, DataRejected)) as refusal:
        call(*arguments, **more)
    return {notice.code for notice in refusal.value.notices}


def test_t12_merge_and_split_keep_all_net_days():
    old = panel([[100, 100, 0, 0], [50, 51, 0, 0], [7, 11, 0, 0]])
    found = on_organisation(old, organisation(), as_of=AFTER)
    assert found.panel.units == ("4500", "4431", "4432")
    assert found.panel.net_days[:, :2].tolist() == [[150, 151], [4, 7], [3, 4]]
    assert totals(found.panel) == totals(old)
    assert found.notices == ()


def test_t12_three_per_cent_without_a_place_are_held_and_kept():
    shares = {**T12, "4430": {"4431": Fraction(97, 100)}}
    old = panel([[0] * 4, [0] * 4, [100, 100, 0, 0]])
    found = on_organisation(old, organisation(shares), as_of=AFTER)
    assert [notice.code for notice in found.notices] == ["OC-D155"]
    assert dict(found.notices[0].facts) == {"share": "3.00%", "count": 6, "months": str(PERIOD)}
    assert found.panel.only([UNMAPPED]).person_days.sum() == 6
    assert totals(found.panel) == totals(old)


def test_a_unit_that_the_organisation_does_not_have_is_kept_and_held():
    old = panel([[10] * 4] * 4, units=(*OLD, "4499"))
    found = on_organisation(old, organisation({}), as_of=AFTER)
    assert found.panel.units == (*OLD, UNMAPPED)
    assert [notice.code for notice in found.notices] == ["OC-D155"]
    assert totals(found.panel) == totals(old)


def test_months_before_and_after_stand_in_one_organisation_either_way():
    units = (*OLD, "4500", "4431", "4432")
    old = panel([[60, 30, 0, 0], [40, 10, 0, 0], [10, 10, 0, 0], [0, 0, 80, 40], [0, 0, 6, 6], [0, 0, 4, 4]], units)
    new = on_organisation(old, organisation(), as_of=AFTER)
    assert new.panel.net_days.tolist() == [[100, 40, 80, 40], [6, 6, 6, 6], [4, 4, 4, 4]]
    back = on_organisation(old, organisation(), as_of=BEFORE)
    assert back.panel.units == OLD
    assert back.panel.net_days.tolist() == [[60, 30, 60, 30], [40, 10, 20, 10], [10, 10, 10, 10]]
    assert new.notices == back.notices == ()


def test_the_matrix_of_two_steps_is_their_product():
    again = Reorganisation(date(2021, 3, 1), {"4431": {"4500": Fraction(1, 2), "4440": Fraction(1, 2)}})
    both = Organisation(OLD, (Reorganisation(date(2021, 1, 1), T12), again))
    matrix = continuity(both, first=BEFORE, last=parse_month("2021-03"))
    assert matrix.shares["4430"] == {"4500": Fraction(3, 10), "4440": Fraction(3, 10), "4432": Fraction(2, 5)}
    assert matrix.shares["4410"] == {"4500": 1}
    assert matrix.unmapped("4430") == 0
    assert continuity(both, first=BEFORE, last=BEFORE).shares == {unit: {unit: 1} for unit in OLD}


@st.composite
def reorganised(draw):
    """Three units whose shares, in twelfths, go to up to three new ones, some with a rest."""
    shares = {}
    for unit in draw(st.sets(st.sampled_from(OLD))):
        cuts = draw(st.lists(st.integers(1, 12), min_size=1, max_size=3).filter(lambda parts: sum(parts) <= 12))
        names = draw(st.permutations(["a", "b", "4410"]))
        shares[unit] = {name: Fraction(part, 12) for name, part in zip(names, cuts, strict=False)}
    return organisation(shares)


figures = st.lists(st.integers(0, 10**12), min_size=12, max_size=12)


@settings(max_examples=80, deadline=None)
@given(reorganised(), figures)
def test_mapping_conserves_every_total_there_and_back(changed, drawn):
    old = panel(drawn)
    there = carried(old, continuity(changed, first=BEFORE, last=AFTER))
    assert totals(there.panel) == totals(old)
    assert bool(there.notices) == (UNMAPPED in there.panel.units)
    try:
        back = continuity_back(changed, old, first=BEFORE, last=AFTER)
    except DataRejected:  # a merged unit whose parts had nobody
        return
    assert totals(carried(there.panel, back).panel) == totals(old)


@settings(max_examples=30, deadline=None)
@given(figures)
def test_a_split_and_a_new_name_come_back_as_they_were(drawn):
    old = panel(drawn)
    changed = organisation({"4410": {"4411": ONE}, "4430": T12["4430"]})
    there = carried(old, continuity(changed, first=BEFORE, last=AFTER)).panel
    back = carried(there, continuity_back(changed, old, first=BEFORE, last=AFTER)).panel
    assert back.only(OLD) == old


@pytest.mark.parametrize(
    ("shares", "day", "code"),
    [
        ({"4410": {"a": Fraction(3, 5), "b": Fraction(1, 2)}}, date(2021, 1, 1), "OC-D151"),
        ({"4410": {"a": Fraction(-1, 5), "b": ONE}}, date(2021, 1, 1), "OC-D151"),
        ({"4410": {"a": ONE}}, date(2021, 1, 2), "OC-D152"),
        ({"4411": {"a": ONE}}, date(2021, 1, 1), "OC-D153"),
        ({"4410": {"=1+1": ONE}}, date(2021, 1, 1), "OC-D157"),
        ({"4410": {UNMAPPED: ONE}}, date(2021, 1, 1), "OC-D157"),
    ],
)
def test_an_organisation_that_does_not_hold_is_refused(shares, day, code):
    assert codes(organisation, shares, day=day) == {code}


def test_shares_may_be_text_and_are_never_floats():
    shares = {"4430": {"a": "60 %", "b": "0.4"}}
    assert continuity(organisation(shares), first=BEFORE, last=AFTER).shares["4430"] == {
        "a": Fraction(3, 5), "b": Fraction(2, 5)
    }  # fmt: skip
    assert codes(organisation, {"4430": {"a": 0.6}}) == {"OC-U005"}


def test_reorganisations_stand_in_order_and_all_that_is_wrong_is_found():
    steps = (Reorganisation(date(2021, 1, 1), {}), Reorganisation(date(2021, 1, 1), {"x": {"y": ONE}}))
    assert codes(Organisation, (*OLD, "4410"), steps) == {"OC-D152", "OC-D153", "OC-D157"}


def test_a_merged_unit_is_not_divided_without_the_month_before():
    late = panel([[10, 10]], ("4500",), Period.parse("2021-01/2021-02"))
    assert codes(on_organisation, late, organisation(), as_of=BEFORE) == {"OC-D154"}


def test_observed_moves_show_no_small_group():
    first, last = date(2019, 1, 1), date(2021, 12, 31)
    cut = (date(2020, 12, 31), date(2021, 1, 1))
    stretches = []
    for place in range(30):
        name, new = f"p{place:02}", "west" if place < 11 else "south" if place < 16 else "north"
        stretches.append(Stretch(name, "e" + name, "north", first, cut[0], 10_000, True))
        stretches.append(Stretch(name, "e" + name, new, cut[1], last, 10_000, True))
    stretches.append(Stretch("q", "eq", "south", first, cut[0], 10_000, True))
    found = observed_continuity(records([], stretches), before=cut[0], after=cut[1])
    assert found == {("north", "west"): 11, ("north", "south"): None, ("north", "north"): 14}
