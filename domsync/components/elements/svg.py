"""SVG elements: `from domsync import svg`, then `svg.circle(...)`.

Made by tools/make_html.py from the tables of vocabulary.py; change those and run it.
"""

# The decorators make the functions of these declarations.
# mypy: disable-error-code="empty-body"
# ruff: noqa: N802

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from domsync.components.elements.attributes import suggest
from domsync.components.elements.factory import make_island
from domsync.components.elements.rules import SVG
from domsync.components.elements.vocabulary_svg import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from domsync.components.elements import keywords as k
    from domsync.components.vnode import Child, VNode
    from domsync.dom.element.element import Element

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
    """An element of any name: a custom element, or one that is refused without `unsafe_tag()`."""
    return SVG.checked(tag).make(*children, **attributes)


def island(tag: str, fill: Callable[[Element], object], /, **attributes: Unpack[k.Svg]) -> VNode:
    """An element that `fill` fills once, with the DOM's own methods; its content is left alone afterwards."""
    return make_island(SVG.checked(tag).make(**attributes), fill)


@SVG.function("a")
def a(*children: Child, **attributes: Unpack[k.SvgA]) -> VNode:
    """A link around parts of a drawing."""


@SVG.function("animate")
def animate(*children: Child, **attributes: Unpack[k.SvgAnimate]) -> VNode:
    """Changes an attribute over time."""


@SVG.function("animateMotion")
def animateMotion(*children: Child, **attributes: Unpack[k.SvgAnimateMotion]) -> VNode:
    """Moves an element along a path."""


@SVG.function("animateTransform")
def animateTransform(*children: Child, **attributes: Unpack[k.SvgAnimateTransform]) -> VNode:
    """Changes a transformation over time."""


@SVG.function("circle")
def circle(*children: Child, **attributes: Unpack[k.SvgCircle]) -> VNode:
    """A circle."""


@SVG.function("clipPath")
def clipPath(*children: Child, **attributes: Unpack[k.SvgClipPath]) -> VNode:
    """A shape that others are cut to."""


@SVG.function("defs")
def defs(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """Parts that are only shown where they are used."""


@SVG.function("desc")
def desc(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """A description for those who cannot see the drawing."""


@SVG.function("ellipse")
def ellipse(*children: Child, **attributes: Unpack[k.SvgEllipse]) -> VNode:
    """An ellipse."""


@SVG.function("feBlend")
def feBlend(*children: Child, **attributes: Unpack[k.SvgFeBlend]) -> VNode:
    """Blends two images."""


@SVG.function("feColorMatrix")
def feColorMatrix(*children: Child, **attributes: Unpack[k.SvgFeColorMatrix]) -> VNode:
    """Changes colours by a matrix."""


@SVG.function("feComponentTransfer")
def feComponentTransfer(*children: Child, **attributes: Unpack[k.SvgFeComponentTransfer]) -> VNode:
    """Changes each colour channel on its own."""


@SVG.function("feComposite")
def feComposite(*children: Child, **attributes: Unpack[k.SvgFeComposite]) -> VNode:
    """Combines two images."""


@SVG.function("feConvolveMatrix")
def feConvolveMatrix(*children: Child, **attributes: Unpack[k.SvgFeConvolveMatrix]) -> VNode:
    """Combines each pixel with its neighbours."""


@SVG.function("feDiffuseLighting")
def feDiffuseLighting(*children: Child, **attributes: Unpack[k.SvgFeDiffuseLighting]) -> VNode:
    """Lights a surface, without highlights."""


@SVG.function("feDisplacementMap")
def feDisplacementMap(*children: Child, **attributes: Unpack[k.SvgFeDisplacementMap]) -> VNode:
    """Moves pixels as another image says."""


@SVG.function("feDistantLight")
def feDistantLight(*children: Child, **attributes: Unpack[k.SvgFeDistantLight]) -> VNode:
    """A light far away."""


@SVG.function("feDropShadow")
def feDropShadow(*children: Child, **attributes: Unpack[k.SvgFeDropShadow]) -> VNode:
    """A shadow."""


@SVG.function("feFlood")
def feFlood(*children: Child, **attributes: Unpack[k.SvgFeFlood]) -> VNode:
    """Fills with a colour."""


@SVG.function("feFuncA")
def feFuncA(*children: Child, **attributes: Unpack[k.SvgFeFuncA]) -> VNode:
    """The change of opacity in a feComponentTransfer."""


@SVG.function("feFuncB")
def feFuncB(*children: Child, **attributes: Unpack[k.SvgFeFuncB]) -> VNode:
    """The change of blue in a feComponentTransfer."""


@SVG.function("feFuncG")
def feFuncG(*children: Child, **attributes: Unpack[k.SvgFeFuncG]) -> VNode:
    """The change of green in a feComponentTransfer."""


@SVG.function("feFuncR")
def feFuncR(*children: Child, **attributes: Unpack[k.SvgFeFuncR]) -> VNode:
    """The change of red in a feComponentTransfer."""


@SVG.function("feGaussianBlur")
def feGaussianBlur(*children: Child, **attributes: Unpack[k.SvgFeGaussianBlur]) -> VNode:
    """Blurs."""


@SVG.function("feImage")
def feImage(*children: Child, **attributes: Unpack[k.SvgFeImage]) -> VNode:
    """An image in a filter."""


@SVG.function("feMerge")
def feMerge(*children: Child, **attributes: Unpack[k.SvgFeMerge]) -> VNode:
    """Puts images on top of one another."""


@SVG.function("feMergeNode")
def feMergeNode(*children: Child, **attributes: Unpack[k.SvgFeMergeNode]) -> VNode:
    """One of the images of a feMerge."""


@SVG.function("feMorphology")
def feMorphology(*children: Child, **attributes: Unpack[k.SvgFeMorphology]) -> VNode:
    """Makes shapes thinner or thicker."""


@SVG.function("feOffset")
def feOffset(*children: Child, **attributes: Unpack[k.SvgFeOffset]) -> VNode:
    """Moves an image."""


@SVG.function("fePointLight")
def fePointLight(*children: Child, **attributes: Unpack[k.SvgFePointLight]) -> VNode:
    """A light at a place."""


@SVG.function("feSpecularLighting")
def feSpecularLighting(*children: Child, **attributes: Unpack[k.SvgFeSpecularLighting]) -> VNode:
    """Lights a surface, with highlights only."""


@SVG.function("feSpotLight")
def feSpotLight(*children: Child, **attributes: Unpack[k.SvgFeSpotLight]) -> VNode:
    """A light with a direction."""


@SVG.function("feTile")
def feTile(*children: Child, **attributes: Unpack[k.SvgFeTile]) -> VNode:
    """Repeats an image."""


@SVG.function("feTurbulence")
def feTurbulence(*children: Child, **attributes: Unpack[k.SvgFeTurbulence]) -> VNode:
    """Makes clouds or marble."""


@SVG.function("filter")
def filter(*children: Child, **attributes: Unpack[k.SvgFilter]) -> VNode:
    """A filter made of the steps in it."""


@SVG.function("foreignObject")
def foreignObject(*children: Child, **attributes: Unpack[k.SvgForeignObject]) -> VNode:
    """Elements of HTML in a drawing."""


@SVG.function("g")
def g(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """A group."""


@SVG.function("image")
def image(*children: Child, **attributes: Unpack[k.SvgImage]) -> VNode:
    """An image in a drawing."""


@SVG.function("line")
def line(*children: Child, **attributes: Unpack[k.SvgLine]) -> VNode:
    """A straight line."""


@SVG.function("linearGradient")
def linearGradient(*children: Child, **attributes: Unpack[k.SvgLinearGradient]) -> VNode:
    """Colours that change along a line."""


@SVG.function("marker")
def marker(*children: Child, **attributes: Unpack[k.SvgMarker]) -> VNode:
    """An arrow head or another mark on lines."""


@SVG.function("mask")
def mask(*children: Child, **attributes: Unpack[k.SvgMask]) -> VNode:
    """A drawing that says how much of others is seen."""


@SVG.function("metadata")
def metadata(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """Data about the drawing."""


@SVG.function("mpath")
def mpath(*children: Child, **attributes: Unpack[k.SvgMpath]) -> VNode:
    """The path that an animateMotion follows."""


@SVG.function("path")
def path(*children: Child, **attributes: Unpack[k.SvgPath]) -> VNode:
    """A shape of lines and curves."""


@SVG.function("pattern")
def pattern(*children: Child, **attributes: Unpack[k.SvgPattern]) -> VNode:
    """A drawing to fill areas with."""


@SVG.function("polygon")
def polygon(*children: Child, **attributes: Unpack[k.SvgPolygon]) -> VNode:
    """A closed shape of straight lines."""


@SVG.function("polyline")
def polyline(*children: Child, **attributes: Unpack[k.SvgPolyline]) -> VNode:
    """A line with corners."""


@SVG.function("radialGradient")
def radialGradient(*children: Child, **attributes: Unpack[k.SvgRadialGradient]) -> VNode:
    """Colours that change from a centre."""


@SVG.function("rect")
def rect(*children: Child, **attributes: Unpack[k.SvgRect]) -> VNode:
    """A rectangle."""


@SVG.function("set")
def set(*children: Child, **attributes: Unpack[k.SvgSet]) -> VNode:
    """Sets an attribute for a time."""


@SVG.function("stop")
def stop(*children: Child, **attributes: Unpack[k.SvgStop]) -> VNode:
    """A colour of a gradient."""


@SVG.function("style")
def style(*children: Child, **attributes: Unpack[k.SvgStyle]) -> VNode:
    """A style sheet as text."""


@SVG.function("svg")
def svg(*children: Child, **attributes: Unpack[k.SvgSvg]) -> VNode:
    """A drawing."""


@SVG.function("switch")
def switch(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """Shows the first of its parts that fits the reader."""


@SVG.function("symbol")
def symbol(*children: Child, **attributes: Unpack[k.SvgSymbol]) -> VNode:
    """A drawing to be shown by use."""


@SVG.function("text")
def text(*children: Child, **attributes: Unpack[k.SvgText]) -> VNode:
    """Text in a drawing."""


@SVG.function("textPath")
def textPath(*children: Child, **attributes: Unpack[k.SvgTextPath]) -> VNode:
    """Text along a path."""


@SVG.function("title")
def title(*children: Child, **attributes: Unpack[k.Svg]) -> VNode:
    """The name of a part, shown as a tool tip."""


@SVG.function("tspan")
def tspan(*children: Child, **attributes: Unpack[k.SvgTspan]) -> VNode:
    """A piece of text in a drawing."""


@SVG.function("use")
def use(*children: Child, **attributes: Unpack[k.SvgUse]) -> VNode:
    """Shows another part of the drawing again."""


@SVG.function("view")
def view(*children: Child, **attributes: Unpack[k.SvgView]) -> VNode:
    """A part of a drawing to link to."""


if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        if name in REFUSED:
            raise AttributeError(f"there is no svg.{name}(): {REFUSED[name].format(name)}")
        hint = suggest(name, SVG.tags, "did you mean {}? ")
        raise AttributeError(f"there is no svg.{name}(); {hint}element({name!r}, ...) makes any")
