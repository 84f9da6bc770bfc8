"""The keyword arguments of each element, for type checkers and editors.

Made by tools/make_html.py from the tables of vocabulary.py; change those and run it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, Never, TypeAlias, TypedDict, TypeVar

from domsync.components import payloads as e
from domsync.components.forms import Bindable
from domsync.components.handlers import On
from domsync.components.vnode import Key
from domsync.dom.event import Event

if TYPE_CHECKING:
    from domsync.dom.element import Element

E = TypeVar("E")

#: False leaves an attribute out, so that `title=error and error.text` can be written.
Text: TypeAlias = str | Literal[False] | None
Number: TypeAlias = int | float | str | Literal[False] | None
Value: TypeAlias = str | int | float | Literal[False] | None
Values: TypeAlias = Value | Iterable[str | int | float]
Flag: TypeAlias = bool | None
#: Names, lists of names, mappings of a name to whether it applies, nested as one likes; what is falsy is left out.
Classes: TypeAlias = "str | Mapping[str, object] | Iterable[Classes] | Literal[False, 0] | None"
Style: TypeAlias = str | Mapping[str, str | int | float | Literal[False] | None] | Literal[False] | None
#: What handles an event: a function of nothing, of the payload E, or of a struct or model of one's own; or on(...).
Handles: TypeAlias = (
    Callable[[], object] | Callable[[E], object] | Callable[[Never], object] | On | Literal[False] | None
)

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
    """What `aria={...}` takes."""

    activedescendant: Text
    atomic: Flag
    autocomplete: Text
    braillelabel: Text
    brailleroledescription: Text
    busy: Flag
    checked: bool | Text
    colcount: Number
    colindex: Number
    colindextext: Text
    colspan: Number
    controls: Text
    current: bool | Text
    describedby: Text
    description: Text
    details: Text
    disabled: Flag
    errormessage: Text
    expanded: Flag
    flowto: Text
    haspopup: bool | Text
    hidden: Flag
    invalid: bool | Text
    keyshortcuts: Text
    label: Text
    labelledby: Text
    level: Number
    live: Text
    modal: Flag
    multiline: Flag
    multiselectable: Flag
    orientation: Text
    owns: Text
    placeholder: Text
    posinset: Number
    pressed: bool | Text
    readonly: Flag
    relevant: Text
    required: Flag
    roledescription: Text
    rowcount: Number
    rowindex: Number
    rowindextext: Text
    rowspan: Number
    selected: Flag
    setsize: Number
    sort: Text
    valuemax: Number
    valuemin: Number
    valuenow: Number
    valuetext: Text


class Everything(TypedDict, total=False):
    """What every element takes.

    `key` identifies an element among its siblings; `show=False` keeps it, with its state, without showing it; `ref` is
    called with the live element when it is there, and with None when it leaves; `attributes` sets attributes that have
    no keyword, `events` handles events of one's own.
    """

    key: Key | None
    class_: Classes
    style: Style
    data: Mapping[str, str | int | float | None] | None
    aria: Aria
    attributes: Mapping[str, str | int | float | None] | None
    events: Mapping[str, Handles[Event]] | None
    show: object
    ref: "Callable[[Element | None], object] | None"
    on_abort: Handles[e.Event]
    on_afterprint: Handles[e.Event]
    on_animationcancel: Handles[e.AnimationEvent]
    on_animationend: Handles[e.AnimationEvent]
    on_animationiteration: Handles[e.AnimationEvent]
    on_animationstart: Handles[e.AnimationEvent]
    on_auxclick: Handles[e.ClickEvent]
    on_beforeinput: Handles[e.EditEvent]
    on_beforematch: Handles[e.Event]
    on_beforeprint: Handles[e.Event]
    on_beforetoggle: Handles[e.ToggleEvent]
    on_blur: Handles[e.FocusEvent]
    on_cancel: Handles[e.Event]
    on_canplay: Handles[e.MediaEvent]
    on_canplaythrough: Handles[e.MediaEvent]
    on_change: Handles[e.ChangeEvent]
    on_click: Handles[e.ClickEvent]
    on_close: Handles[e.Event]
    on_command: Handles[e.CommandEvent]
    on_compositionend: Handles[e.CompositionEvent]
    on_compositionstart: Handles[e.CompositionEvent]
    on_compositionupdate: Handles[e.CompositionEvent]
    on_contextlost: Handles[e.Event]
    on_contextmenu: Handles[e.ClickEvent]
    on_contextrestored: Handles[e.Event]
    on_copy: Handles[e.ClipboardEvent]
    on_cuechange: Handles[e.Event]
    on_cut: Handles[e.ClipboardEvent]
    on_dblclick: Handles[e.ClickEvent]
    on_drag: Handles[e.DragEvent]
    on_dragend: Handles[e.DragEvent]
    on_dragenter: Handles[e.DragEvent]
    on_dragleave: Handles[e.DragEvent]
    on_dragover: Handles[e.DragEvent]
    on_dragstart: Handles[e.DragEvent]
    on_drop: Handles[e.DragEvent]
    on_durationchange: Handles[e.MediaEvent]
    on_emptied: Handles[e.MediaEvent]
    on_ended: Handles[e.MediaEvent]
    on_enterpictureinpicture: Handles[e.Event]
    on_error: Handles[e.Event]
    on_focus: Handles[e.FocusEvent]
    on_focusin: Handles[e.FocusEvent]
    on_focusout: Handles[e.FocusEvent]
    on_formdata: Handles[e.Event]
    on_fullscreenchange: Handles[e.Event]
    on_fullscreenerror: Handles[e.Event]
    on_gotpointercapture: Handles[e.PointerEvent]
    on_hashchange: Handles[e.HashChangeEvent]
    on_input: Handles[e.InputEvent]
    on_invalid: Handles[e.Event]
    on_keydown: Handles[e.KeyboardEvent]
    on_keypress: Handles[e.KeyboardEvent]
    on_keyup: Handles[e.KeyboardEvent]
    on_languagechange: Handles[e.Event]
    on_leavepictureinpicture: Handles[e.Event]
    on_load: Handles[e.Event]
    on_loadeddata: Handles[e.MediaEvent]
    on_loadedmetadata: Handles[e.MediaEvent]
    on_loadstart: Handles[e.MediaEvent]
    on_lostpointercapture: Handles[e.PointerEvent]
    on_mousedown: Handles[e.MouseEvent]
    on_mouseenter: Handles[e.MouseEvent]
    on_mouseleave: Handles[e.MouseEvent]
    on_mousemove: Handles[e.MouseEvent]
    on_mouseout: Handles[e.MouseEvent]
    on_mouseover: Handles[e.MouseEvent]
    on_mouseup: Handles[e.MouseEvent]
    on_offline: Handles[e.Event]
    on_online: Handles[e.Event]
    on_pagehide: Handles[e.Event]
    on_pageshow: Handles[e.Event]
    on_paste: Handles[e.ClipboardEvent]
    on_pause: Handles[e.MediaEvent]
    on_play: Handles[e.MediaEvent]
    on_playing: Handles[e.MediaEvent]
    on_pointercancel: Handles[e.PointerEvent]
    on_pointerdown: Handles[e.PointerEvent]
    on_pointerenter: Handles[e.PointerEvent]
    on_pointerleave: Handles[e.PointerEvent]
    on_pointermove: Handles[e.PointerEvent]
    on_pointerout: Handles[e.PointerEvent]
    on_pointerover: Handles[e.PointerEvent]
    on_pointerrawupdate: Handles[e.PointerEvent]
    on_pointerup: Handles[e.PointerEvent]
    on_popstate: Handles[e.Event]
    on_progress: Handles[e.MediaEvent]
    on_ratechange: Handles[e.MediaEvent]
    on_reset: Handles[e.Event]
    on_resize: Handles[e.ResizeEvent]
    on_scroll: Handles[e.ScrollEvent]
    on_scrollend: Handles[e.ScrollEvent]
    on_securitypolicyviolation: Handles[e.Event]
    on_seeked: Handles[e.MediaEvent]
    on_seeking: Handles[e.MediaEvent]
    on_select: Handles[e.Event]
    on_selectionchange: Handles[e.Event]
    on_selectstart: Handles[e.Event]
    on_slotchange: Handles[e.Event]
    on_stalled: Handles[e.MediaEvent]
    on_storage: Handles[e.StorageEvent]
    on_submit: Handles[e.SubmitEvent]
    on_suspend: Handles[e.MediaEvent]
    on_timeupdate: Handles[e.MediaEvent]
    on_toggle: Handles[e.ToggleEvent]
    on_touchcancel: Handles[e.TouchEvent]
    on_touchend: Handles[e.TouchEvent]
    on_touchmove: Handles[e.TouchEvent]
    on_touchstart: Handles[e.TouchEvent]
    on_transitioncancel: Handles[e.TransitionEvent]
    on_transitionend: Handles[e.TransitionEvent]
    on_transitionrun: Handles[e.TransitionEvent]
    on_transitionstart: Handles[e.TransitionEvent]
    on_visibilitychange: Handles[e.VisibilityEvent]
    on_volumechange: Handles[e.MediaEvent]
    on_waiting: Handles[e.MediaEvent]
    on_wheel: Handles[e.WheelEvent]


class Html(Everything, total=False):
    """What every HTML element takes."""

    accesskey: Text
    autocapitalize: AutoCapitalize | None
    autocorrect: Flag
    autofocus: Flag
    contenteditable: bool | Editable | None
    dir: Direction | None
    draggable: Flag
    enterkeyhint: EnterKeyHint | None
    exportparts: Text
    hidden: bool | Hidden | None
    id: Text
    inert: Flag
    inputmode: InputMode | None
    itemid: Text
    itemprop: Text
    itemref: Text
    itemscope: Flag
    itemtype: Text
    lang: Text
    part: Text
    popover: Popover | None
    role: Text
    scroll_left: float | None
    scroll_top: float | None
    slot: Text
    spellcheck: Flag
    tabindex: Number
    title: Text
    translate: Flag
    writingsuggestions: Flag


class Svg(Everything, total=False):
    """What every SVG element takes."""

    autofocus: Flag
    id: Text
    lang: Text
    role: Text
    tabindex: Number
    xml_lang: Text
    xml_space: Text
    requiredExtensions: Text
    systemLanguage: Text
    alignment_baseline: Text
    baseline_shift: Number
    clip_path: Text
    clip_rule: Text
    color: Text
    color_interpolation: Text
    color_interpolation_filters: Text
    cursor: Text
    direction: Text
    display: Text
    dominant_baseline: Text
    fill: Text
    fill_opacity: Number
    fill_rule: Text
    filter: Text
    flood_color: Text
    flood_opacity: Number
    font_family: Text
    font_size: Number
    font_size_adjust: Number
    font_stretch: Text
    font_style: Text
    font_variant: Text
    font_weight: Number
    image_rendering: Text
    letter_spacing: Number
    lighting_color: Text
    marker: Text
    marker_end: Text
    marker_mid: Text
    marker_start: Text
    mask: Text
    mask_type: Text
    opacity: Number
    overflow: Text
    paint_order: Text
    pointer_events: Text
    shape_rendering: Text
    stop_color: Text
    stop_opacity: Number
    stroke: Text
    stroke_dasharray: Number
    stroke_dashoffset: Number
    stroke_linecap: Text
    stroke_linejoin: Text
    stroke_miterlimit: Number
    stroke_opacity: Number
    stroke_width: Number
    text_anchor: Text
    text_decoration: Text
    text_overflow: Text
    text_rendering: Text
    transform: Text
    transform_origin: Text
    unicode_bidi: Text
    vector_effect: Text
    visibility: Text
    white_space: Text
    word_spacing: Number
    writing_mode: Text


class HtmlA(Html, total=False):
    """Of <a>."""

    href: Text
    target: Text
    download: bool | Text
    ping: Text
    rel: Text
    hreflang: Text
    type: Text
    referrerpolicy: ReferrerPolicy | None


class HtmlArea(Html, total=False):
    """Of <area>."""

    alt: Text
    coords: Text
    shape: Shape | None
    href: Text
    target: Text
    download: bool | Text
    ping: Text
    rel: Text
    referrerpolicy: ReferrerPolicy | None


class HtmlAudio(Html, total=False):
    """Of <audio>."""

    src: Text
    crossorigin: bool | CrossOrigin | None
    preload: Preload | None
    autoplay: Flag
    loop: Flag
    muted: Flag
    default_muted: Flag
    controls: Flag
    volume: float | None
    current_time: float | None
    playback_rate: float | None


class HtmlBlockquote(Html, total=False):
    """Of <blockquote>."""

    cite: Text


class HtmlButton(Html, total=False):
    """Of <button>."""

    command: Text
    commandfor: Text
    disabled: Flag
    form: Text
    formaction: Text
    formenctype: Encoding | None
    formmethod: FormMethod | None
    formnovalidate: Flag
    formtarget: Text
    name: Text
    popovertarget: Text
    popovertargetaction: PopoverAction | None
    type: ButtonType | None
    value: Text


class HtmlCanvas(Html, total=False):
    """Of <canvas>."""

    width: Number
    height: Number


class HtmlCol(Html, total=False):
    """Of <col>."""

    span: Number


class HtmlColgroup(Html, total=False):
    """Of <colgroup>."""

    span: Number


class HtmlData(Html, total=False):
    """Of <data>."""

    value: Text


class HtmlDel(Html, total=False):
    """Of <del>."""

    cite: Text
    datetime: Text


class HtmlDetails(Html, total=False):
    """Of <details>."""

    name: Text
    open: Flag


class HtmlDialog(Html, total=False):
    """Of <dialog>."""

    open: Flag
    closedby: ClosedBy | None


class HtmlFieldset(Html, total=False):
    """Of <fieldset>."""

    disabled: Flag
    form: Text
    name: Text


class HtmlForm(Html, total=False):
    """Of <form>."""

    accept_charset: Text
    action: Text
    autocomplete: Flag
    enctype: Encoding | None
    method: FormMethod | None
    name: Text
    novalidate: Flag
    rel: Text
    target: Text


class HtmlIframe(Html, total=False):
    """Of <iframe>."""

    src: Text
    name: Text
    sandbox: Text
    allow: Text
    allowfullscreen: Flag
    width: Number
    height: Number
    referrerpolicy: ReferrerPolicy | None
    loading: Loading | None


class HtmlImg(Html, total=False):
    """Of <img>."""

    alt: Text
    src: Text
    srcset: Text
    sizes: Text
    crossorigin: bool | CrossOrigin | None
    usemap: Text
    ismap: Flag
    width: Number
    height: Number
    referrerpolicy: ReferrerPolicy | None
    decoding: Decoding | None
    loading: Loading | None
    fetchpriority: FetchPriority | None


class HtmlInput(Html, total=False):
    """Of <input>."""

    accept: Text
    alpha: Flag
    alt: Text
    autocomplete: bool | Text
    capture: bool | Text
    checked: Flag
    colorspace: Text
    default_checked: Flag
    default_value: Text
    dirname: Text
    disabled: Flag
    form: Text
    formaction: Text
    formenctype: Encoding | None
    formmethod: FormMethod | None
    formnovalidate: Flag
    formtarget: Text
    height: Number
    indeterminate: Flag
    list: Text
    max: Number
    maxlength: Number
    min: Number
    minlength: Number
    multiple: Flag
    name: Text
    pattern: Text
    placeholder: Text
    popovertarget: Text
    popovertargetaction: PopoverAction | None
    readonly: Flag
    required: Flag
    size: Number
    src: Text
    step: Number
    type: InputType | None
    value: Value
    webkitdirectory: Flag
    width: Number
    bind: Bindable | None


class HtmlIns(Html, total=False):
    """Of <ins>."""

    cite: Text
    datetime: Text


class HtmlLabel(Html, total=False):
    """Of <label>."""

    for_: Text


class HtmlLi(Html, total=False):
    """Of <li>."""

    value: Number


class HtmlMap(Html, total=False):
    """Of <map>."""

    name: Text


class HtmlMeter(Html, total=False):
    """Of <meter>."""

    value: Number
    min: Number
    max: Number
    low: Number
    high: Number
    optimum: Number


class HtmlOl(Html, total=False):
    """Of <ol>."""

    reversed: Flag
    start: Number
    type: ListType | None


class HtmlOptgroup(Html, total=False):
    """Of <optgroup>."""

    disabled: Flag
    label: Text


class HtmlOption(Html, total=False):
    """Of <option>."""

    default_selected: Flag
    disabled: Flag
    label: Text
    selected: Flag
    value: Text


class HtmlOutput(Html, total=False):
    """Of <output>."""

    for_: Text
    form: Text
    name: Text


class HtmlProgress(Html, total=False):
    """Of <progress>."""

    value: Number
    max: Number


class HtmlQ(Html, total=False):
    """Of <q>."""

    cite: Text


class HtmlSelect(Html, total=False):
    """Of <select>."""

    autocomplete: bool | Text
    disabled: Flag
    form: Text
    multiple: Flag
    name: Text
    required: Flag
    selected_index: float | None
    size: Number
    value: Values
    bind: Bindable | None


class HtmlSlot(Html, total=False):
    """Of <slot>."""

    name: Text


class HtmlSource(Html, total=False):
    """Of <source>."""

    type: Text
    media: Text
    src: Text
    srcset: Text
    sizes: Text
    width: Number
    height: Number


class HtmlStyle(Html, total=False):
    """Of <style>."""

    media: Text
    blocking: Text
    title: Text


class HtmlTd(Html, total=False):
    """Of <td>."""

    colspan: Number
    rowspan: Number
    headers: Text


class HtmlTextarea(Html, total=False):
    """Of <textarea>."""

    autocomplete: bool | Text
    cols: Number
    default_value: Text
    dirname: Text
    disabled: Flag
    form: Text
    maxlength: Number
    minlength: Number
    name: Text
    placeholder: Text
    readonly: Flag
    required: Flag
    rows: Number
    value: Value
    wrap: Wrap | None
    bind: Bindable | None


class HtmlTh(Html, total=False):
    """Of <th>."""

    colspan: Number
    rowspan: Number
    headers: Text
    scope: Scope | None
    abbr: Text


class HtmlTime(Html, total=False):
    """Of <time>."""

    datetime: Text


class HtmlTrack(Html, total=False):
    """Of <track>."""

    kind: TrackKind | None
    src: Text
    srclang: Text
    label: Text
    default: Flag


class HtmlVideo(Html, total=False):
    """Of <video>."""

    src: Text
    crossorigin: bool | CrossOrigin | None
    poster: Text
    preload: Preload | None
    autoplay: Flag
    playsinline: Flag
    loop: Flag
    muted: Flag
    default_muted: Flag
    controls: Flag
    controlslist: Text
    disablepictureinpicture: Flag
    disableremoteplayback: Flag
    width: Number
    height: Number
    volume: float | None
    current_time: float | None
    playback_rate: float | None


class SvgA(Svg, total=False):
    """Of <a>."""

    href: Text
    xlink_href: Text
    target: Text
    download: bool | Text
    ping: Text
    rel: Text
    hreflang: Text
    type: Text
    referrerpolicy: ReferrerPolicy | None


class SvgAnimate(Svg, total=False):
    """Of <animate>."""

    href: Text
    xlink_href: Text
    attributeName: Text
    begin: Text
    dur: Text
    end: Text
    min: Text
    max: Text
    restart: Text
    repeatCount: Number
    repeatDur: Text
    fill: Text
    calcMode: Text
    values: Text
    keyTimes: Text
    keySplines: Text
    from_: Number
    to: Number
    by: Number
    additive: Text
    accumulate: Text


class SvgAnimateMotion(Svg, total=False):
    """Of <animateMotion>."""

    href: Text
    xlink_href: Text
    path: Text
    keyPoints: Text
    rotate: Number
    origin: Text
    begin: Text
    dur: Text
    end: Text
    min: Text
    max: Text
    restart: Text
    repeatCount: Number
    repeatDur: Text
    fill: Text
    calcMode: Text
    values: Text
    keyTimes: Text
    keySplines: Text
    from_: Number
    to: Number
    by: Number
    additive: Text
    accumulate: Text


class SvgAnimateTransform(Svg, total=False):
    """Of <animateTransform>."""

    href: Text
    xlink_href: Text
    attributeName: Text
    type: Text
    begin: Text
    dur: Text
    end: Text
    min: Text
    max: Text
    restart: Text
    repeatCount: Number
    repeatDur: Text
    fill: Text
    calcMode: Text
    values: Text
    keyTimes: Text
    keySplines: Text
    from_: Number
    to: Number
    by: Number
    additive: Text
    accumulate: Text


class SvgCircle(Svg, total=False):
    """Of <circle>."""

    cx: Number
    cy: Number
    r: Number
    pathLength: Number


class SvgClipPath(Svg, total=False):
    """Of <clipPath>."""

    clipPathUnits: Text


class SvgEllipse(Svg, total=False):
    """Of <ellipse>."""

    cx: Number
    cy: Number
    rx: Number
    ry: Number
    pathLength: Number


class SvgFeBlend(Svg, total=False):
    """Of <feBlend>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    in2: Text
    mode: Text


class SvgFeColorMatrix(Svg, total=False):
    """Of <feColorMatrix>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    type: Text
    values: Text


class SvgFeComponentTransfer(Svg, total=False):
    """Of <feComponentTransfer>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text


class SvgFeComposite(Svg, total=False):
    """Of <feComposite>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    in2: Text
    operator: Text
    k1: Number
    k2: Number
    k3: Number
    k4: Number


class SvgFeConvolveMatrix(Svg, total=False):
    """Of <feConvolveMatrix>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    order: Number
    kernelMatrix: Text
    divisor: Number
    bias: Number
    targetX: Number
    targetY: Number
    edgeMode: Text
    kernelUnitLength: Number
    preserveAlpha: Flag


class SvgFeDiffuseLighting(Svg, total=False):
    """Of <feDiffuseLighting>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    surfaceScale: Number
    diffuseConstant: Number
    kernelUnitLength: Number


class SvgFeDisplacementMap(Svg, total=False):
    """Of <feDisplacementMap>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    in2: Text
    scale: Number
    xChannelSelector: Text
    yChannelSelector: Text


class SvgFeDistantLight(Svg, total=False):
    """Of <feDistantLight>."""

    azimuth: Number
    elevation: Number


class SvgFeDropShadow(Svg, total=False):
    """Of <feDropShadow>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    dx: Number
    dy: Number
    stdDeviation: Number


class SvgFeFlood(Svg, total=False):
    """Of <feFlood>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text


class SvgFeFuncA(Svg, total=False):
    """Of <feFuncA>."""

    type: Text
    tableValues: Text
    slope: Number
    intercept: Number
    amplitude: Number
    exponent: Number
    offset: Number


class SvgFeFuncB(Svg, total=False):
    """Of <feFuncB>."""

    type: Text
    tableValues: Text
    slope: Number
    intercept: Number
    amplitude: Number
    exponent: Number
    offset: Number


class SvgFeFuncG(Svg, total=False):
    """Of <feFuncG>."""

    type: Text
    tableValues: Text
    slope: Number
    intercept: Number
    amplitude: Number
    exponent: Number
    offset: Number


class SvgFeFuncR(Svg, total=False):
    """Of <feFuncR>."""

    type: Text
    tableValues: Text
    slope: Number
    intercept: Number
    amplitude: Number
    exponent: Number
    offset: Number


class SvgFeGaussianBlur(Svg, total=False):
    """Of <feGaussianBlur>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    stdDeviation: Number
    edgeMode: Text


class SvgFeImage(Svg, total=False):
    """Of <feImage>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    href: Text
    xlink_href: Text
    crossorigin: bool | CrossOrigin | None
    fetchpriority: FetchPriority | None
    preserveAspectRatio: Text


class SvgFeMerge(Svg, total=False):
    """Of <feMerge>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text


class SvgFeMergeNode(Svg, total=False):
    """Of <feMergeNode>."""

    in_: Text


class SvgFeMorphology(Svg, total=False):
    """Of <feMorphology>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    operator: Text
    radius: Number


class SvgFeOffset(Svg, total=False):
    """Of <feOffset>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    dx: Number
    dy: Number


class SvgFePointLight(Svg, total=False):
    """Of <fePointLight>."""

    x: Number
    y: Number
    z: Number


class SvgFeSpecularLighting(Svg, total=False):
    """Of <feSpecularLighting>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text
    surfaceScale: Number
    specularConstant: Number
    specularExponent: Number
    kernelUnitLength: Number


class SvgFeSpotLight(Svg, total=False):
    """Of <feSpotLight>."""

    x: Number
    y: Number
    z: Number
    pointsAtX: Number
    pointsAtY: Number
    pointsAtZ: Number
    specularExponent: Number
    limitingConeAngle: Number


class SvgFeTile(Svg, total=False):
    """Of <feTile>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    in_: Text


class SvgFeTurbulence(Svg, total=False):
    """Of <feTurbulence>."""

    x: Number
    y: Number
    width: Number
    height: Number
    result: Text
    baseFrequency: Number
    numOctaves: Number
    seed: Number
    stitchTiles: Text
    type: Text


class SvgFilter(Svg, total=False):
    """Of <filter>."""

    x: Number
    y: Number
    width: Number
    height: Number
    href: Text
    xlink_href: Text
    filterUnits: Text
    primitiveUnits: Text


class SvgForeignObject(Svg, total=False):
    """Of <foreignObject>."""

    x: Number
    y: Number
    width: Number
    height: Number


class SvgImage(Svg, total=False):
    """Of <image>."""

    x: Number
    y: Number
    width: Number
    height: Number
    href: Text
    xlink_href: Text
    crossorigin: bool | CrossOrigin | None
    decoding: Decoding | None
    fetchpriority: FetchPriority | None
    preserveAspectRatio: Text


class SvgLine(Svg, total=False):
    """Of <line>."""

    x1: Number
    y1: Number
    x2: Number
    y2: Number
    pathLength: Number


class SvgLinearGradient(Svg, total=False):
    """Of <linearGradient>."""

    href: Text
    xlink_href: Text
    x1: Number
    y1: Number
    x2: Number
    y2: Number
    gradientUnits: Text
    gradientTransform: Text
    spreadMethod: Text


class SvgMarker(Svg, total=False):
    """Of <marker>."""

    viewBox: Text
    preserveAspectRatio: Text
    refX: Number
    refY: Number
    markerUnits: Text
    markerWidth: Number
    markerHeight: Number
    orient: Number


class SvgMask(Svg, total=False):
    """Of <mask>."""

    x: Number
    y: Number
    width: Number
    height: Number
    maskUnits: Text
    maskContentUnits: Text


class SvgMpath(Svg, total=False):
    """Of <mpath>."""

    href: Text
    xlink_href: Text


class SvgPath(Svg, total=False):
    """Of <path>."""

    d: Text
    pathLength: Number


class SvgPattern(Svg, total=False):
    """Of <pattern>."""

    x: Number
    y: Number
    width: Number
    height: Number
    href: Text
    xlink_href: Text
    viewBox: Text
    preserveAspectRatio: Text
    patternUnits: Text
    patternContentUnits: Text
    patternTransform: Text


class SvgPolygon(Svg, total=False):
    """Of <polygon>."""

    points: Text
    pathLength: Number


class SvgPolyline(Svg, total=False):
    """Of <polyline>."""

    points: Text
    pathLength: Number


class SvgRadialGradient(Svg, total=False):
    """Of <radialGradient>."""

    href: Text
    xlink_href: Text
    cx: Number
    cy: Number
    r: Number
    fx: Number
    fy: Number
    fr: Number
    gradientUnits: Text
    gradientTransform: Text
    spreadMethod: Text


class SvgRect(Svg, total=False):
    """Of <rect>."""

    x: Number
    y: Number
    width: Number
    height: Number
    rx: Number
    ry: Number
    pathLength: Number


class SvgSet(Svg, total=False):
    """Of <set>."""

    href: Text
    xlink_href: Text
    attributeName: Text
    to: Text
    begin: Text
    dur: Text
    end: Text
    min: Text
    max: Text
    restart: Text
    repeatCount: Number
    repeatDur: Text
    fill: Text


class SvgStop(Svg, total=False):
    """Of <stop>."""

    offset: Number


class SvgStyle(Svg, total=False):
    """Of <style>."""

    media: Text
    type: Text
    title: Text


class SvgSvg(Svg, total=False):
    """Of <svg>."""

    x: Number
    y: Number
    width: Number
    height: Number
    viewBox: Text
    preserveAspectRatio: Text
    zoomAndPan: Text
    baseProfile: Text
    version: Text


class SvgSymbol(Svg, total=False):
    """Of <symbol>."""

    x: Number
    y: Number
    width: Number
    height: Number
    viewBox: Text
    preserveAspectRatio: Text
    refX: Number
    refY: Number


class SvgText(Svg, total=False):
    """Of <text>."""

    x: Number
    y: Number
    dx: Number
    dy: Number
    rotate: Number
    textLength: Number
    lengthAdjust: Text


class SvgTextPath(Svg, total=False):
    """Of <textPath>."""

    href: Text
    xlink_href: Text
    path: Text
    startOffset: Number
    method: Text
    spacing: Text
    side: Text
    textLength: Number
    lengthAdjust: Text


class SvgTspan(Svg, total=False):
    """Of <tspan>."""

    x: Number
    y: Number
    dx: Number
    dy: Number
    rotate: Number
    textLength: Number
    lengthAdjust: Text


class SvgUse(Svg, total=False):
    """Of <use>."""

    x: Number
    y: Number
    width: Number
    height: Number
    href: Text
    xlink_href: Text


class SvgView(Svg, total=False):
    """Of <view>."""

    viewBox: Text
    preserveAspectRatio: Text
    zoomAndPan: Text
