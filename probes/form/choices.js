// The choices that a library's own select offers now that it is open.
() => {
  "use strict";
  const OFFERED = "[role=option], [class*=select-item i], [role=listbox] li, [class*=dropdown i] li, [class*=menu-item i]";
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? [one, ...deep(one.shadowRoot)] : [one]));
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    return one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && box.width > 4 && box.height > 4;
  };
  const worded = (one) => one.innerText && one.innerText.trim() && one.getAttribute("aria-disabled") !== "true";
  return deep(document).filter((one) => one.matches(OFFERED) && seen(one) && worded(one) && !one.querySelector(OFFERED));
}
