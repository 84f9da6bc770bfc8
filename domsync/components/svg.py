"""SVG elements: `from domsync import svg`, then `svg.circle(...)`.

Made by tools/make_html.py from the tables of vocabulary.py; change those and run it.
"""

# ruff: noqa: N802

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from domsync.components.elements import make, make_island
from domsync.components.rules import SVG
from domsync.components.vnode import VNode
from domsync.components.vocabulary_svg import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from domsync.components import keywords as k
    from domsync.components.vnode import Child
    from domsync.dom.element import Element

__all__ = [
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "element",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "foreignObject",
    "g",
    "image",
    "island",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
]


def element(tag: str, /, *children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """An element of any name: a custom element, or with `unsafe_tag()` one that is refused otherwise."""
    return make(SVG.checked(tag), children, attributes)


def island(tag: str, fill: Callable[[Element], object], /, **attributes: Unpack[k.Svg]) -> VNode:
    """An element whose children `fill` makes with the DOM's own methods, and which are left alone afterwards."""
    return make_island(make(SVG.checked(tag), (), attributes), fill)


def a(*children: Child, **attributes: Unpack[k.SvgA]) -> VNode:
    """A link around parts of a drawing."""
    return make(SVG["a"], children, attributes)


def animate(*children: Child, **attributes: Unpack[k.SvgAnimate]) -> VNode:
    """Changes an attribute over time."""
    return make(SVG["animate"], children, attributes)


def animateMotion(*children: Child, **attributes: Unpack[k.SvgAnimateMotion]) -> VNode:
    """Moves an element along a path."""
    return make(SVG["animateMotion"], children, attributes)


def animateTransform(*children: Child, **attributes: Unpack[k.SvgAnimateTransform]) -> VNode:
    """Changes a transformation over time."""
    return make(SVG["animateTransform"], children, attributes)


def circle(*children: Child, **attributes: Unpack[k.SvgCircle]) -> VNode:
    """A circle."""
    return make(SVG["circle"], children, attributes)


def clipPath(*children: Child, **attributes: Unpack[k.SvgClipPath]) -> VNode:
    """A shape that others are cut to."""
    return make(SVG["clipPath"], children, attributes)


def defs(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """Parts that are only shown where they are used."""
    return make(SVG["defs"], children, attributes)


def desc(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """A description for those who cannot see the drawing."""
    return make(SVG["desc"], children, attributes)


def ellipse(*children: Child, **attributes: Unpack[k.SvgEllipse]) -> VNode:
    """An ellipse."""
    return make(SVG["ellipse"], children, attributes)


def feBlend(*children: Child, **attributes: Unpack[k.SvgFeBlend]) -> VNode:
    """Blends two images."""
    return make(SVG["feBlend"], children, attributes)


def feColorMatrix(*children: Child, **attributes: Unpack[k.SvgFeColorMatrix]) -> VNode:
    """Changes colours by a matrix."""
    return make(SVG["feColorMatrix"], children, attributes)


def feComponentTransfer(*children: Child, **attributes: Unpack[k.SvgFeComponentTransfer]) -> VNode:
    """Changes each colour channel on its own."""
    return make(SVG["feComponentTransfer"], children, attributes)


def feComposite(*children: Child, **attributes: Unpack[k.SvgFeComposite]) -> VNode:
    """Combines two images."""
    return make(SVG["feComposite"], children, attributes)


def feConvolveMatrix(*children: Child, **attributes: Unpack[k.SvgFeConvolveMatrix]) -> VNode:
    """Combines each pixel with its neighbours."""
    return make(SVG["feConvolveMatrix"], children, attributes)


def feDiffuseLighting(*children: Child, **attributes: Unpack[k.SvgFeDiffuseLighting]) -> VNode:
    """Lights a surface, without highlights."""
    return make(SVG["feDiffuseLighting"], children, attributes)


def feDisplacementMap(*children: Child, **attributes: Unpack[k.SvgFeDisplacementMap]) -> VNode:
    """Moves pixels as another image says."""
    return make(SVG["feDisplacementMap"], children, attributes)


def feDistantLight(*children: Child, **attributes: Unpack[k.SvgFeDistantLight]) -> VNode:
    """A light far away."""
    return make(SVG["feDistantLight"], children, attributes)


def feDropShadow(*children: Child, **attributes: Unpack[k.SvgFeDropShadow]) -> VNode:
    """A shadow."""
    return make(SVG["feDropShadow"], children, attributes)


def feFlood(*children: Child, **attributes: Unpack[k.SvgFeFlood]) -> VNode:
    """Fills with a colour."""
    return make(SVG["feFlood"], children, attributes)


def feFuncA(*children: Child, **attributes: Unpack[k.SvgFeFuncA]) -> VNode:
    """How opacity is changed in a feComponentTransfer."""
    return make(SVG["feFuncA"], children, attributes)


def feFuncB(*children: Child, **attributes: Unpack[k.SvgFeFuncB]) -> VNode:
    """How blue is changed in a feComponentTransfer."""
    return make(SVG["feFuncB"], children, attributes)


def feFuncG(*children: Child, **attributes: Unpack[k.SvgFeFuncG]) -> VNode:
    """How green is changed in a feComponentTransfer."""
    return make(SVG["feFuncG"], children, attributes)


def feFuncR(*children: Child, **attributes: Unpack[k.SvgFeFuncR]) -> VNode:
    """How red is changed in a feComponentTransfer."""
    return make(SVG["feFuncR"], children, attributes)


def feGaussianBlur(*children: Child, **attributes: Unpack[k.SvgFeGaussianBlur]) -> VNode:
    """Blurs."""
    return make(SVG["feGaussianBlur"], children, attributes)


def feImage(*children: Child, **attributes: Unpack[k.SvgFeImage]) -> VNode:
    """An image in a filter."""
    return make(SVG["feImage"], children, attributes)


def feMerge(*children: Child, **attributes: Unpack[k.SvgFeMerge]) -> VNode:
    """Puts images on top of one another."""
    return make(SVG["feMerge"], children, attributes)


def feMergeNode(*children: Child, **attributes: Unpack[k.SvgFeMergeNode]) -> VNode:
    """One of the images of a feMerge."""
    return make(SVG["feMergeNode"], children, attributes)


def feMorphology(*children: Child, **attributes: Unpack[k.SvgFeMorphology]) -> VNode:
    """Makes shapes thinner or thicker."""
    return make(SVG["feMorphology"], children, attributes)


def feOffset(*children: Child, **attributes: Unpack[k.SvgFeOffset]) -> VNode:
    """Moves an image."""
    return make(SVG["feOffset"], children, attributes)


def fePointLight(*children: Child, **attributes: Unpack[k.SvgFePointLight]) -> VNode:
    """A light at a place."""
    return make(SVG["fePointLight"], children, attributes)


def feSpecularLighting(*children: Child, **attributes: Unpack[k.SvgFeSpecularLighting]) -> VNode:
    """Lights a surface, with highlights only."""
    return make(SVG["feSpecularLighting"], children, attributes)


def feSpotLight(*children: Child, **attributes: Unpack[k.SvgFeSpotLight]) -> VNode:
    """A light with a direction."""
    return make(SVG["feSpotLight"], children, attributes)


def feTile(*children: Child, **attributes: Unpack[k.SvgFeTile]) -> VNode:
    """Repeats an image."""
    return make(SVG["feTile"], children, attributes)


def feTurbulence(*children: Child, **attributes: Unpack[k.SvgFeTurbulence]) -> VNode:
    """Makes clouds or marble."""
    return make(SVG["feTurbulence"], children, attributes)


def filter(*children: Child, **attributes: Unpack[k.SvgFilter]) -> VNode:
    """A filter made of the steps in it."""
    return make(SVG["filter"], children, attributes)


def foreignObject(*children: Child, **attributes: Unpack[k.SvgForeignObject]) -> VNode:
    """Elements of HTML in a drawing."""
    return make(SVG["foreignObject"], children, attributes)


def g(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """A group."""
    return make(SVG["g"], children, attributes)


def image(*children: Child, **attributes: Unpack[k.SvgImage]) -> VNode:
    """An image in a drawing."""
    return make(SVG["image"], children, attributes)


def line(*children: Child, **attributes: Unpack[k.SvgLine]) -> VNode:
    """A straight line."""
    return make(SVG["line"], children, attributes)


def linearGradient(*children: Child, **attributes: Unpack[k.SvgLinearGradient]) -> VNode:
    """Colours that change along a line."""
    return make(SVG["linearGradient"], children, attributes)


def marker(*children: Child, **attributes: Unpack[k.SvgMarker]) -> VNode:
    """An arrow head or another mark on lines."""
    return make(SVG["marker"], children, attributes)


def mask(*children: Child, **attributes: Unpack[k.SvgMask]) -> VNode:
    """A drawing that says how much of others is seen."""
    return make(SVG["mask"], children, attributes)


def metadata(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """Data about the drawing."""
    return make(SVG["metadata"], children, attributes)


def mpath(*children: Child, **attributes: Unpack[k.SvgMpath]) -> VNode:
    """The path that an animateMotion follows."""
    return make(SVG["mpath"], children, attributes)


def path(*children: Child, **attributes: Unpack[k.SvgPath]) -> VNode:
    """A shape of lines and curves."""
    return make(SVG["path"], children, attributes)


def pattern(*children: Child, **attributes: Unpack[k.SvgPattern]) -> VNode:
    """A drawing to fill areas with."""
    return make(SVG["pattern"], children, attributes)


def polygon(*children: Child, **attributes: Unpack[k.SvgPolygon]) -> VNode:
    """A closed shape of straight lines."""
    return make(SVG["polygon"], children, attributes)


def polyline(*children: Child, **attributes: Unpack[k.SvgPolyline]) -> VNode:
    """A line with corners."""
    return make(SVG["polyline"], children, attributes)


def radialGradient(*children: Child, **attributes: Unpack[k.SvgRadialGradient]) -> VNode:
    """Colours that change from a centre."""
    return make(SVG["radialGradient"], children, attributes)


def rect(*children: Child, **attributes: Unpack[k.SvgRect]) -> VNode:
    """A rectangle."""
    return make(SVG["rect"], children, attributes)


def set(*children: Child, **attributes: Unpack[k.SvgSet]) -> VNode:
    """Sets an attribute for a time."""
    return make(SVG["set"], children, attributes)


def stop(*children: Child, **attributes: Unpack[k.SvgStop]) -> VNode:
    """A colour of a gradient."""
    return make(SVG["stop"], children, attributes)


def style(*children: Child, **attributes: Unpack[k.SvgStyle]) -> VNode:
    """A style sheet as text."""
    return make(SVG["style"], children, attributes)


def svg(*children: Child, **attributes: Unpack[k.SvgSvg]) -> VNode:
    """A drawing."""
    return make(SVG["svg"], children, attributes)


def switch(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """Shows the first of its parts that fits the reader."""
    return make(SVG["switch"], children, attributes)


def symbol(*children: Child, **attributes: Unpack[k.SvgSymbol]) -> VNode:
    """A drawing to be shown by use."""
    return make(SVG["symbol"], children, attributes)


def text(*children: Child, **attributes: Unpack[k.SvgText]) -> VNode:
    """Text in a drawing."""
    return make(SVG["text"], children, attributes)


def textPath(*children: Child, **attributes: Unpack[k.SvgTextPath]) -> VNode:
    """Text along a path."""
    return make(SVG["textPath"], children, attributes)


def title(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """The name of a part, shown as a tool tip."""
    return make(SVG["title"], children, attributes)


def tspan(*children: Child, **attributes: Unpack[k.SvgTspan]) -> VNode:
    """A piece of text in a drawing."""
    return make(SVG["tspan"], children, attributes)


def use(*children: Child, **attributes: Unpack[k.SvgUse]) -> VNode:
    """Shows another part of the drawing again."""
    return make(SVG["use"], children, attributes)


def view(*children: Child, **attributes: Unpack[k.SvgView]) -> VNode:
    """A part of a drawing to link to."""
    return make(SVG["view"], children, attributes)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        if name in REFUSED:
            raise AttributeError(f"there is no svg.{name}(): {REFUSED[name].format(name)}")
        raise AttributeError(f"module {__name__!r} has no element {name!r}; element({name!r}, ...) makes any")
