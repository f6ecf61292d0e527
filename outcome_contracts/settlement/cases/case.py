"""A case: what is known of a contract that was settled somewhere, as plain data of a JSON file.

`inputs` were observed, `expected` was published or worked out by hand, `terms_structured` are single terms of the
contract, and `tolerance` says how far off an expected figure may be: its first number where it begins with one, else
not at all. Everything else in the file (title, sources, how sure they are) is for people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from outcome_contracts.decimals import parse_decimal
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.settlement.cases.figures import written

_FIRST_NUMBER = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?(?!\.?\w|,[0-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Case:
    """The parts of a case that are compared. tolerance: as the file words it."""

    id: str
    inputs: Mapping[str, object]
    expected: Mapping[str, object]
    terms: object
    tolerance: str

    @property
    def widest(self) -> Fraction:
        """How far off an expected figure may be, in its unit."""
        number = _FIRST_NUMBER.match(self.tolerance)
        return (parse_decimal(number[0]) if number else None) or Fraction(0)

    def part(self, kind: str) -> object:
        """The part that the checks of one kind are about: `expected`, `inputs` or `terms`."""
        return {"expected": self.expected, "inputs": self.inputs}.get(kind, self.terms)


def case_from_data(data: Mapping[str, object]) -> Case:
    """The case of plain data. Raises DataRejected with every field that is missing (OC-M007) or no such (OC-M008)."""
    findings = Findings()
    forms = {"id": (str, "@a_text"), "inputs": (Mapping, "@a_table"), "expected": (Mapping, "@a_table")}
    for field, (form, expected) in forms.items():
        if field not in data:
            findings.add("OC-M007", field, field=field)
        elif not isinstance(data[field], form):
            findings.add("OC-M008", field, field=field, expected=expected)
    if "tolerance" not in data:
        findings.add("OC-M007", "tolerance", field="tolerance")
    findings.refuse(DataRejected)
    return Case(
        id=cast(str, data["id"]),
        inputs=cast("Mapping[str, object]", data["inputs"]),
        expected=cast("Mapping[str, object]", data["expected"]),
        terms=data.get("terms_structured", []),
        tolerance=written(data["tolerance"]),
    )
