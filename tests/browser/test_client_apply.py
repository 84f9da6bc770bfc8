"""Ops become DOM in a real browser, one kind after the other, and what is wrong is refused without harm."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom import ops as o
from tests.browser.client_page import ClientPage, Site, serve_client
from tests.browser.conftest import NewPage
from tests.browser.harness import PageLog

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_client() as site:
        yield site


@pytest.fixture
async def client(site: Site, page: Page) -> ClientPage:
    return await ClientPage.open(page, site.url)


def el(tag: str, *children: o.NodeData, **rest: Any) -> o.ElementData:
    return o.ElementData(tag, children, **rest)


def insert(*nodes: o.NodeData, parent: int = 1, before: int = 0, ids: int | tuple[int, ...] = 4) -> o.Insert:
    return o.Insert(parent, before, ids, nodes)


async def test_insert_builds_elements_texts_and_comments(client: ClientPage) -> None:
    await client.frame(
        [insert(el("p", "a", el("b", "c"), o.CommentData("d"), attributes={"class": "x", "title": "t"}))]
    )
    assert await client.html() == '<p class="x" title="t">a<b>c</b><!--d--></p>'


async def test_an_insertion_is_numbered_in_document_order(client: ClientPage) -> None:
    await client.frame([insert(el("p", el("b", "x"), "y"), "z")])
    await client.frame([o.SetData(6, "X"), o.SetData(7, "Y"), o.SetData(8, "Z"), o.SetAttribute(5, "id", "b")])
    assert await client.html() == '<p><b id="b">X</b>Y</p>Z'


async def test_an_insertion_may_be_numbered_by_runs(client: ClientPage) -> None:
    await client.frame([insert(el("p", el("b", "x"), "y"), "z", ids=(20, 1, 7, 2, 30, 2))])
    await client.frame([o.SetAttribute(20, "id", "p"), o.SetData(8, "X"), o.SetData(30, "Y"), o.SetData(31, "Z")])
    assert await client.html() == '<p id="p"><b>X</b>Y</p>Z'


async def test_insert_before_a_node_and_a_run_of_nodes(client: ClientPage) -> None:
    await client.frame([insert(el("i"))])
    await client.frame([insert(el("a"), "b", el("u"), before=4, ids=5)])
    assert await client.html() == "<a></a>b<u></u><i></i>"


async def test_foreign_elements_and_attributes_keep_their_namespace(client: ClientPage) -> None:
    use = el("use", namespace=SVG, namespaced=((XLINK, "xlink:href", "#a"),))
    await client.frame([insert(el("svg", el("linearGradient", namespace=SVG), use, namespace=SVG))])
    other = el("p:other", namespace="urn:x")
    await client.frame([insert(el("math", namespace="http://www.w3.org/1998/Math/MathML"), other, ids=10)])
    svg, math, other_form = await client.children()
    assert svg[:2] == ["svg", SVG]
    assert svg[5][0][:2] == ["linearGradient", SVG]
    assert svg[5][1][2] == [[XLINK, "xlink:href", "#a"]]
    assert math[:2] == ["math", "http://www.w3.org/1998/Math/MathML"]
    assert other_form[:2] == ["p:other", "urn:x"]


async def test_styles_are_declarations(client: ClientPage) -> None:
    await client.frame([insert(el("p", styles={"color": "red", "--x": "1", "width": "1px !important"}))])
    assert (await client.children())[0][3] == [["--x", "1"], ["color", "red"], ["width", "1px !important"]]
    await client.frame([o.SetStyle(4, "color", ""), o.SetStyle(4, "--x", "2"), o.SetStyle(4, "width", "3px")])
    assert (await client.children())[0][3] == [["--x", "2"], ["width", "3px"]]
    await client.frame([o.RemoveAttribute(4, "style")])
    assert (await client.children())[0][3] == []


async def test_properties_are_set_after_the_children(client: ClientPage) -> None:
    options = [el("option", name, attributes={"value": name}) for name in "abc"]
    await client.frame(
        [
            insert(
                el("select", *options, properties={"value": "b"}),
                el("input", attributes={"type": "checkbox"}, properties={"checked": True, "indeterminate": True}),
                el("textarea", "default", properties={"value": "typed"}),
            )
        ]
    )
    select, box, area = await client.children()
    assert select[4] == [["selectedIndex", 1], ["value", "b"]]
    assert box[4] == [["checked", True], ["indeterminate", True], ["value", "on"]]
    assert area[4:] == [[["value", "typed"]], ["default"]]


async def test_remove_one_and_a_run(client: ClientPage) -> None:
    await client.frame([insert(*(el(tag) for tag in ("a", "b", "i", "u", "s")))])
    await client.frame([o.Remove(5), o.Remove(6, 2)])
    assert await client.html() == "<a></a><s></s>"


async def test_remove_all_children_at_once(client: ClientPage) -> None:
    await client.frame([insert(el("ul", el("li", "a"), el("li", "b"), el("li", "c")))])
    await client.frame([o.Remove(5, 3)])
    assert await client.html() == "<ul></ul>"
    await client.frame([insert(el("li"), parent=4, ids=20)])
    assert await client.html() == "<ul><li></li></ul>"


async def test_removed_nodes_are_forgotten(client: ClientPage) -> None:
    await client.frame([insert(el("ul", *(el("li", str(i)) for i in range(100)))), o.Listen(5, "click", o.Listener())])
    count = "inside.docs.get(0).nodes.size"
    assert await client.page.evaluate(count) == 3 + 201
    await client.frame([o.Remove(5, 100)])
    await client.pause(100)
    assert await client.page.evaluate(count) == 3 + 1
    assert await client.page.evaluate("inside.docs.get(0).listeners.get('click').size") == 0


async def test_what_a_browser_extension_adds_does_not_count(client: ClientPage) -> None:
    await client.frame([insert(el("a"), el("b"), el("i"), el("u"))])
    await client.page.evaluate("document.querySelector('#root b').after(document.createElement('x-extension'))")
    await client.frame([o.Remove(5, 2)])
    await client.applied()
    assert await client.html() == "<a></a><x-extension></x-extension><u></u>"


async def test_move_keeps_the_focus_and_what_was_typed(client: ClientPage) -> None:
    await client.frame([insert(el("div", el("input")), el("div"), el("div"))])
    await client.page.type("input", "abc")
    await client.frame([o.Move(5, 6, 0)])
    await client.frame([o.Move(7, 1, 4)])
    assert await client.html() == "<div></div><div></div><div><input></div>"
    assert await client.page.evaluate("document.activeElement.value") == "abc"


async def test_move_where_the_browser_has_no_move_before(client: ClientPage) -> None:
    await client.page.evaluate("delete Element.prototype.moveBefore")
    await client.frame([insert(el("div", el("input")), el("div"))])
    await client.page.type("input", "abc")
    await client.page.evaluate("document.activeElement.setSelectionRange(1, 2)")
    await client.frame([o.Move(5, 6, 0)])
    focus = "[document.activeElement.value, document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    assert await client.page.evaluate(focus) == ["abc", 1, 2]


async def test_move_into_an_element_that_shows_no_children(client: ClientPage) -> None:
    """Chromium 156 crashes when moveBefore() does this."""
    for tag in ("input", "textarea", "video", "progress", "meter"):
        await client.frame([o.Reset(), insert(el(tag), el("li"))])
        await client.page.evaluate("document.querySelector('li').getBoundingClientRect()")
        await client.frame([o.Move(5, 4, 0)])
        await client.page.evaluate("document.querySelector('#root').getBoundingClientRect()")
        assert await client.page.evaluate("document.querySelector('li').parentNode.localName") == tag


async def test_set_text_is_inner_text(client: ClientPage) -> None:
    reference = "(text) => { const p = document.createElement('p'); p.innerText = text; return canonical(p) }"
    for text in ["", "a", "a\nb", "\n", "a\n", "\na", "a\r\nb\rc", "\n\n", "a\n\nb", " a  b "]:
        await client.frame([o.Reset(), insert(el("p", el("b"), "old")), o.SetText(4, 10, text)])
        assert (await client.children())[0] == await client.page.evaluate(reference, text), text


async def test_set_text_numbers_the_new_children(client: ClientPage) -> None:
    await client.frame([insert(el("p", "old"))])
    await client.frame([o.SetText(4, 10, "a\nb")])
    await client.frame([o.SetData(10, "A"), o.SetAttribute(11, "id", "br"), o.SetData(12, "B")])
    assert await client.html() == '<p>A<br id="br">B</p>'


async def test_set_text_keeps_the_only_text_and_its_number(client: ClientPage) -> None:
    await client.frame([insert(el("p", "old"))])
    await client.page.evaluate("window.text = document.querySelector('#root p').firstChild")
    await client.frame([o.SetText(4, 5, "new"), o.SetData(5, "newer")])
    assert await client.html() == "<p>newer</p>"
    assert await client.page.evaluate("text === document.querySelector('#root p').firstChild")
    # It was a text of two lines meanwhile; then the number is a new one.
    await client.frame([o.SetText(4, 6, "a\nb"), o.SetText(4, 9, "one"), o.SetData(9, "ONE")])
    assert await client.html() == "<p>ONE</p>"


async def test_attributes_are_set_and_removed(client: ClientPage) -> None:
    await client.frame([insert(el("a"))])
    await client.frame([o.SetAttribute(4, "href", "/x"), o.SetAttributeNS(4, XLINK, "xlink:title", "t")])
    assert await client.html() == '<a href="/x" xlink:title="t"></a>'
    await client.frame(
        [o.RemoveAttribute(4, "href"), o.RemoveAttribute(4, "xlink:title"), o.RemoveAttribute(4, "none")]
    )
    assert await client.html() == "<a></a>"


async def test_methods_are_called_and_answer(client: ClientPage) -> None:
    await client.frame([insert(el("input", attributes={"required": ""}))])
    await client.frame(
        [o.Call(4, "focus"), o.Call(4, "checkValidity", (), 7), o.Call(4, "getBoundingClientRect", (), 8)]
    )
    await client.frame([o.Call(4, "setSelectionRange", ("x", {}, []), 9), o.Call(4, "showModal", (), 10)])
    assert await client.page.evaluate("document.activeElement.localName") == "input"
    results = {frame[3]: frame[4:] for frame in await client.controls(4)}
    assert results[7] == [True, False]
    assert results[8][0] is True
    assert results[8][1]["width"] > 0
    assert results[9][0] is True
    ok, reason = results[10]
    assert not ok
    assert "showModal" in reason or "not a function" in reason


async def test_messages_reach_the_pages_handlers(client: ClientPage, page_log: PageLog) -> None:
    await client.page.evaluate("() => { window.got = []; HANDLERS.hi = (params) => got.push(params) }")
    await client.frame([o.Message("hi", {"a": [1, {"b": None}]})])
    assert await client.page.evaluate("got") == [{"a": [1, {"b": None}]}]
    page_log.expect("console", "no handler")
    for op in ("nobody", "toString", "__proto__", "constructor"):
        await client.frame([o.Message(op, {})])
    # Names that begin with an underscore are the library's own, and no page is told of them.
    assert len(page_log.of("console")) == 3
    await client.page.evaluate("() => { HANDLERS['*'] = (params, op) => got.push(op) }")
    await client.frame([o.Message("nobody", {})])
    assert (await client.page.evaluate("got"))[1:] == ["nobody"]


async def test_a_raising_handler_of_the_page_is_no_bad_op(client: ClientPage, page_log: PageLog) -> None:
    page_log.expect("console", "not mine")
    await client.page.evaluate("() => { HANDLERS.hi = () => { throw Error('not mine') } }")
    await client.frame([o.Message("hi", {}), insert("x")])
    assert await client.html() == "x"
    assert await client.controls(6) == []


async def test_what_a_handler_returns_goes_to_the_server_if_it_is_wanted(client: ClientPage, page_log: PageLog) -> None:
    page_log.expect("console", "unheard")
    await client.page.evaluate("""() => Object.assign(HANDLERS, {
      now: ({n}) => n + 1,
      later: async ({n}) => { await new Promise((resolve) => setTimeout(resolve, 20)); return [n]; },
      nothing() {},
      bad() { throw Error("not mine"); },
      worse: () => Promise.reject("unheard"),
      loop() { const loop = []; loop.push(loop); return loop; },
      long: () => "x".repeat(1_048_576),
      longest() { throw Error("x".repeat(70_000)); },
    })""")
    await client.frame(
        [o.Message(op, {"n": 1}, call) for call, op in enumerate(["now", "nothing", "bad", "worse", "loop"], 1)]
        + [o.Message("long", {}, 6), o.Message("longest", {}, 7), o.Message("nobody", {}, 8), o.Message("worse", {})]
    )
    results = {frame[3]: frame[4:] for frame in await client.controls(4)}
    assert results[1] == [True, 2]
    assert results[2] == [True, None]
    assert results[3] == [False, "Error: not mine"]
    assert results[4] == [False, "unheard"]
    assert not results[5][0]
    assert results[6] == [False, "Error: result too long"]
    assert results[7] == [False, ("Error: " + "x" * 1000)[:999]]
    assert results[8] == [False, "Error: no handler"]
    await client.frame([o.Message("later", {"n": 3}, 9)])
    await client.pause(100)
    assert (await client.controls(4))[-1][2:] == [0, 9, True, [3]]


async def test_an_error_message_is_for_the_console_unless_the_page_has_a_handler(
    client: ClientPage, page_log: PageLog
) -> None:
    page_log.expect("console", "of: say")
    await client.frame([o.Message("error", {"of": "say"})])
    await client.page.evaluate("() => { HANDLERS.error = ({of}) => { window.got = of } }")
    await client.frame([o.Message("error", {"of": "tell"})])
    assert await client.page.evaluate("got") == "tell"
    assert len(page_log.of("console")) == 1


async def test_messages_to_many_browsers_need_no_document(client: ClientPage, page_log: PageLog) -> None:
    number = 2**30 + 7
    await client.page.evaluate("() => { window.got = []; HANDLERS.hi = ({n}) => got.push(n) }")
    await client.frame([insert("text")])
    await client.raw([number, 41, 0, [[16]]])
    await client.raw([number, 42, 0, [[14, "hi", {"n": 1}]]])
    assert await client.page.evaluate("got") == [1]
    # A frame that was missed is asked for, one that comes twice is passed over.
    await client.raw([number, 44, 0, [[14, "hi", {"n": 3}]]])
    await client.raw([number, 42, 0, [[14, "hi", {"n": 1}]]])
    assert await client.page.evaluate("got") == [1]
    assert await client.controls(5) == [[0, 5, number, 42]]
    await client.raw([number, 44, 0, [[16], [14, "hi", {"n": 2}], [14, "hi", {"n": 3}]]])
    assert await client.page.evaluate("got") == [1, 2, 3]
    # It is left, and later joined again.
    await client.raw([number, 0, 0, [[16]]])
    assert number not in [seen for seen, _ in await client.page.evaluate("[...inside.docs].filter(([, d]) => d.seq)")]
    await client.raw([number, 60, 0, [[16]]])
    await client.raw([number, 61, 0, [[14, "hi", {"n": 4}]]])
    assert await client.page.evaluate("got") == [1, 2, 3, 4]
    assert await client.html() == "text"
    # Documents below are pages' own: nothing is made up for one that is not mounted.
    await client.raw([9, 1, 0, [[16], [14, "hi", {"n": 5}]]])
    assert await client.page.evaluate("got") == [1, 2, 3, 4]


async def test_reset_leaves_the_root_as_it_was(client: ClientPage) -> None:
    await client.frame(
        [
            insert(el("p", "a")),
            o.SetAttribute(1, "class", "c"),
            o.SetAttributeNS(1, XLINK, "xlink:title", "t"),
            o.SetStyle(1, "color", "red"),
            o.Listen(1, "click", o.Listener()),
        ]
    )
    assert (await client.canonical())[2:4] == [
        [["", "class", "c"], ["", "id", "root"], [XLINK, "xlink:title", "t"]],
        [["color", "red"]],
    ]
    await client.frame([o.Reset(), insert("b")])
    assert await client.canonical() == ["div", "", [["", "id", "root"]], [], [], ["b"]]
    await client.page.click("#root")
    assert await client.sent() == []


async def test_a_mounted_document_has_its_own_numbers(client: ClientPage) -> None:
    await client.frame([insert(el("p"), el("div")), o.Mount(5, 9)])
    await client.frame([o.Reset(), o.SetAttribute(1, "class", "shared"), insert(el("b", "x"))], doc=9)
    assert await client.html() == '<p></p><div class="shared"><b>x</b></div>'
    await client.frame([o.SetData(5, "y")], doc=9)
    await client.frame([o.SetAttribute(5, "title", "t")])
    assert await client.html() == '<p></p><div class="shared" title="t"><b>y</b></div>'
    await client.frame([o.Mount(5, 0)])
    assert await client.html() == '<p></p><div title="t"></div>'
    await client.frame([o.SetData(5, "z")], doc=9)
    assert await client.controls(6) == []


async def test_a_document_goes_with_the_element_that_it_is_mounted_on(client: ClientPage) -> None:
    await client.frame([insert(el("p", el("div"))), o.Mount(5, 9)])
    await client.frame([o.Reset(), insert("x")], doc=9)
    await client.frame([o.Remove(4)])
    await client.pause(100)
    assert await client.page.evaluate("[...inside.docs.keys()]") == [0]


async def test_only_an_element_shows_a_document(client: ClientPage, page_log: PageLog) -> None:
    page_log.allow("console", "no document 9")
    await client.frame([insert("text", el("div"))])
    await client.frame([o.Mount(4, 9)])
    assert await client.page.evaluate("[...inside.docs.keys()]") == [0]
    # A frame that cannot be is answered by the wish for everything anew.
    assert await client.controls(6) != []


REFUSED_ATTRIBUTES = [
    ("a", "href", "javascript:alert(1)"),
    ("a", "href", " \x01\tJAVA\nSCRIPT:alert(1)"),
    ("a", "href", "data:text/html,x"),
    ("a", "ping", "/a javascript:alert(1)"),
    ("img", "src", "data:image/svg+xml,<svg/>"),
    ("img", "src", "data:image/png+xml,<svg/>"),
    ("img", "srcset", "/a.png 1x,javascript:x 2x"),
    ("iframe", "src", "blob:http://x/1"),
    ("iframe", "srcdoc", "<p>"),
    ("form", "action", "javascript:x"),
    ("button", "formaction", "javascript:x"),
    ("object", "data", "data:text/html,x"),
    ("video", "poster", "javascript:x"),
    ("body", "background", "javascript:x"),
    ("meta", "content", "0; url='javascript:x"),
    ("meta", "content", "1,java\nscript:x"),
    ("a", "ping", "java\nscript:x"),
    ("svg", "xml:base", "javascript:x"),
    ("set", "attributeName", "href"),
    ("set", "attributeName", "xlink:HREF"),
    ("animate", "attributeName", "onclick"),
    ("p", "onclick", "alert(1)"),
    ("p", "ONCLICK", "alert(1)"),
    ("p", "style", "color: red"),
]


async def test_an_attribute_that_could_run_code_is_refused(client: ClientPage, page_log: PageLog) -> None:
    page_log.expect("console", "refused")
    for tag, name, value in REFUSED_ATTRIBUTES:
        await client.frame([insert(el(tag, attributes={"title": "kept", name: value}))])
        assert await client.html() in (f'<{tag} title="kept"></{tag}>', f'<{tag} title="kept">'), name
        # Acknowledgements (2) come when they come.
        assert [frame[1] for frame in await client.sent(controls=True) if frame[1] != 2] == [6, 5], name
        await client.frame([o.Reset()])


async def test_namespaces_hide_nothing(client: ClientPage, page_log: PageLog) -> None:
    page_log.expect("console", "refused")
    bad = ((XLINK, "xlink:href", "javascript:x"), ("urn:x", "x:onload", "x"))
    await client.frame([insert(el("a", namespace=SVG, namespaced=bad))])
    assert await client.html() == "<a></a>"


async def test_harmless_urls_pass(client: ClientPage) -> None:
    harmless = [
        ("a", "href", "https://x/?javascript:alert(1)"),
        ("a", "href", "sms:1"),
        ("a", "href", "#javascript:"),
        ("a", "href", "?url=javascript:x"),
        ("a", "ping", "#javascript:x /?data:x"),
        ("p", "content", "see: javascript:x"),
        ("set", "attributename", "fill"),
        ("p", "title", "javascript:x"),
        ("img", "src", "data:image/png;base64,AAAA"),
        ("img", "srcset", "data:image/png;base64,AAAA 1x, /b.png 2x"),
        ("input", "value", "javascript:x"),
    ]
    await client.frame([insert(*(el(tag, attributes={name: value}) for tag, name, value in harmless))])
    assert [child[2] for child in await client.children()] == [[["", name, value]] for _, name, value in harmless]


async def test_a_script_is_never_made(client: ClientPage, page_log: PageLog) -> None:
    page_log.expect("console", "refused")
    script = "console.log(31337)"
    nodes = [el("script", script), el("SCRIPT", script), el("svg:script", script, namespace=SVG), el("p", "kept")]
    await client.frame([insert(*nodes)])
    assert "script" not in [child[0].lower().rpartition(":")[2] for child in await client.children()]
    assert (await client.html()).endswith("<p>kept</p>")
    assert not any("31337" in line for line in page_log.console)


BAD_OPS: list[list[Any]] = [
    [],
    ["1", 1, 0, 4, ["x"]],
    ["map", 1],
    ["constructor", 1],
    [99, 1],
    [1, 77, 0, 20, ["x"]],
    [1, 1, 77, 20, ["x"]],
    [1, 2, 0, 20, ["x"]],
    [1, 1, 0, 4, ["x"]],
    [1, 1, 0, 3, ["x"]],
    [1, 1, 0, "20", ["x"]],
    [1, 1, 0, [20, 1], ["x", "y"]],
    [1, 1, 0, 20, [None]],
    [1, 1, 0, 20, [["no such tag"]]],
    [2, 1],
    [2, 4, 5],
    [2, 2],
    [3, 1, 4, 0],
    [3, 4, 5, 0],
    [4, 4, "x"],
    [5, 2, 20, "x"],
    [5, 5, 20, "x"],
    [6, 4, "a b", "x"],
    [6, 5, "title", "x"],
    [7, 4, "urn:x", "a:b:c", "x"],
    [8, 5, "x"],
    [9, 4, "innerHTML", "<img>"],
    [9, 4, "__proto__", {}],
    [9, 4, "checked", True],
    [10, 5, "color", "red"],
    [11, 77, "click"],
    [13, 4, "remove"],
    [13, 3, "close"],
    [13, 3, "focus"],
    [15, 1, 9],
    [15, 4, "x"],
    [None],
    [{}],
]


async def test_a_bad_op_is_reported_once_and_a_snapshot_heals(client: ClientPage, page_log: PageLog) -> None:
    page_log.expect("console", "domsync:")
    for seq, op in zip(range(10, 10_000, 10), BAD_OPS, strict=False):
        await client.frame([o.Reset(), insert(el("p", "a"))], seq=seq)
        await client.sent(controls=True)
        await client.frame([op, [4, 77, "x"]])
        said = [frame for frame in await client.sent(controls=True) if frame[1] != 2]
        assert [frame[:4] for frame in said] == [[0, 6, 0, seq + 1], [0, 5, 0, 0]], op
        # What comes before the snapshot is for a state that this page does not have.
        await client.frame([o.SetData(5, "lost")])
        assert "lost" not in await client.html()
        await client.frame([o.Reset(), insert(el("p", "b"), ids=6)], seq=seq + 5)
        await client.frame([o.SetData(7, "c")])
        assert await client.html() == "<p>c</p>", op
    assert len(page_log.of("console")) == len(BAD_OPS)


async def test_a_bad_op_in_a_snapshot_costs_only_itself(site: Site, page: Page, page_log: PageLog) -> None:
    page_log.expect("console", "domsync:")
    # While time stands still, there are no acknowledgements and no heartbeats.
    client = await ClientPage.open_timeless(page, site.url)
    await client.frame([[16], [6, 1, "onclick", "x"], [4, 77, "x"], [1, 1, 0, 4, ["a"]]])
    assert await client.html() == "a"
    assert [frame[1] for frame in await client.sent(controls=True)] == [6]
    await client.frame([[4, 4, "b"]])
    assert await client.html() == "b"


async def test_extreme_depth_and_width(client: ClientPage) -> None:
    deep: o.NodeData = "x"
    for _ in range(256):
        deep = el("div", deep)
    await client.frame([insert(deep), insert(*(el("i") for _ in range(20_000)), ids=1000)])
    assert await client.page.evaluate("document.querySelectorAll('#root *').length") == 256 + 20_000


async def test_the_module_needs_nothing_but_its_policy(new_page: NewPage, site: Site) -> None:
    client = await ClientPage.open(await new_page(), site.url)
    await client.frame([insert(el("p", "a", styles={"color": "red"}))])
    assert await client.page.evaluate("getComputedStyle(document.querySelector('#root p')).color") == "rgb(255, 0, 0)"
    assert await client.page.evaluate("document.querySelector('[data-domsync]')") is None
