"""reconcile: what documents state, against what the contract gives; every difference, none repaired.

A line, measure or constant is one difference however many sources state it, and another where it stands by a table per
row. Where the sources do not even agree with one another, that is what is said. A reconciliation changes nothing: the
statement stands as it was settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, islice
from typing import TYPE_CHECKING

from outcome_contracts.contract.stated import Figure, Stated, StatedItem, read_figure, stated_items
from outcome_contracts.decimals import decimal_text, fixed_text
from outcome_contracts.notices import Notice
from outcome_contracts.settlement.recomputation import Cell, Recomputation
from outcome_contracts.settlement.reconciliation.explanations import Explanation, Question, explanations
from outcome_contracts.settlement.reconciliation.result import Claim, Difference, Reconciliation
from outcome_contracts.settlement.reconciliation.schedule import ScheduleFinding, schedule_findings
from outcome_contracts.settlement.settled_values import SettledValues, settled_values
from outcome_contracts.settlement.shown import shown
from outcome_contracts.terms.units import Unit, currency

if TYPE_CHECKING:
    from outcome_contracts.contract.fields import Text
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement.statement import Statement
    from outcome_contracts.terms.exact import Value

_DAY = Unit((("day", 1),))
_MOST_INPUTS = 120
_MOST_AMOUNTS = 20
# How many figures may be evaluated in search of money and explanations: some seconds.
_MOST_EFFORT = 200_000


def reconcile(settled: Statement | Contract) -> Reconciliation:
    """Compare all that the contract says is stated with what it gives.

    settled: a statement, or a contract alone: then only what follows from its constants and tables has a value.
    Pure: the same statement gives the same reconciliation. Raises nothing: a contract that could be read can be
    reconciled, and what has no value is named in `not_compared`.
    """
    return _Comparison(settled_values(settled)).result()


class _Comparison:
    """All that is stated, by cell, and what the contract gives there."""

    def __init__(self, settled: SettledValues) -> None:
        self._settled, self._contract, self._figures = settled, settled.contract, settled.figures
        self._money = currency(settled.contract.currency)
        self._items: dict[Cell, StatedItem] = {}
        self._claims: dict[Cell, tuple[Claim, ...]] = {}
        self._read: dict[tuple[Cell, Claim], Figure | None] = {}
        for item in stated_items(self._contract):
            for stated in item.stated:
                self._add(item, stated)
        numbers = {cell: self._first_number(cell) for cell in self._items}
        self._carried = {cell: number for cell, number in numbers.items() if number is not None}
        self._effort_left, self._passed_over = _MOST_EFFORT, set[Cell]()

    def result(self) -> Reconciliation:
        """Every difference."""
        schedule = self._contract.schedule
        without = dict.fromkeys(
            cell for cell, item in self._items.items() if item.computed and self._value(cell) is None
        )
        compared = sum(len(claims) for cell, claims in self._claims.items() if cell not in without)
        found = [self._difference(cell) for cell in self._items]
        return Reconciliation(
            contract=self._contract,
            statement=self._settled.statement,
            compared=compared + sum(len(phase.written()) for phase in schedule),
            differences=(
                *(difference for difference in found if difference is not None),
                *(self._of_phase(finding) for finding in schedule_findings(schedule)),
            ),
            not_compared=tuple(map(self._where, without)),
            not_explained=tuple(self._where(cell) for cell in self._carried if cell in self._passed_over),
        )

    def _add(self, item: StatedItem, stated: Stated) -> None:
        """Keep what one source states, by cell; also of rows that the data do not have."""
        extra = self._contract.own_units
        for row, text in stated.rows.items() if item.by else (("", stated.value or ""),):
            cell = self._settled.cell(item.id if item.computed else item.path, item.by, row)
            figure = read_figure(text, precision=stated.precision, extra=extra)
            truth = text == "true" if text in ("true", "false") else None
            value = truth if figure is None else figure.value
            claim = Claim(text, stated.source, stated.precision or "", value)
            self._items[cell] = item
            self._claims[cell] = (*self._claims.get(cell, ()), claim)
            self._read[cell, claim] = figure

    def _value(self, cell: Cell) -> Value | None:
        return self._figures.value(cell)

    def _differs(self, cell: Cell, claim: Claim) -> bool:
        """Whether a claim is not what the contract gives."""
        value, figure = self._value(cell), self._read[cell, claim]
        if value is None:
            return False
        return claim.value != value if isinstance(value, bool) or figure is None else not figure.agrees(value)

    def _first_number(self, cell: Cell) -> Fraction | None:
        """What the first source states that differs from a computed number."""
        differing = (claim.value for claim in self._claims[cell] if self._differs(cell, claim))
        return next((value for value in differing if isinstance(value, Fraction)), None)

    def _contradict(self, cell: Cell) -> bool:
        """Whether two sources cannot both be right."""
        return any(not self._same(cell, one, other) for one, other in combinations(self._claims[cell], 2))

    def _same(self, cell: Cell, left: Claim, right: Claim) -> bool:
        one, other = self._read[cell, left], self._read[cell, right]
        if one is None or other is None:
            return left.text.casefold() == right.text.casefold()
        return one.unit == other.unit and (one.agrees(other.value) or other.agrees(one.value))

    def _difference(self, cell: Cell) -> Difference | None:
        item, claims, value = self._items[cell], self._claims[cell], self._value(cell)
        contradict, stated = self._contradict(cell), self._carried.get(cell)
        if not contradict and not any(self._differs(cell, claim) for claim in claims):
            return None
        size = None if stated is None or value is None else stated - Fraction(value)
        money = None if stated is None or size is None else self._moved(cell, stated, size)
        third, slips = self._explained(cell)
        return Difference(
            notice=self._notice(cell, contradict=contradict, size=size, money=money),
            where=self._path(cell),
            label=self._label(cell),
            clause=item.clause,
            claims=claims,
            computed=value,
            unit=None if value is None else self._figures.unit(cell),
            size=size,
            money=money,
            by_documents=third,
            explanations=tuple(("" if slip.of is None else self._settled.name(slip.of), slip) for slip in slips),
        )

    def _notice(self, cell: Cell, *, contradict: bool, size: Fraction | None, money: Fraction | None) -> Notice:
        name, value = self._where(cell), self._value(cell)
        stated = "; ".join(dict.fromkeys(claim.text for claim in self._claims[cell]))
        amount = None if money is None else f"{decimal_text(money) or fixed_text(money, 2)} {self._contract.currency}"
        facts = [("name", name), ("stated", stated)]
        if contradict or value is None:
            return Notice("OC-F002", self._path(cell), tuple(facts), amount=amount)
        facts += [("value", self._shown(cell, value)), ("size", "–" if size is None else self._shown(cell, size))]
        return Notice("OC-F001", self._path(cell), tuple(facts), amount=amount)

    def _shown(self, cell: Cell, value: Value) -> str:
        seen = shown(value, self._figures.unit(cell), rounded_to="", digits=None)
        return seen.text if seen.unit in ("", "truth") else f"{seen.text} {seen.unit}"

    def _moved(self, cell: Cell, stated: Fraction, size: Fraction) -> Fraction | None:
        """The money that a difference is, or by which the first amount moves that depends on it and moves at all."""
        if self._figures.unit(cell) == self._money:
            return size
        units = self._contract.terms.units
        amounts = (name for name in self._figures.downstream(cell.name) if units[name] == self._money)
        for name in islice(amounts, _MOST_AMOUNTS):
            if not self._affords(self._figures.effort(name), cell):
                return None
            if moved := self._figures.moved(name, {cell: stated}):
                return moved
        return None

    def _explained(self, cell: Cell) -> tuple[Fraction | None, tuple[Explanation, ...]]:
        """The value by the documents' own figures, where it is a third one, and the slips that fit."""
        value, stated = self._value(cell), self._carried.get(cell)
        if stated is None or value is None or isinstance(value, bool):
            return None, ()
        read = (self._read[cell, claim] for claim in self._claims[cell] if self._differs(cell, claim))
        figure = next(figure for figure in read if figure is not None)
        part = self._figures.only(cell)
        question = self._question(part, cell, figure)
        if not self._affords(question.tries * part.effort(cell.name), cell):
            return None, ()
        third = part.instead(question.cell, question.carried) if question.carried else None
        if not isinstance(third, Fraction) or third == value or question.fits(third):
            third = None
        slips = explanations(question, part)
        return third, tuple(slip if slip.of is None else slip._replace(of=part.outside(slip.of)) for slip in slips)

    def _affords(self, effort: int, cell: Cell) -> bool:
        """Whether so many figures may still be evaluated; where not, the cell is passed over, and that is told."""
        if effort > self._effort_left:
            self._passed_over.add(cell)
            return False
        self._effort_left -= effort
        return True

    def _question(self, part: Recomputation, whole: Cell, figure: Figure) -> Question:
        """What an explanation is sought for, and what can have gone wrong; cells as the part numbers them."""
        cell, before = part.inside(whole) or whole, part.upstream(whole.name) - {whole.name}
        others = ((part.inside(other), number) for other, number in self._carried.items() if other.name in before)
        inputs = (other for other in part.inputs(cell) if isinstance(part.value(other), Fraction))
        return Question(
            cell=cell,
            figure=figure,
            value=Fraction(part.value(cell) or 0),
            inputs=tuple((other, part.unit(other)) for other in islice(inputs, _MOST_INPUTS) if other != cell),
            carried={other: number for other, number in others if other is not None},
            parts=part.parts(cell),
        )

    def _of_phase(self, found: ScheduleFinding) -> Difference:
        phase, days = found.phase, found.days
        return Difference(
            notice=found.notice,
            where=found.notice.where,
            label=_texts(phase.label, phase.id),
            clause=phase.clause or "",
            claims=tuple(Claim(text, phase.source or "", "", None) for text in found.written),
            computed=None,
            unit=None if days is None else _DAY,
            size=None if days is None else Fraction(days),
            money=None,
            by_documents=None,
            explanations=(),
        )

    def _label(self, cell: Cell) -> Mapping[str, str]:
        """The label of the item and, where it stands by tables, of the row."""
        item = self._items[cell]
        labels = [_texts(item.label, item.id), *map(self._row_label, item.by, cell.rows)]
        return {lang: ", ".join(label[lang] for label in labels) for lang in ("en", "sv")}

    def _row_label(self, table: str, number: int) -> Mapping[str, str]:
        agreed = next(each.agreed_rows for each in self._contract.tables if each.id == table)
        if number < len(agreed):
            return _texts(agreed[number].label, agreed[number].id)
        name = self._settled.row(table, number)
        return {"en": name, "sv": name}

    def _where(self, cell: Cell) -> str:
        return self._settled.name(cell).removeprefix("particulars.")

    def _path(self, cell: Cell) -> str:
        return f"{self._items[cell].collection}.{self._where(cell)}"


def _texts(label: Text | None, name: str) -> Mapping[str, str]:
    """A label in both languages, or the name with blanks."""
    spoken = name.replace("_", " ").capitalize()
    return {"en": spoken, "sv": spoken} if label is None else {"en": label.en, "sv": label.sv}
