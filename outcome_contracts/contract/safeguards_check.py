"""What safeguards and plausible values say against the rest of a contract: measures and parties exist, kinds agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outcome_contracts.terms.units import TRUTH, parse_unit

if TYPE_CHECKING:
    from outcome_contracts.contract.consistency import Report
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.contract.safeguards import Safeguards


def check_safeguards(report: Report) -> None:
    """No safeguard about a measure (OC-L028) or party (OC-C007) that is none, no value of another kind (OC-L029)."""
    contract = report.contract
    for measure in contract.measures:
        expected = measure.plausible
        if expected is not None and (expected.typical in ("true", "false")) is not is_truth(measure):
            report.say("OC-L029", ("measures", measure.id, "plausible", "typical"), name=measure.id)
    if contract.safeguards is None:
        return
    measures = {measure.id for measure in contract.measures} | report.unsound
    for path, name in _measures(contract.safeguards):
        if name not in measures:
            report.say("OC-L028", path, name=name)
    parties = {party.id for party in contract.parties} | report.unsound
    for place, budget in enumerate(contract.safeguards.budgets):
        if budget.payer not in parties and "parties" not in report.unsound:
            report.say("OC-C007", ("safeguards", "budgets", place, "payer"), party=budget.payer)


def is_truth(measure: Measure) -> bool:
    """Whether a measure is true or false."""
    if measure.origin == "period":
        return measure.of == "last"
    return measure.origin == "given" and parse_unit(measure.unit) == TRUTH


def _measures(said: Safeguards) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The places and names of the measures that safeguards speak of."""
    for place, counting in enumerate(said.counting):
        yield ("safeguards", "counting", place, "of"), counting.of
    for place, value in enumerate(said.cash_values):
        yield ("safeguards", "cash_values", place, "of"), value.of
