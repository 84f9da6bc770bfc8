// Shows failures in development, over everything else, until they are dismissed or another version of the program runs.
// Also reloads style sheets that were saved.

import { page } from "../nodes.js";
import { DEVELOPMENT } from "../protocol.js";

/** @typedef {{ kind: string, title?: string, where?: string, file?: string, lines?: [number, string][], trace?: string,
 *    component?: string, state?: { [name: string]: string }, event?: string }} Told */

/** @type {HTMLElement | undefined} */
let box;

/** The element that had the focus before the overlay got it. @type {Element | null} */
let before;

const make = (/** @type {string} */ tag, /** @type {string} */ text, /** @type {string} */ style = "") => {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const part of style.split(";").filter(Boolean)) element.style.setProperty(...split(part));
  return element;
};
const split = (/** @type {string} */ part) => /** @type {[string, string]} */ (part.split(":"));

const dismiss = () => {
  removeEventListener("keydown", escape, true);
  const had = box?.contains(document.activeElement);
  box?.remove();
  box = undefined;
  if (had && before instanceof HTMLElement) before.focus();
  before = null;
};

/** Hides the key from the page, for which it was not meant. @param {KeyboardEvent} event */
const escape = (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dismiss();
};

/** Shows a failure above those that are shown already. Does not take the focus: somebody may be typing. @param {Told} told */
const show = (told) => {
  if (!box) {
    box = make("div", "", "inset:0;margin:auto;box-sizing:border-box;width:min(60em,95vw);max-height:90vh;overflow:auto;padding:1em 1.5em;border:3px solid #b00020;background:#fff;color:#111;font:14px/1.5 system-ui,sans-serif;position:fixed;z-index:2147483647");
    box.className = "domsync-overlay";
    box.role = "alert";
    box.popover = "manual";
    box.tabIndex = -1;
    box.addEventListener("focusin", ({ relatedTarget }) => {
      if (relatedTarget instanceof Element && !box?.contains(relatedTarget)) before = relatedTarget;
    });
    addEventListener("keydown", escape, true);
    const close = make("button", "Dismiss (Esc)", "float:right;font:inherit");
    close.addEventListener("click", dismiss);
    box.append(close);
    document.body.append(box);
    box.showPopover?.();
  }
  const part = make("section", "");
  part.append(make("h2", told.title || "", "margin:0 0 .3em;font-size:18px;color:#b00020;white-space:pre-wrap"), make("p", told.where || ""));
  if (told.file) part.append(make("p", told.file));
  if (told.lines) {
    const failed = +(told.file || "").replace(/^.*:(\d+) in .*$/, "$1");
    const code = make("pre", "", "padding:.5em;overflow:auto;background:#f3f3f3");
    for (const [number, line] of told.lines) code.append(make("div", `${`${number}`.padStart(5)}  ${line}`, number === failed ? "background:#ffd7d7" : ""));
    part.append(code);
  }
  if (told.component) part.append(make("p", told.component));
  for (const [name, value] of Object.entries(told.state || {})) part.append(make("pre", `${name} = ${value}`, "margin:0;white-space:pre-wrap"));
  if (told.event) part.append(make("p", `The event: ${told.event}`));
  if (told.trace) {
    const more = make("details", "");
    more.append(make("summary", "The whole traceback"), make("pre", told.trace, "overflow:auto"));
    part.append(more);
  }
  box.firstElementChild?.after(part);
  box.scrollTop = 0;
};

/** Shows in a corner, for some seconds, what was slow or refused. @param {Told} told */
const note = (told) => {
  const text = make("div", `${told.title} ${told.event || ""}`, "position:fixed;inset:auto 1em 1em auto;max-width:30em;padding:.5em 1em;border-left:4px solid #b36b00;background:#fff3d6;color:#111;font:13px/1.4 system-ui,sans-serif;pointer-events:none;z-index:2147483646");
  text.className = "domsync-note";
  text.role = "status";
  document.body.append(text);
  setTimeout(() => text.remove(), 1e4);
};

/** Loads the style sheets of this site again; the old ones stay until the new ones are loaded. */
const restyle = () => {
  for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
    const { href } = /** @type {HTMLLinkElement} */ (link);
    const address = new URL(href);
    if (address.origin !== location.origin) continue;
    address.searchParams.set("saved", `${Date.now()}`);
    const fresh = /** @type {HTMLLinkElement} */ (link.cloneNode());
    fresh.href = address.href;
    for (const type of ["load", "error"]) fresh.addEventListener(type, () => link.remove());
    link.after(fresh);
  }
};

page.controls.set(DEVELOPMENT, (/** @type {Told} */ told) => {
  if (told.kind === "error") show(told);
  else if (told.kind === "note") note(told);
  else if (told.kind === "style") restyle();
  else dismiss();
});
