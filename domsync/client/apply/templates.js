// Rows of the same shape: their template is made once, copied, and filled in.
//
// Most nodes of most rows are never mentioned again: they get their numbers and listeners when an op names one of them,
// or when an event passes (`reveal`).
import { OP, OUTSIDE } from "../protocol.js";
import { ID, LAZY, LAZY_SIZE, need, page } from "../nodes.js";
import * as dom from "../dom.js";
import { applyAttribute } from "./attributes.js";
import { applyOwn, makeElement } from "./elements.js";
import { idsOf } from "./ids.js";
import { PROPERTY_OPS } from "./properties.js";

/** Controls and custom elements, whose copies are numbered at once. */
const EAGER = /^(input|textarea|select|option|.*-.*)$/;

/**
 * Makes a template's node and the shape with its holes. The node itself listens, too, so that the page hears events for
 * copies that have no numbers yet.
 *
 * @param {Doc} doc
 * @param {any} data Node data with holes.
 * @returns {Template}
 */
export const createTemplate = (doc, data) => {
  if (typeof data === "number" || typeof data === "string") {
    const text = typeof data === "number" ? data : -1;
    const node = dom.createText(text < 0 ? `${data}` : "");
    return [node, { name: "#text", size: 1, parts: [], text, open: text >= 0 }];
  }
  const [, children, attributes, own] = data;
  const element = makeElement(data);
  /** @type {Shape} */
  const shape = { name: dom.nodeNameOf(element), size: 1, parts: [], holes: [], own };
  shape.eager = EAGER.test(dom.localNameOf(element));
  for (let i = 0; i < attributes?.length; i += 2) {
    const [name, value] = [attributes[i], attributes[i + 1]];
    if (typeof value === "number") shape.holes?.push([name, value]);
    else applyAttribute(doc, element, name, value);
  }
  shape.open = shape.holes?.length !== 0;
  for (const [code, type, listener] of own || []) {
    if (code !== OP.LISTEN) shape.open = true;
    else if (type === "upload" || listener?.[1] & OUTSIDE) shape.eager = true;
    else if (!shape.eager) page.listen(doc, element, type, listener);
  }
  for (const child of children || []) {
    if (child < 0) {
      shape.list = -1 - child;
      shape.eager = true;
      continue;
    }
    const [node, part] = createTemplate(doc, child);
    dom.insertBefore(element, node);
    shape.size += part.size;
    shape.eager ||= part.eager;
    shape.parts.push(part);
    if (part.open) {
      shape.open = true;
      shape.reach = shape.parts.length;
    }
  }
  return [element, shape];
};

/**
 * Makes the copies that `[-number, count, column, ...]` stands for. A column is a list with a value for each row, one
 * value for all rows, or the first of consecutive numbers.
 *
 * @param {Doc} doc
 * @param {Wire} data
 * @param {Next} next
 * @param {CreateNode} createNode
 * @returns {Node}
 */
export const createCopies = (doc, [number, count, ...columns], next, createNode) => {
  const template = doc.templates.get(-number);
  need(template && count < 1e6, "no template " + -number);
  const [original, shape] = /** @type {Template} */ (template);
  const copies = dom.createFragment();
  for (let row = 0; row < count; row++) {
    const copy = dom.insertBefore(copies, dom.cloneNode(original, true));
    /** @type {(hole: number) => unknown} */
    const value = (hole) => {
      const column = columns[hole];
      return typeof column === "number" ? `${column + row}` : typeof column === "string" ? column : column[row];
    };
    const id = !shape.eager && shape.size < LAZY_SIZE && next(shape.size);
    if (id) {
      doc.add(copy, id);
      copy[LAZY] = [doc, shape];
    } else numberCopy(doc, copy, shape, next, value, createNode);
    fill(doc, copy, shape, value);
  }
  return copies;
};

/**
 * Finds the node of a copy for each part of its template. A node of another kind was put there by a browser extension,
 * and is passed over.
 *
 * @param {Node} node
 * @param {Shape} shape
 * @returns {[ChildNode | null, Shape][]}
 */
const matchParts = (node, shape) => {
  let child = dom.firstChildOf(node);
  return shape.parts.map((part) => {
    let found = child;
    while (found && dom.nodeNameOf(found) !== part.name) found = dom.nextSiblingOf(found);
    if (found) child = dom.nextSiblingOf(found);
    return [found, part];
  });
};

/**
 * Gives a copy its numbers, listeners and lists of children.
 *
 * @param {Doc} doc
 * @param {Node} node
 * @param {Shape} shape
 * @param {Next} next
 * @param {(hole: number) => any} [value]
 * @param {CreateNode} [createNode]
 */
const numberCopy = (doc, node, shape, next, value, createNode) => {
  doc.add(node, next());
  for (const [code, ...args] of shape.own || []) if (code === OP.LISTEN) PROPERTY_OPS[code](doc, node, ...args);
  if (shape.list !== undefined && value && createNode) {
    for (const child of value(shape.list)) dom.insertBefore(node, createNode(doc, child, next));
  }
  for (const [child, part] of matchParts(node, shape)) {
    if (child) numberCopy(doc, child, part, next, value, createNode);
    else next(part.size);
  }
};

/**
 * Finds the node of a copy at a place in document order; place 0 is the copy itself.
 *
 * @param {Node} node
 * @param {Shape} shape
 * @param {number} place
 * @returns {Node | null | undefined}
 */
export const locate = (node, shape, place) => {
  if (!place) return node;
  place--;
  for (const [child, part] of matchParts(node, shape)) {
    if (place < part.size) return child && locate(child, part, place);
    place -= part.size;
  }
  return undefined;
};

/**
 * Numbers the nodes of a copy, if they have no numbers yet.
 *
 * @param {Node | undefined} node
 */
export const reveal = (node) => {
  const template = node?.[LAZY];
  if (!node || !template) return;
  const [doc, shape] = template;
  const id = node[ID] || 0;
  node[LAZY] = null;
  doc.nodes.delete(id);
  numberCopy(doc, node, shape, idsOf(id));
};

/**
 * Fills the holes of a copy.
 *
 * @param {Doc} doc
 * @param {any} node
 * @param {Shape} shape
 * @param {(hole: number) => any} value
 */
const fill = (doc, node, { text = -1, holes = [], parts, reach = 0, own }, value) => {
  if (text >= 0) node.data = value(text);
  for (const [name, hole] of holes) applyAttribute(doc, node, name, value(hole));
  let child = dom.firstChildOf(node);
  for (let i = 0; i < reach; i++) {
    if (parts[i].open) fill(doc, child, parts[i], value);
    child = child && dom.nextSiblingOf(child);
  }
  for (const [code, name, given, ...more] of own || []) {
    if (code === OP.LISTEN) continue;
    applyOwn(doc, node, [[code, name, Array.isArray(given) ? value(given[0]) : given, ...more]]);
  }
};
