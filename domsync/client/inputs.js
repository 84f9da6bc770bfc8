// The values of controls: what the user enters is sent, and no older value from the server replaces it.
//
// This module has what a page needs until a control is touched. extra/merge.js has the rest; it is loaded once a page
// has a control.
import * as dom from "./dom.js";
import { lazy } from "./lazy.js";
import { ID, page } from "./nodes.js";

const TYPED = /^(textarea|text|search|url|tel|email|password|number)$/;
const TICKED = /^(checkbox|radio)$/;
const ENTERED = /^(value|checked|selected(Index)?)$/;

/** @type {(one: Value, other: Value) => boolean} */
const same = (one, other) => one === other || (Array.isArray(one) && "" + one === "" + other);

/** @type {Inputs} */
export const inputs = {
  dirty: new Set(),
  early: new Set(),
  states: new WeakMap(),

  same,
  isControl: (node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.nodeName) && node.type !== "file",
  isTyped: (control) => TYPED.test(control.type),
  field: (control) => (TICKED.test(control.type) ? "checked" : "value"),
  valueOf: (control) =>
    control.type === "select-multiple"
      ? Array.from(control.selectedOptions, (option) => option.value)
      : control[inputs.field(control)],
  all: () => Array.from(page.root.querySelectorAll("input,textarea,select")).filter(inputs.isControl),

  need: lazy("merge"),

  // Resetting a copy gives it the values in its attributes, as the browser reads them.
  initial(control) {
    if (!TICKED.test(control.type) && control.value === control.defaultValue) return control.value;
    const form = dom.createElement("form");
    const copy = dom.insertBefore(form, dom.cloneNode(control, true));
    dom.reset(form);
    return inputs.valueOf(copy);
  },

  of(control, view) {
    let me = inputs.states.get(control);
    if (!me) {
      me = { view: view ?? inputs.initial(control), told: [], late: [], n: 0, seq: 0, isFresh: page.isLate, base: null };
      inputs.states.set(control, me);
    }
    while (me.told[0]?.n <= page.acked) me.view = me.told.shift()?.value;
    return me;
  },

  mark(node) {
    if (page.quiet || !inputs.isControl(node)) return;
    inputs.of(node);
    inputs.dirty.add(node);
    page.entered++;
  },

  watch() {
    for (const control of inputs.all()) {
      if (same(inputs.initial(control), inputs.valueOf(control))) continue;
      inputs.mark(control);
      inputs.early.add(control);
    }
    const listen = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) =>
      addEventListener(type, listener, true);
    listen("input", ({ target }) => inputs.mark(target));
    listen("focusin", ({ target }) => {
      const { textContent } = target;
      if (inputs.isControl(target) || target.isContentEditable) inputs.need(() => inputs.begun(target, textContent));
    });
    listen("compositionstart", ({ target }) => (inputs.composing = target));
    listen("compositionend", () => (inputs.composing = null));
  },

  // What was entered before the first frames is sent before anything else that happens.
  started() {
    if (inputs.all()[0]) inputs.need();
    for (const control of inputs.early) {
      const isOut = control.type === "radio" && !control.checked;
      inputs.early.delete(control);
      // For radio buttons, the chosen one is enough.
      if (isOut || same(inputs.of(control).view, inputs.valueOf(control))) inputs.dirty.delete(control);
      else for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
    }
  },

  setProperty(node, name, value) {
    const control = name === "selected" ? dom.closest(node, "select") : node;
    if (!control || !inputs.isControl(control) || !ENTERED.test(name)) {
      node[name] = value;
      return;
    }
    // If nothing is known about the control, it holds what the server believes: nobody has changed it yet.
    const me = inputs.of(control, inputs.valueOf(control));
    const isText = inputs.isTyped(control) && name === "value";
    const isTouched = inputs.dirty.has(control) || me.told[0] || me.late[0] || control === dom.activeElement();
    if (isText && isTouched) {
      // Nobody has typed: once its value is set, the control keeps it even if its initial value changes.
      if (!inputs.dirty.has(control) && !me.n) node.value = control.value;
      me.late.push([value, page.acked, page.seq]);
      inputs.need(() => inputs.show(control));
    } else if (inputs.early.has(control)) {
      if (name === inputs.field(control)) me.view = value;
    } else if (!me.told[0]) {
      inputs.dirty.delete(control);
      node[name] = value;
      Object.assign(me, { view: inputs.valueOf(control), seq: page.seq, isFresh: isText, base: null });
    }
  },

  waiting(doc) {
    return [...inputs.dirty].filter(
      (control) => (dom.isConnected(control) || !inputs.dirty.delete(control)) && doc.nodes.get(control[ID]) === control,
    );
  },

  take(doc, hits, n) {
    const controls = inputs.waiting(doc);
    /** @type {Wire[]} */
    const values = [];
    for (const control of controls) {
      const id = control[ID];
      const me = inputs.of(control);
      const value = inputs.valueOf(control);
      const field = inputs.field(control);
      const payload = hits.find(([hit, payload]) => hit === id && same(payload?.[field], value))?.[1];
      const told = inputs.tell(control, me, value, doc, n);
      inputs.dirty.delete(control);
      if (payload && !me.isFresh && told === value) continue;
      // Not sent twice: the server knows it from `values`.
      if (payload) delete payload[field];
      values.push([id, told]);
      if (me.isFresh || me.late[0]) values.at(-1)?.push(me.late[0] ? me.seq : doc.seq);
    }
    return [values, controls];
  },

  sent(controls, n) {
    for (const control of controls) {
      const me = inputs.of(control);
      if (!n) inputs.dirty.add(control);
      if (n <= 0 || control === inputs.refused) continue;
      const value = inputs.valueOf(control);
      const last = me.told.at(-1);
      if (last?.n === n) last.value = value;
      else me.told.push({ n, value, base: me.base });
      Object.assign(me, { n, isFresh: false, base: inputs.isTyped(control) ? value : null });
    }
  },

  // A new session does not know what was entered before: it stays in the controls and is sent again.
  forgotten() {
    inputs.isAnew = true;
    for (const control of inputs.all()) {
      const me = inputs.states.get(control);
      if (!me?.n) continue;
      Object.assign(me, { told: [], base: null });
      inputs.mark(control);
    }
  },

  keep(doc) {
    doc.nodes.forEach(page.reveal);
    const active = dom.activeElement();
    const top = dom.read(document, "scrollingElement");
    const place = top.scrollTop;
    const kept = [() => void (top.scrollTop = place)];
    for (const [id, old] of inputs.held(doc, kept)) {
      const { scrollTop, scrollLeft, selectionStart, selectionEnd, files } = old;
      const isEntered = inputs.isControl(old) && (inputs.dirty.has(old) || (inputs.states.get(old)?.n || 0) > page.acked);
      if (!isEntered && !scrollTop && !scrollLeft && !files?.[0] && old !== active) continue;
      const value = isEntered && inputs.valueOf(old);
      kept.unshift(() => {
        const node = doc.find(id);
        if (["nodeName", "type", "name", "id"].some((key) => node?.[key] !== old[key])) return;
        if (isEntered) inputs.need(() => inputs.refill(node, inputs.of(old), value, doc.seq));
        if (old === active && node !== active) {
          node.focus({ preventScroll: true });
          if (selectionStart != null) node.setSelectionRange(selectionStart, selectionEnd);
        }
        Object.assign(node, { scrollTop, scrollLeft }, files?.[0] && { files });
      });
    }
    page.states?.keep(doc, kept);
    return () => kept.forEach((restore) => restore());
  },

  restored() {
    if (!inputs.isAnew) return;
    inputs.need(() => {
      inputs.isAnew = false;
      [...inputs.dirty].forEach((control) => inputs.hear(control));
    });
  },

  // Replaced by extra/merge.js.
  held: ({ nodes }) => nodes,
  show() {},
  hear() {},
  refill() {},
  begun() {},
  tell: (_control, _me, value) => value,
};
