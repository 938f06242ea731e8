"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const rows = read("rows"), { columns, states, reasons, words } = read("words");
  const ONE_PAGE = 100, MOST_PRINTED = 5000, MOST_ON_PAPER = 9;
  const plain = (text) => String(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const shown = (row, at) => {
    const value = row[at];
    if (value === null) return "";
    if (columns[at].kind === "status") return states[value];
    if (columns[at].kind === "reason") return reasons[value] || value;
    return String(value);
  };
  const $ = (id) => document.getElementById(id);
  const search = $("search"), status = $("status"), body = $("rows-body");
  const table = $("rows-table"), box = $("rows-box");
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
  const LONG = 140, MOST_LINES = 4;
  const isLong = (text) => text.length > LONG || text.split("\n").length > MOST_LINES;
  const span = (name, text) => {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    return part;
  };
  const fold = (text) => {
    const folded = document.createElement("details"), summary = document.createElement("summary");
    const begins = text.split("\n").slice(0, MOST_LINES).join("\n").slice(0, LONG);
    folded.className = "fold";
    summary.append(span("short", begins + " …"), span("less", words.less));
    folded.append(summary, span("whole", text));
    return folded;
  };
  const fill = (from, to) => {
    const fragment = document.createDocumentFragment();
    for (const row of found.slice(from, to)) {
      const line = document.createElement("tr");
      line.setAttribute("role", "row");
      columns.forEach((column, at) => {
        const cell = document.createElement("td");
        const text = shown(row, at);
        if (isLong(text)) cell.append(fold(text));
        else cell.textContent = text;
        cell.className = column.kind === "status" ? "status " + row[at] : column.kind;
        cell.dataset.label = column.title;
        cell.setAttribute("role", "cell");
        line.append(cell);
      });
      fragment.append(line);
    }
    body.replaceChildren(fragment);
  };
  // Side by side where all columns find room, and otherwise each row as a card: none is out of sight.
  const fit = () => {
    table.classList.remove("cards");
    table.classList.toggle("cards", table.offsetWidth > box.clientWidth);
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
    fit();
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
  head.setAttribute("role", "row");
  head.dataset.label = words.sort;
  columns.forEach((column, at) => {
    const cell = document.createElement("th"), button = document.createElement("button");
    cell.scope = "col";
    cell.setAttribute("role", "columnheader");
    cell.className = column.kind;
    cell.dataset.label = column.title;
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
    table.classList.toggle("cards", columns.length > MOST_ON_PAPER);
    say(0, to);
  });
  addEventListener("afterprint", show);
  addEventListener("resize", fit);
  $("table").hidden = false;
  show();
})();
