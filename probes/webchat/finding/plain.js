// Reads a list whose lines are no elements: bare text between breaks, or the content of a text area nobody can write in.
//
// `plain(config, tools, make)` gives {read, pressed, awaits, place}. Such a list may be written anew as a whole, and a text area
// tells nobody that it has changed: its lines are told from those before by their order, and it is looked at again and again.
(config, tools, parts) => {
  "use strict";
  const { nodes, kids, visible, all, up, within, tidy, now } = tools;
  const { bubble, asides, past, places } = parts;
  const { fold } = bubble;
  const MOST_BESIDE = 60; // letters beside our words in one line: a name, a time
  const LONGEST_NAME = 40;

  // -- where such lines stand -------------------------------------------------------------------------------------------------
  const isArea = (element) => element.localName === "textarea";
  // What one writes into may be barred for a moment, too, while our words stand in it.
  const areas = () => all("textarea").filter((one) => (one.readOnly || one.disabled) && !past.writable(one) && visible(one) && one.clientHeight >= 60);
  const listed = (box) => places.isList(box) || (up(box) && up(box).nodeType === 1 && places.isList(up(box)) && fold(past.textOf(up(box))) === fold(past.textOf(box)));
  const broken = () => [...new Set(all("br").map((one) => one.parentElement))].filter((box) => box && visible(box) && !past.writable(box) && listed(box));
  const inline = (node) => node.nodeType === 3 || (node.nodeType === 1 && /^(inline|contents)$/.test(getComputedStyle(node).display));
  const shown = (node) => node.nodeType === 3 || (node.nodeType === 1 && !/^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT)$/.test(node.tagName) && visible(node));
  // A line: what it says, and what its first element says where more follows.
  const lineOf = (run) => {
    const said = run.filter((node) => /\S/.test(past.textOf(node)));
    const text = tidy(said.map(past.textOf).join(" "));
    return { text, lead: said.length > 1 && said[0].nodeType === 1 ? tidy(past.textOf(said[0])) : "" };
  };
  const linesOf = (box) => {
    if (isArea(box)) return box.value.split("\n").map((text) => ({ text: tidy(text), lead: "" })).filter((line) => line.text);
    const lines = [];
    let run = [];
    const end = () => { lines.push(lineOf(run)); run = []; };
    for (const node of nodes(box)) {
      if (node.localName === "br") end();
      else if (!shown(node)) continue;
      else if (inline(node)) run.push(node);
      else { end(); run = [node]; end(); }
    }
    end();
    return lines.filter((line) => line.text);
  };

  // -- one reading and the next -----------------------------------------------------------------------------------------------
  let place = null, kept = [], turned = false, looked = 0; // `kept`: the lines as they were last read, oldest first
  let before = new Map(); // place → its lines before we pressed
  const same = (one, other) => one.text === other.text;
  const starts = (list, part, at) => part.every((line, index) => list[index + at] && same(list[index + at], line));
  // What was there is still there, at the beginning; at the end where lines are put on top; or but for the oldest.
  const continued = (old, lines) => {
    for (let gone = 0; gone <= old.length; gone += 1) {
      const rest = old.slice(gone);
      if (starts(lines, rest, 0)) return [...rest, ...lines.slice(rest.length)];
      const last = rest[rest.length - 1], grown = last && lines[rest.length - 1];
      if (grown && starts(lines, rest.slice(0, -1), 0) && grown.text.startsWith(last.text)) return [...rest.slice(0, -1), Object.assign(last, { text: grown.text, lead: grown.lead }), ...lines.slice(rest.length)];
    }
    return lines;
  };
  const taken = (box, lines) => {
    const old = kept;
    if (!turned && old.length && lines.length > old.length && !starts(lines, old, 0) && starts(lines, old, lines.length - old.length)) { turned = true; old.reverse(); }
    kept = continued(old, turned ? [...lines].reverse() : lines);
    const moment = now();
    for (const line of kept) if (line.first === undefined) Object.assign(line, { first: past.pressedAt ? moment : 0, after: isArea(box) && looked || 0 });
    looked = moment;
  };
  const pressed = () => {
    before = new Map([...areas(), ...broken()].map((box) => [box, linesOf(box)]));
    for (const lines of before.values()) for (const line of lines) Object.assign(line, { first: past.pressedAt - 1, stood: true });
  };

  // -- who says what ----------------------------------------------------------------------------------------------------------
  const STAMP = /^[\s[(（<]*(?:\d{2,4}[-/.]\d{1,2}[-/.]\d{1,4}[\sT,]*)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s*[ap]\.?m\.?)?[\])）>]*[\s\-–|,]*/i;
  const bare = (text) => text.replace(STAMP, "");
  const holdsOurs = (line, own) => { const all = fold(line.text); return all.includes(own) && all.length - own.length <= MOST_BESIDE; };
  let manner = null; // how a name stands before what is said, as our own line shows it
  const mannerOf = (line, said) => {
    const text = bare(line.text), at = text.toLowerCase().indexOf(tidy(said).toLowerCase().slice(0, 20));
    const head = tidy(text.slice(0, Math.max(0, at))), sign = (/[^\p{L}\p{N}]+$/u.exec(head) || [""])[0].trim();
    return { named: /[\p{L}\p{N}]/u.test(head), sign, name: fold(head) };
  };
  const parted = (line) => {
    const text = bare(line.text);
    if (!manner.named) return { name: "", words: text };
    if (!manner.sign) return line.lead && line.lead.length <= LONGEST_NAME ? { name: fold(bare(line.lead)), words: tidy(text.replace(bare(line.lead), "")) } : null;
    const at = text.indexOf(manner.sign);
    const words = at > 0 && at <= LONGEST_NAME ? tidy(text.slice(at + manner.sign.length)) : "";
    return words ? { name: fold(text.slice(0, at)), words } : null;
  };
  const notice = (text) => {
    const { words } = bubble;
    const short = text.length < 120 && [words.joined, words.ended, words.queue, words.comes_and_goes, words.connecting].some((each) => each.test(text));
    return short || words.typing.test(text) && text.length < 60 || bubble.STATUS.test(text) || bubble.TIME.test(text) || asides.state(text) || asides.command(text) || asides.factual(text) || asides.tool(text) || !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text);
  };
  const told = (line) => {
    const said = !line.stood && config.said.find((one) => holdsOurs(line, fold(one)));
    const whose = parted(line);
    const fact = { element: line, first: line.first, after: line.after, typing: false, marks: {} };
    if (said && (!manner.named || (whose && whose.name === manner.name))) return { ...fact, speaker: "own", text: said };
    const text = whose ? whose.words : line.text;
    if (!whose || notice(text) || notice(line.text) || (manner.named && whose.name === manner.name)) {
      const ended = bubble.words.ended.test(line.text), joined = bubble.words.joined.test(line.text);
      return { ...fact, speaker: "notice", text: line.text, marks: { ...(ended && { ended: "yes" }), ...(joined && { joined: "yes" }) } };
    }
    return { ...fact, speaker: "platform", text };
  };
  // A line without a name that came with the one before it goes on with what that says.
  const joined = (lines) => lines.reduce((found, line, index) => {
    const last = found[found.length - 1], raw = line.element;
    const goesOn = manner.named && last && last.speaker === "platform" && line.speaker === "notice" && !parted(raw) && !notice(raw.text) && last.element.first === raw.first && index > 0;
    if (goesOn) last.text += `\n${line.text}`; else found.push(line);
    return found;
  }, []);

  // -- reading ------------------------------------------------------------------------------------------------------------------
  // The list in which our line stands; where the page shows our words in an element of their own it is read by its build.
  const found = (owns) => {
    const own = config.said.map(fold);
    const ours = (box) => linesOf(box).some((line) => own.some((one) => holdsOurs(line, one)));
    const free = (box) => !places.aside(box) && !places.rivalled(box);
    const around = (box) => owns.every((one) => one === box || (within(one, box) && inline(one) && kids(box).some((kid) => within(one, kid) && inline(kid))));
    return [...(owns.length ? [] : areas()), ...broken()].find((box) => around(box) && ours(box) && free(box)) || null;
  };
  // {root, lines, waiting} or null where the lines are elements.
  const read = (owns) => {
    if (!(place && place.isConnected && visible(place))) {
      if (!past.copied && now() - past.pressedAt < 5000) return null;
      const box = found(owns);
      if (!box) return null;
      place = box;
      kept = kept.length ? kept : before.get(box) || [];
    }
    taken(place, linesOf(place));
    const ours = config.said.find((one) => kept.some((line) => holdsOurs(line, fold(one)) && !line.stood));
    if (!manner && !ours) return { root: place, lines: [], waiting: isArea(place) };
    manner = manner || mannerOf(kept.find((line) => holdsOurs(line, fold(ours)) && !line.stood), ours);
    return { root: place, lines: joined(kept.map(told)), waiting: isArea(place) };
  };
  // A text area may be about to show our words.
  const awaits = () => areas().length > 0;
  return { read, pressed, awaits, place: () => place && place.isConnected ? place : null };
}
