"""How a value came about, in the language of a statement: `rad 7 · 3 000 000 kr`.

The contract's own tree is printed; only names, numbers and signs are those of print. A name that is a row
becomes its number, a constant its value (`12 %`, `(160 000 USD / 1 %)`), anything else its label in quotation
marks. A measure has no formula; it says where it comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from outcome_contracts.contract.distribution import flow_name
from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import Language
from outcome_contracts.report.figures import HARD_BLANK, figure
from outcome_contracts.report.wording import wording
from outcome_contracts.terms.printer import Style, formula_text
from outcome_contracts.terms.tree import Call, Node, Number, names_in, walk

if TYPE_CHECKING:
    from outcome_contracts.contract.fields import Text
    from outcome_contracts.contract.measures import Measure
    from outcome_contracts.settlement.statement import Statement

_LONGEST_CONSTANT = 40


def printed(statement: Statement, lang: Language) -> Style:
    """The style in which the statement's formulas are printed in one language."""
    words = wording(lang)
    number = _number_in(lang)
    bare = Style(name=str, number=number, signs=words["sign"], separator="; ")
    names = {line.id: f"{words['note']['row']}{HARD_BLANK}{place}" for place, line in enumerate(statement.lines, 1)}
    labels = Counter(line.label[lang] for line in statement.disclosures)
    for line in statement.disclosures:
        label = line.label[lang] if labels[line.label[lang]] == 1 else line.id
        names[line.id] = words["note"]["quoted"].format(text=label)
    for constant in statement.contract.constants:
        if constant.value is not None and (text := _constant(constant.value, bare)):
            names[constant.id] = text
    names |= _spoken(statement, lang, quoted=words["note"]["quoted"])
    style = Style(name=names.__getitem__, number=number, signs=words["sign"], separator="; ")
    # An amount that is shared is no line of the statement: where it stands, its own formula is printed.
    names |= {flow_name(flow.id): formula_text(flow.amount, style) for flow in statement.contract.flows}
    return style


def _spoken(statement: Statement, lang: Language, *, quoted: str) -> dict[str, str]:
    """What stands in a formula and is no single line: tables and what stands by them."""
    contract = statement.contract
    by = contract.terms.tables.by
    labels: dict[str, Text | None] = {table.id: table.label for table in contract.tables}
    labels |= {column.id: column.label for table in contract.tables for column in table.columns}
    labels |= {measure.id: measure.label for measure in contract.measures if measure.id in by}
    labels |= {line.id: line.label for line in contract.every_line if line.id in by}
    return {name: quoted.format(text=name if label is None else getattr(label, lang)) for name, label in labels.items()}


def functions_in(formula: Node) -> frozenset[str]:
    """The functions of the language that a formula calls."""
    return frozenset(part.function for part in walk(formula) if isinstance(part, Call))


def measured_how(measure: Measure, lang: Language) -> str:
    """Where a measure's value comes from, in a few words."""
    words = wording(lang)
    origins, counted = words["origin"], words["counted"]
    match measure.origin:
        case "panel" if measure.per is not None:
            return origins["panel_per"].format(of=counted[measure.of], per=counted[measure.per])
        case "panel":
            return origins["panel"].format(of=counted[measure.of])
        case "day_value" if measure.dated:
            return origins["dated"]
        case "day_value":
            return origins["stated" if measure.forsakringskassan is None else "forsakringskassan"]
        case "counterfactual":
            return origins["counterfactual" if measure.end is None else f"counterfactual_{measure.end}"]
        case "period" if measure.of != "months":
            return origins[measure.of]
        case "index":
            return origins["index"].format(series=measure.series, policy=origins[measure.policy], base=measure.base)
        case _:
            return origins[measure.origin]


def _constant(value: Node, style: Style) -> str:
    """The constant as its literal, or its formula in parentheses; empty where that would be long."""
    if names_in(value):
        return ""
    text = formula_text(value, style)
    if len(text) > _LONGEST_CONSTANT:
        return ""
    return (text if isinstance(value, Number) else f"({text})").replace(" ", HARD_BLANK)


def _number_in(lang: Language) -> Callable[[Number], str]:
    def written(number: Number) -> str:
        if number.percent:
            return figure(exact_text(number.value * 100), "%", lang)
        return figure(exact_text(number.value), str(number.unit), lang)

    return written
