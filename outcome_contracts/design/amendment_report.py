"""Amendment report: what an amendment does to the value of a contract, against the limits of the procurement act.

    change_s = Σ flows of scenario s under the new version − Σ flows of the same scenario under the version before

Both versions are settled in the same scenarios by the vectorised reading, so that only the terms differ. The mean, the
quantiles and the largest change stand beside the limits of chapter 17 sections 9–15 of the Swedish procurement act
(2016:1145), which are data with their source (`procurement_act.toml`). It is material for a decision and says so:
whether a change is necessary, unforeseeable or substantial is not a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.contract.versions.permission import kind_of
from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.design.procurement_act import Procurement, procurement_act
from outcome_contracts.notices import DataRejected, Findings, Language, Notice, UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.versions.chain import ContractChain
    from outcome_contracts.contract.versions.change import Change
    from outcome_contracts.settlement.scenario_figures import ScenarioFigures

    Floats = NDArray[np.float64]

_LEVELS = (0.05, 0.5, 0.95)
_ORE_DIGITS = 2
_HALF_ORE = 0.005
_MOST_PATHS = 12


@dataclass(frozen=True, slots=True)
class ValueRange:
    """An amount over the scenarios, in the contract's currency. low, median, high: 5, 50 and 95 %."""

    mean: float
    low: float
    median: float
    high: float
    largest: float

    def amounts(self) -> tuple[float, ...]:
        """The five numbers in the order of the table."""
        return (self.mean, self.low, self.median, self.high, self.largest)


@dataclass(frozen=True, slots=True)
class SectionMaterial:
    """What the numbers say to one section of the act.

    section: of chapter 17. found, limit: amounts in the contract's currency; below: whether the one keeps to the other;
    None where the section has no limit. share: of the scenarios beyond the limit, or in favour of the supplier. facts:
    what the section's words are filled with, `paths` for instance.
    """

    section: str
    found: Fraction | None
    limit: Fraction | None
    below: bool | None
    share: float | None
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class AmendmentReport:
    """The change of value that one version makes. value, threshold: as stated, in the contract's currency."""

    number: int
    kind: str
    clause: str
    currency: str
    value: Fraction
    threshold: Fraction
    flows: tuple[str, ...]
    scenarios: int
    before: ValueRange
    after: ValueRange
    change: ValueRange
    sections: tuple[SectionMaterial, ...]

    def __repr__(self) -> str:
        change = f"{self.change.mean:+.2f} {self.currency}, {self.change.mean / float(self.value):+.2%} of the value"
        return f"AmendmentReport(version {self.number}, {self.kind}: expected change {change}; not a decision)"

    def __getitem__(self, section: str) -> SectionMaterial:
        """The material to one section. Raises KeyError where the act has none of that number."""
        for each in self.sections:
            if each.section == section:
                return each
        raise KeyError(section)

    def to_dict(self) -> dict[str, object]:
        """The report as plain data for canonical JSON; amounts as decimal strings of two digits."""
        ranges = {"before": self.before, "after": self.after, "change": self.change}
        return {
            "label": dict(procurement_act().words["label"]),
            "act": procurement_act().act,
            "source": procurement_act().source,
            "number": self.number,
            "kind": self.kind,
            "clause": self.clause,
            "currency": self.currency,
            "value": exact_text(self.value),
            "threshold": exact_text(self.threshold),
            "flows": list(self.flows),
            "scenarios": self.scenarios,
            **{name: [_fixed(amount) for amount in each.amounts()] for name, each in ranges.items()},
            "sections": [
                {
                    "section": each.section,
                    **({} if each.found is None else {"found": _fixed(each.found)}),
                    **({} if each.limit is None else {"limit": _fixed(each.limit), "below": bool(each.below)}),
                    **({} if each.share is None else {"share": fixed_text(Fraction(each.share), 4)}),
                    "facts": dict(each.facts),
                }
                for each in self.sections
            ],
        }

    def text(self, lang: Language) -> str:
        """The report for reading: the label, the values, then section by section."""
        from outcome_contracts.design.amendment_text import report_text

        return report_text(self, lang)


def amendment_report(
    chain: ContractChain,
    number: int,
    procurement: Procurement,
    *,
    before: ScenarioFigures,
    after: ScenarioFigures,
    flows: Sequence[str],
) -> AmendmentReport:
    """The change of value between a version and the one before it, by settling both in the same scenarios.

    number: of the version that the amendment made, from 2. before, after: the measures of all scenarios for the version
    before and for this one, as for `settle_scenarios`; scenario by scenario the same future, for all that is paid under
    the contract. flows: that pay for it, in its direction; one that a version does not have pays nothing there.
    Raises UsageError for a version that has none before (OC-A062, OC-A021) and an unknown flow (OC-A061); DataRejected
    for scenarios that do not pair (OC-A063) and as `settle_scenarios`.
    """
    old, new = _both(chain, number)
    findings = Findings()
    _require_flows(flows, (old, new), findings)
    findings.refuse(UsageError)
    sums = (_sum(old, before, flows), _sum(new, after, flows))
    return amendment_report_of_amounts(chain, number, procurement, before=sums[0], after=sums[1], flows=flows)


def amendment_report_of_amounts(
    chain: ContractChain,
    number: int,
    procurement: Procurement,
    *,
    before: Floats,
    after: Floats,
    flows: Sequence[str],
) -> AmendmentReport:
    """The same from what is paid in all in each scenario, by whatever it was simulated.

    before, after: amounts in the contract's currency, shape (n,), or (1,) where nothing differs; flows: what they hold.
    Raises UsageError for a version that has none before (OC-A062, OC-A021), DataRejected for scenarios that do not pair
    (OC-A063) and for what is no array of amounts (OC-A064).
    """
    _, new = _both(chain, number)
    version, sums = chain.version(number), _paired(before, after)
    change, changes = sums[1] - sums[0], chain.diff(number - 1, number)
    return AmendmentReport(
        number=number,
        kind=version.kind,
        clause=str(version.record["clause"]),
        currency=new.currency,
        value=procurement.value,
        threshold=procurement.limit,
        flows=tuple(flows),
        scenarios=change.size,
        before=_range(sums[0]),
        after=_range(sums[1]),
        change=_range(change),
        sections=(
            _small_value(change, procurement),
            _stated("10", clause=str(version.record["clause"]), paths=_listed(each.path for each in changes)),
            _increase("11", "supplementary", change, procurement),
            _increase("12", "unforeseeable", change, procurement),
            _stated("13", paths=_listed(each.path for each in changes if kind_of(each) == "novation")),
            _substantial(change, changes),
            _stated("15", flows=_listed(flows)),
        ),
    )


def _both(chain: ContractChain, number: int) -> tuple[Contract, Contract]:
    """The contract before a version and in it."""
    new = chain.version(number).contract
    if number == 1:
        raise UsageError([Notice("OC-A062")])
    return chain.version(number - 1).contract, new


def _require_flows(flows: Sequence[str], contracts: Sequence[Contract], findings: Findings) -> None:
    names = (name for contract in contracts for name in contract.terms.formulas)
    known = dict.fromkeys(name.removeprefix("flow.") for name in names if name.startswith("flow."))
    for flow in flows or ("",):
        if flow not in known:
            findings.add("OC-A061", "flows", flow=flow[:60] or "–", known=", ".join(known))


def _sum(contract: Contract, measures: ScenarioFigures, flows: Sequence[str]) -> Floats:
    """What the flows pay in each scenario; a flow that this version does not have pays nothing."""
    import numpy as np

    from outcome_contracts.settlement.scenarios import settle_scenarios

    names = [f"flow.{flow}" for flow in flows if f"flow.{flow}" in contract.terms.formulas]
    found = settle_scenarios(contract, measures, outputs=names)
    return np.asarray(sum((found[name] for name in names), np.zeros(1)), dtype=np.float64)


def _paired(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    import numpy as np

    findings = Findings()
    for name, amounts in (("before", before), ("after", after)):
        if amounts.ndim != 1 or not amounts.size or not np.isfinite(amounts).all():
            findings.add("OC-A064", name, name=name)
    findings.refuse(DataRejected)
    if before.size != after.size and 1 not in (before.size, after.size):
        raise DataRejected([Notice("OC-A063", facts=(("before", before.size), ("after", after.size)))])
    count = max(before.size, after.size)
    return np.broadcast_to(before, count), np.broadcast_to(after, count)


def _range(amounts: Floats) -> ValueRange:
    """Mean, quantiles that some scenario gives, and the largest."""
    import numpy as np

    low, median, high = np.quantile(amounts, _LEVELS, method="inverted_cdf").tolist()
    return ValueRange(math.fsum(amounts) / amounts.size, low, median, high, float(amounts.max()))


def _mean(amounts: Floats) -> Fraction:
    return Fraction(math.fsum(amounts) / amounts.size)


def _part(truths: NDArray[np.bool_]) -> float:
    """How many of the scenarios, as a share."""
    return float(truths.mean())


def _small_value(change: Floats, procurement: Procurement) -> SectionMaterial:
    """Section 9: increase or decrease, with what was changed before, below both the threshold and the share."""
    percent = procurement_act().limits[procurement.procured]
    mean, earlier = _mean(change), procurement.earlier
    total, limit = mean + earlier, min(procurement.limit, percent * procurement.value)
    reached = _part(abs(change + float(earlier)) >= float(limit))
    facts = {"percent": _percent(percent), "earlier": _fixed(earlier), "change": _fixed(mean)}
    return SectionMaterial("9", total, limit, abs(total) < limit, reached, facts)


def _increase(section: str, name: str, change: Floats, procurement: Procurement) -> SectionMaterial:
    """Sections 11 and 12: an increase of at most a share, for this change by itself."""
    percent, mean = procurement_act().limits[name], _mean(change)
    limit = percent * procurement.value
    facts = {"percent": _percent(percent), "change": _fixed(mean)}
    return SectionMaterial(section, mean, limit, mean <= limit, _part(change > float(limit)), facts)


def _substantial(change: Floats, changes: Sequence[Change]) -> SectionMaterial:
    """Section 14: how far the same future is better for who is paid, in the mean and in how many scenarios."""
    facts = {"change": _fixed(_mean(change)), "paths": _listed(each.path for each in changes)}
    return SectionMaterial("14", _mean(change), None, None, _part(change > _HALF_ORE), facts)


def _stated(section: str, **facts: str) -> SectionMaterial:
    """A section without a limit of value."""
    return SectionMaterial(section, None, None, None, None, facts)


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    more = f" … (+{len(found) - _MOST_PATHS})" if len(found) > _MOST_PATHS else ""
    return ", ".join(found[:_MOST_PATHS]) + more


def _fixed(amount: float | Fraction) -> str:
    return fixed_text(Fraction(amount), _ORE_DIGITS)


def _percent(share: Fraction) -> str:
    return f"{exact_text(share * 100)}%"
