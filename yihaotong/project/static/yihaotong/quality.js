/* Scoring by keys, and keeping the answers while one works. The page works without this file. */
(function () {
  "use strict";
  var form = document.querySelector("[data-paper]");
  if (!form) { return; }
  var items = Array.prototype.slice.call(form.querySelectorAll("[data-item]"));

  function at() {
    var here = document.activeElement && document.activeElement.closest("[data-item]");
    return items.indexOf(here);
  }
  function go(number) {
    if (number < 0) { return; }
    var next = items[number];
    var target = next ? next.querySelector("input:checked") || next.querySelector("input") : form.querySelector("#note, [data-main]");
    if (!target) { return; }
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }
  function choose(item, key) {
    var choice = item.querySelector("[data-press='" + key + "']");
    if (!choice) { return false; }
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }
  document.addEventListener("keydown", function (event) {
    var box = document.activeElement;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (box && (box.tagName === "TEXTAREA" || box.tagName === "SELECT" || (box.tagName === "INPUT" && box.type !== "radio"))) { return; }
    var here = at();
    if (here < 0 && box && box.name === "ruling") { return; }
    if (/^[0-5]$/.test(event.key)) {
      var number = here < 0 ? items.findIndex(function (item) { return !item.querySelector("input:checked"); }) : here;
      if (number < 0 || !choose(items[number], event.key)) { return; }
      event.preventDefault();
      var low = items[number].dataset.item === "grade" ? event.key === "1" || event.key === "2" : event.key !== "1";
      var note = items[number].querySelector("details");
      if (low && note) {
        note.open = true;
        note.querySelector("textarea").focus();
      } else { go(number + 1); }
    } else if (event.key === "ArrowDown") { event.preventDefault(); go(here + 1);
    } else if (event.key === "ArrowUp") { event.preventDefault(); go(here < 0 ? 0 : Math.max(0, here - 1));
    } else if (event.key === "n" && here >= 0) {
      event.preventDefault();
      var part = items[here].querySelector("details");
      part.open = true;
      part.querySelector("textarea").focus();
    }
  });
  /* Ctrl+Enter inside a note submits (yihaotong.js); Tab goes on to the next item as anywhere. */

  if (!("autosave" in form.dataset)) { return; }
  var told = form.querySelector("[data-saved]");
  var timer = null;
  function keep() {
    if (form.dataset.sent) { return; }
    window.fetch(form.action, {
      method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "X-Autosave": "1" }
    }).then(function (answer) {
      return answer.text().then(function (text) {
        if (!told || answer.redirected) { return; }
        told.textContent = answer.ok ? told.dataset.said.replace("#", text) : text.length < 200 ? text : "";
      });
    }).catch(function () { /* the network is away: the next change tries again, and the button keeps it, too */ });
  }
  form.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(keep, 900); });
  form.addEventListener("change", function () { window.clearTimeout(timer); timer = window.setTimeout(keep, 900); });
}());
