"""A gate or a rounding inside a flow's own amount is shown like one in a line."""

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.report import statement_text
from outcome_contracts.settlement import SettlementData, settle, verify

CONTRACT = """
id = "gated-flow"
title = { sv = "Grind", en = "Gate" }
currency = "SEK"
rules = "1"
term = { start = 2020-01-01, months = 12 }
parties = { a = { name = { sv = "A", en = "A" } }, b = { name = { sv = "B", en = "B" } } }
measures.n = { from = "given", unit = "ratio", digits = 4, improves = "up" }
lines.price = { formula = "1000 SEK" }

[flows.pay]
from = "a"
to = "b"
amount = 'gate(n >= 0.5, else "5.3 too few") * price / 3'
negative = "refuse"
round = { to = "0.01", mode = "half_up" }
"""


def settled(n):
    contract = contract_from_bytes(CONTRACT.encode(), "contract.toml")
    return settle(contract, SettlementData(given={"n": n}), "2020-01/2020-12")


def test_a_gate_closed_in_a_flow_says_why():
    statement = settled("0.4")
    assert statement.flows[0].steps[0].reason == "5.3 too few"
    for lang in ("sv", "en"):
        assert statement_text(statement, lang).count("5.3 too few") == 2  # in the formula, and as the reason
    verify(statement.to_json())


def test_a_rounding_in_a_flow_shows_what_was_before_it():
    statement = settled("0.5")
    assert statement.flows[0].to_dict()["round"] == {"to": "0.01", "mode": "half_up", "before": "1000/3"}
    assert "333.33" in statement_text(statement, "en")
    assert "333.333" in statement_text(statement, "en")
    assert statement_text(statement, "en").count("5.3 too few") == 1
