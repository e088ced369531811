// What tells of an element without words of its own: the names it was given, and what its maker called its parts.
//
// named: what a screen reader or a mouse that rests is told. marks: classes, ids, a picture's file and a link's address,
// as they stand in the mark-up; they are words of the maker's, and mean something only where nothing else does.
({
  named: (one) => {
    const of = (it) => it.getAttribute("aria-label") || it.getAttribute("title") || it.getAttribute("alt") || it.querySelector(":scope > title")?.textContent || "";
    const found = of(one) || [...one.querySelectorAll("[aria-label], [title], [alt], svg")].map(of).find((said) => said.trim()) || "";
    return found.replace(/\s+/g, " ").trim().slice(0, 160);
  },
  marks: (one) => {
    const MOST = { parts: 8, letters: 300 };
    const file = (address) => (/^(data|blob):/.test(address) ? "" : address.split(/[?\s]/)[0].split("/").slice(-2).join(" "));
    const link = one.closest("a[href]"), there = link && /^https?:/.test(link.href) ? new URL(link.href).pathname.split("/").slice(-3).join(" ") : "";
    const names = ["class", "id", "data-icon", "icon", "name"], files = ["src", "srcset", "data-src", "href", "xlink:href"];
    const said = (it) => [...names.map((name) => it.getAttribute(name) || ""), ...(it === link ? [] : files).map((name) => file(it.getAttribute(name) || "").replace(/.*#/, ""))];
    return [...[one, ...one.querySelectorAll("*")].slice(0, MOST.parts).flatMap(said), there].filter(Boolean).join(" ").slice(0, MOST.letters);
  },
})
