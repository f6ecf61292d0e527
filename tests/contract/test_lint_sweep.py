"""The lints of a sweep: the payment over plausible values, its jumps, flat stretches, falls, and what noise is paid."""

import math

import pytest

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.contract.lint import lint, sweep_lints
from outcome_contracts.contract.lint.noise import outlook
from outcome_contracts.contract.lint.subject import Subject
from outcome_contracts.contract.lint.sweep import Sweep
from outcome_contracts.contract.safeguards import Plausible
from outcome_contracts.notices import ContractInvalid, UsageError
from tests.contract.lint_terms import codes, facts, measure, only, terms

RATE = measure("reduction", "ratio", 6)
SAVED = measure("savings", "USD", 2)
PERCENT = Plausible(typical="5 %", low="0 %", high="10 %")


def due(formula):
    return f"[lines.due]\nunit = \"USD\"\nformula = '{formula}'\n"


def swept(code, body, plausible):
    return only(sweep_lints(terms(body), plausible), code)


def test_a_jump_that_bounds_hide_is_found_where_it_is():
    # the two payments change places at 4 %: the largest amount by the terms is the same on both sides
    formula = "reduction * 10000 USD + (if reduction * 2 >= 8 % then 300 USD else 0 USD)"
    (cliff,) = swept("OC-L001", RATE + due(f"max(0 USD, {formula})"), {"reduction": PERCENT})
    assert facts(cliff)["edge"] == "4%" and facts(cliff)["jump"] == "300 USD"
    assert facts(cliff)["share"] == "23.08%"


def test_a_jump_that_the_terms_alone_show_is_said_once():
    contract = terms(RATE + due("if reduction >= 4 % then 300 USD else 0 USD"))
    assert codes(lint(contract)).count("OC-L001") == 1
    assert not only(sweep_lints(contract, {"reduction": PERCENT}), "OC-L001")


def test_a_steep_slope_is_no_jump():
    steep = "clamp((reduction - 5 %) * 1000000 USD, 0 USD, 1000 USD)"
    assert not swept("OC-L001", RATE + due(steep), {"reduction": PERCENT})


def test_a_flat_stretch_counts_from_a_fifth_of_the_range_on():
    capped = "min(savings, 1000 USD)"
    (flat,) = swept("OC-L003", SAVED + due(capped), {"savings": Plausible(typical="500", low="0", high="1300")})
    assert math.isclose(float(facts(flat)["part"].rstrip("%")), 300 / 1300 * 100, abs_tol=1)
    assert facts(flat)["low"].endswith("– 1300 USD")
    assert not swept("OC-L003", SAVED + due(capped), {"savings": Plausible(typical="500", low="0", high="1200")})


def test_a_payment_that_falls_as_the_measure_improves():
    hump = "min(savings, 2000 USD - savings)"
    (fall,) = swept("OC-L004", SAVED + due(hump), {"savings": Plausible(typical="1", low="0", high="2000")})
    assert facts(fall)["prices"] == "1000 USD – 2000 USD" and facts(fall)["drop"] == "1000 USD"
    absence = measure("days", "day", 2, "down")
    assert swept("OC-L004", absence + due("10 USD/day * days"), {"days": Plausible(typical="1", low="0", high="9")})
    assert not swept("OC-L004", absence + due("100 USD - 10 USD/day * days"), {
        "days": Plausible(typical="1", low="0", high="9")
    })  # fmt: skip


def test_a_largest_payment_beyond_every_plausible_value():
    capped = "clamp(savings, 0 USD, 1000 USD)"
    (beyond,) = swept("OC-L008", SAVED + due(capped), {"savings": Plausible(typical="100", low="0", high="900")})
    assert facts(beyond) == {"most": "1000 USD", "reached": "900 USD", "best": "90%"}
    assert not swept("OC-L008", SAVED + due(capped), {"savings": Plausible(typical="100", low="0", high="995")})


def test_a_payer_that_pays_out_all_that_it_saves_keeps_nothing():
    plausible = {"savings": Plausible(typical="0", low="0", high="15000000")}
    (all_,) = swept("OC-L024", SAVED + due("clamp(savings, 0 USD, 12000000 USD)"), plausible)
    assert facts(all_)["range"] == "0 USD – 12000000 USD" and facts(all_)["value"] == "100%"
    assert not swept("OC-L024", SAVED + due("share(savings, 99 %)"), plausible)


NOISY = Plausible(typical="0", low="-1000", high="1000", standard_error="200", no_effect="0", target="400")


def test_a_one_sided_share_of_a_gain_is_paid_for_noise():
    one_sided = swept("OC-L006", SAVED + due("share(savings, 50 %)"), {"savings": NOISY})
    # E[max(N(0, σ), 0)] = σ / √(2π)
    assert math.isclose(float(facts(one_sided[0])["expected"].split()[0]), 100 / math.sqrt(2 * math.pi), rel_tol=1e-3)
    assert not swept("OC-L006", SAVED + due("savings * 50 %"), {"savings": NOISY})


def test_a_fixed_fee_is_no_payment_for_noise():
    sure = "1000 USD + clamp(savings - 900 USD, 0 USD, 100 USD)"
    assert not swept("OC-L006", SAVED + due(sure), {"savings": NOISY})


@pytest.mark.parametrize(
    ("minimum", "power", "false"), [("400", 0.5, 0.02275), ("0", 0.97725, 0.5), ("300", 0.69146, 0.06681)]
)  # fmt: skip
def test_power_and_false_payments_are_those_of_the_normal_law(minimum, power, false):
    body = SAVED + due(f'gate(savings >= {minimum} USD, else "low") * 100 USD')
    (weak,) = swept("OC-L005", body, {"savings": NOISY})
    assert math.isclose(float(facts(weak)["power"].rstrip("%")), 100 * power, abs_tol=0.03)
    assert math.isclose(float(facts(weak)["false"].rstrip("%")), 100 * false, abs_tol=0.03)


def test_enough_power_is_silent():
    sharp = NOISY.model_copy(update={"standard_error": "100"})
    assert not swept("OC-L005", SAVED + due('gate(savings >= 200 USD, else "low") * 100 USD'), {"savings": sharp})


def test_a_measured_count_is_not_negative():
    sweep = Sweep(
        Subject(terms(measure("claims") + due("10 USD/claim * claims"))),
        {"claims": Plausible(typical="1", low="0", high="9", standard_error="5", no_effect="0")},
    )
    (curve,) = sweep.curves
    # E[max(N(0, 5), 0)] · 10
    assert math.isclose(outlook(sweep, curve, true=0.0, error=5.0).expected, 50 / math.sqrt(2 * math.pi), rel_tol=1e-3)


def test_what_cannot_be_judged_is_said():
    body = SAVED + RATE + due("savings * reduction")
    (typical,) = sweep_lints(terms(body), {"savings": Plausible(typical="1", low="0", high="2")})
    assert facts(typical)["missing"] == "@typical_values" and facts(typical)["names"] == "reduction"
    held = {"savings": Plausible(typical="1", low="0", high="2"), "reduction": Plausible(typical="5 %")}
    missing = {facts(one)["missing"] for one in only(sweep_lints(terms(body), held), "OC-L000")}
    assert missing == {"@plausible_range", "@error_and_no_effect"}


def test_a_range_in_which_something_is_divided_by_nothing_is_not_judged():
    plausible = {"reduction": Plausible(typical="5 %", low="0 %", high="10 %", standard_error="0")}
    found = sweep_lints(terms(RATE + due("min(100 USD, 1 USD / reduction)")), plausible)
    assert [facts(one)["missing"] for one in found] == ["@values_in_range"]


def test_noise_that_reaches_where_an_amount_has_no_value_is_not_judged():
    expected = Plausible(typical="5", low="1", high="9", standard_error="1", no_effect="2")
    body = measure("size", "ratio", 2) + due("max(0 USD, 9 USD - 9 USD / (size + 1))")
    found = sweep_lints(terms(body), {"size": expected})
    assert [(facts(one)["lints"], facts(one)["names"]) for one in found] == [("L05, L06", "size")]


def test_a_range_of_a_measure_that_is_none_is_refused():
    with pytest.raises(UsageError) as refusal:
        sweep_lints(terms(SAVED + due("savings")), {"saving": NOISY})
    assert codes(refusal.value.notices) == ["OC-S003"]


def test_a_typical_value_is_of_the_kind_of_its_measure():
    for typical, unit in (("true", "USD"), ("1", "truth")):
        with pytest.raises(ContractInvalid) as refusal:
            given = measure("x", unit, 0, more=f'plausible = {{ typical = "{typical}" }}')
            terms(given + '[lines.due]\nunit = "USD"\nformula = "5 USD"\n')
        assert codes(refusal.value.notices) == ["OC-L029"]
    with pytest.raises(UsageError) as refused:
        sweep_lints(terms(SAVED + due("savings")), {"savings": Plausible(typical="true")})
    assert codes(refused.value.notices) == ["OC-L029"]


@pytest.mark.parametrize("crossed", ['low = "3", high = "2"', 'low = "3"', 'high = "2"', 'low = "2", high = "2"'])
def test_a_range_is_stated_with_both_ends_low_below_high(crossed):
    with pytest.raises(ContractInvalid) as refusal:
        terms(measure("savings", "USD", 2, more=f'plausible = {{ typical = "2", {crossed} }}') + due("savings"))
    assert codes(refusal.value.notices) == ["OC-C004"]


def test_a_sweep_runs_over_tables_and_truths():
    card = '[tables.card]\ncolumns = ["price"]\n[tables.card.rows]\na = ["10 USD/claim"]\nb = ["20 USD/claim"]\n'
    given = '[tables.people]\nrows = "given"\n'
    by = measure("claims", more='by = ["card"]') + measure("hours", "hour", more='by = ["people"]')
    truth = '[measures.improved]\nfrom = "given"\nunit = "truth"\ndigits = 0\nimproves = "up"\n'
    formula = 'gate(improved, else "no") * total(card, price * claims) + total(people, hours) * 1 USD/hour'
    sweep = Sweep(
        Subject(terms(card + given + by + truth + due(formula))),
        {
            "claims": Plausible(typical="3", low="0", high="10"),
            "hours": Plausible(typical="7"),
            "improved": Plausible(typical="true"),
        },
    )
    (curve,) = sweep.curves
    assert curve.paid["flow.due"][0] == 7 and curve.paid["flow.due"][-1] == 307


def test_the_contract_itself_can_state_its_ranges():
    text = measure("savings", "USD", 2, more='plausible = { typical = "1", low = "0", high = "1300" }')
    contract = terms(text + due("min(savings, 1000 USD)"))
    from outcome_contracts.contract.files import contract_to_json
    from outcome_contracts.contract.lint import stated_ranges

    again = contract_from_bytes(contract_to_json(contract).encode(), "terms.json")
    assert again.digest == contract.digest
    assert only(sweep_lints(again, stated_ranges(again)), "OC-L003")
