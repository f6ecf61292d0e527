"""Cases: contracts whose payments are known, and whether a contract file gives them.

In: a contract, a *case* (plain data: `inputs` that were observed and `expected` figures that were published) and the
*checks* that join the two: which statements are settled from the inputs and which of their figures answers which
expected value. Out: one comparison per figure. Never: a case of which only a part is checked, a tolerance wider than
the case's own, or anything written in Python for one case.
"""
