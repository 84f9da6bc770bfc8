import * as P from "./protocol.js";
import * as dom from "./dom.js";
import { extra, lazy } from "./lazy.js";
import { DOC, DOCUMENT, ID, ROOT, WINDOW, page } from "./nodes.js";

const FLUSH = /^(change|blur|focusout|submit|reset|click|drop|touchend|(mouse|pointer)(down|up))$/;

/** Events that come faster than the screen shows them are sent at most once in this many milliseconds. */
const FRAME = 16;

/**
 * Events after which `extra/states.js` reports what the browser has changed by itself; it is loaded before they are
 * sent.
 */
export const STATES = ["toggle", "close", "play", "pause", "seeked", "volumechange", "ratechange", "scroll"];

const needKeys = lazy("keys");
const needText = lazy("shared_text");
const needUpload = lazy("upload");
let hasKeys = false;

/** How long an event may wait for its answer before the wait is shown, in milliseconds. */
const PATIENCE = 100;

/** Loads the module for actions, which replaces `page.react` and `page.lend`. */
const needActions = lazy("act");
/** Without a connection the module cannot be loaded; the banner is shown already. */
page.pend = (n, hits) => page.line() && extra("pending").then(() => page.pend(n, hits), () => 0);
for (const name of /** @type {("react" | "lend")[]} */ (["react", "lend"])) {
  page[name] = (/** @type {unknown[]} */ ...given) => needActions(() => /** @type {any} */ (page)[name](...given));
}

/** The part of a value that can be sent: lists and plain objects with their contents, but no nodes. @type {(value: any) => unknown} */
const plain = (value) => {
  if (Object(value) !== value) return value ?? null;
  if (value instanceof Node) return null;
  if (value[Symbol.iterator]) return Array.from(value, plain);
  const isPlain = /^(Object|DOMStringMap)$/.test(value.constructor?.name);
  return isPlain ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)])) : null;
};

/** @type {Events} */
export const events = {
  pausing: new Set(),
  pressed: [],

  read(source, event, node) {
    const [path, parts] = source.split(":");
    let value = event;
    // The values of the form's controls have been sent already: the server makes the entries from them.
    if (path === "@form") {
      const form = dom.nodeNameOf(event.target) === "FORM" ? event.target : event.target.form || dom.closest(event.target, "form");
      const files = [...(dom.read(form, "elements") || [])].filter((control) => control.files && control[ID]);
      const names = (/** @type {any} */ { files }) => Array.from(files, ({ name }) => name);
      return [event.submitter?.[ID] || 0, files.map((control) => [control[ID], names(control)])];
    }
    if (path === "@keys") return events.pressed;
    if (path === "@clipboard") value = (event.clipboardData || event.dataTransfer)?.getData("text");
    else for (const key of path.split(".")) value = value === event && key === "currentTarget" ? node : dom.read(value, key);
    if (parts === "*") return value;
    if (!parts || !value) return plain(value);
    const pick = (/** @type {unknown} */ item) =>
      Object.fromEntries(parts.split(",").map((part) => [part, events.read(part, item)]));
    return value.length >= 0 ? Array.from(value, pick) : pick(value);
  },

  payload({ fields }, event, node) {
    const pairs = fields.flatMap((name, i) => (i % 2 ? [] : [[name, events.read(fields[i + 1], event, node)]]));
    return pairs[0] && Object.fromEntries(pairs);
  },

  // Until extra/keys.js is loaded.
  keys: () => [],

  // True if a modifier key is held with which the event is left to the browser. By default, that is every modifier key
  // for a click on a link, which then opens in another tab or window.
  isLeft({ flags }, { type, target, ctrlKey, altKey, shiftKey, metaKey }) {
    const isLink = type === "click" && (flags & (P.PREVENT_DEFAULT | P.ANYWAY)) === P.PREVENT_DEFAULT && target.closest?.("a[href]");
    const unless = (flags >> P.UNLESS) & 15 || (isLink ? 15 : 0);
    return unless & (+ctrlKey | (altKey * 2) | (shiftKey * 4) | (metaKey * 8));
  },

  over(entry) {
    const { run } = entry;
    clearTimeout(entry.timer);
    entry.timer = 0;
    entry.run = null;
    events.pausing.delete(entry);
    run?.();
    return run;
  },

  flush: () => events.pausing.forEach(events.over),

  delay(entry, send) {
    const { debounce, throttle, timer } = entry;
    const next = () => {
      if (events.over(entry) && !debounce) entry.timer = setTimeout(next, throttle);
    };
    if (debounce || !timer) {
      clearTimeout(timer);
      entry.timer = setTimeout(next, debounce || throttle);
    }
    if (!debounce && !timer) return send();
    entry.run = send;
    events.pausing.add(entry);
  },

  collect(entries, steps, event, outside) {
    /** @type {[Hit, Entry, unknown][]} */
    const hits = [];
    let count = 0;
    let stop = false;
    // A form with method="dialog" closes its dialog even if somebody listens: it loads no page.
    const isAnswer =
      event.type === "submit" && (event.submitter?.formMethod || dom.read(event.target, "method")) === "dialog";
    for (const [id, node] of steps) {
      const entry = entries?.get(node);
      if (stop || !entry || !(event.bubbles || outside || node === event.target || entry.flags & P.CAPTURE)) continue;
      if (entry.reactions) stop = page.react(entry, event, node);
      if (entry.flags & P.LOCAL) continue;
      count++;
      if (events.isLeft(entry, event) || (entry.keys[0] && !events.keys(entry, event)[0])) continue;
      if (entry.flags & P.IF_SELF && event.target !== node) continue;
      if (entry.flags & P.PREVENT_DEFAULT && !isAnswer) event.preventDefault();
      if (entry.flags & P.STOP_PROPAGATION) stop = true;
      if (entry.flags & P.SINGLE && (entry.sent || 0) > page.acked && entry.entered === page.entered) continue;
      if (entry.flags & P.LOCK && page.isOpen(entry.sent || 0)) continue;
      if (entry.flags & P.ONCE) entries?.delete(node);
      hits.push([[id, events.payload(entry, event, node)], entry, node]);
    }
    return { hits, count, stop };
  },

  tell(doc, entries, steps, event, outside) {
    const { type } = event;
    const { hits, count, stop } = events.collect(entries, steps, event, outside);
    const send = (/** @type {typeof hits} */ now) => {
      const all = !outside && now.length === count;
      const n = now[0] && page.emit(doc, steps[0][0], type, now.map(([hit]) => hit), all);
      for (const [, entry, node] of now) {
        Object.assign(entry, { sent: n, entered: page.entered });
        if (entry.reactions) page.lend(entry, event, node, n);
      }
      if (n > 0) setTimeout(() => page.isOpen(n) && page.pend(n, now), PATIENCE);
    };
    const now = hits.filter(([, { debounce, throttle }]) => !debounce && !throttle);
    if (now.some(([, { keys }]) => keys[0] || FLUSH.test(type))) events.flush();
    for (const hit of hits) if (!now.includes(hit)) events.delay(hit[1], () => send([hit]));
    send(now);
    return stop;
  },

  handle(event) {
    if (page.quiet || event[ID] || (event.bubbles && event.eventPhase === 1)) return;
    event[ID] = 1;
    const path = event.composedPath();
    const after = event.key && hasKeys ? needKeys : STATES.includes(event.type) ? page.needStates : page.after;
    after(() => events.follow(event, path));
  },

  follow(event, path) {
    /** @type {Map<Doc, Step[]>} */
    const ways = new Map();
    /** @type {Step[]} */
    let way = [];
    path.forEach(page.reveal);
    for (const node of path) {
      if (node[DOC]) {
        ways.set(node[DOC], [...way, [ROOT, node]]);
        way = [];
      }
      if (node[ID]) way.push([node[ID], node]);
    }
    for (const doc of page.docs.values()) if (!ways.has(doc)) ways.set(doc, []);
    for (const [doc, steps] of ways) {
      const outside = doc.listeners.get("!" + event.type);
      if (path.includes(document)) steps.push([DOCUMENT, document]);
      steps.push([WINDOW, window]);
      for (const node of outside?.keys() || []) {
        if (dom.isConnected(node) && !path.includes(node)) events.tell(doc, outside, [[node[ID] || ROOT, node]], event, true);
      }
      if (events.tell(doc, doc.listeners.get(event.type), steps, event)) return event.stopPropagation();
    }
  },

  listen(doc, node, type, listener) {
    const [fields, flags = 0, debounce = 0, throttle = 0, keys, reactions] = listener || [];
    const outside = flags & P.OUTSIDE;
    let prevents = flags & P.PREVENT_DEFAULT || keys?.length || 0;
    let isKeyed = !!keys?.[0];
    for (const [own, keys] of reactions || []) {
      prevents |= own & P.PREVENT_DEFAULT;
      isKeyed ||= !!keys?.[0];
    }
    const isFixed = node === document || node === window;
    const target = outside ? document : isFixed ? node : page.root;
    const key = outside ? "!" + type : type;
    /** @type {Entries} */
    const entries = doc.listeners.get(key) || new Map();
    if (type === "sharedtext") {
      const typed = dom.isConnected(node) && node.value;
      const base = Promise.resolve().then(() => (node.value === typed ? node.defaultValue : node.value));
      base.then((base) => needText((text) => text.attach(doc, node, base)));
    }
    if (reactions) needActions();
    if (type === "upload") needUpload((upload) => upload.attach(doc, node));
    if (isKeyed) {
      hasKeys = true;
      needKeys();
    }
    const pace = throttle || (P.FAST.test(type) ? FRAME : 0);
    events.unlisten(doc, node, type);
    doc.listeners.set(key, entries);
    entries.set(node, { fields: fields || [], flags, debounce, throttle: pace, keys: keys || [], reactions });
    if (!isFixed && entries.size > 1 && (entries.prevents || !prevents)) return;
    entries.prevents ||= prevents;
    for (const capture of [true, false]) {
      if (prevents) dom.removeListener(target, type, events.handle, capture);
      dom.addListener(target, type, events.handle, { capture, passive: !prevents });
    }
  },

  unlisten(doc, node, type) {
    for (const key of [type, "!" + type]) doc.listeners.get(key)?.delete(node);
  },
};
