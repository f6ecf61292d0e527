"""Random numbers that are the same in ten years: words of PCG64, turned into uniforms by arithmetic.

NumPy promises that the words of a bit generator and its seeding never change, and promises no such thing of
the distribution methods of `Generator` (NEP 19). So every draw here is a uniform number made of one 64-bit
word, and everything else is the inverse of a distribution function at it. Logarithms and normal quantiles may
differ in the last bit between machines; every result that uses one is rounded to a whole number of days or
parts per 10,000, so that a difference survives with a probability of about 1e-12 per draw.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.random import PCG64, SeedSequence
from numpy.typing import NDArray

Uniforms = NDArray[np.float64]
Integers = NDArray[np.int64]

_NORMAL = NormalDist()


class Stream:
    """The draws of one municipality; streams of other keys under the same seed are independent of it."""

    __slots__ = ("_words",)

    def __init__(self, *, seed: int, key: int) -> None:
        self._words = PCG64(SeedSequence(seed, spawn_key=(key,)))

    def uniforms(self, count: int) -> Uniforms:
        """`count` numbers strictly between 0 and 1: the midpoints of 2^52 equal parts."""
        words: NDArray[np.uint64] = self._words.random_raw(count)
        return ((words >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52

    def normals(self, count: int) -> list[float]:
        """`count` standard normal numbers; for the few of a path, not for the many of a workforce."""
        return [_NORMAL.inv_cdf(uniform) for uniform in self.uniforms(count).tolist()]

    def integers(self, count: int, *, below: int) -> Integers:
        """`count` integers from 0 to `below` − 1, equally likely."""
        return (self.uniforms(count) * below).astype(np.int64)

    def waiting_days(self, count: int, *, mean: float) -> Integers:
        """`count` exponential times in whole days, rounded down."""
        return np.floor(-np.log(self.uniforms(count)) * mean).astype(np.int64)

    def choices(self, count: int, probabilities: tuple[float, ...]) -> Integers:
        """`count` positions in `probabilities`; what they leave to 1 is the position after the last."""
        return np.searchsorted(np.cumsum(probabilities), self.uniforms(count), side="right").astype(np.int64)
