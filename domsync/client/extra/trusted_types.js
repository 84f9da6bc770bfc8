/** Lets certain modules assign markup, and no other code: the default policy of Trusted Types is asked when plain text is
 *  assigned, and finds out which module does it. */

/** @type {string[]} */
const modules = JSON.parse(/** @type {HTMLMetaElement} */ (document.querySelector("meta[name=domsync-trusted]")).content).map(
  (/** @type {string} */ address) => new URL(address, location.href).href,
);
const own = import.meta.url;

/** True if the assigning code is in one of the modules: it is the first place on the stack that is not in this file. */
const isTrusted = () => {
  const places = (new Error().stack ?? "").split("\n").map((line) => /[a-z]+:\/\/[^\s)]+/i.exec(line)?.[0] ?? "");
  const caller = places.find((place) => place && !place.startsWith(own)) ?? "";
  return modules.some((module) => caller.startsWith(module) && (module.endsWith("/") || /^(\?[^:]*)?:\d/.test(caller.slice(module.length))));
};

/** @type {any} */ (window).trustedTypes?.createPolicy("default", {
  createHTML: (/** @type {string} */ text) => (isTrusted() ? text : null),
});
