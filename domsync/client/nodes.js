// The documents of the page and their nodes by number.

export const [, ROOT, DOCUMENT, WINDOW] = Array(4).keys();
export const ID = Symbol();
export const DOC = Symbol();

/** @type {Map<number, Doc>} */
export const docs = new Map();
/** @type {State} */
export const state = { acked: 0, quiet: false, bad: "" };
/** @type {Page} */
export const page = Object();

/** @type {[Doc, Node][]} */
let removed = [];

export class Doc {
  // The last frame; -1: only a snapshot will do.
  seq = 0;
  // A resync was asked for.
  asked = false;
  /** @type {Map<number, any>} */
  nodes = new Map();
  /** By type; "!" + type: for events outside the node. @type {Map<string, Entries>} */
  listeners = new Map();
  /** By number. @type {Map<number, [Node, any]>} */
  templates = new Map();
  /** The root's attributes that ops have set. @type {Set<string>} */
  touched = new Set();

  /** @param {number} number @param {Element} root */
  constructor(number, root) {
    docs.get(number)?.drop();
    docs.set(number, this);
    this.number = number;
    this.root = root;
    root[DOC] = this;
    this.#start();
  }

  #start() {
    this.nodes.set(ROOT, this.root).set(DOCUMENT, document).set(WINDOW, window);
  }

  // Leaves nothing but the root.
  clear() {
    for (const doc of docs.values()) if (doc !== this && this.root.contains(doc.root)) doc.drop();
    for (const name of this.touched) this.root.removeAttribute(name);
    this.root.replaceChildren();
    for (const all of [this.touched, this.templates, this.listeners, this.nodes]) all.clear();
    this.#start();
  }

  // The page shows it no longer.
  drop() {
    this.clear();
    this.root[DOC] = undefined;
    docs.delete(this.number);
  }

  /** @param {number} id */
  get(id) {
    const node = this.nodes.get(id);
    if (!node) throw Error("no node " + id);
    return node;
  }

  /** @param {Node} node @param {number} id */
  add(node, id) {
    if (!(id > WINDOW) || this.nodes.has(id)) throw Error("bad new node " + id);
    this.nodes.set(id, node);
    node[ID] = id;
  }

  /** @param {Node} node */
  forget(node) {
    const id = node[ID] || 0;
    if (this.nodes.get(id) === node) this.nodes.delete(id);
    for (const entries of this.listeners.values()) entries.delete(node);
    node[ID] = 0;
    if (node[DOC]) node[DOC].drop();
    else node.childNodes.forEach((child) => this.forget(child));
  }

  /** Forgets when there is time. @param {Node} node */
  forgetLater(node) {
    if (removed.push([this, node]) > 1) return;
    setTimeout(() => {
      for (const [doc, old] of removed) doc.forget(old);
      removed = [];
    }, 50);
  }
}
