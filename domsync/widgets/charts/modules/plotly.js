/** Draws a Plotly figure, in the colours of the page unless the figure sets its own. */

/** @param {HTMLElement} el */
const paletteOf = (el) => {
  const style = getComputedStyle(el);
  const line = style.getPropertyValue("--ds-line") || "#8886";
  /** A property may be `light-dark(...)`, which only an element resolves. @param {string} value */
  const resolved = (value) => {
    const probe = el.ownerDocument.createElement("i");
    probe.style.color = value;
    el.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  const series = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => style.getPropertyValue(`--ds-series-${number}`)).filter(Boolean);
  return { text: style.color, font: style.fontFamily, line: resolved(line), series: series.map(resolved) };
};

/** @param {any} layout @param {HTMLElement} el */
const themed = (layout, el) => {
  const { text, font, line, series } = paletteOf(el);
  const axes = ["xaxis", "yaxis", ...Object.keys(layout).filter((name) => /^[xy]axis\d+$/.test(name))];
  const axis = { gridcolor: line, linecolor: line, zerolinecolor: line };
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    ...(series.length ? { colorway: series } : {}),
    margin: { t: layout.title ? 48 : 16, r: 16, b: 40, l: 48 },
    ...layout,
    font: { color: text, family: font, ...layout.font },
    ...Object.fromEntries(axes.map((name) => [name, { ...axis, automargin: true, ...layout[name] }])),
  };
};

/** @param {any} points */
const told = (points) =>
  (points ?? []).map((/** @type {any} */ point) => ({
    series: point.curveNumber,
    index: point.pointNumber ?? point.pointIndex ?? null,
    x: point.x ?? point.label ?? null,
    y: point.y ?? point.value ?? null,
  }));

export default {
  /** @param {{ model: any, el: any }} given */
  async render({ model, el }) {
    const { Plotly } = /** @type {any} */ (window);
    const draw = () => {
      // Copies, because Plotly changes its arguments. With a constant `uirevision`, the user's zoom is kept.
      const layout = { uirevision: "same", ...structuredClone(model.get("layout")) };
      const config = { responsive: true, displaylogo: false, ...structuredClone(model.get("config")) };
      return Plotly.react(el, structuredClone(model.get("data")), model.get("theme") ? themed(layout, el) : layout, config);
    };
    await draw();
    el.on("plotly_click", (/** @type {any} */ event) => model.send({ clicked: told(event?.points) }));
    el.on("plotly_selected", (/** @type {any} */ event) => model.send({ selected: told(event?.points) }));
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    model.on("change", draw);
    scheme.addEventListener("change", draw);
    return () => {
      model.off("change", draw);
      scheme.removeEventListener("change", draw);
      Plotly.purge(el);
    };
  },
};
