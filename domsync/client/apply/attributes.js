// Sets attributes, except those that could run code (docs: SECURITY.md). The server has checked them already; this is
// the second check. A URL that the program vouches for comes in a list.
import { need, page } from "../nodes.js";
import * as dom from "../dom.js";
import { isRefused } from "./rules.js";

/**
 * Throws for an attribute that could run code, even if the server has let it pass.
 *
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
export const check = (element, name, value) =>
  need(!isRefused(dom.localNameOf(element), name, value), "refused: " + name);

/**
 * Sets an attribute. A refused one is left out and noted in `page.bad`; its element is made nevertheless.
 *
 * @param {Doc} doc
 * @param {Element} element
 * @param {string} name
 * @param {string | [string]} given
 * @param {string} [namespace]
 */
export const applyAttribute = (doc, element, name, given, namespace) => {
  try {
    // If the program vouches for a URL, only the attribute's name is checked.
    const [value, asked = value] = Array.isArray(given) ? [given[0], ""] : [given];
    check(element, name, asked);
    if (namespace) dom.setAttributeNS(element, namespace, name, value);
    else dom.setAttribute(element, name, value);
    page.overlay?.(element, name);
    if (element === doc.root) doc.touched.add(name);
    page.hasAutofocus ||= name === "autofocus";
  } catch (error) {
    page.bad ||= `${error}`;
  }
};
