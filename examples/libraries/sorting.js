import Sortable from "sortablejs";

export default {
  render({ model, el }) {
    const list = document.createElement("ul");
    const show = () => {
      list.replaceChildren(
        ...model.get("items").map((text) => Object.assign(document.createElement("li"), { textContent: text })),
      );
    };
    // The browser's own drag and drop is not used: it does not work on touch screens.
    const sortable = Sortable.create(list, {
      forceFallback: true,
      animation: 100,
      chosenClass: "chosen",
      onEnd() {
        model.set("items", Array.from(list.children, (item) => item.textContent));
        model.save_changes();
      },
    });
    el.append(list);
    show();
    model.on("change:items", show);
    return () => {
      model.off("change:items", show);
      sortable.destroy();
    };
  },
};
