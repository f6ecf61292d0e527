"""The same days under two reasons: refused exactly where both cannot be, against every pair of rows looked at alone."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import read_records
from outcome_contracts.absence.vintages import ReasonCodes
from outcome_contracts.notices import DataRejected

REASONS = ReasonCodes({"S": "sick", "W": "work injury", "C": "child", "L": "leave"}, frozenset({"sick", "work injury"}))
COVERS = (date(2020, 1, 1), date(2020, 12, 31))
EXTENTS = st.sampled_from((1, 0.75, 0.5, 0.25))
ROW = st.tuples(st.sampled_from("ab"), st.sampled_from((3, 4)), EXTENTS, st.sampled_from("SWCL"))
ROWS = st.lists(ROW, min_size=1, max_size=7)


def expected(rows):
    """How many rows, but the first of each employment and days, stand where reasons contradict each other."""
    count = 0
    for key in {row[:2] for row in rows}:
        group = [row for row in rows if row[:2] == key]
        reasons, total = {row[3] for row in group}, sum(extent for *_, extent, _ in set(group))
        both = any(first in "SW" and second in "SW" for first, second in combinations(reasons, 2))
        if len(reasons) > 1 and (both or total > 1):
            count += len(group) - 1
    return count


@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_reasons_contradict_each_other_exactly_where_both_cannot_be(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    spells = [f"p{job},{job},2020-03-0{day},2020-03-0{day + 4},{extent},{reason}" for job, day, extent, reason in rows]
    text = "\n".join(["person,employment,first_day,last_day,extent,reason", *spells])
    (folder / "spells.csv").write_text(text + "\n", encoding="utf-8")
    staff = "person,employment,unit,first_day,last_day,extent\npa,a,north,2019-01-01,,1\npb,b,north,2019-01-01,,1\n"
    (folder / "employments.csv").write_text(staff, encoding="utf-8")
    try:
        found = read_records(folder / "spells.csv", folder / "employments.csv", covers=COVERS, reasons=REASONS).notices
    except DataRejected as refused:
        found = refused.notices
    assert sum(dict(notice.facts)["count"] for notice in found if notice.code == "OC-D260") == expected(rows)
