"""One walk over the tree, whatever the arithmetic: what a formula means stands here, once.

`Reading` gives the number or truth of a node from the values of names. The exact and the vectorised reading
differ only in the arithmetic they bring and in what they note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import partial, reduce
from typing import Any, Generic, NoReturn, TypeVar, cast

from outcome_contracts.terms import tree as t
from outcome_contracts.terms.arithmetic import Arithmetic
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.tables import NO_TABLES, Tables
from outcome_contracts.terms.tree import Node, names_in

N = TypeVar("N")
B = TypeVar("B")


class Reading(Generic[N, B]):
    """The values of formulas, given the values of the names in them.

    The value of a name that stands by tables is a tuple. While a row is read, such names have that row's value.
    """

    def __init__(
        self, arithmetic: Arithmetic[N, B], values: MutableMapping[str, Any], tables: Tables = NO_TABLES
    ) -> None:
        """values: of the names, and of what earlier statements said; rows are bound in it while they are read."""
        self._arithmetic = arithmetic
        self._values = values
        self._tables = tables

    @property
    def arithmetic(self) -> Arithmetic[N, B]:
        """The arithmetic of this reading."""
        return self._arithmetic

    def note(self, call: t.Call, *, closed: B, reason: str) -> None:
        """Hear that a gate is closed, and why. The plain reading keeps no notes."""

    def number(self, node: Node) -> N:
        """The number that a node stands for."""
        number: N = _NUMBERS[type(node)](self, node)
        return number

    def truth(self, node: Node) -> B:
        """The truth that a node stands for; of `and` and `or` only as many parts are read as decide it."""
        truth: B = _TRUTHS[type(node)](self, node)
        return truth

    def call(self, node: t.Call, value: N) -> N:
        """Hear what a call gave. The plain reading passes it on."""
        return value

    def earlier(self, name: str) -> N | None:
        """What earlier statements said; None where there is none."""
        return cast("N | None", self._values.get(name))

    def rows(self, table: str, node: Node) -> list[N]:
        """The number that a node stands for in every row of a table."""
        return [self.number(node) for _ in self.each_row(table, names_in(node))]

    def each_row(self, table: str, names: frozenset[str]) -> Iterator[int]:
        """Row after row of a table; until the next, the names that stand by it have the row's value."""
        values, by = self._values, self._tables.by
        columns = {name: values[name] for name in names if table in by.get(name, ())}
        try:
            for row in range(self._tables.rows[table]):
                values.update({name: column[row] for name, column in columns.items()})
                yield row
        finally:
            values.update(columns)

    def _numbers(self, nodes: tuple[Node, ...]) -> Iterator[N]:
        """The numbers of several nodes, one at a time; most are names, which are looked up at once."""
        values, number = cast("Mapping[str, N]", self._values), self.number
        return (values[node.name] if type(node) is t.Name else number(node) for node in nodes)

    def _name(self, node: t.Name) -> N | B:
        return cast("N | B", self._values[node.name])

    def _literal(self, node: t.Number) -> N:
        return self._arithmetic.number(node.value)

    def _negate(self, node: t.Negate) -> N:
        return self._arithmetic.negate(self.number(node.operand))

    def _add(self, node: t.Add) -> N:
        return self._arithmetic.sum(self._numbers(node.parts))

    def _subtract(self, node: t.Subtract) -> N:
        return reduce(self._arithmetic.subtract, self._numbers(node.parts))

    def _multiply(self, node: t.Multiply) -> N:
        return self._arithmetic.product(self._numbers(node.parts))

    def _divide(self, node: t.Divide) -> N:
        first, *rest = node.parts
        quotient = self.number(first)
        for divisor in rest:
            quotient = self._arithmetic.divide(quotient, self.number(divisor), node.at)
        return quotient

    def _if(self, node: t.If) -> N:
        then, otherwise = partial(self.number, node.then), partial(self.number, node.otherwise)
        return self._arithmetic.choose(self.truth(node.condition), then, otherwise)

    def _call(self, node: t.Call) -> N:
        return self.call(node, FUNCTIONS[node.function].value(node, self))

    def _compare(self, node: t.Compare) -> B:
        return self._arithmetic.compare(node.sign, self.number(node.left), self.number(node.right))

    def _and(self, node: t.And) -> B:
        first, *rest = node.parts
        return reduce(self._arithmetic.both, (partial(self.truth, part) for part in rest), self.truth(first))

    def _or(self, node: t.Or) -> B:
        first, *rest = node.parts
        return reduce(self._arithmetic.either, (partial(self.truth, part) for part in rest), self.truth(first))

    def _not(self, node: t.Not) -> B:
        return self._arithmetic.opposite(self.truth(node.operand))

    def _no_number(self, node: Node) -> NoReturn:
        raise TypeError(f"{type(node).__name__} is not a number")

    def _no_truth(self, node: Node) -> NoReturn:
        raise TypeError(f"{type(node).__name__} is not a truth")


_Kind = Callable[[Reading[Any, Any], Any], Any]

# How each kind of node is read where a number is asked for, and where a truth is.
_NUMBERS: Mapping[type[Node], _Kind] = {
    t.Name: Reading._name,
    t.Number: Reading._literal,
    t.Negate: Reading._negate,
    t.Add: Reading._add,
    t.Subtract: Reading._subtract,
    t.Multiply: Reading._multiply,
    t.Divide: Reading._divide,
    t.If: Reading._if,
    t.Call: Reading._call,
    **dict.fromkeys((*t.TRUTHS, *t.ARGUMENTS), Reading._no_number),
}
_TRUTHS: Mapping[type[Node], _Kind] = {
    t.Name: Reading._name,
    t.Compare: Reading._compare,
    t.And: Reading._and,
    t.Or: Reading._or,
    t.Not: Reading._not,
    **dict.fromkeys((*t.NUMBERS, *t.ARGUMENTS), Reading._no_truth),
}
