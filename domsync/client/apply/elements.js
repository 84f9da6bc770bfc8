// Elements from node data, for single nodes and for templates.
import { page } from "../nodes.js";
import * as dom from "../dom.js";
import { PROPERTY_OPS } from "./properties.js";
import { CODE_TAGS } from "./rules.js";

const NAMESPACES = ["", "http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"];

/**
 * Makes the element of node data, without its content.
 *
 * @param {ElementData} data
 * @returns {Element}
 */
export const makeElement = ([tag, , , , namespace]) => {
  // A tag that the program vouches for comes in a list.
  if (Array.isArray(tag)) [tag] = tag;
  else if (CODE_TAGS.test(tag)) {
    page.bad ||= "refused: " + tag;
    tag = "template";
  }
  if (!namespace) return dom.createElement(tag);
  return dom.createElementNS(NAMESPACES[/** @type {number} */ (namespace)] || `${namespace}`, tag);
};

/**
 * Applies the ops in a node's data, which do not repeat the node's number.
 *
 * @param {Doc} doc
 * @param {Node} node
 * @param {Wire[] | 0 | undefined} ops
 */
export const applyOwn = (doc, node, ops) => {
  for (const [code, ...args] of ops || []) PROPERTY_OPS[code]?.(doc, node, ...args);
};
