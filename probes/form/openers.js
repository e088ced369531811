// What a person would press to see more of a page, whatever element it is: tabs, folds, bubbles, icons with a name.
//
// Returns { texts, elements, panels }: a text for each; from number `panels` on they are wordless edges of panels that hold a form out of
// sight, called by that form's button. Nothing is pressed here.
() => {
  const MOST = 200;
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? [one, ...deep(one.shadowRoot)] : [one]));
  const pointed = (one) => getComputedStyle(one).cursor === "pointer";
  const parent = (one) => one.parentElement || one.getRootNode().host;
  const OPENS = "summary, [role=tab], [role=link], [role=button], [aria-expanded], [aria-controls], [data-toggle], [data-bs-toggle], a:not([href]), a[href^='#'], a[href^='javascript:']";
  const away = (one) => { const link = one.closest("a[href]"); return link && !/^(#|javascript:)/.test(link.getAttribute("href")); };
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    return one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && box.width > 4 && box.height > 4;
  };
  const named = (one) => one.getAttribute("aria-label") || one.getAttribute("title") || one.getAttribute("alt") || one.querySelector("title")?.textContent || "";
  const text = (one) => ((one.innerText || "").trim() || named(one) || [...one.querySelectorAll("[aria-label], [title], [alt], title")].map(named).find(Boolean) || "").replace(/\s+/g, " ").trim();
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
  const top = (one) => pointed(one) && !(parent(one) && pointed(parent(one)));
  const elements = deep(document.body).filter((one) => (one.matches(OPENS) || top(one) || (one.matches("button") && text(one) === "")) && !one.matches("input, select, textarea, label") && !away(one) && seen(one) && said(one).length <= 60 && said(one)).slice(0, MOST);
  const edges = deep(document.body).filter(edge).slice(0, 3);
  return { texts: [...elements.map(said), ...edges.map(panel)], elements: [...elements, ...edges], panels: elements.length };
}
