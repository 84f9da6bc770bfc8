// Applies ops: looks up the node and calls the function for the op's code.
import { OP } from "./protocol.js";
import { need, page } from "./nodes.js";
import { ADOPT_OPS } from "./apply/adopt.js";
import { CALL_OPS } from "./apply/calls.js";
import { PROPERTY_OPS } from "./apply/properties.js";
import { locate, reveal } from "./apply/templates.js";
import { TREE_OPS } from "./apply/tree.js";

const OPS = { ...TREE_OPS, ...PROPERTY_OPS, ...CALL_OPS, ...ADOPT_OPS };
/** Ops that concern the whole document and name no node. */
const WITHOUT_NODE = [OP.RESET, OP.MESSAGE, OP.ADOPT, OP.TEMPLATE];
/**
 * Ops that change only the node that they name. If it is in a copy of a template, the copy's nodes need no numbers yet.
 */
const LIGHT = [OP.SET_DATA, OP.SET_ATTRIBUTE, OP.REMOVE_ATTRIBUTE, OP.SET_STYLE];

page.locate = locate;
page.reveal = reveal;

/**
 * Applies an op; throws if it is invalid.
 *
 * @type {OnOp}
 */
export const apply = (doc, [code, node, ...args]) => {
  const op = OPS[code];
  need(op, "no such op");
  op(doc, WITHOUT_NODE.includes(code) ? node : doc.get(node, LIGHT.includes(code)), ...args);
};
