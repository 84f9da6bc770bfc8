// Merges the values of controls; loaded with the first control of a page. The user and the server may change a control at
// the same time. Each value of the server is treated as an edit of the text that it knew, so what was typed meanwhile
// stays.
import * as dom from "../dom.js";
import { ID, page } from "../nodes.js";
import { inputs } from "../inputs.js";
import { edits } from "./operational_transform.js";
import { refill, replaced } from "./refill.js";

// Texts of at least this length are reported as edits of the last reported text.
const LONG = 1000;
// The longest part that is compared character by character.
const RESPELLED = 1000;
// The room that a message needs besides its text.
const ROOM = 2000;

/** The control whose caret is presumably at its end, and its last value. @type {[Control, string]} */
let [atEnd, last] = [null, "\0"];
/** The texts of `contenteditable` elements from before the user edited them. @type {WeakMap<any, string>} */
const written = new WeakMap();
/**
 * The nodes of shared documents whose page was sent again, until they are sent again themselves.
 *
 * @type {Map<number, Held>}
 */
const shared = new Map();

/**
 * Maps a position in one text to another text, by their common beginning and end, ignoring case.
 *
 * @param {string} from
 * @param {string} to
 * @returns {(place: number) => number}
 */
export const caretMap = (from, to) => {
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
};

/** The value that a control has for the server, once that has handled all events. */
const believed = (/** @type {Control} */ control) => {
  const me = inputs.of(control);
  return me.told.at(-1)?.value ?? me.view;
};

/**
 * The edit that turns one text into another. A part that is replaced by one of the same length is replaced character by
 * character: so if a text is turned into capitals, or masked, what is inserted meanwhile keeps its place.
 *
 * @param {string} from
 * @param {string} to
 * @returns {Edit}
 */
export const respelled = (from, to) => {
  const [head, removed, put] = edits.between(from, to);
  const [before, after] = [[...from.slice(head, head - removed)], [...put]];
  if (put.length > RESPELLED || before.length !== after.length) return [head, removed, put].filter(Boolean);
  /** @type {Edit} */
  const edit = [];
  edits.add(edit, head);
  for (const [i, one] of before.entries()) {
    if (one === after[i]) edits.add(edit, one.length);
    else {
      edits.add(edit, -one.length);
      edits.add(edit, after[i]);
    }
  }
  return edit;
};

/**
 * An edit without its replacements of characters that the user has removed meanwhile.
 *
 * @param {Edit} edit
 * @param {[head: number, removed: number, put: string]} typed
 * @returns {Edit}
 */
const withoutRemoved = (edit, [head, removed]) => {
  /** @type {Edit} */
  const kept = [];
  let at = 0;
  for (let i = 0; i < edit.length; i++) {
    const part = edit[i];
    const isOver = part < 0 && -part === edit[i + 1]?.length && part > -3 && at >= head && at - part <= head - removed;
    edits.add(kept, isOver ? -part : part);
    if (isOver) i++;
    if (!part.length) at += Math.abs(part);
  }
  return kept;
};

/**
 * Applies the server's edit in a control: the change to the text that the server knew, made to the text that is there
 * now.
 *
 * @param {Control} control
 * @param {State} me
 * @param {[value: string, acked: number, seq: number]} told
 */
const merge = (control, me, [value, acked, seq]) => {
  while (me.told[0]?.n <= acked) me.view = me.told.shift()?.value;
  const text = control.value;
  const mine = { n: 0, value: text };
  let before = me.view;
  let edit = respelled(before, value);
  for (const own of [...me.told, mine]) {
    const typed = edits.between(before, own.value);
    before = own.value;
    [edit] = edits.transform(withoutRemoved(edit, typed), typed.filter(Boolean));
    own.value = edits.apply(own.value, edit);
  }
  Object.assign(me, { view: value, seq, isFresh: true, base: null });
  if (!me.told[0] && mine.value === value) inputs.dirty.delete(control);
  if (mine.value === text) return;
  const { selectionStart, selectionEnd, scrollTop } = control;
  control.value = mine.value;
  if (control !== dom.activeElement()) return;
  last = control.value;
  if (selectionStart == null) return;
  const place = caretMap(text, last);
  control.setSelectionRange(place(selectionStart), place(selectionEnd));
  control.scrollTop = scrollTop;
};

/**
 * Returns true if a text has to wait because the caret would jump: only some inputs tell where the caret is; in others
 * it goes to the end when their value is set.
 *
 * @param {Control} control
 * @param {string} value
 */
const waits = (control, value) => {
  if (control === inputs.composing) return true;
  if (control !== dom.activeElement() || control.selectionStart != null || control.value === value) return false;
  return control.validity.badInput || (value !== "" && atEnd !== control);
};

/** Shows the texts that have waited, even if the caret jumps. */
const release = (/** @type {Control} */ control) => {
  const me = control && inputs.states.get(control);
  if (me && control !== inputs.composing) for (const told of me.late.splice(0)) merge(control, me, told);
};

/** Without a name, a radio button is alone. @type {(control: Control) => Control[]} */
const groupOf = ({ name, form }) =>
  inputs.all().filter((other) => name && other.type === "radio" && other.name === name && other.form === form);

/** True for a radio button in whose place another one was chosen: reporting that one is enough. */
const isReplaced = (/** @type {Control} */ control) =>
  control.type === "radio" && !control.checked && groupOf(control).some((other) => other.checked);

/** Notes that the other radio buttons of a group are unchecked, for which there are no events. */
const uncheck = (/** @type {Control} */ control) => {
  if (control.type !== "radio" || !control.checked) return;
  for (const other of groupOf(control)) {
    if (other !== control) Object.assign(inputs.of(other, false), { view: false, told: [] });
  }
};

/**
 * Dispatches the events of a change that was not the user's, as if the browser had filled the control in.
 *
 * @param {Control} control
 * @param {Value} [before] Its value when its handlers last heard of it.
 */
const hear = (control, before) => {
  const me = inputs.of(control);
  if (!me.told[0]) before ??= me.view;
  inputs.dirty.delete(control);
  if (isReplaced(control)) return void Object.assign(me, { view: false, told: [] });
  if (before !== undefined && inputs.same(before, inputs.valueOf(control))) return;
  inputs.mark(control);
  for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
};

/**
 * Finds the controls whose values the server does not know, and dispatches the events of their changes.
 *
 * @param {Control[]} [among]
 */
const stock = (among) => {
  for (const control of among || inputs.all()) {
    if (inputs.dirty.has(control) || [inputs.composing, inputs.refused].includes(control)) continue;
    const me = inputs.states.get(control);
    if (me?.late[0] || (!me && control.type === "hidden")) continue;
    const value = inputs.valueOf(control);
    const known = me ? believed(control) : inputs.initial(control);
    if (inputs.same(known, value)) continue;
    // If the chosen option is gone, the server has removed it, and knows which one is chosen then.
    const isGone = control.options && ![...control.options].some((option) => option.value === known);
    if (me && isGone && !control.multiple) Object.assign(me, { view: value, told: [] });
    else hear(control);
  }
};

/** Reports the controls of a form that was reset. */
const reset = (/** @type {Element} */ form) => {
  for (const control of dom.read(form, "elements") || []) {
    if (!inputs.isControl(control)) continue;
    inputs.of(control).late = [];
    inputs.dirty.delete(control);
    stock([control]);
  }
};

/** Tells the user, and the console, that a control holds more than can be sent. */
const refuse = (/** @type {Control} */ control) => {
  console.error("domsync: more than can be sent:", control);
  inputs.refused = control;
  control.setCustomValidity(page.words.long || "Too long to be sent");
  control.reportValidity();
};

Object.assign(inputs, /** @type {Partial<Inputs>} */ ({
  show(control) {
    const me = inputs.of(control);
    const newest = me.late.at(-1);
    if (newest && !waits(control, newest[0])) release(control);
  },

  tell(control, me, value, doc, n) {
    if (value.length > page.max / 4 && new Blob([JSON.stringify(value)]).size > page.max - ROOM) return refuse(control) ?? null;
    if (!inputs.isTyped(control) || value.length <= LONG) return value;
    const told = me.told.at(-1);
    const base = told?.n === n ? told.base : me.base;
    if (doc.number || base == null || me.isFresh) return value;
    const edit = edits.between(base, value, control.selectionEnd ?? undefined);
    return { edit: edit.filter(Boolean), of: base.length };
  },

  held(doc, kept) {
    for (const { number, root, nodes } of page.docs.values()) {
      if (number === doc.number || nodes.size < 4 || !dom.contains(doc.root, root)) continue;
      nodes.forEach(page.reveal);
      shared.set(number, [[...nodes], dom.activeElement()]);
    }
    const [nodes, focused] = shared.get(doc.number) || [doc.nodes];
    shared.delete(doc.number);
    for (const [id, old] of nodes) {
      if (inputs.isControl(old)) kept.push(() => replaced(old, doc.find(id)));
      if (old === focused) kept.push(() => doc.find(id)?.focus({ preventScroll: true }));
    }
    return nodes;
  },

  refill(control, me, value, seq) {
    const given = inputs.valueOf(control);
    if (Array.isArray(value)) for (const option of control.options) option.selected = value.includes(option.value);
    else control[inputs.field(control)] = value;
    inputs.states.set(control, me);
    inputs.dirty.add(control);
    if (inputs.isAnew) Object.assign(me, { view: given, told: [], late: [], n: 0, base: null });
    else if (inputs.isTyped(control)) merge(control, me, [given, page.acked, seq]);
    else me.view = given;
    if (inputs.same(believed(control), inputs.valueOf(control))) inputs.dirty.delete(control);
  },

  hear,

  begun(target, before) {
    const host = target?.isContentEditable && dom.closest(target, "[contenteditable]");
    if (host && !written.has(host)) written.set(host, before ?? host.textContent);
  },
}));

const { keep } = inputs;
inputs.keep = (doc) => {
  /** @type {Partial<Selection>} */
  const { anchorNode, anchorOffset = 0, focusNode, focusOffset = 0 } = getSelection() || {};
  const edited = [...doc.nodes].filter(([, old]) => written.has(old) && old.textContent !== written.get(old));
  const restore = keep(doc);
  return () => {
    restore();
    for (const [id, old] of edited) {
      const [node, before] = [doc.find(id), written.get(old) || ""];
      written.delete(old);
      if (node?.nodeName !== old.nodeName || !node.isContentEditable || node.textContent !== before) continue;
      written.set(node, before);
      // Later, so that it counts as a change by the user, which gives way to the server's ops.
      queueMicrotask(() => {
        dom.replaceChildren(node, ...old.childNodes);
        if (node === dom.activeElement() && anchorNode && focusNode && dom.contains(node, anchorNode)) {
          getSelection()?.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
        }
      });
    }
  };
};

const { setProperty } = page;
page.setProperty = (node, name, value) => {
  setProperty(node, name, value);
  if (name === "checked") uncheck(node);
};

/** @type {(types: string, listener: (event: any) => void) => void} */
const listen = (types, listener) => {
  for (const type of types.split(" ")) addEventListener(type, listener, true);
};
listen("input", ({ target }) => {
  if (page.quiet || !inputs.isControl(target)) return;
  uncheck(target);
  const { value } = target;
  atEnd = value.startsWith(last) || value.length < 2 ? target : null;
  last = value;
  if (target !== inputs.refused) return;
  target.setCustomValidity("");
  inputs.refused = null;
});
// After these, the caret may be anywhere.
listen("pointerdown focusin keydown", ({ target, key }) => {
  if (key && !/^(Arrow|Home|End|Page)/.test(key)) return;
  atEnd = null;
  last = target.value ?? "\0";
});
// The browser's autofill dispatches these without a key: nobody has pressed one, and no listener hears of it.
listen("keydown keyup", (event) => {
  if (event.key === undefined) event[ID] = 1;
});
// After the input event that may follow.
listen("blur change compositionend", ({ target }) => setTimeout(() => release(target)));
listen("reset", ({ target }) => setTimeout(() => reset(target)));
// So that values filled in by the browser or an extension are reported before the click or the submission.
listen("click submit", ({ type, target }) => {
  if (page.quiet) return;
  const isTicked = type === "click" && /^(checkbox|radio)$/.test(target.type);
  stock(inputs.all().filter((control) => !isTicked || control.type !== target.type));
  if (!isTicked) return;
  // A click has ticked its own control by now, and may still be taken back.
  const before = believed(target);
  if (before !== target.checked) inputs.mark(target);
  setTimeout(() => target.checked === before && believed(target) !== before && inputs.mark(target));
});
listen("load pageshow", () => setTimeout(stock));
listen("beforeinput", ({ target }) => inputs.begun(target));
setTimeout(inputs.begun, 0, dom.activeElement());
stock();
refill();
