"""What an outsider can work out about one hidden number: that it lies between two others, and no more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value that agree with all that is published; None where nothing limits it."""

    lowest: int
    highest: int | None

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int) and self.lowest <= value and (self.highest is None or value <= self.highest)
