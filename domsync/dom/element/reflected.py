"""Table of the properties that reflect attributes, one line for each.

Elements that do not have the property in a browser raise AttributeError, so that mistakes are found where they are
made.

From https://html.spec.whatwg.org/#attributes-3.
"""

from domsync.dom.element.base import ElementBase
from domsync.dom.element.reflect import (
    ReflectedAutocomplete,
    ReflectedBoolean,
    ReflectedClamped,
    ReflectedContentEditable,
    ReflectedDraggable,
    ReflectedEnumerated,
    ReflectedInteger,
    ReflectedNullable,
    ReflectedNullableEnumerated,
    ReflectedString,
    ReflectedTabIndex,
    ReflectedTokens,
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


class ReflectedAttributes(ElementBase):
    """The reflected properties of all elements."""

    __slots__ = ()

    # All elements
    id: "ReflectedString" = ReflectedString("id")
    className: "ReflectedString" = ReflectedString("class")
    slot: "ReflectedString" = ReflectedString("slot")
    title: "ReflectedString" = ReflectedString("title")
    lang: "ReflectedString" = ReflectedString("lang")
    dir: "ReflectedEnumerated" = ReflectedEnumerated("dir", known=("ltr", "rtl", "auto"))
    hidden: "ReflectedBoolean" = ReflectedBoolean("hidden")
    inert: "ReflectedBoolean" = ReflectedBoolean("inert")
    accessKey: "ReflectedString" = ReflectedString("accesskey")
    draggable: "ReflectedDraggable" = ReflectedDraggable("draggable")
    spellcheck: "ReflectedYesNo" = ReflectedYesNo("spellcheck", default=True)
    translate: "ReflectedYesNo" = ReflectedYesNo("translate", yes="yes", no="no", default=True)
    autofocus: "ReflectedBoolean" = ReflectedBoolean("autofocus")
    tabIndex: "ReflectedTabIndex" = ReflectedTabIndex("tabindex")
    nonce: "ReflectedString" = ReflectedString("nonce")
    contentEditable: "ReflectedContentEditable" = ReflectedContentEditable("contenteditable")
    inputMode: "ReflectedEnumerated" = ReflectedEnumerated(
        "inputmode", known=("none", "text", "tel", "url", "email", "numeric", "decimal", "search")
    )
    enterKeyHint: "ReflectedEnumerated" = ReflectedEnumerated(
        "enterkeyhint", known=("enter", "done", "go", "next", "previous", "search", "send")
    )
    autocapitalize: "ReflectedEnumerated" = ReflectedEnumerated(
        "autocapitalize", known=("off", "none", "on", "sentences", "words", "characters")
    )
    popover: "ReflectedNullableEnumerated" = ReflectedNullableEnumerated(
        "popover", known=("auto", "hint", "manual"), empty="auto", invalid="manual"
    )

    # Accessibility
    role: "ReflectedNullable" = ReflectedNullable("role")
    ariaAtomic: "ReflectedNullable" = ReflectedNullable("aria-atomic")
    ariaAutoComplete: "ReflectedNullable" = ReflectedNullable("aria-autocomplete")
    ariaBrailleLabel: "ReflectedNullable" = ReflectedNullable("aria-braillelabel")
    ariaBrailleRoleDescription: "ReflectedNullable" = ReflectedNullable("aria-brailleroledescription")
    ariaBusy: "ReflectedNullable" = ReflectedNullable("aria-busy")
    ariaChecked: "ReflectedNullable" = ReflectedNullable("aria-checked")
    ariaColCount: "ReflectedNullable" = ReflectedNullable("aria-colcount")
    ariaColIndex: "ReflectedNullable" = ReflectedNullable("aria-colindex")
    ariaColIndexText: "ReflectedNullable" = ReflectedNullable("aria-colindextext")
    ariaColSpan: "ReflectedNullable" = ReflectedNullable("aria-colspan")
    ariaCurrent: "ReflectedNullable" = ReflectedNullable("aria-current")
    ariaDescription: "ReflectedNullable" = ReflectedNullable("aria-description")
    ariaDisabled: "ReflectedNullable" = ReflectedNullable("aria-disabled")
    ariaExpanded: "ReflectedNullable" = ReflectedNullable("aria-expanded")
    ariaHasPopup: "ReflectedNullable" = ReflectedNullable("aria-haspopup")
    ariaHidden: "ReflectedNullable" = ReflectedNullable("aria-hidden")
    ariaInvalid: "ReflectedNullable" = ReflectedNullable("aria-invalid")
    ariaKeyShortcuts: "ReflectedNullable" = ReflectedNullable("aria-keyshortcuts")
    ariaLabel: "ReflectedNullable" = ReflectedNullable("aria-label")
    ariaLevel: "ReflectedNullable" = ReflectedNullable("aria-level")
    ariaLive: "ReflectedNullable" = ReflectedNullable("aria-live")
    ariaModal: "ReflectedNullable" = ReflectedNullable("aria-modal")
    ariaMultiLine: "ReflectedNullable" = ReflectedNullable("aria-multiline")
    ariaMultiSelectable: "ReflectedNullable" = ReflectedNullable("aria-multiselectable")
    ariaOrientation: "ReflectedNullable" = ReflectedNullable("aria-orientation")
    ariaPlaceholder: "ReflectedNullable" = ReflectedNullable("aria-placeholder")
    ariaPosInSet: "ReflectedNullable" = ReflectedNullable("aria-posinset")
    ariaPressed: "ReflectedNullable" = ReflectedNullable("aria-pressed")
    ariaReadOnly: "ReflectedNullable" = ReflectedNullable("aria-readonly")
    ariaRelevant: "ReflectedNullable" = ReflectedNullable("aria-relevant")
    ariaRequired: "ReflectedNullable" = ReflectedNullable("aria-required")
    ariaRoleDescription: "ReflectedNullable" = ReflectedNullable("aria-roledescription")
    ariaRowCount: "ReflectedNullable" = ReflectedNullable("aria-rowcount")
    ariaRowIndex: "ReflectedNullable" = ReflectedNullable("aria-rowindex")
    ariaRowIndexText: "ReflectedNullable" = ReflectedNullable("aria-rowindextext")
    ariaRowSpan: "ReflectedNullable" = ReflectedNullable("aria-rowspan")
    ariaSelected: "ReflectedNullable" = ReflectedNullable("aria-selected")
    ariaSetSize: "ReflectedNullable" = ReflectedNullable("aria-setsize")
    ariaSort: "ReflectedNullable" = ReflectedNullable("aria-sort")
    ariaValueMax: "ReflectedNullable" = ReflectedNullable("aria-valuemax")
    ariaValueMin: "ReflectedNullable" = ReflectedNullable("aria-valuemin")
    ariaValueNow: "ReflectedNullable" = ReflectedNullable("aria-valuenow")
    ariaValueText: "ReflectedNullable" = ReflectedNullable("aria-valuetext")

    # Links and loaded resources
    href: "ReflectedString" = ReflectedString("href", "a", "area", "link", "base")
    target: "ReflectedString" = ReflectedString("target", "a", "area", "base", "form", "link")
    download: "ReflectedString" = ReflectedString("download", *_LINKS)
    ping: "ReflectedString" = ReflectedString("ping", *_LINKS)
    rel: "ReflectedString" = ReflectedString("rel", "a", "area", "form", "link")
    hreflang: "ReflectedString" = ReflectedString("hreflang", "a", "link")
    referrerPolicy: "ReflectedEnumerated" = ReflectedEnumerated("referrerpolicy", *_REFERRER, known=_REFERRER_POLICIES)
    src: "ReflectedString" = ReflectedString("src", *_LOADED)
    srcset: "ReflectedString" = ReflectedString("srcset", "img", "source")
    sizes: "ReflectedTokens" = ReflectedTokens("sizes", "img", "source", listed=("link",))
    media: "ReflectedString" = ReflectedString("media", "link", "meta", "source", "style")
    alt: "ReflectedString" = ReflectedString("alt", "area", "img", "input")
    crossOrigin: "ReflectedNullableEnumerated" = ReflectedNullableEnumerated(
        *("crossorigin", "audio", "img", "link", "script", "video"),
        known=("anonymous", "use-credentials"),
        empty="anonymous",
        invalid="anonymous",
    )
    loading: "ReflectedEnumerated" = ReflectedEnumerated(
        "loading", "img", "iframe", known=("lazy", "eager"), missing="eager", invalid="eager"
    )
    decoding: "ReflectedEnumerated" = ReflectedEnumerated(
        "decoding", "img", known=("sync", "async", "auto"), missing="auto", invalid="auto"
    )
    fetchPriority: "ReflectedEnumerated" = ReflectedEnumerated(
        "fetchpriority", "img", "link", "script", known=("high", "low", "auto"), missing="auto", invalid="auto"
    )
    isMap: "ReflectedBoolean" = ReflectedBoolean("ismap", "img")
    useMap: "ReflectedString" = ReflectedString("usemap", "img", "input", "object")
    coords: "ReflectedString" = ReflectedString("coords", "area")
    shape: "ReflectedString" = ReflectedString("shape", "area")
    allow: "ReflectedString" = ReflectedString("allow", "iframe")
    allowFullscreen: "ReflectedBoolean" = ReflectedBoolean("allowfullscreen", "iframe")
    sandbox: "ReflectedTokens" = ReflectedTokens("sandbox", listed=("iframe",))
    poster: "ReflectedString" = ReflectedString("poster", "video")
    playsInline: "ReflectedBoolean" = ReflectedBoolean("playsinline", "video")
    autoplay: "ReflectedBoolean" = ReflectedBoolean("autoplay", *_MEDIA)
    controls: "ReflectedBoolean" = ReflectedBoolean("controls", *_MEDIA)
    loop: "ReflectedBoolean" = ReflectedBoolean("loop", *_MEDIA)
    defaultMuted: "ReflectedBoolean" = ReflectedBoolean("muted", *_MEDIA)
    preload: "ReflectedEnumerated" = ReflectedEnumerated(
        "preload", *_MEDIA, known=("none", "metadata", "auto"), missing="metadata", invalid="metadata", empty="auto"
    )
    kind: "ReflectedEnumerated" = ReflectedEnumerated(
        *("kind", "track"),
        known=("subtitles", "captions", "descriptions", "chapters", "metadata"),
        missing="subtitles",
        invalid="metadata",
    )
    srclang: "ReflectedString" = ReflectedString("srclang", "track")
    default: "ReflectedBoolean" = ReflectedBoolean("default", "track")

    # Forms
    accept: "ReflectedString" = ReflectedString("accept", "input")
    acceptCharset: "ReflectedString" = ReflectedString("accept-charset", "form")
    action: "ReflectedString" = ReflectedString("action", "form")
    autocomplete: "ReflectedAutocomplete" = ReflectedAutocomplete("autocomplete", "input", "form", "select", "textarea")
    cols: "ReflectedInteger" = ReflectedInteger("cols", "textarea", default=20, least=1)
    defaultChecked: "ReflectedBoolean" = ReflectedBoolean("checked", "input")
    defaultSelected: "ReflectedBoolean" = ReflectedBoolean("selected", "option")
    dirName: "ReflectedString" = ReflectedString("dirname", "input", "textarea")
    disabled: "ReflectedBoolean" = ReflectedBoolean("disabled", *_DISABLED, "link")
    encoding: "ReflectedEnumerated" = ReflectedEnumerated(
        "enctype", "form", known=_ENCODINGS, missing=_ENCODINGS[0], invalid=_ENCODINGS[0]
    )
    enctype: "ReflectedEnumerated" = ReflectedEnumerated(
        "enctype", "form", known=_ENCODINGS, missing=_ENCODINGS[0], invalid=_ENCODINGS[0]
    )
    formAction: "ReflectedString" = ReflectedString("formaction", *_SUBMITTERS)
    formEnctype: "ReflectedEnumerated" = ReflectedEnumerated(
        "formenctype", *_SUBMITTERS, known=_ENCODINGS, invalid=_ENCODINGS[0]
    )
    formMethod: "ReflectedEnumerated" = ReflectedEnumerated("formmethod", *_SUBMITTERS, known=_METHODS, invalid="get")
    formNoValidate: "ReflectedBoolean" = ReflectedBoolean("formnovalidate", *_SUBMITTERS)
    formTarget: "ReflectedString" = ReflectedString("formtarget", *_SUBMITTERS)
    htmlFor: "ReflectedTokens" = ReflectedTokens("for", "label", "script", listed=("output",))
    maxLength: "ReflectedInteger" = ReflectedInteger("maxlength", "input", "textarea", default=-1, least=0)
    method: "ReflectedEnumerated" = ReflectedEnumerated("method", "form", known=_METHODS, missing="get", invalid="get")
    minLength: "ReflectedInteger" = ReflectedInteger("minlength", "input", "textarea", default=-1, least=0)
    multiple: "ReflectedBoolean" = ReflectedBoolean("multiple", "input", "select")
    name: "ReflectedString" = ReflectedString(
        "name", *_FIELDS, "a", "details", "form", "iframe", "img", "map", "meta", "slot", "param"
    )
    noValidate: "ReflectedBoolean" = ReflectedBoolean("novalidate", "form")
    pattern: "ReflectedString" = ReflectedString("pattern", "input")
    placeholder: "ReflectedString" = ReflectedString("placeholder", "input", "textarea")
    readOnly: "ReflectedBoolean" = ReflectedBoolean("readonly", "input", "textarea")
    required: "ReflectedBoolean" = ReflectedBoolean("required", "input", "select", "textarea")
    rows: "ReflectedInteger" = ReflectedInteger("rows", "textarea", default=2, least=1)
    step: "ReflectedString" = ReflectedString("step", "input")
    wrap: "ReflectedString" = ReflectedString("wrap", "textarea")
    popoverTargetAction: "ReflectedEnumerated" = ReflectedEnumerated(
        "popovertargetaction", *_SUBMITTERS, known=("toggle", "show", "hide"), missing="toggle", invalid="toggle"
    )

    # Tables and lists
    abbr: "ReflectedString" = ReflectedString("abbr", *_CELLS)
    colSpan: "ReflectedClamped" = ReflectedClamped("colspan", *_CELLS, least=1, most=1000, default=1)
    headers: "ReflectedString" = ReflectedString("headers", *_CELLS)
    rowSpan: "ReflectedClamped" = ReflectedClamped("rowspan", *_CELLS, least=0, most=65534, default=1)
    scope: "ReflectedEnumerated" = ReflectedEnumerated("scope", *_CELLS, known=("row", "col", "rowgroup", "colgroup"))
    span: "ReflectedClamped" = ReflectedClamped("span", "col", "colgroup", least=1, most=1000, default=1)
    reversed: "ReflectedBoolean" = ReflectedBoolean("reversed", "ol")
    start: "ReflectedInteger" = ReflectedInteger("start", "ol", default=1)

    # Others
    cite: "ReflectedString" = ReflectedString("cite", "blockquote", "q", "ins", "del")
    content: "ReflectedString" = ReflectedString("content", "meta")
    dateTime: "ReflectedString" = ReflectedString("datetime", "time", "ins", "del")
    open: "ReflectedBoolean" = ReflectedBoolean("open", "details", "dialog")
