"""What to look at before believing an estimate: rows of value, threshold and verdict, and rules with findings."""
