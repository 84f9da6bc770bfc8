"""What every test has: explained assertions in helper modules too, and the hypothesis profiles."""

import pytest

# Also what keeps an `assert` in a helper working under `python -O`. Has to come before the first import from `tests`.
pytest.register_assert_rewrite("tests")

from tests.profiles import load_profile  # noqa: E402

load_profile()
