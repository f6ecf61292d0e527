"""Settled month by month: what a day is worth in each month, and the readings and periods that have to agree."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.baseline import BaselinePlan
from outcome_contracts.baseline.reference_months import shape_by_month
from outcome_contracts.canonical import canonical
from outcome_contracts.contract.build import python_source
from outcome_contracts.contract.files import contract_from_bytes, contract_to_json
from outcome_contracts.contract.lint import lint, payment_curves, stated_ranges
from outcome_contracts.contract.lint.bounds import measure_bounds
from outcome_contracts.contract.lint.interval import hull
from outcome_contracts.contract.versions.change import applied, diff
from outcome_contracts.design.paid_for_nothing import beyond_no_effect
from outcome_contracts.notices import ContractInvalid, DataRejected, UsageError
from outcome_contracts.panel import NET_DAY_STEPS, ComparatorPanel, Panel
from outcome_contracts.period import Period, month_text
from outcome_contracts.report import statement_html, statement_text
from outcome_contracts.settlement import SettlementData, settle, verify
from outcome_contracts.settlement.flat_price import at_flat_price
from outcome_contracts.settlement.given import GivenFigures
from outcome_contracts.settlement.lives import settle_lives
from outcome_contracts.settlement.payout import payouts_of
from outcome_contracts.settlement.recomputation import Cell
from outcome_contracts.settlement.reconciliation.reconcile import reconcile
from outcome_contracts.settlement.scenarios import settle_scenarios
from outcome_contracts.settlement.settled_values import settled_values
from outcome_contracts.terms.units import currency
from tests.contract.test_build_draft import executed
from tests.design.test_paid_for_nothing import cases
from tests.settlement.contracts import DATA, contract, sickness
from tests.settlement.estimated import GIVEN, LINEAR, PERIOD, contract_text, plan
from tests.settlement.test_external import AGREED as EXTERNAL
from tests.settlement.test_external import delivered, estimate

FILE = DATA / "settlement" / "dated_days.toml"
TERM = Period.parse("2018-11/2021-10")
PRICES = [2000] * 2 + [2143] * 15 + [732] * 18 + [2200]
ROW_OF_OCTOBER = (
    '  { months = "2021-10", value = "2200", source = "Clause 7.4", '
    'why = { sv = "Påslag 2021", en = "On-cost of 2021" }, supplied = true },\n'
)
PLAUSIBLE = 'by = ["by_month"]\nimproves = "up"\nplausible = { typical = "100", low = "0", high = "200" }'
SUSPENDED = """
[[suspensions]]
months = "2020-03/2020-06"
clause = "9"
reason = { sv = "Smittan", en = "The epidemic" }

[[amendment_clauses]]
clause = "9"
kinds = ["suspension"]
fields = ["suspensions"]
signed_by = ["municipality", "supplier"]
"""
SETTINGS = settings(deadline=None, max_examples=12)


def dated(*changes):
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return contract_from_bytes(text.encode(), FILE.name)


def by_month(days, period=TERM):
    return {"avoided": {month_text(month): str(count) for month, count in zip(period, days, strict=True)}}


def settled(days, period=TERM, **more):
    return settle(contract("dated_days"), SettlementData(given=by_month(days, period), **more), period)


def refused(call):
    with pytest.raises(DataRejected) as refusal:
        call()
    return [notice.code for notice in refusal.value.notices if notice.severity == "error"]


def test_a_contract_across_the_reforms_is_settled_month_by_month() -> None:
    """100 days a month: 2 months at 2,000, 15 at 2,143, 18 at 732 under the refund, one at 2,200; a tenth is paid."""
    statement = settled([100] * 36)
    assert statement["outcome_value"].exact == 100 * (2 * 2000 + 15 * 2143 + 18 * 732 + 2200) == 5_152_100
    assert [statement[f"worth.{month_text(month)}"].exact for month in TERM] == [100 * price for price in PRICES]
    (flow,) = statement.flows
    assert flow.amount == 515_210
    assert verify(statement.to_json()).statement.digest == statement.digest


def test_every_row_in_force_is_named_and_a_supplied_one_shown_as_supplied() -> None:
    said = [(notice.code, dict(notice.facts)["months"]) for notice in settled([100] * 36).notices]
    assert said == [
        ("OC-S102", "2018-11/2018-12"),
        ("OC-S102", "2019-01/2020-03"),
        ("OC-S102", "2020-04/2021-09"),
        ("OC-S103", "2021-10"),
    ]
    two = settled([100] * 2, Period.parse("2018-11/2018-12"))
    assert [notice.code for notice in two.notices] == ["OC-S102"]
    assert "Staten ersatte sjuklönen" in statement_html(settled([100] * 36), "sv")
    assert "as a party supplied it: On-cost of 2021." in " ".join(statement_text(settled([100] * 36), "en").split())


def test_one_price_would_have_shown_two_and_a_half_million_more() -> None:
    statement = settled([100] * 36)
    found = at_flat_price(statement, measure="day_value", price="2143")
    assert [(line.name, line.settled, line.flat, line.difference) for line in found.lines] == [
        ("outcome_value", 5_152_100, 7_714_800, 2_562_700),
        ("due", 515_210, 771_480, 256_270),
        ("flow.supplier", 515_210, 771_480, 256_270),
    ]
    assert found["flow.supplier"].unit == "SEK"
    assert "2562700.00 SEK apart" in str(found)
    mean = at_flat_price(statement, measure="day_value", price=Fraction(sum(PRICES), 36))
    assert all(line.difference == 0 for line in mean.lines)  # as many days in every month: then the mean price is right


def test_a_line_that_has_no_value_at_one_price_is_named_and_not_left_out() -> None:
    days_again = '[lines.days_again]\nformula = "outcome_value / total(by_month, day_value)"\n\n[lines.due]'
    statement = settle(dated(("[lines.due]", days_again)), SettlementData(given=by_month([100] * 36)), TERM)
    assert at_flat_price(statement, measure="day_value", price="1")["days_again"].flat == 100
    with pytest.raises(UsageError, match="day_value = 0 these have no value: days_again") as refusal:
        at_flat_price(statement, measure="day_value", price="0")
    assert [notice.code for notice in refusal.value.notices] == ["OC-W047"]


def test_one_price_is_asked_for_a_value_that_stands_by_months() -> None:
    statement = settled([100] * 36)
    with pytest.raises(UsageError) as refusal:
        at_flat_price(statement, measure="avoided", price="x")
    assert [notice.code for notice in refusal.value.notices] == ["OC-U006", "OC-W046"]


def test_months_without_a_value_are_refused_by_name() -> None:
    short = dated(("2020-04/2021-09", "2020-04/2021-08"), ('months = "2021-10"', 'months = "2021-09"'))
    data = SettlementData(given=by_month([100] * 36))
    with pytest.raises(DataRejected, match="2021-10") as refusal:
        settle(short, data, TERM)
    assert [notice.code for notice in refusal.value.notices if notice.severity == "error"] == ["OC-S100"]
    assert refused(lambda: settle_lives(short, {"avoided": [1] * 36}, periods=[TERM], outputs=["due"])) == ["OC-S100"]


def test_figures_by_month_are_those_of_the_months_and_no_others() -> None:
    def given(change):
        figures = by_month([100] * 36)["avoided"]
        change(figures)
        return lambda: settle(contract("dated_days"), SettlementData(given={"avoided": figures}), TERM)

    assert refused(given(lambda figures: figures.pop("2019-05"))) == ["OC-S057"]
    assert refused(given(lambda figures: figures.update({"2021-11": "1"}))) == ["OC-S058"]
    rows = SettlementData(given={"avoided": ["100"] * 36})
    assert refused(lambda: settle(contract("dated_days"), rows, TERM)) == ["OC-S056"]


def test_suspended_months_have_neither_figures_nor_a_value() -> None:
    gap = Period.parse("2020-03/2020-06")
    terms = contract_from_bytes((FILE.read_text(encoding="utf-8") + SUSPENDED).encode(), FILE.name)
    figures = {month_text(month): "100" for month in TERM if month not in gap}
    found = settle(terms, SettlementData(given={"avoided": figures}), TERM)
    assert found["outcome_value"].exact == 5_152_100 - 100 * (2143 + 3 * 732)
    assert not [line for line in found.lines if line.id.endswith("2020-04")]
    figures["2020-04"] = "100"
    assert refused(lambda: settle(terms, SettlementData(given={"avoided": figures}), TERM)) == ["OC-S058"]


def test_whole_lives_leave_suspended_months_out_as_settling_does() -> None:
    """Four months are suspended: 32 figures, and the months that the period says of itself are as many."""
    months = '[measures.months]\nfrom = "period"\nof = "months"\nimproves = "neither"\n\n[lines.worth]'
    counted = '[lines.counted]\nformula = "months"\n\n[lines.worth]'
    text = FILE.read_text(encoding="utf-8").replace("[lines.worth]", months).replace("[lines.worth]", counted)
    terms = contract_from_bytes((text + SUSPENDED).encode(), FILE.name)
    days = {month_text(month): str(month % 7) for month in TERM if month not in Period.parse("2020-03/2020-06")}
    statement = settle(terms, SettlementData(given={"avoided": days}), TERM)
    names, figures = ["outcome_value", "due", "counted"], [np.array([[float(count)]]) for count in days.values()]
    lives = settle_lives(terms, {"avoided": figures}, periods=[TERM], outputs=names)
    assert [lives.values[name].item() for name in names] == [float(statement[name].exact) for name in names]
    assert statement["counted"].exact == 32

    def lived(count, period):
        return lambda: settle_lives(terms, {"avoided": [1] * count}, periods=[period], outputs=names)

    assert refused(lived(36, TERM)) == ["OC-S065"]
    assert refused(lived(2, "2020-04/2020-05"))[0] == "OC-A051"


def test_periods_of_unequal_length_are_not_read_as_one_array() -> None:
    periods = ["2018-11/2018-12", "2019-01"]
    found = refused(lambda: settle_lives(contract("dated_days"), {"avoided": [1, 1]}, periods=periods, outputs=["due"]))
    assert found == ["OC-S104"]
    short = refused(
        lambda: settle_lives(contract("dated_days"), {"avoided": [1]}, periods=periods[:1], outputs=["due"])
    )
    assert short == ["OC-S065"]


@SETTINGS
@given(st.lists(st.integers(-500, 500), min_size=36, max_size=36))
def test_exact_and_vectorised_readings_agree(days) -> None:
    terms, statement = contract("dated_days"), settled(days)
    value, due = statement["outcome_value"].exact, statement["due"].exact
    scenarios = {"avoided": [np.array([count, 0]) for count in days], "day_value": PRICES}
    found = settle_scenarios(terms, scenarios, outputs=["outcome_value"])["outcome_value"]
    assert found.tolist() == pytest.approx([float(value), 0], abs=1e-6)
    lives = settle_lives(
        terms,
        {"avoided": [np.array([[count]]) for count in days]},
        periods=[TERM],
        outputs=["outcome_value", "due"],
    )
    assert (lives.values["outcome_value"].item(), lives.values["due"].item()) == (float(value), float(due))
    assert lives.exact("outcome_value")
    assert value == sum(count * price for count, price in zip(days, PRICES, strict=True))


@SETTINGS
@given(st.lists(st.integers(-500, 500), min_size=36, max_size=36), st.integers(1, 35))
def test_interim_payments_and_the_true_up_end_where_one_settlement_does(days, cut) -> None:
    interim, rest = Period(TERM.first, TERM.first + cut - 1), Period(TERM.first + cut, TERM.last)
    first = settled(days[:cut], interim)
    last = settled(days[cut:], rest, earlier=(first,))
    whole = settled(days)

    def paid(statement):
        return sum(-flow.amount if flow.repaid else flow.amount for flow in statement.flows)

    assert paid(first) + paid(last) == paid(whole)
    assert first["outcome_value"].exact + last["outcome_value"].exact == whole["outcome_value"].exact


BY_MONTH = """
[tables.by_month]
rows = "months"

[measures.days]
from = "panel"
of = "net_days"
by = ["by_month"]
improves = "down"
round = { to = "0.01", mode = "half_up" }

[measures.years]
from = "panel"
of = "person_years"
by = ["by_month"]
improves = "neither"
round = { to = "0.00000001", mode = "half_up" }

[measures.expected]
from = "counterfactual"
of = "observed"
plan = "PLAN"
by = ["by_month"]
improves = "down"
round = { to = "0.00000001", mode = "half_up" }

[measures.price]
from = "day_value"
by = ["by_month"]
improves = "neither"
source = "Clause 7"
round = { to = "1", mode = "half_up" }
dated = [
  { months = "2018-10/2018-12", value = "2000", source = "7.1", why = { sv = "Karensdag", en = "Waiting day" } },
  { months = "2019-01/2019-09", value = "1000", source = "7.2", why = { sv = "Ersättning", en = "Refund" } },
]

[lines.avoided]
by = ["by_month"]
formula = "expected * years - days"

[lines.all_avoided]
formula = "total(by_month, avoided)"

[lines.dated_value]
formula = "total(by_month, avoided * price)"
"""


def measured_by_month(data=None, **changes):
    """The sickness contract with its figures by month as well, and its data. changes: of the measure `expected`."""
    _, own, period = sickness()
    data = own if data is None else data
    digest = data.plan.digest
    text = (DATA / "contract" / "sickness.toml").read_text(encoding="utf-8").replace("sha256:" + "0" * 64, digest)
    months = BY_MONTH.replace("PLAN", digest)
    for name, value in changes.items():
        months = months.replace('of = "observed"', f'of = "observed"\n{name} = "{value}"')
    text = text.replace("\n[lines.saving]", months + "\n[lines.saving]")
    return contract_from_bytes(text.encode(), "sickness.toml"), data, period


def winters():
    """A project without effect among four municipalities whose winters have twice the absence of their summers."""
    _, data, _ = sickness()
    months = np.arange(len(data.panel.period))
    winter = np.where(np.isin((data.panel.period.first + months) % 12, (9, 10, 11)), 2, 1)
    noise = 1 + np.array([[1], [-1], [2], [-2]]) * (months >= 36) / 100
    shape = (4, len(months))

    def side(kind, units, net_days):
        heads = np.full(net_days.shape, 100, dtype=np.int64)
        person_days = heads * 30
        steps = (net_days * NET_DAY_STEPS).astype(np.int64)
        rules = data.panel.measured_by
        return kind(units, data.panel.period, rules, steps, person_days, person_days * 10_000, heads, heads // 10)

    others = side(ComparatorPanel, ("a", "b", "c", "d"), np.broadcast_to(40 * winter, shape) * noise)
    plan = BaselinePlan.from_dict(
        data.plan.to_dict()
        | {"method": "comparator_index", "comparators": ["a", "b", "c", "d"], "inference": "placebo_in_space_t"}
        | {"draws": 99, "seed": 1}
    )
    project = side(Panel, ("north",), 60 * winter[None, :])
    return SettlementData(panel=project, comparators=others, plan=plan)


def test_the_months_of_a_panel_are_measured_and_sum_to_the_period() -> None:
    """60 net days a month and unit before, 52 in the project, 2 units of 3,000 person-days a month: 16 avoided."""
    terms, data, period = measured_by_month()
    statement = settle(terms, data, period)
    avoided = [float(statement[f"avoided.{month_text(month)}"].exact) for month in period]
    assert avoided == pytest.approx([16] * 12, abs=1e-5)
    assert float(statement["dated_value"].exact) == pytest.approx(16 * (3 * 2000 + 9 * 1000), abs=0.1)
    observed, reference = statement["observed"].exact, statement["reference"].exact
    years = Fraction(72_000) / Fraction("365.25")
    assert float(statement["all_avoided"].exact) == pytest.approx(float((reference - observed) * years), abs=0.02)
    assert verify(statement.to_json()).statement.digest == statement.digest
    flat = at_flat_price(statement, measure="price", price="1250")
    assert float(flat["dated_value"].difference) == pytest.approx(0, abs=0.1)  # the mean over as many days each month


def test_what_no_contract_said_before_stands_in_no_digest() -> None:
    plain = sickness()[0].to_dict()
    assert not [measure for measure in plain["measures"] if {"by", "dated", "basis"} & measure.keys()]


def test_without_an_effect_a_winter_at_another_price_is_worth_nothing() -> None:
    """October to December have twice the absence and twice the price; a flat reference would find a loss there."""
    terms, data, period = measured_by_month(winters())
    statement = settle(terms, data, period)
    expected = [float(statement[f"expected.{month_text(month)}"].exact) for month in period]
    assert expected[0] == pytest.approx(2 * expected[-1])
    assert float(statement["dated_value"].exact) == pytest.approx(0, abs=1)
    flat = float(statement["reference"].exact) * 3000 / 365.25 - 120
    assert 3 * flat * 2000 + 9 * (flat + 60) * 1000 < -50_000


def test_months_with_more_people_weigh_more_in_the_reference_of_the_period() -> None:
    """Twice the people in winter: the months give the reference of the period weighted by exposure, not evenly."""
    data = winters()
    winter = np.where(np.isin(np.array(data.panel.period.months) % 12, (9, 10, 11)), 2, 1)
    people = {name: getattr(data.panel, name) * winter for name in ("person_days", "fte_days", "heads", "net_days")}
    shape = shape_by_month(data.plan, replace(data.panel, **people), data.comparators, Period.parse("2018-10/2019-09"))
    weights = [6000 if month % 12 in (9, 10, 11) else 3000 for month in shape]
    assert sum(each * weight for each, weight in zip(shape.values(), weights, strict=True)) == pytest.approx(
        sum(weights)
    )
    assert sum(shape.values()) / 12 < 0.99


def test_the_ends_of_the_interval_reach_what_is_valued_by_month() -> None:
    terms, data, period = measured_by_month(winters())
    statement = settle(terms, data, period)
    interval, low = statement["dated_value"].interval, measured_by_month(data, end="low")[0]
    assert interval.low < statement["dated_value"].exact < interval.high
    assert settle(low, data, period)["dated_value"].exact == interval.low


def test_an_end_of_the_interval_by_month_needs_an_interval() -> None:
    terms, data, period = measured_by_month(end="low")
    assert refused(lambda: settle(terms, data, period)) == ["OC-S070"]


def test_amounts_for_drawn_effects_say_where_they_know_no_months() -> None:
    terms, data, period = measured_by_month(winters())
    payouts = payouts_of(settle(terms, data, period), target=None)
    assert payouts.flows[0].flow == "supplier"  # it pays by the period; the months only inform
    text = terms.to_dict()
    pays = next(flow for flow in text["flows"] if flow["id"] == "supplier")
    pays["amount"] = "max(dated_value, 0)"
    pays["round"] = {"to": "0.01", "mode": "half_up"}
    by_month = contract_from_bytes(canonical(text).encode(), "sickness.json")
    found = settle(by_month, data, period)
    assert refused(lambda: payouts_of(found, target=None)) == ["OC-S105"]


def societal(formula):
    """The contract with societal values of a day, and a formula for what is paid."""
    return dated(
        ('from = "day_value"', 'from = "day_value"\nbasis = "societal"'),
        ('unit = "SEK"\nformula = "total', 'formula = "total'),
        ("share(cumulative(outcome_value), 10 %) - sum_previous(due)", formula),
    )


def test_lines_of_different_bases_cannot_be_added_nor_paid() -> None:
    society = societal("0 SEK")
    assert str(society.terms.units["outcome_value"]) == "SEK*societal"
    statement = settle(society, SettlementData(given=by_month([1] * 36)), TERM)
    assert "SEK 51,521.00 (societal)" in statement_html(statement, "en").replace("\xa0", " ")
    for formula, code in (("outcome_value + 1 SEK", "OC-T006"), ("outcome_value", "OC-T013")):
        with pytest.raises(ContractInvalid) as refusal:
            societal(formula)
        assert code in [notice.code for notice in refusal.value.notices]
    assert societal("1000 SEK * outcome_value / (outcome_value + outcome_value)").terms.units["due"] == currency("SEK")


def test_cash_can_be_released_by_less_than_nothing() -> None:
    cash = dated(
        ('from = "day_value"', 'from = "day_value"\nbasis = "cash_releasing"'),
        ('unit = "SEK"\nformula = "total', 'formula = "total'),
        ('value = "732"', 'value = "-450"'),
        ('formula = "share(cumulative(outcome_value), 10 %) - sum_previous(due)"', 'formula = "0 SEK"'),
    )
    statement = settle(cash, SettlementData(given=by_month([1] * 36)), TERM)
    assert statement["outcome_value"].exact == 2 * 2000 + 15 * 2143 - 18 * 450 + 2200


def test_a_dated_contract_is_built_again_in_python_and_read_from_json() -> None:
    terms = contract("dated_days")
    assert executed(python_source(terms)).digest == terms.digest
    assert contract_from_bytes(contract_to_json(terms).encode(), "dated.json").digest == terms.digest


def test_a_row_for_a_new_year_is_a_change_of_one_term() -> None:
    short, whole = dated((ROW_OF_OCTOBER, "")), contract("dated_days")
    (change,) = diff(short, whole)
    assert change.path == "measures.day_value.dated"
    assert applied(short, [change], file="c.toml").digest == whole.digest


def test_a_dated_contract_says_its_rows_in_both_languages() -> None:
    terms = contract("dated_days")
    assert "732 kr från april 2020 till september 2021 (Staten ersatte sjuklönen; källa: Clause 7.3)" in _plain(
        terms, "sv"
    )
    assert "SEK 2,200 in October 2021 (On-cost of 2021; source: Clause 7.4; supplied by a party)" in _plain(terms, "en")
    assert "en rad för varje månad" in _plain(terms, "sv")
    assert "A value is stated for each month of" in _plain(measured_by_month()[0], "en")


def _plain(terms, lang):
    return terms.prose(lang).replace("\xa0", " ")


def test_a_lint_knows_between_which_values_a_day_lies() -> None:
    terms = dated(('by = ["by_month"]\nimproves = "up"', PLAUSIBLE))
    assert lint(terms)
    bound = hull(measure_bounds(terms)["day_value"])
    assert (bound.low, bound.high) == (732, 2200)
    (curve,) = payment_curves(terms, stated_ranges(terms))
    assert curve.measure == "avoided"  # in every month of the term, at the mean of the dated values
    assert max(curve.paid["flow.supplier"]) == pytest.approx(200 * sum(PRICES) / 10, abs=0.01)


EXPECTED = """
[tables.by_month]
rows = "months"

[measures.expected]
from = "counterfactual"
of = "observed"
plan = "PLAN"
method = "external_estimate"
by = ["by_month"]
improves = "down"
round = { to = "0.01", mode = "half_up" }
"""


def test_an_estimate_of_somebody_else_has_no_months() -> None:
    text = contract_text(LINEAR, agreed=EXTERNAL).replace(
        'of = "observed"\n', 'of = "observed"\nmethod = "external_estimate"\n'
    )
    terms = contract_from_bytes((text + EXPECTED.replace("PLAN", EXTERNAL.digest)).encode(), "botkyrka.toml")
    assert refused(lambda: settle(terms, delivered(estimate()), PERIOD)) == ["OC-S101"]


def test_what_pays_by_months_is_not_tried_out_on_cases_of_a_whole_period() -> None:
    months = EXPECTED.replace("PLAN", plan().digest).replace('method = "external_estimate"\n', "")
    due = "0.01 SEK/day * total(by_month, days)"
    panel = '\n[measures.days]\nfrom = "panel"\nof = "net_days"\nby = ["by_month"]\nimproves = "down"\n'
    text = contract_text(LINEAR, due=due) + months + panel + 'round = { to = "1", mode = "half_up" }\n'
    terms = contract_from_bytes(text.encode(), "botkyrka.toml")
    assert refused(lambda: beyond_no_effect(terms, cases([0.0]), given=GIVEN)) == ["OC-S083"]
    informs = contract_from_bytes(text.replace(due, "0 SEK").encode(), "botkyrka.toml")
    assert beyond_no_effect(informs, cases([0.0]), given=GIVEN)["supplier"].tolist() == [0]


def test_stated_figures_of_a_month_are_compared_with_that_month() -> None:
    """December is stated 1,000 SEK too low; of a month that was not settled there is nothing to compare with."""
    text = FILE.read_text(encoding="utf-8").replace(
        'formula = "avoided * day_value"',
        'formula = "avoided * day_value"\nstated = { source = "Report", rows = '
        '{ 2018-11 = "200000 SEK", 2018-12 = "199000 SEK", 2019-07 = "1 SEK", 2019-08 = "2 SEK" } }',
    )
    period = Period.parse("2018-11/2018-12")
    statement = settle(
        contract_from_bytes(text.encode(), FILE.name),
        SettlementData(given=by_month([100, 100], period)),
        period,
    )
    found = reconcile(statement)
    assert found.compared == 2
    assert [(one.where, one.computed, one.label["en"]) for one in found.differences] == [
        ("lines.worth.2018-12", 200_000, "Worth, 2018-12")
    ]
    assert found.not_compared == ("worth.2019-07", "worth.2019-08")
    with pytest.raises(ContractInvalid, match="OC-F012"):
        contract_from_bytes(text.replace("2019-08 =", "2019-13 =").encode(), FILE.name)


def test_months_of_lines_alone_can_be_looked_at_again() -> None:
    charge = '[lines.charge]\nby = ["all_months"]\nformula = "10 SEK"\n'
    charges = '[lines.charges]\nformula = "total(all_months, charge)"\n'
    text = FILE.read_text(encoding="utf-8").replace("[lines.worth]", f"{charge}\n{charges}\n[lines.worth]")
    text = text.replace("[tables.by_month]", '[tables.all_months]\nrows = "months"\n\n[tables.by_month]')
    period = Period.parse("2018-11/2018-12")
    terms = contract_from_bytes(text.encode(), FILE.name)
    statement = settle(terms, SettlementData(given=by_month([1, 1], period)), period)
    assert statement["charges"].exact == 20
    assert settled_values(statement).figures.value(Cell("charges")) == 20


def test_figures_of_months_that_a_plan_leaves_out_in_the_end_are_not_read() -> None:
    """Which months are non-routine is known only when the method has run; the parties hand in all that may count."""
    terms, months = contract("dated_days"), tuple(Period.parse("2018-11/2019-01"))
    given = GivenFigures({"avoided": (Fraction(1), Fraction(2), Fraction(3))}, {}, months)
    left = given.only(terms, (months[0], months[2]))
    assert left.values["avoided"] == (1, 3)
    tables = left.tables(terms)
    assert (tables.rows["by_month"], tables.called["by_month"]) == (2, ("2018-11", "2019-01"))
