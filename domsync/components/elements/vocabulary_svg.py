"""The elements and attributes of SVG, in the notation of `vocabulary.py`.

SVG writes some names with capitals (`viewBox`): they are keywords as they are. From https://www.w3.org/TR/SVG2/attindex.html
and https://drafts.csswg.org/filter-effects/.
"""

#: Attributes of every SVG element: those of the core, and what stands for CSS properties.
GLOBAL = (
    "autofocus:flag id lang role tabindex:number xml:lang xml:space requiredExtensions systemLanguage"
    " alignment-baseline baseline-shift:number clip-path clip-rule color color-interpolation"
    " color-interpolation-filters cursor direction display dominant-baseline fill fill-opacity:number fill-rule filter"
    " flood-color flood-opacity:number font-family font-size:number font-size-adjust:number font-stretch font-style"
    " font-variant font-weight:number image-rendering letter-spacing:number lighting-color marker marker-end marker-mid"
    " marker-start mask mask-type opacity:number overflow paint-order pointer-events shape-rendering stop-color"
    " stop-opacity:number stroke stroke-dasharray:number stroke-dashoffset:number stroke-linecap stroke-linejoin"
    " stroke-miterlimit:number stroke-opacity:number stroke-width:number text-anchor text-decoration text-overflow"
    " text-rendering transform transform-origin unicode-bidi vector-effect visibility white-space"
    " word-spacing:number writing-mode"
)

_PLACE = "x:number y:number width:number height:number"
_LINK = "href xlink:href"
_PICTURE = "href:@Media xlink:href"
_FILTER = f"{_PLACE} result"
_ANIMATION = (
    "begin dur end min max restart repeatCount:number repeatDur fill calcMode values keyTimes keySplines from:number"
    " to:number by:number additive accumulate"
)
_TRANSFER = (
    "type tableValues slope:number intercept:number amplitude:number exponent:number offset:number"
    " = The change of {} in a feComponentTransfer."
)
_TEXT = "x:number y:number dx:number dy:number rotate:number textLength:number lengthAdjust"

SVG_ELEMENTS = f"""
a {_LINK} target download:flag|text ping rel hreflang type referrerpolicy:@ReferrerPolicy = A link around parts of a drawing.
animate {_LINK} attributeName {_ANIMATION} = Changes an attribute over time.
animateMotion {_LINK} path keyPoints rotate:number origin {_ANIMATION} = Moves an element along a path.
animateTransform {_LINK} attributeName type {_ANIMATION} = Changes a transformation over time.
circle cx:number cy:number r:number pathLength:number = A circle.
clipPath clipPathUnits = A shape that others are cut to.
defs = Parts that are only shown where they are used.
desc = A description for those who cannot see the drawing.
ellipse cx:number cy:number rx:number ry:number pathLength:number = An ellipse.
feBlend {_FILTER} in in2 mode = Blends two images.
feColorMatrix {_FILTER} in type values = Changes colours by a matrix.
feComponentTransfer {_FILTER} in = Changes each colour channel on its own.
feComposite {_FILTER} in in2 operator k1:number k2:number k3:number k4:number = Combines two images.
feConvolveMatrix {_FILTER} in order:number kernelMatrix divisor:number bias:number targetX:number targetY:number edgeMode kernelUnitLength:number preserveAlpha:bool = Combines each pixel with its neighbours.
feDiffuseLighting {_FILTER} in surfaceScale:number diffuseConstant:number kernelUnitLength:number = Lights a surface, without highlights.
feDisplacementMap {_FILTER} in in2 scale:number xChannelSelector yChannelSelector = Moves pixels as another image says.
feDistantLight azimuth:number elevation:number = A light far away.
feDropShadow {_FILTER} in dx:number dy:number stdDeviation:number = A shadow.
feFlood {_FILTER} = Fills with a colour.
feFuncA {_TRANSFER.format("opacity")}
feFuncB {_TRANSFER.format("blue")}
feFuncG {_TRANSFER.format("green")}
feFuncR {_TRANSFER.format("red")}
feGaussianBlur {_FILTER} in stdDeviation:number edgeMode = Blurs.
feImage {_FILTER} {_PICTURE} crossorigin:flag|@CrossOrigin fetchpriority:@FetchPriority preserveAspectRatio = An image in a filter.
feMerge {_FILTER} = Puts images on top of one another.
feMergeNode in = One of the images of a feMerge.
feMorphology {_FILTER} in operator radius:number = Makes shapes thinner or thicker.
feOffset {_FILTER} in dx:number dy:number = Moves an image.
fePointLight x:number y:number z:number = A light at a place.
feSpecularLighting {_FILTER} in surfaceScale:number specularConstant:number specularExponent:number kernelUnitLength:number = Lights a surface, with highlights only.
feSpotLight x:number y:number z:number pointsAtX:number pointsAtY:number pointsAtZ:number specularExponent:number limitingConeAngle:number = A light with a direction.
feTile {_FILTER} in = Repeats an image.
feTurbulence {_FILTER} baseFrequency:number numOctaves:number seed:number stitchTiles type = Makes clouds or marble.
filter {_PLACE} {_LINK} filterUnits primitiveUnits = A filter made of the steps in it.
foreignObject {_PLACE} = Elements of HTML in a drawing.
g = A group.
image {_PLACE} {_PICTURE} crossorigin:flag|@CrossOrigin decoding:@Decoding fetchpriority:@FetchPriority preserveAspectRatio = An image in a drawing.
line x1:number y1:number x2:number y2:number pathLength:number = A straight line.
linearGradient {_LINK} x1:number y1:number x2:number y2:number gradientUnits gradientTransform spreadMethod = Colours that change along a line.
marker viewBox preserveAspectRatio refX:number refY:number markerUnits markerWidth:number markerHeight:number orient:number = An arrow head or another mark on lines.
mask {_PLACE} maskUnits maskContentUnits = A drawing that says how much of others is seen.
metadata = Data about the drawing.
mpath {_LINK} = The path that an animateMotion follows.
path d pathLength:number = A shape of lines and curves.
pattern {_PLACE} {_LINK} viewBox preserveAspectRatio patternUnits patternContentUnits patternTransform = A drawing to fill areas with.
polygon points pathLength:number = A closed shape of straight lines.
polyline points pathLength:number = A line with corners.
radialGradient {_LINK} cx:number cy:number r:number fx:number fy:number fr:number gradientUnits gradientTransform spreadMethod = Colours that change from a centre.
rect {_PLACE} rx:number ry:number pathLength:number = A rectangle.
set {_LINK} attributeName to begin dur end min max restart repeatCount:number repeatDur fill = Sets an attribute for a time.
stop offset:number = A colour of a gradient.
style media type title = A style sheet as text.
svg {_PLACE} viewBox preserveAspectRatio zoomAndPan baseProfile version = A drawing.
switch = Shows the first of its parts that fits the reader.
symbol {_PLACE} viewBox preserveAspectRatio refX:number refY:number = A drawing to be shown by use.
text {_TEXT} = Text in a drawing.
textPath {_LINK} path startOffset:number method spacing side textLength:number lengthAdjust = Text along a path.
title = The name of a part, shown as a tool tip.
tspan {_TEXT} = A piece of text in a drawing.
use {_PLACE} {_LINK} = Shows another part of the drawing again.
view viewBox preserveAspectRatio zoomAndPan = A part of a drawing to link to.
"""  # noqa: E501  one line for each element is what makes the table readable

#: Standard elements without a function in `svg`, and why.
REFUSED: dict[str, str] = {"script": "it can run code; element(unsafe_tag({!r}), ...) makes one"}

#: The namespaces of prefixed attribute names.
PREFIXES: dict[str, str] = {
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
