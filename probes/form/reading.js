// What can be read of a document, in its order: a line a line, with the elements it stands in, each with its place.
(page) => {
  "use strict";
  const { shown, shows, words, tidy, parentOf, SILENT, MOST } = page;
  const lines = [], BLOCK = /^(block|flex|grid|list-item|table|table-row|table-cell|table-caption|flow-root|inline-block|inline-flex)$/;
  const numbers = new Map(); // parent -> the place of each of its children
  const numberOf = (element, above) => {
    if (!numbers.has(above)) numbers.set(above, new Map([...above.children].map((one, n) => [one, n])));
    return numbers.get(above).get(element) ?? -1;
  };
  const places = new Map([[document.body, []], [null, []]]);
  const place = (element) => {
    const above = parentOf(element);
    if (!places.has(element)) {
      if (!places.has(above)) place(above);
      const css = [...element.classList].slice(0, 3).join("."), number = above ? numberOf(element, above) : 0;
      places.set(element, [...places.get(above), `${element.tagName.toLowerCase()}${css ? "." + css : ""}#${number}`]);
    }
    return places.get(element);
  };
  const readInto = (node) => {
    let run = "";
    const flush = () => { const text = tidy(run); run = ""; if (text && lines.length < MOST.lines) lines.push({ text, path: place(node) }); };
    for (const child of shown(node)) {
      if (child.nodeType === 3) run += child.data;
      if (child.nodeType !== 1 || SILENT.has(child.tagName)) continue;
      if (child.tagName === "BR") { flush(); continue; }
      if (!shows(child)) continue;
      if (BLOCK.test(getComputedStyle(child).display) || [...shown(child)].some((one) => one.nodeType === 1 && BLOCK.test(getComputedStyle(one).display))) { flush(); readInto(child); }
      else run += words(child).join("");
    }
    flush();
  };
  if (document.body) readInto(document.body);
  return lines;
}
