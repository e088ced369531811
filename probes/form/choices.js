// The choices that a library's own select offers now that it is open: what came into sight since `before` was taken.
//
// Without `before` it takes that look. `buttons`: what came into sight to be pressed (a wheel has to be confirmed).
({ before, buttons }) => {
  const OFFERED = "[role=option], [class*=select-item i], [role=listbox] li, [class*=dropdown i] li, [class*=menu-item i]";
  const PRESS = "button, [role=button]:not(li), a, input[type=button]";
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? [one, ...deep(one.shadowRoot)] : [one]));
  const near = (box) => box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    return one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && box.width > 4 && box.height > 4;
  };
  const sights = deep(document.body).filter(seen);
  if (!before) return new Map(sights.map((one) => [one, near(one.getBoundingClientRect())]));
  const fresh = (one) => !before.has(one) || (!before.get(one) && near(one.getBoundingClientRect()));
  const worded = (one) => one.innerText && one.innerText.trim() && one.getAttribute("aria-disabled") !== "true";
  const came = sights.filter((one) => fresh(one) && worded(one));
  if (buttons) return came.filter((one) => one.matches(PRESS));
  const offered = (some) => some.filter((one) => one.matches(OFFERED) && worded(one) && !one.querySelector(OFFERED));
  const named = offered(came);
  if (named.length) return named;
  const rows = new Map(); // no word of a library says what a choice is: the longest row of like elements that came
  for (const one of came) {
    if (one.innerText.trim().length > 80 || one.matches(`${PRESS}, label, input`)) continue;
    const alike = rows.get(one.parentNode) || [];
    if (!alike.length || alike[0].tagName === one.tagName) rows.set(one.parentNode, [...alike, one]);
  }
  const longest = [...rows.values()].reduce((most, row) => (row.length > most.length ? row : most), []);
  return longest.length > 1 ? longest : sights.filter((one) => one.matches("[role=option]") && worded(one));
}
