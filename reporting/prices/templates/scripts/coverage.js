/* Which days have a price and why the others have none, by zone and month. */
const coverage = { range: "all" };
const everyMonth = [0, data.months.count - 1];
const STEPS = [
  ["not-read", "Not read"], ["not-listed", "Not listed"], ["all-missing", "Every day missing"],
  ["half", "Under half published"], ["most", "50 to 89 %"], ["nearly", "90 to 99 %"], ["whole", "Every day published"],
];

function coverageStep(zone, month) {
  const count = (state) => data.coverage[state][zone][month];
  const [published, missing, notListed, notRead] = ["published", "missing", "notListed", "notRead"].map(count);
  const share = published / (published + missing + notListed + notRead);
  if (published) return share === 1 ? 6 : share >= 0.9 ? 5 : share >= 0.5 ? 4 : 3;
  if (missing >= notListed && missing >= notRead && missing) return 2;
  return notListed > notRead ? 1 : 0;
}

function coverageHover(zone, month) {
  const parts = [["published", "published"], ["missing", "missing"], ["notListed", "not listed"], ["notRead", "not read"]]
    .map(([state, word]) => [data.coverage[state][zone][month], word]).filter(([days]) => days);
  return `<b>${plotText(data.zones[zone].name)}</b>, ${monthText(month)}<br>${parts.map(([days, word]) => `${days} days ${word}`).join("<br>")}`;
}

const drawCoverage = chart("coverage-chart", () => {
  const months = monthsOf(coverage.range, everyMonth);
  const zones = data.zones.map((_, index) => index);
  const scale = STEPS.flatMap(([name], index) => [[index / STEPS.length, colour(`cover-${name}`)], [(index + 1) / STEPS.length, colour(`cover-${name}`)]]);
  return { layout: gridLayout(months, zones), traces: [{
    type: "heatmap", colorscale: scale, zmin: -0.5, zmax: STEPS.length - 0.5, showscale: false, xgap: months.length > 60 ? 0 : 1, ygap: 1,
    z: zones.map((zone) => months.map((month) => coverageStep(zone, month))),
    text: zones.map((zone) => months.map((month) => coverageHover(zone, month))), hovertemplate: "%{text}<extra></extra>",
  }] };
});

function startCoverage() {
  fillSelect(byId("coverage-range"), rangeOptions(everyMonth), coverage.range);
  byId("coverage-range").addEventListener("change", () => {
    coverage.range = byId("coverage-range").value;
    drawCoverage();
  });
  byId("coverage-legend").replaceChildren(...STEPS.map(([name, text]) => {
    const swatch = el("span", { class: "swatch" });
    swatch.style.background = `var(--cover-${name})`;
    return el("li", {}, swatch, text);
  }));
  drawCoverage();
}
