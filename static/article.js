/* The desk of the article: a figure's token goes to the caret, a proposed headline into the line. */
(function () {
  "use strict";
  var field = document.getElementById("id_body");
  if (!field) { return; }

  function put(text, from, to) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
  document.querySelectorAll("[data-token],[data-whole]").forEach(function (button) {
    button.hidden = false;
    var code = button.nextElementSibling;
    if (button.dataset.token && code && code.matches("code")) { code.hidden = true; }
    button.addEventListener("click", function () {
      if (button.dataset.whole) { put(button.dataset.whole, 0, field.value.length); return; }
      put(button.dataset.token, field.selectionStart, field.selectionEnd);
    });
  });
})();
