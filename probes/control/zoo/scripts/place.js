// The page around a chat: launcher, invitation, cookie banner, noise, and the place where the chat opens.
(plan, chat, partsOf) => {
  "use strict";
  const word = plan.words;
  let home = document.body;
  if (plan.place === "shadow") {
    const host = document.createElement(plan.structure === "soup" ? "div" : "x-support");
    document.body.append(host);
    home = host.attachShadow({ mode: "open" });
  }
  const parts = partsOf(plan, home);
  const { el, button } = parts;
  parts.style(home === document.body ? document.head : home);

  // -- where the chat opens -----------------------------------------------------------------------------------------
  let opened = null;
  const frame = () => {
    const made = el("embed", "", "iframe");
    made.title = plan.labelled ? word.title : "";
    made.style.cssText = "position:fixed;right:18px;bottom:80px;width:350px;height:460px;border:0;z-index:910;background:#fff";
    const room = `${plan.base}/room${location.search}`;
    if (plan.place === "frame") made.src = room;
    if (plan.place === "nested") made.src = `${plan.base}/outer${location.search}`;
    if (plan.place === "other_origin") made.src = plan.other + room;
    document.body.append(made);
    if (plan.place === "written") {
      const inner = made.contentDocument;
      inner.open();
      inner.write(`<!doctype html><html><head><meta charset="utf-8"></head><body></body></html>`);
      inner.close();
      chat(inner.body);
    }
    return made;
  };
  const holder = () => {
    if (plan.place === "shadow") return home;
    const made = document.createElement("div");
    document.body.append(made);
    return made;
  };
  const places = {
    page: () => chat(holder()).panel,
    shadow: () => chat(Object.assign(home.appendChild(document.createElement("div")), {})).panel,
    frame, other_origin: frame, nested: frame, written: frame,
    popup: () => { window.open(`${plan.base}/room${location.search}`, "_blank", "width=420,height=600"); return null; },
    whole: () => chat(document.body).panel,
  };
  const toggle = () => {
    if (opened && opened.style.display === "none") { opened.style.display = ""; return; }
    if (opened) { opened.hidden = !opened.hidden; return; }
    opened = places[plan.place]();
  };

  // -- the way to it ------------------------------------------------------------------------------------------------
  const bubble = "M4 4h16v12H7l-3 3z";
  const launchers = {
    button: () => button("launcher", word.launcher, toggle),
    icon_button: () => { const made = button("launcher", "", toggle); made.append(parts.svg(bubble)); return made; },
    div: () => Object.assign(el("launcher", word.launcher, "div"), { onclick: toggle }),
    icon: () => { const made = el("launcher", "", "div"); made.append(parts.svg(bubble)); made.addEventListener("click", toggle); return made; },
    link: () => Object.assign(el("launcher", word.launcher, "a"), { href: "#", onclick: (event) => { event.preventDefault(); toggle(); } }),
    picture: () => {
      const made = el("launcher", "", "div");
      const picture = document.createElement("img");
      picture.src = "data:image/svg+xml," + encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28"><path fill="#fff" d="${bubble}"/></svg>`);
      if (plan.labelled) picture.alt = word.launcher;
      made.append(picture);
      made.onclick = toggle;
      return made;
    },
    framed: () => {
      const made = el("launcher", "", "iframe");
      made.style.cssText = "border:0;padding:0;width:64px;height:64px;border-radius:50%";
      made.onload = () => {
        const face = made.contentDocument.createElement(plan.labelled ? "button" : "div");
        face.append(parts.svg(bubble));
        if (plan.labelled) face.setAttribute("aria-label", word.launcher);
        face.style.cssText = "width:64px;height:64px;box-sizing:border-box;padding:18px;border:0;background:#1463ff;color:#fff;cursor:pointer";
        face.onclick = toggle;
        made.contentDocument.body.style.margin = 0;
        made.contentDocument.body.replaceChildren(face);
        made.onload = null;
      };
      return made;
    },
  };
  const invite = () => {
    const card = el("invite");
    const line = document.createElement("p");
    line.textContent = word.invitation;
    const close = button("", "×", () => card.remove());
    const yes = button("", word.accept, () => { card.remove(); if (!opened) toggle(); });
    card.append(line, close, yes, button("", word.later, () => card.remove()));
    home.append(card);
  };
  const arrive = () => {
    if (plan.place === "whole") { toggle(); return; }
    if (plan.hidden_frame) { opened = frame(); opened.style.display = "none"; }
    home.append(launchers[plan.launcher]());
    if (plan.reopens && returning()) toggle(); else if (plan.invitation) invite();
  };
  const returning = () => {
    const inquiry = new URLSearchParams(location.search).get("inquiry") || "";
    const key = `v${plan.base.replace(/\W/g, "")}${inquiry}`;
    return plan.memory === "cookie" ? document.cookie.includes(key) : { local: localStorage, session: sessionStorage }[plan.memory]?.getItem(key);
  };

  // -- what else there is on a page ---------------------------------------------------------------------------------
  const banner = () => {
    const box = el("banner");
    const line = document.createElement("p");
    line.textContent = word.banner;
    box.append(line);
    const buttons = plan.banner === "closable" ? ["×"] : [word.banner_yes, word.banner_no];
    let cover = null;
    for (const name of buttons) box.append(button("", name, () => { box.remove(); if (cover) cover.remove(); }));
    if (plan.banner === "modal") {
      cover = document.createElement("div");
      cover.style.cssText = "position:fixed;inset:0;background:#0008;z-index:990";
      document.body.append(cover);
    }
    document.body.append(box);
  };
  if (home !== document.body && plan.banner !== "none") parts.style(document.head); // its own: other parts have other names
  if (plan.banner !== "none") banner();
  if (plan.never_idle) setInterval(() => { fetch(`${plan.base}/beat`).catch(() => {}); }, 900);
  if (plan.errors) setInterval(() => { console.error("widget: cannot read properties of undefined"); throw new Error("analytics is not defined"); }, 700);
  setTimeout(arrive, plan.wait);
}
