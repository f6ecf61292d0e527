"""T20–T28: one file per class of bad input; each is found with its row, all in one run, and nothing is echoed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import outcome_contracts as oc
from outcome_contracts.absence.exports import bundled_profiles, read_export
from outcome_contracts.absence.vintages import ReasonCodes, read_delivery
from outcome_contracts.cli import main
from tests.acceptance.deliveries import (
    ABSENCE,
    ACCEPTANCE,
    EMPLOYMENTS,
    HALF_2020,
    SPELLS,
    YEAR_2020,
    command,
    contract,
    data_file,
    measured,
    net_days,
    read,
)

GOOD_SPELLS, GOOD_EMPLOYMENTS = ABSENCE / "spells.csv", ABSENCE / "employments.csv"
REASONS = ReasonCodes({"SJK": "sick", "ASK": "work injury", "VAB": "child"}, frozenset({"sick", "work injury"}))

# File → what is found, and in which row; every other table of the delivery is good.
SPELL_FILES = {
    "overlap": [("OC-D010", 7)],  # T20
    "end_before_start": [("OC-D011", 7)],  # T21
    "impossible_month": [("OC-D009", 7)],
    "impossible_day": [("OC-D009", 7)],
    "day_first": [("OC-D009", 7)],
    "duplicate": [("OC-D012", 7)],  # T22
    "conflict": [("OC-D013", 7)],
    "before_employment": [("OC-D040", 7)],  # T24
    "after_employment": [("OC-D040", 7)],
    "unknown_employment": [("OC-D043", 7)],
    "extent_above_one": [("OC-D020", 7)],  # T25
    "extent_minus_five": [("OC-D020", 7)],
    "extent_negative": [("OC-D020", 7)],
    "extent_percent_sign": [("OC-D020", 7)],
    "extent_decimal_comma": [("OC-D020", 7)],
    "extent_no_number": [("OC-D020", 7)],
    "extent_mixed_scales": [("OC-D021", 7)],
    "extent_fraction_of_percent": [("OC-D021", 8)],
    "person_empty": [("OC-D055", 7)],  # T28
    "person_none": [("OC-D055", 7)],
    "employment_empty": [("OC-D055", 7)],
    "employment_nan": [("OC-D055", 7)],
    "first_day_empty": [("OC-D055", 7)],
    "first_day_nat": [("OC-D055", 7)],
    "last_day_empty": [("OC-D055", 7)],
    "last_day_nat": [("OC-D055", 7)],
    "extent_empty": [("OC-D055", 7)],
    "extent_nan": [("OC-D055", 7)],
    "extent_none": [("OC-D055", 7)],
    "extent_all_nan": [("OC-D055", 2)],
    "empty": [("OC-D002", 1)],
    "header_only": [("OC-D002", 1)],
}
EMPLOYMENT_FILES = {
    "extent_zero": [("OC-D261", 7)],  # T24
    "person_empty": [("OC-D055", 7)],  # T28
    "employment_empty": [("OC-D055", 7)],
    "unit_empty": [("OC-D055", 7)],
    "unit_nan": [("OC-D055", 7)],
    "first_day_empty": [("OC-D055", 7)],
    "first_day_nat": [("OC-D055", 7)],
    "extent_empty": [("OC-D055", 7)],
    "extent_nan": [("OC-D055", 7)],
    "latin1": [("OC-D001", 2)],
}
REASON_FILES = {
    "_unknown": [("OC-D136", 7)],  # T23
    "_case": [("OC-D136", 7)],
    "_full_width": [("OC-D136", 7)],
    "_trailing_blank": [("OC-D046", 7)],
    "_empty": [("OC-D055", 7)],
    "_duplicate": [("OC-D012", 7)],  # T22
    "_extent_conflict": [("OC-D013", 7)],
    "_two_that_count": [("OC-D260", 7)],
    "_more_than_the_day": [("OC-D260", 7)],
}
HELD = {"OC-D012", "OC-D015", "OC-D261"}


def found_in(call) -> list[tuple[str, str]]:
    """Codes and places of what is refused or held."""
    try:
        notices = call().notices
    except oc.DataRejected as refused:
        assert refused.__cause__ is refused.__context__ is None
        notices = refused.notices
    assert all(notice.text(lang) for notice in notices for lang in ("sv", "en"))
    return [(notice.code, notice.where) for notice in notices]


def placed(expected, file: Path) -> list[tuple[str, str]]:
    return [(code, f"{file.name}:{row}") for code, row in expected]


def records(spells=GOOD_SPELLS, employments=GOOD_EMPLOYMENTS, **options):
    return oc.read_records(spells, employments, covers=YEAR_2020, **options)


@pytest.mark.parametrize("name", SPELL_FILES)
def test_t20_t28_each_bad_file_of_spells_is_found_with_its_row(name):
    file = ABSENCE / f"spells_{name}.csv"
    assert found_in(lambda: records(file)) == placed(SPELL_FILES[name], file)


@pytest.mark.parametrize("name", EMPLOYMENT_FILES)
def test_t24_t28_each_bad_file_of_employments_is_found_with_its_row(name):
    file = ABSENCE / f"employments_{name}.csv"
    assert found_in(lambda: records(employments=file)) == placed(EMPLOYMENT_FILES[name], file)


@pytest.mark.parametrize("name", REASON_FILES)
@pytest.mark.parametrize("reader", ["records", "delivery"])
def test_t22_t23_each_bad_reason_is_found_with_its_row(name, reader):
    file = ABSENCE / f"spells_reason{name}.csv"

    def call():
        if reader == "records":
            return records(file, reasons=REASONS)
        return read_delivery(file, GOOD_EMPLOYMENTS, covers=YEAR_2020, known=date(2021, 1, 15), reasons=REASONS)

    assert found_in(call) == placed(REASON_FILES[name], file)


def test_t23_an_unknown_code_says_what_is_at_stake_and_what_is_near_and_not_the_code():
    with pytest.raises(oc.DataRejected) as refused:
        records(ABSENCE / "spells_reason_case.csv", reasons=REASONS)
    (notice,) = refused.value.notices
    assert dict(notice.facts)["nearest"] == "SJK" and notice.net_days == "2"
    assert "sjk" not in notice.text("en")


@pytest.mark.parametrize("name", ["touching", "one_day", "two_employments", "extent_zero", "bom"])
def test_t20_t21_what_is_no_mistake_is_read(name):
    assert records(ABSENCE / f"spells_{name}.csv").notices == ()


def test_t21_a_spell_of_one_day_is_one_day():
    panels = [oc.measure(records(file), contract().measure_rules, oc.Period.parse("2020-05"))
              for file in (GOOD_SPELLS, ABSENCE / "spells_one_day.csv")]  # fmt: skip
    assert panels[1].net_days.sum() - panels[0].net_days.sum() == 10**8


def test_t22_half_a_day_ill_beside_half_a_day_of_leave_is_no_mistake():
    half = records(ABSENCE / "spells_reason_half_and_half.csv", reasons=REASONS)
    assert half.notices == ()
    assert len(half.spells) == 5  # leave is read and does not count


def test_t22_duplicates_count_once():
    once, twice = records(), records(ABSENCE / "spells_duplicate.csv")
    assert net_days(once, "2020-01/2020-06") == net_days(twice, "2020-01/2020-06")


def test_t24_absence_in_a_month_of_unpaid_leave_is_found():
    leave = ABSENCE / "employments_on_leave.csv"
    assert found_in(lambda: records(employments=leave)) == []
    assert found_in(lambda: records(ABSENCE / "spells_on_leave.csv", leave)) == [("OC-D040", "spells_on_leave.csv:7")]
    assert found_in(lambda: records(ABSENCE / "spells_on_leave.csv")) == []


def test_t24_an_hourly_employment_of_no_extent_is_no_finding(tmp_path):
    text = (ABSENCE / "employments_extent_zero.csv").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "employments.csv"
    for form, expected in (("hourly", []), ("monthly", ["OC-D261"])):
        forms = ["pay_form", *["monthly"] * 5, form]
        file.write_text("\n".join(f"{row},{each}" for row, each in zip(text, forms, strict=True)) + "\n", "utf-8")
        assert [code for code, _ in found_in(lambda: records(employments=file))] == expected


@pytest.mark.parametrize(("name", "profile", "code"), [
    ("excel_above_hundred", "swedish_excel", "OC-D020"),
    ("excel_point", "swedish_excel", "OC-D020"),
    ("extract_percent", "personnel_extract", "OC-D021"),
])  # fmt: skip
def test_t25_extents_of_an_export_are_read_by_the_declared_scale_only(name, profile, code):
    profiles = bundled_profiles()

    def call():
        spells = read_export(ABSENCE / "exports" / f"{name}.csv", profiles[profile], table="spells")
        staff = read_export(ABSENCE / "exports" / "employments.csv", profiles["swedish_excel"], table="employments")
        return records(spells, staff, reasons=REASONS if "excel" in name else None)

    row = 4 if "excel" in name else 3
    assert (code, f"{name}.csv:{row}") in found_in(call)


def test_t25_a_quarter_is_a_quarter_in_its_own_column():
    table = read_export(ABSENCE / "exports" / "extract.csv", bundled_profiles()["personnel_extract"], table="spells")
    read_back = oc.read_records(table, GOOD_EMPLOYMENTS, covers=YEAR_2020)
    assert sorted(read_back.spells.extent.tolist()) == [2_500, 5_000]


def test_t26_no_absence_in_a_unit_is_a_valid_zero():
    panel = measured(ACCEPTANCE / "spells_one_unit_well.csv")
    assert panel.net_days.sum(axis=1).tolist()[0] == 0 < panel.person_days.sum(axis=1).tolist()[0]
    assert oc.settle(contract(), oc.SettlementData(panel=panel), panel.period).notices == ()


@pytest.mark.parametrize(
    ("call", "code", "named"),
    [
        (lambda: measured(ACCEPTANCE / "spells_month_without_absence.csv"), "OC-D054", "2020-04"),
        (lambda: measured_by_panel("panel_month_missing.csv"), "OC-D050", "2020-04"),
        (lambda: oc.measure(covering(date(2020, 5, 31)), contract().measure_rules, oc.Period.parse("2020-01/2020-06")),
         "OC-D053", "2020-06"),
    ],
)  # fmt: skip
def test_t26_missing_months_are_named_and_are_no_zero(call, code, named):
    with pytest.raises(oc.DataRejected) as refused:
        call()
    (notice,) = refused.value.notices
    assert notice.code == code and named in notice.text("sv")


def covering(last):
    return oc.read_records(ACCEPTANCE / "spells.csv", ACCEPTANCE / "employments.csv", covers=(HALF_2020[0], last))


def measured_by_panel(name):
    return oc.read_panel(ACCEPTANCE / name, measured_by=contract().measure_rules.digest)


def test_t27_integers_beyond_what_a_float_holds_are_no_ids():
    frame = pd.DataFrame({"person": [1, 10**30], "employment": ["e1", "e2"], "first_day": [date(2020, 1, 1)] * 2,
                          "last_day": [date(2020, 1, 2)] * 2, "extent": [1, 1]})  # fmt: skip
    assert ("OC-D056", "spells:3") in found_in(lambda: records(frame))


COLUMNS = [(table, column) for table, header in (("spells", SPELLS), ("employments", EMPLOYMENTS))
           for column in header.split(",") if (table, column) != ("employments", "last_day")]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), COLUMNS)
@pytest.mark.parametrize("empty", [None, np.nan, pd.NaT, ""])
def test_t28_an_empty_cell_of_a_frame_is_found_with_its_row(table, column, empty):
    """No fill: not with 0, not with 100, not with the row above."""
    frame = pd.read_csv(ABSENCE / f"{table}.csv", dtype=str)
    frame[column] = frame[column].astype(object)
    frame.loc[2, column] = empty
    given = {table: frame}
    assert ("OC-D055", f"{table}:4") in found_in(lambda: records(**given))


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_t28_a_column_of_nothing_is_found_once_with_its_count(table, column):
    frame = pd.read_csv(ABSENCE / f"{table}.csv", dtype=str)
    frame[column] = np.nan
    with pytest.raises(oc.DataRejected) as refused:
        records(**{table: frame})
    notice = next(each for each in refused.value.notices if each.code == "OC-D055")
    assert (notice.where, dict(notice.facts)["count"]) == (f"{table}:2", 5)


def test_t28_latin_1_read_as_utf_8_is_named_and_not_mojibake():
    with pytest.raises(oc.DataRejected) as refused:
        records(employments=ABSENCE / "employments_latin1.csv")
    (notice,) = refused.value.notices
    assert "utf-8" in notice.text("en").lower() and "Ã" not in notice.text("sv")
    assert records(employments=ABSENCE / "employments_latin1.csv", encoding="iso-8859-1").units == ("Umeå", "Åsele")


def test_all_findings_of_all_classes_come_in_one_run(tmp_path):
    good = GOOD_SPELLS.read_text(encoding="utf-8")
    rows = [(ABSENCE / f"spells_{name}.csv").read_text(encoding="utf-8").splitlines()[-1] for name in SPELL_FILES
            if name not in ("duplicate", "extent_all_nan", "empty", "header_only")]  # fmt: skip
    (tmp_path / "spells.csv").write_text(good + "\n".join(rows) + "\n", encoding="utf-8")
    found = found_in(lambda: records(tmp_path / "spells.csv", ABSENCE / "employments_unit_empty.csv"))
    classes = {code for name, each in SPELL_FILES.items() for code, _ in each if name not in ("empty", "header_only")}
    assert classes - {"OC-D012"} <= {code for code, _ in found}
    assert ("OC-D055", "employments_unit_empty.csv:7") in found


FILES = [*(f"spells_{name}" for name in SPELL_FILES), *(f"employments_{name}" for name in EMPLOYMENT_FILES)]


@pytest.mark.parametrize("table", FILES)
def test_the_command_line_says_the_same_without_a_traceback(table, tmp_path, capsys):
    files = {"spells": GOOD_SPELLS, "employments": GOOD_EMPLOYMENTS}
    kind, _, name = table.partition("_")
    files[kind] = ABSENCE / f"{table}.csv"
    data = data_file(tmp_path, files["spells"], files["employments"])
    out = tmp_path / "out"
    asked = ["settle", str(ACCEPTANCE / "contract.toml"), "--data", str(data), "--out", str(out), "--lang", "en"]
    assert main(asked) == 3
    captured = capsys.readouterr()
    lines = [line for line in captured.err.splitlines() if not line.endswith("…")]
    assert captured.out == "" and not out.exists()
    assert all(re.match(r"OC-[A-Z]\d{3} [A-Z]+ · ", line) for line in lines)
    ((code, row),) = (SPELL_FILES if kind == "spells" else EMPLOYMENT_FILES)[name]
    if code not in HELD:  # what is held is shown beside the statement, and here there are too few people for one
        assert any(line.startswith(code) and f"{table}.csv:{row} ·" in line for line in lines)


def test_a_process_of_its_own_ends_with_code_3_and_no_traceback(tmp_path):
    data = data_file(tmp_path, ABSENCE / "spells_overlap.csv", ABSENCE / "employments_unit_empty.csv")
    done = command("settle", ACCEPTANCE / "contract.toml", "--data", data)
    assert (done.returncode, done.stdout) == (3, "")
    assert "OC-D010" in done.stderr and "OC-D055" in done.stderr and "Traceback" not in done.stderr


def test_findings_are_the_same_for_the_rows_in_another_order(tmp_path):
    """Codes and counts, not the rows, which are where they now stand."""
    lines = (ABSENCE / "spells_overlap.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "spells.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n", encoding="utf-8")
    assert [code for code, _ in found_in(lambda: records(tmp_path / "spells.csv"))] == ["OC-D010"]


def test_a_touching_spell_is_no_overlap_and_counts_in_full(tmp_path):
    touching = read(tmp_path, ("p1,e1,2020-02-03,2020-02-09,1", "p1,e1,2020-02-10,2020-02-11,1"))
    assert net_days(touching, "2020-02") == [9]
