"""The checks of a plan's evidence, from panels."""

from __future__ import annotations

import numpy as np

from outcome_contracts.baseline.counterfactual import Verdict
from outcome_contracts.baseline.diagnostics.panel_rules import check_evidence
from outcome_contracts.baseline.evidence import gather
from outcome_contracts.notices import Findings
from outcome_contracts.panel import ComparatorPanel, Panel
from tests.baseline.worlds import MEASUREMENT, REFERENCE, comparators, mean_plan, panel, plan, project

UNITS = ("a", "b", "c", "d", "e")


def with_spells(one, spells):
    columns = (one.net_days, one.person_days, one.fte_days, one.heads, np.asarray(spells, np.int64))
    return type(one)(one.units, one.period, one.measured_by, *columns)


def test_spells_written_together_show_from_the_panels() -> None:
    months = len(REFERENCE) + len(MEASUREMENT)
    draw = np.random.default_rng(3)
    days = 60 + draw.normal(0, 2, (6, months))
    spells = np.full((6, months), 20)
    spells[0, len(REFERENCE) :] = 14
    one = with_spells(panel(Panel, ("p",), days[:1]), spells[:1])
    others = with_spells(panel(ComparatorPanel, UNITS, days[1:]), spells[1:])
    findings = Findings()
    evidence = gather(plan(comparators=list(UNITS)), one, others, MEASUREMENT, findings)
    rows = {row.name: row for row in check_evidence(evidence, findings)}
    assert rows["recording_gap"].verdict is Verdict.FLAGGED
    assert [notice.code for notice in findings] == ["OC-B104"]
    assert dict(next(iter(findings)).facts)["spells"] == "-30.0%"
    assert rows["comparator_jump"].verdict is Verdict.PASSED


def test_months_that_the_plan_leaves_out_are_not_looked_at() -> None:
    months = len(REFERENCE) + len(MEASUREMENT)
    spells = np.full((6, months), 20)
    spells[0, len(REFERENCE) : len(REFERENCE) + 12] = 1
    days = 60 + np.random.default_rng(4).normal(0, 2, (6, months))
    one = with_spells(panel(Panel, ("p",), days[:1]), spells[:1])
    others = with_spells(panel(ComparatorPanel, UNITS, days[1:]), spells[1:])
    agreed = plan(comparators=list(UNITS), excluded=["2018-01/2018-12"])
    rows = {row.name: row for row in check_evidence(gather(agreed, one, others, MEASUREMENT, Findings()), Findings())}
    assert rows["recording_gap"].verdict is Verdict.PASSED


def test_what_has_no_spells_and_no_comparators_cannot_be_judged() -> None:
    for agreed, others in ((plan(), comparators()), (mean_plan(), None)):
        evidence = gather(agreed, project(), others, MEASUREMENT, Findings())
        rows = {row.name: row for row in check_evidence(evidence, Findings())}
        assert rows["recording_gap"].verdict is Verdict.NOT_POSSIBLE
    assert all(row.verdict is Verdict.NOT_POSSIBLE for row in rows.values())
