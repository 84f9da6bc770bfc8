"""Routes: match a path to a page, and validate the values in path and query."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qs, quote, unquote

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from domsync.components.component import Component
from domsync.errors import DomsyncError

T = TypeVar("T")

_HOLE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(:path)?\}")


class QueryParameter:
    """Marks a component's field that the query string of its page may set.

    Args:
        replaces: Whether the address with a new value replaces the current entry in the browser's history, so that Back
            does not restore the old value.
    """

    __slots__ = ("replaces",)

    def __init__(self, *, replaces: bool = False) -> None:
        self.replaces: bool = replaces


#: ``num: Query[int] = 10``: a field of a page's component that ``?num=3`` sets. No other field can be set from outside.
#: When it is assigned, the address follows, and Back restores the previous value.
Query = Annotated[T, QueryParameter()]
#: The same for a value that changes often, such as a search while it is typed: the history does not grow.
ReplacedQuery = Annotated[T, QueryParameter(replaces=True)]


class ParameterError(DomsyncError):
    """A value in the path or the query is invalid.

    Args:
        problems: What is wrong, by parameter.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(problems)
        self.problems: dict[str, str] = dict(problems)

    def __str__(self) -> str:
        return "; ".join(f"{name}: {problem}" for name, problem in self.problems.items())


#: The characters that browsers do not encode in a path, besides letters, digits and "_.-~". From
#: https://url.spec.whatwg.org/#path-percent-encode-set.
_AS_IT_IS = "!$%&'()*+,/:;=@[]|"


def encode_path(path: str) -> str:
    """Percent-encode a path as browsers do, so that it can be compared with the paths that they request.

    Args:
        path: A readable path: ``/über uns``. Parts that are already encoded stay so.
    """
    return quote(path, safe=_AS_IT_IS)


def encode_query(query: str) -> str:
    """Percent-encode a query as browsers do.

    Args:
        query: A readable query. Parts that are already encoded stay so.
    """
    return quote(query, safe=_AS_IT_IS.replace("'", "") + "?\\^`{}")


#: A longer segment of a path matches nothing: addresses that people use are shorter.
SEGMENT_CHARACTERS = 2048


class Segment:
    """The part of a path between two slashes: text with parameters, which are separated by text.

    Args:
        source: The segment as the program writes it.

    Raises:
        ValueError: Two parameters are not separated by text.
    """

    __slots__ = ("_between", "_literals", "names")

    def __init__(self, source: str) -> None:
        # "a-{x}.{y}" gives ["a-", ".", ""], with x and y between them.
        literals: list[str] = []
        names: list[str] = []
        end = 0
        for hole in _HOLE.finditer(source):
            literals.append(encode_path(source[end : hole.start()]))
            names.append(hole[1])
            end = hole.end()
        literals.append(encode_path(source[end:]))
        if "" in literals[1:-1]:
            raise ValueError(f"two parameters in {source!r} must be separated by text")
        self._literals = tuple(literals)
        self.names: tuple[str, ...] = tuple(names)
        #: The texts between parameters from the right, and where each can begin: after the first text, and after the
        #: earlier ones and at least one character for each parameter before it.
        self._between = [
            (literal, sum(map(len, literals[: number + 1])) + number + 1)
            for number, literal in enumerate(literals[1:-1])
        ][::-1]

    def match(self, text: str) -> list[str] | None:
        """Return the values of the parameters, the first of which takes as much as possible; None if there is no match.

        Each text is searched for once, from the right: the work is linear in the length, whatever the content.

        Args:
            text: A percent-encoded segment of a request's path.
        """
        first, last = self._literals[0], self._literals[-1]
        if not self.names:
            return [] if text == first else None
        if not text.startswith(first) or not text.endswith(last):
            return None
        end, values = len(text) - len(last), []
        for literal, least in self._between:
            place = text.rfind(literal, least, end - 1)
            if place < 0:
                return None
            values.append(text[place + len(literal) : end])
            end = place
        if end <= len(first):
            return None
        values.append(text[len(first) : end])
        return values[::-1]


class Pattern:
    """The path of a page or a route: ``/users/{user_id}``. A single ``{rest:path}`` may also match slashes.

    Args:
        path: The path, which begins with a slash.

    Raises:
        TypeError: The path is not a string.
        ValueError: The path is malformed.
    """

    __slots__ = ("_after", "_before", "_encoded", "_rest", "is_plain", "names", "path")

    def __init__(self, path: str) -> None:
        if not isinstance(path, str):
            raise TypeError(
                f'a path must be a string, not {path!r}; write @app.page("/path") above the class or function'
            )
        if not path.startswith("/"):
            raise ValueError(f"a page's path must begin with a slash: {'/' + path!r}")
        self.path: str = path
        holes = list(_HOLE.finditer(path))
        self.names: tuple[str, ...] = tuple(hole[1] for hole in holes)
        if len(set(self.names)) != len(self.names):
            raise ValueError(f"the path {path!r} names a parameter twice")
        left = _HOLE.sub("", path)
        if "{" in left or "}" in left:
            raise ValueError(f"the path {path!r} has a brace outside a parameter; write {{name}} or {{name:path}}")
        wide = [hole for hole in holes if hole[2]]
        if len(wide) > 1:
            raise ValueError(f"the path {path!r} has several parameters with :path; only one is allowed")
        self.is_plain: bool = not self.names
        #: The path as browsers encode it, if it has no parameters.
        self._encoded = encode_path(path)
        #: The name of the parameter that takes slashes, with the text before and after it in its segment.
        self._rest: tuple[str, str, str] | None = None
        before, after = path, ""
        if wide:
            before, after = path[: wide[0].start()], path[wide[0].end() :]
            before, _, head = before.rpartition("/")
            tail, slash, after = after.partition("/")
            if "{" in head or "{" in tail:
                raise ValueError(f"in {path!r}, a parameter with :path shares its segment with another one")
            self._rest = wide[0][1], encode_path(head), encode_path(tail)
            after = slash + after
        self._before = tuple(map(Segment, before.split("/")))
        self._after = tuple(map(Segment, after.split("/")[1:]))

    def match(self, path: str) -> dict[str, str] | None:
        """Match the path of a request.

        Args:
            path: The percent-encoded path.

        Returns:
            The decoded parameters, or None.
        """
        if self.is_plain:
            return {} if path == self._encoded else None
        parts = path.split("/")
        before, after = len(self._before), len(self._after)
        if self._rest is None:
            if len(parts) != before:
                return None
            values = _match(self._before, parts)
        else:
            name, head, tail = self._rest
            rest = "/".join(parts[before : len(parts) - after])
            is_long_enough = len(parts) > before + after and len(rest) > len(head) + len(tail)
            if not is_long_enough or not rest.startswith(head) or not rest.endswith(tail):
                return None
            values = _match((*self._before, *self._after), [*parts[:before], *parts[len(parts) - after :]])
            if values is not None:
                values[name] = rest[len(head) : len(rest) - len(tail)]
        if values is None:
            return None
        return {name: unquote(values[name], errors="replace") for name in self.names}

    def match_start(self, path: str) -> dict[str, str] | None:
        """Match the beginning of a path, up to a slash: ``/users`` and ``/`` match the beginning of ``/users/7``.

        Args:
            path: The percent-encoded path.

        Returns:
            The decoded parameters, or None.

        Raises:
            ValueError: The pattern has a parameter that takes slashes, whose end is not known.
        """
        if self._rest is not None:
            raise ValueError(f"{self.path!r} has a parameter with :path, whose end is not known")
        if self.path == "/":
            return {}
        count = len(self._before)
        values = _match(self._before, path.split("/")[:count]) if path.count("/") >= count - 1 else None
        return None if values is None else {name: unquote(values[name], errors="replace") for name in self.names}

    def build(self, values: Mapping[str, str]) -> str:
        """Build a path that this pattern matches.

        Args:
            values: The parameters, not yet percent-encoded.

        Raises:
            ValueError: The path with these values would not match, or would give other values.
        """

        path, end = "", 0
        for hole in _HOLE.finditer(self.path):
            path += encode_path(self.path[end : hole.start()]) + quote(values[hole[1]], safe="/" if hole[2] else "")
            end = hole.end()
        path += encode_path(self.path[end:])
        # Browsers follow "." and "..", however they are written.
        is_kept = not any(part in (".", "..") for part in path.split("/"))
        if not is_kept or self.match(path) != {name: values[name] for name in self.names}:
            raise ValueError(f"the path {self.path!r} cannot express {dict(values)}")
        return path


def _match(segments: tuple[Segment, ...], parts: list[str]) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        values = segment.match(part) if len(part) <= SEGMENT_CHARACTERS else None
        if values is None:
            return None
        found.update(zip(segment.names, values, strict=True))
    return found


class Parameters(Generic[T]):
    """Makes the arguments of a page's component or function from path and query.

    Args:
        target: A component class or a function.
        names: The parameters in the path.
        given: The names of a function's parameters that the server provides: ``document``, ``request``.

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
        if isinstance(target, type):
            _check_given(target, fields)
        self._query = frozenset(fields) - set(names)
        definitions: dict[str, Any] = dict(fields)
        config = ConfigDict(arbitrary_types_allowed=True)
        self._model: type[BaseModel] = create_model(f"{target.__name__}Parameters", __config__=config, **definitions)
        self._lists = frozenset(name for name, (annotation, _) in fields.items() if _is_list(annotation))

    def parse(self, path: Mapping[str, str], query: str) -> dict[str, Any]:
        """Validate the values.

        Args:
            path: The parameters of the path.
            query: The part after the question mark. Unknown names are ignored.

        Returns:
            The arguments that were given.

        Raises:
            ParameterError: A value is invalid or missing.
        """
        values: dict[str, Any] = dict(path)
        try:
            asked = parse_qs(query, keep_blank_values=True, errors="replace", max_num_fields=1000) if query else {}
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


def _check_given(target: type[Any], fields: Mapping[str, object]) -> None:
    """Refuse a component that no address could create.

    Args:
        target: Its class.
        fields: Those of its fields that an address gives.

    Raises:
        TypeError: Another field has to be given.
    """
    validators = target.__pydantic_decorators__.model_validators.values()
    if not hasattr(target.__init__, "__pydantic_base_init__") or any(one.info.mode != "after" for one in validators):
        return  # These may provide the missing fields.
    for name, field in target.model_fields.items():
        if name not in fields and field.is_required():
            raise TypeError(
                f"{target.__name__}.{name} has no default, and no address gives it a value: name it in the path, as "
                f"{{{name}}}, read it from the query with Query[...], give it a default, or write a function that "
                f"returns {target.__name__}({name}=...)"
            )


def _fields_of_function(target: Callable[..., Any], given: frozenset[str]) -> dict[str, tuple[Any, Any]]:
    parameters = inspect.signature(target).parameters
    # Without the return type, which may be known to type checkers only.
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
    origin = get_origin(annotation)
    if origin is Annotated:
        return _is_list(annotation.__origin__)
    if origin in (Union, UnionType):
        return any(map(_is_list, get_args(annotation)))
    return (origin or annotation) in (list, tuple, set, frozenset)
