"""Days written as moments of a zone or as a spreadsheet's numbers: refused until declared, then exactly one day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import read_records
from outcome_contracts.absence.declared_days import DeclaredDays, day_of_serial
from outcome_contracts.absence.exports import bundled_profiles, read_export, read_profile
from outcome_contracts.notices import DataRejected, UsageError

DATA = Path(__file__).parents[1] / "data" / "absence"
COVERS = (date(2019, 1, 1), date(2024, 12, 31))
STOCKHOLM = ZoneInfo("Europe/Stockholm")
EMPLOYMENTS = "person,employment,unit,first_day,last_day,extent\np1,e1,north,2010-01-01,,1\n"


def read(tmp_path, first, last, **options):
    spells, employments = tmp_path / "spells.csv", tmp_path / "employments.csv"
    spells.write_text(f"person,employment,first_day,last_day,extent\np1,e1,{first},{last},1\n", encoding="utf-8")
    employments.write_text(EMPLOYMENTS, encoding="utf-8")
    return days(read_records(spells, employments, covers=COVERS, **options))


def days(records):
    epoch = date(1970, 1, 1)
    spells = records.spells
    return [
        (str(epoch + timedelta(int(first))), str(epoch + timedelta(int(last))))
        for first, last in zip(spells.first_day, spells.last_day, strict=True)
    ]


def refused(tmp_path, first, last, **options):
    with pytest.raises(DataRejected) as refusal:
        read(tmp_path, first, last, **options)
    return {notice.code for notice in refusal.value.notices}


@pytest.mark.parametrize("moment", ["2020-03-28T23:00:00Z", "2020-03-28 23:00Z", "2020-03-29T00:00:00.000+01:00"])
def test_a_moment_with_a_zone_is_refused_until_the_zone_is_declared(tmp_path, moment):
    assert refused(tmp_path, moment, "2020-03-30") == {"OC-D057"}
    assert read(tmp_path, moment, "2020-03-30", tz="Europe/Stockholm") == [("2020-03-29", "2020-03-30")]
    assert refused(tmp_path, moment, "2020-03-30", tz="Europe/Athens") == {"OC-D009"}  # not midnight there


def test_midnight_without_a_zone_is_its_day_and_another_hour_is_not(tmp_path):
    assert read(tmp_path, "2020-03-29T00:00:00", "2020-03-30 00:00") == [("2020-03-29", "2020-03-30")]
    assert refused(tmp_path, "2020-03-29T08:00:00", "2020-03-30") == {"OC-D009"}


@settings(deadline=None, max_examples=150)
@given(
    day=st.one_of(
        st.sampled_from([date(2020, 3, 29), date(2020, 10, 25)]), st.dates(date(1990, 1, 1), date(2037, 1, 1))
    )
)
def test_no_day_is_lost_or_doubled_by_the_moved_clock(day):
    found = []
    for offset in (-1, 0, 1):
        local = datetime.combine(day + timedelta(offset), datetime.min.time(), STOCKHOLM)
        written = local.astimezone(UTC).isoformat().replace("+00:00", "Z")
        found.append(DeclaredDays("Europe/Stockholm").text(written))
    assert found == [f"{day + timedelta(offset)} 00:00:00" for offset in (-1, 0, 1)]


@pytest.mark.parametrize(("system", "day"), [("1900", "2019-09-30"), ("1904", "2023-10-01")])
def test_a_number_is_refused_until_its_system_is_declared(tmp_path, system, day):
    assert refused(tmp_path, "43738", "43738") == {"OC-D058"}
    assert read(tmp_path, "43738", "43738", date_system=system) == [(day, day)]


def test_the_first_two_months_of_1900_are_no_days():
    assert day_of_serial(61, "1900") == "1900-03-01"
    assert day_of_serial(60, "1900") == day_of_serial(-1, "1904") == ""
    assert day_of_serial(0, "1904") == "1904-01-01"


@settings(deadline=None, max_examples=60)
@given(number=st.integers(20_000, 90_000))
def test_the_two_systems_lie_1462_days_apart(number):
    first, second = (date.fromisoformat(day_of_serial(number, system)) for system in ("1900", "1904"))
    assert (second - first).days == 1_462


def frames(kind, first_day):
    spells = pl.DataFrame({"person": ["p1"], "employment": ["e1"], "first_day": first_day, "last_day": first_day,
                           "extent": [1.0]})  # fmt: skip
    employments = pl.read_csv(EMPLOYMENTS.encode())
    return [each.to_pandas() if kind == "pandas" else each.to_arrow() if kind == "arrow" else each
            for each in (spells, employments)]  # fmt: skip


@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow"])
def test_frames_are_read_as_declared(kind):
    moments = pl.Series([datetime(2020, 3, 28, 23, tzinfo=UTC)])
    with pytest.raises(DataRejected, match="OC-D057"):
        read_records(*frames(kind, moments), covers=COVERS)
    found = read_records(*frames(kind, moments), covers=COVERS, tz="Europe/Stockholm")
    assert days(found) == [("2020-03-29", "2020-03-29")]
    with pytest.raises(DataRejected, match="OC-D058"):
        read_records(*frames(kind, pl.Series([43738])), covers=COVERS)
    found = read_records(*frames(kind, pl.Series([43738])), covers=COVERS, date_system="1904")
    assert days(found) == [("2023-10-01", "2023-10-01")]


def test_python_moments_in_a_column_of_objects_are_read_as_declared():
    spells, employments = frames("pandas", pl.Series(["x"]))
    moment = datetime(2020, 3, 28, 23, tzinfo=UTC)
    spells = spells.assign(first_day=pd.Series([moment], dtype=object), last_day=pd.Series([moment], dtype=object))
    with pytest.raises(DataRejected, match="OC-D057"):
        read_records(spells, employments, covers=COVERS)
    assert days(read_records(spells, employments, covers=COVERS, tz="Europe/Stockholm")) == [("2020-03-29",) * 2]


@pytest.mark.parametrize("number", [43738.5, 1e9, -1.0])
def test_a_number_that_is_no_day_of_the_system_is_refused(number):
    with pytest.raises(DataRejected, match="OC-D058"):
        read_records(*frames("polars", pl.Series([number])), covers=COVERS, date_system="1900")


@pytest.mark.parametrize("wrong", [{"tz": "Stockholm"}, {"tz": "../etc"}, {"tz": ""}, {"date_system": "1901"}])
def test_a_zone_or_system_that_does_not_exist_is_refused(tmp_path, wrong):
    with pytest.raises(UsageError, match="OC-D253"):
        read(tmp_path, "2020-01-01", "2020-01-02", **wrong)


def export(tmp_path, profile, first, last, extent="100"):
    file = tmp_path / "spells.csv"
    file.write_text(f"person;employment;first_day;last_day;extent\np1;e1;{first};{last};{extent}\n", encoding="utf-8")
    table = read_export(file, bundled_profiles()["swedish_excel"].model_copy(update=profile), table="spells")
    employments = tmp_path / "employments.csv"
    employments.write_text(EMPLOYMENTS, encoding="utf-8")
    return days(read_records(table, employments, covers=COVERS))


@pytest.mark.parametrize(
    ("profile", "first", "last"),
    [
        ({"days": "DD-MM-YYYY"}, "02-04-2024", "02-04-2024"),
        ({"days": "MM/DD/YYYY"}, "04/02/2024", "04/02/2024"),
        ({"days": "DD.MM.YYYY"}, "02.04.2024", "02.04.2024"),
        ({"tz": "Europe/Stockholm"}, "2024-04-01T22:00:00Z", "2024-04-02"),
        ({"tz": "Europe/Stockholm", "days": "DD/MM/YYYY"}, "2024-04-01T22:00:00Z", "02/04/2024"),
        ({"tz": "Europe/Stockholm", "clock_times": "whole_day"}, "2024-04-02T09:30:00Z", "2024-04-02T21:30:00Z"),
        ({"date_system": "1900"}, "45384", "45384"),
        ({"date_system": "1900", "days": "YYYYMMDD"}, "45384", "20240402"),
    ],
)
def test_a_profile_declares_how_days_are_written(tmp_path, profile, first, last):
    assert export(tmp_path, profile, first, last) == [("2024-04-02", "2024-04-02")]


@pytest.mark.parametrize(
    ("profile", "first", "code"),
    [
        ({}, "02-04-2024", "OC-D009"),
        ({"days": "DD-MM-YYYY"}, "2024-04-02", "OC-D009"),
        ({"days": "DD-MM-YYYY"}, "31-04-2024", "OC-D009"),
        ({"days": "DD-MM-YYYY"}, "2024-04-01T22:00:00Z", "OC-D057"),
        ({"days": "DD-MM-YYYY"}, "45384", "OC-D058"),
        ({"tz": "Europe/Stockholm"}, "2024-04-01T21:00:00Z", "OC-D009"),
    ],
)
def test_a_day_in_another_form_than_declared_is_never_guessed(tmp_path, profile, first, code):
    with pytest.raises(DataRejected, match=code):
        export(tmp_path, profile, first, first)


def test_a_profile_with_a_zone_that_does_not_exist_is_refused(tmp_path):
    text = (DATA / "exports" / "profile_broken.toml").read_text("utf-8")
    file = tmp_path / "profile.toml"
    file.write_text('tz = "Stockholm"\ndate_system = "1901"\n' + text, encoding="utf-8")
    with pytest.raises(UsageError) as refusal:
        read_profile(file)
    assert {"tz", "date_system"} <= {dict(notice.facts)["field"] for notice in refusal.value.notices}


@pytest.mark.parametrize("extent", ["0,250", "1", "0,5"])
def test_what_may_be_a_share_is_no_percentage(tmp_path, extent):
    with pytest.raises(DataRejected, match="OC-D240"):
        export(tmp_path, {}, "2024-04-02", "2024-04-02", extent)
    with pytest.raises(DataRejected, match="OC-D240"):
        export(tmp_path, {"decimal": "sniffed"}, "2024-04-02", "2024-04-02", extent)


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "Factory", "right/Europe/Stockholm"])
def test_the_clock_of_this_machine_is_no_zone(zone):
    with pytest.raises(UsageError, match="OC-D253"):
        DeclaredDays(zone)
