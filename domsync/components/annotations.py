"""The types that an annotation allows, whatever it is written with: unions, `Annotated`, names of types."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """List the types that an annotation allows: the members of unions, without `Annotated` and names of types. None
    is a type of its own, in a `Literal`, too.

    Args:
        annotation: The annotation of a field.
    """
    annotation = named_type(annotation)
    origin = get_origin(annotation)
    if origin is Annotated:
        return alternatives(annotation.__origin__)
    if origin is Literal and None in (values := get_args(annotation)):
        others = tuple(value for value in values if value is not None)
        return (Literal[others], NoneType) if others else (NoneType,)
    if origin in (Union, UnionType):
        return tuple(kind for part in get_args(annotation) for kind in alternatives(part))
    return (annotation,)


def named_type(annotation: Any) -> Any:
    """Return the type that a name stands for: `type Size = Literal["s", "m"]`, `NewType("Size", str)`.

    Args:
        annotation: The annotation of a field; one that is no name is returned as it is.
    """
    while True:
        named = get_origin(annotation) or annotation
        if hasattr(named, "__supertype__"):
            annotation = named.__supertype__
        elif hasattr(named, "__value__") and hasattr(named, "__type_params__"):
            given = get_args(annotation)
            annotation = named.__value__[given] if given else named.__value__
        else:
            return annotation
