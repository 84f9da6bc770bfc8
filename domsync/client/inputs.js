import { ID, page } from "./nodes.js";

/** @type {Inputs} */
export const inputs = {
  dirty: new Set(),
  told: new WeakMap(),

  isControl: (node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.nodeName) && node.type !== "file",
  field: (control) => (/^(checkbox|radio)$/.test(control.type) ? "checked" : "value"),
  valueOf: (control) =>
    control.type === "select-multiple"
      ? Array.from(control.selectedOptions, (option) => option.value)
      : control[inputs.field(control)],
  isAhead: (node) => (inputs.told.get(node) || 0) > page.acked,

  mark(node) {
    if (page.quiet || !inputs.isControl(node)) return;
    inputs.dirty.add(node);
    page.entered++;
    if (node === inputs.refused) node.setCustomValidity("");
  },

  watch() {
    addEventListener("input", (event) => inputs.mark(event.target), true);
    addEventListener("reset", (event) => setTimeout(() => [.../** @type {any} */ (event.target)].forEach(inputs.mark)));
    addEventListener("compositionstart", (event) => (inputs.composing = event.target), true);
    addEventListener("compositionend", () => (inputs.composing = null), true);
  },

  setProperty(node, name, value) {
    const control = name === "selected" ? node.closest("select") : node;
    if (control && inputs.isControl(control) && !name.startsWith("scroll")) {
      const active = control === document.activeElement;
      if (inputs.isAhead(control) || control === inputs.composing || (active && inputs.dirty.has(control))) return;
      inputs.dirty.delete(control);
      if (name === "value" && active && control.selectionStart != null) {
        const { value: old, selectionStart, selectionEnd, scrollTop } = control;
        control.value = value;
        const place = inputs.caretMap(old, control.value);
        control.setSelectionRange(place(selectionStart), place(selectionEnd));
        control.scrollTop = scrollTop;
        return;
      }
    }
    node[name] = value;
  },

  caretMap(from, to) {
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
  },

  changed(doc) {
    for (const control of inputs.dirty) if (!control.isConnected) inputs.dirty.delete(control);
    return [...inputs.dirty].filter((control) => doc.nodes.get(control[ID]) === control);
  },

  unsent: (doc) => inputs.changed(doc).map((control) => [control[ID], inputs.valueOf(control)]),

  take(doc, hits) {
    const values = inputs.unsent(doc);
    const controls = inputs.changed(doc);
    for (const control of controls) inputs.dirty.delete(control);
    return [
      values.filter(
        ([id, value], i) =>
          !hits.some(([hit, payload]) => hit === id && payload?.[inputs.field(controls[i])] === value),
      ),
      controls,
    ];
  },

  sent(controls, n) {
    for (const control of controls) n ? inputs.told.set(control, n) : inputs.dirty.add(control);
    if (n >= 0 || !controls[0]) return;
    inputs.refused = controls.sort((a, b) => b.value.length - a.value.length)[0];
    inputs.refused.setCustomValidity("Too long to be sent");
    inputs.refused.reportValidity();
  },

  forgotten() {
    for (const control of document.querySelectorAll("input,textarea,select")) {
      if (inputs.told.has(control)) inputs.mark(control);
    }
  },

  keep(doc) {
    const active = document.activeElement;
    const top = /** @type {Element} */ (document.scrollingElement);
    const place = top.scrollTop;
    const kept = [() => void (top.scrollTop = place)];
    doc.nodes.forEach(page.reveal);
    for (const [id, old] of doc.nodes) {
      const { scrollTop, scrollLeft, selectionStart, selectionEnd } = old;
      const typed =
        inputs.isControl(old) && (inputs.dirty.has(old) || inputs.isAhead(old)) && { value: inputs.valueOf(old) };
      if (!typed && !scrollTop && !scrollLeft && old !== active) continue;
      kept.unshift(() => {
        const node = doc.find(id);
        if (["nodeName", "type", "name", "id"].some((key) => node?.[key] !== old[key])) return;
        if (typed) {
          const { value } = typed;
          if (Array.isArray(value)) for (const option of node.options) option.selected = value.includes(option.value);
          else node[inputs.field(node)] = value;
          inputs.dirty.add(node);
          inputs.told.set(node, inputs.told.get(old) || 0);
        }
        if (old === active && node !== active) {
          node.focus({ preventScroll: true });
          if (selectionStart != null) node.setSelectionRange(selectionStart, selectionEnd);
        }
        Object.assign(node, { scrollTop, scrollLeft });
      });
    }
    return () => kept.forEach((restore) => restore());
  },
};
