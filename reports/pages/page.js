"use strict";
(() => {
  const KEY = "silence-language", root = document.documentElement;
  const articles = [...document.querySelectorAll("body > article")];
  const memory = {
    get: () => { try { return localStorage.getItem(KEY); } catch { return null; } },
    set: (language) => { try { localStorage.setItem(KEY, language); } catch { /* a reader who stores nothing */ } },
  };

  /* The language: the address decides, then what was chosen before; the style sheet shows it without us too. */
  const settle = () => {
    root.classList.remove("later");
    const shown = articles.find((one) => getComputedStyle(one).display !== "none");
    if (shown) root.lang = shown.lang;
  };
  for (const link of document.querySelectorAll("a[data-language]"))
    link.addEventListener("click", () => memory.set(link.dataset.language));
  const chosen = memory.get();
  if (!location.hash && chosen && articles.slice(1).some((one) => one.id === chosen)) location.replace("#" + chosen);
  for (const when of ["hashchange", "load"]) addEventListener(when, settle);

  /* Long tables sort by a click on a column's head and are filtered by what a row says. */
  const number = (text) => {
    const found = text.replace(/\u2212/g, "-").match(/-?\d+(\.\d+)?/);
    return found ? Number(found[0]) : null;
  };
  const said = (row, column) => row.cells[column]?.textContent.trim() ?? "";
  const compare = (one, other) => {
    const a = number(one), b = number(other);
    if (a !== null && b !== null) return a - b;
    if (a === null && b === null) return one.localeCompare(other);
    return a === null ? 1 : -1;
  };
  const sort = (table, head, column) => {
    const down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1, body = table.tBodies[0];
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down === 1 ? "ascending" : "descending");
    const rows = [...body.rows], names = head.hasAttribute("data-names");
    rows.sort((a, b) => down * (names ? said(a, column).localeCompare(said(b, column)) : compare(said(a, column), said(b, column))));
    body.append(...rows);
  };
  const filter = (table, words) => {
    const wanted = words.toLowerCase();
    for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  };
  for (const table of document.querySelectorAll("table")) {
    if (table.tBodies[0].rows.length < 3 || table.className === "own") continue;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, column));
      head.append(button);
    });
    if (table.tBodies[0].rows.length < 16) continue;
    const label = document.createElement("label"), field = document.createElement("input");
    label.className = "filter";
    field.type = "search";
    label.append(table.closest("article").dataset.filter + " ", field);
    field.addEventListener("input", () => filter(table, field.value));
    table.before(label);
  }
})();
