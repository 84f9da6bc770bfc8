"""The keyword arguments of each element, for type checkers and editors.

Made by tools/make_html.py from the tables of vocabulary.py; change those and run it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, Never, TypeAlias, TypedDict, TypeVar

from domsync.components.elements.control import Bindable
from domsync.components.elements.media import Figure, PilImage
from domsync.components.handlers import On
from domsync.components.handlers import payloads as e
from domsync.components.uploads import Upload
from domsync.components.vnode import Key
from domsync.dom.events.event import Event
from domsync.dom.ops import Action

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

E = TypeVar("E")

#: False leaves an attribute out, so that `title=error and error.text` can be written.
Text: TypeAlias = str | Literal[False] | None
#: Of pictures, sounds and films also what is in memory: bytes, a picture of Pillow's, a figure of Matplotlib's.
Media: TypeAlias = Text | bytes | bytearray | memoryview | PilImage | Figure
Number: TypeAlias = int | float | str | Literal[False] | None
#: A value of a control, written as it holds it: a date as `2026-03-01`, a member of an Enum as its value.
Value: TypeAlias = str | int | float | Decimal | date | time | Enum | Literal[False] | None
Values: TypeAlias = Value | Iterable[str | int | float | Decimal | date | time | Enum]
Bound: TypeAlias = Number | Decimal | date | time
Flag: TypeAlias = bool | None
#: Names, lists of names, mappings of a name to whether it applies, nested as one likes; what is falsy is left out.
Classes: TypeAlias = "str | Mapping[str, object] | Iterable[Classes] | Literal[False, 0] | None"
Style: TypeAlias = str | Mapping[str, str | int | float | Literal[False] | None] | Literal[False] | None
_One: TypeAlias = Callable[[], object] | Callable[[E], object] | Callable[[Never], object] | On | Action
#: What handles an event: a function of nothing, of the payload E, or of a struct or model of one's own; or on(...); or
#: actions that the browser runs by itself; or several of these.
Handles: TypeAlias = _One[E] | Sequence[_One[E]] | Literal[False] | None

AutoCapitalize: TypeAlias = Literal["off", "none", "on", "sentences", "words", "characters"]
ButtonType: TypeAlias = Literal["submit", "reset", "button"]
ClosedBy: TypeAlias = Literal["any", "closerequest", "none"]
CrossOrigin: TypeAlias = Literal["anonymous", "use-credentials"]
Decoding: TypeAlias = Literal["sync", "async", "auto"]
Direction: TypeAlias = Literal["ltr", "rtl", "auto"]
Editable: TypeAlias = Literal["plaintext-only"]
Encoding: TypeAlias = Literal["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]
EnterKeyHint: TypeAlias = Literal["enter", "done", "go", "next", "previous", "search", "send"]
FetchPriority: TypeAlias = Literal["high", "low", "auto"]
FormMethod: TypeAlias = Literal["get", "post", "dialog"]
Hidden: TypeAlias = Literal["until-found"]
InputMode: TypeAlias = Literal["none", "text", "tel", "url", "email", "numeric", "decimal", "search"]
InputType: TypeAlias = Literal[
    "button",
    "checkbox",
    "color",
    "date",
    "datetime-local",
    "email",
    "file",
    "hidden",
    "image",
    "month",
    "number",
    "password",
    "radio",
    "range",
    "reset",
    "search",
    "submit",
    "tel",
    "text",
    "time",
    "url",
    "week",
]
ListType: TypeAlias = Literal["1", "a", "A", "i", "I"]
Loading: TypeAlias = Literal["eager", "lazy"]
Popover: TypeAlias = Literal["auto", "manual", "hint"]
PopoverAction: TypeAlias = Literal["toggle", "show", "hide"]
Preload: TypeAlias = Literal["none", "metadata", "auto"]
ReferrerPolicy: TypeAlias = Literal[
    "no-referrer",
    "no-referrer-when-downgrade",
    "same-origin",
    "origin",
    "strict-origin",
    "origin-when-cross-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
]
Scope: TypeAlias = Literal["row", "col", "rowgroup", "colgroup"]
Shape: TypeAlias = Literal["circle", "default", "poly", "rect"]
TrackKind: TypeAlias = Literal["subtitles", "captions", "descriptions", "chapters", "metadata"]
Wrap: TypeAlias = Literal["soft", "hard"]


class Aria(TypedDict, total=False):
    """The keys of `aria={...}`."""

    activedescendant: Text
    """The id of the element that is active within a widget that has the focus."""
    atomic: Flag
    """Announce the whole region when a part of it changes."""
    autocomplete: Text
    """How a text field suggests values: `inline`, `list`, `both` or `none`."""
    braillelabel: Text
    """The element's name on a braille display."""
    brailleroledescription: Text
    """The description of the element's role on a braille display."""
    busy: Flag
    """The element is being updated: assistive technology may wait."""
    checked: bool | Text
    """A checkbox, radio button or switch is on, off or `mixed`."""
    colcount: Number
    """The number of columns of a table, of which only some may be on the page."""
    colindex: Number
    """The number of a cell's column, from 1."""
    colindextext: Text
    """A text to announce instead of the column's number."""
    colspan: Number
    """The number of columns that a cell spans."""
    controls: Text
    """The ids of the elements that this one controls."""
    current: bool | Text
    """The current item of a set: `page`, `step`, `location`, `date`, `time` or true."""
    describedby: Text
    """The ids of the elements that describe this one."""
    description: Text
    """A description of the element."""
    details: Text
    """The ids of elements with details about this one."""
    disabled: Flag
    """The element cannot be used, but can be perceived."""
    errormessage: Text
    """The ids of the elements with the error message for this one."""
    expanded: Flag
    """What the element controls is expanded or collapsed."""
    flowto: Text
    """The ids of the elements that come next in another reading order."""
    haspopup: bool | Text
    """The kind of popup that the element opens: `menu`, `listbox`, `tree`, `grid`, `dialog` or true."""
    hidden: Flag
    """Hide the element from assistive technology."""
    invalid: bool | Text
    """The value is invalid: true, `grammar` or `spelling`."""
    keyshortcuts: Text
    """The keyboard shortcuts of the element, such as `Control+S`."""
    label: Text
    """The element's name, where no visible text names it."""
    labelledby: Text
    """The ids of the elements that name this one."""
    level: Number
    """The level of a heading or of an item in a tree, from 1."""
    live: Text
    """How changes are announced: `polite`, `assertive` or `off`."""
    modal: Flag
    """A dialog keeps the user from the rest of the page."""
    multiline: Flag
    """A text field has several lines."""
    multiselectable: Flag
    """Several items can be selected."""
    orientation: Text
    """`horizontal` or `vertical`."""
    owns: Text
    """The ids of elements that belong to this one, although they are elsewhere in the tree."""
    placeholder: Text
    """A hint in an empty text field."""
    posinset: Number
    """The number of an item in its set, from 1."""
    pressed: bool | Text
    """A toggle button is pressed, not pressed or `mixed`."""
    readonly: Flag
    """The value cannot be changed."""
    relevant: Text
    """Which changes are announced: `additions`, `removals`, `text` or `all`."""
    required: Flag
    """A value is required."""
    roledescription: Text
    """A description of the element's role for people."""
    rowcount: Number
    """The number of rows of a table, of which only some may be on the page."""
    rowindex: Number
    """The number of a cell's row, from 1."""
    rowindextext: Text
    """A text to announce instead of the row's number."""
    rowspan: Number
    """The number of rows that a cell spans."""
    selected: Flag
    """An option, tab or row is selected."""
    setsize: Number
    """The number of items in a set, of which only some may be on the page."""
    sort: Text
    """The order of a column: `ascending`, `descending`, `other` or `none`."""
    valuemax: Number
    """The largest value of a range."""
    valuemin: Number
    """The smallest value of a range."""
    valuenow: Number
    """The current value of a range."""
    valuetext: Text
    """A text to announce instead of the value of a range."""


class Everything(TypedDict, total=False):
    """The keywords of every element.

    `key` identifies an element among its siblings; `show=False` keeps it, with its state, without showing it; `ref` is
    called with the live element when it is there, and with None when it leaves; `attributes` sets attributes that have
    no keyword, `events` handles events of one's own.
    """

    key: Key | None
    """Identifies the element among its siblings when their order changes."""
    class_: Classes
    """Class names: a string, a list, or a dict of names and whether they apply."""
    style: Style
    """CSS declarations: a string or a dict."""
    data: Mapping[str, str | int | float | None] | None
    """`data-*` attributes, by name without the prefix."""
    aria: Aria
    """ARIA attributes, by name without the prefix: `aria={"label": "Close"}`."""
    attributes: Mapping[str, str | int | float | None] | None
    """Attributes that have no keyword, by name."""
    events: Mapping[str, Handles[Event]] | None
    """Handlers of custom events, by name."""
    show: object
    """False takes the element off the page, and keeps it with its state."""
    ref: "Callable[[Element | None], object] | None"
    """A `Ref`, or a function that is called with the live element, and with None when it leaves."""
    on_abort: Handles[e.Event]
    """Loading was aborted."""
    on_afterprint: Handles[e.Event]
    """The page was printed, or its preview closed."""
    on_animationcancel: Handles[e.AnimationEvent]
    """A CSS animation was cancelled."""
    on_animationend: Handles[e.AnimationEvent]
    """A CSS animation ended."""
    on_animationiteration: Handles[e.AnimationEvent]
    """A CSS animation is repeated."""
    on_animationstart: Handles[e.AnimationEvent]
    """A CSS animation started."""
    on_auxclick: Handles[e.ClickEvent]
    """A click with another button than the main one."""
    on_beforeinput: Handles[e.EditEvent]
    """A text is about to be changed by the user."""
    on_beforematch: Handles[e.Event]
    """Hidden content is about to be revealed by the browser's search."""
    on_beforeprint: Handles[e.Event]
    """The page is about to be printed."""
    on_beforetoggle: Handles[e.ToggleEvent]
    """A popover, a dialog or details are about to open or close."""
    on_blur: Handles[e.FocusEvent]
    """The element lost the focus."""
    on_cancel: Handles[e.Event]
    """The user wants to close a dialog, or closed the choice of a file."""
    on_canplay: Handles[e.MediaEvent]
    """Enough is loaded to start to play."""
    on_canplaythrough: Handles[e.MediaEvent]
    """Enough is loaded to play to the end."""
    on_change: Handles[e.ChangeEvent]
    """The user has changed the value, and is done with it."""
    on_click: Handles[e.ClickEvent]
    """The element was clicked, or activated with the keyboard."""
    on_close: Handles[e.CloseEvent]
    """The dialog was closed."""
    on_command: Handles[e.CommandEvent]
    """A button with `command` was pressed for this element."""
    on_compositionend: Handles[e.CompositionEvent]
    """An input method has finished composing."""
    on_compositionstart: Handles[e.CompositionEvent]
    """An input method starts composing."""
    on_compositionupdate: Handles[e.CompositionEvent]
    """An input method goes on composing."""
    on_contextlost: Handles[e.Event]
    """A canvas lost its drawing."""
    on_contextmenu: Handles[e.ClickEvent]
    """The context menu is about to open."""
    on_contextrestored: Handles[e.Event]
    """A canvas can be drawn again."""
    on_copy: Handles[e.ClipboardEvent]
    """The selection is copied."""
    on_cuechange: Handles[e.Event]
    """Another text of a track is shown."""
    on_cut: Handles[e.ClipboardEvent]
    """The selection is cut."""
    on_dblclick: Handles[e.ClickEvent]
    """The element was clicked twice."""
    on_drag: Handles[e.DragEvent]
    """The element is being dragged."""
    on_dragend: Handles[e.DragEvent]
    """Dragging the element ended."""
    on_dragenter: Handles[e.DragEvent]
    """Something was dragged into the element."""
    on_dragleave: Handles[e.DragEvent]
    """Something was dragged out of the element."""
    on_dragover: Handles[e.DragEvent]
    """Something is dragged over the element."""
    on_dragstart: Handles[e.DragEvent]
    """The user starts to drag the element."""
    on_drop: Handles[e.DragEvent]
    """Something was dropped on the element."""
    on_durationchange: Handles[e.MediaEvent]
    """The duration of the media changed."""
    on_emptied: Handles[e.MediaEvent]
    """The media became empty."""
    on_ended: Handles[e.MediaEvent]
    """The media has played to its end."""
    on_enterpictureinpicture: Handles[e.Event]
    """The video is shown in a window of its own."""
    on_error: Handles[e.Event]
    """Loading failed."""
    on_focus: Handles[e.FocusEvent]
    """The element got the focus."""
    on_focusin: Handles[e.FocusEvent]
    """The element, or one inside it, got the focus."""
    on_focusout: Handles[e.FocusEvent]
    """The element, or one inside it, lost the focus."""
    on_formdata: Handles[e.Event]
    """The entries of the form were collected."""
    on_fullscreenchange: Handles[e.Event]
    """The element fills the screen, or no longer."""
    on_fullscreenerror: Handles[e.Event]
    """The element could not fill the screen."""
    on_gotpointercapture: Handles[e.PointerEvent]
    """The element captured the pointer."""
    on_hashchange: Handles[e.HashChangeEvent]
    """The fragment of the address changed."""
    on_input: Handles[e.InputEvent]
    """The user has changed the value; with each key."""
    on_invalid: Handles[e.Event]
    """The control did not pass validation."""
    on_keydown: Handles[e.KeyboardEvent]
    """A key was pressed."""
    on_keypress: Handles[e.KeyboardEvent]
    """A character was typed (use `on_keydown`)."""
    on_keyup: Handles[e.KeyboardEvent]
    """A key was released."""
    on_languagechange: Handles[e.Event]
    """The user's preferred languages changed."""
    on_leavepictureinpicture: Handles[e.Event]
    """The video is back in the page."""
    on_load: Handles[e.Event]
    """Loading is done."""
    on_loadeddata: Handles[e.MediaEvent]
    """The first frame of the media is loaded."""
    on_loadedmetadata: Handles[e.MediaEvent]
    """The duration and size of the media are known."""
    on_loadstart: Handles[e.MediaEvent]
    """Loading starts."""
    on_lostpointercapture: Handles[e.PointerEvent]
    """The element released the pointer."""
    on_mousedown: Handles[e.MouseEvent]
    """A mouse button was pressed."""
    on_mouseenter: Handles[e.MouseEvent]
    """The pointer came over the element."""
    on_mouseleave: Handles[e.MouseEvent]
    """The pointer left the element."""
    on_mousemove: Handles[e.MouseEvent]
    """The pointer moved over the element."""
    on_mouseout: Handles[e.MouseEvent]
    """The pointer left the element, or one inside it."""
    on_mouseover: Handles[e.MouseEvent]
    """The pointer came over the element, or one inside it."""
    on_mouseup: Handles[e.MouseEvent]
    """A mouse button was released."""
    on_offline: Handles[e.Event]
    """The network is gone."""
    on_online: Handles[e.Event]
    """The network is back."""
    on_pagehide: Handles[e.Event]
    """The page is being left."""
    on_pageshow: Handles[e.Event]
    """The page is shown, also when the user comes back to it."""
    on_paste: Handles[e.ClipboardEvent]
    """Something is pasted."""
    on_pause: Handles[e.MediaEvent]
    """The media was paused."""
    on_play: Handles[e.MediaEvent]
    """The media is to play."""
    on_playing: Handles[e.MediaEvent]
    """The media plays."""
    on_pointercancel: Handles[e.PointerEvent]
    """The pointer is used otherwise, for example for scrolling."""
    on_pointerdown: Handles[e.PointerEvent]
    """The pointer was pressed: mouse, pen or finger."""
    on_pointerenter: Handles[e.PointerEvent]
    """The pointer came over the element."""
    on_pointerleave: Handles[e.PointerEvent]
    """The pointer left the element."""
    on_pointermove: Handles[e.PointerEvent]
    """The pointer moved over the element."""
    on_pointerout: Handles[e.PointerEvent]
    """The pointer left the element, or one inside it."""
    on_pointerover: Handles[e.PointerEvent]
    """The pointer came over the element, or one inside it."""
    on_pointerrawupdate: Handles[e.PointerEvent]
    """The pointer moved, with all its points."""
    on_pointerup: Handles[e.PointerEvent]
    """The pointer was released."""
    on_popstate: Handles[e.Event]
    """The user went back or forward in the history."""
    on_progress: Handles[e.MediaEvent]
    """More of the file is loaded."""
    on_ratechange: Handles[e.MediaEvent]
    """The speed of the media changed."""
    on_reset: Handles[e.Event]
    """The form was reset."""
    on_resize: Handles[e.ResizeEvent]
    """The window was resized."""
    on_scroll: Handles[e.ScrollEvent]
    """The content was scrolled."""
    on_scrollend: Handles[e.ScrollEvent]
    """Scrolling ended."""
    on_securitypolicyviolation: Handles[e.Event]
    """The Content Security Policy refused something."""
    on_seeked: Handles[e.MediaEvent]
    """The media has reached a new position."""
    on_seeking: Handles[e.MediaEvent]
    """The media goes to a new position."""
    on_select: Handles[e.Event]
    """Text in the control was selected."""
    on_selectionchange: Handles[e.Event]
    """The selection changed."""
    on_selectstart: Handles[e.Event]
    """The user starts to select."""
    on_slotchange: Handles[e.Event]
    """The content of a slot changed."""
    on_stalled: Handles[e.MediaEvent]
    """The media does not arrive."""
    on_storage: Handles[e.StorageEvent]
    """Another tab changed the browser's storage."""
    on_submit: Handles[e.SubmitEvent]
    """The form is submitted."""
    on_suspend: Handles[e.MediaEvent]
    """Loading the media was suspended."""
    on_timeupdate: Handles[e.MediaEvent]
    """The position in the media changed."""
    on_toggle: Handles[e.ToggleEvent]
    """A popover, a dialog or details opened or closed."""
    on_touchcancel: Handles[e.TouchEvent]
    """A touch was interrupted."""
    on_touchend: Handles[e.TouchEvent]
    """A finger was lifted."""
    on_touchmove: Handles[e.TouchEvent]
    """A finger moved."""
    on_touchstart: Handles[e.TouchEvent]
    """A finger touched the element."""
    on_transitioncancel: Handles[e.TransitionEvent]
    """A CSS transition was cancelled."""
    on_transitionend: Handles[e.TransitionEvent]
    """A CSS transition ended."""
    on_transitionrun: Handles[e.TransitionEvent]
    """A CSS transition is due."""
    on_transitionstart: Handles[e.TransitionEvent]
    """A CSS transition started."""
    on_upload: Handles[Upload]
    """Files were chosen, dropped or pasted: called with an `Upload` for each."""
    on_visibilitychange: Handles[e.VisibilityEvent]
    """The page was hidden, or is visible again."""
    on_volumechange: Handles[e.MediaEvent]
    """The volume changed."""
    on_waiting: Handles[e.MediaEvent]
    """The media waits for data."""
    on_wheel: Handles[e.WheelEvent]
    """The wheel was turned."""


class Html(Everything, total=False):
    """The keywords of every HTML element."""

    accesskey: Text
    """Characters of a keyboard shortcut that focuses or activates the element."""
    autocapitalize: AutoCapitalize | None
    """How a virtual keyboard capitalizes what is typed."""
    autocorrect: Flag
    """Correct what is typed automatically, or not."""
    autofocus: Flag
    """Focus the element when it is shown."""
    contenteditable: bool | Editable | None
    """The user can edit the content: true, or `plaintext-only`."""
    dir: Direction | None
    """The direction of text: `ltr`, `rtl` or `auto`."""
    draggable: Flag
    """The element can be dragged."""
    enterkeyhint: EnterKeyHint | None
    """The label of the Enter key on a virtual keyboard."""
    exportparts: Text
    """Parts of a shadow tree that outer style sheets may style."""
    hidden: bool | Hidden | None
    """Hide the element; `until-found` lets the browser's search reveal it."""
    id: Text
    """The element's id, unique in the page."""
    inert: Flag
    """The element and its content cannot be focused, clicked or found."""
    inputmode: InputMode | None
    """The kind of virtual keyboard: `numeric`, `decimal`, `email`, `tel`, `url`, `search` or `none`."""
    itemid: Text
    """The identifier of an item of microdata."""
    itemprop: Text
    """The name of a property of microdata."""
    itemref: Text
    """The ids of elements with more properties of the item."""
    itemscope: Flag
    """The element is an item of microdata."""
    itemtype: Text
    """The type of an item of microdata, a URL."""
    lang: Text
    """The language of the content, such as `de-CH`."""
    open: Flag
    """The element is open."""
    part: Text
    """Names by which outer style sheets may style the element in a shadow tree."""
    popover: Popover | None
    """The element is a popover: `auto`, `hint` or `manual`."""
    role: Text
    """The ARIA role."""
    scroll_left: float | None
    """How far the content is scrolled to the right, in pixels."""
    scroll_top: float | None
    """How far the content is scrolled down, in pixels; -1 is the end."""
    slot: Text
    """The slot of a custom element in which it is shown."""
    spellcheck: Flag
    """Check the spelling of what is typed."""
    tabindex: Number
    """The place in the order of the Tab key: 0 for in document order, -1 for by program only."""
    title: Text
    """A text that is shown when the pointer rests on the element."""
    translate: Flag
    """Let the browser translate the content."""
    writingsuggestions: Flag
    """Let the browser suggest how to go on writing."""


class AnyHtml(Html, total=False):
    """The keywords of `element()` beside those, for custom elements.

    `props` sets JavaScript properties; `urls` names attributes that are URLs, and are checked as such.
    """

    props: Mapping[str, Any] | None
    """JavaScript properties of a custom element, compared by value."""
    urls: Sequence[str] | None
    """Names of attributes of a custom element that are checked as URLs."""


class Svg(Everything, total=False):
    """The keywords of every SVG element."""

    autofocus: Flag
    """Focus the element when it is shown."""
    id: Text
    """The element's id, unique in the page."""
    lang: Text
    """The language of the content, such as `de-CH`."""
    role: Text
    """The ARIA role."""
    tabindex: Number
    """The place in the order of the Tab key: 0 for in document order, -1 for by program only."""
    xml_lang: Text
    """The language of the content."""
    xml_space: Text
    """Keep white space (`preserve`), or not."""
    requiredExtensions: Text
    """Extensions without which the element is not shown."""
    systemLanguage: Text
    """Languages in which the element is shown."""
    alignment_baseline: Text
    """Which baseline of the text is aligned."""
    baseline_shift: Number
    """How far the baseline of the text is shifted."""
    clip_path: Text
    """A shape outside of which nothing is drawn: `url(#id)`."""
    clip_rule: Text
    """How the inside of a clipping path is found: `nonzero` or `evenodd`."""
    color: Text
    """The color that `currentColor` stands for."""
    color_interpolation: Text
    """The color space of gradients."""
    color_interpolation_filters: Text
    """The color space of filters."""
    cursor: Text
    """The pointer's shape over the element."""
    direction: Text
    """The direction of text: `ltr` or `rtl`."""
    display: Text
    """Whether and how the element is shown."""
    dominant_baseline: Text
    """The baseline by which text is aligned: `middle`, `hanging` ..."""
    fill: Text
    """The color or paint of the inside: a color, `none` or `url(#id)`."""
    fill_opacity: Number
    """The opacity of the inside, from 0 to 1."""
    fill_rule: Text
    """How the inside of a path is found: `nonzero` or `evenodd`."""
    filter: Text
    """A filter for the element: `url(#id)`."""
    flood_color: Text
    """The color with which the filter fills."""
    flood_opacity: Number
    """The opacity with which the filter fills."""
    font_family: Text
    """The font."""
    font_size: Number
    """The size of the font."""
    font_size_adjust: Number
    """The size of lowercase letters in proportion to that of the font."""
    font_stretch: Text
    """The width of the font."""
    font_style: Text
    """`normal`, `italic` or `oblique`."""
    font_variant: Text
    """Variants of letters, such as small capitals."""
    font_weight: Number
    """The weight of the font."""
    image_rendering: Text
    """How images are scaled: `auto`, `pixelated` ..."""
    letter_spacing: Number
    """Extra space between letters."""
    lighting_color: Text
    """The color of the light of a lighting filter."""
    marker: Text
    """The markers at all points of a line: `url(#id)`."""
    marker_end: Text
    """The marker at the end of a line."""
    marker_mid: Text
    """The markers at the inner points of a line."""
    marker_start: Text
    """The marker at the start of a line."""
    mask: Text
    """A mask for the element: `url(#id)`."""
    mask_type: Text
    """What of the mask counts: `luminance` or `alpha`."""
    opacity: Number
    """The opacity of the element, from 0 to 1."""
    overflow: Text
    """What is drawn outside of the element's box."""
    paint_order: Text
    """The order of `fill`, `stroke` and `markers`."""
    pointer_events: Text
    """Which parts take clicks: `none`, `all`, `visiblePainted` ..."""
    shape_rendering: Text
    """How shapes are drawn: `auto`, `crispEdges`, `geometricPrecision` ..."""
    stop_color: Text
    """The color at a stop of a gradient."""
    stop_opacity: Number
    """The opacity at a stop of a gradient."""
    stroke: Text
    """The color or paint of the outline."""
    stroke_dasharray: Number
    """The lengths of dashes and gaps."""
    stroke_dashoffset: Number
    """Where in the pattern of dashes the line starts."""
    stroke_linecap: Text
    """The shape of line ends: `butt`, `round` or `square`."""
    stroke_linejoin: Text
    """The shape of corners: `miter`, `round` or `bevel`."""
    stroke_miterlimit: Number
    """How long the tips of corners may be, in widths of the line."""
    stroke_opacity: Number
    """The opacity of the outline, from 0 to 1."""
    stroke_width: Number
    """The width of the outline."""
    text_anchor: Text
    """Which end of the text is at its place: `start`, `middle` or `end`."""
    text_decoration: Text
    """Lines at the text, such as `underline`."""
    text_overflow: Text
    """How cut-off text is shown."""
    text_rendering: Text
    """How text is drawn: `auto`, `optimizeSpeed`, `geometricPrecision` ..."""
    transform: Text
    """Transformations: `translate(10 20) rotate(45)`."""
    transform_origin: Text
    """The origin of the transformations."""
    unicode_bidi: Text
    """How mixed directions of text are treated."""
    vector_effect: Text
    """`non-scaling-stroke` keeps the width of lines when they are scaled."""
    visibility: Text
    """`visible` or `hidden`."""
    white_space: Text
    """How white space is treated."""
    word_spacing: Number
    """Extra space between words."""
    writing_mode: Text
    """The direction of lines of text."""


class HtmlA(Html, total=False):
    """Keyword arguments of <a>."""

    href: Text
    """The URL that it leads to, or loads."""
    target: Text
    """Where a link or form opens: `_self`, `_blank`, `_parent`, `_top` or a frame's name."""
    download: bool | Text
    """Save the target instead of opening it; a string is the file's name."""
    ping: Text
    """URLs that are told when the link is followed."""
    rel: Text
    """How the target is related: `external`, `nofollow`, `noopener` ..."""
    hreflang: Text
    """The language of the target."""
    type: Text
    """The MIME type of the target."""
    referrerpolicy: ReferrerPolicy | None
    """What the browser says of where a request comes from."""


class HtmlArea(Html, total=False):
    """Keyword arguments of <area>."""

    alt: Text
    """A text for people who do not see the image; empty for decoration."""
    coords: Text
    """The coordinates of the area, in pixels."""
    shape: Shape | None
    """The shape of the area: `rect`, `circle`, `poly` or `default`."""
    href: Text
    """The URL that it leads to, or loads."""
    target: Text
    """Where a link or form opens: `_self`, `_blank`, `_parent`, `_top` or a frame's name."""
    download: bool | Text
    """Save the target instead of opening it; a string is the file's name."""
    ping: Text
    """URLs that are told when the link is followed."""
    rel: Text
    """How the target is related: `external`, `nofollow`, `noopener` ..."""
    referrerpolicy: ReferrerPolicy | None
    """What the browser says of where a request comes from."""


class HtmlAudio(Html, total=False):
    """Keyword arguments of <audio>."""

    src: Media | None
    """The URL of the file, or the bytes themselves."""
    crossorigin: bool | CrossOrigin | None
    """Load the file with CORS: `anonymous` or `use-credentials`."""
    preload: Preload | None
    """How much is loaded in advance: `none`, `metadata` or `auto`."""
    autoplay: Flag
    """Start to play when it is loaded; browsers require `muted` for this."""
    loop: Flag
    """Start again at the end."""
    muted: Flag
    """Whether it is muted now."""
    default_muted: Flag
    """Whether it is muted at first."""
    controls: Flag
    """Show the browser's controls."""
    volume: float | None
    """The volume, from 0 to 1."""
    current_time: float | None
    """The position in the file, in seconds."""
    playback_rate: float | None
    """The speed: 1 is normal."""


class HtmlBlockquote(Html, total=False):
    """Keyword arguments of <blockquote>."""

    cite: Text
    """The URL of the source."""


class HtmlButton(Html, total=False):
    """Keyword arguments of <button>."""

    command: Text
    """What the button does with the element of `commandfor`: `show-modal`, `close`, `toggle-popover` ..."""
    commandfor: Text
    """The id of the element that `command` controls."""
    disabled: Flag
    """The control cannot be used, and is not submitted."""
    form: Text
    """The id of the form that the control belongs to."""
    formaction: Text
    """The URL to which the button submits the form."""
    formenctype: Encoding | None
    """How the button encodes the form."""
    formmethod: FormMethod | None
    """The method by which the button submits the form."""
    formnovalidate: Flag
    """The button submits the form without validation."""
    formtarget: Text
    """Where the answer to the button's submission opens."""
    name: Text
    """The name of the control in a submitted form."""
    popovertarget: Text
    """The id of the popover that the button controls."""
    popovertargetaction: PopoverAction | None
    """What the button does with the popover: `show`, `hide` or `toggle`."""
    type: ButtonType | None
    """What the button does: `submit`, `reset` or `button`."""
    value: Text
    """The value that is submitted if this button is pressed."""


class HtmlCanvas(Html, total=False):
    """Keyword arguments of <canvas>."""

    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""


class HtmlCol(Html, total=False):
    """Keyword arguments of <col>."""

    span: Number
    """The number of columns."""


class HtmlColgroup(Html, total=False):
    """Keyword arguments of <colgroup>."""

    span: Number
    """The number of columns."""


class HtmlData(Html, total=False):
    """Keyword arguments of <data>."""

    value: Text
    """The machine-readable value."""


class HtmlDel(Html, total=False):
    """Keyword arguments of <del>."""

    cite: Text
    """The URL of the source."""
    datetime: Text
    """The date, time or duration in machine-readable form."""


class HtmlDetails(Html, total=False):
    """Keyword arguments of <details>."""

    name: Text
    """Of details with the same name, only one is open."""


class HtmlDialog(Html, total=False):
    """Keyword arguments of <dialog>."""

    modal: Flag
    """Show the dialog above the page, which cannot be used meanwhile."""
    closedby: ClosedBy | None
    """What closes the dialog: `any`, `closerequest` or `none`."""


class HtmlFieldset(Html, total=False):
    """Keyword arguments of <fieldset>."""

    disabled: Flag
    """The control cannot be used, and is not submitted."""
    form: Text
    """The id of the form that the control belongs to."""
    name: Text
    """The name of the control in a submitted form."""


class HtmlForm(Html, total=False):
    """Keyword arguments of <form>."""

    accept_charset: Text
    """The encoding of the form: `UTF-8`."""
    action: Text
    """The URL to which the form is submitted."""
    autocomplete: Flag
    """What the browser may fill in: `on`, `off`, `email`, `current-password`, `one-time-code` ..."""
    enctype: Encoding | None
    """How the form is encoded: `multipart/form-data` for files."""
    method: FormMethod | None
    """How the form is submitted: `get`, `post` or `dialog`."""
    name: Text
    """The name of the control in a submitted form."""
    novalidate: Flag
    """Submit the form without validation."""
    rel: Text
    """How the target is related: `external`, `nofollow`, `noopener` ..."""
    target: Text
    """Where a link or form opens: `_self`, `_blank`, `_parent`, `_top` or a frame's name."""


class HtmlIframe(Html, total=False):
    """Keyword arguments of <iframe>."""

    src: Text
    """The URL of the page in the frame."""
    name: Text
    """The name of the frame, for `target`."""
    sandbox: Text
    """What the page in the frame may do: `allow-scripts`, `allow-forms` ..."""
    allow: Text
    """The features that the page in the frame may use."""
    allowfullscreen: Flag
    """The page in the frame may fill the screen."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    referrerpolicy: ReferrerPolicy | None
    """What the browser says of where a request comes from."""
    loading: Loading | None
    """`lazy` loads it when it comes near the viewport."""


class HtmlImg(Html, total=False):
    """Keyword arguments of <img>."""

    alt: Text
    """A text for people who do not see the image; empty for decoration."""
    src: Media | None
    """The URL of the file, or the bytes themselves."""
    srcset: Text
    """URLs of other sizes of the image, with their widths or densities."""
    sizes: Text
    """The widths at which the image is shown, by media condition."""
    crossorigin: bool | CrossOrigin | None
    """Load the file with CORS: `anonymous` or `use-credentials`."""
    usemap: Text
    """The name of the image map: `#name`."""
    ismap: Flag
    """Send the place of a click on the image to the server."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    referrerpolicy: ReferrerPolicy | None
    """What the browser says of where a request comes from."""
    decoding: Decoding | None
    """Whether decoding the image may delay other content: `sync`, `async` or `auto`."""
    loading: Loading | None
    """`lazy` loads it when it comes near the viewport."""
    fetchpriority: FetchPriority | None
    """How urgent the file is: `high`, `low` or `auto`."""


class HtmlInput(Html, total=False):
    """Keyword arguments of <input>."""

    accept: Text
    """The types of files to choose: `image/*,.pdf`."""
    alpha: Flag
    """The user can choose transparency."""
    alt: Text
    """A text for people who do not see the image; empty for decoration."""
    autocomplete: bool | Text
    """What the browser may fill in: `on`, `off`, `email`, `current-password`, `one-time-code` ..."""
    capture: bool | Text
    """Take a picture with the `user` or `environment` camera."""
    checked: Flag
    """The box is ticked, or the radio button chosen."""
    colorspace: Text
    """The color space: `limited-srgb` or `display-p3`."""
    default_checked: Flag
    """Whether it is ticked at first, and after a reset."""
    default_value: Text
    """The value at first, and after a reset."""
    dirname: Text
    """The name under which the direction of the text is submitted."""
    disabled: Flag
    """The control cannot be used, and is not submitted."""
    form: Text
    """The id of the form that the control belongs to."""
    formaction: Text
    """The URL to which the button submits the form."""
    formenctype: Encoding | None
    """How the button encodes the form."""
    formmethod: FormMethod | None
    """The method by which the button submits the form."""
    formnovalidate: Flag
    """The button submits the form without validation."""
    formtarget: Text
    """Where the answer to the button's submission opens."""
    height: Number
    """The height in pixels."""
    indeterminate: Flag
    """The checkbox is shown as neither ticked nor not."""
    list: Text
    """The id of a `datalist` with suggestions."""
    max: Bound
    """The largest value."""
    maxlength: Number
    """The largest length of the text, in UTF-16 code units."""
    min: Bound
    """The smallest value."""
    minlength: Number
    """The smallest length of the text, in UTF-16 code units."""
    multiple: Flag
    """Several values can be chosen or entered."""
    name: Text
    """The name of the control in a submitted form."""
    pattern: Text
    """A regular expression that the whole value must match."""
    placeholder: Text
    """A hint that is shown while the control is empty."""
    popovertarget: Text
    """The id of the popover that the button controls."""
    popovertargetaction: PopoverAction | None
    """What the button does with the popover: `show`, `hide` or `toggle`."""
    readonly: Flag
    """The user cannot change the value."""
    required: Flag
    """A value must be entered or chosen."""
    size: Number
    """The width of the control in characters."""
    src: Media | None
    """The URL of the file, or the bytes themselves."""
    step: Number
    """The step between values; `any` for none."""
    type: InputType | None
    """The kind of control: `text`, `number`, `checkbox`, `date`, `file` ..."""
    value: Value
    """The value that the control shows."""
    webkitdirectory: Flag
    """Choose a folder instead of files."""
    width: Number
    """The width in pixels."""
    bind: Bindable | None
    """A field to which the control is bound in both directions: `self.field("name")`."""


class HtmlIns(Html, total=False):
    """Keyword arguments of <ins>."""

    cite: Text
    """The URL of the source."""
    datetime: Text
    """The date, time or duration in machine-readable form."""


class HtmlLabel(Html, total=False):
    """Keyword arguments of <label>."""

    for_: Text
    """The id of the control that it labels."""


class HtmlLi(Html, total=False):
    """Keyword arguments of <li>."""

    value: Number
    """The number of the item."""


class HtmlMap(Html, total=False):
    """Keyword arguments of <map>."""

    name: Text
    """The name of the map, for `usemap`."""


class HtmlMeter(Html, total=False):
    """Keyword arguments of <meter>."""

    value: Number
    """The current value."""
    min: Number
    """The smallest value."""
    max: Number
    """The largest value."""
    low: Number
    """Values below are low."""
    high: Number
    """Values above are high."""
    optimum: Number
    """The best value."""


class HtmlOl(Html, total=False):
    """Keyword arguments of <ol>."""

    reversed: Flag
    """Count down."""
    start: Number
    """The number of the first item."""
    type: ListType | None
    """The numbering: `1`, `a`, `A`, `i` or `I`."""


class HtmlOptgroup(Html, total=False):
    """Keyword arguments of <optgroup>."""

    disabled: Flag
    """The control cannot be used, and is not submitted."""
    label: Text
    """The title of the group."""


class HtmlOption(Html, total=False):
    """Keyword arguments of <option>."""

    default_selected: Flag
    """Whether the option is chosen at first, and after a reset."""
    disabled: Flag
    """The control cannot be used, and is not submitted."""
    label: Text
    """The text of the option."""
    selected: Flag
    """The option is chosen."""
    value: Number
    """The value of the option; its text by default."""


class HtmlOutput(Html, total=False):
    """Keyword arguments of <output>."""

    for_: Text
    """The ids of the controls from which the result was computed."""
    form: Text
    """The id of the form that the control belongs to."""
    name: Text
    """The name of the control in a submitted form."""


class HtmlProgress(Html, total=False):
    """Keyword arguments of <progress>."""

    value: Number
    """How much is done; indeterminate without it."""
    max: Number
    """The largest value."""


class HtmlQ(Html, total=False):
    """Keyword arguments of <q>."""

    cite: Text
    """The URL of the source."""


class HtmlSelect(Html, total=False):
    """Keyword arguments of <select>."""

    autocomplete: bool | Text
    """What the browser may fill in: `on`, `off`, `email`, `current-password`, `one-time-code` ..."""
    disabled: Flag
    """The control cannot be used, and is not submitted."""
    form: Text
    """The id of the form that the control belongs to."""
    multiple: Flag
    """Several values can be chosen or entered."""
    name: Text
    """The name of the control in a submitted form."""
    required: Flag
    """A value must be entered or chosen."""
    selected_index: float | None
    """The number of the chosen option, from 0; -1 is none."""
    size: Number
    """The number of options that are visible."""
    value: Values
    """The value that the control shows."""
    bind: Bindable | None
    """A field to which the control is bound in both directions: `self.field("name")`."""


class HtmlSlot(Html, total=False):
    """Keyword arguments of <slot>."""

    name: Text
    """The name of the slot."""


class HtmlSource(Html, total=False):
    """Keyword arguments of <source>."""

    type: Text
    """The MIME type of the file."""
    media: Text
    """The media condition for which it applies."""
    src: Media | None
    """The URL of the file, or the bytes themselves."""
    srcset: Text
    """URLs of other sizes of the image, with their widths or densities."""
    sizes: Text
    """The widths at which the image is shown, by media condition."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""


class HtmlStyle(Html, total=False):
    """Keyword arguments of <style>."""

    media: Text
    """The media condition for which it applies."""
    blocking: Text
    """Block rendering until it is loaded."""
    title: Text
    """A text that is shown when the pointer rests on the element."""


class HtmlTd(Html, total=False):
    """Keyword arguments of <td>."""

    colspan: Number
    """The number of columns that the cell spans."""
    rowspan: Number
    """The number of rows that the cell spans."""
    headers: Text
    """The ids of the header cells for this cell."""


class HtmlTextarea(Html, total=False):
    """Keyword arguments of <textarea>."""

    autocomplete: bool | Text
    """What the browser may fill in: `on`, `off`, `email`, `current-password`, `one-time-code` ..."""
    cols: Number
    """The width in characters."""
    default_value: Text
    """The value at first, and after a reset."""
    dirname: Text
    """The name under which the direction of the text is submitted."""
    disabled: Flag
    """The control cannot be used, and is not submitted."""
    form: Text
    """The id of the form that the control belongs to."""
    maxlength: Number
    """The largest length of the text, in UTF-16 code units."""
    minlength: Number
    """The smallest length of the text, in UTF-16 code units."""
    name: Text
    """The name of the control in a submitted form."""
    placeholder: Text
    """A hint that is shown while the control is empty."""
    readonly: Flag
    """The user cannot change the value."""
    required: Flag
    """A value must be entered or chosen."""
    rows: Number
    """The height in lines."""
    value: Value
    """The value that the control shows."""
    wrap: Wrap | None
    """How lines are submitted: `soft`, or `hard` with line breaks."""
    bind: Bindable | None
    """A field to which the control is bound in both directions: `self.field("name")`."""


class HtmlTh(Html, total=False):
    """Keyword arguments of <th>."""

    colspan: Number
    """The number of columns that the cell spans."""
    rowspan: Number
    """The number of rows that the cell spans."""
    headers: Text
    """The ids of the header cells for this cell."""
    scope: Scope | None
    """What the header cell is for: `col`, `row`, `colgroup` or `rowgroup`."""
    abbr: Text
    """A short form of the header cell."""


class HtmlTime(Html, total=False):
    """Keyword arguments of <time>."""

    datetime: Text
    """The date, time or duration in machine-readable form."""


class HtmlTrack(Html, total=False):
    """Keyword arguments of <track>."""

    kind: TrackKind | None
    """The kind of track: `subtitles`, `captions`, `descriptions`, `chapters` or `metadata`."""
    src: Text
    """The URL of the file, or the bytes themselves."""
    srclang: Text
    """The language of the track."""
    label: Text
    """The title of the track, for the user to choose."""
    default: Flag
    """The track is on unless the user chooses another one."""


class HtmlVideo(Html, total=False):
    """Keyword arguments of <video>."""

    src: Media | None
    """The URL of the file, or the bytes themselves."""
    crossorigin: bool | CrossOrigin | None
    """Load the file with CORS: `anonymous` or `use-credentials`."""
    poster: Media | None
    """The URL of an image that is shown before the video plays."""
    preload: Preload | None
    """How much is loaded in advance: `none`, `metadata` or `auto`."""
    autoplay: Flag
    """Start to play when it is loaded; browsers require `muted` for this."""
    playsinline: Flag
    """Play within the page on phones."""
    loop: Flag
    """Start again at the end."""
    muted: Flag
    """Whether it is muted now."""
    default_muted: Flag
    """Whether it is muted at first."""
    controls: Flag
    """Show the browser's controls."""
    controlslist: Text
    """Controls to leave out: `nodownload`, `nofullscreen`, `noremoteplayback`."""
    disablepictureinpicture: Flag
    """Do not offer picture-in-picture."""
    disableremoteplayback: Flag
    """Do not offer to play on other devices."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    volume: float | None
    """The volume, from 0 to 1."""
    current_time: float | None
    """The position in the file, in seconds."""
    playback_rate: float | None
    """The speed: 1 is normal."""


class SvgA(Svg, total=False):
    """Keyword arguments of <a>."""

    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    target: Text
    """Where a link or form opens: `_self`, `_blank`, `_parent`, `_top` or a frame's name."""
    download: bool | Text
    """Save the target instead of opening it; a string is the file's name."""
    ping: Text
    """URLs that are told when the link is followed."""
    rel: Text
    """How the target is related: `external`, `nofollow`, `noopener` ..."""
    hreflang: Text
    """The language of the target."""
    type: Text
    """The MIME type of the target."""
    referrerpolicy: ReferrerPolicy | None
    """What the browser says of where a request comes from."""


class SvgAnimate(Svg, total=False):
    """Keyword arguments of <animate>."""

    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    attributeName: Text
    """The attribute that is animated."""
    begin: Text
    """When the animation starts: a time, or an event such as `click`."""
    dur: Text
    """How long it takes."""
    end: Text
    """When the animation ends."""
    min: Text
    """The smallest value."""
    max: Text
    """The largest value."""
    restart: Text
    """When it may start again: `always`, `whenNotActive` or `never`."""
    repeatCount: Number
    """How often it is repeated; `indefinite` is for ever."""
    repeatDur: Text
    """How long it is repeated."""
    fill: Text
    """What holds after the animation: `freeze` or `remove`."""
    calcMode: Text
    """How values between are computed: `discrete`, `linear`, `paced` or `spline`."""
    values: Text
    """The values of the animation, with semicolons between."""
    keyTimes: Text
    """When each value is reached, from 0 to 1."""
    keySplines: Text
    """The curves of the speed between values."""
    from_: Number
    """The value at the start."""
    to: Number
    """The value at the end."""
    by: Number
    """By how much the value changes."""
    additive: Text
    """`sum` adds to the attribute's value, `replace` takes its place."""
    accumulate: Text
    """`sum` builds on the value of the repetition before."""


class SvgAnimateMotion(Svg, total=False):
    """Keyword arguments of <animateMotion>."""

    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    path: Text
    """The path to move along, or to write along."""
    keyPoints: Text
    """How far along the path it is at each of `keyTimes`."""
    rotate: Number
    """How it is rotated along the path, or the rotation of each letter."""
    origin: Text
    """The origin of the motion: `default`."""
    begin: Text
    """When the animation starts: a time, or an event such as `click`."""
    dur: Text
    """How long it takes."""
    end: Text
    """When the animation ends."""
    min: Text
    """The smallest value."""
    max: Text
    """The largest value."""
    restart: Text
    """When it may start again: `always`, `whenNotActive` or `never`."""
    repeatCount: Number
    """How often it is repeated; `indefinite` is for ever."""
    repeatDur: Text
    """How long it is repeated."""
    fill: Text
    """What holds after the animation: `freeze` or `remove`."""
    calcMode: Text
    """How values between are computed: `discrete`, `linear`, `paced` or `spline`."""
    values: Text
    """The values of the animation, with semicolons between."""
    keyTimes: Text
    """When each value is reached, from 0 to 1."""
    keySplines: Text
    """The curves of the speed between values."""
    from_: Number
    """The value at the start."""
    to: Number
    """The value at the end."""
    by: Number
    """By how much the value changes."""
    additive: Text
    """`sum` adds to the attribute's value, `replace` takes its place."""
    accumulate: Text
    """`sum` builds on the value of the repetition before."""


class SvgAnimateTransform(Svg, total=False):
    """Keyword arguments of <animateTransform>."""

    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    attributeName: Text
    """The attribute that is animated."""
    type: Text
    """The kind of transformation: `translate`, `scale`, `rotate`, `skewX` or `skewY`."""
    begin: Text
    """When the animation starts: a time, or an event such as `click`."""
    dur: Text
    """How long it takes."""
    end: Text
    """When the animation ends."""
    min: Text
    """The smallest value."""
    max: Text
    """The largest value."""
    restart: Text
    """When it may start again: `always`, `whenNotActive` or `never`."""
    repeatCount: Number
    """How often it is repeated; `indefinite` is for ever."""
    repeatDur: Text
    """How long it is repeated."""
    fill: Text
    """What holds after the animation: `freeze` or `remove`."""
    calcMode: Text
    """How values between are computed: `discrete`, `linear`, `paced` or `spline`."""
    values: Text
    """The values of the animation, with semicolons between."""
    keyTimes: Text
    """When each value is reached, from 0 to 1."""
    keySplines: Text
    """The curves of the speed between values."""
    from_: Number
    """The value at the start."""
    to: Number
    """The value at the end."""
    by: Number
    """By how much the value changes."""
    additive: Text
    """`sum` adds to the attribute's value, `replace` takes its place."""
    accumulate: Text
    """`sum` builds on the value of the repetition before."""


class SvgCircle(Svg, total=False):
    """Keyword arguments of <circle>."""

    cx: Number
    """The x coordinate of the centre."""
    cy: Number
    """The y coordinate of the centre."""
    r: Number
    """The radius."""
    pathLength: Number
    """The length of the path, by which dashes and positions are measured."""


class SvgClipPath(Svg, total=False):
    """Keyword arguments of <clipPath>."""

    clipPathUnits: Text
    """The coordinates of the content: `userSpaceOnUse` or `objectBoundingBox`."""


class SvgEllipse(Svg, total=False):
    """Keyword arguments of <ellipse>."""

    cx: Number
    """The x coordinate of the centre."""
    cy: Number
    """The y coordinate of the centre."""
    rx: Number
    """The horizontal radius."""
    ry: Number
    """The vertical radius."""
    pathLength: Number
    """The length of the path, by which dashes and positions are measured."""


class SvgFeBlend(Svg, total=False):
    """Keyword arguments of <feBlend>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    in2: Text
    """The second input of the filter."""
    mode: Text
    """How both inputs are blended: `multiply`, `screen` ..."""


class SvgFeColorMatrix(Svg, total=False):
    """Keyword arguments of <feColorMatrix>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    type: Text
    """The type."""
    values: Text
    """The values of the matrix."""


class SvgFeComponentTransfer(Svg, total=False):
    """Keyword arguments of <feComponentTransfer>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""


class SvgFeComposite(Svg, total=False):
    """Keyword arguments of <feComposite>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    in2: Text
    """The second input of the filter."""
    operator: Text
    """How the filter combines or changes its inputs."""
    k1: Number
    """The factor of the product of both inputs."""
    k2: Number
    """The factor of the first input."""
    k3: Number
    """The factor of the second input."""
    k4: Number
    """The constant that is added."""


class SvgFeConvolveMatrix(Svg, total=False):
    """Keyword arguments of <feConvolveMatrix>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    order: Number
    """The size of the matrix."""
    kernelMatrix: Text
    """The numbers of the matrix."""
    divisor: Number
    """What the sum is divided by."""
    bias: Number
    """What is added to the sum."""
    targetX: Number
    """The column of the matrix that is at the pixel."""
    targetY: Number
    """The row of the matrix that is at the pixel."""
    edgeMode: Text
    """What lies beyond the edges: `duplicate`, `wrap` or `none`."""
    kernelUnitLength: Number
    """The distance of pixels of the filter."""
    preserveAlpha: Flag
    """Leave the opacity unchanged."""


class SvgFeDiffuseLighting(Svg, total=False):
    """Keyword arguments of <feDiffuseLighting>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    surfaceScale: Number
    """How high the surface is for full opacity."""
    diffuseConstant: Number
    """How strongly light is scattered."""
    kernelUnitLength: Number
    """The distance of pixels of the filter."""


class SvgFeDisplacementMap(Svg, total=False):
    """Keyword arguments of <feDisplacementMap>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    in2: Text
    """The second input of the filter."""
    scale: Number
    """How far pixels are moved at most."""
    xChannelSelector: Text
    """The channel that moves pixels horizontally: `R`, `G`, `B` or `A`."""
    yChannelSelector: Text
    """The channel that moves pixels vertically: `R`, `G`, `B` or `A`."""


class SvgFeDistantLight(Svg, total=False):
    """Keyword arguments of <feDistantLight>."""

    azimuth: Number
    """The direction of the light, in degrees."""
    elevation: Number
    """The height of the light, in degrees."""


class SvgFeDropShadow(Svg, total=False):
    """Keyword arguments of <feDropShadow>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    dx: Number
    """A horizontal distance."""
    dy: Number
    """A vertical distance."""
    stdDeviation: Number
    """How strongly it blurs."""


class SvgFeFlood(Svg, total=False):
    """Keyword arguments of <feFlood>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""


class SvgFeFuncA(Svg, total=False):
    """Keyword arguments of <feFuncA>."""

    type: Text
    """The type."""
    tableValues: Text
    """The values of the function."""
    slope: Number
    """The slope of the function."""
    intercept: Number
    """What the function adds."""
    amplitude: Number
    """The factor of the function."""
    exponent: Number
    """The exponent of the function."""
    offset: Number
    """The offset of the function."""


class SvgFeFuncB(Svg, total=False):
    """Keyword arguments of <feFuncB>."""

    type: Text
    """The type."""
    tableValues: Text
    """The values of the function."""
    slope: Number
    """The slope of the function."""
    intercept: Number
    """What the function adds."""
    amplitude: Number
    """The factor of the function."""
    exponent: Number
    """The exponent of the function."""
    offset: Number
    """The offset of the function."""


class SvgFeFuncG(Svg, total=False):
    """Keyword arguments of <feFuncG>."""

    type: Text
    """The type."""
    tableValues: Text
    """The values of the function."""
    slope: Number
    """The slope of the function."""
    intercept: Number
    """What the function adds."""
    amplitude: Number
    """The factor of the function."""
    exponent: Number
    """The exponent of the function."""
    offset: Number
    """The offset of the function."""


class SvgFeFuncR(Svg, total=False):
    """Keyword arguments of <feFuncR>."""

    type: Text
    """The type."""
    tableValues: Text
    """The values of the function."""
    slope: Number
    """The slope of the function."""
    intercept: Number
    """What the function adds."""
    amplitude: Number
    """The factor of the function."""
    exponent: Number
    """The exponent of the function."""
    offset: Number
    """The offset of the function."""


class SvgFeGaussianBlur(Svg, total=False):
    """Keyword arguments of <feGaussianBlur>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    stdDeviation: Number
    """How strongly it blurs."""
    edgeMode: Text
    """What lies beyond the edges: `duplicate`, `wrap` or `none`."""


class SvgFeImage(Svg, total=False):
    """Keyword arguments of <feImage>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    href: Media | None
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    crossorigin: bool | CrossOrigin | None
    """Load the file with CORS: `anonymous` or `use-credentials`."""
    fetchpriority: FetchPriority | None
    """How urgent the file is: `high`, `low` or `auto`."""
    preserveAspectRatio: Text
    """How the content is fitted into its box: `xMidYMid meet`, `none` ..."""


class SvgFeMerge(Svg, total=False):
    """Keyword arguments of <feMerge>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""


class SvgFeMergeNode(Svg, total=False):
    """Keyword arguments of <feMergeNode>."""

    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""


class SvgFeMorphology(Svg, total=False):
    """Keyword arguments of <feMorphology>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    operator: Text
    """How the filter combines or changes its inputs."""
    radius: Number
    """How far the filter reaches."""


class SvgFeOffset(Svg, total=False):
    """Keyword arguments of <feOffset>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    dx: Number
    """A horizontal distance."""
    dy: Number
    """A vertical distance."""


class SvgFePointLight(Svg, total=False):
    """Keyword arguments of <fePointLight>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    z: Number
    """The z coordinate."""


class SvgFeSpecularLighting(Svg, total=False):
    """Keyword arguments of <feSpecularLighting>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""
    surfaceScale: Number
    """How high the surface is for full opacity."""
    specularConstant: Number
    """How strongly light is reflected."""
    specularExponent: Number
    """How sharp the reflection is."""
    kernelUnitLength: Number
    """The distance of pixels of the filter."""


class SvgFeSpotLight(Svg, total=False):
    """Keyword arguments of <feSpotLight>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    z: Number
    """The z coordinate."""
    pointsAtX: Number
    """The x coordinate that the light points at."""
    pointsAtY: Number
    """The y coordinate that the light points at."""
    pointsAtZ: Number
    """The z coordinate that the light points at."""
    specularExponent: Number
    """How sharp the reflection is."""
    limitingConeAngle: Number
    """The angle of the light's cone, in degrees."""


class SvgFeTile(Svg, total=False):
    """Keyword arguments of <feTile>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    in_: Text
    """The input of the filter: `SourceGraphic`, `SourceAlpha` or a `result`."""


class SvgFeTurbulence(Svg, total=False):
    """Keyword arguments of <feTurbulence>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    result: Text
    """The name of the filter's result, for others to use."""
    baseFrequency: Number
    """How fine the noise is."""
    numOctaves: Number
    """How detailed the noise is."""
    seed: Number
    """The number from which the noise starts."""
    stitchTiles: Text
    """Make the noise fit together at the edges: `stitch`."""
    type: Text
    """The type."""


class SvgFilter(Svg, total=False):
    """Keyword arguments of <filter>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    filterUnits: Text
    """The coordinates of the filter's box: `userSpaceOnUse` or `objectBoundingBox`."""
    primitiveUnits: Text
    """The coordinates of the filter's parts."""


class SvgForeignObject(Svg, total=False):
    """Keyword arguments of <foreignObject>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""


class SvgImage(Svg, total=False):
    """Keyword arguments of <image>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    href: Media | None
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    crossorigin: bool | CrossOrigin | None
    """Load the file with CORS: `anonymous` or `use-credentials`."""
    decoding: Decoding | None
    """Whether decoding the image may delay other content: `sync`, `async` or `auto`."""
    fetchpriority: FetchPriority | None
    """How urgent the file is: `high`, `low` or `auto`."""
    preserveAspectRatio: Text
    """How the content is fitted into its box: `xMidYMid meet`, `none` ..."""


class SvgLine(Svg, total=False):
    """Keyword arguments of <line>."""

    x1: Number
    """The x coordinate of the start."""
    y1: Number
    """The y coordinate of the start."""
    x2: Number
    """The x coordinate of the end."""
    y2: Number
    """The y coordinate of the end."""
    pathLength: Number
    """The length of the path, by which dashes and positions are measured."""


class SvgLinearGradient(Svg, total=False):
    """Keyword arguments of <linearGradient>."""

    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    x1: Number
    """The x coordinate of the start."""
    y1: Number
    """The y coordinate of the start."""
    x2: Number
    """The x coordinate of the end."""
    y2: Number
    """The y coordinate of the end."""
    gradientUnits: Text
    """The coordinates of the gradient: `userSpaceOnUse` or `objectBoundingBox`."""
    gradientTransform: Text
    """Transformations of the gradient."""
    spreadMethod: Text
    """What lies beyond the gradient: `pad`, `reflect` or `repeat`."""


class SvgMarker(Svg, total=False):
    """Keyword arguments of <marker>."""

    viewBox: Text
    """The part of the drawing that is shown: `min-x min-y width height`."""
    preserveAspectRatio: Text
    """How the content is fitted into its box: `xMidYMid meet`, `none` ..."""
    refX: Number
    """The x coordinate of the point that is put in place."""
    refY: Number
    """The y coordinate of the point that is put in place."""
    markerUnits: Text
    """What the marker's size is measured in: `strokeWidth` or `userSpaceOnUse`."""
    markerWidth: Number
    """The width of the marker."""
    markerHeight: Number
    """The height of the marker."""
    orient: Number
    """How the marker is turned: `auto`, `auto-start-reverse` or an angle."""


class SvgMask(Svg, total=False):
    """Keyword arguments of <mask>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    maskUnits: Text
    """The coordinates of the mask's box."""
    maskContentUnits: Text
    """The coordinates of the mask's content."""


class SvgMpath(Svg, total=False):
    """Keyword arguments of <mpath>."""

    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""


class SvgPath(Svg, total=False):
    """Keyword arguments of <path>."""

    d: Text
    """The path: `M 0 0 L 10 10 Z`."""
    pathLength: Number
    """The length of the path, by which dashes and positions are measured."""


class SvgPattern(Svg, total=False):
    """Keyword arguments of <pattern>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    viewBox: Text
    """The part of the drawing that is shown: `min-x min-y width height`."""
    preserveAspectRatio: Text
    """How the content is fitted into its box: `xMidYMid meet`, `none` ..."""
    patternUnits: Text
    """The coordinates of the pattern's box."""
    patternContentUnits: Text
    """The coordinates of the pattern's content."""
    patternTransform: Text
    """Transformations of the pattern."""


class SvgPolygon(Svg, total=False):
    """Keyword arguments of <polygon>."""

    points: Text
    """The points: `0,0 10,5 20,0`."""
    pathLength: Number
    """The length of the path, by which dashes and positions are measured."""


class SvgPolyline(Svg, total=False):
    """Keyword arguments of <polyline>."""

    points: Text
    """The points: `0,0 10,5 20,0`."""
    pathLength: Number
    """The length of the path, by which dashes and positions are measured."""


class SvgRadialGradient(Svg, total=False):
    """Keyword arguments of <radialGradient>."""

    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    cx: Number
    """The x coordinate of the centre."""
    cy: Number
    """The y coordinate of the centre."""
    r: Number
    """The radius."""
    fx: Number
    """The x coordinate of the focus of the gradient."""
    fy: Number
    """The y coordinate of the focus of the gradient."""
    fr: Number
    """The radius of the focus of the gradient."""
    gradientUnits: Text
    """The coordinates of the gradient: `userSpaceOnUse` or `objectBoundingBox`."""
    gradientTransform: Text
    """Transformations of the gradient."""
    spreadMethod: Text
    """What lies beyond the gradient: `pad`, `reflect` or `repeat`."""


class SvgRect(Svg, total=False):
    """Keyword arguments of <rect>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    rx: Number
    """The horizontal radius."""
    ry: Number
    """The vertical radius."""
    pathLength: Number
    """The length of the path, by which dashes and positions are measured."""


class SvgSet(Svg, total=False):
    """Keyword arguments of <set>."""

    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    attributeName: Text
    """The attribute that is animated."""
    to: Text
    """The value at the end."""
    begin: Text
    """When the animation starts: a time, or an event such as `click`."""
    dur: Text
    """How long it takes."""
    end: Text
    """When the animation ends."""
    min: Text
    """The smallest value."""
    max: Text
    """The largest value."""
    restart: Text
    """When it may start again: `always`, `whenNotActive` or `never`."""
    repeatCount: Number
    """How often it is repeated; `indefinite` is for ever."""
    repeatDur: Text
    """How long it is repeated."""
    fill: Text
    """What holds after the animation: `freeze` or `remove`."""


class SvgStop(Svg, total=False):
    """Keyword arguments of <stop>."""

    offset: Number
    """Where in the gradient the stop is, from 0 to 1."""


class SvgStyle(Svg, total=False):
    """Keyword arguments of <style>."""

    media: Text
    """The media condition for which it applies."""
    type: Text
    """The type."""
    title: Text
    """A text that is shown when the pointer rests on the element."""


class SvgSvg(Svg, total=False):
    """Keyword arguments of <svg>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    viewBox: Text
    """The part of the drawing that is shown: `min-x min-y width height`."""
    preserveAspectRatio: Text
    """How the content is fitted into its box: `xMidYMid meet`, `none` ..."""
    zoomAndPan: Text
    """Whether the drawing may be zoomed."""
    baseProfile: Text
    """The profile of SVG that the drawing needs."""
    version: Text
    """The version of SVG."""


class SvgSymbol(Svg, total=False):
    """Keyword arguments of <symbol>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    viewBox: Text
    """The part of the drawing that is shown: `min-x min-y width height`."""
    preserveAspectRatio: Text
    """How the content is fitted into its box: `xMidYMid meet`, `none` ..."""
    refX: Number
    """The x coordinate of the point that is put in place."""
    refY: Number
    """The y coordinate of the point that is put in place."""


class SvgText(Svg, total=False):
    """Keyword arguments of <text>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    dx: Number
    """A horizontal distance."""
    dy: Number
    """A vertical distance."""
    rotate: Number
    """How it is rotated along the path, or the rotation of each letter."""
    textLength: Number
    """The length to which the text is fitted."""
    lengthAdjust: Text
    """What fits the text: `spacing` or `spacingAndGlyphs`."""


class SvgTextPath(Svg, total=False):
    """Keyword arguments of <textPath>."""

    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""
    path: Text
    """The path to move along, or to write along."""
    startOffset: Number
    """Where on the path the text starts."""
    method: Text
    """How the form is submitted: `get`, `post` or `dialog`."""
    spacing: Text
    """How letters are spaced on the path."""
    side: Text
    """The side of the path on which the text is."""
    textLength: Number
    """The length to which the text is fitted."""
    lengthAdjust: Text
    """What fits the text: `spacing` or `spacingAndGlyphs`."""


class SvgTspan(Svg, total=False):
    """Keyword arguments of <tspan>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    dx: Number
    """A horizontal distance."""
    dy: Number
    """A vertical distance."""
    rotate: Number
    """How it is rotated along the path, or the rotation of each letter."""
    textLength: Number
    """The length to which the text is fitted."""
    lengthAdjust: Text
    """What fits the text: `spacing` or `spacingAndGlyphs`."""


class SvgUse(Svg, total=False):
    """Keyword arguments of <use>."""

    x: Number
    """The x coordinate."""
    y: Number
    """The y coordinate."""
    width: Number
    """The width in pixels."""
    height: Number
    """The height in pixels."""
    href: Text
    """The URL that it leads to, or loads."""
    xlink_href: Text
    """The URL that it refers to; `href` is the newer name."""


class SvgView(Svg, total=False):
    """Keyword arguments of <view>."""

    viewBox: Text
    """The part of the drawing that is shown: `min-x min-y width height`."""
    preserveAspectRatio: Text
    """How the content is fitted into its box: `xMidYMid meet`, `none` ..."""
    zoomAndPan: Text
    """Whether the drawing may be zoomed."""
