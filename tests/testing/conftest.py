"""The browser of the tests in this folder that use `page_of`: the same one as that of tests/browser."""

from typing import Any

import pytest

from tests.browser import harness


@pytest.fixture(scope="session")
def domsync_browser_options() -> dict[str, Any]:
    return {"executable_path": harness.find_chromium(), "headless": True, "args": harness.CHROMIUM_ARGUMENTS}
