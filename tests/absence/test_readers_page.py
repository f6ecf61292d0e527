"""docs/readers.md: its example runs, its profile is one, its codes stand in the catalogue."""

from __future__ import annotations

import re
import shutil
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from outcome_contracts.absence import read_records
from outcome_contracts.absence.exports import read_profile
from outcome_contracts.cli.absence_tables import delivered_tables
from outcome_contracts.cli.data_file import read_data_file
from outcome_contracts.notices import DataRejected, catalogue
from tests.absence.workbooks.books import book

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "readers.md").read_text(encoding="utf-8")
DATA = ROOT / "tests" / "data" / "absence"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(DATA / "paxml" / "good.xml", "times.xml")
    staff = (DATA / "exports" / "employments.csv").read_text("cp1252")
    staff = staff.replace("p1;e1", "101;101").replace("p2;e2", "102;102")
    Path("staff.csv").write_text(staff, "cp1252")
    names: dict[str, object] = {"secret": bytes(range(32))}
    (code,) = blocks("python")
    exec(code, names)
    assert len(names["records"].spells) == 3


def test_every_reader_of_the_table_stands_where_the_table_says():
    readers = re.findall(r"^\|.*\| `(read_\w+)\(.*\| `(absence[\w.]*)` \|$", PAGE, re.MULTILINE)
    assert len(readers) == 7
    for name, module in readers:
        assert callable(getattr(import_module(f"outcome_contracts.{module}"), name))


def test_the_profile_of_the_page_is_one(tmp_path):
    file = tmp_path / "profile.toml"
    profile, _ = blocks("toml")
    file.write_text(profile, encoding="utf-8")
    assert read_profile(file).names["Fr.o.m."] == "first_day"


def test_the_data_file_of_the_page_is_read(tmp_path):
    """The absence of its workbook, with employments by the profile of the page, under a key."""
    profile, data = blocks("toml")
    staff = (DATA / "exports" / "employments.csv").read_text("cp1252")
    headings = "Personnummer;Anställningsnummer;Enhet;Fr.o.m.;T.o.m.;Omfattning"
    rows = [
        ";".join(row.split(";")[:6]) for row in staff.replace("e1", "00471").replace("e2", "00472").splitlines()[1:]
    ]
    (tmp_path / "staff.csv").write_text("\n".join([headings, *rows]) + "\n", "cp1252")
    (tmp_path / "staff_profile.toml").write_text(f'{profile}unit = ["Enhet"]\n', encoding="utf-8")
    (tmp_path / "codes.toml").write_text('counted = ["sick"]\n[codes]\nSJK = "sick"\n', encoding="utf-8")
    key = tmp_path / "contract.key"
    key.write_text(bytes(range(32)).hex(), encoding="ascii")
    key.chmod(0o600)
    book(tmp_path / "absence.xlsx", staff=True)
    (tmp_path / "data.toml").write_text(data.replace("/safe/place/contract.key", str(key)), encoding="utf-8")
    absence = read_data_file(tmp_path / "data.toml").absence
    tables = delivered_tables(absence, tmp_path)
    assert len(read_records(**tables, covers=(absence.first_day, absence.last_day)).spells) == 2


@pytest.mark.parametrize(
    ("moment", "declared", "day"),
    [
        ("2020-03-28T23:00:00Z", {}, "OC-D057"),
        ("2020-03-28T23:00:00Z", {"tz": "Europe/Stockholm"}, "2020-03-29"),
        ("43738", {}, "OC-D058"),
        ("43738", {"date_system": "1900"}, "2019-09-30"),
        ("43738", {"date_system": "1904"}, "2023-10-01"),
        ("2020-03-29T00:00:00", {}, "2020-03-29"),
        ("2020-03-29T08:00:00", {}, "OC-D009"),
    ],
)
def test_the_days_of_the_page_are_read_as_it_says(tmp_path, moment, declared, day):
    assert moment in PAGE
    assert day in PAGE
    spells, staff = tmp_path / "spells.csv", tmp_path / "staff.csv"
    spells.write_text(f"person,employment,first_day,last_day,extent\np1,e1,{moment},{moment},1\n", encoding="utf-8")
    staff.write_text("person,employment,unit,first_day,last_day,extent\np1,e1,a,2010-01-01,,1\n", encoding="utf-8")
    covers = (date(2019, 1, 1), date(2023, 12, 31))
    if day.startswith("OC"):
        with pytest.raises(DataRejected, match=day):
            read_records(spells, staff, covers=covers, **declared)
        return
    found = read_records(spells, staff, covers=covers, **declared)
    assert found.spells.first_day.tolist() == [date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()]


def test_the_codes_of_the_page_stand_in_the_catalogue():
    named = set(re.findall(r"OC-[A-Z][0-9]{3}", PAGE))
    assert len(named) > 20
    assert named <= catalogue().keys()
