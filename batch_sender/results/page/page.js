"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const rows = read("rows"), { columns, states, reasons, words } = read("words");
  const ONE_PAGE = 100, MOST_PRINTED = 5000;
  const plain = (text) => String(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const shown = (row, at) => {
    const value = row[at];
    if (value === null) return "";
    if (columns[at].kind === "status") return states[value];
    if (columns[at].kind === "reason" && reasons[value]) return value + ": " + reasons[value];
    return String(value);
  };
  const $ = (id) => document.getElementById(id);
  const search = $("search"), status = $("status"), body = $("rows-body");
  const statusAt = columns.findIndex((column) => column.kind === "status");
  const searched = new Map();
  const textOf = (row) => {
    let text = searched.get(row);
    if (text === undefined) {
      text = plain(columns.map((_, at) => shown(row, at)).join("\n"));
      searched.set(row, text);
    }
    return text;
  };
  let found = rows, page = 0, order = { at: 0, up: true };

  const compare = (a, b) => {
    const x = a[order.at], y = b[order.at];
    const by = typeof x === "number" && typeof y === "number"
      ? x - y : shown(a, order.at).localeCompare(shown(b, order.at), document.documentElement.lang);
    return order.up ? by : -by;
  };
  const fill = (from, to) => {
    const fragment = document.createDocumentFragment();
    for (const row of found.slice(from, to)) {
      const line = document.createElement("tr");
      columns.forEach((column, at) => {
        const cell = document.createElement("td");
        cell.textContent = shown(row, at);
        cell.className = column.kind === "status" ? "status " + row[at] : column.kind;
        line.append(cell);
      });
      fragment.append(line);
    }
    body.replaceChildren(fragment);
  };
  const number = (n) => n.toLocaleString(document.documentElement.lang);
  const say = (from, to) => {
    $("found").textContent = found.length
      ? words.found.replace("{from}", number(from + 1)).replace("{to}", number(to)).replace("{n}", number(found.length))
      : words.none;
  };
  const show = () => {
    const from = page * ONE_PAGE, to = Math.min(from + ONE_PAGE, found.length);
    fill(from, to);
    say(from, to);
    $("previous").disabled = page === 0;
    $("next").disabled = to >= found.length;
  };
  const look = () => {
    const wanted = plain(search.value.trim()).split(/\s+/).filter(Boolean);
    found = rows.filter((row) =>
      (!status.value || row[statusAt] === status.value) &&
      wanted.every((word) => textOf(row).includes(word)));
    if (order.at !== 0 || !order.up) found.sort(compare);
    page = 0;
    show();
  };

  const head = document.createElement("tr");
  columns.forEach((column, at) => {
    const cell = document.createElement("th"), button = document.createElement("button");
    cell.scope = "col";
    cell.className = column.kind;
    if (at === 0) cell.setAttribute("aria-sort", "ascending");
    button.type = "button";
    button.textContent = column.title;
    button.addEventListener("click", () => {
      order = { at, up: order.at === at ? !order.up : true };
      for (const other of head.children) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", order.up ? "ascending" : "descending");
      look();
    });
    cell.append(button);
    head.append(cell);
  });
  $("rows-head").append(head);
  for (const code of new Set(rows.map((row) => row[statusAt]))) {
    status.append(new Option(states[code], code));
  }
  let waiting;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 120); });
  status.addEventListener("change", look);
  $("previous").addEventListener("click", () => { page -= 1; show(); });
  $("next").addEventListener("click", () => { page += 1; show(); });
  addEventListener("beforeprint", () => {
    const to = Math.min(found.length, MOST_PRINTED);
    fill(0, to);
    say(0, to);
  });
  addEventListener("afterprint", show);
  $("table").hidden = false;
  show();
})();
