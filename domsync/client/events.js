import * as P from "./protocol.js";
import { DOC, DOCUMENT, ID, ROOT, WINDOW, page } from "./nodes.js";

const FAST = /move|scroll|wheel|^drag(over)?$|^input$|resize|timeupdate/;
const FLUSH = /^(change|blur|focusout|submit|reset|click|drop|touchend|(mouse|pointer)(down|up))$/;

/** @type {Events} */
export const events = {
  pausing: new Set(),

  read(source, event, node) {
    const [path, parts] = source.split(":");
    let value = event;
    if (path === "@form") {
      value = new FormData(event.target.closest("form") || undefined, event.submitter);
      return Array.from(value, ([name, entry]) => [name, entry.name ?? entry]);
    }
    if (path === "@clipboard") value = (event.clipboardData || event.dataTransfer)?.getData("text");
    else for (const key of path.split(".")) value = value === event && key === "currentTarget" ? node : value?.[key];
    if (!parts || !value) return Object(value) === value ? null : value ?? null;
    const pick = (/** @type {any} */ item) =>
      Object.fromEntries(parts.split(",").map((part) => [part, events.read(part, item)]));
    return value.length >= 0 ? Array.from(value, pick) : pick(value);
  },

  payload({ fields }, event, node) {
    const pairs = fields.flatMap((name, i) => (i % 2 ? [] : [[name, events.read(fields[i + 1], event, node)]]));
    return pairs[0] && Object.fromEntries(pairs);
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

  tell(doc, entries, steps, event, outside) {
    const { type } = event;
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
      if (entry.flags & P.SINGLE && (entry.sent || 0) > page.acked && entry.entered === page.entered) continue;
      if (entry.flags & P.ONCE) entries?.delete(node);
      hits.push([[id, events.payload(entry, event, node)], entry]);
    }
    const send = (/** @type {typeof hits} */ now) => {
      const all = !outside && now.length === count;
      const n = now[0] && page.emit(doc, steps[0][0], type, now.map(([hit]) => hit), all);
      for (const [, entry] of now) Object.assign(entry, { sent: n, entered: page.entered });
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
        if (node.isConnected && !path.includes(node)) events.tell(doc, outside, [[node[ID] || ROOT, node]], event, true);
      }
      if (events.tell(doc, doc.listeners.get(event.type), steps, event)) return event.stopPropagation();
    }
  },

  listen(doc, node, type, listener) {
    const [fields, flags = 0, debounce = 0, throttle = 0, keys] = listener || [];
    const outside = flags & P.OUTSIDE;
    const prevents = flags & P.PREVENT_DEFAULT;
    const isFixed = node === document || node === window;
    const target = outside ? document : isFixed ? node : page.root;
    const key = outside ? "!" + type : type;
    /** @type {Entries} */
    const entries = doc.listeners.get(key) || new Map();
    if (type === "sharedtext") {
      const typed = node.isConnected && node.value;
      const base = Promise.resolve().then(() => (node.value === typed ? node.defaultValue : node.value));
      Promise.all([import("./extra/text.js"), base]).then(([text, base]) => text.attach(doc, node, base));
    }
    const pace = throttle || (FAST.test(type) ? 16 : 0);
    events.unlisten(doc, node, type);
    doc.listeners.set(key, entries);
    entries.set(node, { fields: fields || [], flags, debounce, throttle: pace, keys: keys || [] });
    if (!isFixed && entries.size > 1 && (entries.prevents || !prevents)) return;
    entries.prevents ||= prevents;
    for (const capture of [true, false]) {
      if (prevents) target.removeEventListener(type, events.handle, capture);
      target.addEventListener(type, events.handle, { capture, passive: !prevents });
    }
  },

  unlisten(doc, node, type) {
    for (const key of [type, "!" + type]) doc.listeners.get(key)?.delete(node);
  },
};
