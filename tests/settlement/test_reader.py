"""Contracts written from the reference page alone, settled by the command line and worked out by hand."""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from outcome_contracts.cli.main import main

WRITTEN = Path(__file__).parents[1] / "data" / "reader"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The files of the reader in a folder of their own, beside which statements can be left."""
    return Path(shutil.copytree(WRITTEN, tmp_path_factory.mktemp("written") / "reader"))


def settled(folder, contract, data, out, *more):
    """The statement that the command line leaves."""
    files = [str(folder / f"{contract}.toml"), "--data", str(folder / f"{data}.data.toml")]
    assert main(["settle", *files, "--out", str(folder / out), *more]) == 0
    return json.loads((folder / out / "statement.json").read_text())


def exact(statement, name):
    """The exact value of a line, or of one of its rows."""
    return next(Fraction(line["exact"]) for line in statement["lines"] if line["id"] == name)


def paid(statement):
    """What is transferred: from, to and how much."""
    return [(flow["from"], flow["to"], flow["amount"]) for flow in statement["flows"]]


def refusals(statement):
    """The reasons of the gates that are closed, each once."""
    return {step["reason"] for line in statement["lines"] for step in line.get("steps", ()) if "reason" in step}


# Benchmark 10,000.00 USD a member. Quality 80 % is a factor of 50 % + 50 % * 40/50 = 90 %; the share of a saving is
# 75 % * 90 % = 67.5 %, the share of a loss 1 - 67.5 % = 32.5 %, at least 40 %.
SHARED = {
    # 4 % of 7,500 members' 75,000,000 is 3,000,000; * 67.5 %. The minimum is 3.4 % - 0.2 % * 500/1000 = 3.3 %.
    "well above the minimum": (7500, "9600.00", "0.8000", "2025000", set()),
    # Exactly 3.3 %: 330 * 7,500 = 2,475,000; * 67.5 %
    "on the minimum": (7500, "9670.00", "0.8000", "1670625", set()),
    "a cent a member below it": (7500, "9670.01", "0.8000", "0", {"4.2 below the minimum saving"}),
    # 3.4 % - 0.2 % * 333/1000 = 3.3334 %: 333.34 * 7,333 = 2,444,382.22; * 67.5 % = 1,649,957.9985
    "on a minimum between two points": (7333, "9666.66", "0.8000", "1649958", set()),
    # 3.9 %: 390 * 5,000 = 1,950,000; * 67.5 %
    "the fewest members, on 3.9 %": (5000, "9610.00", "0.8000", "1316250", set()),
    "one member too few": (4999, "9000.00", "0.8000", "0", {"2.1 fewer than 5 000 members"}),
    "one member too few and a loss": (
        4999, "11000.00", "0.8000", "0", {"2.1 fewer than 5 000 members", "4.2 below the minimum saving"},
    ),
    # 2 % from 60,000 members on: 200 * 60,000 = 12,000,000; * 67.5 %
    "60,000 members, on 2 %": (60000, "9800.00", "0.8000", "8100000", set()),
    "more than 60,000 members, still 2 %": (60001, "9800.00", "0.8000", "8100135", set()),  # 200 * 60,001 * 67.5 %
    # 2.2 % - 0.2 % * 9999/10000 = 2.00002 %
    "59,999 members at 2 %": (59999, "9800.00", "0.8000", "0", {"4.2 below the minimum saving"}),
    # 3,000,000 * 75 % * 50 %
    "on the lowest quality": (7500, "9600.00", "0.4000", "1125000", set()),
    "below the lowest quality": (7500, "9600.00", "0.3999", "0", {"5.1 quality below 40 %"}),
    "full quality": (7500, "9600.00", "0.9000", "2250000", set()),  # 3,000,000 * 75 %
    "more than full quality": (7500, "9600.00", "0.9500", "2250000", set()),
    # The cap is 10 % of 75,000,000 = 7,500,000. 1,481.48 * 7,500 * 67.5 % = 7,499,992.50; a cent more 7,500,043.125
    "just below the cap": (7500, "8518.52", "0.8000", "7499992.5", set()),
    "just above the cap": (7500, "8518.51", "0.8000", "7500000", set()),
    # 400.01 * 7,500 * 67.5 % = 2,025,050.625 and 400.03 * 7,500 * 67.5 % = 2,025,151.875: half to the even cent
    "half a cent, down": (7500, "9599.99", "0.8000", "2025050.62", set()),
    "half a cent, up": (7500, "9599.97", "0.8000", "2025151.88", set()),
    # A loss of exactly 3.3 %, 2,475,000: * 40 %, at quality 60 % (1 - 75 % * 70 %) = 47.5 %, at none 75 %
    "on the loss corridor": (7500, "10330.00", "0.8000", "-990000", {"4.2 below the minimum saving"}),
    "inside the loss corridor": (7500, "10329.99", "0.8000", "0", {"4.2 below the minimum saving"}),
    "a share of a loss between its limits": (
        7500, "10330.00", "0.6000", "-1175625", {"4.2 below the minimum saving"},
    ),
    "the highest share of a loss": (
        7500, "10330.00", "0.3999", "-1856250", {"4.2 below the minimum saving", "5.1 quality below 40 %"},
    ),
    # The limit is 5 % of 75,000,000 = 3,750,000. 1,249.99 * 7,500 * 40 % = 3,749,970
    "just above the limit of a loss": (7500, "11249.99", "0.8000", "-3749970", {"4.2 below the minimum saving"}),
    "beyond the limit of a loss": (7500, "11250.01", "0.8000", "-3750000", {"4.2 below the minimum saving"}),
}  # fmt: skip


@pytest.mark.parametrize("case", SHARED)
def test_shared_savings_on_both_sides_of_every_edge(folder, case):
    members, spent, quality, due, closed = SHARED[case]
    given = [f"--given={name}={value}" for name, value in (("members", members), ("spent_each", spent))]
    found = settled(folder, "shared_savings", "shared_savings", "shared", *given, f"--given=quality={quality}")
    assert exact(found, "due") == Fraction(due)
    assert refusals(found) == closed
    ends = ("organisation", "programme") if due.startswith("-") else ("programme", "organisation")
    assert paid(found) == [(*ends, due.removeprefix("-"))]


# Index = 40 % * (12 % - readmissions)/12 % + 35 % * (satisfied - 80 %)/80 % + 25 % * (waiting - 90 %)/90 %.
# Prices on 118.4 in December before the first year, as first published; then 121.3, 125.0, 127.9, 131.2.
YEARS = {
    # 2 % + 0.875 % + 0.5 % = 3.375 %, to 3.38 %; (3.38 - 2) % * 1.5 = 2.07 % of 20,000,000; four fifths now
    2026: {"index": "0.0338", "result": "414000", "earned": "414000", "carried": "0", "due": "331200"},
    # -4 % - 1.75 % - 1.25 % = -7 %; -5 % * 1.5 = -7.5 %, at most 6 %; prices 1.0245: of 20,490,000
    2027: {"index": "-0.07", "result": "-1229400", "earned": "0", "carried": "-1229400", "due": "0"},
    # 1.6 % + 0.35 % + 0.05 % = 2 %: on the edge of the dead zone
    2028: {"index": "0.02", "result": "0", "earned": "0", "carried": "-1229400", "due": "0"},
    # 4 % + 3.5 % + 0.5 % = 8 %; 6 % * 1.5 = 9 %, at most 6 %; prices 1.0802: of 21,604,000 is 1,296,240;
    # less 1,229,400 is 66,840; 80 % * (414,000 + 66,840) - 331,200
    2029: {"index": "0.08", "result": "1296240", "earned": "66840", "carried": "0", "due": "53472"},
    # -0.0123333… - 0.00826875 - 0.0031111… = -0.0237131…; -0.37 % * 1.5 = -0.555 %; prices 1.1081: of 22,162,000;
    # true-up: 480,840 - 122,999.10 - 331,200 - 53,472
    2030: {"index": "-0.0237", "result": "-122999.1", "earned": "0", "carried": "-122999.1", "due": "-26831.1"},
}


def test_bonus_and_malus_over_five_years(folder):
    chain = {year: settled(folder, "bonus_malus", f"bonus_malus.{year}", f"bonus_malus.{year}") for year in YEARS}
    for year, expected in YEARS.items():
        assert {name: exact(chain[year], name) for name in expected} == {
            name: Fraction(value) for name, value in expected.items()
        }, year
    assert paid(chain[2029]) == [("region", "clinic", "53472")]
    assert paid(chain[2030]) == [("clinic", "region", "26831.1")]
    # 414,000 - 1,229,400 + 0 + 1,296,240 - 122,999.10: in the end everybody has what the five years gave.
    assert sum(exact(found, "due") for found in chain.values()) == Fraction("357840.9")
    assert sum(exact(found, "result") for found in chain.values()) == Fraction("357840.9")


# By person, at the prices of the card and with at most so many claims each; at most 11,700 a person.
# First: 150 + 87.50 + 2 * 700 + 2 * 1400.01 + 33.33 + 3 * 200 = 5070.85
#        150 + 3300 + 5100 + 1800 + 2 * 1250 = 12850, capped
#        150 + 41.17 + 3 * 312.49 + 6 * 75.05 + 12 * 12.34 = 1727.02
# Second: 5070.85 + 1300 + 900; 12850 + 200, capped; 1727.02 + 1000 + 2000.99 + 33.33;
#         150 + 87.50 + 1400.01 + 33.33 + 500 + 1100 + 4 * 1250 = 8270.84
# Third: 7270.85 + 3300 + 1800, capped; as before; 4761.34 + 3 * 1250 + 1100; 8270.84 + 2000.99;
#        150 + 2 * 1300 + 5100 + 1000 = 8850
# Fourth: as before, but the second person without 5100 and the fifth with 5 * 12.34 more.
PEOPLE = (
    ("5070.85", "11700", "1727.02"),
    ("7270.85", "11700", "4761.34", "8270.84"),
    ("11700", "11700", "9611.34", "10271.83", "8850"),
    ("11700", "7950", "9611.34", "10271.83", "8911.7"),
)
# The sum of the people; capped at 50,000; less what was due before; 62.5 % and 37.5 % of it in whole pence.
CONTRACT = (
    ("18497.87", "18497.87", "18497.87", "11561.17", "6936.7"),  # 11561.16875 and 6936.70125
    ("32003.03", "32003.03", "13505.16", "8440.73", "5064.43"),  # 8440.725 and 5064.435: a tie, to the first named
    ("52133.17", "50000", "17996.97", "11248.11", "6748.86"),  # 11248.10625 and 6748.86375
    ("48444.87", "48444.87", "-1555.13", "971.96", "583.17"),  # 971.95625 and 583.17375, paid back
)


def test_a_rate_card_of_twenty_lines_over_four_half_years(folder):
    for place, (people, (earned, entitlement, due, department, borough)) in enumerate(
        zip(PEOPLE, CONTRACT, strict=True), 1
    ):
        found = settled(folder, "rate_card", f"rate_card.{place}", f"rate_card.{place}")
        persons = [exact(found, f"for_the_person.{row}") for row in range(1, len(people) + 1)]
        assert persons == [Fraction(person) for person in people], place
        assert exact(found, "earned") == Fraction(earned)
        assert exact(found, "entitlement") == Fraction(entitlement)
        assert exact(found, "due") == Fraction(due)
        parts = (("department", department), ("borough", borough))
        if due.startswith("-"):
            assert paid(found) == [("provider", payer, amount) for payer, amount in parts]
        else:
            assert paid(found) == [(payer, "provider", amount) for payer, amount in parts]


def test_an_amount_that_is_shared_is_printed_by_its_row(folder, capsys):
    settled(folder, "rate_card", "rate_card.1", "printed", "--lang", "en")
    assert "part(row 6; 1;" in capsys.readouterr().out.replace("\u00a0", " ")


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("contract", ["shared_savings", "bonus_malus", "rate_card"])
def test_what_is_written_can_be_read_in_words_and_searched_for_weak_spots(contract, lang, capsys):
    for command in ("prose", "lint"):
        assert main([command, str(WRITTEN / f"{contract}.toml"), "--lang", lang]) == 0
        assert capsys.readouterr().out
