// Lists what one document offers a person: fields, things to press, and the surfaces they lie on. Changes nothing.
//
// Called with the name under which watch.js answers (it knows shadow roots and who listens for clicks), and with the parts
// that it is made of (lasting.js, surrounding.js, fields.js).
// Returns {facts, elements}: facts are plain data, `elements[i]` is what `facts.things[i]` speaks of.
(question, make) => {
  "use strict";
  const MOST = 500, PANEL_TEXT = 600;
  const asked = new CustomEvent(question + "-roots", { detail: {} });
  document.dispatchEvent(asked);
  const roots = [document, ...(asked.detail.roots || [])];
  const listens = asked.detail.listens || new WeakSet(), names = asked.detail.names || new WeakMap();
  const nameOf = (element) => { if (!names.has(element)) names.set(element, names.count = (names.count || 0) + 1); return names.get(element); };
  const rootsOf = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot && !roots.includes(element.shadowRoot)) { roots.push(element.shadowRoot); rootsOf(element.shadowRoot); }
    }
  };
  for (const root of [...roots]) rootsOf(root);
  // A form answers to the names of its fields before its own: it may have a `host`, an `id` or `children` that are inputs.
  const edge = (node) => node.nodeType === 11 && node.host || null;
  const idOf = (element) => element.getAttribute("id") || "";
  // Some libraries answer for a component with what it was given alone, and not with what it drew: the tree itself is asked.
  const nodesOf = (node) => [...Object.getOwnPropertyDescriptor(Node.prototype, "childNodes").get.call(node)];
  const kidsOf = (node) => nodesOf(node).filter((child) => child.nodeType === 1);
  const up = (node) => node.assignedSlot || node.parentNode && (edge(node.parentNode) || node.parentNode) || null;
  // Two letters that a design system has set apart are one word.
  const joined = (text) => /^\p{Script=Han}(\s\p{Script=Han})+$/u.test(text) ? text.replace(/\s/g, "") : text;
  const tidy = (text, most) => joined((text || "").replace(/\s+/g, " ").trim()).slice(0, most || 120);
  const round = Math.round;

  // -- sight ------------------------------------------------------------------------------------------------------
  const rectOf = (element) => { const r = element.getBoundingClientRect(); return [round(r.x), round(r.y), round(r.width), round(r.height)]; };
  const seen = (element) => {
    if (!element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return false;
    const [x, y, w, h] = rectOf(element);
    if (w < 3 || h < 3 || x + w < 0 || y + h + scrollY < 0) return false;
    return getComputedStyle(element).clipPath !== "inset(50%)";
  };
  const hit = (x, y) => {
    let found = document.elementFromPoint(x, y);
    while (found && found.shadowRoot) {
      const inner = found.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === found) break;
      found = inner;
    }
    return found;
  };
  const within = (node, ancestor) => { for (let at = node; at; at = up(at)) if (at === ancestor) return true; return false; };
  const coverOf = (element) => {
    const [x, y, w, h] = rectOf(element);
    const cx = x + w / 2, cy = y + h / 2;
    if (cx < 0 || cy < 0 || cx > innerWidth || cy > innerHeight) return null;
    const top = hit(cx, cy);
    return top && !within(top, element) && !within(element, top) ? top : null;
  };

  // Nobody can press it, nor bring it into sight: an edge that does not turn cuts it off.
  const cutOff = (element) => {
    const [x, y, w, h] = rectOf(element), cx = x + w / 2, cy = y + h / 2;
    const within = (box) => cx >= box.left && cx <= box.right && cy >= box.top && cy <= box.bottom;
    let lifted = "";
    for (let at = element; at && at.nodeType === 1 && at !== document.body && at !== document.documentElement; at = up(at)) {
      const style = getComputedStyle(at), own = at === element;
      if (!own && !(lifted && style.position === "static")) {
        if (/auto|scroll/.test(style.overflowX + style.overflowY)) return false;
        if (/hidden|clip/.test(style.overflowX + style.overflowY) && !within(at.getBoundingClientRect())) return true;
      }
      if (style.position === "fixed") return !within({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
      lifted = style.position === "absolute" ? "absolute" : !own && lifted && style.position === "static" ? lifted : "";
    }
    const still = [document.body, document.documentElement].some((one) => one && /hidden|clip/.test(getComputedStyle(one).overflowY));
    return still && !within({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
  };
  // It stands on a surface that waits outside the window, fixed there, or folded up to nothing: only a launcher brings it into sight.
  const waits = (element) => {
    for (let at = element; at && at.nodeType === 1; at = up(at)) {
      const style = getComputedStyle(at), box = at.getBoundingClientRect();
      if (at !== element && style.position !== "static" && /hidden|clip/.test(style.overflow) && Math.min(box.width, box.height) < 3) return true;
      if (style.position === "fixed") return box.left >= innerWidth || box.right <= 0 || box.top >= innerHeight || box.bottom <= 0;
    }
    return false;
  };
  // A picture, or a box that is nothing but one.
  const pictured = (element) => /^(img|svg|canvas|picture|object)$/.test(element.localName) || (!kidsOf(element).length && !element.textContent.trim() && [null, "::before", "::after"].some((part) => getComputedStyle(element, part).backgroundImage !== "none" || (getComputedStyle(element, part).maskImage || "none") !== "none"));

  // -- words ------------------------------------------------------------------------------------------------------
  // A drawing may hold a style sheet, which says nothing.
  const wordsOf = (element) => element.namespaceURI === "http://www.w3.org/2000/svg" ? [...element.querySelectorAll("text")].map((one) => one.textContent).join(" ") : element.innerText || element.textContent;
  const byId = (element, ids) => (ids || "").split(/\s+/).map((id) => id && element.getRootNode().getElementById && element.getRootNode().getElementById(id)).filter(Boolean);
  // A drawing's title has no box; what is hidden is shown once the chat is open, and says what it does then.
  const shown = (part) => (part.closest("svg") || part).checkVisibility({ checkVisibilityCSS: true });
  const said = (element) => {
    const parts = [element.getAttribute("aria-label"), element.title, element.alt, element.value && /^(button|submit|image)$/.test(element.type) ? element.value : ""];
    for (const other of byId(element, element.getAttribute("aria-labelledby"))) parts.push(other.textContent);
    for (const image of [...element.querySelectorAll("img[alt], svg title, [aria-label], [title]")].filter(shown)) parts.push(image.alt || image.getAttribute("aria-label") || image.getAttribute("title") || image.textContent);
    return tidy([...new Set(parts.filter(Boolean))].join(" · "));
  };
  const before = (element) => {
    let at = element;
    for (let step = 0; at && step < 3; step += 1) {
      for (let node = at.previousSibling; node; node = node.previousSibling) {
        const text = tidy(node.textContent);
        if (node.nodeType === 1 && node.querySelector("input, textarea, select") || node.nodeType === 1 && node.matches("input, textarea, select")) return "";
        if (text) return text;
      }
      at = at.parentElement;
      if (at && at.querySelectorAll("input:not([type=hidden]), textarea, select").length > 1) return "";
    }
    return "";
  };
  const after = (element) => { for (let node = element.nextSibling; node; node = node.nextSibling) if (tidy(node.textContent)) return tidy(node.textContent); return ""; };
  const named = (element) => [...(element.labels || []), ...byId(element, element.getAttribute("aria-labelledby"))];
  const labelOf = (element) => {
    const labels = named(element).map((label) => label.textContent);
    const words = [element.getAttribute("aria-label"), element.placeholder || element.getAttribute("data-placeholder") || element.getAttribute("aria-placeholder"), element.title, ...labels];
    const own = tidy([...new Set(words.filter(Boolean))].join(" · "));
    if (/^(checkbox|radio)$/.test(element.type)) return own || after(element) || tidy(element.parentElement && element.parentElement.textContent) || before(element);
    // A number that shows how one is written ("+57 300 123") is no name of what is asked: the words before it are.
    const example = /\d/.test(own) && !/\p{L}/u.test(own) ? before(element) : "";
    return example ? `${example} · ${own}` : own || before(element);
  };
  const file = (url) => (url || "").startsWith("data:") ? "" : (url || "").split(/[?#]/)[0].split("/").slice(-2).join("/");
  const marksOf = (element) => {
    const inner = element.querySelector("img[src], use, i[class], svg[class], span[class]");
    const parts = [idOf(element), element.getAttribute("class"), element.getAttribute("name"), element.getAttribute("data-testid"), element.getAttribute("data-id"), element.localName.includes("-") ? element.localName : ""];
    if (inner) parts.push(inner.getAttribute("class"), file(inner.getAttribute("src")), inner.getAttribute("href"));
    if (element.tagName === "IMG") parts.push(file(element.getAttribute("src")));
    const host = element.getRootNode().host;
    if (host) parts.push(idOf(host), host.getAttribute("class"), host.localName);
    return tidy(parts.filter(Boolean).join(" "), 160);
  };

  // -- surfaces -----------------------------------------------------------------------------------------------------
  const panels = [], panelIndex = new Map();
  const floats = (element) => {
    const style = getComputedStyle(element);
    return style.position === "fixed" || style.position === "sticky" || (style.position === "absolute" && Number(style.zIndex) > 0);
  };
  // A layer over the window that lets presses through is no surface: what is placed on it is one, and stays where it is.
  const layer = (element) => { const style = getComputedStyle(element), [, , w, h] = rectOf(element); return style.position === "fixed" && style.pointerEvents === "none" && w * h > innerWidth * innerHeight * 0.5; };
  const placed = (element) => getComputedStyle(element).position !== "static";
  const isPanel = (element) => element.matches("dialog, [role=dialog], [role=alertdialog], [aria-modal=true]") || floats(element);
  const panelOf = (element) => {
    let found = null, on = null, last = null;
    for (let at = element; at && at.nodeType === 1; at = up(at)) {
      if (layer(at)) { found = found || last; on = at; break; }
      if (placed(at)) last = at;
      if (isPanel(at)) { found = at; if (getComputedStyle(at).position === "fixed") break; }
    }
    if (!found) return -1;
    if (!panelIndex.has(found)) {
      panelIndex.set(found, panels.length);
      const style = getComputedStyle(found);
      panels.push({ text: tidy(found.innerText, PANEL_TEXT), marks: tidy([idOf(found), found.getAttribute("class"), found.getAttribute("role"), found.getAttribute("aria-label")].filter(Boolean).join(" ")),
        rect: rectOf(found), fixed: style.position === "fixed" || on !== null, z: Number(style.zIndex) || 0, modal: found.matches("dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]"),
        log: [...found.querySelectorAll("[role=log], [role=feed], [aria-live=polite]")].some(seen) });
    }
    return panelIndex.get(found);
  };

  // -- things -------------------------------------------------------------------------------------------------------
  const FIELD = "input:not([type=hidden]):not([type=button]):not([type=submit]):not([type=reset]):not([type=image]):not([type=file]), textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox]";
  const PRESS = "a[href], button, summary, [role=button], [role=link], [role=menuitem], [role=tab], [role=option], [role=radio], [role=checkbox], input[type=button], input[type=submit], input[type=image], [onclick], label";
  const selectorOf = make.lasting({ roots, seen, within, edge, idOf, kidsOf });
  const { headingOver, homeOf } = make.surrounding({ up, idOf, tidy, floats, FIELD });
  const { shown: drawn, looksUp, logNear, documentIn } = make.fields({ seen, within, up, rectOf, named, FIELD, PRESS });
  const elements = [], things = [], groups = [];
  const add = (element, fact) => {
    if (things.length >= MOST) return;
    const style = getComputedStyle(element);
    const cover = fact.seen ? coverOf(element) : null;
    elements.push(element);
    things.push({ name: nameOf(element), tag: element.localName, role: element.getAttribute("role") || "", marks: marksOf(element), rect: rectOf(element), panel: panelOf(element),
      disabled: Boolean(element.disabled || element.readOnly || element.getAttribute("aria-disabled") === "true" || (fact.type === "editable" && !element.isContentEditable)), inert: style.pointerEvents === "none" || element.closest("[inert]") !== null, cover: cover ? panelOf(cover) : -2, z: Number(style.zIndex) || 0, ...fact });
  };
  // What floats over the page is of no form with what lies below it.
  const apart = (element) => getComputedStyle(element).position === "fixed" || element.matches("dialog, [role=dialog], [aria-modal=true]");
  const groupOf = (element) => {
    const form = element.closest("form");
    let at = form;
    if (!at) for (at = element.parentElement; at && at.querySelectorAll(FIELD).length < 2 && !apart(at) && at !== document.body; at = at.parentElement);
    if (!at) at = element.getRootNode();
    if (!groups.includes(at)) groups.push(at);
    return groups.indexOf(at);
  };
  for (const root of roots) {
    for (const element of root.querySelectorAll(FIELD)) {
      if (element.parentElement && element.parentElement.closest("[contenteditable]:not([contenteditable=false])")) continue;
      const editable = !("value" in element);
      add(element, { kind: "field", waits: waits(element), type: editable ? "editable" : element.type || element.localName, label: labelOf(element), text: tidy(editable ? element.textContent : "", 40), seen: drawn(element),
        group: groupOf(element), form: Boolean(element.closest("form")), required: Boolean(element.required || element.getAttribute("aria-required") === "true" || /\*\s*$/.test(labelOf(element))), most: element.maxLength > 0 ? element.maxLength : 0,
        checked: Boolean(element.checked), options: element.options ? [...element.options].slice(0, 40).map((one) => [one.value, tidy(one.textContent, 60)]) : [],
        heading: headingOver(element), home: homeOf(element), search: looksUp(element), log: element.closest("form, div") ? logNear(element) : 0, filled: Boolean(!editable && element.value && !/^(checkbox|radio)$/.test(element.type)) });
    }
  }
  for (const root of roots) {
    for (const element of root.querySelectorAll("iframe, frame")) {
      const inner = documentIn(element);
      if (inner) add(element, { kind: "field", waits: waits(element), type: "editable", label: labelOf(element), text: tidy(inner.innerText, 40), seen: seen(element), disabled: false, group: groupOf(element), form: Boolean(element.closest("form")),
        heading: headingOver(element), home: homeOf(element), search: looksUp(element), log: element.closest("form, div") ? logNear(element) : 0 });
    }
  }
  const pressable = (element) => {
    if (element.matches(PRESS)) return true;
    if ((listens.has(element) || typeof element.onclick === "function") && element !== document.body && element !== document.documentElement) return true;
    const style = getComputedStyle(element);
    if (style.cursor === "pointer") { const parent = element.parentElement; return !parent || getComputedStyle(parent).cursor !== "pointer"; }
    return style.position === "fixed" && element.offsetWidth <= 260 && element.offsetHeight <= 130;
  };
  // What shows of a thing to press that takes no room itself: all in it is placed by its corners.
  const partOf = (element) => {
    for (let at = up(element); at && at.nodeType === 1; at = up(at)) {
      const [, , w, h] = rectOf(at);
      if (w >= 3 && h >= 3) return false;
      if (pressable(at)) return true;
    }
    return false;
  };
  for (const root of roots) {
    for (const element of root.querySelectorAll("*")) {
      if (/^(script|style|link|meta|head|title|option|html|body|path|g|use|iframe|template|br)$/.test(element.localName)) continue;
      if (element.matches(FIELD) && !/^(radio|checkbox)$/.test(element.type) || !seen(element) || !(pressable(element) || partOf(element))) continue;
      if (element.localName === "label" && element.control && /^(text|email|textarea|tel|select-one)$/.test(element.control.type)) continue;
      const [, , w, h] = rectOf(element);
      if (w * h > innerWidth * innerHeight * 0.5 && innerWidth > 260) continue; // a launcher may fill its own small frame
      add(element, { kind: "press", type: element.type || "", label: said(element), text: tidy(wordsOf(element), 80), seen: true, cut: cutOff(element), picture: pictured(element), group: element.closest("form") ? groupOf(element) : -1,
        href: element.localName === "a" ? element.getAttribute("href") || "" : "", nav: Boolean(element.closest("nav, header, footer")), has: element.querySelectorAll("*").length, holds: [...element.querySelectorAll(PRESS)].filter(seen).length, expanded: element.getAttribute("aria-expanded") || "" });
    }
  }
  for (const root of roots) {
    for (const element of root.querySelectorAll("iframe, frame")) {
      if (!documentIn(element)) add(element, { kind: "frame", waits: waits(element), type: "", label: tidy([element.title, element.name, element.getAttribute("aria-label")].filter(Boolean).join(" · ")), text: "", seen: seen(element), href: file(element.src) });
    }
  }
  const selectors = (indices) => indices.map((index) => selectorOf(elements[index]));
  // What a shadow root shows: its style sheets are made of words too.
  const shows = (element) => element.checkVisibility() || (getComputedStyle(element).display === "contents" && kidsOf(element).some(shows));
  const shownIn = (root) => nodesOf(root).map((node) => node.nodeType === 3 ? node.data : node.nodeType === 1 && !/^(STYLE|SCRIPT|TEMPLATE|LINK|SLOT)$/.test(node.tagName) && shows(node) ? node.innerText || "" : "").join(" ");
  const body = document.body;
  const formsText = groups.map((one) => tidy(one.nodeType === 11 ? shownIn(one) : one.innerText || one.textContent, 700) + " " + (one.nodeType === 1 ? `${idOf(one)} ${one.getAttribute("class") || ""}` : "") + " " + tidy([...(one.querySelectorAll ? one.querySelectorAll("input[placeholder]") : [])].map((field) => field.placeholder).join(" ")));
  const facts = { things, panels, forms: formsText, text: tidy(body ? body.innerText : "", 4000) + " " + tidy(roots.slice(1).map(shownIn).join(" "), 2000), view: [innerWidth, innerHeight], title: tidy(document.title),
    scripts: [...document.scripts].map((one) => one.src).filter(Boolean).slice(0, 60), url: location.href, ready: document.readyState };
  const fold = (text) => text.normalize("NFKC").replace(/\s+/g, ""), says = (text) => { const all = fold((body ? body.innerText : "") + " " + roots.slice(1).map(shownIn).join(" ")); return Boolean(text) && all.includes(fold(text)); };
  const coveredBy = (element) => { const cover = coverOf(element); return cover ? panelOf(cover) : -2; };
  return { facts, elements, selectors, selectorOf, coverOf: coveredBy, says };
}
