// Shows that the server has not answered an event yet: the elements that sent it, and their forms, have the attribute
// data-pending.
import * as dom from "../dom.js";
import { page } from "../nodes.js";

const NAME = "data-pending";
/** The elements with the attribute, by the number of the event. @type {Map<number, Set<Element>>} */
const waiting = new Map();

page.settled.add(() => {
  for (const [n, elements] of waiting) {
    if (page.isOpen(n)) continue;
    waiting.delete(n);
    for (const element of elements) {
      if (![...waiting.values()].some((others) => others.has(element))) dom.removeAttribute(element, NAME);
    }
  }
});

// Marks the elements that have sent an event, until it is answered.
page.pend = (n, hits) => {
  if (!page.isOpen(n)) return;
  const nodes = hits.map(([, , node]) => node).filter((node) => node instanceof Element);
  const forms = nodes.map((node) => dom.closest(node, "form") || (node instanceof HTMLFormElement ? null : dom.read(node, "form")));
  const elements = new Set([...nodes, ...forms].filter((element) => element instanceof Element));
  waiting.set(n, elements);
  for (const element of elements) dom.setAttribute(element, NAME, "");
};
