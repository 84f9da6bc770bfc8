// The ops that change the tree.
import { OP } from "../protocol.js";
import { DOC, ID, LOST, makeDoc, need, page } from "../nodes.js";
import * as dom from "../dom.js";
import { foreign } from "../foreign.js";
import { idsOf } from "./ids.js";
import { createNode } from "./nodes.js";
import { createTemplate } from "./templates.js";

const isElement = (/** @type {Node} */ node) => dom.nodeTypeOf(node) === Node.ELEMENT_NODE;
/**
 * Chromium 156 crashes if moveBefore moves an element into one that shows no children. The children of a template are
 * in its fragment.
 */
const SHOWS_NO_CHILDREN = /^(input|textarea|video|audio|progress|meter|template)$/;
const { moveBefore } = /** @type {any} */ (Element.prototype);

/** @type {OnNode} */
const setText = (doc, element, first, text) => {
  foreign.settle(element);
  const only = dom.firstChildOf(element);
  const lines = text.split(/\r\n?|\n/);
  need(isElement(element), "no element");
  if (text && lines.length < 2 && only instanceof Text && !dom.nextSiblingOf(only)) {
    if (only[ID] !== first) {
      doc.forget(only);
      doc.add(only, first);
    }
    only.data = text;
    return;
  }
  for (const child of dom.childNodesOf(element)) if (!child[LOST]?.from) doc.forget(child);
  dom.replaceChildren(element);
  for (const [i, line] of lines.entries()) {
    if (i) doc.add(dom.insertBefore(element, dom.createElement("br")), first++);
    if (line) doc.add(dom.insertBefore(element, dom.createText(line)), first++);
  }
};

/** @type {{ [code: number]: OnNode }} */
export const TREE_OPS = {
  [OP.INSERT](doc, parent, before, ids, nodes) {
    const fragment = dom.createFragment();
    const next = idsOf(ids);
    foreign.settle(parent);
    for (const data of nodes) dom.insertBefore(fragment, createNode(doc, data, next));
    need(isElement(parent), "no element");
    // Browsers themselves heed `autofocus` only while a page is loaded.
    const first = page.hasAutofocus && /** @type {HTMLElement | null} */ (fragment.querySelector("[autofocus]"));
    dom.insertBefore(parent, fragment, before ? doc.get(before) : null);
    // Once all ops are applied, so that listeners hear of it.
    if (first) queueMicrotask(() => first.focus());
  },

  // Nodes without a number are a browser extension's, and are not counted.
  [OP.REMOVE](doc, node, count = 1) {
    const parent = node[ID] && (node[LOST]?.from?.parent || dom.parentOf(node));
    need(parent, "a fixed node");
    foreign.settle(parent);
    if (count > 1 && !dom.previousSiblingOf(node) && dom.childNodesOf(parent).length === count) {
      for (; node; node = dom.nextSiblingOf(node)) doc.forgetLater(node);
      dom.replaceChildren(parent);
      return;
    }
    for (let after; count > 0; node = after) {
      after = dom.nextSiblingOf(node);
      if (!node[ID] || node[LOST]?.from) continue;
      dom.removeChild(parent, node);
      doc.forgetLater(node);
      count--;
    }
  },

  [OP.MOVE](doc, node, parent, before) {
    const place = doc.get(parent);
    const from = node[LOST]?.from?.parent || dom.parentOf(node);
    if (from) foreign.settle(from);
    foreign.settle(place);
    const next = before ? doc.get(before) : null;
    const active = dom.activeElement();
    need(node[ID] && isElement(place), "a fixed node");
    const canMove = moveBefore && dom.isConnected(place) === dom.isConnected(node);
    if (canMove && !SHOWS_NO_CHILDREN.test(dom.localNameOf(place))) return moveBefore.call(place, node, next);
    dom.insertBefore(place, node, next);
    if (active !== dom.activeElement()) active.focus({ preventScroll: true });
  },

  [OP.SET_TEXT]: setText,

  [OP.MOUNT](doc, element, number) {
    const isFree = number >= 0 && (!number || number !== doc.number);
    need(element[ID] && isElement(element) && isFree, "no document " + number);
    element[DOC]?.drop();
    // A node without a number belongs to the shared document; it comes from the page's HTML.
    if (dom.firstChildOf(element)?.[ID]) setText(doc, element, 0, "");
    if (number) makeDoc(number, element);
  },

  [OP.RESET]: (doc) => doc.clear(),
  [OP.TEMPLATE]: (doc, number, data) => doc.templates.set(number, createTemplate(doc, data)),
};
