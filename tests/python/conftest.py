"""What the tests of the pure-Python core share."""

from __future__ import annotations

from hypothesis import settings

# the same examples on every machine and in every run: what is red once stays red
settings.register_profile("ring", derandomize=True, deadline=None, database=None)
settings.load_profile("ring")
