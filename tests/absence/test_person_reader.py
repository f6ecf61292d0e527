"""Persons' sex and year of birth: one row for each employed person, in the order of the records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import read_records
from outcome_contracts.absence.person_reader import read_persons
from outcome_contracts.notices import DataRejected

DATA = Path(__file__).parents[1] / "data" / "absence"
COVERS = (date(2020, 1, 1), date(2020, 12, 31))
BAD = {
    "sex_unknown": ("OC-D257", "3"),
    "born_after": ("OC-D257", "3"),
    "born_before_1900": ("OC-D257", "3"),
    "year_of_two_digits": ("OC-D257", "3"),
    "year_empty": ("OC-D055", "3"),
    "sex_empty": ("OC-D055", "3"),
    "twice": ("OC-D258", "5"),
    "missing": ("OC-D259", None),
    "identity_number": ("OC-P001", "3"),
    "name_column": ("OC-D003", "1"),
}


def read(persons, employments=DATA / "employments.csv", **options):
    return read_persons(persons, employments, covers=COVERS, **options)


def test_persons_stand_in_the_order_of_the_records():
    found = read(DATA / "persons" / "good.csv")
    assert found.women.tolist() == [True, False, True]
    assert found.birth_year.tolist() == [1961, 1984, 1999]
    assert repr(found) == "Persons(3)"
    records = read_records(DATA / "spells.csv", DATA / "employments.csv", covers=COVERS)
    assert len(found.women) == int(records.employments.person[-1]) + 1


@pytest.mark.parametrize("case", BAD)
def test_a_bad_table_is_refused_with_code_and_row(case):
    code, row = BAD[case]
    with pytest.raises(DataRejected) as refusal:
        read(DATA / "persons" / f"{case}.csv")
    assert refusal.value.__context__ is None
    found = [(notice.code, notice.where) for notice in refusal.value.notices if notice.severity == "error"]
    assert found == [(code, f"{case}.csv" + (f":{row}" if row else ""))]


@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow"])
def test_a_frame_is_read_as_the_file(kind):
    frame = pl.read_csv(DATA / "persons" / "good.csv")
    frame = frame.to_pandas() if kind == "pandas" else frame.to_arrow() if kind == "arrow" else frame
    found, file = read(frame), read(DATA / "persons" / "good.csv")
    assert np.array_equal(found.women, file.women)
    assert np.array_equal(found.birth_year, file.birth_year)


@settings(deadline=None, max_examples=25)
@given(order=st.permutations(range(12)), others=st.integers(0, 3), data=st.data())
def test_the_order_of_rows_and_persons_of_no_employment_change_nothing(order, others, data):
    ids = data.draw(st.lists(st.from_regex(r"[a-z0-9]{1,5}", fullmatch=True), min_size=12, max_size=12, unique=True))
    ids = [f"p{one}" for one in ids]
    employments = pl.DataFrame(
        {
            "person": ids,
            "employment": [f"e{number}" for number in range(12)],
            "unit": ["north"] * 12,
            "first_day": ["2019-01-01"] * 12,
            "last_day": [None] * 12,
            "extent": [1.0] * 12,
        },
        schema_overrides={"last_day": pl.String},
    )
    born = {one: 1950 + number for number, one in enumerate(ids)}
    rows = [ids[place] for place in order] + [f"x-{number}" for number in range(others)]
    persons = pl.DataFrame(
        {"person": rows, "sex": ["man"] * len(rows), "birth_year": [born.get(one, 1990) for one in rows]}
    )
    assert read(persons, employments).birth_year.tolist() == [born[one] for one in sorted(ids)]
