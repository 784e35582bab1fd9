/* Tables that came with the page: sorting by their headers; and how old a day is. */
function cellValue(row, column) {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.textContent.trim();
}

/* Numbers by size, words by letters; what is empty comes last both ways. */
function compare(a, b, factor) {
  if (a === "" || b === "") return (a === "") - (b === "");
  const difference = Number(a) - Number(b);
  return factor * (Number.isNaN(difference) ? a.localeCompare(b, "en") : difference);
}

function makeSortable(node) {
  const headers = [...node.tHead.rows[0].cells];
  headers.forEach((header, column) => {
    const button = header.querySelector("button");
    button?.addEventListener("click", () => {
      const firstWay = header.classList.contains("number") ? "descending" : "ascending";
      const otherWay = firstWay === "ascending" ? "descending" : "ascending";
      const way = header.getAttribute("aria-sort") === firstWay ? otherWay : firstWay;
      headers.forEach((each) => each.removeAttribute("aria-sort"));
      header.setAttribute("aria-sort", way);
      const factor = way === "ascending" ? 1 : -1;
      const rows = [...node.tBodies[0].rows];
      rows.sort((a, b) => compare(cellValue(a, column), cellValue(b, column), factor));
      node.tBodies[0].append(...rows);
    });
  });
}

/* The page does not know when it is read; the browser does. */
function tellAge() {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Kolkata" }).format(new Date());
  for (const node of document.querySelectorAll("[data-age-of]")) {
    const days = Math.round((Date.parse(today) - Date.parse(node.dataset.ageOf)) / 86400000);
    node.textContent = days <= 0 ? "today" : days === 1 ? "yesterday" : `${days.toLocaleString("en-IN")} days ago`;
  }
}
