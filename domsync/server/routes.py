"""Which page answers a path, and the values that path and query carry, validated."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Generic, TypeVar, get_type_hints
from urllib.parse import parse_qs, unquote

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from domsync.components.component import Component

T = TypeVar("T")

_HOLE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(:path)?\}")


class QueryParameter:
    """Marks a field of a component that the query string of its page may set."""


#: ``num: Query[int] = 10``: a field of a page's component that ``?num=3`` sets. No other field can be set from outside.
Query = Annotated[T, QueryParameter()]


class ParameterError(Exception):
    """A value in the path or the query does not fit.

    Args:
        problems: For each parameter what is wrong with it.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(problems)
        self.problems = dict(problems)

    def __str__(self) -> str:
        return "; ".join(f"{name}: {problem}" for name, problem in self.problems.items())


class Pattern:
    """The path of a page: ``/users/{user_id}``; ``{rest:path}`` takes everything up to the end, slashes included.

    Args:
        path: The path, which begins with a slash.

    Raises:
        ValueError: The path is malformed.
    """

    __slots__ = ("_regex", "is_plain", "names", "path")

    def __init__(self, path: str) -> None:
        if not path.startswith("/"):
            raise ValueError(f"a page's path begins with a slash: {'/' + path!r}")
        self.path = path
        self.names: tuple[str, ...] = tuple(name for name, _ in _HOLE.findall(path))
        if len(set(self.names)) != len(self.names):
            raise ValueError(f"the path {path!r} names a parameter twice")
        source, end = "", 0
        for hole in _HOLE.finditer(path):
            source += re.escape(path[end : hole.start()]) + f"(?P<{hole[1]}>{'.+' if hole[2] else '[^/]+'})"
            end = hole.end()
        rest = path[end:]
        if "{" in source.replace("\\{", "{") or "{" in rest or "}" in rest:
            raise ValueError(f"the path {path!r} has a brace that is no parameter; write {{name}} or {{name:path}}")
        self._regex = re.compile(source + re.escape(rest))
        self.is_plain = not self.names

    def match(self, path: str) -> dict[str, str] | None:
        """Match the path of a request.

        Args:
            path: The path as it came, percent-encoded.

        Returns:
            The parameters, decoded, or None.
        """
        found = self._regex.fullmatch(path)
        if found is None:
            return None
        return {name: unquote(value, errors="replace") for name, value in found.groupdict().items()}


class Parameters(Generic[T]):
    """Makes the arguments of a page's component or function of path and query.

    Args:
        target: A component class or a function.
        names: The parameters in the path.
        given: Names of parameters of a function that the server fills in: ``document``, ``request``.

    Raises:
        TypeError: The path names something that the component or function does not take.
    """

    __slots__ = ("_lists", "_model", "_query")

    def __init__(
        self, target: type[Component] | Callable[..., Any], names: tuple[str, ...], given: frozenset[str]
    ) -> None:
        fields = _fields_of_class(target, names) if isinstance(target, type) else _fields_of_function(target, given)
        for name in names:
            if name not in fields:
                kind = "field" if isinstance(target, type) else "parameter"
                raise TypeError(f"the path has {{{name}}}, but {target.__name__} has no {kind} {name!r}")
        self._query = frozenset(fields) - set(names)
        definitions: dict[str, Any] = dict(fields)
        config = ConfigDict(arbitrary_types_allowed=True)
        self._model: type[BaseModel] = create_model(f"{target.__name__}Parameters", __config__=config, **definitions)
        self._lists = frozenset(name for name, (annotation, _) in fields.items() if _is_list(annotation))

    def parse(self, path: Mapping[str, str], query: str) -> dict[str, Any]:
        """Validate.

        Args:
            path: The parameters of the path.
            query: What follows the question mark. Names that the page does not know are passed over.

        Returns:
            Those arguments that were given.

        Raises:
            ParameterError: One of them does not fit, or is missing.
        """
        values: dict[str, Any] = dict(path)
        try:
            asked = parse_qs(query, keep_blank_values=True, errors="replace", max_num_fields=1000)
        except ValueError:
            raise ParameterError({"": "there are too many parameters"}) from None
        for name, found in asked.items():
            if name in self._query:
                values[name] = found if name in self._lists else found[-1]
        try:
            model = self._model.model_validate(values)
        except ValidationError as error:
            raise ParameterError(
                {str(problem["loc"][0]) if problem["loc"] else "": problem["msg"] for problem in error.errors()}
            ) from None
        return {name: getattr(model, name) for name in model.model_fields_set}


def _fields_of_class(target: type[Any], names: tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
    fields: dict[str, tuple[Any, Any]] = {}
    for name, field in target.model_fields.items():
        if name in names or any(isinstance(mark, QueryParameter) for mark in field.metadata):
            fields[name] = (field.annotation, field)
    return fields


def _fields_of_function(target: Callable[..., Any], given: frozenset[str]) -> dict[str, tuple[Any, Any]]:
    parameters = inspect.signature(target).parameters
    # Not of what is returned: its type may be one that only type checkers know.
    annotations = {name: hint for name, hint in target.__annotations__.items() if name in parameters}
    holder = type("Parameters", (), {"__annotations__": annotations})
    hints = get_type_hints(holder, getattr(target, "__globals__", {}), include_extras=True)
    fields: dict[str, tuple[Any, Any]] = {}
    for name, parameter in parameters.items():
        if name not in given:
            default = ... if parameter.default is parameter.empty else parameter.default
            fields[name] = (hints.get(name, str), default)
    return fields


def _is_list(annotation: Any) -> bool:
    origin = getattr(annotation, "__origin__", annotation)
    if origin is Annotated:
        return _is_list(annotation.__origin__)
    return origin in {list, tuple, set, frozenset}
