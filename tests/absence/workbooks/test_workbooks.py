"""Workbooks: typed cells are what they are; what hides, executes, swells or guesses is refused."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from outcome_contracts.absence import read_records
from outcome_contracts.absence.exports import bundled_profiles
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.vintages import ReasonCodes
from outcome_contracts.absence.workbooks import package, read_workbook
from outcome_contracts.notices import DataRejected
from tests.absence.workbooks.books import HEADINGS, ROWS, book, repacked
from tests.measured import in_bounds

COVERS = (date(2020, 1, 1), date(2020, 12, 31))
KEY = PseudonymKey(bytes(range(32)), "made for the tests")
REASONS = ReasonCodes({"SJK": "sick"}, frozenset({"sick"}))
DATA = Path(__file__).parents[2] / "data" / "absence" / "workbooks"
PROFILE = bundled_profiles()["swedish_excel"]


def read(path, profile=PROFILE, **options):
    return read_workbook(path, profile, table="spells", **options)


def texts(table, column):
    return table.columns[column].values.tolist()


def refused(path, profile=PROFILE, **options):
    with pytest.raises(DataRejected) as refusal:
        read(path, profile, **options)
    assert refusal.value.__cause__ is None
    said = str(refusal.value) + repr(refusal.value) + repr(refusal.value.__context__)
    assert "canary" not in said
    return [(notice.code, notice.where) for notice in refusal.value.notices if notice.severity == "error"]


def cell(place, value, shown="General"):
    """A change: one cell with another value, and how it is shown where it is no date."""

    def change(sheet):
        sheet[place] = value
        if not isinstance(value, (date, time)):
            sheet[place].number_format = shown

    return change


def test_a_workbook_gives_the_records_of_the_csv_file(tmp_path):
    path = book(tmp_path / "absence.xlsx", staff=True)
    spells = read(path, sheet="Frånvaro")
    staff = read_workbook(path, PROFILE, table="employments", sheet="Anställningar")
    found = read_records(spells, staff, covers=COVERS, reasons=REASONS)
    assert found.spells.extent.tolist() == [5_000, 3_750]
    assert found.employments.extent.tolist() == [10_000, 7_550]
    assert found.units == ("Umeå", "Åsele")
    assert texts(spells, "employment") == ["00471", "00472"]
    assert ("OC-D188", "absence.xlsx#1") in {(notice.code, notice.where) for notice in found.notices}


@pytest.mark.parametrize(
    ("place", "value", "shown", "extent"),
    [
        ("E3", 0.375, "0.0%", "0.3750"),
        ("E3", 1, "0%", "1.0000"),
        ("E3", 0.005, "0.0%", "0.0050"),
        ("E3", "37,5 %", "General", "0.3750"),
        ("E3", "0,5 %", "General", "0.0050"),
        ("E3", 100, "General", "1.0000"),
        ("E3", 0, "General", "0.0000"),
    ],
)
def test_a_number_shown_in_per_cent_is_what_is_shown(tmp_path, place, value, shown, extent):
    assert texts(read(book(tmp_path / "a.xlsx", cell(place, value, shown))), "extent")[1] == extent


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("E3", 0.25, "OC-D240"),
        ("E3", 1, "OC-D240"),
        ("E3", 101, "OC-D020"),
        ("E3", -5, "OC-D020"),
        ("E3", "0.5", "OC-D020"),
        ("E3", True, "OC-D007"),
        ("E3", None, "OC-D055"),
        ("E3", "#N/A", "OC-D250"),
        ("E3", "=D3-C3", "OC-D248"),
        ("D3", "=C3+1", "OC-D248"),
        ("B3", "=A1", "OC-D248"),
        ("E4", "=A1", "OC-D248"),
        ("C3", "02-04-2024", "OC-D009"),
        ("C3", time(8, 0), "OC-D007"),
        ("C3", datetime(2020, 3, 2, 8, 0), "OC-D009"),
        ("C3", 43738, "OC-D058"),
        ("C3", "2020-03-01T23:00:00Z", "OC-D057"),
        ("B3", 472, "OC-D249"),
        ("A3", 3.5, "OC-D249"),
        ("A3", date(2020, 1, 1), "OC-D007"),
        ("A3", "191212121212", "OC-D190"),
        ("A3", "Ada Canary", "OC-P004"),
    ],
)
def test_a_cell_that_is_not_what_its_column_needs_is_refused_with_its_row(tmp_path, place, value, code):
    path = book(tmp_path / "a.xlsx", cell(place, value), staff=True)
    with pytest.raises(DataRejected) as refusal:
        staff = read_workbook(path, PROFILE, table="employments", sheet="Anställningar")
        read_records(read(path, sheet="Frånvaro"), staff, covers=COVERS, reasons=REASONS)
    found = [(notice.code, notice.where) for notice in refusal.value.notices if notice.severity == "error"]
    assert (code, f"a.xlsx#1:{place[1:]}") in found
    assert {each for each, _ in found} <= {code, "OC-D043", "OC-D044"}
    assert "anary" not in str(refusal.value)


@pytest.mark.parametrize(
    ("ids", "lost"),
    [
        ((471, 472), False),
        ((471, 1472), True),
        ((471, "00472"), True),
        ((10**15, 10**15 + 1), True),
        ((471.0, 472.0), False),
        ((47.5, 48.5), True),
        ((-471, -472), True),
    ],
)
def test_numbers_are_ids_only_where_no_zero_can_be_lost(tmp_path, ids, lost):
    def change(sheet):
        sheet["B2"], sheet["B3"] = ids

    path = book(tmp_path / "a.xlsx", change)
    if lost:
        assert [code for code, _ in refused(path)] == ["OC-D249"]
    else:
        assert texts(read(path), "employment") == ["471", "472"]


@pytest.mark.parametrize(("system", "day"), [("1900", "2019-09-30"), ("1904", "2023-10-01")])
def test_a_number_is_the_day_of_the_declared_system(tmp_path, system, day):
    path = book(tmp_path / "a.xlsx", cell("D3", 43738))
    table = read(path, PROFILE.model_copy(update={"date_system": system}))
    assert texts(table, "last_day")[1] == day
    assert ("OC-D252" in {notice.code for notice in table.notices}) == (system == "1904")


def test_dates_of_a_workbook_counted_from_1904_are_its_dates(tmp_path):
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    for row in (HEADINGS, *ROWS):
        workbook.active.append(row)
    workbook.save(tmp_path / "a.xlsx")
    assert texts(read(tmp_path / "a.xlsx"), "first_day") == ["2020-02-03", "2020-03-02"]


def test_dates_are_dates_whatever_the_form_of_the_profile(tmp_path):
    profile = PROFILE.model_copy(update={"days": "DD.MM.YYYY"})
    path = book(tmp_path / "a.xlsx", cell("C3", "02.03.2020"))
    assert texts(read(path, profile), "first_day") == ["2020-02-03", "2020-03-02"]


def test_an_open_end_is_open_as_text_or_as_a_date(tmp_path):
    for value in ("TV", date(9999, 12, 31)):
        table = read(book(tmp_path / "a.xlsx", cell("D3", value)), open_until=date(2020, 6, 30))
        assert texts(table, "last_day")[1] == "2020-06-30"


def test_a_formula_stands_for_its_stored_value(tmp_path):
    path = book(tmp_path / "a.xlsx", cell("E3", "=50/2"))
    sheet = "xl/worksheets/sheet1.xml"
    repacked(path, replace={sheet: (b"<f>50/2</f><v />", b"<f>50/2</f><v>25</v>")})
    assert texts(read(path), "extent") == ["0.5000", "0.2500"]


def test_ids_become_pseudonyms_under_a_key(tmp_path):
    table = read(book(tmp_path / "a.xlsx", cell("A3", "191212121212")), key=KEY)
    assert "1212" not in "".join(texts(table, "person"))


def two_sheets(state):
    def change(sheet):
        sheet.parent.create_sheet("Annat").sheet_state = state

    return change


@pytest.mark.parametrize(
    ("change", "sheet", "code"),
    [
        (two_sheets("visible"), None, "OC-D245"),
        (two_sheets("visible"), "canary", "OC-D245"),
        (two_sheets("hidden"), None, "OC-D246"),
        (two_sheets("veryHidden"), "Annat", "OC-D246"),
        (lambda sheet: sheet.merge_cells("A1:B1"), None, "OC-D247"),
        (lambda sheet: sheet.insert_rows(1), None, "OC-D002"),
        (cell("B1", 5), None, "OC-D247"),
        (cell("J3", "canary"), None, "OC-D247"),
        (cell("A1", "canary 7"), None, "OC-D003"),
        (cell("B1", "Personnr"), None, "OC-D006"),
        (lambda sheet: sheet.delete_rows(2, 5), None, "OC-D002"),
        (cell("A65536", "p9"), None, "OC-D059"),
        (lambda sheet: sheet.cell(3, 1_200, "x"), None, "OC-D242"),
    ],
)
def test_a_sheet_that_does_not_say_its_table_is_refused(tmp_path, change, sheet, code):
    found = [code for code, _ in refused(book(tmp_path / "a.xlsx", change), sheet=sheet)]
    assert code in found


def test_a_named_sheet_is_read_beside_hidden_ones(tmp_path):
    path = book(tmp_path / "a.xlsx", two_sheets("hidden"))
    assert texts(read(path, sheet="Frånvaro"), "person") == ["p1", "p2"]


def test_empty_rows_at_the_end_are_no_rows_and_in_between_they_are(tmp_path):
    path = book(tmp_path / "a.xlsx", cell("A9", None))
    assert len(read(path).rows.numbers) == 2
    path = book(tmp_path / "b.xlsx", lambda sheet: sheet.insert_rows(3))
    table = read(path)
    assert table.columns["person"].missing.tolist() == [False, True, False]


def written(content):
    def make(path):
        path.write_bytes(content)
        return path

    return make


def packed(**changes):
    return lambda path: repacked(book(path), **changes)


def crowd(path):
    with zipfile.ZipFile(path, "w") as package:
        for number in range(3_000):
            package.writestr(f"xl/{number}.xml", b"")
    return path


def encrypted(path):
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le") + bytes(512))
    return path


def linked(path):
    book(path)
    member = zipfile.ZipInfo("xl/media/link")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(member, "/etc/passwd")
    return path


def twice(path):
    content = io.BytesIO()
    book(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
            if name == "xl/workbook.xml":
                new.writestr("xl/Workbook.xml", b"<workbook/>")
    path.write_bytes(content.getvalue())
    return path


def other_archive(path):
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("canary.txt", b"x")
    return path


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
HOSTILE = {
    "crowd": (crowd, "OC-D242"),
    "encrypted": (encrypted, "OC-D244"),
    "old": (written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)), "OC-D241"),
    "csv": (written(b"Personnr;Omfattning\np1;50\n"), "OC-D241"),
    "pickle": (written(pickle.dumps({"canary": 1})), "OC-D241"),
    "html": (written(b"<html><table></table></html>"), "OC-D241"),
    "empty": (written(b""), "OC-D241"),
    "cut_off": (written(b"PK\x03\x04" + bytes(100)), "OC-D251"),
    "other_archive": (other_archive, "OC-D241"),
    "macros": (packed(add={"xl/vbaProject.bin": b"x"}), "OC-D244"),
    "old_macros": (packed(add={"xl/macrosheets/sheet1.xml": b"<x/>"}), "OC-D244"),
    "external_link": (packed(add={"xl/externalLinks/externalLink1.xml": b"<x/>"}), "OC-D244"),
    "connection": (packed(add={"xl/connections.xml": b"<x/>"}), "OC-D244"),
    "binary": (packed(add={"xl/workbook.bin": b"x"}), "OC-D244"),
    "leads_out": (packed(add={"xl/../../etc/passwd": b"x"}), "OC-D244"),
    "absolute": (packed(add={"/etc/passwd": b"x"}), "OC-D244"),
    "link": (linked, "OC-D244"),
    "document_type": (packed(add={"xl/sharedStrings.xml": DOCTYPE}), "OC-D244"),
    "wide_letters": (packed(add={"xl/styles.xml": "<x/>".encode("utf-16")}), "OC-D244"),
    "other_letters": (packed(add={"xl/styles.xml": b'<?xml version="1.0" encoding="utf-7"?><x/>'}), "OC-D244"),
    "no_xml": (packed(add={"xl/styles.xml": b"canary"}), "OC-D251"),
    "twice": (twice, "OC-D251"),
    "no_sheets": (packed(add={"xl/workbook.xml": b"<x/>"}), "OC-D245"),
    "no_number": (packed(replace={"xl/worksheets/sheet1.xml": (b"<v>50</v>", b"<v>canary</v>")}), "OC-D251"),
    "broken_sheet": (
        packed(replace={"xl/worksheets/sheet1.xml": (b"</sheetData>", b"</canary>")}),
        "OC-D251",
    ),
    "no_such_style": (
        packed(replace={"xl/worksheets/sheet1.xml": (b'<c r="E2"', b'<c s="999" r="E2"')}),
        "OC-D251",
    ),
    "endless_rows": (
        packed(replace={"xl/worksheets/sheet1.xml": (b'<row r="3"', b'<row r="9999999999"')}),
        "OC-D251",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_plain_workbook_is_refused_by_name(tmp_path, case):
    make, code = HOSTILE[case]
    assert [found for found, _ in refused(make(tmp_path / "a.xlsx"))] == [code]


FILES = {
    "serial_numbers.xlsx": ("OC-D058", 3),
    "numbers_as_ids.xlsx": ("OC-D249", 3),
    "merged_header.xlsx": ("OC-D247", 1),
    "hidden_sheet.xlsx": ("OC-D246", None),
    "two_sheets.xlsx": ("OC-D245", None),
    "formula_without_value.xlsx": ("OC-D248", 3),
    "error_in_cell.xlsx": ("OC-D250", 3),
    "share_in_per_cent.xlsx": ("OC-D240", 3),
    "macros.xlsm": ("OC-D244", None),
    "external_link.xlsx": ("OC-D244", None),
    "leads_out.xlsx": ("OC-D244", None),
    "document_type.xlsx": ("OC-D244", None),
    "encrypted.xlsx": ("OC-D244", None),
    "old.xls": ("OC-D241", None),
    "csv_named.xlsx": ("OC-D241", None),
}


@pytest.mark.parametrize("name", FILES)
def test_each_file_with_one_thing_wrong_is_refused_with_code_and_row(name):
    code, row = FILES[name]
    with pytest.raises(DataRejected) as refusal:
        staff = read_workbook(DATA / "good.xlsx", PROFILE, table="employments", sheet="Anställningar")
        read_records(read(DATA / name), staff, covers=COVERS, reasons=REASONS)
    found = [(notice.code, notice.where) for notice in refusal.value.notices if notice.severity == "error"]
    assert found == [(code, name + (f":{row}" if row else ""))]


def test_a_workbook_with_macros_is_refused_by_its_name_alone(tmp_path):
    assert refused(book(tmp_path / "a.xlsm")) == [("OC-D244", "a.xlsm")]
    assert refused(tmp_path / "none.xlsx") == [("OC-D064", "none.xlsx")]


def test_a_bomb_is_refused_in_two_seconds_and_two_hundred_million_bytes():
    in_bounds(
        "from outcome_contracts.absence.workbooks import read_workbook\n"
        "from outcome_contracts.absence.exports import bundled_profiles\n"
        "profile = bundled_profiles()['swedish_excel']\n"
        f"read = lambda: read_workbook({str(DATA / 'bomb.xlsx')!r}, profile, table='spells')\n",
        "OC-D242",
    )


@settings(deadline=None, max_examples=15)
@given(
    rows=st.lists(
        st.tuples(
            st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True),
            st.dates(date(2000, 1, 1), date(2100, 1, 1)),
            st.integers(101, 10_000),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_written_as_text_date_and_number_is_read_as_such(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("book") / "a.xlsx"

    def change(sheet):
        sheet.delete_rows(2, 5)
        for number, (name, day, hundredths) in enumerate(rows, 2):
            for column, value in enumerate((name, name, day, day, hundredths / 100), 1):
                sheet.cell(number, column, value)
            for column in (1, 2):
                sheet.cell(number, column).data_type = "s"

    table = read(book(path, change))
    assert texts(table, "employment") == [name for name, _, _ in rows]
    assert texts(table, "last_day") == [day.isoformat() for _, day, _ in rows]
    assert [round(float(text) * 10_000) for text in texts(table, "extent")] == [steps for _, _, steps in rows]


@pytest.mark.parametrize("shown", ['0" %"', r"0.0\ \%"])
def test_a_sign_of_per_cent_that_is_only_written_out_makes_no_hundredth(tmp_path, shown):
    assert ("OC-D240", "a.xlsx:2") in refused(book(tmp_path / "a.xlsx", cell("E2", 1, shown)))
    whole = book(tmp_path / "b.xlsx", cell("E2", 50, shown))
    assert texts(read(whole), "extent")[0] == "0.5000"


def central(content, name, at, value):
    """The bytes of a package, what its directory says of one file changed."""
    start = content.rfind(name.encode()) - 46
    return content[: start + at] + value + content[start + at + len(value) :]


@pytest.mark.parametrize("flags", [0x20, 0x40])
def test_a_way_of_packing_that_nobody_has_is_a_damaged_workbook(tmp_path, flags):
    path = book(tmp_path / "a.xlsx")
    path.write_bytes(central(path.read_bytes(), "xl/styles.xml", 8, bytes([flags, 0])))
    assert refused(path) == [("OC-D251", "a.xlsx")]


def test_packing_that_breaks_off_is_a_damaged_workbook(tmp_path):
    path = book(tmp_path / "a.xlsx")
    content = path.read_bytes()
    start = zipfile.ZipFile(path).getinfo("xl/styles.xml").header_offset + 30 + len("xl/styles.xml")
    path.write_bytes(content[:start] + b"\xff" * 20 + content[start + 20 :])
    assert refused(path) == [("OC-D251", "a.xlsx")]


@pytest.mark.parametrize("comment", [b"", b"c" * 65_535])
def test_a_directory_is_measured_in_the_form_for_large_archives_too(tmp_path, comment, monkeypatch):
    directory = b"PK\x01\x02" * 300_000
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, len(directory), 30)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 30 + len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 100, 30, len(comment)) + comment
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(26) + directory + large + locator + end)
    monkeypatch.setattr(package, "ZipFile", None)  # who opened it would read all of the directory
    assert refused(path) == [("OC-D242", "a.xlsx")]
