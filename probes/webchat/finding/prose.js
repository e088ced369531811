// Tells answers that have no bubble, where our own line has one, from notices, which have none either.
//
// `prose(config, tools, parts)` gives {doubt, raise}. A notice told as a reply is worse than a reply that is missed: such a
// line is set as our own words are, and one thing more speaks for it that no notice of this chat has.
(config, tools, parts) => {
  "use strict";
  const { kids, visible, all, up, within } = tools;
  const { bubble, asides, typography } = parts;
  const { words } = bubble;
  const LATEST = 60; // lines that are looked at
  const LEAST = 28; // px of a picture of who speaks that is no disc
  const whole = (names) => new RegExp(`^[^\\p{L}\\p{N}]*(?:${names.map((name) => config.words[name]).join("|")})[^\\p{L}\\p{N}]*$`, "iu");
  const AGENT = whole(["agent_marks", "bot", "human"]);
  const AUTHORED = /^data-.*(?:author|role|sender|from|speaker|participant|direction|origin)/i;

  const mainOf = (line) => line.kept.reduce((long, one) => one.text.length > long.text.length ? one : long).element;
  const pathOf = (element, unit) => { const path = []; for (let at = element; at && within(at, unit); at = up(at)) { if (at.nodeType === 1) path.push(at); if (at === unit) break; } return path; };

  // -- what does not speak for a line, though it may look so --------------------------------------------------------------
  // What stands beside the words and names nobody: what may be pressed, other than what is done with an answer (copy), and
  // what heads a notice.
  const names = (piece, own) => !bubble.timeOrTick(piece) && !bubble.SELF.test(piece.text) && bubble.styleOf(piece).size <= own.size + 4;
  const nobody = (piece, unit) => words.notice_names.test(piece.text) || asides.pressable(piece.element, unit) && !asides.command(piece.text);
  const misnamed = (unit, read, own) => { const named = read.aside.filter((piece) => names(piece, own)); return named.length > 0 && named.every((piece) => nobody(piece, unit)); };
  const small = (one) => { const box = one.getBoundingClientRect(); return box.width < LEAST && !bubble.disc(getComputedStyle(one), box); };
  const icons = (unit) => { const pictures = all("img", unit); return pictures.length > 0 && pictures.every(small) && !all("[class*=avatar i]", unit).length; };
  // What to take from its score. The shape of boxes one in another is that of any line; what is fainter than our words is
  // said beside them; many letters may be small print.
  const doubt = (unit, read, own) => {
    if (!own || !own.painted || !read.kept.length || bubble.paintOf(read.kept[0].element, unit)) return 0;
    const bare = !own.shape.includes(",") && bubble.shape(unit, 3) === own.shape;
    const long = read.text.length > 120 && !typography.alike(mainOf(read), unit, own.element);
    return (bare ? 1.5 : 0) + (misnamed(unit, read, own) ? 1.5 : 0) + (icons(unit) ? 1 : 0) + (long ? 1 : 0) + (typography.faint(mainOf(read), own.element) ? 1 : 0);
  };

  // -- what speaks for it: each sign has a key, by which it is known again in another line -----------------------------------
  const opaque = (color) => color && !/^transparent$|rgba\(.*, 0\)$|\/ 0\)$/.test(color);
  const textBox = (element) => { const range = document.createRange(); range.selectNodeContents(element); return range.getBoundingClientRect(); };
  const leads = (box, text, element) => getComputedStyle(element).direction === "rtl" ? box.left >= text.right - 2 : box.right <= text.left + 2;
  const beside = (unit, main) => all("*", unit).slice(0, 60).filter((one) => !within(main, one) && !within(one, main) && visible(one) && leads(one.getBoundingClientRect(), textBox(main), unit));
  // A picture of who speaks, at the height of the first line; a drawing by itself may be the sign of any remark.
  const portrait = (unit, main) => {
    const top = textBox(main).top;
    for (const one of beside(unit, main)) {
      const box = one.getBoundingClientRect(), style = getComputedStyle(one);
      const square = box.width >= 24 && box.width <= 64 && box.height >= 0.8 * box.width && box.height <= 1.25 * box.width;
      if (!square || box.top > top + 40 || box.bottom < top - 12 || one.closest("button, [role=button]") || one.textContent.trim().length > 3) continue;
      if (box.width >= LEAST && (one.localName === "img" || style.backgroundImage !== "none") || bubble.disc(style, box) && (one.localName === "img" || opaque(style.backgroundColor) || style.backgroundImage !== "none")) return `portrait ${Math.round(box.width)}`;
    }
    return "";
  };
  // A stripe along the whole of it, as a border or a box of its own; along a quotation it is that one's.
  const thin = (width) => width >= 1.5 && width <= 8;
  const bordered = (element) => {
    const style = getComputedStyle(element), [start, end] = style.direction === "rtl" ? ["Right", "Left"] : ["Left", "Right"];
    const of = (side) => parseFloat(style[`border${side}Width`]) || 0;
    return thin(of(start)) && opaque(style[`border${start}Color`]) && !of(end) && !of("Top") && !of("Bottom") ? style[`border${start}Color`] : "";
  };
  const drawn = (element) => {
    const style = getComputedStyle(element, "::before");
    return style.content !== "none" && style.position === "absolute" && thin(parseFloat(style.width)) && opaque(style.backgroundColor) ? style.backgroundColor : "";
  };
  const stripe = (unit, main) => {
    const path = pathOf(main, unit), high = textBox(main).height;
    if (path.some((at) => /^(blockquote|q|pre|code|cite)$/.test(at.localName))) return "";
    const own = path.filter((at) => at.getBoundingClientRect().height >= 0.6 * high).map((at) => bordered(at) || drawn(at)).find(Boolean);
    const box = beside(unit, main).find((one) => { const { width, height } = one.getBoundingClientRect(); return thin(width) && height >= 14 && height >= 0.6 * high && opaque(getComputedStyle(one).backgroundColor); });
    const color = own || box && getComputedStyle(box).backgroundColor;
    return color ? `stripe ${color}` : "";
  };
  // What readers of a screen are told of who speaks: "Shop said:" where ours has "You said:".
  const hidden = (one) => one.textContent.trim().length <= 40 && !kids(one).length && bubble.copyForReaders(one, getComputedStyle(one));
  const labelOf = (unit) => [unit.getAttribute("aria-label") || "", ...all("*", unit).slice(0, 60).filter(hidden).map((one) => one.textContent)].map((one) => one.trim()).find((one) => one && one.length <= 40) || "";
  const partsOf = (label) => label.toLowerCase().match(/\p{Script=Han}|[^\P{L}\p{Script=Han}]{3,}/gu) || [];
  const called = (unit, sample) => {
    const [mine, theirs] = [labelOf(sample.unit), labelOf(unit)];
    const alike = mine && theirs && mine !== theirs && partsOf(mine).some((part) => partsOf(theirs).includes(part));
    return alike && !words.notice_names.test(theirs) ? `called ${theirs}` : "";
  };
  // What scripts are told of who speaks, where ours is told to be another.
  const authored = (path) => path.flatMap((at) => [...at.attributes]).filter((one) => AUTHORED.test(one.name));
  const declared = (unit, main, sample) => {
    const mine = authored(pathOf(sample.element, sample.unit));
    const found = authored(pathOf(main, unit)).find((one) => AGENT.test(one.value) && mine.some((other) => other.name === one.name && other.value !== one.value));
    return found ? `declared ${found.name}=${found.value}` : "";
  };
  // How it is built and set, from its words outwards; "" where nothing was made for it.
  const build = (unit, main) => {
    const path = pathOf(main, unit), style = getComputedStyle(main);
    if (!path.some((at) => at.classList.length || at.localName.includes("-") || at.hasAttribute("style"))) return "";
    const made = path.map((at) => [at.localName, ...[...at.classList].sort()].join(".")).join(" ");
    return [made, style.fontSize, style.fontWeight, style.fontStyle, style.color, style.textAlign].join("|");
  };
  const signsOf = (unit, main, sample) => [portrait(unit, main), stripe(unit, main), called(unit, sample), declared(unit, main, sample), build(unit, main)].filter(Boolean);

  // -- which of the notices are lines that somebody said -------------------------------------------------------------------
  const told = new WeakSet(); // once it was told as said it stays so
  const wordly = (text) => text.length < 160 && (["joined", "ended", "queue", "connecting", "comes_and_goes", "typing", "rating_call"].some((name) => words[name].test(text)) || asides.state(text));
  const raised = (line) => {
    const marks = line.kind ? { ...line.marks, agent_type: line.kind } : line.marks;
    told.add(line.element);
    Object.assign(line, { speaker: "platform", marks });
  };
  // What those who serve have greeted in, above our first line, or what a machine wrote bit by bit: so an answer is built.
  const answered = (open, late, stood) => {
    const spoken = late.filter((line) => line.sure || stood.has(line) && words.greets.test(line.text) && (open.includes(line) || line.plain && line.speaker === "platform"));
    return new Set(spoken.map((line) => build(line.element, mainOf(line))).filter(Boolean));
  };
  const raise = (lines, sample) => {
    if (!sample.painted) return lines;
    const stood = new Set(lines.slice(0, Math.max(0, lines.findIndex((line) => line.speaker === "own"))));
    const late = lines.filter((line, index) => (index < LATEST || index >= lines.length - LATEST) && line.kept && line.kept.length && line.speaker !== "own");
    for (const line of late) if (line.bare && told.has(line.element)) raised(line);
    const open = late.filter((line) => line.bare && !wordly(line.text) && typography.alike(mainOf(line), line.element, sample.element));
    if (!open.length) return lines;
    const borne = (line) => signsOf(line.element, mainOf(line), sample);
    const theirs = new Set(late.filter((line) => line.speaker === "notice" && !open.includes(line)).flatMap(borne)); // of notices
    const builds = answered(open, late, stood);
    const counts = (line, sign) => !theirs.has(sign) && (sign !== build(line.element, mainOf(line)) || builds.has(sign) && !stood.has(line));
    for (const line of open) {
      if (borne(line).some((sign) => counts(line, sign))) raised(line);
      else if (line.speaker === "notice" && !stood.has(line)) line.marks = { ...line.marks, doubtful: "yes" };
    }
    return lines;
  };
  return { doubt, raise };
}
