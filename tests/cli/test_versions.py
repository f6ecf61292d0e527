"""`versions`: the chain as people read it, its canonical JSON, and what is wrong with it."""

import json

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
