"""T34, what is streamed and what a board reads: planted ids and texts go in, and none comes out, not in any part."""

from __future__ import annotations

import re
import zipfile
from fractions import Fraction
from io import BytesIO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

import outcome_contracts as oc
from outcome_contracts.absence.partitioned import csv_blocks, linked_keys, measure_partitioned, runs
from outcome_contracts.cli import main
from outcome_contracts.report.health_economics import (
    health_economics_html,
    health_economics_text,
    health_economics_workbook,
)
from outcome_contracts.valuation import Basis
from outcome_contracts.valuation.health_economics import BandAbsence, absence_cost, analyse, unit_absence
from tests.acceptance.canaries import CANARIES, COMMENTS, DIAGNOSES, MARK, PERSONS, seen_in, trap
from tests.acceptance.deliveries import ABSENCE, ACCEPTANCE, HALF_2020, YEAR_2020, contract, rules
from tests.acceptance.test_canaries import planted, silent, tried, with_free_text
from tests.valuation.health_economics.example import SIMULATION, model, values

PERIOD = oc.Period.parse("2020-01/2020-06")
TABLES = ("spells", "employments")


def in_parquet(source, target):
    """The same rows, as texts."""
    texts = pa.csv.ConvertOptions(
        column_types=dict.fromkeys(source.read_text("utf-8").split("\n")[0].split(","), "str")
    )
    pa.parquet.write_table(pa.csv.read_csv(source, convert_options=texts), target)
    return target


def test_t34_no_streamed_file_shows_a_cell(tmp_path):
    good = {}
    for name in TABLES:
        good[name] = tmp_path / f"good_{name}.csv"
        good[name].write_text(planted((ABSENCE / f"{name}.csv").read_text("utf-8")), "utf-8")
    with trap() as heard:
        for file in sorted(ABSENCE.glob("*_*.csv")):
            kind, content = file.name.partition("_")[0], planted(file.read_bytes().decode("iso-8859-1"))
            (tmp_path / file.name).write_text(content, "iso-8859-1")
            tables = {**good, kind: tmp_path / file.name}
            call = lambda t=tables: measure_partitioned(**t, rules=rules(), period=PERIOD, covers=YEAR_2020)  # noqa: E731
            tried(heard, file.name, call)
        for name in TABLES:
            bad = tmp_path / "free_text.csv"
            bad.write_text(with_free_text(good[name].read_text("utf-8")), "utf-8")
            odd = in_parquet(good[name], tmp_path / f"odd_{name}.parquet")
            table = pa.parquet.read_table(odd)
            for column in table.column_names if name == "spells" else ():
                cells = pa.array([*DIAGNOSES, *COMMENTS][: table.num_rows])
                changed = table.set_column(table.column_names.index(column), column, cells)
                pa.parquet.write_table(changed, odd)
                for each in (odd, bad, tmp_path / "missing.parquet", tmp_path):
                    tables = {**good, name: each}
                    call = lambda t=tables: measure_partitioned(**t, rules=rules(), period=PERIOD, covers=YEAR_2020)  # noqa: E731
                    tried(heard, each.name, call)
    silent(heard, "OC-D004", "OC-D009", "OC-D010", "OC-D011", "OC-D012", "OC-D020", "OC-D040", "OC-D043", "OC-D044",
           "OC-D055", "OC-D212", "OC-P001")  # fmt: skip


def test_t34_what_waits_in_temporary_files_and_what_the_command_says_holds_no_id(tmp_path, monkeypatch, capfd):
    """Sorted runs of so few rows that most are written; what is written is kept, for the folder is soon gone."""
    written, write_away = [], runs.Runs._write_away

    def kept(self):
        write_away(self)
        written.extend(file.read_bytes() for file in self._files)

    for module, name, size in ((runs, "_RUN", 64), (csv_blocks, "_BLOCK", 320), (linked_keys, "_PIECE", 4)):
        monkeypatch.setattr(module, name, size)
    monkeypatch.setattr(runs.Runs, "_write_away", kept)
    for name in TABLES:
        (tmp_path / f"{name}.csv").write_text(planted((ACCEPTANCE / f"{name}.csv").read_text("utf-8")), "utf-8")
    asked = ["measure", str(tmp_path / "spells.csv"), str(tmp_path / "employments.csv"), "--period", str(PERIOD)]
    asked += ["--contract", str(ACCEPTANCE / "contract.toml"), "--first-day", "2020-01-01", "--last-day", "2020-06-30"]
    for form in ((), ("--json",), ("--lang", "en")):
        assert main([*asked, *form, "--out", str(tmp_path / "out")]) == 0
    assert written
    assert seen_in("".join(each.decode("latin-1") for each in written)) == []
    with (tmp_path / "spells.csv").open("a", encoding="utf-8") as bad:
        bad.write(",".join(CANARIES[::20]) + "\n")
    assert main([*asked, "--out", str(tmp_path / "bad")]) == 3
    captured = capfd.readouterr()
    assert "OC-D009" in captured.err
    pages = [page.read_text("utf-8") for page in (tmp_path / "out").iterdir()]
    assert seen_in("".join((captured.out, captured.err, *pages))) == []


def parts_of(workbook: bytes) -> dict[str, str]:
    """Every part of a workbook as text, its name and the remarks of the archive with it."""
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        said = {"": package.comment.decode("latin-1")}
        for entry in package.infolist():
            remark = (entry.comment + entry.extra).decode("latin-1")
            said[entry.filename] = f"{entry.filename} {remark} {package.read(entry).decode('utf-8')}"
    return said


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_t34_no_part_of_the_board_s_workbook_and_no_page_shows_who_it_is(tmp_path, monkeypatch, lang):
    """From planted records by the panel to the board: neither them, nor who made it, where or when."""
    for variable in ("USER", "LOGNAME", "USERNAME", "HOME", "HOSTNAME"):
        monkeypatch.setenv(variable, COMMENTS[1])
    monkeypatch.chdir(tmp_path)
    for name in TABLES:
        (tmp_path / f"{name}.csv").write_text(planted((ACCEPTANCE / f"{name}.csv").read_text("utf-8")), "utf-8")
    priced = values(Basis.CONTRACT_VALUE, "2000", "500")
    with trap() as heard:
        records = oc.read_records(tmp_path / "spells.csv", tmp_path / "employments.csv", covers=HALF_2020)
        panel = oc.measure(records, contract().measure_rules, PERIOD)
        long = {unit: (BandAbsence("long", Fraction(30), 12),) for unit in panel.units}
        absent = dict.fromkeys(panel.units, 20)
        units = unit_absence(panel, PERIOD, short_term_band="short", absent=absent, long_term=long)
        analysis = analyse(
            model(absence=absence_cost(units, priced, period=PERIOD)), simulation=SIMULATION, scenarios=()
        )
        workbook = health_economics_workbook(analysis, lang)
        heard.hear("page", health_economics_html(analysis, lang, sections=(), plots=()))
        heard.hear("text", health_economics_text(analysis, lang, sections=()))
        parts = parts_of(workbook)
        for name, text in parts.items():
            heard.hear(name, text)
        heard.hear("bytes", workbook.decode("latin-1"))
    assert heard.sprung == []
    assert {"docProps/core.xml", "docProps/app.xml", "xl/sharedStrings.xml", "xl/workbook.xml"} <= parts.keys()
    assert panel.units[0] in parts["xl/sharedStrings.xml"]
    assert not re.search("absPath|lastModifiedBy>[^<]|creator>[^<]", "".join(parts.values()))
    assert str(tmp_path) not in "".join(parts.values())
    assert not {str(year) for year in range(2025, 2100)} & set(re.findall(r"\d{4}", parts["docProps/core.xml"]))


def test_a_canary_in_any_part_of_a_workbook_would_be_seen():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("docProps/core.xml", f"<dc:creator>{PERSONS[0]}</dc:creator>")
    assert seen_in(packed.getvalue().decode("latin-1")) == []
    assert seen_in("".join(parts_of(packed.getvalue()).values())) == [MARK]
