// Runs programs that were rendered on the server, and compares the result of each rendering with the live tree.
// A program is { seed, steps: [[rendering, form], ...], late: [rendering, form] }; forms are JSON text.
{
  const text = (form) => JSON.stringify(form);
  const place = () => {
    const root = document.createElement("div");
    root.id = "root";
    document.querySelector("#root")?.remove();
    document.body.append(root);
    return root;
  };
  const compare = (program, when, root, wanted, faults) => {
    const got = text(window.canonical(root));
    if (got !== text(JSON.parse(wanted))) faults.push([program.seed, when, got]);
  };
  const run = (programs, start) => {
    const faults = [];
    for (const program of programs) {
      for (const [kind, steps] of [["follower", program.steps], ["newcomer", [program.late]]]) {
        const { root, take } = start();
        steps.forEach(([rendering, wanted], i) => {
          try {
            take(rendering);
          } catch (error) {
            faults.push([program.seed, `${kind} ${i}`, String(error)]);
          }
          compare(program, `${kind} ${i}`, root, wanted, faults);
        });
      }
    }
    return faults;
  };

  // As in the original client: each message is evaluated in the global scope.
  window.runScripts = (programs) => {
    window.ws_send = () => {};
    return run(programs, () => ({ root: place(), take: (script) => (0, eval)(script) }));
  };

  let number = 1;
  window.runFrames = (programs) => {
    const { makeDoc, docs } = window.inside;
    return run(programs, () => {
      docs.get(number)?.drop();
      number++;
      const root = place();
      makeDoc(number, root);
      return { root, take: (ops) => window.arrived(`[${number},${docs.get(number).seq + 1},0,${ops}]`) };
    });
  };
}
