// Spares reloads: each thing here works without it, as a plain form or link.
"use strict";

// One loop a page: what is live is asked for again, the slower the slower answers come, and never while hidden.
const live = document.querySelector("[data-live]");
if (live) {
  const soonest = 2000;
  let pause = soonest;
  async function look() {
    if (document.hidden) return later();
    const began = performance.now();
    try {
      const answer = await fetch(live.dataset.live, { headers: { "X-Part": "1" } });
      if (answer.status === 401) return location.reload();
      if (answer.ok) live.innerHTML = await answer.text();
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
