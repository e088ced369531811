// Tells from what was said before us what belongs to the page above its lines: a subtitle, a label, a command.
//
// `furniture(config, tools, bubble, asides)` gives {apart}. Only what stands above our first line and is not built like the lines
// is asked: of what comes later every line may be an answer, but for what is pressed and says that it stops one.
(config, tools, bubble, asides) => {
  "use strict";
  const HALTS = new RegExp(`^[^\\p{L}\\p{N}]*(?:${config.words.halts})[^\\p{L}\\p{N}]*$`, "iu");
  const { kids, all, up, within } = tools;
  const FRAMES = "header, footer, nav, label, legend, caption, figcaption, h1, h2, h3, h4, [role=banner], [role=heading]";
  const LABEL = 40; // letters
  const LARGER = 1.4; // times the size of our words: a title
  const MOST = 60; // elements looked at above a subtitle

  // The boxes side by side of which one holds this and the other our line.
  const parted = (element, own) => {
    let box = element;
    for (let at = up(element); at && at.nodeType === 1 && !within(own, at); at = up(at)) box = at;
    let other = own;
    for (let at = own; at && at.nodeType === 1 && !within(element, at); at = up(at)) other = at;
    return [box, other];
  };
  const alike = (one, other) => {
    if (one.localName !== other.localName) return false;
    return one.classList.length || other.classList.length ? [...one.classList].some((name) => other.classList.contains(name)) : bubble.shape(one, 4) === bubble.shape(other, 4);
  };
  const framed = (piece, own) => { const frame = piece.element.closest(FRAMES); return Boolean(frame) && !within(own, frame); };
  const pressed = (piece) => Boolean(piece.element.closest("button, [role=button]")) || getComputedStyle(piece.element).cursor === "pointer" && !piece.element.closest("a[href]:not([href^='#'])");
  const large = (one, size) => /^h[1-4]$/.test(one.localName) || !kids(one).length && /\S/.test(one.textContent) && parseFloat(getComputedStyle(one).fontSize) >= size * LARGER;
  const titled = (box, piece, size) => all("*", box).slice(0, MOST).some((one) => large(one, size) && one.compareDocumentPosition(piece.element) & Node.DOCUMENT_POSITION_FOLLOWING);
  const ofThePage = (line, own, sample) => {
    if (line.kept.every((piece) => framed(piece, own))) return true;
    const [box, other] = parted(line.element, own);
    if (alike(box, other)) return false;
    if (line.kept.every(pressed)) return true;
    return line.plain && (line.text.length <= LABEL && /[:：]$/.test(line.text) || titled(box, line.kept[0], sample.size));
  };
  const halts = (line, own) => line.kept.every((piece) => pressed(piece) && (HALTS.test(piece.text) || asides.command(piece.text))) && !alike(...parted(line.element, own));
  const apart = (lines, sample) => {
    const first = lines.findIndex((line) => line.speaker === "own");
    for (const line of first < 0 ? [] : lines) if (line.speaker === "platform" && !line.media && line.kept?.length && halts(line, lines[first].element)) Object.assign(line, { speaker: "notice", marks: {} });
    for (const line of lines.slice(0, Math.max(0, first))) {
      if (line.speaker !== "platform" || line.media || !(line.kept && line.kept.length) || !ofThePage(line, lines[first].element, sample)) continue;
      line.speaker = "notice";
      line.marks = {};
    }
    return lines;
  };
  return { apart };
}
