// Finds the keys that events match, by client/extra/keys.js. Each line of the input is a JSON array [keys, event], each
// line of the output the matching keys, and whether the default is prevented. The second argument is the platform.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const client = pathToFileURL(process.argv[2] + "/").href;
// The client creates the banner when it is loaded.
const made = { style: { setProperty() {} } };
const prototype = new Proxy(
  {},
  { get: () => () => made, getOwnPropertyDescriptor: () => ({ get: () => undefined, configurable: true }) },
);
const type = { prototype };
Object.assign(globalThis, { Node: type, Element: type, Document: type, HTMLFormElement: class {}, document: {} });
Object.defineProperty(globalThis, "navigator", { value: { platform: process.argv[3] } });
const { page } = await import(client + "nodes.js");
const { events } = await import(client + "events.js");
await import(client + "extra/keys.js");
page.isTyped = (target) => target.nodeName === "INPUT";

for await (const line of createInterface({ input: process.stdin })) {
  const [keys, given] = JSON.parse(line);
  let isPrevented = false;
  const event = { ...given, target: { nodeName: given.inField ? "INPUT" : "P" }, preventDefault: () => (isPrevented = true) };
  process.stdout.write(JSON.stringify([events.keys({ keys }, event), isPrevented]) + "\n");
}
