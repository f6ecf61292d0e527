"""The month-split person file (vector 7): rows of one spell are one spell again; what does not fit is refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import measure_batch, read_records
from outcome_contracts.absence.month_split import read_month_split
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.notices import DataRejected
from outcome_contracts.period import Period
from tests.absence.deliveries import rules

DATA = Path(__file__).parents[1] / "data" / "absence" / "month_split"
COVERS = (date(2020, 1, 1), date(2020, 12, 31))
KEY = PseudonymKey(bytes(range(32)), "made for the tests")
REFUSED = {
    "part_days": ("OC-D206", 5),
    "crossing": ("OC-D208", 5),
    "too_many_days": ("OC-D207", 5),
    "no_days": ("OC-D207", 5),
    "day_fraction": ("OC-D020", 5),
    "days_empty": ("OC-D055", 5),
    "end_before_start": ("OC-D011", 5),
    "identity_number": ("OC-D190", 5),
    "two_identity_forms": ("OC-D198", 6),
    "missing_column": ("OC-D003", 1),
    "no_such_file": ("OC-D064", None),
}


def read(path, **options):
    return read_month_split(path, delimiter=";", encoding="utf-8", **options)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_month_split_row_is_refused_with_code_and_row(case):
    code, row = REFUSED[case]
    with pytest.raises(DataRejected) as refused:
        read(DATA / f"{case}.csv")
    assert refused.value.__context__ is None
    found = {(notice.code, notice.where) for notice in refused.value.notices if notice.severity == "error"}
    assert (code, f"{case}.csv:{row}" if row else f"{case}.csv") in found
    assert {other for other, _ in found} <= {code, "OC-D190", "OC-D206"}
    assert "1212" not in str(refused.value)


def test_vector_7_a_spell_split_at_the_turn_of_a_month_is_one_spell():
    table = read(DATA / "good.csv")
    records = read_records(table, DATA / "employments.csv", covers=COVERS)
    panel = measure_batch(records, rules(), Period.parse("2020-01/2020-02"))
    assert panel.spells.tolist() == [[1, 1]]
    assert panel.net_days.tolist() == [[4 * 10**8, 7 * 10**8]]
    assert [(notice.code, dict(notice.facts)["count"]) for notice in table.notices] == [("OC-D209", 1)]


@pytest.mark.parametrize(("part_day", "extent"), [("0.5", 0.875), ("1", 1.0), ("0.3", 0.825)])
def test_a_part_day_counts_as_declared(part_day, extent):
    assert read(DATA / "part_days.csv", part_day=part_day).columns["extent"].values.tolist()[-1] == extent


def test_rows_of_unequal_extent_stay_apart_and_are_one_spell_to_the_measure():
    table = read(DATA / "half_at_the_end.csv", part_day="0.5")
    assert table.columns["extent"].values.tolist() == [1.0, 0.8333]
    assert {notice.code for notice in table.notices} == {"OC-D186"}
    panel = measure_batch(
        read_records(table, DATA / "employments.csv", covers=COVERS), rules(), Period.parse("2020-01/2020-02")
    )
    assert panel.spells.tolist() == [[1, 0]]


@pytest.mark.parametrize("part_day", ["0", "1.01", "0.33333"])
def test_a_part_day_that_is_no_share_is_refused(part_day):
    with pytest.raises(DataRejected, match="OC-D207"):
        read(DATA / "part_days.csv", part_day=part_day)


def test_identity_numbers_come_in_under_a_key():
    table = read(DATA / "identity_number.csv", key=KEY)
    assert "1212" not in "".join(table.columns["person"].values.tolist())


@settings(deadline=None, max_examples=40)
@given(starts=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 80)), min_size=1, max_size=5))
def test_splitting_at_the_turn_of_months_and_joining_gives_the_spells_back(tmp_path_factory, starts):
    spells, day = [], date(2020, 1, 1)
    for gap, length in starts:
        first = day + timedelta(gap)
        spells.append((first, first + timedelta(length - 1)))
        day = first + timedelta(length + 1)  # at least a day between: touching spells are one
    rows = ["person;first_day;last_day;full_days;part_days"]
    for first, last in spells:
        days = [first + timedelta(step) for step in range((last - first).days + 1)]
        for _, month in groupby(days, key=lambda one: (one.year, one.month)):
            part = list(month)
            rows.append(f"p1;{part[0]};{part[-1]};{len(part)};0")
    file = tmp_path_factory.mktemp("months") / "rows.csv"
    file.write_text("\n".join([rows[0], *reversed(rows[1:])]) + "\n", encoding="utf-8")
    found = read(file).columns
    assert list(zip(found["first_day"].values.tolist(), found["last_day"].values.tolist(), strict=True)) == spells
