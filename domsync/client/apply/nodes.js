import * as dom from "../dom.js";
import { applyAttribute } from "./attributes.js";
import { applyOwn, makeElement } from "./elements.js";
import { createCopies } from "./templates.js";

/**
 * Makes and numbers what node data describes: a text, a comment, an element with its content, or copies of a template.
 *
 * @type {CreateNode}
 */
export const createNode = (doc, data, next) => {
  if (data[0] < 0) return createCopies(doc, data, next, createNode);
  const id = next();
  if (typeof data === "string" || !data[0]) {
    const node = typeof data === "string" ? dom.createText(data) : dom.createComment(data[1]);
    doc.add(node, id);
    return node;
  }
  const [, children, attributes, own] = data;
  const element = makeElement(data);
  doc.add(element, id);
  for (let i = 0; i < attributes?.length; i += 2) applyAttribute(doc, element, attributes[i], attributes[i + 1]);
  for (const child of children || []) dom.insertBefore(element, createNode(doc, child, next));
  // After the children: the value of a select is that of one of its options.
  applyOwn(doc, element, own);
  return element;
};
