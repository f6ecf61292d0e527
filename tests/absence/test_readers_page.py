"""docs/readers.md: its example runs, its profile is one, its codes stand in the catalogue."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from outcome_contracts.absence.exports import read_profile
from outcome_contracts.notices import catalogue

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "readers.md").read_text(encoding="utf-8")
DATA = ROOT / "tests" / "data" / "absence"


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


def test_the_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(DATA / "paxml" / "good.xml", "times.xml")
    staff = (DATA / "exports" / "employments.csv").read_text("cp1252")
    staff = staff.replace("p1;e1", "101;101").replace("p2;e2", "102;102")
    Path("staff.csv").write_text(staff, "cp1252")
    names: dict[str, object] = {"secret": bytes(range(32))}
    exec(block("python"), names)
    assert len(names["records"].spells) == 3


def test_the_profile_of_the_page_is_one(tmp_path):
    file = tmp_path / "profile.toml"
    file.write_text(block("toml"), encoding="utf-8")
    assert read_profile(file).names["Fr.o.m."] == "first_day"


def test_the_codes_of_the_page_stand_in_the_catalogue():
    named = set(re.findall(r"OC-[A-Z][0-9]{3}", PAGE))
    assert len(named) > 20
    assert named <= catalogue().keys()
