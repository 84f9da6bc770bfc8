"""Which child becomes which: by key, and without keys by kind and order, so that a message leaves the box below it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync import Component
from domsync import html as h
from domsync.components import Child, VNode
from domsync.dom.nodes.node import Node
from tests.components.conftest import MakeLive
from tests.components.live import Live, Log

#: A child of a random program: its kind, and its key.
Spec = tuple[str, str | None]


class Inner(Component):
    def render(self) -> Child:
        return h.i("inner")


class Other(Component):
    def render(self) -> Child:
        return h.u("other")


def made(spec: Spec) -> Child:
    kind, key = spec
    match kind:
        case "text":
            return "text"
        case "none":
            return None
        case "inner":
            return Inner(key=key)
        case "other":
            return Other(key=key)
        case "checkbox" | "date":
            return h.input(type=kind, key=key)
        case _:
            return VNode(kind, (), key=key)


class Page(Component):
    specs: list[Spec] = []
    as_list: bool = False

    def render(self) -> Child:
        children = [made(spec) for spec in self.specs]
        return h.main(children) if self.as_list else h.main(*children)


def expected(old: Sequence[Spec], new: Sequence[Spec]) -> list[int | None]:
    """Which of the old children each new one is, by the rule: key, then kind from both ends, then kind in order."""

    def same(one: Spec, other: Spec) -> bool:
        return one[1] == other[1] and (one[1] is not None or one[0] == other[0])

    limit = min(len(old), len(new))
    head = next((at for at in range(limit) if not same(old[at], new[at])), limit)
    tail = next((at for at in range(limit - head) if not same(old[-1 - at], new[-1 - at])), limit - head)
    found: list[int | None] = [None] * len(new)
    free = set(range(head, len(old) - tail))
    for at in range(len(new)):
        if at < head:
            found[at] = at
        elif at >= len(new) - tail:
            found[at] = at + len(old) - len(new)
        else:
            found[at] = next((other for other in sorted(free) if same(old[other], new[at])), None)
            free.discard(found[at] if found[at] is not None else -1)
    # What has the same key but is of another kind cannot go on.
    return [at if at is not None and old[at][0] == new[index][0] else None for index, at in enumerate(found)]


def nodes(page: Live[Page]) -> list[Node]:
    return list(page.document.querySelector("main").childNodes)  # type: ignore[union-attr]


def shown(specs: Sequence[Spec]) -> list[int]:
    return [at for at, (kind, _) in enumerate(specs) if kind != "none"]


KINDS = ["p", "p", "h1", "text", "none", "checkbox", "date", "inner", "other"]


@st.composite
def lists(draw: st.DrawFn) -> list[Spec]:
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=7))
    keys = iter(draw(st.permutations("abcdefgh")))
    keyed = draw(st.sampled_from([0, 0, 0, 1, 2]))
    return [
        (kind, next(keys) if kind not in ("text", "none") and draw(st.integers(0, 2)) < keyed else None)
        for kind in kinds
    ]


@given(programs=st.lists(lists(), min_size=2, max_size=5), as_list=st.booleans())
@settings(max_examples=300, deadline=None)
def test_random_programs_keep_the_nodes_that_a_reference_keeps(programs: list[list[Spec]], as_list: bool) -> None:
    log = Log()
    page = Live(Page(specs=programs[0], as_list=as_list), log)
    for old, new in pairwise(programs):
        # The text that is next to text is one node each.
        before = dict(zip(shown(old), nodes(page), strict=True))
        page.change(specs=new)
        after = dict(zip(shown(new), nodes(page), strict=True))
        for at, was in enumerate(expected(old, new)):
            if at in after and was in before:
                assert after[at] is before[was], (old, new, at)
    assert log.take() == []


@pytest.mark.parametrize("as_list", [False, True])
def test_what_comes_and_goes_above_leaves_a_box_as_it_is(as_list: bool, live: MakeLive) -> None:
    page = live(Page(specs=[("h1", None), ("checkbox", None)], as_list=as_list))
    box: Any = nodes(page)[1]
    for specs in (
        [("h1", None), ("p", None), ("checkbox", None)],
        [("p", None), ("checkbox", None), ("p", None)],
        [("checkbox", None)],
        [("inner", None), ("none", None), ("checkbox", None), ("p", None), ("date", None)],
    ):
        page.change(specs=specs)
        assert [node for node in nodes(page) if node is box], specs


def test_kinds_that_change_places_move(live: MakeLive) -> None:
    page = live(Page(specs=[("checkbox", None), ("p", None), ("date", None)]))
    before = nodes(page)
    page.change(specs=[("date", None), ("p", None), ("checkbox", None)])
    assert nodes(page) == before[::-1]
