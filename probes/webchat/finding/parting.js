// Parts the list of lines into its lines: by what they share with ours, by their bubbles, by when each came.
//
// `parting(tools, bubble, past, knownLines)` gives {segment}. `knownLines` are the words of lines that were read before.
(tools, bubble, past, knownLines) => {
  "use strict";
  const { visible, all, up, within } = tools;
  const { fold } = bubble;
  const { textOf, kidsOf, holds, mediaIn, bornOf, BATCH } = past;

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
      const kinds = new Set(bubbles.map((one) => one.localName + one.className));
      // One without words that holds a picture is a bubble too, if it is built like them.
      const pictured = (one) => kinds.has(one.localName + one.className) && mediaIn(one) && visible(one) && bubble.painted(one) && !bubbles.some((other) => within(one, other) || within(other, one));
      const every = kinds.size === 1 ? all("*", node).filter((one) => bubbles.includes(one) || pictured(one)) : [];
      if (every.length > 1 && !bubble.painted(node)) return groupOf(every, node);
    }
    return null;
  };
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
  // `input`: what stands with it is no line, but for a part that is built like the one which holds ours.
  const segment = (node, owned, sample, found, input) => {
    const ours = (kid) => [...owned.keys()].some((unit) => within(unit, kid));
    for (const kid of kidsOf(node)) {
      if (!holds(kid)) continue;
      const own = owned.get(kid), mine = ours(kid);
      if (input && !mine && within(input, kid)) {
        if (kidsOf(node).some((other) => ours(other) && other.localName === kid.localName && shares(other, kid))) segment(kid, owned, sample, found, input);
        continue;
      }
      if (own !== undefined) found.push({ element: kid, own });
      else if (mine) segment(kid, owned, sample, found, input);
      else for (const element of branch(kid, sample)) found.push({ element });
    }
    return found;
  };

  return { segment };
}
