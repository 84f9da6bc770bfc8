import { BAD_OP, OP, RESYNC } from "./protocol.js";
import * as dom from "./dom.js";
import { makeDoc, page } from "./nodes.js";
import { apply } from "./apply.js";
import { foreign } from "./foreign.js";
import { inputs } from "./inputs.js";
import { acknowledge, control, report } from "./socket.js";

/** Asks for a snapshot, unless one is on its way. @type {(doc: Doc) => void} */
const resync = (doc) => {
  if (doc.asked) return;
  doc.asked = true;
  control(RESYNC, doc.number, Math.max(doc.seq, 0));
};

/** @type {TakeFrame} */
export const takeFrame = ([number, seq, , ops]) => {
  const doc = page.docs.get(number) || (number >> 30 && makeDoc(number, dom.createElement("p")));
  const first = ops[0]?.[0];
  const isReset = first === OP.RESET;
  const isWhole = isReset || first === OP.ADOPT;
  if (!doc || (!isWhole && seq <= doc.seq)) return;
  if (!isWhole && seq !== doc.seq + 1) return resync(doc);
  const restore = isReset && dom.isConnected(doc.root) && inputs.keep(doc);
  doc.seq = seq;
  doc.asked = false;
  page.bad = "";
  page.seq = seq;
  page.isLate ||= isWhole && seq > 1;
  for (const op of ops) {
    page.quiet = true;
    try {
      apply(doc, op);
    } catch (error) {
      page.quiet = false;
      if (!foreign.isTried && op[0] === OP.ADOPT) throw error;
      // The ops after it may still be applicable.
      page.bad ||= `op ${ops.indexOf(op)}: ${error}`;
    }
  }
  page.quiet = true;
  if (restore) restore();
  page.quiet = false;
  if (restore) inputs.restored();
  foreign.ignore();
  page.states?.ignore();
  acknowledge(number);
  if (!page.bad) return;
  console.error("domsync:", page.bad);
  report(BAD_OP, number, seq, page.bad.slice(0, 200));
  if (isReset) return;
  doc.seq = -1;
  resync(doc);
};
