"""The bundled rows are what their sources say, to the last decimal, and unknown years refuse."""

import tomllib
from datetime import date
from fractions import Fraction

import pytest

from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.parameters import bundled_parameters
from outcome_contracts.parameters.reading import parameters_of
from outcome_contracts.period import Period
from tests.parameters.rows import codes

TABLE = bundled_parameters()

# year, vintage, municipalities, regions, parts of municipalities and regions as SKR's pages print them
ON_COSTS = [
    (2013, "final", "38.46", "43.03", "31.42 0.21 6.83", "31.42 0.21 11.40"),
    (2014, "final", "38.46", "44.13", "31.42 0.21 6.83", "31.42 0.21 12.50"),
    (2015, "final", "38.46", "44.13", "31.42 0.21 6.83", "31.42 0.21 12.50"),
    (2019, "final", "39.15", "46.45", "31.42 0.03 7.70", "31.42 0.03 15.00"),
    (2020, "final", "40.15", "46.45", "31.42 0.13 8.60", "31.42 0.13 14.90"),
    (2021, "final", "40.15", "46.15", "31.42 0.13 8.60", "31.42 0.13 14.60"),
    (2022, "preliminary", "39.75", "46.27", "31.42 0.13 8.20", "31.42 0.13 14.72"),
    (2022, "final", "39.25", "45.22", "31.42 0.13 7.70", "31.42 0.13 13.67"),
    (2023, "final", "44.53", "52.28", "31.42 0.13 12.98", "31.42 0.13 20.73"),
]


@pytest.mark.parametrize(("year", "vintage", "municipalities", "regions", "parts_k", "parts_r"), ON_COSTS)
def test_on_costs_and_their_parts(year, vintage, municipalities, regions, parts_k, parts_r):
    day = date(year, 7, 1)
    for sector, total, parts in (("municipalities", municipalities, parts_k), ("regions", regions, parts_r)):
        found = TABLE.on(f"on_cost_{sector}", day, vintage=vintage)
        assert found.value == Fraction(total) / 100 == sum(map(Fraction, parts.split())) / 100
        assert found.verified
        names = ("statutory_contributions", "agreement_insurance", f"pension_{sector}")
        own = [TABLE.on(name, day, vintage=vintage if name.startswith("pension") else "final").value for name in names]
        assert own == [Fraction(part) / 100 for part in parts.split()]


@pytest.mark.parametrize(("year", "municipalities", "regions"), [(2016, "38.33", "43.9"), (2017, "38.33", "43.9")])
def test_what_was_not_read_in_its_source_is_unverified(year, municipalities, regions):
    for sector, total in (("municipalities", municipalities), ("regions", regions)):
        found = TABLE.on(f"on_cost_{sector}", date(year, 1, 1))
        assert (found.value, found.verified) == (Fraction(total) / 100, False)
        assert [notice.code for notice in found.notices()] == ["OC-W030"]


@pytest.mark.parametrize("sector", ["municipalities", "regions"])
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_unknown_on_costs_refuse_with_the_name_of_the_missing_row(sector, year):
    with pytest.raises(UsageError) as refusal:
        TABLE.on(f"on_cost_{sector}", date(year, 3, 1))
    assert codes(refusal) == ["OC-W011"]
    assert f"on_cost_{sector} {year}-01-01/{year}-12-31" in str(refusal.value)
    assert "with_rows" in str(refusal.value)


@pytest.mark.parametrize("year", [2012, 2024, 2027])
def test_contributions_are_carried_neither_backward_nor_forward(year):
    with pytest.raises(UsageError) as refusal:
        TABLE.on("statutory_contributions", date(year, 1, 1))
    assert codes(refusal) == ["OC-W011"]


def test_the_year_with_two_vintages_asks_which_one_is_meant():
    with pytest.raises(UsageError) as refusal:
        TABLE.on("on_cost_regions", date(2022, 5, 1))
    assert codes(refusal) == ["OC-W012"]
    assert "final, preliminary" in str(refusal.value)


def test_nobody_can_say_whether_a_value_without_day_of_publication_was_known():
    with pytest.raises(UsageError) as refusal:
        TABLE.on("on_cost_regions", date(2022, 5, 1), known_at=date(2021, 12, 24))
    assert codes(refusal) == ["OC-W013"]


@pytest.mark.parametrize(
    ("name", "last_before", "value_before", "value_after"),
    [
        ("waiting_days", "2018-12-31", "1", "0"),
        ("waiting_deduction", "2018-12-31", "0", "0.2"),
        ("employee_compensation", "2020-03-10", "0", "700"),
        ("employee_compensation", "2020-05-31", "700", "804"),
        ("employee_compensation", "2020-12-31", "804", "810"),
        ("employee_compensation", "2021-09-30", "810", "0"),
        ("employee_compensation", "2021-12-07", "0", "810"),
        ("employee_compensation", "2022-03-31", "810", "0"),
        ("certificate_from_day", "2020-03-12", "8", "15"),
        ("certificate_from_day", "2021-09-30", "15", "8"),
        ("pandemic_refund", "2020-03-31", "0", "1"),
        ("pandemic_refund", "2021-09-30", "1", "0"),
        ("high_sick_pay_cap", "2023-12-31", "250000", "125000"),
        ("high_sick_pay_cap", "2024-06-30", "125000", "0"),
        ("sick_pay_period", "2004-12-31", "21", "14"),
    ],
)
def test_the_timetable_turns_on_its_day(name, last_before, value_before, value_after):
    day = date.fromisoformat(last_before)
    assert TABLE.on(name, day).value == Fraction(value_before)
    assert TABLE.on(name, date.fromordinal(day.toordinal() + 1)).value == Fraction(value_after)


@pytest.mark.parametrize("month", ["2021-12", "2022-01", "2022-02", "2022-03"])
def test_the_second_enhanced_refund_is_not_known_here(month):
    with pytest.raises(UsageError) as refusal:
        TABLE.series("pandemic_refund", Period.parse(month))
    assert codes(refusal) == ["OC-W011"]
    assert "2021/22:86" in str(refusal.value)


def test_the_other_numbers_of_the_sources():
    day = date(2020, 1, 1)
    for name, value in {
        "sick_pay_level": "0.8", "sick_pay_period": "14", "relapse_days": "5", "waiting_occasions": "10",
        "vacation_pay": "0.12", "vacation_supplement": "0.0043", "vacation_earning_sick_days": "180",
        "calculator_hours": "1880", "calculator_overhead": "0.2", "sickness_benefit_income_share": "0.97",
        "price_base_amount": "47300", "sickness_benefit_ceiling": "8", "sickness_benefit_floor": "0.24",
    }.items():  # fmt: skip
        assert TABLE.on(name, day).value == Fraction(value), name
    assert TABLE.on("special_payroll_tax", date(2019, 1, 1)).value == Fraction("0.0615")


def test_the_ceiling_says_7_5_in_words_and_8_in_numbers():
    """The calculator's English page of 2019 writes 7.5 base amounts and computes 372,000, which is 8 × 46,500."""
    ceiling, base = (
        TABLE.on(name, date(2019, 1, 1)).value for name in ("sickness_benefit_ceiling", "price_base_amount")
    )
    assert ceiling * base == 372_000
    assert Fraction("7.5") * base == 348_750
    assert TABLE.on("sickness_benefit_ceiling", date(2020, 1, 1)).value * 47_300 == 378_400


def test_a_row_that_follows_the_words_against_the_numbers_is_refused():
    from importlib import resources

    folder = resources.files("outcome_contracts.parameters")
    files = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")}
    right = b'value = "8"\nfrom = 2019-01-01'
    assert files["base_amounts.toml"].count(right) == 1
    files["base_amounts.toml"] = files["base_amounts.toml"].replace(right, b'value = "7.5"\nfrom = 2019-01-01')
    with pytest.raises(DataRejected) as refusal:
        parameters_of(files)
    assert codes(refusal) == ["OC-W027"]
    (notice,) = refusal.value.notices
    assert notice.where.startswith("base_amounts.toml:")
    assert "348750" in notice.text("en")
    assert "372000" in notice.text("en")


def test_a_source_is_described_because_a_row_names_it():
    from importlib import resources

    described = tomllib.loads((resources.files("outcome_contracts.parameters") / "sources.toml").read_text("utf-8"))
    assert set(described["sources"]) == {row.source.key for row in TABLE}


def test_general_knowledge_is_never_verified():
    unverified = [row for row in TABLE if row.source.key == "general_knowledge"]
    assert unverified
    assert not any(row.verified for row in unverified)


def test_every_row_has_a_source_with_title_and_what_it_says_in_both_languages():
    for row in TABLE:
        assert row.source.title
        assert row.says.sv
        assert row.says.en
        assert row.source.address.startswith("https://") or row.source.key == "general_knowledge"
        assert not row.supplied


@pytest.mark.parametrize("name", ["agreement_insurance", "pension_municipalities", "pension_regions"])
def test_a_part_that_was_computed_from_its_sum_is_unverified(name):
    found = TABLE.on(name, date(2019, 5, 1))
    assert not found.verified
    assert found.says.en.startswith("Computed as part of")
