/* An article's tools: the size of its letters, which the browser keeps, and its address to pass on. */
(function () {
  "use strict";
  var tools = document.querySelector("[data-tools]");
  if (!tools) { return; }
  var text = document.querySelector("[data-sized]");
  var buttons = Array.prototype.slice.call(tools.querySelectorAll("[data-size]"));
  var NAME = "site-size";

  function show(size) {
    text.classList.toggle("larger", size === "1");
    text.classList.toggle("largest", size === "2");
    buttons.forEach(function (each) { each.setAttribute("aria-pressed", String(each.dataset.size === size)); });
  }
  function kept() { try { return window.localStorage.getItem(NAME) || "0"; } catch (error) { return "0"; } }
  buttons.forEach(function (each) {
    each.addEventListener("click", function () {
      try { window.localStorage.setItem(NAME, each.dataset.size); } catch (error) { /* a browser that keeps nothing */ }
      show(each.dataset.size);
    });
  });
  show(kept());

  var copy = tools.querySelector("[data-copy]");
  var told = tools.querySelector("[data-told]");
  copy.addEventListener("click", function () {
    if (!navigator.clipboard) { told.textContent = copy.dataset.copy; return; }
    navigator.clipboard.writeText(copy.dataset.copy).then(
      function () { told.textContent = copy.dataset.done; },
      function () { told.textContent = copy.dataset.copy; });
  });
}());
