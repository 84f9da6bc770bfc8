// Modules that are loaded when a page needs them.
import { notice } from "./banner.js";
import { page } from "./nodes.js";

/** The suffix for the next attempt to load an address. @type {{ [address: string]: string }} */
const failed = {};

/**
 * Loads a module. Browsers remember that an address has failed, so each attempt uses another one.
 *
 * @param {string} address
 * @returns {Promise<any>}
 */
export const load = (address) =>
  import(address + (failed[address] ||= "")).catch((error) => {
    failed[address] = "#" + Math.random();
    throw error;
  });

/** @param {string} name */
export const extra = (name) => load(`./extra/${name}.js`);

/**
 * Makes a loader for one of the client's modules. If loading fails, it is tried again and the user is told.
 *
 * @param {string} name
 * @param {(name: string) => Promise<unknown>} [once] Loads it, or a substitute.
 * @returns {(run?: (loaded: any) => any) => unknown} Calls a function when the module is loaded: at once, if it already is.
 */
export const lazy = (name, once = extra) => {
  /** @type {Promise<unknown> | undefined} */
  let loading;
  /** @type {unknown} */
  let loaded;
  /** @type {() => Promise<unknown>} */
  const start = () =>
    once(name).then(
      (module) => (loaded = module),
      (error) => {
        console.warn("domsync:", error);
        notice(page.words.offline);
        return new Promise((done) => setTimeout(done, 2e3)).then(start).finally(notice);
      },
    );
  return (run) => {
    if (loaded) return run?.(loaded);
    (loading ||= start()).then(run);
  };
};
