// See types.d.ts and components/text_log.py.

import { ID, page } from "../nodes.js";
import { inputs } from "../inputs.js";

/** @type {Map<Node, Editor>} */
const editors = new Map();

/** @type {Edits} */
export const edits = {
  add(edit, part) {
    const last = edit.at(-1);
    if (edit[0] && typeof part === typeof last && (part.length || part < 0 === last < 0)) edit.push(edit.pop() + part);
    else if (part) edit.push(part);
  },

  transform(first, second) {
    const left = [[...first], [...second]];
    /** @type {Edit[]} */
    const made = [[], []];
    for (;;) {
      const i = left.findIndex(([part]) => part?.length);
      const [x = Infinity, y = Infinity] = left.map(([part]) => part);
      const count = Math.min(Math.abs(x), Math.abs(y));
      if (i >= 0) {
        const text = left[i].shift();
        edits.add(made[i], text);
        edits.add(made[1 - i], text.length);
      } else if (count < Infinity) {
        if (x > 0) edits.add(made[1], y > 0 ? count : -count);
        if (y > 0) edits.add(made[0], x > 0 ? count : -count);
        for (const parts of left) {
          const part = parts.shift();
          const rest = part - Math.sign(part) * count;
          if (rest) parts.unshift(rest);
        }
      } else return made.map((edit) => (edit.at(-1)?.length || edit.at(-1) < 0 ? edit : edit.slice(0, -1)));
    }
  },

  apply(text, edit) {
    let [at, made] = [0, ""];
    for (const part of edit) {
      if (part.length) made += part;
      else if (part > 0) made += text.slice(at, (at += part));
      else at -= part;
    }
    return made + text.slice(at);
  },

  between(from, to, caret = to.length) {
    const least = Math.min(from.length, to.length);
    let [head, tail] = [0, 0];
    const more = (/** @type {number} */ most) => {
      while (tail < most && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
    };
    more(Math.min(least, to.length - caret));
    while (head < least - tail && from[head] === to[head]) head++;
    more(least - head);
    if (/[\ud800-\udbff]/.test(from[head - 1])) head--;
    if (/[\udc00-\udfff]/.test(from[from.length - tail])) tail--;
    return [head, head + tail - from.length, to.slice(head, to.length - tail)];
  },
};

/** @type {MakeEditor} */
const makeEditor = (doc, node, base) => {
  /** @type {Editor} */
  const me = {
    ...{ doc, node, base, shown: base, id: node.dataset.sharedText, name: (Math.random() + "").slice(2) + "........" },
    ...{ mine: [], held: [], end: -1, sent: 0, done: 0, turn: 0, number: 0, revision: 0, asked: false, composing: false },

    emit(payload) {
      const id = me.node[ID];
      const isTaken = id && page.emit(me.doc, id, "sharedtext", [[id, { c: me.name, ...payload }]], true) > 0;
      if (id && !isTaken) setTimeout(me.ask, 1e3);
      return isTaken;
    },

    ask() {
      me.asked = true;
      me.emit({});
    },

    send() {
      while (!me.asked && me.sent < Math.min(me.mine.length, 8)) {
        const edit = me.mine[me.sent];
        if (!me.emit({ e: me.turn, n: me.done + me.sent + 1, r: me.revision, edit })) return;
        me.sent++;
      }
    },

    local() {
      const { value, selectionEnd } = me.node;
      if (me.composing || value === me.shown) return;
      let [at, count, text] = edits.between(me.shown, value, selectionEnd ?? undefined);
      const last = me.mine.at(-1) || [];
      me.shown = value;
      if (!count && at === me.end && me.mine.length > me.sent && last.at(-1).length < 4e3) {
        last.push(last.pop() + text);
        at += text.length;
      } else {
        for (const part of text.match(/[^]{1,8000}/gu) || [""]) {
          me.mine.push([at, count, part].filter(Boolean));
          at += part.length;
          count = 0;
        }
      }
      me.end = text ? at : -1;
      me.send();
    },

    show(edit) {
      let at = 0;
      for (const part of edit) {
        const count = part.length;
        if (count) me.node.setRangeText(part, at, at, "preserve");
        else if (part < 0) me.node.setRangeText("", at, at - part, "preserve");
        at += count || Math.max(part, 0);
      }
    },

    merge(edit, by) {
      edit = edit.filter(Boolean);
      me.mine = me.mine.map((own) => {
        if (by < me.number) [edit, own] = edits.transform(edit, own);
        else [own, edit] = edits.transform(own, edit);
        return own;
      });
      me.end = -1;
      me.show(edit);
    },

    receive(told) {
      if (me.composing) return void me.held.push(told);
      me.local();
      const { r, edit, text } = told;
      if (!edit) {
        if (told.to !== me.name) return;
        me.base = me.mine.splice(0, told.n - me.done).reduce(edits.apply, me.base);
        me.merge(edits.between(me.base, text), 0);
        me.base = text;
        [me.turn, me.number, me.done, me.revision, me.sent, me.asked] = [told.e, told.k, told.n, r, 0, false];
      } else {
        if (me.asked || r <= me.revision) return;
        if (r > me.revision + 1) return me.ask();
        me.revision = r;
        me.base = edits.apply(me.base, edit);
        if (told.by === me.number) {
          me.mine.shift();
          me.sent--;
          me.done++;
        } else me.merge(edit, told.by);
      }
      if (!me.mine[0]) me.show(edits.between(me.node.value, me.base));
      me.shown = me.node.value;
      me.send();
    },
  };
  try {
    Object.assign(me, JSON.parse(sessionStorage["domsync-" + me.id]));
    delete sessionStorage["domsync-" + me.id];
    me.shown = me.mine.reduce(edits.apply, me.base);
  } catch {}
  return me;
};

/** @type {Attach} */
export const attach = (doc, node, base) => {
  if (editors.has(node)) return;
  const gone = [...editors.values()].filter((other) => !other.node.isConnected);
  const me = gone.find((other) => other.id === node.dataset.sharedText) || makeEditor(doc, node, base);
  const { selectionStart, selectionEnd } = me.node;
  for (const other of gone) if (me === other || !other.mine[0]) editors.delete(other.node);
  if (me.mine[0] || me.node !== node) {
    me.composing = false;
    if (me.node !== node) me.local();
    node.value = me.shown;
    node.setSelectionRange(selectionStart, selectionEnd);
  }
  Object.assign(me, { doc, node });
  inputs.dirty.delete(node);
  editors.set(node, me);
  node.addEventListener("input", me.local);
  node.addEventListener("compositionstart", () => (me.composing = true));
  node.addEventListener("compositionend", () => {
    me.composing = false;
    me.held.splice(0).forEach(me.receive);
    me.local();
  });
  me.ask();
  me.local();
};

const { isControl } = inputs;
const { setProperty } = page;
inputs.isControl = (node) => !editors.has(node) && isControl(node);
page.setProperty = (node, name, value) =>
  (name !== "value" || !editors.has(node)) && setProperty(node, name, value);
addEventListener("pagehide", () => {
  for (const { id, name, base, mine, done } of editors.values()) {
    if (mine[0]) sessionStorage["domsync-" + id] = JSON.stringify({ name, base, mine, done });
  }
});
addEventListener("reset", () => setTimeout(() => editors.forEach((me) => (me.node.value = me.shown))));
window.HANDLERS._text = (told) => {
  for (const me of editors.values()) if (me.id === told.id) me.receive(told);
};
