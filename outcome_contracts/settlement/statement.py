"""The statement: the contract evaluated, line by line, with everything needed to do it again.

`lines` are the rows that the parties agreed to see, in their order; `disclosures` are all other values of the
contract, which inform and, unless a flow depends on them, change no amount. `to_json` is canonical; its
`digest` covers all but the engine's version, so that another version of the engine that computes the same
gives the same digest. What is plain data here has its keys in canonical order, that is sorted, as it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from outcome_contracts.canonical import bytes_digest, canonical, canonical_object, ordered_canonical
from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import Notice
from outcome_contracts.period import Period, month_text
from outcome_contracts.settlement.seal import seal
from outcome_contracts.settlement.shown import Shown
from outcome_contracts.terms.units import Unit

if TYPE_CHECKING:
    from outcome_contracts.contract.fields import Rounds
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.measures import Status

SCHEMA = "outcome_contracts/statement/1"

_FROM_ELSEWHERE = ("inputs", "counterfactual", "notices")


@dataclass(frozen=True, slots=True)
class Interval:
    """The line's value at the two ends of the reference's interval, the lower first."""

    confidence: str
    low: Fraction
    high: Fraction

    def to_dict(self) -> dict[str, object]:
        """The interval as plain data for canonical JSON."""
        return {"confidence": self.confidence, "high": exact_text(self.high), "low": exact_text(self.low)}


class RecordedStep(NamedTuple):
    """A call of the formula and what it gave; reason: why a gate is closed, else empty."""

    call: str
    value: Fraction
    reason: str

    def to_dict(self) -> dict[str, object]:
        """The step as plain data for canonical JSON."""
        reason = {"reason": self.reason} if self.reason else {}
        return {"call": self.call, **reason, "value": exact_text(self.value)}


class StatementLine(NamedTuple):
    """One value of the contract.

    exact: the value that other lines use, None where it is unknown. before: the value before its rounding point. seen:
    the value for reading (a ratio in per cent), also as shown and shown_unit; shown_exactly says whether nothing was
    lost. inputs: the exact values of the names in the formula. evidence: where a measure comes from. pays: whether a
    flow depends on it. assumptions: the numbers, from 1, of the contract's assumptions that concern it. round: its
    rounding point.
    """

    id: str
    kind: str
    label: Mapping[str, str]
    unit: Unit
    exact: Fraction | bool | None
    seen: Shown
    formula: str
    inputs: Mapping[str, Fraction | bool]
    clause: str
    evidence: str
    pays: bool
    assumptions: tuple[int, ...]
    before: Fraction | None
    round: Rounds | None
    steps: tuple[RecordedStep, ...]
    interval: Interval | None

    @property
    def shown(self) -> str:
        """A decimal string, or true or false."""
        return self.seen.text

    @property
    def shown_unit(self) -> str:
        """The unit in which it is shown."""
        return self.seen.unit

    @property
    def shown_exactly(self) -> bool:
        """Whether nothing was lost in showing."""
        return self.seen.exactly

    def to_dict(self) -> dict[str, object]:
        """The line as plain data for canonical JSON."""
        return self.plain_with({self.id: plain(self.exact)} | _printed(self.inputs))

    def plain_with(self, printed: Mapping[str, str | bool | None]) -> dict[str, object]:
        """The same, where the values of its own name and of its inputs are printed already."""
        exact, seen = printed[self.id], self.seen
        return {
            **({"assumptions": list(self.assumptions)} if self.assumptions else {}),
            "clause": self.clause,
            "evidence": self.evidence,
            "exact": exact,
            "formula": self.formula,
            "id": self.id,
            "inputs": _inputs(self.inputs, printed),
            **({"interval": self.interval.to_dict()} if self.interval else {}),
            "kind": self.kind,
            "label": dict(self.label),
            "pays": self.pays,
            **({"round": _rounded(self.round, self.before, exact)} if self.round else {}),
            "shown": {"exactly": seen.exactly, "unit": seen.unit, "value": seen.text},
            **({"steps": [step.to_dict() for step in self.steps]} if self.steps else {}),
            "unit": str(self.unit),
        }


class StatementFlow(NamedTuple):
    """Money that leaves: a positive amount from payer to payee; `repaid` where it goes against the contract's way.

    The rest is as for a line; inputs, before, steps and interval have the contract's sign.
    """

    id: str
    label: Mapping[str, str]
    payer: str
    payee: str
    amount: Fraction
    currency: str
    repaid: bool
    clause: str
    formula: str
    inputs: Mapping[str, Fraction | bool]
    assumptions: tuple[int, ...]
    before: Fraction | None
    round: Rounds | None
    steps: tuple[RecordedStep, ...]
    interval: Interval | None

    def to_dict(self) -> dict[str, object]:
        """The flow as plain data for canonical JSON."""
        return self.plain_with(_printed(self.inputs))

    def plain_with(self, printed: Mapping[str, str | bool | None]) -> dict[str, object]:
        """The same, where the values of its inputs are printed already."""
        amount = exact_text(self.amount)
        signed = f"-{amount}" if self.repaid else amount
        return {
            "amount": amount,
            **({"assumptions": list(self.assumptions)} if self.assumptions else {}),
            "clause": self.clause,
            "currency": self.currency,
            "formula": self.formula,
            "from": self.payer,
            "id": self.id,
            "inputs": _inputs(self.inputs, printed),
            **({"interval": self.interval.to_dict()} if self.interval else {}),
            "label": dict(self.label),
            "repaid": self.repaid,
            **({"round": _rounded(self.round, self.before, signed)} if self.round else {}),
            **({"steps": [step.to_dict() for step in self.steps]} if self.steps else {}),
            "to": self.payee,
        }


def _inputs(
    inputs: Mapping[str, Fraction | bool], printed: Mapping[str, str | bool | None]
) -> dict[str, str | bool | None]:
    """The inputs of a formula, of which most are printed already; what earlier statements said is not."""
    return {name: printed[name] if name in printed else plain(value) for name, value in inputs.items()}


def _rounded(rounds: Rounds, before: Fraction | None, value: str | bool | None) -> dict[str, object]:
    """A rounding point and what it rounded; value: as printed, with the contract's sign."""
    return {"before": value if before is None else exact_text(before), "mode": rounds.mode, "to": rounds.to}


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Statement:
    """A settled period. inputs: all that was put on the table; counterfactual: the fitted reference, if any."""

    contract: Contract
    period: Period
    status: Status
    lines: tuple[StatementLine, ...]
    disclosures: tuple[StatementLine, ...]
    flows: tuple[StatementFlow, ...]
    notices: tuple[Notice, ...]
    inputs: Mapping[str, object]
    counterfactual: Mapping[str, object] | None
    provenance: Mapping[str, str]
    engine: str
    _parts: dict[str, bytes] = field(default_factory=dict, init=False)

    def __repr__(self) -> str:
        due = "; ".join(f"{flow.payer} → {flow.payee} {exact_text(flow.amount)} {flow.currency}" for flow in self.flows)
        return f"Statement({self.contract.id}, {self.period}, {self.status}: {due}; {self.digest[:19]}…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Statement) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __getitem__(self, name: str) -> StatementLine:
        """The line or disclosure of that name."""
        for line in (*self.lines, *self.disclosures):
            if line.id == name:
                return line
        raise KeyError(name)

    def content(self) -> dict[str, object]:
        """What the digest covers, as plain data."""
        printed = {line.id: plain(line.exact) for line in (*self.lines, *self.disclosures)}
        return {
            "contract": self.contract.to_dict(),
            **({} if self.counterfactual is None else {"counterfactual": dict(self.counterfactual)}),
            "disclosures": [line.plain_with(printed) for line in self.disclosures],
            "flows": [flow.plain_with(printed) for flow in self.flows],
            "inputs": dict(self.inputs),
            "lines": [line.plain_with(printed) for line in self.lines],
            "notices": [notice.to_dict() for notice in self.notices],
            "period": {
                "first": month_text(self.period.first),
                "last": month_text(self.period.last),
                "months": len(self.period),
            },
            "provenance": dict(sorted(self.provenance.items())),
            "schema": SCHEMA,
            "status": self.status,
        }

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the content."""
        return bytes_digest(canonical_object(self._parts or self._members(self.content())))

    def to_dict(self) -> dict[str, object]:
        """The whole statement as plain data: content, engine, seal and digest."""
        sealed = {**self.content(), "engine": self.engine}
        return {**sealed, "seal": seal(sealed), "digest": self.digest}

    def to_json(self) -> str:
        """The statement as canonical JSON."""
        content = self.content()
        members, sealed = self._members(content), {**content, "engine": self.engine}
        last = {"engine": self.engine, "seal": seal(sealed), "digest": bytes_digest(canonical_object(members))}
        added = {name: canonical(value).encode() for name, value in last.items()}
        return canonical_object({**members, **added}).decode()

    def _members(self, content: Mapping[str, object]) -> dict[str, bytes]:
        """The canonical JSON of each part of the content, which is kept; the contract's is kept with the contract."""
        if not self._parts:
            for name, part in content.items():
                if name == "contract":
                    self._parts[name] = self.contract.canonical_bytes
                elif name in _FROM_ELSEWHERE:
                    self._parts[name] = canonical(part).encode()
                else:
                    self._parts[name] = ordered_canonical(part)
        return self._parts


def _printed(values: Mapping[str, Fraction | bool]) -> dict[str, str | bool | None]:
    return {name: plain(value) for name, value in values.items()}


def plain(value: Fraction | bool | None) -> str | bool | None:
    """A value as canonical JSON holds it: a truth, an exact string, or null for what is unknown."""
    return value if value is None or isinstance(value, bool) else exact_text(value)
