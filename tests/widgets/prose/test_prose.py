"""Markdown, code and icons: what is shown, what is refused, and what growing costs."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import Component, UnsafeValueError, VNode, safe_url, svg
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.prose.highlighting import MOST_HIGHLIGHTED, runs
from domsync.widgets.prose.markdown_blocks import MarkdownBlocks, Rules
from tests import corpus


def html_of(text: str, **options: Any) -> str:
    with render_page(lambda: h.div(w.markdown(text, **options))) as page:
        assert not page.errors
        return str(page.locator(".ds-markdown").first.html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# A *b*", "<h2>A <em>b</em></h2>"),
        ("a\nb  \nc", "<p>a\nb<br>c</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("3. a", '<ol start="3"><li>a</li></ol>'),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("**a** ~~b~~ `c<`", "<p><strong>a</strong> <s>b</s> <code>c&lt;</code></p>"),
        ("---", "<hr>"),
        ("[a](/b 'c')", '<p><a href="/b" title="c">a</a></p>'),
        ("[a][b]\n\n[b]: /c", '<p><a href="/c">a</a></p>'),
        (
            "<https://a.example>",
            '<p><a href="https://a.example" target="_blank" rel="noopener noreferrer">https://a.example</a></p>',
        ),
        ("[a](javascript:alert(1))", "<p><span>a</span></p>"),
        ("![a](javascript:alert(1))", "<p><span>a</span></p>"),
        ("![a *b*](/c.png)", '<p><a href="/c.png">a b</a></p>'),
        ("a <b>c</b>\n\n<script>d</script>", "<p>a &lt;b&gt;c&lt;/b&gt;</p><p>&lt;script&gt;d&lt;/script&gt;</p>"),
        ("&amp; \\*a\\*", "<p>&amp; *a*</p>"),
    ],
)
def test_markdown(text: str, html: str) -> None:
    assert html_of(text) == f'<div class="ds-markdown">{html}</div>'


def test_a_table_can_be_scrolled() -> None:
    with render_page(lambda: w.markdown("| a | b |\n|---|--:|\n| 1 | 2 |")) as page:
        assert page.get_by_role("group", name="Table").get_attribute("tabindex") == "0"
        assert page.get_by_role("cell").texts == ["1", "2"]
        assert '<td style="text-align: end;">2</td>' in page.html


def test_code_in_markdown() -> None:
    with render_page(lambda: w.markdown("```python\ndef f(): ...\n```\n\n    indented")) as page:
        assert page.get_by_role("group", name="Code in python").text == "def f(): ..."
        assert page.locator(".ds-t-k").text.strip() == "def"
        page.get_by_role("button", name="Copy").first.click()
        assert page.environment.clipboard == "def f(): ..."
        assert page.get_by_role("group", name="Code", exact=True).text == "indented"


def test_what_is_asked_for() -> None:
    text = '# a\n\n![b](/c.png "d")\n\ne <b>f</b><script>g</script>'
    assert html_of(text, level=5, images=True, html=True) == (
        '<div class="ds-markdown"><h5>a</h5><p><img src="/c.png" alt="b" title="d" loading="lazy"></p>'
        "<div><p>e <b>f</b></p>\n</div></div>"
    )
    assert html_of("###### a", level=5) == '<div class="ds-markdown"><h6>a</h6></div>'
    with pytest.raises(ValueError, match="level of a heading"):
        w.markdown("a", level=0)


#: Places in a Markdown text that somebody's string can get to.
PLACES = [
    "{}",
    "# {}",
    "[a]({})",
    "[a](<{}> '{}')",
    "![{}](/a)",
    "![a]({})",
    "<{}>",
    "[a][b]\n\n[b]: {}",
    "```{}\na\n```",
    "```html\n{}\n```",
    "| a |\n|---|\n| {} |",
    "> {}",
    "`{}`",
]
#: All that there is in what Markdown becomes.
TAGS = """
A BLOCKQUOTE BR BUTTON CODE DIV EM H2 H3 H4 H5 H6 HR LI OL P PRE S SPAN STRONG TABLE TBODY TD TH THEAD TR UL
path rect svg
"""
ATTRIBUTES = """
aria-hidden aria-label class d data-said height href rel role rx ry start style tabindex target title type
viewBox width x y
"""


@pytest.mark.parametrize("place", PLACES)
def test_hostile_strings_in_markdown(place: str) -> None:
    strings = [one.text for one in corpus.everything() if len(one.text) <= 2_000][::5]
    text = "\n\n".join(place.format(one, one) for one in strings)
    with render_page(lambda: h.div(w.markdown(text))) as page:
        assert not page.errors
        elements = page.document.documentElement.querySelectorAll("*")
        assert {element.tagName for element in elements} <= set(TAGS.split())
        assert {name for element in elements for name in element.getAttributeNames()} <= set(ATTRIBUTES.split())
        for element in elements:
            if element.hasAttribute("href"):
                assert safe_url(element.getAttribute("href")) is not None


def test_the_check_of_links_finds_bad_ones() -> None:
    with pytest.raises(UnsafeValueError):
        safe_url("javascript:alert(1)")


def flat(node: Any) -> str:
    """A description as a text, in which it does not matter in how many pieces a text has come."""
    if isinstance(node, str) or node is None:
        return node or ""
    if isinstance(node, VNode):
        inside = "".join(map(flat, node.children))
        return f"<{node.tag} {node.key} {node.attributes} {node.styles}>{inside}</{node.tag}>"
    return "".join(map(flat, getattr(node, "children", node)))


_PARTS = [
    *(
        "# ",
        "## ",
        "a",
        "b ",
        "\n",
        "\n\n",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "> ",
        "```",
        "```py\n",
        "    ",
        "\t",
        "~~~",
    ),
    *(
        "| a | b |\n",
        "|--|--|\n",
        "|",
        "---",
        "===",
        "[foo]",
        "[foo]: /u",
        "rl",
        '"t"',
        "**",
        "_",
        "`",
        "~~",
        "\\",
        "1",
    ),
    *(
        "<b>",
        "<div>\n",
        "</div>",
        "  \n",
        "![x](y)",
        "[l](",
        "javascript:x)",
        "https://e.x/a)",
        "#",
        "0",
        "-",
        "&#",
        "\r",
    ),
]


@given(st.lists(st.sampled_from(_PARTS), max_size=16), st.booleans(), st.booleans())
def test_a_text_that_grows_is_the_same_as_one_that_is_there(parts: list[str], by_letters: bool, html: bool) -> None:
    """In whatever pieces it comes, and whatever it was taken for on the way."""
    growing, text = MarkdownBlocks(Rules(html=html)), ""
    nodes: Any = ()
    for part in "".join(parts) if by_letters else parts:
        text += part
        nodes = growing.update(text)
    assert flat(nodes) == flat(MarkdownBlocks(Rules(html=html)).update(text))


def test_only_the_last_block_is_read_anew() -> None:
    blocks, text = MarkdownBlocks(), ""
    first: list[VNode] = []
    nodes: Any = []
    for number in range(200):
        text += f"Paragraph {number} of some length.\n\n"
        nodes = blocks.update(text)
        if number == 1:
            first = list(nodes)
        assert number < 2 or nodes[0] is first[0]
    # Each of them once when it comes, and once more with the one that closes it.
    assert blocks.parsed <= 3 * len(text)
    assert len(nodes) == 200


class Answer(Component):
    text: str = ""

    def render(self) -> Any:
        return w.markdown(self.text)


def test_bytes_of_a_text_that_grows() -> None:
    page = render_page(Answer)
    words = ("Some *words* of an **answer** that is being written, with `code` in it. " * 6).split(" ")
    sent = before = 0
    for at in range(1, len(words), 5):
        page.component.text = " ".join(words[:at])
        page.advance(0)
        assert len(page.last.ops) <= 8
        sent += page.last.bytes - 0
        before += len(page.component.text)
    # A third of the text once more is what frames, elements and ops add; sending it whole each time would be `before`.
    assert sent <= 2.6 * len(page.component.text)
    assert before > 8 * len(page.component.text)


def test_another_text_takes_the_place_of_the_first() -> None:
    page = render_page(Answer(text="# One\n\ntwo"))
    page.component.text = "# Two"
    page.advance(0)
    assert page.text.strip() == "Two"
    page.component.text = ""
    page.advance(0)
    assert page.text == ""


@pytest.mark.parametrize("source", ["", "\n", "a\n\n", "\ufeffa", "a\u2028b\x0bc\n", "\t'", "<b>&", '"""'])
@pytest.mark.parametrize("language", ["python", "html", "no such language", "", "PY", "a b\u0000", "js"])
def test_code_is_what_was_given(source: str, language: str) -> None:
    assert "".join(text for _, text in runs(source, language)) == source
    with render_page(lambda: w.code(source, language, line_numbers=True)) as page:
        assert not page.errors
        assert page.document.querySelector("code").textContent == source


def test_long_code_has_no_colours() -> None:
    assert len(runs("x = 1\n" * 100, "python")) > 100
    source = "x = 1\n" * (MOST_HIGHLIGHTED // 6 + 1)
    assert runs(source, "python") == [("", source)]


def test_line_numbers_are_no_text() -> None:
    with render_page(lambda: w.code("a\nb\n", line_numbers=True, copies=False, title="T")) as page:
        assert page.locator(".ds-code-line").count() == 2
        assert page.get_by_role("group", name="T").text == "a\nb\n"
        assert not page.locator("button").count()


def test_icons() -> None:
    with render_page(lambda: h.div(w.icon("trash", label="Delete"), w.icon(svg.svg(svg.path(d="M0 0"))))) as page:
        assert page.get_by_role("img", name="Delete").locator("path").count() >= 3
        assert page.locator(".ds-svg").last.get_attribute("aria-hidden") == "true"
    assert "trash" in w.icon_names()
    with pytest.raises(ValueError, match="no icon 'trsh'; did you mean trash"):
        w.icon("trsh")
    with pytest.raises(ValueError, match="size is one of small"):
        w.icon("trash", size="huge")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "make",
    [
        lambda icon: w.button("Text", icon=icon),
        lambda icon: w.menu("Text", w.menu_item("Item"), icon=icon),
        lambda icon: w.menu("Text", w.menu_item("Item", icon=icon)),
        lambda icon: w.popover("Text", icon=icon),
        lambda icon: w.nav_link("Text", "/", icon=icon),
        lambda icon: w.empty_state("Text", icon=icon),
        lambda icon: w.stat("Text", 1, icon=icon),
        lambda icon: w.timeline([w.TimelineItem("Text", icon=icon)]),
    ],
)
def test_widgets_take_the_name_of_an_icon(make: Any) -> None:
    with render_page(lambda: h.div(make("trash"))) as page:
        assert page.locator(".ds-svg svg").count() == 1
        assert ">trash<" not in page.html
    # A character, and an image of one's own, are shown as they are.
    with render_page(lambda: h.div(make("\u2192"), make(w.icon("plus", label="More")))) as page:
        assert ">\u2192<" in page.html
        assert page.locator("[aria-label=More]").count() == 1
    with pytest.raises(ValueError, match="there is no icon 'trsh'; did you mean trash"):
        make("trsh")


def test_every_icon_can_be_drawn() -> None:
    assert len(w.icon_names()) >= 200
    assert all(w.icon(name).children for name in w.icon_names())
