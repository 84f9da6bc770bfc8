"""What every test has: the hypothesis profiles."""

from tests.profiles import load_profile

load_profile()
