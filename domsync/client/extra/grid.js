// The part of a table that runs in the browser (domsync/widgets/tables/table.py): moving the focus from cell to cell, and
// resizing columns by dragging their edges. The table has `data-ds-grid`. Everything else runs on the server, which handles
// clicks and the events `ds-resize`, `ds-move`, `ds-copy` and `ds-all`.

const INSIDE = "a[href],button:not(:disabled),input:not(:disabled),select,textarea";
const EDITED = "input:not([type=checkbox],[type=radio],[type=button]),select,textarea,[contenteditable]";

/** @param {Element} element */
const gridOf = (element) => /** @type {HTMLTableElement | null} */ (element.closest("[data-ds-grid]"));
/** @param {Element} element */
const cellOf = (element) => /** @type {HTMLTableCellElement | null} */ (element.closest("[data-ds-grid] :is(th, td)"));
/** @param {Element} element */
const isRightToLeft = (element) => getComputedStyle(element).direction === "rtl";
/** The rows of a table that are on the page, the titles included. @param {HTMLTableElement} grid */
const linesOf = (grid) => /** @type {HTMLTableRowElement[]} */ ([...grid.querySelectorAll("thead tr, [data-ds-rows] > tr")]);

/** The cell that has the focus, or gets it when its row is on the page. @type {WeakMap<HTMLTableElement, { row: string, column: number, waits: boolean }>} */
const places = new WeakMap();
/** @type {WeakSet<Element>} */
const watched = new WeakSet();

/** @param {HTMLTableRowElement | undefined} line */
const numberOf = (line) => line?.ariaRowIndex ?? line?.getAttribute("aria-rowindex") ?? "";

/** Moves the focus to a cell. @param {HTMLTableElement} grid @param {HTMLTableCellElement | undefined} cell */
const goTo = (grid, cell) => {
  if (!cell) return;
  for (const other of grid.querySelectorAll("[tabindex='0']:is(th, td)")) other.setAttribute("tabindex", "-1");
  cell.tabIndex = 0;
  const line = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  places.set(grid, { row: numberOf(line), column: cell.cellIndex, waits: false });
  cell.focus({ preventScroll: true });
  reveal(grid, cell);
};

/** Scrolls until a cell is not covered by the titles, the totals or pinned columns. @param {HTMLTableElement} grid @param {HTMLElement} cell */
const reveal = (grid, cell) => {
  const box = grid.closest("[data-ds-window]");
  if (box && !cell.closest("thead")) uncover(grid, box, cell);
  // The page is scrolled, too, until that part of the table is in view.
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
};

/** @param {HTMLTableElement} grid @param {Element} box @param {HTMLElement} cell */
const uncover = (grid, box, cell) => {
  const outer = box.getBoundingClientRect();
  const inner = cell.getBoundingClientRect();
  const top = outer.top + (grid.tHead?.offsetHeight ?? 0);
  const bottom = outer.top + box.clientHeight - (grid.tFoot?.offsetHeight ?? 0);
  if (inner.top < top) box.scrollTop -= top - inner.top;
  else if (inner.bottom > bottom) box.scrollTop += inner.bottom - bottom;
  if (cell.classList.contains("ds-pinned")) return;
  let [start, end] = [outer.left, outer.left + box.clientWidth];
  for (const pinned of cell.parentElement?.querySelectorAll(".ds-pinned") ?? []) {
    const { left, right } = pinned.getBoundingClientRect();
    if (left <= start + 1) start = Math.max(start, right);
    else if (right >= end - 1) end = Math.min(end, left);
  }
  if (inner.left < start) box.scrollLeft -= start - inner.left;
  else if (inner.right > end) box.scrollLeft += inner.right - end;
};

/** Scrolls, and moves the focus to a row as soon as it is on the page. @param {HTMLTableElement} grid @param {string} row @param {number} column @param {number} top */
const scrollFor = (grid, row, column, top) => {
  const box = grid.closest("[data-ds-window]");
  places.set(grid, { row, column, waits: true });
  if (box) box.scrollTop = top;
  settle(grid);
};

/** @param {HTMLTableElement} grid */
const settle = (grid) => {
  const place = places.get(grid);
  if (!place) return;
  const line = linesOf(grid).find((one) => numberOf(one) === place.row);
  const cell = line && (line.cells[place.column] ?? line.cells[line.cells.length - 1]);
  const isLost = document.activeElement === document.body || document.activeElement === null;
  if (cell && (place.waits || (isLost && hadFocus === grid))) goTo(grid, cell);
  else if (!grid.querySelector("[tabindex='0']:is(th, td)")) grid.querySelector("th")?.setAttribute("tabindex", "0");
};

/** The table that has lost the focus to no other element. @type {HTMLTableElement | null} */
let hadFocus = null;

/** @param {HTMLTableElement} grid @param {HTMLTableCellElement} cell @param {KeyboardEvent} event */
const move = (grid, cell, event) => {
  const { key, ctrlKey, metaKey, shiftKey } = event;
  const mod = ctrlKey || metaKey;
  const lines = linesOf(grid);
  const line = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  const at = lines.indexOf(line);
  const column = cell.cellIndex;
  const isTitle = !!cell.closest("thead");
  const [back, on] = isRightToLeft(grid) ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
  const box = grid.closest("[data-ds-window]");
  const last = Number(grid.getAttribute("aria-rowcount"));
  /** @param {HTMLTableRowElement | undefined} next */
  const across = (next) => next && goTo(grid, next.cells[Math.min(column, next.cells.length - 1)]);
  if (isTitle && (key === back || key === on) && (shiftKey || mod)) {
    const by = key === on ? 1 : -1;
    if (shiftKey) tell(cell, "ds-resize", cell.offsetWidth + by * 16);
    else if (cell.draggable) tell(cell, "ds-move", by);
    return true;
  }
  switch (key) {
    case back:
    case on:
      goTo(grid, line.cells[column + (key === on ? 1 : -1)]);
      return true;
    case "ArrowUp":
    case "ArrowDown": {
      const step = key === "ArrowDown" ? 1 : -1;
      let next = lines[at + step];
      while (next?.dataset.dsMore !== undefined) next = lines[lines.indexOf(next) + step];
      if (!next) return true;
      across(next);
      if (shiftKey && !isTitle && !next.closest("thead")) press(next, true, false);
      return true;
    }
    case "Home":
    case "End":
      if (!mod) goTo(grid, line.cells[key === "Home" ? 0 : line.cells.length - 1]);
      else if (key === "Home") scrollFor(grid, "2", 0, 0);
      else scrollFor(grid, String(last > 0 ? last : numberOf(lines.at(-1))), line.cells.length - 1, box?.scrollHeight ?? 0);
      return true;
    case "PageUp":
    case "PageDown": {
      if (isTitle || !box) return false;
      const rows = Math.max(Math.floor(box.clientHeight / line.offsetHeight) - 2, 1) * (key === "PageDown" ? 1 : -1);
      const wanted = Math.max(2, Math.min(Number(numberOf(line)) + rows, last > 0 ? last : Infinity));
      scrollFor(grid, String(wanted), column, box.scrollTop + rows * line.offsetHeight);
      return true;
    }
    case " ":
      if (isTitle) return enter(cell, shiftKey);
      if (line.ariaSelected === null) return enter(cell, false);
      press(line, shiftKey, !shiftKey);
      return true;
    case "Enter":
    case "F2":
      return enter(cell, shiftKey);
    case "a":
      if (!mod || grid.getAttribute("aria-multiselectable") !== "true") return false;
      tell(grid, "ds-all");
      return true;
    default:
      return false;
  }
};

/** @param {Element} element @param {string} type @param {unknown} [detail] */
const tell = (element, type, detail) => element.dispatchEvent(new CustomEvent(type, { detail }));

/** Dispatches a click like one of the mouse. @param {Element} element @param {boolean} shiftKey @param {boolean} ctrlKey */
const press = (element, shiftKey, ctrlKey) =>
  element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey, ctrlKey }));

/** Activates a cell: focuses its field, clicks its button or link, or double-clicks the cell. @param {HTMLTableCellElement} cell @param {boolean} shiftKey */
const enter = (cell, shiftKey) => {
  const inside = cell.querySelector(INSIDE);
  if (inside?.matches(EDITED)) /** @type {HTMLElement} */ (inside).focus();
  else if (inside?.matches("button,a[href]")) press(inside, shiftKey, false);
  else if (inside instanceof HTMLElement) inside.click();
  else cell.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, cancelable: true }));
  return true;
};

/** @param {KeyboardEvent} event */
const onKeydown = (event) => {
  const { target, key } = event;
  const grid = target instanceof Element ? gridOf(target) : null;
  const root = target instanceof Element ? target.closest(".ds-table") : null;
  // The browser's autofill dispatches events without a key.
  if (!key || event.isComposing || event.defaultPrevented || event.altKey || !(target instanceof Element)) return;
  if (root && key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey)) {
    const search = root.querySelector("input[type=search]");
    if (!(search instanceof HTMLInputElement)) return;
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  const cell = grid && cellOf(target);
  if (!grid || !cell) return;
  if (target !== cell) {
    // Inside a cell, keys belong to the control that has the focus.
    if (key === "Escape" && !target.matches(EDITED)) goTo(grid, cell);
    return;
  }
  if (move(grid, cell, event)) {
    event.preventDefault();
    event.stopPropagation();
  }
};

/** Resizes a column by dragging the edge of its title. @param {HTMLElement} handle @param {PointerEvent} event */
const resize = (handle, event) => {
  const title = /** @type {HTMLTableCellElement} */ (handle.closest("th"));
  const grid = gridOf(title);
  const column = grid?.querySelectorAll("col")[title.cellIndex];
  if (!grid || !column || event.button) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  const start = title.offsetWidth;
  const way = isRightToLeft(grid) ? -1 : 1;
  let width = start;
  /** @param {PointerEvent} moved */
  const follow = (moved) => {
    width = Math.min(Math.max(start + way * (moved.clientX - event.clientX), 48), 2000);
    column.style.width = `${width}px`;
  };
  handle.addEventListener("pointermove", follow);
  handle.addEventListener(
    "lostpointercapture",
    () => {
      handle.removeEventListener("pointermove", follow);
      if (Math.round(width) !== start) tell(title, "ds-resize", Math.round(width));
    },
    { once: true },
  );
};

/** @param {ClipboardEvent} event */
const onCopy = (event) => {
  const target = document.activeElement;
  const grid = target && gridOf(target);
  if (!grid || !target.matches("th,td") || !getSelection()?.isCollapsed) return;
  event.preventDefault();
  if (grid.dataset.dsChosen !== undefined) tell(grid, "ds-copy");
  else event.clipboardData?.setData("text/plain", /** @type {HTMLElement} */ (target).innerText.trim());
};

addEventListener("keydown", onKeydown, true);
addEventListener("copy", onCopy);
addEventListener("pointerdown", (event) => {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return;
  if (target.dataset.dsResizer !== undefined) return resize(target, event);
  const cell = cellOf(target);
  const grid = cell && gridOf(cell);
  // Controls in a cell get the focus by themselves when they are pressed.
  if (grid && cell && !target.closest(INSIDE)) setTimeout(() => cell.isConnected && !cell.querySelector(EDITED) && goTo(grid, cell));
});
addEventListener("focusin", ({ target }) => {
  const grid = target instanceof Element ? gridOf(target) : null;
  const cell = target instanceof Element ? cellOf(target) : null;
  hadFocus = grid;
  if (!grid || !cell) return;
  const line = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  places.set(grid, { row: numberOf(line), column: cell.cellIndex, waits: false });
});
// Pressing something that is not focusable leaves the table.
addEventListener("pointerdown", ({ target }) => {
  if (target instanceof Element && !gridOf(target)) hadFocus = null;
}, true);

/** Watches all tables in an element, once each. @param {Element} root */
export const attach = (root) => {
  const all = root.matches("[data-ds-grid]") ? [root] : root.querySelectorAll("[data-ds-grid]");
  for (const grid of all) {
    if (!(grid instanceof HTMLTableElement) || watched.has(grid)) continue;
    watched.add(grid);
    // An awaited row has appeared, or the cell with the focus was removed.
    new MutationObserver(() => settle(grid)).observe(grid, { childList: true, subtree: true });
  }
};
