"""What every test has: explained assertions in helper modules too, and the hypothesis profiles."""

from pathlib import Path

import pytest

# pytest rewrites the assertions of test files only. Rewritten ones say what differs, and hold under `python -O` too.
# This has to come before the first import from `tests`.
HERE = Path(__file__).parent
HELPERS = {".".join(path.relative_to(HERE.parent).with_suffix("").parts) for path in HERE.rglob("*.py")}
pytest.register_assert_rewrite(*(name for name in sorted(HELPERS) if not name.endswith((".conftest", ".__init__"))))

from tests.profiles import load_profile  # noqa: E402

load_profile()
