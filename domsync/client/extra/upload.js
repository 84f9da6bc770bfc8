// Sends files, as the server asks for them. See types.d.ts, session/uploads.py and docs/reference/protocol.md.

import { ID, page } from "../nodes.js";
import { GIVEN_UP, UPLOAD } from "../protocol.js";

// How long an event that waits for its answer delays the next chunk, and how often the connection is checked, in ms.
const MANNERS = 250;
const LOOK = 10;
// A chunk goes into the browser's buffer only when the one before has left it, so that a click never waits behind many.
const BUFFERED = 1024;

/** @type {Map<number, Sending>} */
const sending = new Map();
/** @type {WeakMap<Node, Doc>} */
const attached = new WeakMap();
let last = 0;
let busy = false;

const entryOf = (/** @type {Node} */ node) => attached.get(node)?.listeners.get("upload")?.get(node);
const wants = (/** @type {Node} */ node, /** @type {string} */ way) => entryOf(node)?.fields.includes(way);
const hasFiles = (/** @type {DataTransfer | null} */ data) => !!data?.types.includes("Files");
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @type {Announce} */
const announce = (node, list) => {
  const doc = /** @type {Doc} */ (attached.get(node));
  const files = Array.from(list || [], (file) => ({ id: ++last, file }));
  const told = files.map(({ id, file: { name, size, type } }) => ({ id, name, size, type }));
  if (!files[0] || !entryOf(node)) return;
  const isSent = page.emit(doc, node[ID], "upload", [[node[ID], { files: told }]], true) > 0;
  if (!isSent) console.error("domsync: files were not announced");
  if (isSent) for (const { id, file } of files) sending.set(id, { id, file, node, at: 0, room: 0, chunk: 1, line: null });
  else if (node.value) node.value = "";
};

/** @type {Pump} */
const pump = async () => {
  if (busy) return;
  busy = true;
  for (;;) {
    const line = page.line();
    const own = [...sending.values()].find((one) => one.at < one.room && one.line === line);
    if (!own || !line) break;
    // It is the next file's turn after this chunk.
    sending.delete(own.id);
    sending.set(own.id, own);
    const { at, file } = own;
    const end = Math.min(at + own.chunk, file.size);
    let data;
    try {
      data = new Uint8Array(await file.slice(at, end).arrayBuffer());
    } catch (error) {
      page.control(GIVEN_UP, own.id, `${error}`.slice(0, 200));
      sending.delete(own.id);
      continue;
    }
    for (let waited = 0; page.waits() && waited < MANNERS; waited += LOOK) await pause(LOOK);
    while (line === page.line() && line.bufferedAmount > BUFFERED) await pause(LOOK / 5);
    if (line !== page.line() || own.at !== at || sending.get(own.id) !== own) continue;
    const frame = new Uint8Array(12 + data.length);
    const header = new DataView(frame.buffer);
    header.setUint32(0, own.id);
    header.setBigUint64(4, BigInt(at));
    frame.set(data, 12);
    line.send(frame);
    own.at = end;
  }
  busy = false;
};

page.controls.set(UPLOAD, ({ upload, from, chunk, room, error, say }) => {
  const own = sending.get(upload);
  if (!own) return;
  if (room === undefined) {
    const { node } = own;
    sending.delete(upload);
    // So that the same file can be chosen again.
    if (error && node.files?.length === 1) node.value = "";
    // The focus must not leave another control, and a hidden one would keep its form from being sent.
    if (say && node.checkVisibility?.() && !page.root.querySelector(":focus:not([type=file])")) {
      node.setCustomValidity(say);
      node.reportValidity();
      node.onblur = node.onchange = () => node.setCustomValidity("");
    }
    return;
  }
  own.line = page.line();
  own.room = room;
  if (chunk) [own.at, own.chunk] = [from, chunk];
  pump();
});

/** @type {AttachUpload} */
export const attach = (doc, node) => {
  const isKnown = attached.has(node);
  attached.set(node, doc);
  if (isKnown) return;
  const mark = (/** @type {boolean} */ on) => node.toggleAttribute("data-dragging", on);
  if (node.type === "file") {
    node.addEventListener("change", () => announce(node, node.files));
    announce(node, node.files);
  }
  for (const type of ["dragenter", "dragover"]) {
    node.addEventListener(type, (/** @type {DragEvent} */ event) => {
      if (!wants(node, "drop") || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      mark(true);
    });
  }
  node.addEventListener("dragleave", (/** @type {DragEvent} */ event) => {
    if (!node.contains(/** @type {Node | null} */ (event.relatedTarget))) mark(false);
  });
  node.addEventListener("drop", (/** @type {DragEvent} */ event) => {
    mark(false);
    if (!wants(node, "drop") || !hasFiles(event.dataTransfer) || event.defaultPrevented) return;
    event.preventDefault();
    announce(node, event.dataTransfer?.files);
  });
};

addEventListener("paste", (event) => {
  const path = event.composedPath();
  const inText = path.some((/** @type {any} */ node) => /^(INPUT|TEXTAREA)$/.test(node.nodeName) || node.isContentEditable);
  const nodes = [...page.root.querySelectorAll("*")].filter((node) => wants(node, "paste"));
  const node = nodes.reverse().find((one) => path.includes(one)) || (!inText && nodes.at(-1));
  if (!node || !hasFiles(event.clipboardData)) return;
  event.preventDefault();
  announce(node, event.clipboardData?.files);
});
