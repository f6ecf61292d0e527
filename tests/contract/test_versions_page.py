"""docs/versions.md: what stands there works as it stands there."""

import re
import tomllib
from datetime import date
from pathlib import Path

import numpy as np

import outcome_contracts
from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.contract.versions.files import ChainFile
from outcome_contracts.settlement import SettlementData
from tests.contract.chains import CONTRACT, FOLDER, amendment, chain, change, original

PAGE = (Path(__file__).parents[2] / "docs" / "versions.md").read_text(encoding="utf-8")
CLAUSES, CHAIN = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
CODE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_clauses_of_the_page_can_be_written_into_a_contract():
    contract = contract_from_bytes((CONTRACT[: CONTRACT.index("[[amendment_clauses]]")] + CLAUSES).encode(), "c.toml")
    assert [clause.clause for clause in contract.amendment_clauses] == ["12.1", "12.2"]
    assert [cause.id for cause in contract.termination] == ["payer"]


def test_the_chain_file_of_the_page_has_the_form_of_one():
    stored = ChainFile.model_validate(tomllib.loads(CHAIN.replace("sha256:…", "sha256:" + "0" * 64)))
    assert [each.kind for each in stored.amendments] == ["amendment"]


def test_the_code_of_the_page_runs(monkeypatch, capsys):
    monkeypatch.chdir(FOLDER)
    names = {name: getattr(outcome_contracts, name) for name in outcome_contracts.__all__}
    price = change("constants.day_price", "2205 SEK/day", "2300 SEK/day")
    start = original()
    names |= {
        "date": date,
        "original": start,
        "reaching_back": start.append(
            amendment(
                start,
                change("constants.day_price", "2100 SEK/day", "2205 SEK/day"),
                effective=date(2020, 4, 1),
                signed=date(2020, 6, 1),
            )
        ),
        "amendment": amendment(chain(), price),
        "data": SettlementData(given={"avoided_days": "1200"}),
        "measures": {"avoided_days": np.array([1000.0, 1200.0]), "months": 12},
    }
    for block in CODE:
        exec(block, names)
    printed = capsys.readouterr().out
    assert printed.replace("\u00a0", " ").splitlines()[0] == re.search(r"# (constants.*)", PAGE)[1]
    assert re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)[1] in printed
    assert printed.rstrip().endswith("Underlag för beslut, inte ett beslut.")
    assert names["statement"].provenance["version"] == names["chain"].version(3).digest
