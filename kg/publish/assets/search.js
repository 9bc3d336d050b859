/* The search box of the home page: a combobox over the index that was made with the site. */
"use strict";

(() => {
  const MOST = 12;
  const box = document.getElementById("search");
  const input = document.getElementById("find");
  const list = document.getElementById("found");
  const hint = document.getElementById("hint");
  const words = { topic: "Topic", author: "Author", paper: "Paper" };
  let entries = null;
  let shown = [];
  let active = -1;

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const load = () => {
    if (entries || document.getElementById("index")) return;
    const script = document.createElement("script");
    script.id = "index";
    script.src = "assets/index.js";
    script.onload = () => {
      entries = Object.entries(self.kgSearch).flatMap(([kind, all]) =>
        all.map(([name, path, more]) => ({ kind, name, path, more, text: folded(`${name} ${more}`) })));
      search();
    };
    script.onerror = () => { hint.textContent = "The search index could not be loaded."; };
    document.head.append(script);
  };

  /* Every word must occur; names that begin with the words come first, then words that begin so. */
  const rank = (entry, tokens, whole) => {
    let score = entry.text.startsWith(whole) ? 0 : 4;
    for (const token of tokens) {
      const place = entry.text.indexOf(token);
      if (place < 0) return -1;
      if (place > 0 && /[\p{L}\p{N}]/u.test(entry.text[place - 1])) score += 2;
    }
    return score;
  };

  const search = () => {
    const whole = folded(input.value.trim());
    if (!entries || !whole) { show([], 0); return; }
    const tokens = whole.split(/\s+/);
    const found = [];
    for (const entry of entries) {
      const score = rank(entry, tokens, whole);
      if (score >= 0) found.push([score, entry]);
    }
    found.sort((one, other) => one[0] - other[0]);
    show(found.slice(0, MOST).map((one) => one[1]), found.length);
  };

  const show = (found, total) => {
    shown = found;
    active = -1;
    list.replaceChildren(...found.map((entry, place) => {
      const item = document.createElement("li");
      item.id = `found-${place}`;
      item.role = "option";
      item.setAttribute("aria-selected", "false");
      const name = document.createElement("bdi");
      name.textContent = entry.name;
      const more = document.createElement("small");
      more.textContent = entry.more ? `${words[entry.kind]} · ${entry.more}` : words[entry.kind];
      item.append(name, more);
      item.addEventListener("click", () => open(place));
      return item;
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    if (!input.value.trim()) hint.textContent = "";
    else if (!entries) hint.textContent = "Loading …";
    else if (total > found.length) hint.textContent = `The first ${found.length} of ${total}; write more to narrow them down.`;
    else hint.textContent = total === 1 ? "1 result" : `${total} results`;
  };

  const open = (place) => { location.href = `${shown[place].path}.html`; };

  const select = (place) => {
    active = (place + shown.length) % shown.length;
    [...list.children].forEach((item, one) => item.setAttribute("aria-selected", String(one === active)));
    list.children[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `found-${active}`);
  };

  input.addEventListener("focus", load, { once: true });
  input.addEventListener("input", () => { load(); search(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; search(); }
    if (!shown.length) return;
    if (event.key === "ArrowDown") { select(active + 1); event.preventDefault(); }
    if (event.key === "ArrowUp") { select(active < 0 ? -1 : active - 1); event.preventDefault(); }
    if (event.key === "Enter") { open(Math.max(active, 0)); event.preventDefault(); }
  });
  input.addEventListener("blur", () => { setTimeout(() => { list.hidden = true; }, 150); });
  input.addEventListener("focus", () => { list.hidden = shown.length === 0; });
  box.hidden = false;
})();
