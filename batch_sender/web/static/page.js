// Spares reloads: each thing here works without it, as a plain form or link.
"use strict";

// One loop a page: what is live is asked for again, the slower the slower answers come, and never while hidden.
const live = document.querySelector("[data-live]");
if (live) {
  const soonest = 2000;
  const away = document.querySelector("#away"), announced = document.querySelector("#announced");
  let timer, shown = live.innerHTML, tenths = tenthsOf(live);
  function tenthsOf(part) {
    return Math.floor((part.querySelector("[data-percent]")?.dataset.percent ?? 0) / 10);
  }
  function show(text) {
    if (text === shown) return;
    live.innerHTML = shown = text;
    if (tenthsOf(live) === tenths) return;
    tenths = tenthsOf(live); // each tenth is read out, once
    if (announced) announced.textContent = live.querySelector("[data-percent]").textContent;
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
      // Over, or not let in any more, or the batch is gone: the page itself says so.
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
