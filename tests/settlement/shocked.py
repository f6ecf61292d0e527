"""Botkyrka's contract on a world with one shock: months 18 to 24 of the project, inflated by 60 %."""

import numpy as np

from outcome_contracts import SettlementData, read_contract, read_plan
from outcome_contracts.baseline.shocks import ShockEvent
from outcome_contracts.contract.fields import Text
from outcome_contracts.contract.shock_clause import CapClause, ExtendClause, PlainShockClause
from outcome_contracts.panel import EXTENT_STEPS, NET_DAY_STEPS, ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.settlement.contracts import LIBRARY

TERM = Period.parse("2018-10/2021-09")
SHOCK = Period.parse("2020-03/2020-09")
BEFORE = Period.parse("2018-10/2020-02")
SPAN = Period.parse("2015-10/2022-09")
SEASON = np.array([1.25, 1.40, 1.25, 1.0, 0.9, 0.75, 0.48, 0.75, 1.05, 1.1, 1.1, 0.97])
PANDEMIC = ShockEvent(
    sv="Pandemin", en="The pandemic", months=SHOCK, mechanism="behaviour", source="Public Health Agency"
)
WORDS = Text(sv="Händelser", en="Events")
GIVEN = {"paid_on_account": "0", "correction": "0"}

contract = read_contract(LIBRARY / "botkyrka.toml")
plan = read_plan(LIBRARY / "botkyrka.plan.toml")


def clause(treatment, **figures):
    kind = {"cap": CapClause, "extend": ExtendClause}.get(treatment, PlainShockClause)
    return kind(clause="8", text=WORDS, treatment=treatment, **figures)


def under(treatment, **figures):
    """The contract with another clause on shocks, or with none."""
    return contract.model_copy(update={"shocks": treatment and clause(treatment, **figures)})


def _days(heads, effect, *, place):
    months = np.array(SPAN.months)
    struck = (months >= SHOCK.first) & (months <= SHOCK.last)
    drift = 0.02 * np.sin(months / 9 + place) + 0.01 * np.cos(place * months)
    rate = 5.5 / 12 * SEASON[months % 12] * np.exp(drift) * np.where(struck, 1.6 + 0.02 * np.sin(place), 1)
    return heads * rate * np.where(months >= TERM.first, 1 + effect, 1)


def panels(effect=-0.08, *, inflated=1.0):
    """The project and its comparators; inflated: all the shock months once more."""
    heads = [6000, *range(3000, 8000, 500)]
    days = np.array([_days(n, effect * (place == 0), place=place) for place, n in enumerate(heads)])
    days[:, SHOCK.first - SPAN.first : SHOCK.last + 1 - SPAN.first] *= inflated
    steps = np.rint(days * NET_DAY_STEPS).astype(np.int64)
    people = np.repeat(np.array(heads)[:, None], len(SPAN), axis=1)
    rules = contract.measure_rules.digest

    def made(kind, names, rows):
        n = people[rows]
        return kind(names, SPAN, rules, steps[rows], n * 30, n * 30 * EXTENT_STEPS, n, n * 0)

    return made(Panel, ("project",), slice(1)), made(ComparatorPanel, plan.comparators, slice(1, None))


def data(*events, **changes):
    panel, comparators = panels(**changes)
    return SettlementData(given=GIVEN, panel=panel, comparators=comparators, plan=plan, events=events)
