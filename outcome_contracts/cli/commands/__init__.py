"""The commands, in the order in which the help lists them."""

from outcome_contracts.cli.commands import (
    break_even,
    case,
    check,
    demo,
    flat_price,
    library,
    lint,
    measure,
    parameters,
    payouts,
    prose,
    reconcile,
    schema,
    settle,
    verify,
    versions,
)

COMMANDS = (
    demo,
    check,
    measure,
    settle,
    reconcile,
    verify,
    payouts,
    flat_price,
    library,
    case,
    prose,
    versions,
    schema,
    lint,
    parameters,
    break_even,
)
