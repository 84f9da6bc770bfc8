"""JavaScript text of listeners: the original's form, what goes beyond it, and whom a page's message is about."""

from typing import Any

import pytest

from domsync.dom.document.document import Document
from domsync.render import JavaScript
from domsync.render.script_listeners import _IS_PRESSED
from tests.render.script import callback, sent, with_element

NAMED = '__domsync__["ID"].addEventListener("click",__domsync__["ID@click"] = function send(event){%s}%s);'
MESSAGE = '{"domsync": true, "event": "click", "id": "ID", "value": null%s}'
VALUE = 'event?.["target"]?.["value"]'
FIELDS = ', "key": event?.["key"], "where": event?.["target"]?.["id"]'
GONE = '__domsync__["ID"].removeEventListener("click",__domsync__["ID@click"]);delete __domsync__["ID@click"];'


@pytest.mark.parametrize(
    ("options", "body", "third"),
    [
        ({"prevent_default": True}, f"event.preventDefault();ws_send({MESSAGE % ''})", ""),
        ({"stop_propagation": True}, f"event.stopPropagation();ws_send({MESSAGE % ''})", ""),
        ({"once": True}, f"ws_send({MESSAGE % ''})", ', {"once": true}'),
        ({"passive": True}, f"ws_send({MESSAGE % ''})", ', {"passive": true}'),
        (
            {"keys": ("Enter", "mod+s")},
            (
                'const pressed=[["Enter", "", "", "", "Enter"], ["mod+s", "", "", "mod", "s"]]'
                f".filter({_IS_PRESSED}).map((item)=>item[0]);if(!pressed.length)return;"
                f'if(pressed.some((key)=>key[1]&&key[0]==="!"))event.preventDefault();ws_send({MESSAGE % ""})'
            ),
            "",
        ),
        (
            {"fields": ("key", ("where", "target.id"))},
            f"ws_send({MESSAGE % FIELDS})",
            "",
        ),
        (
            {"fields": (("value", "target.value"),)},
            f"ws_send({MESSAGE.replace('null%s', VALUE)})",
            "",
        ),
        (
            {"debounce": 250},
            (f"const message={MESSAGE % ''};clearTimeout(send.timer);send.timer=setTimeout(()=>ws_send(message),250)"),
            "",
        ),
        (
            {"throttle": 100},
            (
                f"send.last={MESSAGE % ''};if(send.timer)return;"
                "(function tick(){const last=send.last;send.last=null;"
                "send.timer=last?setTimeout(tick,100):0;if(last)ws_send(last)})()"
            ),
            "",
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_options(document: Document, options: dict[str, Any], body: str, third: str) -> None:
    element = with_element(document)
    element.addEventListener("click", callback, **options)
    assert sent(document) == [NAMED % (body, third)]
    element.removeEventListener("click", callback)
    assert sent(document) == [GONE]


def test_outside(document: Document) -> None:
    element = with_element(document)
    element.addEventListener("click", callback, outside=True)
    body = f'if(__domsync__["ID"].contains(event.target))return;ws_send({MESSAGE % ""})'
    function = f'(function send(event){{{body}}}).bind(__domsync__["ID"])'
    assert sent(document) == [f'document.addEventListener("click",__domsync__["ID@click"] = {function});']
    element.remove()
    assert sent(document)[1] == (
        'document.removeEventListener("click",__domsync__["ID@click"]);delete __domsync__["ID@click"];'
        'delete __domsync__["ID"];'
    )


def test_a_second_listener_does_not_double(document: Document) -> None:
    element = with_element(document)
    element.addEventListener("click", callback)
    sent(document)
    element.addEventListener("click", lambda: None)
    assert sent(document) == []


def test_another_listener_replaces_the_named_one(document: Document) -> None:
    element = with_element(document)
    element.addEventListener("click", callback, prevent_default=True)
    sent(document)
    element.addEventListener("click", lambda: None, stop_propagation=True)
    body = f"event.preventDefault();event.stopPropagation();ws_send({MESSAGE % ''})"
    assert sent(document) == [GONE, NAMED % (body, "")]


def test_one_in_the_original_s_form_stays_and_is_not_heard(document: Document) -> None:
    element = with_element(document, "input")
    element.addEventListener("click", callback)
    sent(document)
    element.removeEventListener("click", callback)
    assert sent(document) == []
    element.addEventListener("click", callback, js_value_getter="this.value")
    message = '{"domsync": true, "event": "click", "id": "ID", "value": this.value, "listener": 2}'
    assert sent(document) == [NAMED % (f"ws_send({message})", "")]
    renderer = document.script_renderer
    assert isinstance(renderer, JavaScript)
    old = {"domsync": True, "event": "click", "id": "ID", "value": None}
    assert renderer.target(old) == 0
    assert renderer.target({**old, "listener": 2}) == element.node_id
    element.removeEventListener("click", callback)
    element.addEventListener("click", callback)
    assert sent(document) == [GONE]
    assert renderer.target(old) == element.node_id


def test_a_new_element_s_listeners(document: Document) -> None:
    element = document.createElement("button", id="ID")
    element.addEventListener("click", callback)
    element.addEventListener("keydown", callback, prevent_default=True)
    document.body.append(element)
    assert [line.partition("(")[0] for line in sent(document)[1:]] == [
        '__domsync__["ID"].addEventListener',
        '__domsync__["ID"].addEventListener',
        '__domsync__["ROOT"].appendChild',
    ]


def test_the_document_and_the_window(document: Document) -> None:
    document.addEventListener("keydown", callback)
    document.defaultView.addEventListener("resize", callback, throttle=50)
    document.defaultView.removeEventListener("resize", callback)
    lines = sent(document)
    assert lines[0].startswith('document.addEventListener("keydown",function(){ws_send(')
    assert '"id": "#document"' in lines[0]
    assert lines[1].startswith('window.addEventListener("resize",__domsync__["#window@resize"] = function send(')
    assert lines[2].startswith('window.removeEventListener("resize",__domsync__["#window@resize"]);')


def test_a_getter_with_a_comment_ends_with_it(document: Document) -> None:
    with_element(document).addEventListener("click", callback, "this.x // the x")
    assert '"value": (this.x // the x\n)})});' in document.render_js_updates()


def test_messages_name_nodes_by_their_keys(document: Document) -> None:
    element = with_element(document)
    element.id = "OTHER"
    document.body.appendChild(document.createElement("p", id="OTHER2"))
    sent(document)
    renderer = document.script_renderer
    assert isinstance(renderer, JavaScript)
    assert renderer.target({"id": "ID", "event": "click"}) == element.node_id
    assert renderer.target({"id": "OTHER", "event": "click"}) is None
    assert renderer.target({"id": "#document", "event": "click"}) == 2
    assert renderer.target({"id": "__proto__", "event": "click"}) is None
    assert renderer.target({}) is None


def handled(document: Document, **message: Any) -> list[Any]:
    """What the listeners of `click` get to know of a page's message, as (who, value, key)."""
    heard = []

    def listen(target: Any, who: str) -> None:
        target.addEventListener("click", lambda event: heard.append((who, event["value"], event.get("key"))))

    for index, element in enumerate(document.body.children):
        listen(element, f"element {index}")
    listen(document, "document")
    listen(document.defaultView, "window")
    document.render_js_updates()
    document.handle_event({"domsync": True, "event": "click", "value": None, **message})
    return heard


def test_a_message_is_handled_by_the_node_that_has_the_key(document: Document) -> None:
    first = with_element(document)
    first.id = "OTHER"
    second = document.createElementNS("http://www.w3.org/1999/xhtml", "p")
    second.id = "ID"
    document.body.append(second, document.createElementNS("http://www.w3.org/1999/xhtml", "p"))
    assert handled(document, id="ID", value="v") == [("element 0", "v", None)]
    assert handled(document, id="OTHER")[:1] == [("element 0", None, None)]


@pytest.mark.parametrize(
    ("id", "who"),
    [
        ("ID", "element 0"),
        ("__domsync_n_5", "element 1"),
        ("#document", "document"),
        ("#window", "window"),
        ("length", None),
        ("__proto__", None),
        ("ID@click", None),
        ("nobody", None),
    ],
)
def test_every_target_has_a_key(document: Document, id: str, who: str | None) -> None:
    with_element(document)
    document.body.append(document.createElementNS("http://www.w3.org/1999/xhtml", "p"))
    assert handled(document, id=id, key="Enter") == ([(who, None, "Enter")] if who else [])


def test_a_listener_that_was_replaced_is_not_heard(document: Document) -> None:
    element = with_element(document, "input")
    element.addEventListener("click", callback)
    sent(document)
    element.removeEventListener("click", callback)
    heard: list[object] = []
    element.addEventListener("click", lambda event: heard.append(event["value"]), "this.value")
    sent(document)
    for value in ({"value": None}, {"value": "v", "listener": 2}):
        document.handle_event({"domsync": True, "event": "click", "id": "ID", **value})
    assert heard == ["v"]
