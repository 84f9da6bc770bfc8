"""CSS colors as the value of an `<input type=color>`.

From https://html.spec.whatwg.org/#update-a-color-well-control-color.
"""

import math
import re
from typing import Final, TypeAlias

_SPACE: Final = " \t\n\f\r"

#: From https://drafts.csswg.org/css-color/#named-colors.
_NAMED: Final = dict(
    entry.split("=")
    for entry in [
        "aliceblue=f0f8ff",
        "antiquewhite=faebd7",
        "aqua=00ffff",
        "aquamarine=7fffd4",
        "azure=f0ffff",
        "beige=f5f5dc",
        "bisque=ffe4c4",
        "black=000000",
        "blanchedalmond=ffebcd",
        "blue=0000ff",
        "blueviolet=8a2be2",
        "brown=a52a2a",
        "burlywood=deb887",
        "cadetblue=5f9ea0",
        "chartreuse=7fff00",
        "chocolate=d2691e",
        "coral=ff7f50",
        "cornflowerblue=6495ed",
        "cornsilk=fff8dc",
        "crimson=dc143c",
        "cyan=00ffff",
        "darkblue=00008b",
        "darkcyan=008b8b",
        "darkgoldenrod=b8860b",
        "darkgray=a9a9a9",
        "darkgreen=006400",
        "darkgrey=a9a9a9",
        "darkkhaki=bdb76b",
        "darkmagenta=8b008b",
        "darkolivegreen=556b2f",
        "darkorange=ff8c00",
        "darkorchid=9932cc",
        "darkred=8b0000",
        "darksalmon=e9967a",
        "darkseagreen=8fbc8f",
        "darkslateblue=483d8b",
        "darkslategray=2f4f4f",
        "darkslategrey=2f4f4f",
        "darkturquoise=00ced1",
        "darkviolet=9400d3",
        "deeppink=ff1493",
        "deepskyblue=00bfff",
        "dimgray=696969",
        "dimgrey=696969",
        "dodgerblue=1e90ff",
        "firebrick=b22222",
        "floralwhite=fffaf0",
        "forestgreen=228b22",
        "fuchsia=ff00ff",
        "gainsboro=dcdcdc",
        "ghostwhite=f8f8ff",
        "gold=ffd700",
        "goldenrod=daa520",
        "gray=808080",
        "green=008000",
        "greenyellow=adff2f",
        "grey=808080",
        "honeydew=f0fff0",
        "hotpink=ff69b4",
        "indianred=cd5c5c",
        "indigo=4b0082",
        "ivory=fffff0",
        "khaki=f0e68c",
        "lavender=e6e6fa",
        "lavenderblush=fff0f5",
        "lawngreen=7cfc00",
        "lemonchiffon=fffacd",
        "lightblue=add8e6",
        "lightcoral=f08080",
        "lightcyan=e0ffff",
        "lightgoldenrodyellow=fafad2",
        "lightgray=d3d3d3",
        "lightgreen=90ee90",
        "lightgrey=d3d3d3",
        "lightpink=ffb6c1",
        "lightsalmon=ffa07a",
        "lightseagreen=20b2aa",
        "lightskyblue=87cefa",
        "lightslategray=778899",
        "lightslategrey=778899",
        "lightsteelblue=b0c4de",
        "lightyellow=ffffe0",
        "lime=00ff00",
        "limegreen=32cd32",
        "linen=faf0e6",
        "magenta=ff00ff",
        "maroon=800000",
        "mediumaquamarine=66cdaa",
        "mediumblue=0000cd",
        "mediumorchid=ba55d3",
        "mediumpurple=9370db",
        "mediumseagreen=3cb371",
        "mediumslateblue=7b68ee",
        "mediumspringgreen=00fa9a",
        "mediumturquoise=48d1cc",
        "mediumvioletred=c71585",
        "midnightblue=191970",
        "mintcream=f5fffa",
        "mistyrose=ffe4e1",
        "moccasin=ffe4b5",
        "navajowhite=ffdead",
        "navy=000080",
        "oldlace=fdf5e6",
        "olive=808000",
        "olivedrab=6b8e23",
        "orange=ffa500",
        "orangered=ff4500",
        "orchid=da70d6",
        "palegoldenrod=eee8aa",
        "palegreen=98fb98",
        "paleturquoise=afeeee",
        "palevioletred=db7093",
        "papayawhip=ffefd5",
        "peachpuff=ffdab9",
        "peru=cd853f",
        "pink=ffc0cb",
        "plum=dda0dd",
        "powderblue=b0e0e6",
        "purple=800080",
        "rebeccapurple=663399",
        "red=ff0000",
        "rosybrown=bc8f8f",
        "royalblue=4169e1",
        "saddlebrown=8b4513",
        "salmon=fa8072",
        "sandybrown=f4a460",
        "seagreen=2e8b57",
        "seashell=fff5ee",
        "sienna=a0522d",
        "silver=c0c0c0",
        "skyblue=87ceeb",
        "slateblue=6a5acd",
        "slategray=708090",
        "slategrey=708090",
        "snow=fffafa",
        "springgreen=00ff7f",
        "steelblue=4682b4",
        "tan=d2b48c",
        "teal=008080",
        "thistle=d8bfd8",
        "tomato=ff6347",
        "turquoise=40e0d0",
        "violet=ee82ee",
        "wheat=f5deb3",
        "white=ffffff",
        "whitesmoke=f5f5f5",
        "yellow=ffff00",
        "yellowgreen=9acd32",
    ]
)
_HEX: Final = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION: Final = re.compile(r"(rgb|hsl|hwb)a?\(([^()]*)\)?")
_NUMBER: Final = re.compile(r"([+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?)(%|deg|grad|rad|turn)?")
_DEGREES: Final = {"": 1.0, "deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}
#: A number and what follows it: `%`, a unit, or nothing. `none` is 0 with nothing.
_Part: TypeAlias = tuple[float, str]


def simple_color(text: str) -> str | None:
    """Convert a CSS color to `#rrggbb`; None if it is not a color that is known here.

    Names, `#...`, `rgb()`, `hsl()` and `hwb()` are known; the opacity is left out.

    Args:
        text: For example `"red"`, `"#F00"`, `"rgb(255, 0, 0)"` or `"hsl(0deg 100% 50%)"`.

    From https://drafts.csswg.org/css-color/#color-syntax.
    """
    lowered = text.lower() if text.isascii() else text
    if _HEX.fullmatch(lowered):
        digits = lowered[1:]
        if len(digits) < 6:
            return "#" + "".join(2 * digit for digit in digits[:3])
        return "#" + digits[:6]
    if lowered in _NAMED:
        return "#" + _NAMED[lowered]
    found = _FUNCTION.fullmatch(lowered)
    if found is None:
        return None
    name, written = found.groups()
    parts = _parts(written, name)
    channels = (
        None
        if parts is None
        else _rgb(parts, legacy="," in written)
        if name == "rgb"
        else _by_hue(name, parts, legacy="," in written)
    )
    if channels is None:
        return None
    return "#" + "".join(f"{max(0, min(math.floor(channel + 0.5), 255)):02x}" for channel in channels)


def _parts(written: str, name: str) -> list[_Part] | None:
    """Split the three channels of a color function; None if they are malformed. The opacity is only checked."""
    legacy = "," in written
    if legacy:
        if name == "hwb" or "/" in written:
            return None
        words = [word.strip(_SPACE) for word in written.split(",")]
    else:
        channels, slash, alpha = written.partition("/")
        words = channels.split() + ([alpha.strip(_SPACE)] if slash else [])
        if len(words) != 3 + bool(slash):
            return None
    if not 3 <= len(words) <= 4:
        return None
    parts: list[_Part] = []
    for word in words:
        found = _NUMBER.fullmatch(word)
        if found is not None:
            parts.append((float(found[1]), found[2] or ""))
        elif word == "none" and not legacy:
            parts.append((0.0, ""))
        else:
            return None
    return None if len(parts) == 4 and parts[3][1] not in ("", "%") else parts[:3]


def _rgb(parts: list[_Part], *, legacy: bool) -> list[float] | None:
    units = {unit for _, unit in parts}
    if not units <= {"", "%"} or (legacy and len(units) > 1):
        return None
    return [number * 2.55 if unit else number for number, unit in parts]


def _by_hue(name: str, parts: list[_Part], *, legacy: bool) -> list[float] | None:
    """Convert a hue and two percentages to red, green and blue.

    From https://drafts.csswg.org/css-color/#hsl-to-rgb and https://drafts.csswg.org/css-color/#hwb-to-rgb.
    """
    (hue, unit), *rest = parts
    if unit not in _DEGREES or any(unit != "%" and (unit or legacy) for _, unit in rest):
        return None
    degrees = hue * _DEGREES[unit] % 360
    first, second = (max(0.0, number) / 100 for number, _ in rest)
    if name == "hsl":
        return [255 * channel for channel in _hsl(degrees, min(first, 1.0), min(second, 1.0))]
    if first + second >= 1:
        return 3 * [255 * first / (first + second)]
    return [255 * (channel * (1 - first - second) + first) for channel in _hsl(degrees, 1.0, 0.5)]


def _hsl(degrees: float, saturation: float, lightness: float) -> list[float]:
    reach = saturation * min(lightness, 1 - lightness)
    places = [(start + degrees / 30) % 12 for start in (0, 8, 4)]
    return [lightness - reach * max(-1.0, min(place - 3, 9 - place, 1.0)) for place in places]
