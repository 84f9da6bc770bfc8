// Edits of texts, as in domsync/dom/controls/operational_transform.py: merge.js uses them for the texts of controls,
// shared_text.js for texts that several people edit. Their types are in types.d.ts.

/** @type {Edits} */
export const edits = {
  add(edit, part) {
    const last = edit.at(-1);
    if (edit[0] && typeof part === typeof last && (part.length || part < 0 === last < 0)) edit.push(edit.pop() + part);
    else if (part) edit.push(part);
  },

  transform(first, second) {
    const left = [[...first], [...second]];
    /** @type {Edit[]} */
    const made = [[], []];
    for (;;) {
      const i = left.findIndex(([part]) => part?.length);
      const [x = Infinity, y = Infinity] = left.map(([part]) => part);
      const count = Math.min(Math.abs(x), Math.abs(y));
      if (i >= 0) {
        const text = left[i].shift();
        edits.add(made[i], text);
        edits.add(made[1 - i], text.length);
      } else if (count < Infinity) {
        if (x > 0) edits.add(made[1], y > 0 ? count : -count);
        if (y > 0) edits.add(made[0], x > 0 ? count : -count);
        for (const parts of left) {
          const part = parts.shift();
          const rest = part - Math.sign(part) * count;
          if (rest) parts.unshift(rest);
        }
      } else return made.map((edit) => (edit.at(-1)?.length || edit.at(-1) < 0 ? edit : edit.slice(0, -1)));
    }
  },

  apply(text, edit) {
    let [at, made] = [0, ""];
    for (const part of edit) {
      if (part.length) made += part;
      else if (part > 0) made += text.slice(at, (at += part));
      else at -= part;
    }
    return made + text.slice(at);
  },

  between(from, to, caret = to.length) {
    const least = Math.min(from.length, to.length);
    let [head, tail] = [0, 0];
    const more = (/** @type {number} */ most) => {
      while (tail < most && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
    };
    more(Math.min(least, to.length - caret));
    while (head < least - tail && from[head] === to[head]) head++;
    more(least - head);
    if (/[\ud800-\udbff]/.test(from[head - 1])) head--;
    if (/[\udc00-\udfff]/.test(from[from.length - tail])) tail--;
    return [head, head + tail - from.length, to.slice(head, to.length - tail)];
  },
};
