// Services of the browser that the server may ask for, such as its clipboard; see domsync/server/pages/browser.py.
import * as dom from "../dom.js";
import { page } from "../nodes.js";

const CHANGED = "domsync-browser";

const tell = (/** @type {string} */ key, /** @type {boolean} */ value) =>
  window.dispatchEvent(new CustomEvent(CHANGED, { detail: { key, value } }));

/** Functions that report what is watched, by key. @type {Map<string, () => void>} */
const watched = new Map();
/** @type {(key: string, look: () => boolean, listen: (tell: () => void) => void) => void} */
const watch = (key, look, listen) => {
  const told = watched.get(key) || (() => tell(key, look()));
  if (!watched.has(key)) listen(told);
  watched.set(key, told);
  told();
};

const storage = (/** @type {string} */ name) => (name === "local" ? localStorage : sessionStorage);

addEventListener("beforeunload", (event) => page.guard && event.preventDefault());

/** @type {(id: number) => any} */
const nodeOf = (id) => (id ? page.docs.get(0)?.get(id) : dom.read(document, "documentElement"));

/** @type {{ [name: string]: (...given: any[]) => unknown }} */
const SERVICES = {
  copy: (text) => navigator.clipboard.writeText(text),
  paste: () => navigator.clipboard.readText(),

  get: (store, key) => storage(store).getItem(key),
  set: (store, key, value) => storage(store).setItem(key, value),
  remove: (store, key) => storage(store).removeItem(key),
  clear: (store) => storage(store).clear(),
  keys: (store) => Object.keys(storage(store)),

  info: () => ({
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    language: navigator.language,
    languages: [...navigator.languages],
    width: innerWidth,
    height: innerHeight,
    pixel_ratio: devicePixelRatio,
    touch: navigator.maxTouchPoints > 0,
  }),

  media(query) {
    const list = matchMedia(query);
    watch(query, () => list.matches, (told) => list.addEventListener("change", told));
  },
  visible: () =>
    watch("visible", () => !dom.read(document, "hidden"), (told) => addEventListener("visibilitychange", told, true)),
  online: () =>
    watch("online", () => navigator.onLine, (told) => {
      for (const type of ["online", "offline"]) addEventListener(type, told);
    }),

  async notify(title, options) {
    if (Notification.permission === "default") await Notification.requestPermission();
    if (Notification.permission !== "granted") return false;
    new Notification(title, options);
    return true;
  },
  position: (options) =>
    new Promise((resolve, reject) =>
      navigator.geolocation.getCurrentPosition(
        ({ coords, timestamp }) => {
          const { latitude, longitude, accuracy, altitude, heading, speed } = coords;
          resolve({ latitude, longitude, accuracy, altitude, heading, speed, time: timestamp / 1000 });
        },
        (error) => reject(error.message),
        options,
      ),
    ),
  fullscreen: (id) => nodeOf(id).requestFullscreen(),
  window: () => dom.read(document, "fullscreenElement") && document.exitFullscreen(),
  async share(given) {
    if (!navigator.share) return false;
    try {
      await navigator.share(given);
      return true;
    } catch (error) {
      // The user has changed their mind.
      if (/** @type {any} */ (error).name === "AbortError") return false;
      throw error;
    }
  },
  // After the answer, because the dialog blocks everything.
  print: () => void setTimeout(print),
  guard: (text) => void (page.guard = text),
};

/**
 * Calls a service for the server and returns its result.
 *
 * @param {{ do: string, with: unknown[] }} asked
 */
export const serve = async ({ do: name, with: given }) => {
  if (!Object.hasOwn(SERVICES, name)) throw Error("no service " + name);
  return SERVICES[name](...given);
};
