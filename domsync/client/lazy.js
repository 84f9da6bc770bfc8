// Modules that are loaded when a page needs them.
import { notice } from "./banner.js";
import { page } from "./nodes.js";

/** What the next try of an address ends with. @type {{ [address: string]: string }} */
const failed = {};

/**
 * Loads a module. Browsers remember that an address has failed: each try has another one.
 *
 * @param {string} address
 * @returns {Promise<any>}
 */
export const load = (address) =>
  import(address + (failed[address] ||= "")).catch((error) => {
    failed[address] += "#";
    throw error;
  });

/** @param {string} name */
export const extra = (name) => load(`./extra/${name}.js`);

/**
 * Makes the way to a module of ours; what fails to be loaded is tried again, and the user told.
 *
 * @param {string} name
 * @param {(name: string) => Promise<unknown>} [once] Loads it, or what stands for it.
 * @returns {(run?: (loaded: any) => any) => unknown} Calls a function when the module is there: now, if it is.
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
