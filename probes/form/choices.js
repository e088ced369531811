// The choices that a library's own select offers now that it is open: what came into sight since `before` was taken.
//
// Without `before` it takes that look. `buttons`: what came into sight to be pressed (a wheel has to be confirmed).
// `words` are patterns of what confirms or leaves a list, no choices of it; `spaced` is what stands between Chinese signs
// for looks alone.
({ before, buttons, words, spaced }) => {
  const OFFERED = "[role=option], [role=radio], [role=menuitemradio], [class*=select-item i], [role=listbox] li, [class*=dropdown i] li, [class*=menu-item i]";
  const PRESS = "button, [role=button]:not(li), a, input[type=button]";
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? [one, ...deep(one.shadowRoot)] : [one]));
  const near = (box) => box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const cut = new Map(); // element -> out of sight by what it stands in
  const hidden = (one) => {
    if (!one || one === document.body) return false;
    if (!cut.has(one)) {
      const style = getComputedStyle(one);
      const flat = style.overflow !== "visible" && style.display !== "contents" && (one.offsetHeight < 2 || one.offsetWidth < 2);
      cut.set(one, flat || /^rect\((0|1)px/.test(style.clip) || /^inset\((50|100)%/.test(style.clipPath) || hidden(one.parentElement || one.getRootNode().host));
    }
    return cut.get(one);
  };
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    return one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && box.width > 4 && box.height > 4 && !hidden(one);
  };
  const sights = deep(document.body).filter(seen);
  if (!before) return new Map(sights.map((one) => [one, near(one.getBoundingClientRect())]));
  const text = (one) => (one.innerText || "").trim();
  const fresh = (one) => !before.has(one) || (!before.get(one) && near(one.getBoundingClientRect()));
  const worded = (one) => text(one) && one.getAttribute("aria-disabled") !== "true";
  const came = sights.filter((one) => fresh(one) && worded(one));
  const innermost = (one) => text(one).length <= 12 && ![...one.children].some((inner) => text(inner) === text(one));
  if (buttons) return came.filter((one) => one.matches(PRESS) || innermost(one));
  const offered = (some) => some.filter((one) => one.matches(OFFERED) && worded(one) && !one.querySelector(OFFERED));
  const named = offered(came);
  if (named.length) return named;
  const leaving = new RegExp(words.join("|"), "i");
  const rows = new Map(); // no word of a library says what a choice is: the longest row of like elements that came
  for (const one of came) {
    if (text(one).length > 80 || one.matches(`${PRESS}, label, input`)) continue;
    const alike = rows.get(one.parentNode) || [];
    if (!alike.length || alike[0].tagName === one.tagName) rows.set(one.parentNode, [...alike, one]);
  }
  const choices = [...rows.values()].filter((row) => !row.some((one) => leaving.test(text(one).replace(new RegExp(spaced, "g"), ""))));
  const longest = choices.reduce((most, row) => (row.length > most.length ? row : most), []);
  return longest.length > 1 ? longest : sights.filter((one) => one.matches("[role=option]") && worded(one));
}
