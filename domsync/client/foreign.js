// What others do to the page: translators replace texts by elements, extensions wrap, insert and remove nodes.
//
// It is left alone until an op concerns the place: then the nodes that belong there are put back, and no others. A
// translated page stays translated where nothing changes, and what changes is right (and is translated again). This
// module notices; extra/heal.js, loaded then, puts things right.
import { extra, lazy } from "./lazy.js";

const observer = new MutationObserver((records) => foreign.look(records));

/** @type {MutationRecord[]} */
let seen = [];

/** @type {Foreign} */
export const foreign = {
  // Without it, the server sends again what cannot be changed.
  need: lazy("heal", (name) => extra(name).catch(() => 1)),

  after(run) {
    foreign.look();
    if (seen[0]) foreign.need(run);
    else run();
  },

  watch(root) {
    observer.observe(root, { childList: true, characterDataOldValue: true, subtree: true });
  },

  look(records = observer.takeRecords()) {
    if (!records[0]) return;
    seen.push(...records);
    foreign.need(() => foreign.note(seen.splice(0)));
  },

  ignore() {
    observer.takeRecords();
  },

  // Until then, messages and events wait.
  retry(run) {
    seen.push(/** @type {any} */ ({}));
    foreign.isTried = true;
    foreign.need(run);
  },

  note() {},
  settle() {},
  heal() {},
};
