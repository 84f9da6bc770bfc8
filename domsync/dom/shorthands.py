"""Which CSS properties are short for which others."""

_SIDES = ("top", "right", "bottom", "left")
_FLOW = ("block", "block-start", "block-end", "inline", "inline-start", "inline-end")
_LINE = ("width", "style", "color")


def _each(prefix: str, *suffixes: str) -> tuple[str, ...]:
    return tuple(f"{prefix}-{suffix}" for suffix in suffixes)


_BORDER_SIDES = {f"border-{side}": _each(f"border-{side}", *_LINE) for side in (*_SIDES, *_FLOW)}

#: Shorthand -> the properties that it sets. A browser that removes a shorthand removes all of these.
SHORTHANDS: dict[str, frozenset[str]] = {
    name: frozenset(longhands)
    for name, longhands in {
        "animation": _each(
            *("animation", "name", "duration", "timing-function", "delay", "iteration-count", "direction"),
            *("fill-mode", "play-state", "composition", "timeline"),
        ),
        "background": _each(
            *("background", "attachment", "clip", "color", "image", "origin", "position", "position-x", "position-y"),
            *("repeat", "size"),
        ),
        "border": (
            *_BORDER_SIDES,
            *(longhand for longhands in _BORDER_SIDES.values() for longhand in longhands),
            *_each(
                "border", *_LINE, "image", "image-source", "image-slice", "image-width", "image-outset", "image-repeat"
            ),
        ),
        "border-image": _each("border-image", "source", "slice", "width", "outset", "repeat"),
        "border-radius": _each("border", *(f"{y}-{x}-radius" for y in ("top", "bottom") for x in ("left", "right"))),
        **{f"border-{part}": tuple(f"border-{side}-{part}" for side in _SIDES) for part in _LINE},
        **_BORDER_SIDES,
        "column-rule": _each("column-rule", *_LINE),
        "columns": ("column-width", "column-count"),
        "container": ("container-name", "container-type"),
        "flex": _each("flex", "grow", "shrink", "basis"),
        "flex-flow": ("flex-direction", "flex-wrap"),
        "font": (
            "line-height",
            *_each("font", "family", "size", "size-adjust", "stretch", "style", "variant", "weight", "kerning"),
            *_each("font", "feature-settings", "language-override", "optical-sizing", "variation-settings"),
        ),
        "gap": ("row-gap", "column-gap"),
        "grid": _each("grid", "template", "template-rows", "template-columns", "template-areas")
        + _each("grid-auto", "rows", "columns", "flow"),
        "grid-area": _each("grid", "row", "row-start", "row-end", "column", "column-start", "column-end"),
        "grid-column": ("grid-column-start", "grid-column-end"),
        "grid-row": ("grid-row-start", "grid-row-end"),
        "grid-template": _each("grid-template", "rows", "columns", "areas"),
        "inset": (*_SIDES, *_each("inset", *_FLOW)),
        "list-style": _each("list-style", "type", "position", "image"),
        "margin": _each("margin", *_SIDES, *_FLOW),
        "mask": _each(
            *("mask", "image", "mode", "repeat", "position", "clip", "origin", "size", "composite"),
            *(f"border-{part}" for part in ("source", "slice", "width", "outset", "repeat", "mode")),
        ),
        "offset": _each("offset", "position", "path", "distance", "rotate", "anchor"),
        "outline": _each("outline", *_LINE),
        "overflow": ("overflow-x", "overflow-y"),
        "overscroll-behavior": ("overscroll-behavior-x", "overscroll-behavior-y"),
        "padding": _each("padding", *_SIDES, *_FLOW),
        "place-content": ("align-content", "justify-content"),
        "place-items": ("align-items", "justify-items"),
        "place-self": ("align-self", "justify-self"),
        "scroll-margin": _each("scroll-margin", *_SIDES, *_FLOW),
        "scroll-padding": _each("scroll-padding", *_SIDES, *_FLOW),
        "text-decoration": _each("text-decoration", "line", "style", "color", "thickness"),
        "text-emphasis": ("text-emphasis-style", "text-emphasis-color"),
        "transition": _each("transition", "property", "duration", "timing-function", "delay", "behavior"),
    }.items()
}
