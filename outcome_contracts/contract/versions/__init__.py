"""A contract over time: the signed original and its amendments, an append-only chain of versions.

In: a chain file, or an `Amendment` to append. Out: a frozen `ContractChain` that gives the contract of any day, the
differences between two versions, and the digest that each statement names. Never: an edited version, a change that no
clause of the contract allows, a date for which it is not clear what was agreed.
"""
