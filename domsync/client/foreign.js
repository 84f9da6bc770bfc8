// What others do to the page: translators put elements in the place of texts, extensions wrap, insert and remove nodes.
//
// It is left alone until the server speaks of a place: then the nodes that belong there are put back, and no others. A
// page that is translated stays so where nothing changes, and what changes is right (and translated anew).
import { extra, lazy } from "./lazy.js";

const observer = new MutationObserver((records) => foreign.look(records));

/** @type {MutationRecord[]} */
let seen = [];

/** @type {Foreign} */
export const foreign = {
  // Without it, the server sends anew what cannot be changed.
  need: lazy("foreign", (name) => extra(name).catch(() => 1)),

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
