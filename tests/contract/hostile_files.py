"""Parts of contracts that somebody made to exhaust the machine or to mislead its reader."""

from __future__ import annotations

import json

HEAD = """id = "hostile"
title = { sv = "Avtal", en = "Contract" }
currency = "SEK"
rules = "1"
term = { start = 2020-01-01, months = 36 }
"""
PARTIES = """
[parties.city]
name = { sv = "Staden", en = "The city" }
[parties.provider]
name = { sv = "Utföraren", en = "The provider" }
"""
MEASURE = """
[measures.x]
from = "given"
unit = "SEK"
digits = 2
improves = "up"
[measures.r]
from = "given"
unit = "ratio"
digits = 12
improves = "up"
"""
LINE = """
[lines.due]
formula = "x"
unit = "SEK"
"""
FLOW = """
[flows.payment]
from = "city"
to = "provider"
amount = "due"
negative = "repaid"
"""
ROUND = 'round = { to = "0.01", mode = "half_up" }\n'


def contract(lines=LINE, *, head=HEAD, before="", parties=PARTIES, measures=MEASURE, flow=FLOW):
    """A contract in TOML, with its parts replaced; `before` stands above the first table."""
    return head + before + parties + measures + lines + flow


def json_contract(**changes):
    """The same contract in JSON, with fields replaced."""
    fields = {
        "id": "hostile", "title": {"sv": "Avtal", "en": "Contract"}, "currency": "SEK", "rules": "1",
        "term": {"start": "2020-01-01", "months": 36},
        "parties": [{"id": party, "name": {"sv": party, "en": party}} for party in ("city", "provider")],
        "measures": [{"id": "x", "from": "given", "unit": "SEK", "digits": 2, "improves": "up"}],
        "lines": [{"id": "due", "formula": "x", "unit": "SEK"}],
        "flows": [{"id": "payment", "from": "city", "to": "provider", "amount": "due", "negative": "repaid"}],
    }  # fmt: skip
    return json.dumps({**fields, **changes})


def lines(formulas):
    """Lines by name."""
    return "".join(f"[lines.{name}]\nformula = '{formula}'\n" for name, formula in formulas)


def many(collection, count, body):
    """As many tables of a collection; `{}` is the number."""
    return "".join(f"[{collection}.n{number}]\n{body.replace('{}', str(number))}\n" for number in range(count))


def table(rows, columns, cell='"1"'):
    """An agreed table."""
    row = "[" + ", ".join([cell] * columns) + "]"
    names = ", ".join(f'"c{column}"' for column in range(columns))
    return f"[tables.t]\ncolumns = [{names}]\n[tables.t.rows]\n" + "".join(
        f"r{place} = {row}\n" for place in range(rows)
    )


def tables_of(count, rows):
    """Several agreed tables of one column each: t0 with c0, t1 with c1."""
    return "".join(
        f'[tables.t{place}]\ncolumns = ["c{place}"]\n[tables.t{place}.rows]\n'
        + "".join(f'r{row} = ["1"]\n' for row in range(rows))
        for place in range(count)
    )  # fmt: skip


def nested(head, count, inner):
    """A JSON tree of so many levels."""
    return (f'["{head}",' * count) + inner + "]" * count
