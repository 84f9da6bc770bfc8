"""What must not be the default of a field, because pydantic would give one and the same object to all instances.

pydantic copies a default for each instance, but not one that can be hashed: that is taken for a constant. A State, a
component and the like are known by their identity, so they can be hashed, and yet what one visitor does to them others
would see.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from domsync.components.refs import Ref


def refuse_common_defaults(cls: type[BaseModel]) -> None:
    """Look at the defaults of a class that has just been made.

    Args:
        cls: A component or State class.

    Raises:
        TypeError: A field has a default that all instances would have in common, and that can change.
    """
    for name, field in cls.model_fields.items():
        for found in _changeable(field.default):
            kind = type(found).__name__
            factory = kind if found is field.default else "lambda: ..."
            raise TypeError(
                f"{cls.__name__}.{name} has a {kind} as its default, which would be one and the same for all visitors; "
                f"for one each, write Field(default_factory={factory}), "
                f"and for one that is meant to be common to all, annotate it as ClassVar[{kind}]"
            )


def _changeable(default: object) -> Iterator[object]:
    kind = type(default)
    if (
        getattr(kind, "__domsync_observable__", False)
        or getattr(kind, "__domsync_component__", False)
        or issubclass(kind, Ref)
    ):
        yield default
    elif isinstance(default, tuple | frozenset):
        # Other containers cannot be hashed, and are copied with all that is in them.
        for item in default:
            yield from _changeable(item)
