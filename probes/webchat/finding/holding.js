// Holds back lines of which only what follows tells whether anybody said them: a machine's thoughts before its answer, a
// remark that work is under way ("Searching…"), in whatever language: what ends in dots, or holds something that moves.
//
// `holding(tools, bubble, past, asides, motion)` gives {sift}. What is followed by an answer and goes, or is no line like
// that one, was never said; what stands alone for long was, and since when it stood there is told then.
(tools, bubble, past, asides, motion) => {
  "use strict";
  const { now, all, since } = tools;
  const { fold } = bubble;
  const ALONE = { thought: 30000, underway: 60000, dots: 60000 }; // ms
  const BESIDE = 3000; // ms beside the answer; what made way for it is gone by then
  const TOLD = 2500; // ms after which a line that was told is a fact
  const LONGEST = 240; // letters of a list of steps
  const kept = new WeakMap(); // element → its words, since when they stand, since when an answer stands beside them

  // Words that go on where they stopped are written bit by bit; a new line may be the next step of the work.
  const END = /[\s.…⋯。·▁-▏■-▯●_|]+$/u;
  const goesOn = (before, text) => {
    const bare = before.replace(END, "");
    return Boolean(bare) && text.startsWith(bare) && fold(text) !== fold(bare) && !/^[\s.…⋯。·]*\n/.test(text.slice(bare.length));
  };
  const factOf = (line) => {
    const fact = kept.get(line.element);
    if (fact && fact.text === line.text) return fact;
    const fresh = { text: line.text, since: now(), after: since(now()), met: 0, written: false, held: false, toldAt: 0, dottedAt: 0, worked: false, stillAt: 0, unsaid: false };
    if (fact && fold(fact.text) === fold(line.text)) Object.assign(fresh, fact, { text: line.text });
    else if (fact && (goesOn(fact.text, line.text) || fact.written && line.text.startsWith(fact.text.replace(END, "")))) Object.assign(fresh, { since: fact.since, after: fact.after, written: true, held: fact.held, toldAt: fact.toldAt });
    kept.set(line.element, fresh);
    return fresh;
  };
  // What moves beside words that are short, ask nothing and lead nowhere says that something is being done.
  const mayBeWork = (line, fact) => !line.media && !fact.written && line.text.length <= LONGEST && !/[?？]/.test(line.text) && !all("a[href]", line.element).length;
  // "thought", "underway", "dots", or "" for what is said.
  const pendingOf = (line, fact, moves, followed) => {
    const moment = now();
    if (moves === "work") Object.assign(fact, { worked: true, stillAt: 0 });
    else if (fact.worked) fact.stillAt = fact.stillAt || moment;
    if (line.pending) return line.pending;
    if (!mayBeWork(line, fact) || fact.toldAt && moment - fact.toldAt > TOLD) return "";
    if (asides.trails(line.text)) fact.dottedAt = moment;
    if (moves === "work" || fact.worked && (followed || moment - fact.stillAt < BESIDE)) return "underway";
    return moves || fact.dottedAt && moment - fact.dottedAt < BESIDE ? "dots" : "";
  };
  const isNew = (line) => line.speaker === "platform" && !(line.first && line.first <= past.pressedAt);
  // From the newest to the oldest: a step that is done is followed by one that is not.
  const weigh = (root, lines) => {
    const moving = motion.movers(root, lines);
    let followed = false;
    for (const line of [...lines].reverse()) {
      if (!isNew(line)) continue;
      const fact = factOf(line);
      line.pending = pendingOf(line, fact, moving.get(line), followed);
      fact.held = fact.held || Boolean(line.pending);
      if (fact.held && (fact.written || !line.first)) Object.assign(line, { first: fact.since, after: fact.after });
      followed = followed || Boolean(line.pending);
    }
  };
  const answers = (line, other, since) => other !== line && other.speaker === "platform" && !other.pending && (!other.first || other.first > past.pressedAt && other.first >= since);
  const alike = (line, other, fact) => {
    const [one, another] = [line.element, other.element];
    if (fact.worked || one.className !== another.className || one.localName !== another.localName) return false;
    return line.pending === "dots" || bubble.shape(one, 3) === bubble.shape(another, 3);
  };
  // {lines, waiting}: the lines that can be told now; `waiting` where one is held back.
  const sift = (root, lines) => {
    let waiting = false;
    weigh(root, lines);
    const told = lines.filter((line) => {
      if (!isNew(line)) return true;
      const fact = factOf(line);
      if (fact.unsaid) { line.speaker = "notice"; return true; }
      if (!line.pending) { fact.toldAt = fact.toldAt || now(); return true; }
      const answer = lines.find((other) => answers(line, other, line.first));
      if (!answer && now() - fact.since >= ALONE[line.pending]) return true;
      if (answer) {
        fact.met = fact.met || now();
        if (line.pending === "thought" || !alike(line, answer, fact)) { fact.unsaid = true; line.speaker = "notice"; return true; }
        if (now() - fact.met >= BESIDE) return true;
      }
      waiting = true;
      return false;
    });
    return { lines: told, waiting };
  };
  return { sift };
}
