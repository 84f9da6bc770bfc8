// What the user typed belongs to the user: no older value of the server's replaces it.

import { ID, state } from "./nodes.js";

/** Controls changed since they were last told. @type {Set<Control>} */
const dirty = new Set();
/** The number of the event that told a control. @type {WeakMap<Node, number>} */
const told = new WeakMap();
/** The control with an unfinished composition (an input method). @type {EventTarget | null} */
let composing = null;
/** The control that holds more than can be sent. @type {Control | undefined} */
let refused;

/** @param {any} node @returns {node is Control} */
const isControl = (node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.nodeName) && node.type !== "file";
/** @type {Field} */
const field = (control) => (/^(checkbox|radio)$/.test(control.type) ? "checked" : "value");
/** @param {Control} control @returns {Value} */
const valueOf = (control) =>
  control.type === "select-multiple"
    ? Array.from(control.selectedOptions, (option) => option.value)
    : control[field(control)];
/** Whether the server has still to handle what told it. @param {any} node */
const isAhead = (node) => (told.get(node) || 0) > state.acked;

/** @param {any} node */
function mark(node) {
  if (state.quiet || !isControl(node)) return;
  dirty.add(node);
  if (node !== refused) return;
  refused.setCustomValidity("");
  refused = undefined;
}

export function watch() {
  addEventListener("input", (event) => mark(event.target), true);
  // The form's controls change after this event.
  addEventListener("reset", (event) => setTimeout(() => [.../** @type {any} */ (event.target)].forEach(mark)));
  addEventListener("compositionstart", (event) => (composing = event.target), true);
  addEventListener("compositionend", () => (composing = null), true);
}

/** @type {SetProperty} */
export function setProperty(node, name, value) {
  const control = name === "selected" ? node.closest("select") : node;
  if (control && isControl(control) && !name.startsWith("scroll")) {
    const active = control === document.activeElement;
    if (isAhead(control) || control === composing || (active && dirty.has(control))) return;
    dirty.delete(control);
    // Other kinds of inputs have no caret to keep.
    if (name === "value" && active && control.selectionStart != null) return setText(control, value);
  }
  node[name] = value;
}

/** @type {SetText} */
function setText(control, text) {
  const { value, selectionStart, selectionEnd, scrollTop } = control;
  control.value = text;
  const place = caretMap(value, control.value);
  control.setSelectionRange(place(selectionStart || 0), place(selectionEnd || 0));
  control.scrollTop = scrollTop;
}

/** @type {CaretMap} */
export function caretMap(from, to) {
  const a = from.toLowerCase();
  const b = to.toLowerCase();
  const more = to.length - from.length;
  const least = Math.min(from.length, to.length);
  let head = 0;
  let tail = 0;
  while (head < least && a[head] === b[head]) head++;
  while (tail < least - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return (place) =>
    place >= from.length - tail ? place + more : place <= head || !more ? place : Math.min(place, to.length - tail);
}

/** @type {Changed} */
function changed(doc) {
  return [...dirty].flatMap((control) => {
    const id = control[ID] || 0;
    if (!control.isConnected) dirty.delete(control);
    else if (doc.nodes.get(id) === control) return [[control, id, valueOf(control)]];
    return [];
  });
}

/** @type {Unsent} */
export const unsent = (doc) => changed(doc).map(([, id, value]) => [id, value]);

/** @type {Take} */
export function take(doc, hits) {
  const taken = changed(doc);
  const rest = taken.filter(
    ([control, id, value]) => !hits.some(([hit, payload]) => hit === id && payload?.[field(control)] === value),
  );
  for (const [control] of taken) dirty.delete(control);
  return [
    rest.map(([, id, value]) => [id, value]),
    (n) => {
      for (const [control] of taken) n ? told.set(control, n) : dirty.add(control);
      if (n >= 0 || !taken[0]) return;
      refused = taken.sort((a, b) => b[0].value.length - a[0].value.length)[0][0];
      refused.setCustomValidity("Too long to be sent");
      refused.reportValidity();
    },
  ];
}

/** The server has forgotten what it was told. */
export function forgotten() {
  for (const control of document.querySelectorAll("input,textarea,select")) {
    if (told.has(control)) dirty.add(/** @type {Control} */ (control));
  }
}

/** @type {Keep} */
export function keep(doc) {
  const active = document.activeElement;
  const page = /** @type {Element} */ (document.scrollingElement);
  const { scrollTop } = page;
  const kept = [...doc.nodes].flatMap(([id, old]) => {
    const typed = isControl(old) && (dirty.has(old) || isAhead(old)) && [valueOf(old)];
    const { scrollTop, scrollLeft, selectionStart, selectionEnd } = old;
    return typed || scrollTop || scrollLeft || old === active
      ? [{ id, old, typed, scrolls: { scrollTop, scrollLeft }, selectionStart, selectionEnd }]
      : [];
  });
  return () => {
    for (const { id, old, typed, scrolls, selectionStart, selectionEnd } of kept) {
      const node = doc.nodes.get(id);
      // After a new start of the server the number may be another node's.
      if (["nodeName", "type", "name", "id"].some((key) => node?.[key] !== old[key])) continue;
      if (typed) {
        const [value] = typed;
        if (Array.isArray(value)) for (const option of node.options) option.selected = value.includes(option.value);
        else node[field(node)] = value;
        dirty.add(node);
        told.set(node, told.get(old) || 0);
      }
      if (old === active && node !== active) {
        node.focus({ preventScroll: true });
        if (selectionStart != null) node.setSelectionRange(selectionStart, selectionEnd);
      }
      Object.assign(node, scrolls);
    }
    page.scrollTop = scrollTop;
  };
}
