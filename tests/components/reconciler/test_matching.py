"""Which child becomes which: by key, without keys by the names and ids of controls, and by kind and order."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync import Component
from domsync import html as h
from domsync.components import Child, VNode, unique_id
from domsync.components.reconciler import identity
from domsync.dom.nodes.node import Node
from domsync.dom.ops import Insert, Remove
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
        case "box":
            return h.input(key=key)
        case _ if kind.startswith("box#"):
            return h.input(id=kind[4:], key=key)
        case _ if kind.startswith("box@"):
            return h.input(name=kind[4:], key=key)
        case _ if kind.startswith("label#"):
            return h.label("Text", h.input(id=kind[6:]), key=key)
        case _ if kind.startswith("label@"):
            return h.label("Text", h.span(h.textarea(name=kind[6:])), key=key)
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


def known(old: Sequence[Spec], new: Sequence[Spec]) -> dict[int, int]:
    """The children without a key that are known by an id or a name before and after: the old place by the new one."""
    places = {kind: at for at, (kind, key) in enumerate(old) if key is None and ("#" in kind or "@" in kind)}
    return {at: places[kind] for at, (kind, key) in enumerate(new) if key is None and kind in places}


def bare(spec: Spec) -> str:
    return spec[0].partition("#")[0].partition("@")[0]


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


CONTROLS = [
    *("box#a", "box#b", "box#c", "box@a", "box@b", "box@c", "box@d", "label#e", "label#f", "label@g", "label@h"),
    *("box", "p", "p", "none", "text", "inner"),
]


@st.composite
def controls(draw: st.DrawFn) -> list[Spec]:
    kinds = draw(st.lists(st.sampled_from(CONTROLS), max_size=7))
    # An id is unique on its page.
    kinds = [kind for at, kind in enumerate(kinds) if not (("#" in kind or "@" in kind) and kind in kinds[:at])]
    return [(kind, None) for kind in kinds]


@given(programs=st.lists(controls(), min_size=2, max_size=5), as_list=st.booleans())
@settings(max_examples=300, deadline=None)
def test_random_programs_never_give_a_control_the_place_of_another(programs: list[list[Spec]], as_list: bool) -> None:
    log = Log()
    page = Live(Page(specs=programs[0], as_list=as_list), log)
    for old, new in pairwise(programs):
        before = dict(zip(shown(old), nodes(page), strict=True))
        page.change(specs=new)
        after = dict(zip(shown(new), nodes(page), strict=True))
        known_places = known(old, new)
        places = {node: at for at, node in before.items()}
        for at, node in after.items():
            was = places.get(node)
            if at in known_places:
                assert was == known_places[at], (old, new, at)
            elif was is not None and ("#" in new[at][0] or "@" in new[at][0]) and new[at][0][-2] in old[was][0]:
                # One alone, with another id, is the same; with another name, another one.
                kind = bare(new[at])
                assert "#" in new[at][0], (old, new, at)
                assert len(old) == len(new) or [bare(spec) for spec in old].count(kind) == 1, (old, new, at)
    assert log.take() == []


class Boxes(Component):
    """Boxes that no handler listens to, and whether the first is among them."""

    made: Any = None
    first: bool = False

    def render(self) -> Child:
        return h.form(*self.made(self.first))


def wrapped(first: bool) -> list[Child]:
    return [
        *([h.label("A", h.input(name="a"))] if first else []),
        h.label("B", h.input(name="b")),
        h.label("C", h.input(name="c")),
    ]


def fields(first: bool) -> list[Child]:
    def field(name: str) -> Child:
        return h.div(h.label(name, for_=(made := unique_id(name))), h.div(h.input(id=made)), class_="field")

    return [*([field("a")] if first else []), field("b"), field("c")]


@pytest.mark.parametrize(
    "made",
    [
        (lambda first: [*([h.input(id="a")] if first else []), h.input(id="b"), h.input(id="c")]),
        (lambda first: [*([h.input(name="a")] if first else []), h.input(name="b"), h.input(name="c")]),
        (lambda first: [*([h.textarea(name="a")] if first else []), h.textarea(name="b")]),
        (lambda first: [h.input(name="a" if first else "b"), h.input(name="b" if first else "c")]),
        (lambda first: [h.input(id="a" if first else "b"), h.input(id="b" if first else "c")]),
        (lambda first: [h.label(h.input(id=one)) for one in ("ab" if first else "bc")]),
        (lambda first: [*([h.input()] if first else []), h.input(id="b")]),
        lambda first: [*([h.section(h.input(name="a"), Inner())] if first else []), h.section(h.input(name="b"))],
        wrapped,
        fields,
    ],
    ids=["ids", "names", "textareas", "replaced", "ids replaced", "labels replaced", "none", "parts", "labels", "made"],
)
def test_what_was_typed_stays_in_its_box(made: Callable[[bool], list[Child]], live: MakeLive) -> None:
    page = live(Boxes(made=made))
    boxes: Any = page.document.querySelectorAll("input, textarea")
    box = boxes[0]
    page.enter(box, "typed")
    for first in (True, False, True, False):
        page.change(first=first)
        boxes = page.document.querySelectorAll("input, textarea")
        assert [one.value for one in boxes if one is box] == ["typed"], page.html
        assert [one.value for one in boxes].count("typed") == 1
        place = next(at for at, one in enumerate(boxes) if one is box)
        assert place == first, page.html


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


@pytest.mark.parametrize(
    ("made", "same"),
    [
        (lambda step: h.input(name=("name", "email")[step]), False),
        (lambda step: h.textarea(name=("name", "email")[step]), False),
        (lambda step: h.p(h.label("Text", h.input(name=("name", "email")[step]))), False),
        (lambda step: h.input(type="radio", name="size", value="SM"[step]), False),
        (lambda step: h.input(type="checkbox", value="SM"[step]), False),
        (lambda step: h.input(name=("name", "email")[step], id="same"), True),
        (lambda step: h.input(name="name", id=("box", "box-wrong")[step]), True),
        (lambda step: h.input(id=("box", "box-wrong")[step]), True),
        (lambda step: h.input(name=("name", None)[step]), True),
        (lambda step: h.input(name=("name", "email")[step], key="same"), True),
        (lambda step: h.input(type="hidden", name=("name", "email")[step]), True),
        (lambda step: h.tr(h.td(h.input(name=f"amount-{step}")), key="row"), True),
        (lambda step: h.div(h.input(name=f"lines.{step}.text"), h.input(name=f"lines.{step}.price"), key="row"), True),
        (lambda step: h.div(step and h.p(), [h.input(id=unique_id("a")), h.input(id=unique_id("b"))], key="row"), True),
    ],
)
def test_a_control_in_the_place_of_another(made: Callable[[int], Child], same: bool, live: MakeLive) -> None:
    class Steps(Component):
        step: int = 0

        def render(self) -> Child:
            return h.main(made(self.step))

    page = live(Steps())
    before: Any = page.document.querySelectorAll("input, textarea")
    page.change(step=1)
    after: Any = page.document.querySelectorAll("input, textarea")
    assert [one is other for one, other in zip(before, after, strict=True)] == [same] * len(before)


def test_a_control_that_nobody_has_looked_into_is_not_renamed(live: MakeLive) -> None:
    class Table(Component):
        names: list[str] = ["a", "b"]

        def render(self) -> Child:
            boxes = [h.td(h.input(name=name)) for name in self.names]
            return h.table(h.tbody(h.tr(*boxes, *[h.td("text") for _ in range(20)])))

    page = live(Table())
    ops = page.change(names=["a", "c"])
    assert [type(op) for op in ops] == [Remove, Insert]


def test_kinds_that_change_places_move(live: MakeLive) -> None:
    page = live(Page(specs=[("checkbox", None), ("p", None), ("date", None)]))
    before = nodes(page)
    page.change(specs=[("date", None), ("p", None), ("checkbox", None)])
    assert nodes(page) == before[::-1]


class Growing(Component):
    """Rows without keys, in which nothing has a name or an id."""

    count: int = 50

    def render(self) -> Any:
        return h.ul(h.li(h.b(f"{number} of {self.count}"), class_="row") for number in range(self.count))


@pytest.mark.parametrize("count", [49, 51])
def test_rows_without_controls_are_not_compared_by_marks(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    marked: list[object] = []
    monkeypatch.setattr(identity, "marks_of", marked.append)
    page = Live(Growing(), Log())
    page.change(count=count)
    assert len(page.document.querySelectorAll("li")) == count
    assert marked == []
