// The list can be dropped, and its upload is watched and can be cancelled; without this it is a plain form.
"use strict";

const form = document.querySelector("[data-upload]");
const input = form.querySelector("[type=file]"), drop = form.querySelector(".drop");
const shown = form.querySelector("[data-progress]"), bar = form.querySelector("progress");
const cancel = form.querySelector("[data-cancel]"), button = form.querySelector("button.main");
const say = (sentence) => { form.querySelector("[data-status]").textContent = sentence; };
let sending = null;

for (const each of document.querySelectorAll("[data-scripted]")) each.hidden = false;

drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (!event.dataTransfer.files.length || sending) return;
  input.files = event.dataTransfer.files;
  form.requestSubmit();
});

form.addEventListener("submit", (event) => {
  const file = input.files[0];
  if (!file) return;  // the server says so
  event.preventDefault();
  if (sending) return;
  if (file.size > Number(form.dataset.most)) return say(form.dataset.large);
  send(new FormData(form));
});
cancel.addEventListener("click", () => sending?.abort());

function send(body) {
  let told = 0;
  sending = new XMLHttpRequest();
  sending.open("POST", location.pathname);
  sending.setRequestHeader("X-Part", "1");
  sending.upload.addEventListener("progress", (event) => {
    const done = Math.floor(100 * event.loaded / event.total);
    bar.value = done;
    if (done < 100 && done >= told + 10) say(form.dataset.uploaded.replace("{n}", told = done - done % 10));
  });
  sending.upload.addEventListener("load", () => { say(form.dataset.reading); bar.removeAttribute("value"); });
  sending.addEventListener("load", () => answered(sending));
  sending.addEventListener("error", () => over(form.dataset.lost));
  sending.addEventListener("abort", () => over(form.dataset.cancelled));
  shown.hidden = false;
  button.disabled = true;
  cancel.focus();
  sending.send(body);
}

function over(sentence) {
  sending = null;
  shown.hidden = true;
  button.disabled = false;
  bar.value = 0;
  say(sentence);
  input.focus();
}

// What was refused is shown as a plain form would show it: the page that came back takes this one's place.
function answered(answer) {
  if (answer.status < 300 && answer.responseURL !== location.href.split("#")[0]) return location.assign(answer.responseURL);
  if (answer.status === 401) return location.reload();
  const came = new DOMParser().parseFromString(answer.responseText, "text/html");
  const summary = came.querySelector("#error-summary, .notice.wrong");
  document.querySelector("#error-summary")?.remove();
  over("");
  if (!summary) return say(form.dataset.lost);
  document.title = came.title;
  drop.querySelector(".fault")?.remove();
  const fault = came.querySelector("#list-fault");
  drop.classList.toggle("faulty", Boolean(fault));
  if (fault) input.before(fault);
  form.closest("main").prepend(summary);
  summary.tabIndex = -1;
  summary.focus();
}
