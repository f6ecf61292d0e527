"""Texts that show what they say, and texts that do not."""

from unicodedata import category, is_normalized, name

import pytest

from outcome_contracts.terms.visible import _USUAL, misleading


@pytest.mark.parametrize(
    "text",
    [
        "ATT BETALA exkl. moms", "Återbetalning à 5 % – ”citat”", "7\u00a0000 kr/m²", "½ tjänst", "Örnsköldsvik", "",
        "Съюз на общините", "Δ per person", "日本の契約", "naïve", "𝒙".replace("𝒙", "x"), "µg", "नगरपालिका",
    ],
)  # fmt: skip
def test_honest_texts_in_any_alphabet_pass(text):
    assert not misleading(text)


@pytest.mark.parametrize(
    "text",
    [
        "f\u0435e", "\u0410vtal", "Due\u202e5 000", "a\u200bb", "a\nDue 5", "a\tb", "\u0336100", "1\u03360\u0336",
        "a\u030a", "\uff44ue", "fee\u00ad", "\u3164", "a\u2028b", "\u212a", "\ue000", "5\u0301", "\u0301a",
    ],
)  # fmt: skip
def test_texts_that_show_something_else_than_they_say_are_found(text):
    assert misleading(text)


def test_usual_signs_are_visible_stand_alone_and_are_of_no_alphabet_of_look_alikes():
    usual = [sign for sign in map(chr, range(0x110000)) if _USUAL.fullmatch(sign)]
    assert {category(sign)[0] for sign in usual} <= set("LNPSZ")
    assert {sign for sign in usual if category(sign)[0] == "Z"} == {" "}
    assert is_normalized("NFC", "".join(usual))
    letters = {name(sign).split()[0] for sign in usual if category(sign) in ("Lu", "Ll")}
    assert letters == {"LATIN", "MICRO"}
