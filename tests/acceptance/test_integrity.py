"""T35: one changed digit is found and named; order, threads and hash seeds change nothing; nothing leaks out."""

from __future__ import annotations

import json
import os
import random
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import outcome_contracts as oc
from outcome_contracts.cli import main
from tests.acceptance.deliveries import ACCEPTANCE, contract, measured

SETTLE = ("settle", str(ACCEPTANCE / "contract.toml"), "--data", str(ACCEPTANCE / "data.toml"))


@pytest.fixture(scope="module")
def statement():
    return oc.settle(contract(), oc.SettlementData(panel=measured()), "2020-01/2020-06")


@pytest.fixture(scope="module")
def text(statement):
    return statement.to_json()


def leaves(value, path=""):
    """Every value with its JSON pointer."""
    if isinstance(value, (dict, list)):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, f"{path}/{key}")
    else:
        yield path, value


def first_change(old, new):
    """The pointer of the one value that differs; nothing but values was touched."""
    return min(path for (path, one), (_, other) in zip(leaves(old), leaves(new), strict=True) if one != other)


def flipped(text, place):
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def digits(text):
    """Places of digits in values; not in keys, which `first_change` could not compare."""
    quoted = {place for match in re.finditer(r'"[a-z_0-9]+":', text) for place in range(*match.span())}
    return [place for place, letter in enumerate(text) if letter.isdigit() and place not in quoted]


def test_t35_a_flipped_digit_anywhere_is_found_at_its_path(text):
    """Every part of the statement in turn: lines, flows, the contract, the panel, digests."""
    stored, named = json.loads(text), set()
    for place in random.Random(35).sample(digits(text), 100):
        try:
            changed = json.loads(flipped(text, place))
        except ValueError:
            continue
        with pytest.raises(oc.VerificationFailed) as refused:
            oc.verify(flipped(text, place))
        path = first_change(stored, changed)
        notice = refused.value.notices[0]
        assert notice.code in ("OC-V010", "OC-V011", "OC-V020"), path
        if not path.startswith(("/seal", "/digest", "/schema")):
            assert dict(notice.facts)["path"] == path
            named.add(path.removeprefix("/inputs").split("/")[1])
    assert {"lines", "contract", "panel"} <= named


@pytest.mark.parametrize("part", ["lines", "flows", "contract", "inputs", "provenance"])
def test_t35_the_command_line_ends_with_code_5(text, part, tmp_path, capsys):
    stored = json.loads(text)
    places = (place for place in digits(text) if not re.match(r"0\d", text[place - 1 : place + 1]))
    place = next(at for at in places if first_change(stored, json.loads(flipped(text, at))).startswith(f"/{part}/"))
    file = tmp_path / "statement.json"
    file.write_text(flipped(text, place), encoding="utf-8")
    assert main(["verify", str(file), "--lang", "en"]) == 5
    assert f"/{part}/" in capsys.readouterr().err
    file.write_text(text, encoding="utf-8")
    assert main(["verify", str(file)]) == 0


def shuffled(value, draw):
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw.sample(sorted(value), len(value))}
    return [shuffled(each, draw) for each in value] if isinstance(value, list) else value


def test_t35_keys_in_another_order_and_white_space_change_nothing(statement):
    for seed in range(3):
        other = json.dumps(shuffled(statement.to_dict(), random.Random(seed)), indent=seed + 1, ensure_ascii=seed == 0)
        assert oc.verify(other).digest == statement.digest


def test_t35_rows_in_another_order_change_nothing(statement, tmp_path):
    tables = []
    for name in ("spells", "employments"):
        header, *rows = (ACCEPTANCE / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        tables.append(tmp_path / f"{name}.csv")
        tables[-1].write_text("\n".join([header, *random.Random(1).sample(rows, len(rows))]) + "\n", encoding="utf-8")
    panel = measured(*tables)
    assert oc.settle(contract(), oc.SettlementData(panel=panel), "2020-01/2020-06").to_json() == statement.to_json()


def test_t35_rules_that_this_build_does_not_have_are_named(text):
    stored = json.loads(text)
    stored["provenance"]["rules"] = "99"
    with pytest.raises(oc.VerificationFailed, match="OC-V030"):
        oc.verify(json.dumps(stored))


WITHOUT_NETWORK = """
import socket
def refuse(*args, **kwargs):
    raise AssertionError("a socket was opened")
socket.socket.__init__ = socket.create_connection = socket.getaddrinfo = refuse
from outcome_contracts.cli import main
import sys
raise SystemExit(main(sys.argv[1:]))
"""


def files_below(folder: Path):
    return {path.relative_to(folder): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_t35_no_network_no_file_outside_out_and_hash_seed_and_threads_change_nothing(text, tmp_path):
    """Another process, seed, number of threads, zone and locale than those in which the text was made."""
    home, out = tmp_path / "home", tmp_path / "Åtgärder" / "ut"
    for folder in (home, home / "tmp", tmp_path / "work"):
        folder.mkdir()
    before = files_below(ACCEPTANCE)
    said = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
    said |= {f"{library}_NUM_THREADS": "8" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
    said |= {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NETWORK, *SETTLE, "--out", str(out)],
        capture_output=True, text=True, check=False, cwd=tmp_path / "work",
        env={**os.environ, **said, "PYTHONPATH": str(Path(oc.__file__).parents[1])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.iterdir()} == {"statement.json", "statement.html"}
    assert (out / "statement.json").read_text(encoding="utf-8").strip() == text
    assert {path.parent for path in files_below(tmp_path)} == {Path("Åtgärder/ut")}
    assert files_below(ACCEPTANCE) == before


def test_t35_the_library_opens_no_socket(statement, text, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "__init__", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert oc.settle(contract(), oc.SettlementData(panel=measured()), "2020-01/2020-06").to_json() == text
    assert oc.verify(text).digest == statement.digest
    oc.statement_html(statement, "sv")


USER = '''
"""What an integrator writes."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import outcome_contracts as oc
from outcome_contracts.absence.vintages import Vintages, append, read_delivery
from outcome_contracts.disclosure import ReleaseLedger, Table, UnitTree, policy_named, protect


def settled(folder: Path, known: date) -> Fraction:
    contract = oc.read_contract(folder / "contract.toml")
    rules = contract.measure_rules
    assert rules is not None
    covers = (date(2020, 1, 1), date(2020, 6, 30))
    records = oc.read_records(folder / "spells.csv", folder / "employments.csv", covers=covers, overlap=rules.overlap)
    period = oc.Period.parse("2020-01/2020-06")
    try:
        panel = oc.measure(records, rules, period)
    except oc.DataRejected as refused:
        print([(notice.code, notice.where, notice.text("sv")) for notice in refused.notices])
        raise
    statement = oc.settle(contract, oc.SettlementData(panel=panel), period, known_at=known)
    print(oc.verify(statement.to_json()).digest, oc.statement_text(statement, "sv"))
    vintages: Vintages = append(
        Vintages(), read_delivery(folder / "spells.csv", folder / "employments.csv", covers=covers, known=known)
    ).vintages
    tree = UnitTree.of({unit: "town" for unit in panel.units})
    release = protect(Table.of_panel(panel, tree), policy_named("parties")).release("half a year")
    print(len(vintages), ReleaseLedger().released(release).releases)
    return statement.flows[0].amount
'''


def test_t35_the_script_of_a_user_is_clean_under_strict_mypy(tmp_path):
    (tmp_path / "user.py").write_text(USER, encoding="utf-8")
    root = Path(oc.__file__).parents[1]  # with the package's own settings, whose cache is warm after its own check
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(tmp_path / "user.py")],
        capture_output=True, text=True, check=False, cwd=root,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
