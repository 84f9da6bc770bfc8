"""Give a model another class: a subclass that passes for the original."""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

#: Gives a model another class, bypassing pydantic's handling of assignments.
set_class: Any = object.__dict__["__class__"].__set__


def derived(kind: type[BaseModel], **methods: Callable[..., Any]) -> type[BaseModel]:
    """Create a class whose models pass for their original class to `isinstance`, pydantic and messages; copies are
    plain.

    Args:
        kind: The original class of the models.
        methods: The methods that differ, by name.
    """

    def copied(self: Any, copy: Callable[..., Any], *arguments: Any) -> Any:
        made = copy(self, *arguments)
        set_class(made, kind)
        return made

    # Without pydantic's own metaclass, which would treat it as another model of the user.
    return ABCMeta.__new__(
        type(kind),
        kind.__name__,
        (kind,),
        {
            "__slots__": (),
            "__module__": kind.__module__,
            "__qualname__": kind.__qualname__,
            "__doc__": kind.__doc__,
            "__class__": property(lambda self: kind),
            "__copy__": lambda self: copied(self, kind.__copy__),
            "__deepcopy__": lambda self, memo=None: copied(self, kind.__deepcopy__, memo),
            "__reduce_ex__": lambda self, protocol: copied(self, kind.__copy__).__reduce_ex__(protocol),
            **methods,
        },
    )
