"use strict";
// Filters, and arrow keys in the matrix. Without it the page shows all.
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const grid = document.getElementById("grid");
  const rows = grid ? [...grid.tBodies[0].rows] : [];
  const groups = [...document.querySelectorAll(".group")];
  const findings = [...document.querySelectorAll(".group li")];
  const waivers = [...document.querySelectorAll("[data-finding]")];
  const fields = [...form.elements].filter((field) => field.name);
  const FIRST_RULE = 2; // columns before it: the model's name and the number of rules
  const FACETS = ["stack", "rule", "severity", "outcome", "owner"];

  const groupOf = findings.map((item) => item.closest(".group"));
  const said = new Map(groups.map((group) => [group, group.querySelector(".problem").textContent.toLowerCase()]));
  // Read when words are first looked for.
  let told = null;
  const names = rows.map((row) => row.cells[0].textContent.toLowerCase());
  const cellOf = (item) => rows[item.dataset.row].cells[FIRST_RULE + Number(item.dataset.column)];

  const chosen = () => Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));

  function apply() {
    const want = chosen();
    const text = (want.text || "").toLowerCase();
    const facets = FACETS.filter((facet) => want[facet]);
    const ofFindings = facets.filter((facet) => facet !== "stack");
    const narrowed = facets.length > 0 || text !== "";
    const rowsLeft = new Set();
    const cellsLeft = new Set();
    if (text) told ??= findings.map((item) => item.textContent.toLowerCase());
    const groupsLeft = new Set();
    const left = new Set();
    findings.forEach((item, place) => {
      const fits =
        facets.every((facet) => item.dataset[facet] === want[facet]) &&
        (text === "" || told[place].includes(text) || said.get(groupOf[place]).includes(text));
      item.hidden = !fits;
      if (!fits) return;
      groupsLeft.add(groupOf[place]);
      left.add(item.id);
      rowsLeft.add(Number(item.dataset.row));
      cellsLeft.add(cellOf(item));
    });
    for (const group of groups) group.hidden = !groupsLeft.has(group);
    let models = 0;
    rows.forEach((row, place) => {
      const itself = ofFindings.length === 0 && names[place].includes(text) && (!want.stack || row.dataset.stack === want.stack);
      row.hidden = !itself && !rowsLeft.has(place);
      if (!row.hidden) models += 1;
    });
    for (const cell of linked) cell.classList.toggle("dim", narrowed && !cellsLeft.has(cell));
    for (const waiver of waivers) waiver.hidden = !left.has(waiver.dataset.finding);
    shown.textContent =
      `Showing ${left.size.toLocaleString("en")} of ${findings.length.toLocaleString("en")} findings, ` +
      `${models.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows`;
    moveTo(links.find((link) => !link.parentNode.parentNode.hidden) || null, false);
  }

  // Filters are in the address, so that a view can be shared: #rule=naming&severity=high
  function remember() {
    const parameters = new URLSearchParams(Object.entries(chosen()).filter(([, value]) => value));
    history.replaceState(null, "", `#${parameters}`);
  }

  function recall() {
    const hash = location.hash.slice(1);
    if (hash.includes("=")) {
      const parameters = new URLSearchParams(hash);
      for (const field of fields) field.value = parameters.get(field.name) || "";
      apply();
    } else if (hash) {
      const target = document.getElementById(hash);
      if (!target) return;
      if (target.hidden) {
        form.reset();
        apply();
      }
      target.scrollIntoView();
      target.focus({ preventScroll: true });
    }
  }

  // One stop of the tab key for the whole matrix; arrows move between its findings.
  const linked = grid ? [...grid.querySelectorAll("td > a")].map((link) => link.parentNode) : [];
  const links = linked.map((cell) => cell.firstChild);
  let current = null;

  function moveTo(link, focus) {
    if (current) current.tabIndex = -1;
    current = link;
    if (!link) return;
    link.tabIndex = 0;
    if (focus) link.focus();
  }

  function beside(link, across, down) {
    const cell = link.parentNode;
    const row = cell.parentNode;
    if (across) {
      for (let next = cell; (next = across > 0 ? next.nextElementSibling : next.previousElementSibling); )
        if (next.firstElementChild?.matches("td > a")) return next.firstElementChild;
      return null;
    }
    for (let next = row; (next = down > 0 ? next.nextElementSibling : next.previousElementSibling); ) {
      const found = next.hidden ? null : next.cells[cell.cellIndex].querySelector("a");
      if (found) return found;
    }
    return null;
  }

  const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  for (const link of links) link.tabIndex = -1;
  grid?.addEventListener("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!step || !event.target.matches("td > a")) return;
    event.preventDefault();
    moveTo(beside(event.target, ...step) || event.target, true);
  });

  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = getComputedStyle(root).colorScheme === "dark" ||
      (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
  });

  let waiting = 0;
  form.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => { apply(); remember(); });
  });
  form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", recall);
  form.hidden = false;
  apply();
  recall();
})();
