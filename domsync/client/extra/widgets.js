/**
 * The part of widgets that runs in the browser: moving the focus by arrow keys, opening menus and lists, running
 * clocks. It is controlled by attributes, `data-ds-...`. It changes only what the server would change in the same way,
 * or what concerns only this page: the order of focus, what is unfolded, a text that shows another control's value.
 */
import { lazy } from "../lazy.js";
import { page } from "../nodes.js";

/** @param {Element | null | undefined} element @returns {element is HTMLElement} */
const isElement = (element) => element instanceof HTMLElement;
/** @param {string | null | undefined} id */
const byId = (id) => (id ? document.getElementById(id) : null);
/** @param {EventTarget | null} target @param {string} selector */
const near = (target, selector) => {
  const found = target instanceof Element ? target.closest(selector) : null;
  return isElement(found) ? found : null;
};
/** @param {Element} element */
const isRightToLeft = (element) => getComputedStyle(element).direction === "rtl";
/** @param {Element} element */
const isShown = (element) => element.getClientRects().length > 0;
/** Writes into the existing text node, so that the server can still change it. @param {Element} element @param {string} text */
const say = (element, text) => {
  const node = element.firstChild;
  if (node instanceof Text && node.data !== text) node.data = text;
};

/** Texts that show another control's value, and what the server has written there. @type {Map<Node, { control: HTMLInputElement | HTMLTextAreaElement, value: string, text: string }>} */
const shown = new Map();
/** Notices what the server writes, even if it is what is there already. */
const written = (/** @type {MutationRecord[]} */ records) => records.forEach(({ target }) => shown.delete(target));
const writings = new MutationObserver(written);

/** Shows a control's value as text. @param {Element} element @param {HTMLInputElement | HTMLTextAreaElement} control @param {string} text */
const echo = (element, control, text) => {
  const node = element.firstChild;
  if (!(node instanceof Text)) return;
  written(writings.takeRecords());
  shown.set(node, { control, value: control.value, text: shown.get(node)?.text ?? node.data });
  node.data = text;
  writings.observe(node, { characterData: true });
  writings.takeRecords();
};

// A control that the server sets back to what it was before has its old text again: the server believes that this is
// still there, and does not send it.
page.settled.add(() => {
  written(writings.takeRecords());
  for (const [node, { control, value, text }] of shown) {
    if (control.value === value && node.isConnected) continue;
    shown.delete(node);
    /** @type {Text} */ (node).data = text;
  }
  writings.takeRecords();
});

// Lists of which one item can get the focus by the Tab key: menus, toolbars, tabs.

const ITEMS = "button,a[href],[role^=menuitem],[role=tab],input,select";

/** @param {HTMLElement} list */
const itemsOf = (list) =>
  /** @type {HTMLElement[]} */ ([...list.querySelectorAll(ITEMS)]).filter(
    (item) => item.closest("[data-ds-roving]") === list && !item.matches(":disabled,[type=hidden]") && isShown(item),
  );

/** @param {HTMLElement} list @param {HTMLElement} item */
const rove = (list, item) => {
  for (const other of itemsOf(list)) {
    const index = other === item ? 0 : -1;
    if (other.tabIndex !== index) other.tabIndex = index;
  }
};

/** @param {HTMLElement} list @param {HTMLElement | undefined} item */
const goTo = (list, item) => {
  if (!item) return;
  rove(list, item);
  item.focus();
  if (list.dataset.dsActivate !== undefined) item.click();
};

let typed = "";
let typedAt = 0;

/** @param {HTMLElement} list @param {HTMLElement} item @param {KeyboardEvent} event */
const typeAhead = (list, item, event) => {
  typed = event.timeStamp - typedAt > 700 ? event.key : typed + event.key;
  typedAt = event.timeStamp;
  const word = new Set(typed).size === 1 ? typed.charAt(0) : typed;
  const items = itemsOf(list);
  const at = items.indexOf(item) + (word.length === 1 ? 1 : 0);
  const order = [...items.slice(at), ...items.slice(0, at)];
  goTo(list, order.find((one) => one.textContent?.trim().toLowerCase().startsWith(word.toLowerCase())));
};

/** Handles a key in a list; returns true if the key does something there. @param {KeyboardEvent} event */
const moves = (event) => {
  const item = near(event.target, ITEMS);
  const list = item && near(item, "[data-ds-roving]");
  if (!item || !list) return false;
  const isText = item.matches("input:not([type=checkbox],[type=radio],[type=button]),select");
  const items = itemsOf(list);
  const way = list.dataset.dsRoving;
  const [back, on] = isRightToLeft(list) ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
  const at = items.indexOf(item);
  const [before, after] = way === "vertical" ? ["ArrowUp", "ArrowDown"] : [back, on];
  if (event.key === before || event.key === after) {
    if (isText) return false;
    const next = items[(at + (event.key === after ? 1 : -1) + items.length) % items.length];
    const wasOpen = list.role === "menubar" && byId(item.getAttribute("popovertarget"))?.matches(":popover-open");
    if (wasOpen) byId(item.getAttribute("popovertarget"))?.hidePopover();
    goTo(list, next);
    if (wasOpen && next) openMenu(next, 0);
    return true;
  }
  if (!isText && (event.key === "Home" || event.key === "End")) {
    goTo(list, items.at(event.key === "Home" ? 0 : -1));
    return true;
  }
  if (list.role === "menubar" && event.key === "ArrowDown") return openMenu(item, 0);
  if (list.role === "menu") {
    if (event.key === on && openMenu(item, 0)) return true;
    const opener = openerOf(list);
    const bar = opener && near(opener, "[role=menubar]");
    if (event.key === back && opener && near(opener, "[role=menu]")) {
      list.hidePopover();
      opener.focus();
      return true;
    }
    if (bar && opener && (event.key === back || event.key === on)) {
      const tops = itemsOf(bar);
      const next = tops[(tops.indexOf(opener) + (event.key === on ? 1 : -1) + tops.length) % tops.length];
      list.hidePopover();
      goTo(bar, next);
      if (next) openMenu(next, 0);
      return true;
    }
    if (event.key === "Tab") {
      closeMenus();
      return false;
    }
  }
  if (list.dataset.dsTypeahead !== undefined && event.key.length === 1 && event.key !== " ") {
    typeAhead(list, item, event);
    return true;
  }
  return false;
};

// Menus

/** @param {HTMLElement} menu */
const openerOf = (menu) => {
  const found = menu.id ? document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`) : null;
  return isElement(found) ? found : null;
};

/** @param {HTMLElement} button @param {number} at the index of the item that gets the focus */
const openMenu = (button, at) => {
  const menu = byId(button.getAttribute("popovertarget"));
  if (!menu || menu.role !== "menu") return false;
  if (!menu.matches(":popover-open")) menu.showPopover(/** @type {any} */ ({ source: button }));
  goTo(menu, itemsOf(menu).at(at));
  return true;
};

const closeMenus = () => {
  for (const menu of document.querySelectorAll("[role=menu]:popover-open")) {
    if (isElement(menu)) menu.hidePopover();
  }
};

/** Places a popover at an element, in browsers that cannot do so by CSS. @param {HTMLElement} box @param {Element | null} at */
const place = (box, at) => {
  if (!at || CSS.supports("position-area: block-end")) return;
  const { left, bottom } = at.getBoundingClientRect();
  Object.assign(box.style, { position: "fixed", margin: "0", left: `${left}px`, top: `${bottom}px` });
};

// Fields with a list of options

/** @param {HTMLElement} box */
const optionsOf = (box) =>
  /** @type {HTMLElement[]} */ ([...(byId(box.dataset.dsCombobox)?.querySelectorAll("[role=option]") ?? [])]).filter(
    (option) => option.ariaDisabled !== "true",
  );
/** @param {HTMLElement} box */
const popupOf = (box) => byId(box.dataset.dsCombobox)?.closest("[popover]");
/** @param {HTMLElement} box */
const isOpen = (box) => popupOf(box)?.matches(":popover-open") ?? true;

/** @param {HTMLElement} box @param {boolean} open */
const openList = (box, open) => {
  const popup = popupOf(box);
  if (isElement(popup) && isOpen(box) !== open) {
    // As wide as the whole field, including its tags.
    const at = box.closest(".ds-combobox") ?? box;
    if (open) popup.showPopover(/** @type {any} */ ({ source: at }));
    else popup.hidePopover();
    if (open) place(popup, at);
    box.setAttribute("aria-expanded", String(open));
  }
  if (!open) point(box, null);
};

/** @param {HTMLElement} box @param {HTMLElement | null | undefined} option */
const point = (box, option) => {
  for (const other of optionsOf(box)) other.toggleAttribute("data-active", other === option);
  if (option) {
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("aria-activedescendant");
};
/** @param {HTMLElement} box */
const pointed = (box) => optionsOf(box).find((option) => option.hasAttribute("data-active"));

/** @param {HTMLInputElement} box @param {KeyboardEvent} event */
const combobox = (box, event) => {
  const options = optionsOf(box);
  const active = pointed(box);
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp": {
      openList(box, true);
      const at = active ? options.indexOf(active) + (event.key === "ArrowDown" ? 1 : -1) : event.key === "ArrowDown" ? 0 : -1;
      point(box, options.at(at % (options.length || 1)));
      return true;
    }
    case "Enter":
      if (!isOpen(box)) return false;
      if (active) active.click();
      else if (box.dataset.dsFree === undefined) options[0]?.click();
      else return false;
      if (byId(box.dataset.dsCombobox)?.ariaMultiSelectable !== "true") openList(box, false);
      return true;
    case "Escape":
      if (!popupOf(box)) return false;
      if (!isOpen(box)) {
        // The server empties the field; a dialog around it stays.
        if (box.value) event.preventDefault();
        return false;
      }
      openList(box, false);
      return true;
    case "Tab":
      if (popupOf(box)) openList(box, false);
      return false;
    default:
      return false;
  }
};

// Lines between panes

/** @param {HTMLElement} line @param {number} percent */
const moveLine = (line, percent) => {
  const [low, high] = [Number(line.ariaValueMin), Number(line.ariaValueMax)];
  const value = Math.min(Math.max(percent, low), high);
  line.ariaValueNow = String(Math.round(value));
  line.parentElement?.style.setProperty("--ds-split", `${value}%`);
  line.dispatchEvent(new CustomEvent("ds-split", { detail: value, bubbles: true }));
};

/** @param {HTMLElement} line @param {PointerEvent} event */
const dragLine = (line, event) => {
  const frame = line.parentElement;
  if (!frame || event.button) return;
  event.preventDefault();
  line.focus();
  line.setPointerCapture(event.pointerId);
  let at = Number(line.ariaValueNow);
  const isVertical = line.dataset.dsSplit === "vertical";
  /** The distance of the pointer from the start of a box. @param {PointerEvent} moved @param {Element} box */
  const along = (moved, box) => {
    const { left, right, top } = box.getBoundingClientRect();
    if (isVertical) return moved.clientY - top;
    return isRightToLeft(frame) ? right - moved.clientX : moved.clientX - left;
  };
  // The line is held where it was taken.
  const held = along(event, line);
  /** @param {PointerEvent} moved */
  const follow = (moved) => {
    at = ((along(moved, frame) - held) / (isVertical ? frame.offsetHeight : frame.offsetWidth)) * 100;
    frame.style.setProperty("--ds-split", `clamp(${line.ariaValueMin}%, ${at}%, ${line.ariaValueMax}%)`);
  };
  line.addEventListener("pointermove", follow);
  line.addEventListener(
    "lostpointercapture",
    () => {
      line.removeEventListener("pointermove", follow);
      moveLine(line, at);
    },
    { once: true },
  );
};

/** @param {HTMLElement} line @param {KeyboardEvent} event */
const keyLine = (line, event) => {
  const now = Number(line.ariaValueNow);
  const [back, on] = isRightToLeft(line) ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
  const low = Number(line.ariaValueMin);
  const isVertical = line.dataset.dsSplit === "vertical";
  /** @type {Record<string, number>} */
  const to = { [isVertical ? "ArrowUp" : back]: now - 2, [isVertical ? "ArrowDown" : on]: now + 2, Home: low, End: Number(line.ariaValueMax) };
  if (event.key === "Enter") {
    to.Enter = now === low ? Number(line.dataset.dsBefore ?? 50) : low;
    if (now !== low) line.dataset.dsBefore = String(now);
  }
  const wanted = to[event.key];
  if (wanted === undefined) return false;
  moveLine(line, wanted);
  return true;
};

// Tooltips

/** @type {HTMLElement | null} */
let tip = null;
let tipTimer = 0;

/** @param {Element | null} anchor @param {number} delay */
const showTip = (anchor, delay) => {
  const next = isElement(anchor) ? byId(anchor.dataset.dsTip) : null;
  if (next === tip) return;
  clearTimeout(tipTimer);
  if (tip?.isConnected && tip.matches(":popover-open")) tip.hidePopover();
  tip = next;
  if (next && anchor) {
    const first = anchor.firstElementChild;
    tipTimer = window.setTimeout(() => {
      if (!next.isConnected || next !== tip) return;
      next.showPopover(/** @type {any} */ ({ source: first }));
      place(next, first);
    }, delay);
  }
};

// Times

/** @type {Array<[Intl.RelativeTimeFormatUnit, number]>} */
const UNITS = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** @param {number} seconds */
const countdown = (seconds) => {
  /** @param {number} number */
  const two = (number) => String(number).padStart(2, "0");
  const [d, h, m, s] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  if (d) return `${d}:${two(h)}:${two(m)}:${two(s)}`;
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

/** @param {HTMLElement} clock */
const tick = (clock) => {
  const { dsClock, dsLocale, dsZone, dsLength, dsDate } = clock.dataset;
  const left = (Date.parse(clock.getAttribute("datetime") ?? "") - Date.now()) / 1000;
  if (dsClock === "time") {
    /** @type {any} */
    const length = dsLength;
    say(clock, new Intl.DateTimeFormat(dsLocale, { timeStyle: length, dateStyle: dsDate ? length : undefined, timeZone: dsZone }).format());
  } else if (dsClock === "relative") {
    const [unit, size] = UNITS.find(([, size]) => Math.abs(left) >= size) ?? ["second", 1];
    say(clock, new Intl.RelativeTimeFormat(dsLocale, { numeric: "auto" }).format(Math.trunc(left / size), unit));
  } else {
    say(clock, countdown(Math.max(Math.ceil(left), 0)));
    if (left <= 0 && clock.dataset.dsEnded === undefined) {
      clock.dataset.dsEnded = "";
      clock.dispatchEvent(new CustomEvent("ds-end"));
    }
  }
};
const tickAll = () => {
  for (const clock of document.querySelectorAll("[data-ds-clock]")) {
    try {
      if (isElement(clock)) tick(clock);
    } catch {
      // This browser does not know the time zone or the language: the server's text stays.
      clock.removeAttribute("data-ds-clock");
    }
  }
};
setInterval(tickAll, 1000);
tickAll();

// Steps of a tour are placed at the elements that they describe

/** The element that had the focus before a tour. @type {Element | null} */
let beforeTour = null;

const leaveToured = () => {
  for (const other of document.querySelectorAll("[data-ds-toured]")) other.removeAttribute("data-ds-toured");
};

/** @param {HTMLElement} box */
const anchorTour = (box) => {
  leaveToured();
  const target = byId(box.dataset.dsTour);
  target?.setAttribute("data-ds-toured", "");
  target?.scrollIntoView({ block: "center" });
  place(box, target);
};

// The side bar: it folds where there is room, and is a drawer where there is not

const narrow = matchMedia("(max-width: 48rem)");

/** @param {HTMLElement} nav */
const folderOf = (nav) => document.querySelector(`[data-ds-fold="${CSS.escape(nav.id)}"]`);

/** @param {HTMLElement} nav @param {boolean} isOpen */
const setDrawer = (nav, isOpen) => {
  const opener = folderOf(nav);
  nav.toggleAttribute("data-open", isOpen);
  opener?.setAttribute("aria-expanded", String(isOpen));
  // The page behind a drawer cannot be used.
  for (const other of nav.parentElement?.children ?? []) if (isElement(other) && other !== nav) other.inert = isOpen;
  const first = isOpen ? nav.querySelector("button,a[href]") : opener;
  if (isElement(first)) first.focus();
};

/** @param {HTMLElement | null} nav */
const foldNav = (nav) => {
  if (!nav) return;
  if (narrow.matches) setDrawer(nav, !nav.hasAttribute("data-open"));
  else folderOf(nav)?.setAttribute("aria-expanded", String(!nav.toggleAttribute("data-folded")));
};

const closeNav = () => {
  const nav = document.querySelector(".ds-shell-nav[data-open]");
  if (isElement(nav)) setDrawer(nav, false);
  return !!nav;
};

const sayNarrow = () => {
  closeNav();
  for (const opener of document.querySelectorAll("[data-ds-fold][aria-expanded]")) {
    const nav = byId(opener.getAttribute("data-ds-fold"));
    opener.setAttribute("aria-expanded", String(!narrow.matches && !nav?.hasAttribute("data-folded")));
  }
};
narrow.addEventListener("change", sayNarrow);
sayNarrow();

// Events

/** Capturing, so that this runs before the server hears of a key. @param {KeyboardEvent} event */
const onKeydown = (event) => {
  // The browser's autofill dispatches events without a key.
  if (!event.key || event.isComposing || event.defaultPrevented) return;
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    for (const button of document.querySelectorAll("[data-ds-shortcut]")) {
      const keys = isElement(button) ? (button.dataset.dsShortcut ?? "").toLowerCase().split("+") : [];
      const mod = keys.includes("mod") ? event.ctrlKey || event.metaKey : true;
      if (mod && keys.at(-1) === key.toLowerCase() && keys.includes("shift") === event.shiftKey && keys.includes("alt") === event.altKey) {
        event.preventDefault();
        if (isElement(button) && isShown(button)) button.click();
      }
    }
    return;
  }
  if (key === "Escape" && closeNav()) return;
  if (key === "Escape" && tip?.matches(":popover-open")) return showTip(null, 0);
  const box = near(target, "[data-ds-combobox]");
  const line = near(target, "[data-ds-split]");
  const button = near(target, "[aria-haspopup=menu][popovertarget]");
  let isDone = false;
  if (box) isDone = combobox(/** @type {HTMLInputElement} */ (box), event);
  else if (line) isDone = keyLine(line, event);
  else if (button && !near(button, "[data-ds-roving]") && (key === "ArrowDown" || key === "ArrowUp")) {
    isDone = openMenu(button, key === "ArrowDown" ? 0 : -1);
  } else isDone = moves(event);
  if (isDone) {
    event.preventDefault();
    if (key === "Escape" || (box && key === "Enter")) event.stopPropagation();
  }
};

/** @param {MouseEvent} event */
const onClick = (event) => {
  const { target } = event;
  const reveal = near(target, "[data-ds-reveal]");
  if (reveal) {
    const control = byId(reveal.dataset.dsReveal);
    if (control instanceof HTMLInputElement) {
      const hides = control.type === "text";
      control.type = hides ? "password" : "text";
      reveal.setAttribute("aria-pressed", String(!hides));
    }
  }
  const fold = near(target, "[data-ds-fold]");
  if (fold) foldNav(byId(fold.dataset.dsFold));
  else if (isElement(/** @type {any} */ (target)) && /** @type {HTMLElement} */ (target).classList.contains("ds-shell")) closeNav();
  // A link that opens another window leaves this one as it is.
  else if (near(near(target, "a[href]"), ".ds-shell-nav") && !event.ctrlKey && !event.metaKey && !event.shiftKey) closeNav();
  const tab = near(target, "[role=tab][aria-controls]");
  const tabs = tab && near(tab, "[role=tablist]");
  if (tab && tabs && tab.ariaSelected !== "true") {
    for (const other of tabs.querySelectorAll("[role=tab]")) {
      const panel = byId(other.getAttribute("aria-controls"));
      other.setAttribute("aria-selected", String(other === tab));
      other.setAttribute("tabindex", other === tab ? "0" : "-1");
      if (panel) panel.hidden = other !== tab;
    }
  }
  const option = near(target, "[role=option]");
  const list = option && near(option, "[role=listbox]");
  const box = list && document.querySelector(`[data-ds-combobox="${CSS.escape(list.id)}"]`);
  if (list && isElement(box)) {
    box.focus();
    if (list.ariaMultiSelectable !== "true") openList(box, false);
  } else if (near(target, "[data-ds-combobox]")) openList(/** @type {HTMLElement} */ (near(target, "[data-ds-combobox]")), true);
  const item = near(target, "[role^=menuitem]");
  if (item && near(item, "[role=menu]") && !item.hasAttribute("popovertarget") && item.ariaDisabled !== "true") closeMenus();
};

/** @param {Event} event */
const onInput = ({ target }) => {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
  if (target.dataset.dsCombobox !== undefined) {
    openList(target, true);
    point(target, null);
  }
  if (!target.id) return;
  const id = CSS.escape(target.id);
  const output = document.querySelector(`[data-ds-output="${id}"]`);
  if (output) echo(output, target, target.value);
  const counter = document.querySelector(`[data-ds-counter="${id}"]`);
  if (counter) echo(counter, target, `${target.value.length} / ${(counter.textContent ?? "").split("/ ")[1]}`);
};

/** @param {Event} event */
const onToggle = (event) => {
  const box = near(event.target, "*");
  if (!box || /** @type {ToggleEvent} */ (event).newState !== "open") return;
  if (box.role === "menu") {
    place(box, openerOf(box));
    if (!box.contains(document.activeElement)) goTo(box, itemsOf(box)[0]);
  } else if (box.dataset.dsTour !== undefined) anchorTour(box);
  else if (box.classList.contains("ds-popover")) place(box, openerOf(box));
};

/** @param {Event} event */
const onBeforeToggle = (event) => {
  const { target, newState } = /** @type {ToggleEvent} */ (event);
  const { activeElement, body } = document;
  const isTour = near(target, "[data-ds-tour]") && newState === "open";
  if (isTour && activeElement !== body && !near(activeElement, "[data-ds-tour]")) beforeTour = activeElement;
};

/** Moves the focus back to where it was, when a tour is over. */
const endTour = () => {
  if (document.querySelector("[data-ds-tour]")) return;
  leaveToured();
  if (isElement(beforeTour) && document.activeElement === document.body) beforeTour.focus();
  beforeTour = null;
};

/** @param {MouseEvent} event */
const onContext = (event) => {
  const area = near(event.target, "[data-ds-context]");
  const menu = area && byId(area.dataset.dsContext);
  if (!area || !menu || near(event.target, "[role=menu]")) return;
  event.preventDefault();
  // If the event comes while the button is still down, releasing it outside the menu would close the menu again.
  if (event.buttons) addEventListener("pointerup", () => setTimeout(openContext, 0, event, area, menu), { once: true });
  else openContext(event, area, menu);
};

/** @param {MouseEvent} event @param {HTMLElement} area @param {HTMLElement} menu */
const openContext = (event, area, menu) => {
  const { left, bottom } = (near(event.target, "*") ?? area).getBoundingClientRect();
  // The menu key has no position of its own.
  const [x, y] = event.clientX || event.clientY ? [event.clientX, event.clientY] : [left, bottom];
  menu.showPopover();
  Object.assign(menu.style, {
    position: "fixed",
    margin: "0",
    inset: "auto",
    left: `${Math.max(0, Math.min(x, innerWidth - menu.offsetWidth))}px`,
    top: `${Math.max(0, Math.min(y, innerHeight - menu.offsetHeight))}px`,
  });
  goTo(menu, itemsOf(menu)[0]);
};

// Charts

const needCharts = lazy("charts");
let hasCharts = false;
/** Keys that were pressed before the charts' module was loaded. @type {KeyboardEvent[] | null} */
let missed = [];
/** Loads the charts' module when a chart is pointed at or gets the focus. @param {Event} event */
const wakeCharts = ({ target }) => {
  if (hasCharts || !near(target, "[data-ds-chart]")) return;
  hasCharts = true;
  needCharts(({ onKey }) => {
    missed?.forEach(onKey);
    missed = null;
  });
};
addEventListener("pointerover", wakeCharts);
addEventListener("focusin", wakeCharts);
addEventListener("keydown", (event) => void (missed && near(event.target, "[data-ds-chart]") && missed.push(event)));

addEventListener("keydown", onKeydown, true);
addEventListener("click", onClick);
addEventListener("input", onInput, true);
addEventListener("beforetoggle", onBeforeToggle, true);
addEventListener("toggle", onToggle, true);
addEventListener("contextmenu", onContext);
addEventListener("pointerdown", (event) => {
  const line = near(event.target, "[data-ds-split]");
  if (line) dragLine(line, event);
  // An option that is pressed must not take the focus from its field, which would close the list before it is chosen.
  else if (near(event.target, "[role=option]")) event.preventDefault();
});
addEventListener("mousedown", (event) => {
  if (near(event.target, ".ds-list")) event.preventDefault();
});
addEventListener("pointerover", (event) => showTip(near(event.target, "[data-ds-tip]"), 400));
addEventListener("focusin", (event) => {
  const { target } = event;
  showTip(near(target, "[data-ds-tip]"), 0);
  const item = near(target, ITEMS);
  const list = item && near(item, "[data-ds-roving]");
  if (item && list) rove(list, item);
});
addEventListener("focusout", (event) => {
  showTip(null, 0);
  const box = near(event.target, "[data-ds-combobox]");
  if (box && popupOf(box)) openList(box, false);
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-ds-dirty=true]")) event.preventDefault();
});

// Modules that only few pages need

/** @type {[string, ReturnType<typeof lazy>][]} */
const LOADED = [
  ["[data-ds-window]", lazy("virtual_list")],
  ["[data-ds-grid]", lazy("grid")],
  ["[data-ds-collection]", lazy("collections")],
  ["[data-ds-does]", lazy("drag_and_drop")],
  ["[data-ds-earlier]", lazy("chat_history")],
];

/** @param {Node} node */
const load = (node) => {
  if (!(node instanceof Element)) return;
  for (const [selector, need] of LOADED) {
    if (node.matches(selector) || node.querySelector(selector)) need(({ attach }) => attach(node));
  }
};
load(document.documentElement);
new MutationObserver((records) => {
  for (const { type, target, addedNodes } of records) {
    if (type === "attributes") load(target);
    for (const node of addedNodes) load(node);
  }
  if (beforeTour) endTour();
}).observe(document.documentElement, {
  ...{ childList: true, subtree: true, attributes: true },
  attributeFilter: LOADED.map(([selector]) => selector.slice(1, -1)),
});
