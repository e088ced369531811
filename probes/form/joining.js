// Joins what is one form to its reader though each field has a form element of its own: those before the one button
// that sends, in the part of the page that holds them all.
//
// Fills `page.joined` and `page.roots`, and returns that button; null where there is nothing to join.
(page, words) => {
  "use strict";
  const { joined, roots, pressables, fields, seen, within, parentOf, tidy, editable } = page;
  const says = (key, text) => new RegExp(words[key].join("|"), "i").test(text.replace(page.spaced, ""));
  const text = (one) => tidy(one.innerText || one.value || one.title || one.getAttribute("aria-label"));
  const formOf = (one) => one.form || roots.find((form) => within(one, form)) || null;
  const typed = fields.filter((one) => !/^(hidden|submit|button|image|reset)$/.test(one.type));
  const presses = pressables.filter((one) => seen(one) && !typed.includes(one));
  const owned = (form) => typed.filter((one) => formOf(one) === form);
  const pressed = (form) => presses.some((one) => formOf(one) === form);
  const long = (one) => one.tagName === "TEXTAREA" || editable(one);
  const seeks = (form) => form.getAttribute("role") === "search" || owned(form).some((one) => one.type === "search" || one.name === "q" || says("seeks", [one.placeholder, one.name, one.id, one.getAttribute("aria-label"), form.getAttribute("action")].join(" ")));
  const whole = (form) => owned(form).length > 1 && owned(form).some(long); // it is sent by a button that stands beside it
  const filled = roots.filter((form) => owned(form).length > 0);
  const alone = filled.filter((form) => !pressed(form) && !seeks(form) && !whole(form));
  if (!alone.length) return null;
  const parts = [...alone, ...typed.filter((one) => long(one) && !formOf(one))];
  const after = (one, other) => Boolean(other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  const sends = presses.filter((one) => !filled.includes(formOf(one)) && text(one).length <= 40 && says("press", text(one)) && !says("not_send", text(one)) && parts.some((part) => after(one, part)));
  for (const button of sends) {
    const before = parts.filter((part) => after(button, part)), held = (at) => before.filter((part) => within(part, at)).length;
    const around = [];
    for (let at = parentOf(button); at && at !== document.documentElement; at = parentOf(at)) around.push(at);
    const ends = around.findIndex((at) => sends.some((one) => one !== button && within(one, at)) || filled.some((form) => within(form, at) && !alone.includes(form) && !seeks(form)));
    const fit = around.slice(0, ends < 0 ? around.length : ends).filter((at) => held(at) > 1);
    const most = fit.find((at) => held(at) === held(fit.at(-1)));
    if (!most || !alone.some((form) => within(form, most))) continue;
    for (const form of alone.filter((one) => within(one, most) && after(button, one))) joined.set(form, most);
    if (formOf(button)) joined.set(formOf(button), most);
    roots.push(most);
    return button;
  }
  return null;
}
