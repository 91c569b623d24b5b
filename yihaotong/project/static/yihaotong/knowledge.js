/* Finding an answer with one hand on the keys: down and up between what was typed and what was found. */
(function () {
  "use strict";
  var box = document.getElementById("q");
  if (!box) { return; }
  function found() { return Array.prototype.slice.call(document.querySelectorAll("[data-found]")); }
  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    var rows = found();
    var at = rows.indexOf(document.activeElement);
    if (document.activeElement !== box && at < 0) { return; }
    if (event.key === "ArrowDown" && rows.length) {
      event.preventDefault();
      rows[Math.min(rows.length - 1, at + 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (at ? rows[at - 1] : box).focus();
    } else if (event.key === "Escape" && at >= 0) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
}());
