// Shows client modules, and sets the properties of custom elements (`props=`). See types.d.ts and docs/howto/javascript.md.
//
// A module is a front-end module as anywidget defines it: its default export has `initialize` and `render`. Its model has
// the fields of a component; the server sends differences, and the client sends what the module saves.
import { load } from "../lazy.js";
import { ID, page } from "../nodes.js";

/** The only key of an object that stands for bytes. */
const MARK = "\0";
/** The longest text that an event carries in one piece. */
const PIECE = 30000;
const ARRAYS = /** @type {any} */ ({
  ...{ i1: "Int8", u1: "Uint8", i2: "Int16", u2: "Uint16", i4: "Int32", u4: "Uint32", i8: "BigInt64", u8: "BigUint64" },
  ...{ f2: "Float16", f4: "Float32", f8: "Float64" },
});
/** The property of an element that holds its model, for the page's own scripts and for tests. */
const MODEL = Symbol.for("domsync.model");
/** @type {(root: ParentNode) => NodeListOf<HTMLElement>} */
const viewsIn = (root) => root.querySelectorAll("[data-domsync-view]");

/** @type {Map<HTMLElement, Model>} */
const models = new Map();
/** @type {Set<View>} */
const views = new Set();
/** Values of removed models that the server has not acknowledged yet; they are used again if the page is rebuilt. */
const left = /** @type {Map<string, Model["own"]>} */ (new Map());
/** @type {WeakMap<Element, { [name: string]: unknown }>} */
const given = new WeakMap();
/** @type {Map<string, Promise<void>>} */
const sheets = new Map();
/** Resolves an address on the wire, which is relative to the app's own files. @param {string} address */
const resolve = (address) => new URL("../../" + address, import.meta.url).href;

// Values: JSON, and bytes

/** @type {(mark: any[], bytes: ArrayBuffer | undefined) => unknown} */
const unpack = ([kind, where, shape], bytes) => {
  const data =
    typeof where === "string"
      ? Uint8Array.from(atob(where), (letter) => letter.charCodeAt(0)).buffer
      : /** @type {ArrayBuffer} */ (bytes).slice(where[0], where[0] + where[1]);
  const made = kind ? new /** @type {any} */ (globalThis)[ARRAYS[kind] + "Array"](data) : new DataView(data);
  return shape ? Object.assign(made, { shape }) : made;
};

/** Replaces the marks of bytes by the bytes, in place. @type {(value: any, bytes: ArrayBuffer | undefined) => any} */
const revive = (value, bytes) => {
  if (!value || typeof value !== "object") return value;
  if (Object.hasOwn(value, MARK)) return unpack(value[MARK], bytes);
  for (const key of Object.keys(value)) value[key] = revive(value[key], bytes);
  return value;
};

/** @type {(key: string, value: unknown) => unknown} */
const pack = (_, value) => {
  const isView = ArrayBuffer.isView(value);
  if (!isView && !(value instanceof ArrayBuffer)) return value;
  const { buffer, byteOffset, byteLength } = isView ? value : new DataView(value);
  const bytes = /** @type {any} */ (new Uint8Array(buffer, byteOffset, byteLength));
  // Older browsers, without toBase64(), need a tenth of a second for this.
  const text = bytes.toBase64?.() ?? btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const kind = Object.keys(ARRAYS).find((kind) => value.constructor.name === ARRAYS[kind] + "Array") || "";
  return { [MARK]: [kind, text, ...(/** @type {any} */ (value).shape ? [/** @type {any} */ (value).shape] : [])] };
};

/** Applies an edit to copies, because other code may hold the values. @type {(values: any, edit: any[]) => void} */
const make = (values, [path, ...what]) => {
  let holder = values;
  for (const step of path.slice(0, -1)) {
    const held = holder[step];
    holder = holder[step] = Array.isArray(held) ? [...held] : { ...held };
  }
  const last = path.at(-1);
  if (!what.length) delete holder[last];
  else if (what.length === 1) Object.defineProperty(holder, last, { value: what[0], writable: true, enumerable: true, configurable: true });
  else holder[last] = holder[last].toSpliced(what[0], what[1], ...what[2]);
};

// Models

/** @type {MakeModel} */
const makeModel = (doc, node) => {
  const id = node[ID];
  const key = `${doc.number}:${id}`;
  const fields = doc.listeners.get("module")?.get(node)?.fields || [];
  const pairs = fields.flatMap((name, i) => (i % 2 ? [] : [[name, fields[i + 1]]]));
  const ending = new AbortController();
  /** @type {Map<string, Set<(...told: unknown[]) => void>>} */
  const heard = new Map();
  /** @type {Set<string>} */
  const dirty = new Set();
  /** The values that the server has. @type {{ [name: string]: unknown }} */
  const values = {};
  const own = new Map([...(left.get(key) || [])].filter(([, { n }]) => n > page.acked));
  /** @type {any} */
  let hooks = {};
  /** @type {unknown} */
  let cleanup;
  let timer = 0;
  left.delete(key);

  const names = (/** @type {string} */ type) => type.split(/\s+/);
  const tell = (/** @type {string} */ type, /** @type {unknown[]} */ ...told) => {
    for (const callback of [...(heard.get(type) || [])]) {
      try {
        callback(...told);
      } catch (error) {
        reportError(error);
      }
    }
  };
  const changed = (/** @type {Iterable<string>} */ some) => {
    const all = [...some];
    for (const name of all) tell("change:" + name, model, model.get(name), {});
    if (all.length) tell("change", model, {});
  };
  /** Drops own values that the server has acknowledged; in a shared document, the values that it has sent count then. */
  const settle = () => {
    for (const [name, { value, n }] of own) {
      if (!n || n > page.acked) continue;
      own.delete(name);
      if (doc.number === 0) values[name] = value;
      else if (values[name] !== value) changed([name]);
    }
  };
  /** In a shared document, other values may apply, and be reported to the module, once an event is acknowledged. */
  const settleSoon = () => {
    timer ||= setTimeout(() => {
      timer = 0;
      settle();
      if (own.size) settleSoon();
    }, 50);
  };
  /** @type {Model["emit"]} */
  const emit = (payload) => {
    const text = JSON.stringify(payload, pack);
    const told = text.length < PIECE ? JSON.parse(text) : { text: text.match(/[^]{1,30000}/gu) };
    const n = page.emit(doc, id, "module", [[id, told]], true);
    if (n < 0) console.error("domsync: a module's message is longer than the server takes:", Object.keys(payload));
    return n;
  };

  /** @type {Model} */
  const model = {
    own,
    emit,
    all: () => (settle(), { ...values, ...Object.fromEntries(Array.from(own, ([name, { value }]) => [name, value])) }),
    get: (name) => (settle(), own.has(name) ? own.get(name)?.value : values[name]),
    set(name, value) {
      if (typeof name === "object") return Object.entries(name).forEach(([one, value]) => model.set(one, value));
      const before = model.get(name);
      if (before === value && Object(value) !== value) return;
      own.set(name, { value, n: 0 });
      dirty.add(name);
      changed([name]);
    },
    save_changes() {
      if (!dirty.size) return;
      const set = Object.fromEntries([...dirty].map((name) => [name, own.get(name)?.value]));
      const n = emit({ set });
      // Too much is waiting: it is sent together with the next changes.
      if (!n) return;
      dirty.clear();
      for (const name of Object.keys(set)) {
        if (n > 0) own.set(name, { value: set[name], n });
        else own.delete(name);
      }
      if (n < 0) changed(Object.keys(set));
      else if (doc.number) settleSoon();
    },
    on: (type, callback) =>
      names(type).forEach((one) => heard.set(one, (heard.get(one) || new Set()).add(callback))),
    off(type, callback) {
      for (const one of type ? names(type) : heard.keys()) callback ? heard.get(one)?.delete(callback) : heard.delete(one);
    },
    send: (content, _, buffers = []) => void emit({ content, buffers }),
    widget_manager: {
      get_model: (reference) => Promise.reject(Error(`there is no widget manager here, and no ${reference}`)),
    },

    update(edits) {
      const before = { ...values };
      settle();
      for (const edit of edits) make(values, edit);
      changed(new Set(edits.map(([[name]]) => name).filter((name) => !own.has(name) && before[name] !== values[name])));
    },
    async invoke(name, given) {
      await model.ready;
      const code = !/^(initialize|render)$/.test(name) && Object.hasOwn(hooks, name) && hooks[name];
      if (typeof code !== "function") throw Error(`the module has no function ${name}`);
      const result = await code({ model, el: node, signal: ending.signal }, ...given);
      return JSON.parse(JSON.stringify(result ?? null, pack));
    },
    message: (content, buffers) => model.ready.then(() => tell("msg:custom", content, buffers)),
    async show(el) {
      if ([...views].some((view) => view.el === el)) return;
      const leaving = new AbortController();
      const view = { el, model, close: () => leaving.abort() };
      views.add(view);
      /** @type {unknown} */
      let done;
      view.close = () => {
        views.delete(view);
        leaving.abort();
        finish(done);
        done = undefined;
      };
      try {
        await model.ready;
        const { signal } = leaving;
        done = signal.aborted || (await hooks.render?.({ model, el, signal, experimental: { invoke: command } }));
        // The element was removed meanwhile.
        if (signal.aborted) view.close();
      } catch (error) {
        fail(el, error);
      }
    },
    close() {
      models.delete(node);
      clearTimeout(timer);
      for (const view of [...views]) {
        if (view.model !== model) continue;
        view.close();
        if (view.el.isConnected) view.el.replaceChildren();
      }
      ending.abort();
      finish(cleanup);
      for (const [other, waiting] of left) if (![...waiting.values()].some(({ n }) => n > page.acked)) left.delete(other);
      if ([...own.values()].some(({ n }) => n > page.acked)) left.set(key, own);
      heard.clear();
    },
    ready: Promise.resolve(),
  };

  const finish = (/** @type {unknown} */ code) => {
    // An exception in a cleanup function must not stop the others.
    if (typeof code === "function") new Promise((done) => done(code())).catch(reportError);
  };
  /** Calls a function of the widget in Python: a command, as anywidget calls it. */
  const command = (/** @type {string} */ name, /** @type {unknown} */ msg, /** @type {any} */ { buffers = [], signal } = {}) =>
    new Promise((resolve, reject) => {
      const number = crypto.randomUUID?.() || `${Math.random()}`;
      const hear = (/** @type {any} */ told, /** @type {unknown} */ more) => {
        if (told?.id !== number) return;
        model.off("msg:custom", hear);
        resolve([told.response, more]);
      };
      signal?.addEventListener("abort", () => (model.off("msg:custom", hear), reject(signal.reason)));
      model.on("msg:custom", hear);
      model.send({ id: number, kind: "anywidget-command", name, msg }, undefined, buffers);
    });
  const fail = (/** @type {Element} */ el, /** @type {unknown} */ error) => {
    const address = pairs.find(([name]) => name === "module")?.[1] || "";
    const told = `${address.split("/").pop()}: ${error}`;
    const note = document.createElement("div");
    const isDevelopment = document.querySelector("meta[name=domsync-development]");
    note.className = "domsync-error";
    note.role = "alert";
    note.textContent = isDevelopment ? told : page.words.broken || "This part of the page could not be shown.";
    el.replaceChildren(note);
    console.error("domsync:", told, error);
    emit({ error: told.slice(0, 1000) });
  };

  const start = async () => {
    // In order, because one may need the previous one.
    for (const [kind, address] of pairs) if (kind === "script") await load(resolve(address));
    const all = pairs.map(([kind, address]) => (kind === "css" ? sheet(resolve(address)) : kind === "module" && load(resolve(address))));
    const loaded = (await Promise.all(all)).find(Boolean);
    const { default: exported = loaded } = loaded;
    hooks = typeof exported === "function" ? await exported() : exported;
    if (!hooks?.render && !hooks?.initialize) throw Error("its default export has no render() and no initialize()");
    cleanup = await hooks.initialize?.({ model, signal: ending.signal, experimental: { invoke: command } });
    if (ending.signal.aborted) finish(cleanup);
  };
  models.set(node, model);
  node[MODEL] = model;
  model.begin = () => {
    model.ready = start();
    model.ready.catch(() => {});
    model.show(node);
    if (node.dataset.domsyncModel) showViews(viewsIn(document));
  };
  return model;
};

/** Loads a style sheet once; if that fails, the module is shown without it. @param {string} address */
const sheet = (address) => {
  const known = sheets.get(address);
  if (known || [...document.styleSheets].some(({ href }) => href === address)) return known;
  const link = document.createElement("link");
  const loaded = new Promise((done) => {
    link.onload = () => done(undefined);
    link.onerror = () => done(console.error("domsync: no style sheet", address));
  });
  Object.assign(link, { rel: "stylesheet", href: address });
  document.head.append(link);
  sheets.set(address, loaded);
  return loaded;
};

/** Shows models in their new views. @param {Iterable<HTMLElement>} places */
const showViews = (places) => {
  for (const el of places) {
    const name = el.dataset.domsyncView;
    if (name) for (const [main, model] of models) if (main.dataset.domsyncModel === name) model.show(el);
  }
};

const observer = new MutationObserver((records) => {
  for (const view of [...views]) if (!view.el.isConnected) view.close();
  for (const [node, model] of models) if (!node.isConnected) model.close();
  for (const { type, addedNodes } of records) {
    if (type === "attributes") showViews(viewsIn(document));
    for (const node of addedNodes) if (node instanceof HTMLElement) showViews([node, ...viewsIn(node)]);
  }
});
observer.observe(page.root, { childList: true, subtree: true, attributeFilter: ["data-domsync-model"] });

// Custom elements

/** @type {(node: any, edits: any[][]) => Promise<void>} */
const giveProperties = async (node, edits) => {
  const values = given.get(node) || {};
  given.set(node, values);
  for (const edit of edits) make(values, edit);
  const changed = new Set(edits.map(([[name]]) => name));
  for (const name of changed) {
    if (name in HTMLElement.prototype) throw Error(`refused: ${name} is a property of every element`);
  }
  // A value that was set before the class was defined would hide the class's own property.
  await customElements.whenDefined(node.localName);
  for (const name of changed) node[name] = values[name];
};

/**
 * Applies an op of the server: edits of properties, or a call of a module.
 *
 * @type {(bytes: ArrayBuffer | undefined, doc: Doc, node: any, edits: unknown[][] | 0, told?: unknown[]) => unknown}
 */
export const take = (bytes, doc, node, edits, told = []) => {
  if (edits) {
    revive(edits, bytes);
    if (node.localName.includes("-") && !doc.listeners.get("module")?.has(node)) return giveProperties(node, edits);
    if (!node.isConnected) return;
    const known = models.get(node);
    const model = known || makeModel(doc, node);
    model.update(edits);
    if (!known) model.begin();
    return;
  }
  const model = models.get(node);
  const [kind, name, given] = revive(told, bytes);
  if (!model) throw Error("the module is not on the page");
  if (kind === "refused") return console.error("domsync:", name);
  return kind === "call" ? model.invoke(name, given) : model.message(name, given);
};
