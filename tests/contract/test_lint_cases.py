"""Lints against the published cases: each text of `lints_expected` is met by a finding on the bundled contract.

The texts are those of the case files; beside each stands which lint says it and the numbers that it must show. What a
contract cannot say of itself (a result, earlier years, when the effect came) is handed in.
"""

import json
from pathlib import Path

import pytest

from outcome_contracts.contract.files import read_contract
from outcome_contracts.contract.lint import (
    Baseline,
    EffectTiming,
    Records,
    Result,
    data_lints,
    lint,
    stated_ranges,
    sweep_lints,
)
from outcome_contracts.contract.safeguards import Plausible
from tests.contract.lint_terms import facts

LIBRARY = Path(__file__).parents[2] / "outcome_contracts" / "library"
CASES = Path(__file__).parents[1] / "data" / "cases"
CLEAN = Path(__file__).parents[1] / "data" / "contract" / "clean.toml"
BUNDLED = {"denver_sib_2021": "denver", "norrkoping_sib": "norrkoping_indigo"}
SAVINGS = {
    "savings": Plausible(typical="4000000", low="0", high="15000000"),
    "school_improved": Plausible(typical="true"),
}
RECORDS = {
    "augsburg_jump_2015": Records(results=(Result(measure="placed", value="20", standard_error=None),)),
    "guyana_norway_2013": Records(
        baselines=(Baseline(measure="actual_rate", reference="0.275 %", earlier=("0.068 %",), chosen_high=0),)
    ),
    "norrkoping_sib": Records(timing=EffectTiming(effect_after=36, measured=24)),
}
PLAUSIBLE = {"norrkoping_sib": SAVINGS}

# Per text of a case: the lint, and per finding the evidence that must be among its facts.
MEANT = {
    "cliff: one person = 100 % of payout": ("L01", [{"edge": "20 person", "share": "100%"}]),
    "result within noise of threshold": ("L02", [{"value": "20 person", "distance": "0 person"}]),
    "ramp-up assumption missing": ("L26", [{"months": 36}]),
    "22 % of delivered outcomes unpaid: flat zone above the cap": ("L03", [{"part": "21.5%", "fall": "100%"}]),
    "two cliffs of 3.3m": ("L01", [{"edge": "18.6%", "jump": "3300000 USD"}, {"edge": "41.3%", "jump": "3300000 USD"}]),
    "cliff at 20 % worth 3.2m": ("L01", [{"edge": "20%", "jump": "3200000 USD"}]),
    "marginal price falls 76 % at 30 %: weak incentive above": ("L03", [{"low": "30%", "fall": "76.25%"}]),
    "above the cap no incentive: last 40 % of result unpaid": ("L03", [{"x": "learning", "part": "40%"}]),
    "reference level is 4 times actual: payment mostly for baseline generosity": ("L09", [{"factor": "4.04"}]),
    "rounding policy missing": ("L15", [{"name": "avoided_area_printed"}]),
    "component maxima exceed contract cap": ("L07", [{"sum": "1251000 USD", "limit": "1250000 USD"}]),
    "non-monotone marginal price 1100/1000/1350": (
        "L04",
        [{"prices": "1100 USD / claim → 1000 USD / claim → 1350 USD / claim"}],
    ),
    "intention-to-treat dilutes: price per treated vs per drawn": ("L18", [{"names": "tax_gain, transfer_drop"}]),
    "principal cliff at 55 %": ("L01", [{"edge": "55%", "jump": "3500000 AUD"}]),
    "follow-up too short: effect came after the window": ("L10", [{"lag": 36, "window": 24}]),
    "100 % share: payer keeps nothing below 12m": ("L24", [{"range": "0 SEK – 12000000 SEK"}]),
    "cliff at 10 % and 7.5 %": ("L01", [{"edge": "10%"}, {"edge": "7.5%"}]),
    "cliff 4.8m at 8.5 % and again at 10 %": (
        "L01",
        [{"edge": "8.5%", "jump": "4800000 USD"}, {"edge": "10%", "jump": "4800000 USD"}],
    ),
    "marginal price falls from 4.8m per 1.5 points to 192,000 per point": (
        "L03",
        [{"before": "3200000 USD / 1%", "price": "192000 USD / 1%"}],
    ),
}
NOTHING = "none inside the line"


def expected():
    """(case, text) of every expected lint."""
    for path in sorted(CASES.glob("*.json")):
        for text in json.loads(path.read_text(encoding="utf-8"))["lints_expected"]:
            yield path.stem, text


def findings(case):
    contract = read_contract(LIBRARY / f"{BUNDLED.get(case, case)}.toml")
    swept = sweep_lints(contract, {**stated_ranges(contract), **PLAUSIBLE.get(case, {})})
    return (*lint(contract), *swept, *data_lints(contract, RECORDS.get(case, Records())))


@pytest.mark.parametrize(("case", "text"), list(expected()))
def test_every_expected_lint_of_a_case_is_found_with_its_numbers(case, text):
    found = findings(case)
    if text == NOTHING:
        edges = {facts(notice)["edge"] for notice in found if notice.code == "OC-L001"}
        assert edges == {"55%"}
        return
    code, evidence = MEANT[text]
    shown = [facts(notice).items() for notice in found if notice.code == f"OC-L0{code[1:]}"]
    for wanted in evidence:
        assert any(wanted.items() <= facts_shown for facts_shown in shown), (wanted, shown)


def test_the_texts_of_the_cases_are_all_known():
    assert {text for _, text in expected()} - {NOTHING} == MEANT.keys()


def test_cliffs_are_those_of_the_terms_and_no_others():
    cliffs = {
        case: sorted(facts(notice)["edge"] for notice in findings(case) if notice.code == "OC-L001")
        for case in (
            "rikers_able_2012",
            "dc_water_eib",
            "denver_sib_2021",
            "augsburg_jump_2015",
            "cambodia_sanitation_dib",
        )
    }
    assert cliffs == {
        "rikers_able_2012": ["10%", "8.5%"],
        "dc_water_eib": ["18.6%", "41.3%"],
        "denver_sib_2021": ["20%"],
        "augsburg_jump_2015": ["20 person"],
        "cambodia_sanitation_dib": [],
    }


def test_no_lint_finds_anything_in_the_clean_contract():
    contract = read_contract(CLEAN)
    looked_for = Records(
        results=(
            Result(measure="observed", value="8.1", standard_error="0.05"),
            Result(measure="coachings", value="55", standard_error=None),
        ),
        baselines=(Baseline(measure="observed", reference="8.8", earlier=("8.6", "8.9", "8.8", "9.0"), chosen_high=0),),
        timing=EffectTiming(effect_after=6, measured=36),
        segments=(),
        overlaps=(),
        values=(),
        evaluation_cost="200000",
        cells=(),
    )
    assert lint(contract) == ()
    assert sweep_lints(contract, stated_ranges(contract)) == ()
    assert data_lints(contract, looked_for) == ()


def test_every_safeguard_of_the_clean_contract_is_asked_for():
    """Without a safeguard some lint speaks, but for those that only hold figures to compare."""
    contract = read_contract(CLEAN)
    silent = set()
    said = contract.safeguards.model_dump(exclude_none=True)
    for name in said:
        without = contract.model_copy(update={"safeguards": {key: value for key, value in said.items() if key != name}})
        silent |= set() if lint(without) else {name}
    compared = {"budgets", "cash_values", "evaluation", "follow_up"}
    needed_elsewhere = {"order", "guard_rails", "estimation", "attribution", "ramp_up"}
    assert silent == compared | needed_elsewhere
