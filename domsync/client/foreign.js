// Changes to the page by others: translators replace texts by elements, extensions wrap, insert and remove nodes.
//
// They are left alone until an op concerns the place: then the nodes that belong there are put back, and no others. A
// translated page stays translated where nothing changes, and what changes is right (and is translated again). This
// module only notices such changes; extra/heal.js, which is loaded then, puts nodes back.
import { extra, lazy } from "./lazy.js";

const observer = new MutationObserver((records) => foreign.look(records));

/** @type {MutationRecord[]} */
let seen = [];

/** @type {Foreign} */
export const foreign = {
  // If it cannot be loaded, ops that fail make the client ask for a snapshot.
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

  // Messages and events wait until then, because `seen` is not empty.
  retry(run) {
    seen.push(/** @type {any} */ ({}));
    foreign.isTried = true;
    foreign.need(run);
  },

  note() {},
  settle() {},
  heal() {},
};
