/** Shows problems in development: what the Content Security Policy refuses, at the element and in the server's log; why
 *  the page cannot connect; and, by `failure_overlay.js`, failures. Pages in production do not load this. */

import "./failure_overlay.js";

/** @type {{ base: string }} */
const { base } = JSON.parse(/** @type {HTMLMetaElement} */ (document.querySelector("meta[name=domsync-development]")).content);
const at = (/** @type {string} */ name, /** @type {Record<string, string>} */ query) =>
  new URL(`${base}_domsync/${name}?${new URLSearchParams(query)}`, location.href);

/** An element as one would write it in HTML. @param {Element} element */
const shown = (element) => `<${element.localName}${element.id ? ` id="${element.id}"` : ""}>`;

/** The elements that load from an address. @param {string} address */
const asking = (address) =>
  [...document.querySelectorAll("[src], [href], [poster], [data]")].filter((element) =>
    ["src", "href", "poster", "data"].some((name) => {
      const value = element.getAttribute(name);
      return value && URL.canParse(value, location.href) && new URL(value, location.href).href.startsWith(address);
    }),
  );

/** Shows a text over an element, outside the server's tree. @param {Element} element @param {string} text */
const mark = (element, text) => {
  const note = document.createElement("div");
  const box = element.getBoundingClientRect();
  note.className = "domsync-hint";
  note.role = "note";
  note.textContent = text;
  for (const [name, value] of [
    ["position", "absolute"],
    ["left", `${box.left + scrollX}px`],
    ["top", `${box.top + scrollY}px`],
    ["max-width", "40em"],
    ["padding", "2px 6px"],
    ["font", "12px sans-serif"],
    ["color", "#fff"],
    ["background", "#b00020"],
    ["z-index", "2147483647"],
    // What is beneath it can still be clicked.
    ["pointer-events", "none"],
  ])
    note.style.setProperty(name, value);
  document.body.append(note);
};

const told = new Set();
/** @param {SecurityPolicyViolationEvent} violation */
const tell = async ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) => {
  const key = `${effectiveDirective} ${blockedURI}`;
  if (told.has(key) || told.size > 50) return;
  told.add(key);
  const elements = /^[a-z]+:/i.test(blockedURI) ? asking(blockedURI) : [];
  const answer = await fetch(
    at("violation", {
      directive: effectiveDirective,
      blocked: blockedURI.slice(0, 500),
      at: elements[0] ? shown(elements[0]) : sourceFile ? `${sourceFile}:${lineNumber}` : "",
      sample: sample.slice(0, 100),
    }),
  );
  const text = await answer.text();
  for (const element of elements) mark(element, text);
};

/**
 * Has collected violations since the page's first line.
 *
 * @type {{ early: SecurityPolicyViolationEvent[] } | undefined}
 */
const waiting = /** @type {any} */ (window).domsync_violation;
addEventListener("securitypolicyviolation", tell);
removeEventListener("securitypolicyviolation", /** @type {any} */ (waiting));
waiting?.early.forEach(tell);

/** If the server will refuse this page's socket, shows why. Asked now, while the server is certainly there. */
fetch(at("origin", { origin: location.origin })).then(async (answer) => {
  const text = answer.ok ? await answer.text() : "";
  if (!text) return;
  console.error("domsync:", text);
  new MutationObserver(() => {
    const banner = document.querySelector(".domsync-status");
    if (banner?.textContent && banner.textContent !== text) banner.textContent = text;
  }).observe(document.documentElement, { childList: true, subtree: true });
});
