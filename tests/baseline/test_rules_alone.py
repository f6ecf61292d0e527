"""Each rule with a data set that breaks it and no other; a sound one breaks none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict
from outcome_contracts.baseline.diagnostics.comparator_breaks import comparator_jumps
from outcome_contracts.baseline.diagnostics.composition import StaffMix, mix_shift, turnover_gap
from outcome_contracts.baseline.diagnostics.exposure_coverage import exposure_coverage
from outcome_contracts.baseline.diagnostics.recording import recording_break
from outcome_contracts.baseline.diagnostics.selection import Selection, last_reference_year, require_unselected
from outcome_contracts.baseline.diagnostics.support import lowest_reference, outside_the_range
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings
from outcome_contracts.period import Period

BEFORE = AFTER = 36
FIRST = Period.parse("2016-01").first
NAMES = tuple("abcdefghij")
REFERENCE = range(FIRST, FIRST + BEFORE)
LAST_YEAR = slice(24, 36)


@dataclass(frozen=True)
class World:
    """A project and ten comparators with everything that the rules look at."""

    days: NDArray[np.float64]
    spells_per_day: NDArray[np.float64]
    exposure: NDArray[np.float64]
    ages: NDArray[np.float64]
    turnover: NDArray[np.float64]
    delivered: NDArray[np.float64]
    path: NDArray[np.float64]
    selection: Selection = field(default_factory=lambda: Selection("everybody", None))

    @property
    def table(self) -> Table:
        months = np.arange(FIRST, FIRST + BEFORE + AFTER)
        return Table(self.days, self.exposure, months, BEFORE)


def sound(seed: int = 7) -> World:
    """Eleven municipalities on one path, with noise of their own; the project is one tenth below in the end."""
    draw = np.random.default_rng(seed)
    season = 1 + 0.4 * np.cos(np.arange(BEFORE + AFTER) * np.pi / 6)
    noise = np.exp(draw.normal(0, 0.04, (11, BEFORE + AFTER)))
    exposure = np.full((11, BEFORE + AFTER), 500.0)
    levels = np.linspace(0.85, 1.15, 11)[[5, *range(5), *range(6, 11)], None]
    rates = 8 * season * levels * noise
    rates[0, BEFORE:] *= 0.9
    ages = np.tile([[0.3, 0.5, 0.2]], (11, 1)) + draw.normal(0, 0.002, (11, 1)) * np.array([[1, -1, 0]])
    return World(
        days=rates * exposure / 12,
        spells_per_day=np.full((11, 2), 0.2),
        exposure=exposure,
        ages=np.stack([ages, ages[:, [0, 1, 2]]]),
        turnover=np.linspace(0.12, 0.16, 11),
        delivered=np.full((11, BEFORE + AFTER), 500.0),
        path=8 * season[BEFORE:],
    )


def judged(world: World) -> tuple[Findings, tuple[Diagnostic, ...]]:
    """All rules on one world."""
    findings, table = Findings(), world.table
    sums = [np.stack([side[:, :BEFORE].sum(axis=1), side[:, BEFORE:].sum(axis=1)], axis=1)
            for side in (world.days, world.exposure)]  # fmt: skip
    require_unselected(world.selection, REFERENCE, findings)
    rows = (
        *last_reference_year(table, findings),
        comparator_jumps(table, NAMES, findings),
        mix_shift(StaffMix("age", *world.ages), findings),
        turnover_gap(world.turnover, findings),
        recording_break(spells=sums[0] * world.spells_per_day, days=sums[0], exposure=sums[1], findings=findings),
        exposure_coverage(delivered=world.delivered, expected=world.exposure, findings=findings),
        outside_the_range(table, findings),
        lowest_reference(world.path, method="linear_trend", findings=findings),
    )
    return findings, rows


def scaled(array: NDArray[np.float64], where: tuple, factor: float) -> NDArray[np.float64]:
    changed = array.copy()
    changed[where] *= factor
    return changed


def a_high_last_year(world: World) -> World:
    return replace(world, days=scaled(world.days, (0, LAST_YEAR), 1.12))


def chosen_by_absence(world: World) -> World:
    return replace(world, selection=Selection("past_outcome", Period.parse("2018-01/2018-12")))


def a_merger_in_a_comparator(world: World) -> World:
    return replace(world, days=scaled(world.days, (4, slice(BEFORE + 14, None)), 1.5))


def an_older_staff(world: World) -> World:
    ages = world.ages.copy()
    ages[1, 0] += [-0.04, -0.04, 0.08]
    return replace(world, ages=ages)


def many_who_came_and_went(world: World) -> World:
    return replace(world, turnover=scaled(world.turnover, (0,), 2.4))


def spells_written_together(world: World) -> World:
    return replace(world, spells_per_day=scaled(world.spells_per_day, (0, 1), 0.7))


def a_tenth_not_delivered(world: World) -> World:
    delivered = world.delivered.copy()
    delivered[0] = 0
    delivered[1, 10:] = 0
    return replace(world, delivered=delivered)


def a_level_of_its_own(world: World) -> World:
    return replace(world, days=scaled(world.days, (0,), 1.6))


def a_trend_below_zero(world: World) -> World:
    path = world.path.copy()
    path[-3:] = [0.0, -0.5, -1.0]
    return replace(world, path=path)


BROKEN = {
    "OC-B032": (a_trend_below_zero, {"lowest_reference"}),
    "OC-B103": (a_level_of_its_own, {"months_outside_the_range"}),
    "OC-B104": (spells_written_together, {"recording_gap"}),
    "OC-B105": (a_high_last_year, {"last_reference_year_p_comparators"}),
    "OC-B106": (chosen_by_absence, set()),
    "OC-B107": (an_older_staff, {"mix_shift_age"}),
    "OC-B108": (a_merger_in_a_comparator, {"comparator_jump"}),
    "OC-B109": (a_tenth_not_delivered, {"exposure_coverage"}),
}


def flagged(rows) -> set[str]:
    return {row.name for row in rows if row.verdict is Verdict.FLAGGED}


@pytest.mark.parametrize("seed", range(5))
def test_a_sound_world_breaks_no_rule(seed):
    findings, rows = judged(sound(seed))
    assert not list(findings)
    assert not flagged(rows)


@pytest.mark.parametrize("code", BROKEN)
@pytest.mark.parametrize("seed", range(3))
def test_what_breaks_a_rule_breaks_that_rule_alone(code, seed):
    breaks, names = BROKEN[code]
    findings, rows = judged(breaks(sound(seed)))
    assert [notice.code for notice in findings] == [code]
    assert flagged(rows) == names


def test_turnover_has_the_code_of_composition():
    findings, rows = judged(many_who_came_and_went(sound()))
    assert [notice.code for notice in findings] == ["OC-B107"]
    assert flagged(rows) == {"turnover_gap"}


@pytest.mark.parametrize("code", BROKEN)
def test_the_order_of_the_comparators_changes_no_value(code):
    world, turned = BROKEN[code][0](sound()), [0, *range(10, 0, -1)]
    other = replace(
        world,
        **{
            name: getattr(world, name)[turned]
            for name in ("days", "spells_per_day", "exposure", "turnover", "delivered")
        },
        ages=world.ages[:, turned],
    )
    for one, two in zip(judged(world)[1], judged(other)[1], strict=True):
        assert (one.name, one.verdict) == (two.name, two.verdict)
        assert (one.value is None) is (two.value is None) is (one.verdict is Verdict.NOT_POSSIBLE)
        assert one.value is None or one.value == pytest.approx(two.value, rel=1e-9, abs=1e-12)
        assert one.threshold == pytest.approx(two.threshold, rel=1e-9)


def test_every_row_has_a_threshold_and_both_languages():
    for breaks, _ in BROKEN.values():
        findings, rows = judged(breaks(sound()))
        assert all(row.threshold is not None for row in rows)
        for notice in findings:
            assert "{" not in notice.text("sv") + notice.text("en")
