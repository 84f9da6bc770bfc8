"""The pytest plugin: closes the pages of a test and provides the fixture `page_of`.

A page that has reported an unexpected exception fails the test.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from domsync.testing.page import open_pages

if TYPE_CHECKING:
    from domsync.testing.chromium.launch import Chromium
    from domsync.testing.page import Page

_BROWSERS = ("in-process", "chromium")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
    """Keep pages that a fixture opens for as long as the fixture's scope lasts."""
    before = open_pages.lifetime
    open_pages.lifetime = "fixtures" if fixturedef.scope == "function" else "longer"
    try:
        return (yield)
    finally:
        open_pages.lifetime = before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Close the pages that the test has left open, and check those of its fixtures for errors."""
    _begin_log_anew()
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


def _begin_log_anew() -> None:
    """Reset the limits on log lines, so that each test sees what it has caused itself."""
    limits = sys.modules.get("domsync.session.log_limit")
    if limits is not None:
        limits.bad_ops.begin_anew()
        limits.oddities.begin_anew()


def _taken(pages: Iterable[Page]) -> list[BaseException]:
    """Take the errors that the pages have reported and clear their lists."""
    errors = []
    for page in pages:
        errors += page.errors
        page.errors.clear()
    return errors


def _close(pages: Iterable[Page]) -> None:
    for page in pages:
        page.close()


# The fixture `page_of`


class PageOf(Protocol):
    """Opens a page in process or in Chromium. The arguments are those of `render_page`."""

    def __call__(
        self, shown: Any, path: str = "/", *, headers: Mapping[str, str] | None = None, development: bool = True
    ) -> Page: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option `--domsync-browser`."""
    parser.getgroup("domsync").addoption(
        "--domsync-browser",
        choices=(*_BROWSERS, "both"),
        default=_BROWSERS[0],
        help="where tests with the fixture page_of run: in this process (default), in Chromium, or in both",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker `domsync_browser`."""
    config.addinivalue_line(
        "markers",
        "domsync_browser(*names): where the pages of page_of are for this test, 'in-process', 'chromium' or both, "
        "whatever --domsync-browser says",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each browser."""
    if "page_of" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("domsync_browser")
    chosen = metafunc.config.getoption("--domsync-browser")
    names = marker.args if marker is not None else _BROWSERS if chosen == "both" else (chosen,)
    unknown = set(names) - set(_BROWSERS)
    if unknown:
        raise pytest.UsageError(f"domsync_browser takes {' and '.join(map(repr, _BROWSERS))}, not {sorted(unknown)}")
    metafunc.parametrize(
        "_domsync_browser", names, indirect=True, ids=names if len(names) > 1 else [pytest.HIDDEN_PARAM]
    )


@pytest.fixture(scope="session")
def domsync_browser_options() -> dict[str, Any]:
    """The options for Playwright's `chromium.launch`; override the fixture in your own `conftest.py`."""
    return {}


@pytest.fixture(scope="session")
def _domsync_chromium(domsync_browser_options: dict[str, Any]) -> Generator[Chromium, None, None]:
    from domsync.testing.chromium.launch import Chromium

    chromium = Chromium(domsync_browser_options)
    yield chromium
    chromium.stop()


@pytest.fixture
def _domsync_browser(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page_of(_domsync_browser: str, request: pytest.FixtureRequest) -> Generator[PageOf, None, None]:
    """Open pages where `--domsync-browser` or the marker `domsync_browser` says: in process or in Chromium."""
    from domsync.testing.rendering import render_page

    if _domsync_browser == "in-process":
        yield render_page
        return
    chromium: Chromium = request.getfixturevalue("_domsync_chromium")
    opened: list[Page] = []

    def open_page(
        shown: Any, path: str = "/", *, headers: Mapping[str, str] | None = None, development: bool = True
    ) -> Page:
        from domsync.testing.chromium import InChromium
        from domsync.testing.page import Page

        opened.append(Page(InChromium(chromium, shown, path, headers or {}, development=development)))
        return opened[-1]

    yield open_page
    # Before the browser is, whose last test this may be.
    _close(opened)
