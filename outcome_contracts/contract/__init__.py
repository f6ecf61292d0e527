"""What the parties signed: the contract's model, its files and its published JSON Schema.

In: a TOML or JSON file. Out: a frozen `Contract` whose formulas are trees of `terms`, or every finding
with its line and column. Never: a default where contracts differ, a choice made for the parties.
"""
