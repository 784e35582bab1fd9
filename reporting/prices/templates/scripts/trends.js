/* Daily prices of chosen zones. A missing day is null, and a line is never drawn over it. */
const MOST_ZONES = 8;
const RANGES = [[30, "30 d"], [90, "90 d"], [365, "1 y"], [1096, "3 y"], [0, "All"]];
const trend = { zones: data.leading.length ? [...data.leading] : data.zones.slice(0, 5).map((_, index) => index), range: 365, around: null };
const palette = (index) => colour(`c${index % MOST_ZONES + 1}`);

function trendWindow() {
  if (trend.around !== null) return [Math.max(0, trend.around - 45), Math.min(lastIndex, trend.around + 45)];
  return [trend.range ? Math.max(0, lastIndex - trend.range + 1) : 0, lastIndex];
}

/* Prices of one basis between two days, null where there is none. */
function onBasis(zone, isPrevailing, from, to) {
  const sign = isPrevailing ? -1 : 1;
  return data.prices[zone].slice(from, to + 1).map((price) => (price * sign > 0 ? Math.abs(price) : null));
}

const alone = (values) => values.map((value, index) =>
  (value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? value : null));

function zoneTraces(zone, position, from, to) {
  const x = isoDays.slice(from, to + 1);
  const name = plotText(shortened(data.zones[zone].name, 40));
  const line = { color: palette(position), width: 2 };
  const traces = [];
  for (const isPrevailing of [false, true]) {
    const y = onBasis(zone, isPrevailing, from, to);
    if (y.every((value) => value === null)) continue;
    const word = isPrevailing ? " prevailing" : "";
    traces.push({ x, y, name, mode: "lines", connectgaps: false, line: { ...line, dash: isPrevailing ? "4px,2px" : "solid" },
      hovertemplate: `${name} <b>%{y}</b>${word}<extra></extra>` });
    const lonely = alone(y);
    if (lonely.some((value) => value !== null)) {
      traces.push({ x, y: lonely, mode: "markers", marker: { color: line.color, size: 4 }, hoverinfo: "skip" });
    }
  }
  return traces;
}

function slipTrace(from, to) {
  const episodes = data.anomalies.episodes;
  const found = episodes.kind.map((_, index) => index).filter((index) => episodes.kind[index] === "slip"
    && trend.zones.includes(episodes.zone[index]) && episodes.peak[index] >= from && episodes.peak[index] <= to);
  return { x: found.map((index) => isoDays[episodes.peak[index]]), y: found.map((index) => episodes.price[index]),
    mode: "markers", hoverinfo: "skip", marker: { symbol: "circle-open", size: 12, color: colour("ink"), line: { width: 1.5 } } };
}

const drawTrends = chart("trend-chart", () => {
  const [from, to] = trendWindow();
  const traces = trend.zones.flatMap((zone, position) => zoneTraces(zone, position, from, to));
  traces.push(slipTrace(from, to));
  const values = traces.flatMap((trace) => trace.y).filter((value) => value !== null);
  const [low, high] = values.length ? [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] : [100, 1000];
  const padding = Math.max(5, (high - low) * 0.06);
  return { traces, layout: layout(narrow.matches ? 320 : 440, {
    hovermode: "x unified",
    xaxis: { type: "date", range: [isoDays[from], isoDays[to]], hoverformat: "%-d %b %Y", showgrid: false, ticks: "outside", tickcolor: colour("line-strong"),
      tickformatstops: [{ dtickrange: [null, 2419200000], value: "%-d %b" }, { dtickrange: ["M1", "M6"], value: "%b\n%Y" }, { dtickrange: ["M6", null], value: "%Y" }] },
    yaxis: { tickprefix: "₹", range: [low - padding, high + padding] },
  }) };
});

function toggleZone(zone) {
  if (trend.zones.includes(zone)) trend.zones = trend.zones.filter((each) => each !== zone);
  else if (trend.zones.length < MOST_ZONES) trend.zones = [...trend.zones, zone];
  showTrends();
}

function lastPrice(zone) {
  const price = data.prices[zone].at(-1);
  return price ? rupees(Math.abs(price)) : "no price that day";
}

function showTrends() {
  choice(byId("trend-range"), RANGES, trend.around === null ? trend.range : null, (range) => {
    Object.assign(trend, { range, around: null });
    showTrends();
  });
  byId("trend-chips").replaceChildren(...trend.zones.map((zone, position) => {
    const name = data.zones[zone].name;
    const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.background = palette(position);
    return el("button", { type: "button", class: "chip", title: `Take ${name} out`, onclick: () => toggleZone(zone) },
      swatch, `${name} `, el("strong", {}, lastPrice(zone)), el("span", { class: "cross", "aria-hidden": "true" }, "×"));
  }));
  byId("trend-picker").querySelector("summary").textContent = `Choose zones, ${trend.zones.length} of at most ${MOST_ZONES}`;
  const isFull = trend.zones.length >= MOST_ZONES;
  for (const box of byId("trend-zones").querySelectorAll("input")) {
    box.checked = trend.zones.includes(Number(box.value));
    box.disabled = isFull && !box.checked;
  }
  drawTrends();
}

function startTrends() {
  const types = [["production_center", "Production centres"], ["consumption_center", "Consumption centres"]];
  byId("trend-zones").replaceChildren(...types.map(([type, title]) => el("fieldset", {}, el("legend", {}, title),
    ...data.zones.map((zone, index) => [zone, index]).filter(([zone]) => zone.type === type).map(([zone, index]) => {
      const box = el("input", { type: "checkbox", value: index });
      box.addEventListener("change", () => toggleZone(index));
      return el("label", {}, box, zone.name);
    }))));
  const picker = byId("trend-picker");
  document.addEventListener("click", (event) => { if (!picker.contains(event.target)) picker.open = false; });
  picker.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { picker.open = false; picker.querySelector("summary").focus(); }
  });
  showTrends();
}

/* Used by other sections: one zone, the weeks around a day. */
function showAround(zone, day) {
  Object.assign(trend, { zones: [zone], around: day });
  showTrends();
  byId("trends").scrollIntoView();
}
