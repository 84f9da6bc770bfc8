/** Draws a Bokeh figure. */
export default {
  /** @param {{ model: any, el: HTMLElement }} given */
  async render({ model, el }) {
    const { Bokeh } = /** @type {any} */ (window);
    /** @type {any} */
    let views;
    const clear = () => {
      for (const view of views ?? []) view.model?.document?.clear?.();
      views = undefined;
      el.replaceChildren();
    };
    const draw = async () => {
      clear();
      const place = document.createElement("div");
      el.append(place);
      views = await Bokeh.embed.embed_item({ ...structuredClone(model.get("item")), target_id: null }, place);
    };
    await draw();
    model.on("change:item", draw);
    return () => {
      model.off("change:item", draw);
      clear();
    };
  },
};
