"""What the map of codes covers, in rows, days and money; what it does not know blocks and is never guessed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from outcome_contracts.absence.code_coverage import code_coverage
from outcome_contracts.absence.vintages import ReasonCodes
from outcome_contracts.notices import DataRejected

REASONS = ReasonCodes({"SJK": "sick", "ASK": "injury", "VAB": "child", "SMB": "carrier"}, frozenset({"sick", "injury"}))


def table(*groups: tuple[str, int], extent: float = 0.5) -> pd.DataFrame:
    """Spells of two days, one person each; the persons are the same in every group."""
    rows = [
        (f"p{person}", f"e{person}", code, month)
        for month, (code, many) in enumerate(groups, 1)
        for person in range(many)
    ]
    return pd.DataFrame(
        {
            "person": [row[0] for row in rows],
            "employment": [row[1] for row in rows],
            "first_day": [date(2020, row[3], 3) for row in rows],
            "last_day": [date(2020, row[3], 4) for row in rows],
            "extent": extent,
            "reason": [row[2] for row in rows],
        }
    )


def covered(*groups):
    return {one.reasons: one for one in code_coverage(table(*groups), REASONS, day_value="2142.86", currency="SEK")}


def test_each_reason_has_its_rows_days_and_money():
    found = covered(("SJK", 20), ("VAB", 12))
    assert list(found) == [("sick",), ("child",)]
    sick = found["sick",]
    assert (sick.rows, sick.net_days, sick.amount, sick.counted) == (20, "20", Fraction("42857.2"), True)
    assert found["child",].counted is False


def test_reasons_of_ten_persons_or_fewer_are_put_together_with_the_next():
    found = covered(("SJK", 20), ("VAB", 12), ("ASK", 3))
    assert list(found) == [("sick",), ("injury", "child")]
    assert found["injury", "child"].counted is None
    assert found["injury", "child"].rows == 15


def test_persons_of_small_reasons_are_counted_once():
    both = table(("ASK", 6), ("SMB", 6))
    apart = both.assign(person=[f"{row}" for row in range(12)])
    assert code_coverage(both, REASONS, day_value=1, currency="SEK") == ()
    (found,) = code_coverage(apart, REASONS, day_value=1, currency="SEK")
    assert (found.reasons, found.rows) == (("carrier", "injury"), 12)


def test_a_group_that_stays_small_is_not_shown():
    assert covered(("SJK", 10)) == {}
    assert covered(("SJK", 9), ("VAB", 10)) == {}


@pytest.mark.parametrize(("code", "nearest"), [("sjk", "SJK"), ("SJKK", "SJK"), ("influensa", "@nothing_near")])
def test_unknown_codes_block_with_rows_days_money_and_a_suggestion(code, nearest):
    with pytest.raises(DataRejected) as refused:
        covered(("SJK", 20), (code, 3))
    (notice,) = refused.value.notices
    facts = dict(notice.facts)
    assert (notice.code, facts["count"], facts["nearest"]) == ("OC-D136", 3, nearest)
    assert (notice.net_days, notice.amount) == ("3", "6428.58 SEK")
    assert "influensa" not in str(refused.value)


def test_a_table_without_codes_is_refused():
    with pytest.raises(DataRejected, match="OC-D138"):
        code_coverage(table(("SJK", 20)).drop(columns="reason"), REASONS, day_value=1, currency="SEK")
