// A month's report without a reload: each cell is checked and saved as it is committed; what cannot be sent
// stays in this browser, under the typist's own key, and goes out when the line is back. The form works without.
(function () {
  "use strict";
  var doc = document, page = doc.getElementById("month-page"), source = doc.getElementById("month-facts");
  if (!page) { return; }
  var el = function (id) { return doc.getElementById(id); };
  var all = function (selector, root) { return Array.prototype.slice.call((root || doc).querySelectorAll(selector)); };
  var make = function (tag, parts) { return Object.assign(doc.createElement(tag), parts); };
  var composing = function (event) { return event.isComposing || event.keyCode === 229; };

  // --- the panel beside the row in hand
  var inHand = (doc.querySelector("tr.on") || { dataset: {} }).dataset.code || "", waiting;
  function mark(code) {
    inHand = code;
    all(".ft tr.on").forEach(function (row) { row.classList.remove("on"); });
    el("c-" + code).classList.add("on");
    all(".jump a").forEach(function (link) { link.classList.toggle("on", link.dataset.part === el("c-" + code).parentNode.id); });
  }
  function open(code, then) {
    mark(code);
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      fetch(page.dataset.cells.replace("AAA00", code), { credentials: "same-origin" })
        .then(function (answer) { if (!answer.ok || answer.redirected) { throw new Error("no panel"); } return answer.text(); })
        .then(function (html) {
          var fresh = new DOMParser().parseFromString(html, "text/html");
          if (inHand !== code || !then && el("panel").contains(doc.activeElement)) { return; }
          el("panel").replaceChildren.apply(el("panel"), Array.prototype.slice.call(fresh.body.childNodes));
          if (then) { then(); }
        })
        .catch(function () { /* the row itself says what is wrong; the panel can wait */ });
    }, then ? 0 : 150);
  }
  doc.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey) { return; }
    event.preventDefault();
    open(link.dataset.panel, function () {
      if (window.matchMedia("(max-width:820px)").matches) { el("panel").scrollIntoView(); }
    });
  });
  if (inHand) { mark(inHand); }
  if (!source || !window.fetch) { return; }

  // --- what is typed, and what the rules say of it
  var known = JSON.parse(source.textContent), checks = window.monthChecks, fields = all("input[data-code]");
  var busy = {}, clashes = {}, held = {}, wanted = "";
  var version = function (field) { return doc.getElementsByName(field.dataset.code + "-version")[0]; };
  var token = function () { return doc.querySelector("[name=csrfmiddlewaretoken]").value; };
  var key = function (code) { return known.draft + "." + code; };
  function keep(field) {
    try { localStorage.setItem(key(field.dataset.code), JSON.stringify({ typed: field.value, version: version(field).value })); } catch (error) { /* a full or closed store keeps nothing */ }
  }
  function forget(code) { try { localStorage.removeItem(key(code)); } catch (error) { /* nothing kept */ } }
  function say(text, off) {
    el("live").textContent = text;
    el("live").classList.toggle("off", Boolean(off));
  }
  function findings() {
    fields.forEach(function (field) { known.facts.values[field.dataset.code] = checks.normal(field.value); });
    var found = {};
    checks.check(known.rules, known.facts).forEach(function (one) { found[one.code] = found[one.code] || one; });
    return found;
  }
  function state(one, code) {
    if (!one) { return "ok"; }
    return one.level === "blank" ? "em" : one.level === "hard" ? "bad" : known.reasons[code] ? "ok" : "wn";
  }
  var MARKS = { ok: "✓", wn: "!", bad: "×", off: "↑", em: "", new: "" };
  function saved(field) { return checks.normal(field.value) === checks.normal(field.defaultValue); }
  function show() {
    var found = findings(), counts = { em: [], bad: [], wn: [] };
    all(".ft tr[data-code]").forEach(function (row) {
      var code = row.dataset.code, field = el("v-" + code), one = found[code], is = state(one, code), why = el("w-" + code);
      if (!field && is === "ok") { is = ""; }
      if (counts[is]) { counts[is].push(code); }
      if (clashes[code]) { return; }
      why.textContent = is === "em" || is === "bad" || is === "wn" ? one.text : "";
      why.hidden = !why.textContent;
      why.classList.toggle("bad", is === "em" || is === "bad");
      if (!field) { return; }
      if (is === "ok" && !saved(field)) { is = held[code] ? "off" : "new"; }
      field.parentNode.className = "cell " + is;
      field.parentNode.querySelector(".m").textContent = MARKS[is];
      field.setAttribute("aria-invalid", String(is === "bad"));
      moved(row, field, code, is);
    });
    foot(counts);
  }
  function moved(row, field, code, is) {
    var now = checks.hundredths(checks.normal(field.value)), past = known.facts.past[code] || [], before = checks.hundredths(past[0]);
    var said = function (amount) { return (amount / 100).toLocaleString("zh-CN"); };
    var change = now === null || before === null ? "—" : now === before ? "持平" : (now > before ? "+" : "−") + said(Math.abs(now - before));
    row.querySelector(".chg").textContent = change;
    row.querySelector(".chg").classList.toggle("w", is === "wn");
    row.querySelector(".c-cum").textContent = now === null && field.dataset.base === "0" ? "—" : said((now || 0) + Math.round(Number(field.dataset.base) * 100));
  }
  function foot(counts) {
    var list = el("left"), filled = fields.length - fields.filter(function (field) { return !field.value.trim(); }).length;
    el("done").value = filled;
    el("filled").textContent = filled;
    list.textContent = "";
    [["em", "bad", "还差 # 项未填"], ["bad", "bad", "# 项有误"], ["wn", "ask", "# 项需说明"]].forEach(function (line) {
      var codes = counts[line[0]], item = make("li");
      if (!codes.length) { return; }
      item.append(make("a", { className: line[1], href: "#" + (el("v-" + codes[0]) ? "v-" : "c-") + codes[0], textContent: line[2].replace("#", codes.length) }));
      list.append(item);
    });
    if (!list.children.length) { list.append(make("li", { className: "good", textContent: "✓ 可以报送" })); }
    all(".jump a").forEach(function (link) {
      var left = all("tr[data-code]", el(link.dataset.part)).filter(function (row) {
        return counts.em.concat(counts.bad, counts.wn).indexOf(row.dataset.code) >= 0;
      }).length, told = link.querySelector("span");
      told.textContent = left || "✓";
      told.className = left ? "mut" : "";
    });
  }

  // --- saving
  function post(address, values) {
    var body = new FormData();
    Object.keys(values).forEach(function (name) { body.append(name, values[name]); });
    return fetch(address, { method: "POST", body: body, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": token() } })
      .then(function (answer) {
        if (answer.redirected || (answer.headers.get("Content-Type") || "").indexOf("json") < 0) { throw new Error("out"); }
        return answer.json().then(function (told) { return { status: answer.status, told: told }; });
      });
  }
  function write() {
    wanted = "";
    if (el("why-text")) { el("why-text").focus(); }
  }
  function save(field) {
    var code = field.dataset.code, typed = field.value;
    if (busy[code]) { busy[code] = "again"; return; }
    if (clashes[code] || state(findings()[code], code) === "bad") { return; }
    if (saved(field)) { forget(code); held[code] = false; show(); return; }
    busy[code] = "sent";
    post(field.dataset.url, { value: typed, version: version(field).value }).then(function (got) {
      held[code] = false;
      if (got.status === 409) { clash(field, got.told); return; }
      if (got.status !== 200) { refuse(field, got.told.error); return; }
      field.defaultValue = got.told.value === "-" ? "不适用" : got.told.value;
      version(field).value = got.told.version;
      if (field.value === typed) { forget(code); if (doc.activeElement !== field) { field.value = field.defaultValue; } }
      say(got.told.at + " 已自动保存");
    }).catch(function (error) {
      held[code] = true;
      say(error.message === "out" ? "登录已过期或服务器没有应答，所填留在本机，重新登录后自动上传" : "网络中断，所填留在本机，恢复后自动上传", true);
    }).then(function () {
      var again = busy[code] === "again";
      delete busy[code];
      show();
      if (again) { save(field); } else if (!held[code] && inHand === code) { open(code, wanted === code ? write : null); }
    });
  }
  function refuse(field, text) {
    var why = el("w-" + field.dataset.code);
    say(text, true);
    why.textContent = text;
    why.hidden = false;
  }
  function clash(field, theirs) {
    var code = field.dataset.code, why = el("w-" + code);
    clashes[code] = theirs;
    field.parentNode.className = "cell bad";
    field.parentNode.querySelector(".m").textContent = "×";
    why.hidden = false;
    why.classList.add("bad");
    why.textContent = "你填 " + (field.value || "空") + "；" + theirs.by + " " + theirs.at + " 已存 " + (theirs.theirs || "空") + "。";
    [["用我填的", field.value], ["用已存的", theirs.theirs]].forEach(function (choice) {
      var button = make("button", { type: "button", className: "btn s", textContent: choice[0] });
      button.addEventListener("click", function () { settle(field, choice[1]); });
      why.append(button);
    });
    say("有一项他人已先保存，没有覆盖", true);
  }
  function settle(field, chosen) {
    var theirs = clashes[field.dataset.code];
    delete clashes[field.dataset.code];
    version(field).value = theirs.version;
    field.defaultValue = theirs.theirs;
    field.value = chosen;
    keep(field);
    show();
    save(field);
  }

  // --- keys: Enter goes on, ↑ goes back, Ctrl+Enter explains
  function step(field, by) {
    var next = fields[fields.indexOf(field) + by] || (by > 0 ? el("go") : null);
    if (next) { next.focus(); if (next.select) { next.select(); } }
  }
  fields.forEach(function (field) {
    field.addEventListener("input", function () { keep(field); show(); });
    field.addEventListener("change", function () { save(field); });
    field.addEventListener("focus", function () { open(field.dataset.code); });
    field.addEventListener("keydown", function (event) {
      if (composing(event)) { return; }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        event.stopPropagation();
        wanted = field.dataset.code;
        save(field);
        if (!busy[wanted]) { open(wanted, write); }
      } else if (event.key === "Enter" || event.key === "ArrowDown") {
        event.preventDefault();
        step(field, 1);
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        step(field, -1);
      }
    });
  });

  // --- a reason is saved without leaving the page
  el("panel").addEventListener("submit", function (event) {
    var form = event.target, code = form.dataset.reason, by = event.submitter;
    if (!code) { return; }
    event.preventDefault();
    event.stopPropagation();
    var text = by && by.name === "text" ? by.value : form.elements.text.value;
    post(form.action, { text: text, version: el("v-" + code) ? version(el("v-" + code)).value : form.elements.version.value })
      .then(function (got) {
        if (got.status !== 200) { say(got.told.error, true); return; }
        known.reasons[code] = got.told.text;
        if (el("v-" + code)) { version(el("v-" + code)).value = got.told.version; }
        say("说明已保存");
        given(code, got.told.text);
        show();
        open(code);
        var field = el("v-" + code);
        if (field) { step(field, 1); }
      })
      .catch(function () { say("网络中断，说明没有保存，请稍后再点一次", true); });
  }, true);
  function given(code, text) {
    var cell = el("l-" + code), line = cell.querySelector(".given[data-reason]") || make("span", { className: "given" });
    line.dataset.reason = "1";
    all(".given", cell).forEach(function (old) { if (old.textContent.indexOf("说明：") === 0) { old.remove(); } });
    if (text) { line.textContent = "说明：" + text; cell.append(line); }
  }

  // --- drafts: what was typed before a reload, a crash or a cut line
  function resend() {
    fields.forEach(function (field) { if (held[field.dataset.code]) { save(field); } });
  }
  fields.forEach(function (field) {
    var kept = null;
    try { kept = JSON.parse(localStorage.getItem(key(field.dataset.code)) || "null"); } catch (error) { /* unreadable: as good as none */ }
    if (!kept || checks.normal(kept.typed) === checks.normal(field.value)) { forget(field.dataset.code); return; }
    field.value = kept.typed;
    version(field).value = kept.version;
    save(field);
  });
  window.addEventListener("online", resend);
  setInterval(resend, 5000);
  el("go").addEventListener("click", function (event) {
    if (!Object.keys(busy).length && !fields.some(function (field) { return held[field.dataset.code]; })) { return; }
    event.preventDefault();
    var tries = 0;
    (function later() {
      if (!Object.keys(busy).length && !fields.some(function (field) { return held[field.dataset.code]; })) { window.location = el("go").href; return; }
      tries += 1;
      if (tries < 30) { setTimeout(later, 100); } else { say("还有没上传的数，网络恢复后再提交", true); }
    })();
  });

  // --- the registers may move while the page is open: old → new, nothing typed is touched
  var looked = Date.now();
  doc.addEventListener("visibilitychange", function () {
    if (doc.hidden || Date.now() - looked < 30000) { return; }
    looked = Date.now();
    refresh();
  });
  function refresh() {
    fetch(page.dataset.now, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.json(); })
      .then(function (got) {
        Object.keys(got.figures).forEach(function (code) {
          var link = doc.querySelector("#c-" + code + " .auto .fig"), old = link && link.textContent;
          if (!link || old === got.figures[code]) { return; }
          all("s", link.parentNode).forEach(function (one) { one.remove(); });
          link.before(make("s", { textContent: old }), " → ");
          link.textContent = got.figures[code];
          known.facts.values[code] = got.figures[code].replace(/,/g, "");
        });
        el("looked").textContent = new Date().toTimeString().slice(0, 5);
        show();
      })
      .catch(function () { say("网络中断，台账数没有更新", true); });
  }
  all("[data-look]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", refresh);
  });
  show();
})();
