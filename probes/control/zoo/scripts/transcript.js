// Draws a transcript: lines, copies, names, dividers, typing; appended, drawn anew each time, or newest first.
(plan, parts, log) => {
  "use strict";
  const { el, doc } = parts;
  const list = el("list");
  log.append(list);
  const table = list.tagName === "TABLE" ? list.appendChild(doc.createElement("tbody")) : list;
  let items = [];
  const nodes = new Map();
  const wrap = (part, text) => {
    const made = el(part);
    if (made.tagName !== "TR") { made.textContent = text; return made; }
    const cell = doc.createElement("td");
    cell.colSpan = 3;
    cell.textContent = text;
    made.append(cell);
    return made;
  };
  const clock = (at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

  const when = (item) => (plan.times === "clock" ? clock(item.at) : `${Math.max(0, Math.round(Date.now() / 1000 - item.at))}${plan.words.ago}`);
  if (plan.times === "relative") setInterval(() => {
    if (plan.rendering === "rebuild") { redraw(); return; }
    for (const [item, node] of nodes) {
      const shown = item.who && (node.shadowRoot || node).querySelector(`.${parts.nameOf("time")}`);
      if (shown) shown.textContent = when(item);
    }
  }, 1000);

  const mark = (row, own) => {
    for (const [key, value] of Object.entries(own ? plan.own : plan.agent)) {
      if (key === "class") row.classList.add(parts.nameOf(own ? "own" : "agent"));
      else row.setAttribute(key, value);
    }
    if (own && !plan.one_side) row.style.justifyContent = "flex-end";
  };
  const words = (bubble, item) => {
    if (item.media === "picture") {
      const picture = doc.createElement("img");
      Object.assign(picture, { src: item.src, width: 120, height: 80 });
      bubble.append(picture);
    } else if (item.media === "file") {
      const link = doc.createElement("a");
      Object.assign(link, { href: item.src, download: item.file, textContent: item.file });
      bubble.append(link);
    } else if (plan.bare && plan.copies !== "inside") written(bubble, item.text);
    else {
      const text = el("text");
      written(text, item.text);
      if (plan.copies === "inside") text.setAttribute("aria-hidden", "true");
      bubble.append(text);
    }
  };
  // Lines become paragraphs, addresses links.
  const written = (holder, text) => {
    const lines = text.split("\n");
    for (const line of lines) {
      const into = lines.length > 1 ? holder.appendChild(doc.createElement(holder.tagName === "P" ? "span" : "p")) : holder;
      for (const piece of line.split(/(https?:\/\/\S+)/)) {
        if (!piece.startsWith("http")) { into.append(piece); continue; }
        into.append(Object.assign(doc.createElement("a"), { href: piece, textContent: piece, target: "_blank" }));
      }
      if (into.tagName === "SPAN") into.append(doc.createElement("br"));
    }
  };
  const fill = (row, item) => {
    const own = item.who === "own";
    row.replaceChildren();
    let inside = row;
    if (plan.structure === "components") {
      inside = row.shadowRoot || row.attachShadow({ mode: "open" });
      inside.replaceChildren();
      parts.style(inside);
    }
    if (!own && plan.avatar) inside.append(el("avatar"));
    const bubble = el("bubble");
    if (plan.structure !== "table") for (let i = 0; i < plan.depth; i += 1) inside = inside.appendChild(el("wrapper"));
    inside.append(bubble);
    if (item.dots) {
      const dots = el("typing", plan.words.typing);
      bubble.append(dots);
      return;
    }
    if (plan.named && !item.follows) bubble.append(el("name", own ? plan.words.visitor : plan.words.agent));
    if (!own && plan.words[plan.badge]) bubble.append(el("badge", plan.words[plan.badge]));
    if (plan.copies === "inside") bubble.append(el("copy", `${own ? plan.words.own_said : plan.words.agent_said} ${item.text || item.file || ""}`));
    words(bubble, item);
    if (plan.times !== "no") bubble.append(el("time", when(item)));
    const tick = item.pending ? "◷" : plan.ticks ? "✓✓" : plan.words.delivered;
    if (plan.feedback && !own) {
      const asked = el("feedback", plan.words.helpful);
      asked.append(parts.button("", plan.words.yes), parts.button("", plan.words.no));
      bubble.append(asked);
    }
    if (plan.icons) bubble.append(el("icon", own ? tick : "\ue8b5"));
  };
  const build = (item) => {
    if (item.notice) return wrap(item.notice, item.text);
    const row = el("row");
    mark(row, item.who === "own");
    if (item.dots && plan.typing === "row") row.classList.add(parts.nameOf("typing"));
    if (plan.labelled && item.id && !item.dots) row.dataset.mid = item.id;
    fill(row, item);
    return row;
  };

  // -- where a line goes ------------------------------------------------------------------------------------------
  let group = null;
  const place = (item, node) => {
    if (plan.rendering === "reversed") return table.prepend(node);
    if (!plan.grouped || item.notice) { group = null; return table.append(node); }
    if (!group || group.who !== item.who) {
      group = { who: item.who, box: el("group") };
      table.append(group.box);
    }
    return group.box.append(node);
  };
  const follow = () => {
    let before = null;
    for (const item of items) {
      item.follows = Boolean(plan.grouped && before && !before.notice && before.who === item.who);
      before = item;
    }
  };
  const redraw = () => {
    group = null;
    table.replaceChildren();
    for (const item of items) place(item, build(item));
  };
  const show = (item) => {
    items.push(item);
    follow();
    if (plan.rendering === "rebuild") redraw();
    else { const node = build(item); nodes.set(item, node); place(item, node); }
    log.scrollTop = log.scrollHeight;
  };
  const refresh = (item) => {
    if (plan.rendering === "rebuild") redraw();
    else if (item.notice) nodes.get(item).textContent = item.text;
    else fill(nodes.get(item), item);
  };
  const drop = (item) => {
    items = items.filter((other) => other !== item);
    follow();
    if (plan.rendering === "rebuild") return redraw();
    const node = nodes.get(item);
    const box = node && node.parentNode;
    if (node) node.remove();
    if (box && box !== table && !box.children.length) { box.remove(); group = null; }
    return nodes.delete(item);
  };

  const dividers = new Set();
  const divide = (item) => {
    const moment = items.some((other) => other.who) ? item.who : "first";
    if (!plan.dividers || dividers.has(moment)) return;
    dividers.add(moment);
    show({ notice: "divider", text: moment === "first" ? plan.words.divider : clock(item.at) });
  };
  const dots = () => items.find((item) => item.dots);
  return {
    typing(on) {
      const now = dots();
      if (on && !now) show({ who: "agent", dots: true });
      if (!on && now) drop(now);
    },
    line(item) {
      const known = items.find((other) => other.id === item.id || (item.ref && other.ref === item.ref));
      if (known) {
        Object.assign(known, item, { pending: false });
        if (plan.icons) refresh(known);
        return;
      }
      const now = dots();
      if (now && item.who === "agent" && plan.typing === "inside") {
        Object.assign(now, item, { dots: false });
        follow();
        refresh(now);
        return;
      }
      if (item.who === "agent") this.typing(false);
      divide(item);
      show(item);
    },
    edit(id, text) { const item = items.find((other) => other.id === id); if (item) { item.text = text; refresh(item); } },
    remove(id) { const item = items.find((other) => other.id === id); if (item) drop(item); },
    notice(part, text) { show({ notice: part, text }); },
    widget(node) { if (plan.rendering === "rebuild" || plan.structure === "table") log.append(node); else table.append(node); },
  };
}
