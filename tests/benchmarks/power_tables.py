"""The tables of docs/baseline/power.md: `python -m tests.benchmarks.power_tables --write`."""

from __future__ import annotations

import argparse
from dataclasses import replace

from outcome_contracts.design import minimum_effect_formula, minimum_effects, power
from outcome_contracts.design.power import PlaceboInference
from tests.benchmarks.coverage import CONFIDENCE, SEED, STANDARD
from tests.benchmarks.docs import percent, write_table

WORLDS = 4_000
SIZES = (500, 1_000, 2_000, 6_000, 20_000)
SMALL = 3_000
FALSE_SHARE = 0.1
SHOCKED = replace(STANDARD, shock=0.6, shock_months=(20, 36))
DESIGNS = {
    "5 comparators": replace(STANDARD, comparators=5),
    "10 comparators": STANDARD,
    "20 comparators": replace(STANDARD, comparators=20),
    "10, 24 pre months": replace(STANDARD, reference_months=24),
    "10, 12 months of project": replace(STANDARD, measurement_months=12),
    "10, shock +60 %": SHOCKED,
}
# One-sided 90 %, from the power grid of the study on which the process was calibrated.
STUDIED = {500: "6.6", 1_000: "5.4", 2_000: "4.6", 6_000: "3.9"}
STUDIED_SHOCK = {6_000: "6.5"}
_COMMAND = "python -m tests.benchmarks.power_tables --write"
_NOTE = f"{WORLDS} worlds a cell, seed {SEED}"


def _power() -> None:
    lines = [f"| staff | {' | '.join(DESIGNS)} |", "|---" * (1 + len(DESIGNS)) + "|"]
    for staff in SIZES:
        inference: PlaceboInference = "placebo_in_space_t_size_adjusted" if staff < SMALL else "placebo_in_space_t"
        cells = []
        for design in DESIGNS.values():
            spec = replace(design, project_staff=(staff, staff))
            found = power(spec, target=-0.12, confidence=CONFIDENCE, inference=inference, count=WORLDS, seed=SEED)
            shown = [percent(found.sd, 1), percent(found.half_width, 1), percent(found.power, 0)]
            cells.append(" / ".join([*shown, percent(found.minimum_detectable, 1)]))
        lines.append(f"| {staff:,} | {' | '.join(cells)} |")
    write_table("power.md", "power", lines, command=_COMMAND, note=_NOTE)


def _minimum_effects() -> None:
    lines = ["| staff | no shock | as studied | shock +60 % | as studied |", "|---|---|---|---|---|"]
    plain, shocked = (
        minimum_effects(spec, SIZES, false_share=FALSE_SHARE, count=WORLDS, seed=SEED) for spec in (STANDARD, SHOCKED)
    )
    for row, with_shock in zip(plain, shocked, strict=True):
        cells = [percent(row.reduction, 1), STUDIED.get(row.staff, "–")]
        cells += [percent(with_shock.reduction, 1), STUDIED_SHOCK.get(row.staff, "–")]
        lines.append(f"| {row.staff:,} | {' | '.join(cells)} |")
    lines += ["", "```", minimum_effect_formula(plain, measure="staff", unit="head"), "```"]
    write_table("power.md", "minimum_effects", lines, command=_COMMAND, note=_NOTE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.power_tables", description=__doc__)
    parser.add_argument("--write", action="store_true", required=True, help="write the tables of the page")
    parser.parse_args()
    _power()
    _minimum_effects()
