"""The command line as a user meets it: what it prints, what it leaves, and its exit codes."""

import json
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from outcome_contracts.cli import main
from outcome_contracts.cli.bundled import names
from outcome_contracts.decimals import exact_text

DEMO_FILES = {
    "comparators.csv", "contract.toml", "data.toml", "employments.csv", "plan.toml", "spells.csv",
    "statement.html", "statement.json", "truth.json",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "botkyrka"
    assert main(["demo", "botkyrka", "--out", str(folder)]) == 0
    return folder


def statement(folder):
    return json.loads((folder / "statement.json").read_text(encoding="utf-8"))


def test_demo_leaves_its_inputs_and_the_statement(demo):
    assert {path.name for path in demo.iterdir()} == DEMO_FILES
    assert len(statement(demo)["lines"]) == 12


def test_a_second_run_gives_the_same_digest(demo, tmp_path):
    assert main(["demo", "botkyrka", "--out", str(tmp_path)]) == 0
    assert main(["demo", "botkyrka", "--out", str(tmp_path)]) == 0
    assert statement(tmp_path)["digest"] == statement(demo)["digest"]


def test_settling_the_files_that_demo_left_gives_the_same_statement(demo, tmp_path):
    assert main(["settle", str(demo / "contract.toml"), "--out", str(tmp_path)]) == 0
    assert (tmp_path / "statement.json").read_bytes() == (demo / "statement.json").read_bytes()


def test_verify_says_ok(demo, capsys):
    assert main(["verify", str(demo / "statement.json")]) == 0
    assert capsys.readouterr().out == f"OK {statement(demo)['digest']}\n"


def test_a_changed_digit_is_named_and_exits_with_5(demo, tmp_path, capsys):
    text = (demo / "statement.json").read_text(encoding="utf-8")
    observed = statement(demo)["lines"][2]["exact"]
    changed = observed[:-1] + str((int(observed[-1]) + 1) % 10)
    path = tmp_path / "statement.json"
    path.write_text(text.replace(f'"exact":"{observed}"', f'"exact":"{changed}"', 1), encoding="utf-8")
    assert main(["verify", str(path), "--lang", "en"]) == 5
    assert "/lines/2/exact" in capsys.readouterr().err


def test_payouts_are_shown_beside_the_statement_and_as_json(demo, capsys):
    file = str(demo / "statement.json")
    assert main(["payouts", file, "--target", "-12 %", "--lang", "en"]) == 0
    assert "P(" in (text := capsys.readouterr().out) or "probab" in text.lower()
    assert main(["payouts", file, "--target", "-12 %", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["statement"] == statement(demo)["digest"]


def test_payouts_of_a_statement_without_an_estimate_are_refused(tmp_path, capsys):
    assert main(["settle", "denver", "--out", str(tmp_path)]) == 0
    assert main(["payouts", str(tmp_path / "statement.json")]) == 3
    assert "OC-S040" in capsys.readouterr().err


def test_the_known_effect_lies_within_the_interval(demo):
    effect = statement(demo)["counterfactual"]["effect"]
    realised = json.loads((demo / "truth.json").read_text(encoding="utf-8"))["effect"]["realised"]
    assert Fraction(effect["low"]) < Fraction(realised) < Fraction(effect["high"])


def test_ornskoldsvik_runs_by_its_swedish_name(tmp_path, capsys):
    assert main(["demo", "Örnsköldsvik", "--out", str(tmp_path), "--lang", "sv"]) == 0
    assert "Previa" in capsys.readouterr().out


def test_denver_to_the_cent(capsys):
    assert main(["settle", "denver", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    values = {line["id"]: line["exact"] for line in (*content["lines"], *content["disclosures"])}
    assert values["total"] == "9638911.36"
    assert values["investor_return"] == "1038911.36"
    assert content["flows"][0]["amount"] == "9638911.36"


def test_norrkoping_settles_in_all_its_readings(capsys):
    assert (
        main(["settle", "norrkoping", "--given", "savings=5000000", "--given", "school_improved=false", "--json"]) == 0
    )
    readings = json.loads(capsys.readouterr().out)
    due = {reading["contract"]["id"]: reading["flows"][0]["amount"] for reading in readings}
    assert due == {"norrkoping-2016-a": "7000000", "norrkoping-2016-b": "5000000", "norrkoping-2016-indigo": "5000000"}


def test_every_reading_is_kept_under_its_own_name(tmp_path):
    assert main(["settle", "norrkoping", "--out", str(tmp_path)]) == 0
    readings = ("a", "b", "indigo")
    expected = {f"statement.norrkoping-2016-{reading}.{form}" for reading in readings for form in ("json", "html")}
    assert {path.name for path in tmp_path.iterdir()} == expected
    assert main(["verify", str(tmp_path / "statement.norrkoping-2016-b.json")]) == 0


@pytest.mark.parametrize("name", names())
def test_every_bundled_contract_is_linted_and_says_what_was_not_judged(name, capsys):
    assert main(["lint", name, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert all(notice["code"].startswith("OC-L") for notice in found["notices"])
    assert found["notices"][-1]["code"] == "OC-L000"


def test_the_page_of_lints_is_kept(tmp_path):
    assert main(["lint", "rikers_able_2012", "--out", str(tmp_path)]) == 0
    (page,) = tmp_path.iterdir()
    assert page.name == "lint.rikers-able-2012.html" and "<svg" in page.read_text(encoding="utf-8")


def test_the_schema_accepts_every_bundled_contract(capsys):
    import jsonschema

    from outcome_contracts import contract_to_json, read_contract
    from outcome_contracts.cli.bundled import contracts

    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    validator = jsonschema.Draft202012Validator(schema)
    for name in names():
        content = json.loads(contract_to_json(read_contract(contracts(name)[0])))
        assert list(validator.iter_errors(content)) == []
        assert list(validator.iter_errors({**content, "curency": "SEK"}))
        del content["currency"]
        assert list(validator.iter_errors(content))


@pytest.mark.parametrize(
    ("arguments", "code", "finding"),
    [
        (["settle", "nowhere"], 2, "OC-U001"),
        (["demo", "denver", "--out", "x"], 2, "OC-U001"),
        (["demo", "botkyrka", "--out", "x", "--dirt", "mud"], 2, "OC-U001"),
        (["settle", "botkyrka"], 2, "OC-M003"),
        (["settle", "denver", "--period", "2019"], 2, "OC-U002"),
        (["settle", "denver", "--period", ""], 2, "OC-U002"),
        (
            [
                "settle",
                "norrkoping_a",
                "--given",
                "savings=1",
                "--given",
                "school_improved=true",
                "--period",
                "2015-01/2016-02",
            ],
            3,
            "OC-S001",
        ),
        (["settle", "denver", "--given", "invested"], 2, "OC-M005"),
        (["settle", "denver", "--given", "inwested=1"], 3, "OC-S003"),
        (["settle", "missing.toml", "--data", "missing.data.toml"], 4, "OC-C023"),
        (["verify", "missing.json"], 2, "OC-M004"),
    ],
)
def test_refusals_have_code_and_exit_code(arguments, code, finding, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--lang", "en"]) == code
    captured = capsys.readouterr()
    assert finding in captured.err
    assert captured.out == ""
    assert list(tmp_path.iterdir()) == []
    assert main([*arguments, "--json"]) == code
    assert finding in {notice["code"] for notice in json.loads(capsys.readouterr().out)["notices"]}


def test_an_unknown_command_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["setle"])
    assert stop.value.code == 2


@pytest.mark.parametrize(
    ("dirt", "finding"),
    [
        ("overlaps", "OC-D010"),
        ("end_before_start", "OC-D011"),
        ("extent_out_of_range", "OC-D020"),
        ("outside_employment", "OC-D040"),
        ("nan_text", "OC-D055"),
        ("missing_month", "OC-D054"),
    ],
)
def test_dirt_is_refused_with_its_code_and_no_statement(dirt, finding, tmp_path, capsys):
    folder = tmp_path / "demo"
    assert main(["demo", "botkyrka", "--out", str(folder), "--dirt", dirt, "--lang", "en"]) == 3
    captured = capsys.readouterr()
    assert finding in captured.err
    assert captured.out == ""
    assert {path.name for path in folder.iterdir()} == DEMO_FILES - {"statement.json", "statement.html"}
    assert list(tmp_path.iterdir()) == [folder]


def test_duplicates_are_counted_once_and_held(tmp_path, demo, capsys):
    folder = tmp_path / "demo"
    assert main(["demo", "botkyrka", "--out", str(folder), "--dirt", "duplicates"]) == 0
    assert "OC-D012" in capsys.readouterr().out
    assert main(["settle", str(folder / "contract.toml"), "--status", "final"]) == 3
    assert "OC-S012" in capsys.readouterr().err


def test_a_failed_settlement_leaves_nothing(tmp_path, capsys):
    out = tmp_path / "made" / "for" / "nothing"
    assert main(["settle", "denver", "--given", "invested=x", "--out", str(out)]) == 3
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_no_half_file(tmp_path):
    out = tmp_path / "demo"
    run = subprocess.Popen(
        [sys.executable, "-m", "outcome_contracts.cli", "demo", "botkyrka", "--out", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stderr is not None
    run.stderr.readline()
    time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=60) == 130
    run.stderr.close()
    assert list(tmp_path.iterdir()) == []


def test_sigterm_leaves_no_person_row_behind(tmp_path):
    run = subprocess.Popen(
        [sys.executable, "-m", "outcome_contracts.cli", "demo", "botkyrka", "--out", str(tmp_path / "demo")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stderr is not None
    while "Jämförelse" not in run.stderr.readline().replace("jämförelse", "Jämförelse"):
        pass
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=60) == 128 + signal.SIGTERM
    run.stderr.close()
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_that_closes_is_no_traceback(demo):
    command = f"{sys.executable} -m outcome_contracts.cli settle {demo / 'contract.toml'} --json | head -c 10"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert run.stdout == '{"contract'
    assert "Traceback" not in run.stderr


def test_a_folder_in_the_place_of_a_file_is_refused_and_nothing_written(tmp_path, capsys):
    (tmp_path / "statement.json").mkdir()
    assert main(["settle", "denver", "--out", str(tmp_path)]) == 2
    assert "OC-M006" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["statement.json"]


def test_another_period_needs_its_own_figures(capsys):
    assert main(["settle", "denver", "--period", "2016-01"]) == 3
    assert "OC-M009" in capsys.readouterr().err
    given = ("housing_days_1_to_4=0", "housing_days_5=10", "jail_day_reduction=0", "invested=1")
    arguments = [word for figure in given for word in ("--given", figure)]
    assert main(["settle", "denver", "--period", "2016-01", *arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["flows"][0]["amount"] == "151.2"


def test_a_figure_is_given_once(capsys):
    assert main(["settle", "denver", "--given", "invested=1", "--given", "invested=2"]) == 2
    assert "OC-M010" in capsys.readouterr().err


def test_a_percentage_is_no_money(capsys):
    assert main(["settle", "denver", "--given", "invested=86 %"]) == 3
    assert "OC-S004" in capsys.readouterr().err


def test_what_is_wrong_with_one_file_does_not_hide_the_others(demo, tmp_path, capsys):
    for path in demo.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    spells = (tmp_path / "spells.csv").read_text(encoding="utf-8")
    (tmp_path / "spells.csv").write_text(spells.replace("extent", "extend", 1), encoding="utf-8")
    (tmp_path / "comparators.csv").write_text("unit,month\n", encoding="utf-8")
    data = (tmp_path / "data.toml").read_text(encoding="utf-8")
    data = data.replace('plan = "plan.toml"', 'plan = "plan.toml"\npanel = "comparators.csv"').replace(
        '"1500000"', '"x"'
    )
    (tmp_path / "data.toml").write_text(data, encoding="utf-8")
    assert main(["settle", str(tmp_path / "contract.toml"), "--json"]) == 3
    codes = {notice["code"] for notice in json.loads(capsys.readouterr().out)["notices"]}
    assert {"OC-M011", "OC-U006"} < codes
    assert any(code.startswith("OC-D08") for code in codes)
    (tmp_path / "data.toml").write_text(data.replace('panel = "comparators.csv"', ""), encoding="utf-8")
    assert main(["settle", str(tmp_path / "contract.toml"), "--json"]) == 3
    codes = {notice["code"] for notice in json.loads(capsys.readouterr().out)["notices"]}
    assert {"OC-D003", "OC-D004", "OC-U006"} < codes


def test_dirty_inputs_leave_no_older_statement_beside_them(tmp_path):
    assert main(["demo", "botkyrka", "--out", str(tmp_path)]) == 0
    assert main(["demo", "botkyrka", "--out", str(tmp_path), "--dirt", "overlaps"]) == 3
    assert {path.name for path in tmp_path.iterdir()} == DEMO_FILES - {"statement.json", "statement.html"}


def test_nothing_is_written_but_under_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["settle", "denver"]) == 0
    assert main(["lint", "botkyrka"]) == 0
    assert list(Path.cwd().iterdir()) == []


def test_the_readme_example_is_the_readmes_own(tmp_path, monkeypatch, capsys):
    """The README's contract and Python are run as they stand there, in the folder where its demo was made."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    blocks = [block.split("```", 1)[0] for block in readme.split("```")[1::2]]
    toml = next(block.removeprefix("toml\n") for block in blocks if block.startswith("toml\n"))
    python = [block.removeprefix("python\n") for block in blocks if block.startswith("python\n")]
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "botkyrka", "--out", "demo"]) == 0
    Path("contract.toml").write_text(toml, encoding="utf-8")
    space = {}
    for block in python:
        exec(
            compile(block.replace('open("statement.html", "w", encoding="utf-8").write(', "str("), "README", "exec"),
            space,
        )
    assert len(python) == 3
    assert f'"{space["found"].recognised}"' in readme
    assert "effect -13.97% (-20.84% … -6.51% at 0.95)" in repr(space["found"]) and "effect -13.97% (-20.84% …" in readme
    assert exact_text(space["statement"]["due"].exact) == statement(Path("demo"))["lines"][11]["exact"]
    said = capsys.readouterr().out
    assert "4,530,303.03" in said and "OC-B027" in said and "OC-B034" in said
