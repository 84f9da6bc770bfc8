// A text that several people edit at the same time: see types.d.ts and components/shared_text/log.py.

import { edits } from "./operational_transform.js";
import { ID, page } from "../nodes.js";
import { inputs } from "../inputs.js";

// Milliseconds until sending is tried again, and until a snapshot is requested again.
const RETRY = 1_000;
const ASK_AGAIN = 5_000;
/** The maximum number of unacknowledged edits. */
const MOST_UNDER_WAY = 8;
/** The maximum length to which further typing extends an edit. */
const LONG_EDIT = 4_000;
/** The length of the pieces of a paste, which fit into a message. Characters are not split. */
const PIECES = /[^]{1,8000}/gu;

/** @type {Map<Node, Editor>} */
const editors = new Map();
const keyOf = (/** @type {Editor} */ { id }) => "domsync-" + id;

/** @type {MakeEditor} */
const makeEditor = (doc, node, base) => {
  /** @type {Editor} */
  const editor = {
    doc,
    node,
    id: node.dataset.sharedText,
    name: crypto.getRandomValues(new Uint32Array(3)).join(""),
    base,
    revision: 0,
    shown: base,
    mine: [],
    end: -1,
    sent: 0,
    done: 0,
    turn: 0,
    number: 0,
    asked: false,
    composing: false,
    held: [],

    emit(payload) {
      const id = editor.node[ID];
      const isTaken = !!id && page.emit(editor.doc, id, "sharedtext", [[id, { c: editor.name, ...payload }]], true) > 0;
      if (id && !isTaken) setTimeout(editor.ask, RETRY);
      return isTaken;
    },

    ask() {
      editor.asked = true;
      // Asks again, because the name may still belong to the previous page.
      if (editor.emit({})) setTimeout(() => editor.asked && editor.node.isConnected && editor.ask(), ASK_AGAIN);
    },

    send() {
      while (!editor.asked && editor.sent < Math.min(editor.mine.length, MOST_UNDER_WAY)) {
        const edit = editor.mine[editor.sent];
        const n = editor.done + editor.sent + 1;
        if (!editor.emit({ e: editor.turn, n, r: editor.revision, edit })) return;
        editor.sent++;
      }
    },

    local() {
      const { value, selectionEnd } = editor.node;
      if (editor.composing || value === editor.shown) return;
      const [at, removed, text] = edits.between(editor.shown, value, selectionEnd ?? undefined);
      editor.shown = value;
      editor.end = editor.note(at, removed, text);
      editor.send();
    },

    note(at, removed, text) {
      const last = editor.mine.at(-1) || [];
      const isUnsent = editor.mine.length > editor.sent;
      if (!removed && at === editor.end && isUnsent && last.at(-1).length < LONG_EDIT) {
        last.push(last.pop() + text);
        return at + text.length;
      }
      let [place, count] = [at, removed];
      for (const piece of text.match(PIECES) || [""]) {
        editor.mine.push([place, count, piece].filter(Boolean));
        place += piece.length;
        count = 0;
      }
      return text ? place : -1;
    },

    show(edit) {
      let at = 0;
      for (const part of edit) {
        const count = part.length;
        if (count) editor.node.setRangeText(part, at, at, "preserve");
        else if (part < 0) editor.node.setRangeText("", at, at - part, "preserve");
        at += count || Math.max(part, 0);
      }
    },

    merge(edit, by) {
      let theirs = edit.filter(Boolean);
      editor.mine = editor.mine.map((own) => {
        let ours = own;
        if (by < editor.number) [theirs, ours] = edits.transform(theirs, own);
        else [ours, theirs] = edits.transform(own, theirs);
        return ours;
      });
      editor.end = -1;
      editor.show(theirs);
    },

    receive(told) {
      if (editor.composing) {
        editor.held.push(told);
        return;
      }
      editor.local();
      const isTaken = told.edit ? editor.takeEdit(told) : editor.takeSnapshot(told);
      if (!isTaken) return;
      if (!editor.mine[0]) editor.show(edits.between(editor.node.value, editor.base));
      editor.shown = editor.node.value;
      editor.send();
    },

    takeSnapshot({ to, text, e: turn, k: number, n: done, r: revision }) {
      if (to !== editor.name) return false;
      const acknowledged = editor.mine.splice(0, done - editor.done);
      editor.merge(edits.between(acknowledged.reduce(edits.apply, editor.base), text), 0);
      Object.assign(editor, { base: text, turn, number, done, revision, sent: 0, asked: false });
      return true;
    },

    takeEdit({ edit, by, r: revision }) {
      if (editor.asked || revision <= editor.revision) return false;
      if (revision > editor.revision + 1) {
        // An edit is missing.
        editor.ask();
        return false;
      }
      editor.revision = revision;
      editor.base = edits.apply(editor.base, edit);
      if (by === editor.number) {
        editor.mine.shift();
        editor.sent--;
        editor.done++;
      } else editor.merge(edit, by);
      return true;
    },
  };
  // Edits that the previous page has saved; there may be none, or the browser has no storage.
  try {
    Object.assign(editor, JSON.parse(sessionStorage[keyOf(editor)]));
    delete sessionStorage[keyOf(editor)];
    editor.shown = editor.mine.reduce(edits.apply, editor.base);
  } catch {}
  return editor;
};

/** @type {Attach} */
export const attach = (doc, node, base) => {
  if (editors.has(node)) return;
  const gone = [...editors.values()].filter((other) => !other.node.isConnected);
  const editor = gone.find((other) => other.id === node.dataset.sharedText) || makeEditor(doc, node, base);
  const { selectionStart, selectionEnd } = editor.node;
  for (const other of gone) if (editor === other || !other.mine[0]) editors.delete(other.node);
  if (editor.mine[0] || editor.node !== node) {
    editor.composing = false;
    if (editor.node !== node) editor.local();
    node.value = editor.shown;
    node.setSelectionRange(selectionStart, selectionEnd);
  }
  Object.assign(editor, { doc, node });
  inputs.dirty.delete(node);
  editors.set(node, editor);
  node.addEventListener("input", editor.local);
  node.addEventListener("compositionstart", () => (editor.composing = true));
  node.addEventListener("compositionend", () => {
    editor.composing = false;
    editor.held.splice(0).forEach(editor.receive);
    editor.local();
  });
  editor.ask();
  editor.local();
};

const { isControl } = inputs;
const { setProperty } = page;
inputs.isControl = (node) => !editors.has(node) && isControl(node);
page.setProperty = (node, name, value) =>
  (name !== "value" || !editors.has(node)) && setProperty(node, name, value);
addEventListener("pagehide", () => {
  for (const editor of editors.values()) {
    const { name, base, mine, done } = editor;
    if (mine[0]) sessionStorage[keyOf(editor)] = JSON.stringify({ name, base, mine, done });
  }
});
addEventListener("reset", () => setTimeout(() => editors.forEach((editor) => (editor.node.value = editor.shown))));
window.HANDLERS._text = (told) => {
  for (const editor of editors.values()) if (editor.id === told.id) editor.receive(told);
};
