"""T27: an amount is exact text, or it is refused: no float, no exponent, no thousands, no other currency."""

from __future__ import annotations

import re

import pytest

import outcome_contracts as oc
from outcome_contracts.cli import main

AMOUNTS = """
id = "amounts"
title = { sv = "Belopp", en = "Amounts" }
currency = "SEK"
rules = "1"
term = { start = 2020-01-01, months = 12 }
[parties.m]
name = { sv = "M", en = "M" }
[parties.s]
name = { sv = "S", en = "S" }
[constants]
fee = "100 SEK"
[measures.amount]
from = "given"
unit = "SEK"
digits = 2
improves = "neither"
[lines.due]
formula = "amount + fee"
unit = "SEK"
[flows.s]
from = "m"
to = "s"
amount = "due"
negative = "repaid"
"""


@pytest.fixture
def amounts(tmp_path):
    (tmp_path / "amounts.toml").write_text(AMOUNTS, encoding="utf-8")
    return tmp_path / "amounts.toml"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("1e400", "OC-U006"), ("1E+3", "OC-U006"), ("NaN", "OC-U006"), ("Infinity", "OC-U006"), ("-inf", "OC-U006"),
        ("12,345.678", "OC-U006"), ("12 345", "OC-U006"), ("1_000", "OC-U006"), ("１２", "OC-U006"), ("", "OC-U006"),
        (float("nan"), "OC-U005"), (10.0, "OC-U005"), (9007199254740993, "OC-D263"), (10**30, "OC-D263"),
        ("12345.678", "OC-S005"), ("12 %", "OC-S004"),
    ],
)  # fmt: skip
def test_t27_an_amount_that_is_none_is_refused(amounts, amount, code):
    with pytest.raises(oc.OutcomeContractsError) as refused:
        oc.settle(oc.read_contract(amounts), oc.SettlementData(given={"amount": amount}), "2020-01/2020-12")
    assert [notice.code for notice in refused.value.notices] == [code]


@pytest.mark.parametrize(
    ("amount", "due"), [("-0.00", "100"), ("9007199254740993", "9007199254741093"), ("12345.67", "12445.67")]
)
def test_t27_an_amount_as_text_is_exact(amounts, amount, due):
    statement = oc.settle(oc.read_contract(amounts), oc.SettlementData(given={"amount": amount}), "2020-01/2020-12")
    assert f'"amount":"{due}"' in statement.to_json()
    assert '"-0' not in statement.to_json()


@pytest.mark.parametrize("amount", ["9007199254740993", "1e400", "nan", "-inf", "12345.678", '"12,345.678"'])
def test_t27_nor_does_the_command_line_take_one(amounts, amount, capsys):
    data = amounts.parent / "data.toml"
    data.write_text(f'period = "2020-01/2020-12"\nstatus = "provisional"\n[given]\namount = {amount}\n', "utf-8")
    assert main(["settle", str(amounts), "--data", str(data)]) in (2, 3)
    captured = capsys.readouterr()
    assert captured.out == "" and re.match(r"OC-[A-Z]\d{3} FEL", captured.err)


def test_t27_a_bid_in_another_currency_is_refused(amounts):
    text = AMOUNTS.replace('"100 SEK"', '"100 EUR"')
    amounts.write_text(text, encoding="utf-8")
    with pytest.raises(oc.ContractInvalid) as refused:
        oc.read_contract(amounts)
    assert "OC-C010" in [notice.code for notice in refused.value.notices]
