/* One key does what the list says is to be done next: "g" on the line that has the keyboard, else on the first one. */
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    var here = document.activeElement;
    if (event.key !== "g" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (here && (here.isContentEditable || here.matches("input, select, textarea"))) { return; }
    try { if (window.localStorage.getItem("yihaotong.keys") === "off") { return; } } catch (error) { /* private window */ }
    var task = (here && here.closest("[data-task]")) || document.querySelector("[data-task]");
    var act = task && task.querySelector("[data-act]");
    if (act) { event.preventDefault(); act.click(); }
  });
}());
