"""HTML elements: `from domsync import html as h`, then `h.div(...)`.

Made by tools/make_html.py from the tables of vocabulary.py; change those and run it.
"""

# The decorators make the functions of these declarations.
# mypy: disable-error-code="empty-body"
from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from domsync.components.elements.attributes import suggest
from domsync.components.elements.factory import make_island
from domsync.components.elements.markup import html, raw
from domsync.components.elements.rules import HTML
from domsync.components.elements.vocabulary import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from domsync.components.elements import keywords as k
    from domsync.components.vnode import Child, VNode
    from domsync.dom.element.element import Element

__all__ = [
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "button",
    "canvas",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del_",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "element",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "island",
    "kbd",
    "label",
    "legend",
    "li",
    "main",
    "map",
    "mark",
    "menu",
    "meter",
    "nav",
    "noscript",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "picture",
    "pre",
    "progress",
    "q",
    "raw",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "search",
    "section",
    "select",
    "selectedcontent",
    "slot",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
]


def element(tag: str, /, *children: Child, **attributes: Unpack[k.AnyHtml]) -> VNode:
    """An element of any name: a custom element, or one that is refused without `unsafe_tag()`."""
    return HTML.checked(tag).make(*children, **attributes)


def island(tag: str, fill: Callable[[Element], object], /, **attributes: Unpack[k.Html]) -> VNode:
    """An element that `fill` fills once, with the DOM's own methods; its content is left alone afterwards."""
    return make_island(HTML.checked(tag).make(**attributes), fill)


@HTML.function("a")
def a(*children: Child, **attributes: Unpack[k.HtmlA]) -> VNode:
    """A link to a page, a file, an address or a place in this page."""


@HTML.function("abbr")
def abbr(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """An abbreviation; its title says what it stands for."""


@HTML.function("address")
def address(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The ways to reach a person or an organisation."""


@HTML.function("area", void=True)
def area(**attributes: Unpack[k.HtmlArea]) -> VNode:
    """A region of an image map that is a link."""


@HTML.function("article")
def article(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A part that makes sense on its own: a post, a comment, a card."""


@HTML.function("aside")
def aside(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Content beside the main content: a side bar, a remark."""


@HTML.function("audio")
def audio(*children: Child, **attributes: Unpack[k.HtmlAudio]) -> VNode:
    """Sound to play."""


@HTML.function("b")
def b(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text to draw attention to, without extra importance."""


@HTML.function("bdi")
def bdi(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text whose direction is kept apart from that of the text around it."""


@HTML.function("bdo")
def bdo(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text whose direction is set by dir."""


@HTML.function("blockquote")
def blockquote(*children: Child, **attributes: Unpack[k.HtmlBlockquote]) -> VNode:
    """A longer quotation."""


@HTML.function("br", void=True)
def br(**attributes: Unpack[k.Html]) -> VNode:
    """A line break."""


@HTML.function("button")
def button(*children: Child, **attributes: Unpack[k.HtmlButton]) -> VNode:
    """A button to press; its type is "submit" in a form unless set."""


@HTML.function("canvas")
def canvas(*children: Child, **attributes: Unpack[k.HtmlCanvas]) -> VNode:
    """A bitmap for scripts to draw on."""


@HTML.function("caption")
def caption(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The title of a table."""


@HTML.function("cite")
def cite(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The title of a work."""


@HTML.function("code")
def code(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A piece of computer code."""


@HTML.function("col", void=True)
def col(**attributes: Unpack[k.HtmlCol]) -> VNode:
    """A column of a table."""


@HTML.function("colgroup")
def colgroup(*children: Child, **attributes: Unpack[k.HtmlColgroup]) -> VNode:
    """A group of columns of a table."""


@HTML.function("data")
def data(*children: Child, **attributes: Unpack[k.HtmlData]) -> VNode:
    """Content with a value for machines."""


@HTML.function("datalist")
def datalist(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The suggestions for an input, which names it by list."""


@HTML.function("dd")
def dd(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The description of the term before it in a dl."""


@HTML.function("del")
def del_(*children: Child, **attributes: Unpack[k.HtmlDel]) -> VNode:
    """Text that was removed."""


@HTML.function("details")
def details(*children: Child, **attributes: Unpack[k.HtmlDetails]) -> VNode:
    """A part to unfold; its summary is always seen."""


@HTML.function("dfn")
def dfn(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The term that is being defined."""


@HTML.function("dialog")
def dialog(*children: Child, **attributes: Unpack[k.HtmlDialog]) -> VNode:
    """A dialog; open= says whether it is shown, and with modal=True above the page."""


@HTML.function("div")
def div(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A box without a meaning of its own."""


@HTML.function("dl")
def dl(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A list of terms and their descriptions."""


@HTML.function("dt")
def dt(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A term in a dl."""


@HTML.function("em")
def em(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Stressed text."""


@HTML.function("fieldset")
def fieldset(*children: Child, **attributes: Unpack[k.HtmlFieldset]) -> VNode:
    """A group of controls of a form."""


@HTML.function("figcaption")
def figcaption(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The caption of a figure."""


@HTML.function("figure")
def figure(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """An illustration, a diagram or a listing, with a caption."""


@HTML.function("footer")
def footer(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The end of the page or of a section: author, links, notices."""


@HTML.function("form")
def form(*children: Child, **attributes: Unpack[k.HtmlForm]) -> VNode:
    """Controls whose values are submitted together."""


@HTML.function("h1")
def h1(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the first level."""


@HTML.function("h2")
def h2(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the second level."""


@HTML.function("h3")
def h3(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the third level."""


@HTML.function("h4")
def h4(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the fourth level."""


@HTML.function("h5")
def h5(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the fifth level."""


@HTML.function("h6")
def h6(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the sixth level."""


@HTML.function("header")
def header(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The beginning of the page or of a section."""


@HTML.function("hgroup")
def hgroup(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading with its subtitle."""


@HTML.function("hr", void=True)
def hr(**attributes: Unpack[k.Html]) -> VNode:
    """A change of topic, shown as a line."""


@HTML.function("i")
def i(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text in another voice: a term, a thought, a foreign phrase."""


@HTML.function("iframe")
def iframe(*children: Child, **attributes: Unpack[k.HtmlIframe]) -> VNode:
    """Another page inside this one."""


@HTML.function("img", void=True)
def img(**attributes: Unpack[k.HtmlImg]) -> VNode:
    """An image; alt says it in words."""


@HTML.function("input", void=True)
def input(**attributes: Unpack[k.HtmlInput]) -> VNode:
    """A control to enter something; its type says what."""


@HTML.function("ins")
def ins(*children: Child, **attributes: Unpack[k.HtmlIns]) -> VNode:
    """Text that was added."""


@HTML.function("kbd")
def kbd(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text or keys that the user types or presses."""


@HTML.function("label")
def label(*children: Child, **attributes: Unpack[k.HtmlLabel]) -> VNode:
    """The caption of a control, which it contains or names by for_."""


@HTML.function("legend")
def legend(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The caption of a fieldset."""


@HTML.function("li")
def li(*children: Child, **attributes: Unpack[k.HtmlLi]) -> VNode:
    """An item of a list."""


@HTML.function("main")
def main(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The main content of the page."""


@HTML.function("map")
def map(*children: Child, **attributes: Unpack[k.HtmlMap]) -> VNode:
    """An image map made of areas."""


@HTML.function("mark")
def mark(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text that is marked for its relevance."""


@HTML.function("menu")
def menu(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A list of commands."""


@HTML.function("meter")
def meter(*children: Child, **attributes: Unpack[k.HtmlMeter]) -> VNode:
    """A measurement within a known range."""


@HTML.function("nav")
def nav(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Links to move around by."""


@HTML.function("noscript")
def noscript(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Content that is shown where scripts do not run."""


@HTML.function("ol")
def ol(*children: Child, **attributes: Unpack[k.HtmlOl]) -> VNode:
    """A numbered list."""


@HTML.function("optgroup")
def optgroup(*children: Child, **attributes: Unpack[k.HtmlOptgroup]) -> VNode:
    """A group of options of a select."""


@HTML.function("option")
def option(*children: Child, **attributes: Unpack[k.HtmlOption]) -> VNode:
    """A choice of a select or a suggestion of a datalist."""


@HTML.function("output")
def output(*children: Child, **attributes: Unpack[k.HtmlOutput]) -> VNode:
    """The result of a calculation or of an action."""


@HTML.function("p")
def p(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A paragraph."""


@HTML.function("picture")
def picture(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """An image in several versions to choose from."""


@HTML.function("pre")
def pre(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text whose white space is shown as it is."""


@HTML.function("progress")
def progress(*children: Child, **attributes: Unpack[k.HtmlProgress]) -> VNode:
    """A bar that shows how far something is."""


@HTML.function("q")
def q(*children: Child, **attributes: Unpack[k.HtmlQ]) -> VNode:
    """A quotation within a line."""


@HTML.function("rp")
def rp(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Brackets around an rt, for browsers that do not show ruby."""


@HTML.function("rt")
def rt(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The pronunciation in a ruby."""


@HTML.function("ruby")
def ruby(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text with its pronunciation, as for East Asian characters."""


@HTML.function("s")
def s(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text that is no longer right."""


@HTML.function("samp")
def samp(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Output of a program."""


@HTML.function("search")
def search(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The controls that search or filter."""


@HTML.function("section")
def section(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A section of the page, with a heading."""


@HTML.function("select")
def select(*children: Child, **attributes: Unpack[k.HtmlSelect]) -> VNode:
    """A control to choose among options."""


@HTML.function("selectedcontent")
def selectedcontent(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A copy of the chosen option, in the button of a select."""


@HTML.function("slot")
def slot(*children: Child, **attributes: Unpack[k.HtmlSlot]) -> VNode:
    """A place in a shadow tree for content from outside."""


@HTML.function("small")
def small(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Side notes and small print."""


@HTML.function("source", void=True)
def source(**attributes: Unpack[k.HtmlSource]) -> VNode:
    """One of several versions of a picture, sound or film."""


@HTML.function("span")
def span(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A piece of text without a meaning of its own."""


@HTML.function("strong")
def strong(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Important text."""


@HTML.function("style")
def style(*children: Child, **attributes: Unpack[k.HtmlStyle]) -> VNode:
    """A style sheet as text."""


@HTML.function("sub")
def sub(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text below the line."""


@HTML.function("summary")
def summary(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The part of a details element that is always seen."""


@HTML.function("sup")
def sup(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text above the line."""


@HTML.function("table")
def table(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A table."""


@HTML.function("tbody")
def tbody(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The rows of a table's body."""


@HTML.function("td")
def td(*children: Child, **attributes: Unpack[k.HtmlTd]) -> VNode:
    """A cell of a table."""


@HTML.function("template")
def template(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Elements for scripts to make copies of."""


@HTML.function("textarea")
def textarea(*children: Child, **attributes: Unpack[k.HtmlTextarea]) -> VNode:
    """A control to enter text of several lines."""


@HTML.function("tfoot")
def tfoot(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The rows at the foot of a table."""


@HTML.function("th")
def th(*children: Child, **attributes: Unpack[k.HtmlTh]) -> VNode:
    """A header cell of a table."""


@HTML.function("thead")
def thead(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The rows at the head of a table."""


@HTML.function("time")
def time(*children: Child, **attributes: Unpack[k.HtmlTime]) -> VNode:
    """A date or a time; datetime says it for machines."""


@HTML.function("title")
def title(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The title of the page, or of the drawing it stands in."""


@HTML.function("tr")
def tr(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A row of a table."""


@HTML.function("track", void=True)
def track(**attributes: Unpack[k.HtmlTrack]) -> VNode:
    """Subtitles or other text for an audio or video."""


@HTML.function("u")
def u(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text with a mark that is not said in words, such as a misspelling."""


@HTML.function("ul")
def ul(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A list whose order does not matter."""


@HTML.function("var")
def var(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A variable."""


@HTML.function("video")
def video(*children: Child, **attributes: Unpack[k.HtmlVideo]) -> VNode:
    """A film to play."""


@HTML.function("wbr", void=True)
def wbr(**attributes: Unpack[k.Html]) -> VNode:
    """A place where a line may be broken."""


if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        if name in REFUSED:
            raise AttributeError(f"there is no html.{name}(): {REFUSED[name].format(name)}")
        hint = suggest(name, HTML.tags, "did you mean {}? ")
        raise AttributeError(f"there is no html.{name}(); {hint}element({name!r}, ...) makes any")
