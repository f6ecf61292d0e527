"""Where each value of a contract file stands; the scanners are those of `outcome_contracts.positions`."""

from outcome_contracts.positions import NoFile, Positions

__all__ = ["NoFile", "Positions"]
