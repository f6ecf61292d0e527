"""T34: a hundred planted ids, diagnoses and comments go in everywhere, and none comes out anywhere."""

from __future__ import annotations

import json
import re
from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pytest

import outcome_contracts as oc
from outcome_contracts.absence.answer_reader import read_answers
from outcome_contracts.absence.code_coverage import code_coverage
from outcome_contracts.absence.exports import bundled_profiles, read_export, read_profile
from outcome_contracts.absence.key_file import read_key
from outcome_contracts.absence.month_split import read_month_split
from outcome_contracts.absence.organisation import observed_continuity
from outcome_contracts.absence.paxml import read_paxml
from outcome_contracts.absence.person_reader import read_persons
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.rekeying import rekey_all
from outcome_contracts.absence.rights import Final, erase, purge, rectify, restrict, subject_extract, verify_final
from outcome_contracts.absence.vintages import (
    ReasonCodes,
    Vintages,
    append,
    as_known,
    diff,
    drift,
    read_delivery,
    revision_triangle,
    splice,
)
from outcome_contracts.absence.vintages.reason_file import read_reason_codes
from outcome_contracts.absence.workbooks import read_workbook
from outcome_contracts.cli import main
from outcome_contracts.disclosure import ReleaseLedger, Table, UnitTree, policy_named, protect
from tests.acceptance.canaries import (
    CANARIES,
    COMMENTS,
    DIAGNOSES,
    EMPLOYMENTS,
    IDENTITY_NUMBERS,
    MARK,
    PERSONS,
    Trap,
    seen_in,
    trap,
)
from tests.acceptance.deliveries import ABSENCE, ACCEPTANCE, HALF_2020, YEAR_2020, contract, data_file, rules

REASONS = ReasonCodes({"SJK": "sick", "ASK": "work injury", "VAB": "child"}, frozenset({"sick", "work injury"}))
KEY = PseudonymKey(bytes(range(32)), "made for the tests")
PERIOD = oc.Period.parse("2020-01/2020-06")
JULY, AUGUST, LATER = date(2020, 7, 15), date(2020, 8, 15), date(2020, 10, 1)


def planted(text: str) -> str:
    """Canaries in place of the ids of a table."""
    text = re.sub(r"\bp(\d+)\b", lambda found: PERSONS[int(found[1]) % 25] + found[1], text)
    return re.sub(r"\be(\d+)\b", lambda found: EMPLOYMENTS[int(found[1]) % 25] + found[1], text)


def with_free_text(text: str) -> str:
    """A column of comments and one of diagnoses more."""
    header, *rows = text.splitlines()
    texts = (f",{COMMENTS[n % 20].replace(',', ' ')},{DIAGNOSES[n % 20]}" for n in range(len(rows)))
    return (
        "\n".join([f"{header},kommentar,diagnos", *(row + more for row, more in zip(rows, texts, strict=True))]) + "\n"
    )


def tried(heard: Trap, source: str, call):
    """What a call gives, or None with its refusal heard."""
    try:
        found = call()
    except Exception as error:  # whatever it is, it may say nothing
        heard.catch(source, error)
        assert isinstance(error, oc.OutcomeContractsError), f"{source}: {error!r}"
        return None
    heard.look_at(source, found)
    for notice in getattr(found, "notices", ()):
        heard.notice(source, notice)
    return found


def silent(heard: Trap, *codes: str) -> None:
    assert heard.sprung == []
    assert heard.pieces > 100
    assert set(codes) <= heard.codes


def read_both(heard, source, spells, employments):
    """The two tables as records, as a delivery that is kept and as what the check finds."""
    reasons = REASONS if b",reason" in spells.read_bytes() else None
    tried(heard, source, lambda: oc.read_records(spells, employments, covers=YEAR_2020, reasons=reasons))
    known = {"covers": YEAR_2020, "known": JULY, "reasons": reasons}
    if len(source) % 4 == 0:  # another door to the same columns: some of the files are enough
        tried(heard, source, lambda: read_delivery(spells, employments, **known))
    if len(source) % 8 == 1:
        said = {"rules": contract().measure_rules, "covers": YEAR_2020, "reasons": reasons}
        shown(heard, source, tried(heard, source, lambda: oc.check(spells, employments, **said)))


def shown(heard, source, report):
    """All that a quality report shows: data, frame, notebook, text and page."""
    pieces = (report.to_json(), report._repr_html_(), oc.quality_text(report, "en"))
    for text in (*pieces, report.to_frame("pandas", "sv").to_csv()):
        heard.hear(source, text)
    for finding in report.findings:
        heard.notice(source, finding.notice)


def test_there_are_a_hundred_canaries_and_each_is_heard():
    assert len(set(CANARIES)) == 100
    with trap() as heard:
        for each in CANARIES:
            heard.hear("", f"row 5: {each!r}")
    assert len(heard.sprung) == 100


def test_t34_no_refusal_of_a_csv_file_shows_a_cell(tmp_path):
    """Every file of bad input, with canaries for ids, and once more with columns of comments and diagnoses."""
    tables = {}
    for name in ("spells", "employments"):
        tables[name] = tmp_path / f"{name}.csv"
        tables[name].write_text(planted((ABSENCE / f"{name}.csv").read_text("utf-8")), "utf-8")
    with trap() as heard:
        for file in sorted(ABSENCE.glob("*_*.csv")):
            kind, content = file.name.partition("_")[0], planted(file.read_bytes().decode("iso-8859-1"))
            (tmp_path / file.name).write_text(content, "iso-8859-1")
            read_both(heard, file.name, **{**tables, kind: tmp_path / file.name})
        for name, table in tables.items():
            (tmp_path / "free_text.csv").write_text(with_free_text(table.read_text("utf-8")), "utf-8")
            read_both(heard, "free text", **{**tables, name: tmp_path / "free_text.csv"})
    silent(
        heard, "OC-D001", "OC-D002", "OC-D003", "OC-D004", "OC-D005", "OC-D006", "OC-D008", "OC-D009", "OC-D010",
        "OC-D011", "OC-D012", "OC-D013", "OC-D014", "OC-D015", "OC-D020", "OC-D021", "OC-D040", "OC-D042", "OC-D043",
        "OC-D044", "OC-D046", "OC-D047", "OC-D048", "OC-D055", "OC-D058", "OC-D136", "OC-D188", "OC-D189", "OC-D260",
        "OC-D261", "OC-D262", "OC-P001",
    )  # fmt: skip


CELLS = (PERSONS[3], EMPLOYMENTS[4], DIAGNOSES[5], COMMENTS[6], COMMENTS[2], IDENTITY_NUMBERS[7])


def test_t34_a_canary_in_any_cell_is_not_shown(tmp_path):
    good = {name: (ABSENCE / f"{name}.csv").read_text("utf-8").splitlines() for name in ("spells", "employments")}
    with trap() as heard:
        for name, lines in good.items():
            for row, shift in [(row, shift) for row in (0, len(lines) - 1) for shift in range(len(CELLS) + 1)]:
                header, fields = lines[0].split(","), lines[row].split(",")
                # Each canary in each column, alone once; text in the place of a unit's name is shown.
                for column, heading in enumerate(header):
                    cell = CELLS[(column + shift) % len(CELLS)] if heading != "unit" else IDENTITY_NUMBERS[0]
                    fields[column] = cell if (row and shift) or column == shift % len(header) else fields[column]
                fields[-1] = f'"{fields[-1]}' if shift == 1 else fields[-1]  # and once with a quotation mark left open
                changed = [*lines[:row], ",".join(fields), *lines[row + 1 :]]
                (tmp_path / "t.csv").write_text("\n".join(changed) + "\n", "utf-8")
                tables = {each: ABSENCE / f"{each}.csv" for each in good} | {name: tmp_path / "t.csv"}
                tried(heard, f"{name} {row} {shift}", lambda t=tables: oc.read_records(**t, covers=YEAR_2020))
        for lines in good.values():  # the header is lost, and a row of data stands in its place
            (tmp_path / "t.csv").write_text(planted("\n".join(lines[1:])) + "\n", "utf-8")
            call = lambda: oc.read_records(tmp_path / "t.csv", tmp_path / "t.csv", covers=YEAR_2020)  # noqa: E731
            tried(heard, "no header", call)
    silent(heard, "OC-D003", "OC-D004", "OC-D009", "OC-D020", "OC-D043", "OC-D044")


def test_t34_no_frame_shows_a_cell():
    frames = {}
    for name in ("spells", "employments"):
        frames[name] = pd.read_csv(ABSENCE / f"{name}.csv", dtype=str).map(
            lambda cell: planted(cell) if isinstance(cell, str) else cell
        )
    odd = ([PERSONS[1]], {COMMENTS[1]: 1}, 1.5, None, 10**30, DIAGNOSES[1])
    with trap() as heard:
        for name, frame in frames.items():
            columns = frame.columns.drop("unit", errors="ignore")
            for shift in range(len(odd)):  # each of them in each column
                changed = frame.astype(object)
                for place, column in enumerate(columns):
                    changed.at[2, column] = odd[(place + shift) % len(odd)]
                tables = {**frames, name: changed}
                tried(heard, f"{name} {shift}", lambda t=tables: oc.read_records(**t, covers=YEAR_2020))
            for place, column in enumerate(columns):
                texts = frame.assign(**{column: list(CANARIES[::20])})
                kinds = (texts, pl.from_pandas(texts), pl.from_pandas(texts).to_arrow())
                tables = {**frames, name: kinds[place % len(kinds)]}
                tried(heard, f"{name} {column}", lambda t=tables: oc.read_records(**t, covers=YEAR_2020))
        free = frames["spells"].assign(kommentar=list(COMMENTS[:5]), icd10=list(DIAGNOSES[:5]))
        tried(heard, "free text", lambda: oc.read_records(free, frames["employments"], covers=YEAR_2020))
        for table in (5, {"person": PERSONS}, list(CANARIES), free.to_numpy()):
            tried(heard, "no frame", lambda t=table: oc.read_records(t, frames["employments"], covers=YEAR_2020))
    silent(heard, "OC-D007", "OC-D055", "OC-D056", "OC-D066", "OC-D188", "OC-D189")


PROFILES = {"excel": "swedish_excel", "extract": "personnel_extract", "moments": "time_system"}


def test_t34_no_export_and_no_monthly_file_shows_a_cell(tmp_path):
    with trap() as heard:
        for file in sorted((ABSENCE / "exports").glob("*.csv")):
            text = planted(file.read_bytes().decode("cp1252", "replace")).replace("ring chefen", COMMENTS[0])
            (tmp_path / file.name).write_text(text, "cp1252", "replace")
            profile = bundled_profiles()[PROFILES.get(file.name.split("_")[0].removesuffix(".csv"), "swedish_excel")]
            for key in (None, KEY):
                for table in ("spells", "employments"):
                    options = {"table": table, "key": key}
                    read_in = tried(
                        heard, file.name, lambda f=file, p=profile, o=options: read_export(tmp_path / f.name, p, **o)
                    )
                    if read_in is not None:
                        link = lambda r=read_in: oc.read_records(r, r, covers=YEAR_2020)  # noqa: E731
                        tried(heard, file.name, link)
        for file in sorted((ABSENCE / "month_split").glob("*.csv")):
            (tmp_path / file.name).write_text(planted(file.read_text("utf-8")), "utf-8")
            for key in (None, KEY):
                call = lambda f=file, k=key: read_month_split(tmp_path / f.name, delimiter=";", encoding="utf-8", key=k)  # noqa: E731
                tried(heard, file.name, call)
        broken = tmp_path / "profile.toml"
        broken.write_text(
            f'delimiter = "{COMMENTS[0]}"\nextent = "{DIAGNOSES[0]}"\n[columns]\nperson = ["{PERSONS[0]}"]\n', "utf-8"
        )
        tried(heard, "profile", lambda: read_profile(broken))
    silent(
        heard,
        "OC-D011",
        "OC-D020",
        "OC-D190",
        "OC-D196",
        "OC-D198",
        "OC-D202",
        "OC-D205",
        "OC-D206",
        "OC-D207",
        "OC-D208",
    )


def test_t34_no_paxml_shows_an_element(tmp_path):
    with trap() as heard:
        for place, file in enumerate(sorted((ABSENCE / "paxml").glob("*.xml"))):
            text = file.read_bytes().decode("iso-8859-1")
            for number, (other, key) in enumerate(
                ((PERSONS[1], None), (EMPLOYMENTS[2], KEY), (IDENTITY_NUMBERS[3], None))
            ):
                if place % 3 == number:
                    continue
                variant = re.sub(r'anstid="(\d+)"', rf'anstid="{other}\1"', text) if number < 2 else text
                variant = re.sub(r'persnr="[^"]*"', f'persnr="{other}"', variant)
                variant = variant.replace(">SJK<", f">{DIAGNOSES[number]}<") if number == 1 else variant
                variant = variant.replace("</tidtrans>", f"<info>{COMMENTS[number]}</info></tidtrans>", 1)
                (tmp_path / file.name).write_text(variant, "iso-8859-1")
                call = lambda f=file, k=key: read_paxml(tmp_path / f.name, unit_dimension=1, key=k)  # noqa: E731
                found = tried(heard, file.name, call)
                if found is not None:
                    tables = (found.spells, found.employments)
                    link = lambda t=tables: oc.read_records(*t, covers=YEAR_2020, reasons=REASONS)  # noqa: E731
                    tried(heard, file.name, link)
    silent(heard, "OC-D170", "OC-D174", "OC-D176", "OC-D178", "OC-D179", "OC-D180", "OC-D190")


@pytest.fixture(scope="module")
def delivery(tmp_path_factory):
    """The delivery of 80 persons, all of whose ids are canaries."""
    folder = tmp_path_factory.mktemp("planted")
    for name in ("spells", "employments"):
        (folder / f"{name}.csv").write_text(planted((ACCEPTANCE / f"{name}.csv").read_text("utf-8")), "utf-8")
    return folder


def test_t34_no_vintage_and_no_right_of_a_person_shows_who_it_is(delivery, tmp_path):
    agreed, person = contract().measure_rules, PERSONS[7] + "07"
    later = tmp_path / "spells.csv"
    rows = (delivery / "spells.csv").read_text("utf-8").splitlines()
    later.write_text(
        "\n".join([rows[0], *rows[40:], f"{person},{EMPLOYMENTS[7]}07,2020-06-28,2020-06-29,1"]) + "\n", "utf-8"
    )
    with trap() as heard:
        held = Vintages()
        for spells, known in ((delivery / "spells.csv", JULY), (later, AUGUST)):
            one = read_delivery(spells, delivery / "employments.csv", covers=HALF_2020, known=known)
            held = append(held, one).vintages
        append(held, one)
        old, new = (as_known(held, day) for day in (JULY, LATER))
        final = Final("Q2", oc.measure(new.records(), agreed, PERIOD), agreed, LATER)
        wrong = Final("Q2", oc.measure(old.records(), agreed, PERIOD), agreed, LATER)
        tried(heard, "diff", lambda: diff(old, new, agreed, PERIOD, value_per_day="2143"))
        tried(heard, "drift", lambda: drift(old, new, PERIOD, tolerance="1 %"))
        triangle = {"until": LATER, "horizon": 1, "settled_share": "99 %"}
        tried(heard, "triangle", lambda: revision_triangle(held, agreed, PERIOD, **triangle))
        for day in (date(2020, 3, 1), date(2021, 3, 1)):
            tried(heard, "splice", lambda d=day: splice(old, new, agreed, day=d, tolerance="0 %"))
        tried(heard, "extract", lambda: subject_extract(held, person, finals=[final]))
        restricted = tried(heard, "restrict", lambda: restrict(held, person, since=AUGUST))
        heard.look_at("restriction", restricted.restrictions[0])
        tried(heard, "restricted", lambda: as_known(restricted, LATER).records())
        tried(heard, "rekeyed", lambda: rekey_all(restricted, KEY))
        tried(heard, "rectify", lambda: rectify(held, person, old.spells, known=LATER, reason="wrong_days"))
        tried(heard, "rectify", lambda: rectify(held, COMMENTS[0], old.spells, known=LATER, reason=COMMENTS[1]))
        mine = old.only([person]).spells
        tried(heard, "rectify", lambda: rectify(held, person, mine, known=LATER, reason=COMMENTS[1]))
        for call in (erase, restrict):
            options = {"day": LATER, "finals": [final]} if call is erase else {"since": LATER}
            tried(heard, "nobody", lambda c=call, o=options: c(held, PERSONS[2] + "-unknown", **o))
        for each in (final, wrong):
            gone = tried(heard, "erase", lambda f=each: erase(held, person, day=LATER, finals=[f]))
            tried(heard, "verify", lambda f=each: verify_final(held, f))
        tried(heard, "erased", lambda: erase(held, person, day=LATER, finals=[final]).tombstones[0])
        assert gone is None
        kept = {"used_from": HALF_2020[0], "day": LATER, "finals": [final]}
        tried(heard, "purge", lambda: purge(held, before=date(2020, 1, 1), **kept))
        tried(heard, "purge", lambda: purge(held, before=date(2020, 6, 1), **kept))
        for entry in held.entries:
            for table in (entry, entry.delivery, entry.delivery.spells, entry.delivery.employments):
                heard.look_at("held", table)
    silent(heard, "OC-D161", "OC-D162", "OC-D163", "OC-D165", "OC-D166", "OC-D167", "OC-B100")


def test_t34_no_measure_no_statistic_and_no_release_shows_who_it_is(delivery):
    agreed = contract().measure_rules
    with trap() as heard:
        records = oc.read_records(delivery / "spells.csv", delivery / "employments.csv", covers=HALF_2020)
        choices = [{"day_basis": "scheduled", "days_off_at_end": "counted"}, {"day_basis": "hours"}, {"overlap": "max"}]
        choices += [{"population": each} for each in ("monthly_paid", "employed_all_year")]
        for said in (*choices, {"denominator": "heads_on_date"}):
            tried(heard, str(said), lambda s=said: oc.measure(records, rules(**s), PERIOD))
        tried(heard, "uncovered", lambda: oc.measure(records, agreed, oc.Period.parse("2020-01/2020-12")))
        panel = tried(heard, "panel", lambda: oc.measure(records, agreed, PERIOD))
        observed = observed_continuity(records, before=date(2020, 1, 1), after=date(2020, 6, 1))
        heard.hear("continuity", str(observed))
        tree = UnitTree.of(dict.fromkeys(panel.units, "town"))
        release = protect(Table.of_panel(panel, tree), policy_named("parties")).release("half a year")
        heard.hear("ledger", json.dumps(ReleaseLedger().released(release).to_dict()))
        spells = pd.read_csv(delivery / "spells.csv", dtype=str)
        for codes in (["SJK"] * len(spells), [CANARIES[n % 100] for n in range(len(spells))]):
            coded = spells.assign(reason=codes)
            tried(heard, "codes", lambda c=coded: code_coverage(c, REASONS, day_value="2143", currency="SEK"))
        schedule = pd.DataFrame(
            {"employment": list(EMPLOYMENTS), "day": ["2020-01-01"] * 25, "minutes": list(COMMENTS) + ["1"] * 5}
        )
        tables = (delivery / "spells.csv", delivery / "employments.csv")
        tried(heard, "schedule", lambda: oc.read_records(*tables, covers=HALF_2020, schedule=schedule))
        for column in (np.array(CANARIES), np.array(CANARIES, dtype=object)):
            tried(heard, "panel", lambda c=column: oc.Panel(tuple(c), PERIOD, agreed.digest, *[c] * 5))
    silent(heard, "OC-D053", "OC-D061", "OC-D101", "OC-D104", "OC-D136", "OC-D070")


def test_t34_no_persons_no_answers_no_key_and_no_map_of_codes_shows_what_stands_there(delivery, tmp_path):
    persons = ["person,sex,birth_year", *(f"{each},{DIAGNOSES[n % 20]},{COMMENTS[n % 20]}" for n, each in
                                           enumerate(PERSONS))]  # fmt: skip
    items = [f"{name}_{number}" for name in ("motivation", "leadership", "governance") for number in (1, 2, 3)]
    answers = [",".join(["unit", *items]), *(",".join(["north", *COMMENTS[n : n + 9]]) for n in range(8))]
    files = {"persons.csv": persons, "answers.csv": answers, "a.key": [COMMENTS[0]]}
    files["codes.toml"] = [f'counted = ["{DIAGNOSES[0]}"]', "[codes]", f'"{DIAGNOSES[1]}" = 5', f'{MARK} = "{MARK}"']
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "a.key").chmod(0o600)
    employed = delivery / "employments.csv"
    with trap() as heard:
        tried(heard, "persons", lambda: read_persons(tmp_path / "persons.csv", employed, covers=HALF_2020))
        good = ["person,sex,birth_year", *(f"{each},woman,1980" for each in PERSONS * 2)]
        (tmp_path / "persons.csv").write_text("\n".join(good) + "\n", encoding="utf-8")
        tried(heard, "persons", lambda: read_persons(tmp_path / "persons.csv", employed, covers=HALF_2020))
        tried(heard, "answers", lambda: read_answers(tmp_path / "answers.csv"))
        tried(heard, "codes", lambda: read_reason_codes(tmp_path / "codes.toml"))
        for content in (
            f'counted = ["{MARK}"]\n[codes]\n"{DIAGNOSES[1]}" = "{COMMENTS[0]}"\n',
            f"[{MARK} {COMMENTS[1]}",
        ):
            (tmp_path / "codes.toml").write_text(content, encoding="utf-8")
            tried(heard, "codes", lambda: read_reason_codes(tmp_path / "codes.toml"))
        tried(heard, "key", lambda: read_key(tmp_path / "a.key", purpose="made for the tests"))
        tried(heard, "key", lambda: read_key(tmp_path / f"{MARK}.key", purpose="made for the tests"))
    silent(heard, "OC-D137", "OC-D202", "OC-D243", "OC-D254", "OC-D257", "OC-D258", "OC-D259")


def test_t34_no_workbook_shows_a_cell(tmp_path):
    with trap() as heard:
        for table, column in (("spells", "person"), ("spells", "last_day"), ("employments", "extent")):
            frame = pd.read_csv(ABSENCE / f"{table}.csv", dtype=str)
            frame = frame.map(lambda cell: planted(cell) if isinstance(cell, str) else cell)
            for values in (list(CANARIES[::20]), [*CANARIES[1:80:20], 471.5]):
                texts = frame.assign(**{column: values[: len(frame)], "kommentar": COMMENTS[: len(frame)]})
                with pd.ExcelWriter(tmp_path / "book.xlsx", engine="openpyxl") as book:
                    texts.to_excel(book, sheet_name=COMMENTS[4], index=False)
                for sheet in (COMMENTS[4], PERSONS[0]):
                    options = {"table": table, "sheet": sheet}
                    profile = bundled_profiles()["library_words"]
                    call = lambda p=profile, o=options: read_workbook(tmp_path / "book.xlsx", p, **o)  # noqa: E731
                    made = tried(heard, f"{table} {column}", call)
                    if made is not None:
                        link = lambda t={**{"spells": ABSENCE / "spells.csv",  # noqa: E731
                                            "employments": ABSENCE / "employments.csv"}, table: made}: (
                            oc.read_records(**t, covers=YEAR_2020))  # fmt: skip
                        tried(heard, f"{table} {column}", link)
    silent(heard, "OC-D009", "OC-D188", "OC-D245")


def test_t34_no_report_and_no_page_of_quality_shows_who_it_is(delivery, tmp_path, capsys):
    rows = (delivery / "spells.csv").read_text("utf-8") + ",".join(CANARIES[::20]) + "\n"
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "spells.csv").write_text(rows, "utf-8")
    for name, spells, expected in (("good", delivery / "spells.csv", 0), ("bad", bad / "spells.csv", 3)):
        folder = tmp_path / f"{name}-delivery"
        folder.mkdir()
        data = data_file(folder, spells, delivery / "employments.csv")
        asked = ["check", str(data), "--contract", str(ACCEPTANCE / "contract.toml"), "--largest-fall", "1 %"]
        assert main([*asked, "--json", "--out", str(folder / "out")]) == expected
        for page in (folder / "out").iterdir():
            assert seen_in(page.read_text("utf-8")) == []
    captured = capsys.readouterr()
    assert seen_in(captured.out + captured.err) == []
    assert "OC-D009" in captured.out
    with trap() as heard:
        for spells in (delivery / "spells.csv", bad / "spells.csv"):
            said = {"rules": contract().measure_rules, "covers": HALF_2020}
            report = tried(heard, "check", lambda s=spells, o=said: oc.check(s, delivery / "employments.csv", **o))
            shown(heard, "check", report)
            heard.hear("page", oc.quality_html(report, "sv"))
    silent(heard, "OC-D009", "OC-D020", "OC-D215")


def test_t34_no_page_and_no_output_of_the_command_line_shows_who_it_is(delivery, tmp_path, capsys):
    data = data_file(tmp_path, delivery / "spells.csv", delivery / "employments.csv")
    out, asked = tmp_path / "out", ["settle", str(ACCEPTANCE / "contract.toml"), "--data", str(data)]
    for said in ((), ("--json",), ("--lang", "en")):
        assert main([*asked, *said, "--out", str(out)]) == 0
    for page in out.iterdir():
        assert seen_in(page.read_text("utf-8")) == []
    assert main(["verify", str(out / "statement.json")]) == 0
    for bad in (delivery / "employments.csv", ACCEPTANCE / "spells.csv"):
        data_file(tmp_path, bad, delivery / "employments.csv")
        for said in ((), ("--json",)):
            assert main([*asked, *said]) == 3
    (tmp_path / "spells.csv").write_text(
        (delivery / "spells.csv").read_text("utf-8") + ",".join(CANARIES[::20]) + "\n", "utf-8"
    )
    data_file(tmp_path, tmp_path / "spells.csv", delivery / "employments.csv")
    assert main([*asked, "--json"]) == 3
    captured = capsys.readouterr()
    assert seen_in(captured.out + captured.err) == []
    assert "OC-D043" in captured.err
