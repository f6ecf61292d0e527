"""The data file: what is wrong with it is said with its place, each cause by its own code, all at once."""

import pytest

from outcome_contracts.cli.data_file import read_data_file
from outcome_contracts.notices import DataRejected

GOOD = """\
period = "2018-10/2020-02"
status = "provisional"

[given]
savings = "10.5"
improved = true
"""
ABSENCE = '[absence]\nspells = "a"\nemployments = "b"\n'


def refused(tmp_path, content):
    path = tmp_path / "data.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataRejected) as refusal:
        read_data_file(path)
    assert refusal.value.__cause__ is None
    assert all(notice.text("sv") != notice.text("en") for notice in refusal.value.notices)
    return [(notice.code, notice.where) for notice in refusal.value.notices]


def test_a_mark_of_encoding_and_windows_lines_change_nothing(tmp_path):
    path = tmp_path / "data.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_data_file(path).given == {"savings": "10.5", "improved": True}


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ('"10.5"', "10.0", "OC-M008", "data.toml:5:11"),
        ('"10.5"', "[1.5]", "OC-M008", "data.toml:5:11"),
        ('"provisional"', '"done"', "OC-M008", "data.toml:2:10"),
        ('status = "provisional"', "", "OC-M007", "data.toml:1:1"),
        ("status =", 'colour = "red"\nstatus =', "OC-M002", "data.toml:2:10"),
        ("[given]", '[absence]\nspells = "a"\nemployments = "b"\nlast_day = 2020-01-01\n[given]', "OC-M007",
         "data.toml:4:1"),
        ("[given]", f"{ABSENCE}first_day = 0001-01-01\nlast_day = 2020-01-01\n[given]", "OC-M008", "data.toml:7:13"),
        ("[given]", f"{ABSENCE}first_day = 2018-01-01\nlast_day = 9999-12-31\n[given]", "OC-M008", "data.toml:8:12"),
        ('"10.5"', "", "OC-M001", "data.toml:5:11"),
    ],
)  # fmt: skip
def test_each_cause_has_its_code_and_its_place(tmp_path, old, new, code, where):
    assert old in GOOD
    assert refused(tmp_path, GOOD.replace(old, new)) == [(code, where)]


def test_all_findings_come_at_once_and_show_no_key_that_could_be_anything(tmp_path):
    found = refused(tmp_path, 'period = 5\n"Anna Andersson 1234" = 1\n[given]\na = 1.5\nb = 2.5\n')
    assert sorted(code for code, _ in found) == ["OC-M002", "OC-M007", "OC-M008", "OC-M008", "OC-M008"]
    with pytest.raises(DataRejected) as refusal:
        read_data_file(tmp_path / "data.toml")
    assert "Andersson" not in str(refusal.value)


@pytest.mark.parametrize(
    "content", ["x = " + "[" * 3000 + "]" * 3000, "#" * 1_000_001, b"title = '\xe5'", "x = 1\nx = 2"]
)
def test_a_hostile_file_is_refused(tmp_path, content):
    assert [code for code, _ in refused(tmp_path, content)] == ["OC-M001"]


def test_a_file_that_is_missing(tmp_path):
    with pytest.raises(DataRejected, match="OC-M004"):
        read_data_file(tmp_path / "absent.toml")
