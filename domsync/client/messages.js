// Messages from the server, for the page's own handlers.
import * as dom from "./dom.js";
import { extra, lazy } from "./lazy.js";
import { need } from "./nodes.js";

/** @type {((_: unknown) => void)[]} */
let early = [];
let isLoaded = dom.read(document, "readyState") === "complete";
// A page's modules have run once it is parsed; later imports and asynchronous scripts, at the latest, once it is
// loaded. Messages without a handler wait until then.
const deliver = () => early.splice(0).forEach((go) => go(0));
addEventListener("DOMContentLoaded", deliver);
addEventListener("load", () => {
  isLoaded = true;
  deliver();
});

// Without handlers of the page's own, window.HANDLERS may be an element with that id.
if (!Object.hasOwn(window, "HANDLERS")) window.HANDLERS = {};

/** @type {Page["message"]} */
export const message = (op, params, call) => {
  if (op === "_browser") return extra("browser").then(({ serve }) => serve(params));
  const own = [op, "*"].find((name) => Object.hasOwn(window.HANDLERS, name));
  if (own) return window.HANDLERS[own](params, op);
  // The page's own modules may not have run yet.
  if (!isLoaded) return new Promise((done) => early.push(done)).then(() => message(op, params, call));
  need(!call, "no handler");
  if (op === "error") console.error("domsync:", params);
  // The handler is in extra/navigate.js, which is not there.
  else if (op === "_page") lazy("reload")(({ serve }) => serve(params));
  else if (op[0] !== "_") console.warn("domsync: no handler for", op, params);
};
