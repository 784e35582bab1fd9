/* Filters of the zone table. */
function startZoneFilters() {
  const [search, type, state] = [byId("zone-search"), byId("zone-type"), byId("zone-state")];
  const rows = [...byId("zone-table").tBodies[0].rows];
  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    for (const row of rows) {
      row.hidden = !(row.dataset.zone.toLowerCase().includes(wanted)
        && (!type.value || row.dataset.type === type.value)
        && (!state.value || row.dataset.state === state.value));
    }
    byId("zone-count").textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} zones`;
  };
  [search, type, state].forEach((control) => control.addEventListener("input", filter));
  byId("zone-tools").hidden = false;
  filter();
}
