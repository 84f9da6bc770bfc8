import { OP } from "./protocol.js";
import * as dom from "./dom.js";
import { makeDoc, need, page } from "./nodes.js";
import { foreign } from "./foreign.js";
import { STATES, events } from "./events.js";
import { inputs } from "./inputs.js";
import { lazy } from "./lazy.js";
import { connect, sendEvent } from "./socket.js";
import { takeFrame } from "./frames.js";
import { emit, emitRest, sendResult } from "./emit.js";
import { message } from "./messages.js";

/** @type {Start} */
const start = (root) => {
  const { url, token, frame, shared = [], max = 1048576 } = JSON.parse(root.dataset.domsync || "");
  const main = makeDoc(0, root);
  dom.removeAttribute(root, "data-domsync");
  window.send_message = ({ op, ...params }) =>
    need(sendEvent([0, 0, `${op}`.slice(0, 32), params]) > 0, "message not sent");
  Object.assign(page, /** @type {Partial<Page>} */ ({
    root,
    max,
    emit,
    message,
    result: sendResult,
    after: foreign.after,
    heal: (node) => foreign.heal(node),
    listen: events.listen,
    unlisten: events.unlisten,
    setProperty: inputs.setProperty,
    isTyped: (node) => inputs.isControl(node) && inputs.isTyped(node),
  }));
  foreign.watch(root);
  connect({
    // Resolved now: the page's address may change later, and the server may be mounted under any path.
    url: new URL(url, location.href).href,
    token,
    resumed: emitRest,
    frame: takeFrame,
  });
  inputs.watch();
  const noteState = loadStates(main);
  const first = [frame, ...shared].filter(Boolean);
  const begin = () => {
    for (; first[0]; first.shift()) takeFrame(first[0]);
    inputs.started();
    if (frame?.[3][0]?.[0] === OP.ADOPT) tellMissed(noteState);
  };
  try {
    begin();
    foreign.isTried = true;
  } catch {
    // Something else, such as a browser extension, has already changed the page.
    foreign.retry(begin);
  }
  addEventListener("pagehide", ({ persisted }) => {
    events.flush();
    // Browsers do not put a page with an open connection into the back/forward cache.
    if (persisted) page.line()?.close();
  });
};

/** @type {LoadStates} */
const loadStates = (main) => {
  page.needStates = lazy("states");
  const note = (/** @type {any} */ { type, target }) => {
    if (type !== "scroll" || main.listeners.get(type)?.has(target)) page.needStates(() => page.states?.note(target));
  };
  for (const type of STATES) dom.addListener(page.root, type, note, true);
  return note;
};

/** Reports what happened to the page before this module ran. @type {TellMissed} */
const tellMissed = (noteState) => {
  const { root } = page;
  const types = [...page.docs.values()].flatMap(({ listeners }) => [...listeners.keys()]);
  // Inside :is(), browsers skip selectors that they do not know.
  if (root.querySelector(":is([open],:popover-open)")) noteState({ target: root });
  if (root.querySelector("[type=file]") || types.some((type) => /^(load|error|focus|toggle|can|play)/.test(type))) {
    lazy("early")(({ tellEarly }) => tellEarly());
  }
};

/** @type {NodeListOf<HTMLElement>} */
const [root] = dom.read(document, "querySelectorAll").call(document, "[data-domsync]");
if (root) start(root);
