"""A streamed delivery gives the panel and the findings of the same delivery read whole."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import measure, read_records
from outcome_contracts.absence.partitioned import csv_blocks, linked_keys, measure_partitioned, parquet, runs, streaming
from outcome_contracts.notices import DataRejected
from outcome_contracts.period import Period
from tests.absence.deliveries import COVERS, deliveries, rules
from tests.absence.oracle import Spell, Stretch

PERIOD = Period.parse("2019-11/2020-04")
LAW = settings(max_examples=30, deadline=None)
SPELL, EMPLOYED = ("person", "employment", "first_day", "last_day", "extent"), ("person", "employment", "unit")
any_rules = st.builds(
    rules,
    short_term=st.sampled_from(("first_14_days", "periods_up_to_14_days")),
    relapse_days=st.sampled_from((0, 1, 5)),
    extent_basis=st.sampled_from(("of_employment", "of_full_time")),
    population=st.sampled_from(("all_employed", "employed_all_year")),
    overlap=st.sampled_from(("reject", "max", "capped_sum")),
)


def as_number(name: str) -> int:
    """A whole number in place of an id of letters; different ones stay different."""
    return int("".join(str(ord(letter)) for letter in name))


def tables(spells: list[Spell], stretches: list[Stretch], *, numbers: bool) -> tuple[pa.Table, pa.Table]:
    """The two tables, ids as text or as whole numbers."""
    name = as_number if numbers else str
    extent = [each.extent / 10_000 for each in spells]
    absence = {
        "person": pa.array([name(each.person) for each in spells], pa.int64() if numbers else pa.string()),
        "employment": pa.array([name(each.employment) for each in spells], pa.int64() if numbers else pa.string()),
        "first_day": pa.array([each.first for each in spells], pa.date32()),
        "last_day": pa.array([each.last for each in spells], pa.date32()),
        "extent": pa.array(extent, pa.float64()),
    }
    employed = {
        "person": [name(each.person) for each in stretches],
        "employment": [name(each.employment) for each in stretches],
        "unit": [each.unit for each in stretches],
        "first_day": [each.first for each in stretches],
        "last_day": [each.last for each in stretches],
        "extent": [each.extent / 10_000 for each in stretches],
    }
    return pa.table(absence), pa.table(employed)


def written(folder: Path, name: str, table: pa.Table, form: str) -> Path:
    """The table as one file."""
    path = folder / f"{name}.{form}"
    if form == "parquet":
        pq.write_table(table, path)
        return path
    rows = [",".join(table.column_names)]
    rows += [",".join(str(value) for value in row.values()) for row in table.to_pylist()]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def outcome(call):
    """The panel and the findings of a call, or the findings of its refusal; without the names of the files."""
    try:
        panel, notices = call()
    except DataRejected as refusal:
        panel, notices = None, refusal.notices
    found = {replace(notice, where=notice.where.replace(".parquet", "").replace(".csv", "")) for notice in notices}
    return panel, found


def whole(absence, employed, chosen):
    records = read_records(absence, employed, covers=COVERS, overlap=chosen.overlap)
    return measure(records, chosen, PERIOD), records.notices


def streamed(folder, absence, employed, chosen, form):
    found = measure_partitioned(
        written(folder, "spells", absence, form), written(folder, "employments", employed, form), chosen, PERIOD,
        covers=COVERS,
    )  # fmt: skip
    return found.panel, found.notices


@st.composite
def dirty(draw):
    """A delivery in which rows may stand twice, overlap, lie outside, or name employments of others or of nobody."""
    spells, stretches = draw(deliveries())
    spells = list(spells)
    for spell in draw(st.lists(st.sampled_from(spells or [None]), max_size=3)) if spells else ():
        kind = draw(st.sampled_from(("twice", "overlap", "outside", "nobody", "foreign")))
        match kind:
            case "twice":
                spells.append(spell)
            case "overlap":
                spells.append(replace(spell, last=spell.last + timedelta(2), extent=5_000))
            case "outside":
                spells.append(replace(spell, first=date(2019, 3, 1), last=date(2019, 3, 3)))
            case "nobody":
                spells.append(replace(spell, employment="e9.9"))
            case "foreign":
                spells.append(replace(spell, person="p9"))
    return draw(st.permutations(spells)), stretches


@LAW
@given(dirty(), any_rules, st.booleans(), st.sampled_from(("parquet", "csv")), st.integers(1, 5))
def test_a_streamed_delivery_gives_what_the_whole_one_gives(delivery, chosen, numbers, form, size):
    if not delivery[0]:
        return
    absence, employed = tables(*delivery, numbers=numbers)
    expected = outcome(lambda: whole(absence, employed, chosen))
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(streaming, "_BLOCK", size)
        patch.setattr(streaming, "_RANGE", 2 * size)
        patch.setattr(runs, "_RUN", 16 * size)
        patch.setattr(linked_keys, "_PIECE", size)
        patch.setattr(parquet, "_BATCH", 4 * size)
        patch.setattr(csv_blocks, "_BLOCK", 80 * size)
        assert outcome(lambda: streamed(Path(folder), absence, employed, chosen, form)) == expected


def large_delivery() -> tuple[list[Spell], list[Stretch]]:
    """Forty persons with one employment each, and among their spells some that stand twice or overlap."""
    random = np.random.default_rng(3)
    spells, stretches = [], []
    for person in range(40):
        names, day = (f"p{person}", f"e{person}"), date(2019, 10, 1)
        stretches.append(Stretch(*names, f"unit {person % 3}", date(2019, 1, 1), date(2020, 12, 31), 7_500, True))
        for gap, length in random.integers((-2, 1), (20, 18), (9, 2)).tolist():
            first = day + timedelta(max(gap, 0) if not spells or spells[-1].person != names[0] else gap)
            day = first + timedelta(length)
            spells.append(Spell(*names, first, day - timedelta(1), 5_000 if length % 3 else 10_000))
    spells += spells[::50]
    return [spells[place] for place in random.permutation(len(spells))], stretches


@pytest.fixture
def files(tmp_path):
    absence, employed = tables(*large_delivery(), numbers=True)
    return written(tmp_path, "spells", absence, "parquet"), written(tmp_path, "jobs", employed, "parquet")


def test_files_of_a_folder_are_one_table_and_rows_are_told_by_their_file(files, tmp_path):
    spells, employments = files
    table, folder = pq.read_table(spells), tmp_path / "parts"
    folder.mkdir()
    for number, first in enumerate(range(0, table.num_rows, 100)):
        pq.write_table(table.slice(first, 100), folder / f"part {number}.parquet")
    chosen = rules(overlap="max")
    one, many = (measure_partitioned(each, employments, chosen, PERIOD, covers=COVERS) for each in (spells, folder))
    assert one.panel == many.panel
    for alone, apart in zip(one.notices, many.notices, strict=True):
        row = int(alone.where.rpartition(":")[2]) - 2
        assert apart.where == f"part {row // 100}.parquet:{row % 100 + 2}"


def test_progress_ends_with_everything_done(files):
    told = []
    measure_partitioned(
        *files, rules(overlap="max"), PERIOD, covers=COVERS, progress=lambda done, total: told.append((done, total))
    )
    assert told == sorted(told)
    assert len({total for _, total in told}) == 1
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_interruption_leaves_no_temporary_file(files, tmp_path, monkeypatch, error):
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr(runs, "_RUN", 64)
    monkeypatch.setattr(parquet, "_BATCH", 50)
    seen = []

    def interrupt(done, total):
        seen.extend(place.rglob("*.keys"))
        if seen:
            raise error

    with pytest.raises(error):
        measure_partitioned(*files, rules(overlap="max"), PERIOD, covers=COVERS, progress=interrupt)
    assert seen
    assert list(place.iterdir()) == []
    measure_partitioned(*files, rules(overlap="max"), PERIOD, covers=COVERS)
    assert list(place.iterdir()) == []


GOOD = "person,employment,first_day,last_day,extent\n1,11,2019-12-01,2019-12-03,1\n"


NOT_ALL_PLAIN = (
    "1,11,2020-02-30,2020-03-01,1",
    "1,11,2020-13-01,2020-03-01,1",
    "1,11,2020-02-3,2020-03-01,1",
    "1,11,2020-02-01,,1",
    "1,11,2020/02/01,2020-03-01,1",
    "1,11,0000-02-01,2020-03-01,1",
    "1,11,1899-12-31,1900-01-01,1",
    "1,11,2020-02-01,2020-01-31,1",
    "1,11,2020-02-01,2020-02-01,1.00001",
    "1,11,2020-02-01,2020-02-01,1.",
    "1,11,2020-02-01,2020-02-01,.5",
    "1,11,2020-02-01,2020-02-01,-1",
    "1,11,2020-02-01,2020-02-01,1.5",
    "1,11,2020-02-01,2020-02-01,50",
    "1,11,2020-02-01,2020-02-01,",
    "1,11,2020-02-01,2020-02-01",
    "1,11,2020-02-01,2020-02-01,1,",
    ",11,2020-02-01,2020-02-01,1",
    "01,11,2020-02-01,2020-02-01,1",
    "1, 11,2020-02-01,2020-02-01,1",
    "1,1e1,2020-02-01,2020-02-01,1",
    "1,12,2020-02-01,2020-02-01,1",
    "2,11,2020-02-01,2020-02-01,1",
    '1,"11",2020-02-01,2020-02-01,1',
    '1,"11,2020-02-01,2020-02-01,1',
    "1,11\x00,2020-02-01,2020-02-01,1",
    "1,11,2020-02-01,2020-02-01,1\r",
    "1,1١,2020-02-01,2020-02-01,1",
    "",
    "1,11,2014-02-01,2020-02-01,1",
    "1,11,2020-02-01,2020-02-01,0.1234",
    "1,11,2020-02-01,2020-02-01,1.0",
    "1,11,2020-02-29,2020-02-29,0",
    "1,99999999999999999,2020-02-01,2020-02-01,1",
)


@pytest.mark.parametrize("row", NOT_ALL_PLAIN)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_whatever_is_not_plain_is_read_and_refused_as_by_the_strict_reader(tmp_path, row, end):
    spells, employments = tmp_path / "spells.csv", tmp_path / "jobs.csv"
    spells.write_bytes((GOOD + row).replace("\n", end or "\n").encode() + end.encode())
    employments.write_text(
        "person,employment,unit,first_day,last_day,extent\n1,11,north unit,2010-01-01,,1\n"
        "2,22,south unit,2010-01-01,,1\n"
    )
    chosen = rules()

    def strict():
        records = read_records(spells, employments, covers=COVERS)
        return measure(records, chosen, PERIOD), records.notices

    def stream():
        found = measure_partitioned(spells, employments, chosen, PERIOD, covers=COVERS)
        return found.panel, found.notices

    assert outcome(stream) == outcome(strict)


@pytest.mark.parametrize(
    "row, code",
    [
        ("1,11,2020-01-31,2020-02-10,1", "OC-D040"),
        ("1,11,2020-02-01,2020-02-10,1", None),
        ("1,11,2020-02-20,2020-02-29,1", None),
        ("1,11,2020-02-20,2020-03-01,1", "OC-D040"),
    ],
)
def test_one_day_before_or_after_the_only_employment_is_outside_it(tmp_path, row, code):
    spells, employments = tmp_path / "spells.csv", tmp_path / "jobs.csv"
    spells.write_text("person,employment,first_day,last_day,extent\n" + row + "\n2,22,2020-02-03,2020-02-04,1\n")
    employments.write_text(
        "person,employment,unit,first_day,last_day,extent\n1,11,north unit,2020-02-01,2020-02-29,1\n"
        "2,22,south unit,2010-01-01,,1\n"
    )
    _, found = outcome(
        lambda: (
            (measured := measure_partitioned(spells, employments, rules(), PERIOD, covers=COVERS)).panel,
            measured.notices,
        )
    )
    assert {(notice.code, notice.net_days) for notice in found} == ({(code, "1")} if code else set())


def test_bytes_that_do_not_belong_are_found_in_their_row(tmp_path):
    spells, employments = tmp_path / "spells.csv", tmp_path / "jobs.csv"
    spells.write_bytes(GOOD.encode() + "1,11,2020-02-01,2020-02-01,1\n1,1å,2020-02-01,2020-02-01,1\n".encode("latin-1"))
    employments.write_text("person,employment,unit,first_day,last_day,extent\n1,11,north unit,2010-01-01,,1\n")
    with pytest.raises(DataRejected) as refused:
        measure_partitioned(spells, employments, rules(), PERIOD, covers=COVERS)
    assert [(notice.code, notice.where) for notice in refused.value.notices] == [("OC-D001", "spells.csv:4")]


@pytest.mark.parametrize("name", ["spells.xlsx", "missing.parquet", "."])
def test_what_is_no_table_is_refused(files, tmp_path, name):
    (tmp_path / "spells.xlsx").write_bytes(b"PK")
    (tmp_path / "other.csv").write_text("a\n")
    with pytest.raises(DataRejected) as refused:
        measure_partitioned(tmp_path / name, files[1], rules(), PERIOD, covers=COVERS)
    assert [notice.code for notice in refused.value.notices] == ["OC-D212"]


def test_rules_that_go_by_a_schedule_are_refused(files):
    with pytest.raises(DataRejected) as refused:
        measure_partitioned(*files, rules(day_basis="scheduled", days_off_at_end="counted"), PERIOD, covers=COVERS)
    assert [notice.code for notice in refused.value.notices] == ["OC-D214"]


def test_the_command_writes_the_same_panel(files, tmp_path, capsys):
    from outcome_contracts.cli.bundled import contracts
    from outcome_contracts.cli.main import main
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.exchange.panels import read_panel

    (contract,) = contracts("botkyrka")
    agreed = read_contract(contract).measure_rules
    spells, employments = files
    table = pq.read_table(spells).group_by(["person"]).aggregate([("employment", "min"), ("first_day", "min")])
    days = table.column("first_day_min")
    absence = pa.table(
        {"person": table["person"], "employment": table["employment_min"], "first_day": days, "last_day": days,
         "extent": pa.array([1.0] * table.num_rows)}
    )  # fmt: skip
    path = written(tmp_path, "apart", absence, "parquet")
    employed = pq.read_table(employments)
    paid = pa.array(["monthly"] * employed.num_rows)
    employments = written(tmp_path, "paid", employed.append_column("pay_form", paid), "parquet")
    options = [
        "--contract",
        "botkyrka",
        "--first-day",
        "2019-01-01",
        "--last-day",
        "2020-12-31",
        "--period",
        str(PERIOD),
    ]
    assert main(["measure", str(path), str(employments), *options, "--out", str(tmp_path / "out")]) == 0
    assert agreed.digest in capsys.readouterr().out
    expected = measure_partitioned(path, employments, agreed, PERIOD, covers=COVERS).panel
    assert read_panel(tmp_path / "out" / "panel.csv", measured_by=agreed.digest) == expected
