/* The query page: questions with fields, an editor, and an engine that loads when it is first asked. */
"use strict";

(() => {
  const PATIENCE = 60;
  const MOST_ROWS = 1000;
  const SUGGESTED = 20;
  const $ = (id) => document.getElementById(id);
  const { base, questions } = JSON.parse($("questions").textContent);
  const text = $("text");
  const status = $("status");
  let question = null;
  let worker = null;
  let ready = false;
  let clock = null;
  let last = null;

  const say = (message, error = false) => {
    status.textContent = message;
    status.classList.toggle("error", error);
  };

  /* ---- questions and their fields */

  const folded = (name) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

  const names = (kind) => (self.kgSearch?.[kind] ?? []);

  const needIndex = () => new Promise((resolve, reject) => {
    if (self.kgSearch) { resolve(); return; }
    const script = document.createElement("script");
    script.src = "assets/index.js";
    script.onload = resolve;
    script.onerror = () => reject(new Error("the names could not be loaded"));
    document.head.append(script);
  });

  const quoted = (value) => JSON.stringify(value);

  const term = (field, value) => {
    if (field.type === "limit" || field.type === "integer") return /^\d+$/.test(value) ? value : null;
    if (field.type === "decimal") return /^\d*\.?\d+$/.test(value) ? value : null;
    if (field.type === "string") return quoted(value);
    if (field.choices.length) return field.choices.find(([one]) => one === value)?.[0] ?? null;
    if (field.type === "iri" || /^https?:/.test(value)) return /^[^\s<>"{}|\\^`]+$/.test(value) ? `<${value}>` : null;
    const found = names(field.type).find(([name]) => folded(name) === folded(value));
    return found ? `<${base}${found[1]}>` : null;
  };

  const bound = () => {
    const values = [...question.fields].sort((one, other) => other.start - one.start);
    return values.reduce((sparql, field) => sparql.slice(0, field.start) + field.term + sparql.slice(field.end), question.text);
  };

  const suggest = (field, input, list) => {
    const wanted = folded(input.value);
    const found = names(field.type).filter(([name]) => folded(name).includes(wanted)).slice(0, SUGGESTED);
    list.replaceChildren(...found.map(([name]) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }));
  };

  const changed = async (field, input) => {
    try {
      if (!["limit", "integer", "decimal", "string"].includes(field.type) && !field.choices.length) await needIndex();
    } catch (error) { say(String(error.message), true); return; }
    const found = term(field, input.value);
    input.setAttribute("aria-invalid", String(found === null));
    if (found === null) { say(`${field.about}: nothing here is called “${input.value}”.`, true); return; }
    say("");
    field.term = found;
    text.value = bound();
  };

  const control = (field, id) => {
    if (field.choices.length) {
      const select = document.createElement("select");
      for (const [value, name] of field.choices) {
        const option = document.createElement("option");
        option.value = value;
        option.textContent = name;
        option.selected = value === field.term;
        select.append(option);
      }
      return [select];
    }
    const input = document.createElement("input");
    input.value = field.shown;
    input.autocomplete = "off";
    if (["limit", "integer", "decimal"].includes(field.type)) { input.inputMode = "decimal"; return [input]; }
    if (field.type === "string") return [input];
    const list = document.createElement("datalist");
    list.id = `${id}-names`;
    input.setAttribute("list", list.id);
    input.addEventListener("focus", () => needIndex().then(() => suggest(field, input, list), () => {}));
    input.addEventListener("input", () => suggest(field, input, list));
    return [input, list];
  };

  const choose = (chosen) => {
    question = { ...chosen, fields: chosen.fields.map((field) => ({ ...field })) };
    $("about").textContent = question.description;
    $("fields").replaceChildren(...question.fields.map((field, place) => {
      const id = `field-${place}`;
      const cell = document.createElement("div");
      const label = document.createElement("label");
      const [input, ...more] = control(field, id);
      input.id = id;
      label.htmlFor = id;
      label.textContent = `${field.name}: ${field.about}`;
      input.addEventListener("change", () => changed(field, input));
      cell.append(label, input, ...more);
      return cell;
    }));
    text.value = bound();
    say("");
  };

  /* ---- the engine */

  const rest = () => {
    clearTimeout(clock);
    $("run").disabled = false;
    $("stop").disabled = true;
  };

  const stop = (message) => {
    worker?.terminate();
    worker = null;
    ready = false;
    rest();
    say(message);
  };

  const hear = ({ data }) => {
    if (data.kind === "ready") {
      ready = true;
      say(`${data.triples.toLocaleString("en")} triples are ready after ${(data.time / 1000).toFixed(2)} s. Asking …`);
      return;
    }
    rest();
    if (data.kind === "error") { say(data.message, true); return; }
    show(data);
  };

  const run = () => {
    if (!worker) {
      worker = new Worker("assets/query-worker.js", { type: "module" });
      worker.onmessage = hear;
      worker.onerror = (event) => { event.preventDefault(); stop(""); say("The query engine could not be loaded.", true); };
    }
    $("run").disabled = true;
    $("stop").disabled = false;
    $("save").disabled = true;
    say(ready ? "Asking …" : "Loading the data and the query engine …");
    clock = setTimeout(() => stop(`Stopped after ${PATIENCE} s. Ask for less, for example with LIMIT.`), PATIENCE * 1000);
    worker.postMessage({ text: text.value });
  };

  /* ---- answers */

  const cell = (value) => {
    const place = document.createElement("td");
    if (!value) return place;
    if (value.type === "NamedNode") {
      const ours = value.value.startsWith(base);
      const [path, anchor] = value.value.slice(base.length).split("#");
      const paged = ours && /^(paper|author|topic|list|venue|organization|snapshot)\//.test(path);
      const shown = ours ? value.value.slice(base.length) : value.value;
      if (paged || (!ours && /^https?:\/\//.test(value.value))) {
        const link = document.createElement("a");
        link.href = paged ? `${path}.html${anchor ? `#${anchor}` : ""}` : value.value;
        link.rel = "noopener";
        link.textContent = shown;
        place.append(link);
      } else place.textContent = shown;
      return place;
    }
    const inner = document.createElement("bdi");
    inner.textContent = value.value;
    if (value.language) inner.lang = value.language;
    if (/#(integer|decimal|double)$/.test(value.datatype)) place.className = "number";
    place.append(inner);
    return place;
  };

  const show = ({ columns, rows, time }) => {
    last = { columns, rows };
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    for (const name of columns) {
      const title = document.createElement("th");
      title.scope = "col";
      title.textContent = name;
      head.append(title);
    }
    const body = table.createTBody();
    for (const row of rows.slice(0, MOST_ROWS)) body.insertRow().append(...row.map(cell));
    for (const number of body.querySelectorAll("tr:first-child .number")) head.cells[number.cellIndex].className = "number";
    $("answer").replaceChildren(table);
    $("answer").hidden = columns.length === 0;
    $("save").disabled = rows.length === 0;
    const count = `${rows.length.toLocaleString("en")} row${rows.length === 1 ? "" : "s"} in ${(time / 1000).toFixed(2)} s.`;
    say(rows.length > MOST_ROWS ? `${count} The first ${MOST_ROWS} are shown; the CSV has all.` : count);
  };

  const csv = () => {
    const safe = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    const lines = [last.columns, ...last.rows.map((row) => row.map((one) => one?.value ?? ""))];
    const blob = new Blob([lines.map((line) => line.map(safe).join(",")).join("\r\n"), "\r\n"], { type: "text/csv" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${question?.name ?? "answer"}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const share = async () => {
    location.hash = `query=${encodeURIComponent(text.value)}`;
    try {
      await navigator.clipboard.writeText(location.href);
      say("The link is in the clipboard and in the address of this page.");
    } catch {
      say("The link is in the address of this page.");
    }
  };

  /* ---- begin */

  const given = new URLSearchParams(location.hash.slice(1));
  $("question").append(...questions.map((one) => {
    const option = document.createElement("option");
    option.value = one.name;
    option.textContent = one.summary;
    return option;
  }));
  $("question").addEventListener("change", () => choose(questions.find((one) => one.name === $("question").value)));
  $("run").addEventListener("click", run);
  $("stop").addEventListener("click", () => stop("Stopped."));
  $("save").addEventListener("click", csv);
  $("share").addEventListener("click", share);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !$("run").disabled) { run(); event.preventDefault(); }
  });
  $("query").hidden = false;
  const wanted = questions.find((one) => one.name === given.get("question"))
    ?? questions.find((one) => one.name === "top-authors") ?? questions[0];
  if (wanted) { $("question").value = wanted.name; choose(wanted); }
  if (location.protocol === "file:") {
    $("run").disabled = true;
    say("Browsers let no query engine start on a page opened from a disk. Put the site on a web host, or run: kg serve DIR");
  } else if (given.has("query")) {
    text.value = given.get("query");
    run();
  }
})();
