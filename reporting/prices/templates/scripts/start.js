/* Starts everything once; draws again when colours or the width class change, and for paper. */
document.querySelectorAll("#zone-table, #coverage-table").forEach(makeSortable);
startZoneFilters();
tellAge();
[startTrends, startMonths, startYears, startAnomalies, startCoverage].forEach((start) => start());
dark.addEventListener("change", drawAll);
narrow.addEventListener("change", drawAll);
addEventListener("beforeprint", () => {
  document.documentElement.classList.add("printing");
  drawAll();
});
addEventListener("afterprint", () => {
  document.documentElement.classList.remove("printing");
  drawAll();
});
Promise.all([...document.querySelectorAll(".chart")].map((node) => node.drawn)).then(() => {
  document.documentElement.dataset.ready = "true";
});
