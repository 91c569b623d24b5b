/* What an upload has besides the plain form: the chosen files with their sizes before anything is sent, files dropped
   onto the form, and how far the sending is. Every form works without it (Content-Security-Policy: no inline code). */
(function () {
  "use strict";

  function inWords(bytes) {
    return bytes >= 1e6 ? (bytes / 1e6).toFixed(1) + " MB" : Math.max(1, Math.round(bytes / 1e3)) + " KB";
  }

  function tooLarge(input, file) {
    var film = /^video\//.test(file.type);
    return file.size > Number(film ? input.dataset.videoMost : input.dataset.fileMost);
  }

  function tooMuch(input) {
    var whole = Array.from(input.files).reduce(function (sum, file) { return sum + file.size; }, 0);
    return whole > Number(input.dataset.requestMost);
  }

  /* How many of the chosen are more than there is still room for; 0 where nobody said how many. */
  function tooMany(input) {
    var most = input.dataset.countMost;
    return most ? Math.max(0, input.files.length - Number(most)) : 0;
  }

  function fits(input) {
    return !tooMuch(input) && !tooMany(input) && !Array.from(input.files).some(function (file) { return tooLarge(input, file); });
  }

  /* ---- The chosen files, each of which can be left out again ---- */
  function line(list, text, wrong) {
    var item = document.createElement("li");
    item.textContent = text;
    if (wrong) { item.className = "wrong"; }
    list.appendChild(item);
    return item;
  }

  function choose(input, files) {
    var all = new DataTransfer();
    files.forEach(function (file) { all.items.add(file); });
    input.files = all.files;
    show(input);
  }

  function show(input) {
    var list = input.closest("[data-drop]").querySelector("[data-chosen]");
    list.textContent = "";
    Array.from(input.files).forEach(function (file) {
      var wrong = tooLarge(input, file);
      var text = file.name + "（" + inWords(file.size) + "）" + (wrong ? " " + list.dataset.tooLarge : "");
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-small btn-quiet";
      button.textContent = list.dataset.leaveOut;
      button.setAttribute("aria-label", list.dataset.leaveOut + " " + file.name);
      button.addEventListener("click", function () {
        choose(input, Array.from(input.files).filter(function (each) { return each !== file; }));
        input.focus();
      });
      line(list, text, wrong).appendChild(button);
    });
    if (tooMuch(input)) { line(list, list.dataset.tooMuch, true); }
    if (tooMany(input)) {
      var words = list.dataset.tooMany.replace("%1", input.files.length).replace("%2", tooMany(input));
      list.insertBefore(line(list, words, true), list.firstChild);
    }
  }

  function sayNothingChosen(input) {
    var list = input.closest("[data-drop]").querySelector("[data-chosen]");
    list.textContent = "";
    line(list, list.dataset.nothing, true);
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-drop] input[type=file]")) { show(event.target); }
  });

  /* ---- Dropped anywhere: beside the field too, where the browser would leave the page and what was typed ---- */
  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var input = document.querySelector("[data-drop] input[type=file]");
      if (!input || !event.dataTransfer || Array.from(event.dataTransfer.types).indexOf("Files") < 0) { return; }
      event.preventDefault();
      var box = input.closest("details");
      if (box) { box.open = true; }
      input.closest("[data-drop]").classList.toggle("over", kind === "dragover");
      if (kind !== "drop") { return; }
      choose(input, Array.from(input.files).concat(Array.from(event.dataTransfer.files)));
    });
  });

  /* ---- Sending with a bar ----
     data-upload="files": nothing but files; whatever became of them, the page is loaded again and says so.
     data-upload="form": files that go with a form; the answer is the next page, or this one with what is wrong. */
  /* The answer is a whole page: read as the browser would have read it, with every script of it begun anew. What the
     scripts of the page before had bound is gone with it; a part put in its place would have left their keys dead. */
  function putPage(text) {
    document.open();
    document.write(text);
    document.close();
  }

  /* Whether what came back may stand as a page: files alone need no answer, the page is loaded again. */
  function readable(form, sending) {
    var kind = sending.getResponseHeader("Content-Type") || "";
    return form.dataset.upload !== "form" || kind.indexOf("text/html") === 0;
  }

  function answered(form, sending) {
    var next = new URL(sending.responseURL, window.location.href);
    if (form.dataset.upload !== "form") {
      window.location.reload();
    } else if (next.href !== new URL(form.action).href) {
      window.location.assign(next.href);
    } else {
      putPage(sending.responseText);
    }
  }

  function send(form, submitter) {
    var progress = form.querySelector("[data-progress]");
    var bar = progress.querySelector("progress");
    var words = progress.querySelector("span");
    var button = form.querySelector("[data-main]") || form.querySelector("button[type=submit]");
    var buttons = form.querySelectorAll("button[type=submit]");
    var data = new FormData(form);
    var sending = new XMLHttpRequest();
    if (submitter && submitter.name) { data.append(submitter.name, submitter.value); }
    form.dataset.sent = "1";
    buttons.forEach(function (each) { each.setAttribute("aria-disabled", "true"); });
    button.closest(".actions").before(progress);
    progress.hidden = false;
    bar.hidden = false;
    words.className = "";
    sending.open("POST", form.action);
    sending.setRequestHeader("X-Upload", "1");
    sending.upload.onprogress = function (event) {
      var part = Math.floor(100 * event.loaded / event.total);
      bar.value = part;
      words.textContent = part < 100 ? part + "%" : button.dataset.busy;
    };
    sending.onloadend = function () {
      if (sending.status && sending.status !== 413 && sending.status < 500 && readable(form, sending)) {
        answered(form, sending);
        return;
      }
      delete form.dataset.sent;
      buttons.forEach(function (each) { each.removeAttribute("aria-disabled"); });
      bar.hidden = true;
      words.setAttribute("role", "alert");
      words.className = "wrong";
      words.textContent = progress.dataset.failed;
    };
    sending.send(data);
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!("upload" in form.dataset)) { return; }
    var input = form.querySelector("input[type=file]");
    if (form.dataset.upload === "form" && !input.files.length) { return; }
    event.preventDefault();
    if (form.dataset.sent) { return; }
    if (!input.files.length || !fits(input)) {
      if (!input.files.length) { sayNothingChosen(input); }
      input.focus();
      return;
    }
    send(form, event.submitter);
  }, true);
}());
