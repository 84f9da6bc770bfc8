export const [, ROOT, DOCUMENT, WINDOW] = Array(4).keys();
export const ID = Symbol();
export const DOC = Symbol();
export const LAZY = Symbol();

/** @type {Page} */
export const page = Object({ docs: new Map(), removed: [], acked: 0, entered: 0, quiet: false, bad: "" });

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
      for (const other of page.docs.values()) if (other !== doc && root.contains(other.root)) other.drop();
      for (const name of doc.touched) root.removeAttribute(name);
      root.replaceChildren();
      for (const all of [doc.touched, doc.templates, doc.listeners, doc.nodes]) all.clear();
      doc.start();
    },

    drop() {
      doc.clear();
      root[DOC] = undefined;
      page.docs.delete(number);
    },

    find(id, light) {
      let at = id;
      while (!doc.nodes.has(at) && at > id - 64) at--;
      const node = doc.nodes.get(at);
      if (light && node?.[LAZY]) return page.locate(node, node[LAZY][1], id - at);
      page.reveal(node);
      return doc.nodes.get(id);
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
      if (node[DOC]) node[DOC].drop();
      else if (!node[LAZY]) for (let child = node.firstChild; child; child = child.nextSibling) doc.forget(child);
    },

    forgetLater(node) {
      if (page.removed.push([doc, node]) > 1) return;
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
