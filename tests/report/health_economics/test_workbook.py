"""The workbook: its formulas give our figures in LibreOffice, cell by cell, and follow an input that is changed."""

from __future__ import annotations

import subprocess
import zipfile
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from outcome_contracts.notices import UsageError
from outcome_contracts.report.health_economics import health_economics_workbook
from outcome_contracts.report.health_economics.sheet import letter
from outcome_contracts.valuation import Basis
from outcome_contracts.valuation.health_economics import (
    HealthEconomicAnalysis,
    Text,
    absence_cost,
    analyse,
)
from tests.external_tools import tool
from tests.valuation.health_economics.example import SCENARIOS, SIMULATION, model
from tests.valuation.health_economics.test_absence_cost import UNITS, VALUES, YEAR

BUNDLED = Path(__file__).parents[3] / "docs" / "health_economics_example.xlsx"
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def example(**replaced) -> HealthEconomicAnalysis:
    given = {"absence": absence_cost(UNITS, VALUES, period=YEAR), **replaced}
    return analyse(model(**given), simulation=SIMULATION, scenarios=SCENARIOS)


CHANGED = {
    "discount_rate": "0.06", "cost.support.staff": 650_000, "days.support.short": 990,
    "value.contract_value.long": 450,
}  # fmt: skip


def typed(workbook: bytes) -> bytes:
    """The workbook with other inputs typed into its cells."""
    book = openpyxl.load_workbook(BytesIO(workbook))
    for row in book["Inputs"].iter_rows(min_row=2):
        if row[0].value in CHANGED:
            row[3].value = float(CHANGED[row[0].value])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.fixture(scope="module")
def recomputed(tmp_path_factory) -> dict[str, openpyxl.Workbook]:
    """Three workbooks as LibreOffice saves them after computing every formula anew."""
    soffice, folder = tool("soffice", package="LibreOffice"), tmp_path_factory.mktemp("office")
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    given = {lang: health_economics_workbook(example(), lang) for lang in ("sv", "en")}
    given["typed"] = typed(given["en"])
    for name, workbook in given.items():
        (folder / f"{name}.xlsx").write_bytes(workbook)
    subprocess.run(
        [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "out"), *(str(folder / f"{name}.xlsx") for name in given)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in given}


def formulas(workbook: bytes) -> dict[tuple[str, str], object]:
    """Our figure in every cell that has a formula."""
    book, shown = (openpyxl.load_workbook(BytesIO(workbook), data_only=only) for only in (False, True))
    return {
        (sheet.title, cell.coordinate): shown[sheet.title][cell.coordinate].value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def differing(ours: dict[tuple[str, str], object], found: openpyxl.Workbook) -> list[tuple[object, ...]]:
    """The cells in which the program found something else, to a millionth of an öre."""
    wrong = []
    for (sheet, place), value in ours.items():
        theirs = found[sheet][place].value
        same = (
            value == theirs
            if isinstance(value, str) or isinstance(theirs, str) or theirs is None
            else abs(float(value) - float(theirs)) <= 1e-8 * max(1.0, abs(float(value)))
        )
        if not same:
            wrong.append((sheet, place, value, theirs))
    return wrong


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_formula_gives_our_figure(lang, recomputed):
    ours = formulas(health_economics_workbook(example(), lang))
    assert len(ours) > 150
    assert not differing(ours, recomputed[lang])


def test_the_formulas_are_live(recomputed):
    """Other inputs, typed into the cells, give the analysis of those inputs, and no figure that was there before."""
    absence = example().model.absence
    other = analyse(model(absence=absence).with_inputs(CHANGED), simulation=SIMULATION, scenarios=SCENARIOS)
    ours = formulas(health_economics_workbook(other, "en"))
    # The one-way sheet has other rows where a range is gone.
    kept = {place: value for place, value in ours.items() if place[0] in ("Inputs", "Results", "Absence cost")}
    assert len(kept) > 100 and not differing(kept, recomputed["typed"])
    before = formulas(health_economics_workbook(example(), "en"))
    assert sum(before[place] != value for place, value in kept.items()) > 20


def test_by_hand():
    """The figures of the worked example where a reader looks for them."""
    results = openpyxl.load_workbook(BytesIO(health_economics_workbook(example(), "en")), data_only=True)["Results"]
    rows = {}
    for row in results.iter_rows(values_only=True):
        rows.setdefault((row[0], row[2] if isinstance(row[2], str) else None), row[3:6])
    net = "net benefit (at most, if a cost is unknown)"
    assert rows["cost, known part", None][0] == 1_300_000
    assert rows["days avoided", None][0] == 1530
    assert rows[net, "contract value"] == (995_000, -152_500, 995_000)
    assert rows[net, "cash released"][0] == -637_000
    assert rows["cost per avoided day (at least, if a cost is unknown)", None][0] == pytest.approx(849.673, abs=0.001)


def test_the_same_analysis_gives_the_same_bytes():
    assert health_economics_workbook(example(), "sv") == health_economics_workbook(example(), "sv")


def test_the_bundled_workbook_is_that_of_the_worked_example():
    """`python -m tests.report.health_economics.test_workbook` writes it anew. Packing may differ, content may not."""

    def members(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert members(BUNDLED.read_bytes()) == members(health_economics_workbook(example(), "en"))


def test_no_text_becomes_a_formula():
    hostile = "=HYPERLINK(1)"
    given = model(title=Text(hostile, "+1"))
    first, *rest = given.programmes
    named = replace(
        first, label=Text(hostile, "@SUM(1)"), costs=(replace(first.costs[0], source=hostile), *first.costs[1:])
    )
    made = analyse(replace(given, programmes=(named, *rest)), simulation=SIMULATION, scenarios=())
    book = openpyxl.load_workbook(BytesIO(health_economics_workbook(made, "sv")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == hostile]
    assert len(cells) >= 3 and {cell.data_type for cell in cells} == {"s"}


def test_unknown_costs_stay_unknown_in_the_workbook():
    book = openpyxl.load_workbook(BytesIO(health_economics_workbook(example(), "en")), data_only=True)
    cells = {row[0]: row[3:6] for row in book["Inputs"].iter_rows(values_only=True)}
    assert cells["cost.course.time"] == ("unknown", "unknown", 90_000)


def test_what_hangs_on_an_unknown_cost_says_that_it_is_a_bound():
    book = openpyxl.load_workbook(BytesIO(health_economics_workbook(example(), "en")))
    labels = [str(row[0]) for row in book["Results"].iter_rows(values_only=True)]
    for figure, bound in (("net benefit", "at most"), ("return", "at most"), ("cost per avoided day", "at least")):
        assert all(f"({bound}, if" in label for label in labels if label.startswith(figure))
    moved = list(book["One at a time"].iter_rows(min_row=2, values_only=True))
    assert {row[1] for row in moved if row[5]} == {"Health course"} != {row[1] for row in moved}


def test_small_numbers_are_not_shown_rounded_to_two_decimals():
    book = openpyxl.load_workbook(BytesIO(health_economics_workbook(example(), "en")))
    assert book["Inputs"]["D2"].number_format == "#,##0.00##" and book["Results"]["C2"].number_format == "0"


def test_an_analysis_of_one_basis_without_absence_or_ranges_is_a_workbook_too():
    given = model()
    plain = replace(given, values=given.values[:1], discount_rate=Fraction(0))
    made = analyse(plain, simulation=SIMULATION, scenarios=())
    assert made.programmes[0].of(Basis.CONTRACT_VALUE).benefit
    assert formulas(health_economics_workbook(made, "en"))


def test_another_language_is_refused():
    with pytest.raises(UsageError, match="OC-U001"):
        health_economics_workbook(example(), "de")


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_spreadsheets_do(column, letters):
    assert letter(column) == letters


if __name__ == "__main__":
    BUNDLED.write_bytes(health_economics_workbook(example(), "en"))
