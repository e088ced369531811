// Finds the lines of a chat nobody has described: our own message by its text, every other line by its build.
//
// `structure(config, tools, make)` gives {read, pressed, touched}. `config.said` are our texts, in order. Until one
// of them stands in the page nothing is called a line; what stood there before we pressed is told by counting, so that
// the same sentence said again is a new line, and a list drawn anew is none.
(config, tools, make) => {
  "use strict";
  const { nodes, kids, visible, all, now, tidy, up, within, inside } = tools;
  const cache = new WeakMap(); // element → how it was judged
  const knownLines = new Set();
  const asides = make.asides(config, tools);
  const faces = make.faces(tools);
  const bubble = make.bubble(config, tools, { asides, faces, stamps: make.stamps, speaking: make.speaking });
  const past = make.past(config, tools, bubble, (element) => cache.delete(element));
  const places = make.places(tools, bubble, past);
  const { claimed, decor, ownElements, rootOf, ownUnit, sampleOf, lastRoot, ownSeen } = make.own(config, tools, bubble, past, places);
  const { segment } = make.parting(tools, bubble, past, knownLines);
  const { sift } = make.holding(tools, bubble, past, asides, make.motion(tools));
  const plain = make.plain(config, tools, { bubble, asides, past, places });
  const furniture = make.furniture(config, tools, bubble, asides);
  const prose = make.prose(config, tools, { bubble, asides, typography: make.typography(tools) });
  const { fold } = bubble;
  const { textOf, kidsOf, count, bornOf, bornSaying, earliest, fileOf, sourceOf, shownText, stoodBefore } = past;

  // -- names --------------------------------------------------------------------------------------------------------------
  // Short words, in an element of their own, above other words in several of their lines are a name. A line that is drawn
  // anew is one line, and words above which or below which nothing was ever said name nobody.
  const repeated = new Set(), below = new Map(), stoodAlone = new Set();
  const learnNames = (lines) => {
    const above = new Map();
    for (const { kept } of lines) {
      if (!kept || !kept.length) continue;
      const first = fold(kept[0].text), rest = kept.slice(1).map((piece) => fold(piece.text)).join("");
      if (!rest) stoodAlone.add(first);
      if (!first || !rest || kept[0].text.length > 24 || kids(kept[0].element).length || fold(textOf(kept[0].element)) !== first) continue;
      above.set(first, (above.get(first) || 0) + 1);
      below.set(first, (below.get(first) || new Set()).add(rest));
    }
    const found = [...above.keys()].filter((first) => !repeated.has(first) && !stoodAlone.has(first) && (above.get(first) > 1 || below.get(first).size > 1));
    for (const first of found) repeated.add(first);
    if (found.length) for (const { element } of lines) cache.delete(element);
    return found.length > 0;
  };

  // -- reading -----------------------------------------------------------------------------------------------------------
  const speakerOf = (unit, read, sample) => {
    if (config.agent && (unit.matches(config.agent) || all(config.agent, unit).length)) return "platform"; // a person has pointed at one
    if (!read.media && !/[\p{L}\p{N}\p{Extended_Pictographic}?？]/u.test(read.text)) return "notice"; // dots that say: typing
    if (bubble.isDivider(read) || bubble.over(read) || bubble.card(read) || !read.rated && bubble.isRating(unit, read.text) || bubble.headed(read, sample) || bubble.remark(unit, read, sample) || bubble.setting(unit, read) || offered(unit, read.text)) return "notice";
    read.grew = grows(unit, fold(read.text));
    read.bare = read.kept.length > 0 && !read.media && !bubble.paintOf(read.kept[0].element, unit);
    return bubble.leaning(unit, read, sample, read.grew) - prose.doubt(unit, read, sample) > -1.5 ? "platform" : "notice";
  };
  // What came all at once, side by side, to be pressed: what one may ask next. Lines that can be pressed come one by one.
  const offered = (unit, text) => text.length <= 80 && bornOf(unit) > 0 && asides.alikePressed(unit).some((other) => Math.abs(bornOf(other) - bornOf(unit)) < past.BATCH);
  // Words that came bit by bit, as a machine writes its answer: each time what stood there, and more.
  const growth = new WeakMap();
  const grows = (unit, text) => {
    const last = growth.get(unit) || { text: "", steps: 0 };
    if (text === last.text) return last.steps >= 2;
    const steps = last.text && text.startsWith(last.text) ? last.steps + 1 : 0;
    growth.set(unit, { text, steps });
    return steps >= 2;
  };
  const judge = (unit, sample) => {
    const kept = cache.get(unit);
    if (kept) return kept;
    const read = bubble.body(unit, sample.text, repeated.size ? new Set([...decor, ...repeated]) : decor, sample.adorns);
    const { words } = bubble;
    const round = roundReply(read);
    if (round) Object.assign(read, { text: round.text, kept: [round] });
    if (read.face && !read.text && !read.media) return faced(unit, read);
    const inquires = asking(unit, read);
    const thinks = !read.text && !read.media && read.apart.some((one) => one.kind === "thought"); // its answer is still to come
    const text = read.text || [...read.aside, ...read.apart].map((piece) => piece.text).join("\n");
    const speaker = inquires ? "notice" : thinks ? "platform" : speakerOf(unit, read, sample);
    const pending = thinks || !read.media && asides.thoughtful(read.text) ? "thought" : !read.media && asides.underway(read.text) ? "underway" : "";
    const marks = {};
    const says = (pattern) => speaker === "notice" && pattern.test(text);
    if (says(words.ended)) marks.ended = "yes";
    if (says(words.joined) && !words.queue.test(text)) marks.joined = "yes";
    const kind = speaker === "platform" ? bubble.badge(unit, read) : "";
    if (kind) marks.agent_type = kind;
    if (speaker === "platform" && (read.media || bubble.isFile(read))) marks.media = read.media ? "image" : "file";
    if (marks.media) { const from = fileOf(read.media ? sourceOf(read.media) : read.kept[0].element.closest("a[href]").href); if (from) marks.file = from; }
    const judged = { speaker, text, marks, pending, typing: read.typing, media: read.media, kept: read.kept, plain: Boolean(read.bare), bare: Boolean(read.bare) && speaker === "notice", sure: speaker === "platform" && Boolean(read.bare) && (read.grew || bubble.tools(unit)), kind: bubble.badge(unit, read) };
    if ((read.kept.length || text) && !waiting) cache.set(unit, judged);
    return judged;
  };
  // Who speaks is drawn and what is said still to come. What stays so may be a picture that was sent: no silence is told of it.
  const UNSURE = 60000; // ms
  const faced = (unit, read) => {
    const told = faces.level(unit), late = !told && visible(unit) && faces.stands(read.face) >= UNSURE;
    waiting = waiting || !(told || late);
    return { speaker: "notice", text: late ? tidy(`[img] ${read.face.alt || ""}`) : "", marks: late ? { doubtful: "yes" } : {}, pending: "", typing: read.typing, media: null, kept: [] };
  };
  // A form to fill, and what is written over it: what the chat asks of everybody. What else stands beside it is said: a reply
  // that is lost makes a silence. A list to choose from alone is no form.
  const LABEL = 25; // letters of what names a field, or is pressed
  const toFill = (unit) => asides.fieldsIn(unit).filter((one) => one.localName !== "select");
  const labels = (piece) => piece.text.length < LABEL || asides.heads(piece.text) || Boolean(piece.element.closest("label, button, legend, [role=button]"));
  const asking = (unit, read) => {
    const fields = toFill(unit);
    if (!fields.length || read.media) return false;
    const box = asides.formOf(fields, unit);
    const said = read.kept.filter((piece) => box === unit ? !labels(piece) : !within(piece.element, box));
    const text = said.map((piece) => piece.text).join("\n");
    if (!text || asides.heads(text)) return true;
    Object.assign(read, { text, kept: said });
    return false;
  };
  // What came with a form, in a line of its own: what is written over it, its labels and its buttons.
  const AROUND = 1500; // ms
  const unasked = (lines, parts) => {
    const forms = parts.filter((part) => !part.own && bornOf(part.element) > past.pressedAt && toFill(part.element).length).map((part) => bornOf(part.element));
    for (const line of forms.length ? lines : []) {
      const away = Math.min(...forms.map((moment) => Math.abs(moment - bornOf(line.element))));
      const around = away < past.BATCH && line.text.length < LABEL || away < AROUND && asides.heads(line.text);
      if (line.speaker === "platform" && !toFill(line.element).length && around) line.speaker = "notice";
    }
    return lines;
  };
  // At most three letters in a disc are a picture of who speaks, or a short reply in a round bubble: set like our own
  // words, and for some seconds with nothing beside them but a picture or a time. Initials seen beside words are none.
  const STANDS = 3000;
  const portraits = new Set();
  let waiting = false;
  const roundReply = (read) => {
    const [one, ...more] = read.initials;
    if (!one) return null;
    if (read.text || read.typing || read.media || more.length || one.called) { for (const each of read.initials) portraits.add(fold(each.text)); return null; }
    const own = [...claimed.values()][0], style = bubble.styleOf(one), ours = own && bubble.styleOf({ element: own });
    if (!ours || portraits.has(fold(one.text)) || bornOf(one.element) <= past.pressedAt) return null;
    if (Math.abs(style.size - ours.size) > 0.5 || style.weight !== ours.weight || !standsAlone(one.element)) return null;
    if (now() - bornOf(one.element) >= STANDS) return one;
    waiting = true;
    return null;
  };
  const harmless = (kid) => {
    const box = kid.getBoundingClientRect(), said = tidy(textOf(kid));
    if (box.width < 8 || box.height < 8) return true;
    if (said) return bubble.TIME.test(said) || bubble.STATUS.test(said);
    const pictures = kid.localName === "img" ? [kid] : all("img", kid);
    return pictures.length === 1 && bubble.disc(getComputedStyle(pictures[0]), pictures[0].getBoundingClientRect());
  };
  // Nothing else stands in its line, nor beside it in the list.
  const standsAlone = (element) => {
    const mine = element.getBoundingClientRect();
    for (let at = element, parent = up(at); parent && parent.nodeType === 1; at = parent, parent = up(at)) {
      const list = parent === lastRoot() || [...claimed.values()].some((own) => within(own, parent));
      const rivals = kidsOf(parent).filter((kid) => kid !== at && visible(kid) && !harmless(kid));
      if (list) return rivals.every((kid) => { const box = kid.getBoundingClientRect(); return box.bottom <= mine.top + 4 || box.top >= mine.bottom - 4; });
      if (rivals.length || nodes(parent).some((node) => node.nodeType === 3 && node.data.trim() && !bubble.TIME.test(tidy(node.data)))) return false;
    }
    return false;
  };
  // The title of a page that is a chat stands above its lines, in the same box.
  const isHeading = (judged) => judged.kept && judged.kept.length > 0 && judged.kept.every((piece) => piece.element.closest("h1, [role=heading][aria-level='1']")) && Boolean(stoodBefore(fold(judged.text)));
  const firstSeen = (unit, text, media, kept) => {
    if (media) return past.pressedAt && past.beforeMedia.has(sourceOf(media)) ? past.pressedAt - 1 : visible(unit) ? bornOf(media) : 0; // its bubble may be older
    if (past.pressedAt && stoodBefore(fold(text))) return past.pressedAt - 1;
    if (past.pressedAt && kept && kept.length > 1 && kept.every((piece) => stoodBefore(fold(piece.text)))) return past.pressedAt - 1; // buttons stood between
    const words = fold(text), once = words && earliest.has(words) && count(shownText(), words) === 1;
    return !visible(unit) ? 0 : once ? earliest.get(words) : bornSaying(unit, words);
  };
  // What floats in a row, or is placed over it, gives it no height: then where the line is shown is where its parts are.
  const boxOf = (element) => {
    const box = element.getBoundingClientRect();
    if (box.height >= 1) return box;
    const held = document.createRange();
    held.selectNodeContents(inside(element));
    const parts = held.getBoundingClientRect();
    return parts.height ? parts : box;
  };
  // A list laid out from the bottom up has its newest line first in the mark-up.
  const inOrder = (lines) => {
    const [first, last] = [lines[0], lines[lines.length - 1]].map((line) => line && boxOf(line.element));
    return lines.length > 1 && first.top > last.bottom - 1 ? lines.reverse() : lines;
  };
  // A name in a row of its own, drawn with the line below it and built otherwise: who says it.
  const untitled = (lines) => lines.filter((line, index) => {
    const next = lines[index + 1];
    if (line.speaker !== "platform" || line.media || !next || next.speaker !== "platform" || !bubble.CALLED.test(line.text) || next.text.length <= line.text.length) return true;
    const [one, other] = [line.element, next.element];
    return one.className === other.className && bubble.shape(one, 2) === bubble.shape(other, 2) || Math.abs(bornOf(one) - bornOf(other)) >= past.BATCH;
  });
  // Lines go on below: what is drawn above our first line just after we wrote it was said before, or is put there by the software.
  const EARLIER = 2000;
  const writtenBelow = (input, top) => {
    const [place] = input ? [input] : config.first ? asides.fieldsIn(document).filter((one) => one.localName !== "select").reverse() : [];
    return place ? place.getBoundingClientRect().top > top : Boolean(config.first);
  };
  // Where a form takes our first message the chat comes with our line in it, late or as another document.
  const opens = () => config.first && config.said.length === 1;
  const above = (lines, input) => {
    const own = lines.find((line) => line.speaker === "own");
    if (!own || !past.pressedAt && !opens()) return;
    const came = own.first || now(), until = Math.max(past.pressedAt + EARLIER, opens() ? came + past.BATCH : 0);
    const late = lines.filter((line) => line.speaker !== "own" && (line.first > past.pressedAt || opens() && !line.first) && line.first < until);
    const top = boxOf(own.element).top, over = (line) => boxOf(line.element).bottom <= top + 1;
    const stood = lines.filter((line) => line.first && line.first < past.pressedAt);
    const goesOn = late.length > 0 && (stood.length ? stood.every(over) : writtenBelow(input, top));
    if (goesOn) for (const line of late) if (over(line)) line.first = Math.min(past.pressedAt || came, came) - 1;
  };
  // What the chat says of our own line where it did not arrive, in it or right below it; gone once it was sent again.
  const UNDELIVERED = new RegExp(`^[^\\p{L}\\p{N}]*(?:${config.words.undelivered})[^\\p{L}\\p{N}]*$`, "iu");
  const refused = new WeakSet();
  const undelivered = (own, unit) => bubble.pieces(unit).found.some((piece) => !within(own, piece.element) && UNDELIVERED.test(piece.text));
  const fateOf = (line, failed) => {
    if (failed) refused.add(line.element);
    if (refused.has(line.element)) line.marks.undelivered = failed ? "yes" : "no";
  };
  // {root, lines}: `first` is 0 where the moment is now. Nothing but `root: null` until our own words are in sight.
  const read = (input) => {
    places.writesIn(input);
    // Where there is no room nothing tells which box is the list of lines.
    const owns = config.said.length && (lastRoot() || tools.roomy()) ? ownElements() : [];
    const plainly = config.said.length && tools.roomy() ? plain.read(owns) : null;
    if (plainly) return plainly;
    if (!owns.length) return { root: config.transcript ? all(config.transcript).find(visible) || null : null, lines: [], waiting: config.said.length > 0 && plain.awaits() };
    const root = rootOf(owns[0], input);
    const there = owns.filter((own) => within(own, root));
    const owned = new Map();
    for (const own of there) owned.set(ownUnit(own, root, there), own);
    ownSeen();
    const units = [...owned.keys()];
    if (!units.length) return { root, lines: [] };
    const sample = sampleOf(owned.get(units[0]), units[0]);
    const lines = [];
    waiting = false;
    const parts = segment(root, owned, sample, [], input);
    for (const { element, own } of parts) {
      if (own) {
        const text = config.said.find((one) => fold(textOf(own)).includes(fold(one))) || "";
        lines.push({ element: own, speaker: "own", text, marks: {}, typing: false, first: bornSaying(own, fold(text)) });
        fateOf(lines[lines.length - 1], undelivered(own, element));
        continue;
      }
      const judged = judge(element, sample);
      if (!judged.text && !judged.typing || isHeading(judged)) continue;
      if (!visible(element) || (!judged.text && judged.typing)) continue;
      if (judged.typing && judged.speaker !== "own" && !judged.media && bubble.words.typing.test(judged.text)) continue;
      const above = lines[lines.length - 1];
      if (above && above.speaker === "own" && !judged.media && UNDELIVERED.test(tidy(textOf(element)))) { fateOf(above, true); continue; }
      for (const words of [judged.text, textOf(element)]) knownLines.add(fold(words)); // all that it says, twice or not
      lines.push({ element, ...judged, first: firstSeen(element, judged.text, judged.media, judged.kept) });
    }
    above(lines, input);
    if (learnNames(lines)) return read(input);
    const sifted = sift(root, untitled(unasked(prose.raise(inOrder(lines), sample), parts)));
    furniture.apart(sifted.lines, sample);
    return { root, lines: sifted.lines, waiting: waiting || sifted.waiting };
  };
  // Fields that a person would fill, and that were not there when we wrote; where we write is none.
  let stood = new WeakSet();
  const asked = (input) => asides.fieldsIn(document).filter((one) => one !== input && !stood.has(one));
  const measure = () => document.body ? textOf(document.body).length : 0;
  const pressed = (writes) => { past.pressed(writes); plain.pressed(); if (writes) stood = new WeakSet(asides.fieldsIn(document)); };
  return { read, pressed, asked, touched: past.touched, measure, root: () => plain.place() || lastRoot(), decor: () => [...decor] };
}
