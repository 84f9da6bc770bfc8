// Starts the page: the element with data-domsync='{"url": ..., "token": ..., "v": 1}' is the root of document 0.

import { BAD_OP, OP, RESULT, RESYNC } from "./protocol.js";
import { Doc, docs, page, state } from "./nodes.js";
import { apply } from "./apply.js";
import { flush, listen, unlisten } from "./events.js";
import * as inputs from "./inputs.js";
import { connect } from "./socket.js";

/** @type {{ [state: string]: string }} */
const TEXTS = {
  offline: "Connection lost. Trying again …",
  full: "Connection lost. Too much waits to be sent.",
  stopped: "This page has stopped. Please reload it.",
  elsewhere: "This page was opened elsewhere.",
};

/** @type {(root: HTMLElement) => void} */
function start(root) {
  const { url, token, frame, max = 65536 } = JSON.parse(root.dataset.domsync || "");
  const main = new Doc(0, root);
  const banner = document.createElement("div");

  root.removeAttribute("data-domsync");
  window.HANDLERS ??= {};
  banner.className = "domsync-status";
  banner.role = "status";
  // A popover stands above everything; the style is the browser's but for its place.
  banner.popover = "manual";
  banner.style.setProperty("inset", "auto auto 0 0");

  /** @type {Driver["notice"]} */
  const notice = (text) => {
    banner.remove();
    banner.textContent = text;
    if (!text) return;
    document.body.append(banner);
    banner.showPopover?.();
  };

  /** @type {OnDoc} */
  const resync = (doc) => {
    if (doc.asked) return;
    doc.asked = true;
    socket.control(RESYNC, doc.number, Math.max(doc.seq, 0));
  };

  Object.assign(page, /** @type {Page} */ ({
    root,
    listen,
    unlisten,
    setProperty: inputs.setProperty,
    emit(doc, target, type, hits, all) {
      const [values, sent] = inputs.take(doc, hits);
      const fields = hits.filter((hit) => hit[1]);
      const payload = all && fields.length < 2 ? fields[0]?.[1] : hits.map(([id, given]) => [id, given || {}]);
      const tail = values.length ? [payload || 0, values] : payload ? [payload] : [];
      const n = socket.event([doc.number, target, type, ...tail]);
      sent(n);
      return n;
    },
    message(op, params) {
      const own = [op, "*"].find((name) => Object.hasOwn(window.HANDLERS, name));
      try {
        if (own) window.HANDLERS[own](params, op);
        else console.warn("domsync: no handler for", op, params);
      } catch (error) {
        console.error(error);
      }
    },
    result: (doc, call, ok, value) => socket.control(RESULT, doc.number, call, ok, value),
  }));

  /** @type {OnFrame} */
  const show = ([number, seq, , ops]) => {
    const doc = docs.get(number);
    const reset = ops[0]?.[0] === OP.RESET;
    const fresh = reset || ops[0]?.[0] === OP.ADOPT;
    if (!doc || (!fresh && seq <= doc.seq)) return;
    if (!fresh && seq !== doc.seq + 1) return resync(doc);
    const restore = reset && inputs.keep(doc);
    doc.seq = seq;
    doc.asked = false;
    state.bad = "";
    for (const op of ops) {
      try {
        apply(doc, op);
      } catch (error) {
        state.bad ||= `op ${op?.[0]}: ${error}`;
      }
    }
    if (restore) {
      state.quiet = true;
      restore();
      state.quiet = false;
    }
    socket.acknowledge();
    if (!state.bad) return;
    console.error("domsync:", state.bad);
    socket.control(BAD_OP, number, seq, state.bad.slice(0, 200));
    // What is bad in a snapshot would come again: the rest of it has to do.
    if (reset) return;
    doc.seq = -1;
    resync(doc);
  };

  const socket = connect({
    url,
    token,
    max,
    notice,
    unsent: () => inputs.unsent(main),
    forgotten: inputs.forgotten,
    status(key) {
      root.inert = key === "full";
      notice(TEXTS[key] || "");
    },
    go({ url, replace }) {
      const to = new URL(url, location.href);
      if (/^https?:$/.test(to.protocol)) location[replace ? "replace" : "assign"](to);
    },
    frame: show,
  });
  inputs.watch();
  if (frame) show(frame);
  addEventListener("pagehide", flush);
  window.send_message = ({ op, ...params }) => void socket.event([0, 0, op, params]);
}

const root = document.querySelector("[data-domsync]");
if (root) start(/** @type {HTMLElement} */ (root));
