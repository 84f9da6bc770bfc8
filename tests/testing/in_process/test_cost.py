"""What a page under test costs, in objects: nothing is left of it, and it is small."""

import gc
from typing import Any

import pytest

from domsync import Component
from domsync import html as h
from domsync.testing import render_page
from domsync.testing.in_process.recording import recorder
from domsync.testing.in_process.simulation import simulation
from domsync.testing.tree import nodes


class Counter(Component):
    count: int = 0

    def render(self) -> Any:
        return h.div(h.h1(f"Count: {self.count}"), h.button("+1", on_click=self.increment))

    def increment(self) -> None:
        self.count += 1


def use() -> None:
    with render_page(Counter(count=3)) as page:
        page.get_by_role("button", name="+1").click()
        assert page.get_by_text("Count: 4")


def objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def test_nothing_is_left_of_pages() -> None:
    for _ in range(3):
        use()
    before = objects()
    for _ in range(50):
        use()
    assert objects() - before < 50, "less than one object a page"
    assert simulation.pages == []
    assert recorder.record_of(None) is None


def test_a_page_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    # Loops in debug mode keep a traceback for each callback and task.
    monkeypatch.delenv("PYTHONASYNCIODEBUG", raising=False)
    use()
    pages = [render_page(Counter()) for _ in range(2)]
    before = objects()
    pages += [render_page(Counter()) for _ in range(10)]
    # A loop, a server's visit with its session and tasks, a browser, and two trees of five nodes.
    assert (objects() - before) / 10 < 300
    for page in pages:
        page.close()


def test_a_click_is_two_turns_of_the_loop_where_nobody_answers() -> None:
    page = render_page(lambda: h.button("b"))
    turns = 0
    run = simulation.loop.run_forever

    def counted() -> None:
        nonlocal turns
        turns += 1
        run()

    simulation.loop.run_forever = counted  # type: ignore[method-assign]
    page.get_by_role("button").click()
    assert turns == 2, "one for what the test itself may have changed, one for the click"
    assert page.last.sent == []


class Long(Component):
    """A select that is long."""

    chosen: str = "5"

    def render(self) -> Any:
        numbers = range(1000)
        return h.select([h.option(str(n), value=n) for n in numbers], bind=self.field("chosen"), aria={"label": "Long"})


def test_a_long_select_is_gone_through_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = 0
    find = nodes._options

    def counted(node: Any) -> Any:
        nonlocal looked_at
        found = find(node)
        looked_at += len(found)
        return found

    monkeypatch.setattr(nodes, "_options", counted)
    page = render_page(Long)
    assert page.get_by_label("Long").value == "5"
    page.get_by_label("Long").select("7")
    assert page.component.chosen == "7"
    assert looked_at < 30_000, "not once for each option"
