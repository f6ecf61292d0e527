"""The contract language: formulas as one closed tree, and the readings of that tree.

In: the text of a formula, or its canonical JSON. Out: a frozen tree, read exactly (rationals, every step
recorded) or vectorised (NumPy), and checked for names, units and rounding. Every function is defined once,
in `functions`, over the small arithmetic that each reading supplies. Never: user code, loops, floats in the
exact reading, statistics.
"""
