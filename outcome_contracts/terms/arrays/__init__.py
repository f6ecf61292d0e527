"""Arithmetic over many scenarios at once: a program of array operations, and what is proven of every number in it.

`arithmetic` is what the functions of the language are read over; `bounds` and `aligned` keep whole numbers whole,
`quotients` rounds them exactly, `in_floats` bounds what cannot be exact, `draws` takes in the figures, `program` runs.
In: trees and arrays. Out: float64 arrays, each with a bound of its error. Never: an exactness that is not proven.
"""
