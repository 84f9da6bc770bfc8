"""The ARIA roles and states of elements, as assistive technology is told of them.

From https://www.w3.org/TR/html-aria/ and https://www.w3.org/TR/html-aam-1.0/, for the elements that pages are made of.
"""

from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import closest, input_type, is_disabled, is_html, way_up
from domsync.testing.tree.visible import is_visible

_SECTIONING = ("article", "aside", "main", "nav", "section")
_BY_TAG = {
    "article": "article",
    "aside": "complementary",
    "blockquote": "blockquote",
    "button": "button",
    "caption": "caption",
    "code": "code",
    "datalist": "listbox",
    "dd": "definition",
    "del": "deletion",
    "details": "group",
    "dfn": "term",
    "dialog": "dialog",
    "dt": "term",
    "em": "emphasis",
    "fieldset": "group",
    "figure": "figure",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "hr": "separator",
    "html": "document",
    "ins": "insertion",
    "li": "listitem",
    "main": "main",
    "mark": "mark",
    "menu": "list",
    "meter": "meter",
    "nav": "navigation",
    "ol": "list",
    "optgroup": "group",
    "option": "option",
    "output": "status",
    "p": "paragraph",
    "progress": "progressbar",
    "search": "search",
    "strong": "strong",
    "sub": "subscript",
    "sup": "superscript",
    "table": "table",
    "tbody": "rowgroup",
    "textarea": "textbox",
    "tfoot": "rowgroup",
    "thead": "rowgroup",
    "time": "time",
    "tr": "row",
    "ul": "list",
}
_BY_INPUT_TYPE = {
    "button": "button",
    "checkbox": "checkbox",
    "file": "button",
    "hidden": "",
    "image": "button",
    "number": "spinbutton",
    "radio": "radio",
    "range": "slider",
    "reset": "button",
    "submit": "button",
}
#: Types of inputs that a list of suggestions turns into a combobox.
_SUGGESTING = frozenset(("email", "search", "tel", "text", "url"))

#: All roles of WAI-ARIA 1.2 that authors can use.
ROLES = frozenset(
    (
        *[
            "alert",
            "alertdialog",
            "application",
            "article",
            "banner",
            "blockquote",
            "button",
            "caption",
            "cell",
            "checkbox",
            "code",
            "columnheader",
        ],
        *[
            "combobox",
            "complementary",
            "contentinfo",
            "definition",
            "deletion",
            "dialog",
            "directory",
            "document",
            "emphasis",
            "feed",
            "figure",
        ],
        *[
            "form",
            "generic",
            "grid",
            "gridcell",
            "group",
            "heading",
            "img",
            "insertion",
            "link",
            "list",
            "listbox",
            "listitem",
            "log",
            "main",
            "mark",
        ],
        *[
            "marquee",
            "math",
            "menu",
            "menubar",
            "menuitem",
            "menuitemcheckbox",
            "menuitemradio",
            "meter",
            "navigation",
            "none",
            "note",
            "option",
        ],
        *[
            "paragraph",
            "presentation",
            "progressbar",
            "radio",
            "radiogroup",
            "region",
            "row",
            "rowgroup",
            "rowheader",
            "scrollbar",
            "search",
        ],
        *[
            "searchbox",
            "separator",
            "slider",
            "spinbutton",
            "status",
            "strong",
            "subscript",
            "superscript",
            "switch",
            "tab",
            "table",
            "tablist",
        ],
        *["tabpanel", "term", "textbox", "time", "timer", "toolbar", "tooltip", "tree", "treegrid", "treeitem"],
    )
)


def role_of(element: ReferenceElement) -> str:
    """The role of an element; empty if it has none that a query can name."""
    for given in (element.get("role") or "").split():
        if given in ROLES:
            return "" if given in ("none", "presentation") else given
    if not is_html(element):
        return "img" if element.kind == "svg" else "math" if element.kind == "math" else ""
    return _BY_TAG.get(element.kind) or _depending(element)


def _depending(element: ReferenceElement) -> str:
    """The role of an element for which it depends on more than the tag."""
    match element.kind:
        case "a" | "area":
            return "link" if element.get("href") is not None else ""
        case "input":
            return _input_role(element)
        case "select":
            size = element.get("size") or "0"
            many = element.get("multiple") is not None or (size.isdecimal() and int(size) > 1)
            return "listbox" if many else "combobox"
        case "img":
            is_decoration = element.get("alt") == "" and not element.get("title") and element.get("tabindex") is None
            return "" if is_decoration else "img"
        case "header" | "footer":
            inside = closest(element, *_SECTIONING) is not None
            return "" if inside else "banner" if element.kind == "header" else "contentinfo"
        case "form" | "section":
            named = any(element.get(name) for name in ("aria-label", "aria-labelledby", "title"))
            return ("form" if element.kind == "form" else "region") if named else ""
        case "td":
            return "gridcell" if _table_role(element) in ("grid", "treegrid") else "cell"
        case "th":
            return _header_role(element)
    return ""


def _input_role(element: ReferenceElement) -> str:
    kind = input_type(element)
    if kind in _SUGGESTING:
        if element.get("list") is not None:
            return "combobox"
        return "searchbox" if kind == "search" else "textbox"
    return _BY_INPUT_TYPE.get(kind, "textbox")


def _table_role(element: ReferenceElement) -> str:
    table = closest(element, "table")
    return "" if table is None else role_of(table)


def _header_role(element: ReferenceElement) -> str:
    scope = element.get("scope")
    if scope in ("row", "rowgroup"):
        return "rowheader"
    if scope in ("col", "colgroup"):
        return "columnheader"
    # Without a scope, a header beside cells is the header of its row.
    row = element.parent
    beside = row is not None and any(child.kind == "td" for child in row.children)
    return "rowheader" if beside and closest(element, "thead") is None else "columnheader"


def is_exposed(element: ReferenceElement) -> bool:
    """Return whether an element is exposed to assistive technology: it is visible and not `aria-hidden`."""
    return is_visible(element) and not any(above.get("aria-hidden") == "true" for above in way_up(element))


def state_of(element: ReferenceElement, state: str) -> object:
    """The state of an element that a query can ask for; None if the element has no such state.

    Args:
        element: The element.
        state: `"checked"`, `"disabled"`, `"expanded"`, `"level"`, `"pressed"` or `"selected"`.
    """
    aria = element.get(f"aria-{state}")
    match state:
        case "checked":
            if element.kind == "input" and input_type(element) in ("checkbox", "radio"):
                return "mixed" if element.shown("indeterminate") else bool(element.shown("checked"))
        case "disabled":
            return is_disabled(element) or any(above.get("aria-disabled") == "true" for above in way_up(element))
        case "expanded":
            if element.kind == "details":
                return element.get("open") is not None
        case "level":
            if aria is None and element.kind in ("h1", "h2", "h3", "h4", "h5", "h6"):
                return int(element.kind[1])
            return int(aria) if aria is not None and aria.isdecimal() else None
        case "selected":
            if element.kind == "option":
                return bool(element.shown("selected"))
    return {"true": True, "false": False, "mixed": "mixed"}.get(aria or "")
