"""What stands inside the tables of a contract, as plain data with types: texts, roundings, ranks, optional fields.

They have the names and forms of the contract's model, which checks them; here a type checker sees them first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NotRequired, TypedDict

from outcome_contracts.contract.build.expressions import Operand, Quantity
from outcome_contracts.terms.rounding import Mode

Improves = Literal["down", "up", "neither"]
Side = str | Mapping[str, Operand]
AmendmentKind = Literal["amendment", "correction", "novation", "re_basing", "suspension", "window_extension"]


class Texts(TypedDict):
    """A text in both languages."""

    sv: str
    en: str


class Rounds(TypedDict):
    """A rounding point: the step, a decimal as a text, and which way."""

    to: str
    mode: Mode


class Term(TypedDict):
    """The contract's term: whole months from a day."""

    start: date
    months: int
    end: NotRequired[date]


class Stated(TypedDict):
    """A figure that a source states; it enters no formula."""

    source: str
    value: NotRequired[str]
    rows: NotRequired[Mapping[str, str]]
    precision: NotRequired[str]


class Described(TypedDict, total=False):
    """What describes a term and decides nothing."""

    label: Texts
    clause: str


class PartyFields(TypedDict, total=False):
    """What is said of a party beside its name."""

    role: Texts


class ConstantFields(Described, total=False):
    """What is said of a constant beside its value; `unknown` is the unit of one that nobody has stated."""

    unknown: str
    source: str
    stated: Sequence[Stated]


class Column(TypedDict):
    """A column of an agreed table."""

    id: str
    label: NotRequired[Texts]


class Row(TypedDict):
    """A row of an agreed table: a literal per column."""

    id: str
    cells: Sequence[Quantity]
    label: NotRequired[Texts]


class TableFields(Described, total=False):
    """What is said of a table beside its rows."""

    columns: Sequence[Column]
    source: str


class Plausible(TypedDict):
    """What is expected of a measure, decimals as texts in its unit."""

    typical: str
    low: NotRequired[str]
    high: NotRequired[str]
    standard_error: NotRequired[str]
    no_effect: NotRequired[str]
    target: NotRequired[str]
    source: NotRequired[str]


class _ShownFields(Described, total=False):
    show_digits: int


class MeasureFields(_ShownFields, total=False):
    """What is said of any measure."""

    plausible: Plausible
    stated: Sequence[Stated]


class GivenFields(MeasureFields, total=False):
    """What is said of a figure that the parties hand in."""

    by: Sequence[str]
    source: str


class PanelFields(MeasureFields, total=False):
    """What is said of a figure of the panel."""

    per: Literal["person_year", "fte_year", "head_year"]
    by: Sequence[str]


class CounterfactualFields(MeasureFields, total=False):
    """What is said of a reference."""

    method: str
    deviations: Sequence[Mapping[str, object]]
    end: Literal["low", "high"]
    by: Sequence[str]


class DatedValue(TypedDict):
    """A value of a day in some months, `2018-10/2018-12`; supplied by a party where nobody published it."""

    months: str
    value: str
    source: str
    why: Texts
    supplied: NotRequired[Literal[True]]


class DayValueFields(_ShownFields, total=False):
    """What is said of the value of a day: by a model, as it is stated, or by date."""

    plausible: Plausible
    basis: Literal["contract_value", "cash_releasing", "societal"]
    forsakringskassan: Mapping[str, str]
    stated: str
    dated: Sequence[DatedValue]
    by: Sequence[str]


class LineFields(_ShownFields, total=False):
    """What is said of a line beside its formula."""

    stated: Sequence[Stated]
    unit: str
    round: Rounds
    by: Sequence[str]


class FlowFields(Described, total=False):
    """What is said of money that leaves beside its amount."""

    round: Rounds


class Tranche(FlowFields):
    """A rank of a waterfall; the last one has no `until` and takes the rest."""

    id: str
    payee: Side
    until: NotRequired[Quantity]


class PhaseFields(Described, total=False):
    """What is said of a phase of the schedule, its days as they are written."""

    start: str
    end: str
    on: str
    within: str
    after: str
    source: str


class AmendmentFields(TypedDict, total=False):
    """The limits of a clause that lets the contract be changed."""

    months_at_most: int
    percent_at_most: str
    text: Texts


class TerminationFields(TypedDict, total=False):
    """What is said of what is due at the end for a cause, beside its amount."""

    label: Texts
    round: Rounds


class SafeguardsFields(TypedDict, total=False):
    """What is said of how the contract is run; each holds its clause, its text and its own terms."""

    enrolment: Mapping[str, object]
    counting: Sequence[Mapping[str, object]]
    order: Mapping[str, object]
    guard_rails: Mapping[str, object]
    missing_data: Mapping[str, object]
    verification: Mapping[str, object]
    estimation: Mapping[str, object]
    attribution: Mapping[str, object]
    termination: Mapping[str, object]
    indexation: Mapping[str, object]
    budgets: Sequence[Mapping[str, object]]
    cash_values: Sequence[Mapping[str, object]]
    evaluation: Mapping[str, object]
    ramp_up: Mapping[str, object]
    follow_up: Mapping[str, object]


class MeasureRulesFields(TypedDict):
    """How absence becomes net days, and what they are divided by; every choice is made."""

    short_term: Literal["first_14_days", "periods_up_to_14_days", "employer_paid_days"]
    relapse_days: int
    day_basis: Literal["calendar", "scheduled", "hours"]
    extent_basis: Literal["of_employment", "of_full_time"]
    denominator: Literal["person_years", "fte_years", "mean_heads", "heads_on_date"]
    year_days: str
    population: Literal["all_employed", "monthly_paid", "hourly_paid", "employed_all_year"]
    overlap: Literal["reject", "max", "capped_sum"]
    days_off_at_end: NotRequired[Literal["counted", "not_counted"]]
    waiting_day: NotRequired[Literal["counted", "not_counted"]]
    longest_period: NotRequired[int]
    heads_date: NotRequired[str]


class ShockFields(TypedDict, total=False):
    """The limit that a treatment needs: `at_most` of `cap`, `months_at_most` of `extend`."""

    at_most: str
    months_at_most: int
