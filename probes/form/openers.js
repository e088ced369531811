// What a person would press to see more of a page, whatever element it is: tabs, folds, bubbles, icons with a name.
//
// Returns { texts, elements, kinds }: a text for each, and how it was found: "word" (its own words), "panel" (a wordless edge of a panel
// that holds a form out of sight, called by that form's button), "head" (it stands over a folded part that holds a field to write into),
// "sign" (no word at all: what its maker called it). Nothing is pressed here.
(signs) => {
  const MOST = 200, LEAVES = 60;
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? [one, ...deep(one.shadowRoot)] : [one]));
  const all = deep(document.body);
  const pointed = (one) => getComputedStyle(one).cursor.endsWith("pointer");
  const parent = (one) => one.parentElement || one.getRootNode().host;
  const OPENS = "summary, [role=tab], [role=link], [role=button], [aria-expanded], [aria-controls], [data-toggle], [data-bs-toggle], a:not([href]), a[href^='#'], a[href^='javascript:']";
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const away = (one) => { const link = one.closest("a[href]"); return link && !/^(#|javascript:)/.test(link.getAttribute("href")); };
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    return one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && box.width > 4 && box.height > 4;
  };
  const text = (one) => ((one.innerText || "").trim() || signs.named(one)).replace(/\s+/g, " ").trim();
  // A card is called by its head; what lies over all of a card without a word of its own, too.
  const card = (one) => {
    for (let at = parent(one), n = 0; at && at !== document.body && n < 3; at = parent(at), n += 1)
      if (text(at) && Math.abs(at.offsetHeight - one.offsetHeight) <= 8 && Math.abs(at.offsetWidth - one.offsetWidth) <= 8) return at;
    return null;
  };
  const head = (one) => (text(one).length > 240 ? "" : ((one && one.innerText) || "").trim().split("\n")[0].trim());
  const said = (one) => {
    const own = text(one), over = own || !one.matches("button, a, [role=button]") ? one : card(one);
    return own && own.length <= 60 ? own : over ? head(over) : "";
  };
  const shut = (one) => { const box = one.getBoundingClientRect(); return !seen(one) || box.right <= 0 || box.left >= innerWidth; };
  const panel = (one) => {
    for (let at = parent(one), n = 0; at && at !== document.body && n < 6; at = parent(at), n += 1) {
      const field = /fixed|absolute/.test(getComputedStyle(at).position) && at.offsetWidth < innerWidth * 0.8 ? at.querySelector("form textarea") : null;
      if (field && shut(field)) return [...field.form.querySelectorAll("button, [type=submit]")].map((button) => button.innerText || button.value).find(Boolean) || "";
    }
    return "";
  };
  const edge = (one) => one.matches("img, svg, i, a, button") && !away(one) && seen(one) && !shut(one) && !text(one) && panel(one) !== "";
  // Under a hand the outermost part is pressed; where that says too much, a part of it that has words of its own.
  const own = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const top = (one) => {
    if (!pointed(one) || (!own(one) && parent(one) && pointed(parent(one)))) return false;
    for (let at = parent(one); at && at !== document.body && pointed(at); at = parent(at)) if (said(at)) return false;
    return true;
  };
  const open = (one) => !one.matches("input, select, textarea, label") && !away(one) && seen(one);
  const presses = (one) => one.matches(OPENS) || Boolean(one.onclick) || top(one);

  // -- what is folded away: its head may bear no mark that it can be pressed -------------------------------------------
  const flat = (one) => { // the outermost part that leaves no room for what it holds
    let found = null;
    for (let at = one; at && at !== document.body; at = parent(at))
      if (!seen(at) || (getComputedStyle(at).overflow !== "visible" && at.offsetHeight <= 1)) found = at;
    return found;
  };
  const folded = all.filter((one) => one.matches("textarea") && flat(one)).slice(0, 5);
  const over = (field) => {
    for (let at = flat(field), n = 0; at && at !== document.body && n < 2; at = parent(at), n += 1)
      for (let other = at.previousElementSibling; other; other = other.previousElementSibling)
        if (seen(other) && text(other)) return text(other).length <= 60 && !other.querySelector(FIELDS) && !away(other) ? other : null;
    return null;
  };
  const leaf = (one) => own(one) && text(one).length <= 30 && seen(one) && !away(one) && !one.closest("button, option, textarea, script, style")
    && (!one.closest("label") || (one.closest("label").control && !seen(one.closest("label").control)));

  const words = all.filter((one) => open(one) && (presses(one) || (one.matches("button") && text(one) === "")) && said(one).length <= 60 && said(one)).slice(0, MOST);
  const leaves = folded.length ? all.filter((one) => leaf(one) && !words.includes(one)).slice(0, LEAVES) : [];
  const edges = all.filter(edge).slice(0, 3), heads = [...new Set(folded.map(over).filter(Boolean))];
  const wordless = all.filter((one) => open(one) && (presses(one) || one.matches("button")) && !said(one) && signs.marks(one)).slice(0, MOST);
  const found = [...words.map((one) => ["word", said(one), one]), ...leaves.map((one) => ["word", text(one), one]), ...edges.map((one) => ["panel", panel(one), one]),
    ...heads.map((one) => ["head", text(one), one]), ...wordless.map((one) => ["sign", signs.marks(one), one])];
  return { kinds: found.map(([kind]) => kind), texts: found.map(([, said_]) => said_), elements: found.map(([, , one]) => one) };
}
