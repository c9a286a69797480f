// A tree of links by the keys of ARIA: what lies below a line is fetched when it is first opened.
(function () {
  "use strict";
  var tree = document.querySelector("[role=tree]");
  if (!tree) { return; }
  var all = function (selector) { return Array.prototype.slice.call(tree.querySelectorAll(selector)); };
  var lines = function () { return all("[role=treeitem]").filter(function (item) { return item.offsetParent; }); };
  var group = function (item) { return item.closest("li").querySelector("[role=group]"); };

  function go(item) {
    if (!item) { return; }
    all("[role=treeitem][tabindex='0']").forEach(function (other) { other.tabIndex = -1; });
    item.tabIndex = 0;
    item.focus();
  }
  function show(item, open) {
    item.setAttribute("aria-expanded", String(open));
    group(item).hidden = !open;
    item.parentNode.querySelector(".tg").textContent = open ? "－" : "＋";
  }
  function open(item) {
    if (group(item)) { show(item, true); return; }
    item.setAttribute("aria-busy", "true");
    fetch(item.dataset.part, { credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok) { throw new Error(answer.status); }
        return answer.text();
      })
      .then(function (html) {
        var below = document.createElement("ul");
        below.setAttribute("role", "group");
        below.innerHTML = html;
        item.closest("li").append(below);
        show(item, true);
      })
      .catch(function () { window.location.href = item.href; })
      .then(function () { item.removeAttribute("aria-busy"); });
  }
  function turn(item) {
    if (item.getAttribute("aria-expanded") === "true") { show(item, false); } else { open(item); }
  }

  tree.addEventListener("click", function (event) {
    var sign = event.target.closest(".tg");
    var item = sign && sign.parentNode.querySelector("[aria-expanded]");
    if (item) { turn(item); go(item); }
  });
  tree.addEventListener("keydown", function (event) {
    var item = event.target.closest("[role=treeitem]"), shown = lines(), at = shown.indexOf(item);
    if (!item || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) { return; }
    var state = item.getAttribute("aria-expanded"), target = null;
    switch (event.key) {
      case "ArrowDown": target = shown[at + 1]; break;
      case "ArrowUp": target = shown[at - 1]; break;
      case "Home": target = shown[0]; break;
      case "End": target = shown[shown.length - 1]; break;
      case "ArrowRight":
        if (state === "false") { open(item); } else if (state === "true") { target = shown[at + 1]; }
        break;
      case "ArrowLeft":
        if (state === "true") { show(item, false); } else {
          var above = item.closest("li").parentNode.closest("li");
          target = above && above.querySelector("[role=treeitem]");
        }
        break;
      default: return;
    }
    event.preventDefault();
    go(target);
  });
  var here = tree.querySelector("[aria-current]");
  if (here) { all("[tabindex='0']").forEach(function (other) { other.tabIndex = -1; }); here.tabIndex = 0; here.scrollIntoView({ block: "nearest" }); }
})();
