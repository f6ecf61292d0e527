"""Plain files: read whole or refused with reason and place, written whole or not at all."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.complaints import shown_key, shown_path
from outcome_contracts.plain_files import Unreadable, decoded, parsed_json, parsed_toml, read_text, write_whole

SECRET = "Anna Andersson 19800101-1234"


def refused(action):
    with pytest.raises(Unreadable) as refusal:
        action()
    return refusal.value.reason, refusal.value.where, refusal.value.detail


def test_a_byte_order_mark_and_carriage_returns_are_no_part_of_the_text(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    assert read_text(tmp_path / "a.txt") == "one\ntwo\n"
    (tmp_path / "b.txt").write_bytes("å".encode("cp1252"))
    assert read_text(tmp_path / "b.txt", encoding="cp1252") == "å"


def test_a_file_that_is_missing_too_large_or_in_another_encoding(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"123456")
    assert read_text(tmp_path / "a.txt", largest=6) == "123456"
    assert refused(lambda: read_text(tmp_path / "a.txt", largest=5)) == ("large", "a.txt", "5 bytes")
    for path in (tmp_path, tmp_path / "absent.txt", tmp_path / "nul\0.txt"):
        assert refused(lambda path=path: read_text(path))[0] == "missing"
    assert refused(lambda: decoded(b"a\nb\n\xe5", "a.txt")) == ("encoding", "a.txt:3", "5")
    with pytest.raises(LookupError):
        decoded(b"a", "a.txt", encoding="klingon")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\nb = \nc = 2", ("syntax", "a.toml:2:5")),
        ("a = 1\nb = [", ("syntax", "a.toml")),
        ("a = 1\na = 2\n", ("syntax", "a.toml:2:6")),
        ("a = " + "[" * 3000 + "]" * 3000, ("nesting", "a.toml")),
        ("a = 9" + "9" * 5000, ("nesting", "a.toml")),
        ("\n" + ".".join("a" * 20) + " = 1", ("nesting", "a.toml:2")),
    ],
)
def test_a_text_that_is_no_toml(text, expected):
    assert refused(lambda: parsed_toml(text, "a.toml"))[:2] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{\n}x", ("syntax", "a.json:2:2")),
        ("", ("syntax", "a.json:1:1")),
        ("[NaN]", ("syntax", "a.json")),
        ("[]", ("syntax", "a.json")),
        ("[" * 100_000, ("nesting", "a.json")),
        ("9" * 5000, ("nesting", "a.json")),
        ('{"a": 1, "b": {"c": 1, "d": 2, "c": 3}}', ("repeated", "a.json")),
    ],
)
def test_a_text_that_is_no_json(text, expected):
    assert refused(lambda: parsed_json(text, "a.json"))[:2] == expected


def test_no_reason_shows_a_key_that_could_be_anything():
    assert refused(lambda: parsed_toml(f'["{SECRET}"]\n["{SECRET}"]', "a.toml"))[2] == "Cannot declare (…) twice"
    assert refused(lambda: parsed_json(f'{{"{SECRET}": 1, "{SECRET}": 2}}', "a.json"))[2] == "…"
    assert refused(lambda: parsed_json('{"fee": 1, "fee": 2}', "a.json"))[2] == "fee"
    assert [shown_key(key) for key in ("fee", SECRET, "19800101-1234", "", "a" * 61)] == ["fee", "…", "…", "…", "…"]
    assert shown_path(("lines", 3, SECRET)) == "lines.3.…"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40) | st.text(alphabet='[]{}"=.,:\n1a#', max_size=40))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    for parse in (parsed_toml, parsed_json):
        try:
            parse(text, "a")
        except Unreadable as error:
            assert error.where.startswith("a")


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    write_whole(tmp_path / "a.txt", b"one")
    write_whole(tmp_path / "a.txt", b"two")
    assert (tmp_path / "a.txt").read_bytes() == b"two"
    (tmp_path / "folder").mkdir()
    for content, path in ((b"x", tmp_path / "folder"), (None, tmp_path / "a.txt")):
        with pytest.raises((OSError, TypeError)):
            write_whole(path, content)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "folder"]
    assert (tmp_path / "a.txt").read_bytes() == b"two"


@pytest.mark.parametrize("limit", [1000, 20_000])
def test_how_deep_a_file_may_be_does_not_depend_on_pythons_own_limit(limit):
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    try:
        for levels, deep in ((200, False), (300, True)):
            text = "[" * levels + "1" + "]" * levels
            for read, whole in ((parsed_toml, f"a = {text}"), (parsed_json, f'{{"a": {text}}}')):
                if deep:
                    assert refused(lambda read=read, whole=whole: read(whole, "a"))[0] == "nesting"
                else:
                    assert read(whole, "a")["a"]
    finally:
        sys.setrecursionlimit(before)
