// The documents of the page, and the data that all modules share.
import * as dom from "./dom.js";

// The nodes that always exist. Those of the tree are numbered from 4.
export const ROOT = 1;
export const DOCUMENT = 2;
export const WINDOW = 3;

// The client's own properties of nodes: symbols, so that they collide with no other property. See types.d.ts.
export const ID = Symbol("domsync id");
export const DOC = Symbol("domsync document");
export const LAZY = Symbol("domsync template");
export const LOST = Symbol("domsync lost");

/**
 * Copies of templates with fewer nodes than this are numbered only when an op or an event concerns one of their nodes.
 */
export const LAZY_SIZE = 64;

/** @type {Page} */
export const page = Object({
  docs: new Map(),
  controls: new Map(),
  removed: [],
  acked: 0,
  working: [],
  settled: new Set(),
  entered: 0,
  isOpen: (/** @type {number} */ n) => n > page.acked || page.working.includes(n),
});

/** @type {Need} */
export const need = (ok, problem) => {
  if (!ok) throw Error(problem);
};

/** @type {MakeDoc} */
export const makeDoc = (number, root) => {
  /** @type {Doc} */
  const doc = {
    number,
    root,
    seq: 0,
    asked: false,
    nodes: new Map(),
    listeners: new Map(),
    templates: new Map(),
    touched: new Set(),

    start: () => doc.nodes.set(ROOT, root).set(DOCUMENT, document).set(WINDOW, window),

    clear() {
      for (const other of page.docs.values()) if (other !== doc && dom.contains(root, other.root)) other.drop();
      for (const name of doc.touched) dom.removeAttribute(root, name);
      dom.replaceChildren(root);
      root[LOST] = undefined;
      for (const all of [doc.touched, doc.templates, doc.listeners, doc.nodes]) all.clear();
      doc.start();
    },

    drop() {
      doc.clear();
      root[DOC] = undefined;
      page.docs.delete(number);
    },

    find(id, light) {
      // The nodes in a copy have the numbers after the copy's own.
      let at = id;
      while (!doc.nodes.has(at) && at > id - LAZY_SIZE) at--;
      const node = doc.nodes.get(at);
      if (light && node?.[LAZY]) return page.locate(node, node[LAZY][1], id - at);
      page.reveal(node);
      const found = doc.nodes.get(id);
      if (found && id > WINDOW && (found[LOST]?.from || !dom.isConnected(found))) page.heal(found);
      return found;
    },

    get(id, light) {
      const node = doc.find(id, light);
      need(node, "no node " + id);
      return node;
    },

    add(node, id) {
      need(id > WINDOW && !doc.nodes.has(id), "bad new node " + id);
      doc.nodes.set(id, node);
      node[ID] = id;
    },

    forget(node) {
      if (doc.nodes.get(node[ID]) === node) doc.nodes.delete(node[ID]);
      for (const entries of doc.listeners.values()) entries.delete(node);
      node[ID] = 0;
      for (const child of node[LOST]?.children || []) doc.forget(child);
      node[LOST] = undefined;
      if (node[DOC]) node[DOC].drop();
      else if (!node[LAZY]) {
        for (let child = dom.firstChildOf(node); child; child = dom.nextSiblingOf(child)) {
          // A node that others have moved here still belongs to the place where it was.
          if (!child[LOST]?.from) doc.forget(child);
        }
      }
    },

    forgetLater(node) {
      if (page.removed.push([doc, node]) > 1) return;
      // By then the page has been painted.
      setTimeout(() => {
        for (const [doc, old] of page.removed) doc.forget(old);
        page.removed = [];
      }, 50);
    },
  };
  page.docs.get(number)?.drop();
  page.docs.set(number, doc);
  root[DOC] = doc;
  doc.start();
  return doc;
};
