// A button with the number of its clicks, for the tests of client modules.
const list = () => document.createElement("ul");

export default {
  initialize({ model }) {
    globalThis.initialised = (globalThis.initialised || 0) + 1;
    return () => (globalThis.initialised -= 1);
  },
  render({ model, el, signal }) {
    globalThis.rendered = (globalThis.rendered || 0) + 1;
    globalThis.alive = (globalThis.alive || 0) + 1;
    signal.addEventListener("abort", () => (globalThis.alive -= 1));
    const button = document.createElement("button");
    const names = list();
    const show = () => {
      button.textContent = `count ${model.get("count")}`;
      names.replaceChildren(
        ...model.get("names").map((name) => Object.assign(document.createElement("li"), { textContent: name })),
      );
    };
    button.addEventListener("click", () => {
      model.set("count", model.get("count") + 1);
      model.save_changes();
    });
    model.on("change", show);
    model.on("msg:custom", (content, buffers) => {
      model.send({ echo: content, sizes: buffers.map((buffer) => buffer.byteLength) }, undefined, buffers);
    });
    el.append(button, names);
    show();
    return () => {
      globalThis.rendered -= 1;
      model.off("change", show);
    };
  },
  double: (_, value) => value * 2,
  async fail() {
    throw new Error("as asked");
  },
};
