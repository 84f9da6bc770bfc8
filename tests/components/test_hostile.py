"""The corpus through the element functions: text stays text, and what could run or load something is refused."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from domsync import events, svg
from domsync import html as h
from domsync.components.handlers import handler
from domsync.components.vnode import VNode, properties_of
from domsync.dom.checks.unicode import well_formed
from domsync.errors import ProtocolError, UnsafeValueError
from tests import corpus

TEXTS = corpus.texts()

#: Where a string of the user's may stand, and how it is found again there.
PLACES: dict[str, tuple[Callable[[str], VNode], Callable[[Any], object]]] = {
    "text": (h.p, lambda vnode: vnode.children[0]),
    "table cell": (lambda text: h.td([text]), lambda vnode: vnode.children[0].children[0]),
    "option": (h.option, lambda vnode: vnode.children[0]),
    "title element": (h.title, lambda vnode: vnode.children[0]),
    "style element": (h.style, lambda vnode: vnode.children[0]),
    "svg text": (svg.text, lambda vnode: vnode.children[0]),
    "title": (lambda text: h.p(title=text), lambda vnode: vnode.attributes["title"]),
    "alt": (lambda text: h.img(alt=text), lambda vnode: vnode.attributes["alt"]),
    "id": (lambda text: h.p(id=text), lambda vnode: vnode.attributes["id"]),
    "class": (lambda text: h.p(class_=text + "x"), lambda vnode: vnode.attributes["class"].removesuffix("x")),
    "data": (lambda text: h.p(data={"x": text}), lambda vnode: vnode.attributes["data-x"]),
    "aria": (lambda text: h.p(aria={"label": text}), lambda vnode: vnode.attributes["aria-label"]),
    "any attribute": (lambda text: h.p(attributes={"x-y": text}), lambda vnode: vnode.attributes["x-y"]),
    "svg attribute": (lambda text: svg.text(role=text), lambda vnode: vnode.attributes["role"]),
    "value": (lambda text: h.input(value=text), lambda vnode: properties_of(vnode)["value"]),
    "default value": (lambda text: h.input(default_value=text), lambda vnode: vnode.attributes["value"]),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_string_is_only_text(place: str) -> None:
    make, find = PLACES[place]
    for hostile in TEXTS:
        vnode = make(hostile.text)
        found = find(vnode)
        assert found == well_formed(hostile.text), hostile.id
        assert type(found) is str
        # It changed nothing else of the element.
        other = make("neutral")
        assert (vnode.tag, vnode.listeners, vnode.styles) == (other.tag, other.listeners, other.styles)


@pytest.mark.parametrize("hostile", corpus.live_urls(), ids=str)
def test_live_urls_are_refused(hostile: corpus.Hostile) -> None:
    makers: list[Callable[[str], VNode]] = [
        lambda url: h.a(href=url),
        lambda url: h.area(href=url),
        lambda url: h.iframe(src=url),
        lambda url: h.form(action=url),
        lambda url: h.button(formaction=url),
        lambda url: h.input(formaction=url),
        lambda url: h.element("x-y", attributes={"src": url}, urls=["src"]),
        lambda url: svg.a(href=url),
        lambda url: svg.a(xlink_href=url),
        lambda url: svg.use(attributes={"xlink:href": url}),
        lambda url: h.video(poster=url),
    ]
    for make in makers:
        with pytest.raises(UnsafeValueError):
            make(hostile.text)


@pytest.mark.parametrize("hostile", [css for css in corpus.category("css") if css.live_request], ids=str)
def test_css_that_loads_is_refused_by_every_way(hostile: corpus.Hostile) -> None:
    makers: list[Callable[[str], VNode]] = [
        lambda text: h.p(style=text),
        lambda text: h.p(style={"background": text}),
        lambda text: h.p(attributes={"style": text}),
    ]
    for make in makers:
        with pytest.raises(UnsafeValueError):
            make(hostile.text)


@pytest.mark.parametrize("hostile", corpus.category("attr_name", "attr_name_invalid", "tag_name", "key"), ids=str)
def test_names_never_become_more_than_names(hostile: corpus.Hostile) -> None:
    makers: list[Callable[[str], VNode]] = [
        lambda name: h.p(attributes={name: "x"}),
        lambda name: h.p(data={name: "x"}),
        h.element,
        svg.element,
    ]
    for make in makers:
        try:
            vnode = make(hostile.text)
        except (UnsafeValueError, ValueError):
            continue
        written = [vnode.tag, *(vnode.attributes or {})]
        assert all(re.fullmatch(r"[A-Za-z_][\w.:-]*", part) for part in written)
        assert not any(part.lower().startswith("on") for part in vnode.attributes or {})


def test_keywords_cannot_be_made_of_data() -> None:
    for hostile in corpus.category("attr_name", "attr_name_invalid", "key"):
        if hostile.text in ("id", "class", "style", "title", "key"):
            continue
        keywords: Any = {hostile.text: "x"}
        with pytest.raises(TypeError):
            h.p(**keywords)


@pytest.mark.parametrize("hostile", corpus.category("frame"), ids=str)
def test_frames_are_no_payloads(hostile: corpus.Hostile) -> None:
    def typed(event: events.InputEvent) -> None:
        pytest.fail("was called")

    with pytest.raises(ProtocolError):
        handler("input", typed).call(hostile.text.encode("utf-8", "surrogatepass"))


def test_texts_from_outside_arrive_as_they_are_or_not_at_all() -> None:
    got: list[str] = []

    def typed(event: events.InputEvent) -> None:
        got.append(event.value)

    for hostile in TEXTS:
        raw = json.dumps({"value": hostile.text}).encode()
        got.clear()
        try:
            handler("input", typed).call(raw)
        except ProtocolError:
            assert len(hostile.text) > 32768 or hostile.text != well_formed(hostile.text)
        else:
            assert got == [hostile.text]
