"""Modules that a page loads on demand are waited for, and those of a page that is gone are not loaded into the next."""

from typing import Any

import pytest

from domsync import html as h
from domsync.testing.plugin import PageOf


@pytest.mark.browser
@pytest.mark.domsync_browser("chromium")
def test_modules_of_another_page_are_not_loaded(page_of: PageOf) -> None:
    page: Any = page_of(lambda: h.p("x"))
    loads = page._driver._loads
    # As if it had arrived just before the page before this one was left.
    loads._arrived.append(f"{page.url.rstrip('/')}/_domsync/before/extra/grid.js")
    # The policy would refuse it, and the page complain.
    page.settle()
    assert loads._arrived == []
