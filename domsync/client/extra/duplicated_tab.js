// A tab that was duplicated: the browser gives it a copy of the first one's `sessionStorage`, in which a page says by which
// token it is shown, for as long as it is. So a page that finds another one there goes on from what that one shows. So does
// one that takes the place of a page which its browser has given up, or lost in a crash.
import { page } from "../nodes.js";
import { PING } from "../protocol.js";

/** The kind of the frame that says whose copy this page is to be; no other module sends it. */
const COPY = 8;
const KEPT = "domsync-page";

const here = () => location.href.split("#")[0];

/** What the tab was when it was opened. */
let [token, address] = ["", ""];
/** What was written last. */
let written = "";
/** The page is on its way out, and nothing of it is left here. */
let isLeft = false;
try {
  [token, address] = JSON.parse(sessionStorage[KEPT]);
} catch {
  // No page was here, or nothing can be kept.
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
    // As above.
  }
};

page.settled.add(note);
// The welcome has come already, if there is a connection: the next frame tells of it.
if (page.line()) page.control(PING);
addEventListener("pagehide", () => {
  isLeft = true;
  written = "";
  delete sessionStorage[KEPT];
});
addEventListener("pageshow", () => {
  isLeft = false;
});
