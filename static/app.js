// What the pages do beyond their HTML. Everything works without it; nothing here writes markup from data.
(function () {
  "use strict";
  var doc = document;
  var all = function (selector, root) { return Array.prototype.slice.call((root || doc).querySelectorAll(selector)); };
  var one = function (selector, root) { return (root || doc).querySelector(selector); };
  var make = function (tag, parts) { return Object.assign(doc.createElement(tag), parts); };
  doc.documentElement.classList.add("js");

  // Chinese input: while a candidate is being chosen, keys belong to the input method.
  var composing = function (event) { return event.isComposing || event.keyCode === 229; };

  // --- what only a script can do is offered only by a script
  all("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  all("[data-reveal]").forEach(function (button) {
    var field = doc.getElementById(button.dataset.reveal);
    button.hidden = false;
    button.addEventListener("click", function () {
      var shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.textContent = shown ? "显示" : "隐藏";
      button.setAttribute("aria-pressed", String(!shown));
      field.focus();
    });
  });
  all("[data-fold]").forEach(function (button) {
    var bar = doc.getElementById(button.dataset.fold);
    bar.classList.add("fold");
    button.hidden = false;
    button.addEventListener("click", function () {
      var folded = bar.classList.toggle("fold");
      button.setAttribute("aria-expanded", String(!folded));
      if (!folded) { one("input:not([type=hidden]),select", bar).focus(); }
    });
  });

  // --- a file is measured before it is sent
  all("input[type=file][data-most]").forEach(function (field) {
    var told = one("[data-too-large]", field.parentNode), form = field.form;
    field.addEventListener("change", function () {
      var large = field.files.length > 0 && field.files[0].size > Number(field.dataset.most);
      told.hidden = !large;
      all("button[type=submit]", form).forEach(function (button) { button.disabled = large; });
    });
  });

  // --- how far a job is, until the page has somewhere to go
  all("[data-poll]").forEach(function (panel) {
    var words = one("[role=status]", panel), bar = one("progress", panel);
    function ask() {
      fetch(panel.dataset.poll, { credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok) { throw new Error(answer.status); }
          return answer.json();
        })
        .then(function (job) {
          if (!job.busy) { window.location.reload(); return; }
          words.textContent = job.words;
          if (job.total) { bar.max = job.total; bar.value = job.done; }
          setTimeout(ask, 1000);
        })
        .catch(function () { words.textContent = "暂时取不到进度，稍后再看"; setTimeout(ask, 5000); });
    }
    setTimeout(ask, 500);
  });

  // --- Tab walks the wrong cells alone, and from the last to the main action
  all("form").forEach(function (form) {
    var cells = all("[data-cell]", form);
    cells.forEach(function (cell, place) {
      cell.addEventListener("keydown", function (event) {
        if (event.key !== "Tab" || composing(event) || event.ctrlKey || event.altKey) { return; }
        var next = event.shiftKey ? cells[place - 1] : cells[place + 1] || one("[data-main]", form);
        if (next) { event.preventDefault(); next.focus(); }
      });
    });
  });

  // --- errors are read first
  var errors = one(".errors");
  if (errors) { errors.focus(); }
  // --- else typing begins at once, but not on a phone: its keyboard would cover the page
  var start = one("[data-start]");
  if (start && !errors && window.matchMedia("(min-width:821px)").matches) { start.focus(); }

  // --- a form is sent once; leaving it half filled asks first
  var dirty = false;
  all("form[method=post]").forEach(function (form) {
    var guarded = form.hasAttribute("data-guard");
    if (guarded) { form.addEventListener("input", function () { dirty = true; }); }
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      dirty = false;
      all("button[data-busy]", form).forEach(function (button) {
        button.dataset.idle = button.textContent;
        button.textContent = button.dataset.busy;
        setTimeout(function () { button.disabled = true; }, 0);
      });
    });
  });
  window.addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      all("button[data-idle]", form).forEach(function (button) {
        button.disabled = false;
        button.textContent = button.dataset.idle;
      });
    });
  });
  window.addEventListener("beforeunload", function (event) {
    if (dirty) { event.preventDefault(); event.returnValue = ""; }
  });

  // --- foreign keys: suggestions while typing
  all("input[data-lookup]").forEach(function (field, place) {
    var list = make("datalist", { id: "known-" + place });
    var hint = make("span", { className: "hint" });
    var names = {}, timer, asked = "";
    hint.setAttribute("role", "status");
    field.setAttribute("list", list.id);
    field.after(list, hint);

    function say() {
      var name = names[field.value.trim()];
      hint.textContent = name && name !== field.value.trim() ? "已选：" + name : "";
      hint.classList.toggle("got", Boolean(name));
    }
    function fill(rows) {
      list.textContent = "";
      rows.forEach(function (row) {
        names[row.key] = row.text;
        list.append(make("option", { value: row.key, label: row.text }));
      });
      say();
    }
    function ask() {
      var typed = field.value.trim();
      if (!typed || typed === asked || names[typed]) { say(); return; }
      asked = typed;
      fetch("/lookup/" + field.dataset.lookup + "/?by=" + field.dataset.by + "&q=" + encodeURIComponent(typed))
        .then(function (answer) { return answer.ok ? answer.json() : { rows: [] }; })
        .then(function (found) { if (field.value.trim() === typed) { fill(found.rows); } })
        .catch(function () { hint.textContent = "暂时取不到提示，可直接填写"; });
    }
    function soon() { clearTimeout(timer); timer = setTimeout(ask, 200); }
    field.addEventListener("input", function (event) { if (!composing(event)) { soon(); } });
    field.addEventListener("compositionend", soon);
    field.addEventListener("change", say);
    if (field.value) { ask(); }
  });

  // --- keys: Ctrl+Enter does the page's main action, Alt+N begins a new row, arrows walk a table
  doc.addEventListener("keydown", function (event) {
    if (composing(event)) { return; }
    var target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      target = one("[data-main]");
    } else if (event.altKey && event.key.toLowerCase() === "n") {
      target = one("[data-new]");
    }
    if (target) { event.preventDefault(); target.click(); return; }
    // a key of the page's own (data-key), unless somebody is typing or choosing; none on a phone
    var typing = event.target.closest("input,select,textarea"), plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    target = plain && !typing && !event.repeat && all("[data-key]").filter(function (one) {
      return one.dataset.key.toLowerCase() === event.key.toLowerCase() && one.offsetParent;
    })[0];
    if (target) {
      event.preventDefault();
      target.click();
      if (target.matches("summary")) { one("select,input", target.parentNode).focus(); }
      return;
    }
    var row = doc.activeElement && doc.activeElement.closest("table[data-walk] tbody tr");
    if (!row || event.ctrlKey || event.altKey) { return; }
    target = event.key === "ArrowDown" ? row.nextElementSibling
      : event.key === "ArrowUp" ? row.previousElementSibling : null;
    if (target && one("a", target)) { event.preventDefault(); one("a", target).focus(); }
  });
})();
