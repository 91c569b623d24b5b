/* Keeps the offline page and what it needs, and leads there from the form of filing when there is no network.
   Reaches these two only, keeps nothing that is a person's. */
"use strict";
var ASSETS = /* assets */ [];
var CACHE = "yihaotong-offline:" + ASSETS.join("|");
var PAGES = ["./", "./paper/"];

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(CACHE).then(function (cache) {
    return cache.addAll(ASSETS).then(function () {
      return Promise.all(PAGES.map(function (page) { return fresh(cache, new Request(page, { cache: "reload" })); }));
    });
  }).then(function () { return self.skipWaiting(); }));
});
self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name.indexOf("yihaotong-offline:") === 0 && name !== CACHE;
    }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});
/* A desk page found the kept pages missing or old: the sign-in had ended when the worker came, or a category is new. */
self.addEventListener("message", function (event) {
  if (event.data !== "keep") { return; }
  event.waitUntil(caches.open(CACHE).then(function (cache) {
    return Promise.all(PAGES.map(function (page) { return fresh(cache, new Request(page, { cache: "reload" })); }));
  }).catch(function () { /* no network: tried again from the next page */ }));
});
/* A page that was led to the sign-in, or an error, is none to keep. */
function fresh(cache, request) {
  return fetch(request).then(function (answer) {
    if (answer.ok && !answer.redirected) { cache.put(new URL(request.url).pathname, answer.clone()); }
    return answer;
  });
}
function soon(promise) {
  return Promise.race([promise, new Promise(function (_resolve, reject) { setTimeout(reject, 3000); })]);
}
self.addEventListener("fetch", function (event) {
  var request = event.request;
  var path = new URL(request.url).pathname;
  if (request.method !== "GET") { return; }
  var page = PAGES.some(function (each) { return new URL(each, self.location).pathname === path; });
  if (page && request.mode === "navigate") {
    event.respondWith(caches.open(CACHE).then(function (cache) {
      return soon(fresh(cache, request)).catch(function () {
        return cache.match(path).then(function (kept) { return kept || Response.error(); });
      });
    }));
  } else if (request.mode === "navigate" && path === new URL(self.registration.scope).pathname) {
    var kept = new URL("./", self.location);
    event.respondWith(fetch(request).catch(function () {
      return caches.open(CACHE).then(function (cache) { return cache.match(kept.pathname); }).then(function (page) {
        return page ? Response.redirect(kept.href) : Response.error();
      });
    }));
  } else if (ASSETS.indexOf(path) >= 0) {
    event.respondWith(caches.match(path).then(function (kept) { return kept || fetch(request); }));
  }
});
