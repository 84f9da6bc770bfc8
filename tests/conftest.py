"""What every test has: explained assertions in helper modules too, and the hypothesis profiles."""

import warnings

import pytest

# Also what keeps an `assert` in a helper module working under `python -O`. It comes before the first import from `tests`;
# the warning is about the package itself, which has no code.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", pytest.PytestAssertRewriteWarning)
    pytest.register_assert_rewrite("tests")

from tests.profiles import load_profile  # noqa: E402

load_profile()
