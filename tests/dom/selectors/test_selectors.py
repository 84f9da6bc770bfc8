"""Selectors: what each kind means, and that a query costs no more than its tree."""

from __future__ import annotations

import builtins
import time
from typing import Any

import pytest

from domsync.dom.checks.names import SVG, XLINK
from domsync.dom.checks.trusted import unsafe_html
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.dom.selectors import closest, matches, query, query_all
from domsync.dom.selectors.compile import compile_selector
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
        ("::slotted(p)", ""),
        ("p::part(x), b", "d"),
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


class TestForgiving:
    """Lists of `:is()` and `:where()` pass over what is no selector; those of `:not()` and `:has()` do not."""

    @pytest.mark.parametrize(
        ("selector", "found"),
        [
            (":is(:nonsense, b)", ["d"]),
            (":where(!, b, [)", ["d"]),
            (":is(1, b)", ["d"]),
            (":is(b, > p)", ["d"]),
            (":is(::before, b)", ["d"]),
            (":is(b ::before)", []),
            (":is()", []),
            (":is(:is(:nonsense), b)", ["d"]),
            (":not(:is(:nonsense)) > b", ["d"]),
            (":has(:is(:has(b)))", []),
            (":is(:hover, b)", ["d"]),
        ],
    )
    def test_forgives(self, selector: str, found: list[str]) -> None:
        assert [one.id for one in page(FAMILY).querySelectorAll(selector)] == found

    @pytest.mark.parametrize("selector", ["[title='x", "b:is(.y", "b:nth-child(1", '[lang="de', ":is(b, [title='x"])
    def test_the_end_closes_what_is_open(self, selector: str) -> None:
        page(FAMILY).querySelectorAll(selector)

    @pytest.mark.parametrize(
        "pseudo",
        [
            *(":hover", ":focus", ":focus-within", ":focus-visible", ":active", ":target", ":visited", ":fullscreen"),
            *(":-webkit-autofill", ":target-before", ":target-after", ":interest-source", ":interest-target"),
            *(":active-view-transition-type(a, b)", "::scroll-button(up)", "::scroll-button(*)", "::slotted(b.x)"),
            *("::part(a b)", "::view-transition-new(*)", ":host(b.x)", ":host-context(b)"),
            *(":autofill", ":host", ":host(b)", ":user-invalid", ":state(x)", ":picture-in-picture", ":playing", "&"),
            *("::before", "::backdrop", "::cue", "::cue(b)", "::-webkit-scrollbar", "::details-content", "::part(x)"),
            *("::before::marker", "::view-transition", "::view-transition-group(x)", "::picker(select)"),
        ],
    )
    def test_valid_and_nothing_here(self, pseudo: str) -> None:
        document = page(FAMILY)
        assert list(document.querySelectorAll(pseudo)) == []
        assert not document.body.matches(pseudo)

    def test_media(self) -> None:
        document = Document()
        for tag in ("video", "audio", "b"):
            document.body.append(document.createElement(tag, tag))
        document.getElementById("audio").muted = True
        document.apply_user_input(document.getElementById("video"), {"paused": False})
        for selector, found in ((":playing", ["video"]), (":paused", ["audio"]), (":muted", ["audio"])):
            assert [one.id for one in document.querySelectorAll(selector)] == found

    def test_only_html_is_read_only(self) -> None:
        document = Document()
        document.body.append(document.createElementNS(SVG, "g"), document._make_html("b"))
        assert [one.localName for one in document.body.querySelectorAll(":read-only")] == ["b"]

    @pytest.mark.parametrize(
        ("selector", "found"),
        [
            # Older CSS takes these for ranges of characters.
            *(("u+b", "b"), ("U+B", "b"), ("u+article", "article"), ("*:is(u+a, u+article)", "a article")),
            *(("u+ b", "b"), ("u+a.x", "a"), ("u+article > p", "p"), ("u +b", "b")),
        ],
    )
    def test_a_u_with_something_beside_it(self, selector: str, found: str) -> None:
        source = "".join([f"<div><u></u><{tag} id={tag} class=x><p id=p></p></{tag}></div>" for tag in ("a", "b")])
        source += "<div><u></u><article id=article><p id=p></p></article></div>"
        assert ids(source, selector) == found

    def test_names_of_two_parts_end_where_they_do(self) -> None:
        # Without the comment that stands between them these are no ranges.
        assert ids("<b id=b title=bar></b><b id=c title=BAR></b>", "[title=bar/**/i]") == "b c"


class TestValidity:
    """As Chromium has it, but for a `pattern` and for what it was told or saw the user do."""

    SOURCE = """<form id=form><fieldset id=fieldset><input id=a required><input id=b required value=x>
    <input id=c type=email value=x@y><input id=d type=email value=xy><input id=e type=url value=foo>
    <input id=f type=url value=http://a><input id=g type=number min=5 value=3><input id=h type=number step=2 value=3>
    <input id=i type=date min=2020-01-01 value=2019-12-31><input id=j type=time min=10:00 max=09:00 value=09:30>
    <input id=k type=checkbox required><input type=radio name=r id=l><input type=radio name=r required id=m>
    <select id=n required><option value>x</select><select id=o required multiple></select>
    <textarea id=p required></textarea><button id=q></button><button type=button id=r></button><output id=s></output>
    <input id=t type=hidden required><input id=u readonly required><input id=v disabled required>
    <input type=range min=1 max=3 value=9 id=x><input type=month max=2020-01 value=2020-02 id=y>
    <input type=week max=2020-W01 value=2020-W02 id=z><input type=image id=ab>
    <input type=datetime-local min=2020-01-01T10:00 value=2020-01-01T09:59 id=aa><input type=number id=ad min=1>
    <input type=text min=1 id=ae><input type=number id=af min=1 readonly value=0><input type=range id=ag>
    <input type=email multiple value="a@b,c" id=ah><input type=number step=any value=1.5 id=ai>
    <input type=date step=7 value=2020-01-02 id=aj><input type=color required id=ak>
    <input type=checkbox readonly required id=al><datalist><input required id=am></datalist>
    <input type=submit id=an><input type=reset id=ao></fieldset></form>
    <fieldset id=empty></fieldset><form id=alone></form><input required form=alone id=outside>"""

    @pytest.mark.parametrize(
        ("selector", "expected"),
        [
            (":valid", "b c f h q x ad ae ag ai aj ak an empty"),
            (":invalid", "form fieldset a d e g i j k l m n o p y z aa ah alone outside"),
            (":in-range", "x ad ag"),
            (":out-of-range", "g i j y z aa"),
            ("form:is(:valid, :invalid) > :not(:valid)", "fieldset"),
        ],
    )
    def test_it_is_what_attributes_and_values_say(self, selector: str, expected: str) -> None:
        assert ids(self.SOURCE, selector) == expected

    def test_it_changes_with_what_is_entered(self) -> None:
        document = page(self.SOURCE)
        by_id = document.getElementById
        for id, value in (("a", "x"), ("g", "7"), ("d", "x@y.z"), ("p", " "), ("k", True), ("l", True), ("j", "10:00")):
            document.apply_user_input(by_id(id), value)
            assert by_id(id).matches(":valid")
        assert by_id("m").matches(":valid")
        assert by_id("j").matches(":in-range")
        by_id("n").append(document.createElement("option", "chosen"))
        by_id("n").value = ""
        assert by_id("n").matches(":invalid")
        by_id("chosen").selected = True
        by_id("chosen").text = "y"
        assert by_id("n").matches(":valid")

    @pytest.mark.parametrize(
        ("attributes", "valid"),
        [
            ("type=number step=2 min=1 value=3", True),
            ("type=number step=2 min=1 value=4", False),
            ("type=number step=0.1 min=0 value=0.3", True),
            ("type=number step=0.1 min=0 value=0.35", False),
            ("type=number step=0 min=0 value=1", True),
            ("type=date step=7 min=2024-01-01 value=2024-03-04", True),
            ("type=date step=7 min=2024-01-01 value=2024-03-05", False),
            ("type=month step=2 min=2024-01 value=2025-03", True),
            ("type=month step=2 min=2024-01 value=2025-04", False),
            ("type=week step=2 min=2020-W52 value=2021-W01", True),
            ("type=week step=2 min=2020-W52 value=2020-W53", False),
            ("type=time min=10:00 value=10:00:30", False),
            ("type=time step=30 min=10:00 value=10:00:30", True),
            ("type=time step=0.1 min=10:00 value=10:00:30.5", True),
            ("type=datetime-local min=2024-02-28T23:00 value=2024-03-01T00:00", True),
            ("type=datetime-local min=2024-02-28T23:00 value=2024-03-01T00:00:01", False),
            ("type=email value=a@-b", False),
            ("type=email value=a..b@c.d", True),
            ("type=url value=mailto:a", True),
        ],
    )
    def test_steps_and_kinds(self, attributes: str, valid: bool) -> None:
        assert ids(f"<input id=a {attributes}>", ":valid") == ("a" if valid else "")

    def test_a_pattern_is_the_browsers_business(self) -> None:
        document = page("<input id=a pattern=[a-z] value=1><input id=b pattern=[a-z]><input id=c pattern=x required>")
        with pytest.raises(DOMException, match=r"has a pattern, which only the browser can match") as caught:
            document.querySelectorAll(":invalid")
        assert caught.value.name == "NotSupportedError"
        assert document.querySelector("#b:valid, #c:valid") is document.getElementById("b")


class TestErrors:
    @pytest.mark.parametrize(
        "selector",
        [
            *("", " ", ",", "p,", ",p", "p,,b", "> p", "p >", "p > > b", "..x", "#", ".", "[", "[]", "[a=]", "[a=b c]"),
            *("[a=b i i]", "[a='b' i x]", "[a='b'i c]", "[a=b s)]", "[a i]", "*|", "[a|", "|", ":backdrop", ":part(x)"),
            *(
                ":-webkit-nonsense",
                "::part()",
                "::slotted()",
                "::slotted(a b)",
                "::cue()",
                "::cue(a > b)",
                "::highlight()",
            ),
            *("::highlight(a b)", "::picker()", "::view-transition-group()", "::view-transition-new(1)", ":host()"),
            *(":host(a b)", ":host(a, b)", ":host-context()", ":active-view-transition-type()", ":lang(a,)", "u+1"),
            *(":nth-child(2n-)", ":nth-child(+)", ":nth-child(n+)", ":nth-child(+ n)", ":nth-child(1 of)", "u+a?"),
            *("[a==b]", "p:", "p::", ":not()", ":not(", ":not(!)", ":has()", ":nth-child()", ":nth-child(x)"),
            *(":nth-child(2 of)", ":nth-of-type(2 of p)", ":lang()", ":lang(,)", ":lang(a b)", ":dir()", ":dir(a b)"),
            *(
                "p}",
                "p{}",
                "@media",
                "a|b",
                "1p",
                "#1",
                ".1",
                "p !",
                "::nonsense",
                ":has(:has(b))",
                ":not(::before)",
                ":not(p, b::after)",
                ":has(p, ::before)",
                ":has(p, :nonsense)",
                ":has()",
                ":state()",
                "::before::before",
                "::view-nonsense",
            ),
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
            (":nonsense", "pseudo-class :nonsense is not supported"),
            ("p:contains(x)", r"pseudo-class :contains\(\) is not supported"),
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
            begin = time.process_time()
            query_all(parent, selector)
            return time.process_time() - begin

        few, many = (min(seconds(count) for _ in range(3)) for count in (500, 5000))
        # Quadratic would be a factor of 100.
        assert many < few * 40

    def test_many_descendant_combinators_do_not_explode(self) -> None:
        document = Document()
        node: Element = document.createElement("div")
        top = node
        for _ in range(200):
            node = node.appendChild(document.createElement("div"))
        begin = time.process_time()
        assert query_all(top, " ".join(["div"] * 12) + " p") == []
        assert query_all(top, "p " + " ".join(["div"] * 12)) == []
        assert time.process_time() - begin < 2

    def test_a_parsed_selector_is_kept(self) -> None:
        assert compile_selector("p.kept") is compile_selector("p.kept")


def test_the_result_does_not_live() -> None:
    document = page(FAMILY)
    found = document.querySelectorAll("li")
    document.getElementById("f").remove()
    assert [one.id for one in found] == ["f", "g", "h", "i"]
    assert document.createElementNS(SVG, "g").matches("g")


class TestWhatOnlyAStyleSheetOrAMomentMeans:
    @pytest.fixture
    def root(self) -> Element:
        root = Document("root").body
        link = root.ownerDocument.createElementNS(SVG, "a")  # type: ignore[union-attr]
        link.setAttributeNS(XLINK, "xlink:href", "#a")
        plain = root.ownerDocument.createElement("a", attributes={"href": "/", "title": "T"})  # type: ignore[union-attr]
        root.append(link, plain)
        return root

    @pytest.mark.parametrize(
        "selector", ["&", "& a", "a&", ":host", ":host(a)", ":host-context(a)", ":active", ":target"]
    )
    def test_nothing_matches(self, root: Element, selector: str) -> None:
        assert list(root.querySelectorAll(selector)) == []
        assert not root.children[0].matches(selector)
        assert len(root.querySelectorAll(f"a:not({selector})")) == 2

    @pytest.mark.parametrize(
        ("selector", "count"),
        [("[*|href]", 2), ("[|href]", 1), ("[href]", 1), ("[*|href='#a']", 1), ("[*|TITLE]", 1), ("[*|x]", 0)],
    )
    def test_attributes_of_any_namespace(self, root: Element, selector: str, count: int) -> None:
        assert len(root.querySelectorAll(selector)) == count

    def test_escaped_surrogates_are_replaced(self, root: Element) -> None:
        root.children[1].id = "a\ufffd"
        for selector in (r"#a\d800", r"#a\dfff ", r"[id='a\00d800']", "#a\ud800"):
            assert root.querySelector(selector) is root.children[1]

    def test_has_in_has_is_refused(self, root: Element) -> None:
        for selector in (":has(:has(a))", "b:has(> i:has(a))", ":not(:has(:has(a)))"):
            with pytest.raises(DOMException, match=r":has\(\) cannot be nested"):
                root.querySelector(selector)


def test_a_very_long_selector_is_refused() -> None:
    document = Document()
    assert document.querySelector("a, " * 300 + "b") is None
    with pytest.raises(DOMException, match="up to 1024"):
        document.querySelector("x" + " a" * 600)
