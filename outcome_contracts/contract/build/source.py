"""A contract → the Python that builds it again: a program whose `contract` has the same digest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from pydantic import BaseModel

from outcome_contracts.contract.build.formula_source import FormulaSource, Shape, text_source
from outcome_contracts.contract.money import Share
from outcome_contracts.terms.tree import KINDS, TRUTHS, Node

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract

# What a draft begins with, and by other field of the contract the method that adds one item, with the fields that it
# takes without their names.
_FIRST = ("id", "title", "currency", "rules", "term")
_ITEMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "parties": ("party", ("id",)),
    "constants": ("constant", ("id", "value")),
    "tables": ("table", ("id",)),
    "measures": ("measure", ("id",)),
    "lines": ("line", ("id", "formula")),
    "flows": ("flow", ("id",)),
    "waterfalls": ("waterfall", ("id",)),
    "assumptions": ("assumption", ()),
    "sources": ("source", ()),
    "particulars": ("particular", ("id",)),
    "schedule": ("phase", ("id",)),
    "amendment_clauses": ("amendment_clause", ()),
    "suspensions": ("suspension", ()),
    "termination": ("termination", ("id",)),
}


def python_source(contract: Contract) -> str:
    """A Python module whose `contract` equals this one, with the same digest."""
    formulas = FormulaSource()
    writer = _Writer(formulas)
    draft = [writer.call("ContractDraft", (), {name: getattr(contract, name) for name in _FIRST})]
    draft += [call.after(".") for name in type(contract).model_fields for call in writer.added(contract, name)]
    body = "\n    ".join([call.written("    ") for call in draft])
    used = sorted({"ContractDraft"} | formulas.used)
    imported = "".join([f"    {name},\n" for name in used])
    head = f"from datetime import date\n\nfrom outcome_contracts.contract.build import (\n{imported})\n"
    return f"{head}\ncontract = (\n    {body}\n    .contract()\n)\n"


class _Writer:
    def __init__(self, formulas: FormulaSource) -> None:
        self._formulas = formulas

    def added(self, contract: Contract, name: str) -> Iterator[Shape]:
        """The calls that add what one field of a contract says."""
        value = getattr(contract, name)
        if name in _FIRST or not value:
            return
        if name not in _ITEMS:
            yield self.call(name, value, {}) if isinstance(value, tuple) else self.call(name, (), _said(value))
            return
        method, unnamed = _ITEMS[name]
        for item in value:
            fields = _said(item)
            origin = f"_{fields.pop('origin')}" if method == "measure" else ""
            yield self.call(method + origin, [fields.pop(key) for key in unnamed if key in fields], fields)

    def call(self, name: str, unnamed: Iterable[object], named: Mapping[str, object]) -> Shape:
        """A call with values as they stand in a contract."""
        parts = [self._value(value) for value in unnamed]
        return Shape(f"{name}(", (*parts, *[self._value(item).after(f"{key}=") for key, item in named.items()]), ")")

    def _value(self, value: object) -> Shape:
        if type(value) in KINDS:
            formula = cast(Node, value)
            return self._formulas.condition(formula) if type(formula) in TRUTHS else self._formulas.quantity(formula)
        if isinstance(value, date):
            return Shape(f"date({value.year}, {value.month}, {value.day})")
        if isinstance(value, str):
            return Shape(text_source(value))
        if isinstance(value, tuple):
            if value and isinstance(value[0], Share):
                return self._object({share.party: share.weight for share in value})
            return Shape("[", tuple(map(self._value, value)), "]")
        if isinstance(value, BaseModel):
            return self._object(_said(value))
        return self._object(value) if isinstance(value, Mapping) else Shape(repr(value))

    def _object(self, fields: Mapping[str, object]) -> Shape:
        parts = [self._value(item).after(f"{text_source(key)}: ") for key, item in fields.items()]
        return Shape("{", tuple(parts), "}")


def _said(model: BaseModel) -> dict[str, object]:
    """What a model says, by the names of its fields; what is open or empty is not said."""
    fields = {name: getattr(model, name) for name in type(model).model_fields}
    return {name: value for name, value in fields.items() if value is not None and value != () and value != {}}
