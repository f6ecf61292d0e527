"""Contracts with an estimated reference, and panels to settle them: one project, ten comparators that differ."""

from functools import cache

import numpy as np

from outcome_contracts.baseline import BaselinePlan, read_plan
from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.panel import NET_DAY_STEPS, ComparatorPanel, Panel
from outcome_contracts.period import Period
from outcome_contracts.settlement import SettlementData, settle
from tests.settlement.contracts import LIBRARY

PERIOD = Period.parse("2018-10/2020-02")
MONTHS = Period.parse("2015-10/2020-02")
LINEAR = "ramp(reduction, 0 % -> 0, target -> 1)"
BINARY = "if reduction >= target then 1 else 0"
GIVEN = {"paid_on_account": "0", "correction": "0"}


def plan(**changes: object) -> BaselinePlan:
    fields = read_plan(LIBRARY / "botkyrka.plan.toml").to_dict() | {"draws": 2000} | changes
    return BaselinePlan.from_dict(fields)


def reference_mean() -> BaselinePlan:
    changes = {"method": "reference_mean", "comparators": [], "inference": "none", "draws": 0}
    return plan(reference_period="2015-10/2017-09", **changes)


def contract(achievement: str = LINEAR, *, agreed: BaselinePlan | None = None, due: str = "", negative: str = "repaid"):
    """Botkyrka's contract with another achievement, another plan or another amount due."""
    return contract_from_bytes(
        contract_text(achievement, agreed=agreed, due=due, negative=negative).encode(), "botkyrka.toml"
    )


def contract_text(achievement: str, *, agreed: BaselinePlan | None = None, due: str = "", negative: str = "repaid"):
    """The same as a file."""
    text = (LIBRARY / "botkyrka.toml").read_text(encoding="utf-8")
    agreed = agreed or plan()
    for old, new in (
        (LINEAR, achievement),
        (read_plan(LIBRARY / "botkyrka.plan.toml").digest, agreed.digest),
        (
            "variable_fee + fixed_fee + on_account + correction",
            due or "variable_fee + fixed_fee + on_account + correction",
        ),
        ('negative = "repaid"', f'negative = "{negative}"'),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


def data(days_after: int = 640, *, agreed: BaselinePlan | None = None, given=GIVEN) -> SettlementData:
    """700 net days a month before the project and `days_after` since; the comparators drift apart."""
    agreed = agreed or plan()
    after = np.array([month > Period.parse("2018-09").last for month in MONTHS.months])
    own = np.where(after, days_after, 700)[None, :]
    others = np.array([[700 + 9 * (row - 4.5) * one for one in after] for row in range(10)]).astype(np.int64)
    names = tuple(f"Jämförelse {row:02d}" for row in range(1, 11))
    return SettlementData(
        given=given,
        panel=_panel(Panel, ("north",), own, agreed.measured_by),
        comparators=_panel(ComparatorPanel, names, others, agreed.measured_by),
        plan=agreed,
    )


@cache
def statement(achievement: str = LINEAR, days_after: int = 640):
    return settle(contract(achievement), data(days_after), PERIOD)


def _panel(kind, units, net_days, measured_by):
    def filled(value):
        return np.full(net_days.shape, value, dtype=np.int64)

    days = net_days.astype(np.int64) * NET_DAY_STEPS
    return kind(units, MONTHS, measured_by, days, filled(30_000), filled(300_000_000), filled(1000), filled(200))
