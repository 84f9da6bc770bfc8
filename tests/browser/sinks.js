// Unsafe ways to use a string, each in a frame of its own: the positive control of test_hostile.py.
{
  const ran = [];
  // Sinks in frames of another origin can only write to the console, which the test reads.
  const frame = () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    return frame.contentDocument;
  };
  const put = (doc, markup) => {
    const div = doc.createElement("div");
    doc.body.append(div);
    div.innerHTML = markup;
  };
  const make = (doc, tag, set) => {
    const element = doc.createElement(tag);
    set(element);
    doc.body.append(element);
    return element;
  };
  const poke = (doc) => {
    for (const element of doc.querySelectorAll("*")) {
      element.focus?.();
      element.click?.();
    }
  };
  const NUMBER = (text) => `console.log(${text})`;
  const sinks = {
    innerHTML: put,
    attr_dq: (doc, text) => put(doc, `<input value="${text}">`),
    attr_sq: (doc, text) => put(doc, `<input value='${text}'>`),
    attr_uq: (doc, text) => put(doc, `<input value=${text}>`),
    srcdoc: (doc, text) => make(doc, "iframe", (frame) => (frame.srcdoc = text)),
    inline_json: (doc, text) =>
      make(doc, "iframe", (frame) => (frame.srcdoc = `<script>var x = ${JSON.stringify(text)}</script>`)),
    iframe_src: (doc, text) => make(doc, "iframe", (frame) => (frame.src = text)),
    location: (doc, text) => (make(doc, "iframe", () => {}).contentWindow.location = text),
    href: (doc, text) => {
      make(doc, "iframe", (frame) => (frame.name = "target"));
      make(doc, "a", (a) => Object.assign(a, { href: text, target: "target" })).click();
    },
    object_data: (doc, text) => make(doc, "object", (object) => (object.data = text)),
    script_src: (doc, text) => make(doc, "script", (script) => (script.src = text)),
    onclick_value: (doc, text) => make(doc, "p", (p) => p.setAttribute("onclick", text)).click(),
    attr_name: (doc, name, number) => {
      const element = make(doc, "p", (p) => p.setAttribute(name, NUMBER(number)));
      element.dispatchEvent(new Event(name.slice(2)));
    },
    attr_name_js: (doc, name, number) => {
      const srcdoc = `<script>${NUMBER(number)}</script>`;
      const value = name.toLowerCase() === "srcdoc" ? srcdoc : `javascript:${NUMBER(number)}`;
      for (const tag of ["a", "iframe"]) {
        const element = make(doc, tag, (element) => element.setAttribute(name, value));
        element.dispatchEvent(new Event(name.slice(2)));
        element.click();
      }
    },
    tag_text: (doc, tag, number) => make(doc, tag, (element) => (element.textContent = NUMBER(number))),
    tag_src: (doc, tag, number) => make(doc, tag, (element) => (element.src = `javascript:${NUMBER(number)}`)),
    style_attr: (doc, text) =>
      make(doc, "p", (p) => {
        p.textContent = "text";
        p.setAttribute("style", text);
      }),
    style_elem: (doc, text) => put(doc, `<style>.y{${text}}</style><input value=abc>`),
    eval_dq: (doc, text) => doc.defaultView.eval(`String("${text}")`),
    eval_sq: (doc, text) => doc.defaultView.eval(`String('${text}')`),
    eval_tpl: (doc, text) => doc.defaultView.eval(`\`${text}\``),
    proto: (doc, key, number) => {
      const target = {};
      target[key].reached = true;
      if ({}.reached) console.log(number);
      delete Object.prototype.reached;
    },
  };
  // Cases are [sink, text, number]; the number is in the text in place of the 31337 that it logs.
  window.runSinks = async (cases) => {
    for (const [sink, text, number] of cases) {
      try {
        const doc = frame();
        sinks[sink](doc, text, number);
        poke(doc);
      } catch (error) {
        ran.push(String(error));
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    return ran;
  };
}
