"""The command `check`: what is wrong with a delivery, as text, JSON and a page; an error is exit code 3."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from outcome_contracts.acknowledgement import finding_digest
from outcome_contracts.cli import main
from outcome_contracts.cli.delivery import read_delivery
from outcome_contracts.contract.files import read_contract
from outcome_contracts.notices import DataRejected

CONTRACT = Path(__file__).parents[1] / "data" / "contract" / "sickness.toml"
DATA = """\
period = "2020-01/2020-12"
status = "final"

[absence]
spells = "spells.csv"
employments = "employments.csv"
first_day = 2020-01-01
last_day = 2020-12-31
largest_fall = "30 %"
"""
ACKNOWLEDGED = """
[[acknowledgements]]
code = "OC-D012"
finding = "{finding}"
party = "supplier"
name = "A. Person"
role = "controller"
signed = 2021-01-15
reason = "delivered twice"
"""


@pytest.fixture
def folder(tmp_path):
    staff = [f"p{place},e{place},north,2019-01-01,,1" for place in range(12)]
    months = [f"p0,e0,2020-{month:02}-05,2020-{month:02}-06,1" for month in range(1, 13)]
    write(tmp_path, "employments.csv", "person,employment,unit,first_day,last_day,extent", staff)
    write(tmp_path, "spells.csv", "person,employment,first_day,last_day,extent", [*months, months[0]])
    (tmp_path / "data.toml").write_text(DATA, encoding="utf-8")
    return tmp_path


def write(folder, name, *lines):
    head, rows = lines
    (folder / name).write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")


def run(capsys, *arguments):
    code = main(["check", *map(str, arguments)])
    return code, *capsys.readouterr()


def vintage(known, fall):
    table = DATA[DATA.index("[absence]") :].replace("[absence]", f"[[vintages]]\nknown = {known}")
    return table.replace("30 %", fall)


def test_a_delivery_with_holds_passes_and_says_what_they_are_worth(folder, capsys):
    value = ("--day-value", "2143 SEK", "--source", "clause 7")
    code, out, _ = run(capsys, folder, "--contract", CONTRACT, *value, "--lang", "en")
    assert code == 0
    assert "OC-D012 HOLD · spells.csv:14" in out
    assert "At stake: 2 net days, SEK\u00a04,286.00." in out


def test_an_error_is_exit_code_3_and_leaves_the_report(folder, capsys):
    write(folder, "spells.csv", "person,employment,first_day,last_day,extent", ["canary1,e0,2020-02-09,2020-02-01,1"])
    code, out, err = run(capsys, folder / "data.toml", "--contract", CONTRACT, "--out", folder / "out", "--json")
    assert code == 3
    stored = json.loads(out)
    assert [one["code"] for one in stored["findings"] if one["severity"] == "error"] == ["OC-D011"]
    assert (folder / "out" / "quality.json").read_text(encoding="utf-8") == out
    page = (folder / "out" / "quality.html").read_text(encoding="utf-8")
    assert "OC-D011" in page
    assert "canary" not in out + err + page


def test_an_acknowledgement_of_the_data_file_is_shown(folder, capsys):
    _, out, _ = run(capsys, folder, "--contract", CONTRACT, "--json")
    (held,) = [one for one in json.loads(out)["findings"] if one["code"] == "OC-D012"]
    (folder / "data.toml").write_text(DATA + ACKNOWLEDGED.format(finding=held["digest"]), encoding="utf-8")
    _, out, _ = run(capsys, folder, "--contract", CONTRACT, "--json")
    (held,) = [one for one in json.loads(out)["findings"] if one["code"] == "OC-D012"]
    assert held["acknowledged_by"] == ["supplier"]


def test_the_contract_beside_the_data_is_taken(folder, capsys):
    (folder / "contract.toml").write_text(CONTRACT.read_text(encoding="utf-8"), encoding="utf-8")
    assert run(capsys, folder)[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "options", "code", "exit_code"),
    [
        ("[absence]", "[given]\nx = 1\n[absence]", ("--contract", "nosuch"), "OC-U001", 2),
        ('"30 %"', '"much"', (), "OC-M008", 3),
        ("largest_fall", "largest_rise", (), "OC-M002", 3),
        ("", "", ("--day-value", "2143 SEK"), "OC-W003", 2),
        ("", "", ("--day-value", "21 EUR", "--source", "x"), "OC-U006", 2),
        ("", "", ("--largest-fall", "120 %"), "OC-D114", 2),
        (DATA[DATA.index("[absence]") :], "", (), "OC-D223", 2),
        ("last_day = 2020-12-31", "last_day = 2019-12-31", (), "OC-D063", 2),
        ("[absence]", vintage("2021-01-15", "30 %") + "[absence]", (), "OC-M011", 3),
    ],
)
def test_what_cannot_be_checked_is_refused_with_its_code(folder, capsys, old, new, options, code, exit_code):
    (folder / "data.toml").write_text(DATA.replace(old, new) if old else DATA, encoding="utf-8")
    contract = () if "--contract" in options else ("--contract", CONTRACT)
    given, out, err = run(capsys, folder, *contract, *options)
    assert (given, out) == (exit_code, "")
    assert code in err
    assert "Traceback" not in err


def test_a_wrong_acknowledgement_is_told_with_its_place(folder, capsys):
    text = DATA + ACKNOWLEDGED.format(finding="sha256:1")
    (folder / "data.toml").write_text(text, encoding="utf-8")
    code, _, err = run(capsys, folder, "--contract", CONTRACT)
    assert code == 3
    assert "OC-M008" in err
    assert "acknowledgements.0.finding" in err or "acknowledgements.1.finding" in err


def test_without_a_file_there_is_nothing(tmp_path, capsys):
    code, _, err = run(capsys, tmp_path / "data.toml", "--contract", CONTRACT)
    assert code == 3
    assert "OC-M004" in err


def test_what_the_check_holds_is_held_on_the_statement_too(folder):
    staff = [f"p{place},e{place},north,2019-01-01,{'' if place < 12 else '2020-06-30'},1" for place in range(30)]
    write(folder, "employments.csv", "person,employment,unit,first_day,last_day,extent", staff)
    contract = read_contract(CONTRACT)
    data = read_delivery(folder / "data.toml", contract, {}, lambda sv, en: None).data
    assert [notice.code for notice in data.notices] == ["OC-D012", "OC-D218"]
    assert data.panel is not None
    (folder / "data.toml").write_text(DATA.replace('largest_fall = "30 %"\n', ""), encoding="utf-8")
    data = read_delivery(folder / "data.toml", contract, {}, lambda sv, en: None).data
    assert [notice.code for notice in data.notices] == ["OC-D012"]


def test_what_the_check_refuses_by_month_is_not_settled_from_either(folder, capsys):
    staff = [f"p{place},e{place},north,2019-01-01,2020-04-30,1" for place in range(12)]
    staff += [f"p{place},e{place},north,2020-06-01,,1" for place in range(12)]
    staff += [f"q{place},f{place},south,2019-01-01,,1" for place in range(12)]
    write(folder, "employments.csv", "person,employment,unit,first_day,last_day,extent", staff)
    spells = [f"q0,f0,2020-{month:02}-05,2020-{month:02}-06,1" for month in range(1, 13)]
    write(folder, "spells.csv", "person,employment,first_day,last_day,extent", spells)
    for data in (DATA, DATA.replace('largest_fall = "30 %"\n', "")):
        (folder / "data.toml").write_text(data, encoding="utf-8")
        code, out, _ = run(capsys, folder, "--contract", CONTRACT)
        assert code == 3 and "OC-D050" in out
        with pytest.raises(DataRejected) as refusal:
            read_delivery(folder / "data.toml", read_contract(CONTRACT), {}, lambda sv, en: None)
        assert "OC-D050" in {notice.code for notice in refusal.value.notices}


@pytest.mark.parametrize("as_of", ["", "as_of = 2021-01-20\n"])
def test_several_deliveries_are_checked_as_they_are_settled_from(folder, capsys, as_of):
    staff = [f"p{place},e{place},north,2019-01-01,{'' if place < 12 else '2020-06-30'},1" for place in range(14)]
    write(folder, "employments.csv", "person,employment,unit,first_day,last_day,extent", staff)
    head = DATA[: DATA.index("[absence]")] + as_of
    (folder / "data.toml").write_text(head + vintage("2021-01-15", "50 %") + vintage("2021-02-15", "10 %"), "utf-8")
    code, out, _ = run(capsys, folder, "--contract", CONTRACT, "--json")
    assert code == 0
    held = {one["digest"] for one in json.loads(out)["findings"] if one["severity"] == "hold"}
    known = date(2021, 1, 20) if as_of else None
    data = read_delivery(folder / "data.toml", read_contract(CONTRACT), {}, lambda sv, en: None, known_at=known).data
    assert held == {finding_digest(notice) for notice in data.notices if notice.severity == "hold"}
    codes = {notice.code for notice in data.notices}
    assert ("OC-D218" in codes) is (not as_of)  # a later delivery declares nothing for then


def test_deliveries_out_of_order_are_refused_and_none_is_left_out(folder, capsys):
    spells = (folder / "spells.csv").read_text(encoding="utf-8")
    (folder / "early.csv").write_text(spells.replace("2020-05-06", "2020-05-07"), encoding="utf-8")
    early = vintage("2021-01-15", "10 %").replace("spells.csv", "early.csv")
    text = DATA[: DATA.index("[absence]")] + vintage("2021-02-15", "10 %") + early
    (folder / "data.toml").write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, folder, "--contract", CONTRACT)
    assert code == 3 and "OC-D132" in out and "Inte bedömt" in out
    with pytest.raises(DataRejected) as refusal:
        read_delivery(folder / "data.toml", read_contract(CONTRACT), {}, lambda sv, en: None)
    assert [notice.code for notice in refusal.value.notices] == ["OC-D132"]


def test_the_acknowledgements_of_the_data_file_reach_the_settlement(tmp_path, capsys):
    contract = CONTRACT.parents[1] / "settlement" / "three_parties.toml"
    given = 'period = "2018-11/2021-10"\nstatus = "provisional"\n[given]\n'
    given += 'saving = "1000.01"\npaid_on_account = "400"\naccepted = true\n'
    one = ACKNOWLEDGED.format(finding="sha256:" + "0" * 64).replace('"supplier"', '"municipality"')
    (tmp_path / "data.toml").write_text(given + one, encoding="utf-8")
    arguments = ["settle", str(contract), "--data", str(tmp_path / "data.toml")]
    assert main(arguments) == 0
    assert "OC-S085" in capsys.readouterr().out
    (tmp_path / "data.toml").write_text(given + one.replace('"municipality"', '"stranger"'), encoding="utf-8")
    assert main(arguments) == 3
    assert "OC-S084" in capsys.readouterr().err


SEASON = """\
without_staff = [
  { unit = "lido", months = "2020-05" },
  { unit = "lido", months = "2020-09/2020-12" },
]
"""


@pytest.fixture
def seasonal(folder):
    staff = [f"p{place},e{place},north,2019-01-01,,1" for place in range(12)]
    staff += [f"q{place},f{place},lido,2019-01-01,2020-04-30,1" for place in range(12)]
    staff += [f"q{place},f{place},lido,2020-06-01,2020-08-31,1" for place in range(12)]
    write(folder, "employments.csv", "person,employment,unit,first_day,last_day,extent", staff)
    return folder


@pytest.mark.parametrize("head", ["", "as_of = 2021-01-20\n"])
def test_a_declared_season_is_neither_missing_nor_silent(seasonal, capsys, head):
    table = vintage("2021-01-15", "30 %") if head else DATA[DATA.index("[absence]") :]
    written = DATA[: DATA.index("[absence]")] + head + table
    (seasonal / "data.toml").write_text(written, "utf-8")
    assert run(capsys, seasonal, "--contract", CONTRACT)[0] == 3
    (seasonal / "data.toml").write_text(written + SEASON, "utf-8")
    code, out, _ = run(capsys, seasonal, "--contract", CONTRACT, "--lang", "en")
    assert code == 0
    assert "OC-D275 NOTE · Unit lido had no staff" in out and "2020-05, 2020-09" in out
    data = read_delivery(seasonal / "data.toml", read_contract(CONTRACT), {}, lambda sv, en: None).data
    told = [notice for notice in data.notices if notice.code in ("OC-D275", "OC-D281")]
    assert dict(told[-1].facts)["count"] == 5
    assert [notice.code for notice in told] == (["OC-D281", "OC-D275"] if head else ["OC-D275"])


def test_only_deliveries_known_by_the_day_are_read_and_the_statement_says_how_many(folder):
    head = DATA[: DATA.index("[absence]")]
    tables = vintage("2021-01-15", "50 %") + vintage("2021-02-15", "10 %")
    for as_of, said in (("as_of = 2021-01-20\n", [{"all": 2, "count": 1, "day": "2021-01-20"}]), ("", [])):
        (folder / "data.toml").write_text(head + as_of + tables, "utf-8")
        data = read_delivery(folder / "data.toml", read_contract(CONTRACT), {}, lambda sv, en: None).data
        assert [dict(notice.facts) for notice in data.notices if notice.code == "OC-D281"] == said


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ('unit = "lido", months = "2020-05"', 'unit = "lodi", months = "2020-05"', "OC-D277", "lodi"),
        ('"2020-05"', '"2020-04/2020-05"', "OC-D276", "2020-04"),
        ('"2020-05"', '"2020-13"', "OC-U002", "2020-13"),
        ('months = "2020-05"', 'month = "2020-05"', "OC-M002", "unit, months"),
        ('months = "2020-05"', "months = 5", "OC-M008", "without_staff.0.months"),
        ('unit = "lido", months = "2020-05"', 'unit = "lido"', "OC-M007", "without_staff.0.months"),
    ],
)
def test_a_declaration_that_is_not_true_or_not_whole_is_refused_with_its_place(seasonal, capsys, old, new, code, said):
    (seasonal / "data.toml").write_text(DATA + SEASON.replace(old, new, 1), "utf-8")
    exit_code, out, err = run(capsys, seasonal, "--contract", CONTRACT, "--lang", "en")
    assert exit_code in (2, 3)
    (line,) = [line for line in (out + err).splitlines() if line.startswith(code) or code in line.split(" · ")[0]]
    assert said in line
