// Lets media play on when a snapshot replaces them. A snapshot has what the server was told of them. It does not have
// their current position, what the user has changed just before, and that nothing may start by itself which the user
// has stopped.
import { page } from "../nodes.js";
import { nextEvent } from "../socket.js";

const states = /** @type {States} */ (page.states);
const { keep, take } = states;
/** The number of the event that last reported the state. @type {WeakMap<Node, number>} */
const told = new WeakMap();

/** The addresses that media play. @type {(media: Element) => string} */
const source = (media) => [media, ...media.querySelectorAll("source")].map((each) => each.getAttribute("src")).join(" ");

states.take = (doc, isTold) => {
  const values = take(doc, isTold);
  const n = nextEvent("");
  if (isTold) for (const [id] of values) told.set(doc.nodes.get(id) || doc.root, n);
  return values;
};

states.keep = (doc, kept) => {
  const untold = take(doc, false);
  for (const [id, old] of doc.nodes) {
    if (!(old instanceof HTMLMediaElement)) continue;
    const { paused, muted, volume, playbackRate, currentTime } = old;
    // In a shared document, the state is each viewer's own.
    const isOurs = !!doc.number || untold.some(([one]) => one === id) || (told.get(old) || 0) > page.acked;
    kept.push(() => {
      const media = doc.find(id);
      if (!(media instanceof HTMLMediaElement) || source(media) !== source(old)) return;
      if (isOurs) Object.assign(media, { muted, volume, playbackRate });
      if (currentTime) media.currentTime = currentTime;
      // Paused explicitly, so that `autoplay` does not start it.
      if (isOurs ? paused : media.paused) media.pause();
      else media.play().catch(() => {});
    });
  }
  keep(doc, kept);
};
