// Draws the controls of a form of the zoo. Each is { node, value(), focus } and knows nothing of the others.
"use strict";
const FORM = GIVEN.form, SAID = GIVEN.words, STYLE = GIVEN.style;
let counted = 0;
const css = (name) => (FORM.hashed ? "c" + [...name].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) % 9973, 7).toString(36) : name);
const make = (tag, name, text, more) => {
  const node = document.createElement(tag);
  if (name) { node.className = css(name); node.dataset.z = name; }
  if (text) node.textContent = text;
  Object.assign(node, more || {});
  return node;
};
const add = (parent, ...nodes) => { parent.append(...nodes); return parent; };
const ARROW = '<svg width="12" height="12" viewBox="0 0 12 12"><path d="M4 2l4 4-4 4" fill="none" stroke="#999"/></svg>';
const component = (inside, style) => { // an element of its own with an open shadow root
  const name = `x-part${++counted}`;
  customElements.define(name, class extends HTMLElement {});
  const host = document.createElement(name);
  add(host.attachShadow({ mode: "open" }), make("style", "", style || "*{font:inherit}"), inside);
  return host;
};
const text = (kind) => {
  const node = make(kind === "textarea" ? "textarea" : "input", "input");
  if (kind !== "textarea") node.type = kind === "mail" && FORM.validation === "html5" ? "email" : "text";
  return { node, control: node, value: () => node.value, empty: () => { node.value = ""; } };
};
const editor = () => {
  const node = make("div", "editor");
  node.contentEditable = "true";
  return { node, control: node, value: () => node.innerText.trim(), empty: () => { node.textContent = ""; } };
};
const inner = (kind) => { // two components, one in the other
  const field = text(kind);
  const outer = component(component(field.node, STYLE), STYLE);
  return { ...field, node: outer };
};

// -- what is chosen from ------------------------------------------------------------------------------------------
const native = (extra) => {
  const node = make("select", "input");
  add(node, make("option", "", SAID.choose, { value: "" }), ...SAID.choices.map((one, n) => make("option", "", one, { value: extra === "coded" ? "k" + n : one })));
  return { node, control: node, value: () => (node.selectedIndex > 0 ? SAID.choices[node.selectedIndex - 1] : ""), empty: () => { node.selectedIndex = 0; } };
};
const drawn = (kind) => {
  let chosen = "";
  const face = make(kind === "toggle" ? "button" : "div", "face", kind === "named" ? SAID.topic : SAID.choose, { type: "button" });
  const row = make("div", /cell|wheel|sheet/.test(kind) ? "cell" : "box");
  const list = make("div", kind === "wheel" || kind === "sheet" ? "sheet" : "drop");
  const show = (open) => { list.style.display = open ? "block" : "none"; if (kind === "role") face.setAttribute("aria-expanded", open); };
  const take = (one) => { chosen = one; face.textContent = one; face.classList.add(css("chosen")); show(false); };
  const items = () => SAID.choices.map((one) => {
    const item = make(kind === "portal" ? "li" : "div", "item", one);
    if (kind === "role") item.setAttribute("role", "option");
    item.onclick = (event) => { event.stopPropagation(); take(one); };
    return item;
  });
  if (kind === "role") { face.setAttribute("role", "combobox"); face.tabIndex = 0; face.setAttribute("aria-haspopup", "listbox"); list.setAttribute("role", "listbox"); }
  const roll = () => { // a wheel: it is turned, and keeps what stands in its middle once that is confirmed
    const most = 40, reel = make("div", "reel"), rows = SAID.choices.map((one) => make("div", "turn", one));
    let at = 0, from = null, moved = 0;
    const stand = (way) => { reel.style.transform = `translateY(${80 - at * most + way}px)`; };
    const end = () => { if (from !== null) { at = Math.max(0, Math.min(rows.length - 1, at - Math.round(moved / most))); from = null; moved = 0; stand(0); } };
    const drum = add(make("div", "wheel"), add(reel, ...rows));
    const point = (event) => (event.changedTouches ? event.changedTouches[0].clientY : event.clientY);
    for (const [begins, moves, ends] of [["touchstart", "touchmove", "touchend"], ["mousedown", "mousemove", "mouseup"]]) {
      drum.addEventListener(begins, (event) => { from = point(event); moved = 0; });
      drum.addEventListener(moves, (event) => { if (from !== null) { moved = point(event) - from; stand(moved); } });
      drum.addEventListener(ends, end);
    }
    stand(0);
    return { drum, taken: () => SAID.choices[at] };
  };
  const bar = (confirmed) => add(make("div", "bar"), make("div", "cancel", SAID.cancel, { onclick: () => show(false) }), make("div", "about", SAID.topic), make("div", "done", SAID.confirm, { onclick: confirmed }));
  const open = () => {
    list.textContent = "";
    if (kind === "wheel") { const reel = roll(); add(list, bar(() => take(reel.taken())), reel.drum); }
    else if (kind === "sheet") {
      let held = SAID.choices[0];
      const rows = SAID.choices.map((one) => make("div", "item", one, { onclick: () => { held = one; rows.forEach((each) => { each.style.color = each.textContent === one ? "#06c" : ""; }); } }));
      add(list, bar(() => take(held)), add(make("div", "rows"), ...rows));
    } else add(list, ...items());
    show(true);
    if (kind === "animated") { list.style.height = "0"; list.style.transition = "height .5s"; setTimeout(() => { list.style.height = "130px"; }, 60); }
  };
  show(false);
  if (/portal|sheet|wheel/.test(kind)) document.body.append(list);
  const press = () => (list.style.display === "none" ? open() : show(false));
  if (/cell|wheel|sheet/.test(kind)) { row.onclick = press; const icon = make("span", "icon"); icon.innerHTML = ARROW; add(row, make("div", "head", SAID.topic), face, icon); }
  else if (kind === "covered") { add(row, make("input", "", "", { type: "hidden", name: "topic" }), face, make("div", "glass", "", { onclick: press })); }
  else { (kind === "role" ? face : row).onclick = press; add(row, face); }
  const node = add(make("div", "list"), row, ...(/portal|sheet|wheel/.test(kind) ? [] : [list]));
  return { node: kind === "component" ? component(node, STYLE) : node, control: face, titled: /cell|wheel|sheet/.test(kind), value: () => chosen, empty: () => { chosen = ""; face.textContent = SAID.choose; } };
};
const spread = (kind) => { // every choice stands there
  let chosen = "";
  const cards = SAID.choices.map((one) => {
    const card = make(kind === "cards" ? "label" : "div", kind === "cards" ? "card" : "segment", kind === "cards" ? "" : one);
    if (kind === "cards") add(card, make("input", "gone", "", { type: "radio", name: "topic", value: one }), make("span", "", one));
    card.addEventListener("click", () => { chosen = one; cards.forEach((each) => each.classList.toggle(css("active"), each === card)); });
    return card;
  });
  return { node: add(make("div", "spread"), ...cards), control: null, value: () => chosen, empty: () => { chosen = ""; cards.forEach((each) => each.classList.remove(css("active"))); } };
};
const clear = () => { // the native list lies over a drawn face, clear as glass
  const under = native(), face = make("div", "face", SAID.choose), row = make("div", "box");
  under.node.className = ""; under.node.style.cssText = "position:absolute;inset:0;opacity:0;width:100%;height:100%";
  under.node.onchange = () => { face.textContent = under.value() || SAID.choose; };
  return { ...under, node: add(row, face, under.node), empty: () => { under.empty(); face.textContent = SAID.choose; } };
};
const written = () => { // a field that cannot be written into and opens a list
  const list = drawn("bare"), field = make("input", "input", "", { type: "text", readOnly: true, placeholder: SAID.choose });
  const face = list.control;
  new MutationObserver(() => { field.value = list.value(); }).observe(face, { childList: true, characterData: true, subtree: true });
  field.onclick = () => face.parentElement.onclick();
  face.parentElement.style.cssText = "height:0;overflow:hidden;border:0;padding:0;margin:0;min-height:0";
  return { ...list, node: add(make("div", "list"), field, list.node), control: field, empty: () => { list.empty(); field.value = ""; } };
};
const topic = () => ({ select: native, cards: () => spread("cards"), segments: () => spread("segments"), clear, field: written })[FORM.topic]?.() || drawn(FORM.topic);

// -- what is ticked -----------------------------------------------------------------------------------------------
const box = (kind, words) => {
  const row = make("div", "agree"), said = make("span", "", words);
  if (kind === "native" || kind === "hidden") {
    const input = make("input", kind === "hidden" ? "gone" : "", "", { type: "checkbox" }), label = make("label", "agree");
    add(label, input, ...(kind === "hidden" ? [make("span", "mark")] : []), said);
    input.onchange = () => { if (kind === "hidden") label.children[1].style.background = input.checked ? "#06c" : ""; };
    return { node: label, value: () => input.checked, empty: () => { input.checked = false; } };
  }
  let on = false;
  const mark = make("span", kind === "switch" ? "switch" : "mark");
  const show = () => { mark.style.background = on ? "#06c" : ""; mark.classList.toggle(css("checked"), on); if (kind === "role" || kind === "switch") mark.setAttribute("aria-checked", on); };
  if (kind === "role" || kind === "switch") { mark.setAttribute("role", kind === "role" ? "checkbox" : "switch"); mark.tabIndex = 0; }
  mark.onclick = () => { on = !on; show(); };
  show();
  add(row, mark, said);
  return { node: kind === "component" ? component(row, STYLE) : row, value: () => on, empty: () => { on = false; show(); } };
};
