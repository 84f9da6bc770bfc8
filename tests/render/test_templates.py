"""Neighbours of one shape go over the wire as one template and columns of what differs, and come back as they were."""

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.dom.checks.names import SVG
from domsync.dom.ops import CommentData, ElementData, Insert, Listener, NodeData, Op, Reset, SetData
from domsync.render import FrameWriter
from domsync.render.wire_reader import decode_frame
from tests.profiles import scaled


def row(number: int, label: str, **attributes: str) -> ElementData:
    cells = (ElementData("td", (str(number),)), ElementData("td", (ElementData("a", (label,), {"href": "/x"}),)))
    return ElementData("tr", cells, attributes or None)


def rows(count: int, start: int = 0) -> tuple[NodeData, ...]:
    return tuple(row(number, f"label {number * 7}") for number in range(start, start + count))


def frame(writer: FrameWriter, *ops: Op) -> Any:
    return msgspec.json.decode(writer.frame(1, 0, ops))[3]


def test_a_run_is_a_template_once_and_then_columns() -> None:
    writer = FrameWriter(0)
    shape = ["tr", [["td", [0]], ["td", [["a", [1], ["href", "/x"]]]]]]
    labels = [f"label {number * 7}" for number in range(8)]
    assert frame(writer, Insert(1, 0, 4, rows(8))) == [[18, 1, shape], [1, 1, 0, 4, [[-1, 8, 0, labels]]]]
    assert frame(writer, Insert(1, 0, 60, rows(1, 100))) == [[1, 1, 0, 60, [[-1, 1, "100", "label 700"]]]]


def test_a_column_of_one_value_is_that_value_and_consecutive_numbers_are_the_first() -> None:
    nodes = tuple(row(number, "a" if number % 2 else "b", title="same") for number in range(9, 19))
    [_, insert] = frame(FrameWriter(0), Insert(1, 0, 4, nodes))
    assert insert[4] == [[-1, 10, 9, ["a", "b"] * 5]]
    assert frame(FrameWriter(0), Insert(1, 0, 4, tuple(row(7, "x") for _ in range(8))))[1][4] == [[-1, 8]]


def test_numbers_that_are_written_otherwise_stay_as_they_are() -> None:
    for texts in (["01", "02", "03"], ["9", "10", "12"], ["٣", "٤", "٥"], ["-1", "0", "1"]):
        nodes = tuple(ElementData("li", (ElementData("b", (text,)), "x" * 9)) for text in texts * 4)
        [_, insert] = frame(FrameWriter(0), Insert(1, 0, 4, nodes))
        assert insert[4][0][2] == texts * 4


def test_rows_with_inner_loops_are_one_shape_with_a_list() -> None:
    nodes = tuple(
        ElementData("tr", (ElementData("td", tuple(ElementData("b", (f"{n}.{k}",)) for k in range(n % 4))), "end"))
        for n in range(12)
    )
    [definition, insert] = frame(FrameWriter(0), Insert(1, 0, 4, nodes))
    assert definition == [18, 1, ["tr", [["td", [-1]], "end"]]]
    assert insert[4][0][:2] == [-1, 12]
    assert insert[4][0][2][2] == [["b", ["2.0"]], ["b", ["2.1"]]]


def test_one_row_of_another_kind_parts_the_run() -> None:
    nodes = (*rows(20), row(20, "x", **{"class": "danger"}), *rows(20, 21))
    [_, insert] = frame(FrameWriter(0), Insert(1, 0, 4, nodes))
    assert [item[0] for item in insert[4]] == [-1, "tr", -1]


def test_few_nodes_are_not_worth_a_template() -> None:
    [insert] = frame(FrameWriter(0), Insert(1, 0, 4, tuple(ElementData("td") for _ in range(4))))
    assert insert[4] == [["td"]] * 4


def test_a_snapshot_defines_all_that_its_reader_may_meet_later() -> None:
    writer = FrameWriter(0)
    templates: dict[int, dict[int, Any]] = {}
    frame(writer, Insert(1, 0, 4, rows(8)))
    decode_frame(writer.snapshot(2, 0, [Reset(), Insert(1, 0, 4, ("nothing like it",))]), templates)
    later = decode_frame(writer.frame(3, 0, [Insert(1, 0, 90, rows(8))]), templates)
    assert later.ops == [Insert(1, 0, 90, rows(8))]


def test_a_template_that_only_a_newcomer_was_told_is_told_to_the_others_when_they_need_it() -> None:
    writer = FrameWriter(0)
    early: dict[int, dict[int, Any]] = {}
    decode_frame(writer.frame(1, 0, [SetData(5, "x")]), early)
    writer.snapshot(1, 0, [Reset(), Insert(1, 0, 4, rows(8))])
    later = decode_frame(writer.frame(2, 0, [Insert(1, 0, 90, rows(8))]), early)
    assert later.ops == [Insert(1, 0, 90, rows(8))]


texts = st.sampled_from(["", "a", "b", "1", "2", "3", "03", "é", "\ud7ff"])
listeners = st.sampled_from([None, {"click": Listener()}, {"input": Listener((("value", "target.value"),), 1)}])


def elements(children: st.SearchStrategy[NodeData]) -> st.SearchStrategy[NodeData]:
    return st.builds(
        ElementData,
        st.sampled_from(["li", "b"]),
        st.lists(children, max_size=4).map(tuple),
        st.none() | st.dictionaries(st.sampled_from(["id", "class"]), texts, min_size=1),
        st.none() | st.just({"color": "red"}) | st.just({"color": "blue"}),
        st.none() | st.dictionaries(st.sampled_from(["value", "checked"]), texts | st.booleans(), min_size=1),
        listeners,
        st.sampled_from([None, None, None, SVG]),
        st.sampled_from([(), (), (("http://www.w3.org/1999/xlink", "xlink:href", "#a"),)]),
    )


nodes = st.recursive(texts | st.builds(CommentData, texts), elements, max_leaves=6)


def varied(node: NodeData, text: str) -> NodeData:
    """The same shape with other texts."""
    if isinstance(node, str):
        return text
    if isinstance(node, CommentData):
        return node
    children = tuple(varied(child, f"{text}{index}") for index, child in enumerate(node.children))
    return msgspec.structs.replace(node, children=children)


@settings(max_examples=scaled(300))
@given(st.lists(st.tuples(nodes, st.integers(1, 20)), max_size=5), st.integers(1, 3))
def test_whatever_is_inserted_comes_back(groups: list[tuple[NodeData, int]], frames: int) -> None:
    run = tuple(varied(node, str(copy)) for node, count in groups for copy in range(count))
    writer, templates = FrameWriter(3), dict[int, dict[int, Any]]()
    for seq in range(1, frames + 1):
        ops: list[Op] = [Insert(1, 0, 4, run)]
        assert decode_frame(writer.frame(seq, 0, ops), templates).ops == ops
    snapshot: list[Op] = [Reset(), Insert(1, 0, (4, 2, 9, 1), run)]
    assert decode_frame(writer.snapshot(9, 0, snapshot), {}).ops == snapshot
