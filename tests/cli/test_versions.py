"""`versions`: the chain as people read it, its canonical JSON, and what is wrong with it."""

import json

import pytest

from outcome_contracts.cli import main
from outcome_contracts.contract.versions.files import chain_to_json
from tests.contract.chains import CONTRACT, FOLDER, chain


def test_versions_are_listed_with_their_digests_and_changes(capsys):
    assert main(["versions", str(FOLDER / "chain.toml"), "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Version 1: original, signed 2018-11-20, in force from 2019-01-01"
    assert lines[2] == "Version 2: amendment, clause 12.2, signed 2019-12-10, in force from 2020-01-01"
    assert lines[4] == "  constants.day_price.value: 2,100 SEK/day → 2,205 SEK/day (+105 SEK/day, +5\u00a0%)"
    assert [line.strip() for line in lines if "sha256:" in line] == [version.digest for version in chain().versions]


def test_the_json_of_a_chain_can_be_read_again(tmp_path, capsys):
    assert main(["versions", str(FOLDER / "chain.toml"), "--json"]) == 0
    text = capsys.readouterr().out
    assert text.strip() == chain_to_json(chain())
    (tmp_path / "chain.json").write_text(text, encoding="utf-8")
    assert main(["versions", str(tmp_path / "chain.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == chain().digest


def test_an_edited_chain_is_refused_with_its_place(tmp_path, capsys):
    text = (FOLDER / "chain.toml").read_text(encoding="utf-8").replace("Pay review", "Raise")
    (tmp_path / "contract.toml").write_text(CONTRACT, encoding="utf-8")
    (tmp_path / "chain.toml").write_text(text, encoding="utf-8")
    assert main(["versions", str(tmp_path / "chain.toml"), "--lang", "en"]) == 4
    assert capsys.readouterr().err.startswith("OC-A001 ERROR · chain.toml:")


def test_versions_are_named_in_swedish(capsys):
    assert main(["versions", str(FOLDER / "chain.toml")]) == 0
    named = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Version ")]
    assert [line.split(": ")[1].split(",")[0] for line in named] == [
        "original", "ändring", "uppehåll", "förlängning", "partsbyte",
    ]  # fmt: skip


DATA = """period = "{}"
status = "provisional"

[given]
avoided_days = "1200"
"""


@pytest.mark.parametrize(
    ("period", "version", "payee", "amount"),
    [
        ("2019-01/2019-12", 1, "supplier", "2112000"),  # 60 % · 1200 · 2100 + 12 · 50000
        ("2020-01/2020-12", 3, "supplier", "1987600"),  # 60 % · 1200 · 2205 + 8 · 50000
        ("2021-07/2022-04", 5, "successor", "2087600"),  # 60 % · 1200 · 2205 + 10 · 50000
    ],
)
def test_a_chain_file_settles_by_the_version_in_force(tmp_path, capsys, period, version, payee, amount):
    (tmp_path / "data.toml").write_text(DATA.format(period), encoding="utf-8")
    settled = ["settle", str(FOLDER / "chain.toml"), "--data", str(tmp_path / "data.toml"), "--json"]
    assert main([*settled, "--out", str(tmp_path / "out")]) == 0
    statement = json.loads(capsys.readouterr().out)
    assert [(flow["to"], flow["amount"]) for flow in statement["flows"]] == [(payee, amount)]
    assert statement["inputs"]["version"]["number"] == version
    assert main(["verify", str(tmp_path / "out" / "statement.json")]) == 0


def test_a_period_of_two_versions_is_refused(tmp_path, capsys):
    (tmp_path / "data.toml").write_text(DATA.format("2019-07/2020-06"), encoding="utf-8")
    refused = ["settle", str(FOLDER / "chain.toml"), "--data", str(tmp_path / "data.toml"), "--lang", "en"]
    assert main(refused) == 3
    assert {line.split()[0] for line in capsys.readouterr().err.splitlines()} == {"OC-A023"}


def test_the_version_is_that_of_the_period_asked_for(tmp_path, capsys):
    (tmp_path / "data.toml").write_text(DATA.format("2019-07/2020-06"), encoding="utf-8")
    settled = ["settle", str(FOLDER / "chain.toml"), "--data", str(tmp_path / "data.toml"), "--json"]
    assert main([*settled, "--period", "2020-01/2020-12", "--given", "avoided_days=1200"]) == 0
    assert json.loads(capsys.readouterr().out)["inputs"]["version"]["number"] == 3


@pytest.mark.parametrize("command", ["prose", "lint", "reconcile"])
def test_a_chain_is_no_contract_and_says_so_in_one_finding(capsys, command):
    assert main([command, str(FOLDER / "chain.toml"), "--lang", "en"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("OC-A042 ERROR · chain.toml · ")
