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
    if (/^\d{4}-\d\d/.test(text)) return null;  // a day is a text that sorts as it stands
    const found = text.replace(/\u2212/g, "-").match(/-?\d+(\.\d+)?/);
    if (!found) return null;
    return Number(found[0]) + (text.startsWith("<") ? -1e-4 : text.startsWith(">") ? 1e-4 : 0);
  };
  const said = (row, column) => row.cells[column]?.dataset.order ?? row.cells[column]?.textContent.trim() ?? "";
  /* What is no number among numbers stays at the end, whichever way they are turned. */
  const compare = (one, other, turn) => {
    const a = number(one), b = number(other);
    if (a !== null && b !== null) return turn * (a - b);
    if (a === null && b === null) return turn * one.localeCompare(other);
    return a === null ? 1 : -1;
  };
  const sort = (table, head, column) => {
    const down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1, body = table.tBodies[0];
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down === 1 ? "ascending" : "descending");
    const rows = [...body.rows], names = head.hasAttribute("data-names");
    rows.sort((a, b) => names ? down * said(a, column).localeCompare(said(b, column)) : compare(said(a, column), said(b, column), down));
    body.append(...rows);
  };
  const filter = (rows, words) => {
    const wanted = words.toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  };
  const search = (list, rows) => {
    const label = document.createElement("label"), field = document.createElement("input");
    label.className = "filter";
    field.type = "search";
    label.append(list.closest("article").dataset.filter + " ", field);
    field.addEventListener("input", () => filter(rows(), field.value));
    list.before(label);
  };

  /* On a phone rows are cards: the heads of long tables stand above them, those of short ones are not to be seen. */
  const LONG = 16, narrow = matchMedia("screen and (max-width:44rem)"), unseen = [];
  for (const table of document.querySelectorAll("table")) {
    const body = table.tBodies[0], long = body.rows.length >= LONG;
    if (body.rows.length < 3 || table.className === "own") continue;
    table.classList.toggle("long", long);
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, column));
      head.append(button);
      if (!long) unseen.push(button);
    });
    if (long) search(table, () => body.rows);
  }
  for (const list of document.querySelectorAll("dl.listed"))
    if (list.children.length >= LONG) search(list, () => list.children);
  const reach = () => { for (const button of unseen) button.tabIndex = narrow.matches ? -1 : 0; };
  narrow.addEventListener("change", reach);
  reach();
})();
