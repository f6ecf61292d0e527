"""What people write in a contract file → the one form that the model has: formulas as trees, short forms written out.

Short forms, in TOML where they read well: rows of a table as `start = ["240 USD/claim"]` or as a list of ids, columns
as a list of ids, shares as `{ investor = "70 %", provider = "30 %" }`. The model, its JSON and its digest know only the
long form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from outcome_contracts.notices import ContractInvalid, Findings, Notice
from outcome_contracts.positions import NoFile, Path, Positions
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.problems import FormulaError
from outcome_contracts.terms.tree import walk
from outcome_contracts.terms.tree_json import tree_from_json

Item = Mapping[str, object]

# Of all formulas of a contract together; the longest published ones have about two thousand.
MOST_CHARACTERS = 100_000
_SHORTEST = 10

# Per collection, the fields that hold a formula.
_FORMULAS = {"constants": "value", "lines": "formula", "flows": "amount", "waterfalls": "pot", "termination": "amount"}


@dataclass(slots=True)
class Trees:
    """extra_units: those that the contract declares. places, findings: where what cannot be read is told.

    length: of all formulas so far, in characters. Raises ContractInvalid (OC-X011) where they are together too long.
    """

    extra_units: frozenset[str]
    places: Positions | NoFile
    findings: Findings
    length: int = 0

    def planted(self, item: Item, collection: str) -> dict[str, object]:
        """An item of a collection in the model's form."""
        path = (collection, str(item.get("id")))
        planted = dict(item)
        if (field := _FORMULAS.get(collection)) is not None and field in item:
            planted[field] = self._tree(item[field], (*path, field))
        if collection in ("flows", "termination"):
            planted |= {side: self._side(item[side], (*path, side)) for side in ("from", "to") if side in item}
        elif collection == "tables":
            planted |= self._table(item, path)
        elif collection == "waterfalls" and isinstance(ranks := item.get("tranches"), list):
            planted["tranches"] = [self._tranche(rank, path) for rank in ranks]
        return planted

    def _table(self, item: Item, path: Path) -> dict[str, object]:
        columns, rows = item.get("columns"), item.get("rows")
        if isinstance(columns, list):
            self._count(_SHORTEST * len(columns), path)
            columns = [{"id": column} if isinstance(column, str) else column for column in columns]
        if isinstance(rows, dict):
            rows = [{**(row if isinstance(row, dict) else {"cells": row}), "id": key} for key, row in rows.items()]
        if isinstance(rows, list):
            rows = [self._row({"id": row} if isinstance(row, str) else row, path) for row in rows]
        return {name: value for name, value in (("columns", columns), ("rows", rows)) if value is not None}

    def _row(self, row: object, path: Path) -> object:
        self._count(0, path)
        cells = row.get("cells") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(cells, list):
            return row
        places = ((*path, "rows", str(row.get("id")), place) for place in range(len(cells)))
        return {**row, "cells": [self._tree(cell, place) for cell, place in zip(cells, places, strict=True)]}

    def _tranche(self, rank: object, path: Path) -> object:
        self._count(0, path)
        if not isinstance(rank, dict):
            return rank
        inner = (*path, "tranches", str(rank.get("id")))
        planted = dict(rank)
        if "until" in rank:
            planted["until"] = self._tree(rank["until"], (*inner, "until"))
        if "to" in rank:
            planted["to"] = self._side(rank["to"], (*inner, "to"))
        return planted

    def _side(self, side: object, path: Path) -> object:
        """A party, or shares with their weights as trees."""
        if isinstance(side, dict):
            side = [{"party": party, "weight": weight} for party, weight in side.items()]
        if not isinstance(side, list):
            return side
        return [
            {**share, "weight": self._tree(share["weight"], (*path, str(share.get("party"))))}
            if isinstance(share, dict) and "weight" in share
            else share
            for share in side
        ]

    def _count(self, length: int, path: Path) -> None:
        """Add the length of a formula, row or column; a short one counts for what it takes to read any."""
        self.length += max(length, _SHORTEST)
        if self.length > MOST_CHARACTERS:
            facts = (("count", self.length), ("most", MOST_CHARACTERS), ("what", "@formula_characters"))
            raise ContractInvalid([Notice("OC-X011", self.places.where(path), facts)])

    def _tree(self, formula: object, path: Path) -> object:
        """The tree of a formula; where it is none, that is told and a 0 stands in for it."""
        if not isinstance(formula, (str, list)):
            return formula
        try:
            self._count(len(formula) if isinstance(formula, str) else 0, path)
            if isinstance(formula, str):
                return parse(formula, self.extra_units)
            tree = tree_from_json(formula, self.extra_units)
        except FormulaError as error:
            found = error.problem
            self.findings.extend((Notice(found.code, self.places.where(path, found.at), found.facts),))
            return parse("0")
        self._count(2 * len(list(walk(tree))), path)
        return tree
