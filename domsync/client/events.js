// Hears the events of all nodes with few listeners of its own, and says what the server wants to know of them.

import * as P from "./protocol.js";
import { DOC, DOCUMENT, ID, ROOT, WINDOW, docs, page, state } from "./nodes.js";

// Events that may come faster than the screen shows them, and events that must not overtake what was typed before.
const FAST = /move|scroll|wheel|^drag(over)?$|^input$|resize|timeupdate/;
const FLUSH = /^(change|blur|focusout|submit|reset|click)$/;

/** What waits for a pause. @type {Set<Entry>} */
const pausing = new Set();
/** What the browser is asked for: passively or not. @type {Map<EventTarget, Map<string, boolean>>} */
const heard = new Map();

/** @type {Read} */
function read(source, event, node) {
  const [path, parts] = source.split(":");
  let value = event;
  if (path === "@form") {
    value = new FormData(event.target.closest("form") || undefined, event.submitter);
    return Array.from(value, ([name, entry]) => [name, entry.name ?? entry]);
  }
  if (path === "@clipboard") value = (event.clipboardData || event.dataTransfer)?.getData("text");
  else for (const key of path.split(".")) value = value === event && key === "currentTarget" ? node : value?.[key];
  if (!parts || !value) return Object(value) === value ? null : value ?? null;
  /** @type {(item: any) => any} */
  const pick = (item) => Object.fromEntries(parts.split(",").map((part) => [part, read(part, item)]));
  return value.length >= 0 ? Array.from(value, pick) : pick(value);
}

/** @type {Payload} */
function payload({ fields }, event, node) {
  /** @type {[string, any][]} */
  const pairs = [];
  for (let i = 0; i < fields.length; i += 2) pairs.push([fields[i], read(fields[i + 1], event, node)]);
  return pairs[0] && Object.fromEntries(pairs);
}

/** @type {Over} */
function over(entry) {
  const { run } = entry;
  clearTimeout(entry.timer);
  entry.timer = 0;
  entry.run = null;
  pausing.delete(entry);
  run?.();
  return !!run;
}

export const flush = () => pausing.forEach(over);

/** @type {Delay} */
function delay(entry, send) {
  const { debounce, throttle, timer } = entry;
  const next = () => {
    if (over(entry) && !debounce) entry.timer = setTimeout(next, throttle);
  };
  if (debounce || !timer) {
    clearTimeout(timer);
    entry.timer = setTimeout(next, debounce || throttle);
  }
  // Of throttled events the first goes at once, and the last of those that follow when the time is over.
  if (!debounce && !timer) return send();
  entry.run = send;
  pausing.add(entry);
}

/** @type {Tell} */
function tell(doc, entries, steps, event, outside) {
  /** @type {[Hit, Entry][]} */
  const hits = [];
  let count = 0;
  let stop = false;
  for (const [id, node] of steps) {
    const entry = entries?.get(node);
    if (stop || !entry || !(event.bubbles || outside || node === event.target || entry.flags & P.CAPTURE)) continue;
    count++;
    if (entry.keys[0] && !entry.keys.includes(event.key)) continue;
    if (entry.flags & P.PREVENT_DEFAULT) event.preventDefault();
    if (entry.flags & P.STOP_PROPAGATION) stop = true;
    if (entry.flags & P.SINGLE && (entry.sent || 0) > state.acked) continue;
    if (entry.flags & P.ONCE) entries?.delete(node);
    hits.push([[id, payload(entry, event, node)], entry]);
  }
  /** @type {(now: [Hit, Entry][]) => void} */
  const send = (now) => {
    const all = !outside && now.length === count;
    const n = now[0] && page.emit(doc, steps[0][0], event.type, now.map(([hit]) => hit), all);
    for (const [, entry] of now) entry.sent = n;
  };
  const now = hits.filter(([, { debounce, throttle }]) => !debounce && !throttle);
  if (now.some(([, { keys }]) => keys[0] || FLUSH.test(event.type))) flush();
  for (const hit of hits) if (!now.includes(hit)) delay(hit[1], () => send([hit]));
  send(now);
  return stop;
}

/** @type {(event: Event) => void} */
function handle(event) {
  // What bubbles is taken on its way up, the rest on its way down.
  if (state.quiet || event[ID] || (event.bubbles && event.eventPhase === 1)) return;
  event[ID] = 1;
  const path = /** @type {any[]} */ (event.composedPath());
  /** The way through each document, the inner ones first. @type {Map<Doc, Step[]>} */
  const ways = new Map();
  /** @type {Step[]} */
  let way = [];
  for (const node of path) {
    if (node[DOC]) {
      ways.set(node[DOC], [...way, [ROOT, node]]);
      way = [];
    }
    if (node[ID]) way.push([node[ID], node]);
  }
  for (const doc of docs.values()) if (!ways.has(doc)) ways.set(doc, []);
  for (const [doc, steps] of ways) {
    const outside = doc.listeners.get("!" + event.type);
    if (path.includes(document)) steps.push([DOCUMENT, document]);
    steps.push([WINDOW, window]);
    for (const node of outside?.keys() || []) {
      if (node.isConnected && !path.includes(node)) tell(doc, outside, [[node[ID] || ROOT, node]], event, true);
    }
    if (tell(doc, doc.listeners.get(event.type), steps, event)) return event.stopPropagation();
  }
}

/** @type {Listen} */
export function listen(doc, node, type, listener) {
  const [fields, flags = 0, debounce = 0, throttle = 0, keys] = listener || [];
  const outside = flags & P.OUTSIDE;
  const key = outside ? "!" + type : type;
  const target = outside ? document : node === document || node === window ? node : page.root;
  const passive = !(flags & P.PREVENT_DEFAULT);
  const types = heard.get(target) || new Map();
  const entries = doc.listeners.get(key) || new Map();
  unlisten(doc, node, type);
  doc.listeners.set(key, entries);
  entries.set(node, {
    fields: fields || [],
    flags,
    debounce,
    throttle: throttle || (FAST.test(type) ? 16 : 0),
    keys: keys || [],
  });
  // One that may prevent the default makes scrolling wait: it comes only when it is needed.
  if (types.get(type) === false || types.get(type) === passive) return;
  heard.set(target, types.set(type, passive));
  for (const capture of [true, false]) {
    target.removeEventListener(type, handle, capture);
    target.addEventListener(type, handle, { capture, passive });
  }
}

/** @type {Unlisten} */
export function unlisten(doc, node, type) {
  for (const key of [type, "!" + type]) doc.listeners.get(key)?.delete(node);
}
