"""The choice of comparators: by what a unit is, never by how sick it was.

    distance of unit i = √ Σ_k d_ik²   or   max_k d_ik          d_ik = |x_ik − x_0k| / scale_k
    size: x = log(value)        share: x = value        rule: d = 0 if alike, else 1 / scale

Size, sector mix and rules stay what they are; last year's absence does not. Units chosen because it was high, or as
high as the project's, move back towards their mean by themselves (regression to the mean), which then counts as an
effect. Outcomes are therefore no kind of variable here. What difference counts as one, and how differences add up,
is declared beforehand; equal distances go by name, so that the same table gives the same list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.design_matrix import checked
from outcome_contracts.decimals import parse_decimal
from outcome_contracts.notices import DataRejected, Findings, UsageError
from outcome_contracts.panel import COLUMNS, unit_name

Kind = Literal["size", "share", "rule"]
Distance = Literal["euclidean", "largest"]

KINDS: tuple[Kind, ...] = ("size", "share", "rule")
DISTANCES: tuple[Distance, ...] = ("euclidean", "largest")

# Distances are compared at this many decimals, far above rounding: the order of variables cannot break a tie.
_DECIMALS = 12
_VARIABLE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_OUTCOMES = frozenset(COLUMNS) - {"heads", "person_days", "fte_days"}
# Parts of names, English and Swedish, that mark a size or a share as an outcome; a rule may be about sick pay.
_OUTCOME_WORDS = (
    "sick", "absen", "spell", "net_day", "outcome", "sjukfr", "sjukdag", "franvar", "nettodag", "korttid", "utfall",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variable:
    """A structural variable and the difference that counts as one.

    name: a-z, 0-9 and _. kind: `size` (heads, budgets, inhabitants, > 0), `share` (0 to 1), or `rule` (a whole number
    that stands for one of several). scale: a decimal string > 0, of a size as a log ratio (0.405 is half as large
    again), of a share as a share, of a rule what one difference is divided into.
    Raises UsageError: OC-B070 for another form, OC-B085 for the name of an outcome.
    """

    name: str
    kind: Kind
    scale: str

    def __post_init__(self) -> None:
        findings = Findings()
        if not _VARIABLE.fullmatch(self.name):
            findings.add("OC-B070", argument="name", found=f"{len(self.name)} × a", needed="a–z, 0–9, _")
        elif self.name in _OUTCOMES or (self.kind != "rule" and any(word in self.name for word in _OUTCOME_WORDS)):
            findings.add("OC-B085", variable=self.name)
        if self.kind not in KINDS:
            findings.add("OC-B070", argument="kind", found="–", needed=" | ".join(KINDS))
        if (scale := _decimal(self.scale)) is None or scale <= 0:
            findings.add("OC-B070", argument="scale", found="–", needed='"0.1" > 0')
        findings.refuse(UsageError)


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """What n units are by k variables.

    units: names as `panel.unit_name` has them, each once. values: shape (n, k), in the units of the variables.
    Raises UsageError (OC-B070) for shapes that do not fit, names twice or unusable, and values outside their kind.
    """

    units: tuple[str, ...]
    variables: tuple[Variable, ...]
    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        findings, shape = Findings(), (len(self.units), len(self.variables))
        values = checked(self.values, "values", shape, "not_negative", findings)
        names = [variable.name for variable in self.variables]
        if not names or len(set(names)) != len(names):
            findings.add("OC-B070", argument="variables", found=str(len(set(names))), needed=f"{len(names)} ≥ 1")
        usable = {name for name in self.units if unit_name(name) == name}
        if len(usable) != len(self.units):
            findings.add("OC-B070", argument="units", found=str(len(usable)), needed=str(len(self.units)))
        findings.refuse(UsageError)
        for variable, column in zip(self.variables, values.T, strict=True):
            if wrong := int(np.count_nonzero(~_fits(column, variable.kind))):
                needed = {"size": "x > 0", "share": "0 ≤ x ≤ 1", "rule": "x = 0, 1, 2, …"}[variable.kind]
                findings.add("OC-B070", argument=variable.name, found=f"{wrong} × x", needed=needed)
        findings.refuse(UsageError)
        values.flags.writeable = False
        object.__setattr__(self, "values", values)

    def __repr__(self) -> str:
        return f"Structure({len(self.units)} units, {', '.join(variable.name for variable in self.variables)})"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of the table: how far a unit is from the project in all, and by each variable in its scale."""

    unit: str
    distance: float
    differences: tuple[float, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen comparators and the table they were chosen from, nearest first; variables: heads of `differences`."""

    variables: tuple[str, ...]
    table: tuple[Candidate, ...]

    def __repr__(self) -> str:
        return f"Choice({len(self.comparators)} of {len(self.table)})"

    @property
    def comparators(self) -> tuple[str, ...]:
        """The names for the plan, sorted as a plan keeps them."""
        return tuple(sorted(row.unit for row in self.table if row.chosen))

    def to_dict(self) -> dict[str, object]:
        """The choice as plain data for canonical JSON; distances as decimal strings."""
        return {
            "variables": list(self.variables),
            "table": [
                {
                    "unit": row.unit,
                    "distance": _text(row.distance),
                    "differences": [_text(value) for value in row.differences],
                    "chosen": row.chosen,
                }
                for row in self.table
            ],
        }


def choose_comparators(
    structure: Structure, *, project: Mapping[str, float], count: int, distance: Distance, farthest: str
) -> Choice:
    """The `count` units nearest to the project, of those no farther than `farthest`.

    structure: the candidates, without the project. project: its own value by name of variable. farthest: a decimal
    string, in the units of the distance.
    Raises UsageError: OC-B085 for anything but a structure (a panel is an outcome), OC-B070 for a project whose values
    do not fit the variables, and other arguments. Raises DataRejected (OC-B086) for fewer units that near.
    """
    findings = Findings()
    _require_structure(structure, findings)
    names = tuple(variable.name for variable in structure.variables)
    if set(project) != set(names):
        findings.add("OC-B070", argument="project", found=str(len(set(project) & set(names))), needed=", ".join(names))
    if distance not in DISTANCES:
        findings.add("OC-B070", argument="distance", found="–", needed=" | ".join(DISTANCES))
    limit = _decimal(farthest)
    if limit is None or limit < 0:
        findings.add("OC-B070", argument="farthest", found="–", needed='"2.5" ≥ 0')
    if type(count) is not int or count < 1:
        findings.add("OC-B070", argument="count", found=str(count)[:20], needed="≥ 1")
    findings.refuse(UsageError)
    own = Structure(("project",), structure.variables, np.array([[project[name] for name in names]]))
    differences = _differences(structure, own.values[0])
    distances = np.round(_in_all(differences, distance), _DECIMALS)
    order = sorted(range(len(structure.units)), key=lambda row: (distances[row], structure.units[row]))
    near = [row for row in order if distances[row] <= float(limit or 0)]
    if len(near) < count:
        findings.add("OC-B086", count=len(near), needed=count, farthest=farthest, candidates=len(order))
    findings.refuse(DataRejected)
    chosen = set(near[:count])
    rows = (
        Candidate(structure.units[row], float(distances[row]), tuple(differences[row].tolist()), row in chosen)
        for row in order
    )
    return Choice(names, tuple(rows))


def _require_structure(given: object, findings: Findings) -> None:
    """Refuse a panel, or whatever else is no structure, also where no type checker looked (OC-B085)."""
    if not isinstance(given, Structure):
        findings.add("OC-B085", variable=type(given).__name__)
    findings.refuse(UsageError)


def _decimal(given: object) -> Fraction | None:
    """A decimal string, or None for anything else, also where no type checker looked."""
    return parse_decimal(given) if isinstance(given, str) else None


def _in_all(differences: NDArray[np.float64], distance: Distance) -> NDArray[np.float64]:
    """The distance of every unit, shape (n,)."""
    if distance == "euclidean":
        return np.asarray(np.sqrt((differences**2).sum(axis=1)))
    return np.asarray(differences.max(axis=1))


def _differences(structure: Structure, own: NDArray[np.float64]) -> NDArray[np.float64]:
    """d_ik of every unit and variable, shape (n, k)."""
    columns = []
    for variable, column, value in zip(structure.variables, structure.values.T, own, strict=True):
        scale = float(variable.scale)
        match variable.kind:
            case "size":
                columns.append(np.abs(np.log(column / value)) / scale)
            case "share":
                columns.append(np.abs(column - value) / scale)
            case "rule":
                columns.append((column != value) / scale)
    return np.column_stack(columns)


def _fits(column: NDArray[np.float64], kind: Kind) -> NDArray[np.bool_]:
    match kind:
        case "size":
            return np.asarray(column > 0)
        case "share":
            return np.asarray(column <= 1)
        case "rule":
            return np.asarray(column == np.floor(column))


def _text(value: float) -> str:
    return f"{value:.{_DECIMALS}f}"
