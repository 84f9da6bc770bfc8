// The keyed table as written by hand: a cloned template per row, one listener for all rows, nothing else.

const ADJECTIVES = "bitter calm dusty eager gentle shy loud fast mellow plain quaint vivid".split(" ");
const COLOURS = "amber azure beige coral cream indigo ivory lilac maroon ochre olive teal".split(" ");
const NOUNS = "anvil bell bridge candle engine ferry lamp kettle ladder mirror pen saddle".split(" ");

const tbody = document.querySelector("tbody");
const template = document.getElementById("row").content.querySelector("tr");

let nextId = 1;
let state = 42; // the generator of benchmarks/rows.py
let selected = null;

function pick(words) {
  state = (state * 16807) % 2147483647;
  return words[state % words.length];
}

function append(count) {
  const fragment = document.createDocumentFragment();
  for (let n = 0; n < count; n++) {
    const row = template.cloneNode(true);
    const cell = row.firstChild;
    cell.firstChild.nodeValue = nextId++;
    cell.nextSibling.firstChild.firstChild.nodeValue = `${pick(ADJECTIVES)} ${pick(COLOURS)} ${pick(NOUNS)}`;
    fragment.append(row);
  }
  tbody.append(fragment);
}

function clear() {
  tbody.textContent = "";
  selected = null;
}

function create(count) {
  clear();
  append(count);
}

const ACTIONS = {
  run: () => create(1000),
  runlots: () => create(10000),
  add: () => append(1000),
  clear,
  update() {
    const rows = tbody.rows;
    for (let n = 0; n < rows.length; n += 10) {
      rows[n].firstChild.nextSibling.firstChild.firstChild.nodeValue += " !!!";
    }
  },
  swaprows() {
    const rows = tbody.rows;
    if (rows.length > 998) {
      const second = rows[1];
      const late = rows[998];
      const afterLate = late.nextSibling;
      tbody.insertBefore(late, second);
      tbody.insertBefore(second, afterLate);
    }
  },
};

document.getElementById("buttons").addEventListener("click", (event) => {
  ACTIONS[event.target.id]?.();
});

tbody.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link === null) {
    return;
  }
  const row = link.closest("tr");
  if (link.parentNode === row.cells[1]) {
    if (selected !== null) {
      selected.className = "";
    }
    row.className = "danger";
    selected = row;
  } else {
    if (row === selected) {
      selected = null;
    }
    row.remove();
  }
});
