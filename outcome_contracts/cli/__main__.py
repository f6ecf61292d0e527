"""`python -m outcome_contracts.cli`."""

from outcome_contracts.cli.main import run

run()
