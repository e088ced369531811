// The one form that a button outside of every form stands beside: many a dialog has its buttons in a footer. Returns a
// function from a button to the form's number, -1 for none.
//
// Where only the body holds both, the button must follow the form closely, and the form must be the only one to write a
// long text in: a page has buttons at its head and its foot that are no form's.
(page) => {
  "use strict";
  const { roots, rootOf, within, parentOf, editable } = page;
  const CLOSE = 3; // parts of the page between the form's and the button's
  const long = (root) => [root, ...root.querySelectorAll("*")].some((one) => one.tagName === "TEXTAREA" || editable(one) || (one.shadowRoot && long(one.shadowRoot)));
  const top = (one) => { let at = one; while (parentOf(at) && parentOf(at) !== document.body) at = parentOf(at); return at; };
  const after = (part, form) => { for (let at = form, n = 0; at && n <= CLOSE; at = at.nextElementSibling, n += 1) if (at === part) return true; return false; };
  const inBody = (button) => {
    if (button.closest("header, nav, footer, [role=banner], [role=navigation], [role=contentinfo]")) return -1;
    const written = roots.filter(long);
    return written.length === 1 && after(top(button), top(written[0])) ? roots.indexOf(written[0]) : -1;
  };
  return (button) => {
    if (rootOf(button) >= 0) return -1;
    for (let at = parentOf(button); at && at !== document.body; at = parentOf(at)) {
      const held = roots.filter((root) => within(root, at));
      if (held.length) return held.length === 1 ? roots.indexOf(held[0]) : -1;
    }
    return inBody(button);
  };
}
