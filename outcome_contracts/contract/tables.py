"""Tables: agreed figures by row and column, or rows that come with the data.

An agreed table, a rate card for instance, has columns of literals and rows with ids. A table whose rows are `given` has
none of its own: what stands by it is handed in, one figure per row. The rows of a table of `months` are the months of
the period that count, called `2018-10`: measures stand by it month by month. All are summed by `total(table, …)`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from outcome_contracts.contract.fields import UNSAID, Clause, Formula, Identifier, Model, Sentence, Text

# What a data file may hold for one table whose rows are given.
MOST_GIVEN_ROWS = 10_000
# What `rows` says of a table of the period's months.
MONTHS = "months"


class Column(Model):
    """A column of an agreed table; its id is a name of the language."""

    id: Identifier
    label: Text | None = None


class Row(Model):
    """A row of an agreed table: one literal per column."""

    id: Identifier
    cells: Annotated[tuple[Formula, ...], Field(max_length=50)] = UNSAID
    label: Text | None = None


Rows = Annotated[tuple[Row, ...], Field(min_length=1, max_length=2000)]


def _kind(rows: object) -> str:
    return ("months" if rows == MONTHS else "given") if isinstance(rows, str) else "agreed"


class Table(Model):
    """columns: of the agreed figures, none where the rows are not agreed. rows: in order, or `given`, or `months`."""

    id: Identifier
    columns: Annotated[tuple[Column, ...], Field(max_length=50)] = UNSAID
    rows: Annotated[
        Annotated[Rows, Tag("agreed")]
        | Annotated[Literal["given"], Tag("given")]
        | Annotated[Literal["months"], Tag("months")],
        Discriminator(_kind),
    ]
    label: Text | None = None
    clause: Clause | None = None
    source: Sentence | None = None

    @property
    def agreed_rows(self) -> tuple[Row, ...]:
        """The rows of an agreed table; none where they come with the data or the period."""
        return () if isinstance(self.rows, str) else self.rows
