"""Contract files: both forms give one contract; hostile and broken ones are refused, quickly and without echo."""

import json
import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes, contract_to_json, read_contract
from outcome_contracts.notices import ContractInvalid

FOLDER = Path(__file__).parents[1] / "data" / "contract"
LIBRARY = Path(__file__).parents[2] / "outcome_contracts" / "library"
SMALL = (FOLDER / "small.toml").read_text(encoding="utf-8")
SICKNESS = (FOLDER / "sickness.toml").read_text(encoding="utf-8")
CONTRACTS = sorted(path for path in LIBRARY.glob("*.toml") if "." not in path.stem)
MEASURE_RULES = tuple(tomllib.loads(SICKNESS)["measure_rules"])


def read(text, name="c.toml"):
    return contract_from_bytes(text.encode(), name)


def codes(text, name="c.toml"):
    with pytest.raises(ContractInvalid) as refusal:
        contract_from_bytes(text if isinstance(text, bytes) else text.encode(), name)
    return [notice.code for notice in refusal.value.notices]


def finding(text, name="c.toml"):
    """The one finding of a contract, and what stands at its place."""
    with pytest.raises(ContractInvalid) as refusal:
        contract_from_bytes(text.encode(), name)
    (notice,) = refusal.value.notices
    _, line, column = notice.where.split(":")
    return notice.code, text.splitlines()[int(line) - 1][int(column) - 1 :]


def as_json(toml):
    """A TOML contract as a person would write it in JSON: collections as arrays, formulas as texts."""
    data = tomllib.loads(toml)
    for name in ("parties", "constants", "measures", "lines", "flows"):
        items = data.get(name, {}).items()
        data[name] = [{"id": key, **(item if isinstance(item, dict) else {"value": item})} for key, item in items]
    return json.dumps(data, default=str, ensure_ascii=False, indent=1)


def shuffled(value, seed):
    """The same JSON with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = random.Random(seed).sample(sorted(value), len(value))
        return {key: shuffled(value[key], seed) for key in keys}
    return [shuffled(item, seed) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "path", [FOLDER / "small.toml", FOLDER / "sickness.toml", *CONTRACTS], ids=lambda path: path.stem
)
def test_toml_and_json_give_the_same_contract_and_digest(path):
    contract = read_contract(path)
    for text in (contract_to_json(contract), as_json(path.read_text(encoding="utf-8"))):
        again = read(text, "c.json")
        assert again == contract
        assert again.digest == contract.digest
        assert contract_to_json(again) == contract_to_json(contract)


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_the_digest_does_not_depend_on_the_order_of_keys_or_on_white_space(seed):
    data = json.loads(contract_to_json(read(SMALL)))
    assert read(json.dumps(shuffled(data, seed), indent=seed % 5), "c.json").digest == read(SMALL).digest


def test_the_digest_does_depend_on_what_is_agreed():
    digests = {
        read(SMALL.replace(old, new)).digest
        for old, new in (("", ""), ("75 %", "75.1 %"), ("half_up", "half_even"), (">", ">"), ("down", "up"))
    }
    assert len(digests) == 4


def test_comments_blank_lines_line_ends_and_a_byte_order_mark_change_nothing():
    digest = read(SMALL).digest
    assert contract_from_bytes(b"\xef\xbb\xbf" + SMALL.encode(), "c.toml").digest == digest
    assert contract_from_bytes(SMALL.replace("\n", "\r\n").encode(), "c.toml").digest == digest
    assert read("# a comment\n\n" + SMALL.replace(" = ", "    =  ")).digest == digest


FORMULA = 'formula = "achievement * at_risk * fee"'


@pytest.mark.parametrize(
    "written",
    [
        'formula = "achievement * at_risk * feee"',
        "formula = 'achievement * at_risk * feee'",
        'formula = """achievement * at_risk * feee"""',
        'formula = """\nachievement\n  * at_risk\n  * feee"""',
        'formula = """\\\n   achievement * at_risk \\\n   * feee"""',
        "formula = '''\nachievement * at_risk\n * feee'''",
        'formula = "achievement \\u002A at_risk\\t* feee"',
        '"formula" = "achievement * at_risk * feee"',
        "'formula'   =   'achievement * at_risk * feee' # fee",
        '"f\\u006Frmula" = "achievement * at_risk * feee"',
    ],
)
def test_a_mistake_in_a_formula_is_placed_in_every_kind_of_toml_string(written):
    code, stands = finding(SMALL.replace(FORMULA, written))
    assert code == "OC-T005"
    assert stands.startswith("feee")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('fee = "4000000 SEK"', 'fee = "feee"'),
        ('fee = "4000000 SEK"', '"fee" = "feee"'),
        ('fee = "4000000 SEK"', '"f\\u0065e" = "feee"'),
        ('fee = "4000000 SEK"', 'fee.value = "feee"'),
        ('fee = "4000000 SEK"', 'fee = { source = "]} # \\" =", label = { sv = "å", en = "[" }, value = "feee" }'),
        (FORMULA, FORMULA.replace("fee", "feee") + " # a comment = [1]"),
        ("[lines.variable_fee]\n" + FORMULA, '[ lines . "variable_fee" ]\n' + FORMULA.replace("fee", "feee")),
    ],
)
def test_a_mistake_is_placed_in_dotted_keys_inline_tables_and_short_constants(old, new):
    assert old in SMALL
    with pytest.raises(ContractInvalid) as refusal:
        read(SMALL.replace(old, new))
    notice = next(notice for notice in refusal.value.notices if notice.code in ("OC-C017", "OC-T005"))
    _, line, column = notice.where.split(":")
    assert SMALL.replace(old, new).splitlines()[int(line) - 1][int(column) - 1 :].lstrip('"').startswith("feee")


@pytest.mark.parametrize(
    "written",
    [
        '"achievement * at_risk * feee"',
        '"achievement \\u002a at_risk\\n\\t* feee"',
        '"if gate(1 > 0, else \\"\\ud83d\\ude00 no\\") > 0 then achievement * at_risk * feee else 0"',
    ],
)
def test_a_mistake_is_placed_in_json(written):
    text = as_json(SMALL).replace('"achievement * at_risk * fee"', written)
    code, stands = finding(text, "c.json")
    assert code == "OC-T005"
    assert stands.startswith("feee")


def test_several_mistakes_are_found_in_one_pass():
    text = SMALL
    for old, new in (('to = "supplier"', 'to = "none"'), ("fee + variable", "fee + vary"), ("2021-10-31", "2021-10-30"),
                     ("75 %", "75 % SEK"), ("0 % -> 0", "0 -> 0,5")):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    assert sorted(codes(text)) == ["OC-C007", "OC-C020", "OC-T001", "OC-T005", "OC-T012"]
    text = text.replace('mode = "half_up"', 'mode = "nearest"')  # one of another form hides none of them
    assert sorted(codes(text)) == ["OC-C004", "OC-C007", "OC-C020", "OC-T001", "OC-T005", "OC-T012"]
    text = SMALL.replace('currency = "SEK"\n', "").replace('mode = "half_up"', 'mode = "nearest"').replace("36", '"36"')
    assert sorted(codes(text)) == ["OC-C001", "OC-C004", "OC-C004"]


@pytest.mark.parametrize("rule", MEASURE_RULES)
def test_every_measure_rule_is_agreed_or_the_contract_is_refused(rule):
    line = next(line for line in SICKNESS.splitlines() if line.startswith(rule))
    with pytest.raises(ContractInvalid) as refusal:
        read(SICKNESS.replace(line + "\n", ""))
    assert [(notice.code, dict(notice.facts)) for notice in refusal.value.notices] == [
        ("OC-C001", {"what": f"measure_rules.{rule}"})
    ]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (SMALL, 'currency = "SEK"', "currency"),
        (SMALL, 'rules = "1"', "rules"),
        (SMALL, "term = {", "term"),
        (SMALL, 'negative = "refuse"', "flows.supplier.negative"),
        (SMALL, 'from = "municipality"', "flows.supplier.from"),
        (SMALL, "digits = 4", "measures.observed.digits"),
        (SMALL, 'improves = "down"', "measures.observed.improves"),
        (SMALL, 'from = "given"', "measures.observed.from"),
        (SMALL, 'unit = "day/person_year"', "measures.observed.unit"),
        (SMALL, 'round = { to = "0.01"', "flows.supplier.round"),
        (SICKNESS, 'plan = "sha', "measures.reference.counterfactual.plan"),
        (SICKNESS, 'round = { to = "0.0001"', "measures.observed.round"),
    ],
)
def test_what_decides_an_amount_has_no_default(text, line, what):
    whole = next(each for each in text.splitlines() if each.startswith(line))
    with pytest.raises(ContractInvalid) as refusal:
        read(text.replace(whole + "\n", "", 1))
    facts = [dict(notice.facts).get("what") for notice in refusal.value.notices if notice.code == "OC-C001"]
    assert facts == [what.replace(".counterfactual", "")]


@pytest.mark.parametrize(
    "value",
    ["4000000", "4000000.0", "1e400", "inf", "nan", "9007199254740993", "true", "[]", "{}", "-1", "1" + "0" * 30],
)
def test_an_amount_that_is_no_text_is_refused(value):
    assert codes(SMALL.replace('fee = "4000000 SEK"', f"fee = {value}"))[0] in (
        "OC-C004",
        "OC-T015",
        "OC-C001",
        "OC-C002",
        "OC-C049",
    )


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "1e400", "12345678901234567890", "0.75", "null", "true"]
)
def test_an_amount_that_is_no_text_is_refused_in_json(value):
    assert codes(as_json(SMALL).replace('"4000000 SEK"', value), "c.json") == [
        "OC-C002" if "N" in value or "I" in value else "OC-C049" if value == "null" else "OC-C004"
    ]


@pytest.mark.parametrize(
    "value", ["1e400 SEK", "NaN", "Infinity", "-0.00 SEK,", "12,345.678 SEK", "4 000 0000 SEK", "٤ SEK"]
)
def test_an_amount_that_can_be_misread_is_refused(value):
    assert codes(SMALL.replace("4000000 SEK", value))[0].startswith("OC-T")


def test_a_repeated_key_is_refused_in_both_forms():
    assert codes(SMALL.replace('currency = "SEK"', 'currency = "SEK"\ncurrency = "EUR"')) == ["OC-C002"]
    assert codes(as_json(SMALL).replace('"currency": "SEK"', '"currency": "SEK", "currency": "EUR"'), "c.json") == [
        "OC-C022"
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "OC-C001"),
        (b"\x00", "OC-C002"),
        ("currency = 'SEK'".encode("utf-16"), "OC-C024"),
        (SMALL.encode("latin-1"), "OC-C024"),
        (b"title = { sv = '\xc5', en = 'x' }", "OC-C024"),
    ],
)
def test_what_is_no_toml_in_utf_8_is_refused(raw, code):
    assert codes(raw)[0] == code


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", "OC-C002"), (b"[]", "OC-C002"), (b"null", "OC-C002"), (b"{", "OC-C002"), (b"{}", "OC-C001")]
)
def test_what_is_no_json_object_is_refused(raw, code):
    assert codes(raw, "c.json")[0] == code


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    for path in (tmp_path / "absent.toml", tmp_path, str(tmp_path / "nul\0.toml")):
        with pytest.raises(ContractInvalid) as refusal:
            read_contract(path)
        assert [notice.code for notice in refusal.value.notices] == ["OC-C023"]


HOSTILE = {
    "nested_arrays.toml": "a = " + "[" * 100_000,
    "nested_tables.toml": "a = " + "{a=" * 100_000,
    "dotted_key.toml": ".".join("a" * 100_000) + " = 1",
    "dotted_header.toml": "[" + ".".join("a" * 100_000) + "]",
    "quoted_dotted_key.toml": ".".join(['"a"'] * 100_000) + " = 1",
    "huge_integer.toml": "a = " + "9" * 100_000,
    "huge_float.toml": "a = 1e" + "9" * 100_000,
    "long_formula.toml": SMALL.replace("4000000 SEK", "1 + " * 100_000 + "1"),
    "many_lines.toml": SMALL + "".join(f"[lines.l{n}]\nformula='1'\n" for n in range(100_000)),
    "as_many_lines_as_fit.toml": SMALL + "".join(f"[lines.l{n}]\nformula='1'\n" for n in range(30_000)),
    "many_dotted_lines.toml": SMALL + "".join(f"[lines.l{n}.x]\ny=1\n" for n in range(40_000)),
    "many_unknown_fields.toml": "".join(f"x{n}=1\n" for n in range(70_000)) + SMALL,
    "many_undefined_names.toml": SMALL + "".join(f"[lines.l{n}]\nformula='nobody{n} + {n}'\n" for n in range(1_900)),
    "many_rows.toml": SMALL.replace('rules = "1"', 'rules = "1"\nrows = [' + '"reduction",' * 70_000 + "]"),
    "nested_arrays.json": "[" * 100_000,
    "nested_objects.json": '{"a":' * 100_000,
    "nested_formula.json": as_json(SMALL).replace('"4000000 SEK"', '["negate",' * 900 + '["name","a"]' + "]" * 900),
    "huge_integer.json": '{"a":' + "9" * 100_000 + "}",
    "many_lines.json": json.dumps({"lines": [{"id": "a", "formula": "1"}] * 100_000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name):
    found = codes(HOSTILE[name], name)
    assert 0 < len(found) < 2_100


@pytest.mark.parametrize("name", ["c.toml", "c.json"])
def test_no_finding_shows_a_value_or_a_key_that_could_be_anything(name):
    secret = "Anna Andersson 19800101-1234"
    for text in (SMALL, SICKNESS):
        source = as_json(text) if name == "c.json" else text
        places = [
            place for place in range(len(source)) if source.startswith(': "' if name == "c.json" else '= "', place)
        ]
        for place in places:
            start = source.index('"', place) + 1
            changed = source[:start] + secret + source[source.index('"', start) :]
            try:
                contract_from_bytes(changed.encode(), name)
            except ContractInvalid as refusal:
                assert secret not in str(refusal)
    keyed = SMALL.replace("[lines.reduction]", f'[lines."{secret}"]').replace('clause = "5.1"', f'"{secret}" = 1')
    with pytest.raises(ContractInvalid) as refusal:
        read(keyed)
    assert "Andersson" not in str(refusal.value)


def mutated(draw, raw):
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(raw) - 1))
        new = draw(
            st.one_of(
                st.binary(min_size=0, max_size=3), st.sampled_from([b'"', b"]", b"{", b"=", b".", b"\n", b"[", b"'"])
            )
        )
        raw = raw[:at] + new + raw[at + draw(st.integers(0, 3)) :] or b" "
    return raw


@settings(max_examples=250)
@given(st.data(), st.sampled_from((SMALL, SICKNESS)), st.booleans())
def test_any_bytes_are_read_or_refused_and_nothing_else(data, text, in_json):
    raw = (as_json(text) if in_json else text).encode()
    try:
        contract_from_bytes(mutated(data.draw, raw), "c.json" if in_json else "c.toml")
    except ContractInvalid as refusal:
        assert all(notice.text("sv") for notice in refusal.notices)


@settings(max_examples=150)
@given(st.data())
def test_any_json_value_in_any_place_is_read_or_refused(data):
    contract = json.loads(as_json(SICKNESS))
    parent = contract
    while True:
        keys = list(parent) if isinstance(parent, dict) else list(range(len(parent)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(parent[key], (dict, list)) or not parent[key] or data.draw(st.booleans()):
            break
        parent = parent[key]
    parent[key] = data.draw(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=5)
            | st.sampled_from(["\ud800", "name", "call"]),
            lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=3), part, max_size=3),
            max_leaves=4,
        )
    )
    try:
        contract_from_bytes(json.dumps(contract).encode(), "c.json")
    except ContractInvalid as refusal:
        assert all(notice.text("en") for notice in refusal.notices)
