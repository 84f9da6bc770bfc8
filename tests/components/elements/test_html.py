"""The element functions: what each keyword becomes, and what is refused at the user's line."""

import ast
import datetime
import enum
import runpy
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from domsync import html as h
from domsync import svg
from domsync.components.elements import vocabulary, vocabulary_svg
from domsync.components.elements.rules import HTML, SVG
from domsync.components.vnode import ChildError, Directives, Fragment, VNode, attributes_of, properties_of
from domsync.dom.checks.names import SVG as SVG_NAMESPACE
from domsync.dom.checks.trusted import UnsafeTag, UnsafeUrl, css_url, unsafe_tag, unsafe_url
from domsync.dom.checks.urls import URL_ATTRIBUTES
from domsync.dom.element.properties import WIRE_PROPERTIES
from domsync.dom.tree.lazy import EAGER
from domsync.errors import InvalidNameError, UnsafeValueError
from tools import keyword_docs as docs


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# https://html.spec.whatwg.org/#elements-3, without the obsolete ones.
STANDARD_HTML = words(
    """
a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col colgroup
data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
head header hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta meter nav noscript
object ol optgroup option output p picture pre progress q rp rt ruby s samp script search section select
selectedcontent slot small source span strong style sub summary sup table tbody td template textarea tfoot th thead
time title tr track u ul var video wbr
"""
)

# https://www.w3.org/TR/SVG2/eltindex.html, without what HTML brings into it.
STANDARD_SVG = words(
    """
a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer
feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB
feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
feSpotLight feTile feTurbulence filter foreignObject g image line linearGradient marker mask metadata mpath path
pattern polygon polyline radialGradient rect script set stop style svg switch symbol text textPath title tspan use
view
"""
)


def unmeasured(vnode: VNode) -> VNode:
    """The same without its size and that of its children: as a VNode that was made by hand."""
    children = tuple(unmeasured(child) if isinstance(child, VNode) else child for child in vnode.children)
    return structs.replace(vnode, children=children, size=EAGER, listening=0)


def attributes(vnode: VNode) -> dict[str, str]:
    """The attributes of an element that has nothing else but attributes."""
    assert unmeasured(vnode) == VNode(vnode.tag, attributes=vnode.attributes, namespace=vnode.namespace)
    return vnode.attributes or {}


class TestElements:
    def test_every_element_of_html_has_a_function_or_a_reason(self) -> None:
        others = ("each", "element", "html", "island", "link", "raw", "shortcuts")
        made = {getattr(h, name)().tag for name in h.__all__ if name not in others}
        # h.html() shows HTML that it has sanitised; the element is the page's own.
        assert made | vocabulary.REFUSED.keys() == STANDARD_HTML - {"html"}
        assert not made & vocabulary.REFUSED.keys()

    def test_every_element_of_svg_has_a_function_or_a_reason(self) -> None:
        made = {getattr(svg, name)().tag for name in svg.__all__ if name not in ("each", "element", "island", "link")}
        assert made | vocabulary_svg.REFUSED.keys() == STANDARD_SVG

    def test_svg_elements_have_its_namespace(self) -> None:
        assert unmeasured(svg.circle(r=1)) == VNode("circle", attributes={"r": "1"}, namespace=SVG_NAMESPACE)

    def test_a_name_that_python_has_taken_gets_an_underscore(self) -> None:
        assert h.del_("x").tag == "del"

    def test_void_elements_take_no_children(self) -> None:
        with pytest.raises(TypeError, match=r"^<input> takes no children such as 'x': .* by keyword"):
            h.input("x")  # type: ignore[call-arg]

    def test_children_stay_as_they_are_when_nothing_has_to_be_converted(self) -> None:
        inner = h.b("x")
        assert unmeasured(h.p("a", inner, "ü")) == VNode("p", ("a", unmeasured(inner), "ü"))

    def test_children_of_other_kinds(self) -> None:
        vnode = h.p(1, None, False, ["a", h.b()])
        assert list(vnode.children[:3]) == ["1", None, None]
        assert isinstance(vnode.children[3], Fragment)
        assert not vnode.plain

    def test_a_child_that_is_not_plain_makes_the_parent_so(self) -> None:
        assert not h.p(h.b(None)).plain
        assert h.p(h.b("x")).plain

    def test_lone_surrogates_go(self) -> None:
        assert unmeasured(h.p("\ud800", title="\ud800")) == VNode("p", ("\ufffd",), {"title": "\ufffd"})

    def test_a_wrong_child(self) -> None:
        with pytest.raises(ChildError, match="did you mean to call it"):
            h.p(len)  # type: ignore[arg-type]

    @pytest.mark.parametrize("name", ["script", "object", "embed", "meta", "base", "head", "body"])
    def test_elements_that_have_no_function_say_why(self, name: str) -> None:
        with pytest.raises(AttributeError, match=rf"there is no html\.{name}\(\): "):
            getattr(h, name)
        assert not hasattr(h, name)

    def test_elements_that_do_not_exist_say_what_makes_any(self) -> None:
        with pytest.raises(AttributeError, match=r"element\('dvi', \.\.\.\) makes any"):
            _ = h.dvi  # type: ignore[attr-defined]

    def test_custom_elements(self) -> None:
        vnode = h.element("My-Badge", "x", class_="a", attributes={"level": 3})
        assert unmeasured(vnode) == VNode("my-badge", ("x",), {"class": "a", "level": "3"})

    def test_outside_html_capitals_count(self) -> None:
        assert svg.element("newThing").tag == "newThing"

    @pytest.mark.parametrize("name", ["script", "SCRIPT", "iframe\x00", "a b", "", "meta"])
    def test_element_checks_the_name(self, name: str) -> None:
        with pytest.raises((UnsafeValueError, InvalidNameError)):
            h.element(name)
        with pytest.raises((UnsafeValueError, InvalidNameError)):
            svg.element(name)

    def test_a_name_let_through_once_is_refused_the_next_time(self) -> None:
        vnode = svg.element(unsafe_tag("script"))
        assert type(vnode.tag) is UnsafeTag
        assert h.element(unsafe_tag("script"), "x", attributes={"src": "/x.js"}).tag == "script"
        with pytest.raises(UnsafeValueError):
            h.element("script")
        with pytest.raises(UnsafeValueError):
            svg.element("script")

    def test_many_custom_elements_fill_no_memory(self) -> None:
        for number in range(3000):
            h.element(f"x-{number}")
        assert len(HTML) < 2500

    def test_island(self) -> None:
        def fill(element: object) -> None: ...

        vnode = h.island("div", fill, id="map", key=1)
        assert unmeasured(vnode) == VNode(
            "div", (), {"id": "map"}, key=1, directives=Directives(fill=fill), plain=False
        )
        with pytest.raises(TypeError, match="an island takes a function"):
            h.island("div", "x")  # type: ignore[arg-type]


class TestAttributes:
    def test_text(self) -> None:
        vnode = h.a("x", href="/x", target="_blank", rel="noopener", title='a "b" <c>')
        assert vnode.attributes == {"href": "/x", "target": "_blank", "rel": "noopener", "title": 'a "b" <c>'}

    def test_names_that_python_cannot_write(self) -> None:
        assert attributes(h.label(for_="a")) == {"for": "a"}
        assert attributes(h.form(accept_charset="utf-8")) == {"accept-charset": "utf-8"}
        assert attributes(svg.feBlend(in_="a", in2="b", flood_opacity=0.5))["flood-opacity"] == "0.5"

    @pytest.mark.parametrize("nothing", [None, False])
    def test_nothing_leaves_an_attribute_out(self, nothing: None) -> None:
        assert unmeasured(h.a(title=nothing, href=nothing, class_=nothing, style=nothing, tabindex=nothing)) == VNode(
            "a"
        )

    def test_empty_text_is_an_attribute(self) -> None:
        assert attributes(h.img(alt="")) == {"alt": ""}

    def test_numbers(self) -> None:
        assert attributes(h.td(colspan=2)) == {"colspan": "2"}
        assert attributes(h.meter(value=0.5, max="1")) == {"value": "0.5", "max": "1"}

    def test_flags(self) -> None:
        assert attributes(h.button(disabled=True, autofocus=False)) == {"disabled": ""}

    @pytest.mark.parametrize("wrong", ["disabled", 1, 0, [], "false"])
    def test_flags_take_nothing_else(self, wrong: object) -> None:
        with pytest.raises(TypeError, match=r"disabled of <button> takes True or False, not .*; write bool\(\.\.\.\)"):
            h.button(disabled=wrong)  # type: ignore[arg-type]

    def test_attributes_that_spell_out_true_and_false(self) -> None:
        assert attributes(h.p(draggable=True, spellcheck=False)) == {"draggable": "true", "spellcheck": "false"}
        assert attributes(h.p(contenteditable="plaintext-only")) == {"contenteditable": "plaintext-only"}
        assert attributes(h.p(translate=False)) == {"translate": "no"}
        assert attributes(h.form(autocomplete=True)) == {"autocomplete": "on"}

    def test_attributes_with_a_value_or_without(self) -> None:
        assert attributes(h.a(download=True)) == {"download": ""}
        assert attributes(h.a(download="a.txt")) == {"download": "a.txt"}
        assert attributes(h.p(hidden="until-found")) == {"hidden": "until-found"}

    def test_text_attributes_refuse_true_and_objects(self) -> None:
        with pytest.raises(TypeError, match="title of <p> takes text, not True"):
            h.p(title=True)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"title of <p> takes text, not list: \[\]; write str\(\.\.\.\)"):
            h.p(title=[])  # type: ignore[arg-type]

    def test_data(self) -> None:
        vnode = h.p(data={"user_id": 5, "userName": "a", "x-y": True, "off": False, "none": None})
        assert attributes(vnode) == {
            "data-user-id": "5",
            "data-user-name": "a",
            "data-x-y": "true",
            "data-off": "false",
        }

    def test_aria(self) -> None:
        vnode = h.p(role="button", aria={"label": "a", "expanded": False, "level": 2, "current": "page", "live": None})
        assert attributes(vnode) == {
            "role": "button",
            "aria-label": "a",
            "aria-expanded": "false",
            "aria-level": "2",
            "aria-current": "page",
        }

    @pytest.mark.parametrize("keyword", ["attributes", "data", "aria"])
    def test_names_are_strings(self, keyword: str) -> None:
        with pytest.raises(TypeError):
            h.p(**{keyword: {5: "x"}})  # type: ignore[arg-type]
        assert h.p(**{keyword: None}) == h.p()  # type: ignore[arg-type]

    def test_unknown_aria(self) -> None:
        with pytest.raises(TypeError, match=r"no attribute aria-lable; did you mean label"):
            h.p(aria={"lable": "a"})  # type: ignore[typeddict-unknown-key]

    def test_any_attribute(self) -> None:
        vnode = h.p(attributes={"X-Y": "a", "a:b": 1, "flag": True, "off": False, "none": None})
        assert attributes(vnode) == {"x-y": "a", "a:b": "1", "flag": ""}

    def test_style_among_any_attributes_is_a_style(self) -> None:
        assert unmeasured(h.p(attributes={"style": "color: red"}, style="margin: 0")) == VNode(
            "p", styles={"color": "red", "margin": "0"}
        )

    @pytest.mark.parametrize("name", ["onclick", "ONCLICK", "srcdoc", "is", "a b", "", "1x", 'a"b', "__proto__"])
    def test_names_that_could_do_harm(self, name: str) -> None:
        with pytest.raises((UnsafeValueError, InvalidNameError)):
            h.p(attributes={name: "x"})
        with pytest.raises((UnsafeValueError, InvalidNameError)):
            svg.g(attributes={name: "x"})

    @pytest.mark.parametrize("name", ["data", "aria", "attributes", "events"])
    def test_mappings_are_mappings(self, name: str) -> None:
        with pytest.raises(TypeError, match=f"{name}= takes a mapping"):
            h.p(**{name: "x"})  # type: ignore[arg-type]

    def test_namespaced_attributes_of_svg(self) -> None:
        vnode = svg.use(xlink_href="#a", attributes={"xml:lang": "en"})
        assert vnode.attributes is None
        assert vnode.namespaced == (
            ("http://www.w3.org/1999/xlink", "xlink:href", "#a"),
            ("http://www.w3.org/XML/1998/namespace", "xml:lang", "en"),
        )

    def test_svg_names_keep_their_capitals(self) -> None:
        vnode = svg.svg(svg.linearGradient(gradientUnits="userSpaceOnUse"), viewBox="0 0 1 1")
        assert vnode.attributes == {"viewBox": "0 0 1 1"}


class TestUrls:
    @pytest.mark.parametrize(
        "make",
        [
            lambda url: h.a(href=url),
            lambda url: h.form(action=url),
            lambda url: h.button(formaction=url),
            lambda url: h.iframe(src=url),
            lambda url: h.img(srcset=f"{url} 2x"),
            lambda url: h.video(poster=url),
            lambda url: h.a(ping=url),
            lambda url: h.blockquote(cite=url),
            lambda url: svg.a(href=url),
            lambda url: svg.a(xlink_href=url),
            lambda url: svg.image(href=url),
            lambda url: h.p(attributes={"background": url}),
            lambda url: h.a(attributes={"HREF": url}),
            lambda url: svg.a(attributes={"xlink:href": url}),
        ],
    )
    def test_what_could_run_code_is_refused(self, make: Callable[[str], VNode]) -> None:
        for url in ("javascript:alert(1)", " \tjava\nscript:x", "DATA:text/html,x", "vbscript:x"):
            with pytest.raises(UnsafeValueError):
                make(url)
        make("/path")
        make("https://example.com/")

    def test_the_door(self) -> None:
        vnode = h.a(href=unsafe_url("javascript:x"))
        assert attributes(vnode) == {"href": "javascript:x"}
        assert type(attributes(vnode)["href"]) is UnsafeUrl
        # Nobody needs to know that somebody vouched for what is harmless.
        assert type(attributes(h.a(href=unsafe_url("/x")))["href"]) is str

    def test_every_attribute_with_a_url_is_checked(self) -> None:
        for elements in (HTML, SVG):
            for tag in ("a", "form", "iframe", "input", "video", "img", "use", "rect"):
                for keyword, (name, _) in elements[tag].known.items():
                    if name.lower() in URL_ATTRIBUTES:
                        assert not isinstance(elements[tag][keyword], str), (tag, keyword)

    def test_css_in_presentation_attributes(self) -> None:
        svg.rect(fill="url(#a)", stroke="red")
        with pytest.raises(UnsafeValueError):
            svg.rect(fill="url(//evil.example)")

    def test_animations_cannot_set_urls(self) -> None:
        with pytest.raises(UnsafeValueError):
            svg.set(attributeName="href", to="javascript:x")


class TestProperties:
    def test_what_the_user_changes_are_properties(self) -> None:
        assert properties_of(h.input(value=5)) == {"value": "5"}
        assert attributes_of(h.input(value=5, name="n")) == {"name": "n"}
        assert properties_of(h.input(value="", name="n")) == properties_of(h.input(value="")) == {"value": ""}
        assert properties_of(h.input(type="checkbox", checked=True)) == {"checked": True}
        # The browser has them as where the control begins.
        assert h.input(value=5).attributes == {"value": "5"}
        assert h.input(type="checkbox", checked=True).attributes == {"type": "checkbox", "checked": ""}
        assert unmeasured(h.textarea(value="a")) == VNode("textarea", properties={"value": "a"})
        assert h.input(type="checkbox", checked=False, indeterminate=True).properties == {
            "checked": False,
            "indeterminate": True,
        }
        assert properties_of(h.option("a", selected=True)) == {"selected": True}
        assert properties_of(h.option("a", value="1", selected=False)) == {"selected": False}
        assert h.option("a", selected=True).attributes == {"selected": ""}
        assert h.video(muted=True, volume=0.5, current_time=3, playback_rate=2).properties == {
            "muted": True,
            "volume": 0.5,
            "currentTime": 3,
            "playbackRate": 2,
        }
        assert h.div(scroll_top=10, scroll_left=None).properties == {"scrollTop": 10}
        assert h.select(selected_index=1).properties == {"selectedIndex": 1}

    def test_defaults_are_attributes(self) -> None:
        assert attributes(h.input(default_value="a", default_checked=True)) == {"value": "a", "checked": ""}
        assert attributes(h.option(default_selected=True)) == {"selected": ""}
        assert attributes(h.audio(default_muted=True)) == {"muted": ""}

    def test_elsewhere_value_is_an_attribute(self) -> None:
        for make in (h.button, h.option, h.data):
            assert attributes(make(value="a")) == {"value": "a"}
        assert attributes(h.li(value=3)) == {"value": "3"}
        assert attributes(h.progress(value=3)) == {"value": "3"}

    @pytest.mark.parametrize("kind", ["checkbox", "radio", "hidden", "submit", "reset", "button"])
    def test_types_of_input_whose_value_is_the_attribute(self, kind: str) -> None:
        assert attributes(h.input(value="a", type=kind)) == {"value": "a", "type": kind}  # type: ignore[arg-type]

    def test_files_are_the_users_choice(self) -> None:
        with pytest.raises(TypeError, match="only the user can choose"):
            h.input(type="file", value="a")

    @pytest.mark.parametrize(
        ("kind", "value", "text"),
        [
            ("date", datetime.date(2026, 3, 1), "2026-03-01"),
            ("month", datetime.date(2026, 3, 1), "2026-03"),
            ("week", datetime.date(2026, 3, 1), "2026-W09"),
            ("time", datetime.time(9, 30), "09:30"),
            ("datetime-local", datetime.datetime.fromisoformat("2026-03-01T09:30"), "2026-03-01T09:30"),
            ("number", Decimal("1.50"), "1.50"),
            ("range", 3, "3"),
        ],
    )
    def test_values_are_written_as_the_control_holds_them(self, kind: Any, value: Any, text: str) -> None:
        made = h.input(type=kind, value=value, min=value, max=value)
        assert properties_of(made) == {"value": text}
        assert attributes_of(made) == {"type": kind, "min": text, "max": text}
        # In whatever order they are given.
        assert properties_of(h.input(value=value, type=kind)) == {"value": text}

    def test_members_of_an_enum_are_their_values(self) -> None:
        colour = enum.Enum("colour", {"RED": "red", "THREE": 3})
        assert properties_of(h.input(value=colour.RED)) == {"value": "red"}
        assert attributes(h.input(value=colour.THREE, type="radio")) == {"value": "3", "type": "radio"}
        chosen = h.select(h.option("Red", value="red"), h.option("Three", value="3"), value=colour.THREE)
        assert [bool(properties_of(option)) for option in chosen.children] == [False, True]  # type: ignore[arg-type]

    def test_a_moment_with_a_time_zone_has_no_control(self) -> None:
        with pytest.raises(TypeError, match="time zone"):
            h.input(type="datetime-local", value=datetime.datetime.now(datetime.UTC))

    def test_wrong_values(self) -> None:
        with pytest.raises(TypeError, match="checked of <input> takes True or False, not 'on'"):
            h.input(checked="on")  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="volume of <audio> takes a number, not True"):
            h.audio(volume=True)
        with pytest.raises(TypeError, match="value of <input> takes text, not True"):
            h.input(value=True)

    def test_nothing_leaves_a_property_out(self) -> None:
        assert h.input(value=None, checked=None) == h.input()
        assert h.select(value=False, selected_index=None) == h.select()

    def test_only_properties_that_go_over_the_wire(self) -> None:
        found: set[str] = set()
        for tag in STANDARD_HTML:
            if tag in vocabulary.REFUSED:
                continue
            for keyword, (_, kind) in HTML[tag].known.items():
                if kind in ("value", "number-value", "checked") and tag != "select":
                    keywords: Any = {keyword: True if kind == "checked" else 1}
                    vnode = h.element(tag, **keywords)
                    found |= properties_of(vnode).keys()
        assert found | {"selectedIndex"} == WIRE_PROPERTIES - {"title"}


class TestSelect:
    def test_value_marks_the_option(self) -> None:
        vnode = h.select(h.option("A", value="a"), h.option("B", value="b"), value="b")
        assert vnode.properties is None
        assert [properties_of(child) for child in vnode.children] == [{}, {"selected": True}]  # type: ignore[arg-type]

    def test_an_option_without_value_is_its_text(self) -> None:
        vnode = h.select(h.option(" a  b "), value="a b")
        assert properties_of(vnode.children[0]) == {"selected": True}  # type: ignore[arg-type]

    def test_several_values_and_groups(self) -> None:
        vnode = h.select(
            h.optgroup(h.option("1"), h.option("2")), [h.option("3"), h.option("4")], multiple=True, value=[2, "3"]
        )
        # The list is not kept apart, so that the select can be mounted as it is.
        group, *many = vnode.children
        assert [properties_of(o) for o in group.children] == [{}, {"selected": True}]  # type: ignore[arg-type, union-attr]
        assert [properties_of(o) for o in many] == [{"selected": True}, {}]  # type: ignore[arg-type]

    def test_several_values_need_multiple(self) -> None:
        with pytest.raises(TypeError, match="with multiple=True a list"):
            h.select(value=["a"])

    def test_other_children_are_left_alone(self) -> None:
        vnode = h.select("text", None, h.hr(), value="a")
        assert list(vnode.children) == ["text", None, h.hr()]


class TestOthers:
    def test_key(self) -> None:
        assert unmeasured(h.li(key="a")) == VNode("li", key="a")
        assert h.li(key=None, id="x").key is None
        assert h.li(key=5, on_click=lambda: None).key == 5

    @pytest.mark.parametrize("wrong", [1.5, [], object])
    def test_keys_are_strings_or_numbers(self, wrong: object) -> None:
        with pytest.raises(TypeError, match="key must be a string or an integer"):
            h.li(key=wrong)  # type: ignore[arg-type]

    def test_show(self) -> None:
        assert h.p("x", show=1).plain
        hidden = h.p("x", show=0)
        assert hidden.directives == Directives(show=False)
        assert not hidden.plain

    def test_ref(self) -> None:
        vnode = h.p(ref=print)
        assert vnode.directives == Directives(ref=print)
        assert not vnode.plain
        with pytest.raises(TypeError, match="ref takes a Ref or a function"):
            h.p(ref="x")  # type: ignore[arg-type]


class TestUnknownKeywords:
    @pytest.mark.parametrize(
        ("keyword", "text"),
        [
            ("clas_", "did you mean class_? Any attribute can be set by attributes={'clas': ...}"),
            ("className", "it is written class_. "),
            ("htmlFor", "it is written for_. "),
            ("onclick", "it is written on_click. "),
            ("onClick", "it is written on_click. "),
            ("on_clik", "did you mean on_click"),
            ("on_my_event", "Custom events are handled by events={'my_event': handler}"),
            ("aria_label", "write aria={'label': ...}"),
            ("data_id", "write data={'id': ...}"),
            ("hx_get", "Any attribute can be set by attributes={'hx-get': ...}"),
            ("href", "div() has no attribute 'href'"),
        ],
    )
    def test_the_message_has_the_fix(self, keyword: str, text: str) -> None:
        with pytest.raises(TypeError) as caught:
            h.div(**{keyword: "x"})  # type: ignore[arg-type]
        assert text in str(caught.value)


class TestStyle:
    def test_both_forms(self) -> None:
        assert h.p(style="color: red; --x: 1").styles == {"color": "red", "--x": "1"}
        assert h.p(
            style={
                "background_color": "red",
                "font-size": "1em",
                "lineHeight": 2,
                "--x_y": "1",
                "top": None,
                "left": "",
            }
        ).styles == {"background-color": "red", "font-size": "1em", "line-height": "2", "--x_y": "1"}
        assert unmeasured(h.p(style={})) == VNode("p")

    def test_a_vnode_has_its_own_dictionary(self) -> None:
        first, second = h.p(style="color: red"), h.p(style="color: red")
        assert first.styles is not second.styles

    @pytest.mark.parametrize("value", ["url(//x)", "expression(1)", "a;b", "a}b", "\\75rl(x)", "/* */"])
    def test_what_could_load_or_break_out(self, value: str) -> None:
        with pytest.raises(UnsafeValueError):
            h.p(style={"background": value})

    def test_the_door_is_not_left_open(self) -> None:
        url = css_url("/x.png")
        assert h.p(style={"background": url}).styles == {"background": str(url)}
        with pytest.raises(UnsafeValueError):
            h.p(style={"background": str(url)})

    @pytest.mark.parametrize("wrong", [{"color": True}, {"color": []}, 5, {5: "x"}])
    def test_wrong_types(self, wrong: object) -> None:
        with pytest.raises(TypeError):
            h.p(style=wrong)  # type: ignore[arg-type]


class TestGenerated:
    def test_the_files_are_what_the_tool_writes(self) -> None:
        tool = runpy.run_path(str(ROOT / "tools" / "make_html.py"))
        for path, text in tool["generated"]().items():
            assert path.read_text(encoding="utf-8") == text, f"run tools/make_html.py: {path} is old"

    def test_every_keyword_has_a_line_for_editors_and_no_line_is_left_over(self) -> None:
        module = ast.parse((ROOT / "domsync/components/elements/keywords.py").read_text(encoding="utf-8"))
        written: set[tuple[str, str]] = set()
        for one in module.body:
            if isinstance(one, ast.ClassDef):
                for field, doc in zip(one.body, [*one.body[1:], None], strict=True):
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                        assert isinstance(doc, ast.Expr), f"{one.name}.{field.target.id} has no line"
                        assert isinstance(doc.value, ast.Constant)
                        written.add((field.target.id, str(doc.value.value)))
        tables = (docs.ARIA, docs.EVERYTHING, docs.ATTRIBUTES, docs.SVG, docs.EVENTS)
        known = {
            (f"on_{keyword}" if table is docs.EVENTS else keyword.rpartition(".")[2], doc)
            for table in tables
            for keyword, doc in docs.read(table).items()
        }
        assert len(written) > 400
        assert written == known

    def test_importing_costs_no_keyword_types(self) -> None:
        elements = "domsync.components.elements"
        check = f"import sys, {elements}.html; sys.exit('{elements}.keywords' in sys.modules)"
        subprocess.run([sys.executable, "-c", check], check=True, cwd=ROOT)

    def test_docstrings_are_one_line(self) -> None:
        tree = ast.parse((ROOT / "domsync/components/elements/html.py").read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert len(functions) > 100
        for function in functions:
            doc = ast.get_docstring(function)
            assert doc is not None
            assert "\n" not in doc
            assert doc.endswith(".")


ROOT = Path(__file__).parents[3]
