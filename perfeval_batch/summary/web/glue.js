// Hands the page's data to plotly.js and DataTables; nothing is computed here.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("data");
const dark = matchMedia("(prefers-color-scheme: dark)");
const PRINTED_ROWS = 500;
let printing = false;

function colours() {
  document.documentElement.classList.toggle("dark", dark.matches && !printing);
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    ["ink", "paper", "line", "main", "second"].map((name) => [name, style.getPropertyValue(`--${name}`)]),
  );
}

function draw() {
  const { ink, line, main, second } = colours();
  for (const { key, traces, layout } of data.charts) {
    const axis = { gridcolor: line, linecolor: line, fixedrange: true };
    Plotly.react(
      key,
      traces.map((trace, index) => ({
        ...trace,
        marker: { ...trace.marker, color: index ? second : main, line: { color: line, width: 1 } },
      })),
      {
        height: 300,
        ...layout,
        xaxis: { ...axis, ...layout.xaxis },
        yaxis: { ...axis, automargin: true, ...layout.yaxis },
        font: { color: ink, family: "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif" },
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        margin: { l: 50, r: 20, t: traces.length > 1 ? 44 : 24, b: 40 },
        legend: { orientation: "h", yanchor: "bottom", y: 1.01 },
        dragmode: false,
      },
      { responsive: true, displayModeBar: false },
    );
  }
}

const fixed = (digits) => {
  const format = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (value, type) => (type === "display" && value !== null ? format.format(value) : value);
};

function opened(cell, value, row) {
  const link = row[15];
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link;
  anchor.textContent = value;
  cell.replaceChildren(anchor);
}

// The libraries lie in the page as texts, so that they are read only when they are needed.
const url = (code) => URL.createObjectURL(new Blob([code], { type: "text/javascript" }));

// A script element holds up the page's load event, an import() would not: whoever waits for the
// page to be loaded (a print, a screenshot) then sees the table and the charts.
function loaded(source, type = "") {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.type = type;
    script.src = source;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

const tables = () =>
  loaded(url(`import it from "${url(read("tables"))}"; globalThis.DataTable = it;`), "module");
const charts = () => loaded(url(read("plotly")));

function tabulate() {
  const text = DataTable.render.text();
  // Types are told, or DataTables tries every cell of a column against every type it knows.
  const word = (className = "") => ({ render: text, type: "string", className });
  const number = (digits) => ({ render: fixed(digits), className: "number", type: "num", searchable: false });
  const table = new DataTable("#table", {
    data: data.rows,
    deferRender: true,
    autoWidth: false,
    pageLength: 25,
    lengthMenu: [25, 50, 100, 500],
    order: [],
    orderClasses: false,
    columns: [
      { className: "number", type: "num", searchable: false },
      word("department"),
      { ...word("name"), createdCell: (cell, value, row) => opened(cell, value, row) },
      word("unit"),
      word(),
      word("centre"),
      number(2), number(2), number(2), number(2), number(2), number(2),
      word("centre"),
      number(0), number(0),
      {
        render: () => "",
        type: "string",
        className: "centre",
        orderable: false,
        searchable: false,
        createdCell: (cell, value, row) => opened(cell, row[5] === "已出报告" ? "报告" : "退回表", row),
      },
    ],
    language: {
      search: "查找：", lengthMenu: "每页 _MENU_ 行", info: "第 _START_ 至 _END_ 行，共 _TOTAL_ 个项目",
      infoEmpty: "没有项目", infoFiltered: "（从 _MAX_ 个中筛选）", zeroRecords: "没有符合条件的项目",
      emptyTable: "没有项目", thousands: "",
      paginate: { first: "首页", previous: "上一页", next: "下一页", last: "末页" },
      aria: {
        orderable: "：按此列排序", orderableReverse: "：反向排序", orderableRemove: "：取消排序",
        paginate: { first: "首页", previous: "上一页", next: "下一页", last: "末页" },
      },
    },
  });
  const form = document.querySelector(".filters");
  form.addEventListener("change", ({ target }) => {
    table.column(Number(target.dataset.column)).search(target.value, { exact: target.value !== "" }).draw();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => table.search("").columns().search("").draw());
  let length = table.page.len();
  addEventListener("beforeprint", () => {
    length = table.page.len();
    const found = table.rows({ search: "applied" }).count();
    document.getElementById("printed").textContent =
      found > PRINTED_ROWS ? `共${found}个项目，只打印前${PRINTED_ROWS}个；全部项目见“绩效评价汇总表.xlsx”。` : "";
    table.page.len(PRINTED_ROWS).draw();
  });
  addEventListener("afterprint", () => table.page.len(length).draw());
}

const said = (what) => { document.documentElement.dataset[what] = String(Math.round(performance.now())); };
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

function listen() {
  dark.addEventListener("change", draw);
  addEventListener("beforeprint", () => { printing = true; draw(); });
  addEventListener("afterprint", () => { printing = false; draw(); });
}

colours();
tables().then(() => {
  tabulate();
  painted().then(() => said("listed"));
  return charts();
}).then(() => {
  draw();
  listen();
  painted().then(() => said("ready"));
});
