// The first paint: the nodes in the page's HTML become the document's nodes.
//
// The op describes the tree that the server meant. By now, extensions may have added attributes and nodes of their own:
// `extra/heal.js` finds the right nodes. A tree that the parser has read differently is built again.
import { OP } from "../protocol.js";
import { need } from "../nodes.js";
import { foreign } from "../foreign.js";
import * as dom from "../dom.js";
import { idsOf } from "./ids.js";

/**
 * Returns the mark in a comment of the server, which the client removes: "|" separates two texts, "_" stands for an
 * empty text, and what follows "#" belongs to another document. For any other node, returns "".
 *
 * @param {Node} node
 * @returns {string}
 */
const markOf = (node) => (node instanceof Comment && /^[|_#]$/.test(node.data) ? node.data : "");

/** @param {Node} node */
const kindOf = (node) => (markOf(node) === "_" ? "#text" : dom.nodeNameOf(node));

/**
 * Finds a document's nodes in document order.
 *
 * @throws If others have changed them in a way that is not understood, or that needs `extra/heal.js`, which is not
 *     loaded yet.
 * @param {Element} root
 * @param {string[]} names
 * @param {(string | number)[]} shape
 * @returns {Node[]}
 */
const found = (root, names, shape) => {
  let text = "";
  for (let i = 0; i < shape.length; i += 2) text += /** @type {string} */ (shape[i]).repeat(+shape[i + 1]);
  // One item for the root and for each node: a character for its kind, and the number of its children.
  const items = ("/" + text).match(/\D\d*/g) || [];
  const kinds = items.map((item) => ({ "-": "#text", "!": "#comment" })[item[0]] || names[item.charCodeAt(0) - 65]);
  /** @type {Node[]} */
  const nodes = [];
  /** @type {Set<Node>} */
  const marks = new Set();

  /** @type {(parent: Node) => Node[]} */
  const childrenOf = (parent) => {
    const children = [];
    for (const child of dom.childNodesOf(parent)) {
      const mark = markOf(child);
      if (mark === "|" || mark === "#") marks.add(child);
      if (mark === "#") break;
      if (mark !== "|") children.push(child);
    }
    return children;
  };

  let at = 0;
  const isMeant = (/** @type {boolean} */ ok) => need(ok, "the HTML was read differently");
  const collect = (/** @type {Node} */ parent) => {
    let children = childrenOf(parent);
    if (foreign.fit) children = foreign.fit(parent, children, at, { items, kinds, kindOf, childrenOf });
    isMeant(children.length === +items[at++].slice(1));
    for (const child of children) {
      isMeant(kindOf(child) === kinds[at]);
      nodes.push(child);
      if (dom.nodeTypeOf(child) === Node.ELEMENT_NODE) collect(child);
      else at++;
    }
  };

  // A parser splits a long text into several.
  root.normalize();
  collect(root);
  for (const mark of marks) dom.removeChild(dom.parentOf(mark), mark);
  return nodes.map((node) => {
    if (markOf(node) !== "_") return node;
    const parent = dom.parentOf(node);
    const empty = dom.createText("");
    dom.insertBefore(parent, empty, node);
    dom.removeChild(parent, node);
    return empty;
  });
};

/** @type {{ [code: number]: OnNode }} */
export const ADOPT_OPS = {
  [OP.ADOPT](doc, ids, names, shape) {
    const next = idsOf(ids);
    for (const node of found(doc.root, names, shape)) doc.add(node, next());
  },
};
