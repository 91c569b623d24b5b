/* What the public's pages have besides plain links and forms: a tile of the map fills in the list beside it, a
   telephone's camera adds to the chosen files, and nothing moves under a finger while a form is on its way. Every page works without it (Content-Security-Policy: no inline code). */
(function () {
  "use strict";
  var byTile = false;

  /* ---- A form on its way: its buttons keep their places, so that the second click of two meets the same button ---- */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.dataset.sent) { return; }
    var buttons = Array.from(form.querySelectorAll(".actions .btn, [data-busy]"));
    var sizes = buttons.map(function (button) { return [button.offsetWidth, button.offsetHeight]; });
    buttons.forEach(function (button, number) {
      button.style.flex = "0 0 auto";
      button.style.width = sizes[number][0] + "px";
      button.style.height = sizes[number][1] + "px";
      if (button.matches("a")) { button.setAttribute("aria-disabled", "true"); }
    });
  }, true);
  document.addEventListener("click", function (event) {
    if (event.target.closest("form[data-sent] a[aria-disabled]")) { event.preventDefault(); }
  });

  /* ---- A page that came as the answer to a form stands under an address that can be opened: 后退 leads to it ---- */
  var own = document.querySelector("[data-own-address]");
  if (own) { window.history.replaceState(null, "", own.dataset.ownAddress); }

  /* ---- Back to the form: the browser gives the text back; the place comes from the address of the page, the address
     field from the entry of its history, which is gone with the tab. Never name or phone. ---- */
  var filing = document.querySelector("form[data-restores]");

  function noteTyped(name, value) {
    var state = window.history.state || {};
    state[name] = value;
    window.history.replaceState(state, "");
  }

  function notePlace() {
    var chosen = "";
    filing.querySelectorAll("select[name=place]").forEach(function (select) { chosen = select.value || chosen; });
    var url = new URL(window.location.href);
    if (chosen) { url.searchParams.set("place", chosen); } else { url.searchParams.delete("place"); }
    window.history.replaceState(window.history.state, "", url.href);
  }

  function restore() {
    var before = window.history.state || {};
    var address = filing.querySelector("input[name=address]");
    var phone = filing.querySelector("input[name=phone]");
    if (before.address && address && !address.value) { address.value = before.address; }
    var cameBack = filing.querySelector("[data-came-back]");
    if (cameBack && before.contact && !phone.value) { cameBack.hidden = false; }
    /* A list that the browser set of its own accord, after the page was drawn for another place. */
    var moved = Array.from(filing.querySelectorAll("select[name=place]")).find(function (select) {
      var drawn = select.querySelector("option[selected]");
      return !select.disabled && select.value !== (drawn ? drawn.value : "");
    });
    if (moved) { choose(moved, moved.value); }
  }

  if (filing) {
    window.addEventListener("pageshow", restore);
    document.addEventListener("htmx:afterSettle", notePlace);
    filing.addEventListener("change", function (event) {
      var name = event.target.name;
      if (name === "address") { noteTyped("address", event.target.value); }
      if (name === "phone" || name === "name") { noteTyped("contact", true); }
    });
  }

  /* ---- What is corrected is no longer called wrong ---- */
  document.addEventListener("input", function (event) {
    var field = event.target.closest(".portal .has-error");
    if (!field) { return; }
    field.classList.remove("has-error");
    field.querySelectorAll(".wrong").forEach(function (words) { words.hidden = true; });
    field.querySelectorAll("[aria-invalid]").forEach(function (input) { input.removeAttribute("aria-invalid"); });
  });

  function choose(select, value) {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* ---- The map inside a form: the lists hold what is sent, the tiles press them ---- */
  function press(tile, form) {
    var code = tile.dataset.place;
    var radio = form.querySelector("input[type=radio][name=place][value='" + code + "']");
    if (radio) {
      radio.checked = true;
      form.querySelector("[data-next]").click();
      return;
    }
    form.querySelectorAll("select[name=place]").forEach(function (select) {
      if (select.querySelector("option[value='" + code + "']")) {
        byTile = true;
        choose(select, code);
      }
    });
  }

  function writeZone(zone, form) {
    var address = form.querySelector("input[name=address]");
    var hidden = address && address.type === "hidden";
    if (!address) {
      address = document.createElement("input");
      address.type = "hidden";
      address.name = "address";
      form.appendChild(address);
      hidden = true;
    }
    if (address.value.indexOf(zone) < 0) { address.value = zone + " " + address.value; }
    address.dispatchEvent(new Event("change", { bubbles: true }));
    if (hidden) { form.querySelector("[data-next]").click(); } else { address.focus(); }
  }

  document.addEventListener("click", function (event) {
    var tile = event.target.closest(".tile");
    var form = tile && tile.closest("form");
    if (form) {
      event.preventDefault();
      if (tile.dataset.address) { writeZone(tile.dataset.address, form); } else { press(tile, form); }
      return;
    }
    var anew = event.target.closest("[data-place-anew]");
    if (anew) {
      byTile = true;
      choose(anew.closest("form").querySelector("select[name=place]"), "");
    }
  });

  /* Where there is the map, the list is for whoever asks for it. */
  document.querySelectorAll("[data-list]").forEach(function (list) { list.open = false; });

  /* A tile is gone once it is pressed: the reader goes on at what was chosen. */
  document.addEventListener("htmx:afterSettle", function () {
    var chosen = byTile && document.getElementById("place-chosen");
    byTile = false;
    if (chosen) { chosen.focus(); }
  });

  /* ---- The camera ---- */
  document.addEventListener("change", function (event) {
    var camera = event.target;
    if (!("camera" in camera.dataset)) { return; }
    var files = camera.form.querySelector("input[type=file][name=file]");
    var all = new DataTransfer();
    [files, camera].forEach(function (input) {
      Array.from(input.files).forEach(function (file) { all.items.add(file); });
    });
    files.files = all.files;
    camera.value = "";
    files.dispatchEvent(new Event("change", { bubbles: true }));
  });
}());
