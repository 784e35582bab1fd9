/* One zone's calendar years over each other, and its months against those of a year before. */
const years = { zone: trend.zones[0], shown: new Set() };

const leapDays = Array.from({ length: 366 }, (_, index) => new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10));
const placeOfDay = new Map(leapDays.map((iso, index) => [iso.slice(5), index]));

/* Suggested prices where the zone has a comparison of them, else prevailing, by year. */
function pricesByYear(zone) {
  const isPrevailing = data.calendar[zone] === null && data.prices[zone].some((price) => price < 0);
  const byYear = new Map();
  onBasis(zone, isPrevailing, 0, lastIndex).forEach((price, index) => {
    if (price === null) return;
    const year = Number(isoDays[index].slice(0, 4));
    if (!byYear.has(year)) byYear.set(year, new Array(366).fill(null));
    byYear.get(year)[placeOfDay.get(isoDays[index].slice(5))] = price;
  });
  return { byYear, isPrevailing };
}

/* 29 February is no hole in a year that has none. */
function withoutLeapDay(year, values) {
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  const keep = (_, index) => isLeap || index !== 59;
  return { x: leapDays.filter(keep), y: values.filter(keep) };
}

function bandTraces(calendar) {
  if (calendar === null) return [];
  const present = leapDays.map((_, index) => index).filter((index) => calendar.years[index]);
  const pick = (values) => present.map((index) => values[index]);
  const x = pick(leapDays);
  return [
    { x, y: pick(calendar.low), mode: "lines", line: { width: 0 }, hoverinfo: "skip" },
    { x, y: pick(calendar.high), mode: "lines", line: { width: 0 }, fill: "tonexty", fillcolor: colour("sunken"), hoverinfo: "skip" },
    { x, y: pick(calendar.mean), mode: "lines", line: { width: 1.5, dash: "dot", color: colour("muted") },
      customdata: present.map((index) => [calendar.low[index], calendar.lowYear[index], calendar.high[index], calendar.highYear[index], calendar.years[index]]),
      hovertemplate: "Mean of %{customdata[4]} years <b>%{y}</b><br>lowest ₹%{customdata[0]} in %{customdata[1]}, highest ₹%{customdata[2]} in %{customdata[3]}<extra></extra>" },
  ];
}

const yearsOf = (byYear) => [...byYear.keys()].sort((a, b) => b - a);

/* The newest year is the thickest and the topmost line. */
function yearTraces(byYear) {
  const shown = yearsOf(byYear).filter((year) => years.shown.has(year));
  return shown.map((year, position) => ({ ...withoutLeapDay(year, byYear.get(year)), mode: "lines", name: String(year), connectgaps: false,
    line: { color: palette(years.colours.get(year)), width: position === 0 ? 3 : 1.75 }, hovertemplate: `${year} <b>%{y}</b><extra></extra>` })).reverse();
}

const drawYears = chart("year-chart", () => {
  const { byYear, isPrevailing } = pricesByYear(years.zone);
  const traces = [...bandTraces(isPrevailing ? null : data.calendar[years.zone]), ...yearTraces(byYear)];
  return { traces, layout: layout(narrow.matches ? 320 : 420, {
    hovermode: "x unified", legend: { traceorder: "reversed" },
    xaxis: { type: "date", range: ["2000-01-01", "2000-12-31"], tickformat: "%b", dtick: narrow.matches ? "M2" : "M1", hoverformat: "%-d %b", showgrid: false },
    yaxis: { tickprefix: "₹" },
  }) };
});

function showYearChips(byYear) {
  byId("year-chips").replaceChildren(...yearsOf(byYear).map((year) => {
    const isShown = years.shown.has(year);
    const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
    if (isShown) swatch.style.background = palette(years.colours.get(year));
    return el("button", { type: "button", class: "chip", "aria-pressed": String(isShown), onclick: () => {
      if (isShown) years.shown.delete(year); else years.shown.add(year);
      showYears();
    } }, swatch, String(year));
  }));
}

function showYears() {
  const { byYear, isPrevailing } = pricesByYear(years.zone);
  years.colours = new Map(yearsOf(byYear).map((year, index) => [year, [1, 0, 2, 3, 4, 5, 6, 7][index % MOST_ZONES]]));
  showYearChips(byYear);
  const name = data.zones[years.zone].name;
  byId("year-caption").textContent = `${name}, ${isPrevailing ? "prevailing" : "suggested"} price, ₹ per 100 eggs. `
    + (isPrevailing || data.calendar[years.zone] === null ? "" : "Shaded: lowest to highest of all years on that day; dotted: their mean.");
  drawYears();
}

const changedMonths = () => {
  const [first, last] = pricedMonths;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};

const drawChanges = chart("yoy-chart", () => {
  const months = changedMonths();
  const values = months.map((month) => data.months.changePct[years.zone][month]);
  const figures = months.map((month) => `${monthText(month)}: <b>${percent(data.months.changePct[years.zone][month])}</b><br>`
    + `${rupees(data.months.average[years.zone][month], 2)}, a year before ${rupees(data.months.lastYear[years.zone][month], 2)}<br>${daysPublished(years.zone, month)}`);
  return { traces: [{ type: "bar", x: months.map((_, index) => index), y: values, hovertext: figures, hovertemplate: "%{hovertext}<extra></extra>",
    marker: { color: values.map((value) => colour(value < 0 ? "c2" : "c1")) } }],
  layout: layout(narrow.matches ? 220 : 260, { bargap: 0.25, hovermode: "closest",
    xaxis: { ...monthTicks(months), showgrid: false }, yaxis: { ticksuffix: " %", zeroline: true, zerolinecolor: colour("line-strong") } }) };
});

function fillChangesTable() {
  const { average, lastYear, changePct, isPrevailing } = data.months;
  const zone = years.zone;
  const headers = [["Month", false], ["Average, ₹ per 100 eggs", true], ["Year before", true], ["Change, ₹", true], ["Change, %", true], ["Basis", false], ["Days published", true]];
  const rows = changedMonths().reverse().filter((month) => average[zone][month] !== null).map((month) => {
    const before = lastYear[zone][month];
    return [monthText(month), rupees(average[zone][month], 2), rupees(before, 2),
      before === null ? "–" : signed(average[zone][month] - before, 2), signed(changePct[zone][month], 2),
      isPrevailing[zone][month] ? "prevailing" : "suggested", daysPublished(zone, month).replace(" days published", "")];
  });
  byId("yoy-table").replaceChildren(table(headers, rows));
}

function startYears() {
  fillSelect(byId("year-zone"), data.zones.map((zone, index) => [index, zone.name]), years.zone);
  const show = () => {
    years.zone = Number(byId("year-zone").value);
    years.shown = new Set(yearsOf(pricesByYear(years.zone).byYear).slice(0, 3));
    showYears();
    drawChanges();
    if (byId("yoy-details").open) fillChangesTable();
  };
  byId("year-zone").addEventListener("change", show);
  byId("yoy-details").addEventListener("toggle", fillChangesTable);
  show();
}
