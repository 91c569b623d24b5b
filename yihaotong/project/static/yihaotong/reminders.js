/* The bell: looks every few seconds whether something new waits, shows it, and keeps what stands across the page.
   Without this file the bell leads to the page of reminders. */
(function () {
  "use strict";
  var bell = document.querySelector("[data-bell]");
  if (!bell) { return; }
  var count = bell.querySelector("[data-bell-count]");
  var panel = bell.querySelector("[data-bell-panel]");
  var standing = document.querySelector("body > [data-standing]");

  function parsed(text) {
    var box = document.createElement("template");
    box.innerHTML = text;
    return box.content;
  }
  function emergencies(part) {
    return Array.prototype.map.call(part.querySelectorAll("[data-emergency]"), function (one) {
      return one.dataset.emergency;
    }).join(",");
  }

  /* ---- One soft tone, only for those who asked for it; a browser that has heard no key yet stays silent ---- */
  function tone() {
    var Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) { return; }
    var sound = new Context();
    var wave = sound.createOscillator();
    var volume = sound.createGain();
    wave.frequency.value = 660;
    volume.gain.setValueAtTime(0.15, sound.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.8);
    wave.connect(volume).connect(sound.destination);
    wave.start();
    wave.stop(sound.currentTime + 0.8);
  }
  var listen = document.querySelector("[data-try-sound]");
  if (listen) { listen.addEventListener("click", tone); }

  /* ---- Looking ---- */
  function put(text) {
    var fresh = parsed(text);
    var newCount = fresh.querySelector("[data-bell-count]");
    if (newCount && newCount.textContent !== count.textContent) {
      count.replaceChildren.apply(count, Array.prototype.slice.call(newCount.childNodes));
    }
    var newStanding = fresh.querySelector("[data-standing]");
    /* Untouched while nothing changed: a screen reader would say it again every time. */
    if (!newStanding || newStanding.textContent.trim() === standing.textContent.trim() && emergencies(newStanding) === emergencies(standing)) { return; }
    var before = emergencies(standing).split(",");
    var added = emergencies(newStanding).split(",").some(function (one) { return one && before.indexOf(one) < 0; });
    standing.replaceChildren.apply(standing, Array.prototype.slice.call(newStanding.childNodes));
    if (added && fresh.querySelector("[data-sound]")) { tone(); }
  }
  var every = Number(bell.dataset.every) * 1000;
  var stopped = false;
  function look() {
    return fetch(bell.dataset.pulseUrl, { credentials: "same-origin" }).then(function (answer) {
      if (answer.status === 401) { stopped = true; return null; }
      return answer.ok ? answer.text().then(put) : null;
    }).catch(function () { /* the network is away; the next look tries again */ });
  }
  function again() {
    if (!stopped && bell.isConnected) { window.setTimeout(function () { look().then(again); }, every); }
  }
  again();

  /* ---- The panel ---- */
  bell.addEventListener("toggle", function () {
    if (!bell.open) { return; }
    fetch(bell.dataset.panelUrl, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      panel.replaceChildren(parsed(text));
      var first = panel.querySelector("a, button");
      if (first) { first.focus(); }
    }).catch(function () { /* the link below still leads to the page */ });
  });
  document.addEventListener("click", function (event) {
    if (bell.open && !bell.contains(event.target)) { bell.open = false; }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && bell.open) { bell.open = false; bell.querySelector("summary").focus(); }
  });

  /* ---- "I know": without leaving the page somebody is writing on ---- */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!("quietPost" in form.dataset)) { return; }
    event.preventDefault();
    fetch(form.action, {
      method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "X-Requested-With": "fetch" }
    }).then(function (answer) {
      if (answer.ok) { form.closest("[data-emergency]").remove(); look(); }
    });
  }, true);

  /* ---- From a list straight to one act of a case: its form opens and takes the keyboard ---- */
  function openWanted() {
    var wanted = /^#move-[a-z_]+$/.test(window.location.hash) && document.getElementById(window.location.hash.slice(1));
    if (!wanted) { return; }
    var part = wanted.closest("details");
    if (part) { part.open = true; }
    var field = wanted.querySelector("input:not([type=hidden]), select, textarea, button");
    if (field) { field.focus(); wanted.scrollIntoView({ block: "center" }); }
  }
  /* After the browser itself has gone to the place, which takes the keyboard away again. */
  window.addEventListener("load", function () { window.setTimeout(openWanted, 0); });
}());
