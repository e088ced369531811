// Tells which parts of a document people take for controls though they are built of other elements: lists to choose
// from, boxes to tick, sets of choices, buttons. By what is seen and said alone, never by a library's names.
//
// `page` is what the survey knows of the document, `words` are patterns of `words.toml`.
(page, words) => {
  "use strict";
  const { kept, all, seen, tidy, textOf, parentOf, within, rootOf, beside, standing, PRESS, CONTROL } = page;
  const NATIVE = "input:not([type=hidden]), select, textarea, [contenteditable=''], [contenteditable=true]";
  const ROLES = "[role=combobox], [role=checkbox], [role=switch], [role=radio], [role=option], [role=listbox], [role=menu], [role=tab], [role=alert], [aria-haspopup=listbox]";
  const patterns = Object.fromEntries(Object.entries(words).map(([key, some]) => [key, new RegExp(some.join("|"), "i")]));
  const says = (key, text) => patterns[key].test(text.replace(page.spaced, ""));
  const box = (one) => one.getBoundingClientRect();
  const css = (one) => getComputedStyle(one);
  const shell = (one) => String(one.getAttribute("class") || "");
  const up = (one, most) => { const path = []; for (let at = one; at && at !== document.body && path.length < most; at = parentOf(at)) path.push(at); return path; };
  const natives = all.filter((one) => one.matches(NATIVE)).filter((one) => standing(one));
  const fronts = natives.map((one) => standing(one));
  const holds = (one) => fronts.some((front) => within(front, one));
  const middle = (one) => ({ x: (box(one).left + box(one).right) / 2, y: (box(one).top + box(one).bottom) / 2 });
  const over = (front, { x, y }) => { const at = box(front); return x >= at.left && x <= at.right && y >= at.top && y <= at.bottom; };
  const own = (one) => [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("");
  const letters = (one) => tidy(one.textContent).length;
  // The innermost elements that hold words, a control's own left out.
  const leaves = all.filter((one) => {
    if (one.childElementCount > 4 || letters(one) < 1 || letters(one) > 60 || /^(SCRIPT|STYLE|OPTION|TEXTAREA|TITLE|NOSCRIPT)$/.test(one.tagName)) return false;
    return tidy(own(one)) === tidy(one.textContent) && !one.querySelector(NATIVE) && !one.closest("select, svg, [contenteditable=true]");
  });
  const bare = (said) => said.replace(/[(（\s]*(required|optional|必填|必选|选填|可选)[)）]?|[*＊:：\s]/gi, "");
  const pointed = (one) => css(one).cursor === "pointer" || (one.hasAttribute("tabindex") && one.tabIndex >= 0);
  const leads = (one) => { const link = one.closest("a[href]"); return Boolean(link && !/^(#|javascript:)/.test(link.getAttribute("href"))); };
  const shut = (one) => one.matches("[role=listbox][aria-haspopup], [role=listbox][aria-expanded=false]");
  const roled = (one) => up(one, 8).some((at, n, path) => at.matches(ROLES) && !path.some(shut));
  const lists = natives.filter((one) => one.matches("[role=combobox], [aria-haspopup=listbox]"));
  const compound = (one) => up(one, 5).some((at) => box(at).height <= 90 && lists.some((list) => within(list, at)) && natives.filter((each) => within(each, at)).length === 1);
  const claimed = (one) => roled(one) || compound(one) || fronts.some((front) => within(one, front) || over(front, middle(one)));

  // -- buttons ----------------------------------------------------------------------------------------------------
  const named = (one) => /(^|[\s_-])(btn|button|submit)/i.test(shell(one) + " " + one.tagName) && !/buttons|btns/i.test(shell(one));
  const buttons = leaves.filter((one) => letters(one) <= 24 && says("press", tidy(one.textContent)) && !one.closest(`${PRESS}, label, h1, h2, h3, h4, ${ROLES}`)
    && !leads(one) && up(one, 5).filter((at) => tidy(at.textContent) === tidy(one.textContent)).some((at) => named(at) || pointed(at) || at.onclick) && seen(one) && !claimed(one));

  // The face of a library's own select that says so by its class: to be pressed, with nothing in it to write into.
  const facelike = (one) => /(^|[\s_-])select(ion)?($|[\s_-])/i.test(shell(one)) && !one.matches(CONTROL) && !one.querySelector(CONTROL)
    && css(one).cursor === "pointer" && one.offsetHeight >= 16 && one.offsetHeight <= 100 && !one.closest("[role=combobox]") && seen(one);
  // The part of a select that shows its choice, beside a field that is its own.
  const shows = (one) => up(parentOf(one), 4).some((at, n, path) => path.slice(0, n + 1).every((each) => each.offsetHeight <= 100)
    && /(^|[\s_-])select($|[\s_-])/i.test(shell(at)) && at.querySelector("input:not([type=hidden]), select"));
  const controls = () => { // once it is known which forms there are
    const called = all.filter((one) => facelike(one) && rootOf(one) >= 0 && !shows(one));
    const known = new Set(called.filter((one) => !called.some((other) => other !== one && within(one, other))));
    // -- lists to choose from ---------------------------------------------------------------------------------------
    const faces = new Map(); // the part to press -> what it is called, and what it shows
    const spoken = () => [...faces.keys(), ...boxes.keys(), ...sets.keys()];
    const rowOf = (face) => { // the nearest part around it that says more, and holds no other control
      const others = (at) => holds(at) || [...faces.keys()].some((one) => one !== face && within(one, at));
      for (const at of up(face, 7).slice(1)) {
        if (at.tagName === "FORM" || others(at) || box(at).height > 160) return null;
        const rest = tidy(textOf(at).replace(textOf(face), " "));
        if (/[\p{L}]/u.test(rest)) return { at, rest };
      }
      return null;
    };
    const titled = (face) => rowOf(face)?.rest || beside(face, false);
    // What shows its own title shows no choice yet.
    const chosen = (one, label) => (label && bare(textOf(one)) === bare(label) ? "" : textOf(one));
    const framed = (one) => up(one, 4).some((at) => box(at).height <= 90 && (pointed(at) || parseFloat(css(at).borderTopWidth) + parseFloat(css(at).borderBottomWidth) >= 1 || /(right|arrow|access|link|chevron|down)/i.test([...at.querySelectorAll("svg, i, img, span, [class*=icon i]")].map(shell).join(" ") + shell(at)) || at.querySelector("svg")));
    // A row of a label and a value that is pressed as a whole and leads nowhere, as phones have them.
    const whole = (label) => {
      let row = null;
      for (const at of up(label, 7).slice(1)) {
        if (at.tagName === "FORM" || at.matches(CONTROL) || at.querySelector(CONTROL) || at.querySelectorAll("label").length > 1) return row;
        row = css(at).cursor === "pointer" && !at.getAttribute("href") && at.offsetHeight >= 16 && at.offsetHeight <= 140 ? at : row;
      }
      return row;
    };
    for (const label of all.filter((one) => one.tagName === "LABEL" && !one.control && rootOf(one) >= 0)) {
      const row = whole(label);
      if (row && seen(row) && ![...known].some((one) => within(one, row)) && textOf(row) !== textOf(label)) faces.set(row, { label: textOf(label), value: tidy(textOf(row).replace(textOf(label), "")), placeholder: "" });
    }
    // What asks to choose may be a title or a complaint as well.
    const titling = (leaf) => {
      const label = leaf.closest("label"); // that says more is a whole row
      if (leaf.closest("button")) return false;
      return leaf.closest("legend, h1, h2, h3, h4, h5, [class*=error i], [aria-live]") || (label && (textOf(label) === textOf(leaf) || natives.includes(label.control)));
    };
    // A list that bears its role in an empty part: the words beside it that ask to choose are what people press.
    const fronted = new Map();
    for (const one of all.filter((each) => each.matches("[role=combobox], [aria-haspopup=listbox]") && !each.value && !textOf(each) && rootOf(each) >= 0 && seen(each))) {
      const row = up(parentOf(one), 3).filter((at) => box(at).height <= 90 && all.filter((each) => each.matches(CONTROL) && within(each, at) && seen(each)).length === 1).at(-1);
      const hint = row && leaves.find((leaf) => within(leaf, row) && !within(leaf, one) && (kept.has(leaf) || says("faces", tidy(leaf.textContent))) && !titling(leaf) && !leads(leaf) && seen(leaf, true));
      if (hint) fronted.set(one, hint);
    }
    const fronting = [...fronted.values()];
    for (const leaf of leaves) {
      const text = tidy(leaf.textContent);
      if (text.length > 40 || !says("faces", text) || titling(leaf) || fronting.includes(leaf)) continue;
      if (rootOf(leaf) < 0 || leads(leaf) || !seen(leaf, true) || claimed(leaf) || [...known, ...faces.keys()].some((one) => within(leaf, one) || within(one, leaf))) continue;
      const face = leaf.closest("button") || leaf;
      if (faces.has(face)) continue;
      faces.set(face, { label: "", value: "", placeholder: text });
      const label = titled(face);
      if (label || framed(face)) faces.set(face, { label, value: "", placeholder: text });
      else faces.delete(face);
    }
    for (const one of kept) {
      if (one.isConnected && !faces.has(one) && !fronting.includes(one) && rootOf(one) >= 0 && seen(one) && ![...known, ...faces.keys()].some((face) => within(face, one) || within(one, face)))
        faces.set(one, { label: titled(one), value: chosen(one, titled(one)), placeholder: "" });
    }
    // What looks like the fields beside it, is pressed, and holds nothing to write into.
    const texts = natives.filter((one) => one.matches("input:not([type=checkbox]):not([type=radio]), textarea") && seen(one)).map(box);
    const alike = (one) => { const at = box(one); return texts.some((field) => Math.abs(field.left - at.left) <= 16 && Math.abs(field.width - at.width) <= Math.max(32, field.width * 0.1)); };
    for (const one of all) {
      const at = box(one);
      if (at.height < 20 || at.height > 90 || at.width < 100 || /^(LABEL|BUTTON|A|SUMMARY|FORM|SVG|IMG|IFRAME)$/i.test(one.tagName) || one.tagName.includes("-")) continue;
      if (one.matches(`${NATIVE}, ${PRESS}`) || rootOf(one) < 0 || !pointed(one) || pointed(parentOf(one) || document.body)) continue;
      const text = textOf(one);
      if (text.length > 40 || says("press", text) || says("not_send", text) || leads(one) || one.querySelector("a[href], button") || !alike(one)) continue;
      if (claimed(one) || holds(one) || !seen(one) || [...known, ...faces.keys()].some((face) => within(face, one) || within(one, face)) || one.querySelector(ROLES)) continue;
      const label = titled(one);
      if (label || text) faces.set(one, { label, value: label ? chosen(one, label) : "", placeholder: text });
    }
    // A row that bears a title and an arrow, and no value yet.
    const ARROW = /(^|[\s_-])(arrow|chevron|right|access|is-?link|clickable)/i;
    const rows = new Set();
    for (const leaf of leaves) {
      const text = tidy(leaf.textContent);
      if (text.length > 16 || !says("rows", text) || leads(leaf) || leaf.closest(`button, h1, h2, h3, h4, ${ROLES}`) || rootOf(leaf) < 0) continue;
      const row = up(leaf, 5).find((at) => tidy(textOf(at)).replace(/[*＊:：›>▾▼→\s]/g, "") === text.replace(/[*＊:：\s]/g, "") && box(at).width > 160 && box(at).height <= 90
        && (/[›>▾▼→]\s*$/.test(textOf(at)) || [at, ...at.querySelectorAll("*")].some((one) => ARROW.test(shell(one)))));
      if (!row || holds(row) || claimed(leaf) || !seen(row) || [...known, ...faces.keys()].some((face) => within(face, row) || within(row, face))) continue;
      faces.set(row, { label: text, value: "", placeholder: "" });
      rows.add(row);
    }
    for (const one of [...faces.keys(), ...fronting]) kept.add(one);

    // -- boxes to tick ----------------------------------------------------------------------------------------------
    const boxes = new Map(); // the box -> its words
    const on = (one) => up(one, 2).some((at) => /(^|[\s_-])(is-?)?(checked|selected|active|on)($|[\s_-])/i.test(shell(at)) || ["aria-checked", "aria-pressed", "aria-selected"].some((name) => at.getAttribute(name) === "true"));
    const mark = (one) => { const at = box(one); return at.width >= 8 && at.width <= 64 && at.height >= 8 && at.height <= 44 && letters(one) <= 1 && !one.matches("a, button, br, input"); };
    for (const leaf of all) {
      if (leaf.childElementCount > 4 || letters(leaf) < 4 || letters(leaf) > 160 || /^(SCRIPT|STYLE|TITLE|BUTTON|A|OPTION|TEXTAREA)$/.test(leaf.tagName) || !tidy(own(leaf)) || !says("agreement", tidy(leaf.textContent))) continue;
      if (leaf.closest(`button, ${ROLES}`) || rootOf(leaf) < 0 || [...boxes.values()].some((text) => text === textOf(leaf)) || !seen(leaf)) continue;
      const row = up(leaf, 4).find((at) => [...at.querySelectorAll("*")].some((one) => mark(one) && !within(leaf, one) && seen(one)) || at.matches("label") && at.control);
      if (!row || row.tagName === "FORM" || box(row).height > 160 || holds(row) || row.querySelector(`${NATIVE}, ${ROLES}`) && [...row.querySelectorAll(`${NATIVE}, ${ROLES}`)].some((one) => standing(one)) || row.matches("label") && row.control) continue;
      const found = [...row.querySelectorAll("*")].find((one) => mark(one) && !within(leaf, one) && seen(one));
      if (found) boxes.set(found, textOf(leaf));
    }

    // -- sets of choices that all stand there -----------------------------------------------------------------------
    const sets = new Map(); // a choice -> its words, the set's number and what the set is about
    let number = 0;
    for (const parent of new Set(leaves.flatMap((leaf) => up(leaf, 3).map(parentOf)).filter(Boolean))) {
      const row = [...parent.children].filter((one) => !/^(SCRIPT|STYLE|BR)$/.test(one.tagName));
      if (row.length < 2 || row.length > 10 || rootOf(parent) < 0 || parent.closest(`nav, header, footer, ul.menu, ${ROLES}, select, button`) || /^T[RDH]$/.test(row[0].tagName)) continue;
      const fit = (one) => one.tagName === row[0].tagName && pointed(one) && letters(one) > 0 && letters(one) <= 60 && !one.matches("label, a[href], [role=button]") && !one.querySelector(`${NATIVE}, a[href], button`)
        && !says("press", textOf(one)) && !says("not_send", textOf(one)) && !says("faces", textOf(one)) && (one.tagName !== "BUTTON" || one.type === "button");
      if (!row.every(fit) || !row.every(seen) || row.some((one) => claimed(one) || spoken().some((other) => within(other, one) || within(one, other)))) continue;
      number += 1;
      const about = beside(parent, false) || textOf(parent.previousElementSibling || document.createElement("p"));
      for (const one of row) sets.set(one, { label: textOf(one), name: `set ${number}`, group: about, checked: on(one) });
    }
    return { known, faces, fronted, rows, boxes, sets };
  };
  return { buttons, controls };
}
