"""A page that is busy longer than a test waits for an element still has its elements."""

from typing import Any

import pytest

from domsync import Component
from domsync import html as h
from domsync.testing import chromium
from domsync.testing.plugin import PageOf

#: Keeps the page busy while the test looks for the element.
_BUSY = "(ms) => { setTimeout(() => { const end = performance.now() + ms; while (performance.now() < end); }); }"


class Counter(Component):
    count: int = 0

    def render(self) -> Any:
        return h.button(str(self.count), on_click=self.add)

    def add(self) -> None:
        self.count += 1


@pytest.mark.browser
@pytest.mark.domsync_browser("chromium")
def test_what_is_there_is_found_however_late_the_page_answers(page_of: PageOf) -> None:
    counter = Counter()
    page: Any = page_of(counter)
    driver = page._driver
    driver._call(driver._page.evaluate(_BUSY, (chromium._APPEAR_SECONDS + 1) * 1000))
    page.get_by_role("button").click()
    assert counter.count == 1
