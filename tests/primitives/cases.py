"""The contracts of tests/data/primitives and what they must pay: hand-computed, on both sides of every edge.

`p04_step_table.toml` is a contract like any other; `p04_step_table.cases.toml` beside it names the primitive, its edges
and its trap, and lists cases: figures handed in, and what is paid. In a case, `pays` has every flow (negative: repaid),
`lines` some lines, `because` the reason that the statement prints, `refused` the codes of a refusal, `after` the case
whose statement came before.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from outcome_contracts.contract.files import read_contract
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.settlement.data import Adjustment
from outcome_contracts.settlement.index_series import Published

FOLDER = Path(__file__).parents[1] / "data" / "primitives"


@dataclass(frozen=True, slots=True)
class Case:
    """Figures handed in for one period, and what the contract must make of them."""

    name: str
    given: dict = field(default_factory=dict)
    pays: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)
    refused: list = field(default_factory=list)
    because: str = ""
    after: str = ""
    period: str = "2026-01/2026-12"
    adjustments: dict = field(default_factory=dict)
    series: dict = field(default_factory=dict)
    as_of: date | None = None

    def data(self, earlier=()):
        """What is put on the table, after earlier statements."""
        adjusted = {
            name: Adjustment.of(
                one["amount"], reason_sv=one["reason"]["sv"], reason_en=one["reason"]["en"], authority=one["authority"]
            )
            for name, one in self.adjustments.items()
        }
        series = {name: tuple(Published.of(**figure) for figure in all_) for name, all_ in self.series.items()}
        return SettlementData(
            given=self.given, adjustments=adjusted, series=series, as_of=self.as_of, earlier=tuple(earlier)
        )


@dataclass(frozen=True, slots=True)
class Primitive:
    """A primitive as its file tells it. stem: of its two files; shows: the lines whose formulas say it."""

    stem: str
    primitive: str
    name: str
    edges: str
    trap: str
    seen: str
    shows: list
    cases: tuple

    @property
    def contract(self):
        return contract(self.stem)

    def statements(self, case):
        """The statements that lead to a case, and its own last."""
        before = next((each for each in self.cases if each.name == case.after), None)
        if case.after and before is None:
            raise KeyError(case.after)
        earlier = self.statements(before) if before else ()
        return (*earlier, settle(self.contract, case.data(earlier), case.period, status="final"))


@cache
def contract(stem):
    return read_contract(FOLDER / f"{stem}.toml")


@cache
def primitives():
    """All, in the order of their numbers."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.cases.toml")))


def _read(path):
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    cases = tuple(Case(**case) for case in told.pop("cases"))
    return Primitive(path.name.removesuffix(".cases.toml"), **told, cases=cases)


def paid(statement):
    """By flow, what is paid; below zero what is repaid."""
    return {flow.id: -flow.amount if flow.repaid else flow.amount for flow in statement.flows}
