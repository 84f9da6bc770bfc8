"""`element.style` (PROMISES: P4)."""

from typing import Any

import pytest

from domsync.dom import ops
from domsync.dom.checks.css_longhands import longhands
from domsync.dom.checks.css_shorthands import SHORTHANDS
from domsync.dom.checks.trusted import css_url
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.errors import UnsafeValueError
from tests import corpus


def element(style: str = "") -> Element:
    made = Document().createElement("div")
    made.style.cssText = style
    return made


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        ("color", "color"),
        ("backgroundColor", "background-color"),
        ("borderTopLeftRadius", "border-top-left-radius"),
        ("cssFloat", "float"),
        ("float", "float"),
        ("webkitTextStroke", "-webkit-text-stroke"),
        ("WebkitTextStroke", "-webkit-text-stroke"),
        ("MozAppearance", "-moz-appearance"),
    ],
)
def test_properties_as_attributes(attribute: str, name: str) -> None:
    made = element()
    assert getattr(made.style, attribute) == ""
    setattr(made.style, attribute, "x")
    assert made.style_map == {name: "x"}
    assert getattr(made.style, attribute) == made.style[name] == made.style.getPropertyValue(name) == "x"
    delattr(made.style, attribute)
    assert not made.hasAttribute("style")


def test_properties_as_items() -> None:
    made = element("color: red")
    style = made.style
    style["--My-Accent"] = "blue"
    style["background-color"] = "green"
    assert (style["--My-Accent"], style["--my-accent"], style.backgroundColor) == ("blue", "", "green")
    assert list(style) == ["color", "--My-Accent", "background-color"]
    assert (style.item(0), style.item(3), style[1], style.length, len(style)) == ("color", "", "--My-Accent", 3, 3)
    assert "color" in style
    assert "margin" not in style
    del style["color"]
    assert made.getAttribute("style") == "--My-Accent: blue; background-color: green;"
    assert repr(style) == f"CSSStyleDeclaration({style.cssText!r})"
    assert element().style, "an empty style is no False"


def test_priorities() -> None:
    style = element().style
    style.setProperty("color", "red", "IMPORTANT")
    style.setProperty("margin", "0 !important")
    style.setProperty("padding", "0", "nonsense")
    assert style.cssText == "color: red !important; margin: 0 !important;"
    assert (style.color, style.getPropertyPriority("COLOR"), style.getPropertyPriority("top")) == (
        "red",
        "important",
        "",
    )
    style.setProperty("color", "red")
    assert style.getPropertyPriority("color") == ""


@pytest.mark.parametrize("empty", ["", None, "  "])
def test_an_empty_value(empty: str | None) -> None:
    style = element("color: red; margin: 0").style
    style.setProperty("color", empty)
    # White space alone is no value, and a browser ignores what is none.
    assert list(style) == (["color", "margin"] if empty == "  " else ["margin"])


def test_remove_property() -> None:
    style = element("color: red !important; margin: 0").style
    assert style.removeProperty("COLOR") == "red"
    assert style.removeProperty("color") == ""
    assert style.cssText == "margin: 0;"


def test_removing_a_shorthand_removes_what_it_stands_for() -> None:
    style = element("margin-left: 1px; margin: 0; margin-top: 2px; color: red").style
    style.margin = ""
    assert style.cssText == "color: red;"


def test_a_shorthand_overrides_what_it_stands_for() -> None:
    style = element("margin-left: 1px !important; color: red; margin-top: 1px").style
    style.margin = "2px"
    assert style.cssText == "color: red; margin: 2px;"
    style.all = "unset"
    style.setProperty("--x", "1")
    assert style.cssText == "all: unset; --x: 1;"
    style.all = ""
    assert style.cssText == "--x: 1;"


def test_what_is_set_last_counts() -> None:
    style = element("border-left: 1px solid; border-color: red; color: red").style
    style.borderLeft = "2px solid"
    style.color = "blue"
    assert style.cssText == "border-color: red; color: blue; border-left: 2px solid;"


def test_what_a_removal_takes_along_is_set_again() -> None:
    document = Document()
    style = document.body.style
    style.cssText = "font: 10px serif; line-height: 3; color: red; font-size: 20px"
    document.take_ops()
    style.fontSize = ""
    # The browser takes the shorthand apart by itself.
    assert document.take_ops() == [ops.SetStyle(1, "font-size", "")]
    assert style.fontSize == ""
    assert (style.fontFamily, style.fontWeight, style.lineHeight) == ("serif", "normal", "3")
    style.cssText = "background: red; background-image: none; color: red"
    document.take_ops()
    style.removeProperty("background-image")
    # A list of layers is not taken apart: what it says counts again.
    assert document.take_ops() == [ops.SetStyle(1, "background-image", ""), ops.SetStyle(1, "background", "red")]


def test_a_new_order_is_told_where_it_matters() -> None:
    document = Document()
    style = document.body.style
    style.cssText = "color: red; margin-left: 1px; margin-inline-start: 2px"
    document.take_ops()
    style.cssText = "margin-inline-start: 2px; margin-left: 1px; color: red"
    assert document.take_ops() == [ops.SetStyle(1, "margin-left", "1px")]


def test_shorthands_are_closed() -> None:
    for name, parts in SHORTHANDS.items():
        assert name not in parts
        for longhand in parts:
            assert SHORTHANDS.get(longhand, frozenset()) <= parts, f"{name} covers {longhand} but not all of it"


def test_css_text_replaces_everything() -> None:
    style = element("color: red; margin: 0").style
    style.cssText = "padding: 0; color: blue"
    assert style.cssText == "padding: 0; color: blue;"
    style.cssText = ""
    assert style.length == 0


def test_important_declarations_come_last() -> None:
    assert element("left: 0 !important; top: 1px").style.cssText == "top: 1px; left: 0 !important;"
    assert element("margin: 0 !important; margin-left: 1px").style.cssText == "margin: 0 !important;"
    assert element("margin-left: 0 !important; margin: 1px").style.cssText == "margin: 1px; margin-left: 0 !important;"


def test_ops() -> None:
    document = Document()
    style = document.body.style
    style.color = "red"
    style.color = "red"
    style.setProperty("--x", "1", "important")
    style.color = ""
    style.removeProperty("color")
    assert document.take_ops() == [
        ops.SetStyle(1, "color", "red"),
        ops.SetStyle(1, "--x", "1 !important"),
        ops.SetStyle(1, "color", ""),
    ]


@pytest.mark.parametrize("value", [5, 1.5, b"red", ["red"], True])
def test_values_are_strings(value: Any) -> None:
    with pytest.raises(TypeError, match=r"str\(value\)"):
        element().style.width = value


@pytest.mark.parametrize("name", ["_private", "__class_getitem__"])
def test_private_names_are_no_properties(name: str) -> None:
    style = element().style
    assert not hasattr(style, name)
    with pytest.raises(AttributeError):
        setattr(style, name, "x")


def test_methods_cannot_be_taken_for_properties() -> None:
    style = element().style
    with pytest.raises(AttributeError):
        setattr(style, "length", "5")  # noqa: B010 - a type checker knows that it cannot be set
    assert style.cssText == ""


def test_lone_surrogates() -> None:
    style = element().style
    style.content = "'\ud800'"
    assert style.content == "'\ufffd'"


@pytest.mark.parametrize("hostile", corpus.category("css"), ids=str)
def test_the_corpus_by_every_way(hostile: corpus.Hostile) -> None:
    if hostile.id in {"css-026", "css-037"}:
        return  # they fetch nothing and stay inside
    name, _, value = hostile.text.partition(":")
    made = element("color: red")
    with pytest.raises(UnsafeValueError):
        made.setAttribute("style", hostile.text)
    with pytest.raises(UnsafeValueError):
        made.style.cssText = hostile.text
    with pytest.raises(UnsafeValueError):
        made.style.setProperty("background", value or name)
    with pytest.raises(UnsafeValueError):
        made.style.background = value or name
    with pytest.raises(UnsafeValueError):
        made.style[name] = value or name
    assert made.getAttribute("style") == "color: red;"


@pytest.mark.parametrize(("namespace", "name"), [(None, "STYLE"), ("urn:x", "style"), ("urn:x", "x:style")])
def test_a_style_in_a_namespace_is_checked_too(namespace: str | None, name: str) -> None:
    made = element()
    with pytest.raises(UnsafeValueError):
        made.setAttributeNS(namespace, name, "background: url(//a.test)")
    made.setAttributeNS(namespace, name, "color: red")


def test_the_door() -> None:
    made = element()
    made.style.backgroundImage = css_url("/a.png")
    made.style.background = css_url("/a.png") + " center"
    assert made.style.background == 'url("/a.png") center'
    with pytest.raises(UnsafeValueError):
        made.style.background = made.style.background


# What Chromium makes of them.
BORDER_WITHOUT_A_COLOR = (
    "border-top: 1px solid red !important; border-right: 1px solid red !important; border-bottom: 1px solid red"
    " !important; border-left-width: 1px !important; border-left-style: solid !important; border-left-color: lime;"
    " border-image: none !important;"
)
BORDER_WITHOUT_STYLES = (
    "border-top-width: inherit !important; border-top-color: inherit !important; border-right-width: inherit"
    " !important; border-right-color: inherit !important; border-bottom-width: inherit !important;"
    " border-bottom-color: inherit !important; border-left-width: inherit !important; border-left-color: inherit"
    " !important; border-image: inherit !important; border-style: dashed;"
)
FONT_WITHOUT_A_SIZE = (
    "font-style: italic !important; font-variant: normal !important; font-weight: normal !important; font-stretch:"
    " normal !important; font-size: 20px; line-height: 2 !important; font-family: 'a b', serif !important;"
    " font-size-adjust: none !important; font-language-override: normal !important; font-kerning: auto !important;"
    " font-optical-sizing: auto !important; font-feature-settings: normal !important; font-variation-settings: normal"
    " !important;"
)


@pytest.mark.parametrize(
    ("shorthand", "name", "value", "text"),
    [
        ("border: 1px solid red", "border-left-color", "lime", BORDER_WITHOUT_A_COLOR),
        ("border: inherit", "border-style", "dashed", BORDER_WITHOUT_STYLES),
        ("font: italic 10px/2 'a b', serif", "font-size", "20px", FONT_WITHOUT_A_SIZE),
        ("flex: 2", "flex-grow", "3", "flex-grow: 3; flex-shrink: 1 !important; flex-basis: 0% !important;"),
        ("flex: none", "flex-basis", "1px", "flex-grow: 0 !important; flex-shrink: 0 !important; flex-basis: 1px;"),
        ("gap: 1px", "row-gap", "2px", "row-gap: 2px; column-gap: 1px !important;"),
        (
            *("outline: thick solid", "outline-color", "red"),
            *["outline-width: thick !important; outline-style: solid !important; outline-color: red;"],
        ),
        # What the browser alone can take apart stays; as text its part is important too, or it would not count.
        (
            "background: red",
            "background-color",
            "blue",
            "background: red !important; background-color: blue !important;",
        ),
        ("margin: var(--x)", "margin-left", "1px", "margin: var(--x) !important; margin-left: 1px !important;"),
    ],
)
def test_a_part_of_an_important_shorthand_is_overridden(shorthand: str, name: str, value: str, text: str) -> None:
    property, _, said = shorthand.partition(": ")
    made = element()
    made.style.setProperty(property, said, "important")
    made.style.setProperty(name, value)
    assert made.style.cssText == text
    assert (made.style.getPropertyValue(name), made.style.getPropertyPriority(name)) == (value, "")
    copy = element()
    copy.style.cssText = text
    assert copy.style.getPropertyValue(name) == value


@pytest.mark.parametrize(
    ("shorthand", "removed", "text"),
    [
        (
            *("border: thin solid", "border-left"),
            *["border-top: thin solid; border-right: thin solid; border-bottom: thin solid; border-image: none;"],
        ),
        ("overflow: hidden scroll", "overflow-x", "overflow-y: scroll;"),
        ("margin: 1px", "margin-inline-start", "margin: 1px;"),
        ("flex: 1 2 3px", "flex-shrink", "flex-grow: 1; flex-basis: 3px;"),
    ],
)
def test_a_part_of_a_shorthand_is_removed(shorthand: str, removed: str, text: str) -> None:
    made = element(shorthand)
    made.style.removeProperty(removed)
    assert made.style.cssText == text


@pytest.mark.parametrize(
    "value", ["x", "10px", "bold serif", "10px/2", "1px 2px 3px 4px 5px", "1 2 3 4", "", "a b", "var(--x) 1px serif"]
)
def test_what_is_malformed_is_not_taken_apart(value: str) -> None:
    assert {name: longhands(name, value) for name in ("font", "flex", "gap", "margin")}.keys()  # it does not raise
    assert longhands("font", value) == {}


def test_what_overrides_a_part_of_an_important_shorthand_does_so_as_text_too() -> None:
    made = element()
    made.style.setProperty("margin", "1px calc(2px + 3px)", "important")
    made.style.marginLeft = "2px"
    sides = "margin-top: 1px !important; margin-right: calc(2px + 3px) !important; margin-bottom: 1px !important"
    assert made.style.cssText == f"{sides}; margin-left: 2px;"
    copy = element()
    copy.style.cssText = made.style.cssText
    assert {name: copy.style[name] for name in copy.style} == {name: made.style[name] for name in made.style}
