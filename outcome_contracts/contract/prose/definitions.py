"""What a contract is about, in words: its parties, term, agreed figures, measure rules, tables and measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from outcome_contracts.contract.prose.diction import Diction
from outcome_contracts.notices.signs import visible
from outcome_contracts.period import term_end
from outcome_contracts.terms.prose import is_figure, sentence_case
from outcome_contracts.terms.units import RATIO, TRUTH, currency, parse_unit

if TYPE_CHECKING:
    from outcome_contracts.contract.day_value import DatedValue
    from outcome_contracts.contract.measure_rules import MeasureRules
    from outcome_contracts.contract.measures import (
        AdjustmentMeasure,
        CounterfactualMeasure,
        DayValueMeasure,
        Deviation,
        GivenMeasure,
        IndexMeasure,
        Measure,
        PanelMeasure,
        PeriodMeasure,
    )
    from outcome_contracts.contract.model import Constant
    from outcome_contracts.contract.stated import Stated
    from outcome_contracts.contract.tables import Table


def parties(of: Diction) -> Iterator[str]:
    """Each party and its role."""
    for party in of.contract.parties:
        name = of.text(party.name)
        yield (
            of.say("frame", "party_role", name=name, role=of.text(party.role))
            if party.role
            else of.say("frame", "party", name=name)
        )


def term(of: Diction) -> Iterator[str]:
    """From when to when, in which currency."""
    agreed = of.contract.term
    yield of.say(
        "frame",
        "term",
        start=of.day(agreed.start),
        end=of.day(term_end(agreed.start, agreed.months)),
        months=of.months(agreed.months),
        currency=of.contract.currency,
        id=of.contract.id,
    )


def constants(of: Diction) -> Iterator[str]:
    """Each agreed figure with its source."""
    for constant in of.contract.constants:
        yield " ".join((_constant(of, constant), *of.source(constant.source), *stated(of, constant.stated)))


def _constant(of: Diction, constant: Constant) -> str:
    label, it = of.heading(constant, constant.clause), of.subject(of.units[constant.id])
    if constant.value is None:
        unit = parse_unit(constant.unknown or "", of.contract.own_units) or RATIO
        key, facts = ("unknown_ratio", {}) if unit == RATIO else ("unknown", {"unit": of.counted_in(unit)})
        return f"{label} {sentence_case(of.say('constant', key, it=it, **facts))}"
    if is_figure(constant.value):
        return of.say(
            "constant", "literal", label=of.numbered(constant, constant.clause), value=of.literal(constant.value)
        )
    return f"{label} {of.writer().paragraph(it, constant.value)}"


def stated(of: Diction, figures: tuple[Stated, ...]) -> Iterator[str]:
    """What documents state of a thing, in their own digits."""
    for figure in figures:
        rows = [
            of.say("frame", "stated_row", value=of.words.quoted(visible(value)), row=of.words.quoted(of.row(row)))
            for row, value in figure.rows.items()
        ] if figure.rows else []  # fmt: skip
        values = [of.words.quoted(visible(figure.value))] if figure.value else []
        yield of.say("frame", "stated", source=figure.source.rstrip("."), value=of.listed([*values, *rows]))


def measure_rules(of: Diction) -> Iterator[str]:
    """Every choice of the measure rules, a sentence each."""
    rules = of.contract.measure_rules
    if rules is not None:
        days = of.figure(str(rules.relapse_days), "day")
        denominator = {"year_days": of.figure(rules.year_days, "ratio")}
        if rules.heads_date is not None:
            denominator = {"heads_date": rules.heads_date}
        sentences = [
            of.say("short_term", rules.short_term),
            of.say("relapse_days", "any", days=days) if rules.relapse_days else of.say("relapse_days", "zero"),
            of.say("day_basis", rules.day_basis),
            of.say("extent_basis", rules.extent_basis),
            of.say("denominator", rules.denominator, **denominator),
            of.say("population", rules.population),
            of.say("overlap", rules.overlap),
        ]
        yield " ".join((*sentences, *_rules_of_some(of, rules)))


def _rules_of_some(of: Diction, rules: MeasureRules) -> Iterator[str]:
    """The rules that are said only where another choice makes them matter."""
    if rules.days_off_at_end is not None:
        yield of.say("days_off_at_end", rules.days_off_at_end)
    if rules.waiting_day is not None:
        yield of.say("waiting_day", rules.waiting_day)
    if rules.longest_period is not None:
        yield of.say("longest_period", "any", days=of.figure(str(rules.longest_period), "day"))


def tables(of: Diction) -> Iterator[str]:
    """Each table: its rows and figures, or that its rows are handed in."""
    for table in of.contract.tables:
        yield " ".join((of.heading(table, table.clause), _table(of, table), *of.source(table.source)))
        if table.columns:
            yield _rows(of, table)


def _table(of: Diction, table: Table) -> str:
    name = of.terms[table.id]
    if isinstance(table.rows, str):
        return of.say("table", table.rows, name=name)
    if table.columns:
        return of.say("table", "agreed", name=name)
    return of.say("table", "listed", name=name, rows=of.listed([of.label(row) for row in table.agreed_rows]))


def _rows(of: Diction, table: Table) -> str:
    head = [of.say("table", "row"), *map(of.label, table.columns)]
    rows = [[of.label(row), *map(of.literal, row.cells)] for row in table.agreed_rows]
    ruled = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |" for cells in ruled)


def measures(of: Diction) -> Iterator[str]:
    """Each measure: what is measured and how, how it is rounded, which way is better."""
    for measure in of.contract.measures:
        unit = of.units[measure.id]
        it = of.subject(unit) if unit in (TRUTH, currency(of.contract.currency)) else of.say("subject", "other")
        said = [
            of.heading(measure, measure.clause),
            *_MEASURED[measure.origin](of, measure, it),
            *_by_months(of, measure),
            *of.rounding(it, measure.round, unit),
        ]
        if measure.improves != "neither":
            said.append(of.say("improves", f"{measure.improves}_truth" if unit == TRUTH else measure.improves))
        if measure.origin != "day_value":
            said += stated(of, measure.stated)
        yield " ".join(map(sentence_case, said))


def _by_months(of: Diction, measure: Measure) -> Iterator[str]:
    """That something measured has a figure for each month; what is handed in or dated says so itself."""
    dated = measure.origin == "day_value" and bool(measure.dated)
    if measure.origin != "given" and measure.by and not dated:
        yield of.say("measure", "by_months", tables=of.tables(measure.by))


def _panel(of: Diction, measure: PanelMeasure, it: str) -> Iterator[str]:
    counted = of.say("of", measure.of)
    if measure.per is None:
        yield of.say("measure", "panel", it=it, of=counted)
    else:
        yield of.say("measure", "panel_per", it=it, of=counted, per=of.say("per", measure.per))


def _counterfactual(of: Diction, measure: CounterfactualMeasure, it: str) -> Iterator[str]:
    facts = {"it": it, "of": of.terms[measure.of], "plan": measure.plan}
    yield of.say("measure", "counterfactual", **facts)
    if measure.method is not None:
        yield of.say("measure", "method", method=of.words.quoted(measure.method))
    if measure.end is not None:
        yield of.say("measure", measure.end)
    for deviation in measure.deviations or ():
        yield _deviation(of, deviation)


def _deviation(of: Diction, deviation: Deviation) -> str:
    values = {"frozen": deviation.frozen, "agreed": deviation.agreed}
    nothing = of.say("measure", "no_value")
    facts = {name: nothing if value is None else of.words.quoted(_plain(value)) for name, value in values.items()}
    return of.say(
        "measure",
        "deviation",
        clause=deviation.clause,
        date=of.day(deviation.date),
        reason=of.text(deviation.reason).rstrip("."),
        field=of.words.quoted(deviation.field),
        **facts,
    )


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    return visible(str(value))


def _given(of: Diction, measure: GivenMeasure, _: str) -> Iterator[str]:
    form = _form(of, measure)
    if measure.by:
        yield of.say("measure", "given_rows", tables=of.tables(measure.by), form=form)
    else:
        yield of.say("measure", "given", form=form)
    yield from of.source(measure.source)


def _form(of: Diction, measure: GivenMeasure) -> str:
    """In what unit and to how many decimals a figure is handed in."""
    unit, whole = of.units[measure.id], measure.digits == 0
    if unit == TRUTH:
        return of.say("measure", "given_truth")
    key = "given_whole" if whole else "given_decimals"
    facts = {} if whole else {"digits": _digits(of, measure.digits)}
    if unit == RATIO:
        return of.say("measure", f"{key}_ratio", **facts)
    return of.say("measure", key, unit=of.counted_in(unit), **facts)


def _digits(of: Diction, digits: int) -> str:
    return of.say("measure", "one_digit" if digits == 1 else "many_digits", digits=str(digits))


def _adjustment(of: Diction, measure: AdjustmentMeasure, it: str) -> Iterator[str]:
    authority, digits = of.party(measure.authority), _digits(of, measure.digits)
    yield of.say("measure", "adjustment", it=it, authority=authority, digits=digits)


def _index(of: Diction, measure: IndexMeasure, it: str) -> Iterator[str]:
    at = of.say("index_at", measure.at)
    if measure.lag_months:
        at = of.say("index_at", "lagged", months=of.months(measure.lag_months), at=at)
    facts = {"series": of.words.quoted(measure.series), "base": measure.base, "at": at}
    yield of.say("measure", "index", it=it, policy=of.say("index_policy", measure.policy), **facts)
    yield from of.source(measure.source)


def _period(of: Diction, measure: PeriodMeasure, it: str) -> Iterator[str]:
    yield of.say("measure", measure.of, it=it)


def _day_value(of: Diction, measure: DayValueMeasure, it: str) -> Iterator[str]:
    model, currency = measure.forsakringskassan, of.contract.currency
    if measure.dated:
        yield of.say("measure", "day_dated", it=it, rows="; ".join([_dated(of, row) for row in measure.dated]))
    elif model is None:
        yield of.say("measure", "day_stated", it=it, value=of.figure(measure.stated or "", currency))
    else:
        shares = ("contributions", "vacation", "supplement", "overhead", "waiting_day_share")
        yield of.say(
            "measure",
            "day_model",
            it=it,
            yearly_pay=of.figure(model.yearly_pay, currency),
            hours_per_day=of.figure(model.hours_per_day, "ratio"),
            overhead_base=of.say("overhead_base", model.overhead_base),
            overhead_counted=of.say("overhead_counted", model.overhead_counted),
            **{name: of.figure(str(getattr(model, name)), "ratio") for name in shares},
        )
    if measure.basis is not None:
        yield of.say("measure", measure.basis)
    yield from of.source(measure.source)


def _dated(of: Diction, row: DatedValue) -> str:
    """A value with its months, its reason and its source."""
    first, last = (of.month(month) for month in (row.period.first, row.period.last))
    months = of.say("measure", "day_month" if len(row.period) == 1 else "day_span", first=first, last=last)
    return of.say(
        "measure",
        "day_row",
        value=of.figure(row.value, of.contract.currency),
        months=months,
        why=of.text(row.why).rstrip("."),
        source=row.source.rstrip("."),
        supplied=of.say("measure", "day_supplied") if row.supplied else "",
    )


# How each kind of measure is said.
_MEASURED: Mapping[str, Callable[[Diction, Any, str], Iterator[str]]] = {
    "panel": _panel,
    "counterfactual": _counterfactual,
    "given": _given,
    "adjustment": _adjustment,
    "index": _index,
    "period": _period,
    "day_value": _day_value,
}
