"""Panel files: what is written reads back the same, and what is wrong is all said at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.exchange import read_comparator_panel, read_panel, write_panel
from outcome_contracts.notices import DataRejected
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period

RULES = "sha256:" + "ab" * 32
HEADER = "unit,month,net_days,person_days,fte_days,heads,spells"
GOOD = f"{HEADER}\nnorth,2019-01,20.5,930,800.25,30,4\nnorth,2019-02,0,840,800,30,0\n"


def _refused(tmp_path, content: str | bytes) -> list[tuple[str, str, dict]]:
    path = tmp_path / "panel.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataRejected) as refusal:
        read_panel(path, measured_by=RULES)
    for notice in refusal.value.notices:
        assert notice.text("sv") != notice.text("en")
    return [(notice.code, notice.where, dict(notice.facts)) for notice in refusal.value.notices]


def test_a_file_by_hand(tmp_path) -> None:
    (tmp_path / "panel.csv").write_text(GOOD)
    found = read_panel(tmp_path / "panel.csv", measured_by=RULES)
    assert type(found) is Panel
    assert (found.units, found.period, found.measured_by) == (
        ("north",),
        Period.parse("2019-01/2019-02"),
        RULES,
    )
    assert found.net_days.tolist() == [[2_050_000_000, 0]]
    assert found.fte_days.tolist() == [[8_002_500, 8_000_000]]
    assert (found.person_days.tolist(), found.heads.tolist(), found.spells.tolist()) == (
        [[930, 840]],
        [[30, 30]],
        [[4, 0]],
    )
    assert type(read_comparator_panel(tmp_path / "panel.csv", measured_by=RULES)) is ComparatorPanel


def test_the_order_of_rows_and_columns_and_a_mark_of_encoding_do_not_matter(tmp_path) -> None:
    (tmp_path / "one.csv").write_text(GOOD)
    rows = [line.split(",")[::-1] for line in GOOD.splitlines()]
    text = "\r\n".join(",".join(row) for row in (rows[0], rows[2], rows[1]))
    (tmp_path / "other.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_panel(tmp_path / "one.csv", measured_by=RULES) == read_panel(tmp_path / "other.csv", measured_by=RULES)


NAMES = st.lists(st.sampled_from(["Åsele", "a,b", 'the "north"', "4410", "x y", "é"]), min_size=1, unique=True)


@settings(deadline=None, max_examples=30)
@given(NAMES, st.integers(1, 4), st.data())
def test_what_is_written_reads_back_the_same(tmp_path_factory, names, months, data) -> None:
    shape = (len(names), months)

    def column(largest: int) -> np.ndarray:
        values = st.lists(st.integers(0, largest), min_size=shape[0] * months, max_size=shape[0] * months)
        return np.array(data.draw(values), dtype=np.int64).reshape(shape)

    days = 1 + column(9_999_998)
    part = column(10**8)
    panel = Panel(
        tuple(names),
        Period(24_000, 24_000 + months - 1),
        RULES,
        days * part,
        days,
        days * (part % 10_001),
        np.minimum(days, part),
        column(99),
    )
    path = tmp_path_factory.mktemp("panels") / "panel.csv"
    write_panel(panel, path)
    assert read_panel(path, measured_by=RULES) == panel
    assert [file.name for file in path.parent.iterdir()] == ["panel.csv"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch) -> None:
    path = tmp_path / "panel.csv"
    path.write_text(GOOD)
    panel = read_panel(path, measured_by=RULES)
    monkeypatch.setattr("outcome_contracts.exchange.panels._lines", lambda _: iter([object()]))
    with pytest.raises(Exception, match="iterable"):
        write_panel(panel, path)
    assert path.read_text() == GOOD
    assert [file.name for file in tmp_path.iterdir()] == ["panel.csv"]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@SUM(1)", "+1", "a\u202eb", " a", "x" * 201])
def test_names_that_no_panel_can_have_are_not_read(tmp_path, name) -> None:
    found = _refused(tmp_path, GOOD.replace("north", f'"{name}"'))
    assert [(code, where, facts["count"]) for code, where, facts in found] == [("OC-D092", "panel.csv:2", 2)]
    assert not name.strip("+1a ") or name not in str(found)


def test_two_spellings_of_one_name_are_one_unit(tmp_path) -> None:
    text = f"{HEADER}\n\u00c5sele,2019-01,1,31,31,11,1\nA\u030asele,2019-02,1,28,28,11,1\n"
    (tmp_path / "panel.csv").write_text(text, encoding="utf-8")
    assert read_panel(tmp_path / "panel.csv", measured_by=RULES).units == ("\u00c5sele",)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "OC-D086"),
        ("NaN", "OC-D087"),
        ("1e3", "OC-D087"),
        (" 5", "OC-D087"),
        ('"20,5"', "OC-D087"),
        ("\uff11\uff12", "OC-D087"),
        ("-1", "OC-D088"),
        ("0.123456789", "OC-D089"),
        ("10000000", "OC-D090"),
        ("9" * 5000, "OC-D090"),
        ("931", "OC-D093"),
    ],
)
def test_a_value_that_is_wrong(tmp_path, value, code) -> None:
    content = GOOD.replace("20.5", value)
    assert [(c, where, facts["column"]) for c, where, facts in _refused(tmp_path, content)] == [
        (code, "panel.csv:2", "net_days")
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("2019-02", "2019-13", "OC-D085", "panel.csv:3"),
        ("2019-02", "201902", "OC-D085", "panel.csv:3"),
        ("2019-02", "2019-01", "OC-D091", "panel.csv:3"),
        ("north,2019-02", ",2019-02", "OC-D092", "panel.csv:3"),
        ("840,800,30,0", "840,800,30", "OC-D084", "panel.csv:3"),
        ("840,800,30,0\n", "840,800,30,0\n\n", "OC-D084", "panel.csv:4"),
        ("840,800", "840.5,800", "OC-D089", "panel.csv:3"),
        ("840,800", "840,841", "OC-D093", "panel.csv:3"),
        ("north,2019-02", '"north,2019-02', "OC-D083", "panel.csv:3"),
        (",spells", "", "OC-D081", "panel.csv:1"),
        ("unit,", "UNIT,", "OC-D080", "panel.csv:1"),
        (",heads,", ",unit,", "OC-D080", "panel.csv:1"),
    ],
)
def test_a_row_or_a_heading_that_is_wrong(tmp_path, old, new, code, where) -> None:
    assert (code, where) in [(c, place) for c, place, _ in _refused(tmp_path, GOOD.replace(old, new))]


@pytest.mark.parametrize(
    ("content", "code"),
    [("", "OC-D082"), (HEADER, "OC-D082"), (GOOD.encode("utf-16"), "OC-D083"), (None, "OC-D094")],
)
def test_a_file_that_holds_nothing(tmp_path, content, code) -> None:
    if content is None:
        with pytest.raises(DataRejected, match=code):
            read_panel(tmp_path / "absent.csv", measured_by=RULES)
    else:
        assert [c for c, _, _ in _refused(tmp_path, content)] == [code]


def test_another_alphabet_is_named_by_its_row(tmp_path) -> None:
    content = GOOD.replace("north,2019-02", "\u00c5sele,2019-02").encode("latin-1")
    assert [(code, where) for code, where, _ in _refused(tmp_path, content)] == [("OC-D083", "panel.csv:3")]


def test_missing_months_are_named_per_unit(tmp_path) -> None:
    content = GOOD + "south,2019-04,0,30,30,11,0\n"
    assert [(code, facts["unit"], facts["months"]) for code, _, facts in _refused(tmp_path, content)] == [
        ("OC-D050", "north", "2019-03, 2019-04"),
        ("OC-D050", "south", "2019-01, 2019-02, 2019-03"),
    ]


def test_a_slip_of_a_century_is_one_short_finding(tmp_path) -> None:
    found = _refused(tmp_path, GOOD.replace("2019-02", "2119-02"))
    assert [(code, facts["count"]) for code, _, facts in found] == [("OC-D050", 1_200)]
    assert len(found[0][2]["months"]) < 200


def test_everything_is_found_in_one_pass_and_no_value_is_shown(tmp_path) -> None:
    content = (
        f"{HEADER}\n"
        "north,2019-01,-5,930,800,30,4\n"
        "north,2019-02,-6,840,oops,30,4\n"
        "19121212-1212,secret,1,,800,30,4\n"
        "north,2019-01,1,930,800,30\n"
    )
    found = _refused(tmp_path, content)
    assert sorted(code for code, _, _ in found) == ["OC-D084", "OC-D085", "OC-D086", "OC-D087", "OC-D088"]
    negative = next(facts for code, _, facts in found if code == "OC-D088")
    assert (negative["column"], negative["count"], negative["rows"]) == ("net_days", 2, "2, 3")
    assert not [word for word in ("1912", "secret", "oops") if word in str(found)]


def test_a_header_that_is_data_is_not_shown(tmp_path) -> None:
    found = _refused(tmp_path, GOOD.replace(HEADER, "19121212-1212,2018-12,1,2,3,4,5"))
    assert "1912" not in str(found)
    assert [code for code, _, _ in found] == ["OC-D080"] * 7 + ["OC-D081"]
