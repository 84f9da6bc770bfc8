"""Compile selectors: `cssselect2` parses them, and the functions of `match.py` are combined into a test."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from domsync.dom.selectors import match as selector_match
from domsync.dom.selectors import pseudo_classes
from domsync.dom.selectors.match import Query, Test
from domsync.errors import DOMException, MissingExtraError

_NTH = {
    "nth-child": {"from_end": False},
    "nth-last-child": {"from_end": True},
    "nth-of-type": {"from_end": False, "of_type": True},
    "nth-last-of-type": {"from_end": True, "of_type": True},
}

#: Pseudo-elements with arguments.
_PSEUDO_ELEMENTS = frozenset(
    {
        *("cue", "highlight", "part", "picker", "scroll-button", "slotted"),
        *("view-transition-group", "view-transition-image-pair", "view-transition-new", "view-transition-old"),
    }
)
#: Pseudo-elements without arguments that cssselect2 does not know.
_MORE_PSEUDO_ELEMENTS = frozenset(
    {
        *("backdrop", "checkmark", "column", "cue", "details-content", "picker-icon", "scroll-button", "scroll-marker"),
        *("scroll-marker-group", "search-text", "view-transition"),
    }
)
_COMBINATIONS = frozenset({"has", "is", "not", "where"})


class CompiledSelector:
    """A compiled list of selectors.

    Attributes:
        matches: Tests whether an element matches one of them.
        only_id: The id, if the list is a single id selector.
    """

    __slots__ = ("matches", "only_id")

    def __init__(self, matches: Test, only_id: str | None) -> None:
        self.matches: Test = matches
        self.only_id: str | None = only_id


_SURROGATE = re.compile("[\ud800-\udfff]")


#: The length of a selector is limited because cssselect2 compares each part with all parts before it.
_LONGEST = 1024


@lru_cache(512)
def compile_selector(text: str) -> CompiledSelector:
    """Compile a list of selectors.

    Raises:
        DOMException: SyntaxError: the text is not a list of selectors, or too long.
        MissingExtraError: The extra `selectors` is not installed.
    """
    if len(text) > _LONGEST:
        message = f"the selector {text[:40]!r}... has {len(text)} characters; up to {_LONGEST} are taken"
        raise DOMException(message, "SyntaxError")
    try:
        from cssselect2 import parser  # type: ignore[import-untyped]
        from tinycss2 import parse_component_value_list  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("cssselect2", "selectors", "a CSS selector") from error
    try:
        # Comments are removed here: cssselect2 does not expect them between the parts of a compound.
        parsed = _parsed(_readable(parse_component_value_list(text, skip_comments=True)))
        tests = [_selector(selector) for selector in parsed]
    except parser.SelectorError as error:
        raise DOMException(f"{text!r} is not a selector: {error.args[-1]}", "SyntaxError") from None
    except RecursionError:
        raise DOMException(f"the selector {text[:40]!r}... is nested too deeply", "SyntaxError") from None
    only_id = None
    if len(parsed) == 1:
        [simple, *more] = getattr(parsed[0].parsed_tree, "simple_selectors", None) or [None]
        if isinstance(simple, parser.IDSelector) and not more and parsed[0].pseudo_element is None:
            only_id = simple.ident
    return CompiledSelector(selector_match.any_of(tests), only_id)


def _parsed(tokens: list[Any], *, relative: bool = False) -> list[Any]:
    """Parse a list of selectors with cssselect2.

    Raises:
        SelectorError: It is not a list of selectors.
    """
    from cssselect2 import parser

    try:
        return list(parser.parse(tokens, relative=relative))
    except AttributeError as error:
        # If the text ends after a "|", cssselect2 uses None as a token.
        raise parser.SelectorError(None, "the selector ends too early") from error


def _readable(tokens: list[Any], *, in_has: bool = False) -> list[Any]:
    """Convert tokens to ones that cssselect2 can parse: `&` to a pseudo-class, an escaped surrogate to U+FFFD.

    cssselect2 knows few pseudo-elements. The others are replaced by one that it knows: nothing matches either.

    Outside of a style sheet `&` and `:host` mean nothing.

    Args:
        tokens: The tokens.
        in_has: Whether they are in a `:has()`.
    """
    readable: list[Any] = []
    for token in _without_ranges(tokens):
        if token.type == "error" and token.kind == "eof-in-string":
            # The end of the text closes everything that is open. The string itself is the token before this one.
            continue
        if token.type == "[] block" and _has_too_much(token.content):
            token.content = []
        combination = token.type == "function" and token.lower_name in _COMBINATIONS and _are_colons(readable[-1:])
        for inner in ("arguments", "content"):
            if hasattr(token, inner):
                has = in_has or (combination and token.lower_name == "has")
                setattr(token, inner, _readable(getattr(token, inner), in_has=has))
        if combination and token.lower_name in {"is", "where"}:
            token.arguments = _forgiven(token.arguments, in_has=in_has)
        elif combination:
            _check_list(token.arguments, relative=token.lower_name == "has")
        for text in ("value", "lower_value", "name", "lower_name"):
            if isinstance(getattr(token, text, None), str):
                setattr(token, text, _SURROGATE.sub("\ufffd", getattr(token, text)))
        if token.type == "literal" and token.value == "&":
            line, column = token.source_line, token.source_column
            readable += (type(token)(line, column, ":"), _ident("host", line, column))
        elif _is_pseudo_element(token) and len(readable) > 1 and _are_colons(readable[-2:]):
            readable.append(_ident("before", token.source_line, token.source_column))
        elif token.type == "ident" and token.lower_value == "marker" and _is_after_generated(readable):
            del readable[-2:]  # `::before::marker`: nothing matches either, and cssselect2 knows but one
        else:
            readable.append(token)
    return readable


def _is_pseudo_element(token: Any) -> bool:
    """Return whether a token, after two colons, is a pseudo-element that cssselect2 does not know."""
    if token.type == "function":
        return token.lower_name in _PSEUDO_ELEMENTS and _fits_pseudo_element(token.lower_name, token.arguments)
    # All names with this prefix count as known: https://drafts.csswg.org/selectors/#compat
    return token.type == "ident" and (
        token.lower_value in _MORE_PSEUDO_ELEMENTS or token.lower_value.startswith("-webkit-")
    )


def _fits_pseudo_element(name: str, arguments: list[Any]) -> bool:
    """Return whether a pseudo-element accepts the tokens between its parentheses."""
    if name in {"cue", "slotted"}:
        return _is_compound(arguments)
    kinds = [token.type for token in arguments if token.type != "whitespace"]
    if name == "part":
        return bool(kinds) and set(kinds) == {"ident"}
    if name in {"highlight", "picker"}:
        return kinds == ["ident"]
    return bool(kinds) and (kinds[0] == "ident" or arguments[0] == "*")


def _is_compound(tokens: list[Any]) -> bool:
    """Return whether tokens are one selector without combinators and without a pseudo-element."""
    from cssselect2 import parser

    try:
        [selector] = _parsed(tokens)
        _selector(selector)
    except (parser.SelectorError, ValueError, DOMException):
        return False
    return selector.pseudo_element is None and not hasattr(selector.parsed_tree, "combinator")


def _has_too_much(content: list[Any]) -> bool:
    """Return whether there are tokens in brackets after the flag of the value, which cssselect2 ignores."""
    words = [token for token in content if token.type not in {"whitespace", "comment"}]
    operator = next((i for i, token in enumerate(words) if token.type == "literal" and "=" in token.value), len(words))
    return len(words) > operator + 3


def _without_ranges(tokens: list[Any]) -> list[Any]:
    """Restore `u + article`, which older CSS and tinycss2 read as a unicode range and a word: `u+a`, `rticle`.

    From https://drafts.csswg.org/css-syntax/#changes-CR-20210824: unicode ranges are no longer tokens.
    """
    from tinycss2.ast import LiteralToken  # type: ignore[import-untyped]

    plain: list[Any] = []
    is_open = False
    for token in tokens:
        line, column = token.source_line, token.source_column
        if token.type == "unicode-range" and token.start == token.end and f"{token.start:x}"[0].isalpha():
            name = f"{token.start:x}"
            plain += (_ident("u", line, column), LiteralToken(line, column + 1, "+"), _ident(name, line, column + 2))
            is_open = True
            continue
        if is_open and token.type == "ident":
            plain[-1] = _ident(plain[-1].value + token.value, plain[-1].source_line, plain[-1].source_column)
        else:
            plain.append(token)
        is_open = False
    return plain


def _is_after_generated(tokens: list[Any]) -> bool:
    """Return whether the last tokens are `::before::` or `::after::`."""
    generated = tokens[-3:-2]
    return (
        _are_colons(tokens[-2:])
        and len(tokens) >= 5
        and _are_colons(tokens[-5:-3])
        and generated[0].type == "ident"
        and generated[0].lower_value in {"after", "before"}
    )


def _are_colons(tokens: list[Any]) -> bool:
    return bool(tokens) and all(token.type == "literal" and token.value == ":" for token in tokens)


def _forgiven(tokens: list[Any], *, in_has: bool) -> list[Any]:
    """Leave out invalid selectors, as in the lists of `:is()` and `:where()`.

    From https://drafts.csswg.org/selectors/#typedef-forgiving-selector-list.
    """
    from cssselect2 import parser

    kept: list[Any] = []
    for part, comma in _parts(tokens):
        if in_has and _mentions_has(part):
            continue
        try:
            [selector] = _parsed(part)
            _selector(selector)
        except (parser.SelectorError, DOMException):
            continue
        if selector.pseudo_element is None:
            kept += [comma, *part] if kept and comma is not None else part
    return kept


def _check_list(tokens: list[Any], *, relative: bool) -> None:
    """Refuse errors that cssselect2 ignores in the lists of `:not()` and `:has()`, which are not forgiving."""
    from cssselect2 import parser

    for selector in _parsed(tokens, relative=relative):
        if selector.pseudo_element is not None:
            raise parser.SelectorError(None, "a pseudo-element is not allowed there")


def _parts(tokens: list[Any]) -> list[tuple[list[Any], Any]]:
    """Split a list at its commas; each part comes with the comma before it."""
    parts: list[tuple[list[Any], Any]] = [([], None)]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append(([], token))
        else:
            parts[-1][0].append(token)
    return parts


def _mentions_has(tokens: list[Any]) -> bool:
    return any(
        (token.type == "function" and token.lower_name == "has") or _mentions_has(getattr(token, "arguments", []))
        for token in tokens
    )


def _ident(name: str, line: int, column: int) -> Any:
    from tinycss2.ast import IdentToken

    return IdentToken(line, column, name)


def _selector(selector: Any) -> Test:
    test = _tree(selector.parsed_tree)
    # There are no pseudo-elements in a tree, so nothing matches one.
    return test if selector.pseudo_element is None else _nothing


def _nothing(element: object, query: Query) -> bool:
    return False


def _anything(element: object, query: Query) -> bool:
    return True


def _tree(tree: Any, leftmost: Test | None = None, first_combinator: str = " ") -> Test:
    """Compile compounds with combinators between them; `leftmost` is added at their left."""
    combinators: list[tuple[Any, str]] = []
    while hasattr(tree, "combinator"):
        combinators.append((tree.right, tree.combinator))
        tree = tree.left
    test = _compound(tree)
    if leftmost is not None:
        test = selector_match.combined(leftmost, first_combinator, test)
    for compound, combinator in reversed(combinators):
        test = selector_match.combined(test, combinator, _compound(compound))
    return test


def _compound(compound: Any) -> Test:
    tests = [_simple(simple) for simple in compound.simple_selectors]
    return selector_match.all_of(tests) if tests else _anything


def _simple(simple: Any) -> Test:
    match type(simple).__name__:
        case "LocalNameSelector":
            return selector_match.has_name(simple.local_name)
        case "NamespaceSelector":
            return selector_match.has_namespace(simple.namespace)
        case "IDSelector":
            return selector_match.has_id(simple.ident)
        case "ClassSelector":
            return selector_match.has_class(simple.class_name)
        case "AttributeSelector":
            return selector_match.has_attribute(
                simple.namespace, simple.name, simple.operator, simple.value, simple.case_sensitive
            )
        case "MatchesAnySelector" | "SpecificityAdjustmentSelector":
            return _list(simple.selector_list)
        case "NegationSelector":
            return selector_match.negation(_list(simple.selector_list))
        case "RelationalSelector":
            return _has(simple.selector_list)
        case "PseudoClassSelector":
            return _pseudo_class(simple.name)
        case "FunctionalPseudoClassSelector":
            return _functional(simple.name, simple.arguments)
        case other:
            raise DOMException(f"selectors of the kind {other} are not supported", "SyntaxError")


def _list(selectors: Any) -> Test:
    return selector_match.any_of([_selector(selector) for selector in selectors]) if selectors else _nothing


def _has(selectors: Any) -> Test:
    if not selectors:
        raise DOMException(":has() needs a selector between its parentheses", "SyntaxError")
    tests = []
    if any(_holds_has(relative.selector.parsed_tree) for relative in selectors):
        raise DOMException(":has() cannot be nested in :has()", "SyntaxError")
    for relative in selectors:
        tree, combinator = relative.selector.parsed_tree, relative.combinator
        simple = not hasattr(tree, "combinator")
        if simple and combinator == " ":
            tests.append(selector_match.has_descendant(_tree(tree)))
        else:
            anchored = _tree(tree, selector_match.is_anchor, combinator)
            tests.append(selector_match.has_relative(anchored, combinator, simple=simple))
    return selector_match.any_of(tests)


def _holds_has(tree: Any) -> bool:
    """Return whether a part of a selector is a `:has()`."""
    from cssselect2 import parser

    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, parser.RelationalSelector):
            return True
        waiting += [getattr(part, side) for side in ("left", "right", "parsed_tree", "selector") if hasattr(part, side)]
        for several in ("simple_selectors", "selector_list"):
            waiting += getattr(part, several, None) or ()
    return False


def _pseudo_class(name: str) -> Test:
    test = pseudo_classes.SIMPLE.get(name)
    if test is None:
        raise _unsupported(name)
    return test


def _unsupported(name: str) -> DOMException:
    return DOMException(f"the pseudo-class :{name} is not supported", "SyntaxError")


def _functional(name: str, arguments: Any) -> Test:
    if name in _NTH:
        return _nth(name, arguments)
    if name in {"host", "host-context"}:
        if not _is_compound(arguments):
            raise DOMException(f":{name}() takes one selector without combinators", "SyntaxError")
        return _nothing
    words = [token for token in arguments if token.type not in {"whitespace", "comment"}]
    if name == "state":
        if [token.type for token in words] != ["ident"]:
            raise DOMException(":state() takes one name", "SyntaxError")
        return _nothing
    if name == "active-view-transition-type":
        if not words or not _are_listed(words, {"ident"}):
            raise DOMException(f":{name}() takes names", "SyntaxError")
        return _nothing
    if name == "lang":
        ranges = [token.value for token in words[::2]]
        if not ranges or not _are_listed(words, {"ident", "string"}):
            raise DOMException(":lang() takes languages: :lang(de), :lang('*-CH', fr)", "SyntaxError")
        return pseudo_classes.lang(ranges)
    if name == "dir":
        if len(words) != 1 or words[0].type != "ident":
            raise DOMException(":dir() takes ltr or rtl", "SyntaxError")
        return pseudo_classes.direction(words[0].lower_value)
    raise _unsupported(f"{name}()")


def _are_listed(words: list[Any], kinds: set[str]) -> bool:
    """Return whether these are tokens of some kinds, with commas between them."""
    return (
        len(words) % 2 == 1
        and all(token.type in kinds for token in words[::2])
        and all(comma == "," for comma in words[1::2])
    )


def _nth(name: str, arguments: Any) -> Test:
    from tinycss2.nth import parse_nth  # type: ignore[import-untyped]

    tokens = list(arguments)
    of = next((i for i, token in enumerate(tokens) if token.type == "ident" and token.lower_value == "of"), len(tokens))
    try:
        step = parse_nth(tokens[:of])
    except (AttributeError, StopIteration):
        # tinycss2 does not check whether anything follows "n-" and "+".
        step = None
    if step is None:
        raise DOMException(f":{name}() takes a number, odd, even or an+b: :{name}(2n + 1)", "SyntaxError")
    among = None
    if of < len(tokens):
        if "of_type" in _NTH[name]:
            raise DOMException(f":{name}() takes no 'of'", "SyntaxError")
        among = _list(_parsed(tokens[of + 1 :]))
    return selector_match.nth(*step, among=among, **_NTH[name])
