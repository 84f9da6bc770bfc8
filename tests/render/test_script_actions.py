"""JavaScript text of actions: what a page that evaluates it does at once."""

import pytest

from domsync import act
from domsync.dom.document.document import Document
from domsync.dom.events.listeners import Actions
from tests.render.script import callback, sent, with_element

NAMED = '__domsync__["ID"].addEventListener("click",__domsync__["ID@click"] = function send(event){%s});'
SELF = '[__domsync__["ID"]].filter(Boolean).forEach(el=>{%s});'


@pytest.mark.parametrize(
    ("actions", "body"),
    [
        (act.hide(), SELF % "el.hidden=true"),
        (act.toggle_class("a b"), SELF % '["a","b"].forEach(name=>el.classList.toggle(name))'),
        (act.set_attribute("title", '"</script>'), SELF % 'el.setAttribute("title","\\"\\x3c/script>")'),
        (
            act.toggle_aria("expanded"),
            SELF % 'el.setAttribute("aria-expanded",el.getAttribute("aria-expanded")==="true"?"false":"true")',
        ),
        (act.open_url("/a?b=1"), 'window.open("/a?b=1","_blank","noopener");'),
        (
            [act.copy("x"), act.focus(of=act.closest("nav").inner("a").first())],
            (
                'navigator.clipboard.writeText("x");'
                '[__domsync__["ID"]].filter(Boolean).map(el=>el.closest("nav")).filter(Boolean)'
                '.flatMap(el=>[...el.querySelectorAll("a")]).slice(0,1)'
                ".filter(Boolean).forEach(el=>{el.focus({preventScroll:false})});"
            ),
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else "actions",
)
def test_actions_are_statements(document: Document, actions: Actions, body: str) -> None:
    element = with_element(document)
    element.addEventListener("click", actions)
    assert sent(document) == [NAMED % body]


def test_conditions(document: Document) -> None:
    element = with_element(document)
    element.addEventListener("click", act.hide(), if_self=True, prevent_default=True)
    body = 'if(event.target===__domsync__["ID"]){event.preventDefault();%s}' % (SELF % "el.hidden=true")
    assert sent(document) == [NAMED % body]


def test_what_would_be_undone_does_not_run(document: Document) -> None:
    element = with_element(document)
    element.addEventListener("click", callback, first=[act.disable()])
    (line,) = sent(document)
    assert "disabled" not in line
    assert "ws_send(" in line
