// Changes of a control by its user and the server, without a browser: client/inputs.js and client/extra/merge.js with
// one fake control. Each line of the input is a JSON array [command, ...arguments], each line of the output its result.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const client = pathToFileURL(process.argv[2] + "/").href;
// The client creates the banner when it is loaded.
const made = { style: { setProperty() {} } };
const prototype = new Proxy(
  {},
  {
    get: () => () => made,
    getOwnPropertyDescriptor: (_, name) => ({
      configurable: true,
      get() {
        return this[name];
      },
    }),
  },
);
const type = { prototype };
let control;
class Page {
  get activeElement() {
    return control;
  }
}
const document = new Page();
Object.assign(globalThis, { Node: type, Element: type, Document: type, HTMLFormElement: class {}, document });
globalThis.addEventListener = () => {};

const { ID, page } = await import(client + "nodes.js");
page.root = { querySelectorAll: () => [] };
page.max = 2 ** 20;
const { inputs } = await import(client + "inputs.js");
await new Promise((resolve) => inputs.need(resolve));

let doc;
let last;
const commands = {
  open() {
    last = page.acked = page.seq = 0;
    control = { nodeName: "TEXTAREA", type: "textarea", defaultValue: "", value: "", isConnected: true, [ID]: 4 };
    control.setSelectionRange = (start, end) => Object.assign(control, { selectionStart: start, selectionEnd: end });
    control.setSelectionRange(0, 0);
    // Registered before its value changes: later, its initial value would be read from a clone, which it does not have.
    inputs.of(control, "");
    doc = { number: 0, seq: 0, nodes: new Map([[4, control]]) };
  },
  type(value, caret) {
    control.value = value;
    control.setSelectionRange(caret, caret);
    inputs.mark(control);
  },
  tell() {
    const n = ++last;
    const [values, controls] = inputs.take(doc, [], n);
    inputs.sent(controls, n);
    return values;
  },
  set(value, acked) {
    page.acked = acked;
    page.seq = ++doc.seq;
    page.quiet = true;
    inputs.setProperty(control, "value", value);
    page.quiet = false;
  },
  look: () => [control.value, control.selectionStart, control.selectionEnd],
};

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...args] = JSON.parse(line);
  process.stdout.write(JSON.stringify(commands[command](...args) ?? null) + "\n");
}
