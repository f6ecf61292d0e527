"""Estimators over float arrays: what the methods compute with, without panels, plans or units of measurement.

In: arrays with documented shapes. Out: coefficients, weights, forecasts, with their errors. Never: a silent repair of
what does not fit.
"""
