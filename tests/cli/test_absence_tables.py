"""The tables of absence that a data file names: every kind by its reader, every contradiction told, nothing outside."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from outcome_contracts.absence import read_records
from outcome_contracts.cli.absence_known import records_as_known
from outcome_contracts.cli.absence_tables import delivered_tables
from outcome_contracts.cli.data_file import inside, read_data_file
from outcome_contracts.notices import DataRejected, OutcomeContractsError
from tests.absence.workbooks.books import book

DATA = Path(__file__).parents[1] / "data" / "absence"
HEAD = 'period = "2020-01/2020-06"\nstatus = "provisional"\n\n[absence]\n'
COVERED = "first_day = 2020-01-01\nlast_day = 2020-12-31\n"
CODES = 'counted = ["sick"]\n\n[codes]\nSJK = "sick"\n'
KEYED = 'key = "contract.key"\npurpose = "contract C-1"\n'


@pytest.fixture
def folder(tmp_path):
    """Every kind of table, a map of codes, and a key outside of the delivery."""
    for name in ("spells.csv", "employments.csv", "exports/excel.csv", "exports/employments.csv", "paxml/good.xml"):
        shutil.copy(DATA / name, tmp_path / name.replace("/", "_"))
    shutil.copy(DATA / "month_split" / "good.csv", tmp_path / "months.csv")
    book(tmp_path / "absence.xlsx", staff=True)
    (tmp_path / "codes.toml").write_text(CODES, encoding="utf-8")
    key = tmp_path / "contract.key"
    key.write_text(bytes(range(32)).hex(), encoding="ascii")
    key.chmod(0o600)
    return tmp_path


def tables(folder, fields):
    (folder / "data.toml").write_text(HEAD + COVERED + fields, encoding="utf-8")
    absence = read_data_file(folder / "data.toml").absence
    return delivered_tables(absence, folder)


def spells(folder, fields):
    records = read_records(**tables(folder, fields), covers=(date(2020, 1, 1), date(2020, 12, 31)))
    return len(records.spells), records


def refused(folder, fields):
    with pytest.raises(DataRejected) as refusal:
        spells(folder, fields)
    assert "3132" not in str(refusal.value)
    return {notice.code for notice in refusal.value.notices}


EXCEL = (
    'spells = { workbook = "absence.xlsx", sheet = "Frånvaro", profile = "swedish_excel" }\n'
    'employments = { workbook = "absence.xlsx", sheet = "Anställningar", profile = "swedish_excel" }\n'
)
PROFILED = (
    'spells = { csv = "exports_excel.csv", profile = "swedish_excel" }\n'
    'employments = { csv = "exports_employments.csv", profile = "swedish_excel" }\n'
)
PAXML = (
    'spells = { paxml = "paxml_good.xml", unit_dimension = 1 }\n'
    'employments = { paxml = "paxml_good.xml", unit_dimension = 1 }\n'
)
OWN = 'spells = "spells.csv"\nemployments = "employments.csv"\n'


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        (OWN, 5),
        ('spells = { csv = "spells.csv" }\nemployments = "employments.csv"\n', 5),
        (OWN + KEYED, 5),
        (PROFILED + 'codes = "codes.toml"\n', 2),
        (PROFILED + 'codes = "codes.toml"\n' + KEYED, 2),
        (EXCEL + 'codes = "codes.toml"\n', 2),
        (EXCEL + 'codes = "codes.toml"\ntz = "Europe/Stockholm"\ndate_system = "1904"\n', 2),
    ],
)
def test_every_kind_of_table_is_read(folder, fields, count):
    assert spells(folder, fields)[0] == count


def test_a_paxml_file_gives_spells_employments_and_schedule(folder):
    (folder / "codes.toml").write_text(
        'counted = ["sick"]\n[codes]\nSJK = "sick"\nSEM = "leave"\nVAB = "leave"\nASK = "sick"\n', encoding="utf-8"
    )
    fields = PAXML + 'schedule = { paxml = "paxml_good.xml", unit_dimension = 1 }\ncodes = "codes.toml"\n'
    count, records = spells(folder, fields)
    assert count
    assert records.schedule is not None


def test_a_month_split_file_is_joined(folder):
    employments = (DATA / "month_split" / "employments.csv").read_text("utf-8")
    (folder / "staff.csv").write_text(employments, encoding="utf-8")
    sign = ";" if ";" in employments.splitlines()[0] else ","
    months = (folder / "months.csv").read_bytes().replace(b";", sign.encode())
    (folder / "months.csv").write_bytes(months)
    fields = 'spells = { month_split = "months.csv", part_day = "0.5" }\nemployments = "staff.csv"\n'
    fields += f'delimiter = "{sign}"\n'
    assert spells(folder, fields)[0]


def test_a_profile_may_be_a_file_of_the_delivery(folder):
    profile = (
        'delimiter = ";"\ndecimal = ","\nencoding = "cp1252"\nextent = "percent"\ndays = "YYYY-MM-DD"\n'
        'clock_times = "refused"\nopen_end = ["TV"]\n[columns]\nperson = ["Personnummer"]\n'
        'employment = ["Anställningsnummer"]\nfirst_day = ["Fr.o.m."]\nlast_day = ["T.o.m."]\n'
        'extent = ["Omfattning"]\nreason = ["Orsak"]\n'
    )
    (folder / "ours.toml").write_text(profile, encoding="utf-8")
    fields = PROFILED.replace(
        '"exports_excel.csv", profile = "swedish_excel"', '"exports_excel.csv", profile = "ours.toml"'
    )
    assert spells(folder, fields + 'codes = "codes.toml"\n')[0] == 2


def test_one_key_gives_the_persons_of_both_tables_one_pseudonym(folder):
    text = (folder / "spells.csv").read_text("utf-8").replace("p1,", "191212121212,")
    (folder / "spells.csv").write_text(text, encoding="utf-8")
    staff = (folder / "employments.csv").read_text("utf-8").replace("p1,", "19121212-1212,")
    (folder / "employments.csv").write_text(staff, encoding="utf-8")
    assert refused(folder, OWN) == {"OC-P001"}
    assert spells(folder, OWN + KEYED)[0] == 5


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ('spells = { csv = "spells.csv", workbook = "absence.xlsx" }\nemployments = "employments.csv"\n', {"OC-D256"}),
        ('spells = { sheet = "x" }\nemployments = "employments.csv"\n', {"OC-D256"}),
        ('spells = { workbook = "absence.xlsx" }\nemployments = "employments.csv"\n', {"OC-D256"}),
        ('spells = { paxml = "paxml_good.xml" }\nemployments = "employments.csv"\n', {"OC-D256"}),
        ('spells = { csv = "spells.csv", part_day = "0.5" }\nemployments = "employments.csv"\n', {"OC-D256"}),
        ('spells = "spells.csv"\nemployments = { month_split = "months.csv" }\n', {"OC-D256"}),
        (OWN + 'schedule = { csv = "s.csv", profile = "swedish_excel" }\n', {"OC-D256"}),
        (OWN + 'key = "contract.key"\n', {"OC-D256"}),
        (OWN + 'key = "none.key"\npurpose = "x"\n', {"OC-D254"}),
        (OWN + 'codes = "none.toml"\n', {"OC-D202"}),
        (OWN + 'codes = "spells.csv"\n', {"OC-D202"}),
        (OWN + 'codes = "codes.toml"\n', {"OC-D138"}),
        (OWN.replace("spells.csv", "../spells.csv"), {"OC-D255"}),
        (OWN.replace('"spells.csv"', '{ csv = "/etc/passwd" }'), {"OC-D255"}),
        (OWN.replace('"spells.csv"', '{ csv = "spells.csv", profile = "../p.toml" }'), {"OC-D255"}),
        (OWN.replace('"spells.csv"', '{ csv = "spells.csv", profile = "none.toml" }'), {"OC-D202"}),
        (OWN.replace("spells.csv", "none.csv"), {"OC-D064"}),
        (EXCEL.replace("Frånvaro", "Nej") + 'codes = "codes.toml"\n', {"OC-D245"}),
        (OWN + 'tz = "Stockholm"\n', {"OC-D253"}),
    ],
)
def test_what_is_wrong_with_the_fields_or_the_files_is_told(folder, fields, codes):
    with pytest.raises(OutcomeContractsError) as refusal:
        spells(folder, fields)
    assert {notice.code for notice in refusal.value.notices} == codes
    assert refusal.value.__cause__ is None


def test_everything_that_is_wrong_comes_at_once(folder):
    (folder / "contract.key").chmod(0o644)
    fields = 'spells = "../a.csv"\nemployments = { workbook = "spells.csv", profile = "swedish_excel" }\n' + KEYED
    assert refused(folder, fields) == {"OC-D254", "OC-D255", "OC-D241"}


@pytest.mark.parametrize(
    ("fields", "code", "where"),
    [
        ('spells = { csv = 5 }\nemployments = "b"\n', "OC-M008", "data.toml:7:18"),
        ('spells = { file = "a" }\nemployments = "b"\n', "OC-M002", "data.toml:7:19"),
        ('spells = 5\nemployments = "b"\n', "OC-M008", "data.toml:7:10"),
    ],
)
def test_a_field_of_another_form_has_its_place(folder, fields, code, where):
    with pytest.raises(DataRejected) as refusal:
        tables(folder, fields)
    assert [(notice.code, notice.where) for notice in refusal.value.notices] == [(code, where)]


def test_nothing_outside_of_the_folder_is_named(tmp_path):
    folder = tmp_path / "delivery"
    (folder / "below").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("x", encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "round.csv").symlink_to(folder / "round.csv")
    (folder / "own.csv").symlink_to(folder / "below" / "a.csv")
    for name in ("../secret.csv", "link.csv", str(tmp_path / "secret.csv"), "below/../../secret.csv", "a\0b"):
        with pytest.raises(DataRejected, match="OC-D255"):
            inside(folder, name, "panel")
    for name in ("a.csv", "below/a.csv", "below/../a.csv", "own.csv"):
        assert inside(folder, name, "panel") == folder / name


VINTAGES = """\
[[vintages]]
known = 2020-07-15
first_day = 2020-01-01
last_day = 2020-12-31
spells = "spells.csv"
employments = "employments.csv"

[[vintages]]
known = 2020-08-15
first_day = 2020-01-01
last_day = 2020-12-31
spells = { csv = "later.csv", profile = "library_words" }
employments = "employments.csv"
"""


def known(folder, day, text=VINTAGES):
    (folder / "data.toml").write_text(HEAD.replace("[absence]\n", "") + text, encoding="utf-8")
    return records_as_known(read_data_file(folder / "data.toml").vintages, folder, overlap="reject", day=day)


@pytest.fixture
def later(folder):
    """A second delivery without the last spell of the first."""
    lines = (folder / "spells.csv").read_text("utf-8").splitlines()[:-1]
    (folder / "later.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("day", "count"), [(date(2020, 7, 15), 5), (date(2020, 8, 14), 5), (date(2020, 8, 15), 4), (None, 4)]
)
def test_a_settlement_reads_what_was_known_on_its_day(later, day, count):
    assert len(known(later, day).spells) == count


def test_a_delivery_of_later_is_not_opened(later):
    (later / "later.csv").unlink()
    assert len(known(later, date(2020, 7, 31)).spells) == 5
    with pytest.raises(DataRejected, match="OC-D064"):
        known(later, date(2020, 8, 31))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("known = 2020-08-15", "known = 2020-07-15", "OC-D132"),
        ('employments = "employments.csv"\n', 'employments = "employments.csv"\nschedule = "s.csv"\n', "OC-D256"),
        ('"later.csv"', '"../later.csv"', "OC-D255"),
        ("first_day = 2020-01-01", "first_day = 2020-13-01", "OC-M001"),
        ("known = 2020-07-15\n", "", "OC-M007"),
        ('spells = "spells.csv"', "spells = { file = 1 }", "OC-M002"),
    ],
)
def test_what_is_wrong_with_vintages_is_told(later, old, new, code):
    assert old in VINTAGES
    with pytest.raises(DataRejected, match=code) as refusal:
        known(later, None, VINTAGES.replace(old, new))
    if code == "OC-M002":
        assert "workbook, paxml" in str(refusal.value)


def test_nothing_was_known_before_the_first_delivery(later):
    with pytest.raises(DataRejected, match="OC-D134"):
        known(later, date(2020, 7, 14))


def test_the_same_delivery_again_is_told(later):
    again = VINTAGES.replace('{ csv = "later.csv", profile = "library_words" }', '"spells.csv"')
    assert "OC-D130" in {notice.code for notice in known(later, None, again).notices}


def test_a_schedule_comes_in_under_the_pseudonyms_of_its_employments(folder):
    (folder / "own.csv").write_text("person,employment,first_day,last_day,extent\np1,e1,2020-02-03,2020-02-04,1\n")
    (folder / "staff.csv").write_text("person,employment,unit,first_day,last_day,extent\np1,e1,A,2019-01-01,,1\n")
    (folder / "work.csv").write_text("employment,day,minutes\ne1,2020-02-03,480\n")
    _, records = spells(folder, 'spells = "own.csv"\nemployments = "staff.csv"\nschedule = "work.csv"\n' + KEYED)
    assert records.schedule.minutes.tolist() == [480]
