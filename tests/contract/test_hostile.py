"""Hostile files are refused, each in a process held to two seconds of CPU time and 200 MB of memory."""

import json

import pytest

from tests.contract.confined import MOST_BYTES, Confinement
from tests.contract.hostile_files import (
    FLOW,
    HEAD,
    LINE,
    MEASURE,
    PARTIES,
    ROUND,
    contract,
    json_contract,
    lines,
    many,
    nested,
    table,
    tables_of,
)  # fmt: skip

FORTY = "9" * 40
PAYMENT = {"id": "f", "from": "city", "to": "provider", "amount": "due", "negative": "repaid"}
GIVEN_ROWS = (
    '[tables.a]\nrows = "given"\n[measures.m]\nfrom = "given"\nunit = "SEK"\ndigits = 2\nimproves = "up"\nby = ["a"]\n'
)
OTHER_ROWS = GIVEN_ROWS.replace("tables.a", "tables.b").replace("measures.m", "measures.n").replace('"a"', '"b"')


def formula(text):
    return contract(lines([("due", text)]) + ROUND)


def chain(first, step, length):
    """Lines l0, l1, …, each made of the one before, and what is paid: the last."""
    grown = [("l0", first), *((f"l{n}", step.format(f"l{n - 1}", n)) for n in range(1, length))]
    return contract(lines([*grown, ("due", f"x * l{length - 1}")]) + ROUND)


def in_json(**changes):
    return json_contract(**changes)


def tree(node):
    return json_contract().replace('"formula": "x"', f'"formula": {node}')


def rows(count, width=1):
    return [{"id": f"r{row}", "cells": ["1"] * width} for row in range(count)]


NESTING = {
    "arrays.toml": lambda: "a = " + "[" * 100_000,
    "tables.toml": lambda: "a = " + "{a=" * 100_000,
    "keys.toml": lambda: ".".join("a" * 100_000) + " = 1",
    "objects.json": lambda: '{"a":' * 100_000,
    "parentheses.toml": lambda: formula("(" * 4_900 + "x" + ")" * 4_900),
    "many parentheses.toml": lambda: formula("(" * 100_000 + "x" + ")" * 100_000),
    "signs.toml": lambda: formula("-" * 9_000 + "x"),
    "calls.toml": lambda: formula("min(" * 1_900 + "x" + ", x)" * 1_900),
    "tree.json": lambda: tree(nested("negate", 100_000, '["name","x"]')),
    "tree of a reader's depth.json": lambda: tree(nested("negate", 900, '["name","x"]')),
    "wide tree.json": lambda: tree('["+"' + ',["name","x"]' * 15_000 + "]"),
    "totals.toml": lambda: contract(
        tables_of(40, 20) + lines([("due", "".join(f"total(t{n}, " for n in range(40)) + "c0" + ")" * 40)])
    ),
}
NUMBERS = {
    **{f"months {value}.toml": (lambda value=value: contract(head=HEAD.replace("36", value)))
       for value in ("1e999999999", "-1e999999999", "inf", "nan", "0x" + "f" * 400_000, "9" * 400_000)},
    **{f"amount {value}.toml": (lambda value=value: contract(parties=f"{PARTIES}[constants]\nfee = {value}\n"))
       for value in ("1e999999999", "inf", "-nan", "9" * 100_000)},
    **{f"formula {value}.toml": (lambda value=value: formula(f"{value} SEK"))
       for value in ("1e999999999", "inf", "NaN", "9" * 9_000, "٩", "𝟗", "１")},
    **{f"months {value}.json": (lambda value=value: json_contract().replace("36", value))
       for value in ("1e999999999", "1e-999999999", "NaN", "Infinity", "-Infinity", "9" * 900_000)},
    "long number.json": lambda: tree(json.dumps(["number", "9" * 900_000, "SEK"])),
    "long unit.json": lambda: tree(json.dumps(["number", "1", "/".join(["a"] * 400_000)])),
}  # fmt: skip
GROWTH = {
    "compound of a rate.toml": lambda: formula(f"x * compound({FORTY[:30]}, 1000, 20)"),
    "compound of years.toml": lambda: formula("x * compound(0.000000000001, 999999999999, 20)"),
    "compound discounts.toml": lambda: formula("x * compound(-99.999999999999 %, -1000, 20)"),
    "compound tower.toml": lambda: chain("compound(9, 29, 20)", "compound({}, 29, 20)", 50),
    "doubling.toml": lambda: chain("r * 3", "{0} * {0}", 60),
    "doubling, as many lines as there may be.toml": lambda: chain("r * 3", "{0} * {0}", 1_900),
    "constants that double.toml": lambda: contract(
        LINE,
        parties=f"{PARTIES}[constants]\nk0 = '{FORTY}'\n"
        + "".join(f"k{n} = 'k{n - 1} * k{n - 1}'\n" for n in range(1, 100)),
    ),
    "product.toml": lambda: formula("x * " + " * ".join([FORTY] * 230)),
    "product of a large line.toml": lambda: contract(
        lines([("l0", " * ".join(["9999999999"] * 100)), ("due", "x * " + " * ".join(["l0"] * 1_900))]) + ROUND
    ),
    "sum of quotients.toml": lambda: formula(
        "x * (" + " + ".join(f"1 / {10**12 + 2 * n + 1}" for n in range(400)) + ")"
    ),
    "continued fraction.toml": lambda: chain("r / 7", "1 / ({} + 1 / 1000000000000{})", 1_500),
    "units.toml": lambda: chain("x", "{0} * {0}", 1_900),
    "steps of amounts.toml": lambda: chain("0.000000000001 * r", "{0} * {0}", 1_900).replace(ROUND, ""),
}  # fmt: skip
NUMEROUS = {
    "lines.toml": lambda: contract(LINE + many("lines", 100_000, "formula = '1'")),
    "lines that fit.toml": lambda: contract(LINE + many("lines", 9_000, "formula = '1'")),
    "lines.json": lambda: in_json(lines=[{"id": f"l{n}", "formula": "1"} for n in range(9_000)]),
    "measures.toml": lambda: contract(measures=MEASURE + many("measures", 100_000, 'from = "given"')),
    "flows.toml": lambda: contract(flow=FLOW + many("flows", 4_000, 'from = "city"\nto = "provider"')),
    "parties.toml": lambda: contract(parties=PARTIES + many("parties", 1_900, 'name = { sv = "a", en = "b" }')),
    "rows.toml": lambda: contract(before="rows = [" + '"due",' * 10_000 + "]\n"),
    "units.toml": lambda: contract(before="units = [" + ",".join(f'"u{n}"' for n in range(5_000)) + "]\n"),
    "tables.toml": lambda: contract(LINE + many("tables", 1_900, 'rows = "given"')),
    "cells.toml": lambda: contract(table(300, 50) + LINE),
    "cells.json": lambda: in_json(tables=[{"id": "t", "columns": ["c"], "rows": rows(1, 100_000)}]),
    "columns.json": lambda: in_json(tables=[{"id": "t", "columns": [f"c{n}" for n in range(11_000)], "rows": rows(1)}]),
    "table rows.json": lambda: in_json(tables=[{"id": "t", "columns": ["c"], "rows": rows(6_000)}]),
    "ranks.json": lambda: in_json(
        waterfalls=[
            {"id": "w", "from": "city", "pot": "due", "tranches": [{"id": f"r{n}", "to": "city"} for n in range(9_000)]}
        ]
    ),
    "shares.json": lambda: in_json(
        flows=[{**PAYMENT, "to": [{"party": "provider", "weight": "1"}] * 11_000}]
    ),
    "shares of many flows.json": lambda: in_json(
        parties=[{"id": f"p{n}", "name": {"sv": "a", "en": "b"}} for n in range(100)],
        flows=[
            {**PAYMENT, "id": f"f{flow}", "from": "p0", "to": {f"p{n}": str(n) for n in range(1, 100)}}
            for flow in range(90)
        ],
    ),
    "formulas.toml": lambda: contract(lines((f"l{n}", "+".join(["x"] * 4_990)) for n in range(45)) + LINE),
    "names that are nothing.toml": lambda: contract(LINE + many("lines", 1_900, "formula = 'nobody{} + {}'")),
    "fields.toml": lambda: "".join(f"x{n} = 1\n" for n in range(9_000)) + contract(),
    "phases.toml": lambda: contract(LINE + many("schedule", 1_900, 'start = "2020-01"')),
    "total of total.toml": lambda: contract(
        tables_of(2, 1_990) + lines([("due", "x * total(t0, total(t1, c0 * c1))")]) + ROUND
    ),
    "total of total of total.toml": lambda: contract(
        tables_of(3, 1_500) + lines([("due", "x * total(t0, total(t1, total(t2, c0 * c1 * c2)))")]) + ROUND
    ),
    "line by tables.toml": lambda: contract(
        tables_of(3, 1_500) + "[lines.big]\nformula = 'c0 * c1 * c2'\nby = ['t0', 't1', 't2']\n" + LINE
    ),
    "many lines by a table.toml": lambda: contract(
        tables_of(1, 1_990) + many("lines", 1_900, "formula = 'c0 * {}'\nby = ['t0']") + LINE
    ),
    "many totals.toml": lambda: contract(
        tables_of(1, 1_990) + many("lines", 1_900, "formula = 'total(t0, c0)'") + LINE
    ),
}  # fmt: skip
CIRCULAR = {
    "long cycle.toml": lambda: contract(lines((f"l{n}", f"l{(n + 1) % 1_900}") for n in range(1_900)) + LINE),
    "many cycles.toml": lambda: contract(
        lines((f"l{n}", " + ".join(f"l{(n + step) % 900}" for step in range(1, 12))) for n in range(900)) + LINE
    ),
    "constants.toml": lambda: contract(parties=f"{PARTIES}[constants]\na = 'b'\nb = 'a'\n"),
    "through a table.toml": lambda: contract(
        tables_of(1, 3) + "[lines.a]\nformula = 'c0 + b'\nby = ['t0']\n" + lines([("b", "total(t0, a)")]) + LINE
    ),
    "through a waterfall.json": lambda: in_json(
        lines=[{"id": "due", "formula": "senior", "unit": "SEK"}],
        waterfalls=[{"id": "w", "from": "city", "pot": "due", "tranches": [
            {"id": "senior", "to": "provider", "until": "rest"}, {"id": "rest", "to": "provider"}]}],
    ),
    "through earlier statements.toml": lambda: contract(
        "[lines.a]\nformula = 'previous(b, 0 SEK) + b'\nunit = 'SEK'\n"
        "[lines.b]\nformula = 'previous(a, 0 SEK) + a'\nunit = 'SEK'\n" + LINE
    ),
    "cumulative of itself.toml": lambda: contract("[lines.a]\nformula = 'cumulative(a)'\nunit = 'SEK'\n" + LINE),
}  # fmt: skip
REPEATED = {
    "table.toml": (lambda: contract() + FLOW, "OC-C002"),
    "escaped key.toml": (lambda: contract(LINE + LINE.replace("lines.due", 'lines."d\\u0075e"')), "OC-C002"),
    "key.json": (lambda: json_contract()[:-1] + ', "lines": []}', "OC-C022"),
    "escaped key.json": (lambda: json_contract()[:-1] + ', "\\u006cines": []}', "OC-C022"),
    "inner key.json": (lambda: json_contract().replace('"unit": "SEK"', '"unit": "SEK", "unit": "EUR"'), "OC-C022"),
    "id.json": (lambda: in_json(lines=[{"id": "due", "formula": "x"}, {"id": "due", "formula": "1"}]), "OC-C005"),
    "1 and l.toml": (lambda: contract(LINE + lines([("fee1", "1"), ("feel", "2")])), "OC-C063"),
    "0 and o.toml": (lambda: contract(LINE + lines([("fo0", "1"), ("foo", "2")])), "OC-C063"),
    "parties.toml": (lambda: contract(parties=PARTIES + '[parties.c1ty]\nname = { sv = "a", en = "b" }\n'
                                      '[parties.clty]\nname = { sv = "a", en = "b" }\n'), "OC-C063"),
    "column.toml": (lambda: contract(tables_of(1, 1).replace("c0", "co") + lines([("c0", "1")]) + LINE), "OC-C063"),
}  # fmt: skip
BROKEN = {
    "null.toml": lambda: contract().replace("Avtal", "Av\0tal"),
    "null in a formula.json": lambda: json_contract().replace('"formula": "x"', '"formula": "x\\u0000"'),
    "null in a title.json": lambda: json_contract().replace("Avtal", "Av\\u0000tal"),
    "surrogate in a title.json": lambda: json_contract().replace("Avtal", "A\\ud800b"),
    "surrogate in an id.json": lambda: json_contract().replace('"due"', '"d\\ud800"'),
    "surrogate in a formula.json": lambda: json_contract().replace('"formula": "x"', '"formula": "x\\ud800"'),
    "surrogate in a key.json": lambda: json_contract()[:-1] + ', "a\\ud800": 1}',
    "surrogate in bytes.toml": lambda: contract().replace("Avtal", "A\ud800b"),
    "reason of a million characters.toml": lambda: formula(f'gate(x > 0 SEK, else "{"a" * 1_000_000}") * x'),
    "reason of many characters.json": lambda: tree(
        '["call","gate",[">",["name","x"],["number","0","SEK"]],["reason","' + "a" * 900_000 + '"]]'
    ),
    "title.json": lambda: in_json(title={"sv": "a" * 900_000, "en": "b"}),
    "60 MB.toml": lambda: contract() + "#" * 60_000_000,
    "60 MB.json": lambda: json_contract() + " " * 60_000_000,
}  # fmt: skip
MISLEADING = {
    "Cyrillic a": "\u0430", "full width": "\uff41", "zero width": "\u200b", "zero width joiner": "\u200d",
    "right to left": "\u202e", "isolate": "\u2066", "soft hyphen": "\u00ad", "tag": "\U000e0041",
    "byte order": "\ufeff", "Kelvin": "\u212a", "struck out": "\u0336", "decomposed": "a\u030a", "filler": "\u3164",
    "bell": "\\u0007",
    "new line": "\\n", "null": "\\u0000", "next line": "\u0085", "line separator": "\u2028",
    "mathematical": "\U0001d5ba",
}  # fmt: skip
PLACES = {
    "id": (lambda sign: contract(LINE + f"[lines.\"due{sign}\"]\nformula = '1'\n"), {"OC-C004"}),
    "contract id": (lambda sign: contract(head=HEAD.replace("hostile", f"hostile{sign}")), {"OC-C004"}),
    "unit": (lambda sign: contract(LINE.replace('"SEK"', f'"SEK{sign}"')), {"OC-C004"}),
    "formula": (lambda sign: contract(f'[lines.due]\nformula = "x{sign}"\nunit = "SEK"\n'), {"OC-T002", "OC-C062"}),
    "reason": (
        lambda sign: contract(f'[lines.due]\nformula = "gate(x > 0 SEK, else \\"no{sign}n\\") * x"\n'),
        {"OC-C062", "OC-T002"},
    ),
    "label": (lambda sign: contract(LINE + f'label = {{ sv = "Bet{sign}alas", en = "Paid" }}\n'), {"OC-C062"}),
    "clause": (lambda sign: contract(LINE + f'clause = "Bet{sign}alning"\n'), {"OC-C062"}),
    "source": (lambda sign: contract(LINE + f'[[sources]]\nwhat = "Bud{sign}get"\nwhere = "b"\n'), {"OC-C062"}),
    "party": (lambda sign: contract(parties=PARTIES.replace("Staden", f"Stad{sign}en")), {"OC-C062"}),
}  # fmt: skip


def data(given):
    return f'period = "2020-01/2020-12"\nstatus = "provisional"\n[given]\n{given}\n'


FIGURES = {
    "not a number": (contract, 'x = nan\nr = inf'),
    "not a number as text": (contract, 'x = "NaN"\nr = "Infinity"'),
    "exponent": (contract, 'x = "1e999999999"\nr = 1e999999999'),
    "integer": (contract, f"x = {'9' * 900_000}"),
    "integer in hexadecimal": (contract, f"x = 0x{'f' * 900_000}"),
    "long text": (contract, f'x = "{"9" * 900_000}"'),
    "nesting": (contract, "x = " + "[" * 100_000),
    "nesting that can be read": (contract, "x = " + "[" * 50 + "]" * 50),
    "tables in tables": (contract, "x = " + "{a=" * 300 + "1" + "}" * 300),
    "figures of nothing": (contract, "\n".join(f'u{n} = "1"' for n in range(5_000))),
    "lines": (contract, "\n".join(f'u{n} = "1"' for n in range(100_000))),
    "key twice": (contract, 'x = "1"\nx = "2"'),
    "null": (contract, 'x = "1\0"'),
    "Cyrillic x": (contract, '"\u0445" = "1"\nr = "1"'),
    "Arabic digits": (contract, 'x = "\u0661"\nr = "1"'),
    "misleading event": (
        contract,
        'x = "1"\nr = "1"\n[[events]]\nsv = "Pan\u202edemi"\nen = "a"\nmonths = "2020-03/2020-04"\n'
        'mechanism = "behaviour"\nsource = "b"',
    ),
    "surrogate": (contract, 'x = "\ud800"\nr = "1"'),
    "60 MB": (contract, 'x = "1"\n#' + "a" * 60_000_000),
    "rows": (lambda: contract(GIVEN_ROWS + LINE), 'x = "1"\nr = "1"\nm = [' + '"1",' * 12_000 + "]"),
    "rows of rows": (
        lambda: contract('[tables.b]\nrows = "given"\n' + GIVEN_ROWS.replace('["a"]', '["a", "b"]') + LINE),
        'x = "1"\nr = "1"\nm = [' + ("[" + '"1",' * 200 + "],") * 200 + "]",
    ),
    "rows times rows": (
        lambda: contract(
            GIVEN_ROWS + OTHER_ROWS + lines([("due", "total(a, total(b, m * n / 1 SEK))")]) + ROUND
        ),
        'x = "1"\nr = "1"\nm = [' + '"1",' * 2_000 + "]\nn = [" + '"1",' * 2_000 + "]",
    ),
    "rows that do not exist": (
        lambda: contract(tables_of(1, 3) + "[" + GIVEN_ROWS.partition("\n[")[2].replace('"a"', '"t0"') + LINE),
        'x = "1"\nr = "1"\n[given.m]\n' + "\n".join(f'z{n} = "1"' for n in range(5_000)),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def confinement():
    held = Confinement()
    yield held
    held.end()


def refused(confinement, tmp_path, name, text, figures=None):
    """The codes with which a file is refused, within its time and its memory, in words that show nothing unseen."""
    path, given = tmp_path / name.replace("/", "_"), tmp_path / "given.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    if figures is not None:
        given.write_bytes(figures.encode("utf-8", "surrogatepass"))
    attempt = confinement.attempt(path, given if figures is not None else None)
    assert attempt.ending == "refused"
    assert attempt.bytes < MOST_BYTES
    assert attempt.codes and attempt.shown.replace("\u00a0", " ").isprintable()  # hard blanks stand in numbers
    return set(attempt.codes)


@pytest.mark.parametrize("name", NESTING)
def test_deep_nesting(confinement, tmp_path, name):
    assert refused(confinement, tmp_path, name, NESTING[name]()) <= {
        "OC-C002",
        "OC-X010",
        "OC-X011",
        "OC-T009",
        "OC-T001",
    }


@pytest.mark.parametrize("name", NUMBERS, ids=lambda name: name[:40])
def test_numbers_beyond_any_size_and_numbers_that_are_none(confinement, tmp_path, name):
    codes = refused(confinement, tmp_path, f"number.{name[-4:]}", NUMBERS[name]())
    assert codes <= {
        "OC-C001",
        "OC-C002",
        "OC-C004",
        "OC-X010",
        "OC-T001",
        "OC-T002",
        "OC-T005",
        "OC-T007",
        "OC-T009",
        "OC-T015",
    }


@pytest.mark.parametrize("name", GROWTH)
def test_values_that_grow_beyond_any_size(confinement, tmp_path, name):
    codes = refused(confinement, tmp_path, name, GROWTH[name](), data('x = "1"\nr = "1.000000000001"'))
    assert codes & {"OC-T018", "OC-T033", "OC-X013", "OC-C001"}


@pytest.mark.parametrize("name", NUMEROUS)
def test_more_than_anybody_could_read(confinement, tmp_path, name):
    codes = refused(confinement, tmp_path, name, NUMEROUS[name]())
    assert codes & {"OC-X010", "OC-X011", "OC-C004", "OC-C003", "OC-T005"}


@pytest.mark.parametrize("name", CIRCULAR)
def test_cyclic_references(confinement, tmp_path, name):
    assert refused(confinement, tmp_path, name, CIRCULAR[name]()) & {"OC-T008", "OC-C050"}


@pytest.mark.parametrize("name", REPEATED)
def test_keys_and_names_twice_or_as_good_as_twice(confinement, tmp_path, name):
    text, code = REPEATED[name]
    assert refused(confinement, tmp_path, name, text()) == {code}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_texts_and_texts_without_end(confinement, tmp_path, name):
    codes = refused(confinement, tmp_path, name, BROKEN[name]())
    assert codes & {"OC-C002", "OC-C004", "OC-C024", "OC-C062", "OC-T002", "OC-T009", "OC-X010"}


@pytest.mark.parametrize(
    ("place", "sign"),
    [*(("label", sign) for sign in MISLEADING), *((place, sign) for place in PLACES for sign in ("Cyrillic a", "tag"))],
)
def test_look_alike_and_unseen_characters(confinement, tmp_path, place, sign):
    text, codes = PLACES[place]
    assert refused(confinement, tmp_path, "misleading.toml", text(MISLEADING[sign])) & codes


@pytest.mark.parametrize("name", FIGURES)
def test_data_files_with_the_same(confinement, tmp_path, name):
    text, figures = FIGURES[name]
    codes = refused(confinement, tmp_path, "contract.toml", text(), data(figures))
    assert codes <= {"OC-M001", "OC-M002", "OC-M008", "OC-U005", "OC-U006", "OC-X012", "OC-D263"} | {
        "OC-S005", "OC-S006", "OC-S002", "OC-S056", "OC-S057", "OC-S058", "OC-S059", "OC-S003", "OC-S004",
    }  # fmt: skip


def test_what_is_large_and_honest_is_settled_within_the_same_limits(confinement, tmp_path):
    path, given = tmp_path / "large.toml", tmp_path / "given.toml"
    path.write_text(contract(GIVEN_ROWS + lines([("due", "total(a, m) + x")]) + 'unit = "SEK"\n'), encoding="utf-8")
    given.write_text(data('x = "1"\nr = "1"\nm = [' + '"0.25",' * 5_000 + "]"), encoding="utf-8")
    assert confinement.attempt(path, given).ending == "accepted"
