// The list of projects: finds, filters, sorts, turns pages. Nothing is computed here.
const rows = JSON.parse(document.getElementById("rows").textContent);
const [STATUS, LINK] = [4, 14];
const TEXTS = [0, 1, 2, 3];
const COUNTS = new Set([12, 13]);
const CLASSES = { 0: "department", 1: "name", 2: "unit", 4: "centre", 11: "centre" };
const PRINTED_ROWS = 500;
const format = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const order = new Intl.Collator("zh-CN", { numeric: true });

const table = document.getElementById("table");
const body = table.tBodies[0];
const info = document.querySelector(".info");
const pages = document.querySelector(".pages");
const find = document.querySelector(".search input");
const filters = document.querySelector(".filters");
const choices = [...filters.querySelectorAll("select[data-column]")];
const sizes = document.querySelector(".size select");

const words = rows.map((row) => TEXTS.map((column) => row[column]).join("\n").toLowerCase());
let shown = rows.map((_, index) => index);
let sorted = null;
let at = 0;

function cell(row, column, value) {
  const made = document.createElement("td");
  if (typeof value === "number" || value === null) {
    made.className = "number";
    made.textContent = value === null ? "" : COUNTS.has(column) ? value : format.format(value);
  } else {
    made.className = CLASSES[column] || "";
    made.textContent = value;
  }
  if (row[LINK] && (column === 1 || column === STATUS)) {
    const anchor = document.createElement("a");
    anchor.href = row[LINK];
    anchor.textContent = value;
    made.replaceChildren(anchor);
  }
  return made;
}

function line(index) {
  const made = document.createElement("tr");
  const number = document.createElement("td");
  number.className = "number";
  number.textContent = index + 1;
  const cells = rows[index].slice(0, LINK).map((value, column) => cell(rows[index], column, value));
  made.append(number, ...cells);
  return made;
}

function draw(length = Number(sizes.value)) {
  at = Math.max(0, Math.min(at, Math.ceil(shown.length / length) - 1));
  const part = shown.slice(at * length, (at + 1) * length);
  body.replaceChildren(...part.map(line));
  const of = shown.length === rows.length ? "" : `（从 ${rows.length} 个中筛选）`;
  info.textContent = shown.length
    ? `第 ${at * length + 1} 至 ${at * length + part.length} 行，共 ${shown.length} 个项目${of}`
    : `没有符合条件的项目${of}`;
  const last = Math.max(0, Math.ceil(shown.length / length) - 1);
  for (const button of pages.children) {
    button.disabled = button.dataset.go.startsWith("-") ? at === 0 : at === last;
  }
}

function select() {
  const wanted = find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = choices.filter((each) => each.value).map((each) => [Number(each.dataset.column), each.value]);
  shown = [];
  rows.forEach((row, index) => {
    if (chosen.every(([column, value]) => row[column] === value) && wanted.every((word) => words[index].includes(word))) {
      shown.push(index);
    }
  });
  if (sorted) arrange();
  at = 0;
  draw();
}

// What is not known comes last, whichever way round.
function arrange() {
  const { column, sign } = sorted;
  const known = (value) => value !== null && value !== "";
  shown.sort((one, other) => {
    const [a, b] = column < 0 ? [one, other] : [rows[one][column], rows[other][column]];
    if (!known(a) || !known(b)) return known(b) - known(a) || one - other;
    const compared = typeof a === "number" ? a - b : order.compare(a, b);
    return sign * compared || one - other;
  });
}

const heads = [...table.tHead.rows[0].cells];
heads.forEach((head, position) => {
  head.firstElementChild.addEventListener("click", () => {
    const column = position - 1;
    sorted = { column, sign: sorted && sorted.column === column ? -sorted.sign : 1 };
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", sorted.sign > 0 ? "ascending" : "descending");
    arrange();
    at = 0;
    draw();
  });
});
pages.addEventListener("click", ({ target }) => {
  const last = Math.ceil(shown.length / Number(sizes.value)) - 1;
  at = { "-2": 0, "-1": at - 1, 1: at + 1, 2: last }[target.dataset.go] ?? at;
  draw();
});
find.addEventListener("input", select);
filters.addEventListener("change", select);
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(select));
addEventListener("beforeprint", () => {
  document.getElementById("printed").textContent =
    shown.length > PRINTED_ROWS ? `共${shown.length}个项目，只打印前${PRINTED_ROWS}个；全部项目见“绩效评价汇总表.xlsx”。` : "";
  at = 0;
  draw(PRINTED_ROWS);
});
addEventListener("afterprint", () => draw());

draw();
requestAnimationFrame(() => setTimeout(() => {
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}));
