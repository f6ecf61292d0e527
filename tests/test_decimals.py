"""Exact numbers as text: what is written is read back, and nothing else is read."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcome_contracts.decimals import (
    decimal_text,
    exact,
    exact_text,
    fixed_text,
    parse_decimal,
    parse_decimal_or_percent,
    parse_exact,
    parse_steps,
    steps_text,
)
from outcome_contracts.notices import UsageError

finite = st.tuples(st.integers(), st.integers(0, 30)).map(lambda parts: Fraction(parts[0], 10 ** parts[1]))


@given(finite)
def test_a_finite_decimal_is_read_back_and_is_the_shortest(value):
    text = decimal_text(value)
    assert Fraction(text) == value
    assert "." not in text or not text.endswith("0")
    assert Decimal(text) == Decimal(value.numerator) / Decimal(value.denominator) or len(text) > 28


@given(st.fractions())
def test_a_rational_without_a_finite_decimal_has_none(value):
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    assert (decimal_text(value) is None) is (rest != 1)


@given(st.fractions() | st.tuples(st.integers(), st.integers(1, 500)).map(lambda p: Fraction(p[0], 2 ** p[1])))
def test_an_exact_text_is_read_back(value):
    assert parse_exact(exact_text(value)) == value


@given(st.fractions(), st.integers(0, 8))
def test_a_fixed_text_is_rounded_half_away_from_zero(value, digits):
    text = fixed_text(value, digits)
    assert len(text.partition(".")[2]) == digits
    assert abs(Fraction(text) - value) <= Fraction(1, 2 * 10**digits)
    assert fixed_text(-value, digits).lstrip("-") == text.lstrip("-")


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("2.5", 0, "3"),
        ("0.004", 2, "0.00"),
        ("-0.004", 2, "0.00"),
        ("1.005", 2, "1.01"),
        ("-1.005", 2, "-1.01"),
        ("0.999", 2, "1.00"),
        ("9638911.36", 2, "9638911.36"),
    ],
)
def test_fixed_texts(value, digits, text):
    assert fixed_text(Fraction(value), digits) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "+1",
        "1.",
        ".5",
        "1e5",
        "1E5",
        "NaN",
        "Infinity",
        "1_000",
        "1 000",
        "1,5",
        "--1",
        "٤",
        "0x1",
        "1" * 41,
        "1/3",
        "−1",
        "5 \n",
    ],
)
def test_what_is_no_decimal_string_is_not_read(text):
    assert parse_decimal(text) is None
    assert parse_decimal_or_percent(text) is None
    with pytest.raises(UsageError) as refusal:
        exact(text, "fee")
    assert refusal.value.notices[0].code == "OC-U006"
    assert dict(refusal.value.notices[0].facts) == {"argument": "fee"}


@pytest.mark.parametrize(
    ("text", "value"), [("39.15 %", "0.3915"), ("39.15%", "0.3915"), ("0.3915", "0.3915"), ("-2 %", "-0.02")]
)
def test_a_percentage_is_a_hundredth(text, value):
    assert parse_decimal_or_percent(text) == exact(text, "rate") == Fraction(value)


@pytest.mark.parametrize("text", ["%", " %", "5 % ", "5 %%", "5% %"])
def test_what_is_no_percentage_is_not_read(text):
    assert parse_decimal_or_percent(text) is None


@pytest.mark.parametrize("value", [0.1, float("nan"), float("inf"), np.float64(1)])
def test_a_binary_float_is_refused(value):
    with pytest.raises(UsageError) as refusal:
        exact(value, "fee")
    assert refusal.value.notices[0].code == "OC-U005"


@pytest.mark.parametrize(
    "value",
    [
        True,
        None,
        [],
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        10**40,
        Decimal("1e40"),
        Decimal("1e-41"),
        "1" * 41,
    ],
)
def test_what_is_no_exact_number_is_refused(value):
    with pytest.raises(UsageError) as refusal:
        exact(value, "fee")
    assert refusal.value.notices[0].code == "OC-U006"


@pytest.mark.parametrize("value", [5, "5", Decimal(5), Fraction(5), Decimal("5.000"), "5.000"])
def test_every_exact_type_gives_the_same_rational(value):
    assert exact(value, "fee") == 5


@given(st.integers(-(10**40) + 1, 10**40 - 1))
def test_what_is_accepted_can_be_read_back(value):
    assert parse_decimal(exact_text(exact(value, "fee"))) == value


@given(st.integers(0, 10**18 - 1), st.integers(0, 8))
def test_a_count_of_steps_is_read_back_and_is_the_shortest(count, digits):
    text = steps_text(count, digits)
    assert parse_steps(text, digits) == count
    assert text == decimal_text(Fraction(count, 10**digits))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20.50", 2050), ("007", 700), ("0", 0), ("1.230", 123), ("", "empty"), ("1e3", "text"), (" 5", "text"),
        ("5.", "text"), (".5", "text"), ("NaN", "text"), ("\uff11", "text"), ("-1", "negative"), ("-0", "negative"),
        ("0.001", "fine"), ("1" * 18, int("1" * 18) * 100), ("1" * 19, "large"), ("9" * 5000, "large"),
    ],
)  # fmt: skip
def test_what_is_no_count_of_steps_says_why(text, found):
    assert parse_steps(text, 2) == found
