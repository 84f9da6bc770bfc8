// Conversations whose newest messages are on the page (domsync/widgets/chats/chat.py). `data-ds-earlier` of a log is
// the number of earlier messages. The log is scrolled from its end, so that messages added above move nothing in view.
//
// The server is told when less than a screen is left above, and whether the newest message is in view.

/** @type {WeakSet<Element>} */
const watched = new WeakSet();

/** @param {HTMLElement} log */
const watch = (log) => {
  let isAtEnd = true;
  /** @type {string | undefined} */
  let asked;
  log.addEventListener("scroll", () => {
    const { scrollTop, scrollHeight, clientHeight } = log;
    const { dsEarlier } = log.dataset;
    const isNow = scrollTop > -2;
    if (isNow !== isAtEnd) {
      isAtEnd = isNow;
      asked = undefined;
      log.dispatchEvent(new CustomEvent("ds-follow", { detail: isAtEnd }));
    }
    if (!isAtEnd && Number(dsEarlier) && dsEarlier !== asked && scrollHeight + scrollTop < 2 * clientHeight) {
      asked = dsEarlier;
      log.dispatchEvent(new CustomEvent("ds-earlier"));
    }
  }, { passive: true });
};

/** Watches all logs in an element, once each. @param {Element} root */
export const attach = (root) => {
  const all = root.matches("[data-ds-earlier]") ? [root] : root.querySelectorAll("[data-ds-earlier]");
  for (const log of all) {
    if (!(log instanceof HTMLElement) || watched.has(log)) continue;
    watched.add(log);
    watch(log);
  }
};
