"""Versions: a chain grows and is never edited; every day has one contract; a difference is a set of changes."""

import json
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.contract.versions.chain import ContractChain
from outcome_contracts.contract.versions.change import Change, NoSuchPlace, applied, diff, reverted
from outcome_contracts.contract.versions.change_text import changes_text
from outcome_contracts.contract.versions.files import chain_schema, chain_to_json, read_chain
from outcome_contracts.notices import ContractInvalid, UsageError
from tests.contract.chains import CONTRACT, FOLDER, amendment, chain, change, original

CHAIN = chain()
CONTRACTS = [version.contract for version in CHAIN.versions]
CHAIN_TEXT = (FOLDER / "chain.toml").read_text(encoding="utf-8")
MANY = settings(max_examples=60, deadline=None)


def codes(call, *arguments, **named):
    with pytest.raises(ContractInvalid) as refusal:
        call(*arguments, **named)
    assert str(refusal.value)
    return [notice.code for notice in refusal.value.notices]


def written(folder, text, name="chain.toml"):
    (folder / "contract.toml").write_text(CONTRACT, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_each_day_has_the_contract_of_the_version_in_force():
    assert CHAIN.as_of(date(2019, 1, 1)) == CHAIN.as_of(date(2019, 12, 31)) == CHAIN.version(1).contract
    assert CHAIN.as_of(date(2020, 1, 1)) == CHAIN.version(2).contract
    assert CHAIN.as_of(date(2031, 1, 1)) == CHAIN.latest.contract == CHAIN.version(5).contract
    kinds = ["original", "amendment", "suspension", "window_extension", "novation"]
    assert [version.kind for version in CHAIN.versions] == kinds


@given(st.dates(date(1990, 1, 1), date(2018, 12, 31)))
@MANY
def test_a_day_before_the_first_version_is_refused(day):
    with pytest.raises(UsageError) as refusal:
        CHAIN.as_of(day)
    assert [notice.code for notice in refusal.value.notices] == ["OC-A020"]


@pytest.mark.parametrize("number", [0, -1, 6, True])
def test_a_version_that_is_not_there_is_refused(number):
    with pytest.raises(UsageError) as refusal:
        CHAIN.version(number)
    assert [notice.code for notice in refusal.value.notices] == ["OC-A021"]


def test_a_chain_grows_by_a_new_object_and_the_old_one_stays():
    before = original()
    digest, count = before.digest, len(before.versions)
    after = before.append(amendment(before))
    assert (before.digest, len(before.versions)) == (digest, count)
    assert after.versions[:count] == before.versions
    assert after.version(1).digest == digest != after.digest
    assert len({version.digest for version in CHAIN.versions}) == len(CHAIN.versions)


@given(st.data())
@MANY
def test_whatever_is_edited_in_an_earlier_version_is_found(data):
    """Any other day, text or figure before the last amendment: the chain does not fit, and the version is named."""
    old, new = data.draw(
        st.sampled_from(
            [
                ("signed = 2018-11-20", "signed = 2018-11-21"),
                ("effective = 2019-01-01", "effective = 2018-12-31"),
                ('after = "2205 SEK/day"', 'after = "2206 SEK/day"'),
                ("Lönerevision", "Lönerevisionen"),
                ("Pay review", "Pay  review"),
                ("2020-03/2020-06", "2020-03/2020-07"),
                ("signed = 2020-03-18", "signed = 2020-03-19"),
            ]
        )
    )
    stored = json.loads(chain_to_json(CHAIN))
    text = CHAIN_TEXT.replace(old, new, 1)
    assert text != CHAIN_TEXT
    assert stored["digest"] in text
    with pytest.raises(ContractInvalid) as refusal:
        read_from(text)
    first = refusal.value.notices[0]
    assert first.code == "OC-A001"
    assert int(dict(first.facts)["number"]) - 1 == int(dict(first.facts)["last"])


def read_from(text):
    with tempfile.TemporaryDirectory() as folder:
        return read_chain(written(Path(folder), text))


def test_a_chain_cannot_be_put_together_from_versions_that_do_not_follow_each_other():
    first, second, third, *_ = CHAIN.versions
    assert codes(ContractChain, (first, third)) == ["OC-A001"]
    assert codes(ContractChain, (second, first)) == ["OC-A001"]
    assert ContractChain((first, second)).latest == second


def test_an_edited_last_version_or_contract_is_found(tmp_path):
    last = CHAIN_TEXT.replace("Verksamheten har övertagits", "Verksamheten övertogs")
    assert codes(read_chain, written(tmp_path, last)) == ["OC-A040"]
    path = written(tmp_path, CHAIN_TEXT)
    (tmp_path / "contract.toml").write_text(CONTRACT.replace('share = "60 %"', 'share = "61 %"'), encoding="utf-8")
    assert codes(read_chain, path) == ["OC-A001"]


def test_a_version_left_out_is_found(tmp_path):
    parts = CHAIN_TEXT.split("# Version ")
    without_third = "# Version ".join([*parts[:2], *parts[3:]])
    assert codes(read_chain, written(tmp_path, without_third))[0] == "OC-A001"


def test_json_and_toml_give_one_chain(tmp_path):
    stored = chain_to_json(CHAIN)
    again = read_chain(written(tmp_path, stored, "chain.json"))
    assert again == CHAIN
    assert hash(again) == hash(CHAIN)
    assert chain_to_json(again) == stored
    assert [version.record for version in again.versions] == [version.record for version in CHAIN.versions]


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_however_an_amendment_is_set_its_digest_is_the_same(seed):
    """Other white space in formulas, the long form of a path, the order of changes: one digest."""
    draw, text = random.Random(seed), CHAIN_TEXT
    text = text.replace("2 100 SEK/day", draw.choice(["2100 SEK/day", "2100.00 SEK/day", "2 100 SEK/day"]))
    text = text.replace('"2205 SEK/day"', draw.choice(['"2 205 SEK/day"', '["number", "2205", "SEK/day"]']))
    text = text.replace(
        'path = "constants.day_price"',
        draw.choice(['path = "constants.day_price.value"', 'path="constants.day_price"']),
    )
    parts = text.split("[[amendments.changes]]")
    if draw.random() < 0.5:  # the two changes of the term in the other order
        parts[3], rest = (
            parts[4].split("\n# Version 5")[0] + "\n",
            parts[3] + "\n# Version 5" + parts[4].split("# Version 5")[1],
        )
        parts[4] = rest
    assert read_from("[[amendments.changes]]".join(parts)).digest == CHAIN.digest


def test_the_published_schema_describes_what_is_written_and_refuses_what_is_not():
    schema, stored = chain_schema(), json.loads(chain_to_json(CHAIN))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(stored, schema)
    del stored["amendments"][0]["previous"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(stored, schema)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('contract = "contract.toml"', 'contract = "nowhere.toml"', ["OC-A041"]),
        ('contract = "contract.toml"', 'contract = "../contract.toml"', ["OC-C004"]),
        ('contract = "contract.toml"', "contract = 5", ["OC-C004"]),
        ('contract = "contract.toml"', "", ["OC-C001"]),
        ('kind = "suspension"', 'kind = "pause"', ["OC-C004"]),
        ('clause = "12.1"\n', "", ["OC-C001"]),
        ("before = 36", "befor = 36", ["OC-C003"]),
        ("before = 36", "before = 36.0", ["OC-C004"]),
        ('applies_from = "2020-01"', 'applies_from = "2020-13"', ["OC-C004"]),
        ("effective = 2020-01-01", "effective = 2020-01-01T00:00:00", ["OC-C004"]),
        ("[original]", "[original", ["OC-C002"]),
    ],
)
def test_a_file_that_is_no_chain_is_refused_with_its_place(tmp_path, old, new, expected):
    assert old in CHAIN_TEXT
    with pytest.raises(ContractInvalid) as refusal:
        read_chain(written(tmp_path, CHAIN_TEXT.replace(old, new, 1)))
    assert [notice.code for notice in refusal.value.notices] == expected
    assert all(notice.where.startswith("chain.toml") for notice in refusal.value.notices)


def test_a_missing_file_is_refused():
    assert codes(read_chain, FOLDER / "none.toml") == ["OC-C023"]


@given(st.sampled_from(CONTRACTS))
@MANY
def test_a_contract_does_not_differ_from_itself(contract):
    assert diff(contract, contract) == ()


@given(st.sampled_from(CONTRACTS), st.sampled_from(CONTRACTS))
@settings(max_examples=25, deadline=None)
def test_a_difference_applied_to_one_side_gives_the_other(a, b):
    changes = diff(a, b)
    assert applied(a, changes, file="b").digest == b.digest
    assert reverted(b, changes, file="a").digest == a.digest


# Contracts that differ in every way in which a contract can: elements added, removed, re-ordered, emptied, nested.
OTHERS = [
    CONTRACT.replace("[lines.saving]", '[lines.first]\nformula = "months"\n\n[lines.saving]'),
    CONTRACT.replace('share = "60 %"\n', "").replace("share(saving, share)", "share(saving, 50 %)"),
    CONTRACT.replace("support-2019", "support-2020").replace('share = "60 %"\n', 'termination = "1"\nshare = "60 %"\n'),
    'rows = ["earned"]\n' + CONTRACT,
    'units = ["pupil"]\n' + CONTRACT.replace('share = "60 %"', 'share = "60 %"\nclass = "5 pupil"'),
    CONTRACT.replace('day_price = "2100 SEK/day"\nshare = "60 %"', 'share = "60 %"\nday_price = "2100 SEK/day"'),
    CONTRACT[: CONTRACT.index("[[amendment_clauses]]")],
    CONTRACT.replace("[flows.supplier]", """
[tables.rows]
columns = ["price"]
rows = { columns = ["1 SEK"] }

[flows.supplier]"""),
]  # fmt: skip


@given(st.sampled_from(OTHERS), st.sampled_from(OTHERS))
@settings(max_examples=40, deadline=None)
def test_differences_of_any_kind_are_found_and_can_be_applied(one, other):
    a, b = (contract_from_bytes(text.encode(), "c.toml") for text in (one, other))
    changes = diff(a, b)
    assert (changes == ()) is (one == other)
    assert applied(a, changes, file="b").digest == b.digest


@pytest.mark.parametrize(
    "wrong",
    [
        change("lines.nowhere.formula", None, "1"),
        change("term.months.days", None, 1),
        change("lines", None, ["earned"]),
        change("lines", None, ["earned", "earned"]),
        change("flows.supplier.amount.value", None, "1"),
    ],
)
def test_a_change_without_a_place_has_none(wrong):
    with pytest.raises(NoSuchPlace):
        applied(CONTRACTS[0], (wrong,), file="x")


def test_a_difference_says_formulas_as_text_and_figures_with_their_size():
    price, months, rest = CHAIN.diff(1, 2), CHAIN.diff(3, 4), CHAIN.diff(4, 5)
    assert (
        CHAIN.diff_text(1, 2, "sv")
        == changes_text(price, "sv", units=())
        == ("constants.day_price.value: 2\u00a0100 SEK/day → 2\u00a0205 SEK/day (+105 SEK/day, +5\u00a0%)\n")
    )
    assert changes_text(months, "en", units=()).splitlines() == [
        "term.months: 36 → 40 (+4, +11.11\u00a0%)",
        "term.end: 2021-12-31 → 2022-04-30",
    ]
    assert "flows.supplier.to: supplier → successor\n" in changes_text(rest, "en", units=())
    share = [change("constants.s.value", ["number", "12", "%"], ["number", "10.5", "%"])]
    assert changes_text(share, "sv", units=()) == (
        "constants.s.value: 12\u00a0% → 10,5\u00a0% (−1,5 procentenheter, −12,5\u00a0%)\n"
    )
    formula = [change("lines.a.formula", ["name", "x"], ["+", ["name", "x"], ["number", "5", "pupil"]])]
    assert changes_text(formula, "en", units=("pupil",)) == "lines.a.formula: x → x + 5 pupil\n"
    none = [change("constants.z.value", ["number", "0", "ratio"], None)]
    assert changes_text(none, "en", units=()) == "constants.z.value: 0 → –\n"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.floats(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=4))  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_any_value_of_a_change_gives_a_contract_or_a_refusal(value):
    try:
        asked = Change(path="lines.earned", before=None, after=value)
    except ValueError:
        return
    try:
        applied(CONTRACTS[0], (asked,), file="x")
    except (NoSuchPlace, ContractInvalid) as refusal:
        assert str(refusal)


def test_deep_values_are_refused_quickly():
    deep = 0
    for _ in range(2000):
        deep = [deep]
    with pytest.raises(ValueError, match="plain data"):
        Change(path="lines.earned.formula", after=deep)


def test_a_signatory_of_the_original_must_be_a_party():
    signed = {"signed": date(2018, 1, 1), "effective": date(2019, 1, 1), "signatories": ("nobody", "supplier")}
    assert codes(ContractChain.of, CONTRACTS[0], **signed) == ["OC-A005"]


def test_versions_come_into_force_in_their_order():
    for earlier, later in zip(CHAIN.versions, CHAIN.versions[1:], strict=False):
        assert earlier.effective <= later.effective
        assert CHAIN.as_of(later.effective - timedelta(days=1)) != later.contract
    assert repr(CHAIN).count("\n") == 0
