// Long lists of which only the rows in view are on the page (domsync/widgets/data/virtual.py). In a list with
// `data-ds-window`, the rows are the children of its `[data-ds-rows]`; the elements before and after that are as high
// as the rows that are not there.
//
// The server is told the scroll position as soon as less than half a screen of rows is left. Until the new rows are
// there, the old ones are held in view, so that nobody sees an empty place.

/** @typedef {HTMLElement & { dataset: { dsTop?: string, dsWindow?: string, dsFollow?: string } }} Scroller */

/** @type {WeakSet<Element>} */
const watched = new WeakSet();

/** @param {Scroller} scroller */
const rowsOf = (scroller) => /** @type {HTMLElement | null} */ (scroller.querySelector("[data-ds-rows]"));

/** The height of each row, with the `data-ds-more` rows that belong to it. @param {HTMLElement} rows */
const heightsOf = (rows) => {
  /** @type {[number, number][]} */
  const heights = [];
  let place = Number(rows.dataset.dsRows);
  for (const child of rows.children) {
    const { height } = child.getBoundingClientRect();
    const last = heights.at(-1);
    if (!(child instanceof HTMLElement && child.dataset.dsMore !== undefined)) heights.push([place++, height]);
    else if (last) last[1] += height;
  }
  return heights;
};

/** @param {Scroller} scroller */
const watch = (scroller) => {
  /** The height of each row as last reported; forgotten when the list changes. @type {Map<number, number>} */
  const told = new Map();
  let epoch = "";
  let isAtEnd = scroller.dataset.dsFollow !== undefined;
  let shift = 0;

  const look = () => {
    const rows = rowsOf(scroller);
    if (!rows) return;
    const box = scroller.getBoundingClientRect();
    const top = box.top + scroller.clientTop;
    const bottom = top + scroller.clientHeight;
    const place = rows.getBoundingClientRect();
    const [start, end] = [place.top - shift, place.bottom - shift];
    const hasBefore = !!rows.previousElementSibling?.getBoundingClientRect().height;
    const hasAfter = !!rows.nextElementSibling?.getBoundingClientRect().height;
    const room = scroller.clientHeight / 2;
    // Rows that do not reach as far as the view would leave an empty place.
    const wanted = end < bottom && hasAfter ? bottom - end : start > top && hasBefore ? top - start : 0;
    if (Math.abs(wanted - shift) > 0.5) {
      shift = wanted;
      rows.style.transform = shift ? `translateY(${shift}px)` : "";
      scroller.toggleAttribute("data-ds-stale", !!shift);
    }
    if ((start > top - room && hasBefore) || (end < bottom + room && hasAfter)) {
      const detail = [Math.round(scroller.scrollTop), scroller.clientHeight];
      scroller.dispatchEvent(new CustomEvent("ds-scroll", { detail }));
    }
  };

  const measure = () => {
    const rows = rowsOf(scroller);
    const usual = Number(scroller.dataset.dsWindow);
    if (!rows || !usual) return;
    if (epoch !== (rows.dataset.dsEpoch ?? "")) told.clear();
    epoch = rows.dataset.dsEpoch ?? "";
    const detail = [];
    for (const [place, exact] of heightsOf(rows)) {
      const height = Math.round(exact * 10) / 10;
      if (height && Math.abs(height - (told.get(place) ?? usual)) >= 0.5) {
        told.set(place, height);
        detail.push([place, height]);
      }
    }
    if (detail[0]) scroller.dispatchEvent(new CustomEvent("ds-heights", { detail }));
  };

  const changed = () => {
    if (isAtEnd && scroller.dataset.dsFollow !== undefined) scroller.scrollTop = scroller.scrollHeight;
    measure();
    look();
  };
  scroller.addEventListener("scroll", () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const isNow = scrollTop >= scrollHeight - clientHeight - 2;
    if (scroller.dataset.dsFollow !== undefined && isNow !== isAtEnd) {
      isAtEnd = isNow;
      const detail = [isAtEnd, Math.round(scrollTop), clientHeight];
      scroller.dispatchEvent(new CustomEvent("ds-follow", { detail }));
    }
    look();
  }, { passive: true });
  const sizes = new ResizeObserver(changed);
  sizes.observe(scroller);
  const content = rowsOf(scroller);
  if (content) sizes.observe(content);
  new MutationObserver(changed).observe(scroller, {
    ...{ childList: true, subtree: true, attributes: true },
    attributeFilter: ["data-ds-rows", "data-ds-epoch"],
  });
  // A page that is built again is scrolled to where it was.
  if (!scroller.scrollTop && scroller.dataset.dsTop) scroller.scrollTop = Number(scroller.dataset.dsTop);
  changed();
};

/** Watches all such lists in an element, once each. @param {Element} root */
export const attach = (root) => {
  const all = root.matches("[data-ds-window]") ? [root] : root.querySelectorAll("[data-ds-window]");
  for (const scroller of all) {
    if (!(scroller instanceof HTMLElement) || watched.has(scroller)) continue;
    watched.add(scroller);
    watch(scroller);
  }
};
