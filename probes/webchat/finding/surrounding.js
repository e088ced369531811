// Tells what a field stands under: the nearest heading above it, and what its makers call what holds it.
//
// `surrounding({up, idOf, tidy, floats, FIELD})` gives {headingOver, homeOf}. Neither looks beyond the surface that it lies on.
(tools) => {
  "use strict";
  const { up, idOf, tidy, floats, FIELD } = tools;
  const HEADING = "h1, h2, h3, h4, h5, h6, legend, summary, [role=heading]";
  const LEVELS = 8, NEAR = 5; // of what holds it: further out is the whole page
  const holds = (node, selector) => node.matches(selector) ? node : [...node.querySelectorAll(selector)].pop();
  const around = function* (element, levels) {
    let at = element;
    for (let level = 0; level < levels && at && at.nodeType === 1 && at !== document.body; level += 1, at = up(at)) {
      yield at;
      if (floats(at)) return;
    }
  };
  // What stands between is of the field that follows it.
  const headingOver = (element) => {
    for (const at of around(element, LEVELS)) {
      for (let node = at.previousElementSibling; node; node = node.previousElementSibling) {
        const heading = holds(node, HEADING), other = holds(node, FIELD);
        if (heading && !(other && heading.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING)) return tidy(heading.textContent, 60);
        if (other) return "";
      }
    }
    return "";
  };
  const pathOf = (form) => (form.getAttribute("action") || "").split(/[?#]/)[0].split("/").pop();
  const homeOf = (element) => {
    const parts = [...around(element, NEAR)].flatMap((at) => [idOf(at), at.getAttribute("class"), at.localName === "form" ? pathOf(at) : "", at === element ? at.getAttribute("name") : ""]);
    return parts.filter(Boolean).join(" ").replace(/([a-z])([A-Z])/g, "$1 $2").slice(0, 400);
  };
  return { headingOver, homeOf };
}
