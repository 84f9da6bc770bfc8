"""The JavaScript side of a client module in tests: the same calls in process and in Chromium."""

from pathlib import Path
from typing import Any

import pytest

from domsync import ClientModule, Writable
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Counting(ClientModule):
    module = str(Path(__file__).parents[1] / "components" / "client_modules" / "counter.js")

    count: Writable[int] = 0
    names: list[str] = []

    def received(self, content: Any, buffers: list[Any]) -> None:
        # In a browser, the module answers what it is sent.
        if content == "hello":
            self.names = [*self.names, content]
            self.send({"heard": content}, [b"abc"])


def test_a_module_is_used_by_a_test(page_of: PageOf) -> None:
    counting = Counting(attrs={"id": "module"})
    page = page_of(counting)
    module = page.locator("#module").module
    assert module.values == {"count": 0, "names": []}
    module.save(count=3)
    assert (counting.count, module["count"]) == (3, 3)
    counting.count = 4
    assert module["count"] == 4
    module.send("hello")
    assert module["names"] == ["hello"]
    assert module.messages == [({"heard": "hello"}, [b"abc"])]
    with page.expect_error(Exception, "Counting.names was not changed by the browser: it is not Writable"):
        module.save(names=["x"])
    assert module["names"] == counting.names == ["hello"]
