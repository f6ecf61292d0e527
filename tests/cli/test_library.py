"""The bundled contracts from the command line: listed, settled from their data, and checked against their cases."""

import json
import tomllib

import pytest

from outcome_contracts.cli import main
from outcome_contracts.cli.bundled import LIBRARY, beside, bundled, contracts, names
from outcome_contracts.notices import UsageError
from tests.settlement.contracts import DATA

WITH_DATA = [name for name in names() if beside(LIBRARY / f"{name}.toml") is not None]
RIKERS = DATA / "cases" / "rikers_able_2012.json"


def test_every_bundled_contract_is_listed_with_its_country_and_how_sure_it_is(capsys):
    assert main(["library", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    for name in names():
        assert f"{name} " in text
    assert "DC Water: environmental impact bond" in text
    assert "sources: 5, inferred or assumed: 6, checked against denver_sib_2021" in text
    assert main(["library"]) == 0
    assert "källor: 5, härlett eller antaget: 6, prövat mot denver_sib_2021" in capsys.readouterr().out
    assert main(["library", "--json"]) == 0
    listed = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert listed.keys() == set(names())
    assert listed["koto_sib_finland"]["country"] == "FI"
    assert listed["koto_sib_finland"]["currency"] == "EUR"


def test_the_index_of_countries_names_exactly_the_bundled_contracts():
    countries = tomllib.loads((LIBRARY / "index.countries.toml").read_text(encoding="utf-8"))
    assert countries.keys() == set(names())
    assert all(len(country) == 2 and country.isupper() for country in countries.values())


def test_a_name_with_several_readings_gives_them_all_and_the_start_of_a_name_none():
    assert [path.stem for path in contracts("norrkoping")] == ["norrkoping_a", "norrkoping_b", "norrkoping_indigo"]
    assert [path.stem for path in contracts("botkyrka")] == ["botkyrka"]
    for start in ("dc", "region_skane", "peterborough", "../library/norrkoping", ""):
        with pytest.raises(UsageError):
            contracts(start)


def test_every_bundled_contract_says_where_it_is_from():
    assert all(one.sources for one in bundled())


@pytest.mark.parametrize("name", WITH_DATA)
def test_a_bundled_contract_settles_from_its_data(name, capsys):
    assert main(["settle", name, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"].startswith("sha256:")
    for lang in ("sv", "en"):
        assert main(["settle", name, "--lang", lang]) == 0
        assert capsys.readouterr().out


def test_a_case_is_checked_figure_by_figure(capsys):
    assert main(["case", "rikers_able_2012", str(RIKERS), "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "agrees: expected.lender_max_loss 2400000 = 2400000 (lines.lender_loss)" in lines
    assert main(["case", "augsburg_jump_2015", str(RIKERS.with_name("augsburg_jump_2015.json"))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "stämmer: expected.probe_success nej, ja, ja = nej, ja, ja (lines.success)" in lines
    assert "stämmer: expected.paid_low 250000 ≤ 257500 (flows.intermediary)" in lines


def test_a_case_that_differs_is_shown_and_exits_with_5(tmp_path, capsys):
    changed = tmp_path / "case.json"
    changed.write_text(RIKERS.read_text(encoding="utf-8").replace('"2112000"', '"2112000.01"'), encoding="utf-8")
    assert main(["case", "rikers_able_2012", str(changed), "--lang", "en"]) == 5
    assert "DIFFERS: expected.lender_max_profit 2112000.01 = 2112000 (lines.lender_profit)" in capsys.readouterr().out
    assert main(["case", "rikers_able_2012", str(changed), "--json"]) == 5
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert [one["name"] for one in found["compared"] if not one["agrees"]] == ["expected.lender_max_profit"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "finding"),
    [
        (["denver", "nowhere.json"], 3, "OC-M004"),
        (["denver", str(RIKERS)], 3, "OC-M028"),
        (["norrkoping", str(RIKERS)], 2, "OC-U001"),
        (["ornskoldsvik", str(RIKERS)], 2, "OC-M004"),
        (["denver", str(RIKERS), "--checks", "nowhere.toml"], 3, "OC-M004"),
        (["denver", "{tmp}/list.json"], 3, "OC-M020"),
        (["denver", str(RIKERS), "--checks", "{tmp}/half.toml"], 3, "OC-M020"),
        (["denver", str(RIKERS), "--checks", "{tmp}/empty.toml"], 3, "OC-M007"),
    ],
)
def test_what_is_no_case_and_no_checks_is_refused(arguments, exit_code, finding, tmp_path, capsys):
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    (tmp_path / "half.toml").write_text("case = ", encoding="utf-8")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    assert main(["case", *(each.replace("{tmp}", str(tmp_path)) for each in arguments)]) == exit_code
    assert finding in capsys.readouterr().err


def test_a_data_file_names_the_statements_before(tmp_path, capsys):
    assert main(["settle", "newpin_nsw_sbb", "--out", str(tmp_path)]) == 0
    (tmp_path / "statement.json").rename(tmp_path / "first.json")
    data = tmp_path / "second.toml"
    second = 'period = "2014-07/2015-06"\nstatus = "provisional"\n{}\n[given]\nassessed = "90"\nrestored = "57"\n'
    data.write_text(second.format('earlier = ["first.json"]'), encoding="utf-8")
    capsys.readouterr()
    assert main(["settle", "newpin_nsw_sbb", "--data", str(data), "--json"]) == 0
    lines = {line["id"]: line["exact"] for line in json.loads(capsys.readouterr().out)["lines"]}
    assert lines["cumulative_rate"] == "117/190"
    data.write_text(second.format('earlier = ["nowhere.json"]'), encoding="utf-8")
    assert main(["settle", "newpin_nsw_sbb", "--data", str(data)]) == 3
    assert "OC-M004" in capsys.readouterr().err
    data.write_text(second.format(""), encoding="utf-8")
    assert main(["settle", "newpin_nsw_sbb", "--data", str(data)]) == 3
    assert "OC-S050" in capsys.readouterr().err


def test_an_adjustment_is_read_with_its_reason_and_authority(tmp_path, capsys):
    text = (LIBRARY / "koto_sib_finland.data.toml").read_text(encoding="utf-8")
    data = tmp_path / "data.toml"
    data.write_text(text.replace('authority = "evaluator"', ""), encoding="utf-8")
    assert main(["settle", "koto_sib_finland", "--data", str(data)]) == 3
    assert "OC-M007" in (found := capsys.readouterr().err)
    assert "adjustments.difference.authority" in found
    data.write_text(text, encoding="utf-8")
    assert main(["settle", "koto_sib_finland", "--data", str(data), "--json"]) == 0
    inputs = json.loads(capsys.readouterr().out)["inputs"]
    assert inputs["adjustments"]["difference"]["authority"] == "evaluator"
