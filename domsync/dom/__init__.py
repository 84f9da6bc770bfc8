"""The lower layer: a server-side DOM with the browser's own names, in pure Python and without I/O.

Every mutator validates, changes the tree, then appends an op. Nothing here turns a tree into text.
"""

from domsync.dom.checks.names import HTML, MATHML, SVG, XLINK
from domsync.dom.checks.trusted import TrustedHTML, css_url, unsafe_html, unsafe_tag, unsafe_url
from domsync.dom.document.document import Document
from domsync.dom.document.unshown import DOMImplementation
from domsync.dom.element.attr import Attr, NamedNodeMap
from domsync.dom.element.dataset import DOMStringMap
from domsync.dom.element.element import Element
from domsync.dom.element.style import CSSStyleDeclaration
from domsync.dom.element.tokens import DOMTokenList
from domsync.dom.events import AbortController, AbortSignal, CustomEvent, Event, EventTarget
from domsync.dom.limits import Limits
from domsync.dom.nodes.character_data import CDATASection, CharacterData, Comment, ProcessingInstruction, Text
from domsync.dom.nodes.doctype import DocumentType
from domsync.dom.nodes.fragment import DocumentFragment
from domsync.dom.nodes.node import Node
from domsync.dom.nodes.walkers import NodeFilter, NodeIterator, TreeWalker
from domsync.dom.nodes.window import Window
from domsync.dom.tree.node_lists import HTMLCollection, NodeList

__all__ = [
    "HTML",
    "MATHML",
    "SVG",
    "XLINK",
    "AbortController",
    "AbortSignal",
    "Attr",
    "CDATASection",
    "CSSStyleDeclaration",
    "CharacterData",
    "Comment",
    "CustomEvent",
    "DOMImplementation",
    "DOMStringMap",
    "DOMTokenList",
    "Document",
    "DocumentFragment",
    "DocumentType",
    "Element",
    "Event",
    "EventTarget",
    "HTMLCollection",
    "Limits",
    "NamedNodeMap",
    "Node",
    "NodeFilter",
    "NodeIterator",
    "NodeList",
    "ProcessingInstruction",
    "Text",
    "TreeWalker",
    "TrustedHTML",
    "Window",
    "css_url",
    "unsafe_html",
    "unsafe_tag",
    "unsafe_url",
]
