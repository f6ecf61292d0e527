"""Reading a delivery that is to be kept: reason codes (check T23), places of rows, and what is never shown."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from outcome_contracts.absence import measure_batch, read_records
from outcome_contracts.absence.vintages import ReasonCodes, read_delivery
from outcome_contracts.notices import DataRejected, UsageError
from tests.absence.deliveries import rules
from tests.absence.vintages.worlds import COVERS, PERIOD

CODES = ReasonCodes({"SJK": "sick", "VAB": "care", "FR1": "leave"}, frozenset({"sick"}))
KNOWN = date(2020, 7, 15)
EMPLOYMENTS = "person,employment,unit,first_day,last_day,extent\na,j1,north,2019-01-01,,1\nb,j2,north,2019-01-01,,0.5\n"
HEADER = "person,employment,first_day,last_day,extent,reason\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "employments.csv").write_text(EMPLOYMENTS, encoding="utf-8")
    return tmp_path


def read(folder, spells, *, reasons=CODES):
    (folder / "spells.csv").write_text(spells, encoding="utf-8")
    return read_delivery(folder / "spells.csv", folder / "employments.csv", covers=COVERS, known=KNOWN, reasons=reasons)


def refused(folder, spells, **more):
    with pytest.raises(DataRejected) as refusal:
        read(folder, spells, **more)
    return refusal.value.notices


def row(code, first="2020-02-03"):
    return f"a,j1,{first},2020-02-05,1,{code}\n"


def test_only_the_counted_reasons_are_measured(folder):
    one = read(
        folder, HEADER + row("SJK") + row("VAB", "2020-02-03").replace("02-03", "03-03").replace("02-05", "03-07")
    )
    assert sorted(one.spells.reason.tolist()) == ["care", "sick"]
    assert measure_batch(one.records(), rules(), PERIOD).net_days.sum() == 3 * 10**8


@pytest.mark.parametrize(
    ("code", "expected", "nearest"),
    [
        ("FR4", "OC-D136", "FR1"),
        ("sjk", "OC-D136", "SJK"),
        ("ＳＪＫ", "OC-D136", "SJK"),
        ("ZZZZ", "OC-D136", "@nothing_near"),
        ("SJK ", "OC-D046", None),
        ("", "OC-D055", None),
    ],
)
def test_t23_a_code_that_is_not_in_the_table_is_refused_and_not_guessed(folder, code, expected, nearest):
    found = refused(folder, HEADER + row("SJK", "2020-02-01") + row(code, "2020-02-03"))
    assert [(notice.code, notice.where) for notice in found] == [(expected, "spells.csv:3")]
    facts = dict(found[0].facts)
    assert facts["count"] == 1
    if nearest:
        assert (facts["nearest"], found[0].net_days) == (nearest, "3")


def test_an_unknown_code_is_never_shown(folder):
    for found in refused(folder, HEADER + row("influensa") + row("diabetes", "2020-02-05")):
        assert not {"influensa", "diabetes"} & set(found.text("sv").replace(",", " ").split())


def test_all_is_found_in_one_pass_with_the_rows_of_the_file(folder):
    rows = [row("SJK"), row("FR4"), "a,j1,2020-04-04,2020-04-01,1,SJK\n", "c,j9,2020-04-04,2020-04-04,1,SJK\n"]
    found = refused(folder, HEADER + "".join(rows))
    assert {(notice.code, notice.where) for notice in found} == {
        ("OC-D136", "spells.csv:3"), ("OC-D011", "spells.csv:4"), ("OC-D043", "spells.csv:5")
    }  # fmt: skip


def test_overlaps_are_those_of_the_counted_reasons(folder):
    assert [item.code for item in refused(folder, HEADER + row("SJK") + row("SJK", "2020-02-04"))] == ["OC-D010"]
    assert len(read(folder, HEADER + row("SJK") + row("VAB", "2020-02-04")).spells) == 2


def test_a_column_without_a_table_and_a_table_without_a_column_are_refused(folder):
    assert [item.code for item in refused(folder, HEADER + row("SJK"), reasons=None)] == ["OC-D138"]
    plain = "person,employment,first_day,last_day,extent\na,j1,2020-02-03,2020-02-05,1\n"
    assert [item.code for item in refused(folder, plain)] == ["OC-D138"]
    assert read(folder, plain, reasons=None).counted is None


def test_a_kept_delivery_measures_what_read_records_reads(folder):
    plain = (
        "person,employment,first_day,last_day,extent\na,j1,2020-02-03,2020-02-05,1\nb,j2,2020-03-03,2020-03-28,0.25\n"
    )
    one = read(folder, plain, reasons=None)
    records = read_records(folder / "spells.csv", folder / "employments.csv", covers=COVERS)
    assert measure_batch(one.records(), rules(), PERIOD) == measure_batch(records, rules(), PERIOD)


@pytest.mark.parametrize(
    ("codes", "counted"),
    [({}, {"sick"}), ({"SJK": "sick"}, set()), ({"SJK": "sick"}, {"ill"}), ({" SJK": "sick"}, {"sick"})],
)
def test_a_table_of_codes_that_does_not_hold_is_refused(codes, counted):
    with pytest.raises(UsageError, match="OC-D137"):
        ReasonCodes(codes, frozenset(counted))


def test_frames_and_files_give_one_delivery(folder):
    pandas = pytest.importorskip("pandas")
    spells = HEADER + row("SJK")
    file = read(folder, spells)
    frames = [pandas.read_csv(folder / name) for name in ("spells.csv", "employments.csv")]
    frames[1]["last_day"] = frames[1]["last_day"].astype(object).where(frames[1]["last_day"].notna(), None)
    frame = read_delivery(*frames, covers=COVERS, known=KNOWN, reasons=CODES)
    assert frame.digest == file.digest
    assert isinstance(frame.spells.person, np.ndarray)
