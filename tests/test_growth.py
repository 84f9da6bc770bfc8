"""No input costs more than its length: whatever a visitor can send is read in linear time.

Every regular expression of the library, every function of one string, and the comparisons and merges of `SHAPES` are
given inputs that grow. What is looked at is the time that this thread has computed, never the wall's; and only how it
grows: fourfold input may cost `GROWTH` times as much, where linear work costs four and quadratic work sixteen times.
Of several attempts the best one counts: a machine that does other things makes work slower now and then, and never
faster.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from domsync import Document, mount
from domsync import html as h
from domsync.components.reconciler.keyed import longest_increasing
from domsync.components.shared_text.log import TextLog, Told
from domsync.dom.checks.css import parse_declarations
from domsync.dom.controls.operational_transform import apply, between, compose, to_units, transform
from domsync.server.net.request import Request
from domsync.server.pages.routes import Pattern

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("dom", "render", "session", "server", "components")
#: 2.5 times for twice as much, twice.
GROWTH = 2.5**2
ATTEMPTS = 12
#: What takes less computing time than this with the first input is not worth a closer look.
NEGLIGIBLE_SECONDS = 0.004
LENGTH = 1500
#: Below so many seconds a measurement says nothing about growth.
_MEASURABLE_SECONDS = 0.02


def seconds_of(action: Callable[[], object]) -> float:
    """How long this thread computes."""
    started = time.thread_time()
    with suppress(Exception):  # a refusal is an answer; how long it took is what counts
        action()
    return time.thread_time() - started


def growth_of(measured: Callable[[int], Callable[[], object]], length: int) -> float:
    """How much longer four times as much takes, at lengths where there is something to measure.

    Args:
        measured: Gives what is to be done with an input of a length.
        length: The first length.
    """
    while seconds_of(measured(length)) < _MEASURABLE_SECONDS:
        if length > 2_000_000:
            return 0.0
        length *= 2
    best = float("inf")
    for _ in range(ATTEMPTS):
        small = min(seconds_of(measured(length)) for _ in range(3))
        large = min(seconds_of(measured(4 * length)) for _ in range(2))
        best = min(best, large / max(small, 1e-9))
        if best <= GROWTH:
            break
    return best


def check(what: str, measured: Callable[[int], Callable[[], object]], length: int = LENGTH) -> None:
    """Fail if the work grows faster than the input."""
    assert seconds_of(measured(40)) < 1, f"{what}: the work doubles with each character"
    if seconds_of(measured(length)) >= NEGLIGIBLE_SECONDS:
        grown = growth_of(measured, length)
        assert grown <= GROWTH, f"{what}: fourfold input costs {grown:.1f} times as much"


# Strings that make readers go back

_SIGNS = " \t\n,;:/\\()[]{}<>'\"!#%&*+-.=?@^_`|~$aA0éxX\x00\ud800"
_PAIRS = (
    " ,",
    " ;",
    "a ",
    "a,",
    "a-",
    "a=",
    "a:",
    "a.",
    "0.",
    "0,",
    "/.",
    "..",
    "()",
    "[]",
    "\"'",
    "\\a",
    "<a",
    "&#",
    "%2",
    "aé",
)
_ENDS = ("", "\x01")


def strings(signs: str = _SIGNS) -> Iterator[Callable[[int], str]]:
    """What is repeated, as a function of the length.

    Args:
        signs: What the reader makes a difference between.
    """
    for sign in dict.fromkeys(signs):
        for end in _ENDS:
            yield partial(_repeated, "", sign, end)
    for pair in _PAIRS:
        yield partial(_repeated, "", pair, "!")
        yield partial(_halves, pair)
        yield partial(_repeated, "x", pair[::-1], "")


def _repeated(start: str, unit: str, end: str, length: int) -> str:
    return start + unit * (length // len(unit)) + end


def _halves(pair: str, length: int) -> str:
    return pair[0] * (length // 2) + pair[1] * (length // 2) + "!"


# All regular expressions

_METHODS = ("match", "fullmatch", "search", "sub", "finditer", "findall", "split")


def modules() -> Iterator[tuple[str, ast.Module, str]]:
    """The modules of the library: names, trees and sources."""
    for package in PACKAGES:
        for path in sorted((ROOT / "domsync" / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            source = path.read_text(encoding="utf-8")
            yield name, ast.parse(source), source


MODULES = list(modules())


def patterns() -> Iterator[tuple[str, str]]:
    """The regular expressions that modules hold, by module and name."""
    for name, tree, _ in MODULES:
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                calls = [ast.unparse(each.func) for each in ast.walk(node.value) if isinstance(each, ast.Call)]
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if "re.compile" in calls and isinstance(target, ast.Name):
                    yield name, target.id


def test_regular_expressions_are_made_at_the_top_of_modules() -> None:
    """So that the next test sees all of them."""
    inside = [
        f"{name}:{node.lineno}"
        for name, tree, _ in MODULES
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and re.fullmatch(r"re\.(compile|search|match|fullmatch|sub|split|find\w+)", ast.unparse(node.func))
    ]
    # It reads the program's own source, to name a line in an error.
    assert [place for place in inside if not place.startswith("domsync.components.source_location:")] == []


def compiled(value: object) -> list[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        return [value]
    if isinstance(value, dict):
        return [one for each in value.values() for one in compiled(each)]
    return [one for each in value for one in compiled(each)] if isinstance(value, list | tuple) else []


@pytest.mark.parametrize(("module", "name"), sorted(patterns()), ids=str)
def test_regular_expressions(module: str, name: str) -> None:
    found = compiled(getattr(import_module(module), name))
    assert found, f"{module}.{name} holds no pattern that this test can see"
    used = {
        method
        for _, _, source in MODULES
        for method in _METHODS
        if re.search(rf"\b{re.escape(name)}(?:\[[^\]]*\])?\.{method}\b", source)
    } or {"match", "fullmatch"}
    for pattern in found:
        source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
        for make in strings(f"{source} \n0aé"):
            for method in used:
                check(f"{module}.{name}.{method}({make(8)!r}...)", _applied(pattern, method, make))


def _applied(
    pattern: re.Pattern[Any], method: str, make: Callable[[int], str]
) -> Callable[[int], Callable[[], object]]:
    call = _call(pattern, method)

    def measured(length: int) -> Callable[[], object]:
        text: Any = make(length)
        given = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
        return lambda: call(given)

    return measured


def _call(pattern: re.Pattern[Any], method: str) -> Callable[[Any], object]:
    if method == "sub":
        return lambda text: pattern.sub(text[:0], text)
    if method == "finditer":
        return lambda text: list(pattern.finditer(text))
    bound: Callable[[Any], object] = getattr(pattern, method)
    return bound


# All functions of one string

#: What is not reached by what a visitor sends, or does no work on its string.
NOT_OF_VISITORS = {
    "domsync.server.net.javascript": "reads the client's own source",
    "domsync.server.net.bundle": "reads the client's own source",
    "domsync.server.net.client_files": "reads the client's own source",
    "domsync.server.settings": "reads the environment",
    "domsync.components.source_location": "reads the program's own source",
    "domsync.server.files.disk": "is given the program's own paths",
}


def functions() -> Iterator[tuple[str, str, str]]:
    """The functions that need one string or one row of bytes and nothing else: module, name, and which of both."""
    for module, tree, _ in MODULES:
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or module in NOT_OF_VISITORS:
                continue
            given = [*node.args.posonlyargs, *node.args.args]
            needed = given[: len(given) - len(node.args.defaults)]
            needed += [
                one for one, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if default is None
            ]
            kinds = [ast.unparse(one.annotation) if one.annotation is not None else "" for one in needed]
            if kinds in (["str"], ["bytes"], ["str | bytes"]) and not any(
                ast.unparse(each).startswith(("contextmanager", "asynccontextmanager")) for each in node.decorator_list
            ):
                yield module, node.name, kinds[0]


@pytest.mark.parametrize(("module", "name", "kind"), sorted(functions()), ids=str)
def test_functions_of_one_string(module: str, name: str, kind: str) -> None:
    function = getattr(import_module(module), name)
    function = getattr(function, "__wrapped__", function)  # without the memory of lru_cache
    for make in strings():
        check(f"{module}.{name}({make(8)!r}...)", _called(function, make, kind))


def _called(
    function: Callable[[Any], object], make: Callable[[int], str], kind: str
) -> Callable[[int], Callable[[], object]]:
    def measured(length: int) -> Callable[[], object]:
        text: Any = make(length)
        given = text.encode("utf-8", "replace") if kind == "bytes" else text
        return lambda: function(given)

    return measured


# Comparisons and merges, as what a visitor does reaches them

Shape = Callable[[int], Callable[[], object]]


def _request(**headers: str) -> Request:
    return Request("/", headers={name.replace("_", "-"): value for name, value in headers.items()})


def _style(n: int) -> Callable[[], object]:
    text = ";".join(f"--x{number}: 1" for number in range(n))
    return lambda: parse_declarations(text)


def _classes(n: int) -> Callable[[], object]:
    element = Document().createElement("p")
    text = " ".join(f"c{number}" for number in range(n))

    def change() -> None:
        element.className = text
        element.classList.toggle("c5")
        element.classList.contains(f"c{n - 1}")

    return change


def _edits(n: int) -> Callable[[], object]:
    one: Any = [part for _ in range(n) for part in (1, "a")]
    other: Any = [part for _ in range(n) for part in (-1, "b")]
    text = "x" * (2 * n)

    def merge() -> None:
        _, theirs = transform(one, other)
        apply(apply(text, one), theirs)
        compose(one, theirs)
        between(text, to_units("y" * n + text))

    return merge


def _stale(n: int) -> Callable[[], object]:
    """An edit that does not know of n others, at most as many as are remembered."""
    log = TextLog("x" * 100, 1_000_000, single_line=False)
    answer: Any = log.hear(Told("somebody"), may_edit=True)
    told = Told("somebody", answer["e"], 1, answer["r"], ["z"])
    for _ in range(min(n, 1000)):
        log.edit([5, "y"])
    return lambda: log.hear(told, may_edit=True)


def _select(n: int) -> Callable[[], object]:
    document = Document()
    select: Any = document.createElement("select")
    select.append(*[_option(document, number) for number in range(n)])
    document.documentElement.append(select)

    def choose() -> None:
        document.apply_user_input(select, str(n - 1))
        assert select.selectedIndex >= 0
        assert select.value

    return choose


def _option(document: Document, number: int) -> Any:
    option: Any = document.createElement("option")
    option.value = str(number)
    return option


def _radios(n: int) -> Callable[[], object]:
    document = Document()
    radios: list[Any] = []
    for _ in range(n):
        radio: Any = document.createElement("input")
        radio.type, radio.name = "radio", "x"
        radios.append(radio)
    document.documentElement.append(*radios)
    return lambda: document.apply_user_input(radios[-1], True)


def _rows(n: int) -> Callable[[], object]:
    """All rows of a keyed list in another order."""
    from domsync import Component

    class Rows(Component):
        order: list[int]

        def render(self) -> Any:
            return h.ul(*[h.li(number, key=number) for number in self.order])

    rows = Rows(order=list(range(n)))
    document = Document(scripts=False)
    mount(rows, document.documentElement)
    half = n // 2

    def shuffle() -> None:
        from domsync.components.reconciler.mount_points import scheduler_of

        rows.order = [*range(half, n), *range(half)][::-1]
        scheduler_of(document).flush()
        document.take_ops()

    return shuffle


def _selector(text: str) -> Shape:
    def shape(n: int) -> Callable[[], object]:
        document = Document()
        for _ in range(n):
            paragraph = document.createElement("p")
            paragraph.append(document.createElement("i"))
            document.documentElement.append(paragraph)
        return lambda: document.querySelectorAll(text)

    return shape


def _path(pattern: str, sign: str) -> Shape:
    made = Pattern(pattern)
    return lambda n: lambda: made.match("/" + sign * n)


SHAPES: dict[str, Shape] = {
    "declarations of a style": _style,
    "classes": _classes,
    "parts of edits": _edits,
    "edits that a browser does not know": _stale,
    "options of a select": _select,
    "radio buttons of a group": _radios,
    "rows in another order": _rows,
    "places that have moved": lambda n: lambda: longest_increasing([(7919 * number) % n for number in range(n)]),
    **{
        f"the selector {text}": _selector(text)
        for text in (
            "p:has(~ b)",
            "p:nth-child(2n+1)",
            "p ~ p i",
            "i:not(p > b)",
            ":is(p, i):last-of-type",
            "p + p > i",
        )
    },
    **{
        f"the path {pattern} with {sign!r}": _path(pattern, sign)
        for pattern in ("/{a}-{b}-{c}", "/{a}.{b}", "/x{rest:path}", "/{a}/{b}/{c:path}")
        for sign in "-./"
    },
    "a query": lambda n: lambda: Request("/", "&".join(f"a{number}=1" for number in range(n))).next_url(),
    "cookies": lambda n: lambda: _request(cookie="; ".join(f"a{number}=1" for number in range(n))).cookies,
}


@pytest.mark.parametrize("name", SHAPES)
def test_comparisons_and_merges(name: str) -> None:
    check(name, SHAPES[name], 400)


# The test itself


def test_work_that_grows_with_the_square_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_growth.ATTEMPTS", 2)

    def squared(n: int) -> Callable[[], object]:
        return lambda: [b for a in range(n) for b in range(n)]

    with pytest.raises(AssertionError, match="fourfold"):
        check("squared", squared, 700)
    with pytest.raises(AssertionError, match="fourfold"):
        check("blanks", _applied(re.compile(r"\s*!"), "search", lambda n: " " * n), 4000)
    with pytest.raises(AssertionError, match="doubles"):
        check("nested", _applied(re.compile(r"(?:a|a)*!"), "match", lambda n: "a" * min(n, 26)))
    check("in line", lambda n: lambda: sum(range(20 * n)))
