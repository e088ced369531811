// Turns a wheel until `item` stands in its middle, as a finger or a mouse does: `kind` is touch or mouse.
async ({ item, kind }) => {
  const box = (one) => one.getBoundingClientRect();
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  let wheel = item.parentElement;
  while (wheel && wheel !== document.body && !(getComputedStyle(wheel).overflowY !== "visible" && box(wheel).height > 1.5 * box(item).height)) wheel = wheel.parentElement;
  if (!wheel || wheel === document.body) wheel = item.parentElement;
  // A press that failed may have scrolled what nobody can scroll.
  for (let at = item.parentElement; at; at = at === wheel ? null : at.parentElement) if (getComputedStyle(at).overflowY === "hidden") at.scrollTop = 0;
  const x = box(item).left + box(item).width / 2, middle = box(wheel).top + box(wheel).height / 2;
  const way = middle - box(item).top - box(item).height / 2;
  if (/auto|scroll/.test(getComputedStyle(wheel).overflowY)) {
    wheel.scrollTop -= way;
    await wait(500);
    return;
  }
  const target = document.elementFromPoint(x, middle) || item;
  const all = { bubbles: true, cancelable: true, composed: true, view: window };
  const tell = (name, y) => {
    if (kind === "touch") {
      const touch = new Touch({ identifier: 1, target, clientX: x, clientY: y, pageX: x + scrollX, pageY: y + scrollY, screenX: x, screenY: y });
      const left = name === "end" ? [] : [touch];
      return target.dispatchEvent(new TouchEvent("touch" + name, { ...all, touches: left, targetTouches: left, changedTouches: [touch] }));
    }
    const mouse = { start: "down", move: "move", end: "up" }[name];
    const at = { ...all, clientX: x, clientY: y, screenX: x, screenY: y, button: 0, buttons: name === "end" ? 0 : 1, pointerId: 1, isPrimary: true, pointerType: "mouse" };
    target.dispatchEvent(new PointerEvent("pointer" + mouse, at));
    return target.dispatchEvent(new MouseEvent("mouse" + mouse, at));
  };
  tell("start", middle);
  for (let step = 1; step <= 10; step += 1) {
    await wait(30);
    tell("move", middle + (way * step) / 10);
  }
  await wait(350); // held: what is let go while it moves rolls on
  tell("end", middle + way);
  await wait(600);
}
