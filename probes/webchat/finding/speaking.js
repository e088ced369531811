// Weighs who says a line: the platform, or the software; by its build, what its makers call it, and its wording.
//
// `speaking({config, inside, visible, up, all, whole, words, mark, peopleIn, paintOf, styleOf, timeOrTick, CALLED, BADGE, BOT, SELF})`
// gives {leaning, announced, isDivider, over, card, isFile, isRating, unrated, thanks, badge, shape, namesOf, tools}. `read` is what bubble.js has
// read of the line `unit`, `own` a sample of our own line.
(reading) => {
  "use strict";
  const { config, inside, visible, up, all, whole, words, mark, peopleIn, paintOf, styleOf, timeOrTick, CALLED, BADGE, BOT, SELF } = reading;
  const OVER = whole(`${config.words.ended_alone}|${config.words.comes_alone}`);
  const CARD = new RegExp(`^(?:[^\\p{L}\\p{N}]*(?:${config.words.card_label})(?![\\p{L}\\p{N}]))+[^\\p{L}\\p{N}]*$`, "iu");
  const someOf = (unit) => [unit, ...all("*", unit)].slice(0, 42);
  const marksIn = (unit, but) => someOf(unit).map((element) => mark(element, but)).join(" ");
  const announced = (unit) => /(^|\s)(separator|status|alert|note)(\s|$)/.test([unit, ...all("[role]", unit)].map((one) => one.getAttribute("role")).join(" "));
  // How much a line looks like a message of the platform (above 0) or like a notice of the software (below 0).
  const tools = (unit) => all("button, [role=button]", unit).filter((one) => visible(one) && !/[\p{L}\p{N}]/u.test(one.textContent)).length >= 2; // copy, again, thumbs
  const leaning = (unit, read, own, grew) => {
    const text = read.text, marks = marksIn(unit);
    let score = 0;
    const paint = read.kept.length ? paintOf(read.kept[0].element, unit) : null;
    if (paint) score += 2;
    if (own && own.painted && !paint) score -= 2;
    if (read.aside.some((piece) => !timeOrTick(piece) && !SELF.test(piece.text) && !(own && styleOf(piece).size > own.size + 4))) score += 1.5; // a name; in large letters it is a title
    if (all("img, [class*=avatar i]", unit).length && (read.kept.length || read.media)) score += 1;
    if (announced(unit) && !(own && own.announced)) score -= 2.5; // where our own line is announced too, it says nothing
    if (words.notice_marks.test(own ? marksIn(unit, own.names) : marks)) score -= 3; // what our own words stand in, too, marks no notice
    if (words.agent_marks.test(marks) || someOf(unit).flatMap(peopleIn).some((value) => words.agent_marks.test(value))) score += 2.5;
    const style = read.kept.length ? getComputedStyle(read.kept[0].element) : getComputedStyle(unit);
    if (style.textAlign === "center") score -= 2;
    if (own && parseFloat(style.fontSize) < own.size - 1) score -= 1.5;
    if (own && own.shape && shape(unit, 3) === own.shape) score += 1.5;
    if (own && (shares(unit, own.names) || unit.localName.includes("-") && unit.localName === own.tag)) score += 1.5;
    if (read.kept.length && (words.ended.test(text) || words.joined.test(text) || words.queue.test(text)) && text.length < 120) score -= paint ? 1 : words.joined.test(text) ? 5.5 : 2.5;
    if (text.length > 120) score += 1;
    if (grew) score += 1;
    if (read.kept.length && tools(unit)) score += 1;
    if (read.media) score += 2;
    return score;
  };
  // That the chat has ended, and no more: drawn like an answer it is none.
  const over = (read) => !read.media && read.text.length < 120 && OVER.test(read.text);
  // What a form was told of us, each under its name, and nothing else: a card that shows it again.
  const card = (read) => {
    const told = (config.given || []).filter((one) => one && read.text.includes(one)), left = told.reduce((rest, one) => rest.replaceAll(one, "\n"), read.text);
    return told.length > 0 && !read.media && CARD.test(left);
  };
  const isFile = (read) => read.kept.length === 1 && Boolean(read.kept[0].element.closest("a[href]")) && (read.kept[0].element.closest("a[href]").hasAttribute("download") || /^\S[^\n]*\.[a-z0-9]{2,5}$/i.test(read.text));
  const isDivider = (read) => !read.media && !read.kept.length;
  // Some small things side by side, alike and without words, are a scale: stars to give, or numbers.
  const wordless = (element) => !/\p{L}/u.test(element.textContent) || /^\s*stars?(_\w+)*\s*$/i.test(element.textContent);
  const small = (element) => { const box = element.getBoundingClientRect(); return Math.min(box.width, box.height) >= 8 && Math.max(box.width, box.height) <= 64; };
  const row = (element) => {
    const kids = element.namespaceURI === "http://www.w3.org/2000/svg" ? [] : [...inside(element).children].filter(visible);
    return kids.length >= 4 && kids.length <= 11 && kids.every((kid) => kid.localName === kids[0].localName && wordless(kid) && small(kid));
  };
  const chosen = (unit) => all("[role=radio], input[type=radio]", unit).length >= 3 || /[★☆⭐][^]*[★☆⭐]/u.test(unit.textContent);
  const scaled = (unit) => chosen(unit) || [unit, ...all("*", unit)].some(row);
  const below = (unit) => {
    for (let at = unit, level = 0; at && at.nodeType === 1 && level < 3; at = up(at), level += 1) {
      let next = at.nextElementSibling;
      while (next && !visible(next)) next = next.nextElementSibling;
      if (next) return next;
    }
    return null;
  };
  const scaledBelow = (unit) => {
    const next = below(unit);
    return Boolean(next) && wordless(next) && !all("textarea, input:not([type=radio]), [contenteditable]", next).length && scaled(next);
  };
  const offers = (unit) => scaled(unit) || all("button, [role=button], [role=radio], input[type=radio], [onclick]", unit).length >= 2 || /[👍👎]/u.test(unit.textContent);
  const isRating = (unit, text) => {
    if (text.length >= 120) return false;
    if (chosen(unit)) return words.rating.test(text);
    return words.rating_call.test(text) && (offers(unit) || scaledBelow(unit));
  };
  // Beside a scale the line that calls for it is no part of what was said; what else stands there is, if it is more than
  // thanks, or the name of who says it.
  const THANKS = whole(config.words.rating_thanks);
  const thanks = (piece) => piece.text.split("\n").every((line) => THANKS.test(line));
  const sentences = (text) => text.split("\n").flatMap((line) => line.match(/[^.!?。！？]+[.!?。！？]*\s*/gu) || []);
  const calls = (sentence, pattern) => sentence.length < 120 && pattern.test(sentence);
  // A line without its call, and without what leads up to one on the same line ("your feedback helps us").
  const uncalled = (line, pattern) => {
    const said = sentences(line);
    return said.some((one) => calls(one, pattern)) ? said.filter((one) => !calls(one, pattern) && !calls(one, words.rating_lead)).join("").trim() : line;
  };
  const unrated = (unit, kept) => {
    const called = (pattern) => kept.filter((piece) => sentences(piece.text).some((one) => calls(one, pattern)));
    const pattern = called(words.rating_call).length ? words.rating_call : words.rating;
    const asked = called(pattern);
    if (!asked.length || !(pattern === words.rating ? chosen(unit) : offers(unit))) return null;
    const left = new Map(kept.map((piece) => [piece, piece.text.split("\n").map((line) => uncalled(line, pattern)).filter(Boolean).join("\n")]));
    const ofLine = asked.some((piece) => words.rating_answer.test(piece.text));
    const says = (piece) => /[\p{L}\p{N}]/u.test(left.get(piece)) && sentences(left.get(piece)).some((one) => ofLine || !THANKS.test(one.trim())) && (asked.includes(piece) || !CALLED.test(piece.text));
    if (!kept.some(says)) return null;
    for (const piece of kept) piece.text = left.get(piece);
    return kept.filter((piece) => piece.text.trim());
  };
  const shape = (element, depth) => depth ? element.localName + "(" + [...inside(element).childNodes].filter((child) => child.nodeType === 1 && !/^(style|link|script)$/.test(child.localName)).slice(0, 6).map((child) => shape(child, depth - 1)).join(",") + ")" : "";
  const namesOf = (element) => new Set([...element.classList].filter((name) => name.length > 2));
  // A class that parts of a line bear, too (a reset of styles), makes none.
  const shares = (unit, names) => [...unit.classList].some((name) => names.has(name) && !all(`.${CSS.escape(name)}`, unit).length);
  const badge = (unit, read) => {
    for (const piece of read.aside) if (BADGE.test(piece.text) || BOT.test(piece.text)) return BOT.test(piece.text) ? "bot" : "human";
    const declared = [unit, ...all("*", unit)].slice(0, 40).flatMap((one) => ["data-author-type", "data-sender-type", "data-type", "data-role", "data-author", "data-sender", "data-kind"].map((name) => one.getAttribute(name))).filter(Boolean).join(" ");
    if (/(^|\s)((chat)?(ro)?bot|ai|automated)(\s|$)/i.test(declared)) return "bot";
    return /(^|\s)(human|live[-_]?agent|operator)(\s|$)/i.test(declared) ? "human" : "";
  };
  return { leaning, announced, isDivider, over, card, isFile, isRating, unrated, thanks, badge, shape, namesOf, tools };
}
