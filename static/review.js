// 月报审核: a remark opens where it is typed; once anything is remarked, Ctrl+Enter hands back, never approves.
(function () {
  "use strict";
  var form = document.querySelector(".rv-f");
  if (!form) { return; }
  var approve = form.querySelector("[data-approve]"), back = form.querySelector("[data-return]");
  var remarks = Array.prototype.slice.call(form.querySelectorAll("[data-remark]"));

  form.addEventListener("toggle", function (event) {
    var field = event.target.querySelector("input");
    if (event.target.open && !field.value) { field.focus(); }
  }, true);

  function turn() {
    var said = remarks.some(function (field) { return field.value.trim(); });
    approve.disabled = said;
    approve.classList.toggle("p", !said);
    approve.toggleAttribute("data-main", !said);
    back.classList.toggle("p", said);
    back.toggleAttribute("data-main", said);
  }
  if (approve && back) {
    form.addEventListener("input", turn);
    turn();
  }
})();
