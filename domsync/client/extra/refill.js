// Keeps what was entered when a page has to be reloaded: its server no longer knows it, its session has expired, or the
// browser has discarded a hidden tab. The values wait in sessionStorage, for this page in this tab, and are filled in
// where the user has left them; handlers hear of them as if the browser had filled them in. Passwords, and values that
// `autocomplete` declares private, are never stored.
import * as dom from "../dom.js";
import { ID, page } from "../nodes.js";
import { inputs } from "../inputs.js";
import { edits } from "./operational_transform.js";

const KEPT = "domsync-entered";
const PRIVATE = /\b(off|one-time-code|cc-[\w-]+|[\w-]*password)\b/i;
/** How long a value waits for a control that is shown later, in milliseconds. */
const LONGEST = 300_000;
/** How long the program has after its first page to show the rest, in milliseconds. */
const SOON = 1000;
/** How long messages are shown, in milliseconds. */
const SHOWN = 10_000;

/**
 * The controls in which the user has entered something, and their values from before.
 *
 * @type {WeakMap<Control, Value>}
 */
const entered = new WeakMap();
/** Controls that were fields for passwords at some time. */
const secret = new WeakSet();
/** Elements that were scrolled. @type {Set<any>} */
const scrolled = new Set();
/** Values that wait for their control. @type {KeptEntry[]} */
let waiting = [];
/** The element with messages to the user, and the messages. @type {HTMLElement | undefined} */
let banner;
/** @type {Set<string>} */
const said = new Set();
/** @type {Timer} */
let hiding;
/** The program has had its time to show the rest of the page. */
let isSettled = false;
/** The page is being left. */
let isLeft = false;

const here = () => location.href.split("#")[0];

/** @type {(element: any) => string} */
const kindOf = (element) => {
  const type = dom.read(element, "type");
  return [dom.nodeNameOf(element), type, /^(checkbox|radio)$/.test(type) ? element.value : ""].join();
};

/** The elements of a kind. @type {(kind: string) => any[]} */
const like = (kind) => [...page.root.querySelectorAll(kind.split(",")[0])].filter((element) => kindOf(element) === kind);

const nameOf = (/** @type {Element} */ element) => element.getAttribute("name") || "";

/**
 * Describes where an element is: by its id and name, and its place among its like.
 *
 * @type {(element: Element) => KeptPlace}
 */
const where = (element) => {
  const [kind, name, id] = [kindOf(element), nameOf(element), element.getAttribute("id") || ""];
  const all = like(kind);
  const named = all.filter((other) => nameOf(other) === name);
  return { kind, id, name, places: [named, all].map((list) => [list.indexOf(element), list.length]) };
};

/**
 * Finds the element that is there now.
 *
 * @param {KeptPlace} where
 * @returns {[element: any, isCertain: boolean]}
 */
const find = ({ kind, id, name, places }) => {
  const all = like(kind);
  const named = all.filter((other) => nameOf(other) === name);
  const own = (id && named.find((other) => other.getAttribute("id") === id)) || (name && !named[1] && named[0]);
  // If there are more or fewer of them than there were, a place says nothing.
  const i = [named, all].findIndex((list, i) => list.length === places[i][1]);
  return [own || [named, all][i]?.[places[i][0]], !!own];
};

const isPrivate = (/** @type {any} */ control) =>
  control.type === "hidden" ||
  secret.has(control) ||
  PRIVATE.test(control.getAttribute("autocomplete") || control.form?.getAttribute("autocomplete") || "");

/** True if a SharedText keeps what is typed into a control. */
const isShared = (/** @type {Element} */ control) =>
  [...page.docs.values()].some(({ listeners }) => listeners.get("sharedtext")?.has(control));

const note = (/** @type {any} */ { target }, base = inputs.states.get(target)?.view) => {
  if (page.quiet || !inputs.isControl(target)) return;
  if (target.type === "password") secret.add(target);
  if (!entered.has(target)) entered.set(target, base ?? inputs.initial(target));
};

/** Notes that a control has replaced another one, because the page was sent again. @param {Control} old @param {Control} control */
export const replaced = (old, control) => {
  if (!control) return;
  if (entered.has(old)) entered.set(control, /** @type {Value} */ (entered.get(old)));
  if (secret.has(old)) secret.add(control);
};

/** Stores what was entered. */
const save = () => {
  const controls = inputs.all().filter((control) => entered.has(control) && !isPrivate(control) && !isShared(control));
  const held = controls.map((control) => ({ where: where(control), base: entered.get(control), holds: inputs.valueOf(control) }));
  const active = dom.activeElement();
  const focus = page.root.contains(active) && { ...where(active), selection: [active.selectionStart, active.selectionEnd] };
  // Of radio buttons, the chosen one is enough.
  const changed = held.filter(({ where, base, holds }) => !inputs.same(base, holds) && (holds || !/,radio,/.test(where.kind)));
  const entries = [...changed, ...waiting];
  const places = [...scrolled].filter((element) => dom.isConnected(element) && (element.scrollTop || element.scrollLeft));
  const files = [...page.root.querySelectorAll("input[type=file]")].some((input) => /** @type {any} */ (input).files[0]);
  const scroll = places.map((element) => [where(element), element.scrollTop, element.scrollLeft]);
  const top = dom.read(document, "scrollingElement").scrollTop;
  try {
    sessionStorage[KEPT] = JSON.stringify({ address: here(), entries, focus, scroll, top, files });
  } catch (error) {
    // The storage is full, or there is none.
    console.warn("domsync: what was entered cannot be kept:", error);
  }
};

/** Shows messages to the user, besides those that are shown already. */
const tell = (/** @type {string[]} */ lines) => {
  if (!lines[0]) return;
  for (const line of lines) said.add(line);
  if (!banner) {
    banner = dom.createElement("div");
    Object.assign(banner, { className: "domsync-status", role: "status", popover: "manual" });
    banner.style.setProperty("inset", "auto auto 0 0");
    dom.insertBefore(dom.read(document, "body"), banner);
    banner.showPopover?.();
  }
  banner.textContent = [...said].join(" ");
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    banner?.remove();
    banner = undefined;
    said.clear();
  }, SHOWN);
};

/** Puts a value into a control, if that can hold it. @type {(control: any, value: unknown) => boolean} */
const put = (control, value) => {
  const before = inputs.valueOf(control);
  const set = (/** @type {unknown} */ to) => {
    if (Array.isArray(to)) for (const option of control.options) option.selected = to.includes(option.value);
    else control[inputs.field(control)] = to;
  };
  set(value);
  if (inputs.same(inputs.valueOf(control), value)) return true;
  set(before);
  return false;
};

/**
 * Fills a value in.
 *
 * @param {KeptEntry} entry
 * @returns {"" | "there" | "changed" | "filled"} The outcome; "" if the value has to wait.
 */
const fill = ({ where, base, holds }) => {
  const [control, isCertain] = find(where);
  if (!control || !inputs.isControl(control)) return "";
  const begun = inputs.valueOf(control);
  // The value is there, or the user has begun to enter something else.
  if (inputs.same(begun, holds) || entered.has(control) || isPrivate(control) || isShared(control)) return "there";
  let value = holds;
  if (!inputs.same(begun, base)) {
    if (!isSettled) return "";
    // Somebody has changed it meanwhile: what was typed is added to that.
    if (!isCertain || !inputs.isTyped(control)) return "changed";
    const theirs = edits.between(`${base}`, `${begun}`).filter(Boolean);
    const mine = edits.between(`${base}`, `${holds}`).filter(Boolean);
    value = edits.apply(`${begun}`, edits.transform(mine, theirs)[0]);
  }
  if (!put(control, value)) return "";
  inputs.hear(control, begun);
  return "filled";
};

/** Fills in what can be filled in, keeps the rest, and returns messages to the user. */
const fillAll = () => {
  /** @type {Set<string>} */
  const results = new Set();
  waiting = waiting.filter((entry) => {
    const result = fill(entry);
    results.add(result);
    return !result;
  });
  return [
    ...(results.has("filled") ? [page.words.filled || "What you had entered was filled in again."] : []),
    ...(results.has("changed") ? [page.words.changed || "Not all that you had entered: it was changed meanwhile."] : []),
  ];
};

const take = () => {
  const text = sessionStorage[KEPT];
  delete sessionStorage[KEPT];
  const [how] = /** @type {any[]} */ (performance.getEntriesByType("navigation"));
  const isBack = how?.type !== "navigate" || /** @type {any} */ (document).wasDiscarded;
  const kept = text && isBack && JSON.parse(text);
  return kept?.address === here() ? kept : null;
};

/** Restores what was stored by the page that this one replaces. */
export const refill = () => {
  for (const control of inputs.all()) {
    if (inputs.dirty.has(control) || inputs.states.get(control)?.n) note({ target: control }, inputs.initial(control));
  }
  let kept;
  try {
    kept = take();
  } catch {
    // There is no storage, or somebody else has written to it.
  }
  if (!kept) return;
  waiting = kept.entries;
  tell(fillAll());
  for (const [where, top, left] of kept.scroll) find(where)[0]?.scrollTo({ top, left, behavior: "instant" });
  const view = dom.read(document, "scrollingElement");
  if (!view.scrollTop) view.scrollTop = kept.top;
  const active = dom.activeElement();
  const [focus] = kept.focus ? find(kept.focus) : [];
  if (focus && (!active?.[ID] || active.autofocus)) {
    focus.focus({ preventScroll: true });
    const [start, end] = kept.focus.selection;
    if (start != null && focus.selectionStart != null) focus.setSelectionRange(start, end);
  }
  const observer = new MutationObserver(() => {
    tell(fillAll());
    if (!waiting[0]) observer.disconnect();
  });
  observer.observe(page.root, { childList: true, subtree: true });
  setTimeout(() => {
    isSettled = true;
    tell([
      ...fillAll(),
      ...(waiting[0] ? [page.words.later || "What you had entered in other fields comes back when they are shown."] : []),
      ...(kept.files ? [page.words.files || "Please choose your files again."] : []),
    ]);
  }, SOON);
  setTimeout(() => {
    observer.disconnect();
    if (waiting[0]) console.warn("domsync: no control for what was entered:", waiting.map(({ where }) => where.name || where.kind));
    waiting = [];
  }, LONGEST);
};

for (const type of ["input", "change"]) addEventListener(type, (event) => note(event), true);
addEventListener("focusin", ({ target }) => /** @type {any} */ (target).type === "password" && secret.add(/** @type {any} */ (target)), true);
addEventListener("scroll", ({ target }) => target instanceof Element && scrolled.add(target), true);
// With a connection, the user leaves the page on purpose, so nothing is kept. Capturing, so that this runs before
// index.js closes the connection.
addEventListener(
  "pagehide",
  () => {
    isLeft = true;
    if (page.line()) delete sessionStorage[KEPT];
    else save();
  },
  true,
);
addEventListener("pageshow", () => (isLeft = false));
addEventListener("visibilitychange", () => dom.read(document, "hidden") && !isLeft && save());
