// Shows the state of the connection in a corner of the page.
import * as dom from "./dom.js";
import { page } from "./nodes.js";

page.words = {
  offline: "Connection lost. Trying again …",
  full: "Connection lost. Too much is waiting to be sent.",
  elsewhere: "This page was opened elsewhere.",
};

const banner = dom.createElement("div");
let shown = "";
banner.className = "domsync-status";
banner.role = "status";
banner.popover = "manual";
banner.style.setProperty("inset", "auto auto 0 0");

/** @type {Notice} */
export const notice = (text = page.words[shown]) => {
  banner.remove();
  banner.textContent = text;
  if (!text) return;
  dom.insertBefore(dom.read(document, "body"), banner);
  banner.showPopover?.();
};

/** @type {ShowStatus} */
export const showStatus = (key) => {
  if (key === shown) return;
  shown = key;
  // A user who is typing may go on: of a control, only its latest value waits to be sent.
  page.root.inert = key === "full" && !page.isTyped(dom.activeElement() || page.root);
  notice();
};
