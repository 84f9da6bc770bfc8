"""The lower layer: a server-side DOM with the browser's own names, in pure Python and without I/O.

Every mutator validates, changes the tree, then appends an op. Nothing here turns a tree into text.
"""

from domsync.dom.attributes import Attr, NamedNodeMap
from domsync.dom.character_data import CharacterData, Comment, Text
from domsync.dom.dataset import DOMStringMap
from domsync.dom.document import Document
from domsync.dom.element import Element
from domsync.dom.events import AbortController, AbortSignal, CustomEvent, Event, EventTarget
from domsync.dom.fragment import DocumentFragment
from domsync.dom.limits import Limits
from domsync.dom.lists import HTMLCollection, NodeList
from domsync.dom.names import HTML, MATHML, SVG, XLINK
from domsync.dom.node import Node
from domsync.dom.style import CSSStyleDeclaration
from domsync.dom.tokens import DOMTokenList
from domsync.dom.trusted import TrustedHTML, css_url, unsafe_html, unsafe_tag, unsafe_url
from domsync.dom.window import Window

__all__ = [
    "HTML",
    "MATHML",
    "SVG",
    "XLINK",
    "AbortController",
    "AbortSignal",
    "Attr",
    "CSSStyleDeclaration",
    "CharacterData",
    "Comment",
    "CustomEvent",
    "DOMStringMap",
    "DOMTokenList",
    "Document",
    "DocumentFragment",
    "Element",
    "Event",
    "EventTarget",
    "HTMLCollection",
    "Limits",
    "NamedNodeMap",
    "Node",
    "NodeList",
    "Text",
    "TrustedHTML",
    "Window",
    "css_url",
    "unsafe_html",
    "unsafe_tag",
    "unsafe_url",
]
