"""What the page of an estimate calls its diagnostics."""

import pytest

from outcome_contracts.report.wording import wording
from tests.baseline.test_conformance import METHODS, found, rates


@pytest.mark.parametrize("method", METHODS)
def test_every_diagnostic_has_words_in_both_languages(method):
    names = {row.name for row in found(method, rates()).diagnostics}
    for lang in ("sv", "en"):
        assert names <= wording(lang)["diagnostic"].keys()
