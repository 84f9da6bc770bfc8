/** Draws long series with uPlot, in the colours of the page. */
import uPlot from "uplot";

/** @param {HTMLElement} el */
const colours = (el) => {
  const probe = document.createElement("i");
  el.append(probe);
  /** @param {string} name @param {string} other */
  const resolved = (name, other) => {
    probe.style.color = `var(${name}, ${other})`;
    return getComputedStyle(probe).color;
  };
  const series = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => resolved(`--ds-series-${number}`, "#4640c8"));
  const found = { text: resolved("--ds-muted", "#565e6c"), line: resolved("--ds-line", "#d9dde4"), series };
  probe.remove();
  return found;
};

export default {
  /** @param {{ model: any, el: HTMLElement }} given */
  render({ model, el }) {
    const { text, line, series } = colours(el);
    const data = () => [model.get("x"), ...model.get("columns")];
    /** @type {string[]} */
    const names = model.get("names");
    const unit = model.get("unit");
    const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: "12px system-ui" };
    const size = () => ({ width: Math.max(el.clientWidth, 50), height: el.clientHeight - (chart?.root.querySelector(".u-legend")?.clientHeight ?? 32) || 240 });
    /** @type {any} */
    let chart;
    chart = new uPlot(
      {
        ...size(),
        tzDate: (/** @type {number} */ seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
        scales: { x: { time: model.get("time") } },
        series: [
          { label: model.get("x_name") },
          ...names.map((label, at) => ({
            label,
            stroke: series[at % series.length],
            width: 1.5,
            value: (/** @type {any} */ _, /** @type {number | null} */ value) => (value === null ? "" : `${value.toLocaleString(model.get("locale"))}${unit}`),
          })),
        ],
        axes: [axis, { ...axis, size: 64, values: (/** @type {any} */ _, /** @type {number[]} */ values) => values.map((value) => `${value.toLocaleString(model.get("locale"))}${unit}`) }],
        hooks: {
          setScale: [
            (/** @type {any} */ plot, /** @type {string} */ key) => {
              if (key !== "x" || !plot.data[0].length) return;
              const { min, max } = plot.scales.x;
              const isWhole = min <= plot.data[0][0] && max >= plot.data[0].at(-1);
              model.set("range", isWhole ? null : [min, max]);
              model.save_changes();
            },
          ],
        },
      },
      data(),
      el,
    );
    const show = () => chart.setData(data(), model.get("range") === null);
    model.on("change:x change:columns", show);
    const observer = new ResizeObserver(() => chart.setSize(size()));
    observer.observe(el);
    return () => {
      model.off("change:x change:columns", show);
      observer.disconnect();
      chart.destroy();
    };
  },
};
