"""Other kinds of files in place of CSV: named, and refused before they cost anything."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import file_kinds, read_records
from outcome_contracts.absence.exports import bundled_profiles, read_export
from outcome_contracts.absence.file_kinds import kind_of, offered_as_csv
from outcome_contracts.notices import DataRejected, Findings
from tests.measured import in_bounds

DATA = Path(__file__).parents[1] / "data" / "absence"
COVERS = (date(2020, 1, 1), date(2020, 12, 31))

KINDS = {
    "pickle.csv": ("OC-D241", "pickle"),
    "json.csv": ("OC-D241", "json"),
    "xml.csv": ("OC-D241", "xml"),
    "workbook.csv": ("OC-D241", "archive"),
    "old_workbook.csv": ("OC-D241", "office"),
    "packed.csv": ("OC-D241", "packed"),
    "nul_bytes.csv": ("OC-D046", None),
}


def refused(read, *tables, **options):
    with pytest.raises(DataRejected) as refusal:
        read(*tables, **options)
    assert refusal.value.__context__ is None
    return {notice.code: (notice.where, dict(notice.facts)) for notice in refusal.value.notices}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_another_kind_of_file_is_named(name, encoding):
    code, kind = KINDS[name]
    staff = DATA / ("employments.csv" if encoding == "utf-8" else "employments_latin1.csv")
    found = refused(read_records, DATA / "kinds" / name, staff, covers=COVERS, encoding=encoding)
    where, facts = found[code]
    assert where == (f"{name}:7" if kind is None else name)
    if kind is not None:
        assert facts["found"] == f"@file_{kind}"
        profile = bundled_profiles()["swedish_excel"]
        assert code in refused(read_export, DATA / "kinds" / name, profile, table="spells")


def test_a_pickle_is_never_opened(tmp_path):
    class Trap:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "sprung",))

    file = tmp_path / "spells.csv"
    file.write_bytes(pickle.dumps(Trap()))
    assert "OC-D241" in refused(read_records, file, DATA / "employments.csv", covers=COVERS)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "text", ["", "\n", "[]", '\ufeff  {"a": 1}', json.dumps({"person": ["p1"]}), "person,extent\n"]
)
def test_text_is_told_from_json(tmp_path, text):
    file = tmp_path / "spells.csv"
    file.write_text(text, encoding="utf-8")
    assert kind_of(file) == ("json" if any(sign in text for sign in "[{") else "text")


@pytest.mark.parametrize("quoted", [False, True])
def test_a_field_of_a_hundred_million_bytes_is_refused_within_bounds(tmp_path, quoted):
    file = tmp_path / "spells.csv"
    with file.open("wb") as stream:
        stream.write((DATA / "spells.csv").read_bytes() + b'"' * quoted)
        for _ in range(100):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"' * quoted + b",e1,2020-01-01,2020-01-02,1\n")
    found = refused(read_records, file, DATA / "employments.csv", covers=COVERS)
    assert found["OC-D242"][0] == "spells.csv:7"
    in_bounds(
        "from datetime import date\n"
        "from outcome_contracts.absence import read_records\n"
        f"read = lambda: read_records({str(file)!r}, {str(DATA / 'employments.csv')!r}, "
        "covers=(date(2020, 1, 1), date(2020, 12, 31)))\n",
        "OC-D242",
    )


@settings(deadline=None, max_examples=80)
@given(lines=st.lists(st.integers(0, 40), max_size=12), limit=st.integers(8, 32), ended=st.booleans())
def test_a_line_is_too_long_exactly_where_one_is_longer_than_the_limit(tmp_path_factory, lines, limit, ended):
    file = tmp_path_factory.mktemp("lines") / "spells.csv"
    text = "\n".join("x" * length for length in lines) + "\n" * ended
    file.write_text(text, encoding="utf-8")
    findings = Findings()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_kinds, "LONGEST_LINE", limit)
        usable = offered_as_csv(file, findings)
    last = len(lines) - 1
    long = [n for n, length in enumerate(lines, 1) if length + (n - 1 < last or ended) > limit]
    assert usable == (not long)
    if long:
        assert [notice.where for notice in findings] == [f"spells.csv:{long[0]}"]
