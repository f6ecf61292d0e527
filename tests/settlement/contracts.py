"""The contracts and data that the tests of this folder settle."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from outcome_contracts.baseline import BaselinePlan
from outcome_contracts.contract.files import contract_from_bytes, read_contract
from outcome_contracts.panel import NET_DAY_STEPS, Panel
from outcome_contracts.period import Period
from outcome_contracts.settlement import SettlementData, settle

DATA = Path(__file__).parents[1] / "data"
LIBRARY = Path(__file__).parents[2] / "outcome_contracts" / "library"
MONTHS = "2018-11/2021-10"
THREE = {"saving": "1000.01", "paid_on_account": "400", "accepted": True}


def contract(name):
    """A contract of tests/data/settlement, with everything that is not under test left out."""
    return read_contract(DATA / "settlement" / f"{name}.toml")


def bundled(name):
    return read_contract(LIBRARY / f"{name}.toml")


def settled(name, status="provisional", **given):
    """The statement of a contract of tests/data/settlement for these given figures."""
    return settle(contract(name), SettlementData(given=given), MONTHS, status=status)


def amounts(statement):
    return {flow.id: flow.amount for flow in statement.flows}


def sickness():
    """A sickness contract with its panel and plan: two units, 36 months before and 12 months in the project."""
    text = (DATA / "contract" / "sickness.toml").read_text(encoding="utf-8")
    rules = contract_from_bytes(text.encode(), "sickness.toml").measure_rules
    span = Period.parse("2015-10/2019-09")
    shape = (2, len(span))
    person_days = np.full(shape, 3000, dtype=np.int64)
    monthly = 60 - 8 * (np.arange(len(span)) >= 36)
    net_days = np.broadcast_to(monthly, shape).astype(np.int64) * NET_DAY_STEPS
    heads = np.full(shape, 100, dtype=np.int64)
    panel = Panel(("north", "south"), span, rules.digest, net_days, person_days, person_days * 9000, heads, heads // 10)
    plan = BaselinePlan(
        method="reference_mean",
        denominator="person_years",
        year_days="365.25",
        measured_by=rules.digest,
        reference_period="2015-10/2018-09",
        comparators=(),
        estimand="mean_over_period",
        inference="none",
        confidence="0.95",
        draws=0,
        seed=0,
    )
    text = text.replace("sha256:" + "0" * 64, plan.digest)
    data = SettlementData(panel=panel, plan=plan)
    return contract_from_bytes(text.encode(), "sickness.toml"), data, Period.parse("2018-10/2019-09")


def kronor(text):
    return Fraction(text)
