"""What is put on the table for one period: given figures, panels, the plan, earlier statements, decisions, notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from outcome_contracts.decimals import exact, exact_text
from outcome_contracts.notices import Findings, Notice, UsageError

if TYPE_CHECKING:
    from outcome_contracts.acknowledgement import Acknowledgement
    from outcome_contracts.baseline import BaselinePlan
    from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate
    from outcome_contracts.baseline.shocks import ShockEvent
    from outcome_contracts.panel import ComparatorPanel, Panel
    from outcome_contracts.settlement.earlier import Earlier
    from outcome_contracts.settlement.index_series import Published
    from outcome_contracts.settlement.statement import Statement

Figure = str | int | Decimal | Fraction | bool
# One figure, or one per row of a table: by row id where the rows are agreed, a list where they are given.
Given = Figure | Mapping[str, "Given"] | Sequence["Given"]
Figures = Fraction | bool | Mapping[str, "Figures"] | tuple["Figures", ...]

_DEEPEST = 3
_LARGEST_INTEGER = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A discretionary amount: signed, with the reason in both languages and the party that decided it.

    Raises UsageError (OC-U005, OC-U006) for an amount that is no exact number, or is written in per cent.
    """

    amount: Fraction
    reason_sv: str
    reason_en: str
    authority: str

    @classmethod
    def of(cls, amount: Figure, *, reason_sv: str, reason_en: str, authority: str) -> Adjustment:
        """An adjustment whose amount is written as text."""
        if isinstance(amount, str) and amount.endswith("%"):
            raise UsageError([Notice("OC-U006", facts=(("argument", "amount"),))])
        return cls(exact(cast(str, amount), "amount"), reason_sv, reason_en, authority)

    def to_dict(self) -> dict[str, object]:
        """It as plain data for canonical JSON."""
        reason = {"en": self.reason_en, "sv": self.reason_sv}
        return {"amount": exact_text(self.amount), "authority": self.authority, "reason": reason}


@dataclass(frozen=True, slots=True)
class SettlementData:
    """The inputs of one settlement; aggregates only.

    given: by measure, an exact number (decimal string, `38 %`, integer, Decimal, Fraction) or a truth, or one per row
    of the tables that the measure stands by. panel: the project's units; comparators: what it is compared with; plan:
    as frozen before the data. notices: what was found when the data were read; they are shown on the statement.
    events: what moved sickness absence and is not the project; the contract's clause says what they mean. external:
    the effect as somebody else estimated it, where the plan says that one is adopted. earlier: the statements settled
    before. adjustments: by measure, what was decided. series: published index figures by series; as_of: the day as of
    which the settlement is made. acknowledgements: of findings on HOLD, by the parties. percentages: the places of
    the figures that were written in per cent, which only a ratio can be. Raises UsageError for a float or text that
    is no decimal (OC-U005, OC-U006), and for an integer beyond ±(2^53 − 1) that is not written as text (OC-D263),
    since a program may have rounded it on the way.
    """

    given: Mapping[str, Given] = field(default_factory=dict)
    panel: Panel | None = None
    comparators: ComparatorPanel | None = None
    plan: BaselinePlan | None = None
    notices: tuple[Notice, ...] = ()
    events: tuple[ShockEvent, ...] = ()
    external: ExternalEstimate | None = None
    earlier: Sequence[Statement | Earlier] = ()
    adjustments: Mapping[str, Adjustment] = field(default_factory=dict)
    series: Mapping[str, tuple[Published, ...]] = field(default_factory=dict)
    as_of: date | None = None
    acknowledgements: tuple[Acknowledgement, ...] = ()
    percentages: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        findings = Findings()
        values = {name: _exact(value, name, findings) for name, value in self.given.items()}
        findings.refuse(UsageError)
        written = {path for name, value in self.given.items() for path in _percentages(value, f"given.{name}")}
        object.__setattr__(self, "given", values)
        object.__setattr__(self, "percentages", frozenset(written))

    def known(self, day: date) -> SettlementData:
        """The same data as of a day: without what the parties acknowledged after it."""
        data = copy(self)  # made anew, they would lose which figures were written in per cent
        object.__setattr__(data, "as_of", day)
        given = tuple(one for one in self.acknowledgements if one.signed <= day)
        object.__setattr__(data, "acknowledgements", given)
        return data

    @property
    def figures(self) -> Mapping[str, Figures]:
        """The given figures as they are kept: exact numbers and truths."""
        return cast("Mapping[str, Figures]", self.given)

    def given_dict(self) -> dict[str, object]:
        """The given figures as plain data for canonical JSON."""
        return {name: _plain(value) for name, value in self.figures.items()}


def _exact(value: Given, argument: str, findings: Findings, depth: int = 0) -> Figures:
    """A figure as an exact number or truth; what is none is found."""
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return {str(row): _exact(each, f"{argument}.{row}"[:80], findings, depth + 1) for row, each in value.items()}
    if isinstance(value, (list, tuple)) and depth < _DEEPEST:
        rows = enumerate(value, 1)
        return tuple([_exact(each, f"{argument}.{number}", findings, depth + 1) for number, each in rows])
    try:
        if type(value) is int and abs(value) > _LARGEST_INTEGER:
            raise UsageError([Notice("OC-D263", facts=(("argument", argument),))])
        return value if isinstance(value, bool) else exact(cast(str, value), argument)
    except UsageError as refusal:
        findings.extend(refusal.notices)
        return Fraction(0)


def _percentages(value: Given, path: str) -> Iterator[str]:
    """The places of figures written in per cent."""
    if isinstance(value, str):
        yield from (path,) if value.endswith("%") else ()
    elif isinstance(value, Mapping):
        for row, each in value.items():
            yield from _percentages(each, f"{path}.{row}")
    elif isinstance(value, (list, tuple)):
        for number, each in enumerate(value, 1):
            yield from _percentages(each, f"{path}.{number}")


def _plain(value: Figures) -> object:
    if isinstance(value, Mapping):
        return {row: _plain(each) for row, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool) else exact_text(value)
