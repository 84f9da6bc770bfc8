"""Label, help text and constraints of a form control, taken from the declaration of its pydantic field."""

from __future__ import annotations

import datetime
import enum
import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from pydantic.fields import FieldInfo

from domsync.components.annotations import alternatives, named_type


class FieldRules(msgspec.Struct, frozen=True):
    """The rules that a field's declaration gives its form control.

    Attributes:
        label: The field's title, or its name in words.
        help: The field's description; may be empty.
        placeholder: The field's first example as text; may be empty.
        required: True if the field has no default and does not accept None.
        choices: The possible values and their texts, of a Literal or an Enum; empty for other types.
        minimum: The smallest value, also for dates and times; None for none.
        maximum: The largest value; None for none.
        step: The number that the value is a multiple of; None for any.
        min_length: The minimum length of a text, or the minimum number of items.
        max_length: The maximum length of a text, or the maximum number of items.
        pattern: A regular expression (of Python) that the text has to contain a match for.
        kinds: The field's types, without None.
        optional: True if the field accepts None.
    """

    label: str
    help: str = ""
    placeholder: str = ""
    required: bool = False
    choices: tuple[tuple[Any, str], ...] = ()
    minimum: Any = None
    maximum: Any = None
    step: Any = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    kinds: tuple[Any, ...] = ()
    optional: bool = False


def in_words(name: str) -> str:
    """Turn a name into a label: `date_of_birth` becomes "Date of birth".

    Args:
        name: The name of a field or of an enum's member.
    """
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def field_rules(name: str, info: FieldInfo) -> FieldRules:
    """Read the rules from a field's declaration.

    Args:
        name: The field's name.
        info: pydantic's information about the field.
    """
    annotation = info.annotation
    found: dict[str, Any] = {}
    for item in (*info.metadata, *_inner_metadata(annotation)):
        for attribute, rule in _CONSTRAINTS.items():
            value = getattr(item, attribute, None)
            if value is not None and found.get(rule) is None:
                exclusive = attribute in ("gt", "lt")
                found[rule] = _next(value, attribute, annotation) if exclusive else value
    if found.get("step") is not None and found.get("minimum") is not None:
        found["minimum"] = _on_step(found["minimum"], found["step"])
    kinds = alternatives(annotation)
    examples = info.examples
    return FieldRules(
        label=info.title or in_words(name),
        help=info.description or "",
        placeholder=str(examples[0]) if examples else "",
        required=info.is_required() and not _optional(kinds),
        choices=tuple(_choices(kinds)),
        kinds=tuple(kind for kind in kinds if kind not in (None, NoneType)),
        optional=_optional(kinds),
        **found,
    )


_CONSTRAINTS = {
    "ge": "minimum",
    "gt": "minimum",
    "le": "maximum",
    "lt": "maximum",
    "multiple_of": "step",
    "min_length": "min_length",
    "max_length": "max_length",
    "pattern": "pattern",
}


def _optional(kinds: tuple[Any, ...]) -> bool:
    return NoneType in kinds or None in kinds


def _next(value: Any, attribute: str, annotation: Any) -> Any:
    """The first value that an exclusive bound allows, if there is one: for whole numbers and days."""
    sign = 1 if attribute == "gt" else -1
    kinds = alternatives(annotation)
    if int in kinds and isinstance(value, int):
        return value + sign
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value + datetime.timedelta(days=sign)
    return value


def _on_step(minimum: Any, step: Any) -> Any:
    """The smallest multiple of a step that is not below a minimum, because browsers count the steps from there."""
    if not all(isinstance(one, int | float | Decimal) and math.isfinite(one) for one in (minimum, step)) or not step:
        return minimum
    size = abs(Decimal(str(step)))
    least = math.ceil(Decimal(str(minimum)) / size) * size
    if least == Decimal(str(minimum)):
        return minimum
    return int(least) if least == int(least) else least if isinstance(minimum, Decimal) else float(least)


def _inner_metadata(annotation: Any) -> Iterator[Any]:
    """List the metadata that `Annotated` has inside a union: `Annotated[int, Field(ge=1)] | None`."""
    annotation = named_type(annotation)
    if get_origin(annotation) is Annotated:
        for item in annotation.__metadata__:
            yield from item.metadata if isinstance(item, FieldInfo) else (item,)
        yield from _inner_metadata(annotation.__origin__)
    elif get_origin(annotation) not in (list, dict, set, tuple, frozenset):
        for part in get_args(annotation):
            yield from _inner_metadata(part)


def _choices(kinds: tuple[Any, ...]) -> Iterator[tuple[Any, str]]:
    for kind in kinds:
        if get_origin(kind) is Literal:
            for value in get_args(kind):
                yield value, in_words(str(value.value if isinstance(value, enum.Enum) else value))
        elif isinstance(kind, type) and issubclass(kind, enum.Enum):
            for member in kind:
                yield member, in_words(str(member.value) if isinstance(member.value, str) else member.name)


#: The types of inputs for which browsers enforce `min`, `max` and `step`.
_RANGED = frozenset(("number", "range", "date", "month", "week", "time", "datetime-local"))
_TEXTS = frozenset(("text", "search", "url", "tel", "email", "password", ""))


def control_attributes(rules: FieldRules, kind: str, write: Any) -> Mapping[str, str]:
    """Return the rules of a field as attributes of a form control.

    Args:
        rules: The field's rules.
        kind: The type of the input; empty for a textarea.
        write: Formats a value as the control holds it.
    """
    attributes: dict[str, str] = {}
    if kind in _RANGED:
        if rules.minimum is not None:
            attributes["min"] = write(rules.minimum, kind)
        if rules.maximum is not None:
            attributes["max"] = write(rules.maximum, kind)
        if kind in ("number", "range"):
            step = rules.step
            if step is None and int not in rules.kinds and any(part in rules.kinds for part in (float, Decimal)):
                attributes["step"] = "any"
            elif step is not None:
                attributes["step"] = write(step, kind)
    elif kind in _TEXTS and str in rules.kinds:
        if rules.min_length:
            attributes["minlength"] = str(rules.min_length)
        if rules.max_length is not None:
            attributes["maxlength"] = str(rules.max_length)
        pattern = browser_pattern(rules.pattern) if kind and rules.pattern is not None else None
        if pattern is not None:
            attributes["pattern"] = pattern
    return attributes


#: The part of regular expressions with the same meaning in pydantic and in browsers with the flag `v`. In a class only
#: letters, digits, ranges of them and escapes, because `v` reserves other characters. It never backtracks.
_PORTABLE = re.compile(
    r"\^?(?:[A-Za-z0-9 _@,:;!%=<>'\"~`#/-]|\\[dwsDWS.+*?()\[\]{}|^$\\/-]|\.|"
    r"\[\^?(?:[A-Za-z0-9 _]-[A-Za-z0-9 _]|[A-Za-z0-9 _.]|\\[dws.+*?()\[\]{}|^$\\/-])+\]|"
    r"\((?:\?:|(?!\?))|\)|\||[*+?]\??|\{\d+(?:,\d*)?\}\??)*+\$?"
)


@lru_cache(256)
def browser_pattern(pattern: str) -> str | None:
    """Turn a regular expression into the `pattern` of an input, which has to match the whole text.

    Args:
        pattern: The expression, which may match a part.

    Returns:
        None if it could mean something else to a browser; the server checks the text in any case.
    """
    if not _PORTABLE.fullmatch(pattern):
        return None
    inner = pattern.removeprefix("^").removesuffix("$")
    # In `^a|b$`, each anchor belongs to one alternative.
    if "|" in inner and inner != pattern:
        return None
    before = "" if pattern.startswith("^") else ".*"
    after = "" if pattern.endswith("$") and not pattern.endswith("\\$") else ".*"
    if pattern.endswith("\\$"):
        inner = pattern.removeprefix("^")
    return f"{before}(?:{inner}){after}" if before or after else inner
