"""Selectors: what each kind means, and that a query costs no more than its tree."""

from __future__ import annotations

import builtins
import time
from typing import Any

import pytest

from domsync.dom.document import Document
from domsync.dom.element import Element
from domsync.dom.names import SVG
from domsync.dom.selector_compile import compile_selector
from domsync.dom.selectors import closest, matches, query, query_all
from domsync.dom.trusted import unsafe_html
from domsync.errors import DOMException, MissingExtraError


def page(source: str) -> Document:
    document = Document()
    document.body.innerHTML = unsafe_html(source)
    return document


def ids(source: str, selector: str) -> str:
    return " ".join(element.id for element in query_all(page(source), selector))


FAMILY = """
<div id=a class="x y"><p id=b lang=en title=T>one</p><p id=c class=x>two <b id=d class=y>three</b></p></div>
<ul id=e data-kind="Big one"><li id=f class=x>1</li><li id=g>2</li><li id=h class=x>3</li>text<li id=i></li></ul>
"""
ROOT = "domsync_root_id"


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        # simple selectors
        ("*", f"{ROOT} a b c d e f g h i"),
        ("p", "b c"),
        ("P", "b c"),
        ("*|p", "b c"),
        ("#c", "c"),
        (".x", "a c f h"),
        (".x.y", "a"),
        ("p.x", "c"),
        ("p#c.x", "c"),
        (".X", ""),
        ("#C", ""),
        ("nothing", ""),
        # lists
        ("b, p", "b c d"),
        ("p, p", "b c"),
        # attributes
        ("[title]", "b"),
        ("[TITLE]", "b"),
        ("[title=T]", "b"),
        ("[title=t]", ""),
        ("[title=t i]", "b"),
        ("[title='T' s]", "b"),
        ("[lang=EN]", "b"),
        ("[lang=EN s]", ""),
        ("[data-kind='Big one']", "e"),
        ("[data-kind~=one]", "e"),
        ("[data-kind~='Big one']", ""),
        ("[data-kind^=Big]", "e"),
        ("[data-kind$=one]", "e"),
        ("[data-kind*='g o']", "e"),
        ("[data-kind*='G O' i]", "e"),
        ("[data-kind^='']", ""),
        ("[data-kind$='']", ""),
        ("[data-kind*='']", ""),
        ("[data-kind~='']", ""),
        ("[lang|=en]", "b"),
        ("[class=x]", "c f h"),
        # combinators
        ("div p", "b c"),
        ("div > p", "b c"),
        ("div > b", ""),
        ("div b", "d"),
        ("p + p", "c"),
        ("p+p", "c"),
        ("li ~ li", "g h i"),
        ("li.x ~ li", "g h i"),
        ("#g ~ .x", "h"),
        ("div ~ ul > .x + li", "g i"),
        ("div p > .y", "d"),
        ("#a #b + * b", "d"),
        # logic
        (":is(p, b)", "b c d"),
        (":where(p, b).x", "c"),
        (":not(.x)", f"{ROOT} b d e g i"),
        (":not(p, li, b)", f"{ROOT} a e"),
        (":not(div p)", f"{ROOT} a d e f g h i"),
        ("li:not(.x):not(:last-child)", "g"),
        (":is(div > .x, ul > .x)", "a c f h"),
        (":is()", ""),
        ("p:not(:is())", "b c"),
        # :has()
        (":has(b)", f"{ROOT} a c"),
        ("div:has(.y)", f"{ROOT} a"),
        (":has(> b)", "c"),
        (":has(+ p)", "b"),
        (":has(~ #i)", "f g h"),
        ("li:has(+ .x)", "g"),
        (":has(> p > b)", "a"),
        (":has(+ ul > .x)", "a"),
        (":has(~ li.x + li)", "f g"),
        ("div:has(b, li)", f"{ROOT} a"),
        (":not(:has(*))", "b d f g h i"),
        ("p:has(:scope)", ""),
        # positions
        ("li:first-child", "f"),
        ("li:last-child", "i"),
        ("li:nth-child(1)", "f"),
        ("li:nth-child(odd)", "f h"),
        ("li:nth-child(2n)", "g i"),
        ("li:nth-child(EVEN)", "g i"),
        ("li:nth-child(n+3)", "h i"),
        ("li:nth-child(-n + 2)", "f g"),
        ("li:nth-child(3n - 1)", "g"),
        ("li:nth-child(-2n+3)", "f h"),
        ("li:nth-child(0)", ""),
        ("li:nth-child(n)", "f g h i"),
        ("li:nth-child(0n+2)", "g"),
        ("li:nth-last-child(2)", "h"),
        (":nth-child(2 of .x)", "h"),
        ("li:nth-last-child(1 of .x)", "h"),
        (":nth-child(1 of li:not(.x), p + p)", "c g"),
        ("p:nth-of-type(2)", "c"),
        ("b:nth-of-type(1)", "d"),
        ("li:nth-last-of-type(1)", "i"),
        (":only-child", f"{ROOT} d"),
        (":only-of-type", f"{ROOT} a d e"),
        ("p:first-of-type", "b"),
        ("p:last-of-type", "c"),
        ("div:first-of-type", f"{ROOT} a"),
        # the tree
        (":root", ROOT),
        (":scope", ROOT),
        (":root > div", "a"),
        ("li:empty", "i"),
        (":defined", f"{ROOT} a b c d e f g h i"),
        # languages
        (":lang(en)", "b"),
        (":lang('EN', de)", "b"),
        (":lang(de)", ""),
        # escapes and comments
        (r"#\61", "a"),
        (r".\78", "a c f h"),
        ("/* all */ p /* of */ . /* no */ x", None),
        ("p/**/.x", "c"),
        # links, and what nobody is told
        (":link", ""),
        (":visited", ""),
        # pseudo-elements
        ("p::before", ""),
        ("p:after", ""),
        ("p::before, b", "d"),
        (":not(p)::first-line", ""),
    ],
)
def test_what_selectors_mean(selector: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(DOMException):
            ids(FAMILY, selector)
    else:
        assert ids(FAMILY, selector) == expected


FORM = """
<form id=form><fieldset id=off disabled>
 <legend id=l1><input id=legend1></legend><legend id=l2><input id=legend2></legend>
 <input id=inoff><fieldset id=inner><button id=deep></button></fieldset></fieldset>
<input id=text placeholder=p required><input id=filled placeholder=p value=v><input id=ro readonly>
<input id=box type=checkbox checked><input id=box2 type=CHECKBOX><input id=r1 type=radio name=r>
<input id=r2 type=radio name=r><input id=hidden type=hidden required>
<select id=select required><option id=o1>1</option><optgroup id=group disabled>
<option id=o2 selected>2</option></optgroup></select>
<textarea id=area placeholder=p></textarea><button id=plain type=button></button>
<input id=submit type=submit><button id=send></button>
<progress id=progress></progress><progress id=half value=1></progress></form>
<p id=edit contenteditable><b id=bold></b></p>
<a id=link href=x></a><a id=anchor></a><details id=open open></details><details id=shut></details>
"""


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (":checked", "box o2"),
        (":disabled", "off legend2 inoff inner deep group o2"),
        (
            ":enabled",
            "legend1 text filled ro box box2 r1 r2 hidden select o1 area plain submit send",
        ),
        (":required", "text select"),
        ("input:optional", "legend1 legend2 inoff filled ro box box2 r1 r2 hidden submit"),
        (":read-write", "legend1 text filled area edit bold"),
        ("input:read-only", "legend2 inoff ro box box2 r1 r2 hidden submit"),
        (":placeholder-shown", "text area"),
        (":default", "deep box o2"),
        (":indeterminate", "r1 r2 progress"),
        (":link", "link"),
        (":any-link", "link"),
        (":open", "open"),
    ],
)
def test_forms(selector: str, expected: str) -> None:
    assert ids(FORM, selector) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<select disabled id=s><option id=a><optgroup id=g><option id=b></select>", "s a g b"),
        ("<fieldset disabled id=f><select id=s><option id=a></select></fieldset>", "f s a"),
        ("<select><optgroup disabled id=g><option id=a></select>", "g a"),
        ("<select disabled id=s><option id=a></select><option id=b>", "s a"),
        ("<datalist><option id=a></datalist>", ""),
    ],
)
def test_options_are_disabled_with_their_select(source: str, expected: str) -> None:
    assert ids(source, ":disabled") == expected


def test_forms_as_the_user_left_them() -> None:
    document = page(FORM)
    document.getElementById("box").checked = False
    document.getElementById("box2").checked = True
    document.getElementById("r2").checked = True
    document.getElementById("o1").selected = True
    document.getElementById("text").value = "typed"
    assert [one.id for one in query_all(document, ":checked")] == ["box2", "r2", "o1"]
    assert [one.id for one in query_all(document, ":placeholder-shown")] == ["area"]
    assert [one.id for one in query_all(document, ":indeterminate")] == ["progress"]
    document.getElementById("box").indeterminate = True
    assert matches(document.getElementById("box"), ":indeterminate")


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (":dir(rtl)", "rtl inrtl auto bdi"),
        ("p:dir(ltr)", "ltr none"),
        (":lang(de)", "de swiss"),
        (":lang('*-CH')", "swiss swissfr"),
        (":lang('de-ch')", "swiss"),
        (":lang('')", "nolang"),
        (":lang(fr, '*-Latn')", "swissfr"),
    ],
)
def test_languages_and_directions(selector: str, expected: str) -> None:
    source = """<p id=rtl dir=RTL><i id=inrtl></i></p><p id=ltr dir=ltr>א</p><p id=auto dir=auto>123 א b</p>
    <p id=none></p><bdi id=bdi>א</bdi><div id=de lang=de><div id=swiss lang=de-Latf-CH></div></div>
    <div id=swissfr lang=fr-CH></div><div id=nolang lang=''></div>"""
    assert ids(source, selector) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<input id=a dir=auto value='א'><input id=b dir=auto type=checkbox value='א'>", "a"),
        ("<textarea id=a dir=auto>א</textarea>", "a"),
        ("<p id=a dir=auto><i id=i dir=ltr>x</i><bdi id=d>y</bdi><b id=b>1 א</b></p>", "a b"),
        ("<p id=a dir=auto>1 2</p><p id=b dir=nonsense>א</p>", ""),
        ("<div dir=rtl id=r><input id=t type=tel><input id=i></div>", "r i"),
    ],
)
def test_directions_that_the_text_decides(source: str, expected: str) -> None:
    assert ids(source, ":dir(rtl)") == expected


@pytest.mark.parametrize(
    ("range", "language", "expected"),
    [
        ("de", "de", True),
        ("DE-ch", "de-CH-1996", True),
        ("de-1996", "de-CH-1996", True),
        ("de-1996", "de-x-1996", False),
        ("de-CH", "de", False),
        ("*", "de", True),
        ("*", "", False),
        ("de-*-1996", "de-CH-1996", True),
        ("de", "deutsch", False),
    ],
)
def test_language_ranges(range: str, language: str, expected: bool) -> None:
    element = Document().createElement("p", attributes={"lang": language})
    assert matches(element, f":lang('{range}')") is expected


def test_empty_is_without_elements_and_texts() -> None:
    assert ids("<p id=a><!--c--></p><p id=b> </p><p id=c><!--c--><i></i></p>", "p:empty") == "a"
    element = Document().createElement("p")
    element.append("", "")
    assert matches(element, ":empty")


def test_radio_buttons_without_a_name_are_groups_of_their_own() -> None:
    assert ids("<input type=radio id=a><input type=radio id=b checked>", ":indeterminate") == "a"


def test_buttons_outside_of_forms_are_no_default() -> None:
    assert (
        ids("<button id=a></button><form><button type=button></button><button id=b></button></form>", ":default") == "b"
    )


def test_names_of_svg_keep_their_case() -> None:
    document = page("<svg id=s><foreignobject id=f><p id=p></p></foreignobject><a id=a xlink:href='#'></a></svg>")
    assert [one.id for one in query_all(document, "foreignObject, foreignobject")] == ["f"]
    assert matches(document.getElementById("a"), ":any-link")
    assert not matches(document.getElementById("f"), "FOREIGNOBJECT")
    assert query_all(document, "|p") == []


class TestScope:
    def test_elements_are_matched_within_their_whole_tree(self) -> None:
        document = page(FAMILY)
        div = document.getElementById("a")
        assert [one.id for one in div.querySelectorAll("div p")] == ["b", "c"]
        assert [one.id for one in div.querySelectorAll(":scope > p")] == ["b", "c"]
        assert [one.id for one in div.querySelectorAll(":scope p b")] == ["d"]
        assert [one.id for one in div.querySelectorAll(":scope")] == []
        assert [one.id for one in div.querySelectorAll("p:has(:scope)")] == []
        assert div.querySelector("ul") is None

    def test_of_matches_and_closest(self) -> None:
        document = page(FAMILY)
        bold = document.getElementById("d")
        assert matches(bold, ":scope")
        assert matches(bold, "div b")
        assert not matches(bold, ":scope b")
        assert closest(bold, "p, div") is document.getElementById("c")
        assert closest(bold, "b") is bold
        assert closest(bold, "div") is document.getElementById("a")
        assert closest(bold, "ul") is None
        assert closest(bold, ":has(> :scope)") is document.getElementById("c")

    def test_a_fragment(self) -> None:
        document = Document()
        fragment = document.createDocumentFragment()
        fragment.append(document.createElement("p", "a"), document.createElement("p", "b"))
        assert [one.id for one in query_all(fragment, "p + p, p:first-child")] == ["a", "b"]
        assert query(fragment, "#b") is fragment.lastChild
        assert query_all(fragment, ":root") == []

    def test_a_detached_tree(self) -> None:
        document = Document()
        parent = document.createElement("div")
        child = parent.appendChild(document.createElement("p", "a"))
        assert query_all(parent, "div > p:only-child") == [child]
        assert query(parent, "#a") is child
        assert matches(parent, "div:first-child:last-child:only-of-type:nth-child(1)")
        assert query(document, "#a") is None
        assert query_all(document, "#a") == []


class TestIds:
    def test_the_first_in_tree_order_is_found(self) -> None:
        document = page("<p id=x>1</p><div><p id=x>2</p></div>")
        div = document.body.lastElementChild
        assert div is not None
        assert [one.textContent for one in query_all(document, "#x")] == ["1", "2"]
        first, second = query(document, "#x"), query(div, "#x")
        assert (first and first.textContent, second and second.textContent) == ("1", "2")

    def test_the_root_itself_is_not_a_descendant_of_itself(self) -> None:
        document = page("<p></p>")
        assert query(document, f"#{ROOT}") is document.body
        assert query(document.body, f"#{ROOT}") is None
        assert query(document, "#missing") is None


class TestErrors:
    @pytest.mark.parametrize(
        "selector",
        [
            *("", " ", ",", "p,", ",p", "p,,b", "> p", "p >", "p > > b", "..x", "#", ".", "[", "[]", "[a=]", "[a=b c]"),
            *("[a==b]", "p:", "p::", ":not()", ":not(", ":not(!)", ":has()", ":nth-child()", ":nth-child(x)"),
            *(":nth-child(2 of)", ":nth-of-type(2 of p)", ":lang()", ":lang(,)", ":lang(a b)", ":dir()", ":dir(a b)"),
            *("p}", "p{}", "@media", "a|b", "1p", "#1", ".1", "p !", "::nonsense", "&"),
        ],
    )
    def test_what_is_no_selector(self, selector: str) -> None:
        document = page(FAMILY)
        for call in (query, query_all):
            with pytest.raises(DOMException) as caught:
                call(document, selector)
            assert caught.value.name == "SyntaxError"

    @pytest.mark.parametrize(
        ("selector", "message"),
        [
            ("a:hover", ":hover depends on what only the browser knows"),
            ("p:is(b, :focus)", ":focus depends on what only the browser knows"),
            (":nonsense", "pseudo-class :nonsense is not supported"),
            ("p:contains(x)", r"pseudo-class :contains\(\) is not supported"),
            (":not(:host(x))", r"pseudo-class :host\(\) is not supported"),
            ("p >", "'p >' is not a selector"),
        ],
    )
    def test_the_message_names_what_is_wrong(self, selector: str, message: str) -> None:
        with pytest.raises(DOMException, match=message):
            query_all(page(FAMILY), selector)

    @pytest.mark.parametrize("opening", [":is(", ":not(", "[", "("])
    def test_deep_nesting(self, opening: str) -> None:
        with pytest.raises(DOMException) as caught:
            query_all(page(FAMILY), opening * 20_000)
        assert caught.value.name == "SyntaxError"

    def test_selectors_are_strings(self) -> None:
        with pytest.raises(TypeError):
            query(page(FAMILY), None)  # type: ignore[arg-type]

    def test_without_the_extra_the_error_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = builtins.__import__

        def fail(name: str, *args: Any, **kwargs: Any) -> Any:
            if name.startswith("cssselect2"):
                raise ModuleNotFoundError(name)
            return real(name, *args, **kwargs)

        monkeypatch.setattr(builtins, "__import__", fail)
        with pytest.raises(MissingExtraError, match=r"pip install 'domsync\[selectors\]'"):
            matches(Document().body, "p.without-the-extra")


class TestCost:
    """Ten times the nodes take about ten times as long, whatever the selector."""

    @pytest.mark.parametrize(
        "selector",
        [
            *("#missing", ".missing", "missing", "li:nth-child(2n of .x)", "li:nth-last-of-type(3)", ".missing ~ li"),
            *(".missing li", "li:last-of-type", ":has(.missing)", "p ~ li ~ li", "ul li + li ~ li", "li:not(:has(b))"),
        ],
    )
    def test_many_siblings(self, selector: str) -> None:
        def seconds(count: int) -> float:
            document = Document()
            parent = document.createElementNS("http://www.w3.org/1999/xhtml", "ul")
            for _ in range(count):
                parent.appendChild(document.createElementNS("http://www.w3.org/1999/xhtml", "li"))
            compile_selector(selector)
            begin = time.perf_counter()
            query_all(parent, selector)
            return time.perf_counter() - begin

        few, many = (min(seconds(count) for _ in range(3)) for count in (500, 5000))
        # Quadratic would be a factor of 100.
        assert many < few * 40

    def test_many_descendant_combinators_do_not_explode(self) -> None:
        document = Document()
        node: Element = document.createElement("div")
        top = node
        for _ in range(200):
            node = node.appendChild(document.createElement("div"))
        begin = time.perf_counter()
        assert query_all(top, " ".join(["div"] * 12) + " p") == []
        assert query_all(top, "p " + " ".join(["div"] * 12)) == []
        assert time.perf_counter() - begin < 2

    def test_a_parsed_selector_is_kept(self) -> None:
        assert compile_selector("p.kept") is compile_selector("p.kept")


def test_the_result_does_not_live() -> None:
    document = page(FAMILY)
    found = document.querySelectorAll("li")
    document.getElementById("f").remove()
    assert [one.id for one in found] == ["f", "g", "h", "i"]
    assert document.createElementNS(SVG, "g").matches("g")
