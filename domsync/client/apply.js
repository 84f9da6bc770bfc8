// Turns ops and node data into DOM.

import { METHODS, OP, PROPERTIES } from "./protocol.js";
import { DOC, Doc, ID, page, state } from "./nodes.js";

const NAMESPACES = ["", "http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"];
const URLS = /^(href|src|action|formaction|poster|data|background|base|srcset|ping|content)$/;

/** @type {Check} */
function check(element, name, value) {
  const local = name.slice(name.lastIndexOf(":") + 1).toLowerCase();
  const urls = URLS.test(local) ? [value] : [];
  if (/^(srcset|ping)$/.test(local)) urls.push(...value.split(/[\s,]+/));
  if (local === "content") urls.push(value.replace(/^[\s\d.]+[;,\s]\s*(url\s*=\s*)?["']?/i, ""));
  // SVG animates attributes.
  if (local === "attributename") check(element, value, "data:");
  for (const url of urls) {
    // As browsers read it: without controls and blanks before it, without line breaks and tabs in it.
    const [, scheme, rest] = /^(javascript|data|blob):(.*)/.exec(url.replace(/^[\0- ]+|[\t\n\r]/g, "").toLowerCase()) || [];
    const isImage = scheme === "data" && /^image\/(png|gif|jpeg|webp|avif)([;,]|$)/.test(rest);
    const isMedia = scheme === "blob" && /^(img|video|audio|source)$/.test(element.localName);
    if (scheme && !isImage && !isMedia) throw Error("refused: " + name);
  }
  if (/^on|^srcdoc$|^style$/.test(local)) throw Error("refused: " + name);
}

/** A bad attribute is left out; its element is not. @type {OpHandler} */
function setAttribute(doc, node, name, value, namespace) {
  try {
    check(node, name, value);
    if (namespace) node.setAttributeNS(namespace, name, value);
    else node.setAttribute(name, value);
    if (node === doc.root) doc.touched.add(name);
  } catch (error) {
    state.bad ||= "" + error;
  }
}

/** @type {Create} */
function create(tag, namespace) {
  if (/(^|:)script$/i.test(tag)) {
    state.bad ||= "refused: " + tag;
    tag = "template";
  }
  return namespace ? document.createElementNS(NAMESPACES[/** @type {number} */ (namespace)] || `${namespace}`, tag) : document.createElement(tag);
}

/** @type {Build} */
function build(doc, data, next) {
  if (data[0] < 0) return copies(doc, data, next);
  const id = next();
  if (typeof data === "string" || !data[0]) {
    const node = typeof data === "string" ? document.createTextNode(data) : document.createComment(data[1]);
    doc.add(node, id);
    return node;
  }
  const [tag, children, attributes, extra, namespace] = data;
  const element = create(tag, namespace);
  doc.add(element, id);
  for (let i = 0; i < attributes?.length; i += 2) setAttribute(doc, element, attributes[i], attributes[i + 1]);
  for (const child of children || []) element.appendChild(build(doc, child, next));
  for (const [code, ...args] of extra || []) OPS.get(code)?.(doc, element, ...args);
  return element;
}

/** A node to be cloned, and what is to be filled in: holes are numbers of columns. @type {Compile} */
function compile(doc, data) {
  if (typeof data === "string") return [document.createTextNode(data), {}];
  if (typeof data === "number") return [document.createTextNode(""), { text: data }];
  const [tag, children, attributes, extra, namespace] = data;
  const element = create(tag, namespace);
  const holes = [];
  let list;
  for (let i = 0; i < attributes?.length; i += 2) {
    if (typeof attributes[i + 1] === "number") holes.push([attributes[i], attributes[i + 1]]);
    else setAttribute(doc, element, attributes[i], attributes[i + 1]);
  }
  const inner = [];
  for (const child of children || []) {
    if (child < 0) list = -1 - child;
    else {
      const [node, spec] = compile(doc, child);
      element.appendChild(node);
      inner.push(spec);
    }
  }
  return [element, { holes, list, inner, extra: extra || [] }];
}

/** @type {Build} */
function copies(doc, [number, count, ...columns], next) {
  const template = doc.templates.get(-number);
  if (!template || !(count < 1e6)) throw Error("no template " + -number);
  const run = document.createDocumentFragment();
  let row = 0;
  /** A column is a list, one value for all rows, or the first of consecutive numbers. @type {(hole: number) => any} */
  const value = (hole) => {
    const column = columns[hole];
    return typeof column === "number" ? column + row + "" : typeof column === "string" ? column : column[row];
  };
  /** @type {Fill} */
  const fill = (node, { text, holes, list, inner, extra }) => {
    doc.add(node, next());
    if (text >= 0) node.data = value(text);
    if (!inner) return;
    for (const [name, hole] of holes) setAttribute(doc, node, name, value(hole));
    if (list >= 0) for (const child of value(list)) node.appendChild(build(doc, child, next));
    else for (let [i, child] = [0, node.firstChild]; child; child = child.nextSibling) fill(child, inner[i++]);
    for (const [code, name, given, ...more] of extra) {
      const open = (code === OP.SET_STYLE || code === OP.SET_PROPERTY) && Array.isArray(given);
      OPS.get(code)?.(doc, node, name, open ? value(given[0]) : given, ...more);
    }
  };
  for (; row < count; row++) {
    const copy = template[0].cloneNode(true);
    fill(copy, template[1]);
    run.appendChild(copy);
  }
  return run;
}

/** The first number, or runs: first, count, first, count ... @type {Numbers} */
function numbers(ids) {
  let [first, count, ...more] = ids.length ? ids : [ids, Infinity];
  return () => {
    if (!count) [first, count, ...more] = more;
    count--;
    return first++;
  };
}

/** The nodes that the page's HTML holds, without the comments that keep its texts apart. @type {Found} */
function found(parent, nodes) {
  let node = /** @type {any} */ (parent.firstChild);
  for (let after; node; node = after) {
    after = node.nextSibling;
    if (node.nodeType === 8 && node.data === "|") node.remove();
    else if (node.nodeType === 8 && node.data === "_") {
      nodes.push(document.createTextNode(""));
      node.replaceWith(nodes[nodes.length - 1]);
    } else {
      nodes.push(node);
      found(node, nodes);
    }
  }
  return nodes;
}

/** The root, the document and the window stay where they are. @type {Need} */
function inner(node) {
  if (!node[ID]) throw Error("a fixed node");
  return node;
}

/** @type {Need} */
function element(node) {
  if (node.nodeType !== 1) throw Error("no element");
  return node;
}

/** @type {Record<keyof typeof OP, OpHandler>} */
const HANDLERS = {
  INSERT(doc, parent, before, ids, nodes) {
    const run = document.createDocumentFragment();
    const next = numbers(ids);
    for (const data of nodes) run.appendChild(build(doc, data, next));
    element(parent).insertBefore(run, before ? doc.get(before) : null);
  },
  REMOVE(doc, node, count = 1) {
    const parent = inner(node).parentNode;
    if (count > 1 && !node.previousSibling && parent.childNodes.length === count) {
      for (; node; node = node.nextSibling) doc.forgetLater(node);
      return parent.replaceChildren();
    }
    for (let after; count > 0; node = after) {
      after = node.nextSibling;
      // A node without a number is a browser extension's: it does not count.
      if (!node[ID]) continue;
      node.remove();
      doc.forgetLater(node);
      count--;
    }
  },
  MOVE(doc, node, parent, before) {
    const place = element(doc.get(parent));
    const next = before ? doc.get(before) : null;
    const active = /** @type {any} */ (document.activeElement);
    // Chromium 156 crashes where an element moves into one that shows no children.
    const safe = !/^(input|textarea|video|audio|progress|meter)$/.test(place.localName);
    if (place.moveBefore && safe) return place.moveBefore(inner(node), next);
    place.insertBefore(inner(node), next);
    if (active !== document.activeElement) active.focus({ preventScroll: true });
  },
  SET_DATA(_, node, data) {
    if (!("data" in node)) throw Error("no data");
    node.data = data;
  },
  SET_TEXT(doc, node, first, text) {
    const only = element(node).firstChild;
    const lines = text.split(/\r\n?|\n/);
    if (text && lines.length < 2 && only?.nodeType === 3 && !only.nextSibling) {
      if (only[ID] !== first) {
        doc.forget(only);
        doc.add(only, first);
      }
      only.data = text;
      return;
    }
    for (const child of node.childNodes) doc.forget(child);
    node.replaceChildren();
    for (const [i, line] of lines.entries()) {
      if (i) doc.add(node.appendChild(document.createElement("br")), first++);
      if (line) doc.add(node.appendChild(document.createTextNode(line)), first++);
    }
  },
  SET_ATTRIBUTE: setAttribute,
  SET_ATTRIBUTE_NS: (doc, node, namespace, name, value) => setAttribute(doc, node, name, value, namespace),
  REMOVE_ATTRIBUTE: (_, node, name) => node.removeAttribute(name),
  SET_PROPERTY(_, node, name, value) {
    if (!PROPERTIES.includes(name) || !(name in node)) throw Error("no property " + name);
    page.setProperty(node, name, value);
  },
  SET_STYLE(doc, node, name, value) {
    const plain = value.replace(/ !important$/, "");
    node.style.setProperty(name, plain, plain === value ? "" : "important");
    if (node === doc.root) doc.touched.add("style");
  },
  LISTEN: (doc, node, type, listener) => page.listen(doc, node, type, listener),
  UNLISTEN: (doc, node, type) => page.unlisten(doc, node, type),
  CALL(doc, node, method, args, call) {
    state.quiet = false;
    if (!METHODS.includes(method) || (!node.nodeName && !/^scroll/.test(method))) throw Error("no method " + method);
    new Promise((resolve) => resolve(node[method](...(args || [])))).then(
      (value) => call && page.result(doc, call, true, value ?? null),
      (error) => (call ? page.result(doc, call, false, "" + error) : console.warn("domsync:", error)),
    );
  },
  MESSAGE(_, op, params) {
    state.quiet = false;
    page.message(op, params);
  },
  MOUNT(doc, node, number) {
    if (!(number >= 0) || (number && number === doc.number)) throw Error("no document " + number);
    inner(node)[DOC]?.drop();
    HANDLERS.SET_TEXT(doc, node, 0, "");
    if (number) new Doc(number, node);
  },
  RESET: (doc) => doc.clear(),
  TEMPLATE: (doc, number, data) => doc.templates.set(number, compile(doc, data)),
  ADOPT(doc, ids, shape) {
    const nodes = found(doc.root, []);
    const next = numbers(ids);
    const hash = nodes.reduce((h, node) => {
      let c = (node.nodeType === 3 ? 1e3 : 500) + node.data?.length;
      if (node.nodeType === 1) {
        const { localName, namespaceURI, childNodes, attributes } = node;
        c = localName.codePointAt(0) + 7 * localName.length + namespaceURI.length + 31 * childNodes.length;
        for (const { name, namespaceURI } of attributes) c += name.length + (namespaceURI || "").length;
      }
      return (Math.imul(h, 31) + c) & 0x7fffffff;
    }, 7);
    if (hash !== shape) throw Error("the HTML was read differently");
    for (const node of nodes) doc.add(node, next());
  },
};
const OPS = new Map(Object.entries(OP).map(([name, code]) => [code, HANDLERS[/** @type {keyof typeof OP} */ (name)]]));

const NODELESS = [OP.RESET, OP.MESSAGE, OP.ADOPT, OP.TEMPLATE];

/** @type {ApplyOp} */
export function apply(doc, [code, node, ...args]) {
  const handler = OPS.get(code);
  if (!handler) throw Error("no such op");
  state.quiet = true;
  try {
    handler(doc, NODELESS.includes(code) ? node : doc.get(node), ...args);
  } finally {
    state.quiet = false;
  }
}
