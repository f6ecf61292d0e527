"""Parameter files: what a user supplies works and is marked; everything wrong is found in one pass, with its line."""

import json
from datetime import date
from fractions import Fraction
from importlib import resources

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.cli.main import main
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.parameters import bundled_parameters, parameters_schema, read_parameters
from outcome_contracts.parameters.reading import parameters_of
from tests.parameters.rows import codes, file

FOLDER = resources.files("outcome_contracts.parameters")
FILES = {item.name: item.read_bytes() for item in FOLDER.iterdir() if item.name.endswith(".toml")}
NEXT = {"value": '"45.00 %"', "from": "2024-01-01", "to": "2024-12-31", "says": '"45,00 %"'}


def read(tmp_path, text):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return read_parameters(path)


def test_a_supplied_row_works_and_says_that_it_is_supplied(tmp_path):
    table = bundled_parameters().with_rows(read(tmp_path, file(NEXT)))
    found = table.on("on_cost_municipalities", date(2024, 12, 31))
    assert (found.value, found.supplied, found.source.title) == (Fraction("0.45"), True, "A circular of our own")
    assert [notice.code for notice in found.notices()] == ["OC-W029"]
    assert "45\u00a0%" in found.notices()[0].text("sv")
    assert found.to_dict()["supplied"] is True
    with pytest.raises(UsageError, match="on_cost_municipalities 2025-01-01/2025-12-31"):
        table.on("on_cost_municipalities", date(2025, 1, 1))


def test_a_later_year_can_be_supplied_without_the_unknown_one_before_it(tmp_path):
    rows = read(tmp_path, file(NEXT | {"from": "2026-01-01", "to": "2026-12-31"}))
    assert bundled_parameters().with_rows(rows).on("on_cost_municipalities", date(2026, 2, 1)).supplied


def test_a_file_may_leave_out_years_that_the_table_has(tmp_path):
    rows = read(tmp_path, file(NEXT, NEXT | {"from": "2026-01-01", "to": "2026-12-31"}))
    assert [row.supplied for row in rows] == [True, True]
    assert len(bundled_parameters().with_rows(rows)) == len(bundled_parameters()) + 2


def test_about_the_gaps_beside_a_row_that_cannot_be_read_nothing_is_said():
    broken = FILES["base_amounts.toml"].replace(b'value = "46500"', b"value = 46500")
    with pytest.raises(DataRejected) as refusal:
        parameters_of(FILES | {"base_amounts.toml": broken})
    assert codes(refusal) == ["OC-W018", "OC-W035"]  # the product of 2019 has lost its factor


def test_a_new_name_brings_its_label_and_a_bundled_source_can_be_named(tmp_path):
    label = 'label = { sv = "egen", en = "own" }'
    rows = read(tmp_path, file({"source": '"skr_on_costs"'}, name="our_rate", more=label))
    table = bundled_parameters().with_rows(rows)
    assert table.parameter("our_rate").label.en == "own"
    assert table.on("our_rate", date(2020, 5, 5)).source.address.startswith("https://skr.se")


@settings(deadline=None, max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_files_and_rows_does_not_matter(random):
    """Files in any order, and each file's tables in any order after its heads."""
    shuffled = {}
    for name in random.sample(sorted(FILES), len(FILES)):
        heads, rows = [], []
        for block in FILES[name].decode().split("\n\n"):
            (rows if block.lstrip().startswith("[[") else heads).append(block)
        random.shuffle(rows)
        shuffled[name] = "\n\n".join([*heads, *rows]).encode()
    assert parameters_of(shuffled) == bundled_parameters()


@pytest.mark.parametrize("field", ["value", "from", "to", "vintage", "source", "says", "verified"])
def test_nothing_of_a_row_may_be_left_out(tmp_path, field):
    with pytest.raises(DataRejected) as refusal:
        read(tmp_path, file({field: None}))
    assert codes(refusal) == ["OC-W016"]
    assert field in refusal.value.notices[0].text("en")
    assert refusal.value.notices[0].where.startswith("own.toml:8:1")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"value": "0.1"}, "OC-W018"),
        ({"value": "10"}, "OC-W018"),
        ({"value": '"1e3"'}, "OC-W018"),
        ({"value": '"NaN"'}, "OC-W018"),
        ({"value": '"10,5 %"'}, "OC-W018"),
        ({"value": '"39.15"'}, "OC-W020"),
        ({"from": '"2020-01-01"'}, "OC-W018"),
        ({"from": "2020-01-01T00:00:00"}, "OC-W018"),
        ({"to": '"open"'}, "OC-W018"),
        ({"from": "1899-12-31"}, "OC-W018"),
        ({"to": "9999-12-31"}, "OC-W018"),
        ({"to": "2019-12-31"}, "OC-W021"),
        ({"vintage": '"latest"'}, "OC-W018"),
        ({"verified": '"yes"'}, "OC-W018"),
        ({"verified": "1"}, "OC-W018"),
        ({"source": '"nobody"'}, "OC-W025"),
        ({"says": '"a\\u202eb"'}, "OC-W018"),
        ({"says": '" "'}, "OC-W018"),
        ({"comment": '"x"'}, "OC-W017"),
        ({"product": '{ of = "price_base_amount", gives = "1" }'}, "OC-W027"),
        ({"product": '{ of = "nothing_known", gives = "1" }'}, "OC-W035"),
        ({"up_to": '"5"'}, "OC-W031"),
    ],
)
def test_a_row_of_another_form_is_refused_with_its_line(tmp_path, row, code):
    with pytest.raises(DataRejected) as refusal:
        read(tmp_path, file(row))
    assert codes(refusal) == [code]
    (notice,) = refusal.value.notices
    assert notice.where.startswith("own.toml:") or code == "OC-W031"
    for lang in ("sv", "en"):
        assert notice.text(lang)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a = [", "OC-W015"),
        ("x = 1", "OC-W017"),
        ("parameters = 1", "OC-W018"),
        ("[parameters]\nrate = 1", "OC-W018"),
        ("[parameters.Rate]", "OC-W018"),
        ('[parameters.rate]\nunit = "ratio"', "OC-W034"),
        ('[parameters.rate]\nunit = "euro"\nlabel = { sv = "a", en = "b" }', "OC-W019"),
        ('[parameters.sick_pay_level]\nunit = "SEK"', "OC-W028"),
        ('[parameters.sick_pay_level]\nunit = "ratio"\nlabel = { sv = "a", en = "b" }', "OC-W028"),
        ('[parameters.sick_pay_level]\nunit = "ratio"\nparts = ["rate"]', "OC-W033"),
        ('[parameters.sick_pay_level]\nunit = "ratio"\nrows = 3', "OC-W018"),
        ("[parameters.sick_pay_level]", "OC-W016"),
        ('[sources.calculator]\ntitle = "another one"', "OC-W028"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, text, code):
    with pytest.raises(DataRejected) as refusal:
        read(tmp_path, text)
    assert code in codes(refusal)


def test_a_file_that_is_not_there_or_not_utf_8_is_refused(tmp_path):
    (tmp_path / "latin.toml").write_bytes('x = "å"'.encode("latin-1"))
    for name in ("none.toml", "latin.toml"):
        with pytest.raises(DataRejected) as refusal:
            read_parameters(tmp_path / name)
        assert codes(refusal) == ["OC-W015"]


def test_everything_that_is_wrong_is_found_in_one_pass(tmp_path):
    text = file(
        {"value": '"39.15"'},
        {"from": "2020-06-01", "to": "2021-12-31", "source": '"nobody"'},
        {"from": "2022-01-01", "to": "2022-12-31"},
        {"from": "2022-12-31", "to": "2023-12-31"},
        {"verified": None},
        {"comment": "1"},
    )
    with pytest.raises(DataRejected) as refusal:
        read(tmp_path, text + "\n[other]\n")
    assert codes(refusal) == ["OC-W016", "OC-W017", "OC-W017", "OC-W020", "OC-W023", "OC-W025"]


def test_the_schema_accepts_the_bundled_files_and_no_others():
    import tomllib

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value.isoformat() if isinstance(value, date) else value

    validator = jsonschema.Draft202012Validator(parameters_schema())
    for raw in FILES.values():
        validator.validate(plain(tomllib.loads(raw.decode())))
    assert not validator.is_valid({"parameters": {"rate": {"unit": "ratio", "rows": [{"value": 0.1}]}}})


def test_the_command_lists_rows_with_sources_in_both_languages(capsys):
    assert main(["parameters", "on_cost_municipalities", "--on", "2019-05-01", "--lang", "sv"]) == 0
    told = capsys.readouterr().out
    assert "39,15\u00a0%" in told
    assert "SKR" in told
    assert "31,42 + 0,03 + 7,70" in told
    assert main(["parameters", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    for words in ("not known", "unverified", "until further notice", "(up to SEK\u00a0250,000)", "preliminary"):
        assert words in told
    assert main(["parameters", "price_base_amount", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {row["value"] for row in found["rows"]} >= {"46500", "47300"}
    assert {row["source"] for row in found["rows"]} == set(found["sources"])
    assert [span["from"] for span in found["unknown"]] == ["2025-01-01", "2026-01-01"]
    assert found["unknown"][0]["why"] == {"sv": "Inte känt här.", "en": "Not known here."}


def test_the_command_refuses_what_is_not_known_and_takes_a_file(tmp_path, capsys):
    ask = ["parameters", "on_cost_municipalities", "--on", "2024-05-01"]
    assert main(ask) == 2
    assert "OC-W011" in capsys.readouterr().err
    (tmp_path / "own.toml").write_text(file(NEXT), encoding="utf-8")
    assert main([*ask, "--file", str(tmp_path / "own.toml")]) == 0
    assert "lämnat av användaren" in capsys.readouterr().out
    assert main(["parameters", "nothing", "--lang", "en"]) == 2
    assert main(["parameters", "--on", "2024-13-01"]) == 2


@pytest.mark.parametrize(
    ("unit", "row", "code"),
    [("SEK", {"value": '"810 %"'}, "OC-W020"), ("day", {"value": '"800 %"'}, "OC-W020"),
     ("SEK", {"value": '"810"', "up_to": '"25 %"'}, "OC-W018")],
)  # fmt: skip
def test_only_a_ratio_is_written_in_per_cent(tmp_path, unit, row, code):
    """810 % of nothing would be 8.10 kronor."""
    label = 'label = { sv = "egen", en = "own" }'
    with pytest.raises(DataRejected) as refusal:
        read(
            tmp_path,
            file({"value": '"1"'}, row | {"from": "2021-01-01", "to": "2021-12-31"}, name="own", unit=unit, more=label),
        )
    assert codes(refusal) == [code]


def test_unknown_tables_are_named_in_the_order_of_the_alphabet(tmp_path):
    with pytest.raises(DataRejected) as refusal:
        read(tmp_path, "".join(f"[{key}]\n" for key in "fbdace"))
    assert [dict(notice.facts)["field"] for notice in refusal.value.notices] == list("abcdef")


def test_the_command_shows_the_edge_of_a_band_with_its_ore_and_reads_days_in_one_form(tmp_path, capsys):
    label = 'label = { sv = "egen", en = "own" }'
    (tmp_path / "own.toml").write_text(file({"up_to": '"250000.50"'}, {}, name="own", more=label), encoding="utf-8")
    assert main(["parameters", "own", "--file", str(tmp_path / "own.toml")]) == 0
    assert "250\u00a0000,5" in capsys.readouterr().out
    for day in ("20190501", "2019-W18-3"):
        assert main(["parameters", "--on", day]) == 2
        assert "OC-S094" in capsys.readouterr().err
