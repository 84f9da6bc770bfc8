"""Test pages in plain functions: in this process, without a socket and without a browser, or in a real one.

::

    from domsync.testing import render_page

    def test_counting():
        page = render_page(Counter(count=3))
        page.get_by_role("button", name="+1").click()
        assert page.get_by_text("Count: 4")

`docs/howto/testing.md` is the guide. The fixture `page_of` comes with the package: it gives the same pages, and with
`pytest --domsync-browser=chromium` the tests that use it run in a real browser.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domsync.testing.assertions import assert_ops
    from domsync.testing.downloads import DownloadFailedError, FetchedFile, SavedFile
    from domsync.testing.failures import (
        LocatorError,
        NotFoundError,
        NotUniqueError,
        NotUsableError,
        StillRunningError,
    )
    from domsync.testing.in_process import ConnectionEndedError
    from domsync.testing.in_process.clock import StillWorkingError
    from domsync.testing.locator import Locator
    from domsync.testing.page import Page
    from domsync.testing.plugin import PageOf
    from domsync.testing.rendering import render_page
    from domsync.testing.steps import BrowserComplaintError, EventRefusedError, Step

__all__ = [
    "BrowserComplaintError",
    "ConnectionEndedError",
    "DownloadFailedError",
    "EventRefusedError",
    "FetchedFile",
    "Locator",
    "LocatorError",
    "NotFoundError",
    "NotUniqueError",
    "NotUsableError",
    "Page",
    "PageOf",
    "SavedFile",
    "Step",
    "StillRunningError",
    "StillWorkingError",
    "assert_ops",
    "render_page",
]

# Imported on first use: comparing trees needs neither components nor a server.
_MODULES = {
    "BrowserComplaintError": "steps",
    "ConnectionEndedError": "in_process",
    "DownloadFailedError": "downloads",
    "FetchedFile": "downloads",
    "EventRefusedError": "steps",
    "Locator": "locator",
    "LocatorError": "failures",
    "NotFoundError": "failures",
    "NotUniqueError": "failures",
    "NotUsableError": "failures",
    "Page": "page",
    "PageOf": "plugin",
    "SavedFile": "downloads",
    "Step": "steps",
    "StillRunningError": "failures",
    "StillWorkingError": "in_process.clock",
    "assert_ops": "assertions",
    "render_page": "rendering",
}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f"domsync.testing.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
