// Watches one document for the chat that `config` describes, and reports what it shows whenever that changes.
//
// Runs before the page's own scripts in every frame. Every line carries the moment it was first seen, taken in the
// page at the mutation itself. Nothing is told apart by its text: a line is its element. A chat that nobody has described
// is read by `make.structure` (finding/structure.js); until it is found (`config.scouting`) only that something moved is told.
(config, make) => {
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
  // `stirredAt` is the first change that was not read yet; `hidden`: what is not in sight yet is looked at again.
  const state = { load: named(), stirredAt: 0, hidden: false };

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
    const root = attach.call(this, init && { ...init, mode: "open" }); // a closed one is shown to people all the same
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
  const { carriedAt } = make.wire(config, { now, stringify, report });
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
  // Some libraries answer for a component with what it was given alone, and not with what it drew: the tree itself is asked.
  const its = (name) => { const { get } = Object.getOwnPropertyDescriptor(Node.prototype, name); return (node) => get.call(node); };
  const given = its("childNodes"), nodes = (node) => [...given(node)], kids = (node) => nodes(node).filter((one) => one.nodeType === 1);
  const edge = (node) => (node.nodeType === 11 && node.host) || null; // a form answers to its fields' names: it may have a `host`
  const composedWithin = (node, ancestor) => {
    for (let at = node; at; at = at.parentNode || edge(at)) if (at === ancestor) return true;
    return false;
  };
  const visible = (element) => {
    if (element.checkVisibility({ checkVisibilityCSS: true })) return true;
    if (!element.isConnected || getComputedStyle(element).display !== "contents") return false;
    return kids(inside(element)).some(visible);
  };
  const shown = (selector) => Boolean(selector) && all(selector).some(visible);

  const roomy = () => innerHeight >= 20; // a frame that is out of sight is laid out in no room at all
  const tools = { inside, nodes, kids, letters: its("textContent"), visible, all, is, now, roomy, roots: () => [...roots], deep: () => roots.size > 0 };
  tools.up = (node) => node.assignedSlot || (node.parentNode && (edge(node.parentNode) || node.parentNode)) || null;
  tools.within = (node, ancestor) => { for (let at = node; at; at = tools.up(at)) if (at === ancestor) return true; return false; };
  const text = make.text(config, tools);
  const { tidy, says, signOf } = text;
  tools.tidy = tidy;
  const { lineFound, linesIn, pictured } = make.lines(config, tools, text, state);
  let reading = null;
  const begin = () => { reading = config.structure && make.structure ? make.structure(config, tools, make) : null; };

  // A chat that says it is connecting would lose what we write: asked near the input, and only until we have written.
  const connecting = (field) => {
    if (!field || !reading || config.said.length) return false;
    let surface = field;
    for (let step = 0; step < 8; step += 1) { const next = tools.up(surface); if (!next || next === document.documentElement) break; surface = next; }
    const near = surface.nodeType === 1 || surface.nodeType === 11 ? all("*", surface) : [];
    const written = (one) => nodes(one).map((node) => (node.nodeType === 3 ? node.data : "")).join(" "); // by itself: what is hidden in it says nothing
    return near.length < 1500 && near.some((one) => one.textContent.length < 60 && says(config.words.connecting, tidy(written(one))) && visible(one));
  };

  // A frame may be the place to write: what stands in the document that it shows is asked for.
  const standsIn = (field) => {
    const shown = field.localName === "iframe" && field.contentDocument ? field.contentDocument.body : field;
    return ("value" in shown ? shown.value : shown.textContent) || "";
  };
  // What we said last stands in the place to write: not sent yet, or taken back.
  const held = (field) => {
    const folded = (words) => words.replace(/\s+/g, "");
    const said = config.said[config.said.length - 1];
    return Boolean(field && said) && folded(standsIn(field)) === folded(said);
  };

  // Of huge transcripts the newest lines are told, up to a sum of letters.
  const newest = (lines) => {
    let left = config.letters, from = lines.length;
    while (from > 0 && (left -= lines[from - 1].text.length) >= 0) from -= 1;
    return lines.slice(Math.min(from, lines.length - 1));
  };

  // -- looking and reporting --------------------------------------------------------------------------------------
  const look = () => {
    state.hidden = false;
    if (config.scouting) return { depth, scout: true, stir, ...NOTHING };
    const mine = depth === config.depth;
    const field = mine && config.input ? all(config.input).find(visible) : undefined;
    const found = mine && reading ? reading.read(field) : null;
    if (found && found.waiting) state.hidden = true; // what is not told yet is looked at again
    const root = found ? found.root : mine ? all(config.transcript).find(visible) : undefined;
    const input = Boolean(field) && (!reading || roomy());
    return {
      depth, input, transcript: Boolean(root), stir: found && !found.lines.length ? reading.measure() : 0,
      ready: mine && (!config.ready || shown(config.ready)), connecting: mine && connecting(field), held: mine && held(field),
      asks: mine && reading && config.said.length ? reading.asked(field).length : 0,
      steps: config.steps.map((selector) => shown(selector)),
      offline: signOf(config.offline, !input),
      barred: Object.keys(config.barred).find((reason) => signOf(config.barred[reason], !input)) || "",
      lines: newest(found ? found.lines.slice(-config.most).map(lineFound) : root ? linesIn(root) : []),
    };
  };
  const NOTHING = { input: false, transcript: false, ready: false, connecting: false, steps: [], offline: "", barred: "", lines: [] };
  let stir = 0;
  const snapshot = (seen) => `{"load":"${state.load}","at":${now()},"seen":${seen}}`;
  let last = "";
  let cost = 0;
  let resting = false;
  let burst = 0, reports = 0;
  let failures = 0;
  // A reading of ours that fails shows nothing, and nothing would pass for silence: it is told.
  const looked = () => {
    try { const view = look(); failures = 0; state.stirredAt = 0; return view; } catch (error) {
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
    if (state.hidden || !(view.scout || view.input || view.transcript)) revisit();
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
    state.stirredAt = state.stirredAt || now();
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
    event.detail.carried = carriedAt();
    if (event.detail.carries) return;
    if (event.detail.input) config.input = event.detail.input;
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
    for (const moment of ["DOMContentLoaded", "load", "transitionend", "animationend", "toggle"]) addEventListener(moment, moved, true);
    adoptDeclared();
    begin();
    scan();
  };
  // A window that a page opens, and that of a frame into which its page has looked at once, get their first document
  // without this script being run once more.
  let home = document;
  const renewed = () => {
    if (document === home) return false;
    home = document; state.load = named(); last = ""; roots.clear();
    attend();
    return true;
  };
  const moved = (event) => { renewed(); if (event.type === "DOMContentLoaded") adoptDeclared(); mutated(); };
  attend();
  const followUp = (times) => { if (!renewed() && times) later(() => followUp(times - 1), 50); };
  if (depth === 0 && window.opener) followUp(400);
}
