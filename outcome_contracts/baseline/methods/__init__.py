"""The methods, one file each, and what several of them share: from evidence to a counterfactual.

A module has `ASSUMPTIONS`, `require`, `predict` and `estimate`, as `fit.Method` says, and array functions that need no
panel. Never: a figure of money, or a look at the outcome that the method does not declare.
"""
