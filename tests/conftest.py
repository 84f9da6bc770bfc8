"""What every test has: explained assertions in helper modules too, the hypothesis profiles, and the browser."""

from pathlib import Path
from typing import Any

import pytest

# pytest rewrites the assertions of test files only. Rewritten ones say what differs, and hold under `python -O` too.
# This has to come before the first import from `tests`.
HERE = Path(__file__).parent
HELPERS = {".".join(path.relative_to(HERE.parent).with_suffix("").parts) for path in HERE.rglob("*.py")}
pytest.register_assert_rewrite(*(name for name in sorted(HELPERS) if not name.endswith((".conftest", ".__init__"))))

from domsync.dom.events import slow  # noqa: E402
from domsync.server.net import http_server  # noqa: E402
from domsync.server.pages import page_keeper  # noqa: E402
from tests.browser import harness  # noqa: E402
from tests.profiles import load_profile  # noqa: E402

load_profile()


@pytest.fixture(scope="session")
def domsync_browser_options() -> dict[str, Any]:
    """For tests that use `page_of`: the same browser as that of tests/browser."""
    return {"executable_path": harness.find_chromium(), "headless": True, "args": harness.CHROMIUM_ARGUMENTS}


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is slow with everything, which the log would name, and pages would say in a corner."""
    monkeypatch.setattr(slow, "SLOW_SECONDS", 60.0)


@pytest.fixture(autouse=True)
def _log_limits_begin_anew() -> None:
    """Of some things a process logs only the first of a minute, which must not be those of the tests before."""
    slow.begin_anew()
    for limit in (http_server._floods, page_keeper._failures):
        limit.begin_anew()
