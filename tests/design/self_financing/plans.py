"""The published plan of section A, its parties as assumed, and plans drawn at random."""

from fractions import Fraction

from hypothesis import strategies as st

from outcome_contracts.design.horizon import UNDISCOUNTED, Discounting, Horizon, Payment, Timing, horizon
from outcome_contracts.design.self_financing import CostBase, Fee, Party, Plan, fee_at_risk, party, plan, stated_cost
from outcome_contracts.valuation import Basis

MILLION = 1_000_000
SOURCE = "RISE"
MUNICIPALITY = ("Finance department", "Operations")
EVERYBODY = ("Finance department", "Operations", "Supplier", "Funder")
THREE_YEARS = horizon(months=36, ramp_up_months=0, discounting=UNDISCOUNTED)


def published(*, cost=70 * MILLION, investment=22 * MILLION, months=36, ramp=0, discounting=UNDISCOUNTED) -> Plan:
    """One purse that invests and keeps all: 22 MSEK against 70 MSEK a year."""
    return plan(
        investment=investment, invested=Payment.AT_START,
        cost=stated_cost(cost, basis=Basis.CONTRACT_VALUE, source=SOURCE),
        horizon=horizon(months=months, ramp_up_months=ramp, discounting=discounting),
        parties=[party("Municipality", investment_share=1, saving_share=1)],
    )  # fmt: skip


def shared(**changes) -> Plan:
    """Four parties: the funder pays most of 16 MSEK and is repaid by results, the supplier's fee is at risk."""
    fields = {
        "investment": 16 * MILLION, "invested": Payment.AT_START,
        "cost": stated_cost(70 * MILLION, basis=Basis.CONTRACT_VALUE, source=SOURCE), "horizon": THREE_YEARS,
        "parties": [
            party("Finance department", investment_share="40 %", saving_share=0),
            party("Operations", investment_share=0, saving_share=1),
            party("Supplier", investment_share="10 %", saving_share=0),
            party("Funder", investment_share="50 %", saving_share=0),
        ],
        "fees": [
            fee_at_risk(payer="Finance department", payee="Supplier", total=6 * MILLION, at_risk="75 %",
                        nothing_at=0, full_at="12 %", paid=Payment.EVENLY),
            fee_at_risk(payer="Finance department", payee="Funder", total=10 * MILLION, at_risk=1,
                        nothing_at="4 %", full_at="12 %", paid=Payment.AT_END),
            Fee("Operations", "Finance department", ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(168_000_000))),
                Payment.AT_END),
        ],
    }  # fmt: skip
    return plan(**(fields | changes))


amounts = st.integers(100, 10**10).map(lambda ore: Fraction(ore, 100))
shares = st.integers(0, 840).map(lambda parts: Fraction(parts, 840))


@st.composite
def plans(draw) -> Plan:
    """Plans of three parties with fees between them, discounted or not."""
    cuts = sorted(draw(st.lists(shares, min_size=4, max_size=4)))
    invests, keeps = ((a, b - a, 1 - b) for a, b in (cuts[:2], cuts[2:]))
    names = ("a", "b", "c")
    fees = []
    for payer, payee in (("a", "b"), ("b", "c"), ("c", "a")):
        at = sorted(draw(st.sets(shares, min_size=1, max_size=3)))
        fees.append(Fee(payer, payee, tuple((x, draw(amounts) / 10) for x in at), draw(st.sampled_from(list(Payment)))))
    rate = Discounting(draw(st.sampled_from([Fraction(0), Fraction(1, 20)])), draw(st.sampled_from(list(Timing))))
    return Plan(
        draw(amounts), draw(st.sampled_from(list(Payment))),
        CostBase(draw(amounts), Basis.CONTRACT_VALUE, SOURCE),
        Horizon(Fraction(draw(st.integers(2, 73)), 2), Fraction(draw(st.integers(0, 90)), 2), rate),
        tuple(Party(*three) for three in zip(names, invests, keeps, strict=True)), tuple(fees),
    )  # fmt: skip
