"""The sources of a payload's fields: where in the event the browser reads each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

_PATH = r"[A-Za-z_]\w*(?:\.\w+)*"
_SOURCE = re.compile(rf"@form|@clipboard|{_PATH}", re.ASCII)


class Source:
    """The path at which the browser reads a field of a payload, starting at the event.

    Args:
        path: A dotted path such as `"target.value"`, `"currentTarget.dataset.id"` or `"changedTouches.0.clientX"`,
            where a number is an index. `"@form"` gives the form's entries as pairs of name and value (for a file, its
            name), and `"@clipboard"` the pasted or dropped text. A path that leads nowhere gives None.

    Raises:
        ValueError: The path is malformed.
    """

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        if not _SOURCE.fullmatch(path):
            raise ValueError(f"{path!r} is not a path such as 'target.value', '@form' or '@clipboard'")
        self.path: str = path

    def __repr__(self) -> str:
        return f"Source({self.path!r})"


@lru_cache(1024)
def sources(struct: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """List the paths that the browser reads for a struct.

    A field that holds a struct, or a list of structs, has a source like `"touches:identifier,clientX"`: the names after
    the colon are read from the object there, or from each object in the list. A `*` stands for the whole value; fields
    below a custom event's `detail` get it if they hold lists or objects.

    Args:
        struct: The struct.

    Returns:
        Pairs of a name in the payload and its source, as in `ops.Listener.fields`.

    Raises:
        TypeError: The struct is tagged or an array, or a nested struct has sources or nested structs of its own.
    """
    _check_plain(struct)
    return tuple((field.encode_name, _source(struct, field)) for field in msgspec.structs.fields(struct))


def _check_plain(struct: type[msgspec.Struct]) -> None:
    config = struct.__struct_config__
    if config.array_like or config.tag is not None:
        raise TypeError(f"{struct.__qualname__} cannot be a payload: array_like and tag do not fit a browser's event")


def _source(struct: type[msgspec.Struct], field: Any) -> str:
    path = _given_path(field.type) or field.encode_name
    if not _SOURCE.fullmatch(path):
        raise TypeError(f"{struct.__qualname__}.{field.name} needs a Source: {path!r} is not a path from the event")
    nested = next(_nested(field.type), None)
    if path.partition(".")[0] == "detail" and (nested is not None or _is_structured(field.type)):
        # Custom elements send data of their own, in any form.
        return f"{path}:*"
    if nested is None:
        return path
    _check_plain(nested)
    inner = msgspec.structs.fields(nested)
    for part in inner:
        if _given_path(part.type) or next(_nested(part.type), None):
            raise TypeError(f"{nested.__qualname__}.{part.name}: a nested struct has plain fields without a Source")
    return f"{path}:{','.join(part.encode_name for part in inner)}"


def _given_path(annotation: Any) -> str | None:
    # Annotated[Text | None, Source(...)], but also Annotated[...] | None.
    if get_origin(annotation) is Annotated:
        for extra in annotation.__metadata__:
            if isinstance(extra, Source):
                return extra.path
        return _given_path(annotation.__origin__)
    if get_origin(annotation) in (Union, UnionType):
        return next(filter(None, map(_given_path, get_args(annotation))), None)
    return None


def _is_structured(annotation: Any) -> bool:
    """Return whether a field accepts lists or objects with any content."""
    origin = get_origin(annotation) or annotation
    if origin in (Annotated, Union, UnionType):
        return any(map(_is_structured, get_args(annotation)))
    return origin is Any or (isinstance(origin, type) and issubclass(origin, dict | list | tuple | set | frozenset))


def _nested(annotation: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield annotation
    for argument in get_args(annotation):
        yield from _nested(argument)
