"""Schedules and overlaps as they are delivered, and the page that explains the measures."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from outcome_contracts.absence import measure, read_records
from outcome_contracts.contract import measure_rules
from outcome_contracts.notices import DataRejected, catalogue
from outcome_contracts.period import Period
from tests.absence.deliveries import rules

COVERS = (date(2020, 1, 1), date(2020, 6, 30))
MARCH = Period.parse("2020-03")
PAGE = Path(__file__).parents[2] / "docs" / "measures.md"


def files(folder, spells, schedule=None, people=("p2,b,south", "p1,z,north", "p1,a,north")):
    tables = {
        "spells": ["person,employment,first_day,last_day,extent", *spells],
        "employments": [
            "person,employment,unit,first_day,last_day,extent",
            *(f"{one},2019-01-01,,1" for one in people),
        ],
        "schedule": ["employment,day,minutes,missed", *(schedule or ())],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "spells.csv", folder / "employments.csv"


def read(folder, *tables, overlap="reject", scheduled=True):
    delivered = files(folder, *tables)
    schedule = folder / "schedule.csv" if scheduled else None
    return read_records(*delivered, covers=COVERS, overlap=overlap, schedule=schedule)


def test_the_schedule_finds_its_employments(tmp_path):
    spells = ["p1,z,2020-03-05,2020-03-08,1", "p2,b,2020-03-02,2020-03-03,1"]
    schedule = [
        "z,2020-03-06,600,300", "b,2020-03-03,480,480", "z,2020-03-05,480,480", "b,2020-03-02,0,0",
        "z,2020-03-07,0,0", "a,2020-03-05,480,0",
    ]  # fmt: skip
    records = read(tmp_path, spells, schedule)
    for basis, expected in (("scheduled", [2, 1]), ("hours", [1.5, 1])):
        chosen = rules(day_basis=basis, days_off_at_end="counted")
        panel = measure(records, chosen, MARCH)
        assert panel.units == ("north", "south")
        assert (panel.net_days[:, 0] / 10**8).tolist() == expected


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        ("a,2020-03-05,8:00,0", "OC-D109", 3),
        ("a,2020-03-05,7.5,0", "OC-D109", 3),
        ("a,2020-03-05,1441,0", "OC-D109", 3),
        ("a,2020-03-05,４８０,0", "OC-D109", 3),
        ("a,2020-03-05,480480,0", "OC-D109", 3),
        ("a,2020-03-05,-1,0", "OC-D109", 3),
        ("a,2020-03-05,,0", "OC-D055", 3),
        ("a,2020-13-05,480,0", "OC-D009", 3),
        ("a,2020-03-05,480,481", "OC-D117", 3),
        ("a,2020-03-04,60,0", "OC-D116", 3),
        ("q,2020-03-05,480,0", "OC-D043", 3),
    ],
)
def test_every_wrong_row_of_a_schedule_is_named(tmp_path, row, code, place):
    with pytest.raises(DataRejected) as refusal:
        read(tmp_path, ["p1,z,2020-03-05,2020-03-08,1"], ["a,2020-03-04,480,0", row])
    assert [(notice.code, notice.where) for notice in refusal.value.notices] == [(code, f"schedule.csv:{place}")]


def test_findings_of_all_three_tables_come_in_one_pass(tmp_path):
    with pytest.raises(DataRejected) as refusal:
        read(tmp_path, ["p1,z,2020-03-05,2020-03-01,1"], ["a,2020-03-04,x,0"])
    assert sorted(notice.code for notice in refusal.value.notices) == ["OC-D011", "OC-D109"]


def test_overlaps_are_refused_or_resolved_as_agreed_and_told(tmp_path):
    spells = ["p1,a,2020-03-02,2020-03-06,0.5", "p1,a,2020-03-04,2020-03-08,0.75"]
    with pytest.raises(DataRejected, match="OC-D010"):
        read(tmp_path, spells, scheduled=False)
    for overlap, days, taken in (("max", 4.75, "1.5"), ("capped_sum", 5.5, "0.75")):
        records = read(tmp_path, spells, overlap=overlap, scheduled=False)
        (notice,) = records.notices
        assert (notice.code, notice.net_days, dict(notice.facts)["count"]) == ("OC-D103", taken, 2)
        assert measure(records, rules(overlap=overlap), MARCH).net_days.sum() / 10**8 == days
        with pytest.raises(DataRejected, match="OC-D102"):
            measure(records, rules(), MARCH)


def test_the_page_prints_what_stands_there(tmp_path, monkeypatch, capsys):
    files(tmp_path, ["p,e,2020-03-01,2020-03-10,1", "p,e,2020-03-05,2020-03-20,1"], people=("p,e,north",))
    monkeypatch.chdir(tmp_path)
    ((code, printed),) = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    exec(code, {})  # the page's own code
    assert capsys.readouterr().out == printed


def test_the_page_has_every_choice_and_its_codes_stand_in_the_catalogue():
    text = PAGE.read_text("utf-8")
    assert set(re.findall(r"OC-[A-Z][0-9]{3}", text)) <= catalogue().keys()
    for kind in ("ShortTerm", "DayBasis", "ExtentBasis", "Denominator", "Population", "Overlap", "DaysOffAtEnd"):
        for choice in get_args(getattr(measure_rules, kind)):
            assert f"`{choice}`" in text, choice
    for rule in measure_rules.MeasureRules.model_fields:
        assert f"`{rule}" in text, rule
    assert "(measures.md)" in (PAGE.parent / "index.md").read_text("utf-8")
