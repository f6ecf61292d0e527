"""The commands, in the order in which the help lists them."""

from outcome_contracts.cli.commands import (
    case,
    demo,
    library,
    lint,
    payouts,
    prose,
    reconcile,
    schema,
    settle,
    verify,
    versions,
)

COMMANDS = (demo, settle, reconcile, verify, payouts, library, case, prose, versions, schema, lint)
