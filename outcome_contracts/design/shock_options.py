"""Shock options: what each treatment of the events in a period would pay, beside the one that the contract names.

Every option is a settlement of the same data by the same contract with another clause, and nothing else changed; so
each amount can be reproduced by `settle`. Which one is right is for the parties: the table prices, it does not rank.
An option that cannot be settled (months missing, no comparators to cap) has no amount, and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, cast

from outcome_contracts.contract.fields import Text
from outcome_contracts.contract.model import Contract
from outcome_contracts.contract.shock_clause import CapClause, ExtendClause, PlainShockClause, ShockClause
from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import ContractInvalid, DataRejected, Findings, Language, Notice, UsageError
from outcome_contracts.notices.signs import number
from outcome_contracts.period import Period
from outcome_contracts.settlement.regime import extension
from outcome_contracts.settlement.settle import settle

if TYPE_CHECKING:
    from outcome_contracts.settlement.data import SettlementData
    from outcome_contracts.settlement.statement import Statement

Treatment = Literal["exclude", "comparator_adjust", "cap", "suspend", "truncate", "extend"]

_TREATMENTS: tuple[Treatment, ...] = ("exclude", "comparator_adjust", "cap", "suspend", "truncate", "extend")
_STANDING_IN = Text(sv="Prissatt alternativ", en="Priced option")
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "option": "option", "effect": "effect", "interval": "interval", "months": "months", "due": "due",
        "difference": "to the contract's", "exclude": "exclude", "comparator_adjust": "adjust by the comparators",
        "cap": "cap", "suspend": "suspend", "truncate": "truncate", "extend": "extend", "contract": "the contract's",
        "none": "cannot be settled",
    },
    "sv": {
        "option": "alternativ", "effect": "effekt", "interval": "intervall", "months": "månader", "due": "att betala",
        "difference": "mot kontraktets", "exclude": "utelämna", "comparator_adjust": "justera med jämförelserna",
        "cap": "begränsa", "suspend": "skjut upp", "truncate": "avbryt", "extend": "förläng",
        "contract": "kontraktets", "none": "går inte att avräkna",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShockOption:
    """One treatment, priced.

    treatment: of event months. agreed: whether it is the contract's own. period: what was settled. effect: relative,
    with the ends of its interval, None where there is none. due: by flow, in the contract's currency and direction, a
    repayment below zero. difference: to what the contract's own treatment pays, or None where that cannot be settled.
    reasons: why there is no amount; then effect, due and difference are None.
    """

    treatment: Treatment
    agreed: bool
    period: Period
    effect: tuple[Fraction, Fraction | None, Fraction | None] | None
    due: Mapping[str, Fraction] | None
    difference: Mapping[str, Fraction] | None
    digest: str
    reasons: tuple[Notice, ...]

    def to_dict(self) -> dict[str, object]:
        """The option as plain data for canonical JSON."""
        return {
            "treatment": self.treatment,
            "agreed": self.agreed,
            "period": str(self.period),
            "effect": None
            if self.effect is None
            else [None if value is None else exact_text(value) for value in self.effect],
            "due": _amounts(self.due),
            "difference": _amounts(self.difference),
            "statement": self.digest,
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


@dataclass(frozen=True, slots=True, repr=False)
class ShockOptions:
    """All options of one period. currency: of the amounts."""

    currency: str
    options: tuple[ShockOption, ...]

    def __repr__(self) -> str:
        return f"ShockOptions({', '.join(option.treatment for option in self.options)})"

    def __getitem__(self, treatment: str) -> ShockOption:
        """The option of that treatment. Raises KeyError where it was not priced."""
        for option in self.options:
            if option.treatment == treatment:
                return option
        raise KeyError(treatment)

    def to_dict(self) -> dict[str, object]:
        """The table as plain data for canonical JSON."""
        return {"currency": self.currency, "options": [option.to_dict() for option in self.options]}

    def text(self, lang: Language) -> str:
        """The table, one line an option and flow."""
        words = _WORDS[lang]
        rows = [[words[name] for name in ("option", "months", "effect", "interval", "due", "difference")]]
        for option in self.options:
            rows += _rows(option, self.currency, lang)
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
            for row in rows
        )


def shock_options(
    contract: Contract,
    data: SettlementData,
    period: Period | str,
    *,
    at_most: str | None = None,
    months_at_most: int | None = None,
) -> ShockOptions:
    """Every treatment of the data's events, settled provisionally.

    at_most: how far a cap lets the comparators' index go, e.g. `25 %`; months_at_most: how many months an extension may
    have. The contract's own clause decides where it states them; an option whose figure nobody states is not priced.
    An extension is settled over a period that is so many months longer.
    Raises UsageError (OC-B119) for a figure that is none, or where no event falls in the period.
    """
    period = Period.parse(period) if isinstance(period, str) else period
    findings = Findings()
    if not any(month in period for event in data.events for month in event.months):
        findings.add("OC-B119", argument="events", allowed=str(period))
    clauses = {name: _clause(contract, name, at_most, months_at_most, findings) for name in _TREATMENTS}
    findings.refuse(UsageError)
    own: Treatment = "suspend" if contract.shocks is None else contract.shocks.treatment
    tried = {name: _tried(contract, clause, data, period) for name, clause in clauses.items() if clause is not None}
    agreed = tried.get(own)
    base = None if agreed is None or agreed.statement is None else _due(agreed.statement)
    return ShockOptions(
        contract.currency,
        tuple(
            _option(name, trial, base, agreed=contract.shocks is not None and name == own)
            for name, trial in tried.items()
        ),
    )


def _clause(
    contract: Contract, treatment: Treatment, at_most: str | None, months_at_most: int | None, findings: Findings
) -> ShockClause | None:
    """The contract's own clause, or one of that treatment with the figure that was given."""
    own = contract.shocks
    if own is not None and own.treatment == treatment:
        return own
    stated = {"clause": "–", "text": _STANDING_IN, "treatment": treatment}
    try:
        match treatment:
            case "cap":
                return None if at_most is None else CapClause.model_validate({**stated, "at_most": at_most})
            case "extend":
                more = {**stated, "months_at_most": months_at_most}
                return None if months_at_most is None else ExtendClause.model_validate(more)
            case _:
                return PlainShockClause.model_validate(stated)
    except ValueError:
        argument, allowed = ("at_most", '"25 %" | "0.25"') if treatment == "cap" else ("months_at_most", "1 – 120")
        findings.add("OC-B119", argument=argument, allowed=allowed)
        return None


@dataclass(frozen=True, slots=True)
class _Trial:
    """The statement of a period under a clause, or every reason why there is none."""

    period: Period
    statement: Statement | None
    reasons: tuple[Notice, ...]


def _tried(contract: Contract, clause: ShockClause, data: SettlementData, period: Period) -> _Trial:
    other = contract.model_copy(update={"shocks": clause})
    span = Period(period.first, period.last + extension(other, data.events))
    try:
        return _Trial(span, settle(other, data, span), ())
    except (DataRejected, ContractInvalid) as refusal:
        return _Trial(span, None, refusal.notices)


def _option(treatment: Treatment, trial: _Trial, base: Mapping[str, Fraction] | None, *, agreed: bool) -> ShockOption:
    found = trial.statement
    if found is None:
        return ShockOption(treatment, agreed, trial.period, None, None, None, "", trial.reasons)
    due = _due(found)
    difference = None if base is None else {flow: amount - base[flow] for flow, amount in due.items()}
    return ShockOption(treatment, agreed, trial.period, _effect(found), due, difference, found.digest, ())


def _due(statement: Statement) -> dict[str, Fraction]:
    """What each flow pays in the contract's direction."""
    return {flow.id: -flow.amount if flow.repaid else flow.amount for flow in statement.flows}


def _effect(statement: Statement) -> tuple[Fraction, Fraction | None, Fraction | None] | None:
    if statement.counterfactual is None:
        return None
    stated = cast("Mapping[str, str | None]", statement.counterfactual["effect"])
    low, high = (None if stated[end] is None else Fraction(str(stated[end])) for end in ("low", "high"))
    return Fraction(str(stated["point"])), low, high


def _amounts(amounts: Mapping[str, Fraction] | None) -> dict[str, str] | None:
    return None if amounts is None else {flow: exact_text(amount) for flow, amount in amounts.items()}


def _rows(option: ShockOption, currency: str, lang: Language) -> list[list[str]]:
    """The option's lines: one for every flow, or one that says that there is none."""
    words = _WORDS[lang]
    name = words[option.treatment] + (f" ({words['contract']})" if option.agreed else "")
    if option.due is None:
        codes = ", ".join(dict.fromkeys(reason.code for reason in option.reasons if reason.severity == "error"))
        return [[name, str(option.period), "–", "–", f"{words['none']}: {codes}", "–"]]
    effect = interval = "–"
    if option.effect is not None:
        point, low, high = option.effect
        effect = _percent(point, lang)
        interval = "–" if low is None or high is None else f"{_percent(low, lang)} … {_percent(high, lang)}"
    lines = []
    for flow, amount in option.due.items():
        more = "–" if option.difference is None else _money(option.difference[flow], currency, lang)
        lines.append([name, str(option.period), effect, interval, _money(amount, currency, lang), more])
    return lines


def _percent(value: Fraction, lang: Language) -> str:
    return f"{number(fixed_text(100 * value, 2), lang)} %"


def _money(amount: Fraction, currency: str, lang: Language) -> str:
    return f"{number(fixed_text(amount, 2), lang)} {currency}"
