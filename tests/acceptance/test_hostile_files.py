"""T32: files that are meant to hurt are refused within two seconds and little memory, and an honest one is read."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import outcome_contracts as oc
from outcome_contracts.absence.paxml import read_paxml
from tests.acceptance.deliveries import ABSENCE, ACCEPTANCE, EMPLOYMENTS, HALF_2020, SPELLS, YEAR_2020, contract

MOST_SECONDS, MOST_MEGABYTES = 2, 200


def contract_text():
    return oc.contract_to_json(contract())


HOSTILE = {
    "deep.json": lambda: "[" * 100_000 + "]" * 100_000,
    "deep_object.json": lambda: '{"a":' * 100_000 + "1" + "}" * 100_000,
    "twice.json": lambda: contract_text().replace('"currency"', '"currency":"SEK","currency"', 1),
    "nan.json": lambda: contract_text().replace('"currency":"SEK"', '"currency":NaN', 1),
    "infinity.json": lambda: contract_text().replace('"currency":"SEK"', '"currency":1e999', 1),
    "pickle.json": lambda: pickle.dumps({"currency": "SEK"}),
    "deep.toml": lambda: "a = " + "[" * 100_000 + "]" * 100_000,
    "dotted.toml": lambda: "a" + ".a" * 50_000 + " = 1",
    "bomb.toml": lambda: 'a: &a ["lol","lol"]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n',
    "object.toml": lambda: "!!python/object/apply:os.system ['true']",
    "large.json": lambda: '"' + "x" * 20_000_000 + '"',
}
RUN = """
import resource, sys
import outcome_contracts as oc
before = resource.getrusage(resource.RUSAGE_SELF)
try:
    {call}
except oc.OutcomeContractsError as refused:
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(refused.notices[0].code, after.ru_utime - before.ru_utime, (after.ru_maxrss - before.ru_maxrss) / 1024)
"""


def refused_within(call: str, *arguments: object) -> str:
    """The code of the refusal, in a process of its own whose time and memory are looked at."""
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(call=call), *map(str, arguments)], capture_output=True, text=True, check=True
    )
    code, seconds, megabytes = done.stdout.split()
    assert float(seconds) < MOST_SECONDS
    assert float(megabytes) < MOST_MEGABYTES
    return code


@pytest.mark.parametrize("name", HOSTILE)
def test_t32_a_hostile_contract_is_refused(tmp_path, name):
    content = HOSTILE[name]()
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(oc.ContractInvalid) as refused:
        oc.read_contract(tmp_path / name)
    assert refused.value.__cause__ is None
    assert "os.system" not in str(refused.value)
    with pytest.raises(oc.VerificationFailed):
        oc.verify((tmp_path / name).read_bytes())


def test_t32_yaml_is_no_form_of_a_contract(tmp_path):
    (tmp_path / "contract.yaml").write_text("currency: NO\n", encoding="utf-8")
    with pytest.raises(oc.ContractInvalid):
        oc.read_contract(tmp_path / "contract.yaml")


def test_t32_the_worst_of_them_take_little_time_and_memory(tmp_path):
    (tmp_path / "deep.json").write_text(HOSTILE["deep_object.json"](), encoding="utf-8")
    call = "oc.read_contract(sys.argv[1])"
    assert refused_within(call, tmp_path / "deep.json").startswith("OC-")


def test_t32_a_cell_of_100_megabytes_is_refused(tmp_path):
    file = tmp_path / "spells.csv"
    file.write_text((ABSENCE / "spells.csv").read_text(encoding="utf-8") + "x" * 100_000_000, encoding="utf-8")
    with pytest.raises(oc.DataRejected) as refused:
        oc.read_records(file, ABSENCE / "employments.csv", covers=YEAR_2020)
    assert next(notice.code for notice in refused.value.notices) in ("OC-D008", "OC-D242")


def test_t32_a_pickle_offered_as_a_table_is_not_loaded(tmp_path):
    class Opened:
        def __reduce__(self):
            return Path.touch, (tmp_path / "opened",)

    (tmp_path / "spells.pkl").write_bytes(pickle.dumps(Opened()))
    with pytest.raises(oc.DataRejected):
        oc.read_records(tmp_path / "spells.pkl", ABSENCE / "employments.csv", covers=YEAR_2020)
    assert not (tmp_path / "opened").exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [("entity_bomb", "OC-D170"), ("external_entity", "OC-D170"), ("document_type", "OC-D170"), ("included", "OC-D176")],
)
def test_t32_xml_with_entities_is_refused(name, code):
    with pytest.raises(oc.DataRejected) as refused:
        read_paxml(ABSENCE / "paxml" / f"{name}.xml", unit_dimension=1)
    assert code in [notice.code for notice in refused.value.notices]


def test_t32_xml_of_a_hundred_thousand_levels_is_refused(tmp_path):
    (tmp_path / "deep.xml").write_text("<paxml>" + "<a>" * 100_000, encoding="utf-8")
    with pytest.raises(oc.DataRejected, match="OC-D171"):
        read_paxml(tmp_path / "deep.xml", unit_dimension=1)


@pytest.mark.parametrize("named", ["../secret.csv", "/etc/passwd", "spells.csv\0"])
def test_t32_a_data_file_that_names_what_is_no_delivery_shows_nothing_of_it(tmp_path, named, capsys):
    from outcome_contracts.cli import main

    (tmp_path / "secret.csv").write_text("hemligt,4711\n", encoding="utf-8")
    (tmp_path / "in").mkdir()
    text = (ACCEPTANCE / "data.toml").read_text(encoding="utf-8").replace('"spells.csv"', json.dumps(named))
    (tmp_path / "in" / "data.toml").write_text(text, encoding="utf-8")
    assert main(["settle", str(ACCEPTANCE / "contract.toml"), "--data", str(tmp_path / "in" / "data.toml")]) == 3
    captured = capsys.readouterr()
    assert captured.out == "" and "Traceback" not in captured.err
    assert not {"hemligt", "4711", "root:"} & set(captured.err.replace(",", " ").split())


def test_t32_an_honest_file_of_six_megabytes_is_read(tmp_path):
    """Rows of 33,000 persons, whose ids are as long as ids may be."""
    count, pad = 33_000, "0" * 57
    spells = [SPELLS, *(f"p{pad}{n:06},e{pad}{n:06},2020-03-02,2020-03-04,0.75" for n in range(count))]
    staff = [EMPLOYMENTS, *(f"p{pad}{n:06},e{pad}{n:06},north,2019-01-01,2020-12-31,1" for n in range(count))]
    for name, rows in (("spells", spells), ("employments", staff)):
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert (tmp_path / "employments.csv").stat().st_size > 5_000_000
    records = oc.read_records(tmp_path / "spells.csv", tmp_path / "employments.csv", covers=HALF_2020)
    assert len(records.spells) == count
