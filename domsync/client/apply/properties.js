// The ops that change one node and leave the tree as it is.
import { OP, PROPERTIES } from "../protocol.js";
import { need, page } from "../nodes.js";
import * as dom from "../dom.js";
import { applyAttribute } from "./attributes.js";
import { isRefusedStyle } from "./rules.js";

/** @type {{ [code: number]: OnNode }} */
export const PROPERTY_OPS = {
  [OP.SET_DATA](_, node, data) {
    need("data" in node, "no data");
    node.data = data;
  },

  [OP.SET_ATTRIBUTE]: applyAttribute,
  [OP.SET_ATTRIBUTE_NS]: (doc, element, namespace, name, value) => applyAttribute(doc, element, name, value, namespace),
  [OP.REMOVE_ATTRIBUTE](_, element, name) {
    dom.removeAttribute(element, name);
    page.overlay?.(element, name);
  },

  [OP.SET_PROPERTY](_, node, name, value) {
    need(PROPERTIES.includes(name) && name in node, "no property " + name);
    if (node === document) dom.write(node, name, value);
    else page.setProperty(node, name, value);
  },

  [OP.SET_STYLE](doc, element, name, value) {
    need(!isRefusedStyle(value), "refused: " + name);
    const plain = value.replace(/ !important$/, "");
    dom.read(element, "style").setProperty(name, plain, plain === value ? "" : "important");
    if (element === doc.root) doc.touched.add("style");
  },

  [OP.LISTEN]: (doc, node, type, listener) => page.listen(doc, node, type, listener),
  [OP.UNLISTEN]: (doc, node, type) => page.unlisten(doc, node, type),
};
