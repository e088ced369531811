// Tells which lines hold something that moves for as long as work goes on: a wheel that turns, dots that come and go, a bar.
//
// `motion(tools)` gives {movers}. What is over after some seconds (a line that comes in) is no such motion, nor is what
// moves in several lines: an ornament.
(tools) => {
  "use strict";
  const { all, roots, visible, within } = tools;
  const LONGEST_ENTRANCE = 4000; // ms
  const BUSY = "[aria-busy=true], progress:not([value]), [role=progressbar]:not([aria-valuenow])";
  const DRAWN = "svg animate, svg animateTransform, svg animateMotion";
  const FADES = new Set(["opacity", "visibility", "color", "backgroundColor", "borderColor", "borderRightColor", "borderLeftColor", "content"]);
  const MECHANICS = new Set(["offset", "computedOffset", "easing", "composite"]);

  const lasts = (animation) => animation.playState === "running" && animation.effect && animation.effect.target && animation.effect.getComputedTiming().endTime > LONGEST_ENTRANCE;
  const animated = () => [document, ...roots()].flatMap((root) => root.getAnimations ? root.getAnimations() : []).filter(lasts);
  // A lone mark that blinks without moving, and holds no words, stands where somebody's words go on.
  const blinks = (animation) => {
    const moved = animation.effect.getKeyframes().flatMap(Object.keys).filter((name) => !MECHANICS.has(name));
    return moved.every((name) => FADES.has(name)) && (Boolean(animation.effect.pseudoElement) || !/[\p{L}\p{N}]/u.test(animation.effect.target.textContent));
  };
  const kindOf = (one) => `${one.element.localName}.${one.element.getAttribute("class") || ""}${one.part}`;
  // [{element, part, caret}] of all that moves within `root` now.
  const moving = (root) => {
    const found = animated().map((one) => ({ element: one.effect.target, part: one.effect.pseudoElement || "", caret: blinks(one) }));
    for (const one of [...all(BUSY, root), ...(root.matches && root.matches(BUSY) ? [root] : [])]) found.push({ element: one, part: "", caret: one.matches("[aria-busy]") });
    for (const one of all(DRAWN, root)) if (one.getAttribute("repeatCount") === "indefinite") found.push({ element: one.closest("svg"), part: "", caret: false });
    return found.filter((one) => within(one.element, root) && visible(one.element));
  };
  // Map of line → "work" or "caret" (a mark behind which words are written), for the lines that hold what moves.
  const movers = (root, lines) => {
    const all = moving(root);
    const inLine = (line) => all.filter((one) => within(one.element, line.element));
    const held = new Map(lines.map((line) => [line, inLine(line)]).filter(([, found]) => found.length));
    const ornament = (one) => [...held].filter(([, found]) => found.some((other) => kindOf(other) === kindOf(one))).length > 1;
    const told = new Map();
    for (const [line, found] of held) {
      const mine = found.filter((one) => !ornament(one));
      if (mine.length) told.set(line, mine.length === 1 && mine[0].caret ? "caret" : "work");
    }
    return told;
  };
  return { movers };
}
