"""What the plugin does for tests: pages are closed, and what they reported fails the test."""

import pytest

pytest_plugins = ["pytester"]

COMPONENTS = """
import pytest
from domsync import Component, html as h
from domsync.testing import render_page

class Faulty(Component):
    def render(self):
        return h.button("b", on_click=self.fail)

    def fail(self):
        raise ValueError("handler")
"""
FLAGS = ("-p", "no:cacheprovider", "-p", "no:asyncio")


def run(pytester: pytest.Pytester, source: str, *flags: str) -> pytest.RunResult:
    pytester.makepyfile(COMPONENTS + source)
    return pytester.runpytest_inprocess(*FLAGS, *flags)


def test_a_page_that_reported_something_fails_its_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
def test_it():
    render_page(Faulty()).get_by_role("button").click()

def test_another():
    render_page(Faulty())
""",
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*ValueError: handler", "*The page under test reported this*"])


def test_a_failure_of_the_test_itself_comes_first(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
def test_it():
    render_page(Faulty()).get_by_role("button").click()
    assert False, "own"
""",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: own*", "*The page had reported ValueError: handler"])


def test_pages_of_fixtures_live_as_long_as_the_fixture(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
from domsync.testing.in_process.simulation import simulation

@pytest.fixture
def page():
    page = render_page(Faulty())
    yield page
    assert page.text == "b"

@pytest.fixture(scope="module")
def lasting():
    with render_page(Faulty()) as page:
        yield page

def test_one(page, lasting):
    assert len(simulation.pages) == 2

def test_two(page, lasting):
    assert len(simulation.pages) == 2
    lasting.get_by_role("button")

def test_the_fixtures_page_fails_the_test(page):
    page.get_by_role("button").click()

def test_nothing_is_left(lasting):
    assert len(simulation.pages) == 1
""",
    )
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["FAILED *test_the_fixtures_page_fails_the_test*"])
