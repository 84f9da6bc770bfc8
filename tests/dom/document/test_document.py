"""The document: making and finding nodes, listening, calling the browser, the original's interface."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domsync.dom import HTML, MATHML, SVG, Document, Element, Event, Node, unsafe_tag
from domsync.dom.events import browser_event
from domsync.dom.ops import Call, Listen, Listener, SetProperty
from domsync.dom.records import DocumentRecord, NodeRecord
from domsync.errors import DOMException, DuplicateIdError, ProtocolError, UnknownIdError, UnsafeValueError


@pytest.fixture
def document() -> Document:
    return Document("root")


@pytest.fixture
def root(document: Document) -> Element:
    return document.body


class TestRoot:
    def test_is_the_only_child(self, document: Document, root: Element) -> None:
        assert document.documentElement is document.getRootElement() is root
        assert list(document.childNodes) == list(document.children) == [root]
        assert root.id == document.getRootId() == document.root_id == "root"
        assert root.parentNode is document
        assert document.getElementById("root") is root
        assert document.node_for(1) is root
        assert document.node_for(2) is document
        assert document.node_for(3) is document.defaultView
        assert document.node_for(0) is None

    def test_default_id(self) -> None:
        assert Document().root_id == "domsync_root_id"

    def test_window(self, document: Document) -> None:
        assert document.defaultView.document is document
        assert repr(document.defaultView) == "<Window>"


class TestCreateElement:
    def test_plain(self, document: Document) -> None:
        element = document.createElement("DIV")
        assert [element.tagName, element.localName, element.namespaceURI, element.prefix] == ["DIV", "div", HTML, None]
        assert element.id == "__domsync_el_0"
        assert document.createElement("p").id == "__domsync_el_1"

    def test_with_everything(self, document: Document) -> None:
        element = document.createElement("input", "x", None, "v", {"class": "k", "TYPE": "text", "style": "color: red"})
        assert dict(element.attributes) == {"id": "x", "class": "k", "type": "text", "style": "color: red;"}
        assert element.value == "v"
        assert document.createElement("p", innerText="t").innerText == "t"
        other = document.createElement("p", attributes={"id": "y"})
        assert document.getElementById("y") is other

    @pytest.mark.parametrize("tag", ["", "1a", "a b", "<b>", "a" * 65, "\u0301e"])
    def test_impossible_names(self, document: Document, tag: str) -> None:
        with pytest.raises(DOMException, match="InvalidCharacterError"):
            document.createElement(tag)

    @pytest.mark.parametrize("tag", ["script", "SCRIPT", "object", "embed", "base", "link", "meta"])
    def test_dangerous_names(self, document: Document, tag: str) -> None:
        assert document.createElement(unsafe_tag(tag)).localName == tag.lower()
        with pytest.raises(UnsafeValueError):
            document.createElement(tag)
        assert document.createElementNS(HTML, unsafe_tag(tag)).localName == tag
        with pytest.raises(UnsafeValueError):
            document.createElementNS(HTML, tag)
        with pytest.raises(UnsafeValueError):
            document.createElementNS(SVG, tag)

    def test_a_failure_leaves_the_id_free(self, document: Document) -> None:
        with pytest.raises(UnsafeValueError):
            document.createElement("p", id="x", attributes={"onclick": "x"})
        document.createElement("p", id="x")

    def test_with_namespaces(self, document: Document) -> None:
        svg = document.createElementNS(SVG, "linearGradient")
        assert [svg.tagName, svg.localName, svg.namespaceURI] == ["linearGradient", "linearGradient", SVG]
        math = document.createElementNS(MATHML, "m:mi")
        assert [math.tagName, math.localName, math.prefix] == ["m:mi", "mi", "m"]
        html = document.createElementNS(HTML, "div")
        assert [html.tagName, html.id] == ["DIV", ""]
        assert document.createElementNS("", "x").namespaceURI is None
        for namespace, name, error in (
            (None, "a:b", "NamespaceError"),
            (SVG, "xml:b", "NamespaceError"),
            (SVG, "a b", "InvalidCharacterError"),
        ):
            with pytest.raises(DOMException, match=error):
                document.createElementNS(namespace, name)


class TestIds:
    def test_finding(self, document: Document, root: Element) -> None:
        a = document.createElement("p", id="a")
        assert document.getElementById("a") is a
        root.append(a)
        assert document.getElementById("a") is a
        a.id = "b"
        assert document.getElementById("b") is a
        with pytest.raises(UnknownIdError, match="no element has the id 'a'; getElementById"):
            document.getElementById("a")
        a.removeAttribute("id")
        assert document.getElementById("b", strict=False) is None
        a.id = "c"
        a.remove()
        assert document.getElementById("c", False) is None

    def test_made_and_dropped(self, document: Document) -> None:
        document.createElement("p", id="a")
        assert document.getElementById("a", strict=False) is None
        kept = document.createElement("p", id="a")
        kept.id = "other"
        assert document.getElementById("a", strict=False) is None

    def test_taken(self, document: Document, root: Element) -> None:
        kept = document.createElement("p", id="a")
        with pytest.raises(DuplicateIdError, match="'a' exists already"):
            document.createElement("b", id="a")
        root.append(kept)
        with pytest.raises(DuplicateIdError):
            document.createElement("b", id="a")
        with pytest.raises(DuplicateIdError):
            document.createElement("b", id="root")
        kept.remove()
        document.createElement("b", id="a")

    def test_automatic_ones_avoid_what_is_there(self, document: Document, root: Element) -> None:
        root.append(document.createElement("p", id="__domsync_el_0"))
        kept = document.createElement("p", id="__domsync_el_1")
        assert document.createElement("p").id == "__domsync_el_2"
        assert kept.id == "__domsync_el_1"

    def test_the_first_in_the_tree_counts(self, document: Document, root: Element) -> None:
        copies = [document._make_html("p") for _ in range(4)]
        for copy in copies:
            copy.id = "a"
        root.append(*copies[1:])
        root.prepend(copies[0])
        for position, copy in enumerate(copies):
            assert document.getElementById("a") is copy
            if position == 2:
                root.append(copy)
                assert document.getElementById("a") is copies[3]
                root.insertBefore(copy, copies[3])
            copy.remove()
        assert document.getElementById("a", strict=False) is None

    def test_an_empty_id_is_none(self, document: Document, root: Element) -> None:
        p = document._make_html("p")
        p.id = ""
        root.append(p)
        assert document.getElementById("", strict=False) is None

    def test_in_a_fragment(self, document: Document) -> None:
        fragment = document.createDocumentFragment()
        p = document.createElement("p")
        fragment.append(p)
        p.append(document.createElement("b", id="x"))
        assert fragment.getElementById("x") is p.firstChild
        assert fragment.getElementById("y") is None
        assert fragment.getElementById("") is None

    def test_finding_does_not_search(self, document: Document, root: Element) -> None:
        for number in range(100):
            root.append(document.createElement("p", id=f"p{number}"))
        assert document.registry.ids["p99"] is root.lastChild


class TestLookUp:
    def test_by_class(self, document: Document, root: Element) -> None:
        a = document.createElement("p", attributes={"class": "x\ty z"})
        b = document.createElement("p", attributes={"class": "X\xa0y"})
        root.append(a, b)
        assert document.getElementsByClassName("y x") == [a]
        assert document.getElementsByClassName("X\xa0y") == [b]
        assert document.getElementsByClassName(" ") == []
        assert a.getElementsByClassName("x") == []
        assert document.take_ops() != []
        assert document.take_ops() == []

    def test_by_tag(self, document: Document, root: Element) -> None:
        p, svg = document.createElement("p"), document.createElementNS(SVG, "linearGradient")
        root.append(p, svg)
        assert document.getElementsByTagName("P") == [p]
        assert document.getElementsByTagName("linearGradient") == [svg]
        assert document.getElementsByTagName("lineargradient") == []
        assert document.getElementsByTagName("*") == document.getElementsByTagName("") == [root, p, svg]
        assert root.getElementsByTagName("*") == [p, svg]
        assert document.getElementsByTagNameNS(SVG, "*") == [svg]
        assert document.getElementsByTagNameNS("*", "p") == [p]
        assert document.getElementsByTagNameNS(None, "p") == []

    def test_by_name(self, document: Document, root: Element) -> None:
        a = document.createElement("input", attributes={"name": "n"})
        root.append(a)
        assert document.getElementsByName("n") == [a]

    def test_by_selector(self, document: Document, root: Element) -> None:
        a = document.createElement("p", attributes={"class": "x"})
        root.append(a)
        assert document.querySelector("p.x") is a
        assert document.querySelector("b") is None
        assert root.querySelectorAll("p") == [a]
        assert root.querySelectorAll("p").length == 1
        assert a.matches("div > p")
        assert a.closest("#root") is root


class TestLiveLists:
    def test_child_nodes(self, document: Document, root: Element) -> None:
        children = root.childNodes
        assert children is root.childNodes
        assert len(children) == children.length == 0
        root.append("a", document.createElement("b"), "c")
        assert len(children) == 3
        assert children[0] is children.item(0) is root.firstChild
        assert children[-1] is root.lastChild
        assert children[1:] == [root.children[0], root.lastChild]
        assert [children.item(3), children.item(-1)] == [None, None]
        assert root.lastChild in children
        assert list(children) == [root.firstChild, root.children[0], root.lastChild]
        with pytest.raises(IndexError):
            children[3]
        root.replaceChildren()
        assert children == []
        assert list(document.createTextNode("x").childNodes) == []

    def test_going_through_while_removing(self, document: Document, root: Element) -> None:
        root.append("a", "b", "c")
        for child in root.childNodes:
            root.removeChild(child)
        assert not root.hasChildNodes()

    def test_for_each_and_repr(self, root: Element) -> None:
        root.append("a")
        seen: list[Any] = []
        root.childNodes.forEach(seen.append)
        nodes = root.childNodes
        assert list(nodes.entries()) == list(zip(nodes.keys(), nodes.values(), strict=True)) == list(enumerate(seen))
        assert seen == [root.firstChild]
        assert repr(root.childNodes) == "ChildNodes([<Text 'a'>])"
        assert root.childNodes != "a"
        with pytest.raises(TypeError):
            hash(root.childNodes)

    def test_named_items(self, document: Document, root: Element) -> None:
        a = document.createElement("p", id="a")
        b = document.createElement("input", attributes={"name": "n"})
        root.append(document.createTextNode(""), a, b, document.createElementNS(SVG, "g"))
        assert root.children["a"] is root.children.namedItem("a") is a
        assert root.children["n"] is b
        assert root.children.namedItem("") is None
        assert root.children.namedItem("x") is None
        assert root.children[:1] == [a]
        with pytest.raises(KeyError):
            root.children["x"]

    def test_matching_ones_follow_changes(self, document: Document, root: Element) -> None:
        marked = root.getElementsByClassName("on")
        p = document.createElement("p")
        root.append(p)
        assert marked == []
        p.className = "on"
        assert marked == [p]
        p.id = "x"
        assert marked["x"] is p
        p.remove()
        assert marked == []

    def test_matching_ones_follow_into_another_document(self, document: Document) -> None:
        other = Document()
        p = document.createElement("p")
        found = p.getElementsByTagName("b")
        assert found == []
        other.adoptNode(p)
        p.append(other.createElement("b"))
        assert len(found) == 1

    def test_an_index_loop_is_linear(self, root: Element) -> None:
        root.append(*["x"] * 20_000)
        assert sum(root.childNodes[index].nodeType for index in range(root.childNodes.length)) == 60_000


class TestEvents:
    def test_the_way_of_an_event(self, document: Document, root: Element) -> None:
        p = document.createElement("p")
        root.append(p)
        seen: list[str] = []
        for target, name in ((p, "p"), (root, "root"), (document, "document"), (document.defaultView, "window")):
            target.addEventListener("click", lambda name=name: seen.append(name))
            target.addEventListener("click", lambda name=name: seen.append(name.upper()), capture=True)
        p.dispatchEvent(Event("click", bubbles=True))
        assert seen == ["WINDOW", "DOCUMENT", "ROOT", "P", "p", "root", "document", "window"]

    def test_load_does_not_reach_the_window(self, document: Document, root: Element) -> None:
        seen: list[str] = []
        document.defaultView.addEventListener("load", lambda: seen.append("window"), capture=True)
        root.dispatchEvent(Event("load"))
        assert seen == []

    def test_exceptions_are_reported(self, document: Document, root: Element, caplog: pytest.LogCaptureFixture) -> None:
        def fail() -> None:
            raise ValueError("broken")

        seen: list[object] = []
        root.addEventListener("x", fail)
        root.addEventListener("x", seen.append)
        with caplog.at_level(logging.ERROR, "domsync"):
            document.dispatch(root, Event("x"))
        assert "broken" in caplog.text
        assert len(seen) == 1
        reports: list[tuple[BaseException, str]] = []
        document.report = lambda error, where: reports.append((error, where))
        document.dispatch(root, Event("x"))
        assert isinstance(reports[0][0], ValueError)
        assert "'x'" in reports[0][1]

    async def test_async_callbacks(self, document: Document, root: Element) -> None:
        seen: list[int] = []

        async def callback() -> None:
            seen.append(1)

        root.addEventListener("x", callback)
        for awaitable in document.dispatch(root, Event("x")):
            await awaitable
        assert seen == [1]
        root.dispatchEvent(Event("x"))
        assert seen == [1]
        await asyncio.sleep(0)
        assert seen == [1, 1]

    def test_without_a_loop(self, document: Document, root: Element) -> None:
        async def callback() -> None: ...

        root.addEventListener("x", callback)
        with pytest.raises(RuntimeError, match="no asyncio loop is running"):
            root.dispatchEvent(Event("x"))

    def test_run_can_be_replaced(self, document: Document, root: Element) -> None:
        async def callback() -> None: ...

        held: list[Awaitable[object]] = []
        document.run = held.append
        root.addEventListener("x", callback)
        root.dispatchEvent(Event("x"))
        assert len(held) == 1
        assert document.run == held.append
        held[0].close()  # type: ignore[attr-defined]

    def test_a_dialog_that_the_user_closed(self, document: Document, root: Element) -> None:
        dialog = document.createElement("dialog")
        root.append(dialog)
        dialog.showModal()
        document.take_ops()
        document.dispatch(dialog, Event("close"))
        assert dialog.open
        document.dispatch(dialog, browser_event("close"))
        assert not dialog.open
        assert document.take_ops() == []


class TestScripts:
    def test_getters_that_need_javascript(self) -> None:
        root = Document(scripts=False).body
        with pytest.raises(UnsafeValueError, match="does not evaluate JavaScript"):
            root.addEventListener("click", lambda: None, js_value_getter="this.a + 1")
        assert root.listener_list is None
        root.addEventListener("click", lambda: None, js_value_getter="this.value")
        assert root.ownerDocument is not None
        expected = Listener((("value", "currentTarget.value"),), script="this.value")
        assert root.ownerDocument.take_ops() == [Listen(1, "click", expected)]

    def test_getters_for_browsers_that_run_it(self, document: Document, root: Element) -> None:
        root.addEventListener("click", lambda: None, js_value_getter="this.a + 1")
        assert document.take_ops() == [Listen(1, "click", Listener(script="this.a + 1"))]


def message(event: str = "input", id: str = "box", value: Any = None) -> dict[str, Any]:
    return {"domsync": True, "event": event, "id": id, "value": value}


class TestHandleEvent:
    def test_the_original_contract(self, document: Document, root: Element) -> None:
        box = document.createElement("input", id="box")
        root.append(box)
        seen: list[Any] = []

        def callback(msg: Any) -> str:
            seen.append((msg["value"], msg["id"], msg["event"], msg["domsync"], msg["doc"], box.value))
            return "result"

        box.addEventListener("input", callback, js_value_getter="this.value")
        document.take_ops()
        assert document.handle_event(message(value="typed")) == "result"
        assert seen == [("typed", "box", "input", True, document, "typed")]
        assert document.take_ops() == []
        box.value = ""
        assert document.take_ops() == [SetProperty(4, "value", "")]

    def test_an_option_that_was_chosen(self, document: Document, root: Element) -> None:
        select = document.createElement("select", id="s")
        for value in "ab":
            select.append(document.createElement("option", value=value))
        root.append(select)
        select.addEventListener("input", lambda: select.value, js_value_getter="this.options[this.selectedIndex].value")
        assert document.handle_event(message(id="s", value="b")) == "b"

    def test_a_box_that_was_ticked(self, document: Document, root: Element) -> None:
        box = document.createElement("input", id="box", attributes={"type": "checkbox"})
        root.append(box)
        box.addEventListener("input", lambda: box.checked, js_value_getter="this.checked")
        assert document.handle_event(message(value=True)) is True

    def test_nobody_listens(self, document: Document, root: Element) -> None:
        box = document.createElement("input", id="box")
        box.addEventListener("input", lambda: 1 / 0, js_value_getter="this.value")
        assert document.handle_event(message()) is None
        root.append(box)
        assert document.handle_event(message(event="click")) is None
        assert document.handle_event(message(id="other")) is None

    def test_each_element_reports_for_itself(self, document: Document, root: Element) -> None:
        seen: list[str] = []
        box = document.createElement("input", id="box")
        root.append(box)
        box.addEventListener("click", lambda: seen.append("box"))
        root.addEventListener("click", lambda: seen.append("root"))
        document.handle_event(message("click"))
        document.handle_event(message("click", "root"))
        assert seen == ["box", "root"]

    @pytest.mark.parametrize(
        "wrong",
        [{}, {"domsync": False, "event": "x", "id": "y"}, message(id=[]), message(event=None), message(event={})],  # type: ignore[arg-type]
    )
    def test_malformed(self, document: Document, wrong: dict[str, Any]) -> None:
        with pytest.raises(ProtocolError) as caught:
            document.handle_event(wrong)
        assert caught.value.code == 4400

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1: 2}, 10**30])
    def test_values_that_are_not_json(self, document: Document, root: Element, value: Any) -> None:
        root.addEventListener("x", lambda: pytest.fail("called"))
        with pytest.raises(ProtocolError):
            document.handle_event(message("x", "root", value))

    async def test_async_results_are_for_the_caller(self, document: Document, root: Element) -> None:
        async def callback(event: Any) -> Any:
            return event["value"]

        root.addEventListener("x", callback)
        root.addEventListener("x", lambda: None)
        assert await document.handle_event(message("x", "root", 5)) == 5

    def test_a_value_of_the_wrong_kind_is_not_taken_over(self, document: Document, root: Element) -> None:
        box = document.createElement("input", id="box", value="old")
        root.append(box)
        box.addEventListener("input", lambda: None, js_value_getter="this.value")
        for value in (1, None, True, ["x"], {"a": 1}):
            document.handle_event(message(value=value))
        assert box.value == "old"


class TestCalls:
    def test_methods(self, document: Document, root: Element) -> None:
        box = document.createElement("input")
        box.focus()
        root.append(box)
        root.setAttribute("popover", "")
        document.take_ops()
        calls: list[Callable[[], object]] = [
            box.focus,
            lambda: box.focus({"preventScroll": True}),
            box.blur,
            box.click,
            lambda: box.scrollIntoView({"block": "center"}),
            lambda: box.scrollIntoView(False),
            lambda: root.scrollTo(0, 10),
            lambda: root.scrollBy({"top": 5}),
            box.select,
            lambda: box.setSelectionRange(1, 2),
            lambda: box.setCustomValidity("wrong"),
            box.reportValidity,
            root.requestFullscreen,
            root.showPopover,
            root.hidePopover,
            lambda: root.togglePopover(True),
        ]
        for call in calls:
            call()
        assert document.take_ops() == [
            Call(4, "focus"),
            Call(4, "focus", ({"preventScroll": True},)),
            Call(4, "blur"),
            Call(4, "click"),
            Call(4, "scrollIntoView", ({"block": "center"},)),
            Call(4, "scrollIntoView", (False,)),
            Call(1, "scrollTo", (0, 10)),
            Call(1, "scrollBy", ({"top": 5},)),
            Call(4, "select"),
            Call(4, "setSelectionRange", (1, 2, "none")),
            Call(4, "setCustomValidity", ("wrong",)),
            Call(4, "reportValidity"),
            Call(1, "requestFullscreen"),
            Call(1, "showPopover"),
            Call(1, "hidePopover"),
            Call(1, "showPopover"),
        ]

    def test_media_and_forms(self, document: Document, root: Element) -> None:
        video, form = document.createElement("video"), document.createElement("form")
        button = document.createElement("button")
        root.append(video, form)
        form.append(button)
        document.take_ops()
        for call in (video.play, video.pause, video.load, form.requestSubmit, form.reset):
            call()
        form.requestSubmit(button)
        assert document.take_ops() == [
            Call(4, "play"),
            Call(4, "pause"),
            Call(4, "load"),
            Call(5, "requestSubmit"),
            Call(5, "reset"),
            Call(6, "click"),
        ]

    def test_only_where_they_exist(self, root: Element) -> None:
        with pytest.raises(AttributeError, match="<div> has no showModal; <dialog> have"):
            root.showModal()
        with pytest.raises(AttributeError, match="<div> has no play"):
            root.play()

    def test_dialogs(self, document: Document, root: Element) -> None:
        dialog = document.createElement("dialog", id="d")
        with pytest.raises(DOMException, match="InvalidStateError"):
            dialog.showModal()
        root.append(dialog)
        document.take_ops()
        dialog.showModal()
        dialog.showModal()
        assert dialog.open
        assert document.take_ops() == [Call(4, "showModal")]
        assert document.snapshot()[-1] == Call(4, "showModal")
        assert "open" not in str(document.snapshot()[-2])
        dialog.close("ok")
        dialog.close()
        dialog.show()
        dialog.show()
        assert document.take_ops() == [Call(4, "close", ("ok",)), Call(4, "show")]
        with pytest.raises(DOMException, match="InvalidStateError"):
            dialog.showModal()
        assert not isinstance(document.snapshot()[-1], Call)

    def test_dialogs_are_above_each_other_as_they_were_opened(self, document: Document, root: Element) -> None:
        question, form = document.createElement("dialog"), document.createElement("dialog")
        root.append(question, form)
        form.showModal()
        question.showModal()
        form.showModal()
        order = [Call(form.node_id, "showModal"), Call(question.node_id, "showModal")]
        assert document.snapshot()[-2:] == order
        question.close()
        question.showModal()
        assert document.snapshot()[-2:] == order

    def test_refusals(self, document: Document, root: Element) -> None:
        with pytest.raises(ValueError, match="no method 'eval'"):
            document.call(root, "eval", "x")
        with pytest.raises(DOMException, match="InvalidStateError"):
            document.call(document.createElement("p"), "focus")
        with pytest.raises(DOMException, match="InvalidStateError"):
            document.call(Document().body, "focus")
        for argument in (float("nan"), object(), {1: 2}, 2**53, -(10**5000), _nested(100)):
            with pytest.raises((TypeError, ValueError)):
                document.call(root, "focus", argument)
        with pytest.raises(TypeError):
            document.deliver("op", {"x": object()})
        with pytest.raises(DOMException, match="WrongDocumentError"):
            document.mount(Document().body, 1)
        assert document.take_ops() == []

    async def test_asking(self, document: Document, root: Element) -> None:
        first, second = root.getBoundingClientRect(), document.ask(root, "checkValidity")
        assert document.take_ops() == [Call(1, "getBoundingClientRect", (), 1), Call(1, "checkValidity", (), 2)]
        document.browser_calls.resolve(2, False, "no such thing")
        document.browser_calls.resolve(1, True, {"x": 1})
        document.browser_calls.resolve(1, True, {"x": 2})
        document.browser_calls.resolve(99, True, None)
        assert await first == {"x": 1}
        with pytest.raises(DOMException, match="OperationError: no such thing"):
            await second
        assert len(document.browser_calls) == 0

    async def test_the_browser_goes(self, document: Document, root: Element) -> None:
        waiting, ignored = document.ask(root, "getBoundingClientRect"), document.ask(root, "getBoundingClientRect")
        document.browser_calls.fail_all(ConnectionError("gone"))
        with pytest.raises(ConnectionError, match="gone"):
            await waiting
        del ignored
        await asyncio.sleep(0)
        assert len(document.browser_calls) == 0

    def test_asking_without_a_loop(self, root: Element) -> None:
        with pytest.raises(RuntimeError, match="await it in a coroutine"):
            root.getBoundingClientRect()


def _nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


class TestJavaScriptText:
    def test_full_needs_the_updates_first(self, document: Document, root: Element) -> None:
        root.title = "t"
        with pytest.raises(DOMException, match=r"InvalidStateError: call render_js_updates\(\) first"):
            document.render_js_full()


def test_a_document_shows_the_dom_the_original_and_what_its_driver_calls() -> None:
    """Beside the DOM's names (camelCase or one word of the standard) there are these; a new one needs a reason."""
    slots = set(DocumentRecord.__slots__) | {"first_child", "last_child", "live_lists", "next_sibling"}
    slots |= {"node_document", "node_id", "parent_node", "previous_sibling", "listener_list"}
    slots |= {"lazy_children", "element_name", "attribute_map", "rare_data"}  # None here: only elements have them
    driver = {"apply_user_input", "ask", "call", "consult", "deliver", "dispatch", "handle_event", "has_ops", "mount"}
    driver |= {"node_for", "on_ops", "render_js_full", "render_js_updates", "report", "run", "snapshot", "take_ops"}
    driver |= {"forget_browser_state", "reported_events"}
    names = {name for name in dir(Document()) if not name.startswith("_")} - slots - driver
    inner = {name for name in names if "_" in name and not name.isupper()}
    assert inner == set()
    assert all(issubclass(kind, NodeRecord) for kind in (Node, Element, Document))
    assert len(Element.__bases__) <= 3
