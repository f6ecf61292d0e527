"""The commands, in the order in which the help lists them."""

from outcome_contracts.cli.commands import (
    case,
    check,
    demo,
    library,
    lint,
    parameters,
    payouts,
    prose,
    reconcile,
    schema,
    settle,
    verify,
    versions,
)

COMMANDS = (demo, check, settle, reconcile, verify, payouts, library, case, prose, versions, schema, lint, parameters)
