"""The lints that the terms alone decide: each speaks on the public terms of its case, and is silent once mended."""

import pytest

from outcome_contracts.contract.lint import lint
from outcome_contracts.notices import ContractInvalid
from tests.contract.lint_terms import codes, facts, measure, only, terms

SAID = 'clause = "9", text = { sv = "Avtalat.", en = "Agreed." }'


def found(code, contract):
    return only(lint(contract), code)


def guarded(safeguard):
    """What stands at the top of a contract that has one safeguard."""
    return f"safeguards = {{ {safeguard} }}"


def paying(formula, *, unit="USD", more=""):
    return f"[lines.due]\nunit = \"{unit}\"\nformula = '{formula}'\n{more}"


COUNT = measure("claims")
RATE = measure("reduction", "ratio", 6)
PRICED = paying("10 USD/claim * claims")
SAVED = measure("savings", "USD", 2)


# L01


def test_a_gate_before_the_whole_fee_is_a_cliff_and_its_evidence_is_the_fee():
    contract = terms(measure("placed", "person") + paying('gate(placed >= 20 person, else "few") * 257500 USD'))
    (cliff,) = found("OC-L001", contract)
    assert facts(cliff) == {"x": "placed", "edge": "20 person", "jump": "257500 USD", "share": "100%"}
    assert cliff.where == "lines.due"


def test_a_cliff_is_named_by_the_line_that_jumps_not_by_one_with_a_corner_there():
    least = '[lines.least]\nunit = "USD"\nformula = "ramp(placed, 20 person -> 10 USD, 40 person -> 20 USD)"\n'
    due = paying('gate(placed >= 20 person, else "few") * 1000 USD + least')
    (cliff,) = found("OC-L001", terms(measure("placed", "person") + least + due))
    assert cliff.where == "lines.due"


def test_a_step_of_a_tenth_is_no_cliff_and_one_just_above_it_is():
    steps = "steps(reduction, >= 1 % -> {} USD, >= 2 % -> 1000 USD)"
    assert [facts(one)["edge"] for one in found("OC-L001", terms(RATE + paying(steps.format(100))))] == ["2%"]
    assert [facts(one)["edge"] for one in found("OC-L001", terms(RATE + paying(steps.format(101))))] == ["1%", "2%"]


@pytest.mark.parametrize(
    "formula",
    [
        "ramp(reduction, 0 % -> 0 USD, 12 % -> 1000 USD)",
        "if reduction > 0 then reduction * 1000 USD else 0",
        "deadband(reduction, -2 %, 2 %, excess) * 1000 USD",
        "min(max(reduction, 0), 12 %) * 1000 USD",
        "bands(reduction, 0 % -> 900 USD, 10 % -> 800 USD)",
    ],
)
def test_what_begins_at_nothing_is_no_cliff(formula):
    assert not found("OC-L001", terms(RATE + paying(f"clamp({formula}, -1000 USD, 1000 USD)")))


def test_a_gate_at_nothing_is_no_cliff_even_where_the_terms_limit_nothing_and_one_at_a_tenth_is():
    days = measure("observed", "day", 2, "down") + measure("reference", "day", 2, "neither")
    body = days + '[lines.reduction]\nunit = "ratio"\nformula = "(reference - observed) / reference"\n'
    gated = 'gate(reduction > {}, else "too little") * max(reference - observed, 0 day) * 10 USD/day'
    assert not found("OC-L001", terms(body + paying(gated.format(0))))
    (cliff,) = found("OC-L001", terms(body + paying(gated.format("10 %"))))
    assert facts(cliff)["jump"] == "@unbounded_amount" and facts(cliff)["edge"] == "10%"


def test_a_slope_before_what_the_terms_do_not_limit_is_no_cliff_and_a_jump_before_it_is():
    fee = measure("prices", "ratio", 4, "neither")
    paid = "clamp(deadband(reduction, -2 %, 2 %, {}), -6 %, 6 %) * 1000 USD * prices"
    assert not found("OC-L001", terms(RATE + fee + paying(paid.format("excess"))))
    assert len(found("OC-L001", terms(RATE + fee + paying(paid.format("first_unit"))))) == 2


def test_a_deadband_that_counts_from_the_first_unit_jumps():
    rate = "clamp(deadband(reduction, -2 %, 2 %, first_unit), -10 %, 10 %) * 1000 USD"
    assert [facts(one)["jump"] for one in found("OC-L001", terms(RATE + paying(rate)))] == ["20 USD", "20 USD"]


def test_a_condition_on_the_period_is_no_cliff():
    number = '[measures.number]\nfrom = "period"\nof = "number"\nimproves = "neither"\n'
    contract = terms(COUNT + number + paying("if number <= 1 period then claims * 10 USD/claim else 0 USD"))
    assert not found("OC-L001", contract)


# L03, L04, L08


def test_a_price_that_falls_by_three_quarters_is_weak():
    bands = "bands(reduction, 0 % -> 16000000 USD, 30 % -> {} USD, 65 % -> 0 USD)"
    (weak,) = found("OC-L003", terms(RATE + paying(bands.format(3800000))))
    assert facts(weak)["fall"] == "76.25%" and facts(weak)["low"] == "30%"
    assert facts(weak)["price"] == "38000 USD / 1%" and facts(weak)["before"] == "160000 USD / 1%"
    assert not found("OC-L003", terms(RATE + paying(bands.format(5000000))))


def test_a_price_that_falls_and_rises_again_is_uneven_whichever_lines_it_comes_from():
    bands = "bands(claims, 0 claim -> 1100 USD/claim, 370 claim -> 1000 USD/claim, 410 claim -> {} USD/claim)"
    (uneven,) = found("OC-L004", terms(COUNT + paying(bands.format(1350))))
    assert facts(uneven)["prices"] == "1100 USD / claim → 1000 USD / claim → 1350 USD / claim"
    assert not found("OC-L004", terms(COUNT + paying(bands.format(900))))
    apart = "bands(claims, 0 claim -> 1100 USD/claim, 370 claim -> 1000 USD/claim, 410 claim -> 0 USD/claim)"
    more = "1350 USD/claim * max(claims - 410 claim, 0 claim)"
    assert found("OC-L004", terms(COUNT + paying(f"{apart} + {more}")))


def test_a_lower_price_on_all_units_pays_less_at_its_edge():
    slab = "slab(claims, >= 0 claim -> 10 USD/claim, >= 100 claim -> {} USD/claim)"
    (fall,) = found("OC-L004", terms(COUNT + paying(slab.format(9))))
    assert facts(fall)["drop"].endswith(" USD") and 99 <= float(facts(fall)["drop"].split()[0]) <= 101
    assert not found("OC-L004", terms(COUNT + paying(slab.format(11))))


def test_a_penalty_that_only_falls_is_even():
    falling = "steps(claims, >= 10 claim -> -100 USD, >= 20 claim -> -200 USD)"
    assert not found("OC-L004", terms(COUNT + paying(falling)))


def test_a_limit_in_money_that_no_whole_number_of_outcomes_reaches_is_named():
    limited = "min(1350 USD/claim * claims, {} USD)"
    (broken,) = found("OC-L008", terms(COUNT + paying(limited.format(185000))))
    assert facts(broken)["reached"] == "184950 USD" and facts(broken)["best"] == "137 × 1350 USD"
    assert not found("OC-L008", terms(COUNT + paying(limited.format(184950))))
    assert not found("OC-L008", terms(measure("claims", digits=2) + paying(limited.format(185000))))


# L07, L20, L25


def test_parts_whose_maxima_sum_to_more_than_their_cap_are_unfunded():
    parts = "min(240 USD/claim * claims, 144000 USD) + min(1 * savings, {} USD)"
    over = paying(f"min({parts.format(1107000)}, 1250000 USD)")
    (unfunded,) = found("OC-L007", terms(COUNT + SAVED + over))
    assert facts(unfunded) == {
        "sum": "1251000 USD", "limit": "1250000 USD", "excess": "1000 USD", "of": "@the_cap",
    }  # fmt: skip
    assert not found("OC-L007", terms(COUNT + SAVED + paying(f"min({parts.format(1106000)}, 1250000 USD)")))


def test_terms_that_can_cost_more_than_the_budget_are_unfunded():
    budget = 'budgets = [{{ payer = "payer", amount = "{}", {} }}]'
    body = COUNT + paying("min(100 USD/claim * claims, 3320000 USD)")
    (unfunded,) = found("OC-L007", terms(body, top=guarded(budget.format(2630000, SAID))))
    assert facts(unfunded)["excess"] == "690000 USD" and "§ 9" in unfunded.where
    assert not found("OC-L007", terms(body, top=guarded(budget.format(3320000, SAID))))


def test_a_share_of_a_capped_amount_names_both_orders():
    body = SAVED + paying("share(min(savings, 1000 USD), 60 %)")
    (order,) = found("OC-L020", terms(body))
    assert facts(order) == {"before": "600 USD", "after": "1000 USD", "share": "60%"}
    assert not found("OC-L020", terms(body, top=guarded(f"order = {{ {SAID} }}")))
    assert not found("OC-L020", terms(SAVED + paying("min(share(savings, 60 %), 1000 USD)")))


def test_measuring_dearer_than_a_tenth_of_the_largest_payment():
    body, cost = COUNT + paying("min(claims, 100 claim) * 10 USD/claim"), 'evaluation = {{ amount = "{}", {} }}'
    (dear,) = found("OC-L025", terms(body, top=guarded(cost.format(101, SAID))))
    assert facts(dear)["share"] == "10.1%"
    assert not found("OC-L025", terms(body, top=guarded(cost.format(100, SAID))))


# L11, L13, L14, L16 – L19, L21 – L24, L26: clauses


def test_a_provider_that_chooses_who_is_counted_has_room_to_select():
    entry = 'enrolment = {{ decided_by = "{}", counted = "{}", {} }}'
    body = measure("enrolled", "person") + paying("1000 USD/person * enrolled")
    assert facts(found("OC-L011", terms(body))[0])["said"] == "@entry_open"
    (chosen,) = found("OC-L011", terms(body, top=guarded(entry.format("provider", "entrants", SAID))))
    assert facts(chosen)["said"] == "@entry_by_provider"
    assert not found("OC-L011", terms(body, top=guarded(entry.format("provider", "eligible", SAID))))
    assert not found("OC-L011", terms(body, top=guarded(entry.format("independent", "entrants", SAID))))
    assert not found("OC-L011", terms(measure("area", "hectare") + paying("5 USD/hectare * area")))


def test_a_count_of_claims_needs_repeats_and_a_window():
    counting = f'counting = [{{ of = "claims", repeats = 1, window_months = 12, {SAID} }}]'
    (ambiguous,) = found("OC-L014", terms(COUNT + PRICED))
    assert facts(ambiguous)["missing"] == "@repeats_and_window"
    assert not found("OC-L014", terms(COUNT + PRICED, top=guarded(counting)))
    assert not found("OC-L014", terms(measure("people", "person") + paying("10 USD/person * people")))


def test_a_rule_for_missing_data_is_asked_for_once():
    (missing,) = found("OC-L016", terms(COUNT + PRICED))
    assert facts(missing)["count"] == 1
    assert not found("OC-L016", terms(COUNT + PRICED, top=guarded(f"missing_data = {{ {SAID} }}")))


@pytest.mark.parametrize(
    ("verifier", "also"),
    [("payer", "@verifier_pays"), ("provider", "@verifier_is_paid"), ("institute", "@verifier_estimates")],
)
def test_a_verifier_who_also_pays_is_paid_or_estimates(verifier, also):
    who = 'verification = {{ estimator = "institute", verifier = "{}", {} }}'
    (conflict,) = found("OC-L017", terms(COUNT + PRICED, top=guarded(who.format(verifier, SAID))))
    assert (facts(conflict)["who"], facts(conflict)["also"]) == (verifier, also)
    assert not found("OC-L017", terms(COUNT + PRICED, top=guarded(who.format("auditor", SAID))))
    (open_,) = found("OC-L017", terms(COUNT + PRICED))
    assert "Verifier: none; the contract names nobody" in open_.text("en")


def test_estimates_weighted_by_figures_that_come_later_are_open():
    estimates = measure("matched", "USD", 2) + measure("randomised", "USD", 2)
    weight = measure("weight", "ratio", 4, "neither")
    body = estimates + weight + paying("weight * matched + (1 - weight) * randomised")
    assert [facts(one)["about"] for one in found("OC-L018", terms(body))] == ["@weights_open"]
    fixed = estimates + paying("60 % * matched + 40 % * randomised")
    assert not found("OC-L018", terms(fixed))


def test_an_effect_per_person_needs_an_estimand():
    body = measure("gain", "USD/person", 2) + measure("drawn", "person", 0, "neither") + paying("gain * drawn * 50 %")
    (open_,) = found("OC-L018", terms(body))
    assert facts(open_)["names"] == "gain"
    said = f'estimation = {{ estimand = "all_eligible", {SAID} }}'
    assert not found("OC-L018", terms(body, top=guarded(said)))


def test_an_effect_is_known_by_its_value_without_work_or_by_the_group_it_is_compared_with():
    paid = paying("completed * 1000 USD")
    assert not found("OC-L018", terms(measure("completed", "ratio", 4) + paid))
    stated = 'plausible = { typical = "8 %", no_effect = "0 %" }'
    assert found("OC-L018", terms(measure("completed", "ratio", 4, more=stated) + paid))
    counted = 'plausible = { typical = "8", no_effect = "0" }'
    assert not found("OC-L018", terms(measure("claims", more=counted) + PRICED))
    control = measure("completed", "ratio", 4) + measure("control", "ratio", 4, "neither")
    (open_,) = found("OC-L018", terms(control + paying("(completed - control) * 1000 USD")))
    assert facts(open_)["names"] == "completed"


def test_simple_counts_and_rates_of_a_rate_card_are_no_effects():
    card = (
        '[tables.card]\ncolumns = ["price"]\n[tables.card.rows]\nstart = ["240 USD/claim"]\n'
        '[tables.people]\nrows = "given"\n'
    )
    rate = measure("persons", "person", more='by = ["people"]') + measure(
        "count", "claim/person", more='by = ["people", "card"]'
    )
    assert not found("OC-L018", terms(card + rate + paying("total(people, persons * total(card, price * count))")))


def test_prices_are_read_without_rounding_points():
    """A straight line that is rounded to thousands rises in steps; its price is even all the same."""
    ramp = "ramp(reduction, 0 % -> 0 USD, 5 % -> 300000 USD, 12 % -> 500000 USD, 20 % -> 600000 USD)"
    uneven = "bands(reduction, 0 % -> 1100 USD, 5 % -> 1000 USD, 10 % -> 1350 USD)"
    for step in ("0.01", "1", "1000"):
        rounded = f'round = {{ to = "{step}", mode = "half_up" }}\n'
        assert not found("OC-L004", terms(RATE + paying(ramp) + rounded))
        (found_,) = found("OC-L004", terms(RATE + paying(uneven) + rounded))
        assert facts(found_)["prices"] == "11 USD / 1% → 10 USD / 1% → 13.5 USD / 1%"


def test_a_finding_speaks_of_things_by_their_labels():
    jump = paying("if members >= 5000 person then 100 USD else 0 USD")
    label = 'label = { sv = "Antal medlemmar", en = "Members" }'
    (cliff,) = found("OC-L001", terms(measure("members", "person", more=label) + jump))
    assert facts(cliff)["x"] == "members"
    assert "Vid ”Antal medlemmar” = 5\u00a0000 personer hoppar betalningen med 100\u00a0USD" in cliff.text("sv")
    assert "At “Members” = 5,000 persons the payment jumps by USD\u00a0100" in cliff.text("en")
    (bare,) = found("OC-L001", terms(measure("members", "person") + jump))
    assert "At members = 5,000 persons" in bare.text("en")


def test_what_has_no_label_is_named():
    label = 'label = { sv = "Medlemmar", en = "Members" }'
    (nameless,) = found("OC-L030", terms(measure("members", "person", more=label) + COUNT + PRICED))
    assert facts(nameless) == {"ids": "claims, due", "count": 2}


def test_one_measure_with_a_price_in_two_places_is_paid_twice():
    twice = "[lines.first]\nunit = \"USD\"\nformula = '10 USD/claim * claims'\n" + paying(
        "first + 5 USD/claim * claims"
    )
    constants = '[constants]\nlow = "5 USD/claim"\nhigh = "10 USD/claim"\n'
    named = twice.replace("10 USD/claim", "high").replace("5 USD/claim", "low")
    (double,) = found("OC-L019", terms(constants + COUNT + named))
    assert (facts(double)["first"], facts(double)["second"]) == ("lines.first", "lines.due")
    assert not found("OC-L019", terms(constants + COUNT + named, top=guarded(f"attribution = {{ {SAID} }}")))
    assert not found("OC-L019", terms(constants + COUNT + paying("high * claims + low * 0 claim")))


def test_a_limit_per_person_on_figures_of_many_persons_limits_the_average():
    cap = '[constants]\nmost = "11700 USD/person"\n'
    body = cap + COUNT + measure("persons", "person") + paying("min(1000 USD/claim * claims, most * persons)")
    (average,) = found("OC-L021", terms(body))
    assert facts(average)["limit"] == "most"
    rows = '[tables.people]\nrows = "given"\n'
    by = 'by = ["people"]'
    persons = measure("persons", "person", more=by) + measure("claims", "claim/person", more=by)
    inside = cap + rows + persons + paying("total(people, persons * min(1000 USD/claim * claims, most))")
    assert not found("OC-L021", terms(inside))


def test_every_cause_of_an_early_end_is_asked_for():
    ends = "termination = {{ causes = [{}], {} }}"
    (silent,) = found("OC-L022", terms(COUNT + PRICED))
    assert "inte för: betalaren, utföraren, andras beslut, force majeure." in silent.text("sv")
    (partly,) = found("OC-L022", terms(COUNT + PRICED, top=guarded(ends.format('"payer", "policy"', SAID))))
    assert facts(partly)["causes"] == "@cause_provider, @cause_force_majeure"


def test_prices_over_more_than_a_year_need_an_index_or_a_word_that_they_stand_still():
    body = '[constants]\nprice = "10 USD/claim"\n' + COUNT + paying("price * claims")
    assert facts(found("OC-L023", terms(body))[0])["names"] == "price"
    assert not found("OC-L023", terms(body, months=12))
    assert not found("OC-L023", terms(body, top=guarded(f'indexation = {{ index = "none", {SAID} }}')))


def test_a_unit_that_costs_more_than_it_saves_in_cash():
    body = '[constants]\nprice = "10 USD/claim"\n' + COUNT + paying("price * claims")
    cash = 'cash_values = [{{ of = "claims", per_unit = "{}", {} }}]'
    (dear,) = found("OC-L024", terms(body, top=guarded(cash.format("9.99", SAID))))
    assert (facts(dear)["price"], facts(dear)["value"]) == ("10 USD", "9.99 USD")
    assert not found("OC-L024", terms(body, top=guarded(cash.format("10", SAID))))


def test_a_saving_over_all_years_counts_the_full_effect_from_the_first_day():
    yearly = '[constants]\nyearly_cost = "1000000 USD/year"\nyears = "3 year"\n'
    body = yearly + RATE + paying("yearly_cost * years * reduction")
    (at_once,) = found("OC-L026", terms(body))
    assert facts(at_once)["months"] == 36
    assert not found("OC-L026", terms(body, top=guarded(f"ramp_up = {{ months = 12, {SAID} }}")))
    assert not found("OC-L026", terms(body, months=12))


def test_an_effect_that_is_expected_after_the_window_is_not_paid():
    window = "follow_up = {{ window_months = 24, effect_expected_after_months = {}, {} }}"
    assert facts(found("OC-L010", terms(COUNT + PRICED, top=guarded(window.format(36, SAID))))[0])["lag"] == 36
    assert not found("OC-L010", terms(COUNT + PRICED, top=guarded(window.format(24, SAID))))


def test_a_safeguard_about_nothing_is_refused():
    counting = f'counting = [{{ of = "claim", repeats = 1, window_months = 12, {SAID} }}]'
    cash = f'cash_values = [{{ of = "claimed", per_unit = "1", {SAID} }}]'
    budget = f'budgets = [{{ payer = "nobody", amount = "1", {SAID} }}]'
    with pytest.raises(ContractInvalid) as refusal:
        terms(COUNT + PRICED, top=guarded(f"{counting}, {cash}, {budget}"))
    assert codes(refusal.value.notices) == ["OC-L028", "OC-L028", "OC-C007"]


def test_a_contract_of_very_many_edges_is_examined_in_part_and_that_is_said():
    steps = "".join(
        f'[lines.a{place}]\nunit = "USD"\nformula = "if claims >= {place} claim then 1 USD else 0 USD"\n'
        for place in range(1, 501)
    )
    body = COUNT + steps + paying(" + ".join(f"a{place}" for place in range(1, 501)))
    found = lint(terms(body))
    assert [facts(one)["missing"] for one in only(found, "OC-L000")] == ["@fewer_edges"]


# L15


def test_deductions_in_per_cent_and_in_money_need_a_declared_order():
    given = SAVED + '[constants]\nfee = "1000 USD"\npart = "10 %"\n'
    assert found("OC-L015", terms(given + paying("savings * (1 - part) - fee")))
    assert found("OC-L015", terms(given + paying("(savings - fee) * (1 - part)")))
    assert not found("OC-L015", terms(given + paying("savings * (1 - part)")))
    assert not found("OC-L015", terms(given + paying("savings - fee")))
    declared = guarded(f"order = {{ {SAID} }}")
    assert not found("OC-L015", terms(given + paying("savings * (1 - part) - fee"), top=declared))


def test_a_line_that_is_printed_rounded_and_paid_unrounded_is_named():
    printed = '[lines.printed]\nformula = "area"\nunit = "hectare"\nround = { to = "1", mode = "half_up" }\n'
    lines = '[lines.area]\nformula = "whole * 0.3"\nunit = "hectare"\n' + printed
    body = measure("whole", "hectare") + lines
    (unrounded,) = found("OC-L015", terms(body + paying("area * 5 USD/hectare")))
    assert unrounded.where == "lines.area" and facts(unrounded)["name"] == "printed"
    assert not found("OC-L015", terms(body + paying("printed * 5 USD/hectare")))


def test_short_absence_alone_is_displaced_where_nothing_else_is_watched():
    from pathlib import Path

    from outcome_contracts.contract.files import read_contract

    contract = read_contract(Path(__file__).parents[1] / "data" / "contract" / "sickness.toml")
    (moved,) = found("OC-L013", contract)
    assert facts(moved)["rule"] == f"@{contract.measure_rules.short_term}"
    watched = contract.model_copy(
        update={"safeguards": {"guard_rails": {"clause": "9", "text": {"sv": "A", "en": "B"}}}}
    )
    assert not found("OC-L013", watched)
