"""Exports of HR systems: CSV files whose words and signs a profile declares.

In: a file as a system writes it, and the profile that says what its columns are called and how it writes days, extents
and open ends. Out: a raw table in the library's own words, for `read_records` or `read_delivery`. Never: a sign that is
guessed without saying so, a free text or a diagnosis let in.
"""

from outcome_contracts.absence.exports.profile import Profile, bundled_profiles, read_profile
from outcome_contracts.absence.exports.reading import read_export

__all__ = ["Profile", "bundled_profiles", "read_export", "read_profile"]
