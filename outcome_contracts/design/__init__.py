"""Before signing: whether a contract can pay for itself, and what it would have to achieve.

In: amounts that the parties plan with. Out: exact answers, `None` where there is none, and a sentence in
Swedish or English. Nothing here knows any data of persons, and nothing here settles anything.
"""

from outcome_contracts.design.break_even import BreakEven, break_even, saving

__all__ = ["BreakEven", "break_even", "saving"]
