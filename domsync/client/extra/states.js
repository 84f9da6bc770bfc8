// Changes that the browser makes by itself: which dialogs, details and popovers are open, which media play and how, and,
// where the server listens for it, how far the user has scrolled. Pages without any of these do not load this.
import * as dom from "../dom.js";
import { emitRest as tell } from "../emit.js";
import { lazy } from "../lazy.js";
import { ID, page } from "../nodes.js";

/** How long a value that changes all the time may wait for an event that reports it, in milliseconds. */
const LATER = 250;

const needMedia = lazy("media");

const isOpened = (/** @type {any} */ node) =>
  node instanceof HTMLDetailsElement || node instanceof HTMLDialogElement || !!node.popover;

/** @type {(element: any) => Value | { [name: string]: number | boolean }} */
const stateOf = (element) => {
  const { paused, muted, volume, playbackRate, currentTime, scrollTop, scrollLeft } = element;
  if (element.popover) return element.matches(":popover-open");
  if (isOpened(element)) return element.matches(":modal") ? "modal" : element.open;
  if (element instanceof HTMLMediaElement) {
    needMedia();
    return { paused, muted, volume, playbackRate, currentTime };
  }
  return { scrollTop, scrollLeft };
};

/** @type {(node: any, old: any, state: unknown) => void} */
const open = (node, old, state) => {
  if (node?.nodeName !== old.nodeName) return;
  if (old.popover) node.showPopover?.();
  else if (state === "modal") node.showModal();
  else node.open = true;
};

/** @type {(root: HTMLElement) => States} */
const watch = (root) => {
  // They may have been opened before the script ran.
  const changed = new Set(/** @type {any[]} */ ([...root.querySelectorAll(":is([open],:popover-open)")]));
  /** The state of each element that was last reported, or set by the server. */
  const told = new WeakMap();
  /** Nodes of shared documents in which something was open, until that is opened again. @type {Map<number, any[]>} */
  const closed = new Map();
  /** @type {Timer} */
  let timer;
  const note = (/** @type {MutationRecord[]} */ records) => {
    for (const { target } of records) if (isOpened(target)) changed.add(target);
  };
  const observer = new MutationObserver((records) => {
    note(records);
    if (changed.size) tell();
  });
  observer.observe(root, { subtree: true, attributes: true, attributeFilter: ["open"] });

  return {
    // What a viewer of a shared document has opened is nobody else's, so it is in no snapshot. A snapshot of the page's
    // own document removes the shared ones, whose snapshots follow.
    keep(doc, kept) {
      for (const { number, nodes } of page.docs.values()) {
        if (!number || (doc.number && number !== doc.number)) continue;
        const opened = [...nodes].map(([id, old]) => ({ id, old, state: isOpened(old) && stateOf(old) }));
        if (opened.some(({ state }) => state)) closed.set(number, opened);
      }
      for (const { id, old, state } of closed.get(doc.number) || []) {
        if (state) kept.push(() => open(doc.find(id), old, state));
      }
      closed.delete(doc.number);
    },

    note(target) {
      const isSoon = target === root || isOpened(target);
      for (let node = target; node; node = dom.parentOf(node)) page.reveal(node);
      if (target !== root) changed.add(target);
      if (isSoon) tell();
      else timer ||= setTimeout(() => {
        timer = 0;
        tell();
      }, LATER);
    },

    ignore() {
      const records = observer.takeRecords();
      // Of details with the same name, the browser closes the others itself; the server has made all other changes.
      const isGroup = (/** @type {any} */ { target }) => target instanceof HTMLDetailsElement && target.name;
      for (const record of records) {
        if (isGroup(record)) told.delete(record.target);
        else told.set(record.target, stateOf(record.target));
      }
      note(records.filter(isGroup));
      if (changed.size) tell();
    },

    take(doc, isTold) {
      /** @type {[number, unknown][]} */
      const values = [];
      note(observer.takeRecords());
      for (const element of changed) {
        const id = element[ID];
        const state = stateOf(element);
        // The browser reports twice that something was opened: by its attribute and by an event.
        const isKnown = told.get(element) === state && "open" in element && !element.popover;
        // In a shared document, the state differs from viewer to viewer.
        if (id && doc.number === 0 && doc.nodes.get(id) === element && !isKnown) values.push([id, state]);
        if (isTold && doc.number === 0) told.set(element, state);
        if (isTold && (doc.number === 0 || !dom.isConnected(element))) changed.delete(element);
      }
      return values;
    },
  };
};

page.states = watch(page.root);
