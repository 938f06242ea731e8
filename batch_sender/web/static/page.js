// Spares reloads: each thing here works without it, as a plain form or link.
"use strict";

// An answer that moves or replaces what is pressed just now takes the press away: the browser counts no click then. So
// what a change asks for waits for the release, and is not asked for at all where the release posts the form.
let pressed = false, later = null;
document.addEventListener("pointerdown", (event) => { pressed = Boolean(event.target.closest("a, button, input, label, summary")); });
for (const release of ["pointerup", "pointercancel", "keydown"]) document.addEventListener(release, () => {
  pressed = false;
  setTimeout(() => { later?.(); later = null; });
});
document.addEventListener("submit", () => { later = null; });
document.addEventListener("htmx:confirm", (event) => {
  if (!pressed) return;
  event.preventDefault();
  later = () => event.detail.issueRequest();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const asking = event.detail.requestConfig.elt;
  if (!pressed || !asking.matches("form")) return;
  event.detail.shouldSwap = false;
  later = () => htmx.trigger(asking, "change");
});

// One loop a page: what is live is asked for again, the slower the slower answers come, and never while hidden.
const live = document.querySelector("[data-live]");
if (live) {
  const soonest = Number(live.dataset.every) || 2000;
  const away = document.querySelector("#away"), announced = document.querySelector("#announced");
  let timer, shown = live.innerHTML, last = live.querySelector("[data-announce]")?.dataset.announceAt;
  // Read out at some steps alone: a screen reader that hears of each change hears nothing else.
  function announce() {
    const now = live.querySelector("[data-announce]");
    if (!announced || !now || now.dataset.announceAt === last) return;
    last = now.dataset.announceAt;
    announced.textContent = now.dataset.announce;
  }
  function show(text) {
    if (text === shown || pressed) return;
    live.innerHTML = shown = text;
    announce();
  }
  function isAway(yes) {
    document.body.classList.toggle("away", yes);
    if (away) away.hidden = !yes;
  }
  async function look() {
    if (document.hidden) return;
    const began = performance.now();
    try {
      const answer = await fetch(live.dataset.live, { signal: AbortSignal.timeout(30000) });
      // Over, or not let in any more, or what it is about is gone: the page itself says so.
      if (answer.status < 500 && (!answer.ok || answer.headers.get("X-Over"))) return location.reload();
      if (answer.ok) show(await answer.text());
      isAway(!answer.ok);
    } catch {
      isAway(true);
    }
    later(Math.max(soonest, 4 * (performance.now() - began)));
  }
  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) later(0); });
  later(soonest);
}

// A summary of faults is read out first.
document.querySelector("#error-summary")?.focus();
