// Goes to other pages of the app without a reload: asks the server for the page of a link or form; the server changes
// the tree and sends the new address. What cannot be shown in this way, and everything without a connection, is loaded by
// the browser.
import * as dom from "../dom.js";
import { OP } from "../protocol.js";
import { page } from "../nodes.js";
import { emitRest } from "../emit.js";
import { notice } from "../banner.js";
import { load } from "../lazy.js";

/** The address below which the app is reached. */
const root = import.meta.url.replace(/_domsync\/\w+\/extra\/[^/]*$/, "");
/** Identifies this document in the browser's history, which may have entries of other documents. */
const own = performance.timeOrigin;
/** The live region for screen readers. It is in the page from the beginning, so that they watch it. */
const status = dom.createElement("div");
/** The elements of the style sheets, by their absolute URLs. @type {Map<string, HTMLLinkElement>} */
const sheets = new Map();
/** Promises of the style sheets that are being loaded. @type {Map<string, Promise<unknown>>} */
const loading = new Map();
/** The key under which scroll positions survive a reload, and how many are kept. */
const [PLACES, MOST] = ["domsync-places", 50];
/** Milliseconds: how long a pointer rests on a link before it is prefetched, and how long the server keeps the page. */
const [REST, KEPT] = [65, 10_000];
/** The longest address that the server accepts; the browser loads longer ones, and shows the server's error. */
const LONGEST = 8000;
const HEADINGS = "h1,h2,h3,h4,h5,h6,[role=heading]";

/** @typedef {[x: number, y: number, inside: [Element, number, number][]]} Place The scroll positions of a page and of the elements around it. */
/** @type {Map<string, Place>} */
const places = new Map();
/** Elements of the current page that are scrolled. Kept up to date, because after the server's change it is too late. @type {Map<Node, [number, number]>} */
let scrolled = new Map();

/** The last request, and its number. */
let [wanted, last] = ["", 0];
/** The number of the page that is shown, and of the newest entry in the history. */
let [shown, count] = [1, 0];
/** Identifies the current entry. */
let entry = "";
/** The current address without its fragment. */
let at = "";

const all = (/** @type {Node} */ node, /** @type {string} */ selectors) =>
  /** @type {any[]} */ ([...dom.read(node, "querySelectorAll").call(node, selectors)]);
const full = (/** @type {string} */ address) => new URL(address, root).href;
const here = () => location.href.split("#")[0];
const head = () => dom.read(document, "head");

const nextEntry = () => (entry = `${own}/${++count}`);

/** Writes the current page to the history. @param {"push" | "replace"} how @param {string} href */
const note = (how, href) => {
  history[`${how}State`]({ ...history.state, domsync: [own, shown, entry] }, "", href);
  at = here();
};

/** Saves the scroll positions of the page that is being left. */
const leave = () => {
  const top = /** @type {Element} */ (dom.read(document, "scrollingElement"));
  const inside = /** @type {Place[2]} */ (
    [...scrolled].filter(([node]) => node !== document && dom.isConnected(node)).map(([node, [x, y]]) => [node, x, y])
  );
  const [x, y] = scrolled.get(document) || [top.scrollLeft, top.scrollTop];
  places.set(entry, [x, y, inside]);
};

/** Scrolls to the saved position, to the fragment of the address, or to the top. @param {Node | null} node The first new one. @param {boolean} isBack */
const scroll = (node, isBack) => {
  const before = isBack && places.get(entry);
  let name = location.hash.slice(1);
  try {
    name = decodeURIComponent(name);
  } catch {
    // A fragment such as "#50%" means itself.
  }
  const anchor = name && (document.getElementById(name) || document.getElementsByName(name)[0]);
  const around = [...scrolled.keys()].filter((element) => element !== document && node && dom.contains(element, node));
  for (const element of around) /** @type {Element} */ (element).scrollTo({ left: 0, top: 0, behavior: "instant" });
  scrolled = new Map([...scrolled].filter(([element]) => element !== document && dom.isConnected(element)));
  if (before) {
    const [left, top, inside] = before;
    for (const [element, left, top] of inside) element.scrollTo({ left, top, behavior: "instant" });
    scrollTo({ left, top, behavior: "instant" });
  } else if (anchor) anchor.scrollIntoView({ behavior: "instant" });
  else scrollTo({ left: 0, top: 0, behavior: "instant" });
};

/** Moves the focus to the new content, and announces it to screen readers. @param {Node[]} nodes */
const focus = (nodes) => {
  const elements = nodes.filter((node) => node instanceof Element);
  if (elements.some((element) => dom.contains(element, dom.activeElement()))) return;
  const find = (/** @type {string} */ selectors) =>
    elements.flatMap((element) => [.../** @type {any} */ (element).matches(selectors) ? [element] : [], ...all(element, selectors)])[0];
  const to = find("[autofocus]") || find("h1") || find(HEADINGS) || elements[0];
  if (!to) return;
  if (!to.matches("[tabindex],[autofocus],a[href],button,input,select,textarea")) {
    dom.setAttribute(to, "tabindex", "-1");
    dom.addListener(to, "blur", () => dom.removeAttribute(to, "tabindex"), { once: true });
  }
  to.focus({ preventScroll: true });
};

/** Loads a style sheet; while its `media` does not match, it has no effect. @param {string} href @param {string} media */
const makeSheet = (href, media) => {
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href, media });
  sheets.set(href, link);
  loading.set(href, new Promise((done) => (link.onload = link.onerror = done)));
  dom.insertBefore(head(), link);
};

/** Sets the page's style sheets, in this order. @param {string[]} hrefs @param {string[]} gone The ones to remove. */
const setSheets = (hrefs, gone) => {
  /** @type {Node | null} */
  let next = null;
  for (const href of gone) {
    sheets.get(href)?.remove();
    sheets.delete(href);
  }
  for (const href of [...hrefs].reverse()) {
    if (!sheets.has(href)) makeSheet(href, "");
    const link = /** @type {HTMLLinkElement} */ (sheets.get(href));
    // A style sheet that is moved would be loaded again.
    if (next && !(link.compareDocumentPosition(next) & 4)) dom.insertBefore(head(), link, next);
    link.media = "";
    next = link;
  }
};

/** @param {any} told */
const setHead = ({ title, lang, dir, favicon, meta = {}, stylesheets, gone = [], scripts = [] }) => {
  if (title !== undefined) dom.write(document, "title", title);
  if (lang) document.documentElement.lang = lang;
  if (dir !== undefined) document.documentElement.dir = dir;
  if (favicon) for (const icon of all(head(), "link[rel=icon]")) icon.href = full(favicon);
  for (const [name, content] of Object.entries(meta)) {
    for (const old of all(head(), "meta")) if (old.name === name) old.remove();
    if (content !== null) dom.insertBefore(head(), Object.assign(document.createElement("meta"), { name, content }));
  }
  if (stylesheets) setSheets(stylesheets.map(full), gone.map(full));
  for (const script of scripts.map(full)) load(script).catch((error) => {
    console.error("domsync:", error);
    notice(page.words.broken || "A script failed");
  });
};

/** Asks the server for a page. @param {string} href @param {"push" | "replace" | "pop"} how @param {number} [number] */
const walk = (href, how, number = 0) => {
  const url = href.slice(root.length - 1).split("#")[0];
  if (url.length > LONGEST) return false;
  try {
    // Input on this page is reported first, because the new address may set the same fields.
    emitRest();
    window.send_message({ op: "_walk", url, r: last + 1, how, page: number });
  } catch {
    return false;
  }
  [wanted, last] = [href, last + 1];
  history.scrollRestoration = "manual";
  return true;
};

/** True if an address can be one of the app's pages. @param {string} href */
const isOurs = (href) => href.startsWith(root) && !href.startsWith(`${root}_domsync/`);

/** True if the target of a link or a form is loaded in this window. @param {string} target @param {string} rel */
const isPlain = (target, rel) => /^(_self)?$/i.test(target) && !/\bexternal\b/i.test(rel);

/** The link at the target of an event, if the browser would load it in this window. @param {Event} event */
const linkOf = (event) => {
  const link = /** @type {any} */ (event.composedPath().find((node) => node instanceof HTMLAnchorElement || node instanceof HTMLAreaElement));
  if (!link?.href || link.hasAttribute("download") || !isPlain(link.target, link.rel) || link.isContentEditable) return;
  if (!/^https?:$/.test(link.protocol)) return;
  const { href } = new URL(link.href);
  return isOurs(href) ? href : undefined;
};

/** The address of a form that puts its entries into the query: https://html.spec.whatwg.org/#form-submission-algorithm. @param {any} event */
const formAddress = ({ target: form, submitter }) => {
  const of = (/** @type {string} */ own, /** @type {string} */ name) => (submitter?.hasAttribute(own) ? submitter[own] : dom.read(form, name));
  const href = of("formAction", "action");
  const isUtf8 = /^(utf-?8)?$/i.test(dom.read(form, "acceptCharset"));
  if (of("formMethod", "method") !== "get" || !isPlain(of("formTarget", "target"), dom.read(form, "rel")) || !isUtf8 || !isOurs(href)) return;
  const url = new URL(href);
  const line = (/** @type {any} */ value) => (value.name ?? value).replace(/\r\n?|\n/g, "\r\n");
  url.search = `${new URLSearchParams([...new FormData(form, submitter)].map((entry) => entry.map(line)))}`;
  return url.href;
};

/** Navigates in place of the browser, if there is a connection. @param {Event} event @param {string | undefined} href */
const follow = (event, href) => {
  const isHere = href?.split("#")[0] === here();
  // The browser itself finds fragments of this page.
  if (!href || (isHere && href.includes("#"))) return;
  if (page.guard && !confirm(page.guard)) return event.preventDefault();
  if (walk(href, isHere ? "replace" : "push")) event.preventDefault();
};

// Prefetches the page of a link that is about to be followed, but not of links that the mouse only crosses.
/** @type {Timer} */
let resting;
let asked = "";
for (const type of ["pointerover", "touchstart"]) {
  addEventListener(type, (event) => {
    const href = linkOf(event)?.split("#")[0];
    clearTimeout(resting);
    if (!href || href === asked || href === here() || !page.line() || /** @type {any} */ (navigator).connection?.saveData) return;
    resting = setTimeout(() => {
      if (!page.line()) return;
      asked = href;
      setTimeout(() => (asked = asked === href ? "" : asked), KEPT);
      window.send_message({ op: "_ahead", url: href.slice(root.length - 1) });
    }, type === "pointerover" ? REST : 0);
  }, { capture: true, passive: true });
}

/** True if the current click makes the browser open another window. */
let isBeside = false;
const isModified = (/** @type {MouseEvent} */ { altKey, ctrlKey, metaKey, shiftKey }) => altKey || ctrlKey || metaKey || shiftKey;

addEventListener("click", (event) => {
  isBeside = isModified(event);
  setTimeout(() => (isBeside = false));
}, true);

addEventListener("click", (event) => {
  clearTimeout(resting);
  if (!event.defaultPrevented && !event.button && !isModified(event) && page.line()) follow(event, linkOf(event));
});

addEventListener("submit", (event) => {
  if (!event.defaultPrevented && !isBeside && page.line()) follow(event, formAddress(event));
});

addEventListener("popstate", ({ state }) => {
  const [document, number, name] = state?.domsync || [];
  const isHere = here() === at && (!document || (document === own && number === shown));
  // The page that the user stays on is a new entry: nothing tells which way the browser has gone.
  if (!isHere && page.guard && !confirm(page.guard)) return note("push", at);
  leave();
  entry = name || nextEntry();
  // On the same page, the browser scrolls by itself.
  if (isHere && !document) note("replace", location.href);
  else if (isHere) scroll(null, true);
  else if (!walk(location.href, "pop", document === own ? number : 0)) location.reload();
});

addEventListener("scroll", ({ target }) => {
  const element = /** @type {any} */ (target === document ? dom.read(document, "scrollingElement") : target);
  scrolled.set(/** @type {Node} */ (target), [element.scrollLeft, element.scrollTop]);
}, { capture: true, passive: true });

/** Frames that wait until the browser has a snapshot of the old page. @type {Wire[] | undefined} */
let held;
page.hold = (frame, take) => {
  if (held) return void held.push(frame);
  const isShown = frame[3].some((/** @type {Wire} */ [op, name, told]) => op === OP.MESSAGE && name === "_page" && told.transition);
  const { startViewTransition } = /** @type {any} */ (document);
  if (!isShown || !startViewTransition || matchMedia("(prefers-reduced-motion: reduce)").matches) return take(frame);
  held = [frame];
  const transition = startViewTransition.call(document, () => {
    held?.forEach(take);
    held = undefined;
  });
  for (const name of ["ready", "finished"]) transition[name].catch(() => {});
};

addEventListener("pagehide", () => {
  // The browser itself restores the scroll positions of pages that it loads.
  history.scrollRestoration = "auto";
  leave();
  try {
    sessionStorage[PLACES] = JSON.stringify([...places].slice(-MOST).map(([name, [x, y]]) => [name, [x, y, []]]));
  } catch {}
});

/** @type {{ [op: string]: (told: any) => unknown }} */
const HANDLERS = {
  _page(told) {
    const { url, how, r, page: number, in: ends } = told;
    const [first, end] = ends || [];
    const doc = page.docs.get(0);
    const isLast = !r || r === last;
    // The server never sees the fragment.
    const href = full(url.slice(1)) + (r === last && wanted.split("#")[1] ? "#" + wanted.split("#")[1] : "");
    shown = number;
    if (isLast) {
      if (how === "push") {
        leave();
        nextEntry();
      }
      note(how === "push" ? how : "replace", href);
    }
    setHead(told);
    if (isLast && r === last) wanted = "";
    // Prefetched pages are dropped together with the old page.
    asked = "";
    if (!ends) return void (r && isLast && how !== "pop" && scroll(null, false));
    /** @type {Node[]} */
    const nodes = [];
    for (let node = first && doc?.find(first); node; node = dom.nextSiblingOf(node)) {
      nodes.push(node);
      if (node === doc?.find(end)) break;
    }
    focus(nodes);
    if (isLast) scroll(nodes[0] || null, how === "pop");
    status.textContent = told.title;
    dispatchEvent(new CustomEvent("domsync:page", { detail: { url: href } }));
  },

  _load({ r, url }) {
    if (r !== last) return;
    const isThere = !url && here() === wanted.split("#")[0];
    if (isThere) location.reload();
    else location.assign(url ? new URL(url, location.href) : wanted);
  },

  _sheets({ stylesheets }) {
    const hrefs = stylesheets.map(full);
    for (const href of hrefs) if (!sheets.has(href)) makeSheet(href, "not all");
    return Promise.all(hrefs.map((/** @type {string} */ href) => loading.get(href))).then(() => {});
  },
};

for (const link of all(head(), "link[rel=stylesheet]")) sheets.set(link.href, link);
for (const [name, value] of Object.entries({ position: "fixed", "clip-path": "inset(50%)", width: "1px", height: "1px", overflow: "hidden" })) {
  status.style.setProperty(name, value);
}
status.className = "domsync-page";
status.role = "status";
dom.insertBefore(dom.read(document, "body"), status);
Object.assign(window.HANDLERS, HANDLERS);
try {
  for (const [name, place] of JSON.parse(sessionStorage[PLACES] || "[]")) places.set(name, place);
} catch {}
entry = history.state?.domsync?.[2] || nextEntry();
note("replace", location.href);
