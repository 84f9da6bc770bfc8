// Drag and drop of items of trees and cards of boards, which the server then moves. (Dropping files is in upload.js.)

import { extra } from "../lazy.js";

// Not a static import: after a failure, that would fail again.
/** @type {typeof import("./collections.js")} */
const { BOX, ITEM, does, near, open, tell } = await extra("collections");

/** @type {HTMLElement | null} */
let dragged = null;
/** @type {HTMLElement | null} */
let marked = null;
let opening = 0;

/** @param {HTMLElement | null} onto @param {string} how */
const mark = (onto, how) => {
  if (marked !== onto) {
    marked?.removeAttribute("data-ds-drop");
    clearTimeout(opening);
    const box = near(onto, "[data-ds-collection=tree]");
    // What is held over a closed item for some time may be meant for the inside of it, so that is opened.
    if (onto && box) opening = window.setTimeout(() => open(box, onto, true), 800);
  }
  marked = onto;
  if (onto && onto.getAttribute("data-ds-drop") !== how) onto.setAttribute("data-ds-drop", how);
};

/** Where the item would be dropped: before, after or inside another one. @param {DragEvent} event @returns {[HTMLElement, string] | null} */
const spot = ({ target, clientY }) => {
  const box = dragged && near(dragged, BOX);
  const onto = near(target, `${ITEM},[data-ds-list]`);
  if (!box || !onto || onto === dragged || near(onto, BOX) !== box || onto.classList.contains("ds-tree-more")) return null;
  if (onto.dataset.dsList !== undefined) return [onto, "inside"];
  const { top, height } = onto.getBoundingClientRect();
  const part = (clientY - top) / height;
  if (box.dataset.dsCollection === "tree") return [onto, part < 0.25 ? "before" : part > 0.75 ? "after" : "inside"];
  return [onto, part > 0.5 ? "after" : "before"];
};

const stop = () => {
  mark(null, "");
  dragged?.removeAttribute("data-ds-dragged");
  dragged = null;
};

/** @param {DragEvent} event */
const onDragstart = (event) => {
  const item = near(event.target, ITEM);
  const box = item && near(item, BOX);
  if (!box || item !== event.target || !does(box, "move")) return;
  dragged = item;
  item.setAttribute("data-ds-dragged", "");
  event.dataTransfer?.setData("text/plain", item.textContent?.trim() ?? "");
  if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
};
/** @param {DragEvent} event */
const onDragover = (event) => {
  const found = spot(event);
  mark(found?.[0] ?? null, found?.[1] ?? "");
  if (found) event.preventDefault();
};
/** @param {DragEvent} event */
const onDrop = (event) => {
  const found = spot(event);
  const box = dragged && near(dragged, BOX);
  if (found && box && dragged) {
    event.preventDefault();
    tell(box, "move", dragged, `${found[1]} ${found[0].id}`);
  }
  stop();
};

/** Listens to all trees and boards of the page; a listener that exists already is not added again. */
export const attach = () => {
  addEventListener("dragstart", onDragstart);
  addEventListener("dragover", onDragover);
  addEventListener("drop", onDrop);
  addEventListener("dragend", stop);
};
