"""What documents state, against what the contract gives: every difference with its size, money and simplest slip.

In: a `Statement`, or a `Contract` whose lines need no data. Out: a frozen `Reconciliation`. Never: a repaired figure;
the statement stands as it was settled.
"""
