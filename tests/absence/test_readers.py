"""Reading: a good delivery gives one panel in every form; every kind of bad one is named with its row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from outcome_contracts.absence import measure, read_records
from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.tables import report_row_count
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.period import Period
from tests.absence.deliveries import cells, rules

DATA = Path(__file__).parents[1] / "data" / "absence"
COVERS = (date(2020, 1, 1), date(2020, 12, 31))
PERIOD = Period.parse("2020-01/2020-06")

SPELLS = {
    "overlap": ("OC-D010", 7),
    "end_before_start": ("OC-D011", 7),
    "conflict": ("OC-D013", 7),
    "extent_above_one": ("OC-D020", 7),
    "extent_negative": ("OC-D020", 7),
    "extent_percent_sign": ("OC-D020", 7),
    "extent_decimal_comma": ("OC-D020", 7),
    "extent_five_decimals": ("OC-D020", 7),
    "extent_mixed_scales": ("OC-D021", 7),
    "extent_empty": ("OC-D055", 7),
    "extent_nan": ("OC-D055", 7),
    "last_day_empty": ("OC-D055", 7),
    "person_none": ("OC-D055", 7),
    "impossible_month": ("OC-D009", 7),
    "impossible_day": ("OC-D009", 7),
    "day_first": ("OC-D009", 7),
    "excel_serial": ("OC-D058", 7),
    "year_9999": ("OC-D042", 7),
    "too_long": ("OC-D042", 7),
    "before_employment": ("OC-D040", 7),
    "after_employment": ("OC-D040", 7),
    "unknown_employment": ("OC-D043", 7),
    "other_person": ("OC-D044", 7),
    "ragged": ("OC-D005", 7),
    "open_quote": ("OC-D008", 7),
    "trailing_blank": ("OC-D046", 7),
    "long_id": ("OC-D047", 7),
    "personnummer": ("OC-P001", 7),
    "name_as_id": ("OC-P004", 7),
    "time_zone": ("OC-D057", 7),
    "clock_time": ("OC-D009", 7),
    "unknown_column": ("OC-D004", 1),
    "missing_column": ("OC-D003", 1),
    "case_columns": ("OC-D006", 1),
    "empty": ("OC-D002", 1),
    "header_only": ("OC-D002", 1),
    "semicolon": ("OC-D003", 1),
    "no_such_file": ("OC-D064", None),
}
EMPLOYMENTS = {
    "latin1": ("OC-D001", 2),
    "overlap": ("OC-D014", 7),
    "two_persons": ("OC-D044", 7),
    "unknown_unit": ("OC-D045", 7),
    "control_character": ("OC-D046", 7),
    "unit_empty": ("OC-D055", 7),
    "end_before_start": ("OC-D011", 7),
    "pay_form": ("OC-D048", 4),
}


def read(spells: object = DATA / "spells.csv", employments: object = DATA / "employments.csv", **options):
    return read_records(spells, employments, covers=COVERS, **options)


def findings(*tables: object, **options) -> list[tuple[str, str]]:
    with pytest.raises(DataRejected) as refused:
        read(*tables, **options)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None
    return [(notice.code, notice.where) for notice in refused.value.notices]


@pytest.mark.parametrize("case", SPELLS)
def test_a_bad_table_of_spells_is_refused_with_code_and_row(case):
    (code, row), file = SPELLS[case], f"spells_{case}.csv"
    found = findings(DATA / file)
    assert (code, f"{file}:{row}" if row else file) in found
    assert case == "semicolon" or {code for code, _ in found} <= {code, "OC-D004"}


@pytest.mark.parametrize("case", EMPLOYMENTS)
def test_a_bad_table_of_employments_is_refused_with_code_and_row(case):
    (code, row), file = EMPLOYMENTS[case], f"employments_{case}.csv"
    assert findings(DATA / "spells.csv", DATA / file, units=("Umeå", "Åsele")) == [(code, f"{file}:{row}")]


HEADER = "person,employment,unit,first_day,last_day,extent\n"


@pytest.mark.parametrize("name", ["Kök & städ, avd. 4 (natt)", "x" * 200, "O'Hara–Lind / F-6", "4410"])
def test_a_unit_is_named_as_the_organisation_names_it(tmp_path, name):
    file, spells = tmp_path / "employments.csv", tmp_path / "spells.csv"
    file.write_text(f'{HEADER}p1,a1,"{name}",2019-01-01,,1\n', encoding="utf-8")
    spells.write_text("person,employment,first_day,last_day,extent\np1,a1,2020-02-01,2020-02-02,1\n")
    assert measure(read(spells, file), rules(), PERIOD).units == (name,)
    assert read(spells, file, units=(name, "other")).units[0] == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("=Kök", "OC-D046"),
        ("-1", "OC-D046"),
        ("a\u2028b", "OC-D046"),
        ("x" * 201, "OC-D047"),
        ("A\u030a" * 101, "OC-D047"),
    ],
)
def test_a_name_that_no_panel_can_have_is_refused_with_its_row(tmp_path, name, code):
    file = tmp_path / "employments.csv"
    file.write_text(f'{HEADER}p1,a1,north,2019-01-01,,1\np2,a2,"{name}",2019-01-01,,1\n', encoding="utf-8")
    found = findings(DATA / "spells.csv", file)
    assert [place for given, place in found if given == code] == ["employments.csv:3"]


def test_the_row_count_of_an_excel_sheet_is_refused(tmp_path):
    file = tmp_path / "spells.csv"
    file.write_text("person,employment,first_day,last_day,extent\n" + ",,,,\n" * 65_535)
    assert ("OC-D059", "spells.csv:65536") in findings(file)


@pytest.mark.parametrize(("rows", "cut"), [(65_534, 0), (65_535, 1), (1_048_575, 1), (1_048_576, 0)])
def test_only_full_excel_sheets_count_as_cut_off(rows, cut):
    found = Findings()
    report_row_count(found, Rows("spells", np.arange(0)), rows)
    assert len(found) == cut


def test_all_findings_of_both_tables_come_in_one_pass():
    found = findings(DATA / "spells_overlap.csv", DATA / "employments_overlap.csv")
    assert found == [("OC-D014", "employments_overlap.csv:7"), ("OC-D010", "spells_overlap.csv:7")]


def test_absence_outside_employment_is_told_by_its_side_or_its_gap():
    for case, staff, told in (
        ("before_employment", "employments", (1, 0, 0)),
        ("after_employment", "employments", (0, 1, 0)),
        ("on_leave", "employments_on_leave", (0, 0, 1)),
    ):
        with pytest.raises(DataRejected) as refusal:
            read(DATA / f"spells_{case}.csv", DATA / f"{staff}.csv")
        facts = dict(refusal.value.notices[0].facts)
        assert (facts["before"], facts["after"], facts["between"]) == told


@pytest.mark.parametrize("tables", [("spells_duplicate", "employments"), ("spells", "employments_duplicate")])
def test_exact_duplicates_count_once_and_are_held(tables):
    records = read(*(DATA / f"{table}.csv" for table in tables))
    (notice,) = records.notices
    assert notice.severity == "hold"
    assert notice.where.endswith(":7")
    assert measure(records, rules(), PERIOD) == measure(read(), rules(), PERIOD)


@pytest.mark.parametrize(("case", "delimiter"), [("bom", ","), ("semicolon", ";"), ("touching", ",")])
def test_what_is_no_mistake_is_read(case, delimiter, tmp_path):
    employments = tmp_path / "employments.csv"
    employments.write_text((DATA / "employments.csv").read_text("utf-8").replace(",", delimiter), "utf-8")
    read(DATA / f"spells_{case}.csv", employments, delimiter=delimiter)


def test_another_encoding_is_read_when_declared():
    records = read(employments=DATA / "employments_latin1.csv", encoding="iso-8859-1")
    assert records.units == ("Umeå", "Åsele")


def test_unit_names_in_two_unicode_forms_are_one_unit(tmp_path):
    employments = tmp_path / "employments.csv"
    text = (DATA / "employments.csv").read_text("utf-8")
    employments.write_text(text.replace("e4,Umeå", "e4,Umea\u030a"), "utf-8")
    assert read(employments=employments).units == ("Umeå", "Åsele")


def test_leading_zeros_make_another_id(tmp_path):
    spells, employments = tmp_path / "spells.csv", tmp_path / "employments.csv"
    spells.write_text("person,employment,first_day,last_day,extent\n007,1,2020-01-01,2020-01-02,1\n")
    employments.write_text(
        "person,employment,unit,first_day,last_day,extent\n007,1,a,2020-01-01,,1\n7,01,a,2020-01-01,,1\n"
    )
    assert len(set(read(spells, employments).employments.person.tolist())) == 2


def frames(kind: str, *, dates: bool) -> list[object]:
    out = []
    for table in ("spells", "employments"):
        frame = pl.read_csv(DATA / f"{table}.csv", try_parse_dates=dates)
        out.append({"polars": frame, "arrow": frame.to_arrow(), "pandas": frame.to_pandas()}[kind])
    return out


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow"])
@pytest.mark.parametrize("dates", [True, False])
def test_frames_give_the_panel_of_the_files(kind, dates):
    assert measure(read(*frames(kind, dates=dates)), rules(), PERIOD) == measure(read(), rules(), PERIOD)


def test_pandas_objects_that_are_dates_are_dates():
    spells, employments = frames("pandas", dates=True)
    spells = spells.assign(first_day=spells["first_day"].dt.date, last_day=spells["last_day"].dt.date)
    assert measure(read(spells, employments), rules(), PERIOD) == measure(read(), rules(), PERIOD)


@pytest.mark.parametrize(
    ("column", "values", "code", "row"),
    [
        ("first_day", pd.date_range("2020-01-28", periods=5, tz="UTC"), "OC-D057", 2),
        ("first_day", pd.to_datetime(["2020-01-28 10:00", *["2020-02-01 00:00"] * 4]), "OC-D009", 2),
        ("first_day", [43738, 43739, 43740, 43741, 43742], "OC-D058", 2),
        ("first_day", [pd.NaT, *[pd.Timestamp("2020-02-01")] * 4], "OC-D055", 2),
        ("extent", [0.5, float("nan"), 1, 1, 1], "OC-D055", 3),
        ("extent", [0.5, 0.30000000000000004, 1, 1, 1], "OC-D020", 3),
        ("extent", [0.5, 25, 1, 1, 1], "OC-D021", 3),
        ("extent", [True] * 5, "OC-D007", 2),
        ("person", [1, 2, 9007199254740993, 4, 5], "OC-D056", 4),
        ("person", [1, 2, 10**30, 4, 5], "OC-D056", 4),
        ("person", [1.0, 2.0, 3.5, 4.0, 5.0], "OC-D007", 2),
        ("employment", ["e1", None, "e3", "e4", "e4"], "OC-D055", 3),
        ("person", [191212121212, 2, 3, 4, 5], "OC-P001", 2),
    ],
)
def test_a_bad_column_of_a_frame_is_refused_with_code_and_row(column, values, code, row):
    spells, employments = frames("pandas", dates=True)
    assert (code, f"spells:{row}") in findings(spells.assign(**{column: values}), employments)


def test_columns_that_differ_by_case_are_refused():
    spells, employments = frames("polars", dates=True)
    found = findings(spells.with_columns(Extent=pl.lit(1)), employments)
    assert ("OC-D006", "spells:1") in found
    assert findings(pa.table({"a": [1]}).rename_columns(["person"]), 5)[-1] == ("OC-D066", "employments")


CANARY = "canary7261"


@pytest.mark.parametrize(
    "row",
    [
        f"{CANARY},e1,2020-01-01,2020-01-02,1",
        f"p1,{CANARY},2020-01-01,2020-01-02,1",
        f"p1,e1,{CANARY},2020-01-02,1",
        f"p1,e1,2020-01-01,2020-01-02,{CANARY}",
        f"p1,e1,2020-01-01,2020-01-02,1,{CANARY}",
        f'p1,e1,2020-01-01,2020-01-02,"{CANARY}',
        f"{CANARY} ,e1,2020-01-01,2020-01-02,1",
    ],
)
def test_no_value_of_a_cell_reaches_an_error(row, tmp_path):
    spells = tmp_path / "spells.csv"
    good = (DATA / "spells.csv").read_text("utf-8")
    for text in (good + row + "\n", row + "\n" + good):
        spells.write_text(text, "utf-8")
        with pytest.raises(DataRejected) as refused:
            read(spells)
        error = refused.value
        said = [str(error), repr(error), str(error.args), str(error.__cause__), str(error.__context__)]
        said += [notice.text(lang) for notice in error.notices for lang in ("sv", "en")]
        assert CANARY not in "".join([*said, repr(error.notices)])


def test_records_show_counts_only():
    shown = repr(read()) + repr(read().spells) + repr(read().employments)
    assert shown.startswith("AbsenceRecords(5 spells, 3 persons, 2 units, 2020-01-01/2020-12-31, 0 notices)")
    assert "p1" not in shown
    assert "Umeå" not in shown


def test_spells_may_reach_beyond_what_is_covered(tmp_path):
    spells = tmp_path / "spells.csv"
    spells.write_text("person,employment,first_day,last_day,extent\np1,e1,2020-12-28,2021-01-05,1\n")
    panel = measure(read(spells), rules(), Period.parse("2020-12"))
    assert cells(panel)["net_days"] == {("Åsele", PERIOD.last + 6): 4 * 10**8}
