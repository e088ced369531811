// Lays the form of the zoo out, checks it as its kind does, sends it, and says what became of it.
const main = document.querySelector("main");
add(document.head, make("style", "", STYLE));
const fields = []; // { key, control, needed }
const labelled = (key, control, needed) => {
  const kind = FORM.labels, word = SAID[key], line = make("div", "line"), target = control.control;
  const star = needed && FORM.required === "star" ? " *" : needed && FORM.required === "word" ? " " + SAID.needed : "";
  const native = target && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) && target.getRootNode() === control.node.getRootNode();
  if (needed && FORM.required === "attribute" && target && "required" in target) target.required = true;
  fields.push({ key, control, needed, line });
  if (control.titled) { if (star) control.node.querySelector("div > div").append(star); return add(line, control.node); }
  const own = ["placeholder", "floating", "title"].includes(kind) && target && "placeholder" in target && !target.placeholder;
  if (kind === "placeholder" && own) { target.placeholder = word + star; return add(line, control.node); }
  if (kind === "title" && own) { target.title = word + star; return add(line, control.node); }
  const id = "f" + fields.length;
  if (kind === "floating" && own) {
    line.style.cssText = "position:relative;padding-top:16px"; target.placeholder = " "; target.id = id;
    return add(line, control.node, make("label", "floating", word + star, { htmlFor: id }));
  }
  if (kind === "wrapping" && native && control.node === target) return add(line, add(make("label", "", word + star), control.node));
  if (kind === "table") return add(make("tr"), add(make("td", "", word + star)), add(make("td"), control.node));
  if (kind === "labelledby" && target && native) { target.setAttribute("aria-labelledby", id); return add(line, make("span", "", word + star, { id }), control.node); }
  if (kind === "heading") return add(line, make("h4", "", word + star), control.node);
  if (kind === "after" && native && target.tagName === "INPUT") return add(line, control.node, make("span", "", " " + word + star));
  if (kind === "for" && native) { target.id = id; return add(line, make("label", "", word + star, { htmlFor: id }), control.node); }
  return add(line, make("div", "title", word + star), control.node);
};
const message = FORM.message === "editable" ? editor() : FORM.message === "component" ? inner("textarea") : text("textarea");
const first = [labelled("name", text("name"), true), labelled("mail", text("mail"), true)];
if (FORM.topic !== "none") first.push(labelled("topic", topic(), true));
const second = [];
if (FORM.subject) second.push(labelled("subject", text("subject"), true));
if (FORM.phone) second.push(labelled("phone", text("phone"), false));
second.push(labelled("message", message, true));
const trap = make("input", "", "", { type: "text", name: "website2", tabIndex: -1, autocomplete: "off" });
if (FORM.honeypot !== "none") {
  const hidden = { offscreen: "position:absolute;left:-9999px", clear: "opacity:0;position:absolute;height:20px", clipped: "position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden", told: "" }[FORM.honeypot];
  second.unshift(add(make("div"), add(make("label", "", FORM.honeypot === "told" ? SAID.trap + " " : "Website "), trap)));
  second[0].style.cssText = hidden;
}
const consent = FORM.consent === "none" ? null : box(FORM.consent, SAID.consent);
if (consent && FORM.required === "attribute") { const ticked = consent.node.querySelector?.("input"); if (ticked) ticked.required = true; }
if (consent && FORM.required === "star") consent.node.append(" *");
const subscribe = FORM.newsletter ? box("native", SAID.subscribe) : null;
const note = make("div", "error");
note.setAttribute("role", "alert");
const told = new Map();
const complain = (field) => {
  const line = field.line.isConnected ? field.line : field.control.node.parentElement;
  if (!told.has(field)) { told.set(field, make("div", "error", SAID.missing)); line.append(told.get(field)); }
};
const lacking = (some) => {
  told.forEach((one) => one.remove()); told.clear();
  const missing = some.filter((field) => field.needed && !String(field.control.value()).trim());
  missing.forEach(complain);
  if (consent && some === fields && !consent.value()) { note.textContent = SAID.missing; return true; }
  note.textContent = "";
  return missing.length > 0;
};
if (FORM.validation === "blur") for (const field of fields)
  field.control.node.addEventListener("focusout", () => { if (field.needed && !field.control.value()) complain(field); });

// -- sending ------------------------------------------------------------------------------------------------------
const values = () => ({
  ...Object.fromEntries(fields.map((field) => [field.key, field.control.value()])), trap: trap.value,
  ...(consent ? { consent: consent.value() } : {}), ...(subscribe ? { subscribe: subscribe.value() } : {}),
});
const post = (target) => {
  const form = make("form", "", "", { method: "post", action: `/${GIVEN.name}/post`, target });
  for (const [key, value] of Object.entries(values())) add(form, make("input", "", "", { type: "hidden", name: key, value: String(value) }));
  form.hidden = true;
  document.body.append(form);
  form.submit();
};
const carry = {
  fetch: async () => (await fetch(`/${GIVEN.name}/send`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(values()) })).json(),
  socket: () => new Promise((done) => {
    const line = new WebSocket(`ws://${location.host}/${GIVEN.name}/socket`);
    line.onopen = () => line.send(JSON.stringify(values()));
    line.onmessage = (event) => { done(JSON.parse(event.data)); line.close(); };
  }),
  frame: () => new Promise((done) => {
    const frame = make("iframe", "", "", { name: "into", hidden: true });
    frame.onload = () => { const got = /\d+/.exec(frame.contentDocument.body.innerText); if (got) done({ number: Number(got[0]), missing: false }); };
    document.body.append(frame);
    post("into");
  }),
};
let under = false;
const send = async () => {
  if (under) return;
  if (FORM.validation !== "server" && lacking(fields)) return;
  under = true;
  if (FORM.sending === "post") return post("_self");
  const answer = await carry[FORM.sending]();
  under = false;
  if (answer.missing) { lacking(fields); note.textContent = SAID.missing; return; }
  succeed(answer.number);
};
const succeed = (number) => {
  const kind = FORM.success, line = make("div", "sent", SAID.sent);
  const empty = () => { fields.forEach((field) => field.control.empty()); consent?.empty(); };
  if (kind === "replaced") return place.replaceChildren(line);
  if (kind === "number") return place.replaceChildren(line, make("p", "", `${SAID.number} ${number}`));
  if (kind === "emptied") { empty(); fields.filter((field) => field.needed).forEach(complain); return place.prepend(line); }
  empty();
  line.classList.add(css(kind));
  line.dataset.z = kind;
  document.body.append(line);
  if (kind === "toast") setTimeout(() => line.remove(), 2500);
  else add(line, make("button", "", SAID.confirm, { onclick: () => line.remove() }));
};

// -- laying out ---------------------------------------------------------------------------------------------------
const BUTTONS = { button: ["button", "btn"], input: ["input", "btn"], link: ["a", "btn"], div: ["div", "press"], span: ["span", "press"], footer: ["button", "btn"] };
const button = (words, act, kind = FORM.button) => {
  if (kind === "component") { const node = component(make("button", "", words, { type: "button" })); node.onclick = act; return node; }
  const [tag, name] = BUTTONS[kind], node = make(tag, name, tag === "input" ? "" : words);
  if (tag === "input") Object.assign(node, { type: "submit", value: words });
  if (tag === "button") node.type = FORM.button === "button" && FORM.validation === "html5" ? "submit" : "button";
  if (tag === "a") node.href = "javascript:void 0";
  node.addEventListener("click", (event) => { if (node.type !== "submit" || !node.form) { event.preventDefault(); act(); } });
  return node;
};
const place = make("section", "place"), form = make("form", "form");
form.noValidate = FORM.validation !== "html5";
let pressed = () => review();
form.onsubmit = (event) => { event.preventDefault(); pressed(); };
const review = () => {
  if (!FORM.preview) return send();
  if (lacking(fields)) return undefined;
  const shown = make("section", "review");
  add(shown, make("h3", "", SAID.check), ...fields.map((field) => make("p", "", `${SAID[field.key]}: ${field.control.value()}`)));
  const back = button(SAID.change, () => { shown.remove(); form.style.display = ""; }, "div");
  add(shown, back, button(SAID.send, send, /footer|input/.test(FORM.button) ? "button" : FORM.button));
  form.style.display = "none";
  place.append(shown);
  return undefined;
};
const stack = (...lines) => {
  if (FORM.labels !== "table") return lines;
  const table = make("table");
  const flush = lines.map((line) => (line.tagName === "TR" ? line : add(make("tr"), add(make("td", "", "", { colSpan: 2 }), line))));
  return [add(table, add(make("tbody"), ...flush))];
};
const cells = () => SAID.rows.map((word) => { const row = make("div", "cell"), icon = make("span", "arrow"); icon.innerHTML = ARROW; row.onclick = () => { location.hash = "elsewhere"; }; return add(row, make("div", "head", word), icon); });
const rest = () => [...(consent ? [consent.node] : []), ...(subscribe ? [subscribe.node] : []), note];
const fill = () => {
  const end = button(SAID.send, () => pressed());
  if (FORM.steps) {
    const go = button(SAID.next, () => pressed(), FORM.button === "footer" ? "button" : FORM.button);
    const one = add(make("div"), ...stack(...first), go), count = fields.length - second.filter((line) => fields.some((field) => field.line === line)).length;
    const two = add(make("div"), ...stack(...second), ...rest(), end);
    pressed = () => { if (!lacking(fields.slice(0, FORM.topic === "none" ? 2 : 3))) { one.replaceWith(two); pressed = review; } };
    return add(form, one);
  }
  add(form, ...(FORM.cells ? cells() : []), ...stack(...first, ...second), ...rest());
  if (FORM.button !== "footer") form.append(end);
  return form;
};
const others = () => {
  const aside = make("aside"), line = make("form", "", "", { onsubmit: (event) => event.preventDefault() });
  if (FORM.beside === "search") add(line, make("input", "", "", { type: "search", name: "q", placeholder: SAID.search }), make("button", "", SAID.search));
  if (FORM.beside === "newsletter") add(line, make("p", "", SAID.subscribe), make("input", "", "", { type: "email", placeholder: SAID.mail }), make("button", "", SAID.language === "zh" ? "订阅" : "Subscribe"));
  if (FORM.beside === "login") add(line, make("input", "", "", { type: "text", placeholder: SAID.mail }), make("input", "", "", { type: "password" }), make("button", "", SAID.login));
  return add(aside, line);
};
if (FORM.beside !== "none") main.append(others());
main.append(make("h1", "", SAID.title));
add(place, fill());
if (FORM.button === "footer" && !FORM.steps) place.append(add(make("div", "bottom"), button(SAID.send, () => pressed())));
const shown = (open) => { place.style.display = open ? "" : "none"; };
if (FORM.door !== "none") shown(false);
if (FORM.door === "button") main.append(make("button", "btn", SAID.open, { type: "button", onclick: () => shown(true) }), place);
else if (FORM.door === "tab") { main.append(add(make("div", "tabs"), make("button", "", SAID.faq, { type: "button", onclick: () => shown(false) }), make("button", "", SAID.open, { type: "button", onclick: () => shown(true) })), place); }
else if (FORM.door === "dialog") { place.setAttribute("role", "dialog"); main.append(make("a", "btn", SAID.open, { href: "#", onclick: (event) => { event.preventDefault(); shown(true); } })); document.body.append(place); }
else main.append(place);
