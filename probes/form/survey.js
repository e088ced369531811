// Tells what one document shows that matters to a form: fields with every word that names them, buttons, signs, text.
//
// Returns { report, elements }: `report` is plain data, `elements` the elements that its numbers stand for. Open
// shadow roots are entered. Nothing is changed, nothing is decided: that is done in Python, where it can be tested.
(config) => {
  "use strict";
  const MOST = { elements: 400, lines: 1500, letters: 600, options: 80, report: 4e6 };
  const parentOf = (node) => node.parentElement || (node.getRootNode && node.getRootNode().host) || null;
  const inside = (element) => element.shadowRoot || element;
  // What a reader sees inside an element: a slot shows what was given to it, else what it holds itself.
  const shown = (node) => {
    const given = node.tagName === "SLOT" ? node.assignedNodes({ flatten: true }) : [];
    return given.length ? given : inside(node).childNodes;
  };
  const tidy = (text) => (text || "").replace(/[\u200b-\u200d\ufeff]/g, "").replace(/\s+/g, " ").trim().slice(0, MOST.letters);
  const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "SELECT", "TEXTAREA", "OPTION", "DATALIST", "SVG", "svg"]);
  const CONTROL = "input, select, textarea, button, [contenteditable=''], [contenteditable=true], [role=combobox], [role=textbox], [role=checkbox], [role=switch], [role=radio], [aria-haspopup=listbox]";

  const all = [];
  const gather = (root) => {
    for (const element of root.querySelectorAll("*")) {
      all.push(element);
      if (element.shadowRoot) gather(element.shadowRoot);
    }
  };
  gather(document);
  const matching = (selector) => all.filter((element) => element.matches(selector));

  // -- what is in sight -------------------------------------------------------------------------------------------
  // Traps for robots are made invisible in many ways: all of them count as hidden.
  const tiny = (box) => box.width < 4 || box.height < 4;
  const outside = (box) => box.right + scrollX <= 0 || box.bottom + scrollY <= 0 || box.left + scrollX >= Math.max(document.documentElement.scrollWidth, innerWidth);
  const clipped = (element, unspoken = false) => {
    for (let at = element; at && at !== document.body; at = parentOf(at)) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      if (style.overflow !== "visible" && style.display !== "contents" && (box.width <= 1 || box.height <= 1)) return true;
      if (/^inset\((50|100)%/.test(style.clipPath) || (style.clip !== "auto" && /^rect\((0|1)px/.test(style.clip))) return true;
      if ((!unspoken && at.getAttribute("aria-hidden") === "true") || at.inert) return true;
      if (style.position !== "static" && Number(style.zIndex) < 0) return true;
    }
    return false;
  };
  const seen = (element, unspoken = false) => { // unspoken: also what a screen reader is not told
    if (!element || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
    const box = element.getBoundingClientRect();
    return !tiny(box) && !outside(box) && !clipped(element, unspoken);
  };
  const shows = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || getComputedStyle(element).display === "contents";
  // A component's only field, clear as glass until somebody writes: the component draws its frame and shows its label.
  const glassed = (element) => {
    if (!element.matches("input, textarea") || element.tabIndex < 0 || !element.checkVisibility({ checkVisibilityCSS: true }) || clipped(element)) return null;
    const at = element.getBoundingClientRect(), host = element.getRootNode().host, root = element.getRootNode();
    const over = (box) => box.top < at.bottom && box.bottom > at.top && box.left < at.right, written = (one) => textOf(one) && !one.contains(element) && over(one.getBoundingClientRect()) && seen(one, true);
    const label = [...(element.labels || [])].find((one) => element.type !== "checkbox" && element.type !== "radio" && one.contains(element) && [...one.querySelectorAll("*")].some(written));
    if (tiny(at) || label || !host) return tiny(at) ? null : label || null;
    const name = tidy(element.getAttribute("aria-label") || [...(element.labels || [])].map(textOf).join(" ")), alone = root.querySelectorAll("input:not([type=hidden]), select, textarea").length === 1;
    return alone && name !== "" && textOf(host).startsWith(name) && seen(host) ? host : null;
  };
  const veiled = (element) => config.veiled({ seen, textOf, parentOf, clipped }, element);
  // An editor that draws its own lines takes what is typed by a long field of no height: people press the lines.
  const surface = (element) => {
    if (element.tagName !== "TEXTAREA" || element.tabIndex < 0 || !element.checkVisibility({ checkVisibilityCSS: true })) return null;
    const around = [1, 2, 3, 4].reduce((some) => [...some, parentOf(some.at(-1)) || document.body], [element]).slice(1);
    const at = around.find((one) => seen(one) && one.offsetHeight >= 60);
    const typed = at && [...at.querySelectorAll("*")].some((one) => one !== element && one.offsetHeight >= 16 && getComputedStyle(one).cursor === "text");
    return typed && at.querySelectorAll("input:not([type=hidden]), select, textarea").length === 1 ? at : null;
  };
  // Component libraries hide the native box or select and draw their own: what stands for it is what is in sight.
  const stand_in = (element) => {
    if (seen(element) || glassed(element)) return seen(element) ? element : glassed(element);
    if (veiled(element)) return veiled(element);
    const boxes = element.type === "checkbox" || element.type === "radio";
    if (boxes) return [...(element.labels || []), parentOf(element)].find((one) => one && seen(one)) || null;
    // Clear as glass, the native list lies over a face that shows its choice: people press it without knowing.
    if (element.tagName === "SELECT" && element.checkVisibility({ checkVisibilityCSS: true }) && !tiny(element.getBoundingClientRect()) && !clipped(element)) {
      const around = parentOf(element);
      if (seen(around) && textOf(around) && around.offsetHeight <= 100 && around.querySelectorAll("input:not([type=hidden]), select, textarea").length === 1) return around;
    }
    if (element.getAttribute("role") === "combobox" || element.tagName === "SELECT") {
      for (let at = parentOf(element), n = 0; at && n < 4; at = parentOf(at), n += 1)
        if (/select|combobox|dropdown/i.test(at.className) && seen(at)) return at;
      for (let at = parentOf(element), n = 0; at && n < 4 && element.tagName === "INPUT"; at = parentOf(at), n += 1)
        if (seen(at) && at.querySelectorAll("input:not([type=hidden]), select, textarea").length === 1) return at;
    }
    return surface(element);
  };

  // -- words ------------------------------------------------------------------------------------------------------
  const words = (node, parts = []) => {
    for (const child of shown(node)) {
      if (child.nodeType === 3) parts.push(child.data);
      if (child.nodeType === 1 && !SILENT.has(child.tagName) && child.tagName !== "BUTTON" && shows(child)) {
        parts.push(" ");
        words(child, parts);
      }
    }
    return parts;
  };
  const textOf = (node) => tidy(node.nodeType === 3 ? node.data : words(node).join(""));
  const byIds = (element, attribute) => (element.getAttribute(attribute) || "").split(/\s+/).filter(Boolean)
    .map((id) => element.getRootNode().getElementById?.(id)).filter(Boolean).map(textOf).join(" ");
  const joined = new Map(); // a form element with one field of a form -> what holds all of these
  const taken = new Set(); // controls that are drawn of other elements, once they are known
  const UNSEEN = "input[type=hidden]"; // no person knows of it
  const holdsControl = (node) => node.nodeType === 1 && ([node, ...node.querySelectorAll(CONTROL)].some((one) => one.matches(CONTROL) && !one.matches(UNSEEN)) || [...taken].some((one) => within(one, node)));
  const offering = new RegExp(config.words.faces.join("|"), "i"), asking = /^\W*(please )?(select|choose|pick)( (one|an? (option|item|value)))?\W*$|^(点击|请|請)*(选择|選擇|请选)[\s.…:：]*$/i; // "Select one": what an empty list shows
  const anothers = (node, element) => node.nodeType === 1 && [node, ...node.querySelectorAll("label")].some((one) => one.tagName === "LABEL" && one.control && one.control !== element);
  const HEADING = "h1, h2, h3, h4, h5, h6, legend";
  const headed = (element, near) => Boolean(near) && [...(element.form || element.getRootNode()).querySelectorAll(HEADING)].some((one) => textOf(one) === near);
  const beside = (element, forwards) => {
    let node = element, asks = "";
    for (let depth = 0; node && depth < 9 && ((joined.has(node) && !forwards && !element.placeholder) || !/^(FORM|BODY|FIELDSET)$/.test(node.tagName)); depth += 1, node = parentOf(node)) {
      const step = forwards ? "nextSibling" : "previousSibling";
      for (let other = node[step]; other; other = other[step]) {
        if (holdsControl(other)) return asks;
        if (other.nodeType !== 3 && (other.nodeType !== 1 || !shows(other))) continue;
        const found = textOf(other);
        if (found && forwards && anothers(other, element)) return asks;
        if (found && (forwards || !offering.test(found))) return found;
        asks = asks || found;
      }
      if (parentOf(node) && [...parentOf(node).querySelectorAll(CONTROL)].some((one) => one !== element && one.type !== "hidden" && !node.contains(one) && seen(one))
        && !/^(TR|TD|LI|DD|DL|P|LABEL|SPAN)$/.test(parentOf(node).tagName)) return asks;
    }
    return asks;
  };
  // Of several labels that point at one field those that stand with other fields alone were copied, and are theirs.
  const isHome = (label, element) => {
    for (let at = label; at; at = parentOf(at)) if ([...at.querySelectorAll(CONTROL)].some((one) => !one.matches(UNSEEN))) return within(element, at);
    return true;
  };
  const labelsOf = (element) => {
    const twin = element.id && all.some((other) => other !== element && other.id === element.id && other.matches(CONTROL)); // its labels are of all that bear the number
    const told = [...(element.labels || [])].filter((label) => (!twin || within(element, label)) && textOf(label));
    const native = (told.some((label) => isHome(label, element)) ? told.filter((label) => isHome(label, element)) : told).map(textOf).join(" ");
    const aria = tidy([element.getAttribute("aria-label"), byIds(element, "aria-labelledby")].filter((said) => said && !asking.test(tidy(said))).join(" "));
    const box = element.type === "checkbox" || element.type === "radio" || /^(checkbox|switch|radio)$/.test(element.getAttribute("role"));
    const own = box && element.tagName !== "INPUT" ? textOf(element) : "";
    const hint = element.placeholder || element.title; // it speaks of this field alone, before any words behind
    const near = native || aria ? "" : own || (box ? beside(element, true) || beside(element, false) : beside(element, false) || (hint ? "" : beside(element, true)));
    const behind = !box && !native && !aria && (near || hint);
    return { label: native, aria, near: near.slice(0, 160), headed: headed(element, near), after: behind ? beside(element, true).slice(0, 160) : "" };
  };
  // What a set of boxes is about: its legend, or the words before the set.
  const groupOf = (element) => {
    if (element.type !== "checkbox" && element.type !== "radio" && element.getAttribute("role") !== "radio") return "";
    const set = element.closest("fieldset, [role=radiogroup], [role=group]");
    const legend = set && (set.querySelector("legend") ? textOf(set.querySelector("legend")) : set.getAttribute("aria-label") || byIds(set, "aria-labelledby"));
    if (legend) return tidy(legend);
    let top = element;
    const alike = (node) => [...node.querySelectorAll("input, select, textarea")].every((one) => one.type === element.type && one.name === element.name);
    while (parentOf(top) && parentOf(top).tagName !== "FORM" && parentOf(top) !== document.body && alike(parentOf(top))) top = parentOf(top);
    const alikes = [...top.querySelectorAll("input")].filter((one) => one.type === "radio" && one.name === element.name), levels = [top];
    for (let at = top; at && alikes.length > 1; at = [...at.children].find((child) => alikes.every((one) => child.contains(one)))) levels.push(at);
    const own = levels.map((level) => [...level.children].find((child) => !holdsControl(child) && textOf(child))).find(Boolean);
    return own && element.type === "radio" ? textOf(own) : beside(top, false);
  };
  const starred = (element) => ["::before", "::after"].some((part) => /\*/.test(getComputedStyle(element, part).content));
  const requirement = (element, texts) => {
    if (element.required || element.getAttribute("aria-required") === "true") return element.required ? "attribute" : "aria";
    const said = element.type === "radio" && texts.group ? texts.group : texts.label || texts.aria || texts.near;
    if (/[*＊]\s*[:：]?\s*$|^\s*[*＊]|[(（](必填|required)[)）]|必填/i.test(said)) return "mark";
    if ([...(element.labels || [])].some((label) => starred(label) || [...label.children].some(starred))) return "mark";
    const marks = (one) => starred(one) || /(^|[\s_-])required/i.test(one.className) || /^\s*[*＊]|[*＊]\s*[:：]?\s*$/.test(textOf(one));
    for (let at = parentOf(element), n = 0; at && n < 5 && at.tagName !== "FORM"; at = parentOf(at), n += 1) {
      const head = /^(TD|DD)$/.test(at.tagName) ? at.previousElementSibling : null;
      if ((head && !head.querySelector(CONTROL) && marks(head)) || (at.tagName.includes("-") && at.hasAttribute("required"))) return "mark";
      if (at.querySelectorAll("input:not([type=hidden]):not([type=radio]), select, textarea").length > 1) break;
      if (/(^|[\s_-])(is-)?required(\s|$|_|-)/i.test(at.className)) return "mark";
      if ([...at.querySelectorAll("label, [class*=label]")].some((one) => !one.querySelector(CONTROL) && marks(one))) return "mark";
    }
    return "";
  };

  // -- forms, fields, buttons -------------------------------------------------------------------------------------
  const PRESS = "button, input[type=submit], input[type=button], input[type=image], [role=button], a[class*=btn], a[class*=button]", pressables = matching(PRESS);
  const sheet = (element) => (element.tagName === "IFRAME" ? element.contentDocument?.body : null); // of an editor in a frame of its own
  const editable = (element) => (element.isContentEditable && !parentOf(element)?.isContentEditable) || Boolean(sheet(element)?.isContentEditable || sheet(element)?.ownerDocument.designMode === "on");
  const roots = matching("form");
  const within = (node, ancestor) => { for (let at = node; at; at = parentOf(at)) if (at === ancestor) return true; return false; };
  const rootOf = (element) => {
    const owner = element.form || roots.find((form) => form.tagName === "FORM" && within(element, form));
    return owner ? roots.indexOf(joined.get(owner) || owner) : roots.findIndex((root) => root.tagName !== "FORM" && within(element, root));
  };
  const asked = new CustomEvent(config.question, { detail: {} }); document.dispatchEvent(asked);
  const drawing = config.drawn({ spaced: config.spaced, kept: asked.detail.kept || new Set(), all, seen, tidy, textOf, parentOf, within, rootOf, beside, standing: stand_in, PRESS, CONTROL }, config.words);
  pressables.push(...drawing.buttons);
  const sender = config.joining({ spaced: config.spaced, joined, roots, pressables, fields: matching("input, textarea, select, [contenteditable=''], [contenteditable=true]").filter(stand_in), seen, within, parentOf, tidy, editable }, config.words);
  const loose = matching("input, textarea").filter((one) => rootOf(one) < 0 && !/^(hidden|submit|button|image|reset|search|checkbox|radio|file)$/.test(one.type) && seen(one));
  for (const area of all.filter((element) => (element.tagName === "TEXTAREA" || editable(element)) && rootOf(element) < 0 && (seen(element) || surface(element)))) {
    const holding = [];
    for (let at = parentOf(area); at; at = parentOf(at)) if (pressables.some((one) => within(one, at) && seen(one))) holding.push(at);
    const others = loose.filter((one) => one !== area); // an editor's own buttons stand nearer than the form's other fields
    if (holding.length && rootOf(area) < 0) roots.push(holding.find((at) => others.some((one) => within(one, at))) || holding[0]);
  }
  const elements = [], keep = (element) => elements.push(element) - 1;
  const valueOf = (element) => drawings.faces.has(element) ? drawings.faces.get(element).value : element.isContentEditable ? element.innerText : element.value ?? element.textContent ?? "";
  // An empty field that nobody can write into is there to be pressed.
  const list = (element) => element.tagName === "INPUT" && /^(text|search)$/.test(element.type) && !element.disabled
    && (Boolean(element.closest("[role=combobox], [aria-haspopup=listbox]")) || (!element.value && offering.test(tidy(element.placeholder))));
  const custom = (element) => list(element) || element.getAttribute("role") === "combobox" || face(element) || drawings.faces.has(element)
    || (element.tagName !== "INPUT" && element.getAttribute("aria-haspopup") === "listbox")
    || (element.tagName === "INPUT" && element.readOnly && !element.disabled && !element.value && /^(text|search)$/.test(element.type))
    || (element.tagName === "INPUT" && element.readOnly && /select|cascader|picker/i.test(parentOf(element)?.className + " " + parentOf(parentOf(element) || document.body)?.className));
  const drawings = drawing.controls(), face = (element) => drawings.known.has(element);
  // A box, or one of several choices, of a library's own.
  const drawn = (element) => element.tagName !== "INPUT" && (/^(checkbox|switch|radio)$/.test(element.getAttribute("role")) || drawings.boxes.has(element) || drawings.sets.has(element));
  const kindOf = (element) => element.getAttribute("role") === "radio" || drawings.sets.has(element) ? "radio" : "checkbox";
  const setOf = (element) => element.closest("[role=radiogroup]") || parentOf(element);
  const called = (element) => drawings.faces.get(element) || drawings.sets.get(element) || (drawings.boxes.has(element) ? { label: drawings.boxes.get(element) } : {});
  for (const one of [...drawings.faces.keys(), ...drawings.boxes.keys(), ...drawings.sets.keys()]) taken.add(one);
  const printed = (one, texts) => (/^(text|email|textarea)$/.test(one.type) && !texts.label && !texts.aria ? one.defaultValue : ""); // a name to be written over
  const fieldOf = (element) => {
    const texts = { ...labelsOf(element), group: groupOf(element) }, { label, group } = called(element);
    if (label !== undefined) Object.assign(texts, { label, near: "", ...(group === undefined ? {} : { group }) });
    const hint = drawings.fronted.get(element), proxy = hint || stand_in(element);
    const choice = element.tagName === "SELECT" ? [...element.options].slice(0, MOST.options) : [];
    const front = proxy && proxy !== element ? [textOf(proxy), ...[...proxy.querySelectorAll("input")].map((one) => one.value)].join(" ") : null;
    const stands = (option) => option.selected && (front === null || front.includes(tidy((option.label || option.textContent).replace(/<[^>]*>/g, ""))));
    return {
      number: keep(element), nameless: !element.getAttribute("name"), stand_in: proxy && proxy !== element ? keep(proxy) : -1, form: rootOf(element),
      tag: editable(element) ? "editable" : custom(element) ? "combobox" : drawn(element) ? "drawn" : element.tagName.toLowerCase(),
      type: drawn(element) ? kindOf(element) : drawings.rows.has(element) ? "row" : (element.type || "").toLowerCase(), id: element.id,
      name: element.name || element.getAttribute("name") || called(element).name || (drawn(element) && kindOf(element) === "radio" ? "set of " + all.indexOf(setOf(element)) : ""),
      ...texts, placeholder: tidy(element.placeholder || element.getAttribute("data-placeholder") || called(element).placeholder || (face(element) ? textOf(element) : printed(element, texts))),
      title: tidy(element.title), described: tidy(byIds(element, "aria-describedby")), autocomplete: (element.getAttribute("autocomplete") || "").toLowerCase(), required: requirement(element, texts), visible: Boolean(proxy) || drawings.faces.has(element), disabled: Boolean(element.disabled || (element.readOnly && !custom(element))),
      value: hint && !offering.test(textOf(hint)) ? textOf(hint) : tidy(String(valueOf(element))), checked: Boolean(element.checked) || element.getAttribute("aria-checked") === "true" || Boolean(called(element).checked), longest: element.maxLength > 0 ? element.maxLength : 0,
      pattern: element.pattern || "", invalid: element.getAttribute("aria-invalid") === "true" || Boolean(element.matches(":invalid")), refused: element.getAttribute("aria-invalid") === "true", ...config.pointing(element, proxy, parentOf, CONTROL),
      options: choice.map((option) => ({ text: tidy(option.label || option.textContent), value: option.value, disabled: option.disabled, selected: stands(option) })),
    };
  };
  const boxed = "[role=checkbox], [role=switch], [role=radio]"; // a drawn box may hold a native one: it is the same
  const twin = (element) => /^(checkbox|radio)$/.test(element.type) && Boolean(element.parentElement?.closest(boxed) || element.getRootNode().host?.closest(boxed));
  const isField = (element) => (element.matches("input, select, textarea") && !twin(element) && !/^(hidden|submit|button|image|reset)$/.test(element.type))
    || editable(element) || drawn(element) || (custom(element) && ![...element.querySelectorAll("input")].some(stand_in));
  const fields = all.filter(isField).slice(0, MOST.elements).map(fieldOf);
  for (const [one, element] of fields.map((field) => [field, elements[field.number]])) { // what an editor shows is its value
    const lines = one.stand_in >= 0 && !glassed(element) && !veiled(element) ? surface(element) : null;
    if (lines || sheet(element)) Object.assign(one, { value: tidy((lines || sheet(element)).innerText), type: lines ? "lines" : one.type });
  }
  // The one form that a button outside of every form stands beside: many a dialog has its buttons in a footer.
  const rootOfPressed = (button) => (sender && button !== sender && [...joined.values()].includes(roots[rootOf(button)]) ? -1 : rootOf(button));
  const besides = config.besides({ roots, rootOf, within, parentOf, editable });
  const saying = (element, text) => { const name = text || tidy(config.signs.named(element)); return { text: name, marks: name ? "" : tidy(config.signs.marks(element)) }; };
  const buttons = pressables.filter((element) => !isField(element)).slice(0, MOST.elements).map((element) => ({
    number: keep(element), form: rootOfPressed(element), beside: besides(element), ...saying(element, tidy(element.innerText || textOf(element) || element.value || element.alt)),
    submits: element.type === "submit" || element.type === "image", visible: seen(element), disabled: Boolean(element.disabled) || element.getAttribute("aria-disabled") === "true",
  }));
  const headingOf = (root) => {
    const own = [...root.querySelectorAll("legend, h1, h2, h3, h4, caption")].find(shows); // of a later step it is none yet
    if (own) return textOf(own);
    for (let at = root, n = 0; at && n < 5; at = parentOf(at), n += 1)
      for (let other = at.previousElementSibling; other; other = other.previousElementSibling) {
        if (/^H[1-6]$/.test(other.tagName)) return textOf(other);
        const found = other.querySelector("h1, h2, h3, h4");
        if (found) return textOf(found);
      }
    return "";
  };
  const forms = roots.map((root) => ({
    number: keep(root), role: root.getAttribute("role") || "", id: root.id, css: String(root.className).slice(0, 200), action: root.getAttribute("action") || "", heading: headingOf(root), native: root.tagName === "FORM", posts: root.tagName === "FORM" && root.getAttribute("method")?.toLowerCase() === "post",
    validated: root.tagName === "FORM" && !root.noValidate, hidden: [...root.querySelectorAll("input[type=hidden]")].map((one) => String(one.value).slice(0, 2000)).filter((value) => value.length > 15).slice(0, 20),
  }));
  const links = matching("a[href]").filter(seen).slice(0, MOST.elements)
    .map((element) => ({ number: keep(element), ...saying(element, textOf(element)), name: tidy(config.signs.named(element)), address: element.href, form: rootOf(element) }));

  // -- signs ------------------------------------------------------------------------------------------------------
  const errors = matching("[role=alert], [class*=error i], [class*=invalid i], [class*=danger i], [class*=warning i], .help-block, [aria-live=assertive]")
    .filter((element) => shows(element) && !element.querySelector("form, textarea") && textOf(element).length < 300).map(textOf).filter(Boolean).slice(0, 40);
  const challenging = (selector) => matching(selector).find((element) => !element.matches(PRESS) && seen(element));
  const challenges = [...config.challenges.map((selector) => [selector, challenging(selector)]).filter(([, element]) => element), ...config.riddles({ roots, seen, textOf, tidy }, config.words)]
    .map(([sign, element]) => ({ sign, form: rootOf(element) }));

  const lines = config.reading({ shown, shows, words, tidy, parentOf, SILENT, MOST });

  const report = {
    at: Date.now(), changed: asked.detail.changed || 0, load: asked.detail.load || "", url: location.href, title: document.title,
    fields, buttons, forms, links, errors, challenges, lines,
  };
  if (JSON.stringify(report).length > MOST.report) throw new Error("this page says more than can be looked at");
  return { report, elements };
}
