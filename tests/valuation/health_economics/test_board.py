"""The other sources of an HR board: assistance (document B), co-funding (C), a budget with unknown amounts (D)."""

import tomllib
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts import read_contract
from outcome_contracts.cli.bundled import LIBRARY
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.valuation.health_economics import (
    AssistanceUnit,
    BudgetPost,
    FundingPart,
    KnownSum,
    Resource,
    Text,
    assistance_table,
    budget,
    compulsory_connection,
    follow_up,
    funding,
    known_sum,
)
from outcome_contracts.valuation.health_economics.employee_assistance import Figures
from tests.valuation.health_economics.example import normal

# Document B: heads, cases, cost; per case as stated there.
DOCUMENT_B = {
    "MA Skåne": (115, 16, 10_120),
    "Primärvården": (3329, 70, 292_952),
    "Kultur Skåne": (54, 6, 5_104),
    "Skånetrafiken": (270, 4, 23_760),
    "Regionfastigheter": (345, 15, 30_360),
    "Lasarettet Trelleborg": (775, 10, 68_200),
    "IT förvaltningen": (248, 10, 21_824),
    "Habilitering och Hjälpmedel": (793, 52, 69_780),
}
LABEL = Text("Post", "Post")


def table():
    units = [AssistanceUnit(name, heads, cases, Fraction(cost)) for name, (heads, cases, cost) in DOCUMENT_B.items()]
    return assistance_table(units, price=88, contacts_per_case=5, figures=Figures.PUBLISHED)


def shown(value: Fraction, digits: int) -> str:
    return f"{float(value):.{digits}f}"


def test_document_b_is_reproduced():
    found = table()
    assert [shown(100 * row.search_frequency, 3) for row in found.rows] == [
        "13.913", "2.103", "11.111", "1.481", "4.348", "1.290", "4.032", "6.557"
    ]  # fmt: skip
    assert [shown(row.cost_per_case, 2) for row in found.rows] == [
        "632.50", "4185.03", "850.67", "5940.00", "2024.00", "6820.00", "2182.40", "1341.92"
    ]  # fmt: skip
    every = found.all_units
    assert (every.heads, every.cases, every.cost, every.cost_by_price) == (5929, 183, 522_100, 521_752)
    assert shown(100 * every.search_frequency, 4) == "3.0865"
    assert (shown(every.cost_per_case, 2), shown(every.least_cost_per_contact, 2)) == ("2853.01", "570.60")
    assert every.difference == 348


def test_the_unweighted_mean_of_the_ratios_is_not_the_ratio_of_all():
    found = table()
    assert shown(100 * sum(row.search_frequency for row in found.rows) / 8, 4) == "5.6045"
    assert shown(sum(row.cost_per_case for row in found.rows) / 8, 2) == "2997.06"


def test_document_bs_two_errors_are_told_and_not_mended():
    kultur, habilitering = table().notices
    facts = dict(kultur.facts)
    assert (kultur.code, kultur.amount, facts["implied"], facts["heads"]) == ("OC-W097", "352.00 SEK", 58, 54)
    assert (habilitering.code, habilitering.amount) == ("OC-W098", "-4.00 SEK")
    assert "Kultur Skåne" in kultur.text("sv") and "58" in kultur.text("en")


def test_compulsory_connection_of_34_091_heads():
    found = compulsory_connection(table(), budget=3_000_000)
    assert (found.heads, found.cost, found.extra_cost) == (34_091, 3_000_008, 2_477_908)
    use = found.use_of_same_cost_per_case
    # The price is the same, so the use is that of the volunteers but for the 348 SEK they were charged too much.
    assert shown(100 * use, 4) == "3.0845" and use == Fraction(88 * 183, 522_100)
    assert found.cases_of_same_cost_per_case == 1052
    assert found.cost_per_case(use) == table().all_units.cost_per_case
    assert shown(100 * found.use_of_the_others(use), 4) == "3.0840"


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 10**6))
def test_at_the_use_of_same_net_value_both_connections_are_worth_the_same(value):
    found = compulsory_connection(table(), budget=3_000_000)
    use = found.use_of_same_net_value(value)
    assert use * found.heads * value - found.cost == found.voluntary.cases * value - found.voluntary.cost


def test_use_of_same_net_value_by_hand():
    """183 cases and 2,477,908 SEK more at 10,000 SEK a case: 430.7908 cases of 34,091 heads."""
    found = compulsory_connection(table(), budget=3_000_000)
    assert found.use_of_same_net_value(10_000) == Fraction("430.7908") / 34_091
    with pytest.raises(UsageError, match="OC-W002"):
        found.use_of_same_net_value(0)


def test_figures_of_an_employers_own_records_show_no_group_of_ten_or_fewer():
    units = [AssistanceUnit("A", 100, 20, Fraction(8800)), AssistanceUnit("B", 54, 6, Fraction(4752))]
    with pytest.raises(DataRejected, match="OC-W087") as refusal:
        assistance_table(units, price=88, contacts_per_case=5, figures=Figures.OWN)
    assert "6" not in str(dict(refusal.value.notices[0].facts))
    assert repr(units[1]) == "AssistanceUnit(B)"


def test_a_unit_without_cases_has_no_cost_per_case():
    found = assistance_table(
        [AssistanceUnit("A", 100, 0, Fraction(8800))], price=88, contacts_per_case=5, figures=Figures.OWN
    )
    assert found.rows[0].cost_per_case is None and found.rows[0].least_cost_per_contact is None
    assert compulsory_connection(found, budget=88_000).use_of_same_cost_per_case is None


@pytest.mark.parametrize(
    ("units", "price", "error", "code"),
    [
        ([], 88, UsageError, "OC-W084"),
        ([AssistanceUnit("A", 20, 1, Fraction(1))] * 2, 88, UsageError, "OC-W080"),
        ([AssistanceUnit("A", 20, 1, Fraction(1))], 0, UsageError, "OC-W002"),
        ([AssistanceUnit("A", 0, 1, Fraction(1))], 88, DataRejected, "OC-W086"),
        ([AssistanceUnit("A", 100.0, 1, Fraction(1))], 88, UsageError, "OC-U005"),
        ([AssistanceUnit("A", 100, None, Fraction(1))], 88, UsageError, "OC-U006"),
    ],
)
def test_what_is_no_table_is_refused(units, price, error, code):
    with pytest.raises(error, match=code):
        assistance_table(units, price=price, contacts_per_case=5, figures=Figures.PUBLISHED)


def test_everybody_is_never_fewer_than_those_who_have_joined():
    """5,929 joined at 88 SEK: 521,752 SEK connect them and nobody else."""
    assert compulsory_connection(table(), budget=521_752).heads == 5929
    with pytest.raises(UsageError, match="OC-W002"):
        compulsory_connection(table(), budget=521_751)


def test_contacts_are_read_as_other_numbers_are():
    units = [AssistanceUnit("A", 100, 20, Fraction(8800))]
    found = assistance_table(units, price="88", contacts_per_case="5", figures=Figures.OWN)
    assert found.rows[0].least_cost_per_contact == 88


def test_the_bundled_contract_says_the_same():
    contract = read_contract(LIBRARY / "region_skane_eap.toml")
    given_figures = tomllib.loads((LIBRARY / "region_skane_eap.data.toml").read_text(encoding="utf-8"))["given"]
    (rows,) = (table.rows for table in contract.tables if table.id == "administration")
    found = {
        str(row.label.sv): tuple(int(given_figures[name][row.id]) for name in ("heads", "cases", "invoiced"))
        for row in rows
    }
    assert found == DOCUMENT_B


def kupo(training: Fraction | None):
    cash, in_kind = Resource.CASH, Resource.IN_KIND
    funders = (
        ("arvika_eda", 190, cash), ("fryksdalen", 120, cash), ("klaralvdalen", 110, cash), ("samspelet", 200, cash),
        ("forsakringskassan", 100, in_kind), ("all_parties", 140, in_kind),
    )  # fmt: skip
    costs = (("leader", 400, cash), ("group", 140, in_kind), ("training", 210, cash), ("travel", 10, cash),
             ("material", 100, cash))  # fmt: skip
    parts = [[FundingPart(name, LABEL, Fraction(1000 * amount), kind) for name, amount, kind in side]
             for side in (funders, costs)]  # fmt: skip
    return funding(parts[0], [*parts[1], FundingPart("staff_time", LABEL, training, in_kind)])


def test_kupo_balances_with_27_91_per_cent_in_kind_until_the_unvalued_time_is_named():
    known = kupo(Fraction(0))
    assert (known.funded.amount, known.cost.amount, known.balance) == (860_000, 860_000, 0)
    assert known.of(Resource.CASH).amount == 620_000
    assert shown(100 * known.share_of(Resource.IN_KIND), 2) == "27.91"
    told = kupo(None)
    assert told.balance is None
    assert told.cost.text("en").replace("\u00a0", " ") == "at least SEK 860,000, with 1 part unknown"
    assert told.cost.text("sv").replace("\u00a0", " ") == "minst 860 000 kr, 1 del är okänd"


def test_a_share_of_a_funding_with_an_unknown_part_is_unknown():
    parts = [FundingPart("a", LABEL, Fraction(10), Resource.IN_KIND), FundingPart("b", LABEL, None, Resource.CASH)]
    found = funding(parts, parts)
    assert found.share_of(Resource.IN_KIND) is None and found.share_of(Resource.CASH) is None


def test_co_funding_refuses_what_it_cannot_sum():
    with pytest.raises(UsageError) as refusal:
        funding([], [FundingPart("a", LABEL, Fraction(-1), Resource.CASH)] * 2)
    assert [notice.code for notice in refusal.value.notices] == ["OC-W084", "OC-W080", "OC-W002"]


def test_kupos_follow_up_falls_150_days_after_its_funding_and_pays_nothing():
    found = follow_up(measure_ended=date(2016, 12, 31), months=6, funded_until=date(2017, 1, 31), found=None)
    assert found.due == date(2017, 6, 30) and found.days_after_funding == 150
    assert [notice.code for notice in found.notices] == ["OC-W099"]
    assert "pays nothing" in found.text("en") and "ingen ersättning" in found.text("sv")
    assert not hasattr(found, "amount")
    inside = follow_up(measure_ended=date(2016, 12, 31), months=6, funded_until=date(2017, 6, 30), found=None)
    assert inside.notices == () and "before the funding ends" in inside.text("en")
    with pytest.raises(UsageError, match="OC-W002"):
        follow_up(measure_ended=date(2016, 12, 31), months=0, funded_until=date(2017, 6, 30), found=None)


@pytest.mark.parametrize(
    ("ended", "months", "code"),
    [(date(2016, 12, 31), 6.5, "OC-U005"), (date(2016, 12, 31), 10**6, "OC-W002"), (date.max, 6, "OC-W002")],
)
def test_a_follow_up_that_is_at_no_date_is_refused(ended, months, code):
    with pytest.raises(UsageError, match=code):
        follow_up(measure_ended=ended, months=months, funded_until=date(2017, 1, 31), found=None)


def post(name: str, amount: int | None, *parts: BudgetPost) -> BudgetPost:
    return BudgetPost(name, LABEL, None if amount is None else Fraction(1000 * amount), "Budget 2024", parts)


def document_d() -> BudgetPost:
    """Thousand SEK by target area; the activities of one of them have no amounts of their own."""
    workplace = post(
        "workplace", 3400, post("absence", None), post("health_economics", None), post("equal_terms", None)
    )  # fmt: skip
    areas = (post("attractiveness", 8000), post("skills", 21_000), workplace, post("development", 159_000),
             post("right_use", 10_000))  # fmt: skip
    return post("all", None, *areas)


def test_document_d_sums_to_201_400_thousand_and_its_activities_stay_unknown():
    found = budget(document_d())
    assert found.top.sum == KnownSum(Fraction(201_400_000), 0)
    assert [line.path[-1] for line in found.unknown] == ["absence", "health_economics", "equal_terms"]
    assert {line.at_most for line in found.unknown} == {Fraction(3_400_000)}
    assert found.notices == ()
    activity = found.unknown[0].post
    assert activity.sum.amount is None and activity.sum.text("sv") == "okänt"


def test_a_sum_with_unknown_parts_is_at_least_what_is_known():
    found = post("all", None, post("a", 8000), post("b", None), post("c", None)).sum
    assert (found.known, found.unknown, found.amount) == (8_000_000, 2, None)
    assert found.text("en").replace("\u00a0", " ") == "at least SEK 8,000,000, with 2 parts unknown"
    assert post("all", None, post("b", None), post("c", None)).sum.text("en") == "unknown (2 parts)"


def test_what_is_left_for_unknown_parts_is_at_most_the_rest_of_the_grant():
    grants = post("grant", 100, post("a", 70), post("group", None, post("b", None), post("c", 10)))
    found = budget(grants)
    assert {line.path: line.at_most for line in found.lines if line.at_most is not None} == {
        ("grant", "group"): 30_000,
        ("grant", "group", "b"): 20_000,
    }


def test_grants_and_parts_that_disagree_are_told():
    over = budget(post("all", 100, post("a", 70), post("b", 50), post("c", None)))
    (notice,) = over.notices
    assert (notice.code, notice.where, notice.amount) == ("OC-W100", "all", "20000.00 SEK")
    assert over.unknown[0].at_most == 0
    (notice,) = budget(post("all", 100, post("a", 70))).notices
    assert (notice.code, notice.amount) == ("OC-W101", "30000.00 SEK")


@settings(deadline=None, max_examples=100)
@given(st.lists(st.none() | st.integers(0, 10**9).map(Fraction), max_size=12))
def test_an_unknown_amount_never_becomes_zero(amounts):
    found = known_sum(amounts)
    assert found.known == sum(amount for amount in amounts if amount is not None)
    assert found.unknown == amounts.count(None)
    assert (found.amount is None) == (None in amounts)


def test_a_post_needs_a_source_and_no_negative_amount():
    with pytest.raises(UsageError) as refusal:
        BudgetPost("a", LABEL, Fraction(-1), " ", (post("b", 1), post("b", 1)))
    assert [notice.code for notice in refusal.value.notices] == ["OC-W002", "OC-W003", "OC-W080"]
    with pytest.raises(UsageError, match="OC-W002"):
        known_sum([Fraction(-1)])


@pytest.mark.parametrize(
    "make",
    [
        lambda: known_sum([0.1]),
        lambda: BudgetPost("a", LABEL, 0.1, "s"),
        lambda: funding([FundingPart("a", LABEL, 0.1, Resource.CASH)], [FundingPart("a", LABEL, None, Resource.CASH)]),
        lambda: assistance_table(
            [AssistanceUnit("A", 20, 11, 0.1)], price=88, contacts_per_case=5, figures=Figures.OWN
        ),
    ],
)
def test_money_is_never_a_float(make):
    with pytest.raises(UsageError, match="OC-U005"):
        make()


def test_an_effect_says_nothing_of_its_figures_but_the_point():
    from outcome_contracts.valuation.health_economics import AvoidedDays

    assert "120.0" in repr(AvoidedDays("short", normal("120", "-7", "250"), (), "s"))
