import { FAST, RESULT, TELL } from "./protocol.js";
import { ID, ROOT, need, page } from "./nodes.js";
import { inputs } from "./inputs.js";
import { answer, nextEvent, sendEvent } from "./socket.js";

/** @type {Page["emit"]} */
export const emit = (doc, target, type, hits, all) => {
  const changed = inputs.waiting(doc).map((each) => each[ID]);
  const states = page.states?.take(doc, true) || [];
  // Of fast events that have not been sent yet, the newest replaces the one before.
  const key = FAST.test(type) && !states[0] ? [doc.number, target, type, hits.map(([id]) => id), changed].join() : "";
  const [values, controls] = inputs.take(doc, hits, nextEvent(key));
  /** @type {(parts: Wire, key?: string) => number} */
  const tell = (parts, key) => sendEvent([doc.number, target, ...parts], key);
  // Long texts are sent separately, so that each fits into a message.
  while (values[1] && JSON.stringify(values).length > page.max / 2) tell([TELL, 0, values.splice(0, 1)]);
  values.push(...states);
  const fields = hits.filter((hit) => hit[1]);
  const payload = all && fields.length < 2 ? fields[0]?.[1] : hits.map(([id, given]) => [id, given || {}]);
  const changes = page.changed?.(doc) || [];
  const count = changes[0] ? 3 : values[0] ? 2 : +!!payload;
  const tail = [payload || 0, values, changes].slice(0, count);
  const n = tell([type, ...tail], key);
  inputs.sent(controls, n);
  page.changesSent?.(n);
  if (n < 0) console.error("domsync: too long to be sent:", type);
  return n;
};

/** Reports the changes of controls and states in the page's own document that no event has reported yet. */
export const emitRest = () => {
  const doc = /** @type {Doc} */ (page.docs.get(0));
  if (inputs.waiting(doc)[0] || page.states?.take(doc, false)[0]) emit(doc, ROOT, TELL, [], true);
};

/** @type {Page["result"]} */
export const sendResult = (doc, call, ok, value) => {
  need(new Blob([JSON.stringify(value)]).size < page.max - 99, "result too long");
  answer(RESULT, doc.number, call, ok, value);
};
