// Dispatches events of the first page from before the client listened, which do not come again by themselves.
import * as dom from "../dom.js";
import { page } from "../nodes.js";

/** The `readyState` from which on media have fired an event. @type {{ [type: string]: number }} */
const READY = { loadedmetadata: 1, durationchange: 1, loadeddata: 2, canplay: 3, canplaythrough: 4 };

/** The address of the picture of an image, an image button or an image in SVG; for images, once it is loaded. */
const pictureOf = (/** @type {any} */ node) => {
  if (node instanceof HTMLImageElement) return node.complete && node.currentSrc;
  return node.type === "image" ? node.src : node instanceof SVGImageElement && node.href.baseVal;
};

/** @type {(type: string, node: any) => Promise<Event | undefined>} */
const missed = async (type, node) => {
  if (type === "toggle") {
    const states = { oldState: "closed", newState: "open" };
    const isOpen = node.open || (node.popover && node.matches(":popover-open"));
    return isOpen ? Object.assign(new Event(type), states) : undefined;
  }
  if (/^focus/.test(type)) {
    const isIn = type === "focusin" ? node.contains(dom.activeElement()) : node === dom.activeElement();
    // A page without the focus hears these events when it gets the focus.
    return isIn && document.hasFocus() ? new FocusEvent(type, { bubbles: type === "focusin" }) : undefined;
  }
  if (/^(input|change)$/.test(type)) return node.files?.[0] ? new Event(type, { bubbles: true }) : undefined;
  const event = new Event(type);
  if (node instanceof HTMLMediaElement) {
    const isPlaying = /^play(ing)?$/.test(type) && !node.paused;
    return isPlaying || node.readyState >= READY[type] || (type === "error" && node.error) ? event : undefined;
  }
  if (!/^(load|error)$/.test(type)) return;
  if (node instanceof HTMLIFrameElement) return type === "load" && node.loading !== "lazy" ? event : undefined;
  const picture = pictureOf(node);
  if (!picture) return;
  const image = node.decode ? node : Object.assign(new Image(), { src: picture });
  const found = await image.decode().then(() => "load", () => "error");
  return found === type ? event : undefined;
};

/** Tells listeners about the events that they have missed. */
export const tellEarly = () => {
  const listening = [...page.docs.values()].flatMap((doc) => [...doc.listeners]);
  const all = listening.flatMap(([type, entries]) => Array.from(entries, ([node, entry]) => ({ type, node, entry })));
  const tell = () => {
    for (const { type, node, entry } of all) {
      if (!(node instanceof Element)) continue;
      missed(type, node).then((event) => {
        const target = type === "focusin" ? dom.activeElement() : node;
        // By now the event may have come by itself.
        if (event && !entry.sent && !entry.timer && dom.isConnected(node)) target.dispatchEvent(event);
      });
    }
  };
  // By then, all events of the first page that the browser sends by itself have come.
  if (dom.read(document, "readyState") === "complete") tell();
  else addEventListener("load", () => setTimeout(tell));
};
