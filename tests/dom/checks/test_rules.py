"""The browser's lock and the server's checks are made from one table, and agree: over the corpus, and over what is made
of its parts at random.
"""

import json
import random
import runpy
import subprocess
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pytest

from domsync.dom import Document
from domsync.dom.checks import css, rules
from domsync.dom.checks.names import check_attribute
from domsync.dom.checks.trusted import CssUrl, unsafe_tag
from domsync.dom.checks.urls import check_attribute_url, may_hold_url
from domsync.errors import DOMException, UnsafeValueError
from tests import corpus

ROOT = Path(__file__).parents[3]
RULES = ROOT / "domsync" / "client" / "apply" / "rules.js"
# Runs the client's module by itself: it needs no DOM.
ASK = """
import { CODE_TAGS, isRefused, isRefusedStyle } from %s;
let text = "";
for await (const part of process.stdin) text += part;
const kinds = { attribute: isRefused, style: isRefusedStyle, tag: (tag) => CODE_TAGS.test(tag) };
process.stdout.write(JSON.stringify(JSON.parse(text).map(([kind, ...given]) => kinds[kind](...given))));
"""

Case = tuple[str, str, str]
FOLLOWED = (*rules.URLS, *rules.CANDIDATES, *rules.LISTS)
TAGS = (
    *("a", "iframe", "img", "image", "video", "source", "input", "form", "feImage", "use", "animate", "meta", "x-y"),
    *("annotation-xml", "button"),
)
NAMES = (*FOLLOWED, "xlink:href", "xml:base", "foo:src", "content", "title", "attributeName", "HREF", "class")
FORMS = ("{}", " {}", "\x01\x1f {}", "a.png 1x, {} 2x", "/a {}", "a,{}", "0;url={}", " 5 , URL='{}'", "x?y=,{}", "#{}")
SCHEMES = (
    *("javascript:", "JAVASCRIPT:", "java\nscript:", "\tjavascript\r:", "data:text/html,", "data:image/png,", "http:"),
    *(
        "data:image/png;base64,",
        "data:image/svg+xml,",
        "data:image/png",
        "blob:",
        "BLOB:http:",
        "mailto:",
        "href",
        "on",
    ),
    *("onclick", "xlink:href", "srcset", "to", "./", "data", "javascript", "", "javascript :", "\u00a0javascript:"),
)


def browser(asked: Iterable[tuple[str, ...]]) -> list[bool]:
    """What the client says to each question."""
    script = ASK % json.dumps(RULES.as_uri())
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        input=json.dumps(list(asked)),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[bool] = json.loads(done.stdout)
    return answers


def server(tag: str, name: str, value: str) -> bool:
    """Whether the server refuses an attribute that nobody vouches for, at an element that `unsafe_tag()` makes."""
    try:
        lowered = check_attribute(name)
        if lowered == "style":
            return True
        if may_hold_url(name):
            check_attribute_url(tag, lowered, value)
    except (UnsafeValueError, DOMException):
        return True
    return False


def server_on_style(value: str) -> str:
    """Why the server refuses a CSS value for whose addresses `css_url()` vouches; empty when it takes it."""
    try:
        css.check_value("background", CssUrl(value))
    except UnsafeValueError as error:
        return str(error)
    return ""


def is_harmful(case: Case) -> bool:
    """Whether the browser has to refuse it, by the words of the table."""
    tag, name, value = case
    local = name.lower().rpartition(":")[2]
    if "-" in tag and tag != "annotation-xml":
        return False
    clean = value.strip("".join(map(chr, range(0x21)))).translate({9: "", 10: "", 13: ""}).lower()
    runs = clean.startswith(("javascript:", "data:text/html", "data:image/svg"))
    if local in rules.URLS:
        return runs or (clean.startswith("blob:") and (tag not in rules.BLOB_TAGS or local != "src"))
    return runs and local in FOLLOWED


def cases() -> list[Case]:
    """Every hostile string in every place, and what is made of the parts of addresses."""
    found = [*product(TAGS, NAMES, [one.text for one in corpus.category("url")])]
    texts = [one.text for one in corpus.texts(2_000)]
    found += [*product(("a", "img", "animate", "meta", "x-y"), ("href", "srcset", "attributeName", "content"), texts)]
    found += [(tag, name, "") for tag, name in product(TAGS, [one.text for one in corpus.category("attr_name")])]
    made = [form.format(scheme + rest) for form, scheme, rest in product(FORMS, SCHEMES, ("", "x", "alert(1)"))]
    found += product(TAGS, NAMES, made)
    choose = random.Random(13)
    parts = [*SCHEMES, *FORMS, *"\0\t\n\f\r ,;='\"/:#?.\u2003\u017f\u212a", "1x", "a"]
    for _ in range(10_000):
        value = "".join(choose.choices(parts, k=choose.randint(1, 6)))
        found.append((choose.choice(TAGS), choose.choice(NAMES), value))
    return found


def test_the_client_has_the_table() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "make_client_rules.py"))
    text = RULES.read_text(encoding="utf-8")
    assert tool["made"](text) == text, "run tools/make_client_rules.py"
    assert tool["made"](text.replace("javascript", "javascrypt")) == text.replace("javascrypt", "javascript")


def test_attributes() -> None:
    asked = cases()
    refused = browser([("attribute", *case) for case in asked])
    # The server takes nothing that the browser then leaves out.
    lost = [case for case, by_browser in zip(asked, refused, strict=True) if by_browser and not server(*case)]
    assert not lost, lost[:5]
    # The browser takes nothing that runs, although it would have come to it.
    taken = [case for case, by_browser in zip(asked, refused, strict=True) if not by_browser and is_harmful(case)]
    assert not taken, taken[:5]
    assert sum(map(is_harmful, asked)) > 1_000
    assert 1_000 < sum(refused) < len(asked) - 1_000


def test_names() -> None:
    names = [
        "onclick",
        "ONLOAD",
        "x:onerror",
        "srcdoc",
        "SrcDoc",
        "is",
        "style",
        "title",
        "island",
        "one",
        "lang",
        "xis",
    ]
    refused = browser([("attribute", "p", name, "") for name in names])
    assert refused == [server("p", name, "") for name in names]
    assert [name for name, is_refused in zip(names, refused, strict=True) if not is_refused] == [
        "title",
        "island",
        "lang",
        "xis",
    ]


def test_styles() -> None:
    values = [one.text for one in corpus.texts(900)]
    values += [value.partition(":")[2] for value in values]
    urls = [
        f'url("{one}")' for one in ("a.png", "javascript:x", "data:text/html,x", "data:image/png;base64,A", "blob:x")
    ]
    values += [
        *urls,
        *(f"{url} center" for url in urls),
        "red",
        "src('x')",
        'u url("x")rl(y)',
        "'a;b'",
        "expression(1)",
    ]
    choose = random.Random(4)
    parts = [
        "url(",
        'url("',
        '")',
        ")",
        "src(",
        "image-set(",
        "@import",
        "\\",
        ";",
        "{",
        "/*",
        "red",
        " ",
        "javascript:",
        "(",
    ]
    values += ["".join(choose.choices(parts, k=choose.randint(1, 5))) for _ in range(3_000)]
    refused = browser([("style", value) for value in values])
    for value, by_browser in zip(values, refused, strict=True):
        why = server_on_style(value)
        # Brackets without their counterpart, and schemes that run nothing, are the server's own affair.
        own = ("counterpart", "lacks", "characters", "the scheme", "no colon")
        assert by_browser == bool(why) or (why and any(words in why for words in own)), (value, why)
    assert 100 < sum(refused) < len(values) - 100


@pytest.mark.parametrize("tag", ["script", "SCRIPT", "svg:script", "p", "scripts", "x-script"])
def test_tags(tag: str) -> None:
    [refused] = browser([("tag", tag)])
    assert refused == (tag.lower().rpartition(":")[2] in rules.CODE_TAGS)
    if refused:
        with pytest.raises(UnsafeValueError):
            Document().createElement(tag)
    Document().createElement(unsafe_tag(tag.lower()))


def test_growth_of_the_browsers_pattern() -> None:
    """Its time grows with the value, not faster: these would take hours otherwise."""
    long = ["0" * 200_000, " " * 200_000, "," * 200_000, "data:" * 40_000, "on" * 100_000, "javascript" * 20_000]
    places = [("meta", "content"), ("img", "srcset"), ("a", "href"), ("animate", "attributeName"), ("p", "title")]
    assert len(browser([("attribute", *place, value) for place, value in product(places, long)])) == 30
    assert len(browser([("style", value) for value in long])) == 6
