"""The demonstration: a bundled contract, a synthetic municipality with its comparators, and all input files.

Everything is made from one seed; the folder then holds what a real settlement would be made from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from outcome_contracts.absence import measure
from outcome_contracts.absence.synthetic import Dirt, Scenario, add_dirt, comparators, project
from outcome_contracts.canonical import canonical
from outcome_contracts.cli.bundled import LIBRARY, demonstration
from outcome_contracts.cli.progress import Say
from outcome_contracts.contract.files import read_contract
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.exchange.panels import write_panel
from outcome_contracts.panel import ComparatorPanel, stacked

_DATA_FILE = """\
# Made by the demonstration; synthetic, seed {seed}.
period = "{period}"
status = "provisional"
plan = "plan.toml"
comparators = "comparators.csv"
measured_by = "{measured_by}"
synthetic_seed = {seed}

[given]
{given}

[absence]
spells = "spells.csv"
employments = "employments.csv"
first_day = {first_day}
last_day = {last_day}
"""


def write_demonstration(name: str, folder: Path, *, seed: int | None, dirt: Sequence[Dirt], say: Say) -> Path:
    """Write the inputs of a demonstration into a folder; returns the contract file.

    contract.toml, plan.toml, data.toml, spells.csv, employments.csv, comparators.csv and truth.json. dirt: what an
    HR export's ordinary dirt is put into the two absence files.
    """
    described = demonstration(name)
    settings = tomllib.loads(described.read_text(encoding="utf-8"))
    stem = described.name.removesuffix(".demo.toml")
    contract = read_contract(LIBRARY / f"{stem}.toml")
    rules = contract.measure_rules
    if rules is None:
        raise TypeError("a demonstration's contract measures absence")
    scenario = Scenario(seed=settings["seed"] if seed is None else seed, **settings["scenario"])
    say("Skapar kommunen", "Making the municipality")
    municipality = project(scenario)
    export, _ = add_dirt(municipality.export(), dirt, seed=scenario.seed)
    export.write(folder)
    (folder / "truth.json").write_text(canonical(municipality.truth) + "\n", encoding="utf-8")
    write_panel(_comparators(scenario, rules, say), folder / "comparators.csv")
    for source, target in ((f"{stem}.toml", "contract.toml"), (f"{stem}.plan.toml", "plan.toml")):
        (folder / target).write_bytes((LIBRARY / source).read_bytes())
    (folder / "data.toml").write_text(
        _DATA_FILE.format(
            seed=scenario.seed,
            period=settings["period"],
            measured_by=rules.digest,
            given="\n".join(f'{key} = "{value}"' for key, value in settings["given"].items()),
            first_day=scenario.months.first_day,
            last_day=scenario.months.last_day,
        ),
        encoding="utf-8",
    )
    return folder / "contract.toml"


def _comparators(scenario: Scenario, rules: MeasureRules, say: Say) -> ComparatorPanel:
    """Every comparator measured as the project is, one row each."""
    totals = []
    for place, municipality in enumerate(comparators(scenario), 1):
        count = f"{place}/{scenario.comparators}"
        say(f"Skapar jämförelse {count}", f"Making comparator {count}")
        panel = measure(municipality.records(), rules, scenario.months)
        totals.append(panel.total(municipality.spec.name))
    return stacked(totals)
