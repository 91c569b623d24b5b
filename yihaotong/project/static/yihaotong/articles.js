/* Articles: the gates by keys (their numbers, then P, M, F), and printing. The pages work without this file. */
(function () {
  "use strict";
  var print = document.querySelector("[data-print]");
  if (print) { print.addEventListener("click", function () { window.print(); }); }
  var form = document.querySelector("[data-gates]");
  if (!form) { return; }
  var gates = Array.prototype.slice.call(form.querySelectorAll("[data-gate]"));

  function here() { return document.activeElement ? document.activeElement.closest("[data-gate]") : null; }
  function go(gate) {
    var target = gate ? gate.querySelector("input:checked") || gate.querySelector("input") : form.querySelector("#proofread");
    if (!target) { return; }
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }
  /* Whoever has a remark is asked for its words. */
  form.addEventListener("change", function (event) {
    var press = event.target.dataset ? event.target.dataset.press : "";
    if (press === "m" || press === "f") { event.target.closest("[data-gate]").querySelector("details").open = true; }
  });
  document.addEventListener("keydown", function (event) {
    var box = document.activeElement;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (box && (box.tagName === "TEXTAREA" || box.tagName === "SELECT" || (box.tagName === "INPUT" && box.type !== "radio" && box.type !== "checkbox"))) { return; }
    if (/^[1-9]$/.test(event.key) && gates[Number(event.key) - 1]) { event.preventDefault(); event.stopPropagation(); go(gates[Number(event.key) - 1]); return; }
    var key = event.key.toLowerCase();
    if (key !== "p" && key !== "m" && key !== "f") { return; }
    var gate = here() || gates.filter(function (each) { return !each.querySelector("input:checked"); })[0];
    var choice = gate ? gate.querySelector("[data-press='" + key + "']") : null;
    if (!choice) { return; }
    event.preventDefault();
    event.stopPropagation();
    choice.checked = true;
    if (key === "p") { go(gates[gates.indexOf(gate) + 1]); return; }
    var words = gate.querySelector("details");
    words.open = true;
    words.querySelector("textarea").focus();
  }, true);
}());
