// Reads what an element says, line by line as a person sees it, and whether a page bears the signs that a profile names.
//
// `text(config, tools)` gives {textOf, tidy, says, signOf, marked}.
(config, tools) => {
  "use strict";
  const { inside, nodes, visible, all, roots } = tools;
  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"]);
  const BLOCK = /^(ADDRESS|ARTICLE|BLOCKQUOTE|DD|DIV|DL|DT|FIGURE|H[1-6]|HEADER|FOOTER|HR|LI|OL|P|PRE|SECTION|TABLE|TR|UL)$/;
  const LONGEST = 20000;
  const read = (node, parts, pictures) => {
    for (const child of nodes(inside(node))) {
      if (child.nodeType === 3) parts.push(child.data.replace(/\s+/g, " "));
      if (child.nodeType !== 1 || SILENT.has(child.tagName) || child.hidden) continue;
      if ((config.exclude && child.matches(config.exclude)) || (config.typing && child.matches(config.typing))) continue;
      if (child.tagName === "IMG") { if (pictures) parts.push(child.alt || ""); continue; }
      if (child.tagName === "SLOT") { for (const given of child.assignedNodes()) readGiven(given, parts, pictures); }
      const edge = child.tagName === "BR" || BLOCK.test(child.tagName) ? "\n" : "";
      parts.push(edge);
      read(child, parts, pictures);
      if (child.tagName !== "BR") parts.push(edge);
    }
  };
  const readGiven = (node, parts, pictures) => {
    if (node.nodeType === 3) parts.push(node.data);
    else if (node.nodeType === 1) read(node, parts, pictures);
  };
  const tidy = (text) => text.split("\n").map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
  const outermost = (elements) => elements.filter((one) => !elements.some((other) => other !== one && other.contains(one)));
  const textOf = (element) => {
    const declared = config.text ? outermost(all(config.text, element)) : [];
    const parts = [];
    for (const region of declared.length ? declared : [element]) { read(region, parts, declared.length > 0); parts.push("\n"); }
    const text = tidy(parts.join("")).slice(0, LONGEST);
    if (text) return text;
    const media = all("img, video, audio, canvas", element).find(visible);
    return media ? tidy(`[${media.tagName.toLowerCase()}] ${media.alt || ""}`) : "";
  };

  // -- what the profile asks for ----------------------------------------------------------------------------------
  const patterns = new Map();
  const says = (pattern, text) => {
    if (!pattern) return true;
    if (!patterns.has(pattern)) {
      try { patterns.set(pattern, new RegExp(pattern, "iu")); } catch { patterns.set(pattern, /(?!)/); }
    }
    return patterns.get(pattern).test(text);
  };
  const pageText = () => [document.body ? document.body.innerText : "", ...roots().map((root) => { const parts = []; read(root, parts, false); return parts.join(""); })].join("\n");
  // Whole-page text is dear and only asked while there is no chat to be seen.
  const signOf = (signs, alone) => {
    for (const sign of signs) {
      if (!sign.selector) {
        if (alone && says(sign.text, pageText())) return sign.text;
        continue;
      }
      const found = all(sign.selector).find((element) => visible(element) && says(sign.text, element.textContent));
      if (found) return tidy(found.textContent).slice(0, 200) || sign.selector;
    }
    return "";
  };
  const marked = (element, signs) => signs.some((sign) => element.matches(sign.selector) && says(sign.text, element.textContent));

  return { textOf, tidy, says, signOf, marked };
}
