// The part of the table workload that runs in the page: it uses only the page contract, and knows no library.
// `domsyncBench.perform(name)` clicks, waits for the final state of the DOM and then for the end of the next frame.

(() => {
  const rows = () => document.querySelector("tbody")?.rows ?? [];
  const idOf = (row) => row.cells[0].textContent.trim();
  const labelLink = (row) => row.cells[1].querySelector("a");
  const removeLink = (row) => row.cells[2].querySelector("a");
  const button = (id) => document.getElementById(id);

  // Another row each time, spread over the table.
  let picked = 0;
  const pick = () => {
    const all = rows();
    picked += 1;
    return all[(picked * 397 + 13) % all.length];
  };

  const isWhole = (row) => row.cells.length === 4 && idOf(row) !== "" && (labelLink(row)?.textContent ?? "") !== "";

  // Done when there are `count` rows, and the first and last of the new ones are complete and differ from those before.
  function created(id, count, from) {
    const before = [...rows()].map(idOf);
    return {
      target: button(id),
      done() {
        const all = rows();
        return (
          all.length === count &&
          isWhole(all[count - 1]) &&
          (from > 0 || before.length === 0 || (idOf(all[0]) !== before[0] && idOf(all[count - 1]) !== before.at(-1)))
        );
      },
      verify() {
        const ids = [...rows()].map(idOf);
        if (new Set(ids).size !== count) throw new Error("ids are not unique");
        if (ids.slice(0, from).join() !== before.slice(0, from).join()) throw new Error("rows changed that had to stay");
        const old = new Set(before);
        if (ids.slice(from).some((id) => old.has(id))) throw new Error("new rows have old ids");
        if (![...rows()].every(isWhole)) throw new Error("a row is not whole");
      },
    };
  }

  function selected() {
    const row = pick();
    const id = idOf(row);
    return {
      target: labelLink(row),
      done() {
        const marked = document.querySelectorAll("tbody tr.danger");
        return marked.length === 1 && idOf(marked[0]) === id;
      },
    };
  }

  function swapped() {
    const before = [...rows()].map(idOf);
    return {
      target: button("swaprows"),
      done() {
        const all = rows();
        return all.length === before.length && idOf(all[1]) === before[998] && idOf(all[998]) === before[1];
      },
      verify() {
        [before[1], before[998]] = [before[998], before[1]];
        if ([...rows()].map(idOf).join() !== before.join()) throw new Error("other rows moved");
      },
    };
  }

  function removed() {
    const row = pick();
    const id = idOf(row);
    const before = [...rows()].map(idOf);
    return {
      target: removeLink(row),
      done: () => rows().length === before.length - 1,
      verify() {
        if ([...rows()].map(idOf).join() !== before.filter((other) => other !== id).join()) {
          throw new Error("another row went");
        }
      },
    };
  }

  function updated() {
    const expected = [...rows()].map((row, n) => labelLink(row).textContent + (n % 10 === 0 ? " !!!" : ""));
    const last = expected.length - 1 - ((expected.length - 1) % 10);
    return {
      target: button("update"),
      done() {
        const all = rows();
        if (labelLink(all[last]).textContent !== expected[last]) return false;
        for (let n = 0; n < all.length; n += 10) {
          if (labelLink(all[n]).textContent !== expected[n]) return false;
        }
        return true;
      },
      verify() {
        if ([...rows()].map((row) => labelLink(row).textContent).join() !== expected.join()) {
          throw new Error("other labels changed");
        }
      },
    };
  }

  function counted() {
    const output = document.getElementById("count");
    const expected = String(Number(output.textContent) + 1);
    return {
      target: button("inc"),
      done: () => document.getElementById("count").textContent.trim() === expected,
    };
  }

  const OPERATIONS = {
    run: () => created("run", 1000, 0),
    replace: () => created("run", 1000, 0),
    runlots: () => created("runlots", 10000, 0),
    add: () => created("add", rows().length + 1000, rows().length),
    add10k: () => created("add", rows().length + 1000, rows().length),
    update: updated,
    select: selected,
    select10k: selected,
    swaprows: swapped,
    swaprows10k: swapped,
    remove: removed,
    remove10k: removed,
    clear: () => ({ target: button("clear"), done: () => rows().length === 0 }),
    counter: counted,
  };

  function perform(name, limit) {
    const { target, done, verify } = OPERATIONS[name]();
    if (!target) throw new Error(`the page has nothing to click for ${name}`);
    return new Promise((resolve, reject) => {
      const channel = new MessageChannel();
      let start = 0;
      const timer = setTimeout(() => {
        observer.disconnect();
        reject(new Error(`${name}: the DOM has not reached its final state in ${limit} ms`));
      }, limit);
      const check = () => {
        if (!done()) return;
        observer.disconnect();
        clearTimeout(timer);
        // A message posted from within a frame is delivered after that frame's style, layout and paint.
        requestAnimationFrame(() => channel.port2.postMessage(0));
      };
      const observer = new MutationObserver(check);
      channel.port1.onmessage = () => {
        const milliseconds = performance.now() - start;
        channel.port1.close();
        try {
          if (!done()) throw new Error("the final state did not last");
          verify?.();
          resolve(milliseconds);
        } catch (error) {
          reject(error);
        }
      };
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      start = performance.now();
      target.click();
    });
  }

  window.domsyncBench = { perform, ready: () => button("run") !== null || button("inc") !== null, count: () => rows().length };
})();
