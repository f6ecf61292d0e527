"""Exports: a profile says how a system writes; what is written otherwise is found with its row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import read_records
from outcome_contracts.absence.exports import bundled_profiles, read_export, read_profile
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.vintages import ReasonCodes
from outcome_contracts.notices import DataRejected, UsageError

DATA = Path(__file__).parents[2] / "data" / "absence" / "exports"
COVERS = (date(2020, 1, 1), date(2020, 12, 31))
KEY = PseudonymKey(bytes(range(32)), "made for the tests")
REASONS = ReasonCodes({"SJK": "sick"}, frozenset({"sick"}))
PROFILES = {"excel": "swedish_excel", "extract": "personnel_extract", "moments": "time_system"}

REFUSED = {
    "excel_open": ("OC-D205", 4),
    "excel_empty_end": ("OC-D055", 4),
    "excel_point": ("OC-D020", 4),
    "excel_above_hundred": ("OC-D020", 4),
    "excel_three_decimals": ("OC-D020", 4),
    "excel_clock": ("OC-D009", 4),
    "excel_unknown_heading": ("OC-D004", 1),
    "excel_identity_number": ("OC-D190", 4),
    "excel_two_identity_forms": ("OC-D198", 5),
    "excel_broken_byte": ("OC-D203", None),
    "excel_utf16": ("OC-D203", None),
    "extract_hyphens": ("OC-D009", 3),
    "extract_comma": ("OC-D020", 3),
    "extract_percent": ("OC-D021", 3),
    "moments_two_decimals": ("OC-D203", None),
    "moments_midnight": ("OC-D210", 3),
    "moments_zone": ("OC-D057", 3),
    "excel_no_such_file": ("OC-D064", None),
}
BESIDE = {"OC-D003", "OC-D004", "OC-D043", "OC-D188", "OC-D189", "OC-D190", "OC-D196"}


def read(name, **options):
    profile = bundled_profiles()[PROFILES[name.split("_")[0]]]
    return read_export(DATA / f"{name}.csv", profile, table="spells", **options)


def linked(table, **options):
    employments = read_export(
        DATA / "employments.csv", bundled_profiles()["swedish_excel"], table="employments", **options
    )
    reasons = REASONS if "reason" in table.columns else None
    return read_records(table, employments, covers=COVERS, reasons=reasons)


def content(records):
    spells = records.spells
    return list(zip(spells.first_day.tolist(), spells.last_day.tolist(), spells.extent.tolist(), strict=True))


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_written_otherwise_is_refused_with_code_and_row(case):
    code, row = REFUSED[case]
    with pytest.raises(DataRejected) as refused:
        linked(read(case))
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None
    found = {(notice.code, notice.where) for notice in refused.value.notices}
    assert (code, f"{case}.csv:{row}" if row else f"{case}.csv") in found
    assert {other for other, _ in found} <= BESIDE | {code}


@pytest.mark.parametrize("name", ["excel", "excel_utf8"])
def test_comma_per_cent_and_until_further_notice(name):
    found = linked(read(name))
    assert [extent for _, _, extent in content(found)] == [5_000, 3_750]
    assert found.employments.extent.tolist() == [10_000, 7_550]
    assert found.units == ("Umeå", "Åsele")
    assert found.employments.monthly.tolist() == [True, True]


def test_every_profile_reads_the_same_days():
    days = {
        tuple(day for *day, _ in content(linked(read(name)))) and str(content(linked(read(name))))
        for name in ("excel", "moments", "moments_semicolon")
    }
    assert len(days) == 1


def test_a_share_of_three_decimals_is_a_share():
    assert [extent for _, _, extent in content(linked(read("extract")))] == [5_000, 2_500]


def test_moments_that_are_all_midnight_are_days(tmp_path):
    file = tmp_path / "spells.csv"
    text = (DATA / "moments_midnight.csv").read_text("utf-8")
    file.write_text(text.replace("13:30", "00:00").replace("23:59:59", "00:00:00"), "utf-8")
    assert content(linked(read_export(file, bundled_profiles()["time_system"], table="spells"))) == content(
        linked(read("moments"))
    )


def test_what_was_found_in_the_file_is_told():
    told = [(dict(n.facts)["sign"], dict(n.facts)["value"]) for n in read("moments_semicolon").notices]
    assert told == [
        ("@sign_encoding", "cp1252"),
        ("@sign_delimiter", "@sign_semicolon"),
        ("@sign_decimal", "@sign_comma"),
    ]


def test_free_text_and_diagnosis_are_dropped_and_counted():
    table = read("excel_open", open_until=date(2020, 6, 30))
    dropped = {notice.code: dict(notice.facts) for notice in table.notices if notice.code in ("OC-D188", "OC-D189")}
    assert dropped["OC-D188"] == {"column": "kommentar", "count": 1}
    assert dropped["OC-D189"] == {"column": "diagnos", "count": 1}
    assert table.columns.keys() == {"person", "employment", "first_day", "last_day", "extent", "reason"}


def test_an_open_spell_is_cut_at_the_day_named_and_held():
    table = read("excel_open", open_until=date(2020, 6, 30))
    assert table.columns["last_day"].values.tolist()[-1] == "2020-06-30"
    assert ("OC-D204", "hold") in {(notice.code, notice.severity) for notice in table.notices}


def test_unwanted_columns_of_a_frame_are_dropped_and_counted():
    spells = pd.DataFrame(
        {
            "person": ["p"],
            "employment": ["e"],
            "first_day": ["2020-02-03"],
            "last_day": ["2020-02-03"],
            "extent": [1.0],
            "ICD-10": ["F32"],
        }
    )
    employments = pd.DataFrame(
        {
            "person": ["p"],
            "employment": ["e"],
            "unit": ["u"],
            "first_day": ["2019-01-01"],
            "last_day": [None],
            "extent": [1.0],
            "E-post": ["x"],
        }
    )
    found = read_records(spells, employments, covers=COVERS)
    assert sorted((notice.code, notice.severity) for notice in found.notices) == [
        ("OC-D188", "warn"),
        ("OC-D189", "hold"),
    ]


def test_identity_numbers_come_in_only_under_a_key():
    table = read("excel_identity_number", key=KEY)
    assert "1212" not in "".join(table.columns["person"].values.tolist())


def test_one_key_gives_one_pseudonym_however_the_number_is_written():
    ids = pd.Series(["191212121212", "19121212-1212", "p1"]).to_numpy().astype(str)
    first, second, other = KEY.pseudonyms(ids, "person").tolist()
    assert first == second != other
    assert PseudonymKey(bytes(range(32)), "another").pseudonyms(ids, "person")[0] != first
    assert PseudonymKey(bytes(range(1, 33)), KEY.purpose).pseudonyms(ids, "person")[0] != first
    assert KEY.pseudonyms(ids, "employment")[0][1:] != first[1:]


@pytest.mark.parametrize(("secret", "purpose"), [(b"short", "x"), (bytes(32), "x"), (bytes(range(32)), " ")])
def test_a_weak_key_is_refused(secret, purpose):
    with pytest.raises(UsageError, match="OC-D191"):
        PseudonymKey(secret, purpose)


def test_a_broken_profile_is_refused_with_every_field():
    with pytest.raises(UsageError) as refused:
        read_profile(DATA / "profile_broken.toml")
    fields = {dict(notice.facts)["field"] for notice in refused.value.notices}
    assert fields == {"delimiter", "speed", "clock_times"}
    assert refused.value.__context__ is None


@settings(deadline=None, max_examples=40)
@given(hundredths=st.integers(0, 10_000), sign=st.sampled_from(["", "%", " %"]))
def test_per_cent_with_a_comma_is_its_hundredth_part(tmp_path_factory, hundredths, sign):
    file = tmp_path_factory.mktemp("export") / "spells.csv"
    sign = sign or "%" * (0 < hundredths <= 100)  # without it such a small one may be a share
    written = f"{hundredths // 100},{hundredths % 100:02d}{sign}"
    file.write_text(f"person;employment;first_day;last_day;extent\np1;e1;2020-02-03;2020-02-03;{written}\n", "utf-8")
    table = read_export(file, bundled_profiles()["swedish_excel"], table="spells")
    assert linked(table).spells.extent.tolist() == [hundredths]


def test_no_planted_text_is_shown(tmp_path):
    file = tmp_path / "spells.csv"
    words = [f"canary{number:03d}" for number in range(100)]
    rows = "".join(f"{w}p;{w}e;{w}d;{w}d;{w}x;{w}r;{w}c;{w}i\n" for w in words)
    head = (DATA / "excel.csv").read_text("cp1252").splitlines()[0]
    file.write_text(f"{head}\n{rows}", "utf-8")
    for key in (None, KEY):
        table = read_export(file, bundled_profiles()["swedish_excel"], table="spells", key=key)
        with pytest.raises(DataRejected) as refused:
            linked(table)
        said = [str(refused.value), repr(refused.value), repr(table), repr(table.columns)]
        said += [notice.text(lang) for notice in refused.value.notices for lang in ("sv", "en")]
        assert "canary" not in "".join(said)


LONG = "x" * 64


@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize(
    ("ids", "code"),
    [
        ((f"{LONG}1", f"{LONG}2"), "OC-D047"),
        (("1,99001E+11", "1,99001E+11"), "OC-D249"),
        (("1.98e+11", "p2"), "OC-D249"),
        ((" p1", "p2"), "OC-D046"),
        (("p1\u200b", "p1"), "OC-D046"),
    ],
)
def test_an_id_that_may_be_two_persons_gets_no_pseudonym(tmp_path, ids, code, key):
    file = tmp_path / "spells.csv"
    rows = "".join(f'"{each}";e{at};2020-02-03;2020-02-03;100\n' for at, each in enumerate(ids))
    file.write_text(f"person;employment;first_day;last_day;extent\n{rows}", "utf-8")
    with pytest.raises(DataRejected) as refused:
        read_export(file, bundled_profiles()["swedish_excel"], table="spells", key=key)
    assert (code, "spells.csv:2") in {(notice.code, notice.where) for notice in refused.value.notices}


def test_an_identity_number_with_a_blank_is_the_one_without():
    first, second = KEY.pseudonyms(np.array(["19121212-1212", "19121212 1212"]), "person")
    assert first == second


@pytest.mark.parametrize("end", ["", "NA"])
def test_an_empty_end_of_an_employment_is_open_only_where_the_profile_says_so(tmp_path, end):
    file = tmp_path / "staff.csv"
    file.write_text(
        f"person;employment;unit;first_day;last_day;extent\np1;e1;A;2020-02-03;{end};100\n", encoding="utf-8"
    )
    profile = bundled_profiles()["swedish_excel"]
    with pytest.raises(DataRejected) as refused:
        read_export(file, profile, table="employments")
    assert ("OC-D055", "staff.csv:2") in {(notice.code, notice.where) for notice in refused.value.notices}
    if not end:
        table = read_export(file, profile.model_copy(update={"open_end": ("",)}), table="employments")
        assert table.columns["last_day"].missing.all()


def test_an_empty_end_of_a_spell_is_not_cut_where_the_profile_does_not_say_so(tmp_path):
    file = tmp_path / "spells.csv"
    file.write_text("person;employment;first_day;last_day;extent\np1;e1;2020-02-03;;100\n", encoding="utf-8")
    with pytest.raises(DataRejected, match="OC-D055"):
        read_export(file, bundled_profiles()["swedish_excel"], table="spells", open_until=COVERS[1])


@pytest.mark.parametrize("columns", ['person = ["Id"]\nemployment = ["Id"]', 'person = ["Befattning"]'])
def test_a_profile_gives_a_heading_one_meaning(tmp_path, columns):
    file = tmp_path / "profile.toml"
    signs = 'delimiter = ";"\ndecimal = ","\nencoding = "utf-8"\nextent = "percent"\ndays = "YYYY-MM-DD"\n'
    file.write_text(f'{signs}clock_times = "refused"\npassed_over = ["Befattning"]\n[columns]\n{columns}\n')
    with pytest.raises(UsageError) as refused:
        read_profile(file)
    assert [dict(notice.facts)["field"] for notice in refused.value.notices] == ["columns"]
