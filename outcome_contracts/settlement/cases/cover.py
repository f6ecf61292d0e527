"""require_cover: the checks are those of the case, answer all that it expects, and are no more lenient than it."""

from __future__ import annotations

from collections.abc import Iterator

from outcome_contracts.decimals import parse_decimal
from outcome_contracts.notices import Findings
from outcome_contracts.settlement.cases.case import Case
from outcome_contracts.settlement.cases.checks import Check, Checks, Stated
from outcome_contracts.settlement.cases.figures import leaves


def require_cover(checks: Checks, case: Case, findings: Findings) -> None:
    """Add what is wrong with the checks of a case before anything is settled.

    OC-M028: another case's; OC-M021, OC-M022: an expected figure without a check, and the other way round; OC-M027: a
    tolerance wider than the case's; OC-M023: a statement that is not there, or not above; OC-M007: no period.
    """
    if case.id != checks.case:
        findings.add("OC-M028", "case", checks=checks.case, case=case.id[:60])
    expected = set(leaves(case.expected))
    for name in sorted(expected - checks.expected.keys()):
        findings.add("OC-M021", f"expected.{name}", name=name)
    for name in sorted(checks.expected.keys() - expected):
        findings.add("OC-M022", f"expected.{name}", name=name, known=", ".join(sorted(expected)) or "–")
    for label, check in named(checks):
        if not isinstance(check, Stated) and (parse_decimal(check.within) or 0) > case.widest:
            findings.add("OC-M027", f"{label}.within", within=check.within, tolerance=case.tolerance[:60])
        for name in check.on:
            if name not in checks.statements:
                findings.add("OC-M023", f"{label}.on", name=name, known=", ".join(checks.statements))
    _require_order(checks, findings)


def named(checks: Checks) -> Iterator[tuple[str, Check]]:
    """Every check with its name: `expected.paid`, `inputs.price`, `terms.0.price`, `also.1`."""
    yield from ((f"expected.{name}", check) for name, check in checks.expected.items())
    yield from ((f"inputs.{name}", check) for name, check in checks.inputs.items())
    yield from ((f"terms.{name}", check) for name, check in checks.terms.items())
    yield from ((f"also.{number}", check) for number, check in enumerate(checks.also, 1))


def _require_order(checks: Checks, findings: Findings) -> None:
    """What a statement follows stands above it and is no set of probes; every statement has a period."""
    above: list[str] = []
    for name, one in checks.statements.items():
        for other in one.after:
            if other not in above:
                findings.add("OC-M023", f"statements.{name}.after", name=other, known=", ".join(above) or "–")
        if one.period is None and checks.period is None:
            findings.add("OC-M007", f"statements.{name}", field=f"statements.{name}.period")
        if one.each is None or one.settled == "in_turn":
            above.append(name)
