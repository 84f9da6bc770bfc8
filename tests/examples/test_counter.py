"""examples/counter.py: a field, what it looks like, and a button that changes it."""

from domsync.dom import ops as o
from domsync.testing import render_page
from examples.counter import Counter, app


def test_each_click_counts() -> None:
    page = render_page(Counter(count=3))
    button = page.get_by_role("button", name="+1")
    button.click()
    button.click()
    assert page.get_by_role("heading").text == "Count: 5"


def test_a_click_costs_one_short_op() -> None:
    page = render_page(Counter())
    page.get_by_role("button").click()
    assert [type(op) for op in page.last.ops] == [o.SetData]
    assert page.last.bytes < 60
    assert page.last.sent_bytes < 30


def test_each_visitor_counts_alone() -> None:
    one, two = render_page(app), render_page(app)
    one.get_by_role("button").click()
    assert "Count: 1" in one.text
    assert "Count: 0" in two.text
    assert one.title == "Counter"
