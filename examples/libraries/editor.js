import { python } from "@codemirror/lang-python";
import { EditorView, basicSetup } from "codemirror";

const nonce = document.querySelector("meta[property=csp-nonce]")?.nonce || "";

export default {
  render({ model, el }) {
    let timer = 0;
    const save = () => {
      timer = 0;
      model.set("text", view.state.doc.toString());
      model.save_changes();
    };
    const changed = EditorView.updateListener.of(({ docChanged, view: { composing } }) => {
      // Saved after a delay, not at each key press; and not if Python has set this text.
      if (docChanged && !composing && view.state.doc.toString() !== model.get("text")) timer ||= setTimeout(save, 100);
    });
    const view = new EditorView({
      doc: model.get("text"),
      extensions: [basicSetup, python(), EditorView.cspNonce.of(nonce), changed],
      parent: el,
    });
    const show = () => {
      const now = view.state.doc.toString();
      const text = model.get("text");
      if (now === text) return;
      // Only the part that differs is replaced, so that the caret stays.
      let start = 0;
      let end = 0;
      const most = Math.min(now.length, text.length);
      while (start < most && now[start] === text[start]) start++;
      while (end < most - start && now.at(-1 - end) === text.at(-1 - end)) end++;
      view.dispatch({ changes: { from: start, to: now.length - end, insert: text.slice(start, text.length - end) } });
    };
    model.on("change:text", show);
    return () => {
      clearTimeout(timer);
      model.off("change:text", show);
      view.destroy();
    };
  },
};
