"""The reference browser: what it makes of frames, and that it refuses what a browser could not apply."""

import json

import pytest

from domsync.dom.checks.names import SVG, XLINK
from domsync.dom.document.document import Document
from domsync.dom.ops import (
    DOCUMENT,
    ROOT,
    Call,
    CommentData,
    ElementData,
    Insert,
    Listen,
    Listener,
    Message,
    Mount,
    Move,
    Op,
    Remove,
    RemoveAttribute,
    Reset,
    SetAttribute,
    SetData,
    SetProperty,
    SetText,
    Unlisten,
)
from domsync.errors import ProtocolError
from domsync.render import encode_frame
from domsync.testing.browser.apply import Called, ReferenceBrowser
from domsync.testing.tree.canonical import canonical
from domsync.testing.tree.nodes import BrowserFault


def callback(event: object) -> None:
    """Whoever listens."""


class TestTheCanonicalForm:
    def test_it_is_json(self) -> None:
        document = Document("r")
        element = document.createElement("input", id="i", attributes={"type": "checkbox", "style": "color: red"})
        element.style.setProperty("--b", "1", "important")
        svg = document.createElementNS(SVG, "a")
        svg.setAttributeNS(XLINK, "xlink:title", "t")
        document.body.append(element, "text", document.createComment("c"), svg)
        element.addEventListener("click", callback, keys=("a",), fields=("key",))
        form = canonical(document, listeners=True)
        assert json.loads(json.dumps(form)) == form
        assert form == [
            *("div", "", [["", "id", "r"]], [], []),
            [
                [
                    *("input", "", [["", "id", "i"], ["", "type", "checkbox"]]),
                    [["--b", "1 !important"], ["color", "red"]],
                    [["checked", False], ["indeterminate", False], ["value", "on"]],
                    [],
                    [["click", [["key", "key"]], 0, 0, 0, ["a"]]],
                ],
                "text",
                ["#comment", "c"],
                ["a", SVG, [[XLINK, "xlink:title", "t"]], [], [], [], []],
            ],
            [],
        ]

    def test_other_nodes_have_none(self) -> None:
        with pytest.raises(TypeError, match="no canonical form"):
            canonical(Document().createDocumentFragment())

    def test_parts_of_a_tree(self) -> None:
        document = Document()
        assert canonical(document.createTextNode("a")) == "a"
        assert canonical(document.createElementNS("urn:x", "p:q")) == ["p:q", "urn:x", [], [], [], []]


class TestFrames:
    def test_they_come_in_order(self) -> None:
        browser = ReferenceBrowser()
        browser.receive(encode_frame(0, 1, 0, []))
        for seq in (1, 3):
            with pytest.raises(BrowserFault, match="came after frame 1"):
                browser.receive(encode_frame(0, seq, 0, []))

    def test_a_snapshot_comes_at_any_time(self) -> None:
        browser = ReferenceBrowser()
        browser.receive(encode_frame(0, 7, 0, [Reset(), Insert(ROOT, 0, 4, ("a",))]))
        browser.receive(encode_frame(0, 7, 0, [Reset(), Insert(ROOT, 0, 4, ("b",))]))
        browser.receive(encode_frame(0, 8, 0, [SetData(4, "c")]))
        assert browser.canonical() == ["div", "", [["", "id", "domsync_root_id"]], [], [], ["c"]]

    def test_acknowledgements_do_not_go_back(self) -> None:
        browser = ReferenceBrowser()
        browser.receive(encode_frame(0, 1, 5, []))
        browser.receive(encode_frame(0, 2, 0, []))
        assert browser.ack == 5
        with pytest.raises(BrowserFault, match="event 4"):
            browser.receive(encode_frame(0, 3, 4, []))

    def test_what_is_no_frame(self) -> None:
        with pytest.raises(ProtocolError):
            ReferenceBrowser().receive("[-1,3]")

    def test_a_mounted_document_has_frames_of_its_own(self) -> None:
        browser = ReferenceBrowser()
        with pytest.raises(BrowserFault, match="not mounted"):
            browser.receive(encode_frame(3, 1, 0, []))
        browser.receive(encode_frame(0, 1, 0, [Insert(ROOT, 0, 4, (ElementData("p"),)), Mount(4, 3)]))
        browser.receive(encode_frame(3, 9, 0, [Reset(), Insert(ROOT, 0, 4, ("shared",))]))
        assert browser.canonical(3) == ["p", "", [], [], [], ["shared"]]
        # It is shown in one place: the old one is forgotten.
        browser.receive(encode_frame(0, 2, 0, [Insert(ROOT, 0, 5, (ElementData("b"),)), Mount(5, 3)]))
        browser.receive(encode_frame(3, 9, 0, [Reset()]))
        assert browser.canonical(3) == ["b", "", [], [], [], []]
        browser.apply([Mount(5, 0)])
        assert set(browser.documents) == {0}


class TestOps:
    def test_what_is_not_in_the_tree(self) -> None:
        browser = ReferenceBrowser()
        browser.apply(
            [Listen(DOCUMENT, "keydown", Listener()), Call(ROOT, "focus", (1,), 2), Message("chat", {"a": 1})],
        )
        document = browser.documents[0]
        assert document.listeners[DOCUMENT] == {"keydown": Listener()}
        assert document.calls == [Called(ROOT, "focus", (1,), 2)]
        assert document.messages == [("chat", {"a": 1})]
        browser.apply([Unlisten(DOCUMENT, "keydown")])
        assert document.listeners[DOCUMENT] == {}

    def test_the_title_of_the_page(self) -> None:
        document = Document()
        document.title = "A page"
        browser = ReferenceBrowser()
        browser.apply(document.take_ops())
        assert browser.documents[0].title == "A page"
        late = ReferenceBrowser()
        late.apply(document.snapshot())
        assert late.documents[0].title == "A page"

    def test_a_reset_leaves_the_page_s_own_attributes(self) -> None:
        browser = ReferenceBrowser("r")
        empty = browser.canonical(listeners=True)
        browser.apply([SetAttribute(ROOT, "title", "t"), Listen(ROOT, "click", Listener()), SetText(ROOT, 4, "a\nb")])
        browser.apply([Reset()])
        assert browser.canonical(listeners=True) == empty
        browser.apply([SetText(ROOT, 4, "a\nb")])

    @pytest.mark.parametrize(
        "op",
        [
            *(Remove(9), Remove(4, 3), Remove(ROOT), Move(9, ROOT, 0), Move(4, 9, 0), Move(4, 4, 0), Move(4, 6, 5)),
            *(Move(ROOT, 4, 0), SetData(4, "x"), SetData(9, "x"), SetText(5, 7, "x"), SetText(4, 5, "x")),
            *(
                Insert(5, 0, 7, ("x",)),
                Insert(ROOT, 6, 7, ("x",)),
                Insert(ROOT, 0, 4, ("x",)),
                Insert(ROOT, 0, 3, ("x",)),
            ),
            *(Insert(ROOT, 0, (7, 1), ("x", "y")), SetAttribute(5, "a", "b"), SetAttribute(4, "style", "color: red")),
            *(RemoveAttribute(9, "a"), SetProperty(5, "value", "x"), Unlisten(4, "click"), Call(5, "focus")),
            *(Listen(5, "click", Listener()), Mount(5, 2), Insert(ROOT, 0, 8, (CommentData("was removed"),))),
        ],
        ids=str,
    )
    def test_what_no_browser_could_apply(self, op: Op) -> None:
        browser = ReferenceBrowser()
        inner = ElementData("b", ("t",))
        browser.apply([Insert(ROOT, 0, 4, (ElementData("p", ("a", inner)), "z")), Remove(8)])
        with pytest.raises(BrowserFault):
            browser.apply([op])

    def test_a_document_cannot_mount_by_itself(self) -> None:
        with pytest.raises(BrowserFault, match="by itself"):
            ReferenceBrowser().documents[0].apply(Mount(ROOT, 1))
