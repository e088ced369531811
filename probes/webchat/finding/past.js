// Tells what a page says and since when: the text of a subtree, when an element was first there, what stood there before
// we wrote.
//
// `past(config, tools, bubble, forget)`; `forget` is told of every element whose subtree has changed. What is answered is
// counted from `pressedAt`, the moment of our last press; `copies` are elements that repeat what is typed, and `copied`
// says that the newest text has been pressed and not only written.
(config, tools, bubble, forget) => {
  "use strict";
  const { inside, nodes, kids, letters, all, now, up } = tools;
  const { fold } = bubble;
  const BATCH = 40; // ms within which a widget builds one line
  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "TEXTAREA", "INPUT", "SELECT", "HEAD", "TITLE"]);

  // -- text of a subtree, through shadow roots ------------------------------------------------------------------------
  const textOf = (node) => {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType !== 1 && node.nodeType !== 9 && node.nodeType !== 11 || SILENT.has(node.tagName)) return "";
    if (!tools.deep() && node.nodeType === 1 && !node.shadowRoot) return letters(node);
    let text = "";
    for (const child of given(node) ? node.assignedNodes() : nodes(inside(node))) text += textOf(child);
    return text;
  };
  const given = (node) => node.localName === "slot" && node.assignedNodes().length > 0; // it shows these in place of its own
  const kidsOf = (node) => (given(node) ? node.assignedElements() : kids(inside(node))).filter((kid) => !SILENT.has(kid.tagName));
  const mediaIn = (node) => all("img, video, audio, canvas", node).some((one) => { const box = one.getBoundingClientRect(); return box.width >= 40 && box.height >= 30; });
  const holds = (node) => /\S/.test(textOf(node)) || mediaIn(node);
  const count = (text, part) => { let n = 0, at = -1; if (part) while ((at = text.indexOf(part, at + 1)) >= 0) { n += 1; at += part.length - 1; } return n; };

  // -- births: when an element was first in the page -------------------------------------------------------------------
  const born = new WeakMap();
  let pressedAt = 0, before = "";
  const touched = (records) => {
    if (!pressedAt) return;
    const moment = now();
    for (const record of records) {
      for (const node of record.addedNodes) if (node.nodeType === 1) birth(node, { at: moment, text: fold(textOf(node)) });
      for (let at = record.target; at; at = up(at)) forget(at);
    }
  };
  const earliest = new Map(); // words → when an element with just these words was first in the page
  const birth = (node, fact) => { if (!born.has(node)) born.set(node, fact); const own = fact.text.length < 4000 ? fold(textOf(node)) : ""; if (own && !earliest.has(own)) earliest.set(own, fact.at); for (const kid of inside(node).childNodes) if (kid.nodeType === 1) birth(kid, fact); };
  const bornOf = (element) => (born.get(element) || { at: 0 }).at;
  // When an element was born with these words in it, and not as an empty bubble that got them later.
  const bornSaying = (element, words) => { const fact = born.get(element); return fact && fact.text.includes(words) ? fact.at : 0; };
  // Just before we write (`writing`) and before the key is pressed: what stands here now is no answer. What has come to hold
  // our words in between is a copy of the input (many a page sizes it so), and no line.
  const stood = new Map(); // our words → how often they stood on the page before we wrote them
  let copies = [], copied = true;
  const pressed = (writes) => {
    pressedAt = now(); before = shownText();
    const own = fold(config.said[config.said.length - 1] || "");
    if (writes) { stood.set(own, count(before, own)); copied = false; }
    else if (!copied) { copied = true; copies = count(before, own) > (stood.get(own) || 0) ? holding(own) : []; }
    beforeMedia = new Set(all("img, video, audio").map(sourceOf));
  };
  let beforeMedia = new Set();
  const fileOf = (url) => /^https?:/.test(url) ? url.split(/[?#]/)[0].split("/").pop().slice(0, 120) : "";
  const sourceOf = (media) => media.currentSrc || media.src || "";
  // All that the page says; what stands in an input is not said yet.
  const shownText = () => {
    let text = fold(textOf(document.documentElement));
    // React writes what is typed into a textarea's mark-up too.
    if (!tools.deep()) for (const one of all("textarea")) { const typed = fold(one.textContent); if (typed) text = text.replace(typed, ""); }
    for (const one of all("[contenteditable]:not([contenteditable=false])")) { const typed = fold(textOf(one)); if (typed) text = text.replace(typed, ""); }
    return text;
  };

  // -- where words stand ------------------------------------------------------------------------------------------------
  const writable = (element) => element.isContentEditable || (config.input && tools.is(element, config.input));
  const deepest = (node, own, found) => {
    let deeper = false;
    for (const kid of kidsOf(node)) if (fold(textOf(kid)).includes(own)) { deeper = true; if (!writable(kid)) deepest(kid, own, found); }
    if (!deeper && node.nodeType === 1) found.push(given(node) ? node.parentElement || node : node); // a slot has no box
    return found;
  };
  const holding = (own) => [document.documentElement, ...tools.roots()].flatMap((root) => fold(textOf(root)).includes(own) ? deepest(root, own, []) : []);
  const saidBefore = (own) => {
    if (!pressedAt || !stood.has(own)) return pressedAt > 0 && stoodBefore(own);
    const held = new Set(copies.filter((one) => one.isConnected && fold(textOf(one)).includes(own))).size;
    return stood.get(own) > 0 && count(shownText(), own) - held <= stood.get(own);
  };
  const stoodBefore = (words) => words && count(before, words) > 0 && count(shownText(), words) <= count(before, words);

  return {
    textOf, given, kidsOf, mediaIn, holds, count, touched, bornOf, bornSaying, pressed, fileOf, sourceOf, shownText,
    writable, deepest, saidBefore, stoodBefore, earliest, BATCH,
    get pressedAt() { return pressedAt; },
    get copies() { return copies; },
    get copied() { return copied; },
    get beforeMedia() { return beforeMedia; },
  };
}
