"""Snapshot: a document's current state as ops, for a browser that has nothing yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domsync.dom import ops
from domsync.dom.events.listeners import merge_for_browser
from domsync.dom.traversal import children_of
from domsync.dom.tree.description import SubtreeDescription, id_runs
from domsync.dom.tree.js_properties import props_op

if TYPE_CHECKING:
    from domsync.dom.records import DocumentRecord, NodeRecord


def snapshot(document: DocumentRecord) -> list[ops.Op]:
    """Return ops that rebuild a document on an empty page. Its op log is not changed."""
    description = SubtreeDescription()
    nodes = children_of(document.root_element)
    for node in nodes:
        description.add(node)
    inserts: list[ops.Op] = []
    if nodes:
        inserts.append(ops.Insert(ops.ROOT, 0, id_runs(description.order), tuple(description.data)))
    return [ops.Reset(), *describe_root(document), *inserts, *undescribed(description.order)]


def describe_root(document: DocumentRecord) -> list[ops.Op]:
    """Return the part of a snapshot for the root element, the document and its window."""
    root = document.root_element
    described: list[ops.Op] = []
    attributes = root.attribute_map or {}
    for name, value in attributes.items():
        if (name, value) != ("id", document.root_id):
            described.append(ops.SetAttribute(ops.ROOT, name, value))
    if "id" not in attributes:
        described.append(ops.RemoveAttribute(ops.ROOT, "id"))
    for (namespace, _), (name, value) in root.namespaced_attributes().items():
        described.append(ops.SetAttributeNS(ops.ROOT, namespace, name, value))
    for name, value in (root.style_map or {}).items():
        described.append(ops.SetStyle(ops.ROOT, name, value))
    for node_id, target in ((ops.ROOT, root), (ops.DOCUMENT, document), (ops.WINDOW, document.window)):
        for type, listener in merge_for_browser(target.listener_list or ()).items():
            described.append(ops.Listen(node_id, type, listener))
    if document.page_title:
        described.append(ops.SetProperty(ops.DOCUMENT, "title", document.page_title))
    return described


def undescribed(nodes: Iterable[NodeRecord]) -> list[ops.Op]:
    """List ops for the state that an insert op cannot contain: mounted documents, JavaScript properties, open modal
    dialogs and popovers, and playing media.

    Args:
        nodes: Connected nodes.
    """
    rares = [(node.node_id, rare) for node in nodes if (rare := node.rare_data) is not None]
    mounts: list[ops.Op] = [ops.Mount(node_id, rare.mount) for node_id, rare in rares if rare.mount]
    props = [props_op(node_id, rare) for node_id, rare in rares if rare.js_properties is not None]
    # The last one is above the others, wherever they are in the tree.
    opened = sorted((rare.modal, node_id) for node_id, rare in rares if rare.modal)
    modals = [ops.Call(node_id, "showModal") for _, node_id in opened]
    popovers = [ops.Call(node_id, "showPopover") for node_id, rare in rares if rare.popover]
    playing = [ops.Call(node_id, "play") for node_id, rare in rares if rare.playing]
    return [*mounts, *props, *modals, *popovers, *playing]
