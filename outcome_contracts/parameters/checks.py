"""What must hold between the rows of a table: each day once, no day left out, sums that agree.

Rows of one name, vintage and day of publication may not overlap; rows that differ in vintage or publication may, if
those of one vintage cover the very same days and each says when it was published (a revision). Values and unknown
spans of a name cover its days from the first to the last without a gap. Bands of one span have different upper edges,
and exactly one has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from outcome_contracts.decimals import percent_text
from outcome_contracts.notices import Findings
from outcome_contracts.parameters.value import ParameterValue, UnknownValue, span_text

_Span = tuple[date, date | None]


def check_rows(rows: Sequence[ParameterValue], unknown: Sequence[UnknownValue], findings: Findings) -> None:
    """Record everything that is wrong between rows, which come in order of name and days."""
    by_name: dict[str, list[ParameterValue]] = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    holes: dict[str, list[UnknownValue]] = defaultdict(list)
    for one in unknown:
        holes[one.name].append(one)
    for name in sorted({*by_name, *holes}):
        own, missing = by_name[name], holes[name]
        if len({row.parameter for row in own} | {one.parameter for one in missing}) > 1:
            findings.add("OC-W028", name, name=name)
        _check_repeated(name, own, findings)
        _check_overlaps(name, own, findings)
        spans: list[_Span] = [(row.valid_from, row.valid_to) for row in own]
        _check_gaps(name, [*spans, *((one.valid_from, one.valid_to) for one in missing)], findings)
        _check_parts(own, by_name, findings)


def _check_repeated(name: str, rows: Iterable[ParameterValue], findings: Findings) -> None:
    """Each band of a span once, and one of them open."""
    bands: dict[tuple[_Span, str, date | None], list[Fraction | None]] = defaultdict(list)
    for row in rows:
        bands[(row.valid_from, row.valid_to), row.vintage, row.published].append(row.up_to)
    for (span, vintage, _), edges in bands.items():
        where = f"{name} {span_text(*span)} {vintage}"
        if len(set(edges)) < len(edges):
            findings.add("OC-W022", where, name=name, count=len(edges) - len(set(edges)))
        if None not in edges:
            findings.add("OC-W031", where, name=name)


def _check_overlaps(name: str, rows: Iterable[ParameterValue], findings: Findings) -> None:
    """No two spans of one vintage share a day, unless they are the same and were published on different known days."""
    spans: dict[str, set[_Span]] = defaultdict(set)
    revisions: dict[tuple[str, _Span], set[date | None]] = defaultdict(set)
    for row in rows:
        span = row.valid_from, row.valid_to
        spans[row.vintage].add(span)
        revisions[row.vintage, span].add(row.published)
    for (vintage, span), published in revisions.items():
        if len(published) > 1 and None in published:  # nobody could say which of them came last
            findings.add("OC-W023", f"{name} {span_text(*span)} {vintage}", name=name, day=str(span[0]))
    for vintage, found in spans.items():
        latest: date | None = date.min
        for first, last in sorted(found, key=_by_days):
            if latest is None or first <= latest:
                findings.add("OC-W023", f"{name} {span_text(first, last)} {vintage}", name=name, day=str(first))
            latest = None if latest is None or last is None else max(latest, last)


def _check_gaps(name: str, spans: Iterable[_Span], findings: Findings) -> None:
    """Every day from the first to the last is in some span."""
    reached: date | None = None
    for place, (first, last) in enumerate(sorted(spans, key=_by_days)):
        if place and reached is None:
            return  # in force until further notice
        if place and reached is not None and (first - reached).days > 1:
            begins, ends = reached + timedelta(days=1), first - timedelta(days=1)
            findings.add("OC-W024", name, name=name, gap=span_text(begins, ends))
        reached = last if not place or last is None or reached is None else max(reached, last)


def _check_parts(rows: Iterable[ParameterValue], by_name: dict[str, list[ParameterValue]], findings: Findings) -> None:
    """A value is the sum of its parts on its first day, where each part is known."""
    for row in rows:
        parts = [_part(name, row, by_name) for name in row.parameter.parts]
        known = [part for part in parts if part is not None]
        if known and len(known) == len(parts) and sum(known) != row.value:
            facts = {"stated": f"{percent_text(row.value)}%", "found": f"{percent_text(Fraction(sum(known)))}%"}
            findings.add("OC-W026", row.row, name=row.name, parts=" + ".join(row.parameter.parts), **facts)


def _part(name: str, row: ParameterValue, by_name: dict[str, list[ParameterValue]]) -> Fraction | None:
    """The value of a part on a row's first day, of the row's vintage where the part has several; None if not known."""
    found = [part for part in by_name.get(name, ()) if part.holds_on(row.valid_from)]
    if len(found) > 1:
        found = [part for part in found if (part.vintage, part.published) == (row.vintage, row.published)]
    return found[0].value if len(found) == 1 else None


def _by_days(span: _Span) -> tuple[date, date]:
    return span[0], span[1] or date.max
