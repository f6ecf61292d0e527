"""The answers of HME: whole numbers from 1 to 5 or nothing, by unit and by nobody."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence.answer_reader import read_answers
from outcome_contracts.absence.hme import engagement
from outcome_contracts.notices import DataRejected

DATA = Path(__file__).parents[1] / "data" / "absence" / "answers"
ITEMS = [f"{part}_{number}" for part in ("motivation", "leadership", "governance") for number in (1, 2, 3)]
BAD = {
    "zero": ("OC-D257", "3"),
    "six": ("OC-D257", "3"),
    "half": ("OC-D257", "3"),
    "word": ("OC-D257", "3"),
    "unit_empty": ("OC-D055", "3"),
    "respondent": ("OC-D004", "1"),
    "item_missing": ("OC-D003", "1"),
}


def test_the_answers_of_each_unit_are_told_apart():
    found = read_answers(DATA / "good.csv", delimiter=";")
    assert list(found) == ["Umeå", "Åsele"]
    assert found["Åsele"].tolist() == [[1, 2, 3, 4, 5, 5, 4, 3, 2], [5, 0, 5, 5, 5, 5, 5, 5, 0]]
    assert found["Umeå"].shape == (12, 9)
    assert engagement(found["Umeå"]).hme == 75
    with pytest.raises(DataRejected, match="OC-D110"):
        engagement(found["Åsele"])


@pytest.mark.parametrize("case", BAD)
def test_a_bad_table_is_refused_with_code_and_row(case):
    code, row = BAD[case]
    with pytest.raises(DataRejected) as refusal:
        read_answers(DATA / f"{case}.csv", delimiter=";")
    assert refusal.value.__context__ is None
    assert [(notice.code, notice.where) for notice in refusal.value.notices] == [(code, f"{case}.csv:{row}")]


@settings(deadline=None, max_examples=30)
@given(rows=st.lists(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=9, max_size=9), min_size=1, max_size=6))
def test_a_frame_of_answers_is_its_answers(rows):
    frame = pl.DataFrame(
        {"unit": ["north"] * len(rows)} | {name: [row[place] for row in rows] for place, name in enumerate(ITEMS)},
        schema={"unit": pl.String} | dict.fromkeys(ITEMS, pl.Int64),
    )
    expected = [[value or 0 for value in row] for row in rows]
    for form in (frame, frame.to_pandas()):
        assert read_answers(form)["north"].tolist() == expected
