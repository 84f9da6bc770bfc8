"""CSS shorthands and their longhands, and how they affect the order of declarations."""

from collections.abc import Mapping
from functools import lru_cache

from domsync.dom.checks.css_longhands import longhands

_SIDES = ("top", "right", "bottom", "left")
_FLOW = ("block", "block-start", "block-end", "inline", "inline-start", "inline-end")
_LINE = ("width", "style", "color")


def _each(prefix: str, *suffixes: str) -> tuple[str, ...]:
    return tuple(f"{prefix}-{suffix}" for suffix in suffixes)


_BORDER_SIDES = {f"border-{side}": _each(f"border-{side}", *_LINE) for side in (*_SIDES, *_FLOW)}

_IMPORTANT = " !important"

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

#: Properties that depend on the writing direction -> all the properties that they may mean.
_LOGICAL: dict[str, frozenset[str]] = {
    f"{group}-{flow}": frozenset(f"{group}-{side}" for side in _SIDES)
    for group in ("margin", "padding", "scroll-margin", "scroll-padding")
    for flow in _FLOW
}
_LOGICAL |= {f"inset-{flow}": frozenset(_SIDES) for flow in _FLOW}
_LOGICAL |= {
    name: frozenset(f"border-{side}-{part}" for side in _SIDES for part in _LINE)
    for flow in _FLOW
    for name in (f"border-{flow}", *_BORDER_SIDES[f"border-{flow}"])
}


def covers(name: str, other: str) -> bool:
    """Return whether removing the property `name` removes `other` too."""
    if name == "all":
        return not other.startswith("--")
    return name == other or other in SHORTHANDS.get(name, ())


@lru_cache(4096)
def overlap(name: str, other: str) -> bool:
    """Return whether setting one of two properties can change the other."""
    if "all" in (name, other):
        return not (name.startswith("--") or other.startswith("--"))
    return not _footprint(name).isdisjoint(_footprint(other))


def _footprint(name: str) -> frozenset[str]:
    return SHORTHANDS.get(name, frozenset()) | _LOGICAL.get(name, frozenset()) | {name}


def with_declaration(declarations: Mapping[str, str], name: str, value: str) -> dict[str, str]:
    """Return declarations with one more, which overrides its longhands.

    It is moved to the end if its place matters: the one that is set last counts.

    Args:
        declarations: Property -> value, in the order in which they were set.
        name: The property.
        value: Its value.
    """
    if not any(overlap(name, other) for other in declarations):
        return {**declarations, name: value}
    if not value.endswith(_IMPORTANT):
        declarations = _apart(declarations, name)
    kept = {other: old for other, old in declarations.items() if other == name or not covers(name, other)}
    names = list(kept)
    if name in kept and any(overlap(name, other) for other in names[names.index(name) + 1 :]):
        del kept[name]
    kept[name] = value
    return kept


def without_declaration(declarations: Mapping[str, str], name: str) -> dict[str, str]:
    """Return declarations without a property and its longhands. A shorthand that sets it is split, and keeps the rest.

    Args:
        declarations: Property -> value, in the order in which they were set.
        name: The property.
    """
    kept: dict[str, str] = {}
    for other, value in declarations.items():
        kept |= _opened(other, value, name)
    return {other: value for other, value in kept.items() if not covers(name, other)}


def _apart(declarations: Mapping[str, str], name: str) -> dict[str, str]:
    """Split important shorthands that set a property into longhands.

    A declaration that is not important does not override them in a text, but it does when a browser sets it.
    """
    apart: dict[str, str] = {}
    for other, value in declarations.items():
        apart |= _opened(other, value, name) if value.endswith(_IMPORTANT) else {other: value}
    return apart


def _opened(shorthand: str, value: str, name: str) -> dict[str, str]:
    """Split a declaration until there is a separate one for each property that `name` sets."""
    if covers(name, shorthand) or SHORTHANDS.get(shorthand, frozenset()).isdisjoint(_covered(name)):
        return {shorthand: value}
    important = _IMPORTANT if value.endswith(_IMPORTANT) else ""
    parts = longhands(shorthand, value.removesuffix(_IMPORTANT))
    if all(_covered(part).isdisjoint(_covered(name)) for part in parts):
        return {shorthand: value}
    opened: dict[str, str] = {}
    for part, said in parts.items():
        opened |= _opened(part, said + important, name)
    return opened


def _covered(name: str) -> frozenset[str]:
    return SHORTHANDS.get(name, frozenset()) | {name}


def steps_between(old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    """List the steps by which a browser that has set `old`, one after the other, gets to the state after setting `new`.

    A browser keeps longhands, so removing `font-size` takes a part away from `font`, and so on: whatever overlaps with
    a property that is removed or set has to be set again.

    Args:
        old: Property -> value, in the order in which they were set.
        new: The declarations wanted, in the same form.

    Returns:
        Pairs of a property and its value; empty means to remove it.
    """
    steps = [(name, "") for name in old if name not in new]
    places = {name: place for place, name in enumerate(old)}
    passed: list[str] = []
    for name, value in new.items():
        touched = any(overlap(name, other) for other, _ in steps)
        # A property that was set after it, and so has overridden a part of it, comes before it now.
        overtaken = any(places.get(other, -1) > places.get(name, -1) and overlap(name, other) for other in passed)
        if touched or overtaken or old.get(name) != value:
            steps.append((name, value))
        passed.append(name)
    return steps
