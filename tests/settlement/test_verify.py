"""verify: a statement that was touched is found out, and where; one that was only re-ordered is not accused."""

import copy
import json
import random
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.canonical import canonical
from outcome_contracts.notices import VerificationFailed
from outcome_contracts.settlement import settle, verify
from outcome_contracts.settlement.seal import leaves, seal
from tests.settlement.contracts import THREE, settled, sickness

SMALL = settled("three_parties", **THREE).to_json()
SICKNESS = settle(*sickness()).to_json()
STATEMENTS = (SMALL, SICKNESS)
UNSEALED = ("seal", "digest")


def found(content):
    """Code and path of the first finding of a statement that does not verify."""
    with pytest.raises(VerificationFailed) as refusal:
        verify(content if isinstance(content, (str, bytes)) else json.dumps(content))
    assert str(refusal.value)
    first = refusal.value.notices[0]
    return first.code, dict(first.facts).get("path")


def parent_of(content, path):
    """The container and the key of a leaf."""
    *above, key = path.split("/")[1:]
    for part in above:
        content = content[int(part) if isinstance(content, list) else part]
    return content, int(key) if isinstance(content, list) else key


def touched(value, place):
    """The value with one character, digit or truth changed."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if not isinstance(value, str):
        return "0"
    if not value:
        return "x"
    at = place % len(value)
    return value[:at] + ("1" if value[at] != "1" else "2") + value[at + 1 :]


def unsealed(content):
    """All that the digest covers, as text."""
    return canonical({key: value for key, value in content.items() if key not in ("engine", "seal")})


def forged(content):
    """The seal made anew, as somebody would who has read this package."""
    content["seal"] = seal({key: value for key, value in content.items() if key not in UNSEALED})
    return content


KEYS = st.text("ab0/~å ", max_size=3)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(KEYS, PLAIN, min_size=1, max_size=4))
def test_a_seal_is_the_checksum_of_every_leaf_with_its_path_in_their_order(content):
    checksums = [crc32(f"{path}={type(value).__name__[0]}{value}".encode()) for path, value in leaves(content)]
    assert seal(content) == "".join(f"{checksum:08x}" for checksum in checksums)


def test_a_path_is_a_json_pointer_whatever_the_keys_are():
    content = {"a/b": [{"~": 1}, "x"], "": {}}
    assert leaves(content) == [("/", {}), ("/a~1b/0/~0", 1), ("/a~1b/1", "x")]


def test_an_untouched_statement_comes_out_again():
    for text in STATEMENTS:
        result = verify(text)
        assert result.digest == json.loads(text)["digest"]
        assert result.statement.to_json() == text
        assert verify(text.encode()).digest == result.digest


@pytest.mark.parametrize("text", STATEMENTS, ids=("three_parties", "sickness"))
def test_every_leaf_that_is_changed_is_named(text):
    content = json.loads(text)
    paths = [path for path, _ in leaves(content) if path.split("/")[1] not in UNSEALED]
    chosen = paths if len(paths) < 200 else random.Random(1).sample(paths, 200)
    for place, path in enumerate(chosen):
        parent, key = parent_of(content, path)
        kept, parent[key] = parent[key], touched(parent[key], place)
        code, named = found(content)
        if path == "/schema":
            assert code == "OC-V020"
        elif path == "/provenance/rules":
            assert code == "OC-V030"
        else:
            assert code in ("OC-V010", "OC-V011")
            assert named == path
        parent[key] = kept
    assert verify(json.dumps(content)).digest == content["digest"]


def test_a_changed_digest_or_seal_is_found():
    content = json.loads(SMALL)
    content["digest"] = touched(content["digest"], 12)
    assert found(content) == ("OC-V010", "/digest")
    for seal_of in (lambda text: text[:-1], lambda text: text + "0" * 8):
        content = json.loads(SMALL)
        content["seal"] = seal_of(content["seal"])
        assert found(content)[0] in ("OC-V010", "OC-V011")


def shuffled(value, seed):
    if isinstance(value, dict):
        return {key: shuffled(value[key], seed) for key in random.Random(seed).sample(sorted(value), len(value))}
    return [shuffled(item, seed) for item in value] if isinstance(value, list) else value


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.sampled_from(STATEMENTS), st.booleans())
def test_order_of_keys_and_white_space_change_nothing(seed, text, ascii_only):
    again = json.dumps(shuffled(json.loads(text), seed), indent=seed % 4, ensure_ascii=ascii_only)
    assert verify(again).digest == json.loads(text)["digest"]


@settings(max_examples=40)
@given(st.data(), st.sampled_from(STATEMENTS))
def test_a_leaf_dropped_or_added_is_found(data, text):
    content = json.loads(text)
    path = data.draw(st.sampled_from([path for path, _ in leaves(content)]))
    parent, key = parent_of(content, path)
    if data.draw(st.booleans()):
        del parent[key]
    elif isinstance(parent, dict):
        parent["added"] = "1"
    else:
        parent.append("1")
    for candidate in (content, forged(copy.deepcopy(content))):
        if candidate != json.loads(text):
            assert found(candidate)[0] in ("OC-V010", "OC-V011", "OC-V020")


def line(content, name):
    return next(line for line in content["lines"] + content["disclosures"] if line["id"] == name)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda c: line(c, "earned").update(exact="999.99"), "/lines/4/exact"),
        (lambda c: line(c, "earned").update(pays=1), "/lines/4/pays"),
        (lambda c: line(c, "earned")["shown"].update(value="0.00"), "/lines/4/shown/value"),
        (lambda c: c["flows"][0].update(amount="0.01"), "/flows/0/amount"),
        (lambda c: c["provenance"].update(contract="sha256:" + "0" * 64), "/provenance/contract"),
        (lambda c: c.update(lines={str(n): each for n, each in enumerate(c["lines"])}), "/"),
        (lambda c: c["lines"][0].update({f"shown/{k}": v for k, v in c["lines"][0].pop("shown").items()}), None),
    ],
)
def test_a_forged_seal_is_caught_by_the_arithmetic(change, path):
    content = json.loads(SMALL)
    change(content)
    code, named = found(forged(content))
    assert code in ("OC-V010", "OC-V011")
    assert path is None or named == path


def test_other_inputs_under_the_old_digest_are_caught():
    content = json.loads(SMALL)
    content["inputs"]["given"]["saving"] = "2000.02"
    assert found(forged(content))[0] == "OC-V010"
    content = json.loads(SMALL)
    content["contract"]["lines"][0]["round"]["mode"] = "up"
    assert found(forged(content))[0] == "OC-V010"


def test_rules_of_another_build_are_named():
    content = json.loads(SMALL)
    content["provenance"]["rules"] = "2"
    with pytest.raises(VerificationFailed) as refusal:
        verify(json.dumps(content))
    assert dict(refusal.value.notices[0].facts) == {"rules": "2", "known": "1"}
    assert refusal.value.exit_code == 5


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", "5", "\ufeff{}", b"\xff\xfe", b"\x80", '{"schema": "something/else"}', "[" * 100_000,
        SMALL.replace('"status":"provisional"', '"status":"provisional","status":"final"'),
        SMALL.replace('"months":36', '"months":36.0'), SMALL.replace('"months":36', '"months":NaN'),
        SMALL.replace('"months":36', '"months":99999999999999999999'),
        SMALL.replace('"provisional"', '"\\ud800"'), SMALL.replace('"status"', '"stätus"'),
        SMALL.replace('"status"', '"deep":' + "[" * 900 + "]" * 900 + ',"status"'),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_refused(text):
    assert found(text)[0] in ("OC-V020", "OC-V010", "OC-V011")
    if not isinstance(text, bytes) and "deep" not in text:
        assert found(text)[0] == "OC-V020"


@settings(max_examples=40)
@given(st.data())
def test_any_value_in_any_place_verifies_or_fails_and_nothing_else(data):
    content = json.loads(data.draw(st.sampled_from(STATEMENTS)))
    path = data.draw(st.sampled_from([path for path, _ in leaves(content)]))
    for _ in range(data.draw(st.integers(0, 2))):
        path = path.rpartition("/")[0] if path.count("/") > 1 else path
    original = unsealed(content)
    parent, key = parent_of(content, path)
    parent[key] = data.draw(
        st.sampled_from(
            [None, True, 0, -1, 2**53 - 1, "", "0", "x", "\u0000", [], {}, [[]], {"a": 1}, ["name", "a"], "9" * 5000]
        )
    )
    for candidate in (content, forged(copy.deepcopy(content))):
        try:
            verify(json.dumps(candidate))
        except VerificationFailed as refusal:
            assert refusal.notices
        else:
            assert unsealed(candidate) == original
