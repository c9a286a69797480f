// The counter without a reload: asks as soon as a number is whole, suggests places, sends, and when it cannot
// send keeps what was typed, encrypted, until the same worker signs in again (docs/decisions/counter.md).
(function () {
  "use strict";
  var doc = document, host = doc.getElementById("counter");
  if (!host || !window.fetch || !window.DOMParser) { return; }
  var WHOLE = /^[0-9]{17}[0-9X]$/, asked = null, last = "", gone = {}, drafts = window.counterDrafts;
  var el = function (id) { return doc.getElementById(id); };
  var make = function (tag, parts) { return Object.assign(doc.createElement(tag), parts); };
  var form = function () { return el("desk"); };
  var box = function () { return el("id_typed"); };
  var composing = function (event) { return event.isComposing || event.keyCode === 229; };
  var plain = function (text) {
    return text.replace(/[\uff01-\uff5e]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 65248); }).replace(/[\s-]/g, "").toUpperCase();
  };

  // --- the state of the form is an attribute; the stylesheet hides what it does not ask
  function settle() {
    var desk = form();
    Array.prototype.forEach.call(host.querySelectorAll("noscript"), function (spare) { spare.remove(); });
    desk.dataset.category = el("id_category").value;
    if (el("id_firm").value && el("id_employer").dataset.union) { desk.dataset.covered = "1"; } else { delete desk.dataset.covered; }
    el("print-after").closest("label").hidden = false;
    try { el("print-after").checked = localStorage.getItem("counter-print") === "1"; } catch (error) { /* not kept */ }
    Array.prototype.forEach.call(doc.querySelectorAll("input[data-find]"), find);
  }
  function say(text) {
    var told = el("state");
    told.textContent = text;
    told.hidden = !text;
  }
  function fresh(html) { return new DOMParser().parseFromString(html, "text/html"); }
  function swap(page, id) {
    var now = el(id), then = page.getElementById(id);
    now.replaceWith(doc.importNode(then, true));
  }
  function next() {
    var desk = form(), first = { new: "id_name", left: "id_mobile", away: "id_employer" }[desk.dataset.state];
    var cards = desk.querySelectorAll("[name=card]");
    var field = desk.dataset.state === "here" ? cards.length > 1 && desk.querySelector("[name=card]:checked") : el(first);
    if (field) { field.focus(); } else { box().focus(); box().select(); }
  }

  // --- sending: the answer is the same page that a browser without a script would show
  function post(address, body) {
    return fetch(address, { method: "POST", body: body, credentials: "same-origin" }).then(function (answer) {
      return answer.text().then(function (html) {
        var page = fresh(html);
        if (page.getElementById("counter")) { return { page: page, done: answer.redirected, address: answer.url }; }
        throw new Error(answer.status >= 500 ? "broken" : "signed-out");
      });
    });
  }
  function why(error) {
    return error.message === "signed-out" ? "登录已过期，" : error.message === "broken" ? "服务器暂时不能保存，" : "网络中断，";
  }
  function look() {
    var typed = box().value;
    if (!typed.trim()) { return; }
    last = plain(typed);
    var mine = asked = post(form().dataset.look, new FormData(form())).then(function (got) {
      if (asked !== mine || box().value !== typed) { return; }
      var desk = form();
      swap(got.page, "answer");
      swap(got.page, "cards");
      desk.dataset.state = got.page.getElementById("desk").dataset.state;
      desk.querySelector("[data-main]").textContent = got.page.querySelector("[data-main]").textContent;
      el("id_member").value = got.page.getElementById("id_member").value;
      el("reason").hidden = got.page.getElementById("reason").hidden;
      say("");
      next();
      keep();
    }).catch(function (error) {
      say(why(error) + "暂时查不到是否登记过；可以先填写，恢复后再保存。");
      el("id_name").focus();
    });
  }
  function send() {
    var desk = form(), button = desk.querySelector("[data-main]"), print = el("print-after").checked;
    if (desk.dataset.busy) { return; }
    desk.dataset.busy = "1";
    button.disabled = true;
    clearTimeout(keep.timer);
    var key = el("id_form_key").value;
    post(desk.action, new FormData(desk)).then(function (got) {
      if (got.done) { gone[key] = true; drafts.forget(key).then(list); }
      host.replaceWith(doc.importNode(got.page.getElementById("counter"), true));
      host = el("counter");
      last = "";
      settle();
      Array.prototype.forEach.call(host.querySelectorAll("[data-print]"), function (slip) {
        slip.hidden = false;
        slip.addEventListener("click", function () { window.print(); });
      });
      if (got.done) {
        window.history.replaceState(null, "", got.address);
        box().focus();
        if (print) { window.print(); }
      } else {
        list();
        doc.querySelector(".errors,.bad input,.bad select").focus();
      }
    }).catch(function (error) {
      delete desk.dataset.busy;
      button.disabled = false;
      lost(error);
    });
  }
  function lost(error) {
    keep(true).then(function (kept) {
      var after = error.message === "signed-out" ? "重新登录后" : "恢复后";
      say(why(error) + "没有上传。" + (kept ? "填写的内容已加密留在这台电脑上，" + after + "在“未上传”中取出。" : "这台电脑上不能加密留存，请不要关闭本页，" + after + "再保存。"));
      if (error.message === "signed-out") {
        el("state").append(make("a", { href: location.pathname, textContent: "重新登录" }));
      }
    });
  }

  // --- drafts: what is being typed, and what could not be sent
  function typed() {
    var values = {};
    new FormData(form()).forEach(function (value, name) { if (name !== "csrfmiddlewaretoken") { values[name] = value; } });
    return values;
  }
  function keep(told) {
    var values = typed();
    if (!values.typed.trim() || gone[values.form_key] || form().dataset.state === "wrong" && !told) { return Promise.resolve(false); }
    return drafts.put(values.form_key, values).then(function () { return true; }, function (error) {
      if (error.message === "full") { say("未上传的登记已有" + form().dataset.most + "张，不再留存；请先上传。"); }
      return false;
    });
  }
  function list() {
    return drafts.all().then(function (rows) {
      var panel = el("drafts"), lines = panel.querySelector("ul"), own = el("id_form_key").value;
      rows = rows.filter(function (row) { return row.key !== own; });
      panel.hidden = !rows.length;
      panel.querySelector(".tag").textContent = rows.length + " 张";
      lines.textContent = "";
      rows.forEach(function (row) {
        var line = make("li"), words = make("div", { textContent: row.values.name || "未填姓名" });
        words.append(make("small", { textContent: "…" + row.values.typed.trim().slice(-4) + "　" + new Date(row.at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }) }));
        var take = make("button", { type: "button", className: "btn s", textContent: "取出" });
        var drop = make("button", { type: "button", className: "btn s t", textContent: "删除" });
        take.addEventListener("click", function () { fill(row.values); });
        drop.addEventListener("click", function () { drafts.forget(row.key).then(list); });
        line.append(words, take, drop);
        lines.append(line);
      });
    });
  }
  function fill(values) {
    Object.keys(values).forEach(function (name) {
      Array.prototype.forEach.call(form().querySelectorAll("[name='" + name + "']"), function (field) {
        if (field.type === "radio" || field.type === "checkbox") { field.checked = field.value === values[name]; } else { field.value = values[name]; }
      });
    });
    settle();
    list();
    look();
  }

  // --- places: typed by initials, walked by arrows, taken by Enter
  function find(field) {
    if (field.dataset.ready) { return; }
    field.dataset.ready = "1";
    var frame = make("div", { className: "find" }), shown = make("ul", { hidden: true, id: field.id + "_found" });
    var told = make("span", { className: "hint" }), rows = [], at = 0, timer, turn = 0, due = false, pick = { id_employer: "id_firm", id_host: "id_host_firm" }[field.id];
    field.before(frame);
    frame.append(field, shown);
    frame.after(told);
    shown.setAttribute("role", "listbox");
    told.setAttribute("role", "status");
    [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", shown.id]].forEach(function (pair) { field.setAttribute(pair[0], pair[1]); });
    function close() { shown.hidden = true; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); }
    function mark() {
      Array.prototype.forEach.call(shown.children, function (line, place) {
        line.setAttribute("aria-selected", String(place === at));
        if (place === at) { field.setAttribute("aria-activedescendant", line.id); line.scrollIntoView({ block: "nearest" }); }
      });
    }
    function take(row) {
      field.value = row.text;
      field.dataset.union = row.union || "";
      if (pick) { el(pick).value = row.key; }
      told.textContent = row.union ? row.union + "　" + row.source : row.more;
      close();
      settle();
    }
    function ask() {
      var mine = ++turn;
      fetch(form().dataset[field.dataset.find] + "?q=" + encodeURIComponent(field.value.trim()), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok && !answer.redirected ? answer.json() : { rows: [] }; })
        .then(function (found) {
          if (mine !== turn || doc.activeElement !== field) { return; }
          rows = found.rows;
          at = 0;
          shown.textContent = "";
          rows.forEach(function (row, place) {
            var line = make("li", { id: shown.id + place, textContent: row.text });
            line.append(make("small", { textContent: row.more }));
            line.setAttribute("role", "option");
            line.addEventListener("mousedown", function (event) { event.preventDefault(); take(row); });
            shown.append(line);
          });
          if (due && rows.length) { due = false; take(rows[0]); return; }
          shown.hidden = !rows.length;
          field.setAttribute("aria-expanded", String(Boolean(rows.length)));
          mark();
        })
        .catch(function () { told.textContent = "暂时取不到提示，可直接填完整名称"; });
    }
    field.addEventListener("input", function (event) {
      if (pick) { el(pick).value = ""; }
      field.dataset.union = "";
      told.textContent = "";
      settle();
      if (!composing(event)) { clearTimeout(timer); timer = setTimeout(ask, 120); turn++; rows = []; }
    });
    field.addEventListener("compositionend", ask);
    field.addEventListener("focus", function () { if (!field.value) { ask(); } });
    field.addEventListener("blur", function () { due = false; close(); });
    field.addEventListener("keydown", function (event) {
      if (composing(event) || event.ctrlKey || event.altKey) { return; }
      if ((event.key === "ArrowDown" || event.key === "ArrowUp") && rows.length && !shown.hidden) {
        at = (at + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % rows.length;
        mark();
      } else if (event.key === "Enter" && !shown.hidden && rows.length) {
        take(rows[at]);
      } else if (event.key === "Enter" && field.value && pick && !el(pick).value) {
        due = true;
      } else if (event.key === "Escape" && !shown.hidden) {
        close();
      } else { return; }
      event.preventDefault();
      event.stopPropagation();
    });
  }

  // --- keys and typing, heard once for every page that takes this one's place
  doc.addEventListener("keydown", function (event) {
    if (composing(event)) { return; }
    if (event.key === "F4") { event.preventDefault(); box().focus(); box().select(); return; }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.closest("#desk") || !event.target.matches("input,select")) { return; }
    event.preventDefault();
    if (event.target === box()) { if (plain(box().value) !== last || form().dataset.state !== "new") { look(); } return; }
    if (event.target === el("id_name") && !event.target.value) { return; }
    var stops = Array.prototype.filter.call(form().querySelectorAll("input:not([type=hidden]),select,[data-main]"), function (one) { return one.offsetParent && !one.disabled && !one.closest("details:not([open])"); });
    var after = stops[stops.indexOf(event.target) + 1];
    if (after) { after.focus(); }
  });
  doc.addEventListener("input", function (event) {
    if (!event.target.closest("#desk")) { return; }
    if (event.target === box()) {
      el("id_member").value = "";
      var number = plain(box().value);
      if (!composing(event) && WHOLE.test(number) && number !== last && el("id_document_type").value === "RIC") { look(); }
    }
    clearTimeout(keep.timer);
    keep.timer = setTimeout(keep, 600);
  });
  doc.addEventListener("change", function (event) {
    if (event.target.id === "id_category") { settle(); }
    if (event.target.closest("#desk")) { keep(); }
    if (event.target.id === "print-after") { try { localStorage.setItem("counter-print", event.target.checked ? "1" : "0"); } catch (error) { /* not kept */ } }
  });
  doc.addEventListener("submit", function (event) {
    if (event.target !== form()) { return; }
    event.preventDefault();
    event.stopPropagation();
    var by = event.submitter;
    if (by && by.name === "member") { el("id_member").value = by.value; look(); }
    else if (by && by.hasAttribute("formaction")) { look(); }
    else { send(); }
  }, true);
  doc.addEventListener("click", function (event) {
    if (event.target.closest("[data-clear]")) { gone[el("id_form_key").value] = true; drafts.forget(el("id_form_key").value); }
  });
  window.addEventListener("online", function () { say("网络已恢复，请再按一次保存，或从“未上传”中取出。"); list(); });

  drafts.open(form().dataset.key, Number(form().dataset.most));
  settle();
  list();
  if (!doc.querySelector(".errors")) { if (form().dataset.state === "empty") { box().focus(); } else { next(); } }
})();
