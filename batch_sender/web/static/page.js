// Spares reloads: each thing here works without it, as a plain form or link.
"use strict";

// One loop a page: what is live is asked for again, the slower the slower answers come, and never while hidden.
const live = document.querySelector("[data-live]");
if (live) {
  const soonest = Number(live.dataset.every) || 2000;
  const announced = document.querySelector("#announced");
  let last = live.querySelector("[data-announce]")?.dataset.announceAt;
  // Read out at some steps alone: a screen reader that hears of each change hears nothing else.
  function announce() {
    const now = live.querySelector("[data-announce]");
    if (!announced || !now || now.dataset.announceAt === last) return;
    last = now.dataset.announceAt;
    announced.textContent = now.dataset.announce;
  }
  let pause = soonest;
  async function look() {
    if (document.hidden) return later();
    const began = performance.now();
    try {
      const answer = await fetch(live.dataset.live, { headers: { "X-Part": "1" } });
      if (answer.status === 401) return location.reload();
      if (answer.ok) live.innerHTML = await answer.text();
      announce();
      if (answer.headers.get("X-Over")) return location.reload();
      document.body.classList.remove("away");
    } catch {
      document.body.classList.add("away");
    }
    pause = Math.max(soonest, 4 * (performance.now() - began));
    later();
  }
  function later() { setTimeout(look, pause); }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) pause = soonest; });
  later();
}

// A summary of faults is read out first.
document.querySelector("#error-summary")?.focus();
