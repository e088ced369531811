// Finds the lines of a chat nobody has described: our own message by its text, every other line by its build.
//
// `structure(config, tools, bubble)` gives {read, pressed, touched}. `config.said` are our texts, in order. Until one
// of them stands in the page nothing is called a line; what stood there before we pressed is told by counting, so that
// the same sentence said again is a new line, and a list drawn anew is none.
(config, tools, makeBubble) => {
  "use strict";
  const { inside, visible, all, now, tidy, up, within } = tools;
  const bubble = makeBubble(config, tools);
  const { fold } = bubble;
  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "TEXTAREA", "INPUT", "SELECT", "HEAD", "TITLE"]);
  const BATCH = 40; // ms within which a widget builds one line

  // -- text of a subtree, through shadow roots ------------------------------------------------------------------------
  const textOf = (node) => {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType !== 1 && node.nodeType !== 9 && node.nodeType !== 11 || SILENT.has(node.tagName)) return "";
    if (!tools.deep() && node.nodeType === 1 && !node.shadowRoot) return node.textContent;
    let text = "";
    for (const child of given(node) ? node.assignedNodes() : inside(node).childNodes) text += textOf(child);
    return text;
  };
  const given = (node) => node.localName === "slot" && node.assignedNodes().length > 0; // it shows these in place of its own
  const kidsOf = (node) => (given(node) ? node.assignedElements() : [...inside(node).childNodes].filter((kid) => kid.nodeType === 1)).filter((kid) => !SILENT.has(kid.tagName));
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
      for (let at = record.target; at; at = up(at)) cache.delete(at);
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
  const WRITES = 5000; // ms in which what we write is pressed, and is no line yet
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

  // -- our own words --------------------------------------------------------------------------------------------------
  const writable = (element) => element.isContentEditable || (config.input && tools.is(element, config.input));
  const deepest = (node, own, found) => {
    let deeper = false;
    for (const kid of kidsOf(node)) if (fold(textOf(kid)).includes(own)) { deeper = true; if (!writable(kid)) deepest(kid, own, found); }
    if (!deeper && node.nodeType === 1) found.push(given(node) ? node.parentElement || node : node); // a slot has no box
    return found;
  };
  const holding = (own) => [document.documentElement, ...tools.roots()].flatMap((root) => fold(textOf(root)).includes(own) ? deepest(root, own, []) : []);
  const claimed = new Map(); // index of a text we said → the element that shows it
  const decor = new Set(config.decor || []); // texts beside our words in our own lines
  for (const name of config.names || []) decor.add(fold(name));
  const inSight = (element) => visible(element) && bubble.pieces(element).found.length > 0 && !hiddenCopy(element);
  const hiddenCopy = (element) => { for (let at = element, step = 0; at && step < 4; at = up(at), step += 1) if (at.nodeType === 1) { const style = getComputedStyle(at), box = at.getBoundingClientRect(); if (style.position === "absolute" && (box.width <= 2 || box.height <= 2 || /^rect/.test(style.clip) || style.clipPath === "inset(50%)" || box.right < -500)) return true; } return false; };
  const leftOver = (element, own) => {
    const text = fold(bubble.pieces(element).found.filter((piece) => !bubble.timeOrTick(piece) && !bubble.SELF.test(piece.text) && !decor.has(fold(piece.text))).map((piece) => piece.text).join(" "));
    return text === own ? 0 : text.includes(own) ? text.length - own.length : Infinity;
  };
  // Many a page calls a conversation by our first words: in its head, in its list of conversations, on a button.
  let writing = null;
  const aside = (element) => {
    for (let at = element; at && at.nodeType === 1 && at !== document.body; at = up(at)) {
      if (writing && within(writing, at)) return false;
      if (/^(header|nav|aside|button|a|summary)$/.test(at.localName) || /^(banner|navigation|complementary|toolbar|tab|button|link|option|treeitem)$/.test(at.getAttribute("role") || "")) return true;
      if (/^h[1-3]$/.test(at.localName) && at === element) return true;
    }
    const style = getComputedStyle(element);
    return style.textOverflow === "ellipsis" && style.whiteSpace === "nowrap";
  };
  const ownElements = () => {
    const scope = lastRoot && lastRoot.isConnected && claimed.size && ![...claimed.values()].some(aside) ? lastRoot : document.documentElement;
    const found = [];
    const taken = new Set();
    config.said.forEach((text, index) => {
      if (!copied && index === config.said.length - 1 && now() - pressedAt < WRITES) return;
      const own = fold(text);
      const kept = claimed.get(index);
      if (kept && !aside(kept) && kept.isConnected && visible(kept) && fold(textOf(kept)).includes(own) && !taken.has(kept)) { taken.add(kept); found.push(kept); return; }
      const roots = [scope, ...tools.roots()].filter((root) => scope === document.documentElement || root === scope || within(root.host || root, scope));
      const seen = new Set(roots.flatMap((root) => fold(textOf(root)).includes(own) ? deepest(root, own, []) : []));
      const options = [...seen].filter((one) => !taken.has(one) && !writable(one) && inSight(one) && !copies.includes(one) && !saidBefore(own));
      const rated = options.map((one) => ({ one, extra: leftOver(one, own), aside: aside(one) ? 1 : 0, at: bornOf(one), mine: /(^|\W)(own|me|mine|self|user|visitor|client|customer|sent|outgoing)(\W|$)/i.test(ancestry(one)) ? 0 : 1 }))
        .filter((each) => each.extra <= 12);
      rated.sort((a, b) => a.aside - b.aside || a.extra - b.extra || (a.at && b.at ? a.at - b.at : 0) || a.mine - b.mine || a.one.getBoundingClientRect().top - b.one.getBoundingClientRect().top);
      if (!rated.length) return;
      claimed.set(index, rated[0].one); taken.add(rated[0].one); found.push(rated[0].one);
    });
    return found;
  };
  const ancestry = (element) => { let marks = ""; for (let at = element, step = 0; at && at.nodeType === 1 && step < 5 && at !== lastRoot; at = up(at), step += 1) marks += " " + bubble.mark(at); return marks; };
  const saidBefore = (own) => {
    if (!pressedAt || !stood.has(own)) return pressedAt > 0 && stoodBefore(own);
    const held = new Set(copies.filter((one) => one.isConnected && fold(textOf(one)).includes(own))).size;
    return stood.get(own) > 0 && count(shownText(), own) - held <= stood.get(own);
  };
  const stoodBefore = (words) => words && count(before, words) > 0 && count(shownText(), words) <= count(before, words);

  // -- where the lines are -----------------------------------------------------------------------------------------------
  let lastRoot = null;
  // A bubble's own box may be able to scroll too: what is as high as what it holds, and holds hardly more than our words, is
  // not the list of lines.
  const fits = (box) => { const held = document.createRange(); held.selectNodeContents(box); return box.scrollHeight <= box.clientHeight + 1 && box.clientHeight - held.getBoundingClientRect().height < 40; };
  const onlyOurs = (box, own) => fold(textOf(box)).length - fold(textOf(own)).length <= 40 && fits(box);
  const rootOf = (own, input) => {
    if (lastRoot && lastRoot.isConnected && within(own, lastRoot)) return lastRoot;
    const kept = config.transcript ? all(config.transcript).find((one) => visible(one) && within(own, one) && !(input && within(input, one))) : null;
    let found = kept, top = null, scroller = null, declared = null;
    for (let at = up(own); at && at.nodeType === 1 && at !== document.documentElement && !(input && within(input, at)); at = up(at)) {
      if (at === document.body && top) break;
      top = at;
      if (!declared && /^(log|feed)$/.test(at.getAttribute("role") || "")) declared = at;
      const style = getComputedStyle(at);
      if ((!scroller || onlyOurs(scroller, own)) && /auto|scroll/.test(style.overflowY) && at.clientHeight > own.offsetHeight + 20 && at.clientHeight > 70) scroller = at;
    }
    lastRoot = found || scroller || declared || top || up(own);
    if (declared && scroller && within(scroller, declared)) lastRoot = declared;
    return lastRoot;
  };

  // -- one line from the next ----------------------------------------------------------------------------------------------
  const piecesOutside = (parent, child) => bubble.pieces(parent).found.filter((piece) => !within(piece.element, child));
  const ADDRESS = /^[\w.+%@/-]{1,254}$/; // under which a visitor without a name may stand
  const isOurs = (piece, own, first) => bubble.timeOrTick(piece) || bubble.SELF.test(piece.text) || decor.has(fold(piece.text))
    || Boolean(first && bornOf(own) && Math.abs(bornOf(piece.element) - bornOf(own)) < BATCH && bornOf(piece.element) && !stoodBefore(fold(piece.text)) && (piece.text.length < 40 || ADDRESS.test(piece.text)));
  // How what stands beside our words is built: where it says something else later, it is still that.
  const beside = new Set();
  const isBeside = (piece) => piece.text.length < 40 && beside.has(likeOf(piece.element));
  const settledOwn = new WeakSet();
  const names = new Set((config.names || []).map(fold));
  const callsUs = (kid) => { const said = bubble.pieces(kid).found; return said.length > 0 && said.every((piece) => bubble.SELF.test(piece.text) || names.has(fold(piece.text))); };
  // Lines stand one below the other: what stands beside our words, to their left or right, is a part of our line.
  const sideBySide = (kid, mine) => {
    const [one, other] = [kid, mine].map((each) => each.getBoundingClientRect());
    const level = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > Math.min(one.height, other.height) / 2;
    return level && one.width > 0 && other.width > 0 && (one.right <= other.left + 1 || one.left >= other.right - 1);
  };
  // What stands beside our line and is built like it is another line, however short, and though it came with ours.
  const isLineToo = (kid, mine) => {
    if (within(mine, kid) || kid.localName !== mine.localName || !holds(kid) || (!kid.localName.includes("-") && getComputedStyle(kid).display === "inline") || callsUs(kid) || sideBySide(kid, mine)) return false;
    if (kid.getAttribute("part") !== mine.getAttribute("part")) return false; // a component names its parts apart
    if (!inside(kid).children.length || !inside(mine).children.length) return bubble.painted(kid) && bubble.painted(mine) && textOf(kid).trim().length > 3;
    return [...kid.classList].some((name) => mine.classList.contains(name)) || !(kid.classList.length || mine.classList.length) || bubble.shape(kid, 3) === bubble.shape(mine, 3);
  };
  const ownUnit = (own, root, others) => {
    let unit = own;
    const first = !settledOwn.has(own) && pressedAt > 0 && !seenOwn;
    for (let at = up(own); at && at !== root && at.nodeType === 1; at = up(at)) {
      if (others.some((other) => other !== own && within(other, at))) break;
      if (kidsOf(at).some((kid) => isLineToo(kid, unit))) break;
      const outside = piecesOutside(at, own);
      if (!outside.every((piece) => isOurs(piece, own, first) || isBeside(piece)) || (mediaIn(at) && !bubble.pieces(at).found.length)) break;
      if (first) for (const piece of outside) { if (!bubble.timeOrTick(piece)) decor.add(fold(piece.text)); if (likeOf(piece.element) !== likeOf(own)) beside.add(likeOf(piece.element)); }
      beside.delete("");
      if (!given(at)) unit = at;
    }
    settledOwn.add(own);
    return unit;
  };
  let seenOwn = false;
  const groupOf = (elements, node) => elements.map((one) => { let unit = one; for (let at = up(one); at && at !== node && !elements.some((other) => other !== one && within(other, at)); at = up(at)) unit = at; return unit; });
  const outer = (elements) => elements.filter((one) => !elements.some((other) => other !== one && within(one, other)));
  const inner = (elements) => elements.filter((one) => !elements.some((other) => other !== one && within(other, one)));
  // Beside lines of words one without words (a picture) is a line too, if it is built like them.
  const withAlike = (units) => {
    const parent = up(units[0]), alike = (kid) => units.some((unit) => kid.localName === unit.localName && (shares(kid, unit) || !(kid.classList.length || unit.classList.length)));
    if (!units.every((unit) => up(unit) === parent)) return units;
    return kidsOf(parent).filter((kid) => units.includes(kid) || (holds(kid) && visible(kid) && alike(kid)));
  };
  const shares = (one, other) => [...one.classList].some((name) => other.classList.contains(name));
  const split = (node, sample) => {
    for (const like of sample.likes) {
      const same = outer(all(like, node).filter((one) => visible(one) && holds(one)));
      if (same.length > 1 && same.every((one) => getComputedStyle(one).display !== "inline")) return withAlike(groupOf(same, node));
    }
    if (sample.painted) {
      const bubbles = inner(all("*", node).filter((one) => holds(one) && visible(one) && bubble.painted(one) && bubble.pieces(one).found.length && !one.closest("button")));
      const parents = new Set(bubbles.map((one) => one.localName + one.className));
      if (bubbles.length > 1 && parents.size === 1 && !bubble.painted(node)) return groupOf(bubbles, node);
    }
    return null;
  };
  const knownLines = new Set();
  const splitByTime = (node) => {
    let at = node;
    for (let kids = kidsOf(at).filter(holds); kids.length === 1; kids = kidsOf(at).filter(holds)) at = kids[0];
    const kids = kidsOf(at).filter((kid) => holds(kid) && getComputedStyle(kid).display !== "inline");
    const last = kids[kids.length - 1];
    const same = kids.filter((kid) => kid.localName === last.localName && kid.className === last.className);
    if (same.length < 2 || bubble.painted(at)) return null;
    const moments = same.map(bornOf);
    const apart = moments.every((moment, index) => !index || Math.abs(moment - moments[index - 1]) > BATCH);
    const known = same.slice(0, -1).every((kid) => knownLines.has(fold(textOf(kid))));
    return apart || known ? groupOf(same, node) : null;
  };
  const branch = (node, sample) => {
    const parts = split(node, sample) || splitByTime(node);
    return parts ? parts.flatMap((part) => part === node ? [node] : branch(part, sample)) : [node];
  };
  const segment = (node, owned, sample, found) => {
    for (const kid of kidsOf(node)) {
      if (!holds(kid)) continue;
      const own = owned.get(kid);
      if (own !== undefined) found.push({ element: kid, own });
      else if ([...owned.keys()].some((unit) => within(unit, kid))) segment(kid, owned, sample, found);
      else for (const element of branch(kid, sample)) found.push({ element });
    }
    return found;
  };

  // -- what our own line teaches about the others ----------------------------------------------------------------------------
  const plain = (name) => /^[\w-]+$/.test(name);
  const likeOf = (element) => { const names = [...element.classList].filter(plain); return names.length ? `${element.localName}.${names.join(".")}` : ""; };
  // What stands beside our words in our own line (name, time, tick) is told by its build: so it is in theirs.
  const adornments = (own, unit) => {
    const words = config.said.map(fold).filter((one) => fold(textOf(own)).includes(one));
    const saying = (element) => words.some((one) => fold(textOf(element)).includes(one));
    const built = [...all("*", unit)];
    const likes = new Set(built.filter((one) => !saying(one) && !within(one, own) || !saying(one) && one !== own && holds(one)).filter((one) => holds(one)).map(likeOf).filter(Boolean));
    for (const one of [unit, ...built]) if (saying(one)) likes.delete(likeOf(one));
    const words_in = built.filter((one) => within(one, own) && one !== own && /^(p|br|a|b|i|em|strong|u|li|ul|ol|code|pre)$/.test(one.localName) && !one.classList.length).map(likeOf);
    for (const like of words_in) likes.delete(like);
    return [...likes].join(", ");
  };
  const sampleOf = (own, unit) => {
    const style = getComputedStyle(own), names = new Set();
    for (let at = own; at && at.nodeType === 1; at = up(at)) { for (const name of at.classList) names.add(name); if (at === unit) break; }
    const parts = bubble.pieces(unit), text = parts.found.length + parts.initials.length > 1 ? likeOf(own) : "";
    const attributes = [...unit.attributes].map((one) => one.name).filter((name) => name.startsWith("data-") && plain(name));
    const marked = [...attributes.map((name) => `${unit.localName}[${name}]`), ...[...unit.classList].filter(plain).map((name) => `${unit.localName}.${name}`)];
    const likes = [likeOf(own), unit.localName.includes("-") ? unit.localName : "", ...marked.filter((like) => own === unit || !all(like, unit).some((part) => part !== own))].filter(Boolean); // what its parts bear, too, marks no line
    return { adorns: adornments(own, unit), size: parseFloat(style.fontSize), painted: Boolean(bubble.paintOf(own, unit)), announced: bubble.announced(unit), shape: bubble.shape(unit, 3), tag: unit.localName, names, text, likes };
  };

  // Short words, in an element of their own, above other words in several of their lines are a name. A line that is drawn
  // anew is one line, and words above which or below which nothing was ever said name nobody.
  const repeated = new Set(), below = new Map(), stoodAlone = new Set();
  const learnNames = (lines) => {
    const above = new Map();
    for (const { kept } of lines) {
      if (!kept || !kept.length) continue;
      const first = fold(kept[0].text), rest = kept.slice(1).map((piece) => fold(piece.text)).join("");
      if (!rest) stoodAlone.add(first);
      if (!first || !rest || kept[0].text.length > 24 || kept[0].element.children.length || fold(textOf(kept[0].element)) !== first) continue;
      above.set(first, (above.get(first) || 0) + 1);
      below.set(first, (below.get(first) || new Set()).add(rest));
    }
    const found = [...above.keys()].filter((first) => !repeated.has(first) && !stoodAlone.has(first) && (above.get(first) > 1 || below.get(first).size > 1));
    for (const first of found) repeated.add(first);
    if (found.length) for (const { element } of lines) cache.delete(element);
    return found.length > 0;
  };

  // -- reading -----------------------------------------------------------------------------------------------------------
  const cache = new WeakMap();
  const speakerOf = (unit, read, sample) => {
    if (config.agent && (unit.matches(config.agent) || all(config.agent, unit).length)) return "platform"; // a person has pointed at one
    if (!read.media && !/[\p{L}\p{N}\p{Extended_Pictographic}?？]/u.test(read.text)) return "notice"; // dots that say: typing
    if (bubble.isDivider(read) || bubble.isRating(unit, read.text) || bubble.headed(read, sample) || bubble.commands(unit, read.text)) return "notice";
    return bubble.leaning(unit, read, sample, grows(unit, fold(read.text))) > -1.5 ? "platform" : "notice";
  };
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
    const text = read.text || read.aside.map((piece) => piece.text).join("\n");
    const speaker = speakerOf(unit, read, sample);
    const marks = {};
    const says = (pattern) => speaker === "notice" && pattern.test(text);
    if (says(words.ended)) marks.ended = "yes";
    if (says(words.joined) && !words.queue.test(text)) marks.joined = "yes";
    const kind = speaker === "platform" ? bubble.badge(unit, read) : "";
    if (kind) marks.agent_type = kind;
    if (speaker === "platform" && (read.media || bubble.isFile(read))) marks.media = read.media ? "image" : "file";
    if (marks.media) { const from = fileOf(read.media ? sourceOf(read.media) : read.kept[0].element.closest("a[href]").href); if (from) marks.file = from; }
    const judged = { speaker, text, marks, typing: read.typing, media: read.media, kept: read.kept };
    if ((read.kept.length || text) && !waiting) cache.set(unit, judged);
    return judged;
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
    if (!ours || portraits.has(fold(one.text)) || bornOf(one.element) <= pressedAt) return null;
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
      const list = parent === lastRoot || [...claimed.values()].some((own) => within(own, parent));
      const rivals = kidsOf(parent).filter((kid) => kid !== at && visible(kid) && !harmless(kid));
      if (list) return rivals.every((kid) => { const box = kid.getBoundingClientRect(); return box.bottom <= mine.top + 4 || box.top >= mine.bottom - 4; });
      if (rivals.length || [...parent.childNodes].some((node) => node.nodeType === 3 && node.data.trim() && !bubble.TIME.test(tidy(node.data)))) return false;
    }
    return false;
  };
  // The title of a page that is a chat stands above its lines, in the same box.
  const isHeading = (judged) => judged.kept && judged.kept.length > 0 && judged.kept.every((piece) => piece.element.closest("h1, [role=heading][aria-level='1']")) && Boolean(stoodBefore(fold(judged.text)));
  const firstSeen = (unit, text, media, kept) => {
    if (media) return pressedAt && beforeMedia.has(sourceOf(media)) ? pressedAt - 1 : visible(unit) ? bornOf(media) : 0; // its bubble may be older
    if (pressedAt && stoodBefore(fold(text))) return pressedAt - 1;
    if (pressedAt && kept && kept.length > 1 && kept.every((piece) => stoodBefore(fold(piece.text)))) return pressedAt - 1; // buttons stood between
    const words = fold(text), once = words && earliest.has(words) && count(shownText(), words) === 1;
    return !visible(unit) ? 0 : once ? earliest.get(words) : bornSaying(unit, words);
  };
  // A list laid out from the bottom up has its newest line first in the mark-up.
  const inOrder = (lines) => {
    const [first, last] = [lines[0], lines[lines.length - 1]].map((line) => line && line.element.getBoundingClientRect());
    return lines.length > 1 && first.top > last.bottom - 1 ? lines.reverse() : lines;
  };
  // Lines go on below: what is drawn above our first line just after we wrote it was said before, or is put there by the software.
  const EARLIER = 2000;
  const above = (lines, input) => {
    const own = lines.find((line) => line.speaker === "own"), late = lines.filter((line) => line.speaker !== "own" && line.first > pressedAt && line.first < pressedAt + EARLIER);
    if (!pressedAt || !late.length || !own) return;
    const top = own.element.getBoundingClientRect().top, over = (line) => line.element.getBoundingClientRect().bottom <= top + 1;
    const stood = lines.filter((line) => line.first && line.first < pressedAt);
    const goesOn = stood.length ? stood.every(over) : Boolean(input) && input.getBoundingClientRect().top > top;
    if (goesOn) for (const line of late) if (over(line)) line.first = pressedAt - 1;
  };
  // {root, lines}: `first` is 0 where the moment is now. Nothing but `root: null` until our own words are in sight.
  const read = (input) => {
    writing = input || writing;
    // Where there is no room nothing tells which box is the list of lines.
    const owns = config.said.length && (lastRoot || tools.roomy()) ? ownElements() : [];
    if (!owns.length) return { root: config.transcript ? all(config.transcript).find(visible) || null : null, lines: [] };
    const root = rootOf(owns[0], input);
    const there = owns.filter((own) => within(own, root));
    const owned = new Map();
    for (const own of there) owned.set(ownUnit(own, root, there), own);
    seenOwn = true;
    const units = [...owned.keys()];
    if (!units.length) return { root, lines: [] };
    const sample = sampleOf(owned.get(units[0]), units[0]);
    const lines = [];
    waiting = false;
    const parts = segment(root, owned, sample, []);
    for (const { element, own } of parts) {
      if (own) {
        const text = config.said.find((one) => fold(textOf(own)).includes(fold(one))) || "";
        lines.push({ element: own, speaker: "own", text, marks: {}, typing: false, first: bornSaying(own, fold(text)) });
        continue;
      }
      const judged = judge(element, sample);
      if (!judged.text && !judged.typing || isHeading(judged)) continue;
      if (!visible(element) || (!judged.text && judged.typing)) continue;
      if (judged.typing && judged.speaker !== "own" && !judged.media && bubble.words.typing.test(judged.text)) continue;
      knownLines.add(fold(judged.text));
      lines.push({ element, ...judged, first: firstSeen(element, judged.text, judged.media, judged.kept) });
    }
    above(lines, input);
    return learnNames(lines) ? read(input) : { root, lines: inOrder(lines), waiting };
  };
  const measure = () => document.body ? textOf(document.body).length : 0;
  return { read, pressed, touched, measure, root: () => lastRoot, decor: () => [...decor] };
}
