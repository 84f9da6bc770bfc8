// Calls that the server makes in the page.
import { METHODS, OP } from "../protocol.js";
import { need, page } from "../nodes.js";
import * as dom from "../dom.js";
import { foreign } from "../foreign.js";
import { lazy } from "../lazy.js";

/**
 * Makes a call, and sends the server its result if it waits for one.
 *
 * @param {Doc} doc
 * @param {number | undefined} call The number of the call; 0 or undefined if the server does not wait for its result.
 * @param {() => unknown} code
 */
const run = (doc, call, code) => {
  page.quiet = false;
  foreign.ignore();
  new Promise((resolve) => resolve(code()))
    .then((value) => call && page.result(doc, call, true, value ?? null))
    .catch((error) => {
      if (call) page.result(doc, call, false, `${error}`.slice(0, 999));
      else console.error("domsync:", error);
    });
  // What the page's own code has changed meanwhile is noted like the changes of others.
  foreign.look();
};

const needModules = lazy("modules");

/** Passes an op to `extra/modules.js`. @type {(...told: unknown[]) => Promise<unknown>} */
const modules = (...told) => {
  const { bytes } = page;
  return new Promise(needModules).then((loaded) => loaded.take(bytes, ...told));
};

/** @type {{ [code: number]: OnNode }} */
export const CALL_OPS = {
  [OP.PROPS]: (doc, node, edits) => run(doc, 0, () => modules(doc, node, edits)),

  [OP.CALL](doc, node, method, args, call) {
    need(METHODS.includes(method) && (node !== window || /^scroll/.test(method)), "no method " + method);
    run(doc, call, () => {
      if (method === "module") return modules(doc, node, 0, args);
      const code = dom.read(node, method);
      need(code, "no method " + method);
      return code.apply(node, args || []);
    });
  },

  [OP.MESSAGE]: (doc, op, params, call) => run(doc, call, () => page.message(op, params, call)),
};
