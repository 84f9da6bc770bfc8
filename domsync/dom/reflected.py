"""The table of properties that reflect attributes: one line for each.

Elements that a browser does not give the property raise AttributeError, so that a slip is found where it is made.

From https://html.spec.whatwg.org/#attributes-3.
"""

from domsync.dom.attribute_methods import AttributeMethods
from domsync.dom.reflect import (
    ReflectedBoolean,
    ReflectedDouble,
    ReflectedEnumerated,
    ReflectedInteger,
    ReflectedNullable,
    ReflectedString,
    ReflectedTabIndex,
    ReflectedYesNo,
)

_FIELDS = ("button", "fieldset", "input", "object", "output", "select", "textarea")
_DISABLED = ("button", "fieldset", "input", "optgroup", "option", "select", "textarea")
_LINKS = ("a", "area")
_SUBMITTERS = ("button", "input")
_MEDIA = ("audio", "video")
_LOADED = ("img", "input", "iframe", "embed", "source", "track", "audio", "video", "script")
_CELLS = ("td", "th")
_REFERRER = ("a", "area", "iframe", "img", "link", "script")
_REFERRER_POLICIES = (
    *("no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin"),
    *("origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url"),
)
_ENCODINGS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
_METHODS = ("get", "post", "dialog")


class ReflectedAttributes(AttributeMethods):
    """The reflected properties of all elements."""

    __slots__ = ()

    # All elements
    id = ReflectedString("id")
    className = ReflectedString("class")
    slot = ReflectedString("slot")
    title = ReflectedString("title")
    lang = ReflectedString("lang")
    dir = ReflectedEnumerated("dir", known=("ltr", "rtl", "auto"))
    hidden = ReflectedBoolean("hidden")
    inert = ReflectedBoolean("inert")
    accessKey = ReflectedString("accesskey")
    draggable = ReflectedYesNo("draggable")
    spellcheck = ReflectedYesNo("spellcheck", default=True)
    translate = ReflectedYesNo("translate", yes="yes", no="no", default=True)
    autofocus = ReflectedBoolean("autofocus")
    tabIndex = ReflectedTabIndex("tabindex")
    nonce = ReflectedString("nonce")
    contentEditable = ReflectedEnumerated(
        "contenteditable", known=("true", "false", "plaintext-only"), missing="inherit", invalid="inherit"
    )
    inputMode = ReflectedEnumerated(
        "inputmode", known=("none", "text", "tel", "url", "email", "numeric", "decimal", "search")
    )
    enterKeyHint = ReflectedEnumerated(
        "enterkeyhint", known=("enter", "done", "go", "next", "previous", "search", "send")
    )
    autocapitalize = ReflectedEnumerated(
        "autocapitalize", known=("off", "none", "on", "sentences", "words", "characters")
    )
    popover = ReflectedNullable("popover")

    # Accessibility
    role = ReflectedNullable("role")
    ariaAtomic = ReflectedNullable("aria-atomic")
    ariaAutoComplete = ReflectedNullable("aria-autocomplete")
    ariaBusy = ReflectedNullable("aria-busy")
    ariaChecked = ReflectedNullable("aria-checked")
    ariaColCount = ReflectedNullable("aria-colcount")
    ariaColIndex = ReflectedNullable("aria-colindex")
    ariaColSpan = ReflectedNullable("aria-colspan")
    ariaCurrent = ReflectedNullable("aria-current")
    ariaDescription = ReflectedNullable("aria-description")
    ariaDisabled = ReflectedNullable("aria-disabled")
    ariaExpanded = ReflectedNullable("aria-expanded")
    ariaHasPopup = ReflectedNullable("aria-haspopup")
    ariaHidden = ReflectedNullable("aria-hidden")
    ariaInvalid = ReflectedNullable("aria-invalid")
    ariaKeyShortcuts = ReflectedNullable("aria-keyshortcuts")
    ariaLabel = ReflectedNullable("aria-label")
    ariaLevel = ReflectedNullable("aria-level")
    ariaLive = ReflectedNullable("aria-live")
    ariaModal = ReflectedNullable("aria-modal")
    ariaMultiLine = ReflectedNullable("aria-multiline")
    ariaMultiSelectable = ReflectedNullable("aria-multiselectable")
    ariaOrientation = ReflectedNullable("aria-orientation")
    ariaPlaceholder = ReflectedNullable("aria-placeholder")
    ariaPosInSet = ReflectedNullable("aria-posinset")
    ariaPressed = ReflectedNullable("aria-pressed")
    ariaReadOnly = ReflectedNullable("aria-readonly")
    ariaRelevant = ReflectedNullable("aria-relevant")
    ariaRequired = ReflectedNullable("aria-required")
    ariaRoleDescription = ReflectedNullable("aria-roledescription")
    ariaRowCount = ReflectedNullable("aria-rowcount")
    ariaRowIndex = ReflectedNullable("aria-rowindex")
    ariaRowSpan = ReflectedNullable("aria-rowspan")
    ariaSelected = ReflectedNullable("aria-selected")
    ariaSetSize = ReflectedNullable("aria-setsize")
    ariaSort = ReflectedNullable("aria-sort")
    ariaValueMax = ReflectedNullable("aria-valuemax")
    ariaValueMin = ReflectedNullable("aria-valuemin")
    ariaValueNow = ReflectedNullable("aria-valuenow")
    ariaValueText = ReflectedNullable("aria-valuetext")

    # Links and what is loaded
    href = ReflectedString("href", "a", "area", "link", "base")
    target = ReflectedString("target", "a", "area", "base", "form", "link")
    download = ReflectedString("download", *_LINKS)
    ping = ReflectedString("ping", *_LINKS)
    rel = ReflectedString("rel", "a", "area", "form", "link")
    hreflang = ReflectedString("hreflang", "a", "link")
    referrerPolicy = ReflectedEnumerated("referrerpolicy", *_REFERRER, known=_REFERRER_POLICIES)
    src = ReflectedString("src", *_LOADED)
    srcset = ReflectedString("srcset", "img", "source")
    sizes = ReflectedString("sizes", "img", "source", "link")
    media = ReflectedString("media", "link", "meta", "source", "style")
    alt = ReflectedString("alt", "area", "img", "input")
    crossOrigin = ReflectedNullable("crossorigin", "audio", "img", "link", "script", "video")
    loading = ReflectedEnumerated("loading", "img", "iframe", known=("lazy", "eager"), missing="eager", invalid="eager")
    decoding = ReflectedEnumerated("decoding", "img", known=("sync", "async", "auto"), missing="auto", invalid="auto")
    fetchPriority = ReflectedEnumerated(
        "fetchpriority", "img", "link", "script", known=("high", "low", "auto"), missing="auto", invalid="auto"
    )
    isMap = ReflectedBoolean("ismap", "img")
    useMap = ReflectedString("usemap", "img")
    coords = ReflectedString("coords", "area")
    shape = ReflectedString("shape", "area")
    allow = ReflectedString("allow", "iframe")
    allowFullscreen = ReflectedBoolean("allowfullscreen", "iframe")
    sandbox = ReflectedString("sandbox", "iframe")
    poster = ReflectedString("poster", "video")
    playsInline = ReflectedBoolean("playsinline", "video")
    autoplay = ReflectedBoolean("autoplay", *_MEDIA)
    controls = ReflectedBoolean("controls", *_MEDIA)
    loop = ReflectedBoolean("loop", *_MEDIA)
    defaultMuted = ReflectedBoolean("muted", *_MEDIA)
    preload = ReflectedString("preload", *_MEDIA)
    kind = ReflectedString("kind", "track")
    srclang = ReflectedString("srclang", "track")
    default = ReflectedBoolean("default", "track")

    # Forms
    accept = ReflectedString("accept", "input")
    acceptCharset = ReflectedString("accept-charset", "form")
    action = ReflectedString("action", "form")
    autocomplete = ReflectedString("autocomplete", "form", "input", "select", "textarea")
    cols = ReflectedInteger("cols", "textarea", default=20, least=1)
    defaultChecked = ReflectedBoolean("checked", "input")
    defaultSelected = ReflectedBoolean("selected", "option")
    dirName = ReflectedString("dirname", "input", "textarea")
    disabled = ReflectedBoolean("disabled", *_DISABLED, "link")
    encoding = ReflectedEnumerated("enctype", "form", known=_ENCODINGS, missing=_ENCODINGS[0], invalid=_ENCODINGS[0])
    enctype = ReflectedEnumerated("enctype", "form", known=_ENCODINGS, missing=_ENCODINGS[0], invalid=_ENCODINGS[0])
    formAction = ReflectedString("formaction", *_SUBMITTERS)
    formEnctype = ReflectedEnumerated("formenctype", *_SUBMITTERS, known=_ENCODINGS, invalid=_ENCODINGS[0])
    formMethod = ReflectedEnumerated("formmethod", *_SUBMITTERS, known=_METHODS, invalid="get")
    formNoValidate = ReflectedBoolean("formnovalidate", *_SUBMITTERS)
    formTarget = ReflectedString("formtarget", *_SUBMITTERS)
    htmlFor = ReflectedString("for", "label", "output", "script")
    maxLength = ReflectedInteger("maxlength", "input", "textarea", default=-1, least=0)
    method = ReflectedEnumerated("method", "form", known=_METHODS, missing="get", invalid="get")
    minLength = ReflectedInteger("minlength", "input", "textarea", default=-1, least=0)
    multiple = ReflectedBoolean("multiple", "input", "select")
    name = ReflectedString("name", *_FIELDS, "a", "details", "form", "iframe", "img", "map", "meta", "slot", "param")
    noValidate = ReflectedBoolean("novalidate", "form")
    pattern = ReflectedString("pattern", "input")
    placeholder = ReflectedString("placeholder", "input", "textarea")
    readOnly = ReflectedBoolean("readonly", "input", "textarea")
    required = ReflectedBoolean("required", "input", "select", "textarea")
    rows = ReflectedInteger("rows", "textarea", default=2, least=1)
    step = ReflectedString("step", "input")
    wrap = ReflectedString("wrap", "textarea")
    popoverTargetAction = ReflectedEnumerated(
        "popovertargetaction", *_SUBMITTERS, known=("toggle", "show", "hide"), missing="toggle", invalid="toggle"
    )

    # Numbers shown
    low = ReflectedDouble("low", "meter")
    high = ReflectedDouble("high", "meter", default=1.0)
    optimum = ReflectedDouble("optimum", "meter", default=0.5)

    # Tables and lists
    abbr = ReflectedString("abbr", "th")
    colSpan = ReflectedInteger("colspan", *_CELLS, default=1, least=1)
    headers = ReflectedString("headers", *_CELLS)
    rowSpan = ReflectedInteger("rowspan", *_CELLS, default=1, least=0)
    scope = ReflectedEnumerated("scope", "th", known=("row", "col", "rowgroup", "colgroup"))
    span = ReflectedInteger("span", "col", "colgroup", default=1, least=1)
    reversed = ReflectedBoolean("reversed", "ol")
    start = ReflectedInteger("start", "ol", default=1)

    # Others
    cite = ReflectedString("cite", "blockquote", "q", "ins", "del")
    content = ReflectedString("content", "meta")
    dateTime = ReflectedString("datetime", "time", "ins", "del")
    open = ReflectedBoolean("open", "details", "dialog")
