"""From the text of a selector to a test: `cssselect2` parses, the parts of `selector_match` are put together here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from domsync.dom import pseudo_classes, selector_match
from domsync.dom.selector_match import Query, Test
from domsync.errors import DOMException, MissingExtraError

_NTH = {
    "nth-child": {"from_end": False},
    "nth-last-child": {"from_end": True},
    "nth-of-type": {"from_end": False, "of_type": True},
    "nth-last-of-type": {"from_end": True, "of_type": True},
}


class CompiledSelector:
    """A list of selectors, ready to be asked.

    Attributes:
        matches: Says whether one of them means an element.
        only_id: The id, if the whole is one id selector.
    """

    __slots__ = ("matches", "only_id")

    def __init__(self, matches: Test, only_id: str | None) -> None:
        self.matches = matches
        self.only_id = only_id


@lru_cache(512)
def compile_selector(text: str) -> CompiledSelector:
    """Compile a list of selectors.

    Raises:
        DOMException: SyntaxError: it is not one, or holds a pseudo-class that a server cannot answer.
        MissingExtraError: The extra `selectors` is not installed.
    """
    try:
        from cssselect2 import parser  # type: ignore[import-untyped]
        from tinycss2 import parse_component_value_list  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("cssselect2", "selectors", "a CSS selector") from error
    try:
        # Comments go here: between the parts of a compound cssselect2 does not expect them.
        parsed = list(parser.parse(parse_component_value_list(text, skip_comments=True)))
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


def _selector(selector: Any) -> Test:
    test = _tree(selector.parsed_tree)
    # There are no pseudo-elements in a tree, so nothing matches one.
    return test if selector.pseudo_element is None else _nothing


def _nothing(element: object, query: Query) -> bool:
    return False


def _anything(element: object, query: Query) -> bool:
    return True


def _tree(tree: Any, leftmost: Test | None = None, first_combinator: str = " ") -> Test:
    """Compile compounds with combinators between them; `leftmost` is put to their left."""
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
            return selector_match.has_attribute(simple.name, simple.operator, simple.value, simple.case_sensitive)
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
            raise DOMException(f"selectors of the kind {other} are not known here", "SyntaxError")


def _list(selectors: Any) -> Test:
    return selector_match.any_of([_selector(selector) for selector in selectors]) if selectors else _nothing


def _has(selectors: Any) -> Test:
    if not selectors:
        raise DOMException(":has() needs a selector between its parentheses", "SyntaxError")
    tests = []
    for relative in selectors:
        tree, combinator = relative.selector.parsed_tree, relative.combinator
        simple = not hasattr(tree, "combinator")
        if simple and combinator == " ":
            tests.append(selector_match.has_descendant(_tree(tree)))
        else:
            anchored = _tree(tree, selector_match.is_anchor, combinator)
            tests.append(selector_match.has_relative(anchored, combinator, simple=simple))
    return selector_match.any_of(tests)


def _pseudo_class(name: str) -> Test:
    test = pseudo_classes.SIMPLE.get(name)
    if test is None:
        raise _unsupported(name)
    return test


def _unsupported(name: str) -> DOMException:
    if name in pseudo_classes.BROWSER_ONLY:
        return DOMException(
            f":{name} depends on what only the browser knows; the server cannot match it", "SyntaxError"
        )
    return DOMException(f"the pseudo-class :{name} is not supported", "SyntaxError")


def _functional(name: str, arguments: Any) -> Test:
    if name in _NTH:
        return _nth(name, arguments)
    words = [token for token in arguments if token.type not in {"whitespace", "comment"}]
    if name == "lang":
        ranges = [token.value for token in words[::2] if token.type in {"ident", "string"}]
        if not ranges or len(ranges) != len(words[::2]) or any(comma != "," for comma in words[1::2]):
            raise DOMException(":lang() takes languages: :lang(de), :lang('*-CH', fr)", "SyntaxError")
        return pseudo_classes.lang(ranges)
    if name == "dir":
        if len(words) != 1 or words[0].type != "ident":
            raise DOMException(":dir() takes ltr or rtl", "SyntaxError")
        return pseudo_classes.direction(words[0].lower_value)
    raise _unsupported(f"{name}()")


def _nth(name: str, arguments: Any) -> Test:
    from cssselect2 import parser
    from tinycss2.nth import parse_nth  # type: ignore[import-untyped]

    tokens = list(arguments)
    of = next((i for i, token in enumerate(tokens) if token.type == "ident" and token.lower_value == "of"), len(tokens))
    step = parse_nth(tokens[:of])
    if step is None:
        raise DOMException(f":{name}() takes a number, odd, even or an+b: :{name}(2n + 1)", "SyntaxError")
    among = None
    if of < len(tokens):
        if "of_type" in _NTH[name]:
            raise DOMException(f":{name}() takes no 'of'", "SyntaxError")
        among = _list(list(parser.parse(tokens[of + 1 :])))
    return selector_match.nth(*step, among=among, **_NTH[name])
