"""The quality check: everything in one pass, with its row and what it is worth, and nobody in it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings

from outcome_contracts.absence import read_records
from outcome_contracts.absence.quality import check, check_records, held_months
from outcome_contracts.absence.simultaneous import above_full_time
from outcome_contracts.absence.unit_months import unit_months
from outcome_contracts.acknowledgement import Acknowledgement, finding_digest
from outcome_contracts.canonical import canonical
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.period import Period, month_of
from outcome_contracts.quality import QualityReport, quality_report
from outcome_contracts.valuation import stated
from tests.absence.deliveries import UNITS, deliveries, records, rules
from tests.absence.oracle import Spell, Stretch, days
from tests.absence.test_readers import COVERS, DATA, EMPLOYMENTS, SPELLS

YEAR = Period.parse("2020-01/2020-12")
PRICE = stated("2143", "clause 7")
SPELL_HEADER = "person,employment,first_day,last_day,extent"
EMPLOYMENT_HEADER = "person,employment,unit,first_day,last_day,extent"


def checked(spells, employments, **options) -> QualityReport:
    return check(spells, employments, **{"covers": COVERS, "rules": rules(), **options})


def found(report: QualityReport) -> dict[str, tuple[tuple[str, ...], int | None, Fraction | None]]:
    return {one.code: (one.rows, one.count, one.net_days) for one in report.findings}


def tables(folder: Path, spells: list[str], employments: list[str]) -> tuple[Path, Path]:
    files = folder / "spells.csv", folder / "employments.csv"
    for file, header, rows in zip(files, (SPELL_HEADER, EMPLOYMENT_HEADER), (spells, employments), strict=True):
        file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return files


def staff(unit: str, count: int, *, first: str = "2019-01-01", last: str = "", start: int = 0) -> list[str]:
    return [f"p{unit}{place},e{unit}{place},{unit},{first},{last},1" for place in range(start, start + count)]


def spell(unit: str, place: int, first: str, last: str, extent: str = "1") -> str:
    return f"p{unit}{place},e{unit}{place},{first},{last},{extent}"


def every_month(unit: str, months=range(1, 13), count: int = 1) -> list[str]:
    return [
        spell(unit, place, f"2020-{month:02}-05", f"2020-{month:02}-06") for month in months for place in range(count)
    ]


@pytest.mark.parametrize("case", SPELLS)
def test_the_check_finds_what_reading_refuses_with_its_row_and_does_not_raise(case):
    file = DATA / f"spells_{case}.csv"
    with pytest.raises(DataRejected) as refusal:
        read_records(file, DATA / "employments.csv", covers=COVERS)
    report = checked(file, DATA / "employments.csv")
    assert report.refused
    assert {one.notice for one in report.findings} >= set(refusal.value.notices)
    code, row = SPELLS[case]
    places = [place for one in report.findings if one.code == code for place in one.rows]
    assert (f"{file.name}:{row}" if row else file.name) in places


@pytest.mark.parametrize("case", EMPLOYMENTS)
def test_so_it_does_for_employments(case):
    file = DATA / f"employments_{case}.csv"
    report = checked(DATA / "spells.csv", file, units=("Umeå", "Åsele"))
    assert (f"{file.name}:{EMPLOYMENTS[case][1]}",) in [one.rows for one in report.findings]
    assert report.refused


def test_all_kinds_of_mistakes_are_told_at_once(tmp_path):
    spells = [spell("n", 0, "2020-02-03", "2020-02-09"), spell("n", 0, "2020-02-07", "2020-02-14"),
              spell("n", 1, "2020-03-09", "2020-03-01"), spell("n", 2, "2020-03-01", "2020-03-02", "1.5"),
              spell("n", 3, "2018-01-01", "2018-01-02"), "x,ex,2020-01-01,2020-01-04,1",
              ",en4,2020-01-01,2020-01-02,1"]  # fmt: skip
    report = checked(*tables(tmp_path, spells, staff("n", 12)), day_value=PRICE)
    told = found(report)
    assert told["OC-D010"] == (("spells.csv:3",), 1, 3)
    assert told["OC-D011"] == (("spells.csv:4",), 1, None)
    assert told["OC-D020"] == (("spells.csv:5",), 1, None)
    assert told["OC-D040"] == (("spells.csv:6",), 1, 2)
    assert told["OC-D043"] == (("spells.csv:7",), 1, 4)
    assert told["OC-D055"] == (("spells.csv:8",), 1, 2)
    assert {one.code for one in report.of("error")} == {
        "OC-D010",
        "OC-D011",
        "OC-D020",
        "OC-D040",
        "OC-D043",
        "OC-D055",
    }


def test_the_first_five_rows_are_told_and_the_count_of_all(tmp_path):
    twice = [spell("n", 0, f"2020-01-{day:02}", f"2020-01-{day:02}") for day in range(1, 9)] * 2
    report = checked(*tables(tmp_path, twice, staff("n", 12)))
    assert found(report)["OC-D012"] == (tuple(f"spells.csv:{row}" for row in range(10, 15)), 8, 8)


def test_money_ranks_before_days_and_days_before_severity_and_unknown_is_never_zero():
    known = [Notice("OC-D012", f"a:{days}", (("count", 1),), str(days)) for days in (3, 40, 7)]
    unknown = [Notice("OC-D215", "", (("what", "x"),)), Notice("OC-D011", "a:9", (("count", 1),))]
    report = quality_report([*unknown, *known, known[0]], months=None, day_value=PRICE)
    assert [one.notice.where for one in report.findings] == ["a:40", "a:7", "a:3", "a:9", ""]
    assert [one.amount for one in report.findings] == [40 * 2143, 7 * 2143, 3 * 2143, None, None]
    hold, error = report.totals["hold"], report.totals["error"]
    assert (hold.findings, hold.net_days, hold.amount, hold.unknown_amount) == (3, 50, 50 * 2143, 0)
    assert (error.findings, error.unknown_net_days, error.unknown_amount) == (1, 1, 1)
    priceless = quality_report(known, months=None, day_value=None)
    assert [one.amount for one in priceless.findings] == [None] * 3
    assert [one.notice.where for one in priceless.findings] == ["a:40", "a:7", "a:3"]


def test_a_missing_month_and_a_month_without_absence_are_told_apart(tmp_path):
    gap = staff("gap", 12, last="2020-04-30") + staff("gap", 12, first="2020-06-01")
    spells = every_month("gap", (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12)) + every_month("zero", (1, 2))
    report = checked(*tables(tmp_path, spells, gap + staff("zero", 12)), period=YEAR)
    told = {one.code: dict(one.notice.facts) for one in report.findings}
    assert told["OC-D050"] == {"unit": "gap", "months": "2020-05", "count": 1}
    assert told["OC-D217"] == {"count": 10, "units": 1}
    assert dict(zip(report.months.units, report.months.states, strict=True)) == {
        "gap": "aaaamaaaaaaa",
        "zero": "aazzzzzzzzzz",
    }


def test_a_large_unit_without_absence_lacks_its_data(tmp_path):
    spells = every_month("big", (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12), count=22) + every_month("other")
    report = checked(*tables(tmp_path, spells, staff("big", 30) + staff("other", 12)), period=YEAR)
    told = {one.code: dict(one.notice.facts) for one in report.findings}
    assert told["OC-D216"] == {"unit": "big", "months": "2020-07", "count": 1}
    assert report.months.states == ("aaaaaadaaaaa", "aaaaaaaaaaaa")
    fewer = every_month("big", (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12), count=21) + every_month("other")
    told = found(checked(*tables(tmp_path, fewer, staff("big", 30) + staff("other", 12)), period=YEAR))
    assert "OC-D216" not in told  # 231 spells in 12 months are fewer than 20 a month


def test_a_month_without_absence_anywhere_is_told_once(tmp_path):
    spells = every_month("big", (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12), count=22)
    report = checked(*tables(tmp_path, spells, staff("big", 30)), period=YEAR)
    assert "OC-D054" in found(report)
    assert "OC-D216" not in found(report)


@pytest.mark.parametrize(("share", "falls"), [("30 %", True), ("50 %", False), ("49.99 %", True), (None, False)])
def test_a_fall_is_more_than_the_declared_share_of_a_day_and_not_of_a_month(tmp_path, share, falls):
    leave = staff("n", 20, last="2020-01-31") + staff("n", 20, start=20)
    files = tables(tmp_path, every_month("n", (1,)), leave)
    report = checked(*files, period=Period.parse("2020-01/2020-02"), largest_fall=share)
    assert ("OC-D218" in found(report)) is falls
    said = [dict(one.notice.facts)["what"] for one in report.findings if one.code == "OC-D215"]
    assert ("@not_judged_falls" in said) is (share is None)


def test_a_unit_that_ends_has_fallen_and_one_of_ten_is_not_judged(tmp_path):
    ends = staff("ends", 11, last="2020-03-31") + staff("tiny", 10, last="2020-03-31") + staff("n", 12)
    report = checked(*tables(tmp_path, every_month("n"), ends), period=YEAR, largest_fall="99 %")
    assert [dict(one.notice.facts)["unit"] for one in report.findings if one.code == "OC-D218"] == ["ends"]
    assert dict(zip(report.months.units, report.months.states, strict=True))["tiny"] == "sssnnnnnnnnn"
    assert "tiny" not in "".join(one.notice.text("sv") for one in report.findings)
    assert found(report)["OC-D219"][1] == 3


def test_held_months_are_what_the_check_holds_or_refuses(tmp_path):
    files = tables(tmp_path, every_month("n"), staff("n", 12) + staff("ends", 12, last="2020-03-31"))
    ready = read_records(*files, covers=COVERS)
    held = held_months(ready, YEAR, largest_fall="30 %")
    report = checked(*files, period=YEAR, largest_fall="30 %")
    assert held == tuple(one.notice for one in report.of("hold"))
    assert [notice.code for notice in held] == ["OC-D218"]
    files = tables(tmp_path, every_month("n"), staff("n", 12, last="2020-03-31") + staff("n", 12, first="2020-05-01"))
    files[0].write_text(f"{SPELL_HEADER}\n{spell('n', 0, '2020-01-05', '2020-01-06')}\n")
    with pytest.raises(DataRejected) as refusal:
        held_months(read_records(*files, covers=COVERS), YEAR, largest_fall="30 %")
    assert "OC-D050" in {notice.code for notice in refusal.value.notices}
    with pytest.raises(DataRejected) as refusal:
        held_months(read_records(*files, covers=COVERS), YEAR, largest_fall=None)
    assert "OC-D050" in {notice.code for notice in refusal.value.notices}


LIDO = staff("lido", 12, last="2020-04-30") + staff("lido", 12, first="2020-06-01", last="2020-08-31")


def test_declared_months_without_staff_are_told_and_neither_missing_nor_a_fall(tmp_path):
    files = tables(tmp_path, every_month("n") + every_month("lido", (1, 2, 3, 4, 6, 7, 8)), staff("n", 12) + LIDO)
    ready, closed = (
        read_records(*files, covers=COVERS),
        {"lido": [Period.parse("2020-05"), Period.parse("2020-09/2020-12")]},
    )
    options = {"period": YEAR, "largest_fall": "30 %"}
    undeclared = {one.code for one in checked(*files, **options).findings}
    report = checked(*files, **options, without_staff=closed)
    told = {one.code: dict(one.notice.facts) for one in report.findings}
    assert {"OC-D050", "OC-D218"} <= undeclared
    assert not {"OC-D050", "OC-D218", "OC-D278"} & told.keys()
    assert told["OC-D275"] == {"unit": "lido", "months": "2020-05, 2020-09, 2020-10, 2020-11, 2020-12", "count": 5}
    assert dict(zip(report.months.units, report.months.states, strict=True))["lido"] == "aaaanaaannnn"
    held = held_months(ready, YEAR, largest_fall="30 %", without_staff=closed)
    assert [notice.code for notice in held] == ["OC-D275"]
    assert check_records(ready, rules=rules(), **options, without_staff=closed).digest == report.digest


@pytest.mark.parametrize(
    ("closed", "code", "months"),
    [
        ({"lido": ["2020-04/2020-05"]}, "OC-D276", "2020-04"),
        ({"lodi": ["2020-05"]}, "OC-D277", None),
        ({"lido\u202e\n": ["2020-05"]}, "OC-D277", None),
        ({"lido": ["2019-05/2019-06", "2020-05"]}, "OC-D278", "2019-05/2019-06"),
    ],
)
def test_a_declaration_that_is_not_true_is_refused_and_one_of_other_months_told(tmp_path, closed, code, months):
    files = tables(tmp_path, every_month("n") + every_month("lido", (1, 2, 3, 4, 6, 7, 8)), staff("n", 12) + LIDO)
    closed = {unit: [Period.parse(each) for each in spans] for unit, spans in closed.items()}
    told = {one.code: dict(one.notice.facts) for one in checked(*files, period=YEAR, without_staff=closed).findings}
    assert told[code].get("months") == months
    assert told[code]["unit"].isprintable()
    ready = read_records(*files, covers=COVERS)
    if code == "OC-D278":
        assert code in [one.code for one in held_months(ready, YEAR, largest_fall=None, without_staff=closed)]
        return
    with pytest.raises(DataRejected) as refusal:
        held_months(ready, YEAR, largest_fall=None, without_staff=closed)
    assert code in {notice.code for notice in refusal.value.notices}


@pytest.mark.parametrize("end", ["", "TV", "9999-12-31"])
def test_what_has_not_ended_is_cut_and_held_only_on_a_stated_day(tmp_path, end):
    files = tables(tmp_path, [spell("n", 0, "2020-06-01", end), spell("n", 1, "2020-07-05", end)], staff("n", 12))
    report = checked(*files, open_until=date(2020, 6, 10))
    assert found(report)["OC-D204"] == (("spells.csv:2", "spells.csv:3"), 2, 11)  # 1-10 June, and the day it began
    assert not report.refused
    assert checked(*files).refused


@settings(deadline=None, max_examples=40)
@given(deliveries())
def test_simultaneous_absence_above_full_time_is_what_a_count_of_days_gives(delivery):
    spells, stretches = delivery
    ready = records(spells, stretches)
    whole: dict[tuple[str, date], int] = {}
    for one in spells:
        for day in days(one.first, one.last):
            (stretch,) = [s for s in stretches if s.employment == one.employment and s.first <= day <= s.last]
            whole[one.person, day] = whole.get((one.person, day), 0) + one.extent * stretch.extent
    above = {place: total - 10**8 for place, total in whole.items() if total > 10**8}
    assert above_full_time(ready.spells, ready.employments) == (
        len({person for person, _ in above}),
        sum(above.values()),
    )


@settings(deadline=None, max_examples=40)
@given(deliveries())
def test_the_state_of_a_month_is_what_a_look_at_its_days_gives(delivery):
    spells, stretches = delivery
    many = [(f"{copy}-", copy) for copy in range(11)]
    stretches = [
        Stretch(mark + s.person, mark + s.employment, s.unit, s.first, s.last, s.extent)
        for mark, _ in many
        for s in stretches
    ]
    spells = [Spell("0-" + s.person, "0-" + s.employment, s.first, s.last, s.extent) for s in spells]
    period = Period.parse("2019-10/2020-05")
    ready = records(spells, stretches)
    states = unit_months(ready.spells, ready.employments, UNITS, period, Findings(), largest_fall=None).states
    employed = {(s.unit, month_of(day), day) for s in stretches for day in days(s.first, s.last)}
    employed_months = {place[:2] for place in employed}
    at = {(s.employment, day): s.unit for s in stretches for day in days(s.first, s.last)}
    absent = {(at[s.employment, day], month_of(day)) for s in spells if s.extent for day in days(s.first, s.last)}
    for unit, told in zip(UNITS, states, strict=True):
        months = [month for month in period.months if (unit, month) in employed_months]
        for month, state in zip(period.months, told, strict=True):
            if (unit, month) not in employed_months:
                between = bool(months) and months[0] < month < months[-1]
                assert state == ("m" if between else "n")
            elif not {day for u, m, day in employed if (u, m) == (unit, month) and (day + timedelta(1)).day == 1}:
                assert state == "s"  # nobody on the last day: no heads
            else:
                assert state == ("a" if (unit, month) in absent else "z")


def test_records_that_were_read_give_the_same_report(tmp_path):
    files = tables(tmp_path, every_month("n") * 2, staff("n", 12) + staff("ends", 12, last="2020-03-31"))
    ready = read_records(*files, covers=COVERS)
    options = {"rules": rules(), "period": YEAR, "largest_fall": "30 %", "day_value": PRICE}
    assert check_records(ready, **options).digest == checked(*files, **options).digest


def test_frames_give_the_findings_of_files(tmp_path):
    files = tables(tmp_path, every_month("n") * 2, staff("n", 12))
    frames = [pd.read_csv(file, dtype=str, keep_default_na=False) for file in files]
    of_files = [(one.code, one.count, one.net_days) for one in checked(*files).findings]
    assert [(one.code, one.count, one.net_days) for one in checked(*frames).findings] == of_files


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_the_findings_leave_as_the_frame_that_is_asked_for(tmp_path, kind):
    report = checked(*tables(tmp_path, every_month("n") * 2, staff("n", 12)), day_value=PRICE)
    frame = report.to_frame(kind, "en")
    assert isinstance(frame, {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.Table}[kind])
    rows = (
        frame.to_pylist() if kind == "pyarrow" else frame.to_dicts() if kind == "polars" else frame.to_dict("records")
    )
    first, last = rows[0], rows[-1]
    assert (first["rank"], first["code"], first["count"], first["amount"]) == (1, "OC-D012", 12, "51432")
    assert pd.isna(last["amount"]) and pd.isna(last["count"])


def test_another_kind_of_frame_is_refused():
    with pytest.raises(UsageError) as refusal:
        quality_report([], months=None, day_value=None).to_frame("excel")
    assert [notice.code for notice in refusal.value.notices] == ["OC-U001"]
    with pytest.raises(UsageError) as refusal:
        quality_report([], months=None, day_value=None).to_frame("pandas", "fi")
    assert [notice.code for notice in refusal.value.notices] == ["OC-U001"]


def test_the_rank_does_not_depend_on_the_order_in_which_things_were_found():
    found = [Notice("OC-D055", "a:2", (("column", name), ("count", 1))) for name in ("extent", "unit")]
    either = [quality_report(each, months=None, day_value=None).digest for each in (found, found[::-1])]
    assert either[0] == either[1]


def test_the_report_is_canonical_and_its_digest_its_own(tmp_path):
    files = tables(tmp_path, every_month("n") * 2, staff("n", 12))
    report = checked(*files, day_value=PRICE)
    stored = json.loads(report.to_json())
    assert canonical(stored) == report.to_json()
    assert stored["digest"] == report.digest == checked(*files, day_value=PRICE).digest
    assert stored["findings"][0]["amount"] == "51432 SEK"
    assert report.digest != checked(*files, day_value=stated("2144", "clause 7")).digest


def test_a_hold_says_who_has_acknowledged_it_and_only_that_finding(tmp_path):
    files = tables(tmp_path, every_month("n") * 2, staff("n", 12))
    (held,) = checked(*files).of("hold")
    given = Acknowledgement(held.code, held.digest, "supplier", "A. Person", "controller", date(2021, 1, 5), "seen")
    assert checked(*files, acknowledgements=(given,)).of("hold")[0].acknowledged_by == ("supplier",)
    tables(tmp_path, every_month("n") * 2 + every_month("n", (1,)), staff("n", 12))
    assert checked(*files, acknowledgements=(given,)).of("hold")[0].acknowledged_by == ()


def test_a_word_does_not_carry_over_to_other_rows_that_read_alike(tmp_path):
    found = []
    for place in (2, 5):  # the same code, first row, count and net days, and another second row
        crew = [
            line.removesuffix(",1") + (",0" if at in (0, place) else ",1") for at, line in enumerate(staff("n", 12))
        ]
        report = checked(*tables(tmp_path, every_month("n"), crew))
        found.append(next(one for one in report.findings if one.code == "OC-D261"))
    assert [(one.notice.where, one.count, one.net_days) for one in found] == [("employments.csv:2", 2, None)] * 2
    assert found[0].notice == found[1].notice
    assert found[0].digest != found[1].digest
    assert finding_digest(Notice.from_dict(found[0].notice.to_dict())) == found[0].digest
    both = quality_report([one.notice for one in found], months=None, day_value=None)
    assert len(both.findings) == 2


def test_how_far_a_unit_fell_is_part_of_the_finding_but_not_in_groups_of_ten_or_fewer(tmp_path):
    digests = {}
    for left in (0, 5, 11, 12):
        crew = staff("n", 25 - left, last="2020-01-31") + staff("n", left, start=25) + staff("other", 12)
        files = tables(tmp_path, every_month("n", (1,)), crew)
        (held,) = checked(*files, period=Period.parse("2020-01/2020-02"), largest_fall="30 %").of("hold")
        assert held.code == "OC-D218"
        digests[left] = held.digest
    assert digests[0] == digests[5]
    assert len(set(digests.values())) == 3


def test_what_a_day_is_worth_is_no_part_of_what_is_acknowledged(tmp_path):
    files = tables(tmp_path, every_month("n") * 2, staff("n", 12))
    assert checked(*files).of("hold")[0].digest == checked(*files, day_value=PRICE).of("hold")[0].digest


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"largest_fall": "100 %"}, "OC-D114"),
        ({"largest_fall": 0.3}, "OC-U005"),
        ({"covers": (date(2020, 2, 1), date(2020, 1, 1))}, "OC-D063"),
        ({"rules": rules(day_basis="scheduled")}, "OC-D101"),
    ],
)
def test_what_the_caller_says_wrong_is_refused(options, code):
    with pytest.raises(UsageError) as refusal:
        checked(DATA / "spells.csv", DATA / "employments.csv", **options)
    assert code in {notice.code for notice in refusal.value.notices}


def test_nobody_is_in_a_report(tmp_path):
    marked = [f"canary{number:03}x" for number in range(100)]
    staff_rows = [f"{one},{one},unit,2019-01-01,,1" for one in marked]
    spells = [f"{one},{one},2020-03-0{1 + place % 9},2020-03-0{9 - place % 9},1" for place, one in enumerate(marked)]
    spells += [f"{one},{one},2017-03-01,2017-03-02,1" for one in marked[:30]] + [f"{marked[0]},no,2020-01-01,TV,x"]
    report = checked(*tables(tmp_path, spells, staff_rows), day_value=PRICE)
    said = [report.to_json(), repr(report), repr(report.findings), report._repr_html_(), str(report.to_frame("pandas"))]
    assert not any("canary" in text for text in said)
    assert report.refused


def test_the_notebook_shows_what_others_wrote_as_text(tmp_path):
    name = "<img src=x onerror=alert(1)>"
    rows = [
        row.replace(",n,", f",{name},")
        for row in staff("n", 12, last="2020-03-31") + staff("n", 12, first="2020-05-01")
    ]
    shown = checked(*tables(tmp_path, every_month("n", (1,)), rows), period=YEAR)._repr_html_()
    assert "<img" not in shown and "&lt;img" in shown


def test_months_that_are_not_covered_are_told_as_such_and_are_neither_zero_nor_missing(tmp_path):
    files = tables(tmp_path, every_month("n"), staff("n", 12))
    half = (date(2020, 1, 15), date(2020, 6, 30))
    report = checked(*files, covers=half, period=YEAR)
    told = {one.code: dict(one.notice.facts) for one in report.findings}
    assert told["OC-D053"]["count"] == 7
    assert "OC-D217" not in told
    assert report.months.period == Period.parse("2020-02/2020-06")
    assert "OC-D053" not in found(checked(*files, covers=half))
    assert checked(*files, covers=(date(2020, 1, 2), date(2020, 1, 9))).months is None


MOMENT = datetime(2020, 12, 31, 12, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"covers": each} for each in ("2020", None, ("2020-01-01", "2020-12-31"), (COVERS[0], date(9999, 12, 31)),
                                        (COVERS[0], MOMENT), COVERS[:1], (date(1, 1, 1), COVERS[1]))),
        *({"period": each} for each in ("2020-01/2020-12", 5)),
        *({"rules": each} for each in (None, {})),
        *({"open_until": each} for each in ("2020-12-31", MOMENT, date(9999, 12, 31))),
        *({"delimiter": each} for each in ("", ";;", None, 1, '"', "\n", "1", ".")),
        *({"units": each} for each in ("north", (1,), 5)),
        *({"acknowledgements": each} for each in (None, "x", ({},))),
        *({"without_staff": each} for each in (None, ["n"], {"n": "2020-05"}, {"n": ["2020-05"]}, {1: []})),
        {"encoding": None}, {"tz": 5}, {"date_system": 1900}, {"day_value": "2143"}, {"reasons": {"SJK": "sick"}},
    ],
    ids=str,
)  # fmt: skip
def test_an_argument_of_another_kind_is_named_and_not_shown(wrong):
    with pytest.raises(UsageError) as refusal:
        checked(DATA / "spells.csv", DATA / "employments.csv", **wrong)
    assert [(one.code, dict(one.facts)["argument"]) for one in refusal.value.notices] == [("OC-D279", *wrong)]
    if not wrong.keys() & {"period", "rules", "acknowledgements", "without_staff", "day_value"}:
        with pytest.raises(UsageError, match="OC-D279"):
            read_records(DATA / "spells.csv", DATA / "employments.csv", **{"covers": COVERS, **wrong})


def test_all_wrong_arguments_are_named_at_once_and_so_are_those_of_records():
    ready = read_records(DATA / "spells.csv", DATA / "employments.csv", covers=COVERS)
    calls = {
        ("covers", "delimiter", "period", "rules"): lambda: check("a", "b", covers=0, delimiter=0, period=0, rules=0),
        ("period", "records"): lambda: check_records(0, rules=rules(), period="2020-01"),
        ("period", "rules"): lambda: check_records(ready, rules=None, period=None),
        ("period", "records", "without_staff"): lambda: held_months(0, "2020", largest_fall=None, without_staff=0),
    }
    for expected, call in calls.items():
        with pytest.raises(UsageError) as refusal:
            call()
        assert tuple(sorted(dict(one.facts)["argument"] for one in refusal.value.notices)) == expected
