// Loading the page anew. Into no answer, or into a proxy's error, it would leave the user with nothing: the client asks
// for the page first.
import * as dom from "../dom.js";

/** No more reloads than this within `MINUTE`, so that a page that is refused again and again does not flicker. */
const RELOADS = 3;
const MINUTE = 60_000;
/** The longest that a server is believed when it says when to come back. */
const LONGEST = 600_000;

/**
 * Asks a server.
 *
 * @param {string} url
 * @returns {Promise<[isAnswered: boolean, wait: number]>} Whether it has answered for itself, and in how many
 *     milliseconds it wants to be asked again; 0 if it does not say.
 */
const ask = async (url) => {
  try {
    const { status, headers } = await fetch(url, { method: "HEAD", cache: "no-store", redirect: "manual" });
    const text = headers.get("Retry-After") || "";
    const wait = /^\d+$/.test(text) ? +text * 1000 : Date.parse(text) - Date.now();
    return [status < 500 && status !== 429, Math.min(Math.max(wait || 0, 0), LONGEST)];
  } catch {
    // There is no network, which the banner says.
    return [false, 0];
  }
};

/**
 * For how many milliseconds a server wants to be left alone; 0 if it does not say so.
 *
 * @param {string} url
 */
export const retryAfter = async (url) => {
  const [isAnswered, wait] = await ask(url);
  return isAnswered ? 0 : wait;
};

/** In how many milliseconds the page may be loaded anew; counts the reload that follows. */
const turn = () => {
  const now = Date.now();
  try {
    const times = (sessionStorage.domsync || "").split(",").map(Number).slice(-RELOADS);
    const wait = times.length === RELOADS ? Math.max(0, times[0] + MINUTE - now) : 0;
    sessionStorage.domsync = [...times, now + wait].join();
    return wait;
  } catch {
    // Where nothing can be remembered (a sandbox, a setting), a page stands at least so long.
    return Math.max(0, MINUTE / RELOADS - performance.now());
  }
};

/** Loads the page anew as soon as it is answered. */
export const reload = async () => {
  for (let [tries, wait] = [0, turn()]; ; tries++) {
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    const [isAnswered, least] = await ask(location.href);
    if (isAnswered) return location.reload();
    wait = least + Math.random() * Math.min(10_000, 500 * 2 ** tries);
  }
};

/**
 * Takes the message that says where one is, if the module that does so (navigate.js) could not be loaded: another page is
 * loaded as a whole; where the page is the same, its address follows, and the history does not grow.
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
 * Leads to another page, or to a file, because the server says so.
 *
 * @param {{ url: string, replace?: boolean, download?: boolean }} told
 * @param {string} socket The address of the socket, beside which the files are.
 */
export const navigate = ({ url, replace, download }, socket) => {
  const to = new URL(url, download ? socket : location.href);
  if (!/^https?:$/.test(to.protocol)) return console.error("domsync: no page or file is there:", url);
  // A link that is nowhere in the page: no listener hears of it, and a file that is not there leaves the page alone.
  if (download) Object.assign(dom.createElement("a"), { href: to, download: "" }).click();
  else location[replace ? "replace" : "assign"](to);
};
