"""What is not wrong but weak: findings about a contract that can be settled, before it is signed.

In: a contract; for some rules a plausible range of its measures, or a few figures. Out: notices, one per weakness, with
its line and clause, the numbers that show it, and what would mend it. `rules` says which rule belongs to which of the
lints L01–L27. Nothing here decides for the parties, and no amount of a settlement comes from here.

    lint          what the terms alone show
    sweep_lints   what a sweep over plausible values shows; the ranges can stand in the contract
    data_lints    what needs figures: results, earlier years, groups, costs
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from outcome_contracts.contract.lint.edges import examined_in_part
from outcome_contracts.contract.lint.labels import labelled, nameless
from outcome_contracts.contract.lint.noise import without_noise
from outcome_contracts.contract.lint.records import (
    Baseline,
    Cell,
    EffectTiming,
    Overlap,
    Records,
    Result,
    Segment,
    UnitValue,
)  # fmt: skip
from outcome_contracts.contract.lint.rules import MEASURED, STATIC, SWEPT
from outcome_contracts.contract.lint.subject import Subject
from outcome_contracts.contract.lint.sweep import Curve, Sweep
from outcome_contracts.contract.safeguards_check import is_truth
from outcome_contracts.notices import Findings, Notice, UsageError
from outcome_contracts.terms.tree import names_in

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.safeguards import Plausible

__all__ = [
    "Baseline",
    "Cell",
    "Curve",
    "EffectTiming",
    "Overlap",
    "Records",
    "Result",
    "Segment",
    "UnitValue",
    "data_lints",
    "lint",
    "payment_curves",
    "stated_ranges",
    "sweep_lints",
]


def lint(contract: Contract) -> tuple[Notice, ...]:
    """What the terms alone show: unused names (OC-C030), by lint, L01 first, things without a label (OC-L030)."""
    findings, subject = Findings(), Subject(contract)
    _unused(contract, findings)
    for rules in STATIC.values():
        for rule in rules:
            findings.extend(tuple(rule(subject)))
    if examined_in_part(subject):
        findings.add("OC-L000", lints="L01, L03, L04", missing="@fewer_edges", names="@the_contract")
    findings.extend(tuple(nameless(subject)))
    return labelled(contract, findings)


def stated_ranges(contract: Contract) -> dict[str, Plausible]:
    """What the contract itself says of the plausible values of its measures."""
    return {measure.id: measure.plausible for measure in contract.measures if measure.plausible is not None}


def sweep_lints(contract: Contract, plausible: Mapping[str, Plausible]) -> tuple[Notice, ...]:
    """What a sweep of one measure at a time over its plausible range shows, the others at their typical values.

    plausible: by measure; `stated_ranges` gives those of the contract. What cannot be judged for want of a range, a
    standard error or a value without effect is said (OC-L000). Raises UsageError (OC-S003) for an unknown measure,
    and OC-L029 for a typical value of another kind than its measure.
    """
    _check(contract, plausible)
    findings, sweep = Findings(), Sweep(Subject(contract), plausible)
    for rule in SWEPT.values():
        findings.extend(tuple(rule(sweep)))
    noise = without_noise(sweep)
    ranges = [measure.id for measure in sweep.subject.paid_for if measure.id not in sweep.swept]
    if sweep.missing:
        findings.add("OC-L000", lints=", ".join(SWEPT), missing="@typical_values", names=_few(sweep.missing))
    elif ranges:
        findings.add("OC-L000", lints="L01, L03, L04, L24", missing="@plausible_range", names=_few(ranges))
    if sweep.without_value:
        findings.add("OC-L000", lints=", ".join(SWEPT), missing="@values_in_range", names=_few(sweep.without_value))
    if noise:
        findings.add("OC-L000", lints="L05, L06", missing="@error_and_no_effect", names=_few(noise))
    return labelled(contract, findings)


def payment_curves(contract: Contract, plausible: Mapping[str, Plausible]) -> tuple[Curve, ...]:
    """What is paid over the plausible range of each measure, as `sweep_lints` sees it; to be plotted.

    Raises UsageError (OC-S003, OC-L029) as `sweep_lints` does. Empty where a measure has no typical value.
    """
    _check(contract, plausible)
    return Sweep(Subject(contract), plausible).curves


def data_lints(contract: Contract, records: Records) -> tuple[Notice, ...]:
    """What the figures in `records` show; which lints had none is said (OC-L000).

    Raises UsageError for a name that is no measure (OC-S003) and for what is no exact number (OC-U005, OC-U006).
    """
    for named in (records.results, records.baselines, records.values):
        _known(contract, [record.measure for record in named or ()])
    findings, subject = Findings(), Subject(contract)
    absent: list[str] = []
    for name, (field, rule) in MEASURED.items():
        figures = getattr(records, field)
        if figures is None:
            absent.append(name)
        else:
            findings.extend(tuple(rule(subject, figures)))
    if absent:
        findings.add("OC-L000", lints=", ".join(absent), missing="@measured_figures", names="@the_contract")
    return labelled(contract, findings)


def _unused(contract: Contract, findings: Findings) -> None:
    """OC-C030: what is defined and never used, in the contract's order."""
    used = set(contract.rows)
    for names in contract.terms.refers_to.values():
        used |= names
    used |= {measure.of for measure in contract.measures if measure.origin == "counterfactual"}
    used = used.union(*(names_in(cause.amount) for cause in contract.termination))
    for collection, items in (("constants", contract.constants), ("measures", contract.measures)):
        for item in items:
            if item.id not in used:
                findings.add("OC-C030", f"{collection}.{item.id}", collection=collection, name=item.id)


def _check(contract: Contract, plausible: Mapping[str, Plausible]) -> None:
    """The names are measures, and what is expected of a truth is one."""
    _known(contract, plausible)
    findings = Findings()
    for measure in contract.measures:
        expected = plausible.get(measure.id)
        if expected is not None and (expected.typical in ("true", "false")) is not is_truth(measure):
            findings.add("OC-L029", f"measures.{measure.id}", name=measure.id)
    findings.refuse(UsageError)


def _known(contract: Contract, names: Iterable[str]) -> None:
    known = {measure.id for measure in contract.measures}
    findings = Findings()
    for name in sorted(set(names) - known):
        findings.add("OC-S003", f"measures.{name[:60]}", name=name[:60], known=", ".join(sorted(known)) or "–")
    findings.refuse(UsageError)


def _few(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
