"""Counts: what is counted, how often, and by whom it is paid (L14, L19, L21).

A count is only as sharp as its unit: a claim can be made twice, by one person or by two, this year or ten years later.
"""

from __future__ import annotations

from collections.abc import Iterator

from outcome_contracts.contract.lint.subject import Subject
from outcome_contracts.notices import Notice
from outcome_contracts.terms.tree import Call, Multiply, Name, Node, names_in, walk
from outcome_contracts.terms.units import Unit, counts_money, is_price

# What one person can have or do more than once.
_REPEATED = frozenset({"claim", "event", "case"})
_PERSONS = frozenset({"person", "head", "child", "family"})
_CAPS = frozenset({"min", "cap", "clamp"})
_OVER_BANDS = frozenset({"bands", "slab"})


def ambiguous_counts(subject: Subject) -> Iterator[Notice]:
    """L14: what is counted can occur more than once for one person, and the contract says not how often or how long."""
    said = {counting.of for counting in subject.safeguards.counting}
    own = frozenset(subject.contract.units)
    for measure in subject.paid_for:
        unit = subject.units[measure.id]
        repeated = len(unit.powers) == 1 and unit.powers[0][0] in _REPEATED | own
        if measure.origin == "given" and repeated and measure.id not in said:
            missing = "@window" if _limited(subject, measure.id) else "@repeats_and_window"
            yield Notice(
                "OC-L014", subject.where(measure.id),
                (("name", measure.id), ("unit", f"@counted_in {unit}"), ("missing", missing)),
            )  # fmt: skip


def priced_twice(subject: Subject) -> Iterator[Notice]:
    """L19: one measure has a price in two places, and what is counted there is paid for twice."""
    if subject.safeguards.attribution is not None:
        return
    places: dict[str, list[str]] = {}
    for name, formula in subject.paying():
        for node in walk(formula):
            for measure in _priced(subject, node):
                where = subject.where(name)
                if where not in places.setdefault(measure, []):
                    places[measure].append(where)
    for measure, found in places.items():
        if len(found) > 1:
            facts = (("name", measure), ("first", found[0]), ("second", found[1]), ("count", len(found)))
            yield Notice("OC-L019", subject.where(measure), facts)


def person_caps(subject: Subject) -> Iterator[Notice]:
    """L21: a limit per person on figures of many persons together caps the average, not the person."""
    by_person = frozenset(table.id for table in subject.contract.tables if table.rows == "given")
    for name, formula in subject.paying():
        inside = {
            id(part)
            for node in walk(formula)
            if isinstance(node, Call) and node.function == "total" and names_in(node.arguments[0]) & by_person
            for part in walk(node)
        }
        tables = subject.lines[name].by if name in subject.lines else ()
        for node in walk(formula):
            if not isinstance(node, Call) or node.function not in _CAPS or id(node) in inside or by_person & {*tables}:
                continue
            for part in node.arguments:
                limit = _per_person(subject, part)
                if limit is not None:
                    yield Notice("OC-L021", subject.where(name), (("limit", limit),))


def _limited(subject: Subject, measure: str) -> bool:
    """Whether the measure stands in a cap by claims per person, as a rate card with repeats has it."""
    for _, formula in subject.paying():
        for node in walk(formula):
            if isinstance(node, Call) and node.function in _CAPS and measure in names_in(node):
                units = [subject.units.get(name) for name in names_in(node)]
                if any(unit is not None and _is_per_person(unit) for unit in units):
                    return True
    return False


def _priced(subject: Subject, node: Node) -> Iterator[str]:
    """The measures that a node multiplies by an agreed price in money."""
    if isinstance(node, Multiply):
        parts = node.parts
        priced = any(
            (unit := subject.units.get(name)) is not None and is_price(unit)
            for part in parts
            for name in _agreed(subject, part)
        )
        yield from (part.name for part in parts if priced and _is_measure(subject, part) and isinstance(part, Name))
    elif isinstance(node, Call) and node.function in _OVER_BANDS:
        x = node.arguments[0]
        if isinstance(x, Name) and _is_measure(subject, x) and counts_money(subject.unit(node)):
            yield x.name


def _agreed(subject: Subject, node: Node) -> frozenset[str]:
    return names_in(node) if names_in(node) <= subject.constants else frozenset()


def _is_measure(subject: Subject, node: Node) -> bool:
    return isinstance(node, Name) and node.name in subject.measures and bool(subject.depends_on(node))


def _per_person(subject: Subject, node: Node) -> str | None:
    """The agreed limit per person that stands in an argument of a cap."""
    for name in sorted(names_in(node) & subject.constants):
        if _is_per_person(subject.units[name]):
            return name
    return None


def _is_per_person(unit: Unit) -> bool:
    return any(base in _PERSONS and power < 0 for base, power in unit.powers)
