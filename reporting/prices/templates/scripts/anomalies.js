/* Anomalies: how many a month, and the episodes they form, newest first. */
const KINDS = [
  ["slip", "Slip", "c7"], ["spike", "Spike of a zone", "c1"], ["drop", "Drop of a zone", "c2"],
  ["market", "Market move", "c3"], ["divergence", "Divergence", "c5"],
];
const KIND_NAMES = Object.fromEntries(KINDS.map(([kind, name]) => [kind, name]));
const PAGE_OF_EPISODES = 15;
const anomaly = { kind: "", zone: "", count: PAGE_OF_EPISODES };
const episodes = data.anomalies.episodes;

const drawAnomalies = chart("anomaly-chart", () => {
  const months = changedMonths();
  const kinds = KINDS.filter(([kind]) => !anomaly.kind || kind === anomaly.kind);
  const traces = kinds.map(([kind, name, tone]) => {
    const counts = data.anomalies.monthCounts[kind] ?? {};
    return { type: "bar", name, x: months.map((_, index) => index), y: months.map((month) => counts[monthIso(month)] ?? 0),
      marker: { color: colour(tone) }, customdata: months.map(monthText), hovertemplate: `%{customdata}: <b>%{y}</b> ${name.toLowerCase()}<extra></extra>` };
  });
  return { traces, layout: layout(narrow.matches ? 260 : 280, { barmode: "stack", bargap: 0.15, hovermode: "closest", showlegend: true,
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", traceorder: "normal", itemclick: false, itemdoubleclick: false, font: { color: colour("ink") } },
    xaxis: { ...monthTicks(months), showgrid: false }, yaxis: { rangemode: "tozero" } }) };
});

function chosenEpisodes() {
  return episodes.kind.map((_, index) => index).filter((index) =>
    (!anomaly.kind || episodes.kind[index] === anomaly.kind) && (anomaly.zone === "" || episodes.zone[index] === Number(anomaly.zone)));
}

function episodeDays(index) {
  const [first, last] = [dayText(isoDays[episodes.first[index]]), dayText(isoDays[episodes.last[index]])];
  if (first === last) return [last];
  return [`${first} to ${last}`, el("span", { class: "sub" }, `${episodes.days[index]} days, strongest ${dayText(isoDays[episodes.peak[index]])}`)];
}

/* What the price is held against, and by how much it differs. */
function compared(index) {
  const reference = episodes.reference[index];
  const isDivergence = episodes.kind[index] === "divergence";
  const what = isDivergence ? `mean of ${episodes.zones[index]} zones` : episodes.kind[index] === "slip" ? "the days around it" : "up to three days before";
  const difference = el("span", { class: "sub" }, isDivergence ? `${signed(episodes.deviations[index])} standard deviations` : "");
  return [
    [rupees(reference, Number.isInteger(reference) ? 0 : 1), el("span", { class: "sub" }, what)],
    [percent(episodes.changePct[index]), difference],
  ];
}

function episodeRow(index) {
  const zone = episodes.zone[index];
  const title = "Show these days in the trends";
  const show = el("button", { type: "button", class: "linkish", title, onclick: () => showAround(zone, episodes.peak[index]) }, data.zones[zone].name);
  return [[show], episodeDays(index), KIND_NAMES[episodes.kind[index]], rupees(episodes.price[index]), ...compared(index), percent(episodes.marketPct[index])];
}

function showEpisodes() {
  const chosen = chosenEpisodes();
  byId("anomaly-count").textContent = `${grouped(chosen.length)} of ${grouped(episodes.kind.length)} episodes`;
  const holder = byId("anomaly-table");
  if (!chosen.length) {
    holder.replaceChildren(el("div", { class: "empty" }, el("p", {}, episodes.kind.length
      ? "Nothing of this kind for this zone: choose another kind or all zones."
      : "Nothing stands out in the prices that were read. More history shows more: poultryco necc backfill FROM TO.")));
    return;
  }
  const headers = [["Zone", false], ["Days", false], ["Kind", false], ["Price, ₹ per 100 eggs", true], ["Compared with", true], ["Difference", true], ["All zones in three days, median", true]];
  const scroll = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Anomalies" }, table(headers, chosen.slice(0, anomaly.count).map(episodeRow), { id: "anomaly-rows" }));
  const rest = chosen.length - anomaly.count;
  const more = el("button", { type: "button", class: "more", onclick: () => { anomaly.count += 50; showEpisodes(); } }, `Show ${grouped(Math.min(50, rest))} more`);
  holder.replaceChildren(scroll, ...(rest > 0 ? [more] : []));
}

function startAnomalies() {
  fillSelect(byId("anomaly-kind"), [["", "All kinds"], ...KINDS], "");
  fillSelect(byId("anomaly-zone"), [["", "All zones"], ...data.zones.map((zone, index) => [index, zone.name])], "");
  const show = () => {
    Object.assign(anomaly, { kind: byId("anomaly-kind").value, zone: byId("anomaly-zone").value, count: PAGE_OF_EPISODES });
    drawAnomalies();
    showEpisodes();
  };
  byId("anomaly-kind").addEventListener("change", show);
  byId("anomaly-zone").addEventListener("change", show);
  show();
}
