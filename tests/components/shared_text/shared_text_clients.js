// The browser's side of a shared text without a browser: client/extra/shared_text.js with fake controls and a fake
// connection. Each line of the input is a JSON array [command, ...arguments], each line of the output its result.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const client = pathToFileURL(process.argv[2] + "/").href;
globalThis.window = Object({ HANDLERS: {} });
globalThis.addEventListener = () => {};
// When the client is loaded, it takes the DOM's methods from the prototypes, and creates the banner. Nothing else of
// the DOM is used here.
const made = { style: { setProperty() {} } };
const prototype = new Proxy(
  {},
  { get: () => () => made, getOwnPropertyDescriptor: () => ({ get: () => undefined, configurable: true }) },
);
const type = { prototype };
Object.assign(globalThis, { Node: type, Element: type, Document: type, HTMLFormElement: type, document: {} });
const { ID, page } = await import(client + "nodes.js");
page.setProperty = () => {};
const { edits } = await import(client + "extra/operational_transform.js");
const { attach } = await import(client + "extra/shared_text.js");

class Control extends EventTarget {
  isConnected = true;
  [ID] = 5;
  constructor(name, value) {
    super();
    this.value = value;
    // Each control is on a separate page, so all can have the same number.
    this.dataset = { sharedText: name };
    this.selectionStart = this.selectionEnd = value.length;
  }
  setSelectionRange(start, end) {
    this.selectionStart = start;
    this.selectionEnd = end;
  }
  // https://html.spec.whatwg.org/#dom-textarea/input-setrangetext, mode "preserve"
  setRangeText(text, start, end) {
    const after = start + text.length;
    const move = (place, within) => (place > end ? place + text.length - (end - start) : place > start ? within : place);
    this.value = this.value.slice(0, start) + text + this.value.slice(end);
    this.selectionStart = move(this.selectionStart, start);
    this.selectionEnd = move(this.selectionEnd, after);
  }
}

const controls = {};
let emitted = [];
let full = false;
page.emit = (doc, id, type, [[, payload]]) => {
  if (full) return 0;
  emitted.push([doc, structuredClone(payload)]);
  return 1;
};
globalThis.setTimeout = () => {};

const open = (name, value) => {
  controls[name] = new Control(name, value);
  attach(name, controls[name], value);
};

const commands = {
  open,
  // Builds the page again, with the server's text.
  rebuild(name, value) {
    controls[name].isConnected = false;
    controls[name][ID] = 0;
    open(name, value);
  },
  // Closes the page; the client forgets it when the next one is opened.
  leave(name) {
    controls[name].isConnected = false;
    delete controls[name];
  },
  // The user replaces the text between two places.
  type(name, from, to, text) {
    const node = controls[name];
    node.value = node.value.slice(0, from) + text + node.value.slice(to);
    node.selectionStart = node.selectionEnd = from + text.length;
    node.dispatchEvent(new Event("input"));
  },
  compose: (name, what) => void controls[name].dispatchEvent(new Event("composition" + what)),
  caret(name, place) {
    controls[name].setSelectionRange(place, place);
  },
  tell: (name, told) => window.HANDLERS._text({ ...told, id: name }),
  look: (name) => [controls[name].value, controls[name].selectionStart, controls[name].selectionEnd],
  full(is) {
    full = is;
  },
  transform: edits.transform,
  apply: edits.apply,
  between: edits.between,
};

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...args] = JSON.parse(line);
  const result = commands[command](...args) ?? null;
  process.stdout.write(JSON.stringify([result, emitted]) + "\n");
  emitted = [];
}
