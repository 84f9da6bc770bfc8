"""Quote text for JavaScript and HTML. All text from users is quoted here, and nowhere else.

There is one function for each kind of place. Results are complete: a literal with its quotes, an attribute with its
value, so that no caller has to remember which quotes belong around it.
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from domsync.dom.ops import Json

# In both kinds of literals: the backslash, line ends (a template literal would also turn CR into LF), control
# characters (an HTML parser replaces NUL), and a `<` from which an HTML parser could read the end of a script element.
_JS_ALWAYS = r"\\\x00-\x08\x0a-\x1f\x7f\u2028\u2029\ud800-\udfff"
_JS_STRING = re.compile(rf'[{_JS_ALWAYS}"]|<(?=[/!])')
_JS_TEMPLATE = re.compile(rf"[{_JS_ALWAYS}`]|\$(?={{)|<(?=[/!])")
_JS_COMMENT = re.compile(r"//|<!--|-->")
_JS_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "`": "\\`", "$": "\\$", "\n": "\\n", "\r": "\\r"}

_HTML_TEXT = re.compile(r"[&<>\xa0\r]")
_HTML_ATTRIBUTE = re.compile(r'[&<>\xa0\r"]')
_HTML_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\xa0": "&nbsp;", '"': "&quot;", "\r": "&#13;"}
# What ends a comment early: `>` or `->` at its start, and `-->` or `--!>`.
_HTML_COMMENT_END = re.compile(r"(^-?|--!?)>")
_HTML_TAG_START = re.compile(r"<(?=[/!?a-zA-Z])")
_HTML_END_TAG_START = re.compile(r"<(?=/)")
_SCRIPT_STATE_CHANGE = re.compile(r"<(?=/|!--)")


def js_string(text: str) -> str:
    """Return a JavaScript string literal in double quotes."""
    return '"' + _JS_STRING.sub(_js_escape, text) + '"'


def js_template(text: str) -> str:
    """Return a JavaScript template literal without substitutions, on one line."""
    return "`" + _JS_TEMPLATE.sub(_js_escape, text) + "`"


def js_value(value: Json) -> str:
    """Return a JavaScript expression for a JSON value; strings become template literals, as in the original."""
    return js_template(value) if isinstance(value, str) else _js_json(value)


def js_json(value: Json) -> str:
    """Return a JavaScript expression for a JSON value, with its strings in double quotes.

    Raises:
        TypeError: It is not a JSON value.
    """
    return _js_json(value)


def js_expression(source: str) -> str:
    """Return the author's JavaScript as an operand: unchanged, but in a way that a comment in it ends with it."""
    return f"({source}\n)" if _JS_COMMENT.search(source) else source


def _js_escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _JS_ESCAPES.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _js_json(value: Json) -> str:
    if isinstance(value, str):
        return js_string(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_js_key(key)}: {_js_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_js_json, value)) + "]"
    if value is None or isinstance(value, bool | int | float):
        return msgspec.json.encode(value).decode()
    raise TypeError(f"{value!r} of type {type(value).__name__} cannot be sent: ops carry JSON values")


def _js_key(key: str) -> str:
    # `{"__proto__": x}` would set the prototype; a computed key is an ordinary key.
    return '["__proto__"]' if key == "__proto__" else js_string(key)


def html_text(text: str) -> str:
    """Return text for between HTML tags.

    A carriage return becomes a character reference, which the standard's serialisation does not do: HTML's parser
    would read it as a line feed.
    """
    return _HTML_TEXT.sub(_html_escape, text)


def html_attribute(value: str) -> str:
    """Return an attribute's value with its quotes."""
    return '"' + _HTML_ATTRIBUTE.sub(_html_escape, value) + '"'


def html_comment(data: str, *, in_text: bool) -> str:
    """Return a comment. Nothing can be escaped in one: a `>` that would end it early becomes `&gt;`, and stays so.

    Args:
        data: The comment's data.
        in_text: Whether a parser could read only text there: in a `noscript`, or in SVG's `style`, whose HTML can be
            put anywhere. There, an end tag inside a comment still counts.
    """
    data = _HTML_COMMENT_END.sub(r"\1&gt;", data)
    return f"<!--{data.replace('</', '&lt;/') if in_text else data}-->"


def html_raw_text(text: str, tag: str, *, anywhere: bool) -> str:
    """Return the text of an element in which HTML has no escapes (`style`, `script`, `iframe`, `xmp` ...).

    A `<` that could begin a tag is replaced: in CSS and JavaScript by an escape that means the same in a string,
    elsewhere by `&lt;`, which is then read literally.

    Args:
        text: The element's text.
        tag: The element's tag.
        anywhere: Whether to be safe also where a parser could read markup in the element (below SVG, in a `noscript`),
            and not only against its own end tag.
    """
    if "<" not in text:
        return text
    if tag == "style":
        return _HTML_TAG_START.sub(r"\\3c ", text)
    if anywhere:
        return _HTML_TAG_START.sub("&lt;", text)
    if tag == "script":
        return _SCRIPT_STATE_CHANGE.sub(r"<\\", text)
    return _HTML_END_TAG_START.sub("&lt;", text)


def _html_escape(match: re.Match[str]) -> str:
    return _HTML_ESCAPES[match[0]]
