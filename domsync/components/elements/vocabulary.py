"""The elements and attributes of HTML and SVG, as compact tables.

`attributes.py` reads them at run time; `tools/make_html.py` makes `html.py`, `svg.py` and `keywords.py` of them.

An element's line is ``name attribute attribute ... = What it is.`` and an attribute is ``name`` or ``name:kind``. The
kinds are

* nothing or ``text``: a string; ``number``: a number, also as a string;
* ``flag``: True makes it present, False and None leave it out;
* ``bool``: True and False become ``"true"`` and ``"false"``; ``yesno`` and ``onoff`` likewise;
* ``@name``: one of the words of ``WORDS[name]``; ``flag|@name``, ``bool|text`` ... allow both;
* ``bound``: a number, a date or a time, as the control holds it;
* ``value``, ``number-value``, ``checked``: an IDL property rather than an attribute, with text, number or True/False.

From https://html.spec.whatwg.org/#attributes-3 and https://www.w3.org/TR/SVG2/attindex.html.
"""

#: The words that an enumerated attribute takes, by the name of its type.
WORDS: dict[str, str] = {
    "AutoCapitalize": "off none on sentences words characters",
    "ButtonType": "submit reset button",
    "ClosedBy": "any closerequest none",
    "CrossOrigin": "anonymous use-credentials",
    "Decoding": "sync async auto",
    "Direction": "ltr rtl auto",
    "Editable": "plaintext-only",
    "Encoding": "application/x-www-form-urlencoded multipart/form-data text/plain",
    "EnterKeyHint": "enter done go next previous search send",
    "FetchPriority": "high low auto",
    "FormMethod": "get post dialog",
    "Hidden": "until-found",
    "InputMode": "none text tel url email numeric decimal search",
    "InputType": (
        "button checkbox color date datetime-local email file hidden image month number password radio range reset"
        " search submit tel text time url week"
    ),
    "ListType": "1 a A i I",
    "Loading": "eager lazy",
    "Popover": "auto manual hint",
    "PopoverAction": "toggle show hide",
    "Preload": "none metadata auto",
    "ReferrerPolicy": (
        "no-referrer no-referrer-when-downgrade same-origin origin strict-origin origin-when-cross-origin"
        " strict-origin-when-cross-origin unsafe-url"
    ),
    "Scope": "row col rowgroup colgroup",
    "Shape": "circle default poly rect",
    "TrackKind": "subtitles captions descriptions chapters metadata",
    "Wrap": "soft hard",
}

#: Attributes of every HTML element.
GLOBAL = (
    "accesskey autocapitalize:@AutoCapitalize autocorrect:onoff autofocus:flag contenteditable:bool|@Editable"
    " dir:@Direction draggable:bool enterkeyhint:@EnterKeyHint exportparts hidden:flag|@Hidden id inert:flag"
    " inputmode:@InputMode itemid itemprop itemref itemscope:flag itemtype lang open:open part popover:@Popover role"
    " scroll_left:number-value scroll_top:number-value slot spellcheck:bool tabindex:number title translate:yesno"
    " writingsuggestions:bool"
)

#: Elements without children.
VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
#: What HTML's parser takes for text in these, whatever it looks like.
TEXT_ONLY = frozenset(("iframe", "textarea", "title"))

#: Standard elements without a function in `html`, and why.
REFUSED: dict[str, str] = {
    **dict.fromkeys(("head", "body"), "the page itself has it; App(title=..., ...) says what stands there"),
    **dict.fromkeys(("base", "link", "meta"), "the page's head has it; App(...) and page(...) take head elements"),
    **dict.fromkeys(("script", "object", "embed"), "it can run code; element(unsafe_tag({!r}), ...) makes one"),
}

HTML_ELEMENTS = """
a href target download:flag|text ping rel hreflang type referrerpolicy:@ReferrerPolicy = A link to a page, a file, an address or a place in this page.
abbr = An abbreviation; its title says what it stands for.
address = The ways to reach a person or an organisation.
area alt coords shape:@Shape href target download:flag|text ping rel referrerpolicy:@ReferrerPolicy = A region of an image map that is a link.
article = A part that makes sense on its own: a post, a comment, a card.
aside = Content beside the main content: a side bar, a remark.
audio src:@Media crossorigin:flag|@CrossOrigin preload:@Preload autoplay:flag loop:flag muted:checked default_muted:flag controls:flag volume:number-value current_time:number-value playback_rate:number-value = Sound to play.
b = Text to draw attention to, without extra importance.
bdi = Text whose direction is kept apart from that of the text around it.
bdo = Text whose direction is set by dir.
blockquote cite = A longer quotation.
br = A line break.
button command commandfor disabled:flag form formaction formenctype:@Encoding formmethod:@FormMethod formnovalidate:flag formtarget name popovertarget popovertargetaction:@PopoverAction type:@ButtonType value = A button to press; its type is "submit" in a form unless set.
canvas width:number height:number = A bitmap for scripts to draw on.
caption = The title of a table.
cite = The title of a work.
code = A piece of computer code.
col span:number = A column of a table.
colgroup span:number = A group of columns of a table.
data value = Content with a value for machines.
datalist = The suggestions for an input, which names it by list.
dd = The description of the term before it in a dl.
del cite datetime = Text that was removed.
details name = A part to unfold; its summary is always seen.
dfn = The term that is being defined.
dialog modal:modal closedby:@ClosedBy = A dialog; open= says whether it is shown, and with modal=True above the page.
div = A box without a meaning of its own.
dl = A list of terms and their descriptions.
dt = A term in a dl.
em = Stressed text.
fieldset disabled:flag form name = A group of controls of a form.
figcaption = The caption of a figure.
figure = An illustration, a diagram or a listing, with a caption.
footer = The end of the page or of a section: author, links, notices.
form accept-charset action autocomplete:onoff enctype:@Encoding method:@FormMethod name novalidate:flag rel target = Controls whose values are submitted together.
h1 = A heading of the first level.
h2 = A heading of the second level.
h3 = A heading of the third level.
h4 = A heading of the fourth level.
h5 = A heading of the fifth level.
h6 = A heading of the sixth level.
header = The beginning of the page or of a section.
hgroup = A heading with its subtitle.
hr = A change of topic, shown as a line.
i = Text in another voice: a term, a thought, a foreign phrase.
iframe src name sandbox allow allowfullscreen:flag width:number height:number referrerpolicy:@ReferrerPolicy loading:@Loading = Another page inside this one.
img alt src:@Media srcset sizes crossorigin:flag|@CrossOrigin usemap ismap:flag width:number height:number referrerpolicy:@ReferrerPolicy decoding:@Decoding loading:@Loading fetchpriority:@FetchPriority = An image; alt says it in words.
input accept alpha:flag alt autocomplete:onoff|text capture:flag|text checked:checked colorspace default_checked:flag default_value dirname disabled:flag form formaction formenctype:@Encoding formmethod:@FormMethod formnovalidate:flag formtarget height:number indeterminate:checked list max:bound maxlength:number min:bound minlength:number multiple:flag name pattern placeholder popovertarget popovertargetaction:@PopoverAction readonly:flag required:flag size:number src:@Media step:number type:@InputType value:value webkitdirectory:flag width:number = A control to enter something; its type says what.
ins cite datetime = Text that was added.
kbd = Text or keys that the user types or presses.
label for = The caption of a control, which it contains or names by for_.
legend = The caption of a fieldset.
li value:number = An item of a list.
main = The main content of the page.
map name = An image map made of areas.
mark = Text that is marked for its relevance.
menu = A list of commands.
meter value:number min:number max:number low:number high:number optimum:number = A measurement within a known range.
nav = Links to move around by.
noscript = Content that is shown where scripts do not run.
ol reversed:flag start:number type:@ListType = A numbered list.
optgroup disabled:flag label = A group of options of a select.
option default_selected:flag disabled:flag label selected:checked value:number = A choice of a select or a suggestion of a datalist.
output for form name = The result of a calculation or of an action.
p = A paragraph.
picture = An image in several versions to choose from.
pre = Text whose white space is shown as it is.
progress value:number max:number = A bar that shows how far something is.
q cite = A quotation within a line.
rp = Brackets around an rt, for browsers that do not show ruby.
rt = The pronunciation in a ruby.
ruby = Text with its pronunciation, as for East Asian characters.
s = Text that is no longer right.
samp = Output of a program.
search = The controls that search or filter.
section = A section of the page, with a heading.
select autocomplete:onoff|text disabled:flag form multiple:flag name required:flag selected_index:number-value size:number value:value = A control to choose among options.
selectedcontent = A copy of the chosen option, in the button of a select.
slot name = A place in a shadow tree for content from outside.
small = Side notes and small print.
source type media src:@Media srcset sizes width:number height:number = One of several versions of a picture, sound or film.
span = A piece of text without a meaning of its own.
strong = Important text.
style media blocking title = A style sheet as text.
sub = Text below the line.
summary = The part of a details element that is always seen.
sup = Text above the line.
table = A table.
tbody = The rows of a table's body.
td colspan:number rowspan:number headers = A cell of a table.
template = Elements for scripts to make copies of.
textarea autocomplete:onoff|text cols:number default_value dirname disabled:flag form maxlength:number minlength:number name placeholder readonly:flag required:flag rows:number value:value wrap:@Wrap = A control to enter text of several lines.
tfoot = The rows at the foot of a table.
th colspan:number rowspan:number headers scope:@Scope abbr = A header cell of a table.
thead = The rows at the head of a table.
time datetime = A date or a time; datetime says it for machines.
title = The title of the page, or of the drawing it stands in.
tr = A row of a table.
track kind:@TrackKind src srclang label default:flag = Subtitles or other text for an audio or video.
u = Text with a mark that is not said in words, such as a misspelling.
ul = A list whose order does not matter.
var = A variable.
video src:@Media crossorigin:flag|@CrossOrigin poster:@Media preload:@Preload autoplay:flag playsinline:flag loop:flag muted:checked default_muted:flag controls:flag controlslist disablepictureinpicture:flag disableremoteplayback:flag width:number height:number volume:number-value current_time:number-value playback_rate:number-value = A film to play.
wbr = A place where a line may be broken.
"""  # noqa: E501  one line for each element is what makes the table readable

#: The `aria-` attributes: what `aria={...}` takes, with the kinds of above. Of these, "flag" is never one.
ARIA = (
    "activedescendant atomic:bool autocomplete braillelabel brailleroledescription busy:bool checked:bool|text"
    " colcount:number colindex:number colindextext colspan:number controls current:bool|text describedby description"
    " details disabled:bool errormessage expanded:bool flowto haspopup:bool|text hidden:bool invalid:bool|text"
    " keyshortcuts label labelledby level:number live modal:bool multiline:bool multiselectable:bool orientation owns"
    " placeholder posinset:number pressed:bool|text readonly:bool relevant required:bool roledescription"
    " rowcount:number rowindex:number rowindextext rowspan:number selected:bool setsize:number sort valuemax:number"
    " valuemin:number valuenow:number valuetext"
)
