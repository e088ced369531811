// One chat in `root`: its door, form, transcript and composer, as the plan has them.
(plan, root, lineOf, partsOf, transcriptOf) => {
  "use strict";
  const parts = partsOf(plan, root);
  const { el, button, doc } = parts;
  const panel = el("panel");
  const header = el("header", plan.words.title);
  const word = plan.words;
  parts.style(root);
  root.append(panel);
  panel.append(header);
  if (plan.closes && plan.place !== "whole") {
    header.append(button("tools", "–", () => { panel.hidden = true; }), button("tools", "×", () => { panel.hidden = true; }));
  }
  const field = (name, type, holder) => {
    const label = doc.createElement("label");
    const input = doc.createElement("input");
    Object.assign(input, { type, name: plan.fields[name] || name, required: true });
    if (plan.labelled) { label.textContent = `${word[name]}${name === "phone" ? "" : " *"}`; label.append(input); }
    else { input.placeholder = word[name]; label.append(input); }
    holder.append(label);
    return input;
  };

  // -- doors ------------------------------------------------------------------------------------------------------
  const shut = () => {
    const box = el("offline", "", plan.offline === "form" ? "form" : "div");
    const line = doc.createElement("p");
    line.textContent = word.offline;
    box.append(line);
    panel.append(box);
    if (plan.offline !== "form") return;
    field("name", "text", box);
    field("mail", "email", box);
    const note = doc.createElement("textarea");
    note.rows = 4;
    note.placeholder = word.placeholder;
    const post = button("send", word.offline_send);
    post.type = "submit";
    box.append(note, post);
    box.onsubmit = (event) => {
      event.preventDefault();
      wire.post("form", { text: note.value });
      box.replaceChildren(doc.createTextNode(word.canned || "✓"));
    };
  };
  const bar = () => {
    const box = el(plan.barred === "captcha" ? "captcha" : "login");
    const line = doc.createElement("p");
    line.textContent = word[plan.barred];
    box.append(line);
    if (plan.barred === "login") {
      for (const [name, type] of [["name", "text"], ["password", "password"]]) field(name, type, box);
      box.append(button("send", word.start));
    } else {
      const check = doc.createElement("input");
      check.type = plan.labelled ? "checkbox" : "text";
      box.append(check);
    }
    panel.append(box);
  };

  // -- the form before the chat -------------------------------------------------------------------------------------
  const ask = (then) => {
    const form = el("form", "", "form");
    form.noValidate = false;
    form.append(Object.assign(doc.createElement("p"), { textContent: word.form_title }));
    if (plan.asks_name) field("name", "text", form);
    if (plan.asks_mail) field("mail", plan.labelled ? "email" : "text", form);
    if (plan.asks_topic) {
      const choice = doc.createElement("select");
      choice.required = true;
      choice.name = plan.fields.topic;
      plan.topics.forEach((topic, index) => choice.add(new Option(topic, index ? topic : "")));
      if (plan.labelled) choice.setAttribute("aria-label", word.topic);
      form.append(choice);
    }
    if (plan.asks_phone !== "no") field("phone", "tel", form).required = plan.asks_phone === "required";
    if (plan.asks_consent) {
      const label = doc.createElement("label");
      const tick = Object.assign(doc.createElement("input"), { type: "checkbox", required: true, name: plan.fields.consent });
      label.append(tick, " " + word.consent);
      form.append(label);
    }
    const go = button("start", word.start);
    go.type = "submit";
    form.append(go);
    panel.append(form);
    form.onsubmit = (event) => {
      event.preventDefault();
      const given = {};
      for (const [key, name] of Object.entries(plan.fields)) {
        const one = form.elements[name];
        if (one) given[key] = one.type === "checkbox" ? String(one.checked) : one.value;
      }
      wire.post("entered", given);
      form.remove();
      then();
    };
  };

  // -- the chat itself ------------------------------------------------------------------------------------------------
  let transcript;
  let queue;
  let dots;
  let status;
  let live = null;
  let suggested = !plan.suggestions;
  let write;
  let last = 0;
  const early = [];
  const talk = () => {
    const log = el("log");
    if (plan.structure === "semantic") { log.setAttribute("role", "log"); log.setAttribute("aria-live", "polite"); }
    queue = el("queue");
    queue.hidden = true;
    status = el("status", word.connecting);
    status.hidden = wire.isOpen();
    dots = el("typing", word.typing);
    dots.hidden = true;
    panel.append(log, queue, status);
    if (plan.typing === "outside") panel.append(dots);
    transcript = transcriptOf(plan, parts, log);
    if (plan.copies === "live") {
      live = el("live");
      live.setAttribute("aria-live", "polite");
      live.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
      panel.append(live);
    }
    compose();
    for (const told of early.splice(0)) hear(told);
    wire.connect();
  };
  const inputs = {
    textarea: () => Object.assign(el("input", "", "textarea"), { rows: 2, placeholder: word.placeholder }),
    line: () => Object.assign(el("input", "", "input"), { type: "text", placeholder: word.placeholder }),
    editable: () => { const box = el("input", "", "div"); box.contentEditable = "true"; box.dataset.placeholder = word.placeholder; return box; },
    rich: () => { const box = el("input", "", "div"); box.contentEditable = "true"; box.innerHTML = "<p><br></p>"; return box; },
    framed: () => Object.assign(el("input", "", "iframe"), { onload: settle }),
  };
  const framed = plan.editor === "framed", rich = framed || plan.input === "rich", editable = rich || plan.input === "editable";
  // A frame has its document once it is in the page, and another one once it has been moved there.
  const pad = () => (framed ? write.contentDocument && write.contentDocument.body : write);
  const settle = () => { pad().contentEditable = "true"; clear(); listen(pad()); };
  const listen = (at) => { at.addEventListener("input", changed); at.addEventListener("keydown", key); };
  const content = () => (!pad() ? "" : editable ? pad().innerText : write.value).replace(/\u00a0/g, " ").trim();
  const clear = () => {
    if (rich) pad().innerHTML = "<p><br></p>"; else if (editable) write.textContent = ""; else write.value = "";
    changed();
  };
  let draft = "";
  let send = null;
  let counter = null;
  const changed = () => {
    draft = content();
    if (send && plan.sendLate) send.hidden = !draft;
    if (send) send.disabled = !draft || (plan.socket === "disabled" && !wire.isOpen());
    if (counter) counter.textContent = `${draft.length}/${plan.longest}`;
  };
  const attach = () => {
    const made = el("tools", "", "label");
    made.append(parts.svg("M8 4v12a4 4 0 0 0 8 0V6"), Object.assign(doc.createElement("input"), { type: "file", hidden: true }));
    return made;
  };
  const compose = () => {
    const composer = el("composer");
    write = inputs[framed ? "framed" : plan.input]();
    if (plan.labelled && editable && !framed) write.setAttribute("role", "textbox");
    if (plan.labelled) write.setAttribute("aria-label", word.placeholder);
    if (rich) {
      const tools = el("tools");
      for (const mark of ["B", "I", "☺"]) tools.append(button("", mark));
      panel.append(tools);
    }
    const more = plan.extras.map((glyph) => (glyph === "file" ? attach() : button("tools", glyph)));
    composer.append(...more.slice(0, 1), write, ...more.slice(1));
    if (plan.sending === "button" || plan.sending === "breaks" || (plan.sending === "enter" && plan.ticks)) {
      send = Object.assign(el("send", plan.ticks ? "" : word.send, plan.sendAs), { onclick: press });
      if (plan.sendAs === "button") send.type = "button";
      if (plan.ticks) send.append(parts.svg("M2 21l21-9L2 3v7l15 2-15 2z"));
      if (plan.ticks && plan.labelled) send.setAttribute("aria-label", word.send);
      composer.append(send);
    }
    if (plan.longest) { counter = el("counter"); composer.append(counter); }
    panel.append(composer);
    if (plan.powered) panel.append(el("powered", plan.powered));
    if (!framed) listen(write);
    if (plan.socket === "disabled" && !wire.isOpen()) lock(true);
    changed();
  };
  const lock = (on) => { if (editable) write.contentEditable = String(!on); else write.disabled = on; changed(); };
  const key = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    if (plan.sending === "breaks" || (plan.sending === "ctrl_enter" && !control)) return;
    if (plan.sending === "button" && plan.input !== "line") return;
    event.preventDefault();
    if (plan.sending !== "button") press();
  };
  const press = () => {
    if (!draft) return;
    if (plan.longest && draft.length > plan.longest) { transcript.notice("notice", word.too_long); return; }
    if (plan.limit === "rate" && Date.now() - last < 3000) { transcript.notice("notice", word.too_fast); return; }
    if (!wire.isOpen()) { if (plan.socket === "swallows") clear(); return; }
    last = Date.now();
    const ref = Math.random().toString(36).slice(2);
    if (plan.echo === "at_once") transcript.line({ id: ref, ref, who: "own", text: draft, at: Date.now() / 1000, pending: true });
    wire.say(draft, ref);
    clear();
  };
  const end = (text) => { transcript.notice("ended", text); write.remove(); if (send) send.remove(); };
  const rate = (text) => {
    const box = el("rating", text);
    for (const star of "12345") box.append(button("", "☆".repeat(1), () => wire.post("rated", { star })));
    transcript.widget(box);
  };
  const suggest = () => {
    suggested = true;
    const box = el("suggestions");
    for (const text of plan.ready) box.append(button("", text, () => { wire.say(text, text); box.remove(); }));
    transcript.widget(box);
  };
  const hear = (told) => {
    if (!transcript) { early.push(told); return; }
    if (told.visitor || told.lost) { status.hidden = wire.isOpen(); if (plan.socket === "disabled") lock(!wire.isOpen()); }
    for (const line of told.history || []) hear(line);
    if (told.line) {
      transcript.line(told.line);
      if (live && told.line.text) live.textContent = `${told.line.who === "own" ? word.own_said : word.agent_said} ${told.line.text}`;
      if (!suggested && told.line.who === "agent") suggest();
    }
    if (told.typing && plan.typing !== "outside") transcript.typing(true);
    if (plan.typing === "outside" && (told.typing || told.line)) dots.hidden = !told.typing;
    if (told.edit) transcript.edit(told.edit, told.to);
    if (told.drop) transcript.remove(told.drop);
    if (told.joined) transcript.notice("notice", told.joined);
    if (told.queue) { queue.textContent = told.queue; queue.hidden = false; }
    if (told.line && told.line.who === "agent") queue.hidden = true;
    if (told.rating) rate(told.rating);
    if (told.ended) end(told.ended);
  };
  const greet = (then) => {
    const home = el("lobby");
    const search = Object.assign(doc.createElement("input"), { type: plan.labelled ? "search" : "text", placeholder: word.look_up });
    const list = doc.createElement("div");
    const open = () => {
      const page = doc.createElement("div");
      page.append(button("", `‹ ${word.back}`, () => { page.remove(); home.hidden = false; }), word.article);
      home.hidden = true;
      panel.append(page);
    };
    for (const title of plan.articles) list.append(button("", title, open));
    home.append(Object.assign(doc.createElement("p"), { textContent: word.lobby }), search, list);
    home.append(button("start", word.enter, () => { home.remove(); then(); }));
    panel.append(home);
  };
  const asks = plan.asks_name || plan.asks_mail || plan.asks_topic || plan.asks_consent || plan.asks_phone !== "no";
  const wire = lineOf(plan, hear);
  if (plan.offline !== "no") shut();
  else if (plan.barred === "captcha" || plan.barred === "login") bar();
  else if (plan.lobby && !wire.known) greet(() => (asks ? ask(talk) : talk()));
  else if (!wire.known && asks) ask(talk);
  else talk();
  return { panel, known: wire.known };
}
