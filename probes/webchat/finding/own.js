// Finds our own lines: the elements that show what we said, the list they stand in, how far each reaches, and what they
// teach about the lines of others.
//
// `own(config, tools, bubble, past, places)`. `claimed` holds which element shows which of our texts, `decor` the words beside
// them; both grow while a page is read. `lastRoot` is the list as it was last found.
(config, tools, bubble, past, places) => {
  "use strict";
  const { kids, visible, all, now, up, within, inside } = tools;
  const { fold } = bubble;
  const { textOf, given, kidsOf, mediaIn, holds, bornOf, writable, deepest, saidBefore, stoodBefore, BATCH } = past;

  const claimed = new Map(); // index of a text we said → the element that shows it
  const decor = new Set(config.decor || []); // texts beside our words in our own lines
  for (const name of config.names || []) decor.add(fold(name));
  const known = [...decor]; // before any line was read
  const inSight = (element) => visible(element) && bubble.pieces(element).found.length > 0 && !hiddenCopy(element);
  const hiddenCopy = (element) => { for (let at = element, step = 0; at && step < 4; at = up(at), step += 1) if (at.nodeType === 1) { const style = getComputedStyle(at), box = at.getBoundingClientRect(); if (style.position === "absolute" && (box.width <= 2 || box.height <= 2 || /^rect/.test(style.clip) || style.clipPath === "inset(50%)" || box.right < -500)) return true; } return false; };
  const leftOver = (element, own) => {
    const text = fold(bubble.pieces(element).found.filter((piece) => !bubble.timeOrTick(piece) && !bubble.SELF.test(piece.text) && !decor.has(fold(piece.text))).map((piece) => piece.text).join(" "));
    return text === own ? 0 : text.includes(own) ? text.length - own.length : Infinity;
  };
  const WRITES = 5000; // ms in which what we write is pressed, and is no line yet
  const optionsIn = (roots, own, taken) => {
    const seen = new Set(roots.flatMap((root) => fold(textOf(root)).includes(own) ? deepest(root, own, []) : []));
    const options = [...seen].filter((one) => !taken.has(one) && !writable(one) && inSight(one) && !past.copies.includes(one) && !saidBefore(own) && leftOver(one, own) <= 12 && !places.out(one));
    const rated = options.map((one) => ({ one, extra: leftOver(one, own), soft: places.soft(one) ? 1 : 0, depth: places.depth(one), at: bornOf(one), mine: /(^|\W)(own|me|mine|self|user|visitor|client|customer|sent|outgoing)(\W|$)/i.test(ancestry(one)) ? 0 : 1 }));
    rated.sort((a, b) => a.soft - b.soft || b.depth - a.depth || a.extra - b.extra || (a.at && b.at ? a.at - b.at : 0) || a.mine - b.mine || a.one.getBoundingClientRect().top - b.one.getBoundingClientRect().top);
    return rated.map((each) => each.one);
  };
  // What we took for our line stands farther from the input than another that has come since: what was learned there is
  // forgotten.
  const nearerThan = (kept, own, taken) => {
    const box = places.nearer(kept);
    const found = box && fold(textOf(box)).includes(own) ? optionsIn([box, ...tools.roots().filter((root) => within(root.host || root, box))], own, taken)[0] : null;
    if (!found) return null;
    claimed.clear(); decor.clear(); beside.clear(); heads.clear();
    for (const text of known) decor.add(text);
    lastRoot = shared = null; seenOwn = false;
    return found;
  };
  const ownElements = () => {
    const scope = lastRoot && lastRoot.isConnected && claimed.size && ![...claimed.values()].some(places.aside) ? lastRoot : document.documentElement;
    const found = [];
    const taken = new Set();
    config.said.forEach((text, index) => {
      if (!past.copied && index === config.said.length - 1 && now() - past.pressedAt < WRITES) return;
      const own = fold(text);
      const kept = claimed.get(index);
      if (kept && !places.aside(kept) && kept.isConnected && visible(kept) && fold(textOf(kept)).includes(own) && !taken.has(kept)) {
        const better = nearerThan(kept, own, taken) || kept;
        claimed.set(index, better); taken.add(better); found.push(better);
        return;
      }
      const roots = [scope, ...tools.roots()].filter((root) => scope === document.documentElement || root === scope || within(root.host || root, scope));
      const [best] = optionsIn(roots, own, taken);
      if (!best) return;
      claimed.set(index, best); taken.add(best); found.push(best);
    });
    return found;
  };
  const ancestry = (element) => { let marks = ""; for (let at = element, step = 0; at && at.nodeType === 1 && step < 5 && at !== lastRoot; at = up(at), step += 1) marks += " " + bubble.mark(at); return marks; };

  // -- where the lines are -----------------------------------------------------------------------------------------------
  let lastRoot = null;
  // A bubble's own box may be able to scroll too: what is as high as what it holds, and holds hardly more than our words, is
  // not the list of lines.
  const fits = (box) => { const held = document.createRange(); held.selectNodeContents(box); return box.scrollHeight <= box.clientHeight + 1 && box.clientHeight - held.getBoundingClientRect().height < 40; };
  const onlyOurs = (box, own) => fold(textOf(box)).length - fold(textOf(own)).length <= 40 && fits(box);
  // Where the input stands among the lines (below them, in the box that scrolls) the list is what holds both; that shows
  // once a line comes beside ours, and not within what holds ours alone.
  let shared = null;
  const chunks = (kid, input) => within(input, kid) && kid.localName === lastRoot.localName && [...kid.classList].some((name) => lastRoot.classList.contains(name)); // an answer and where the next is written
  const standsBeside = (kid, input) => kid !== lastRoot && (!within(input, kid) || chunks(kid, input)) && holds(kid) && visible(kid) && bornOf(kid) > past.pressedAt && !/fixed|absolute/.test(getComputedStyle(kid).position);
  const widened = (own, input) => {
    if (!shared || !input || !within(input, shared)) return false;
    const alone = fold(textOf(lastRoot)).length - fold(textOf(own)).length <= 40;
    return kidsOf(shared).some((kid) => (alone || chunks(kid, input)) && standsBeside(kid, input));
  };
  const rootOf = (own, input) => {
    if (lastRoot && lastRoot.isConnected && within(own, lastRoot)) {
      if (widened(own, input)) { lastRoot = shared; shared = null; }
      return lastRoot;
    }
    shared = null;
    const kept = config.transcript ? all(config.transcript).find((one) => visible(one) && within(own, one) && !(input && within(input, one))) : null;
    let found = kept, top = null, scroller = null, declared = null;
    for (let at = up(own); at && at.nodeType === 1 && at !== document.documentElement; at = up(at)) {
      if (input && within(input, at)) { shared = top ? at : null; break; }
      if (at === document.body && top) break;
      top = at;
      if (!declared && /^(log|feed)$/.test(at.getAttribute("role") || "")) declared = at;
      const style = getComputedStyle(at);
      if ((!scroller || onlyOurs(scroller, own)) && /auto|scroll/.test(style.overflowY) && at.clientHeight > own.offsetHeight + 20 && at.clientHeight > 70) scroller = at;
    }
    lastRoot = found || scroller || declared || top || up(own);
    if (declared && scroller && within(scroller, declared)) lastRoot = declared;
    if (lastRoot !== top) shared = null;
    return lastRoot;
  };

  // -- one line from the next ----------------------------------------------------------------------------------------------
  // What holds our words and nothing else is no other piece than they are.
  const same = (piece, child) => within(child, piece.element) && fold(piece.text) === fold(textOf(child));
  const piecesOutside = (parent, child) => { const read = bubble.pieces(parent); return [...read.found, ...read.apart].filter((piece) => !within(piece.element, child) && !same(piece, child)); };
  const ADDRESS = /^[\w.+%@/-]{1,254}$/; // under which a visitor without a name may stand
  const isOurs = (piece, own, first) => bubble.timeOrTick(piece) || bubble.SELF.test(piece.text) || decor.has(fold(piece.text))
    || Boolean(first && bornOf(own) && Math.abs(bornOf(piece.element) - bornOf(own)) < BATCH && bornOf(piece.element) && !stoodBefore(fold(piece.text)) && (piece.text.length < 40 || ADDRESS.test(piece.text)));
  // How what stands beside our words is built: where it says something else later, it is still that.
  const beside = new Set();
  const isBeside = (piece) => piece.text.length < 40 && beside.has(likeOf(piece.element));
  const settledOwn = new WeakSet();
  const names = new Set((config.names || []).map(fold));
  const named = (piece) => bubble.SELF.test(piece.text) || names.has(fold(piece.text)) || heads.has(fold(piece.text));
  const callsUs = (kid) => { const said = bubble.pieces(kid).found; return said.some(named) && said.every((piece) => named(piece) || bubble.timeOrTick(piece)); };
  // A name and a time that came with our line, built otherwise than what we say and like it by such classes alone as all
  // boxes bear: the head of our line.
  const heads = new Set();
  const headed = (kid, mine, own, first) => {
    const said = bubble.pieces(kid).found, called = said.filter((piece) => !bubble.timeOrTick(piece));
    const alike = [...kid.classList].filter((name) => mine.classList.contains(name)), parts = [...all("*", mine), ...all("*", kid)];
    const generic = alike.length > 0 && alike.every((name) => parts.some((part) => part !== mine && part !== kid && part.classList.contains(name)));
    const head = first && generic && !bubble.painted(kid) && called.length === 1 && said.length > 1 && isOurs(called[0], own, first) && bubble.shape(kid, 3) !== bubble.shape(mine, 3);
    if (head) heads.add(fold(called[0].text));
    return head;
  };
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
    if (!kids(inside(kid)).length || !kids(inside(mine)).length) return bubble.painted(kid) && bubble.painted(mine) && textOf(kid).trim().length > 3;
    return [...kid.classList].some((name) => mine.classList.contains(name)) || !(kid.classList.length || mine.classList.length) || bubble.shape(kid, 3) === bubble.shape(mine, 3);
  };
  const ownUnit = (own, root, others) => {
    let unit = own;
    const first = !settledOwn.has(own) && past.pressedAt > 0 && !seenOwn;
    for (let at = up(own); at && at !== root && at.nodeType === 1; at = up(at)) {
      if (others.some((other) => other !== own && within(other, at))) break;
      if (kidsOf(at).some((kid) => isLineToo(kid, unit) && !headed(kid, unit, own, first))) break;
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

  // -- what our own line teaches about the others ----------------------------------------------------------------------------
  const plain = (name) => /^[\w-]+$/.test(name);
  const likeOf = (element) => { const names = [...element.classList].filter(plain); return names.length ? `${element.localName}.${names.map((name) => CSS.escape(name)).join(".")}` : ""; };
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
    const marked = [...attributes.map((name) => `${unit.localName}[${name}]`), ...[...unit.classList].filter(plain).map((name) => `${unit.localName}.${CSS.escape(name)}`)];
    const likes = [likeOf(own), unit.localName.includes("-") ? unit.localName : "", ...marked.filter((like) => own === unit || !all(like, unit).some((part) => part !== own))].filter(Boolean); // what its parts bear, too, marks no line
    return { element: own, unit, adorns: adornments(own, unit), size: parseFloat(style.fontSize), painted: Boolean(bubble.paintOf(own, unit)), announced: bubble.announced(unit), shape: bubble.shape(unit, 3), tag: unit.localName, names, text, likes };
  };

  return {
    claimed, decor, ownElements, rootOf, ownUnit, sampleOf, lastRoot: () => lastRoot,
    ownSeen: () => { seenOwn = true; },
  };
}
