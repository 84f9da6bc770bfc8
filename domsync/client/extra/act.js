// Instant actions, which the browser runs by itself at an event: domsync/dom/actions/ has the vocabulary. The server is
// told what has changed; until it knows, its ops do not undo the change.
import { check } from "../apply/attributes.js";
import * as dom from "../dom.js";
import { events } from "../events.js";
import { ID, ROOT, need, page } from "../nodes.js";
import { IF_SELF, PREVENT_DEFAULT, STOP_PROPAGATION, TELL, UNDO } from "../protocol.js";

// ---- classes and attributes

/** The prefix of a class name; all other names are attributes. */
const CLASS = ".";
/** The changes by actions that the server's ops do not contain yet. @type {Map<Element, Map<string, Change>>} */
const changes = new Map();
/** The changes that are undone when an event is answered. @type {Set<Loan>} */
const loans = new Set();

const main = () => /** @type {Doc} */ (page.docs.get(0));
const isMain = (/** @type {Element} */ element) => main().nodes.get(element[ID] || 0) === element;
/** @type {(element: Element, name: string) => string | null} */
const attributeOf = (element, name) => dom.read(element, "getAttribute").call(element, name);
/** @type {(element: Element) => DOMTokenList} */
const classesOf = (element) => dom.read(element, "classList");

/** @type {(element: Element, slot: string) => ChangeValue} */
const read = (element, slot) =>
  slot[0] === CLASS ? classesOf(element).contains(slot.slice(1)) : attributeOf(element, slot);

/** @type {(element: Element, slot: string, value: ChangeValue) => void} */
const write = (element, slot, value) => {
  if (read(element, slot) === value) return;
  if (slot[0] === CLASS) classesOf(element).toggle(slot.slice(1), !!value);
  else if (value === null) dom.removeAttribute(element, slot);
  else {
    check(element, slot, `${value}`);
    dom.setAttribute(element, slot, `${value}`);
  }
};

/** What to show: the last temporary value, or the result of the user's action, or the server's value. */
const shown = (/** @type {Change} */ { base, kept, lent }) =>
  /** @type {ChangeValue} */ ([base, ...(kept ? [kept.value] : []), ...lent.values()].at(-1));

/** @type {(element: Element, slot: string, value: any, loan?: Loan) => void} */
const change = (element, slot, value, loan) => {
  if (read(element, slot) === value && !changes.get(element)?.has(slot)) return;
  const own = changes.get(element) || new Map();
  const id = (isMain(element) && element[ID]) || 0;
  /** @type {Change} */
  const made = own.get(slot) || { id, name: dom.nodeNameOf(element), base: read(element, slot), lent: new Map() };
  if (loan) made.lent.set(loan, value);
  // A change in a shared document, or in no document, concerns only this page.
  else made.kept = { value, n: made.id ? 0 : -1 };
  changes.set(element, own.set(slot, made));
  write(element, slot, shown(made));
};

const isKnown = (/** @type {Change} */ { kept }) => !!kept && kept.n > 0 && kept.n <= page.acked;

/** @type {(element: Element, own: Map<string, Change>, slot: string) => void} */
const drop = (element, own, slot) => {
  own.delete(slot);
  if (!own.size) changes.delete(element);
};

// After an op from the server: it includes the changes that the server knows; the others are applied on top.
page.overlay = (element, name) => {
  const own = changes.get(element);
  for (const [slot, made] of own || []) {
    if (name !== (slot[0] === CLASS ? "class" : slot)) continue;
    made.base = read(element, slot);
    // In a shared document the newest attribute counts; classes are merged one by one.
    if (isKnown(made) || (made.kept && made.kept.n < 0 && slot[0] !== CLASS)) made.kept = undefined;
    if (made.kept || made.lent.size) write(element, slot, shown(made));
    else drop(element, /** @type {Map<string, Change>} */ (own), slot);
  }
};

/** @type {(id: number, slot: string, value: ChangeValue) => [number, string, ChangeValue]} */
const told = (id, slot, value) => [id, slot, value];

// The changes that the server does not know yet, in the form in which an event reports them.
page.changed = (doc) => {
  if (doc.number) return [];
  return [...changes].flatMap(([element, own]) =>
    [...own].flatMap(([slot, { id, kept }]) => (kept?.n === 0 && isMain(element) ? [told(id, slot, kept.value)] : [])),
  );
};

page.changesSent = (n) => {
  if (n <= 0) return;
  for (const [element, own] of changes) {
    for (const { kept } of own.values()) if (kept?.n === 0 && isMain(element)) kept.n = n;
  }
};

/** The element that has replaced another one, in a document that was built again. */
const successor = (/** @type {Element} */ element, /** @type {Change} */ { id, name }) => {
  const found = id ? main().nodes.get(id) : null;
  return found && found !== element && dom.nodeNameOf(found) === name ? found : null;
};

const settle = () => {
  for (const loan of loans) {
    if (page.isOpen(loan.n)) continue;
    loans.delete(loan);
    loan.isOver = true;
    for (const [element, own] of changes) {
      for (const [slot, made] of own) {
        if (!made.lent.delete(loan)) continue;
        write(element, slot, shown(made));
        if (!made.kept && !made.lent.size) drop(element, own, slot);
      }
    }
    const active = dom.activeElement();
    if (loan.focused && (!active || active === dom.read(document, "body"))) loan.focused.focus({ preventScroll: true });
  }
  for (const [element, own] of changes) {
    const isThere = dom.isConnected(element);
    for (const [slot, made] of own) {
      if (isKnown(made)) {
        made.base = /** @type {any} */ (made.kept).value;
        made.kept = undefined;
      }
      const next = isThere ? null : successor(element, made);
      if (next && (made.kept || made.lent.size)) {
        const moved = changes.get(next) || new Map();
        changes.set(next, moved.set(slot, { ...made, base: read(next, slot) }));
        write(next, slot, shown(made));
      }
      if (!isThere || !(made.kept || made.lent.size)) drop(element, own, slot);
    }
  }
};
page.settled.add(settle);

// ---- transitions

/** Stops the transition of an element; called when another one begins. @type {WeakMap<Element, () => void>} */
const running = new WeakMap();
/** Elements whose transition ends with their being hidden. @type {WeakSet<Element>} */
const leaving = new WeakSet();

/** @type {(element: Element, transition: any[], end: () => void) => void} */
const animate = (element, [ms, ...texts], end) => {
  running.get(element)?.();
  if (!ms || matchMedia("(prefers-reduced-motion: reduce)").matches) return end();
  const [during, first, last] = texts.map((text) => (text || "").split(" ").filter(Boolean));
  const classes = classesOf(element);
  classes.add(...during, ...first);
  const frame = requestAnimationFrame(() => {
    // Makes the browser compute the first styles, from which the transition starts.
    element.getBoundingClientRect();
    classes.remove(...first);
    classes.add(...last);
  });
  const stop = () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    running.delete(element);
    classes.remove(...during, ...first, ...last);
  };
  const timer = setTimeout(() => {
    stop();
    end();
    tell();
  }, ms);
  running.set(element, stop);
};

/** @type {(element: Element, isShown: boolean, transition: unknown[], loan?: Loan) => void} */
const reveal = (element, isShown, transition, loan) => {
  if (isShown) {
    leaving.delete(element);
    change(element, "hidden", null, loan);
    return animate(element, transition, () => {});
  }
  leaving.add(element);
  animate(element, transition, () => {
    if (leaving.delete(element) && !loan?.isOver) change(element, "hidden", "", loan);
  });
};

// ---- the actions

const POPOVER_OPEN = ":popover-open";
/** Popovers that were open when the pointer went down: browsers close them by themselves before the click. */
let atPress = /** @type {Element[]} */ ([]);
addEventListener("pointerdown", () => (atPress = [...document.querySelectorAll(POPOVER_OPEN)]), true);
addEventListener("click", () => (atPress = []));

const isOpen = (/** @type {any} */ element) =>
  dom.read(element, "popover") ? element.matches(POPOVER_OPEN) : !!element.open;

/** @type {(element: HTMLElement, wanted: boolean, given?: any) => void} */
const setOpen = (element, wanted, given) => {
  if (isOpen(element) === wanted) return;
  if (element instanceof HTMLDialogElement && !element.popover) {
    if (!wanted) element.close(given);
    else if (given === "show") element.show();
    else element.showModal();
  } else if (dom.read(element, "popover")) element[wanted ? "showPopover" : "hidePopover"]();
  else if (element instanceof HTMLDetailsElement) element.open = wanted;
  else console.error("domsync: neither a dialog, a popover nor details:", element);
};

/** @type {(text: string) => Promise<void>} */
const copy = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Pages loaded over http have no clipboard, but may copy the selection.
  const box = dom.createElement("textarea");
  const active = dom.activeElement();
  box.value = text;
  box.style.setProperty("position", "fixed");
  dom.insertBefore(active?.closest?.("dialog") || dom.read(document, "body"), box);
  box.select();
  document.execCommand("copy");
  box.remove();
  active?.focus?.({ preventScroll: true });
};

const formOf = (/** @type {any} */ element) =>
  element instanceof HTMLFormElement ? element : element.form || dom.closest(element, "form");

/** @type {(element: Element, names: string, value: (slot: string) => boolean, loan?: Loan) => void} */
const changeClasses = (element, names, value, loan) => {
  for (const name of names.split(" ")) change(element, CLASS + name, value(CLASS + name), loan);
};

/** @type {{ [name: string]: (element: any, args: any[], loan?: Loan) => void }} */
const ACTIONS = {
  show: (element, transition, loan) => reveal(element, true, transition, loan),
  hide: (element, transition, loan) => reveal(element, false, transition, loan),
  toggle: (element, transition, loan) =>
    reveal(element, attributeOf(element, "hidden") !== null || leaving.has(element), transition, loan),
  transition: (element, transition) => animate(element, transition, () => {}),
  add_class: (element, [names], loan) => changeClasses(element, names, () => true, loan),
  remove_class: (element, [names], loan) => changeClasses(element, names, () => false, loan),
  toggle_class: (element, [names], loan) => changeClasses(element, names, (slot) => !read(element, slot), loan),
  set_attribute: (element, [name, value], loan) => change(element, name, value || "", loan),
  remove_attribute: (element, [name], loan) => change(element, name, null, loan),
  toggle_attribute(element, [name, value = "", other = null], loan) {
    const now = attributeOf(element, name);
    change(element, name, (other === null ? now !== null : now === value) ? other : value, loan);
  },
  blur: (element) => element.blur(),
  select: (element) => element.select(),
  scroll_into_view: (element, [behavior, block]) => element.scrollIntoView({ behavior, block }),
  scroll_to(element, [top, left, behavior]) {
    // Negative numbers count from the end, where -1 is the end itself.
    const from = (/** @type {number | null} */ way, /** @type {number} */ size) =>
      way === null ? undefined : way < 0 ? size + way + 1 : way;
    element.scrollTo({ top: from(top, element.scrollHeight), left: from(left, element.scrollWidth), behavior });
  },
  open: (element, [modal]) => setOpen(element, true, modal),
  close: (element, [value]) => setOpen(element, false, value),
  toggle_open(element, [modal]) {
    const wanted = !isOpen(element) && !atPress.includes(element);
    setOpen(element, wanted, wanted ? modal : undefined);
  },
  set_value(element, [value = 0]) {
    if (typeof value === "number") element.checked = !!value;
    else element.value = value;
    for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true }));
  },
  submit(element) {
    const form = formOf(element);
    dom.read(form, "requestSubmit").call(form);
  },
  reset(element) {
    const form = formOf(element);
    dom.read(form, "reset").call(form);
  },
  copy(element, [text]) {
    copy(text ?? element.value ?? element.innerText).catch((error) => console.error("domsync:", error));
  },
  dispatch: (element, [type, detail, bubbles]) =>
    element.dispatchEvent(new CustomEvent(type, { detail: JSON.parse(detail), bubbles: !!bubbles, cancelable: true })),
  open_url(_, [url]) {
    need(/^(https?|mailto|tel):$/.test(new URL(url, document.baseURI).protocol), "refused: " + url);
    window.open(url, "_blank", "noopener");
  },
};

// ---- the targets of actions

/** @type {(root: Node, selector: string) => Element[]} */
const all = (root, selector) => [...dom.read(root, "querySelectorAll").call(root, selector)];

/** @type {(element: Element, given: string, way: 1 | -1) => Element | undefined} */
const beside = (element, given, way) => {
  const wraps = given[0] === "~";
  const [selector, within] = given.slice(wraps ? 1 : 0).split("\n");
  const parent = within ? dom.closest(element, within) : dom.parentOf(element);
  const others = parent ? all(parent, within ? selector : `:scope > :is(${selector})`) : [];
  const place = others.indexOf(element);
  // The element need not be one of them; if it is not, the one before or after it is used.
  const after = others.findIndex((other) => element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  const gap = after < 0 ? others.length : after;
  const next = place >= 0 ? place + way : way > 0 ? gap : gap - 1;
  return wraps ? others.at(next % others.length) : others[next];
};

/** @type {{ [kind: string]: (elements: any[], given: string) => (Element | null | undefined)[] }} */
const STEPS = {
  ref: (_, mark) => all(document, `[data-domsync-ref="${CSS.escape(mark)}"]`).slice(0, 1),
  closest: (elements, selector) => elements.map((element) => dom.closest(element, selector)),
  inner: (elements, selector) => elements.flatMap((element) => all(element, selector)),
  next: (elements, given) => elements.map((element) => beside(element, given, 1)),
  previous: (elements, given) => elements.map((element) => beside(element, given, -1)),
  first: (elements) => elements.slice(0, 1),
  last: (elements) => elements.slice(-1),
  focused: () => [dom.activeElement()],
};

/** @type {(node: any, steps: [string, string][] | 0 | undefined) => Element[]} */
const targets = (node, steps) => {
  let found = [node];
  for (const [kind, given] of steps || []) found = [...new Set(STEPS[kind](found, given))].filter(Boolean);
  for (const element of found) {
    // Nodes made by a template get their numbers when they are mentioned.
    const way = [];
    for (let above = element; above?.nodeType; above = dom.parentOf(above)) way.unshift(above);
    way.forEach(page.reveal);
  }
  return found;
};

/** @type {(node: Node, actions: Wire[], loan?: Loan) => void} */
const run = (node, actions, loan) => {
  for (const [name, steps, ...args] of actions) {
    try {
      const elements = targets(node, steps);
      if (name === "focus") {
        for (const element of elements) {
          /** @type {any} */ (element).focus({ preventScroll: !!args[0] });
          if (element === dom.activeElement()) break;
        }
      } else for (const element of elements) ACTIONS[name](element, args, loan);
    } catch (error) {
      console.error("domsync:", name, error);
    }
  }
};

const tell = () => {
  if (page.changed?.(main())[0]) page.emit(main(), ROOT, TELL, [], true);
};

/** @type {(reaction: Wire, event: Event, node: Node) => boolean} */
const wants = ([flags, keys], event, node) =>
  !events.isLeft({ flags }, event) &&
  !(keys?.[0] && !events.keys({ keys }, event)[0]) &&
  !(flags & IF_SELF && event.target !== node);

page.react = ({ reactions }, event, node) => {
  let stop = false;
  for (const reaction of reactions || []) {
    if (reaction[0] & UNDO || !wants(reaction, event, node)) continue;
    if (reaction[0] & PREVENT_DEFAULT) event.preventDefault();
    if (reaction[0] & STOP_PROPAGATION) stop = true;
    run(node, reaction[2]);
    // If the server listens for the event, that reports the change.
    queueMicrotask(tell);
  }
  return stop;
};

page.lend = ({ reactions }, event, node, n) => {
  if (n <= 0 || !page.isOpen(n)) return;
  /** @type {Loan} */
  const loan = { n, isOver: false };
  const active = dom.activeElement();
  const isDisabled = () => active?.matches(":disabled");
  loans.add(loan);
  for (const reaction of reactions || []) {
    if (reaction[0] & UNDO && wants(reaction, event, node)) run(node, reaction[2], loan);
  }
  // Browsers take the focus from a disabled element.
  if (isDisabled()) loan.focused = active;
};
