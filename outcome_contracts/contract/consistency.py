"""What one field of a contract says against what another says: names, parties, measures, tables, shares, the term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from outcome_contracts.contract.day_value import check_day_value
from outcome_contracts.contract.measure_rules import MeasureRules, clashing_rules, open_rules
from outcome_contracts.contract.safeguards_check import check_safeguards
from outcome_contracts.contract.tables import MONTHS
from outcome_contracts.period import term_end
from outcome_contracts.terms.parser import nameable
from outcome_contracts.terms.tree import Negate, Number
from outcome_contracts.terms.units import ANY, RATIO, TRUTH

if TYPE_CHECKING:
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.money import Side

PER = {"person_years": "person_year", "fte_years": "fte_year", "mean_heads": "head_year", "heads_on_date": "head_year"}


class Report(Protocol):
    """Where findings go.

    unsound: the fields and items that could not be read; what would follow from their absence alone is not said.
    """

    @property
    def contract(self) -> Contract: ...
    @property
    def unsound(self) -> frozenset[str]: ...
    def say(self, code: str, path: tuple[str | int, ...], **facts: str | int) -> None: ...


def check_names(report: Report) -> None:
    """One name for one thing, and no word of the language."""
    contract, seen = report.contract, set[str]()
    extra, names = contract.own_units, tuple(_language_names(contract))
    for place, base in enumerate(contract.units):
        if not nameable(base) or base in (str(ANY), str(RATIO), str(TRUTH)):
            report.say("OC-C006", ("units", place), name=base)
    for path, name in names:
        if name in seen:
            report.say("OC-C005", path, name=name)
        if not nameable(name, extra):
            report.say("OC-C006", path, name=name)
        seen.add(name)
    for named in ([(("parties", party.id), party.id) for party in contract.parties], list(_transfer_names(contract))):
        known = set[str]()
        for path, name in named:
            if name in known:
                report.say("OC-C005", path, name=name)
            known.add(name)
        _look_alikes(report, named)
    _look_alikes(report, names)


def _look_alikes(report: Report, names: Iterable[tuple[tuple[str | int, ...], str]]) -> None:
    """Two names that a reader would take for one: 0 for o, 1 for l."""
    seen: dict[str, str] = {}
    for path, name in names:
        other = seen.setdefault(name.replace("0", "o").replace("1", "l"), name)
        if other != name:
            report.say("OC-C063", path, name=name, other=other)


def _language_names(contract: Contract) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The places and names of all that a formula can refer to."""
    yield from ((("constants", item.id), item.id) for item in contract.constants)
    for table in contract.tables:
        yield ("tables", table.id), table.id
        yield from ((("tables", table.id, "columns", column.id), column.id) for column in table.columns)
    yield from ((("measures", item.id), item.id) for item in contract.measures)
    yield from ((("lines", item.id), item.id) for item in contract.lines)
    for waterfall in contract.waterfalls:
        yield ("waterfalls", waterfall.id), waterfall.id
        for tranche in waterfall.tranches:
            yield ("waterfalls", waterfall.id, "tranches", tranche.id), tranche.id


def _transfer_names(contract: Contract) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The places and names of all that leaves: a flow and a rank of a waterfall are paid under their ids."""
    yield from ((("flows", flow.id), flow.id) for flow in contract.flows)
    for waterfall in contract.waterfalls:
        yield from ((("waterfalls", waterfall.id, "tranches", rank.id), rank.id) for rank in waterfall.tranches)


def check_fields(report: Report) -> None:
    """Everything else that two fields say about each other."""
    contract = report.contract
    if "term" not in report.unsound:
        _term(report)
    _constants(report)
    _tables(report)
    _sides(report)
    _waterfalls(report)
    open_rules = contract.measure_rules is None and "measure_rules" not in report.unsound
    if open_rules and any(measure.origin == "panel" for measure in contract.measures):
        report.say("OC-C001", ("measure_rules",), what="measure_rules")
    _measure_rules(report)
    for measure in contract.measures:
        _measure(report, measure)
    check_safeguards(report)
    _rows_and_assumptions(report)


def _term(report: Report) -> None:
    term = report.contract.term
    if term.end is not None and term.end != (end := term_end(term.start, term.months)):
        facts: dict[str, str | int] = {"start": str(term.start), "months": term.months, "end": str(end)}
        report.say("OC-C020", ("term", "end"), **facts, stated=str(term.end))


def _constants(report: Report) -> None:
    """A constant has a value, or it is said to be unknown."""
    for constant in report.contract.constants:
        if (constant.value is None) is (constant.unknown is None):
            report.say("OC-C049", ("constants", constant.id), name=constant.id)


def _tables(report: Report) -> None:
    """Rows as long as their table is wide, of literals; what stands by a table names one that exists."""
    contract = report.contract
    known = {table.id for table in contract.tables}
    handed_in = {name for measure in contract.measures if measure.origin == "given" for name in measure.by}
    for table in contract.tables:
        if table.rows == "given" and table.id not in handed_in and "measures" not in report.unsound:
            report.say("OC-C066", ("tables", table.id), table=table.id)
        if isinstance(table.rows, str) and table.columns:
            code = "OC-C044" if table.rows == "given" else "OC-C205"
            report.say(code, ("tables", table.id, "columns"), table=table.id)
        seen = set[str]()
        for row in table.agreed_rows:
            path = ("tables", table.id, "rows", row.id)
            if row.id in seen:
                report.say("OC-C005", path, name=row.id)
            seen.add(row.id)
            if len(row.cells) != len(table.columns):
                report.say("OC-C041", path, row=row.id, cells=len(row.cells), columns=len(table.columns))
            for cell in row.cells:
                if not isinstance(cell.operand if isinstance(cell, Negate) else cell, Number):
                    report.say("OC-C042", path, row=row.id)
    for collection, items in (("measures", contract.measures), ("lines", contract.lines)):
        for item in items:
            by: tuple[str, ...] = getattr(item, "by", ())
            for name in by:
                if name not in known | report.unsound or by.count(name) > 1:
                    report.say("OC-C040", (collection, item.id, "by"), name=name, known=", ".join(sorted(known)) or "–")


def _sides(report: Report) -> None:
    """Money flows between parties that exist, and not to the payer itself."""
    contract = report.contract
    for flow in contract.flows:
        path = ("flows", flow.id)
        payers, payees = _side(report, flow.payer, (*path, "from")), _side(report, flow.payee, (*path, "to"))
        if not (isinstance(flow.payer, str) or isinstance(flow.payee, str)):
            report.say("OC-C047", path, flow=flow.id)
        if payers & payees:
            report.say("OC-C008", path, flow=flow.id)
    for waterfall in contract.waterfalls:
        path = ("waterfalls", waterfall.id)
        payers = _side(report, waterfall.payer, (*path, "from"))
        for tranche in waterfall.tranches:
            if payers & _side(report, tranche.payee, (*path, "tranches", tranche.id, "to")):
                report.say("OC-C008", (*path, "tranches", tranche.id), flow=tranche.id)


def _side(report: Report, side: Side, path: tuple[str, ...]) -> set[str]:
    """The parties of one side of a flow."""
    parties = {party.id for party in report.contract.parties} | report.unsound
    named = [side] if isinstance(side, str) else [share.party for share in side]
    for party in named:
        if party not in parties and "parties" not in report.unsound:
            report.say("OC-C007", path, party=party)
        if named.count(party) > 1:
            report.say("OC-C005", path, name=party)
    return set(named)


def _waterfalls(report: Report) -> None:
    """Every rank but the last has a limit, and the last has none and no rounding: all of the pot goes somewhere."""
    for waterfall in report.contract.waterfalls:
        *above, last = waterfall.tranches
        for tranche in (*(each for each in above if each.until is None), *([last] if last.until is not None else [])):
            path = ("waterfalls", waterfall.id, "tranches", tranche.id)
            report.say("OC-C046", path, tranche=tranche.id, last=last.id)
        if last.round is not None:
            report.say("OC-C064", ("waterfalls", waterfall.id, "tranches", last.id, "round"), tranche=last.id)


def _measure_rules(report: Report) -> None:
    """The rules that the others need are said, and none that means nothing beside them."""
    rules = report.contract.measure_rules
    if rules is None or "measure_rules" in report.unsound:
        return
    for rule in open_rules(rules):
        report.say("OC-C001", ("measure_rules",), what=f"measure_rules.{rule}")
    for rule, other in clashing_rules(rules):
        report.say("OC-D100", ("measure_rules", rule), rule=rule, other=other)


def _measure(report: Report, measure: Measure) -> None:
    rules, path = report.contract.measure_rules, ("measures", measure.id)
    if measure.origin != "given":
        _by_months(report, measure)
    if measure.origin == "panel":
        if rules is not None and measure.per is not None and PER[rules.denominator] != measure.per:
            report.say("OC-C011", (*path, "per"), per=measure.per, denominator=rules.denominator)
        if measure.per is not None and measure.of != "net_days":
            report.say("OC-C012", (*path, "of"), of=measure.of)
    elif measure.origin == "counterfactual":
        observed = {other.id: other for other in report.contract.measures if other.origin == "panel"}
        target = observed.get(measure.of)
        if target is None or target.per is None:
            if measure.of not in report.unsound:
                report.say("OC-C013", (*path, "of"), of=measure.of)
        elif target.improves != measure.improves:
            report.say("OC-C014", (*path, "improves"), of=measure.of, improves=target.improves)
    elif measure.origin == "day_value":
        check_day_value(measure, report.say)
    elif measure.origin == "adjustment":
        _side(report, measure.authority, (*path, "authority"))
    if measure.round is not None and not measure.round.rounding.to:
        report.say("OC-C016", (*path, "round", "to"))


def _by_months(report: Report, measure: Measure) -> None:
    """What is measured, and not handed in, has a figure for each month or one; it knows no other rows."""
    kinds = {table.id: table.rows for table in report.contract.tables}
    for table in measure.by:
        if kinds.get(table, MONTHS) != MONTHS:
            report.say("OC-C200", ("measures", measure.id, "by"), measure=measure.id, table=table)


def _rows_and_assumptions(report: Report) -> None:
    contract = report.contract
    shown = {item.id for item in (*contract.measures, *contract.every_line)}
    for place, row in enumerate(contract.rows):
        if row not in shown and row not in report.unsound:
            report.say("OC-C025", ("rows", place), name=row)
        shown.discard(row)
    things = _things(contract) if contract.assumptions else frozenset()
    for place, assumption in enumerate(contract.assumptions):
        if assumption.about not in things and assumption.about.rpartition(".")[2] not in report.unsound:
            report.say("OC-C009", ("assumptions", place, "about"), about=assumption.about)


def _things(contract: Contract) -> frozenset[str]:
    """The paths that an assumption can be about."""
    fixed = {"term", "measure_rules", "currency", "term.start", "term.months", "shocks"}
    fixed.update(f"measure_rules.{name}" for name in MeasureRules.model_fields)
    collections = ("constants", "tables", "measures", "lines", "flows", "waterfalls")
    return frozenset(fixed | {f"{name}.{item.id}" for name in collections for item in getattr(contract, name)})
