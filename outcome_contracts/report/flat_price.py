"""The same effect at one price of a day, in words: as settled, as one price would have shown it, and how far apart."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.report.figures import figure
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from outcome_contracts.settlement.flat_price import FlatPrice
    from outcome_contracts.settlement.statement import Statement

_ORE_DIGITS = 2


def flat_price_text(found: FlatPrice, statement: Statement, lang: Language) -> str:
    """A line for each line and flow that moves. Raises UsageError (OC-U001) for any language but sv and en."""
    words, units = wording(lang)["flat_price"], statement.contract.terms.units
    labels = {line.id: line.label[lang] for line in (*statement.lines, *statement.disclosures)}
    labels |= {f"flow.{flow.id}": flow.label[lang] for flow in statement.flows}

    def written(value: Fraction, unit: str) -> str:
        return figure(fixed_text(value, _ORE_DIGITS), unit, lang)

    rows = [
        words["line"].format(
            label=labels.get(line.name, line.name),
            settled=written(line.settled, line.unit),
            flat=written(line.flat, line.unit),
            difference=written(line.difference, line.unit),
        )
        for line in found.lines
    ]
    price = figure(exact_text(found.price), str(units[found.measure]), lang)
    return "\n".join((words["head"].format(price=price), *(rows or [words["nothing"]])))
