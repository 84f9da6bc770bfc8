// Puts nodes back that others have taken out of the page or replaced, where an op concerns them: see ../foreign.js.
import * as dom from "../dom.js";
import { ID, LAZY, LOST, page } from "../nodes.js";
import { foreign } from "../foreign.js";

/** True if a node is one of the server's. */
const isOurs = (/** @type {Node} */ node) =>
  !!node[ID] && [...page.docs.values()].some((doc) => doc.nodes.get(/** @type {number} */ (node[ID])) === node);

/** @type {(node: Node) => boolean} */
const holdsOurs = (node) => isOurs(node) || Array.from(dom.childNodesOf(node)).some(holdsOurs);

/**
 * Puts a parent's lost children back, the last one first, so that each finds the neighbours that it had.
 *
 * @param {Node} parent
 * @param {Node} [until] The last one to put back; by default, all are put back.
 */
const putBack = (parent, until) => {
  const lost = parent[LOST]?.children;
  for (const node of lost || []) {
    const from = node[LOST]?.from;
    if (from?.text === undefined) continue;
    /** @type {Text} */ (node).data = from.text;
    from.text = undefined;
    // It may share its stand-ins with others.
    until = undefined;
  }
  for (let node = lost?.pop(); node; node = node === until ? undefined : lost?.pop()) {
    const place = node[LOST]?.from;
    node[LOST] = { ...node[LOST], from: undefined, children: node[LOST]?.children || [] };
    if (!place) continue;
    let holder = dom.parentOf(node);
    let { next } = place;
    while (next && dom.parentOf(next) !== parent) next = next[LOST]?.from?.next || null;
    // By way of neighbours that are lost, too, `next` may be the node itself.
    dom.insertBefore(parent, node, next === node ? dom.nextSiblingOf(node) : next);
    // Elements that were wrapped around it are removed when they are empty.
    while (holder && holder !== parent && !isOurs(holder) && !dom.firstChildOf(holder)) {
      const above = dom.parentOf(holder);
      if (above) dom.removeChild(above, holder);
      holder = above;
    }
    for (const other of place.standIns) {
      const above = dom.parentOf(other);
      if (above && !holdsOurs(other)) dom.removeChild(above, other);
    }
  }
};

/**
 * Notes that a node is no longer where it belongs, or no longer what it was.
 *
 * @param {Node} node
 * @param {Lost["from"]} from
 */
const lose = (node, from) => {
  const { parent } = /** @type {Required<Lost>["from"]} */ (from);
  node[LOST] = { children: node[LOST]?.children || [], from };
  parent[LOST] ||= { children: [] };
  parent[LOST].children.push(node);
};

/**
 * Notes the texts that somebody has split, for example to mark a word, or joined: the nodes made of the rest are their
 * stand-ins.
 *
 * @param {MutationRecord[]} records
 * @param {Set<Node>} added
 */
const noteTexts = (records, added) => {
  for (const { type, target, oldValue } of records) {
    const parent = dom.parentOf(target);
    const isCut = type === "characterData" && isOurs(target) && records.some((record) => record.target === parent);
    if (!isCut || !parent || target[LOST]?.from) continue;
    let next = dom.nextSiblingOf(target);
    while (next && !isOurs(next)) next = dom.nextSiblingOf(next);
    const standIns = [...added].filter((node) => dom.parentOf(node) === parent);
    lose(target, { parent, next, standIns, text: oldValue || "" });
  }
};

/**
 * Notes which of our nodes are no longer where they belong.
 *
 * @param {MutationRecord[]} records
 */
const note = (records) => {
  /** @type {Set<Node>} */
  const added = new Set();
  /** @type {Set<Node>} */
  const put = new Set();
  for (const { target, addedNodes, removedNodes, previousSibling, nextSibling } of records) {
    for (const node of addedNodes) if (!isOurs(node)) added.add(node) && put.add(node);
    for (const node of removedNodes) {
      if (!isOurs(node)) continue;
      // It was replaced, or its stand-in was put beside it first. A node stands in for one other only.
      const replaced = [...addedNodes].filter((other) => added.has(other));
      const beside = [previousSibling, nextSibling].filter((other) => other && added.has(other));
      const standIns = /** @type {Node[]} */ (replaced.length ? replaced : beside.slice(0, 1));
      for (const other of standIns) added.delete(other);
      const known = node[LOST]?.from;
      if (known) known.standIns.push(...standIns);
      else if (target === page.root || isOurs(target)) lose(node, { parent: target, next: nextSibling, standIns });
    }
  }
  noteTexts(records, put);
};

const lazyAbove = (/** @type {Node | null} */ node) => {
  while (node && !node[LAZY]) node = dom.parentOf(node);
  return node;
};

/**
 * Takes nodes out of a parent, and puts others in.
 *
 * @param {Node} parent
 * @param {NodeList} out
 * @param {NodeList} into
 * @param {Node | null} next
 */
const exchange = (parent, out, into, next) => {
  for (const node of out) if (dom.parentOf(node) === parent) dom.removeChild(parent, node);
  const before = next && dom.parentOf(next) === parent ? next : null;
  for (const node of into) dom.insertBefore(parent, node, before);
};

/**
 * Numbers copies of templates that have no numbers yet. Their nodes cannot be told from those of others: so the changes
 * are undone, the copies are numbered, and the changes are made again.
 *
 * @param {MutationRecord[]} records
 */
const numberCopies = (records) => {
  const copies = new Set(records.map(({ target }) => lazyAbove(target)));
  for (const { target, addedNodes, removedNodes, nextSibling } of records.reverse()) {
    exchange(target, addedNodes, removedNodes, nextSibling);
  }
  for (const copy of copies) if (copy) page.reveal(copy);
  for (const { target, addedNodes, removedNodes, nextSibling } of records.reverse()) {
    exchange(target, removedNodes, addedNodes, nextSibling);
  }
  foreign.ignore();
};

/** For each place of a shape, the place after its subtree. @type {WeakMap<string[], number[]>} */
const ends = new WeakMap();

/** The places of the children of the node at a place. @type {(items: string[], at: number) => number[]} */
const placesBelow = (items, at) => {
  const known = ends.get(items) || [];
  ends.set(items, known);
  const places = [];
  let place = at + 1;
  for (let count = +items[at].slice(1); count > 0; count--) {
    places.push(place);
    if (!known[place]) placesBelow(items, place);
    place = known[place];
  }
  known[at] = place;
  return places;
};

/** Elements that the parser itself puts around others. */
const PARSED = /^(TBODY|TR|COLGROUP)$/;

/** @type {Foreign["fit"]} */
const fit = (parent, children, at, { items, kinds, kindOf, childrenOf }) => {
  const places = placesBelow(items, at);
  const here = new Set(places.map((place) => kinds[place]));
  const isText = (/** @type {Node} */ node) => node instanceof Text;
  // A node that may be a piece of a text of ours: where somebody has marked a word, there are several.
  const isPiece = (/** @type {Node} */ node) =>
    isText(node) ||
    (node instanceof Element && node.textContent && ![node, ...node.querySelectorAll("*")].some((one) => here.has(kindOf(one))));
  /** @type {Node[][]} */
  const groups = [];
  /** @type {Node | null} */
  let last = null;
  for (const child of children) {
    const isOne = here.has("#text") && isPiece(child);
    // Between two texts of ours there is a comment, so that adjacent pieces are of one text.
    if (isOne && last && dom.previousSiblingOf(child) === last) groups.at(-1)?.push(child);
    else groups.push([child]);
    last = isOne ? child : null;
  }
  children = groups.map((group) => group.find(isText) || group[0]);
  /**
   * True if a node has the shape at a place, with nothing else in it.
   *
   * @type {(node: Node, place: number) => boolean}
   */
  const isExactly = (node, place) => {
    if (kindOf(node) !== kinds[place]) return false;
    const [inner, below] = [childrenOf(node), placesBelow(items, place)];
    return inner.length === below.length && inner.every((child, i) => isExactly(child, below[i]));
  };
  /**
   * Finds the node for a place in what others have put around it.
   *
   * @type {(node: Node, place: number) => Node | undefined}
   */
  const wrapped = (node, place) => {
    const inner = PARSED.test(kindOf(node)) || kinds[place] === "#text" ? [] : childrenOf(node);
    for (const child of inner) {
      const found = isExactly(child, place) ? child : wrapped(child, place);
      if (found) return found;
    }
    return undefined;
  };
  /**
   * Rates how well a child fits a place, and finds the node in it.
   *
   * @type {(node: Node, place: number) => [number, Node?]}
   */
  const rate = (node, place) => {
    const isText = kinds[place] === "#text";
    if (isExactly(node, place)) return [isText ? 2 : 8, node];
    const inner = wrapped(node, place);
    if (inner) return [6, inner];
    if (kindOf(node) === kinds[place]) return [3, node];
    return [isText && node instanceof Element && node.textContent ? 1 : -Infinity];
  };
  const refuse = () => {
    throw Error("the HTML was read differently");
  };
  // Children at both ends that are as they should be are not compared with the rest.
  let [head, tail] = [0, 0];
  const least = Math.min(children.length, places.length);
  const isAsMeant = (/** @type {number} */ i, /** @type {number} */ place) =>
    !groups[i][1] && isExactly(children[i], places[place]);
  while (head < least && isAsMeant(head, head)) head++;
  while (tail < least - head && isAsMeant(children.length - 1 - tail, places.length - 1 - tail)) tail++;
  const [wanted, given] = [places.slice(head, places.length - tail), children.slice(head, children.length - tail)];
  if (wanted.length > given.length || wanted.length * given.length > 1e6) refuse();
  const rated = wanted.map((place) => given.map((child) => rate(child, place)));
  /** `best[i][j]`: the highest sum of ratings for the places from `i` on with the children from `j` on. */
  const best = Array.from({ length: wanted.length + 1 }, (_, i) => Array(given.length + 1).fill(i < wanted.length ? -Infinity : 0));
  for (let i = wanted.length - 1; i >= 0; i--) {
    for (let j = given.length - 1; j >= 0; j--) best[i][j] = Math.max(best[i][j + 1], rated[i][j][0] + best[i + 1][j + 1]);
  }
  if (best[0][0] < 0) refuse();
  const found = children.slice(0, head);
  /** @type {[Node, Node[], string?][]} */
  const lost = [];
  /** @type {Node[]} */
  const others = [];
  for (let [i, j] = [0, 0]; j < given.length; j++) {
    if (i === wanted.length || best[i][j] === best[i][j + 1]) {
      others.push(given[j]);
      continue;
    }
    const pieces = groups[head + j];
    const text = pieces.map((piece) => piece.textContent).join("");
    const [, node = dom.createText(text)] = rated[i++][j];
    const standIns = pieces.filter((piece) => !dom.contains(piece, node));
    if (node !== given[j] || standIns[0]) lost.push([node, standIns, node === given[j] ? text : undefined]);
    found.push(node);
  }
  // One of two nodes that look alike is somebody else's: nobody can tell which.
  if (others.some((child) => places.some((place) => isExactly(child, place)))) refuse();
  found.push(...children.slice(children.length - tail));
  // Noted once the first frame is applied: until then, nothing may be put back.
  queueMicrotask(() => {
    for (const [node, standIns, text] of lost) {
      lose(node, { parent, next: found[found.indexOf(node) + 1] || null, standIns, text });
    }
  });
  return found;
};

Object.assign(foreign, /** @type {Partial<Foreign>} */ ({
  fit,

  note(all) {
    const records = all.filter(({ target }) => target);
    if (records.some(({ target }) => lazyAbove(target))) numberCopies(records);
    note(records);
  },

  settle: (parent) => putBack(parent),

  heal(node) {
    const from = node[LOST]?.from;
    if (from && (from.text !== undefined || !dom.contains(from.parent, node))) putBack(from.parent, node);
    // Somebody may have taken out an element that it is in.
    for (let top = node; !dom.isConnected(node); top = node) {
      for (let above = dom.parentOf(top); above; above = dom.parentOf(top)) top = above;
      const parent = top[LOST]?.from?.parent;
      if (!parent) return;
      putBack(parent, top);
    }
  },
}));
