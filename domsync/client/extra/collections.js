/**
 * Trees and boards: moving the focus among their items by keys; dragging is in drag_and_drop.js. What the user does to an
 * item is sent to the server as the event `ds-do`, with a verb, the item's id and one more word, and the server does
 * it. Only unfolding also happens here, in the same way as on the server.
 *
 * The Tab key focuses the box, which passes the focus on to an item: so it can be reached whichever items come and go.
 */

export const BOX = "[data-ds-collection]";
export const ITEM = "[role=treeitem],[data-ds-card]";

/** @param {Element | null | undefined} element @returns {element is HTMLElement} */
const isElement = (element) => element instanceof HTMLElement;
/** @param {EventTarget | null} target @param {string} selector */
export const near = (target, selector) => {
  const found = target instanceof Element ? target.closest(selector) : null;
  return isElement(found) ? found : null;
};
/** @param {HTMLElement} box @param {string} selector */
const all = (box, selector) => /** @type {HTMLElement[]} */ ([...box.querySelectorAll(selector)]);
/** @param {HTMLElement} box @param {string} verb */
export const does = (box, verb) => (box.dataset.dsDoes ?? "").split(" ").includes(verb);
/** @param {HTMLElement} box @param {string} verb @param {HTMLElement} item @param {string} more */
export const tell = (box, verb, item, more = "") =>
  box.dispatchEvent(new CustomEvent("ds-do", { detail: [verb, item.id, more], bubbles: true }));

// The item of each box that last had the focus.

/** @type {WeakMap<HTMLElement, HTMLElement>} */
const last = new WeakMap();

/** @param {HTMLElement} box */
const enter = (box) => {
  const known = last.get(box);
  const items = all(box, ITEM);
  const item = known && box.contains(known) ? known : (items.find((item) => item.ariaSelected === "true") ?? items[0]);
  item?.focus();
};

/** @param {HTMLElement} item */
const goTo = (item) => {
  item.focus();
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
};

// Trees

/** @param {HTMLElement} item */
const level = (item) => Number(item.ariaLevel);

/** @param {HTMLElement} box @param {HTMLElement} item @param {boolean} isOpen */
export const open = (box, item, isOpen) => {
  if (item.ariaExpanded === null || item.ariaExpanded === String(isOpen)) return;
  item.ariaExpanded = String(isOpen);
  tell(box, "open", item, String(isOpen));
};

/** The item that contains this one. @param {HTMLElement[]} items @param {number} at */
const above = (items, at) => items.slice(0, at).reverse().find((item) => level(item) < level(items[at]));

/** @param {HTMLElement} box @param {HTMLElement} item @param {string} part the part of the item that was pressed */
const press = (box, item, part) => {
  const isMore = item.classList.contains("ds-tree-more");
  if (isMore) tell(box, "more", item);
  else if (part === "sign" && item.ariaExpanded !== null) open(box, item, item.ariaExpanded !== "true");
  else if (part === "box") tell(box, "check", item);
  else if (does(box, "select")) tell(box, "select", item);
  else if (item.ariaExpanded !== null) open(box, item, item.ariaExpanded !== "true");
  else if (does(box, "check")) tell(box, "check", item);
};

let typed = "";
let typedAt = 0;

/** @param {HTMLElement[]} items @param {number} at @param {KeyboardEvent} event */
const typeAhead = (items, at, event) => {
  typed = event.timeStamp - typedAt > 700 ? event.key : typed + event.key;
  typedAt = event.timeStamp;
  const word = (new Set(typed).size === 1 ? typed.charAt(0) : typed).toLowerCase();
  const from = at + (word.length === 1 ? 1 : 0);
  const found = [...items.slice(from), ...items.slice(0, from)].find((item) =>
    item.textContent?.trim().toLowerCase().startsWith(word),
  );
  if (found) goTo(found);
};

/** @param {HTMLElement} box @param {HTMLElement} item @param {KeyboardEvent} event @param {string} key */
const keyInTree = (box, item, event, key) => {
  const items = all(box, "[role=treeitem]");
  const at = items.indexOf(item);
  const next = items[at + 1];
  switch (key) {
    case "ArrowDown":
      if (next) goTo(next);
      return true;
    case "ArrowUp":
      if (at) goTo(items[at - 1]);
      return true;
    case "ArrowRight":
      if (item.ariaExpanded === "false") open(box, item, true);
      else if (item.ariaExpanded && next && level(next) > level(item)) goTo(next);
      return true;
    case "ArrowLeft": {
      const parent = above(items, at);
      if (item.ariaExpanded === "true") open(box, item, false);
      else if (parent) goTo(parent);
      return true;
    }
    case "Home":
    case "End":
      goTo(/** @type {HTMLElement} */ (items.at(key === "Home" ? 0 : -1)));
      return true;
    case "Enter":
      press(box, item, "text");
      return true;
    case " ":
      press(box, item, does(box, "check") ? "box" : "text");
      return true;
    case "*": {
      const parent = above(items, at);
      items.forEach((one, place) => {
        if (level(one) === level(item) && above(items, place) === parent) open(box, one, true);
      });
      return true;
    }
    default:
      if (key.length > 1) return false;
      typeAhead(items, at, event);
      return true;
  }
};

// Boards

/** @param {HTMLElement} box @param {HTMLElement} card @param {string} key */
const keyOnBoard = (box, card, key) => {
  const lists = all(box, "[data-ds-list]").map((list) => all(list, "[data-ds-card]"));
  const column = lists.findIndex((cards) => cards.includes(card));
  const cards = lists[column] ?? [];
  const at = cards.indexOf(card);
  /** The nearest list on one side that has a card. @param {HTMLElement[][]} others */
  const beside = (others) => others.find((list) => list[0])?.slice(0, at + 1).at(-1);
  /** @type {Record<string, () => HTMLElement | undefined>} */
  const to = {
    ArrowUp: () => cards[at - 1],
    ArrowDown: () => cards[at + 1],
    ArrowLeft: () => beside(lists.slice(0, column).reverse()),
    ArrowRight: () => beside(lists.slice(column + 1)),
    Home: () => cards[0],
    End: () => cards.at(-1),
  };
  if (key === "Enter" && does(box, "open")) {
    tell(box, "open", card);
    return true;
  }
  const found = to[key]?.();
  if (found) goTo(found);
  return key in to;
};

// Keys and clicks

/** @param {KeyboardEvent} event */
const onKeydown = (event) => {
  const { target } = event;
  if (event.key === "Tab") {
    // From an item, Shift + Tab leads out of its box, not to the box itself.
    for (const box of document.querySelectorAll(BOX)) {
      if (isElement(box)) box.tabIndex = box.contains(document.activeElement) ? -1 : 0;
    }
    return;
  }
  const item = near(target, ITEM);
  const box = item && near(item, BOX);
  // Controls in a card have their own keys.
  if (!box || item !== target || event.isComposing || event.ctrlKey || event.metaKey) return;
  /** @type {Record<string, string>} */
  const other = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };
  const key = getComputedStyle(box).direction === "rtl" ? (other[event.key] ?? event.key) : event.key;
  let isDone = false;
  if (event.altKey) {
    isDone = key.startsWith("Arrow") && does(box, "move");
    if (isDone) tell(box, "step", item, key);
  } else if (box.dataset.dsCollection === "tree") isDone = keyInTree(box, item, event, key);
  else isDone = keyOnBoard(box, item, key);
  if (isDone) event.preventDefault();
};

/** @param {MouseEvent} event */
const onClick = ({ target }) => {
  const item = near(target, ITEM);
  const box = item && near(item, BOX);
  if (!item || !box) return;
  if (box.dataset.dsCollection === "tree") {
    press(box, item, near(target, ".ds-tree-sign") ? "sign" : near(target, ".ds-tree-box") ? "box" : "text");
  } else if (does(box, "open") && !near(target, "a,button,input,select,textarea,label,summary")) tell(box, "open", item);
};

/** @param {FocusEvent} event */
const onFocusin = ({ target }) => {
  const box = near(target, BOX);
  if (!box) return;
  const item = near(target, ITEM);
  if (item) last.set(box, item);
  if (target === box) enter(box);
};

let isListening = false;

/** Listens to all trees and boards of the page, once there is one. */
export const attach = () => {
  if (isListening) return;
  isListening = true;
  addEventListener("keydown", onKeydown, true);
  addEventListener("click", onClick);
  addEventListener("focusin", onFocusin);
  // The focus may be the reason why this was loaded.
  const active = document.activeElement;
  if (isElement(active) && active.matches(BOX)) enter(active);
};
