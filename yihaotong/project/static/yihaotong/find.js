/* A long list (units, places, categories) gets a line above it: what is typed there narrows it, and ↓ goes into it.
   Without this file the list is whole. */
(function () {
  "use strict";
  var LONG = 15;
  var label = document.currentScript.dataset.label;

  function options(list) { return Array.from(list.options); }

  function narrow(list, all, words) {
    var chosen = list.value;
    var left = all.filter(function (each) {
      return !each.option.value || each.text.indexOf(words) >= 0 || each.option.value === chosen;
    });
    all.forEach(function (each) { each.option.hidden = each.option.disabled = left.indexOf(each) < 0; });
    list.querySelectorAll("optgroup").forEach(function (group) {
      group.hidden = !Array.from(group.children).some(function (each) { return !each.hidden; });
    });
    var found = left.filter(function (each) { return each.option.value && each.text.indexOf(words) >= 0; });
    if (words && found.length && found.every(function (each) { return each.option.value === found[0].option.value; })) {
      take(list, found[0].option);
    }
  }

  function take(list, option) {
    list.value = option.value;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function into(list) {
    var first = options(list).find(function (option) { return option.value && !option.disabled; });
    if (!list.value && first) { take(list, first); }
    list.focus();
  }

  function addTo(list) {
    if (list.dataset.found || options(list).length <= LONG) { return; }
    list.dataset.found = "1";
    var all = options(list).map(function (option) { return { option: option, text: option.text.toLowerCase() }; });
    var line = document.createElement("input");
    line.type = "search";
    line.className = "form-control find-line";
    line.autocomplete = "off";
    line.placeholder = label;
    line.setAttribute("aria-label", label);
    line.setAttribute("aria-controls", list.id);
    line.addEventListener("input", function () { narrow(list, all, line.value.trim().toLowerCase()); });
    line.addEventListener("keydown", function (event) {
      if (event.key !== "ArrowDown" && (event.key !== "Enter" || event.ctrlKey || event.metaKey)) { return; }
      event.preventDefault();
      into(list);
    });
    list.before(line);
  }

  function look(root) { root.querySelectorAll("[data-move] .field select, [data-find] .field select").forEach(addTo); }
  look(document);
  document.addEventListener("htmx:afterSwap", function (event) { look(event.target); });
}());
