"""Split the values of CSS shorthands into longhands."""

import re
from collections.abc import Callable, Sequence

_SIDES = ("top", "right", "bottom", "left")
_CORNERS = ("top-left", "top-right", "bottom-right", "bottom-left")
#: Shorthands of four values, and the property that each value is for.
_FOUR = {
    **{name: tuple(f"{name}-{side}" for side in _SIDES) for name in ("margin", "padding", "scroll-margin")},
    "scroll-padding": tuple(f"scroll-padding-{side}" for side in _SIDES),
    "inset": _SIDES,
    **{f"border-{part}": tuple(f"border-{side}-{part}" for side in _SIDES) for part in ("width", "style", "color")},
    "border-radius": tuple(f"border-{corner}-radius" for corner in _CORNERS),
}
#: Shorthands of two values; the second one defaults to the first.
_TWO = {
    "gap": ("row-gap", "column-gap"),
    "overflow": ("overflow-x", "overflow-y"),
    "overscroll-behavior": ("overscroll-behavior-x", "overscroll-behavior-y"),
    "place-content": ("align-content", "justify-content"),
    "place-items": ("align-items", "justify-items"),
    "place-self": ("align-self", "justify-self"),
}
#: Shorthands of a width, a style and a color in any order.
_LINES = frozenset((*(f"border-{side}" for side in _SIDES), "outline", "column-rule"))
_KEYWORDS = frozenset(("inherit", "initial", "revert", "revert-layer", "unset"))
#: A part of a value: brackets stay together.
_PART = re.compile(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+")
_LINE_STYLES = frozenset(
    ("auto", "dashed", "dotted", "double", "groove", "hidden", "inset", "none", "outset", "ridge", "solid")
)
_NUMBER = re.compile(r"[0-9.]+")
#: The line height and the family after a font's size: `10px/2`, `10px /2`, `10px/ 2` and `10px / 2` are the same.
_AFTER_SIZE = re.compile(r"(?:\s*/\s*(\S+))?\s*(.*)")
_WIDTH = re.compile(r"[+-]?[0-9.]+[a-z]*|(?:calc|min|max|clamp)\(.*\)|thin|medium|thick", re.IGNORECASE)
_SIZE = re.compile(
    r"(?:\+?[0-9.]+(?:[a-z]+|%)|0|(?:calc|min|max|clamp)\([^)]*\)|(?:x+-)?(?:small|large)|medium|smaller|larger|math)",
    re.IGNORECASE,
)
_STRETCHES = frozenset(
    (
        *("condensed", "expanded", "extra-condensed", "extra-expanded"),
        *("semi-condensed", "semi-expanded", "ultra-condensed", "ultra-expanded"),
    )
)
#: One family of a font: a string, or names.
_FAMILY = re.compile(r"""\s*(?:"[^"]*"|'[^']*'|-?[^\W\d][\w-]*(?:\s+-?[^\W\d][\w-]*)*)\s*""")
_WEIGHTS = frozenset(("bold", "bolder", "lighter"))
#: Properties that `font` resets, although its value cannot contain them.
_FONT_RESET = {
    "font-size-adjust": "none",
    "font-language-override": "normal",
    "font-kerning": "auto",
    "font-optical-sizing": "auto",
    "font-feature-settings": "normal",
    "font-variation-settings": "normal",
}


def longhands(name: str, value: str) -> dict[str, str]:
    """Split a shorthand by one step: `border` into its sides, `border-left` into width, style and color.

    Args:
        name: The property.
        value: Its value, without `!important`.

    Returns:
        Property -> value; empty if it is not a shorthand, or not one that is parsed here: `background` and others with
        lists, and values with variables, which only the browser can resolve.
    """
    parts = _PART.findall(value)
    if not parts or "var(" in value.lower() or "env(" in value.lower():
        return {}
    if name == "border":
        return {**{f"border-{side}": value for side in _SIDES}, "border-image": value if _is_keyword(parts) else "none"}
    if name in _FOUR:
        return _four(_FOUR[name], parts)
    if name in _TWO:
        return dict(zip(_TWO[name], (parts[0], parts[-1]), strict=True)) if len(parts) <= 2 else {}
    read: Callable[[Sequence[str]], dict[str, str]] | None
    read = {"flex": _flex, "font": _font}.get(name, (lambda parts: _line(name, parts)) if name in _LINES else None)
    return {} if read is None else read(parts)


def _is_keyword(parts: Sequence[str]) -> bool:
    return len(parts) == 1 and parts[0].lower() in _KEYWORDS


def _four(names: Sequence[str], parts: list[str]) -> dict[str, str]:
    if len(parts) > 4 or "/" in "".join(parts):
        return {}
    # The second and third default to the first, the fourth to the second.
    first, second, third, fourth = (*parts, *({1: 3 * parts, 2: parts, 3: parts[1:2], 4: []}[len(parts)]))
    return dict(zip(names, (first, second, third, fourth), strict=True))


def _line(name: str, parts: Sequence[str]) -> dict[str, str]:
    names = [f"{name}-{part}" for part in ("width", "style", "color")]
    if _is_keyword(parts):
        return dict.fromkeys(names, parts[0])
    width, style, color = "medium", "none", "auto" if name == "outline" else "currentcolor"
    for part in parts:
        if part.lower() in _LINE_STYLES:
            style = part
        elif _WIDTH.fullmatch(part):
            width = part
        else:
            color = part
    return dict(zip(names, (width, style, color), strict=True))


def _flex(parts: Sequence[str]) -> dict[str, str]:
    names = ("flex-grow", "flex-shrink", "flex-basis")
    word = parts[0].lower()
    if _is_keyword(parts):
        return dict.fromkeys(names, parts[0])
    if len(parts) == 1 and word in {"none", "auto"}:
        number = "0" if word == "none" else "1"
        return dict(zip(names, (number, number, "auto"), strict=True))
    numbers = [part for part in parts if _NUMBER.fullmatch(part)]
    rest = [part for part in parts if part not in numbers]
    if len(rest) > 1 or len(numbers) > 2:
        return {}
    grow, shrink = (*numbers, *("1", "1")[len(numbers) :])
    return dict(zip(names, (grow, shrink, rest[0] if rest else "0%"), strict=True))


def _font(parts: Sequence[str]) -> dict[str, str]:
    size = next((number for number, part in enumerate(parts) if _SIZE.fullmatch(part.partition("/")[0])), None)
    if _is_keyword(parts):
        names = ("style", "variant", "weight", "stretch", "size", "family")
        return dict.fromkeys((*(f"font-{name}" for name in names), "line-height", *_FONT_RESET), parts[0])
    if size is None:
        return {}
    found = {"font-style": "normal", "font-variant": "normal", "font-weight": "normal", "font-stretch": "normal"}
    for part in parts[:size]:
        word = part.lower()
        if word in {"italic", "oblique"}:
            found["font-style"] = part
        elif word == "small-caps":
            found["font-variant"] = part
        elif word in _STRETCHES:
            found["font-stretch"] = part
        elif word in _WEIGHTS or word.isdecimal():
            found["font-weight"] = part
        elif word != "normal":
            return {}
    rest = _AFTER_SIZE.fullmatch(" ".join(parts[size:])[len(_size_of(parts[size])) :])
    height, family = rest.groups() if rest is not None else ("", "")
    if not _are_families(family):
        return {}
    return {
        **found,
        "font-size": _size_of(parts[size]),
        "line-height": height or "normal",
        "font-family": family,
        **_FONT_RESET,
    }


def _are_families(text: str) -> bool:
    """Return whether a text is a list of families, matched one by one because strings may contain commas."""
    end = -1
    while end < len(text):
        found = _FAMILY.match(text, end + 1)
        if found is None or text[found.end() : found.end() + 1] not in {"", ","}:
            return False
        end = found.end()
    return True


def _size_of(part: str) -> str:
    return part.partition("/")[0]
