"""Component fields that are part of the page's URL: read from it, and written back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from domsync.components.component import Component
from domsync.dom.checks.unicode import well_formed
from domsync.server.pages.routes import Pattern, QueryParameter

#: The result of `AddressFields.values`: a component's field values by name, in a form that can be compared.
Values = dict[str, Any]


class AddressFields:
    """The fields of a component class that are part of an address.

    Args:
        target: The class.
        pattern: The path of its page or layout.
    """

    __slots__ = ("_path", "_pattern", "_query", "_types", "names", "replaced")

    def __init__(self, target: type[Component], pattern: Pattern) -> None:
        fields = target.model_fields
        self._pattern = pattern
        self._path = pattern.names
        marks = {
            name: mark
            for name, field in fields.items()
            if name not in pattern.names
            for mark in field.metadata
            if isinstance(mark, QueryParameter)
        }
        self._query = {name: fields[name] for name in marks}
        #: The fields whose changes add no entry to the browser's history.
        self.replaced: frozenset[str] = frozenset(name for name, mark in marks.items() if mark.replaces)
        self.names: tuple[str, ...] = (*self._path, *self._query)
        self._types = {name: TypeAdapter[Any](fields[name].rebuild_annotation()) for name in self.names}

    def values(self, component: Component) -> Values:
        """Return the fields' values. Containers are copied, so that changes in them are detected."""
        held = component.__dict__
        return {name: copy(held[name]) for name in self.names}

    def set(self, component: Component, given: Mapping[str, Any]) -> None:
        """Assign the values in an address; a field that it does not contain gets its default.

        Args:
            component: The component.
            given: The validated values.

        Raises:
            ValidationError: A validator of the component refuses them.
        """
        for name in self.names:
            if name in given:
                value = given[name]
            else:
                value = self._query[name].get_default(call_default_factory=True, validated_data={})
            if component.__dict__[name] != value:
                setattr(component, name, value)

    def path(self, component: Component, path: str) -> str:
        """Return the path with the fields' values.

        Args:
            component: The component.
            path: The current path, or a longer one that continues a layout's.

        Raises:
            ValueError: A value cannot be part of a path.
        """
        if not self._path:
            return path
        values = {name: _text(self._dumped(name, component.__dict__[name])) for name in self._path}
        built = self._pattern.build(values)
        # For a layout, the path after its own part stays.
        rest = path.split("/")[built.count("/") + 1 :] if self._pattern.match(path) is None else []
        return "/".join([built, *rest])

    def query(self, component: Component) -> Iterable[tuple[str, str]]:
        """Return the query parameters: the values that are not the defaults.

        Raises:
            ValueError: A value cannot be part of a query.
        """
        for name, field in self._query.items():
            value = component.__dict__[name]
            if value == field.get_default(call_default_factory=True, validated_data={}):
                continue
            dumped = self._dumped(name, value)
            if isinstance(dumped, list):
                yield from ((name, _text(item)) for item in dumped)
            elif dumped is not None:
                yield name, _text(dumped)

    def _dumped(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return value
        try:
            return self._types[name].dump_python(value, mode="json")
        except PydanticSerializationError as error:
            raise ValueError(f"{name}={value!r}: {error}") from None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return well_formed(str(value))
    raise ValueError(f"{value!r} is neither a string, a number nor a bool")


def with_query(query: str, names: Iterable[str], pairs: Iterable[tuple[str, str]]) -> str:
    """Replace some parameters of a query.

    Args:
        query: The current query. Its other parameters stay.
        names: The parameters to replace.
        pairs: Their new values.
    """
    known = frozenset(names)
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True, errors="replace") if pair[0] not in known]
    return urlencode([*kept, *pairs])
