// Reloads the page. Without an answer, or with a proxy's error, the user would be left with nothing: so the client asks
// for the page first.
import * as dom from "../dom.js";

/** No more reloads than this within `MINUTE`, so that a page that is refused again and again does not flicker. */
const RELOADS = 3;
const MINUTE = 60_000;
/** The longest that a server is believed when it says when to come back. */
const LONGEST = 600_000;

/** True if the server itself has answered, and not a proxy that cannot reach it. @param {Response} answer */
const isAnswered = ({ status }) => status < 500 && status !== 429;

/**
 * Returns after how many milliseconds a server wants to be asked again; 0 if it does not say.
 *
 * @param {Response} answer
 */
export const retryAfter = (answer) => {
  const text = answer.headers.get("Retry-After") || "";
  const wait = /^\d+$/.test(text) ? +text * 1000 : Date.parse(text) - Date.now();
  return isAnswered(answer) ? 0 : Math.min(Math.max(wait || 0, 0), LONGEST);
};

/** Returns in how many milliseconds the page may be reloaded, and counts that reload. */
const turn = () => {
  const now = Date.now();
  try {
    const times = (sessionStorage.domsync || "").split(",").map(Number).slice(-RELOADS);
    const wait = times.length === RELOADS ? Math.max(0, times[0] + MINUTE - now) : 0;
    sessionStorage.domsync = [...times, now + wait].join();
    return wait;
  } catch {
    // Without storage (in a sandbox, or by a setting), a page is shown at least this long.
    return Math.max(0, MINUTE / RELOADS - performance.now());
  }
};

/** Reloads the page as soon as the server answers. */
export const reload = async () => {
  for (let [tries, wait] = [0, turn()]; ; tries++) {
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.random() * Math.min(10_000, 500 * 2 ** tries);
    try {
      const answer = await fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual" });
      if (isAnswered(answer)) return location.reload();
      wait += retryAfter(answer);
    } catch {
      // There is no network; the banner says so.
    }
  }
};

/**
 * Handles the server's message about the page to be shown, if navigate.js could not be loaded. Another page is loaded
 * as a whole; if only the address has changed, that of the current history entry is replaced.
 *
 * @param {{ url: string, how: string, in?: number[] }} told
 */
export const serve = ({ url, how, in: isOther }) => {
  const to = import.meta.url.replace(/_domsync\/\w+\/extra\/[^/]*$/, () => url.slice(1));
  if (!isOther) return history.replaceState(history.state, "", to);
  console.error("domsync: navigate.js could not be loaded, so that every page is loaded as a whole");
  location[how === "replace" ? how : "assign"](to);
};

/**
 * Goes to another page or downloads a file, on request of the server.
 *
 * @param {{ url: string, replace?: boolean, download?: boolean }} told
 * @param {string} socket The address of the socket, beside which the files are.
 */
export const navigate = ({ url, replace, download }, socket) => {
  const to = new URL(url, download ? socket : location.href);
  if (!/^https?:$/.test(to.protocol)) return console.error("domsync: no page or file is there:", url);
  // With a link that is not in the page, no listener hears the click, and the page stays even if there is no such file.
  if (download) Object.assign(dom.createElement("a"), { href: to, download: "" }).click();
  else location[replace ? "replace" : "assign"](to);
};
