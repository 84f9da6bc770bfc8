"""The application's shell, with and without links."""

import pytest

from domsync import widgets as w
from domsync.testing import render_page


@pytest.mark.parametrize("nav", [None, [], [None, False], [[]]])
def test_without_links_there_is_no_side_bar(nav: list[None] | None) -> None:
    page = render_page(lambda: w.app_shell("Content", title="Shop", nav=nav))
    assert not page.get_by_role("navigation")
    assert not page.get_by_role("button")


def test_lists_of_nothing_take_no_place() -> None:
    page = render_page(lambda: w.card("Content", title="Shop", actions=[], footer=[None]))
    assert not page.locator(".ds-actions, .ds-card-foot")
