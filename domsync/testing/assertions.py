"""Assertions about pages."""

from __future__ import annotations

from collections.abc import Sequence

from domsync.testing.page import Page
from domsync.testing.steps import shown_ops


def assert_ops(page: Page, expected: Sequence[object]) -> None:
    """Assert that the last step has changed the page by exactly these ops.

    >>> from unittest.mock import ANY
    >>> from domsync import Component, html as h
    >>> from domsync.dom.ops import SetData
    >>> from domsync.testing import assert_ops, render_page
    >>> class Lamp(Component):
    ...     on: bool = False
    ...
    ...     def render(self):
    ...         return h.button("on" if self.on else "off", on_click=self.switch)
    ...
    ...     def switch(self):
    ...         self.on = not self.on
    >>> with render_page(Lamp()) as page:
    ...     page.get_by_role("button").click()
    ...     assert_ops(page, [SetData(ANY, "on")])

    Args:
        page: The page.
        expected: The ops in order: each an op, in which `unittest.mock.ANY` matches any value, or the class of an op.

    Raises:
        AssertionError: The ops were different ones; the message lists both.
    """
    ops = page.last.ops
    if len(ops) == len(expected) and all(map(_is_meant, ops, expected)):
        return
    wrong = next(
        (number for number, (op, wanted) in enumerate(zip(ops, expected, strict=False)) if not _is_meant(op, wanted)),
        min(len(ops), len(expected)),
    )
    wanted_ops = [one.__name__ if isinstance(one, type) else one for one in expected]
    raise AssertionError(
        f"unexpected ops, the first at number {wrong}; got\n{shown_ops(ops)}\nexpected\n{shown_ops(wanted_ops)}"
    )


def _is_meant(op: object, wanted: object) -> bool:
    return isinstance(op, wanted) if isinstance(wanted, type) else bool(op == wanted)
