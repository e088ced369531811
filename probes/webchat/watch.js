// Watches one document for the chat that `config` describes, and reports what it shows whenever that changes.
//
// Runs before the page's own scripts in every frame. Every line carries the moment it was first seen, taken in the
// page at the mutation itself. Nothing is told apart by its text: a line is its element. A chat that nobody has described
// is read by `makeStructure` (finding/structure.js); until it is found (`config.scouting`) only that something moved is told.
(config, makeStructure, makeBubble) => {
  "use strict";
  const report = globalThis[config.binding];
  if (typeof report !== "function") return;
  delete globalThis[config.binding];

  let depth = 0;
  for (let view = window; view !== view.parent; view = view.parent) depth += 1;
  if (depth === 0 ? location.protocol === "about:" && !window.opener : !config.everywhere && depth !== config.depth) return;

  const stringify = JSON.stringify;
  const later = setTimeout.bind(window);
  const ticks = performance.now.bind(performance);
  const wall = Date.now;
  let origin = performance.timeOrigin;
  // The monotonic clock, held within the wall clock's millisecond: the machine's clock may be moved.
  const now = () => {
    const behind = wall() - origin - ticks();
    if (behind > 0) origin += behind;
    else if (behind < -1) origin += behind + 1;
    return origin + ticks();
  };
  const named = () => Math.random().toString(36).slice(2, 10);
  let load = named();

  const roots = new Set();
  const watched = { subtree: true, childList: true, characterData: true, attributes: true };
  const observer = new MutationObserver((records) => { if (reading) reading.touched(records); mutated(); });
  const adopt = (root) => {
    if (roots.has(root)) return;
    roots.add(root);
    observer.observe(root, watched);
  };
  const shadows = new WeakMap();
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachShadow(init) {
    const root = attach.call(this, init);
    shadows.set(this, root);
    adopt(root);
    return root;
  };
  const listens = new WeakSet(), names = new WeakMap();
  if (config.scouting) {
    const listen = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function addEventListener(kind, ...more) {
      if (this instanceof Element && /^(click|mousedown|mouseup|pointerdown|pointerup|touchstart)$/.test(kind)) listens.add(this);
      return listen.call(this, kind, ...more);
    };
  }
  // When a script last sent something that held the newest of our texts, by whatever way a page can send.
  let carriedAt = 0;
  const carries = (body) => {
    const own = config.said[config.said.length - 1];
    if (!own || body == null) return;
    let text = "";
    try { text = typeof body === "string" ? body : body instanceof FormData || body instanceof URLSearchParams ? [...body.values()].join("\n") : body instanceof ArrayBuffer || ArrayBuffer.isView(body) ? new TextDecoder().decode(body) : ""; } catch { return; }
    const forms = [own, stringify(own).slice(1, -1), encodeURIComponent(own), encodeURIComponent(own).replace(/%20/g, "+")];
    if (forms.some((form) => text.includes(form))) carriedAt = now();
  };
  if (config.everywhere) {
    const overhear = (home, name, which) => {
      const real = home && home[name];
      if (typeof real === "function") home[name] = function (...given) { which(given); return real.apply(this, given); };
    };
    overhear(WebSocket.prototype, "send", (given) => carries(given[0]));
    overhear(XMLHttpRequest.prototype, "send", (given) => carries(given[0]));
    overhear(window, "fetch", (given) => carries(given[1] && given[1].body));
    overhear(Navigator.prototype, "sendBeacon", (given) => carries(given[1]));
    // Nobody outside the page sees what an event stream brings; it may say who speaks.
    const listen = EventTarget.prototype.addEventListener, pass = (event) => {
      if (typeof event.data === "string" && /[{\p{L}]/u.test(event.data)) Promise.resolve(report(stringify({ wire: event.data.slice(0, 65536), from: String(event.target.url).split("?")[0] }))).catch(() => {});
    };
    if (typeof EventSource === "function") {
      const followed = new WeakMap();
      const follow = (source, kind) => {
        const kinds = followed.get(source) || followed.set(source, new Set()).get(source);
        if (!kinds.has(kind)) { kinds.add(kind); listen.call(source, kind, pass); }
      };
      const add = EventSource.prototype.addEventListener;
      EventSource.prototype.addEventListener = function addEventListener(kind, ...more) {
        if (!/^(open|error)$/.test(kind)) follow(this, String(kind));
        return add.call(this, kind, ...more);
      };
      globalThis.EventSource = new Proxy(EventSource, { construct: (real, given, made) => { const source = Reflect.construct(real, given, made); follow(source, "message"); return source; } });
    }
  }
  const adoptDeclared = () => {
    for (const element of document.querySelectorAll("*")) if (element.shadowRoot) adopt(element.shadowRoot);
  };
  const inside = (element) => element.shadowRoot || shadows.get(element) || element;

  // `host >> part` is a part within a host, through the edge of its root.
  const all = (selector, from) => {
    const edge = selector.lastIndexOf(" >> ");
    if (edge < 0) return every(selector, from);
    return [...new Set(all(selector.slice(0, edge), from).flatMap((host) => every(selector.slice(edge + 4), host)))];
  };
  const is = (element, selector) => (selector.includes(" >> ") ? all(selector).includes(element) : element.matches(selector));
  const every = (selector, from) => {
    const found = [...(from || document).querySelectorAll(selector)];
    for (const root of roots) {
      if (!root.host.isConnected) roots.delete(root);
      else if (!from || composedWithin(root.host, from)) found.push(...root.querySelectorAll(selector));
    }
    return found;
  };
  const edge = (node) => (node.nodeType === 11 && node.host) || null; // a form answers to its fields' names: it may have a `host`
  const composedWithin = (node, ancestor) => {
    for (let at = node; at; at = at.parentNode || edge(at)) if (at === ancestor) return true;
    return false;
  };
  const visible = (element) => {
    if (element.checkVisibility({ checkVisibilityCSS: true })) return true;
    if (!element.isConnected || getComputedStyle(element).display !== "contents") return false;
    return [...inside(element).children].some(visible);
  };
  const shown = (selector) => Boolean(selector) && all(selector).some(visible);

  // -- text ---------------------------------------------------------------------------------------------------
  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"]);
  const BLOCK = /^(ADDRESS|ARTICLE|BLOCKQUOTE|DD|DIV|DL|DT|FIGURE|H[1-6]|HEADER|FOOTER|HR|LI|OL|P|PRE|SECTION|TABLE|TR|UL)$/;
  const LONGEST = 20000;
  const read = (node, parts, pictures) => {
    for (let child = inside(node).firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 3) parts.push(child.data.replace(/\s+/g, " "));
      if (child.nodeType !== 1 || SILENT.has(child.tagName) || child.hidden) continue;
      if ((config.exclude && child.matches(config.exclude)) || (config.typing && child.matches(config.typing))) continue;
      if (child.tagName === "IMG") { if (pictures) parts.push(child.alt || ""); continue; }
      if (child.tagName === "SLOT") { for (const given of child.assignedNodes()) readGiven(given, parts, pictures); }
      const edge = child.tagName === "BR" || BLOCK.test(child.tagName) ? "\n" : "";
      parts.push(edge);
      read(child, parts, pictures);
      if (child.tagName !== "BR") parts.push(edge);
    }
  };
  const readGiven = (node, parts, pictures) => {
    if (node.nodeType === 3) parts.push(node.data);
    else if (node.nodeType === 1) read(node, parts, pictures);
  };
  const tidy = (text) => text.split("\n").map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
  const outermost = (elements) => elements.filter((one) => !elements.some((other) => other !== one && other.contains(one)));
  const textOf = (element) => {
    const declared = config.text ? outermost(all(config.text, element)) : [];
    const parts = [];
    for (const region of declared.length ? declared : [element]) { read(region, parts, declared.length > 0); parts.push("\n"); }
    const text = tidy(parts.join("")).slice(0, LONGEST);
    if (text) return text;
    const media = all("img, video, audio, canvas", element).find(visible);
    return media ? tidy(`[${media.tagName.toLowerCase()}] ${media.alt || ""}`) : "";
  };

  // -- what the profile asks for ----------------------------------------------------------------------------------
  const patterns = new Map();
  const says = (pattern, text) => {
    if (!pattern) return true;
    if (!patterns.has(pattern)) {
      try { patterns.set(pattern, new RegExp(pattern, "iu")); } catch { patterns.set(pattern, /(?!)/); }
    }
    return patterns.get(pattern).test(text);
  };
  const pageText = () => [document.body ? document.body.innerText : "", ...[...roots].map((root) => { const parts = []; read(root, parts, false); return parts.join(""); })].join("\n");
  // Whole-page text is dear and only asked while there is no chat to be seen.
  const signOf = (signs, alone) => {
    for (const sign of signs) {
      if (!sign.selector) {
        if (alone && says(sign.text, pageText())) return sign.text;
        continue;
      }
      const found = all(sign.selector).find((element) => visible(element) && says(sign.text, element.textContent));
      if (found) return tidy(found.textContent).slice(0, 200) || sign.selector;
    }
    return "";
  };
  const marked = (element, signs) => signs.some((sign) => element.matches(sign.selector) && says(sign.text, element.textContent));

  // -- lines ------------------------------------------------------------------------------------------------------
  const roomy = () => innerHeight >= 20; // a frame that is out of sight is laid out in no room at all
  const tools = { inside, visible, all, is, now, tidy, roomy, roots: () => [...roots], deep: () => roots.size > 0 };
  tools.up = (node) => node.assignedSlot || (node.parentNode && (edge(node.parentNode) || node.parentNode)) || null;
  tools.within = (node, ancestor) => { for (let at = node; at; at = tools.up(at)) if (at === ancestor) return true; return false; };
  let reading = null;
  const begin = () => { reading = config.structure && makeStructure ? makeStructure(config, tools, makeBubble) : null; };
  const known = new WeakMap();
  let count = 0;
  let hidden = false;
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
  let stirredAt = 0; // the first change that was not read yet
  const since = (moment) => (stirredAt && moment - stirredAt > LIVE ? stirredAt : moment);
  const pictured = new Map(); // the elements of lines; somebody may want a picture
  const lineFound = ({ element, speaker, text, marks, typing, first }) => {
    const moment = now();
    let line = known.get(element);
    if (!line) known.set(element, line = { key: `${load}.${count++}`, first: first || moment, changed: first || moment, after: since(first || moment), text, busy: typing });
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
      if (!visible(element)) { hidden = true; return null; }
      const moment = now();
      line = { key: `${load}.${count++}`, first: moment, changed: moment, after: since(moment), text, busy: false };
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
    for (let child = inside(node).firstElementChild; child; child = child.nextElementSibling) {
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
    const elements = roots.size ? walk(root, []) : outermostInOrder(root.querySelectorAll(config.lines));
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

  // A chat that says it is connecting would lose what we write: asked near the input, and only until we have written.
  const connecting = (field) => {
    if (!field || !reading || config.said.length) return false;
    let surface = field;
    for (let step = 0; step < 8; step += 1) { const next = tools.up(surface); if (!next || next === document.documentElement) break; surface = next; }
    const near = surface.nodeType === 1 || surface.nodeType === 11 ? all("*", surface) : [];
    const written = (one) => [...one.childNodes].map((node) => (node.nodeType === 3 ? node.data : "")).join(" "); // by itself: what is hidden in it says nothing
    return near.length < 1500 && near.some((one) => one.textContent.length < 60 && says(config.words.connecting, tidy(written(one))) && visible(one));
  };

  // Of huge transcripts the newest lines are told, up to a sum of letters.
  const newest = (lines) => {
    let left = config.letters, from = lines.length;
    while (from > 0 && (left -= lines[from - 1].text.length) >= 0) from -= 1;
    return lines.slice(Math.min(from, lines.length - 1));
  };

  // -- looking and reporting --------------------------------------------------------------------------------------
  const look = () => {
    hidden = false;
    if (config.scouting) return { depth, scout: true, stir, ...NOTHING };
    const mine = depth === config.depth;
    const field = mine && config.input ? all(config.input).find(visible) : undefined;
    const found = mine && reading ? reading.read(field) : null;
    if (found && found.waiting) hidden = true; // what is not told yet is looked at again
    const root = found ? found.root : mine ? all(config.transcript).find(visible) : undefined;
    const input = Boolean(field) && (!reading || roomy());
    return {
      depth, input, transcript: Boolean(root), stir: found && !found.lines.length ? reading.measure() : 0,
      ready: mine && (!config.ready || shown(config.ready)), connecting: mine && connecting(field),
      steps: config.steps.map((selector) => shown(selector)),
      offline: signOf(config.offline, !input),
      barred: Object.keys(config.barred).find((reason) => signOf(config.barred[reason], !input)) || "",
      lines: newest(found ? found.lines.slice(-config.most).map(lineFound) : root ? linesIn(root) : []),
    };
  };
  const NOTHING = { input: false, transcript: false, ready: false, connecting: false, steps: [], offline: "", barred: "", lines: [] };
  let stir = 0;
  const snapshot = (seen) => `{"load":"${load}","at":${now()},"seen":${seen}}`;
  let last = "";
  let cost = 0;
  let resting = false;
  let burst = 0, reports = 0;
  let failures = 0;
  // A reading of ours that fails shows nothing, and nothing would pass for silence: it is told.
  const looked = () => {
    try { const view = look(); failures = 0; stirredAt = 0; return view; } catch (error) {
      failures += 1;
      if (failures === 5) Promise.resolve(report(stringify({ failed: String(error).slice(0, 200) }))).catch(() => {});
      else if (failures < 5) revisit();
      return null;
    }
  };
  const scan = () => {
    const began = ticks();
    const view = looked();
    if (!view) return;
    const seen = stringify(view);
    cost = ticks() - began;
    if (hidden || !(view.scout || view.input || view.transcript)) revisit();
    document.addEventListener(config.question, answer); // a document written anew forgets its listeners
    document.addEventListener(config.question + "-roots", lend);
    document.addEventListener(config.question + "-told", told);
    const idle = !(view.scout || view.input || view.transcript || view.offline || view.barred || view.steps.includes(true));
    if (seen === last || (idle && !last)) return;
    last = seen;
    if (ticks() - burst > 1000) { burst = ticks(); reports = 0; }
    reports += 1;
    Promise.resolve(report(snapshot(seen))).catch(() => {});
  };
  // Style sheets and transitions show things without a mutation: look again while something is awaited.
  let revisiting = false;
  const revisit = () => {
    if (revisiting) return;
    revisiting = true;
    later(() => { revisiting = false; scan(); }, 200);
  };
  // A scan that is dear to the page (huge transcripts) is made rarer, never dearer than a fifth of its time.
  const mutated = () => {
    stir += 1;
    stirredAt = stirredAt || now();
    if (resting) return;
    const flood = reports > 40; // in this second: a page that changes all the time is looked at now and then
    if (cost < 8 && !flood && !config.scouting) return scan();
    resting = true;
    later(() => { resting = false; scan(); }, config.scouting ? 120 : Math.max(cost * 4, flood ? 250 : 0));
  };
  const answer = (event) => {
    const view = looked();
    if (!view) return;
    last = stringify(view);
    event.detail.seen = snapshot(last);
  };
  const lend = (event) => Object.assign(event.detail, { roots: [...roots], listens, names });
  // What Python tells: the chat's description once it is found, and each text just before it is written.
  const told = (event) => {
    if (event.detail.config) { Object.assign(config, event.detail.config); begin(); }
    event.detail.carried = carriedAt;
    if (event.detail.carries) return;
    if (event.detail.text) config.said.push(event.detail.text);
    if (reading && (event.detail.text || event.detail.press)) reading.pressed(Boolean(event.detail.text));
    if (event.detail.key) event.detail.element = pictured.has(event.detail.key) ? pictured.get(event.detail.key).deref() || null : null;
    if (event.detail.key) return;
    if (reading) event.detail.root = reading.root();
    last = "";
    scan();
  };

  const attend = () => {
    observer.observe(document, watched);
    for (const moment of ["DOMContentLoaded", "load", "transitionend", "animationend", "toggle"])
      addEventListener(moment, () => { if (moment === "DOMContentLoaded") adoptDeclared(); mutated(); }, true);
    adoptDeclared();
    begin();
    scan();
  };
  attend();
  // A window that a page opens gets its first document without this script being run once more.
  const first = document;
  const followUp = (times) => {
    if (document !== first) { load = named(); last = ""; roots.clear(); attend(); } else if (times) later(() => followUp(times - 1), 50);
  };
  if (depth === 0 && window.opener) followUp(400);
}
