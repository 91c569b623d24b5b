/* What the keyboard can do, the guard against a double submit, and the quick printing of a page.
   Every page works without this file: it only saves keystrokes. No inline handlers, no eval (Content-Security-Policy). */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  /* ---- One press, one case: a form that is on its way is not sent again ---- */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "download" in form.dataset) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button[type=submit], button:not([type])").forEach(function (button) {
      button.setAttribute("aria-disabled", "true");
    });
    var button = event.submitter;
    if (button && button.dataset.busy) { button.textContent = button.dataset.busy; }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && document.querySelector("form[data-sent]")) { window.location.reload(); }
  });

  /* ---- Printing, and going back to the place of an error ---- */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-print]");
    if (button) { event.preventDefault(); window.print(); }
  });
  var summary = document.querySelector("[data-focus]");
  if (summary) { summary.focus(); }
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.why").forEach(function (part) { part.open = true; });
  });

  /* On a narrow screen the ways on are one line: where one is, is in sight. */
  var ways = document.querySelector(".nav-wrap");
  var here = ways && ways.querySelector("[aria-current]");
  if (here && ways.scrollWidth > ways.clientWidth) { ways.scrollLeft = here.offsetLeft - ways.clientWidth / 2; }

  /* ---- How long a text is: shown once it nears its limit, counted in characters as the server counts ---- */
  document.addEventListener("input", function (event) {
    var box = event.target;
    var longest = Number(box.dataset && box.dataset.longest);
    if (!longest) { return; }
    var length = Array.from(box.value.trim()).length;
    var line = box.parentNode.querySelector(".length");
    if (!line && length < 0.8 * longest) { return; }
    if (!line) {
      line = document.createElement("p");
      line.className = "length";
      box.insertAdjacentElement("afterend", line);
    }
    line.textContent = length < 0.8 * longest ? "" : length + " / " + longest;
    line.classList.toggle("over", length > longest);
  });

  /* ---- Several forms on one page: what was typed into one of them outlives the sending of another ----
     Kept for this tab and this person only; forgotten once the form is accepted, at sign-out, and when somebody else
     signs in. Only what was touched is kept, so that the server's own values stay the newest. */
  var KEPT = "yihaotong.kept:";
  var CALLS = "yihaotong.offline:";  /* what opens the calls that were taken without the network */
  var LEFT = "yihaotong.left";       /* tells the other tabs that somebody signed out */
  function store() {
    try { return window.sessionStorage; } catch (error) { return null; }
  }
  function forget(spared) {
    var kept = store();
    if (!kept) { return; }
    Object.keys(kept).forEach(function (key) {
      [KEPT, CALLS].forEach(function (kind) {
        if (key.indexOf(kind) === 0 && !(spared && key.indexOf(kind + spared) === 0)) { kept.removeItem(key); }
      });
    });
  }
  document.addEventListener("submit", function (event) {
    if (!("forget" in event.target.dataset)) { return; }
    forget("");
    try { window.localStorage.setItem(LEFT, String(Date.now())); } catch (error) { /* private window */ }
  });
  window.addEventListener("storage", function (event) { if (event.key === LEFT) { forget(""); } });
  (function () {
    var who = document.querySelector("[data-actor]");
    var kept = store();
    if (!who || !kept) { return; }
    var mine = KEPT + who.dataset.actor + ":";
    forget(who.dataset.actor + ":");
    document.querySelectorAll("[data-accepted]").forEach(function (accepted) {
      kept.removeItem(mine + accepted.dataset.accepted);
    });
    function key(form) { return mine + new URL(form.action).pathname; }
    function read(form) {
      try { return JSON.parse(kept.getItem(key(form))) || {}; } catch (error) { return {}; }
    }
    function put(form, values) {
      Object.keys(values).forEach(function (name) {
        form.querySelectorAll("[name='" + name + "']:not([type=hidden])").forEach(function (part) {
          if (part.type === "radio") { part.checked = part.value === values[name];
          } else if (part.type === "checkbox") { part.checked = values[name] === "on";
          } else { part.value = values[name]; }
        });
      });
    }
    function written(form) { return new URLSearchParams(new FormData(form)).toString(); }
    /* What comes back from an earlier visit says so: a choice that nobody made today must not look like a proposal. */
    function tellRestored(form) {
      var words = document.querySelector("[data-restored]");
      if (!words || form.querySelector("[data-restored-note]")) { return; }
      var note = document.createElement("p");
      note.className = "restored small";
      note.setAttribute("data-restored-note", "");
      note.setAttribute("role", "status");
      note.textContent = words.dataset.restored + " ";
      var clear = document.createElement("button");
      clear.type = "button";
      clear.className = "btn btn-small";
      clear.textContent = words.dataset.restoredClear;
      clear.addEventListener("click", function () { kept.removeItem(key(form)); form.reset(); note.remove(); });
      note.appendChild(clear);
      form.insertBefore(note, form.firstChild);
    }
    document.querySelectorAll("form[data-keep]").forEach(function (form) {
      var values = read(form);
      if (Object.keys(values).length) {
        var before = written(form);
        put(form, values);
        var fold = form.closest("details");
        if (fold) { fold.open = true; }
        if (written(form) !== before) { tellRestored(form); }
      }
      form.addEventListener("input", function (event) {
        var part = event.target;
        var now = read(form);
        now[part.name] = part.type === "checkbox" && !part.checked ? "" : part.value;
        try { kept.setItem(key(form), JSON.stringify(now)); } catch (error) { /* storage is full */ }
      });
    });
  }());

  /* ---- A panel that drops open: what is typed next goes into it ---- */
  document.addEventListener("toggle", function (event) {
    var panel = event.target.open && event.target.matches("details[data-drop]") && event.target.querySelector(".drop-panel");
    var first = panel && panel.querySelector("input:not([type=hidden]), select, textarea");
    if (first && document.activeElement === event.target.querySelector("summary")) { first.focus(); }
  }, true);

  /* ---- To join another case: what it may be is fetched once the form opens, a press fills in its number ---- */
  document.addEventListener("toggle", function (event) {
    var box = event.target.open && event.target.matches("[data-move]") && event.target.querySelector("[data-joinable]");
    if (!box || box.dataset.asked) { return; }
    box.dataset.asked = "1";
    fetch(box.dataset.joinable).then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) { box.innerHTML = text; })
      .catch(function () { delete box.dataset.asked; });
  }, true);
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-number]");
    var input = button && button.form && button.form.querySelector("[name=parent]");
    if (!input) { return; }
    input.value = button.dataset.number;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });

  /* ---- Lists: the panel of filters folds on a telephone, an address carries only what was chosen ---- */
  if (window.matchMedia("(max-width: 47.99em)").matches) {
    document.querySelectorAll("[data-fold]").forEach(function (part) { part.open = false; });
  }
  document.addEventListener("submit", function (event) {
    if (!("tidy" in event.target.dataset)) { return; }
    Array.prototype.forEach.call(event.target.elements, function (part) {
      if (part.name && !part.value) { part.disabled = true; }
    });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-tidy] :disabled").forEach(function (part) {
      if (part.options ? part.options.length > 1 : true) { part.disabled = false; }
    });
  });
  function closeDrops(spared) {
    document.querySelectorAll("[data-drop][open]").forEach(function (part) {
      if (part !== spared) { part.open = false; }
    });
  }
  document.addEventListener("click", function (event) { closeDrops(event.target.closest("[data-drop]")); });
  document.addEventListener("keydown", function (event) {
    var drop = event.key === "Escape" && document.activeElement.closest("[data-drop][open]");
    if (drop) { drop.open = false; drop.querySelector("summary").focus(); }
  });

  /* ---- Marking rows: one by one, a run of them with Shift, the whole page ---- */
  var marks = Array.prototype.slice.call(document.querySelectorAll("[data-mark]"));
  var everything = document.querySelector("[data-everything]");
  var allMarks = document.querySelector("[data-mark-all]");
  var told = document.querySelector("[data-marked]");
  var lastMark = null;
  function countMarks() {
    var marked = marks.filter(function (box) { return box.checked; }).length;
    marks.forEach(function (box) { box.closest("tr").classList.toggle("marked", box.checked); });
    if (allMarks) {
      allMarks.checked = marked === marks.length;
      allMarks.indeterminate = marked > 0 && marked < marks.length;
    }
    if (told) {
      told.textContent = everything && everything.checked ? "" :
        marked ? told.dataset.one.replace("#", marked) : told.dataset.none;
    }
  }
  marks.forEach(function (box) {
    box.addEventListener("click", function (event) {
      if (event.shiftKey && lastMark) {
        var run = [marks.indexOf(lastMark), marks.indexOf(box)].sort(function (a, b) { return a - b; });
        marks.slice(run[0], run[1] + 1).forEach(function (each) { each.checked = box.checked; });
      }
      lastMark = box;
      countMarks();
    });
  });
  if (allMarks) {
    allMarks.addEventListener("change", function () {
      marks.forEach(function (box) { box.checked = allMarks.checked; });
      countMarks();
    });
  }
  if (everything) { everything.addEventListener("change", countMarks); }
  if (marks.length) { countMarks(); }

  /* ---- Keys ---- */
  var panel = document.getElementById("shortcuts");
  if (!panel) { return; }
  var wanted = "yihaotong.keys";
  var toggle = document.getElementById("shortcuts-on");

  function keysOn() {
    try { return window.localStorage.getItem(wanted) !== "off"; } catch (error) { return true; }
  }
  if (toggle) {
    toggle.checked = keysOn();
    toggle.addEventListener("change", function () {
      try { window.localStorage.setItem(wanted, toggle.checked ? "on" : "off"); } catch (error) { /* private window */ }
    });
  }
  var cameFrom = null;
  function showPanel(open) {
    if (open) { cameFrom = document.activeElement; }
    panel.hidden = !open;
    /* Whoever is typing reads it and types on. */
    if (open) { panel.scrollTop = 0; if (!typing(cameFrom)) { panel.focus({ preventScroll: true }); } } else if (cameFrom) { document.activeElement.blur(); cameFrom.focus(); }
  }
  document.querySelectorAll("[data-shortcuts]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { showPanel(panel.hidden); });
  });
  /* Inside a form no single key leads away from it: neither while typing nor between two fields. */
  function typing(element) {
    return element && (element.isContentEditable || element.closest("form"));
  }
  function step(by) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
    if (!rows.length) { return; }
    var at = rows.indexOf(document.activeElement);
    var next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
  function markRow() {
    var row = document.activeElement && document.activeElement.closest("tr");
    var box = row && row.querySelector("[data-mark]");
    if (box) { box.click(); }
  }
  function openMove(number) {
    var move = document.querySelectorAll("[data-move]")[number - 1];
    if (!move) { return; }
    var group = move.parentElement.closest("details");
    if (group) { group.open = true; }
    move.open = true;
    /* What is not shown (a list folded away) takes no focus; what has it is brought into sight. */
    var first = Array.prototype.find.call(
      move.querySelectorAll(".field input:not([type=hidden]), .field select, .field textarea, button[data-main]"), shown
    );
    (first || move.querySelector("summary")).focus({ preventScroll: true });
    move.scrollIntoView({ block: "nearest" });
    if (first) { first.scrollIntoView({ block: "nearest" }); }
  }
  function shown(part) { return part.getClientRects().length > 0 && !part.disabled; }
  function go(name) {
    var link = document.querySelector("[data-key='" + name + "']");
    if (link) { link.click(); return true; }
    return false;
  }
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      /* A page that is one form sends it from wherever the cursor is. */
      var at = document.activeElement;
      var form = at && (at.form || at.closest("form"));
      var main = (form && form.querySelector("[data-main]")) || document.querySelector("[data-page-main]");
      /* What was refused has the focus, outside of the form: the page's only one is meant. */
      var mains = main || !at.matches("[data-focus]") ? [] : Array.prototype.filter.call(document.querySelectorAll("[data-main]"), shown);
      if (mains.length === 1) { main = mains[0]; }
      if (main) { event.preventDefault(); main.click(); }
      return;
    }
    if (event.key === "Escape" && !panel.hidden) { showPanel(false); return; }
    /* In the form of a move: where there is nothing to type, a digit takes the choice. */
    var choices = /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey && keysOn() &&
      event.target.matches("[data-move] .choices input") && event.target.closest(".choices");
    var choice = choices && choices.querySelectorAll("input")[Number(event.key) - 1];
    if (choice) { event.preventDefault(); choice.focus(); choice.click(); return; }
    /* The emergency of a case: from any field. The intake has its own. */
    var raise = event.key === "F8" && document.querySelector("[data-raise]");
    if (raise) { event.preventDefault(); raise.click(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(document.activeElement)) { return; }
    if (event.key === "?") { event.preventDefault(); showPanel(panel.hidden); return; }
    if (!keysOn()) { return; }
    if (event.key === "/") {
      var box = document.getElementById("search");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "j") { step(1);
    } else if (event.key === "k") { step(-1);
    } else if (event.key === "x" && marks.length) { markRow();
    } else if (/^[1-9]$/.test(event.key)) {
      event.preventDefault();  /* or the digit is typed into the field that gets the focus */
      openMove(Number(event.key));
    } else if (/^[a-z]$/.test(event.key) && go(event.key)) { event.preventDefault(); }
  });
}());
