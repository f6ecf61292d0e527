"""The version of the engine: what stands on a statement as the program that made it."""

VERSION = "0.1.0"
ENGINE = f"outcome-contracts {VERSION}"
