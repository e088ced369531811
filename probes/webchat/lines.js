// Tells the lines of a chat that a profile describes, each with the moment it was first seen.
//
// `lines(config, tools, text, state)` gives {lineFound, linesIn, pictured}. `state` is the watch's own: `load` names the
// document, `stirredAt` is the first change that was not read yet, `hidden` is set where a line is not in sight yet.
(config, tools, text, state) => {
  "use strict";
  const { inside, visible, all, now } = tools;
  const { textOf, tidy, says, marked } = text;
  const known = new WeakMap();
  let count = 0;
  const speakerOf = (element) => {
    if (marked(element, config.ended) || marked(element, config.joined)) return "notice";
    if (element.matches(config.own)) return "own";
    return element.matches(config.agent) ? "platform" : "notice";
  };
  // A file to download, and beside it at most a size or a word such as "Download".
  const isFile = (element, text) => {
    const link = all("a[download]", element).find(visible);
    const name = link && tidy(link.textContent);
    return Boolean(name) && text.includes(name) && text.replace(name, "").trim().length <= 20;
  };
  const marksOf = (element, text) => {
    const marks = {};
    if (!element.matches(config.own)) {
      if (/^\[(img|video|audio|canvas)\]/.test(text)) marks.media = "image";
      else if (isFile(element, text)) marks.media = "file";
    }
    if (marked(element, config.ended)) marks.ended = "yes";
    if (marked(element, config.joined)) marks.joined = "yes";
    for (const kind of ["bot", "human"]) {
      const badge = config.agent_type[kind];
      if (badge && (element.matches(badge) || all(badge, element).length)) marks.agent_type = kind;
    }
    return marks;
  };
  // Where the page is read late after it has changed (a busy machine), what is new came at some time since that change.
  const LIVE = 500;
  const since = (moment) => (state.stirredAt && moment - state.stirredAt > LIVE ? state.stirredAt : moment);
  tools.since = since;
  const pictured = new Map(); // the elements of lines; somebody may want a picture
  const lineFound = ({ element, speaker, text, marks, typing, first, after }) => {
    const moment = now();
    let line = known.get(element);
    if (!line) known.set(element, line = { key: `${state.load}.${count++}`, first: first || moment, changed: first || moment, after: after || since(first || moment), text, busy: typing });
    else if (line.text !== text || line.busy !== typing) Object.assign(line, { after: since(moment), text, busy: typing, changed: line.busy === typing && line.text.endsWith("\n" + text) ? line.changed : moment }); // a name was told from its words
    pictured.set(line.key, new WeakRef(element));
    return { ...line, ident: config.message_id ? element.getAttribute(config.message_id) || "" : "", speaker, marks };
  };
  const lineOf = (element) => {
    if (config.typing && element.matches(config.typing)) return null;
    const text = textOf(element);
    let line = known.get(element);
    if (!line) {
      if (!text) return null;
      if (!visible(element)) { state.hidden = true; return null; }
      const moment = now();
      line = { key: `${state.load}.${count++}`, first: moment, changed: moment, after: since(moment), text, busy: false };
      known.set(element, line);
    }
    const busy = Boolean(config.typing && all(config.typing, element).some(visible));
    if (line.text !== text || line.busy !== busy) { const moment = now(); Object.assign(line, { after: since(moment), text, busy, changed: moment }); }
    const ident = config.message_id ? element.getAttribute(config.message_id) || "" : "";
    const marks = marksOf(element, text);
    pictured.set(line.key, new WeakRef(element));
    return { ...line, ident, speaker: speakerOf(element), marks };
  };
  const walk = (node, found) => {
    for (const child of tools.kids(inside(node))) {
      if (child.matches(config.lines)) found.push(child);
      else walk(child, found);
    }
    return found;
  };
  // A list laid out from the bottom up (column-reverse) has its newest line first in the mark-up.
  const turns = new WeakMap();
  const turned = (root, elements) => {
    if (!turns.has(root) && elements.length > 1) {
      const [first, last] = [elements[0], elements[elements.length - 1]].map((one) => one.getBoundingClientRect());
      if (first.top !== last.top) turns.set(root, first.top > last.top);
    }
    return turns.get(root) === true;
  };
  const linesIn = (root) => {
    const elements = tools.deep() ? walk(root, []) : outermostInOrder(root.querySelectorAll(config.lines));
    if (turned(root, elements)) elements.reverse();
    for (const sign of [...config.ended, ...config.joined]) {
      for (const element of all(sign.selector)) {
        if (says(sign.text, element.textContent) && !elements.some((one) => one.contains(element) || element.contains(one))) elements.push(element);
      }
    }
    return elements.slice(-config.most).map(lineOf).filter(Boolean);
  };
  const outermostInOrder = (elements) => {
    const kept = [];
    for (const element of elements) if (!kept.length || !kept[kept.length - 1].contains(element)) kept.push(element);
    return kept;
  };

  return { lineFound, linesIn, pictured };
}
