/* Calls taken without the network: closed in the browser so that only the server opens them, entered later, each once.
   docs/decisions/0015-offline.md says why so. No inline handlers, no eval, no library. */
(function () {
  "use strict";
  var page = document.getElementById("offline");
  if (!page) { return; }
  var form = document.getElementById("call");
  var state = document.getElementById("state");
  var told = document.getElementById("told");
  var KEY = "yihaotong.offline:";
  var STREET = 9;        /* the places of the list end with the street: so many digits */
  var PURPOSE = new TextEncoder().encode("yihaotong envelope 1");
  var about = null;      /* who took the calls, and what closes them: kept, nothing of it is secret */
  var session = null;    /* who is signed in now; null without the network */
  var editing = null;    /* the call that is being changed */
  var more = {};         /* what was typed on the intake page and has no field here */
  var signedOut = false; /* there is a network, and nobody is signed in */
  var answers = {};      /* of this page only: codes read out, and the fields of a refused call */

  if (!window.indexedDB || !window.crypto || !window.crypto.subtle) { state.textContent = page.dataset.refused; return; }
  if ("serviceWorker" in navigator) { navigator.serviceWorker.register(page.dataset.worker).catch(function () { /* offline */ }); }

  /* ---- Small helpers ---- */
  function base64(bytes) { return btoa(String.fromCharCode.apply(null, new Uint8Array(bytes))); }
  function bytes(text) { return Uint8Array.from(atob(text), function (char) { return char.charCodeAt(0); }); }
  function long(buffer) {
    var all = new Uint8Array(buffer), text = "";
    for (var at = 0; at < all.length; at += 4096) { text += String.fromCharCode.apply(null, all.subarray(at, at + 4096)); }
    return btoa(text);
  }
  function local(moment) {
    var own = new Date(moment.getTime() - moment.getTimezoneOffset() * 60000);
    return own.toISOString().slice(0, 19);
  }
  /* Who may read here: whoever is signed in, without a network whoever was last. */
  function reader() { return signedOut ? "" : session ? session.owner : about ? about.owner : ""; }
  function answered(call) { return answers[call.id] && answers[call.id].to === reader() ? answers[call.id] : {}; }
  function keyOf(call) { return KEY + call.owner + ":" + call.id; }
  function keys() { try { return window.sessionStorage; } catch (error) { return null; } }

  /* ---- The store ---- */
  function store(mode, act) {
    return new Promise(function (resolve, reject) {
      var opening = window.indexedDB.open("yihaotong-offline", 1);
      opening.onupgradeneeded = function () {
        opening.result.createObjectStore("calls", { keyPath: "id" });
        opening.result.createObjectStore("about", { keyPath: "id" });
      };
      opening.onerror = function () { reject(opening.error); };
      opening.onsuccess = function () {
        var base = opening.result;
        var work = base.transaction(["calls", "about"], mode);
        var asked = act(work);
        work.oncomplete = function () { base.close(); resolve(asked && asked.result); };
        work.onerror = work.onabort = function () { base.close(); reject(work.error); };
      };
    });
  }
  function put(call) { return store("readwrite", function (work) { work.objectStore("calls").put(call); }); }
  function drop(id) { return store("readwrite", function (work) { work.objectStore("calls").delete(id); }); }
  function all() {
    return store("readonly", function (work) { return work.objectStore("calls").getAll(); }).then(function (calls) {
      return calls.sort(function (one, other) { return one.taken < other.taken ? 1 : -1; });
    });
  }

  /* ---- Closing a call, and opening it again in this tab ---- */
  function seal(call, values) {
    var own, secret;
    return crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]).then(function (pair) {
      own = pair;
      return crypto.subtle.importKey("raw", bytes(about.point), { name: "ECDH", namedCurve: "P-256" }, false, []);
    }).then(function (theirs) {
      return crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
    }).then(function (shared) {
      return crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    }).then(function (shared) {
      var how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: PURPOSE };
      return crypto.subtle.deriveKey(how, shared, { name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
    }).then(function (key) {
      secret = key;
      var nonce = crypto.getRandomValues(new Uint8Array(12));
      call.sealed = { nonce: base64(nonce) };
      return crypto.subtle.encrypt(parameters(call), key, new TextEncoder().encode(JSON.stringify(values)));
    }).then(function (body) {
      call.sealed.body = long(body);
      return crypto.subtle.exportKey("raw", own.publicKey);
    }).then(function (point) {
      call.sealed.point = base64(point);
      return crypto.subtle.exportKey("raw", secret);
    }).then(function (raw) {
      /* With the tab it is gone, and when its owner signs out; the server opens the call all the same. */
      if (keys()) { keys().setItem(keyOf(call), base64(raw)); }
      return call;
    });
  }
  function parameters(call) {
    var context = new TextEncoder().encode("call:" + call.id + ":" + call.owner);
    return { name: "AES-GCM", iv: bytes(call.sealed.nonce), additionalData: context };
  }
  function open(call) {
    var found = answered(call).values;
    if (found && Object.keys(found).length) { return Promise.resolve(found); }
    var raw = call.owner === reader() && keys() && keys().getItem(keyOf(call));
    if (!raw) { return Promise.resolve(null); }
    return crypto.subtle.importKey("raw", bytes(raw), "AES-GCM", false, ["decrypt"]).then(function (key) {
      return crypto.subtle.decrypt(parameters(call), key, bytes(call.sealed.body));
    }).then(function (body) { return JSON.parse(new TextDecoder().decode(body)); });
  }

  /* ---- The form ---- */
  function values() {
    var found = {};
    Array.prototype.forEach.call(form.elements, function (part) {
      if (!part.name || part.name === "taken_at") { return; }
      if (part.name === "needs") { found.needs = (found.needs || []).concat(part.checked ? [part.value] : []);
      } else if (part.type === "radio") { if (part.checked) { found[part.name] = part.value; }
      } else if (part.type === "checkbox") { found[part.name] = part.checked;
      } else { found[part.name] = part.value; }
    });
    return found;
  }
  function fill(found) {
    Array.prototype.forEach.call(form.elements, function (part) {
      if (!part.name || !(part.name in found)) { return; }
      if (part.name === "needs") { part.checked = found.needs.indexOf(part.value) >= 0;
      } else if (part.type === "radio") { part.checked = part.value === found[part.name];
      } else if (part.type === "checkbox") { part.checked = found[part.name] === true || found[part.name] === "on";
      } else { part.value = found[part.name]; }
    });
  }
  function complain(heading, lines) {
    var box = document.getElementById("wrong");
    var list = box.querySelector("ul");
    box.hidden = !heading;
    box.querySelector("[data-heading]").textContent = heading;
    list.textContent = "";
    lines.forEach(function (line) {
      var item = document.createElement("li");
      item.textContent = line;
      list.appendChild(item);
    });
    if (heading) { box.focus(); }
  }
  function missing(found) {
    var lines = [];
    if (!found.body.trim()) { lines.push("请填写“诉求内容”"); }
    if (!found.request_type) { lines.push("请选择“诉求类型”"); }
    if (!found.anonymous && !found.phone.trim()) { lines.push("请留联系电话，或选择匿名"); }
    if (found.anonymous && (found.phone.trim() || found.name.trim())) { lines.push("既选了匿名，又留了姓名或电话：请去掉其中一样"); }
    Array.prototype.forEach.call(form.elements, function (part) {
      var words = part.name && fault(part);
      if (words) { lines.push(words); }
    });
    return lines;
  }
  /* As the server will check them (cases/rules/fields.py): the caller is still there to be asked. */
  var PHONE = /^(1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6,7}|[48]00\d{7}|\d{5,6}|00\d{6,15})$/;
  /* A switchboard's number, and the extension behind it: 0951-6012345转801, 6012345-801. */
  var BEHIND = /^(.*\d)\s*(?:转|#|-(?=\d{1,4}$))\s*\d{1,6}\s*$/;
  function digits(plain) {
    return plain.replace(/[\s()\-\u2010-\u2015\u2212.·]/g, "").replace(/^\+86/, "").replace(/\+/g, "00");
  }
  function dialled(plain) {
    var behind = BEHIND.exec(plain);
    var main = behind ? digits(behind[1]) : "";
    return PHONE.test(digits(plain)) || (main.charAt(0) !== "1" && PHONE.test(main));
  }
  function fault(part) {
    var label = part.labels && part.labels[0] ? part.labels[0].firstChild.textContent.trim() : part.name;
    var text = part.value.trim();
    if (part.type === "tel" && text) {
      return dialled(text.normalize("NFKC")) ? "" : "“" + label + "”不像电话号码，请核对";
    }
    var longest = Number(part.dataset.longest);
    var length = Array.from(text).length;
    if (longest && length > longest) { return "“" + label + "”有 " + length + " 字，最多 " + longest + " 字"; }
    if (part.id === "taken_at" && text && new Date(text) > new Date()) { return "“来电时间”不能晚于现在"; }
    return "";
  }
  /* A field that was left says at once what is wrong with it. */
  form.addEventListener("focusout", function (event) { check(event.target, fault); });
  form.addEventListener("input", function (event) {
    if (event.target.getAttribute("aria-invalid")) { check(event.target, fault); }
  });
  function check(part, asked) {
    var field = part.name && part.closest(".field");
    if (!field || ["tel", "text", "textarea", "datetime-local"].indexOf(part.type) < 0) { return; }
    var words = asked(part);
    var line = field.querySelector("[data-fault]");
    if (!line && words) {
      line = document.createElement("p");
      line.className = "wrong";
      line.dataset.fault = "";
      line.id = part.id + "-fault";
      line.setAttribute("role", "alert");
      part.before(line);
      part.setAttribute("aria-errormessage", line.id);
    }
    if (line) { line.textContent = words; line.hidden = !words; }
    field.classList.toggle("has-error", Boolean(words));
    if (words) { part.setAttribute("aria-invalid", "true"); } else { part.removeAttribute("aria-invalid"); }
  }
  function begin() {
    form.reset();
    form.querySelectorAll("[aria-invalid]").forEach(function (part) { check(part, function () { return ""; }); });
    editing = null;
    more = {};
    document.querySelector("[data-editing]").hidden = true;
    document.getElementById("cancel").hidden = true;
    document.getElementById("taken_at").value = "";
    complain("", []);
    document.getElementById("phone").focus();
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var found = values();
    Object.keys(more).forEach(function (name) { if (!(name in found)) { found[name] = more[name]; } });
    if (more.place && more.place.indexOf(found.place || "-") === 0) { found.place = more.place; }
    var wrong = missing(found);
    if (!about) { complain("还没有联过网，本机不能加密存放：请用纸质登记表", []); return; }
    if (wrong.length) { complain("还没有存，请先补上", wrong); return; }
    var written = document.getElementById("taken_at").value;
    var taken = written ? new Date(written) : new Date();
    var call = { id: editing ? editing.id : crypto.randomUUID(), owner: editing ? editing.owner : about.owner,
      taken: (editing && !written ? new Date(editing.taken) : taken).toISOString(), state: "waiting" };
    seal(call, found).then(put).then(function () {
      delete answers[call.id];
      begin();
      document.getElementById("kept").textContent = "已存到本机 " + local(new Date()).slice(11);
      return show();
    }).catch(function () { complain("没有存成：请抄到纸质登记表上，再试一次", []); });
  });
  document.getElementById("cancel").addEventListener("click", begin);
  /* The emergency key, here too: what to ask, and that nobody is told. */
  var away = document.getElementById("alarm-away");
  var last = null;
  form.addEventListener("focusin", function (event) { last = event.target; });
  document.addEventListener("keydown", function (event) {
    if (event.key === "F8") {
      event.preventDefault();
      away.hidden = false;
      form.querySelector("[name=urgency][value=emergency]").checked = true;
      away.focus();
    } else if (event.key === "Escape" && away.contains(event.target)) { (last || document.getElementById("phone")).focus(); }
  });
  form.addEventListener("keydown", function (event) {
    var choices = /^[1-9]$/.test(event.key) && event.target.matches("[type=radio], [type=checkbox]") && event.target.closest(".choices");
    var box = choices && choices.querySelectorAll("input")[Number(event.key) - 1];
    if (box) { event.preventDefault(); box.focus(); box.click(); }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); form.requestSubmit(); }
  });

  /* ---- The list ---- */
  function say(call) {
    if (call.state === "entered") {
      var code = answered(call).query_code;
      return "已补登 " + call.order_no + (code ? "，查询码 " + code : "");
    }
    return call.state === "wrong" ? "没有补登成" : "等补登";
  }
  /* Of two calls in one minute one knows which is which: the first words of what this tab can open. */
  function words(call, line) {
    open(call).then(function (found) {
      var said = found && (found.title || found.body || "").trim();
      if (said) { line.textContent = (said.length > 20 ? said.slice(0, 20) + "…" : said) + " · " + line.textContent; }
    }).catch(function () { /* one that does not open keeps its time */ });
  }
  function closed(call) {
    if (!reader()) { return "请先登录。"; }
    if (call.owner !== reader()) { return "这通电话是别人接的，由本人登录后看；要补登，本人或班长点“补登”。"; }
    return "这通电话是关闭浏览器或退出之前记的，联网登录后补登时才能看。";
  }
  function row(call) {
    var item = document.getElementById("row").content.firstElementChild.cloneNode(true);
    item.dataset.call = call.id;
    item.querySelector("[data-when]").textContent = local(new Date(call.taken)).slice(5, 19).replace("T", " ");
    item.querySelector("[data-what]").textContent = say(call);
    if (call.state !== "entered") { words(call, item.querySelector("[data-what]")); }
    var wrong = item.querySelector("[data-wrong]");
    wrong.hidden = call.state !== "wrong";
    wrong.textContent = call.wrong || "";
    var edit = item.querySelector("[data-edit]");
    if (call.state === "entered") { edit.remove(); return item; }
    edit.addEventListener("click", function () {
      open(call).then(function (found) {
        if (!found) { told.textContent = closed(call); return; }
        editing = call;
        more = found;
        fill(found);
        document.getElementById("place").value = (found.place || "").slice(0, STREET);
        document.getElementById("taken_at").value = local(new Date(call.taken));
        document.querySelector("[data-editing]").hidden = false;
        document.getElementById("cancel").hidden = false;
        if (call.state === "wrong") { complain("没有补登成，请改正后再存", [call.wrong]); }
        document.getElementById("body").focus();
      }).catch(function () { told.textContent = "这通电话打不开，请按纸质记录重新登记。"; });
    });
    return item;
  }
  function show() {
    return all().then(function (calls) {
      var list = document.getElementById("calls");
      list.textContent = "";
      calls.forEach(function (call) { list.appendChild(row(call)); });
      var waiting = calls.filter(function (call) { return call.state !== "entered"; }).length;
      document.getElementById("count").textContent = waiting ? waiting + " 通等补登" : "";
      document.getElementById("tidy").hidden = waiting === calls.length;
      document.getElementById("sync").disabled = !waiting;
    });
  }
  document.getElementById("tidy").addEventListener("click", function () {
    all().then(function (calls) {
      return Promise.all(calls.filter(function (call) { return call.state === "entered"; }).map(function (call) { return drop(call.id); }));
    }).then(show);
  });

  /* ---- The server ---- */
  function connect() {
    return fetch(page.dataset.session, { headers: { Accept: "application/json" }, cache: "no-store" }).then(function (answer) {
      if (answer.redirected || answer.status === 401 || (answer.headers.get("Content-Type") || "").indexOf("json") < 0) { return "signed-out"; }
      return answer.json();
    }).then(function (found) {
      session = found === "signed-out" ? null : found;
      signedOut = !session;
      if (!session) { return "signed-out"; }
      about = { id: "about", owner: session.owner, name: session.name, point: session.point };
      return store("readwrite", function (work) { work.objectStore("about").put(about); }).then(function () { return "online"; });
    }).catch(function () { session = null; return "offline"; });
  }
  function status(how) {
    state.textContent = "";
    if (how === "online") { state.textContent = "已联网：" + session.name;
    } else if (how === "signed-out") {
      var link = document.createElement("a");
      link.href = page.dataset.login;
      link.textContent = "已联网，请先登录再补登";
      state.appendChild(link);
    } else { state.textContent = "没有网络：电话存在本机" + (about ? "（" + about.name + "）" : ""); }
    return how;
  }
  function send(call) {
    var told = { id: call.id, owner: call.owner, sealed: call.sealed, age: (Date.now() - new Date(call.taken).getTime()) / 1000 };
    return fetch(page.dataset.enter, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": session.csrf },
      body: JSON.stringify(told)
    }).then(function (answer) {
      if (answer.redirected || (answer.headers.get("Content-Type") || "").indexOf("json") < 0) { throw new Error("no answer"); }
      return answer.json().then(function (found) {
        answers[call.id] = Object.assign(found, { to: session && session.owner });
        if (answer.ok) {
          if (keys()) { keys().removeItem(keyOf(call)); }
          return put({ id: call.id, owner: call.owner, taken: call.taken, state: "entered", order_no: found.order_no });
        }
        var lines = Object.keys(found.errors || {}).map(function (name) { return found.errors[name]; });
        call.state = "wrong";
        call.wrong = lines.length ? lines.join("；") : found.heading;
        return put(call);
      });
    });
  }
  var running = false;
  function sync() {
    if (running) { return; }
    running = true;
    var progress = document.getElementById("progress");
    var done = 0, failed = false;
    told.textContent = "";
    connect().then(status).then(function (how) {
      if (how !== "online") { told.textContent = how === "offline" ? "还没有网络，稍后再试。" : "请先登录。"; return null; }
      return all().then(function (calls) {
        var waiting = calls.filter(function (call) { return call.state !== "entered"; }).reverse();
        progress.max = waiting.length || 1;
        progress.value = 0;
        progress.hidden = false;
        return waiting.reduce(function (before, call) {
          return before.then(function () {
            if (failed) { return null; }
            return send(call).then(function () { done += 1; progress.value = done; return show(); }, function () { failed = true; });
          });
        }, Promise.resolve()).then(function () {
          told.textContent = failed ? "网络又断了，已补登的不会重复，恢复后再点一次。" : "";
        });
      });
    }).catch(function () { told.textContent = "没有补登成，请再试一次。"; }).then(function () {
      running = false;
      progress.hidden = true;
      return show();
    });
  }
  document.getElementById("sync").addEventListener("click", sync);
  window.addEventListener("online", function () { connect().then(status).then(show); });
  /* Back to a page that the browser had put by: who reads it now is asked anew. */
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    answers = {};
    document.getElementById("calls").textContent = "";
    connect().then(status).then(show);
  });
  /* Signed out in another tab (yihaotong.js forgets the keys). */
  window.addEventListener("storage", function (event) {
    if (event.key !== "yihaotong.left") { return; }
    session = null;
    signedOut = true;
    answers = {};
    status("signed-out");
    show();
  });
  window.addEventListener("offline", function () { session = null; status("offline"); });

  store("readonly", function (work) { return work.objectStore("about").get("about"); }).then(function (kept) {
    about = kept || null;
    return connect();
  }).then(status).then(show).then(carried);

  /* What was being typed on the intake page when the network went: taken over once, and gone from where it was. */
  function carried() {
    var typed = null;
    try {
      typed = JSON.parse(keys().getItem("yihaotong.kept:carried"));
      keys().removeItem("yihaotong.kept:carried");
    } catch (error) { typed = null; }
    if (typed) {
      more = typed;
      fill(Object.assign({ needs: [] }, typed));
      document.getElementById("place").value = (typed.place || "").slice(0, STREET);
      told.textContent = "刚才写的已带到这里，请存到本机。";
      document.getElementById("body").focus();
    } else { document.getElementById("phone").focus(); }
  }
}());
