// Holds back lines of which only what follows tells whether anybody said them: a machine's thoughts before its answer, a
// remark that work is under way ("Searching…").
//
// `holding(tools, bubble, past)` gives {sift}. What is followed by an answer and goes, or is no line like that one, was
// never said; what stands alone for long was, and since when it stood there is told then.
(tools, bubble, past) => {
  "use strict";
  const { now } = tools;
  const ALONE = { thought: 30000, underway: 60000 }; // ms
  const BESIDE = 3000; // ms beside the answer; what made way for it is gone by then
  const kept = new WeakMap(); // element → its words, since when they stand, since when an answer stands beside them

  const factOf = (line) => {
    const fact = kept.get(line.element);
    if (fact && fact.text === line.text) return fact;
    const fresh = { text: line.text, since: now(), met: 0 };
    kept.set(line.element, fresh);
    return fresh;
  };
  const answers = (line, other, since) => other !== line && other.speaker === "platform" && !other.pending && (!other.first || other.first > past.pressedAt && other.first >= since);
  const alike = (line, other) => line.element.className === other.element.className && bubble.shape(line.element, 3) === bubble.shape(other.element, 3);
  // {lines, waiting}: the lines that can be told now; `waiting` where one is held back.
  const sift = (lines) => {
    let waiting = false;
    const told = lines.filter((line) => {
      if (!line.pending || line.speaker !== "platform" || line.first && line.first <= past.pressedAt) return true;
      const fact = factOf(line), since = line.first || fact.since;
      const answer = lines.find((other) => answers(line, other, since));
      line.first = since;
      if (!answer && now() - fact.since >= ALONE[line.pending]) return true;
      if (answer) {
        fact.met = fact.met || now();
        if (line.pending === "thought" || !alike(line, answer)) { line.speaker = "notice"; return true; }
        if (now() - fact.met >= BESIDE) return true;
      }
      waiting = true;
      return false;
    });
    return { lines: told, waiting };
  };
  return { sift };
}
