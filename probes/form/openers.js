// What a person would press to see more of a page, whatever element it is: tabs, folds, bubbles, icons with a name.
//
// Returns { texts, elements }, a text for each. Nothing is pressed here.
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
  const top = (one) => pointed(one) && !(parent(one) && pointed(parent(one)));
  const elements = deep(document.body).filter((one) => (one.matches(OPENS) || top(one)) && !one.matches("input, select, textarea, label") && !away(one) && seen(one) && text(one).length <= 60 && text(one)).slice(0, MOST);
  return { texts: elements.map(text), elements };
}
