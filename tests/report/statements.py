"""Statements to render: the bundled contracts with published figures, and the twelve lines."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np

import outcome_contracts
from outcome_contracts.baseline import read_plan
from outcome_contracts.contract.files import contract_from_bytes, read_contract
from outcome_contracts.notices import Notice
from outcome_contracts.panel import NET_DAY_STEPS, ComparatorPanel, Panel
from outcome_contracts.period import Period
from outcome_contracts.settlement import SettlementData, Statement, settle

LIBRARY = Path(outcome_contracts.__file__).parent / "library"
TWELVE = Path(__file__).parents[1] / "data" / "report" / "twelve.toml"
TWELVE_FIGURES = {
    "person_years": "6480",
    "net_days": "58968",
    "observed": "9.10",
    "reference": "9.90",
    "paid_on_account": "2250000",
    "correction": "0",
}


@cache
def denver() -> Statement:
    figures = {"housing_days_1_to_4": "258858", "housing_days_5": "41070", "jail_day_reduction": "38 %"}
    data = SettlementData(given={**figures, "invested": "8600000"})
    return settle(read_contract(LIBRARY / "denver.toml"), data, "2016-01/2020-12")


@cache
def norrkoping(*, school_improved: bool) -> Statement:
    data = SettlementData(given={"savings": "0", "school_improved": school_improved})
    return settle(read_contract(LIBRARY / "norrkoping_a.toml"), data, "2016-08/2021-02")


def twelve(*, change: tuple[tuple[str, str], ...] = (), notices: tuple[Notice, ...] = (), **figures: str) -> Statement:
    """The twelve lines. change: old and new text in the contract file. figures: other than the example's."""
    text = TWELVE.read_text(encoding="utf-8")
    for old, new in change:
        assert old in text
        text = text.replace(old, new)
    contract = contract_from_bytes(text.encode(), "twelve.toml")
    known = {measure.id for measure in contract.measures}
    given = {name: value for name, value in {**TWELVE_FIGURES, **figures}.items() if name in known}
    return settle(contract, SettlementData(given=given, notices=notices), "2019-10/2020-09")


def without_clauses() -> Statement:
    text = TWELVE.read_text(encoding="utf-8")
    clauses = set(re.findall(r'^clause = "[^"]*"\n', text, re.MULTILINE))
    return twelve(change=tuple((clause, "") for clause in sorted(clauses)))


@cache
def botkyrka(*, days_after: int) -> Statement:
    """With a reference and its interval: 700 net days a month before, `days_after` of them since."""
    contract, plan = read_contract(LIBRARY / "botkyrka.toml"), read_plan(LIBRARY / "botkyrka.plan.toml")
    months, reference = Period.parse("2015-10/2020-02"), plan.reference
    after = np.array([month > reference.last for month in months.months])
    own = np.where(after, days_after, 700)[None, :]
    others = np.array([[700 + 9 * (row - 4.5) * one for one in after] for row in range(10)]).astype(np.int64)
    return settle(
        contract,
        SettlementData(
            given={"paid_on_account": "1500000", "correction": "0"},
            panel=_panel(Panel, ("Vård och omsorg",), months, own, plan.measured_by),
            comparators=_panel(ComparatorPanel, plan.comparators, months, others, plan.measured_by),
            plan=plan,
        ),
        "2018-10/2020-02",
    )


def _panel(kind, units, months, net_days, measured_by):
    def filled(value):
        return np.full(net_days.shape, value, dtype=np.int64)

    days = net_days.astype(np.int64) * NET_DAY_STEPS
    return kind(units, months, measured_by, days, filled(30_000), filled(300_000_000), filled(1000), filled(200))
