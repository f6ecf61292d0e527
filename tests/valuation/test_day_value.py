"""Försäkringskassan's calculator against everything that was printed of it."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.canonical import canonical
from outcome_contracts.notices import UsageError
from outcome_contracts.valuation import (
    BandCosts,
    Basis,
    DayValue,
    Overhead,
    OverheadBase,
    forsakringskassan,
    stated,
)


def _rounded(value: Fraction, to: str = "1") -> str:
    return str((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(to), ROUND_HALF_UP))


def _costs(pay_per_month: int, contributions: str) -> BandCosts:
    """The calculator with overhead on personnel cost, as in the first printed table."""
    return forsakringskassan(
        yearly_pay=12 * pay_per_month,
        contributions=contributions,
        vacation="0.12",
        supplement="0.08",
        overhead="0.20",
        overhead_base=OverheadBase.PERSONNEL_COST,
    )


def _first_table(contributions: str) -> list[str]:
    """What the first table prints: overhead on the first fourteen days, direct cost after them."""
    costs = _costs(22_000, contributions)
    shown = (
        costs.day1.with_overhead,
        costs.day2_14.with_overhead,
        costs.day15_90.direct,
        costs.day91_on.direct,
    )
    return [_rounded(value) for value in shown]


def test_the_first_printed_table_over_the_whole_range_of_contributions() -> None:
    for hundredths in range(3975, 4038):
        assert _first_table(f"0.{hundredths}") == ["68", "225", "39", "24"]


@pytest.mark.parametrize("contributions", ["0.3974", "0.4038"])
def test_just_outside_that_range_one_rounding_breaks(contributions) -> None:
    shown, printed = _first_table(contributions), ["68", "225", "39", "24"]
    assert sum(one != other for one, other in zip(shown, printed, strict=True)) == 1


def test_the_second_printed_table() -> None:
    costs = forsakringskassan(
        yearly_pay=300_000,
        contributions="0.314",
        vacation="0.12",
        supplement="0.10",
        overhead="0.20",
        overhead_base=OverheadBase.PAY,
    )
    bands = (costs.day1, costs.day2_14, costs.day15_90, costs.day91_on)
    assert [(_rounded(band.direct, "0.01"), _rounded(band.with_overhead, "0.01")) for band in bands] == [
        ("25.16", "57.08"),
        ("192.91", "224.82"),
        ("46.13", "78.04"),
        ("25.16", "57.08"),
    ]


@pytest.mark.parametrize(
    ("pay", "contributions", "per_hour", "per_day", "per_day_direct"),
    [
        (30_000, "0.3142", ["86.57", "287.89"], ["693", "2303"], ["242", "1852"]),
        (31_700, "0.3142", ["91.48", "304.21"], ["732", "2434"], ["255", "1957"]),
        (31_700, "0.3915", ["96.86", "322.10"], ["775", "2577"], ["270", "2072"]),
        (33_000, "0.3915", ["100.83", "335.31"], ["807", "2682"], ["281", "2157"]),
    ],
)
def test_municipal_pay(pay, contributions, per_hour, per_day, per_day_direct) -> None:
    costs = _costs(pay, contributions)
    bands = costs.day1, costs.day2_14
    assert [_rounded(band.with_overhead, "0.01") for band in bands] == per_hour
    assert [_rounded(8 * band.with_overhead) for band in bands] == per_day
    assert [_rounded(8 * band.direct) for band in bands] == per_day_direct


@pytest.mark.parametrize(
    ("share", "overhead", "value"),
    [
        ("0.25", Overhead.INCLUDED, "2126"),
        ("0.25", Overhead.EXCLUDED, "1622"),
        ("0.30", Overhead.INCLUDED, "2036"),
        ("0.35", Overhead.INCLUDED, "1946"),
        ("0.40", Overhead.INCLUDED, "1856"),
    ],
)
def test_the_value_of_an_average_net_day(share, overhead, value) -> None:
    found = _costs(31_700, "0.3915").day_value(
        hours_per_day=8, waiting_day_share=share, overhead=overhead, source="Agreement, clause 7"
    )
    assert _rounded(found.value) == value
    assert found.basis is Basis.CONTRACT_VALUE
    assert "inferred-2003..2019" in found.source
    assert {part.name: part.value for part in found.components}["yearly_pay"] == 380_400
    canonical(found.to_dict())


AMOUNTS = st.fractions(min_value=1, max_value=10**6)
SHARES = st.fractions(min_value=0, max_value=1)


@settings(deadline=None, max_examples=50)
@given(AMOUNTS, SHARES, SHARES, SHARES, SHARES, SHARES, st.integers(2, 50), st.sampled_from(OverheadBase))
def test_the_value_is_linear_in_pay_and_lies_between_the_bands(pay, a, s, u, o, k, factor, base) -> None:
    def value(yearly: Fraction, share: Fraction) -> Fraction:
        costs = forsakringskassan(
            yearly_pay=yearly, contributions=a, vacation=s, supplement=u, overhead=o, overhead_base=base
        )
        assert costs.day1.direct <= costs.day15_90.direct <= costs.day15_90.with_overhead
        return 8 * (share * costs.day1.with_overhead + (1 - share) * costs.day2_14.with_overhead)

    assert value(pay * factor, k) == factor * value(pay, k)
    assert value(pay, Fraction(1)) <= value(pay, k) <= value(pay, Fraction(0))


def test_a_stated_value_keeps_its_source() -> None:
    assert stated("2142.86", "Agreement 2018, clause 7") == DayValue(
        Fraction("2142.86"), Basis.CONTRACT_VALUE, "Agreement 2018, clause 7", ()
    )


def test_a_share_may_be_written_in_per_cent() -> None:
    assert _costs(30_000, "39.15 %") == _costs(30_000, "0.3915")


def test_everything_wrong_with_a_call_is_said_at_once() -> None:
    with pytest.raises(UsageError) as refusal:
        forsakringskassan(
            yearly_pay=300_000.0,
            contributions="39,15",
            vacation="twelve",
            supplement="10",
            overhead="NaN",
            overhead_base=OverheadBase.PAY,
        )
    assert [(notice.code, dict(notice.facts)["argument"]) for notice in refusal.value.notices] == [
        ("OC-U005", "yearly_pay"),
        ("OC-U006", "contributions"),
        ("OC-U006", "vacation"),
        ("OC-W002", "supplement"),
        ("OC-U006", "overhead"),
    ]


def test_a_value_needs_a_source_and_hours_that_a_day_has() -> None:
    with pytest.raises(UsageError) as refusal:
        _costs(30_000, "0.3142").day_value(
            hours_per_day=25, waiting_day_share="-0.1", overhead=Overhead.INCLUDED, source=" "
        )
    assert [notice.code for notice in refusal.value.notices] == ["OC-W002", "OC-W002", "OC-W003"]
    with pytest.raises(UsageError, match="OC-W002"):
        stated("0", "clause 7")
    with pytest.raises(UsageError, match="OC-W002"):
        DayValue(Fraction(0), Basis.SOCIETAL, "clause 7", ())
    with pytest.raises(UsageError, match="OC-W003"):
        DayValue(Fraction(1), Basis.SOCIETAL, "", ())
