"""Quoting: what is given back is one literal, whatever the text is, and says the same text."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.dom.ops import Json
from domsync.render import quoting
from tests import corpus
from tests.render.lexer import STRING, TEMPLATE, tokens, value_of

HOSTILE = corpus.texts(20_000)


@pytest.mark.parametrize(
    ("text", "string", "template"),
    [
        ("", '""', "``"),
        ("plain é 😀", '"plain é 😀"', "`plain é 😀`"),
        ('"', r'"\""', '`"`'),
        ("`", '"`"', r"`\``"),
        ("${x}", '"${x}"', r"`\${x}`"),
        ("$ {x} $", '"$ {x} $"', "`$ {x} $`"),
        ("\\", r'"\\"', r"`\\`"),
        ("\\`", r'"\\`"', r"`\\\``"),
        ("a\nb\r\nc", r'"a\nb\r\nc"', r"`a\nb\r\nc`"),
        ("\t", '"\t"', "`\t`"),
        ("\x00\x1f\x7f", r'"\x00\x1f\x7f"', r"`\x00\x1f\x7f`"),
        ("\u2028\u2029", r'"\u2028\u2029"', r"`\u2028\u2029`"),
        ("</script><!--", r'"\x3c/script>\x3c!--"', r"`\x3c/script>\x3c!--`"),
        ("1 < 2 <b>", '"1 < 2 <b>"', "`1 < 2 <b>`"),
        ("\ud800", r'"\ud800"', r"`\ud800`"),
    ],
)
def test_javascript_literals(text: str, string: str, template: str) -> None:
    assert quoting.js_string(text) == string
    assert quoting.js_template(text) == template


@pytest.mark.parametrize("hostile", HOSTILE, ids=str)
def test_the_corpus_stays_in_its_literal(hostile: corpus.Hostile) -> None:
    assert_one_literal(hostile.text)


@given(st.text(st.characters() | st.sampled_from('\\"`${}</!\n\r\u2028')))
def test_any_text_stays_in_its_literal(text: str) -> None:
    assert_one_literal(text)


def assert_one_literal(text: str) -> None:
    for literal, kind in ((quoting.js_string(text), STRING), (quoting.js_template(text), TEMPLATE)):
        assert [token.kind for token in tokens(literal)] == [kind]
        assert value_of(literal) == text
        assert "\n" not in literal
        assert not re.search("</|<!", literal)


def test_json_values_are_expressions() -> None:
    value: Json = {"a": [1, -2.5, True, None, '"</script>'], "b": {"c": "`"}}
    written = quoting.js_json(value)
    assert written == r'{"a": [1, -2.5, true, null, "\"\x3c/script>"], "b": {"c": "`"}}'
    assert quoting.js_value("text`") == r"`text\``"
    assert quoting.js_value(["text`"]) == '["text`"]'
    assert quoting.js_value(False) == "false"


def test_what_json_has_no_words_for_is_null_as_on_the_wire() -> None:
    assert quoting.js_json(float("nan")) == "null"
    assert quoting.js_json(float("inf")) == "null"


def test_a_key_does_not_set_the_prototype() -> None:
    assert quoting.js_json({"__proto__": {"x": 1}}) == '{["__proto__"]: {"x": 1}}'


def test_what_is_no_json_value_is_refused() -> None:
    with pytest.raises(TypeError, match="JSON values"):
        quoting.js_json({"when": object()})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("this.value", "this.value"),
        ("this.value // the text", "(this.value // the text\n)"),
        ("a <!-- b", "(a <!-- b\n)"),
        ("a\n--> b", "(a\n--> b\n)"),
    ],
)
def test_a_comment_in_an_expression_ends_with_it(source: str, written: str) -> None:
    assert quoting.js_expression(source) == written


@pytest.mark.parametrize(
    ("text", "content", "attribute"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d", '"a &lt; b &amp; c &gt; d"'),
        ("\"quoted\" 'single'", "\"quoted\" 'single'", "\"&quot;quoted&quot; 'single'\""),
        ("no\xa0break", "no&nbsp;break", '"no&nbsp;break"'),
        ("a\r\nb", "a&#13;\nb", '"a&#13;\nb"'),
    ],
)
def test_html(text: str, content: str, attribute: str) -> None:
    assert quoting.html_text(text) == content
    assert quoting.html_attribute(text) == attribute


@pytest.mark.parametrize(
    ("data", "written"),
    [
        ("plain - text -- <b> > </b>", "<!--plain - text -- <b> > </b>-->"),
        ("-->", "<!----&gt;-->"),
        ("a--!>b", "<!--a--!&gt;b-->"),
        (">", "<!--&gt;-->"),
        ("->", "<!---&gt;-->"),
        ("a-", "<!--a--->"),
    ],
)
def test_a_comment_does_not_end_early(data: str, written: str) -> None:
    assert quoting.html_comment(data, in_text=False) == written


def test_a_comment_does_not_end_the_noscript_around_it() -> None:
    assert quoting.html_comment("</noscript><b>", in_text=True) == "<!--&lt;/noscript><b>-->"


@pytest.mark.parametrize(
    ("tag", "text", "inside", "anywhere"),
    [
        ("style", "a > b { width: 1px } /* & */", "a > b { width: 1px } /* & */", "a > b { width: 1px } /* & */"),
        ("style", "</STYLE><b>", "\\3c /STYLE>\\3c b>", "\\3c /STYLE>\\3c b>"),
        ("style", "@media (1px <= width)", "@media (1px <= width)", "@media (1px <= width)"),
        ("script", "a < b; c<d; '</script>'; '<!--'", "a < b; c<d; '<\\/script>'; '<\\!--'", None),
        ("xmp", "<b></xmp>", "<b>&lt;/xmp>", "&lt;b>&lt;/xmp>"),
        ("iframe", "</iframe><img>", "&lt;/iframe><img>", "&lt;/iframe>&lt;img>"),
    ],
)
def test_raw_text_does_not_end_its_element(tag: str, text: str, inside: str, anywhere: str | None) -> None:
    assert quoting.html_raw_text(text, tag, anywhere=False) == inside
    if anywhere is not None:
        assert quoting.html_raw_text(text, tag, anywhere=True) == anywhere


def test_nothing_else_in_the_package_escapes() -> None:
    source = (corpus.PATH.parents[2] / "domsync" / "render").glob("*.py")
    for path in source:
        if path.name != "quoting.py":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"&(amp|lt|gt|quot|#)|html\.escape|json\.dumps|\.translate\(", text), path.name


def test_the_corpus_is_read_whole() -> None:
    assert len(HOSTILE) > 300
    assert json.loads(corpus.PATH.read_text(encoding="utf-8"))
