"""Whether the clause that an amendment names allows each of its changes, and within the clause's limits.

Some changes have a name of their own: of the term, of the frozen plan, of a party, of the months that count. Such a
change is made by an amendment of that kind only, so that nobody re-bases a contract in passing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from outcome_contracts.contract.versions.change import Change, value_at
from outcome_contracts.contract.versions.clauses import AmendmentClause, ClauseKind, covers, suspended_months
from outcome_contracts.contract.versions.figure import figure, size
from outcome_contracts.decimals import fixed_text, parse_decimal_or_percent
from outcome_contracts.period import month_of
from outcome_contracts.terms.rounding import Rounding

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.versions.admission import Admission

# What is beyond a limit never reads as the limit.
_BEYOND = Rounding(Fraction(1, 100), "up")
_DESCRIBING = frozenset(("label", "source", "show_digits"))


def require_clause(admission: Admission, new: Contract, changes: Sequence[Change]) -> None:
    """Record what the clause does not allow.

    OC-A010: there is no such clause. OC-A011: it is not for this kind, OC-A012: nor for this field; each names the
    nearest clause. OC-A013, OC-A014: the change is of another kind, or none is of the kind stated. OC-A006: a
    signature that it asks for is missing. OC-A015, OC-A016, OC-A027: beyond its limits, or not comparable with them.
    """
    amendment, clauses = admission.amendment, admission.before.contract.amendment_clauses
    paths = [change.path for change in changes]
    _kinds(admission, changes)
    clause = next((each for each in clauses if each.clause == amendment.clause), None)
    if clause is None:
        nearest, known = _nearest(clauses, paths, amendment.kind), ", ".join(each.clause for each in clauses) or "–"
        admission.say("OC-A010", "clause", clause=amendment.clause, nearest=nearest, known=known)
        return
    if amendment.kind not in clause.kinds:
        nearest = _nearest(clauses, paths, amendment.kind)
        admission.say("OC-A011", "kind", clause=clause.clause, kind=amendment.kind, nearest=nearest)
    for path in paths:
        if not covers(clause.fields, path):
            nearest = _nearest(clauses, [path], amendment.kind)
            admission.say("OC-A012", "changes", clause=clause.clause, path=path, nearest=nearest)
    for party in clause.signed_by:
        if party not in amendment.signatories:
            admission.say("OC-A006", "signatories", party=party, clause=clause.clause)
    _limits(admission, clause, new, changes)


def kind_of(change: Change) -> ClauseKind | None:
    """The kind of amendment that a change needs, None where any will do."""
    match change.path.split("."):
        case ["term", *_]:
            return "window_extension"
        case ["parties", *_] | ["flows" | "waterfalls" | "termination", _, "from" | "to", *_]:
            return "novation"
        case ["waterfalls", _, "tranches", _, "to", *_]:
            return "novation"
        case ["suspensions", *_]:
            return "suspension"
        case ["measures", _, "plan" | "deviations"]:
            return "re_basing"
        case ["measures", _] if any(isinstance(side, Mapping) and "plan" in side for side in _sides(change)):
            return "re_basing"
    return None


def _sides(change: Change) -> tuple[object, object]:
    return change.before, change.after


def _kinds(admission: Admission, changes: Sequence[Change]) -> None:
    """A change with a name of its own is made under that name, and the name is not borrowed."""
    kind, needed = admission.amendment.kind, [(change.path, kind_of(change)) for change in changes]
    for path, need in needed:
        if need is not None and need != kind:
            admission.say("OC-A013", "kind", path=path, needed=need, kind=kind)
    if changes and kind not in ("amendment", "correction") and kind not in {need for _, need in needed}:
        admission.say("OC-A014", "kind", kind=kind)


def _limits(admission: Admission, clause: AmendmentClause, new: Contract, changes: Sequence[Change]) -> None:
    """What was changed under the clause, this time and before, against its limits; small steps add up."""
    steps = list(_steps(admission, clause, new))
    if clause.months_at_most is not None:
        moved = Counter[str]()
        for old, then in steps:
            moved.update(_months_moved(old, then))
        for months in sorted({abs(each) for each in moved.values() if abs(each) > clause.months_at_most}):
            admission.say("OC-A015", "changes", clause=clause.clause, months=months, most=clause.months_at_most)
    most = None if clause.percent_at_most is None else parse_decimal_or_percent(clause.percent_at_most)
    if most is None:
        return
    for change in changes:
        if change.path.partition(".")[0] in ("term", "suspensions") or _describes(change.path):
            continue
        found = _moved(admission, change.path, steps)
        if found is None:
            admission.say("OC-A027", "changes", clause=clause.clause, path=change.path)
        elif abs(found) > most:
            percent, limit = f"{fixed_text(_BEYOND.apply(found * 100), 2)}%", f"{clause.percent_at_most}"
            admission.say("OC-A016", "changes", clause=clause.clause, path=change.path, percent=percent, most=limit)


def _describes(path: str) -> bool:
    """Whether a path is a field of an element that only describes it; an element may be called `label` or `source`."""
    match path.split("."):
        case ["tables", _, "columns" | "rows", _, field, *_] | ["waterfalls", _, "tranches", _, field, *_]:
            return field in _DESCRIBING
        case [_, _, field, *_]:
            return field in _DESCRIBING
    return False


def _steps(admission: Admission, clause: AmendmentClause, new: Contract) -> Iterator[tuple[Contract, Contract]]:
    """The contract before and after each amendment under the clause, this one last."""
    for before, after in pairwise(admission.versions):
        if after.record.get("clause") == clause.clause:
            yield before.contract, after.contract
    yield admission.before.contract, new


def _months_moved(old: Contract, new: Contract) -> dict[str, int]:
    """By how many months one amendment moves the start and the length of the term, and changes what is suspended."""
    return {
        "suspended": len(suspended_months(new.suspensions) ^ suspended_months(old.suspensions)),
        "start": month_of(new.term.start) - month_of(old.term.start),
        "months": new.term.months - old.term.months,
    }


def _moved(admission: Admission, path: str, steps: Sequence[tuple[Contract, Contract]]) -> Fraction | None:
    """The sum of the steps of a figure as a share of what the first version says that has it; None where it is none."""
    figures = (figure(value_at(version.contract, path)) for version in admission.versions)
    agreed, total = next((each for each in figures if each is not None), None), Fraction(0)
    for before, after in ((value_at(old, path), value_at(new, path)) for old, new in steps):
        found, last = size(before, after), figure(after)
        if before == after:
            continue
        if found is None or last is None or agreed is None or not agreed.value or agreed.unit != last.unit:
            return None
        total += found.absolute / abs(agreed.value)
    return total


def _nearest(clauses: Sequence[AmendmentClause], paths: Sequence[str], kind: str) -> str:
    """The clause that comes nearest to allowing the changes: most of the paths, then the kind, then the same part."""

    def nearness(clause: AmendmentClause) -> tuple[int, bool, int]:
        parts = {field.partition(".")[0] for field in clause.fields}
        shared = sum(path.partition(".")[0] in parts for path in paths)
        return sum(covers(clause.fields, path) for path in paths), kind in clause.kinds, shared

    nearest = max(clauses, key=nearness, default=None)
    return "–" if nearest is None or not any(nearness(nearest)) else nearest.clause
