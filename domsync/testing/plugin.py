"""The pytest plugin: it closes the pages of a test, and makes the fixture `page_of`.

A page that has reported what the test did not expect fails the test.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any

import pytest

from domsync.testing.open_pages import open_pages

if TYPE_CHECKING:
    from domsync.testing.page import Page


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
    """Pages that a fixture opens live as long as the fixture's scope."""
    before = open_pages.lifetime
    open_pages.lifetime = "fixtures" if fixturedef.scope == "function" else "longer"
    try:
        return (yield)
    finally:
        open_pages.lifetime = before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Close the pages that the test has left open, and look at those of its fixtures."""
    try:
        result = yield
    except BaseException as failure:
        pages = open_pages.of("test", "fixtures")
        errors = _taken(pages)
        _close(open_pages.of("test"))
        if pages:
            from domsync.testing.page import note_errors

            note_errors(failure, errors)
        raise
    pages = open_pages.of("test", "fixtures")
    errors = _taken(pages)
    _close(open_pages.of("test"))
    if errors:
        from domsync.testing.page import reported

        raise reported(errors)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    """Close the pages that the test's fixtures have left open."""
    try:
        return (yield)
    finally:
        _close(open_pages.of("test", "fixtures"))


def _taken(pages: Iterable[Page]) -> list[BaseException]:
    """What the pages have reported; they forget it."""
    errors = []
    for page in pages:
        errors += page.errors
        page.errors.clear()
    return errors


def _close(pages: Iterable[Page]) -> None:
    for page in pages:
        page.close()
