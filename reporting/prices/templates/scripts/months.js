/* Monthly averages as a heat map of zones and months. */
const pricedMonths = (() => {
  const has = (month) => data.months.average.some((zone) => zone[month] !== null);
  let first = 0;
  while (first < data.months.count - 1 && !has(first)) first += 1;
  return [first, data.months.count - 1];
})();
const heat = { range: "last" };

/* Options of a choice of months, and the months of an option: all, the last 24, a calendar year. */
function rangeOptions([first, last]) {
  const years = [];
  for (let year = monthYear(last); year >= monthYear(first); year -= 1) years.push([String(year), String(year)]);
  return [["last", "Last 24 months"], ["all", `All since ${monthText(first)}`], ...years];
}

function monthsOf(range, [first, last]) {
  const from = range === "last" ? Math.max(first, last - 23) : first;
  const months = Array.from({ length: last - from + 1 }, (_, index) => from + index);
  return /^\d+$/.test(range) ? months.filter((month) => monthYear(month) === Number(range)) : months;
}

/* Ticks that fit: months, quarters or halves of few months, else Januaries of every nth year. */
function monthTicks(months) {
  const room = narrow.matches ? 6 : 14;
  const isYears = months.length > 30;
  const everyMonths = [1, 3, 6].find((step) => months.length / step <= room) ?? 6;
  const everyYears = Math.ceil(months.length / 12 / room);
  const isTick = (month) => (isYears
    ? monthName(month) === "Jan" && monthYear(month) % everyYears === 0
    : (firstMonth - 1 + month) % 12 % everyMonths === 0);
  const places = months.map((_, index) => index).filter((index) => isTick(months[index]));
  return { tickangle: 0, tickvals: places, ticktext: places.map((index) => {
    const month = months[index];
    if (isYears) return String(monthYear(month));
    return monthName(month) === "Jan" || index === places[0] ? `${monthName(month)}<br>${monthYear(month)}` : monthName(month);
  }) };
}

function gridLayout(months, zones) {
  const row = narrow.matches ? 15 : 18;
  return layout(zones.length * row + 90, {
    xaxis: { ...monthTicks(months), range: [-0.5, months.length - 0.5], showgrid: false, ticks: "outside", tickcolor: colour("line-strong") },
    yaxis: { tickvals: zones.map((_, index) => index), ticktext: zones.map((zone) => plotText(shortened(data.zones[zone].name, 20))),
      range: [zones.length - 0.5, -0.5], showgrid: false, tickfont: { size: narrow.matches ? 10 : 11.5, color: colour("ink") } },
  });
}

function heatZones(months) {
  const zones = data.zones.map((_, index) => index).filter((zone) => months.some((month) => data.months.average[zone][month] !== null));
  if (byId("heat-order").value !== "price") return zones;
  const mean = (zone) => {
    const values = months.map((month) => data.months.average[zone][month]).filter((value) => value !== null);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const means = new Map(zones.map((zone) => [zone, mean(zone)]));
  return zones.sort((a, b) => means.get(b) - means.get(a));
}

const daysPublished = (zone, month) =>
  `${data.months.days[zone][month]} of ${new Date(monthYear(month), (firstMonth - 1 + month) % 12 + 1, 0).getDate()} days published`;

function monthHover(zone, month) {
  const average = data.months.average[zone][month];
  const head = `<b>${plotText(data.zones[zone].name)}</b>, ${monthText(month)}`;
  if (average === null) return `${head}<br>no price`;
  const basis = data.months.isPrevailing[zone][month] ? "prevailing" : "suggested";
  return `${head}<br>${rupees(average, 2)} per 100 eggs, ${basis}<br>${daysPublished(zone, month)}`
    + `<br>${percent(data.months.changePct[zone][month])} on the year before`;
}

const drawHeat = chart("heat-chart", () => {
  const months = monthsOf(heat.range, pricedMonths);
  const zones = heatZones(months);
  const gap = months.length > 60 ? 0 : 1;
  return { layout: gridLayout(months, zones), traces: [{
    type: "heatmap", colorscale: "Cividis", xgap: gap, ygap: 1, hoverongaps: false,
    z: zones.map((zone) => months.map((month) => data.months.average[zone][month])),
    text: zones.map((zone) => months.map((month) => monthHover(zone, month))), hovertemplate: "%{text}<extra></extra>",
    colorbar: { orientation: "h", thickness: 10, len: narrow.matches ? 0.9 : 0.4, x: 1, xanchor: "right", y: 1, yanchor: "bottom", ypad: 4, outlinewidth: 0, tickprefix: "₹", nticks: 5, tickfont: { color: colour("muted") } },
  }] };
});

function fillHeatTable() {
  const months = monthsOf(heat.range, pricedMonths).reverse();
  const headers = [["Zone", false], ...months.map((month) => [monthText(month), true])];
  byId("heat-table").replaceChildren(table(headers, heatZones(months).map((zone) =>
    [data.zones[zone].name, ...months.map((month) => rupees(data.months.average[zone][month]))])));
}

function startMonths() {
  fillSelect(byId("heat-range"), rangeOptions(pricedMonths), heat.range);
  const show = () => {
    heat.range = byId("heat-range").value;
    drawHeat();
    if (byId("heat-details").open) fillHeatTable();
  };
  byId("heat-range").addEventListener("change", show);
  byId("heat-order").addEventListener("change", show);
  byId("heat-details").addEventListener("toggle", show);
  show();
}
