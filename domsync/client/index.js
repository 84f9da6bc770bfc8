import { BAD_OP, OP, RESULT, RESYNC } from "./protocol.js";
import { makeDoc, need, page } from "./nodes.js";
import { apply } from "./apply.js";
import { events } from "./events.js";
import { inputs } from "./inputs.js";
import { connect } from "./socket.js";

/** @type {{ [state: string]: string }} */
const TEXTS = {
  offline: "Connection lost. Trying again …",
  full: "Connection lost. Too much waits to be sent.",
  stopped: "This page has stopped. Please reload it.",
  elsewhere: "This page was opened elsewhere.",
};

/** @type {Start} */
const start = (root) => {
  const { url, token, frame, shared = [], max = 65536 } = JSON.parse(root.dataset.domsync || "");
  const main = makeDoc(0, root);
  const banner = document.createElement("div");
  let shown = "";

  root.removeAttribute("data-domsync");
  window.HANDLERS ??= {};
  window.send_message = ({ op, ...params }) =>
    need(socket.event([0, 0, `${op}`.slice(0, 32), params]) > 0, "message not sent");
  banner.className = "domsync-status";
  banner.role = "status";
  banner.popover = "manual";
  banner.style.setProperty("inset", "auto auto 0 0");

  /** @type {Driver} */
  const driver = {
    url,
    token,
    max,
    unsent: () => inputs.unsent(main),
    forgotten: inputs.forgotten,
    notice(text) {
      banner.remove();
      banner.textContent = text;
      if (!text) return;
      document.body.append(banner);
      banner.showPopover?.();
    },
    status(key) {
      if (key === shown) return;
      shown = key;
      root.inert = key === "full";
      driver.notice(TEXTS[key] || "");
    },
    go({ url, replace }) {
      const to = new URL(url, location.href);
      if (/^https?:$/.test(to.protocol)) location[replace ? "replace" : "assign"](to);
    },
    resync(doc) {
      if (doc.asked) return;
      doc.asked = true;
      socket.control(RESYNC, doc.number, Math.max(doc.seq, 0));
    },
    frame([number, seq, , ops]) {
      const doc = page.docs.get(number) || (number >> 30 && makeDoc(number, document.createElement("p")));
      const first = ops[0]?.[0];
      const isReset = first === OP.RESET;
      const isWhole = isReset || first === OP.ADOPT;
      if (!doc || (!isWhole && seq <= doc.seq)) return;
      if (!isWhole && seq !== doc.seq + 1) return driver.resync(doc);
      const restore = isReset && doc.root.isConnected && inputs.keep(doc);
      doc.seq = seq;
      doc.asked = false;
      page.bad = "";
      for (const op of ops) {
        page.quiet = true;
        try {
          apply(doc, op);
        } catch (error) {
          page.bad ||= `op ${ops.indexOf(op)}: ${error}`;
        }
      }
      page.quiet = true;
      if (restore) restore();
      page.quiet = false;
      socket.acknowledge(number);
      if (!page.bad) return;
      console.error("domsync:", page.bad);
      socket.control(BAD_OP, number, seq, page.bad.slice(0, 200));
      if (isReset) return;
      doc.seq = -1;
      driver.resync(doc);
    },
  };

  Object.assign(page, /** @type {Partial<Page>} */ ({
    root,
    listen: events.listen,
    unlisten: events.unlisten,
    setProperty: inputs.setProperty,
    emit(doc, target, type, hits, all) {
      const [values, controls] = inputs.take(doc, hits);
      const fields = hits.filter((hit) => hit[1]);
      const payload = all && fields.length < 2 ? fields[0]?.[1] : hits.map(([id, given]) => [id, given || {}]);
      const tail = values.length ? [payload || 0, values] : payload ? [payload] : [];
      const n = socket.event([doc.number, target, type, ...tail]);
      inputs.sent(controls, n);
      return n;
    },
    message(op, params, call) {
      const own = [op, "*"].find((name) => Object.hasOwn(window.HANDLERS, name));
      if (own) return window.HANDLERS[own](params, op);
      need(!call, "no handler");
      if (op === "error") console.error("domsync:", params);
      else if (op[0] !== "_") console.warn("domsync: no handler for", op, params);
    },
    result(doc, call, ok, value) {
      need(new Blob([JSON.stringify(value)]).size < max - 99, "result too long");
      socket.control(RESULT, doc.number, call, ok, value);
    },
  }));

  const socket = connect(driver);
  inputs.watch();
  for (const first of [frame, ...shared]) if (first) driver.frame(first);
  addEventListener("pagehide", events.flush);
};

/** @type {NodeListOf<HTMLElement>} */
const [root] = document.querySelectorAll("[data-domsync]");
if (root) start(root);
