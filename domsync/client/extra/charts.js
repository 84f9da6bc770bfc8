/**
 * The part of charts that runs in the browser: showing values by pointer and keyboard, and selecting a part of an axis.
 * Loaded when a chart is pointed at or gets the focus. Values are read from the coordinates of the paths; what is drawn
 * over a chart is in a shadow tree, which nobody else changes.
 */

/** @typedef {{ locale: string, x: string, o: number, q: number, r: number, c?: string[], u?: string, log?: boolean, s?: boolean, n?: string, w?: number, near?: boolean }} Meta */
/** @typedef {{ name: string, value: string, color: string, x: number, y: number }} Hit */
/** @typedef {{ x: number[], y: number[] }} Points */

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const plotOf = (target) => (target instanceof Element ? target.closest("[data-ds-chart]") : null);
/** @param {HTMLElement} plot @returns {Meta} */
const metaOf = (plot) => JSON.parse(plot.dataset.dsChart ?? "");
/** @param {HTMLElement} plot */
const viewOf = (plot) => {
  const view = plot.querySelector(".ds-marks");
  return view instanceof SVGSVGElement ? view.viewBox.baseVal : null;
};

// Reading

/** @type {WeakMap<Element, { d: string, points: Points }>} */
const known = new WeakMap();

/** The points of a path: pairs of numbers after `M`, `m` and `l`, single numbers after `h` and `v`. @param {Element} path @returns {Points} */
const pointsOf = (path) => {
  const d = path.getAttribute("d") ?? "";
  const before = known.get(path);
  if (before?.d === d) return before.points;
  /** @type {Points} */
  const points = { x: [], y: [] };
  let [x, y, letter] = [0, 0, ""];
  let isSecond = false;
  for (const [part] of d.matchAll(/[a-z]|-?\d+/gi)) {
    const number = Number(part);
    if (Number.isNaN(number)) {
      letter = part;
      isSecond = false;
    } else if (letter === "h") x += number;
    else if (letter === "v" || isSecond) {
      y = letter === "M" ? number : y + number;
      points.x.push(x);
      points.y.push(y);
      isSecond = false;
    } else {
      x = letter === "M" ? number : x + number;
      isSecond = true;
    }
  }
  known.set(path, { d, points });
  return points;
};

/** The visible series, with all of their points. @param {HTMLElement} plot */
const seriesOf = (plot) =>
  [...plot.querySelectorAll("[data-name]")].map((group) => {
    const lines = group.querySelectorAll(".ds-line");
    /** @type {Points} */
    const all = { x: [], y: [] };
    for (const path of lines.length ? lines : group.querySelectorAll(".ds-dots")) {
      const { x, y } = pointsOf(path);
      // A piece starts where the one before it ends.
      const from = x[0] === all.x.at(-1) && y[0] === all.y.at(-1) ? 1 : 0;
      for (let at = from; at < x.length; at++) {
        all.x.push(/** @type {number} */ (x[at]));
        all.y.push(/** @type {number} */ (y[at]));
      }
    }
    return { name: group.getAttribute("data-name") ?? "", color: getComputedStyle(group).color, ...all };
  });

/** @param {number} step */
const digitsOf = (step) => Math.min(Math.max(Math.ceil(-Math.log10(step) - 1e-9), 0), 15);

/** @param {Meta} meta @param {number} x @param {number} width of the visible part, in the unit of the paths */
const textOfX = (meta, x, width) => {
  const value = meta.o + x * meta.q;
  if (meta.c) return meta.c[Math.floor(value)] ?? "";
  if (meta.x !== "time") return new Intl.NumberFormat(meta.locale, { maximumFractionDigits: digitsOf(meta.q) }).format(value);
  const span = width * meta.q;
  const isDay = span > 5184000 && value % 86400 === 0;
  /** @type {Intl.DateTimeFormatOptions} */
  const clock = { hour: "numeric", minute: "2-digit", second: span < 21600 ? "2-digit" : undefined };
  const digits = /** @type {1 | 2 | 3} */ (Math.min(digitsOf(meta.q), 3));
  if (span < 60 && digits) clock.fractionalSecondDigits = digits;
  return new Intl.DateTimeFormat(meta.locale, {
    ...(span < 43200 ? {} : { year: "numeric", month: "short", day: "numeric" }),
    ...(isDay ? {} : clock),
    hourCycle: "h23",
    timeZone: "UTC",
  }).format(value * 1000);
};

/** @param {Meta} meta @param {number} y */
const textOfY = (meta, y) => {
  const value = -y * meta.r;
  const text = meta.log
    ? new Intl.NumberFormat(meta.locale, { maximumSignificantDigits: 4 }).format(10 ** value)
    : new Intl.NumberFormat(meta.locale, { maximumFractionDigits: digitsOf(meta.r) }).format(value);
  return text + (meta.u ?? "");
};

/** The values of all series at an x. @param {HTMLElement} plot @param {Meta} meta @param {number} x @returns {Hit[]} */
const hitsAt = (plot, meta, x) => {
  /** @type {Hit[]} */
  const hits = [];
  let below = 0;
  for (const { name, color, x: xs, y: ys } of seriesOf(plot)) {
    const at = xs.lastIndexOf(x);
    const y = ys[at];
    if (y === undefined) continue;
    hits.push({ name, color, x, y, value: textOfY(meta, meta.s ? y - below : y) });
    below = y;
  }
  return hits;
};

/** The point that is nearest to a place. @param {HTMLElement} plot @param {Meta} meta @param {number} left @param {number} top @returns {Hit[]} */
const hitsNear = (plot, meta, left, top) => {
  const view = viewOf(plot);
  if (!view) return [];
  const { width, height } = plot.getBoundingClientRect();
  let best = Infinity;
  /** @type {Hit[]} */
  let found = [];
  let nearest = NaN;
  for (const { name, color, x: xs, y: ys } of seriesOf(plot)) {
    for (let at = 0; at < xs.length; at++) {
      const [x, y] = /** @type {[number, number]} */ ([xs[at], ys[at]]);
      if (x < view.x || x > view.x + view.width) continue;
      const across = ((x - view.x) / view.width) * width - left;
      const distance = meta.near ? Math.hypot(across, ((y - view.y) / view.height) * height - top) : Math.abs(across);
      if (distance >= best) continue;
      best = distance;
      nearest = x;
      if (meta.near) found = [{ name, color, x, y, value: textOfY(meta, y) }];
    }
  }
  return meta.near || Number.isNaN(nearest) ? found : hitsAt(plot, meta, nearest);
};

// Showing

/** @type {WeakMap<HTMLElement, { x?: number, name?: string, mark?: number, watch?: MutationObserver }>} */
const states = new WeakMap();
/** @param {HTMLElement} plot */
const stateOf = (plot) => {
  const state = states.get(plot) ?? {};
  states.set(plot, state);
  return state;
};
/** @type {HTMLElement | null} */
let shown = null;

/** @param {string} part @param {Partial<CSSStyleDeclaration>} style @param {string} [text] */
const piece = (part, style, text) => {
  const element = document.createElement("div");
  element.part = part;
  Object.assign(element.style, style);
  if (text) element.textContent = text;
  return element;
};

/** @param {HTMLElement} plot */
const overlayOf = (plot) => {
  const host = plot.querySelector("[data-ds-over]");
  if (!host) return null;
  if (host.shadowRoot) return host.shadowRoot;
  const root = host.attachShadow({ mode: "open" });
  const said = piece("said", { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" });
  said.ariaLive = "polite";
  root.append(said, piece("drawn", {}));
  return root;
};

/** @param {HTMLElement} plot @param {Node[]} parts */
const draw = (plot, parts) => {
  overlayOf(plot)?.lastElementChild?.replaceChildren(...parts);
  shown = plot;
};

/** @param {HTMLElement} plot @param {string} text */
const announce = (plot, text) => {
  const said = overlayOf(plot)?.firstElementChild;
  if (said) said.textContent = text;
};

const hide = () => {
  if (!shown) return false;
  const root = shown.querySelector("[data-ds-over]")?.shadowRoot;
  const was = !!root?.lastElementChild?.firstChild;
  root?.lastElementChild?.replaceChildren();
  states.get(shown)?.watch?.disconnect();
  shown = null;
  return was;
};

/** The box with values. @param {HTMLElement} plot @param {number} left @param {number} top @param {string} head @param {{ color: string, name: string, value: string }[]} rows */
const tip = (plot, left, top, head, rows) => {
  const { width, height } = plot.getBoundingClientRect();
  const isRight = left > width / 2;
  const box = piece("tip", {
    position: "absolute",
    insetInlineStart: `${left}px`,
    top: `${Math.min(Math.max(top, 0), height)}px`,
    transform: `translate(${isRight ? "calc(-100% - 12px)" : "12px"}, -50%)`,
    whiteSpace: "nowrap",
    zIndex: "1",
    direction: document.dir === "rtl" ? "rtl" : "ltr",
  });
  if (head) box.append(piece("head", {}, head));
  for (const { color, name, value } of rows) {
    const row = piece("row", { display: "flex", gap: "0.5em", alignItems: "baseline" });
    if (color) row.append(piece("swatch", { color, width: "0.65em", height: "0.65em", flex: "none" }));
    if (name) row.append(piece("name", { maxWidth: "16em", overflow: "hidden", textOverflow: "ellipsis" }, name));
    row.append(piece("value", { marginInlineStart: "auto" }, value));
    box.append(row);
  }
  return box;
};

/** @param {HTMLElement} plot @param {Hit[]} hits @param {number} [pointer] the pointer's distance from the top */
const showHits = (plot, hits, pointer) => {
  const [view, meta, first] = [viewOf(plot), metaOf(plot), hits[0]];
  if (!view || !first) return void hide();
  const { width, height } = plot.getBoundingClientRect();
  const left = ((first.x - view.x) / view.width) * width;
  if (left < -1 || left > width + 1) return void hide();
  const tops = hits.map((hit) => ((hit.y - view.y) / view.height) * height);
  const dots = hits.map((hit, at) =>
    piece("dot", { position: "absolute", color: hit.color, width: "7px", height: "7px", boxSizing: "content-box", insetInlineStart: `${left}px`, top: `${tops[at]}px`, transform: "translate(-50%, -50%)" }),
  );
  const line = piece("line", { position: "absolute", insetInlineStart: `${left}px`, top: "0", bottom: "0", width: "1px" });
  const head = (meta.n ? `${meta.n}: ` : "") + textOfX(meta, first.x, view.width);
  const isAlone = plot.querySelectorAll("[data-name]").length === 1;
  const rows = hits.map((hit) => ({ color: hit.color, name: isAlone ? "" : hit.name, value: hit.value }));
  draw(plot, [...(meta.near ? [] : [line]), ...dots, tip(plot, left, pointer ?? Math.min(...tops), head, rows)]);
  const state = stateOf(plot);
  [state.x, state.name] = [first.x, first.name];
  if (!state.watch) {
    // When the chart changes, the values shown have to follow.
    state.watch = new MutationObserver(() => shown === plot && state.x !== undefined && showHits(plot, again(plot), pointer));
  }
  const drawing = plot.querySelector("svg");
  if (drawing) state.watch.observe(drawing, { subtree: true, childList: true, attributes: true });
  return [head, ...rows.map(({ name, value }) => `${name} ${value}`.trim())].join(", ");
};

/** @param {HTMLElement} plot */
const again = (plot) => {
  const [meta, state] = [metaOf(plot), stateOf(plot)];
  const hits = hitsAt(plot, meta, state.x ?? NaN);
  return meta.near ? hits.filter(({ name }) => name === state.name) : hits;
};

/** A copy of an element's outline. @param {Element} mark */
const outlineOf = (mark) => {
  const shape = mark.querySelector(".ds-hit") ?? mark;
  const copy = shape.cloneNode();
  const frame = shape.closest("svg")?.cloneNode();
  if (!(copy instanceof SVGElement && frame instanceof SVGElement)) return [];
  Object.assign(frame.style, { position: "absolute", inset: "0", width: "100%", height: "100%", overflow: "visible" });
  Object.assign(copy.style, { fill: "none", stroke: "var(--ds-text, currentColor)", strokeWidth: "2px", vectorEffect: "non-scaling-stroke" });
  frame.append(copy);
  return [frame];
};

/** Shows an element's description: a head, and lines with a color, a name and a value. @param {HTMLElement} plot @param {Element} mark @param {[number, number]} [pointer] where the pointer is */
const showMark = (plot, mark, pointer) => {
  const [head = "", ...lines] = (mark.getAttribute("data-ds-mark") ?? "").split("\n");
  const rows = lines.map((line) => {
    const [at, name = "", value = ""] = line.split("\t");
    return { color: at ? `var(--ds-series-${at})` : "", name, value };
  });
  const frame = plot.getBoundingClientRect();
  const box = mark.getBoundingClientRect();
  const [left, top] = pointer ?? [box.left - frame.left + box.width / 2, box.top - frame.top + box.height / 2];
  draw(plot, [...(pointer ? [] : outlineOf(mark)), tip(plot, left, top, head, rows)]);
  stateOf(plot).mark = marksOf(plot).indexOf(mark);
  return [head, ...rows.map(({ name, value }) => `${name} ${value}`.trim())].filter(Boolean).join(", ");
};

/** @param {HTMLElement} plot */
const marksOf = (plot) => [...plot.querySelectorAll("[data-ds-mark]")];

// Pointer

/** Where the selection of a part began. @type {{ plot: HTMLElement, from: number, id: number } | null} */
let brush = null;

/** @param {HTMLElement} plot @param {number} x */
const along = (plot, x) => {
  const { left, width } = plot.getBoundingClientRect();
  return Math.min(Math.max((x - left) / width, 0), 1);
};

/** @param {PointerEvent} event */
const onMove = (event) => {
  if (brush) {
    const [from, to] = [brush.from, along(brush.plot, event.clientX)];
    const [low, high] = [Math.min(from, to) * 100, Math.max(from, to) * 100];
    draw(brush.plot, [piece("brush", { position: "absolute", top: "0", bottom: "0", left: `${low}%`, width: `${high - low}%`, boxSizing: "border-box" })]);
    return;
  }
  const plot = plotOf(event.target);
  if (plot !== shown) hide();
  if (!plot) return;
  const { left, top } = plot.getBoundingClientRect();
  const mark = event.target instanceof Element ? event.target.closest("[data-ds-mark]") : null;
  if (mark) showMark(plot, mark, [event.clientX - left, event.clientY - top]);
  else if (plot.querySelector("[data-name]")) showHits(plot, hitsNear(plot, metaOf(plot), event.clientX - left, event.clientY - top), event.clientY - top);
  else hide();
};

/** @param {PointerEvent} event */
const onDown = (event) => {
  const plot = plotOf(event.target);
  if (!plot) return;
  onMove(event);
  if (plot.dataset.dsZoom === undefined || event.button) return;
  brush = { plot, from: along(plot, event.clientX), id: event.pointerId };
  plot.setPointerCapture(event.pointerId);
};

/** @param {HTMLElement} plot @param {number[] | null} detail */
const zoom = (plot, detail) => plot.dispatchEvent(new CustomEvent("ds-zoom", { detail }));

/** @param {PointerEvent} event */
const onUp = (event) => {
  if (!brush || brush.id !== event.pointerId) return;
  const { plot, from } = brush;
  brush = null;
  const [view, to] = [viewOf(plot), along(plot, event.clientX)];
  hide();
  // A click with a slight movement is not a drag.
  if (event.type === "pointercancel" || !view || Math.abs(to - from) * plot.clientWidth < 6) return;
  zoom(plot, [view.x + Math.min(from, to) * view.width, view.x + Math.max(from, to) * view.width]);
};

// Keyboard

/** Moves from a value to another by a key. @param {HTMLElement} plot @param {string} key @returns {string | void} the text of the new value */
const walk = (plot, key) => {
  const ways = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 });
  const way = ways[key];
  const state = stateOf(plot);
  const marks = marksOf(plot);
  /** @param {number} length @param {number} at */
  const next = (length, at) => {
    // With rows of cells, the keys Up and Down move between rows.
    const beside = at + (metaOf(plot).w ?? 0) * (way ?? 0);
    if (beside !== at && at >= 0 && /Up|Down/.test(key)) return beside >= 0 && beside < length ? beside : at;
    if (key === "Home") return 0;
    if (key === "End") return length - 1;
    if (at < 0) return way === 1 ? 0 : length - 1;
    return Math.min(Math.max(at + (way ?? 0), 0), length - 1);
  };
  if (marks.length) {
    const mark = marks[next(marks.length, state.mark ?? -1)];
    return mark && showMark(plot, mark);
  }
  const [view, meta] = [viewOf(plot), metaOf(plot)];
  if (!view) return;
  const points = seriesOf(plot).flatMap(({ name, x }) => x.map((one) => ({ name, x: one })));
  const seen = points.filter(({ x }) => x >= view.x - 1e-6 && x <= view.x + view.width + 1e-6);
  /** @type {Hit[]} */
  let hits;
  if (meta.near) {
    const sorted = seen.sort((a, b) => a.x - b.x);
    const at = sorted.findIndex(({ x, name }) => x === state.x && name === state.name);
    const point = sorted[next(sorted.length, at)];
    hits = point ? hitsAt(plot, meta, point.x).filter(({ name }) => name === point.name) : [];
  } else {
    const xs = [...new Set(seen.map(({ x }) => x))].sort((a, b) => a - b);
    const x = xs[next(xs.length, state.x === undefined ? -1 : xs.indexOf(state.x))];
    hits = x === undefined ? [] : hitsAt(plot, meta, x);
  }
  return showHits(plot, hits);
};

/** @param {KeyboardEvent} event */
const onKey = (event) => {
  const plot = plotOf(event.target);
  if (!plot || event.target !== plot || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  const view = viewOf(plot);
  const canZoom = view && plot.dataset.dsZoom !== undefined;
  if (key === "Escape") {
    if (!hide() && canZoom) zoom(plot, null);
  } else if (canZoom && (key === "+" || key === "-" || key === "=")) {
    const at = stateOf(plot).x ?? view.x + view.width / 2;
    const half = view.width * (key === "-" ? 1 : 0.25);
    zoom(plot, [at - half, at + half]);
  } else if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(key)) {
    const text = walk(plot, key);
    if (text) announce(plot, text);
  } else return;
  event.preventDefault();
};

addEventListener("pointermove", onMove);
addEventListener("pointerdown", onDown);
addEventListener("pointerup", onUp);
addEventListener("pointercancel", onUp);
addEventListener("keydown", onKey);
addEventListener("dblclick", ({ target }) => {
  const plot = plotOf(target);
  if (plot?.dataset.dsZoom !== undefined) zoom(plot, null);
});
addEventListener("focusout", ({ target }) => void (plotOf(target) && hide()));
document.addEventListener("pointerleave", hide);

export { onKey };
