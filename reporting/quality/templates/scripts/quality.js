/* Sorting, copying of queries, and the filters of what fails. Without it the page is complete. */
document.querySelectorAll("table.sorts").forEach(makeSortable);
tellAge();

for (const fold of document.querySelectorAll(".query")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await copyText(fold.querySelector("pre"));
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  fold.append(button);
}

/* Pages from the file system have no clipboard in some browsers: then the text is selected. */
async function copyText(node) {
  try {
    await navigator.clipboard.writeText(node.textContent);
  } catch {
    getSelection().selectAllChildren(node);
    document.execCommand("copy");
  }
}

const failures = [...document.querySelectorAll(".failure")];
const failureControls = ["search", "severity", "owner", "module"].map((name) => document.getElementById(`failure-${name}`));

function filterFailures() {
  const [search, ...choices] = failureControls;
  const wanted = search.value.trim().toLowerCase();
  for (const failure of failures) {
    failure.hidden = !(failure.textContent.toLowerCase().includes(wanted)
      && choices.every((choice) => !choice.value || failure.dataset[choice.id.split("-")[1]] === choice.value));
  }
  const shown = failures.filter((failure) => !failure.hidden).length;
  document.getElementById("failure-count").textContent = `${shown} of ${failures.length}`;
}

if (failures.length > 1) {
  failureControls.forEach((control) => control.addEventListener("input", filterFailures));
  document.getElementById("failure-tools").hidden = false;
  filterFailures();
}
document.documentElement.dataset.ready = "true";
