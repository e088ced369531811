// Gives a selector for an element that may last: by what its makers call it, and not by what a machine made up.
//
// `lasting({roots, seen, within, edge, idOf, kidsOf})` gives a function of an element.
(tools) => {
  "use strict";
  const { roots, seen, within, edge, idOf, kidsOf } = tools;
  const quote = (text) => `"${text.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\a ")}"`;
  const lasting = (name) => {
    if (!name || name.length > 60 || /^[\d:]|:|\d{3,}|^(css|sc|jss|emotion|svelte|jsx)-|^_/.test(name)) return false;
    return name.split(/[-_]+|(?<=[a-z])(?=[A-Z])/).every((part) => {
      if (!part || /^\d{1,2}$/.test(part)) return true;
      if (/\d/.test(part) && !/^[a-z]+\d$/i.test(part)) return false;
      const vowels = (part.match(/[aeiouy]/gi) || []).length / part.length;
      return part.length < 3 || (vowels >= 0.15 && vowels <= 0.8);
    });
  };
  // Strictly: what is hidden now may be shown later, and would then be taken for it.
  const only = (selector, element) => { try { return roots.every((root) => [...root.querySelectorAll(selector)].every((one) => one === element)); } catch { return false; } };
  const alone = (selector, element) => { try { const all = roots.flatMap((root) => [...root.querySelectorAll(selector)]); return all.length > 0 && all.filter(seen).length <= 1 && all.find((one) => seen(one) || all.length === 1) === element; } catch { return false; } };
  const named = (element) => {
    const tag = element.localName, id = idOf(element), found = [];
    const counted = /\d$/.test(id); // one that is drawn anew may get the next number
    if (lasting(id) && !counted) found.push(`#${CSS.escape(id)}`);
    for (const name of ["data-testid", "data-test", "data-id", "data-role", "data-type", "name", "role", "type", "title", "aria-label", "placeholder", "data-placeholder", "aria-placeholder", "alt", "contenteditable"]) {
      const value = element.getAttribute(name);
      if (value && value.length <= 60 && !value.includes(" >> ") && (!/^(data-(testid|test|id|role|type)|name)$/.test(name) || lasting(value))) found.push(`${tag}[${name}=${quote(value)}]`);
    }
    if (tag === "iframe" && /^https?:/.test(element.getAttribute("src") || "")) found.push(`iframe[src^=${quote(element.getAttribute("src").split(/[?#]/)[0])}]`);
    const names = [...element.classList].filter(lasting);
    for (const one of names) found.push(`${tag}.${CSS.escape(one)}`);
    if (names.length > 1) found.push(tag + names.map((one) => "." + CSS.escape(one)).join(""));
    if (tag.includes("-")) found.push(tag);
    if (lasting(id) && counted) found.push(`#${CSS.escape(id)}`);
    return found;
  };
  const nth = (element) => {
    const same = element.parentNode ? kidsOf(element.parentNode).filter((other) => other.localName === element.localName) : [];
    return same.length > 1 ? `${element.localName}:nth-of-type(${same.indexOf(element) + 1})` : element.localName;
  };
  const selectorBy = (element, fits) => {
    const direct = [...named(element), /^(textarea|iframe)$/.test(element.localName) ? element.localName : ""].find((one) => one && fits(one, element));
    if (direct) return direct;
    let path = nth(element), at = element.parentNode;
    const paths = [...named(element)];
    for (; at && at.nodeType === 1; at = at.parentNode) {
      const here = [path, ...named(at).map((one) => `${one} > ${path}`)];
      for (const one of here) if (fits(one, element)) return one;
      paths.push(...here);
      path = `${nth(at)} > ${path}`;
    }
    if (fits !== only) return path;
    return at && edge(at) ? throughEdge(at.host, [...paths, path], element) : "";
  };
  // Where a root holds what nothing else names: the part within its host, for another root or the page may have the like.
  const throughEdge = (host, paths, element) => {
    const home = selectorBy(host, only);
    const inside = [host, ...roots.filter((root) => root.host && within(root.host, host))];
    const part = home && paths.find((path) => inside.every((root) => [...root.querySelectorAll(path)].every((one) => one === element)));
    return part ? `${home} >> ${part}` : "";
  };
  return (element) => selectorBy(element, only) || selectorBy(element, alone);
}
