// Columns, emoji and formatting go in at the caret, and the phone shows what is typed; without this there is a button.
"use strict";

const writing = document.querySelector("[data-preview]");
const boxes = [...writing.querySelectorAll("textarea")];
let current = boxes[0], waiting = 0, asked = null;

for (const each of document.querySelectorAll("[data-unscripted]")) each.hidden = true;
for (const each of document.querySelectorAll("[data-scripted]")) each.hidden = false;
for (const box of boxes) box.addEventListener("focus", () => { current = box; });

writing.addEventListener("input", (event) => { if (event.target.matches("textarea, #row")) soon(400); });
writing.addEventListener("change", (event) => { if (event.target.matches("#message_lang")) soon(0); });
writing.addEventListener("click", (event) => {
  const key = event.target.closest("button");
  if (!key) return;
  if (key.dataset.put) put(key.dataset.put, "");
  if (key.dataset.around) put(key.dataset.around, key.dataset.around);
  if (key.dataset.row) {
    event.preventDefault();
    document.querySelector("#row").value = key.dataset.row;
    soon(0, key.textContent);
  }
});

// Written as if typed, so that Ctrl+Z takes it back.
function put(before, after) {
  current.focus();
  const chosen = current.value.slice(current.selectionStart, current.selectionEnd);
  const text = before + chosen + after, start = current.selectionStart;
  if (!document.execCommand("insertText", false, text)) current.setRangeText(text, start, current.selectionEnd, "end");
  const caret = start + text.length - (chosen ? 0 : after.length);
  current.setSelectionRange(caret, caret);
  soon(0);
}

function soon(pause, pressed) {
  clearTimeout(waiting);
  waiting = setTimeout(() => show(pressed), pause);
}

async function show(pressed) {
  asked?.abort();
  asked = new AbortController();
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(writing)) if (typeof value === "string") fields.append(name, value);
  try {
    const answer = await fetch(writing.dataset.preview, { method: "POST", body: fields, signal: asked.signal });
    if (answer.status === 401) return location.reload();
    if (answer.ok) shown(await answer.text(), pressed);
  } catch { /* typed on meanwhile, or the server is away: the next one shows it */ }
}

function shown(markup, pressed) {
  const came = new DOMParser().parseFromString(markup, "text/html");
  for (const each of came.querySelectorAll("[data-fault-of]")) {
    const place = document.getElementById(each.dataset.faultOf);
    if (place && place.textContent !== each.textContent) place.textContent = each.textContent;
    place?.closest(".field").classList.toggle("faulty", Boolean(each.textContent));
    each.remove();
  }
  document.querySelector("#seen").replaceChildren(...came.body.childNodes);
  const row = document.querySelector("#row"), is = document.querySelector("[data-shown-row]");
  if (row && is && row !== document.activeElement) row.value = is.dataset.shownRow;
  if (pressed) [...document.querySelectorAll("[data-row]")].find((each) => each.textContent === pressed)?.focus();
}
