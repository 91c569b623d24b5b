/* The intake page by keys: panels beside the form, lists that open under a field, the emergency, where the cursor was.
   Without this file the form files all the same. No inline handlers, no eval (Content-Security-Policy). */
(function () {
  "use strict";
  var form = document.getElementById("intake");
  if (!form) { return; }
  function part(name) { return form.elements.namedItem(name); }
  function changed(element) { element.dispatchEvent(new Event("change", { bubbles: true })); }

  /* ---- Where the cursor was ---- */
  var cursor = part("cursor");
  var last = null;
  function note(event) {
    var at = event.target;
    if (!at.name || at.type === "hidden" || at.type === "file") { return; }
    last = at;
    cursor.value = at.name + ":" + (typeof at.selectionStart === "number" ? at.selectionStart : "");
  }
  ["focusin", "keyup", "click"].forEach(function (kind) { form.addEventListener(kind, note); });
  form.addEventListener("focusin", function (event) { if (event.target.id) { last = event.target; } });
  if (cursor.value && !document.querySelector("[data-focus]")) {
    var was = cursor.value.split(":");
    var place = form.querySelector("[name='" + was[0].replace(/[^a-z_]/g, "") + "']:not([type=hidden])");
    if (place) {
      place.focus();
      if (was[1] && typeof place.selectionStart === "number") {
        try { place.setSelectionRange(Number(was[1]), Number(was[1])); } catch (error) { /* not every input has a cursor */ }
      }
    }
  }
  function back() { (last || part("phone")).focus(); }

  /* ---- What was refused: in the first field at fault ---- */
  function focusWrong() {
    var wrong = Array.prototype.find.call(
      form.querySelectorAll(".has-error :is(input, select, textarea):not([type=hidden])"),
      function (field) { return field.getClientRects().length > 0; }
    );
    if (wrong) { wrong.focus(); wrong.closest(".field").scrollIntoView({ block: "center" }); }
  }
  if (document.querySelector("[data-focus]")) { focusWrong(); }

  /* ---- The network ---- */
  var network = document.getElementById("network");
  document.addEventListener("htmx:sendError", function () { network.hidden = false; });
  document.addEventListener("htmx:afterOnLoad", function () { network.hidden = true; });
  window.addEventListener("offline", function () { network.hidden = false; });
  window.addEventListener("online", function () { network.hidden = true; });
  /* A submit leaves the page for good: before it goes, the server must have answered just now. */
  var asked = false;
  var answered = false;
  var REACHED_WITHIN = 5000;
  window.addEventListener("submit", function (event) {
    if (event.target !== form) { return; }
    if (answered) { answered = false; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (asked || form.dataset.sent || unchosen(event.submitter)) { return; }
    asked = true;
    var button = event.submitter;
    reached().then(function (yes) {
      asked = false;
      network.hidden = yes;
      if (!yes) { network.scrollIntoView({ block: "nearest" }); network.querySelector("a").focus(); return; }
      answered = true;
      form.requestSubmit(button);
      answered = false;
    });
  }, true);
  function reached() {
    if (!navigator.onLine) { return Promise.resolve(false); }
    var waiting = new AbortController();
    var timer = window.setTimeout(function () { waiting.abort(); }, REACHED_WITHIN);
    return fetch(network.dataset.reach, { cache: "no-store", redirect: "manual", signal: waiting.signal }).then(function () {
      return true;
    }, function () { return false; }).then(function (yes) { window.clearTimeout(timer); return yes; });
  }
  /* ---- An alarm that does not go out is said at once, and tried again until it has ---- */
  var away = document.getElementById("alarm-away");
  var late = document.getElementById("alarm-late");
  var alarm = document.querySelector("[data-alarm]");
  var owed = 0;
  var TRIED_EVERY = 5000;
  function urgent(reachable) {
    var choice = form.querySelector("[name=urgency][value=emergency]");
    if (!choice || (choice.checked && !reachable)) { return; }
    choice.checked = true;
    if (reachable) { changed(choice); }  /* and kept */
  }
  function notRaised(retry) {
    if (document.querySelector("[data-emergency]")) { return; }  /* it went out before: its own words stand there */
    var first = away.hidden;
    away.hidden = false;
    late.hidden = true;
    urgent(false);
    if (first || !owed) { away.focus(); away.scrollIntoView({ block: "nearest" }); }
    if (retry && !owed) { owed = window.setInterval(raiseAgain, TRIED_EVERY); }
  }
  function raiseAgain() {
    reached().then(function (yes) { if (yes && owed) { alarm.click(); } });
  }
  function raised() {
    var wasOwed = owed > 0;
    window.clearInterval(owed);
    owed = 0;
    away.hidden = true;
    late.hidden = !wasOwed;
    return wasOwed;
  }
  window.addEventListener("online", function () { if (owed) { raiseAgain(); } });
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt !== alarm || navigator.onLine) { return; }
    event.preventDefault();
    notRaised(true);
  });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      if (event.detail.elt === alarm) { notRaised(!event.detail.xhr.status || event.detail.xhr.status >= 500); }
    });
  });
  /* To the offline page goes what was typed, in this tab only; that page closes it and takes it out of here. */
  network.querySelector("a").addEventListener("click", function () {
    var typed = {};
    new FormData(form).forEach(function (value, name) {
      if (typeof value !== "string" || ["csrfmiddlewaretoken", "token", "window", "since", "cursor", "join", "form_owner"].indexOf(name) >= 0) { return; }
      if (name === "needs") { typed.needs = (typed.needs || []).concat(value);
      } else if (name !== "place" || value) { typed[name] = value; }
    });
    try { window.sessionStorage.setItem("yihaotong.kept:carried", JSON.stringify(typed)); } catch (error) { /* private window */ }
  });

  /* ---- What was looked for and not chosen would be lost in silence: told once, then it is the operator's word ---- */
  var told = {};
  function unchosen(button) {
    if (!button || ["file", "end"].indexOf(button.value) < 0) { return false; }
    var boxes = Array.prototype.slice.call(document.querySelectorAll("[data-pick]"));
    var left = boxes.filter(function (box) {
      var typed = box.querySelector("[role=combobox]").value.trim();
      return typed && typed !== box.dataset.chosen && told[box.dataset.pick] !== typed;
    });
    left.forEach(function (box) {
      var input = box.querySelector("[role=combobox]");
      told[box.dataset.pick] = input.value.trim();
      warn(box, box.dataset.left.replace("#", input.value.trim()));
    });
    if (left.length) { left[0].querySelector("[role=combobox]").focus(); }
    return left.length > 0;
  }
  function warn(box, words) {
    var line = box.querySelector("[data-warned]");
    line.textContent = words;
    line.hidden = !words;
  }

  /* ---- Lists that open under a field: letters narrow, a digit or Enter takes one ---- */
  function picker(box) {
    var input = box.querySelector("[role=combobox]");
    var list = box.querySelector("[role=listbox]");
    var listed = null;
    var asking = null;
    var wanted = 0;
    var timer = 0;
    function options() { return Array.prototype.slice.call(list.querySelectorAll("[role=option]")); }
    function numbered() { return options().filter(function (option) { return option.querySelector("kbd"); }); }
    function open(yes) {
      list.hidden = !yes;
      input.setAttribute("aria-expanded", String(yes));
      if (!yes) { input.removeAttribute("aria-activedescendant"); }
    }
    function mark(option) {
      options().forEach(function (each) { each.setAttribute("aria-selected", String(each === option)); });
      if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    }
    function marked() { return list.querySelector("[aria-selected=true]"); }
    function show(typed, text) {
      listed = typed;
      list.innerHTML = text;
      var found = options();
      open((found.length > 0 || list.textContent.trim() !== "") && document.activeElement === input);
      mark(numbered()[0]);  /* nothing matched: neither a digit nor Enter takes what is merely usual */
      if (wanted) { var number = wanted; wanted = 0; if (numbered()[number - 1]) { take(numbered()[number - 1]); } }
    }
    function ask() {
      var typed = input.value;
      if (asking) { asking.abort(); }
      asking = new AbortController();
      var data = new FormData();
      data.set("csrfmiddlewaretoken", part("csrfmiddlewaretoken").value);
      data.set("typed", typed);
      data.set("body", part("body").value);
      fetch(box.dataset.url, { method: "POST", body: data, signal: asking.signal })
        .then(function (answer) { return answer.ok ? answer.text() : ""; })
        .then(function (text) { show(typed, text); })
        .catch(function (error) { if (error.name !== "AbortError") { wanted = 0; } });
    }
    function next() {
      var to = { category: "pick-place", place: "address" }[box.dataset.pick];
      var field = document.getElementById(to);
      if (field) { field.focus(); }
    }
    function take(option) {
      var code = option.dataset.code;
      input.value = option.querySelector("span").textContent;
      listed = input.value;
      box.dataset.chosen = input.value.trim();
      warn(box, "");
      open(false);
      if (box.dataset.places) {
        fetch(box.dataset.places + "?place=" + encodeURIComponent(code)).then(function (answer) {
          return answer.ok ? answer.text() : "";
        }).then(function (text) {
          var old = box.querySelector(".place");
          if (!text || !old) { return; }
          old.outerHTML = text;
          window.htmx.process(box.querySelector(".place"));
          changed(box.querySelector(".place select"));
        });
      } else {
        var select = box.querySelector("select");
        select.value = code;
        changed(select);
      }
      next();
    }
    input.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(ask, 120); });
    input.addEventListener("focus", function () { input.select(); if (!input.value) { ask(); } });
    input.addEventListener("blur", function () { window.setTimeout(function () { open(false); }, 150); });
    list.addEventListener("mousedown", function (event) {
      var option = event.target.closest("[role=option]");
      if (option) { event.preventDefault(); take(option); }
    });
    input.addEventListener("keydown", function (event) {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) { return; }
      var found = options();
      if (/^[1-9]$/.test(event.key)) {
        event.preventDefault();
        if (listed !== input.value) { wanted = Number(event.key); window.clearTimeout(timer); ask(); return; }
        if (numbered()[Number(event.key) - 1]) { take(numbered()[Number(event.key) - 1]); }
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) { ask(); return; }
        var at = found.indexOf(marked());
        mark(found[(at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length]);
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();  /* with nothing marked it takes nothing, and files nothing either */
        if (marked()) { take(marked()); }
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        open(false);
      }
    });
    box.addEventListener("change", function (event) {
      if (event.target.matches("select[name]") && !event.target.value) { input.value = ""; listed = null; }
    });
  }
  document.querySelectorAll("[data-pick]").forEach(picker);

  /* ---- Choices by digit: where there is nothing to type, a digit takes the choice and goes on ---- */
  form.addEventListener("keydown", function (event) {
    if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) { return; }
    var choices = event.target.matches("input[type=radio], input[type=checkbox]") && event.target.closest(".choices");
    if (!choices) { return; }
    var box = choices.querySelectorAll("input")[Number(event.key) - 1];
    if (!box) { return; }
    event.preventDefault();
    box.focus();
    if (box.type === "checkbox") { box.click(); return; }
    box.checked = true;
    changed(box);
    if (box.name === "request_type") { document.getElementById("pick-category").focus(); }
  });

  /* ---- Panels: one key leads there, arrows and digits choose, Escape leads back ---- */
  var PANELS = { F2: "#caller", F4: "#answers", F9: "#similar" };
  function items(panel) { return Array.prototype.slice.call(panel.querySelectorAll("[data-item]")); }
  function enter(key) {
    var panel = document.querySelector(PANELS[key]);
    var first = panel && items(panel)[0];
    if (first) { first.focus(); first.scrollIntoView({ block: "nearest" }); return; }
    if (key === "F4") { document.getElementById("words").focus(); }
  }
  function panelOf(element) {
    var found = null;
    Object.keys(PANELS).forEach(function (key) { found = found || element.closest(PANELS[key]); });
    return found;
  }
  function inPanel(event, panel) {
    var all = items(panel);
    var at = all.indexOf(event.target.closest("li") && event.target.closest("li").querySelector("[data-item]"));
    var to = null;
    if (event.key === "ArrowDown" || event.key === "j") { to = all[Math.min(all.length - 1, at + 1)];
    } else if (event.key === "ArrowUp" || event.key === "k") { to = all[Math.max(0, at - 1)];
    } else if (/^[1-9]$/.test(event.key)) { to = all[Number(event.key) - 1]; }
    if (to) {
      event.preventDefault();
      to.focus();
      if (/^[1-9]$/.test(event.key) && to.tagName === "SUMMARY") { openAnswer(to); }
      return;
    }
    var row = event.target.closest("li");
    if (event.key === "m" && row && row.querySelector("[data-join]")) { event.preventDefault(); row.querySelector("[data-join]").click(); }
    if (event.key === "o" && panel.querySelector("[data-open-identity]")) { event.preventDefault(); panel.querySelector("[data-open-identity]").click(); }
    if (event.key === "Enter" && event.repeat) { event.preventDefault(); return; }  /* held down: it would answer unseen */
    if (event.key === "Enter" && event.target.tagName === "SUMMARY") { event.preventDefault(); openAnswer(event.target); }
  }
  function openAnswer(summary) {
    var details = summary.closest("details");
    details.open = !details.open;
    var button = details.open && details.querySelector("[data-answer]");
    (button || summary).focus();
  }
  document.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    var plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if (plain && PANELS[event.key]) { event.preventDefault(); enter(event.key); return; }
    if (plain && event.key === "F1") { event.preventDefault(); document.querySelector("[data-shortcuts]").click(); return; }
    if (plain && event.key === "F8") { event.preventDefault(); document.querySelector("[data-alarm]").click(); return; }
    if (plain && event.key === "F7") {
      event.preventDefault();
      var button = document.querySelector("[data-ending]");
      if (button) { button.focus(); button.scrollIntoView({ block: "nearest" }); }
      return;
    }
    if (event.target.id === "words" && event.key === "ArrowDown") { event.preventDefault(); enter("F4"); return; }
    var panel = panelOf(event.target);
    if (panel && event.target.id !== "words" && plain) { event.stopPropagation(); inPanel(event, panel); }
    /* Digits name the kind, letters the line; in the panel there is nothing to type. */
    var pressed = plain && event.target.closest("#emergency") && /^[1-9a-z]$/i.test(event.key) &&
      document.querySelector("#emergency [data-press='" + event.key.toLowerCase() + "']");
    if (pressed) {
      event.preventDefault();
      event.stopPropagation();
      pressed.click();
    }
    var ending = event.target.matches("[data-ending]") && /^[1-3]$/.test(event.key);
    if (plain && ending) { event.preventDefault(); document.querySelectorAll("[data-ending]")[Number(event.key) - 1].click(); }
    if (event.key === "Escape" && (panel || event.target.closest("[data-emergency], #alarm-away") || event.target.id === "words" || event.target.matches("[data-ending]"))) {
      event.preventDefault();
      back();
    }
  }, true);

  /* ---- Buttons that are more than buttons ---- */
  var joined = document.getElementById("joined");
  document.addEventListener("click", function (event) {
    var join = event.target.closest("[data-join]");
    if (join) {
      part("join").value = join.dataset.join;
      changed(part("join"));
      joined.querySelector("[data-words]").textContent = join.dataset.words;
      joined.hidden = false;
      back();
    }
    if (event.target.closest("[data-unjoin]")) { part("join").value = ""; joined.hidden = true; changed(part("join")); part("body").focus(); }
    if (event.target.closest("[data-alarm]") || event.target.closest("[data-ending]")) { event.preventDefault(); }
    if (event.target.closest("[data-ending-off]")) {
      event.preventDefault();
      document.getElementById("ending").innerHTML = "";
      nameMain();
      back();
    }
  });

  /* The big button says what it will do. */
  var does = form.querySelector("[data-does]");
  function nameMain() {
    var ending = document.querySelector("#ending [data-end]");
    var none = document.getElementById("ending");
    does.textContent = ending ? ending.textContent : none ? none.dataset.none : does.textContent;
  }

  /* ---- What came from the server ---- */
  var touched = {};
  form.addEventListener("input", function (event) { if (event.isTrusted) { touched[event.target.name] = true; } });
  function fill(name, value) {
    var field = part(name);
    if (field && value && !field.value && !touched[name]) { field.value = value; changed(field); }
  }
  function takeOver(codes) {
    if (touched.needs) { return; }
    form.querySelectorAll("[name=needs]").forEach(function (box) { box.checked = codes.indexOf(box.value) >= 0; });
  }
  /* Settled, not merely swapped: until then the new buttons do nothing. base.html has both happen in one go, so that no
     key falls between. */
  document.addEventListener("htmx:afterSettle", function (event) {
    var at = event.detail.target || event.target;
    if (at.id === "caller") {
      var needs = at.querySelector("[data-needs]");
      takeOver(needs ? needs.dataset.needs.split(",") : []);
    }
    if (at.id === "caller-identity") {
      var known = at.querySelector("[data-known-name]");
      if (known) { fill("name", known.dataset.knownName); fill("address", known.dataset.knownAddress); }
      back();
    }
    if (at.id === "ending") {
      nameMain();
      var first = at.querySelector("input:not([type=hidden]), select, textarea");
      if (first) { first.focus(); }
    }
    if (at.id === "emergency" && at.querySelector("[data-emergency]")) {
      /* Long after the press he is typing: a digit would put somebody through. */
      var typing = raised() && form.contains(document.activeElement);
      urgent(true);
      if (!typing) { at.querySelector("[data-emergency]").focus(); }
    } else if (at.id === "emergency") { notRaised(false); }
  });
}());
