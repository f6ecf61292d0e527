"""How much work a contract is, counted before any of it is done.

A step is one part of a formula read once: a formula takes as many as it has parts, in a line that stands by tables once
per row, inside `total(table, …)` once per row too. Totals inside totals multiply, and a shared amount is divided once
per party with all weights, so that a page of text can ask for more than a machine does in a year. What is counted is
the contract as it is written; nothing is written out to count it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import TYPE_CHECKING

from outcome_contracts.notices import ContractInvalid, DataRejected, Notice
from outcome_contracts.terms.tree import OVER_ROWS, Call, Name, Node, children

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.contract.money import Side
    from outcome_contracts.positions import NoFile, Positions

# A quarter of a second of exact arithmetic, and more to check and to show it; published contracts take two hundred.
MOST_STEPS = 100_000
# The rows of a statement, one per figure.
MOST_FIGURES = 20_000


def steps_of(contract: Contract) -> int:
    """How many steps one reading of the contract takes, a table whose rows come with the data counted as one row."""
    return sum(_steps_by_place(contract, {table.id: len(table.agreed_rows) or 1 for table in contract.tables}).values())


def require_size(contract: Contract, places: Positions | NoFile) -> None:
    """Refuse a contract that nobody could settle. Raises ContractInvalid (OC-X011) with its largest parts."""
    found = tuple(_beyond(contract, {table.id: len(table.agreed_rows) or 1 for table in contract.tables}))
    if found:
        raise ContractInvalid([Notice("OC-X011", places.where(path), facts) for path, facts in found])


def require_size_with_rows(contract: Contract, rows: Mapping[str, int]) -> None:
    """The same with the rows that came with the data. rows: by table. Raises DataRejected (OC-X012)."""
    if rows == contract.terms.tables.rows:  # none came: the contract is as large as it was when it was read
        return
    found = tuple(_beyond(contract, rows))
    if found:
        raise DataRejected([Notice("OC-X012", ".".join(path), facts) for path, facts in found])


_Facts = tuple[tuple[str, str | int], ...]


def _beyond(contract: Contract, rows: Mapping[str, int]) -> Iterator[tuple[tuple[str, ...], _Facts]]:
    """What goes beyond a limit: its place, and the facts of the finding."""
    steps = _steps_by_place(contract, rows)
    figures: dict[tuple[str, ...], int] = {("lines", line.id): _by(line.by, rows) for line in contract.lines}
    for measure in contract.measures:
        figures["measures", measure.id] = _by(measure.by, rows)
    for what, most, counted in (("@steps", MOST_STEPS, steps), ("@figures", MOST_FIGURES, figures)):
        if (whole := sum(counted.values())) > most:
            largest = max(counted, key=counted.__getitem__)
            yield largest, (("count", min(whole, 10**15)), ("most", most), ("what", what))


def _steps_by_place(contract: Contract, rows: Mapping[str, int]) -> dict[tuple[str, ...], int]:
    """How many steps each part of a contract takes."""
    steps: dict[tuple[str, ...], int] = {}
    steps |= {("lines", line.id): _by(line.by, rows) * _steps(line.formula, rows) for line in contract.lines}
    steps |= {("flows", flow.id): 2 * _steps(flow.amount, rows) for flow in contract.flows}
    steps["flows",] = sum(_divided(flow.payer) + _divided(flow.payee) for flow in contract.flows)
    steps["waterfalls",] = sum(
        place + _steps(tranche.until, rows) + _divided(tranche.payee)
        for waterfall in contract.waterfalls
        for place, tranche in enumerate(waterfall.tranches)
    )
    return steps


def _by(tables: tuple[str, ...], rows: Mapping[str, int]) -> int:
    """In how many rows a line or measure is read."""
    return prod(rows.get(table, 1) for table in tables)


def _steps(node: Node | None, rows: Mapping[str, int]) -> int:
    """How many parts of a formula are read for one value of it."""
    waiting: list[Node] = [] if node is None else [node]
    repeated = 0
    for part in waiting:  # the list grows while it is walked
        if type(part) is Call and part.function in OVER_ROWS:
            table, *inner = part.arguments
            within = rows.get(table.name, 1) if type(table) is Name else 1
            repeated += within * sum([_steps(each, rows) for each in inner])
        else:
            waiting += children(part)
    return len(waiting) + repeated


def _divided(side: Side) -> int:
    """How many parts are read to divide an amount: all weights, once for each party."""
    return 0 if isinstance(side, str) else len(side) * sum([_steps(share.weight, {}) + 3 for share in side])
