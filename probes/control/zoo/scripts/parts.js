// Makes the elements of a widget: tags, class names and looks as its plan has them.
(plan, root) => {
  "use strict";
  const doc = root.ownerDocument;
  const fresh = new Map();
  const nameOf = (part) => {
    if (plan.classes !== "fresh") return plan.names[part] || "";
    if (!fresh.has(part)) fresh.set(part, "_" + Math.random().toString(36).slice(2, 9));
    return fresh.get(part);
  };
  const rules = () => Object.entries(plan.css)
    .map(([part, rule]) => `.${nameOf(part).trim().split(/\s+/).join(".")}{${rule}}`).join("\n")
    + `\n*{box-sizing:border-box} [hidden]{display:none!important} body{font:14px/1.5 sans-serif}`;
  const style = (into) => { const sheet = doc.createElement("style"); sheet.textContent = rules(); into.append(sheet); };
  const el = (part, text = "", tag = "") => {
    const made = doc.createElement(tag || plan.tags[part] || "div");
    const name = nameOf(part);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  };
  const svg = (path) => {
    const picture = doc.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 24, height: 24, fill: "currentColor" })) picture.setAttribute(key, value);
    const line = doc.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    picture.append(line);
    return picture;
  };
  const button = (part, text, act) => {
    const made = el(part, text, "button");
    made.type = "button";
    made.onclick = act;
    return made;
  };
  return { doc, el, svg, button, style, nameOf };
}
