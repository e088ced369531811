// Reads what one line of a chat says and who seems to say it, without selectors: by sight, build and wording.
//
// `bubble(config, eyes, {asides, faces, stamps, speaking})` gives {pieces, body, painted, remark, ...} and what speaking.js tells
// of a line. A name, a time, a tick or a copy for screen readers is no part of what was said.
(config, eyes, parts) => {
  "use strict";
  const { asides, faces, stamps, speaking } = parts;
  const { inside, nodes, kids, visible, up, tidy, within, all } = eyes;
  const fold = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const pattern = (source) => new RegExp(source, "iu");
  const words = Object.fromEntries(Object.entries(config.words).map(([name, source]) => [name, pattern(source)]));
  const whole = (source) => pattern(`^[^\\p{L}\\p{N}]*(?:${source})[^\\p{L}\\p{N}]*$`);
  const { TIME, SINCE, SIGNED, STATUS, RECEIPT, AGED, CLOCKED } = stamps(config, whole);
  const BOT = whole(`${config.words.bot}|${config.words.bot_seal}`);
  const SEAL = whole(["bot", "human", "bot_seal", "seal"].map((name) => config.words[name]).join("|"));
  const BADGE = whole(`${config.words.bot}|${config.words.human}`);
  const SELF = whole("you(?: said)?|me|我|我说|您|visitor|guest|访客|游客|customer|user|用户|顾客");
  const PRIVATE = /[\uE000-\uF8FF\u{F0000}-\u{FFFFD}]/gu;
  const BLOCKISH = /^(block|flex|grid|list-item|table|table-cell|table-row|flow-root|inline-block|inline-flex|table-caption)/;
  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "TEXTAREA", "SELECT", "OPTION"]);

  // -- sight ------------------------------------------------------------------------------------------------------
  const copyForReaders = (element, style) => {
    if (style.clipPath === "inset(50%)" || style.clipPath === "inset(100%)" || style.opacity === "0") return true;
    if (style.position !== "absolute" && style.position !== "fixed") return style.fontSize === "0px" && ![...element.querySelectorAll("*")].some((part) => getComputedStyle(part).fontSize !== "0px" && part.textContent.trim());
    if (/^rect\(\s*[01](px)?,? [01]?(px)?/.test(style.clip)) return true;
    const box = element.getBoundingClientRect();
    return (box.width <= 2 && box.height <= 2) || box.right < -500 || box.bottom + scrollY < -500 || parseFloat(style.textIndent) < -500;
  };
  const iconic = (element, style, text) => {
    if (/icon|glyph|awesome|symbol/i.test(style.fontFamily.split(",")[0])) return true; // further on many a font for words falls back to symbols
    if (!text.replace(PRIVATE, "").trim()) return true;
    return element.getAttribute("aria-hidden") === "true" && (/(^|[\s_-])(icon|material|glyph|fa)s?([\s_-]|$)/i.test(element.getAttribute("class") || "") || element.localName === "i");
  };
  const opaque = (color) => color && color !== "transparent" && !/rgba\(.*, 0\)$|\/ 0\)$/.test(color);
  const painted = (element) => {
    if (/^(BUTTON|A|INPUT|IMG|CODE|PRE|MARK|TIME|SVG)$/i.test(element.tagName)) return false;
    const style = getComputedStyle(element);
    if (style.display === "inline") return false;
    const box = element.getBoundingClientRect();
    if (box.height < 14 || box.width < 12) return false;
    if (opaque(style.backgroundColor) || style.backgroundImage !== "none" || style.boxShadow !== "none") return true;
    return parseFloat(style.borderTopWidth) > 0 && parseFloat(style.borderLeftWidth) > 0 && opaque(style.borderLeftColor);
  };
  // Marks are what the makers of a page call its parts. Other attributes hold what people are called and what they say:
  // that counts as a mark only where it is wholly the word for a role ("system", "agent"), never by a word within it.
  const valuesOf = (element, names) => names.map((name) => element.getAttribute(name)).filter(Boolean);
  const BUILT = ["role", "data-role", "data-type", "data-kind", "data-author-type", "data-sender-type", "data-side", "data-direction", "aria-roledescription", "data-step-type", "data-testid"];
  const peopleIn = (element) => valuesOf(element, ["data-author", "data-sender", "data-from", "data-who", "aria-label"]);
  const ROLE = whole(["notice_marks", "agent_marks", "own_marks", "bot", "human"].map((name) => config.words[name]).join("|"));
  const classOf = (element, but) => (element.getAttribute("class") || "").split(/\s+/).filter((name) => !(but && but.has(name))).join(" ");
  const mark = (element, but) => [element.getAttribute("id"), classOf(element, but), element.localName.includes("-") ? element.localName : "", ...valuesOf(element, BUILT), ...peopleIn(element).filter((value) => ROLE.test(value))]
    .filter(Boolean).join(" ").replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_]+/g, " ");
  // Initials that stand for a picture of who speaks, by name or as a disc; what is wider is a bubble.
  const PORTRAIT = /(^|[\s-])(?!(?:has|with|no|show)-)[\w-]*(avatar|initials|portrait)s?(?=\s|$)/i;
  const disc = (style, box) => { const radius = parseFloat(style.borderTopLeftRadius) || 0; return /%/.test(style.borderTopLeftRadius) ? radius >= 50 : radius > 0 && radius * 2 >= Math.max(box.width, box.height) - 1; };
  const portrait = (element, style) => {
    const called = PORTRAIT.test(element.getAttribute("class") || "");
    if (!called && style.borderTopLeftRadius !== "50%" || element.textContent.length > 90) return false;
    const box = element.getBoundingClientRect();
    return box.width <= 72 && (called || box.height <= 72) && fold(textIn(element)).length <= 3;
  };
  const textIn = (element) => nodes(inside(element)).map((node) => node.nodeType === 3 ? node.data : node.nodeType === 1 && !SILENT.has(node.tagName) ? textIn(node) : "").join("");
  const width = (text) => text.replace(/\p{Script=Han}/gu, "xx").length;
  // A part that shows that somebody types. Words as long as a sentence are a reply, whatever their bubble is called.
  const indicates = (element) => {
    const text = tidy(element.textContent), wordless = !/[\p{L}\p{N}]/u.test(text);
    if (wordless && peopleIn(element).some((value) => words.typing.test(value))) return true;
    return words.typing_marks.test(mark(element)) && (width(text) < 40 || words.typing.test(text)) && !still(element);
  };
  // An empty box that neither moves nor is drawn upon shows nobody: the ground of a bubble in which somebody typed before.
  const still = (element) => !nodes(element).length && [null, "::before", "::after"].every((part) => {
    const style = getComputedStyle(element, part);
    return style.animationName === "none" && style.backgroundImage === "none" && style.maskImage === "none" && (!part || style.content === "none");
  });

  // -- pieces: runs of text, each in its own box or span -------------------------------------------------------------
  const pieces = (unit, adorns) => {
    const found = [];
    let current = null;
    const open = (element, block) => { current = { element, block, text: "" }; };
    const shut = () => { if (current && current.text.trim()) found.push({ ...current, text: current.text }); current = null; };
    const shown = (node) => node.localName === "slot" && node.assignedNodes().length ? node.assignedNodes() : nodes(inside(node)); // bare words may be given to a slot
    const walk = (node, block, apart) => {
      for (const child of shown(node)) {
        if (child.nodeType === 3) {
          const text = child.data.replace(/\s+/g, " ").replace(PRIVATE, "");
          if (!current && text.trim()) open(node, block);
          if (current) current.text += text;
          continue;
        }
        if (child.nodeType !== 1 || SILENT.has(child.tagName) || child.hidden) continue;
        if (child.tagName === "BR") { if (current) current.text += "\n"; continue; }
        if (child.tagName === "SLOT" && child.assignedNodes().length) { if (child.assignedElements().length) for (const given of child.assignedElements()) walkInto(given, block, true); else walk(child, block, apart); continue; }
        walkInto(child, block, apart);
      }
    };
    const walkInto = (child, block, apart) => {
      const style = getComputedStyle(child);
      if (style.display === "none" || style.visibility === "hidden" || copyForReaders(child, style)) return;
      if (/^(IMG|VIDEO|AUDIO|CANVAS|PICTURE|svg)$/i.test(child.tagName)) { media(child); return; }
      const plain = child.textContent;
      if (!kids(child).length && plain.trim() && iconic(child, style, plain)) return;
      if (indicates(child)) { typingSeen = true; return; }
      const kind = asides.kindOf(child);
      if (kind) { shut(); apartSeen.push({ kind, element: child, text: tidy(textIn(child)) }); return; }
      if (portrait(child, style)) { initials.push({ element: child, block: child, text: tidy(textIn(child)), called: PORTRAIT.test(child.getAttribute("class") || "") }); return; }
      const blockish = BLOCKISH.test(style.display);
      if (adorns && child.matches(adorns)) { shut(); open(child, child); current.adorns = true; walk(child, child, false); shut(); return; }
      if (blockish) { shut(); walk(child, child, !hasText(child)); shut(); }
      else if (apart || standsApart(child)) { shut(); open(child, block); walk(child, block, false); shut(); }
      else walk(child, block, false);
    };
    const hasText = (element) => nodes(inside(element)).some((node) => node.nodeType === 3 && node.data.trim());
    const standsApart = (child) => child.localName === "time" || TIME.test(child.textContent) || STATUS.test(child.textContent) || BADGE.test(child.textContent) || sealed(child) || (words.name_marks.test(child.getAttribute("class") || "") && child.textContent.length < 40);
    const media = (child) => {
      const box = child.getBoundingClientRect();
      if (/^svg$/i.test(child.tagName) || child.getAttribute("role") === "presentation" || /avatar|profile|icon|logo|head/i.test(mark(child) + (child.alt || ""))) return;
      if (box.width < 40 || box.height < 30 || disc(getComputedStyle(child), box)) return;
      if (faces.waits(child)) typingSeen = true;
      else if (faces.shows(child, unit, painted)) faceSeen = faceSeen || child;
      else mediaSeen = mediaSeen || child;
    };
    const initials = [], apartSeen = [];
    let typingSeen = false, mediaSeen = null, faceSeen = null;
    const style = getComputedStyle(unit);
    if (style.display !== "none" && !copyForReaders(unit, style)) {
      if (portrait(unit, style) || asides.kindOf(unit)) walkInto(unit, unit, false);
      else { walk(unit, unit, !hasText(unit)); shut(); }
    }
    for (const piece of found) piece.text = tidy(piece.text);
    return { found: found.filter((piece) => piece.text), typing: typingSeen, media: mediaSeen, face: faceSeen, initials, apart: apartSeen.filter((one) => one.text) };
  };

  // A badge: such words, smaller than what stands around, on a ground of their own, or called one. In a sentence they are said.
  const sealed = (element) => {
    if (kids(element).length > 1 || !SEAL.test(element.textContent) || /^(CODE|MARK|STRONG|A)$/.test(element.tagName)) return false;
    const style = getComputedStyle(element), around = up(element) && up(element).nodeType === 1 ? getComputedStyle(up(element)) : style;
    const ground = opaque(style.backgroundColor) || parseFloat(style.borderTopWidth) > 0 && parseFloat(style.borderLeftWidth) > 0;
    return ground || parseFloat(style.fontSize) < parseFloat(around.fontSize) - 0.5 || words.seal_marks.test(mark(element));
  };

  // -- what is no part of the words ------------------------------------------------------------------------------------
  const timeOrTick = (piece) => piece.element.localName === "time" || TIME.test(piece.text) || AGED.test(piece.text) && CLOCKED.test(mark(piece.element)) || STATUS.test(piece.text) || RECEIPT.test(piece.text) || !/[\p{L}\p{N}]/u.test(piece.text) && piece.text.length < 4 && /[✓✔√›»•·|×↩⋮…▁-▏■-▯●○◌_]/u.test(piece.text); // ticks, and the mark behind which a machine writes
  const styleOf = (piece) => { const style = getComputedStyle(piece.element); return { size: parseFloat(style.fontSize), weight: Number(style.fontWeight) || 400, color: style.color }; };
  const paintOf = (element, unit) => { for (let at = element; at && within(at, unit); at = up(at)) if (at.nodeType === 1 && painted(at)) return at; return null; };
  const nameLike = (text) => text.length <= 36 && !/[。！？!?…]$|[.]$/.test(text) && !/\n/.test(text);
  const marksNear = (piece, unit) => { let near = ""; for (let at = piece.element; at && at !== unit && within(at, unit); at = up(at)) near += " " + mark(at); return near; };
  const likeness = (element) => `${element.localName}.${element.getAttribute("class") || ""}`;
  const CALLED = /^(?:[A-Z][\p{L}.'’-]*(?: (?:[A-Z][\p{L}.'’-]*|from \p{L}+)){0,3}|\p{Script=Han}{1,6}(?:[(（]?\d{2,6}[)）]?)?)[:：]?$/u;
  const isName = (piece, rest, unit, known) => {
    if (!rest.length || !nameLike(piece.text)) return false;
    const longer = rest.reduce((sum, one) => sum + one.text.length, 0) > piece.text.length;
    if (longer && CALLED.test(piece.text) && likeness(piece.element) !== likeness(rest[0].element) && !within(rest[0].element, piece.element) && piece.element !== unit) return true;
    if (known.has(fold(piece.text)) || (BADGE.test(piece.text) && piece.element !== rest[0].element)) return true;
    const nearby = marksNear(piece, unit);
    if (words.name_marks.test(nearby) || /^(cite|h[1-6]|header|address|legend|dt)$/.test(piece.element.localName)) return true;
    if (piece.element === rest[0].element) return false;
    const main = rest.reduce((long, one) => one.text.length > long.text.length ? one : long);
    const paint = paintOf(main.element, unit);
    if (paint && paint !== unit && !within(piece.element, paint)) return true;
    const mine = styleOf(piece), theirs = styleOf(main);
    if (mine.size < theirs.size - 0.5) return true;
    return mine.weight > theirs.weight && piece.block === main.block && mine.size <= theirs.size;
  };

  // Below the words, in smaller letters, who said them and when.
  const signs = (piece, kept) => {
    const parts = SIGNED.exec(piece.text), main = kept.reduce((long, one) => one.text.length > long.text.length ? one : long);
    return Boolean(parts) && piece !== main && nameLike(parts[1]) && SINCE.test(parts[2]) && styleOf(piece).size < styleOf(main).size - 0.5;
  };
  const boxed = (element) => { const box = element.getBoundingClientRect(); return box.width >= 12 && box.height >= 14; };
  // The words of a line: `like` is the class list of the element that held our own words, `known` texts of decorations.
  const body = (unit, like, known, adorns) => {
    const read = pieces(unit, adorns);
    const alike = like ? all(like, unit).filter((one) => visible(one) && !(one.parentElement && one.parentElement.closest(like))) : [];
    const empty = alike.length > 0 && alike.every((one) => !/[\p{L}\p{N}]/u.test(one.textContent) && !all("*", one).some((part) => part.shadowRoot) && boxed(one));
    const held = alike.length ? read.found.filter((piece) => alike.some((one) => within(piece.element, one))) : [];
    let kept = (held.length ? held : empty ? [] : read.found).filter((piece) => !timeOrTick(piece) && !piece.adorns); // its words are still to come
    if (kept.length > 1) { const words = kept.filter((piece) => !beside(piece)); if (words.length) kept = words; }
    if (kept.length > 1) { const words = kept.filter((piece) => !sealed(piece.element)); if (words.length) kept = words; }
    if (kept.length > 1) kept = kept.filter((piece) => !signs(piece, kept));
    const unrated = who.unrated(unit, kept);
    kept = unrated || kept;
    const said = kept.filter((piece) => !asks(piece, unit, kept, read.media));
    const asked = kept.filter((piece) => !said.includes(piece));
    const called = (piece) => CALLED.test(piece.text) && asked.some((one) => one.text.length > piece.text.length);
    const thanked = asked.some((piece) => words.rating_call.test(piece.text) && !words.rating_answer.test(piece.text)) && said.length > 0 && said.every(who.thanks); // whatever stands over a call to rate
    if (read.media || !thanked && !said.every((piece) => called(piece) || isName(piece, asked, unit, known))) kept = said; // what is asked stands beside more than a name
    const nobody = (piece) => BADGE.test(piece.text) || known.has(fold(piece.text)) || Boolean(read.media) && CALLED.test(piece.text);
    if (kept.every(nobody) || kept.length === 1 && CALLED.test(kept[0].text) && awaited(kept[0], unit)) kept = [];
    const dropped = [];
    for (let first = 0; first < 2 && kept.length > 1 && isName(kept[0], kept.slice(1), unit, known); first += 1) dropped.push(kept.shift());
    if (!held.length) {
      kept = kept.filter((piece, index) => !(kept.length > 1 && known.has(fold(piece.text)) && index !== longest(kept)));
      while (kept.length > 1 && words.name_marks.test(mark(kept[kept.length - 1].element)) && nameLike(kept[kept.length - 1].text) && styleOf(kept[kept.length - 1]).size < styleOf(kept[0]).size) dropped.push(kept.pop());
    }
    kept = kept.filter((piece) => !(piece.element.closest("button, [role=button], [role=toolbar]") && known.has(fold(piece.text))));
    const aside = read.found.filter((piece) => !kept.includes(piece));
    let text = kept.map((piece) => piece.text).join("\n");
    if (!text && read.media) text = tidy(`[${read.media.localName === "picture" ? "img" : read.media.localName}] ${read.media.alt || ""}`);
    return { text, rated: Boolean(unrated), apart: read.apart, found: read.found, typing: read.typing || empty && !read.media || (kept.length > 0 && words.typing.test(text) && text.length < 60), aside, kept, media: kept.length ? null : read.media, face: kept.length ? null : read.face, initials: read.initials };
  };
  // Below a name a bubble that is still empty.
  const awaited = (piece, unit) => !paintOf(piece.element, unit) && all("*", unit).some((one) => !kids(one).length && !one.textContent.trim() && painted(one) && visible(one) && one.getBoundingClientRect().top >= piece.element.getBoundingClientRect().bottom - 2);
  // What may be done with a line, what it was made by, and our own words quoted.
  const beside = (piece) => asides.command(piece.text) || asides.factual(piece.text) || config.said.some((one) => fold(one) === fold(piece.text));
  // A whole line of such, or of what may be asked next, or of how the conversation stands. A single word in a bubble may be a reply.
  // Where every line can be pressed our own stands in a button, too, and one like it offers nothing.
  const PRESSED = "button, [role=button]";
  const likeOurs = (piece, own) => {
    const mine = own && own.element.closest(PRESSED), theirs = piece.element.closest(PRESSED);
    return Boolean(mine && theirs) && mine.localName === theirs.localName && mine.className === theirs.className;
  };
  const remark = (unit, read, own) => {
    if (read.media || !read.kept.length) return false;
    const { text } = read, bare = !paintOf(read.kept[0].element, unit), single = /^[^\p{L}\p{N}]*(?:\p{L}+|\p{Script=Han}{1,3})[^\p{L}\p{N}]*$/u.test(text);
    if (!likeOurs(read.kept[0], own) && asides.onlyOffers(unit, text) || asides.onlySources(read.found) || asides.tool(text)) return true;
    return (bare || !single) && (asides.state(text) || asides.command(text)) || (bare || /[·|]|tok|词|字|model|模型/iu.test(text)) && asides.factual(text);
  };
  // "Model: [list]", or a label beside its value and a button: what is set for the chat, and nothing said. In a bubble it is offered by who speaks.
  const setting = (unit, read) => {
    const said = read.kept.map((piece) => piece.text).join(" ");
    if (read.media || said.length >= 40 || (read.kept.length && paintOf(read.kept[0].element, unit))) return false;
    if (/[:：]$/.test(said) && all("select", unit).some(visible)) return true;
    return read.found.some((piece) => Boolean(piece.element.closest("label")) && /[:：]$/.test(piece.text)) && all("button, select", unit).some(visible);
  };
  // Headings in large letters ("User:", a title): who speaks, or of what.
  const headed = (read, own) => read.kept.length > 0 && read.kept.every((piece) => Boolean(piece.element.closest("h1, h2, h3, h4")) && (!own || styleOf(piece).size > own.size + 2));
  // A button, or a question above buttons ("did this help?"): offered beside what was said, and no part of it.
  const asks = (piece, unit, others, media) => {
    if (asides.pressable(piece.element, unit)) return true;
    for (let at = piece.element; at && at !== unit && within(at, unit); at = up(at)) {
      const offered = at.nodeType === 1 ? all("button, [role=button]", at) : [];
      // thumbs and other pictures may stand below any answer
      if (offered.length >= 2 && (/[?？]\W*$/u.test(piece.text) || words.rating.test(piece.text) || offered.some((one) => /\S/.test(one.textContent)))) return Boolean(media) && !within(media, at) || !others.every((one) => within(one.element, at));
    }
    return false;
  };
  const longest = (list) => list.reduce((best, one, index) => one.text.length > list[best].text.length ? index : best, 0);

  // -- who says it ---------------------------------------------------------------------------------------------------
  const who = speaking({ config, inside, visible, up, all, whole, words, mark, peopleIn, paintOf, styleOf, timeOrTick, CALLED, BADGE, BOT, SELF });
  return { ...who, fold, pieces, body, disc, styleOf, remark, setting, headed, painted, paintOf, timeOrTick, CALLED, SELF, STATUS, TIME, words, mark, copyForReaders };
}
