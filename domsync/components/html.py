"""HTML elements: `from domsync import html as h`, then `h.div(...)`.

Made by tools/make_html.py from the tables of vocabulary.py; change those and run it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from domsync.components.elements import make, make_island
from domsync.components.rules import HTML
from domsync.components.vnode import VNode
from domsync.components.vocabulary import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from domsync.components import keywords as k
    from domsync.components.vnode import Child
    from domsync.dom.element import Element

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


def element(tag: str, /, *children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """An element of any name: a custom element, or with `unsafe_tag()` one that is refused otherwise."""
    return make(HTML.checked(tag), children, attributes)


def island(tag: str, fill: Callable[[Element], object], /, **attributes: Unpack[k.Html]) -> VNode:
    """An element whose children `fill` makes with the DOM's own methods, and which are left alone afterwards."""
    return make_island(make(HTML.checked(tag), (), attributes), fill)


def a(*children: Child, **attributes: Unpack[k.HtmlA]) -> VNode:
    """A link to a page, a file, an address or a place in this page."""
    return make(HTML["a"], children, attributes)


def abbr(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """An abbreviation; its title says what it stands for."""
    return make(HTML["abbr"], children, attributes)


def address(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """How to reach a person or an organisation."""
    return make(HTML["address"], children, attributes)


def area(**attributes: Unpack[k.HtmlArea]) -> VNode:
    """A region of an image map that is a link."""
    return make(HTML["area"], (), attributes)


def article(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A part that makes sense on its own: a post, a comment, a card."""
    return make(HTML["article"], children, attributes)


def aside(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Something beside the main content: a side bar, a remark."""
    return make(HTML["aside"], children, attributes)


def audio(*children: Child, **attributes: Unpack[k.HtmlAudio]) -> VNode:
    """Sound to play."""
    return make(HTML["audio"], children, attributes)


def b(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text to draw attention to, without extra importance."""
    return make(HTML["b"], children, attributes)


def bdi(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text whose direction is kept apart from that of the text around it."""
    return make(HTML["bdi"], children, attributes)


def bdo(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text whose direction is set by dir."""
    return make(HTML["bdo"], children, attributes)


def blockquote(*children: Child, **attributes: Unpack[k.HtmlBlockquote]) -> VNode:
    """A longer quotation."""
    return make(HTML["blockquote"], children, attributes)


def br(**attributes: Unpack[k.Html]) -> VNode:
    """A line break."""
    return make(HTML["br"], (), attributes)


def button(*children: Child, **attributes: Unpack[k.HtmlButton]) -> VNode:
    """A button to press; its type is "submit" in a form unless set."""
    return make(HTML["button"], children, attributes)


def canvas(*children: Child, **attributes: Unpack[k.HtmlCanvas]) -> VNode:
    """A bitmap for scripts to draw on."""
    return make(HTML["canvas"], children, attributes)


def caption(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The title of a table."""
    return make(HTML["caption"], children, attributes)


def cite(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The title of a work."""
    return make(HTML["cite"], children, attributes)


def code(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A piece of computer code."""
    return make(HTML["code"], children, attributes)


def col(**attributes: Unpack[k.HtmlCol]) -> VNode:
    """A column of a table."""
    return make(HTML["col"], (), attributes)


def colgroup(*children: Child, **attributes: Unpack[k.HtmlColgroup]) -> VNode:
    """A group of columns of a table."""
    return make(HTML["colgroup"], children, attributes)


def data(*children: Child, **attributes: Unpack[k.HtmlData]) -> VNode:
    """Content with a value for machines."""
    return make(HTML["data"], children, attributes)


def datalist(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The suggestions for an input, which names it by list."""
    return make(HTML["datalist"], children, attributes)


def dd(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The description of the term before it in a dl."""
    return make(HTML["dd"], children, attributes)


def del_(*children: Child, **attributes: Unpack[k.HtmlDel]) -> VNode:
    """Text that was removed."""
    return make(HTML["del"], children, attributes)


def details(*children: Child, **attributes: Unpack[k.HtmlDetails]) -> VNode:
    """Something to unfold; its summary is always seen."""
    return make(HTML["details"], children, attributes)


def dfn(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The term that is being defined."""
    return make(HTML["dfn"], children, attributes)


def dialog(*children: Child, **attributes: Unpack[k.HtmlDialog]) -> VNode:
    """A dialog; showModal() opens it above the page."""
    return make(HTML["dialog"], children, attributes)


def div(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A box without a meaning of its own."""
    return make(HTML["div"], children, attributes)


def dl(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A list of terms and their descriptions."""
    return make(HTML["dl"], children, attributes)


def dt(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A term in a dl."""
    return make(HTML["dt"], children, attributes)


def em(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Stressed text."""
    return make(HTML["em"], children, attributes)


def fieldset(*children: Child, **attributes: Unpack[k.HtmlFieldset]) -> VNode:
    """A group of controls of a form."""
    return make(HTML["fieldset"], children, attributes)


def figcaption(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The caption of a figure."""
    return make(HTML["figcaption"], children, attributes)


def figure(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """An illustration, a diagram or a listing, with a caption."""
    return make(HTML["figure"], children, attributes)


def footer(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The end of the page or of a section: author, links, notices."""
    return make(HTML["footer"], children, attributes)


def form(*children: Child, **attributes: Unpack[k.HtmlForm]) -> VNode:
    """Controls whose values are submitted together."""
    return make(HTML["form"], children, attributes)


def h1(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the first level."""
    return make(HTML["h1"], children, attributes)


def h2(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the second level."""
    return make(HTML["h2"], children, attributes)


def h3(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the third level."""
    return make(HTML["h3"], children, attributes)


def h4(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the fourth level."""
    return make(HTML["h4"], children, attributes)


def h5(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the fifth level."""
    return make(HTML["h5"], children, attributes)


def h6(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading of the sixth level."""
    return make(HTML["h6"], children, attributes)


def header(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The beginning of the page or of a section."""
    return make(HTML["header"], children, attributes)


def hgroup(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A heading with its subtitle."""
    return make(HTML["hgroup"], children, attributes)


def hr(**attributes: Unpack[k.Html]) -> VNode:
    """A change of topic, shown as a line."""
    return make(HTML["hr"], (), attributes)


def i(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text in another voice: a term, a thought, a foreign phrase."""
    return make(HTML["i"], children, attributes)


def iframe(*children: Child, **attributes: Unpack[k.HtmlIframe]) -> VNode:
    """Another page inside this one."""
    return make(HTML["iframe"], children, attributes)


def img(**attributes: Unpack[k.HtmlImg]) -> VNode:
    """An image; alt says it in words."""
    return make(HTML["img"], (), attributes)


def input(**attributes: Unpack[k.HtmlInput]) -> VNode:
    """A control to enter something; its type says what."""
    return make(HTML["input"], (), attributes)


def ins(*children: Child, **attributes: Unpack[k.HtmlIns]) -> VNode:
    """Text that was added."""
    return make(HTML["ins"], children, attributes)


def kbd(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """What the user types or presses."""
    return make(HTML["kbd"], children, attributes)


def label(*children: Child, **attributes: Unpack[k.HtmlLabel]) -> VNode:
    """The caption of a control, which it contains or names by for_."""
    return make(HTML["label"], children, attributes)


def legend(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The caption of a fieldset."""
    return make(HTML["legend"], children, attributes)


def li(*children: Child, **attributes: Unpack[k.HtmlLi]) -> VNode:
    """An item of a list."""
    return make(HTML["li"], children, attributes)


def main(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The main content of the page."""
    return make(HTML["main"], children, attributes)


def map(*children: Child, **attributes: Unpack[k.HtmlMap]) -> VNode:
    """An image map made of areas."""
    return make(HTML["map"], children, attributes)


def mark(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text that is marked for its relevance."""
    return make(HTML["mark"], children, attributes)


def menu(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A list of commands."""
    return make(HTML["menu"], children, attributes)


def meter(*children: Child, **attributes: Unpack[k.HtmlMeter]) -> VNode:
    """A measurement within a known range."""
    return make(HTML["meter"], children, attributes)


def nav(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Links to move around by."""
    return make(HTML["nav"], children, attributes)


def noscript(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """What is shown where scripts do not run."""
    return make(HTML["noscript"], children, attributes)


def ol(*children: Child, **attributes: Unpack[k.HtmlOl]) -> VNode:
    """A numbered list."""
    return make(HTML["ol"], children, attributes)


def optgroup(*children: Child, **attributes: Unpack[k.HtmlOptgroup]) -> VNode:
    """A group of options of a select."""
    return make(HTML["optgroup"], children, attributes)


def option(*children: Child, **attributes: Unpack[k.HtmlOption]) -> VNode:
    """A choice of a select or a suggestion of a datalist."""
    return make(HTML["option"], children, attributes)


def output(*children: Child, **attributes: Unpack[k.HtmlOutput]) -> VNode:
    """The result of a calculation or of an action."""
    return make(HTML["output"], children, attributes)


def p(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A paragraph."""
    return make(HTML["p"], children, attributes)


def picture(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """An image in several versions to choose from."""
    return make(HTML["picture"], children, attributes)


def pre(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text whose white space is shown as it is."""
    return make(HTML["pre"], children, attributes)


def progress(*children: Child, **attributes: Unpack[k.HtmlProgress]) -> VNode:
    """How far something is."""
    return make(HTML["progress"], children, attributes)


def q(*children: Child, **attributes: Unpack[k.HtmlQ]) -> VNode:
    """A quotation within a line."""
    return make(HTML["q"], children, attributes)


def rp(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Brackets around an rt, for browsers that do not show ruby."""
    return make(HTML["rp"], children, attributes)


def rt(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The pronunciation in a ruby."""
    return make(HTML["rt"], children, attributes)


def ruby(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text with its pronunciation, as for East Asian characters."""
    return make(HTML["ruby"], children, attributes)


def s(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text that is no longer right."""
    return make(HTML["s"], children, attributes)


def samp(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Output of a program."""
    return make(HTML["samp"], children, attributes)


def search(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The controls that search or filter."""
    return make(HTML["search"], children, attributes)


def section(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A section of the page, with a heading."""
    return make(HTML["section"], children, attributes)


def select(*children: Child, **attributes: Unpack[k.HtmlSelect]) -> VNode:
    """A control to choose among options."""
    return make(HTML["select"], children, attributes)


def selectedcontent(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A copy of the chosen option, in the button of a select."""
    return make(HTML["selectedcontent"], children, attributes)


def slot(*children: Child, **attributes: Unpack[k.HtmlSlot]) -> VNode:
    """A place in a shadow tree for content from outside."""
    return make(HTML["slot"], children, attributes)


def small(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Side notes and small print."""
    return make(HTML["small"], children, attributes)


def source(**attributes: Unpack[k.HtmlSource]) -> VNode:
    """One of several versions of a picture, sound or film."""
    return make(HTML["source"], (), attributes)


def span(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A piece of text without a meaning of its own."""
    return make(HTML["span"], children, attributes)


def strong(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Important text."""
    return make(HTML["strong"], children, attributes)


def style(*children: Child, **attributes: Unpack[k.HtmlStyle]) -> VNode:
    """A style sheet as text."""
    return make(HTML["style"], children, attributes)


def sub(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text below the line."""
    return make(HTML["sub"], children, attributes)


def summary(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """What is always seen of a details element."""
    return make(HTML["summary"], children, attributes)


def sup(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text above the line."""
    return make(HTML["sup"], children, attributes)


def table(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A table."""
    return make(HTML["table"], children, attributes)


def tbody(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The rows of a table's body."""
    return make(HTML["tbody"], children, attributes)


def td(*children: Child, **attributes: Unpack[k.HtmlTd]) -> VNode:
    """A cell of a table."""
    return make(HTML["td"], children, attributes)


def template(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Elements for scripts to make copies of."""
    return make(HTML["template"], children, attributes)


def textarea(*children: Child, **attributes: Unpack[k.HtmlTextarea]) -> VNode:
    """A control to enter text of several lines."""
    return make(HTML["textarea"], children, attributes)


def tfoot(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The rows at the foot of a table."""
    return make(HTML["tfoot"], children, attributes)


def th(*children: Child, **attributes: Unpack[k.HtmlTh]) -> VNode:
    """A header cell of a table."""
    return make(HTML["th"], children, attributes)


def thead(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The rows at the head of a table."""
    return make(HTML["thead"], children, attributes)


def time(*children: Child, **attributes: Unpack[k.HtmlTime]) -> VNode:
    """A date or a time; datetime says it for machines."""
    return make(HTML["time"], children, attributes)


def title(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The title of the page, or of the drawing it stands in."""
    return make(HTML["title"], children, attributes)


def tr(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A row of a table."""
    return make(HTML["tr"], children, attributes)


def track(**attributes: Unpack[k.HtmlTrack]) -> VNode:
    """Subtitles or other text for an audio or video."""
    return make(HTML["track"], (), attributes)


def u(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """Text with a mark that is not said in words, such as a misspelling."""
    return make(HTML["u"], children, attributes)


def ul(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A list whose order does not matter."""
    return make(HTML["ul"], children, attributes)


def var(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """A variable."""
    return make(HTML["var"], children, attributes)


def video(*children: Child, **attributes: Unpack[k.HtmlVideo]) -> VNode:
    """A film to play."""
    return make(HTML["video"], children, attributes)


def wbr(**attributes: Unpack[k.Html]) -> VNode:
    """A place where a line may be broken."""
    return make(HTML["wbr"], (), attributes)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        if name in REFUSED:
            raise AttributeError(f"there is no html.{name}(): {REFUSED[name].format(name)}")
        raise AttributeError(f"module {__name__!r} has no element {name!r}; element({name!r}, ...) makes any")
