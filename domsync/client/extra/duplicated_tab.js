// Makes the page in a duplicated tab a copy of the first one. The browser gives such a tab a copy of the first tab's
// `sessionStorage`, in which a page keeps its token as long as it is shown. A page that finds another page's token
// there goes on from what that page shows. So does a page that replaces one that the browser has discarded or lost in a
// crash.
import { page } from "../nodes.js";
import { PING } from "../protocol.js";

/** The kind of the frame that names the page to be copied; no other module sends it. */
const COPY = 8;
const KEPT = "domsync-page";

const here = () => location.href.split("#")[0];

/** The token and the address that were stored when this page was loaded. */
let [token, address] = ["", ""];
/** The text that was stored last. */
let written = "";
/** The page is being left, and nothing of it stays in the storage. */
let isLeft = false;
try {
  [token, address] = JSON.parse(sessionStorage[KEPT]);
} catch {
  // No page has stored anything, or there is no storage.
}

/** @type {(driver: Driver) => void} */
const note = (driver) => {
  const text = JSON.stringify([driver.token, here()]);
  if (isLeft || text === written || !page.line()) return;
  if (token && address === here()) page.control(COPY, token);
  token = "";
  written = text;
  try {
    sessionStorage[KEPT] = text;
  } catch {
    // There is no storage.
  }
};

page.settled.add(note);
// If there is a connection, its welcome came before this module: the answer to a ping makes `note` run.
if (page.line()) page.control(PING);
addEventListener("pagehide", () => {
  isLeft = true;
  written = "";
  delete sessionStorage[KEPT];
});
addEventListener("pageshow", () => {
  isLeft = false;
});
