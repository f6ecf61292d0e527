"""One small bad contract per finding: the file's first lines say the code and what stands at the place named."""

import re
from pathlib import Path

import pytest

from outcome_contracts.contract.files import contract_from_bytes, read_contract
from outcome_contracts.notices import ContractInvalid, catalogue

FOLDER = Path(__file__).parents[1] / "data" / "contract"
GOOD = ("small.toml", "sickness.toml", "card.toml", "clean.toml")
_EXPECTED = re.compile(r"# (OC-[CTX][0-9]{3}) ?(.*)")


def bad_files():
    return sorted(path for path in FOLDER.glob("*.toml") if path.name not in GOOD)


def expected(text):
    """(code, what stands at its place) of each finding that the file's first lines announce."""
    found = []
    for line in text.splitlines():
        match = _EXPECTED.fullmatch(line)
        if match is None:
            return found
        found.append((match[1], match[2]))
    return found


def refused(raw, name):
    with pytest.raises(ContractInvalid) as refusal:
        contract_from_bytes(raw, name)
    return refusal.value.notices


def at(text, where, name):
    """What stands at `name:line:column`."""
    file, line, *column = where.split(":")
    assert file == name
    return text.splitlines()[int(line) - 1][int(column[0]) - 1 if column else 0 :]


@pytest.mark.parametrize("path", bad_files(), ids=lambda path: path.stem)
def test_every_class_of_mistake_is_found_where_it_stands(path):
    raw = path.read_bytes()
    text = raw.decode("utf-8", errors="replace")
    notices = refused(raw, path.name)
    wanted = expected(text)
    assert [notice.code for notice in notices] == [code for code, _ in wanted]
    for notice, (_, stands) in zip(notices, wanted, strict=True):
        assert at(text, notice.where, path.name).startswith(stands)
        assert notice.text("sv") and notice.text("en")


@pytest.mark.parametrize("columns", ['"price"', '["price", 3]', '["price", { id = "repeats", label = 3 }]'])
def test_a_table_that_cannot_be_read_is_one_finding(columns):
    """Not also that there is no such table, or no such column."""
    path = FOLDER / "sum_over_nothing.toml"
    text = re.sub(
        r"(?m)^columns = .*$", f"columns = {columns}", path.read_text(encoding="utf-8").replace("cards", "card")
    )
    assert [notice.code for notice in refused(text.encode(), path.name)] == ["OC-C004"]


def test_the_good_files_are_good():
    for name in GOOD:
        assert read_contract(FOLDER / name).terms.formulas


def test_every_code_that_reading_a_contract_can_give_has_a_bad_file():
    shown = {code for path in bad_files() for code, _ in expected(path.read_text("utf-8", errors="replace"))}
    elsewhere = {
        "OC-C022", "OC-C023", "OC-X010",  # JSON, no file, hostile files: tests.contract.test_files
        "OC-C030",  # a lint
        "OC-C060", "OC-C061", "OC-X012",  # in Python, and with the data: tests.contract.test_build, test_hostile
        "OC-T010", "OC-T011", "OC-T018",  # at settlement
        *(f"OC-T0{number}" for number in range(26, 34)),  # at settlement too: tests.terms.test_functions
    }  # fmt: skip
    codes = {code for code in catalogue() if code.startswith(("OC-C", "OC-T", "OC-X"))}
    assert codes == shown | elsewhere
