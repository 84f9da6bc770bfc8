import { METHODS, OP, OUTSIDE, PROPERTIES } from "./protocol.js";
import { DOC, ID, LAZY, makeDoc, need, page } from "./nodes.js";

const NAMESPACES = ["", "http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"];
const EAGER = /^(input|textarea|select|option|.*-.*)$/;
const MEDIA = /^(img|video|audio|source)$/;
const [SCHEMES, AMONG] = ["^[\\0- ]*", "[\\0- ,;='\"]"].map(
  (before) => RegExp(before + "(javascript|blob|data(?!:image/(png|gif|jpeg|webp|avif)[;,])):", "i"),
);
const LIGHT = [OP.SET_DATA, OP.SET_ATTRIBUTE, OP.REMOVE_ATTRIBUTE, OP.SET_STYLE];
const NODELESS = [OP.RESET, OP.MESSAGE, OP.ADOPT, OP.TEMPLATE];

/** @type {Apply} */
const make = {
  check(element, name, value) {
    const local = name.toLowerCase().replace(/.*:/, "");
    const isList = /^(.* (srcset|ping)|meta content)$/.test(element.localName + " " + local);
    const clean = value.replace(/[\t\n\r]/g, "").replace(MEDIA.test(element.localName) ? /^blob:/i : "", "");
    const isUrl = isList || /^(href|src|action|formaction|poster|data|background|base)$/.test(local);
    const isBad = isUrl && (SCHEMES.test(clean) || (isList && AMONG.test(clean + value)));
    need(!isBad && !/^on|^srcdoc$|^style$/.test(local), "refused: " + name);
    if (local === "attributename") make.check(element, value, "data:");
  },

  attribute(doc, node, name, value, namespace) {
    try {
      make.check(node, name, value);
      if (namespace) node.setAttributeNS(namespace, name, value);
      else node.setAttribute(name, value);
      if (node === doc.root) doc.touched.add(name);
    } catch (error) {
      page.bad ||= "" + error;
    }
  },

  run(doc, call, code) {
    page.quiet = false;
    new Promise((resolve) => resolve(code()))
      .then((value) => call && page.result(doc, call, true, value ?? null))
      .catch((error) => {
        if (call) page.result(doc, call, false, `${error}`.slice(0, 999));
        else console.error("domsync:", error);
      });
  },

  element([tag, , , , namespace]) {
    if (/(^|:)script$/i.test(tag)) {
      page.bad ||= "refused: " + tag;
      tag = "template";
    }
    return namespace
      ? document.createElementNS(NAMESPACES[namespace] || namespace + "", tag)
      : document.createElement(tag);
  },

  node(doc, data, next) {
    if (data[0] < 0) return make.copies(doc, data, next);
    const id = next();
    const isText = typeof data === "string";
    const node = isText ? document.createTextNode(data) : data[0] ? make.element(data) : document.createComment(data[1]);
    doc.add(node, id);
    if (isText || !data[0]) return node;
    const [, children, attributes, extra] = data;
    for (let i = 0; i < attributes?.length; i += 2) make.attribute(doc, node, attributes[i], attributes[i + 1]);
    for (const child of children || []) node.appendChild(make.node(doc, child, next));
    for (const [code, ...args] of extra || []) OPS.get(code)?.(doc, node, ...args);
    return node;
  },

  template(doc, data) {
    const text = typeof data === "number" ? data : -1;
    if (text >= 0 || typeof data === "string") {
      return [document.createTextNode(text < 0 ? data : ""), { name: "#text", text, open: text + 1, size: 1, inner: [] }];
    }
    const [, children, attributes, extra] = data;
    const element = make.element(data);
    /** @type {any} */
    const spec = { name: element.nodeName, size: 1, holes: [], inner: [], extra };
    spec.eager = EAGER.test(element.localName);
    for (let i = 0; i < attributes?.length; i += 2) {
      if (typeof attributes[i + 1] === "number") spec.open = spec.holes.push([attributes[i], attributes[i + 1]]);
      else make.attribute(doc, element, attributes[i], attributes[i + 1]);
    }
    for (const [code, type, listener] of extra || []) {
      if (code !== OP.LISTEN) spec.open = 1;
      else if (!(spec.eager ||= listener?.[1] & OUTSIDE)) page.listen(doc, element, type, listener);
    }
    for (const child of children || []) {
      if (child < 0) [spec.list, spec.eager] = [-1 - child, 1];
      else {
        const [node, part] = make.template(doc, child);
        element.appendChild(node);
        spec.size += part.size;
        spec.eager ||= part.eager;
        spec.inner.push(part);
        if (part.open) spec.open = spec.reach = spec.inner.length;
      }
    }
    return [element, spec];
  },

  copies(doc, [number, count, ...columns], next) {
    const [original, spec] = /** @type {Template} */ (doc.templates.get(-number) || []);
    const run = document.createDocumentFragment();
    need(original && count < 1e6, "no template " + -number);
    for (let row = 0; row < count; row++) {
      const copy = run.appendChild(original.cloneNode(true));
      /** @type {(hole: number) => any} */
      const value = (hole) => {
        const column = columns[hole];
        return typeof column === "number" ? column + row + "" : typeof column === "string" ? column : column[row];
      };
      const id = !spec.eager && spec.size < 64 && next(spec.size);
      if (id) {
        doc.add(copy, id);
        copy[LAZY] = [doc, spec];
      } else make.number(doc, copy, spec, next, value);
      make.fill(doc, copy, spec, value);
    }
    return run;
  },

  match(node, { inner }) {
    let child = node.firstChild;
    return inner.map((/** @type {any} */ part) => {
      let found = child;
      while (found && found.nodeName !== part.name) found = found.nextSibling;
      if (found) child = found.nextSibling;
      return [found, part];
    });
  },

  number(doc, node, spec, next, value) {
    doc.add(node, next());
    for (const [code, ...listen] of spec.extra || []) if (code === OP.LISTEN) OPS.get(code)?.(doc, node, ...listen);
    if (spec.list >= 0) for (const child of value(spec.list)) node.appendChild(make.node(doc, child, next));
    for (const [child, part] of make.match(node, spec)) {
      if (child) make.number(doc, child, part, next, value);
      else next(part.size);
    }
  },

  locate(node, spec, place) {
    if (!place--) return node;
    for (const [child, part] of make.match(node, spec)) {
      if (place < part.size) return child && make.locate(child, part, place);
      place -= part.size;
    }
  },

  reveal(node) {
    if (!node?.[LAZY]) return;
    const [doc, spec] = node[LAZY];
    node[LAZY] = null;
    doc.nodes.delete(node[ID]);
    make.number(doc, node, spec, make.numbers(node[ID]));
  },

  fill(doc, node, { text, holes, inner, reach, extra }, value) {
    if (text >= 0) node.data = value(text);
    for (const [name, hole] of holes || []) make.attribute(doc, node, name, value(hole));
    for (let [i, child] = [0, node.firstChild]; i < reach; child = child.nextSibling) {
      const part = inner[i++];
      if (part.open) make.fill(doc, child, part, value);
    }
    for (const [code, name, given, ...more] of extra || []) {
      const open = (code === OP.SET_STYLE || code === OP.SET_PROPERTY) && Array.isArray(given);
      if (code !== OP.LISTEN) OPS.get(code)?.(doc, node, name, open ? value(given[0]) : given, ...more);
    }
  },

  numbers(ids) {
    let [first, count, ...more] = ids.length ? ids : [ids, Infinity];
    return (wanted = 1) => {
      if (!count) [first, count, ...more] = more;
      if (count < wanted) return 0;
      count -= wanted;
      return (first += wanted) - wanted;
    };
  },

  found(parent, nodes) {
    for (let node of /** @type {any[]} */ ([...parent.childNodes])) {
      const mark = node.nodeType === 8 && node.data;
      if (mark === "|" || mark === "#") node.remove();
      if (mark === "#") break;
      if (mark !== "|") {
        if (mark === "_") node.replaceWith((node = document.createTextNode("")));
        nodes.push(node);
        make.found(node, nodes);
      }
    }
    return nodes;
  },

  ops: {
    INSERT(doc, parent, before, ids, nodes) {
      const run = document.createDocumentFragment();
      const next = make.numbers(ids);
      for (const data of nodes) run.appendChild(make.node(doc, data, next));
      need(parent.nodeType === 1, "no element");
      parent.insertBefore(run, before ? doc.get(before) : null);
    },
    REMOVE(doc, node, count = 1) {
      const parent = node[ID] && node.parentNode;
      if (count > 1 && !node.previousSibling && parent.childNodes.length === count) {
        for (; node; node = node.nextSibling) doc.forgetLater(node);
        return parent.replaceChildren();
      }
      need(parent, "a fixed node");
      for (let after; count > 0; node = after) {
        after = node.nextSibling;
        if (!node[ID]) continue;
        node.remove();
        doc.forgetLater(node);
        count--;
      }
    },
    MOVE(doc, node, parent, before) {
      const place = doc.get(parent);
      const next = before ? doc.get(before) : null;
      const active = /** @type {any} */ (document.activeElement);
      // Chromium 156 crashes where an element moves into one that shows no children.
      const isSafe = place.moveBefore && !/^(input|textarea|video|audio|progress|meter)$/.test(place.localName);
      need(node[ID] && place.nodeType === 1, "a fixed node");
      if (isSafe) return place.moveBefore(node, next);
      place.insertBefore(node, next);
      if (active !== document.activeElement) active.focus({ preventScroll: true });
    },
    SET_DATA(_, node, data) {
      need("data" in node, "no data");
      node.data = data;
    },
    SET_TEXT(doc, node, first, text) {
      const only = node.firstChild;
      const lines = text.split(/\r\n?|\n/);
      need(node.nodeType === 1, "no element");
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
    SET_ATTRIBUTE: (doc, node, name, value) => make.attribute(doc, node, name, value),
    SET_ATTRIBUTE_NS: (doc, node, namespace, name, value) => make.attribute(doc, node, name, value, namespace),
    REMOVE_ATTRIBUTE: (_, node, name) => node.removeAttribute(name),
    SET_PROPERTY(_, node, name, value) {
      need(PROPERTIES.includes(name) && name in node, "no property " + name);
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
      need(METHODS.includes(method) && (node.nodeName || /^scroll/.test(method)), "no method " + method);
      make.run(doc, call, () => node[method](...(args || [])));
    },
    MESSAGE: (doc, op, params, call) => make.run(doc, call, () => page.message(op, params, call)),
    MOUNT(doc, node, number) {
      need(node[ID] && node.nodeType === 1 && number >= 0 && (!number || number !== doc.number), "no document " + number);
      node[DOC]?.drop();
      // What has no number is the shared document's own, from the page's HTML.
      if (node.firstChild?.[ID]) make.ops.SET_TEXT(doc, node, 0, "");
      if (number) makeDoc(number, node);
    },
    RESET: (doc) => doc.clear(),
    TEMPLATE: (doc, number, data) => doc.templates.set(number, make.template(doc, data)),
    ADOPT(doc, ids, shape) {
      const nodes = make.found(doc.root, []);
      const next = make.numbers(ids);
      const own = new Set(nodes);
      const hash = nodes.reduce((h, node) => {
        let c = (node.nodeType === 3 ? 1e3 : 500) + node.data?.length;
        if (node.nodeType === 1) {
          const { localName, namespaceURI, childNodes, attributes } = node;
          const count = [...childNodes].filter((child) => own.has(child)).length;
          c = localName.codePointAt(0) + 7 * localName.length + namespaceURI.length + 31 * count;
          for (const { name, namespaceURI } of attributes) c += name.length + (namespaceURI || "").length;
        }
        return (Math.imul(h, 31) + c) & 0x7fffffff;
      }, 7);
      need(hash === shape, "the HTML was read differently");
      for (const node of nodes) doc.add(node, next());
    },
  },
};

const OPS = new Map(Object.entries(OP).map(([name, code]) => [code, make.ops[/** @type {keyof typeof OP} */ (name)]]));

page.locate = make.locate;
page.reveal = make.reveal;

/** @type {OnOp} */
export const apply = (doc, [code, node, ...args]) => {
  const op = OPS.get(code);
  need(op, "no such op");
  op?.(doc, NODELESS.includes(code) ? node : doc.get(node, LIGHT.includes(code)), ...args);
};
