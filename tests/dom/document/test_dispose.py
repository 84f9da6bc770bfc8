"""A document that was taken apart holds nothing, and what its users still hold goes on working."""

import gc
import weakref
from collections.abc import Iterator

import pytest

import domsync.render  # noqa: F401 - plugs in the renderings
from domsync.dom import Document
from domsync.dom.document.dispose import clear_document
from domsync.dom.events import AbortController, Event
from domsync.errors import UnknownIdError


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def lived_in_document() -> Document:
    document = Document()
    root = document.getRootElement()
    form = document.createElement("form", id="form")
    root.appendChild(form)
    for kind in ("text", "checkbox", "radio"):
        box = document.createElement("input", id=kind, attributes={"type": kind, "name": "x"})
        box.addEventListener("input", lambda event, box=box: box)
        form.appendChild(box)
    select = document.createElement("select")
    for option in ("a", "b"):
        select.appendChild(document.createElement("option", innerText=option, value=option))
    form.appendChild(select)
    select.value = "b"
    form.append("text", document.createComment("comment"))
    root.addEventListener("click", lambda event: root)
    document.addEventListener("keydown", lambda event: document, fields=["key"])
    document.defaultView.addEventListener("resize", lambda event: document)
    document.render_js_updates()
    form.setAttribute("class", "changed")
    return document


@pytest.mark.usefixtures("without_collector")
def test_reference_counts_free_the_nodes() -> None:
    document = lived_in_document()
    elements = [weakref.ref(element) for element in document.getElementsByTagName("*")]
    assert len(elements) > 6
    clear_document(document)
    root = document.getRootElement()
    assert [found for ref in elements if (found := ref()) is not None and found is not root] == []


def test_what_is_still_held_goes_on_working() -> None:
    document = lived_in_document()
    form = document.getElementById("form")
    clear_document(document)
    form.setAttribute("class", "again")
    form.innerText = "text"
    assert (form.isConnected, form.parentNode, form.innerText) == (False, None, "text")
    with pytest.raises(UnknownIdError):
        document.getElementById("text")
    root = document.getRootElement()
    assert root.firstChild is None
    assert document.getElementById("domsync_root_id") is root
    root.appendChild(form)
    root.addEventListener("click", lambda event: None)
    document.defaultView.addEventListener("resize", lambda event: None)
    assert 'createElement("form")' in document.render_js_updates()
    assert document.getElementById("form") is form


def test_a_signal_may_abort_what_was_removed_with_the_document() -> None:
    document, controller, calls = Document(), AbortController(), list[str]()
    root = document.getRootElement()
    root.addEventListener("click", lambda: calls.append("before"), signal=controller.signal)
    clear_document(document)
    root.addEventListener("input", lambda: calls.append("after"))
    controller.abort()
    root.dispatchEvent(Event("click"))
    root.dispatchEvent(Event("input"))
    assert calls == ["after"]
