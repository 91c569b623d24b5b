/* Templates go in where the cursor stands. Without this file their words can be read and copied. */
(function () {
  "use strict";
  function insert(button) {
    var box = document.getElementById(button.dataset.insert);
    if (!box) { return; }
    var text = button.closest("li").querySelector("[data-text]").textContent;
    box.focus();
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-insert]");
    if (button) { insert(button); }
  });
  document.addEventListener("keydown", function (event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit[1-9]$/.test(event.code)) { return; }
    var box = document.activeElement;
    var form = box && box.form;
    var button = form && form.querySelector("[data-insert='" + box.id + "'][data-digit='" + event.code.slice(5) + "']");
    if (button) { event.preventDefault(); insert(button); }
  });
}());
