import uPlot from "uplot";

export default {
  render({ model, el }) {
    const data = () => [model.get("x"), model.get("y")];
    const chart = new uPlot(
      {
        width: el.clientWidth || 400,
        height: 220,
        scales: { x: { time: false } },
        series: [{ label: "x" }, { label: "y", stroke: "#36c" }],
        // Selecting a range does not zoom: the range is sent to Python.
        cursor: { drag: { x: true, y: false, setScale: false } },
        hooks: {
          setSelect: [
            ({ select, posToVal }) => {
              const ends = [select.left, select.left + select.width].map((place) => posToVal(place, "x"));
              model.set("selected", select.width ? ends : null);
              model.save_changes();
            },
          ],
        },
      },
      data(),
      el,
    );
    const show = () => chart.setData(data());
    model.on("change:x change:y", show);
    return () => {
      model.off("change:x change:y", show);
      chart.destroy();
    };
  },
};
