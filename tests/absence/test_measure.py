"""The kernel against the day-by-day oracle, and the laws a panel obeys."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import measure_batch
from outcome_contracts.period import Period
from tests.absence import oracle
from tests.absence.deliveries import cells, deliveries, records, rules

PERIOD = Period.parse("2019-11/2020-04")

any_rules = st.builds(
    rules,
    short_term=st.sampled_from(("first_14_days", "periods_up_to_14_days")),
    relapse_days=st.sampled_from((0, 1, 4, 5, 6)),
    extent_basis=st.sampled_from(("of_employment", "of_full_time")),
    population=st.sampled_from(("all_employed", "monthly_paid")),
)


@settings(max_examples=300, deadline=None)
@given(deliveries(), any_rules)
def test_kernel_equals_the_day_by_day_oracle(delivery, chosen):
    panel = measure_batch(records(*delivery), chosen, PERIOD)
    assert cells(panel) == oracle.panel(*delivery, chosen, PERIOD)
