"""Canonical JSON against an independent implementation of RFC 8785, and what is no part of the subset."""

import hashlib
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from outcome_contracts.canonical import bytes_digest, canonical, canonical_object, digest, ordered_canonical

LARGEST = 2**53 - 1
keys = st.text(st.characters(max_codepoint=127), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(st.characters(exclude_categories=("Cs",))),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(keys, part, max_size=4),
    max_leaves=20,
)


@given(values)
def test_canonical_is_rfc_8785_on_the_subset(value):
    assert canonical(value).encode() == rfc8785.dumps(value)


@given(values)
def test_reading_and_writing_again_changes_nothing(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(keys, values, max_size=6))
def test_the_digest_depends_on_content_and_not_on_order(value):
    backwards = dict(reversed(value.items()))
    assert digest(backwards) == digest(value) == "sha256:" + hashlib.sha256(rfc8785.dumps(value)).hexdigest()
    assert digest({**value, "more": 1}) != digest({**value, "more": 2})


@given(st.dictionaries(st.text("abcxyz_", min_size=1), values, max_size=5))
def test_an_object_from_its_parts_is_the_object(value):
    content = canonical_object({key: canonical(item).encode() for key, item in value.items()})
    assert content == canonical(value).encode()
    assert bytes_digest(content) == digest(value)


@given(values)
def test_what_stands_in_canonical_order_is_written_the_same_without_sorting(value):
    assert ordered_canonical(json.loads(canonical(value))) == canonical(value).encode()


@pytest.mark.parametrize("value", [1.0, 0.1, float("nan"), b"x", {1, 2}, object(), 1j])
def test_floats_and_foreign_types_are_refused(value):
    for wrapped in (value, [value], {"a": {"b": [value]}}):
        with pytest.raises(TypeError):
            canonical(wrapped)


@pytest.mark.parametrize("value", [LARGEST + 1, -LARGEST - 1, 10**30, {"å": 1}, {1: 1}, {None: 1}])
def test_what_has_no_exact_place_in_json_is_refused(value):
    with pytest.raises(ValueError):
        canonical([value])


def test_a_truth_is_no_number_and_a_number_no_text():
    assert len({canonical(value) for value in (True, 1, "1", "true")}) == 4
