"""Hypothesis without deadlines: a machine that does other work at the same time makes no law false."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
