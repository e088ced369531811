// Whether a field is pointed at without a word: the focus is in it, or it is shown as wrong by a red frame or by a class.
(element, proxy, parentOf, CONTROL) => {
  const deepest = (root) => { const at = root.activeElement; return at && at.shadowRoot && at.shadowRoot.activeElement ? deepest(at.shadowRoot) : at; };
  const active = deepest(document);
  const shown = proxy || element;
  const WRONG = /(^|[\s_-])(has-|is-)?(error|errors|invalid|danger|wrong)([\s_-]|$)/i;
  // The field, and what is drawn around it alone.
  const around = [shown];
  for (let at = parentOf(shown); at && around.length < 4 && !/^(FORM|BODY|FIELDSET|DIALOG|TR)$/.test(at.tagName); at = parentOf(at)) {
    if ([...at.querySelectorAll(CONTROL)].filter((one) => one.type !== "hidden" && one !== element).length) break;
    around.push(at);
  }
  const reds = (colour) => [...String(colour).matchAll(/rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?/g)]
    .some(([, r, g, b, a]) => r > 140 && r > 1.5 * g && r > 1.5 * b && (a === undefined || Number(a) > 0.15));
  const red = (one) => {
    const style = getComputedStyle(one);
    const framed = ["Top", "Right", "Bottom", "Left"].some((side) => style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0 && reds(style[`border${side}Color`]));
    return framed || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && reds(style.outlineColor)) || (style.boxShadow !== "none" && reds(style.boxShadow));
  };
  const wrong = (one) => WRONG.test(typeof one.className === "string" ? one.className : "");
  return { focused: Boolean(active) && (active === element || shown.contains(active)) && active !== document.body, alarmed: around.some((one) => red(one) || wrong(one)) };
}
