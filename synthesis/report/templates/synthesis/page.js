/* The one script of a page: tables that sort and filter, counts that open their evidence.
   It changes nothing that is not there without it, keeps nothing and asks nobody. */
"use strict";
(() => {
  const make = (name, props, ...inside) => {
    const made = Object.assign(document.createElement(name), props);
    made.append(...inside);
    return made;
  };
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });

  /* Tables */
  const SMALL = 6; // rows that a person takes in at a glance
  const number = (text) => {
    const plain = text.replace(/[\s\u00a0\u202f,]/g, "").replace("\u2212", "-");
    const found = /^[<>≤≥]?([+-]?\d+(?:\.\d+)?)(?:%|points?)?(?:$|[^\d.])/.exec(plain);
    return found ? Number(found[1]) : null;
  };
  const shownText = (cell) => {
    const copy = cell.cloneNode(true);
    all(".sr", copy).forEach((hidden) => hidden.remove());
    return words(copy);
  };
  // What a spreadsheet would compute is pasted with an apostrophe before it; numbers stay numbers.
  const inert = (text) => (/^[=+\-@＝＋－＠]/.test(text) && !/^[+-]?[\d,.]*%?$/.test(text) ? `'${text}` : text);
  const valueOf = (row, column) => (row.cells[column] ? shownText(row.cells[column]) : "");

  const setUp = (table) => {
    const body = table.tBodies[0];
    const head = table.tHead && table.tHead.rows[0];
    if (!body || !head || table.closest(".by-code, dialog")) return;
    const block = table.closest(".table-block, .twin") || table.parentElement;
    const folded = block.querySelector(":scope > details.rest");
    const restRows = folded ? all("tbody tr", folded) : [];
    const original = [...all("tr", body), ...restRows];
    if (original.length < 2) return;
    let unfolded = !folded;
    const unfold = () => {
      if (unfolded) return;
      unfolded = true;
      body.append(...restRows);
      folded.remove();
    };
    const status = make("p", { className: "table-status" });
    status.setAttribute("role", "status");

    [...head.cells].forEach((cell, column) => {
      const title = words(cell);
      if (!title) return;
      const button = make("button", { type: "button", className: "sort" });
      button.append(...cell.childNodes);
      cell.append(button);
      button.addEventListener("click", () => {
        unfold();
        const was = cell.getAttribute("aria-sort");
        const isNumber = cell.classList.contains("number");
        const next = was === (isNumber ? "descending" : "ascending") ? (isNumber ? "ascending" : "descending")
          : was ? null : isNumber ? "descending" : "ascending";
        [...head.cells].forEach((other) => other.removeAttribute("aria-sort"));
        if (next) cell.setAttribute("aria-sort", next);
        const sign = next === "descending" ? -1 : 1;
        const rows = next ? original.map((row) => [row, valueOf(row, column)]) : original.map((row) => [row, ""]);
        if (next) {
          rows.sort(([, a], [, b]) => {
            const gapA = a === "" || a === "–", gapB = b === "" || b === "–";
            if (gapA || gapB) return gapA - gapB; // what is not known stands last, whichever way
            const x = number(a), y = number(b);
            return sign * (x !== null && y !== null ? x - y : collator.compare(a, b));
          });
        }
        body.append(...rows.map(([row]) => row));
        status.textContent = next ? `Sorted by ${title}, ${next}.` : "In the original order.";
      });
    });

    const tools = make("div", { className: "table-tools" });
    if (original.length > SMALL) {
      const caption = table.caption ? words(table.caption).split(". ")[0] : "the table";
      const search = make("input", { type: "search", placeholder: "Filter rows" });
      search.setAttribute("aria-label", `Filter the rows of ${caption}`);
      const titles = [...head.cells].map(words);
      const within = make("select", {}, make("option", { value: "", textContent: "in all columns" }),
        ...titles.map((title, index) => make("option", { value: index, textContent: `in ${title}` })));
      within.setAttribute("aria-label", `Column to filter ${caption} by`);
      const filter = () => {
        const wanted = search.value.trim().toLocaleLowerCase();
        if (wanted) unfold();
        let kept = 0;
        original.forEach((row) => {
          const text = within.value === "" ? words(row) : valueOf(row, Number(within.value));
          row.hidden = wanted !== "" && !text.toLocaleLowerCase().includes(wanted);
          kept += !row.hidden;
        });
        status.textContent = wanted ? `${kept} of ${original.length} rows` : "";
      };
      search.addEventListener("input", filter);
      within.addEventListener("change", filter);
      tools.append(search, within);
    }
    const copy = make("button", { type: "button", textContent: "Copy table" });
    copy.addEventListener("click", async () => {
      const rows = [head, ...(unfolded ? all("tr", body) : original)].filter((row) => !row.hidden);
      const cells = rows.map((row) => [...row.cells].map((cell) => inert(shownText(cell))));
      const plain = cells.map((row) => row.join("\t")).join("\n");
      const clean = make("table", {});
      if (table.caption) clean.append(make("caption", { textContent: words(table.caption) }));
      cells.forEach((row, index) => clean.append(make("tr", {},
        ...row.map((text) => make(index ? "td" : "th", { textContent: text })))));
      try {
        await navigator.clipboard.write([new ClipboardItem({
          "text/html": new Blob([clean.outerHTML], { type: "text/html" }),
          "text/plain": new Blob([plain], { type: "text/plain" }),
        })]);
        status.textContent = `${rows.length - 1} rows copied.`;
      } catch {
        const selection = getSelection();
        selection.selectAllChildren(table);
        status.textContent = "The table is selected; copy it with the keyboard.";
      }
    });
    tools.append(copy, status);
    (table.closest(".table-frame") || table).before(tools);
  };
  all("main table").filter((table) => !table.closest("details.rest")).forEach(setUp);

  /* Evidence */
  const evidence = document.getElementById("evidence");
  const known = new Map();
  if (evidence) {
    all("[id]", evidence).forEach((item) => { if (/^[xsc]\d+$/.test(item.id)) known.set(item.id, item); });
    const search = make("input", { type: "search", placeholder: "Search the evidence" });
    search.setAttribute("aria-label", "Search the evidence");
    const status = make("span", { className: "table-status" });
    status.setAttribute("role", "status");
    const studies = all(".by-study > details", evidence);
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLocaleLowerCase();
      let kept = 0;
      studies.forEach((study) => {
        const name = words(study.querySelector("summary")).toLocaleLowerCase();
        let inside = 0;
        all("li", study).forEach((item) => {
          item.hidden = wanted !== "" && !name.includes(wanted) && !item.textContent.toLocaleLowerCase().includes(wanted);
          inside += !item.hidden;
        });
        study.hidden = wanted !== "" && !inside && !name.includes(wanted);
        study.open = wanted.length > 2 && inside > 0;
        kept += inside;
      });
      status.textContent = wanted ? `${kept} found` : "";
    });
    evidence.querySelector(".by-study").before(make("div", { className: "table-tools" }, search, status));
  }

  const sets = (document.getElementById("sets")?.value ?? "").split(";");
  // "x0-4,5" is x0 to x4 and x9: each number a step from the one before, to the base of 36.
  const marksOf = (place) => (sets[place] ?? "").split(" ").flatMap((set) => {
    const marks = [];
    let at = 0;
    set.slice(1).split(",").forEach((run) => {
      const [step, more = "0"] = run.split("-");
      at += parseInt(step, 36);
      const last = at + parseInt(more, 36);
      for (marks.push(set[0] + at); at < last; marks.push(set[0] + at)) at += 1;
    });
    return marks;
  });

  let panel;
  const openPanel = (title, marks) => {
    if (!panel) {
      panel = make("dialog", { className: "panel" });
      panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
      document.body.append(panel);
    }
    const byStudy = new Map();
    marks.forEach((mark) => {
      const item = known.get(mark);
      if (!item) return;
      const study = item.closest("details");
      if (!byStudy.has(study)) byStudy.set(study, []);
      if (mark[0] !== "s") byStudy.get(study).push(item);
    });
    const count = [...byStudy.values()].reduce((sum, items) => sum + items.length, 0);
    const close = make("button", { type: "button", textContent: "Close", className: "close" });
    close.addEventListener("click", () => panel.close());
    const heading = make("h2", { id: "panel-title", textContent: title });
    const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;
    const summary = make("p", { className: "panel-count",
      textContent: plural(byStudy.size, "study", "studies") + (count ? `, ${plural(count, "passage", "passages")}` : "") });
    const groups = [...byStudy].map(([study, items]) => {
      const group = make("section", {}, make("h3", { textContent: words(study.querySelector("summary").firstChild) }));
      const about = study.querySelector(".about");
      if (about) group.append(make("p", { className: "about", textContent: words(about) }));
      const list = make("ul", {});
      items.forEach((item) => {
        const copy = item.cloneNode(true);
        copy.removeAttribute("id");
        copy.hidden = false;
        // A configuration is told with the extracts that it rests on.
        all('small a[href^="#x"]', copy).forEach((link) => {
          const extract = known.get(link.hash.slice(1));
          link.replaceWith(link.textContent);
          if (extract) copy.append(make("blockquote", { className: "rests-on" }, ...extract.cloneNode(true).childNodes));
        });
        list.append(copy);
      });
      if (items.length) group.append(list);
      return group;
    });
    panel.replaceChildren(make("div", { className: "panel-head" }, heading, close), summary, ...groups);
    panel.setAttribute("aria-labelledby", "panel-title");
    panel.showModal();
    panel.scrollTop = 0;
    close.focus();
  };

  const openCount = (link) => {
    const cell = link.closest("td, th");
    const row = link.closest("tr");
    let title = words(link);
    if (cell && row) {
      const head = row.closest("table").tHead;
      const column = head ? words(head.rows[0].cells[cell.cellIndex]) : "";
      title = `${shownText(row.cells[0])}: ${column.charAt(0).toLocaleLowerCase()}${column.slice(1)} (${title})`;
    }
    openPanel(title, marksOf(Number(link.dataset.e)));
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-e]");
    if (link && evidence) {
      event.preventDefault();
      openCount(link);
      return;
    }
    const mark = event.target.closest("svg [data-r]");
    if (mark) {
      const figure = mark.closest("figure");
      const row = figure && figure.querySelector(`tr[data-r="${CSS.escape(mark.dataset.r)}"]`);
      if (!row) return;
      const cell = mark.dataset.c === undefined ? row : row.cells[Number(mark.dataset.c)];
      const count = cell && cell.querySelector("a[data-e]");
      if (count && evidence) openCount(count);
      else {
        row.closest("details").open = true;
        row.scrollIntoView({ block: "center" });
      }
    }
  });

  /* A link to something that is folded away unfolds it. */
  const named = (hash) => {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null; // a broken address
    }
  };
  const reveal = () => {
    const target = location.hash.length > 1 && named(location.hash);
    if (!target) return;
    for (let at = target.closest("details"); at; at = at.parentElement && at.parentElement.closest("details")) at.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  /* The contents list follows the reader. */
  const entries = all(".contents a");
  const targets = entries.map((entry) => named(entry.hash));
  if (entries.length && "IntersectionObserver" in window) {
    let waiting = false;
    const follow = () => {
      waiting = false;
      let current = -1;
      // At the end of the page the last section cannot come to the top.
      const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      const line = atEnd ? innerHeight : 120;
      targets.forEach((target, index) => { if (target && target.getBoundingClientRect().top < line) current = index; });
      entries.forEach((entry, index) => {
        if (index === current) entry.setAttribute("aria-current", "true");
        else entry.removeAttribute("aria-current");
      });
    };
    addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(follow); } }, { passive: true });
    follow();
  }
})();
