"""What the server's DOM answers is what Chromium's answers: selectors, the order of events, and styles.

Random trees and programs, the same in every run (`make fuzz` makes more of them); each test asks the browser once.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom import ops
from domsync.dom.checks.names import HTML
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.dom.events import Event
from tests.profiles import profile_name, scaled


def generator(name: str) -> random.Random:
    """The same numbers in every run, except under `make fuzz`."""
    return random.Random(name if profile_name() == "ci" else None)


# Selectors

TAGS = (
    "div",
    "p",
    "li",
    "b",
    "input",
    "button",
    "fieldset",
    "legend",
    "select",
    "option",
    "optgroup",
    "textarea",
    "form",
)
# Options stand in selects and in groups, as pages have them.
INSIDE = {"select": ("option", "option", "optgroup"), "optgroup": ("option",), "option": ("b",)}
PARENTS = tuple(tag for tag in TAGS if tag not in {"option", "optgroup"})
WORDS = ("x", "y", "z")
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "class": ("x", "y", "x y", "z  x", ""),
    "title": ("x", "X", "x-y", "xyz", "a x b", ""),
    "lang": ("de", "de-CH", "en", ""),
    "dir": ("ltr", "rtl", "auto"),
    "type": ("checkbox", "radio", "TEXT", "submit", "hidden", "number", "nonsense"),
    "disabled": ("",),
    "required": ("",),
    "readonly": ("",),
    "checked": ("",),
    "multiple": ("",),
    "placeholder": ("p",),
    "value": ("", "5"),
    "name": ("g", "h"),
    "contenteditable": ("", "false"),
    "href": ("#",),
}


def random_tree(choose: random.Random) -> list[Any]:
    """A tree as nested lists: tag, attributes, children; a text is a string. Ids are numbers in tree order."""
    budget, number = choose.randint(10, 40), 0

    def element(depth: int, tag: str) -> list[Any]:
        nonlocal budget, number
        attributes = {"id": f"n{number}"}
        number += 1
        for name in choose.sample(list(ATTRIBUTES), choose.randint(0, 4)):
            attributes[name] = choose.choice(ATTRIBUTES[name])
        children: list[Any] = []
        while budget > 0 and depth < 7 and choose.random() < 0.75:
            budget -= 1
            text = choose.random() < 0.15
            inner = INSIDE.get(tag, PARENTS)
            children.append(choose.choice(["t", "", "א"]) if text else element(depth + 1, choose.choice(inner)))
        return [tag, attributes, children]

    return element(0, choose.choice(["div", "form"]))


def build(document: Document, tree: list[Any]) -> Element:
    tag, attributes, children = tree
    element = document.createElementNS(HTML, tag)
    for name, value in attributes.items():
        element.setAttribute(name, value)
    for child in children:
        element.append(child if isinstance(child, str) else build(document, child))
    return element


# Without `optional`: Chromium takes buttons for optional controls, the HTML Standard does not.
PSEUDO_CLASSES = (
    *("first-child", "last-child", "only-child", "first-of-type", "last-of-type", "only-of-type", "empty", "checked"),
    *("disabled", "enabled", "required", "read-only", "read-write", "placeholder-shown", "default"),
    *("indeterminate", "any-link", "root", "scope", "defined", "dir(ltr)", "dir(rtl)", "lang(de)"),
)
STEPS = ("odd", "even", "2", "n", "2n", "3n+1", "-n+3", "n+2", "-2n+5", "0n+1", "2n - 1")


def random_compound(choose: random.Random, depth: int) -> str:
    parts = [choose.choice(["", "", "", "", "*", "*", *TAGS])]
    for _ in range(choose.choice([0, 1, 1, 1, 2] if not parts[0] else [0, 0, 0, 1])):
        kind = choose.randrange(8 if depth < 2 else 5)
        if kind == 0:
            parts.append("." + choose.choice(WORDS))
        elif kind == 1:
            parts.append(f"#n{choose.randrange(12)}")
        elif kind == 2:
            operator = choose.choice(["=", "~=", "|=", "^=", "$=", "*="])
            flag = choose.choice(["", "", " i"])  # Chromium does not know " s"
            name = choose.choice(["title", "lang", "type", "class"])
            value = choose.choice(["x", "X", "de", "text", "checkbox", "CHECKBOX", ""])
            parts.append(choose.choice([f"[{name}]", f"[{name}{operator}'{value}'{flag}]"]))
        elif kind in (3, 4):
            parts.append(":" + choose.choice(PSEUDO_CLASSES))
        elif kind == 5:
            inner = ", ".join(random_selector(choose, depth + 1) for _ in range(choose.randint(1, 2)))
            parts.append(f":{choose.choice(['is', 'where', 'not'])}({inner})")
        elif kind == 6:
            of = f" of {random_selector(choose, depth + 1)}" if choose.random() < 0.3 else ""
            name = choose.choice(
                ["nth-child", "nth-last-child"] if of else ["nth-child", "nth-of-type", "nth-last-of-type"]
            )
            parts.append(f":{name}({choose.choice(STEPS)}{of})")
        elif depth == 0:
            combinator = choose.choice(["", "> ", "+ ", "~ "])
            parts.append(f":has({combinator}{random_selector(choose, 2)})")
    return "".join(parts) or "*"


def random_selector(choose: random.Random, depth: int = 0) -> str:
    parts = [random_compound(choose, depth)]
    for _ in range(choose.choice([0, 0, 0, 1, 2])):
        parts += [choose.choice([" ", " > ", " + ", " ~ "]), random_compound(choose, depth)]
    return "".join(parts)


ASK = """(cases) => {
    const build = ([tag, attributes, children]) => {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        element.append(...children.map((child) => typeof child === "string" ? child : build(child)));
        return element;
    };
    return cases.map(([tree, selectors]) => {
        const root = build(tree);
        return selectors.map((selector) => {
            try {
                return Array.from(root.querySelectorAll(selector), (element) => element.id);
            } catch (error) {
                return String(error);
            }
        });
    });
}"""


@pytest.mark.fuzz
async def test_selectors_mean_the_same(page: Page) -> None:
    choose = generator("selectors")
    cases = [(random_tree(choose), [random_selector(choose) for _ in range(25)]) for _ in range(scaled(120))]
    answers = await page.evaluate(ASK, cases)
    differences = []
    for (tree, selectors), answer in zip(cases, answers, strict=True):
        root = build(Document(), tree)
        for selector, expected in zip(selectors, answer, strict=True):
            found = [element.id for element in root.querySelectorAll(selector)]
            if found != expected:
                differences.append(f"{selector} in {tree}: {found} here, {expected} in Chromium")
    assert not differences, "\n".join(sorted(differences, key=len)[:5])
    assert sum(bool(ids) for answer in answers for ids in answer) > len(cases) * 5, (
        "the selectors have to find something"
    )


# Events


def random_listeners(choose: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "at": choose.randrange(4),
            "capture": choose.random() < 0.4,
            "once": choose.random() < 0.3,
            "passive": choose.random() < 0.2,
            "does": choose.choice(["", "", "", "stop", "stop now", "prevent", "remove", "add", "again", "raise"]),
            "other": choose.randrange(10),
            "number": number,
        }
        for number in range(choose.randint(1, 10))
    ]


RUN = """(programs) => programs.map(([listeners, at, bubbles, cancelable]) => {
    const chain = [document.createElement("div")];
    while (chain.length < 4) chain.push(chain.at(-1).appendChild(document.createElement("div")));
    const log = [];
    const callbacks = listeners.map((one) => (event) => {
        log.push([one.number, chain.indexOf(event.currentTarget), event.eventPhase, event.defaultPrevented]);
        const other = listeners[one.other];
        if (one.does === "stop") event.stopPropagation();
        if (one.does === "stop now") event.stopImmediatePropagation();
        if (one.does === "prevent") event.preventDefault();
        const [target, callback] = other ? [chain[other.at], callbacks[other.number]] : [];
        if (one.does === "remove" && other) target.removeEventListener("x", callback, other.capture);
        if (one.does === "add" && other) target.addEventListener("x", callback, other);
        if (one.does === "again") {
            try { chain[0].dispatchEvent(event); } catch (error) { log.push(error.name); }
        }
    });
    for (const one of listeners) chain[one.at].addEventListener("x", callbacks[one.number], one);
    const event = new Event("x", {bubbles, cancelable});
    for (let round = 0; round < 2; round++) {
        log.push(chain[at].dispatchEvent(event), event.composedPath().length, event.eventPhase);
    }
    return log;
})"""


def run_here(listeners: list[dict[str, Any]], at: int, bubbles: bool, cancelable: bool) -> list[Any]:
    from domsync.errors import DOMException

    document = Document()
    document.report = lambda error, where: None
    chain = [document.createElement("div")]
    while len(chain) < 4:
        chain.append(chain[-1].appendChild(document.createElement("div")))
    log: list[Any] = []

    def options(one: dict[str, Any]) -> dict[str, Any]:
        return {name: one[name] for name in ("capture", "once", "passive")}

    def callback(one: dict[str, Any]) -> Any:
        def run(event: Event) -> None:
            current = event.currentTarget
            position = next(i for i, element in enumerate(chain) if element is current)
            log.append([one["number"], position, event.eventPhase, event.defaultPrevented])
            other = listeners[one["other"]] if one["other"] < len(listeners) else None
            if one["does"] == "stop":
                event.stopPropagation()
            elif one["does"] == "stop now":
                event.stopImmediatePropagation()
            elif one["does"] == "prevent":
                event.preventDefault()
            elif one["does"] == "remove" and other:
                chain[other["at"]].removeEventListener("x", callbacks[other["number"]], other["capture"])
            elif one["does"] == "add" and other:
                chain[other["at"]].addEventListener("x", callbacks[other["number"]], options(other))
            elif one["does"] == "again":
                try:
                    chain[0].dispatchEvent(event)
                except DOMException as error:
                    log.append(error.name)
            elif one["does"] == "raise":
                raise ValueError("reported, and nothing else changes")

        return run

    callbacks = [callback(one) for one in listeners]
    for one in listeners:
        chain[one["at"]].addEventListener("x", callbacks[one["number"]], options(one))
    event = Event("x", bubbles=bubbles, cancelable=cancelable)
    for _ in range(2):
        log += [chain[at].dispatchEvent(event), len(event.composedPath()), event.eventPhase]
    return log


@pytest.mark.fuzz
async def test_events_go_the_same_way(page: Page) -> None:
    choose = generator("events")
    programs = [
        (random_listeners(choose), choose.randrange(4), choose.random() < 0.7, choose.random() < 0.7)
        for _ in range(scaled(1000))
    ]
    answers = await page.evaluate(RUN, programs)
    for program, answer in zip(programs, answers, strict=True):
        assert run_here(*program) == answer, program


# Styles

DECLARATIONS = (
    *(("color", "red"), ("color", "blue"), ("margin", "1px"), ("margin", "2px"), ("margin-left", "3px")),
    *(("margin-top", "4px"), ("padding", "1px 2px"), ("padding-left", "5px"), ("border", "1px solid red")),
    *(("border-color", "blue"), ("border-left", "2px dotted green"), ("border-left-color", "lime")),
    *(("font", "italic 10px/2 serif"), ("font-size", "20px"), ("line-height", "3"), ("inset", "0px"), ("left", "7px")),
    *(("background", "red"), ("background-color", "blue"), ("--x", "1"), ("--X", "2"), ("overflow", "hidden")),
    *(("overflow-x", "scroll"), ("flex", "1 1 0px"), ("flex-grow", "2"), ("gap", "1px"), ("row-gap", "2px")),
)


def random_style_program(choose: random.Random) -> list[tuple[str, str]]:
    """Pairs of a property and a value; an empty value removes it, the property "cssText" replaces everything."""
    steps = []
    for _ in range(choose.randint(1, 10)):
        name, value = choose.choice(DECLARATIONS)
        kind = choose.randrange(10)
        if kind == 0:
            chosen = choose.sample(DECLARATIONS, choose.randint(0, 5))
            mark = choose.choice(["", "", " !important"])
            steps.append(("cssText", "; ".join(f"{n}: {v}{choose.choice(['', mark])}" for n, v in chosen)))
        elif kind <= 3:
            steps.append((name, ""))
        else:
            steps.append((name, value + choose.choice(["", "", "", " !important"])))
    return steps


APPLY = """(programs) => programs.map(([...batches]) => {
    return batches.map((ops) => {
        const style = document.createElement("div").style;
        for (const [name, value] of ops) {
            if (name === "") style.cssText = "";
            else if (value === "") style.removeProperty(name);
            else if (value.endsWith(" !important")) style.setProperty(name, value.slice(0, -11), "important");
            else style.setProperty(name, value);
        }
        return Array.from(style, (name) =>
            `${name}: ${style.getPropertyValue(name)} ${style.getPropertyPriority(name)}`).sort().join("; ");
    });
})"""


def told(log: list[ops.Op]) -> list[tuple[str, str]]:
    """The ops on a style as the browser's calls."""
    calls = []
    for op in log:
        if isinstance(op, ops.SetStyle):
            calls.append((op.name, op.value))
        elif isinstance(op, ops.RemoveAttribute):
            calls.append(("", ""))
    return calls


@pytest.mark.fuzz
async def test_styles_are_the_same_live_and_from_a_snapshot(page: Page) -> None:
    choose = generator("styles")
    programs = [random_style_program(choose) for _ in range(scaled(1500))]
    batches = []
    for program in programs:
        document = Document()
        style = document.body.style
        for name, value in program:
            if name == "cssText":
                style.cssText = value
            else:
                style[name] = value
        live = told(document.take_ops())
        again = Document()
        again.body.style.cssText = style.cssText
        batches.append((live, told(document.snapshot()), told(again.take_ops())))
    for program, (live, snapshot, text) in zip(programs, await page.evaluate(APPLY, batches), strict=True):
        assert live == snapshot, program
        # As text, an important declaration overrides those after it; set one after the other, it does not.
        if not any("!important" in value for _, value in program):
            assert live == text, program
