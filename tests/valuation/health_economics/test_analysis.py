"""Health-economic analyses: a worked example by hand, intervals against closed forms, and what must never happen."""

import math
from dataclasses import replace
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.notices import UsageError
from outcome_contracts.valuation import Basis, DayValue, Overhead, OverheadBase, forsakringskassan
from outcome_contracts.valuation.health_economics import (
    AvoidedDays,
    BandValues,
    CostBand,
    CostItem,
    Distribution,
    Length,
    Programme,
    Quantity,
    Range,
    Resource,
    Scenario,
    Simulation,
    Text,
    analyse,
    forsakringskassan_bands,
    one_way,
    stated_ranges,
)
from outcome_contracts.valuation.health_economics.absence_cost import absence_cost
from outcome_contracts.valuation.health_economics.analysis import NoCostPerDay
from tests.valuation.health_economics.example import SCENARIOS, SIMULATION, analysis, model, normal, programmes, values
from tests.valuation.health_economics.test_absence_cost import UNITS, VALUES

NAME, NOTHING = Text("Program", "Programme"), Text("Inget", "Nothing")


def codes(refusal) -> list[str]:
    return [notice.code for notice in refusal.value.notices]


def programme(days: Quantity, *, cost: str = "1000000", draws: tuple[float, ...] = ()) -> Programme:
    item = CostItem("all", NAME, Quantity.of(cost), 1, Resource.CASH, "Budget")
    effect = AvoidedDays("short", days, draws, "Estimate")
    return Programme("one", NAME, NOTHING, (item,), (effect,), (Fraction(1),))


def test_the_worked_example_by_hand():
    """Cost 600,000 + 200,000 + 520,000/1.04 = 1,300,000; each half of the days, one of them /1.04: 51/52 of 1,560."""
    support, course = analysis().programmes
    assert support.cost.amount == 1_300_000
    assert support.days_by_band == {"short": 1020, "long": 510} and support.days == 1530
    contract, cash = support.by_basis
    assert contract.by_band == {"short": 1020 * 2000, "long": 510 * 500}
    assert (contract.benefit, contract.net_benefit) == (2_295_000, 995_000)
    assert contract.return_ == Fraction(995, 1300)
    assert (cash.benefit, cash.net_benefit) == (1020 * 600 + 510 * 100, -637_000)
    assert support.cost_per_day.point == Fraction(1_300_000, 1530)
    assert (course.cost.known, course.cost.unknown) == (260_000, 1)
    assert course.of(Basis.CONTRACT_VALUE).net_benefit == 100 * 2000 - 260_000
    assert course.of(Basis.CONTRACT_VALUE).at_most and not contract.at_most


def test_a_cost_per_day_does_not_exist_where_the_interval_of_the_days_holds_zero():
    course = analysis().programmes[1]
    assert course.cost_per_day.point is None and course.cost_per_day.interval is None
    assert course.cost_per_day.reason is NoCostPerDay.INTERVAL_HOLDS_ZERO
    assert analysis().simulated["course"].cost_per_day_interval is None


def test_a_cost_per_day_does_not_exist_where_days_are_added():
    found = analyse(model(programmes=(programme(normal("-500", "-700", "-300")),)), simulation=SIMULATION, scenarios=())
    assert found.programmes[0].cost_per_day.reason is NoCostPerDay.NO_DAYS_AVOIDED
    assert found.simulated["one"].cost_per_day_interval is None


def test_scenarios_by_hand():
    half, time = analysis().scenarios
    assert half.programmes[0].of(Basis.CONTRACT_VALUE).net_benefit == Fraction(2_295_000, 2) - 1_300_000
    assert half.programmes[0].days_interval is None
    # The course is as uncertain as before: its effect is not what the scenario changes.
    assert half.programmes[1].cost_per_day.reason is NoCostPerDay.INTERVAL_HOLDS_ZERO
    assert time.programmes[1].cost.amount == 350_000
    assert time.programmes[1].of(Basis.CONTRACT_VALUE).net_benefit == 200_000 - 350_000


def test_one_way_by_hand():
    ranges = {**stated_ranges(model()), "discount_rate": (0, "0.08")}
    found = one_way(model(), "support", Basis.CONTRACT_VALUE, ranges)
    by_input = {one.input: (one.at_low, one.at_high) for one in found}
    net = 995_000
    assert by_input["days.support.short"] == tuple(net + (end - 1040) * Fraction(51, 52) * 2000 for end in (640, 1440))
    assert by_input["cost.support.training"] == (net + 50_000, net - 100_000)
    assert by_input["value.contract_value.short"] == (net - 1020 * 500, net + 1020 * 500)
    assert by_input["discount_rate"][0] == 1040 * 2000 + 520 * 500 - 600_000 - 520_000 - 200_000
    assert [one.swing for one in found] == sorted((one.swing for one in found), reverse=True)
    assert not any("course" in name or "cash" in name for name in by_input)


def test_the_interval_of_the_cost_per_day_is_fiellers():
    """With a certain cost and a normal effect, Fieller's interval is cost / ends of the effect (Fieller 1954)."""
    simulation = Simulation(200_000, 5, Fraction("0.95"), (Fraction(0),))
    found = analyse(
        model(programmes=(programme(normal("1000", "600", "1400")),)), simulation=simulation, scenarios=()
    ).simulated["one"]
    interval = found.cost_per_day_interval
    assert interval.low == pytest.approx(1_000_000 / 1400, rel=0.01)
    assert interval.high == pytest.approx(1_000_000 / 600, rel=0.01)


def test_the_interval_of_the_cost_per_day_is_fiellers_with_an_uncertain_cost_too():
    cost = Quantity.of("1000000", low="608000", high="1392000", distribution=Distribution.NORMAL, confidence="0.95")
    given_one = programme(normal("1000", "600", "1400"))
    uncertain = replace(given_one, costs=(replace(given_one.costs[0], amount=cost),))
    simulation = Simulation(400_000, 6, Fraction("0.95"), (Fraction(0),))
    interval = analyse(
        model(programmes=(uncertain,)), simulation=simulation, scenarios=()
    ).simulated["one"].cost_per_day_interval  # fmt: skip
    z = NormalDist().inv_cdf(0.975)
    c, d, vc, vd = 1e6, 1e3, (392_000 / z) ** 2, (400 / z) ** 2
    root = math.sqrt((c * d) ** 2 - (c * c - z * z * vc) * (d * d - z * z * vd))
    low, high = ((c * d - root) / (d * d - z * z * vd), (c * d + root) / (d * d - z * z * vd))
    assert (interval.low, interval.high) == (pytest.approx(low, rel=0.02), pytest.approx(high, rel=0.02))


def test_the_mean_of_one_over_the_effect_is_not_what_is_used():
    draws = tuple(float(one) for one in np.linspace(200, 2000, 1000))
    simulation = replace(SIMULATION, draws=1000)
    found = analyse(model(programmes=(programme(Quantity.of(1100), draws=draws),)), simulation=simulation, scenarios=())
    assert found.programmes[0].cost_per_day.point == Fraction(1_000_000, 1100)
    assert np.mean(1_000_000 / np.array(draws)) > 1.1 * 1_000_000 / 1100


def test_acceptability_is_the_share_of_draws_and_crosses_the_ends_of_the_ratio():
    draws = tuple(float(one) for one in range(1, 1001))
    simulation = Simulation(1000, 1, Fraction("0.9"), tuple(Fraction(one) for one in (0, 1000, 2000, 10**9)))
    found = analyse(
        model(programmes=(programme(Quantity.of(500), draws=draws),)), simulation=simulation, scenarios=()
    ).simulated["one"]
    # λ · days > 1,000,000: above 1,000 days at 1,000 SEK, above 500 days at 2,000 SEK.
    assert found.acceptability == (0.0, 0.0, 0.5, 1.0)
    assert found.chance_of_gain(Basis.CONTRACT_VALUE) == pytest.approx(0.5, abs=0.2)


def test_draws_that_avoid_no_days_stand_above_every_cost_per_day():
    """Of 1,000 draws 10 avoid nothing; the 975th smallest of 1,000,000 / days is then that of 16 days."""
    draws = (-1.0,) * 10 + tuple(float(one) for one in range(1, 991))
    simulation = replace(SIMULATION, draws=1000)
    found = analyse(model(programmes=(programme(Quantity.of(500), draws=draws),)), simulation=simulation, scenarios=())
    interval = found.programmes[0].cost_per_day.interval
    assert interval.high == 1_000_000 / 16
    assert interval.low == pytest.approx(1_000_000 / 966, rel=0.001)


def test_an_effect_without_interval_is_a_point_and_says_so():
    found = analyse(model(programmes=(programme(Quantity.of(1000)),)), simulation=SIMULATION, scenarios=())
    (one,) = found.programmes
    assert one.cost_per_day.point == 1000 and one.cost_per_day.interval is None
    assert one.days_interval is None and one.by_basis[0].chance is None
    assert [notice.code for notice in found.notices] == ["OC-W094"] and not found.simulated


def test_draws_of_the_estimate_are_taken_as_they_are():
    draws = tuple(float(one) for one in range(2000))
    simulation = replace(SIMULATION, draws=1000)
    found = analyse(
        model(discount_rate=Fraction(0), programmes=(programme(Quantity.of(500), draws=draws),)),
        simulation=simulation,
        scenarios=(),
    )
    assert found.simulated["one"].days.tolist() == list(draws[:1000])


def test_a_scenario_that_replaces_an_effect_takes_neither_its_draws_nor_its_interval():
    draws = tuple(float(one) for one in range(2000))
    other = Scenario("a", NAME, {"days.one.short": 700})
    for effect in (programme(Quantity.of(500), draws=draws), programme(normal("500", "100", "900"))):
        found = analyse(model(programmes=(effect,)), simulation=replace(SIMULATION, draws=1000), scenarios=[other])
        (result,) = found.scenarios[0].programmes
        assert result.days == 700 and result.days_interval is None and result.by_basis[0].chance is None


def test_the_same_seed_gives_the_same_answer_and_another_another():
    one, same = analysis(), analyse(model(), simulation=SIMULATION, scenarios=SCENARIOS)
    assert one.digest == same.digest
    assert one.programmes[0].by_basis[0].interval == same.programmes[0].by_basis[0].interval
    other = analyse(model(), simulation=replace(SIMULATION, seed=15), scenarios=())
    assert other.programmes[0].by_basis[0].interval != one.programmes[0].by_basis[0].interval
    assert other.digest != one.digest


def test_whatever_the_page_shows_is_in_the_digest():
    given, (support, course) = model(), programmes()
    staff, short = support.costs[0], support.effects[0]
    wider = Quantity.of("1040", low="640", high="1440", distribution=Distribution.NORMAL, confidence="0.5")
    others = [
        replace(given, absence=absence_cost(UNITS, VALUES, period=given.period)),
        *(
            replace(given, programmes=(other, course))
            for other in (
                replace(support, comparator=NOTHING),
                replace(support, label=NAME),
                replace(support, costs=(replace(staff, source="Invoice"), *support.costs[1:])),
                replace(support, costs=(replace(staff, kind=Resource.IN_KIND), *support.costs[1:])),
                replace(support, effects=(replace(short, days=wider), *support.effects[1:])),
                replace(support, effects=(replace(short, source="Estimate 3"), *support.effects[1:])),
            )
        ),
    ]
    renamed = (replace(SCENARIOS[0], label=NAME), SCENARIOS[1])
    digests = {analyse(one, simulation=SIMULATION, scenarios=SCENARIOS).digest for one in (given, *others)}
    digests.add(analyse(given, simulation=SIMULATION, scenarios=renamed).digest)
    assert len(digests) == len(others) + 2


def test_draws_are_in_the_digest():
    simulation = replace(SIMULATION, draws=1000)

    def of(last: float) -> str:
        draws = (*(float(one) for one in range(1999)), last)
        return analyse(
            model(programmes=(programme(Quantity.of(500), draws=draws),)), simulation=simulation, scenarios=()
        ).digest

    assert of(1999.0) == of(1999.0) != of(1999.5)


def test_both_ends_of_an_input_are_at_most_where_another_cost_is_unknown():
    ranges = {"cost.course.time": (0, 90_000), "days.course.short": (50, 150)}
    found = {one.input: one for one in one_way(model(), "course", Basis.CONTRACT_VALUE, ranges)}
    assert found["days.course.short"].at_most and not found["cost.course.time"].at_most


def test_another_programme_moves_no_draw_of_the_first():
    alone = analyse(model(programmes=programmes()[:1]), simulation=SIMULATION, scenarios=())
    assert np.array_equal(alone.simulated["support"].days, analysis().simulated["support"].days)


@settings(deadline=None, max_examples=40)
@given(st.fractions(-10_000, 10_000), st.fractions(1, 10**6), st.fractions(1, 10**4), st.integers(2, 50))
def test_net_benefit_is_linear_in_the_value_of_a_day(days, cost, value, factor):
    def net(worth):
        bands = BandValues((CostBand("short", NAME, Length.SHORT_TERM, DayValue(worth, Basis.SOCIETAL, "s", ())),))
        given_model = model(values=(bands,), programmes=(programme(Quantity(days), cost=str(cost.numerator)),))
        (result,) = analyse(given_model, simulation=SIMULATION, scenarios=()).programmes
        return result.by_basis[0].net_benefit + cost.numerator

    assert net(value * factor) == factor * net(value)


@settings(deadline=None, max_examples=40)
@given(st.integers(-2000, 2000), st.integers(0, 3000), st.integers(0, 20))
def test_net_benefit_falls_with_a_cost_and_rises_with_the_days(days, more_cost, more_days):
    def net(count, cost):
        found = model(programmes=(programme(Quantity.of(count), cost=str(cost)),))
        return analyse(found, simulation=SIMULATION, scenarios=()).programmes[0].by_basis[0].net_benefit

    assert net(days, 5000 + more_cost) == net(days, 5000) - more_cost
    assert net(days + more_days, 5000) == net(days, 5000) + 2000 * more_days


def test_försäkringskassans_bands_are_hours_times_the_cost_per_hour():
    costs = forsakringskassan(
        yearly_pay=12 * 31_700, contributions="0.3915", vacation="0.12", supplement="0.08", overhead="0.20",
        overhead_base=OverheadBase.PERSONNEL_COST,
    )  # fmt: skip
    found = forsakringskassan_bands(
        costs, hours_per_day=8, short_term=Overhead.INCLUDED, long_term=Overhead.EXCLUDED, source="Agreement"
    )
    assert [round(band.value.value) for band in found.bands] == [775, 2577, 450, 270]
    assert [band.length.value for band in found.bands] == ["short_term"] * 2 + ["long_term"] * 2
    assert found.basis is Basis.CONTRACT_VALUE
    for hours, source, code in (("0", "s", "OC-W002"), (8, " ", "OC-W003")):
        with pytest.raises(UsageError, match=code):
            forsakringskassan_bands(
                costs, hours_per_day=hours, short_term=Overhead.INCLUDED, long_term=Overhead.EXCLUDED, source=source
            )


def test_values_of_different_bases_never_stand_in_one_list():
    contract, cash = values(Basis.CONTRACT_VALUE, "2000", "500"), values(Basis.CASH_RELEASING, "600", "100")
    with pytest.raises(UsageError) as refusal:
        BandValues((contract.bands[0], cash.bands[1]))
    assert codes(refusal) == ["OC-W040"]
    with pytest.raises(UsageError) as refusal:
        model(values=(contract, contract))
    assert codes(refusal) == ["OC-W085"]
    with pytest.raises(UsageError, match="OC-W093"):
        analysis().programmes[0].of(Basis.SOCIETAL)


def test_everything_wrong_with_a_model_is_said_at_once():
    with pytest.raises(UsageError) as refusal:
        model(discount_rate=Fraction(4), programmes=(programmes()[0], programmes()[0]), values=())
    assert codes(refusal) == ["OC-W084", "OC-W080", "OC-W002"]
    one = programmes()[1]
    with pytest.raises(UsageError) as refusal:
        model(programmes=(replace(one, effects=(replace(one.effects[0], band="all"),)),))
    assert codes(refusal) == ["OC-W089", "OC-W089"]


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("OC-W082", lambda: Text("", "x")),
        ("OC-W083", lambda: Range(Fraction(2), Fraction(1), Distribution.UNIFORM)),
        ("OC-W083", lambda: Range(Fraction(1), Fraction(2), Distribution.NORMAL)),
        ("OC-W083", lambda: Range(Fraction(1), Fraction(2), Distribution.UNIFORM, Fraction("0.9"))),
        ("OC-W083", lambda: Quantity.of(1, low=2, high=3, distribution=Distribution.UNIFORM)),
        ("OC-W083", lambda: Quantity.of(1, low=0)),
        ("OC-U005", lambda: Quantity.of(1.5)),
        ("OC-U006", lambda: Quantity.of(None)),
        ("OC-U005", lambda: Quantity(0.5)),
        ("OC-U005", lambda: Range(0.5, 1.5, Distribution.UNIFORM)),
        ("OC-U005", lambda: replace(programmes()[0], effect_by_year=(0.5, 0.5))),
        ("OC-W083", lambda: AvoidedDays("a", Quantity.of(1), (1.0, float("nan")), "s")),
        ("OC-W083", lambda: AvoidedDays("a", normal("1", "0", "2"), (1.0,), "s")),
        ("OC-W083", lambda: AvoidedDays("a", Quantity.of(500), (-510.0, -490.0), "s")),
        ("OC-W083", lambda: AvoidedDays("a", Quantity.of(1), ("1",), "s")),
        ("OC-W083", lambda: normal("500", "50", "1500")),
        ("OC-U006", lambda: model(discount_rate="0.04")),
        ("OC-U005", lambda: replace(programmes()[0].costs[0], year=1.5)),
        ("OC-U005", lambda: Simulation(1000, 1, 0.95, (Fraction(0),))),
        ("OC-U006", lambda: Simulation(1000, 1, Fraction("0.95"), ("0",))),
        ("OC-U005", lambda: Simulation(1000.5, 1, Fraction("0.95"), (Fraction(0),))),
        ("OC-W003", lambda: AvoidedDays("a", Quantity.of(1), (), " ")),
        ("OC-W002", lambda: CostItem("a", NAME, Quantity.of(-1), 0, Resource.CASH, "s")),
        ("OC-W003", lambda: CostItem("a", NAME, None, 1, Resource.CASH, "")),
        ("OC-W088", lambda: replace(programmes()[0], effect_by_year=(Fraction(1, 2),))),
        ("OC-W084", lambda: replace(programmes()[0], costs=())),
        ("OC-W081", lambda: replace(programmes()[0], costs=(replace(programmes()[0].costs[0], id="a.b"),))),
        ("OC-W091", lambda: Simulation(999, -1, Fraction(1), (Fraction(2), Fraction(1)))),
        ("OC-W090", lambda: model().with_inputs({"days.support.nowhere": 1})),
        ("OC-U006", lambda: model().with_inputs({"days.support.short": "many"})),
        ("OC-W080", lambda: analyse(model(), simulation=SIMULATION, scenarios=[Scenario("a", NAME, {})] * 2)),
        ("OC-W092", lambda: analyse(model(programmes=(programme(Quantity.of(1), draws=(1.0,)),)),
                                    simulation=SIMULATION, scenarios=())),
        ("OC-W084", lambda: one_way(model(), "support", Basis.SOCIETAL, {})),
        ("OC-W096", lambda: one_way(model(), "none", Basis.CONTRACT_VALUE, {"discount_rate": (0, 1)})),
        ("OC-W083", lambda: one_way(model(), "support", Basis.CONTRACT_VALUE, {"discount_rate": (1, 0)})),
        ("OC-W090", lambda: one_way(model(), "support", Basis.CONTRACT_VALUE, {"x": (0, 1)})),
    ],
)  # fmt: skip
def test_what_cannot_be_analysed_is_refused(code, make):
    with pytest.raises(UsageError) as refusal:
        make()
    assert code in codes(refusal)


def test_a_simulation_says_everything_that_is_wrong_with_it():
    with pytest.raises(UsageError) as refusal:
        Simulation(10, -1, Fraction(2), ())
    assert [dict(notice.facts)["argument"] for notice in refusal.value.notices] == [
        "draws", "seed", "confidence", "thresholds"
    ]  # fmt: skip


def test_a_discount_rate_that_a_scenario_sets_out_of_bounds_is_refused():
    with pytest.raises(UsageError, match="OC-W002"):
        analyse(model(), simulation=SIMULATION, scenarios=[Scenario("a", NAME, {"discount_rate": 2})])
