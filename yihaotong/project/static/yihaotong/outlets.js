/* Copying a text for an outlet. Without this file, or where the browser refuses, the text is selected to be copied. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copies]");
    if (!button) { return; }
    var box = document.getElementById(button.getAttribute("data-copies"));
    var said = button.closest(".outlet-draft").querySelector("[data-copied]");
    box.focus();
    box.select();
    if (!navigator.clipboard) { return; }
    navigator.clipboard.writeText(box.value).then(function () {
      said.textContent = said.getAttribute("data-copied");
      button.textContent = said.getAttribute("data-copied");
    }, function () { /* it stays selected */ });
  });
}());
