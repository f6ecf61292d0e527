"""A published answer with two groups and two waves; the data are not ours to hand on, see the README beside them."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from outcome_contracts.baseline.estimators.two_by_two import TwoByTwo

NAME = "card_krueger"
DATA = Path(__file__).parents[2].parent / "shared" / "benchmarks" / NAME
CHECKS = {  # the names of its checks, so that each is skipped by name where the data are not at hand
    "did", "nj_before", "nj_after", "pa_before", "pa_after", "did_balanced", "did_balanced_se", "did_ols_se",
}  # fmt: skip


@pytest.fixture(scope="module")
def expected() -> dict[str, dict]:
    if not DATA.is_dir():
        pytest.skip(f"{NAME}: no data set of this name beside the repository")
    return {one["id"]: one for one in json.loads((DATA / "expected.json").read_text())["checks"]}


@pytest.fixture(scope="module")
def answers(expected) -> dict[str, float]:
    with (DATA / "data.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    stores = {row["id"]: place for place, row in enumerate({row["id"]: row for row in rows}.values())}
    waves, treated = np.full((2, len(stores)), np.nan), np.zeros(len(stores))
    for row in rows:
        treated[stores[row["id"]]] = int(row["nj"])
        if row["fte"]:
            waves[int(row["d"]), stores[row["id"]]] = float(row["fte"])
    found = TwoByTwo(waves[0], waves[1], treated)
    return {
        "did": found.effect,
        "nj_before": found.treated_before,
        "nj_after": found.treated_after,
        "pa_before": found.others_before,
        "pa_after": found.others_after,
        "did_balanced": found.seen_twice().effect,
        "did_balanced_se": found.standard_error(),
        "did_ols_se": found.standard_error_that_ignores_who_is_who().value,
    }


def test_every_check_is_here(expected) -> None:
    assert set(expected) == CHECKS


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_the_published_answer(check, expected, answers) -> None:
    assert answers[check] == pytest.approx(expected[check]["value"], abs=expected[check]["abs_tol"])
