/* Data, words and the drawing of charts in the colours of the page. Strings of the data reach
   the page as text nodes, and Plotly only through plotText: they come from outside. */
const data = JSON.parse(document.getElementById("report-data").textContent);
const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86400000;
const firstDayMs = Date.parse(data.firstDay);
const lastIndex = (Date.parse(data.lastDay) - firstDayMs) / DAY_MS;
const isoDays = Array.from({ length: lastIndex + 1 }, (_, index) =>
  new Date(firstDayMs + index * DAY_MS).toISOString().slice(0, 10));
const [firstYear, firstMonth] = data.months.first.split("-").map(Number);
const narrow = matchMedia("(max-width: 640px)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const byId = (id) => document.getElementById(id);

const monthYear = (index) => firstYear + Math.floor((firstMonth - 1 + index) / 12);
const monthName = (index) => MONTH_NAMES[(firstMonth - 1 + index) % 12];
const monthText = (index) => `${monthName(index)} ${monthYear(index)}`;
const monthIso = (index) => `${monthYear(index)}-${String((firstMonth - 1 + index) % 12 + 1).padStart(2, "0")}`;
const dayText = (iso) => {
  const [year, month, day] = iso.split("-").map(Number);
  return `${day} ${MONTH_NAMES[month - 1]} ${year}`;
};
const grouped = (value, places = 0) =>
  value.toLocaleString("en-IN", { minimumFractionDigits: places, maximumFractionDigits: places });
const rupees = (value, places = 0) => (value === null ? "–" : `₹${grouped(value, places)}`);
const signed = (value, places = 1) => {
  if (value === null) return "–";
  const text = grouped(Math.abs(value), places);
  return /[1-9]/.test(text) ? (value > 0 ? "+" : "−") + text : text;
};
const percent = (value, places = 1) => (value === null ? "–" : `${signed(value, places)} %`);
const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const plotText = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

function fillSelect(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) =>
    el("option", { value, selected: String(value) === String(chosen) }, text)));
}

/* A row of buttons of which one is pressed. */
function choice(container, options, chosen, pick) {
  container.replaceChildren(...options.map(([value, text]) =>
    el("button", { type: "button", "aria-pressed": String(value === chosen), onclick: () => pick(value) }, text)));
}

function table(headers, rows, { id = null } = {}) {
  const head = headers.map(([text, isNumber]) => el("th", { scope: "col", class: isNumber ? "number" : null }, text));
  const body = rows.map((cells) => el("tr", {}, ...cells.map((cell, index) =>
    el(index === 0 ? "th" : "td", { scope: index === 0 ? "row" : null, class: headers[index][1] ? "number" : null },
      ...(Array.isArray(cell) ? cell : [cell])))));
  return el("table", { class: "keyed", id }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body));
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function layout(height, parts) {
  const axis = { gridcolor: colour("grid"), linecolor: colour("line-strong"), zeroline: false, fixedrange: true, automargin: true };
  return {
    height, margin: { l: 8, r: narrow.matches ? 4 : 12, t: 8, b: 8 }, dragmode: false, showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", separators: ".,",
    font: { family: getComputedStyle(document.body).fontFamily, size: narrow.matches ? 11 : 12, color: colour("muted") },
    hoverlabel: { bgcolor: colour("surface"), bordercolor: colour("line-strong"), font: { color: colour("ink"), size: 13 }, align: "left" },
    ...parts, xaxis: { ...axis, ...parts.xaxis }, yaxis: { ...axis, ...parts.yaxis },
  };
}

const charts = [];
const hasPlotly = typeof Plotly !== "undefined";

/* Registers a chart: `describe` returns its traces and its layout, and is asked again when the
   theme, the width class or a choice changes. */
function chart(id, describe) {
  const node = byId(id);
  const draw = () => {
    if (!hasPlotly) {
      node.replaceChildren(el("p", { class: "chart-missing" },
        "This chart needs the file plotly.min.js in the folder of this page. “poultryco report” puts it there."));
      return;
    }
    const { traces, layout: parts } = describe();
    node.drawn = Plotly.react(node, traces, parts, { displayModeBar: false, responsive: true, doubleClick: false });
  };
  charts.push(draw);
  return draw;
}

const drawAll = () => charts.forEach((draw) => draw());
