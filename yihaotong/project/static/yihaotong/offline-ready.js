/* On every page of whoever may file, while there is a network: what an hour without it needs. The pages and their
   assets (the worker keeps them), who takes the calls, and what closes them; nothing of it is secret.
   No inline handlers, no eval (Content-Security-Policy). */
(function () {
  "use strict";
  var told = document.currentScript.dataset;
  var KEPT_FOR = 12 * 3600 * 1000;  /* older than that, its lists may be */

  function registered(reach) { return navigator.serviceWorker.register(told.worker, reach); }
  function begin() {
    /* Twice: for the offline page, and for the form of filing, which without a network leads there. */
    Promise.all([registered(), registered({ scope: told.reach })]).then(function (both) {
      if (both[0].active) { keepFresh(both[0].active); }
    }).catch(function () { /* no network, or a private window */ });
  }
  function keepFresh(worker) {
    return window.caches.match(told.page).then(function (kept) {
      var young = kept && Date.now() - new Date(kept.headers.get("Date")).getTime() < KEPT_FOR;
      if (!young) { worker.postMessage("keep"); }
    });
  }
  /* As offline.js opens it. */
  function remember() {
    var opening = window.indexedDB.open("yihaotong-offline", 1);
    opening.onupgradeneeded = function () {
      opening.result.createObjectStore("calls", { keyPath: "id" });
      opening.result.createObjectStore("about", { keyPath: "id" });
    };
    opening.onsuccess = function () {
      var base = opening.result;
      var work = base.transaction(["about"], "readwrite");
      work.objectStore("about").put({ id: "about", owner: told.owner, name: told.name, point: told.point });
      work.oncomplete = work.onabort = function () { base.close(); };
    };
  }
  if (window.indexedDB) { remember(); }
  if ("serviceWorker" in navigator && window.caches) { begin(); }
}());
