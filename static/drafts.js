// Drafts of the counter at rest: AES-GCM under a key that the server gives to the signed-in worker alone and
// that no disk holds; without it, or without WebCrypto, nothing is kept (docs/decisions/counter.md).
window.counterDrafts = (function () {
  "use strict";
  var STORE = "drafts", owner = "", most = 0, turn = Promise.resolve(), key = Promise.reject(new Error("shut"));
  key.catch(function () { /* nothing is kept before it is opened */ });

  function bytes(hex) { return Uint8Array.from(hex.match(/../g), function (pair) { return parseInt(pair, 16); }); }
  function wait(request) {
    return new Promise(function (done, fail) {
      request.onsuccess = function () { done(request.result); };
      request.onerror = function () { fail(request.error); };
    });
  }
  function table(mode, use) {
    var asked = indexedDB.open("counter", 1);
    asked.onupgradeneeded = function () { asked.result.createObjectStore(STORE, { keyPath: "key" }); };
    return wait(asked).then(function (base) {
      return use(base.transaction(STORE, mode).objectStore(STORE)).finally(function () { base.close(); });
    });
  }
  // one after another: what was typed last is what is kept, and what was forgotten does not come back
  function next(work) {
    var done = turn.then(work);
    turn = done.catch(function () { /* told to whoever asked */ });
    return done;
  }
  function mine() {
    return table("readonly", function (rows) { return wait(rows.getAll()); })
      .then(function (rows) { return rows.filter(function (row) { return row.owner === owner; }); });
  }
  return {
    open: function (secret, limit) {
      most = limit;
      if (!window.crypto || !crypto.subtle || !window.indexedDB) { return; }
      key = crypto.subtle.digest("SHA-256", bytes(secret)).then(function (digest) {
        owner = Array.from(new Uint8Array(digest).slice(0, 8)).join(".");
        return crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
      });
    },
    put: function (name, values) {
      var iv;
      return next(function () { return key.then(function (own) {
        return mine().then(function (rows) {
          if (rows.length >= most && !rows.some(function (row) { return row.key === name; })) { throw new Error("full"); }
          iv = crypto.getRandomValues(new Uint8Array(12));
          return crypto.subtle.encrypt({ name: "AES-GCM", iv: iv }, own, new TextEncoder().encode(JSON.stringify(values)));
        });
      }).then(function (sealed) {
        return table("readwrite", function (rows) {
          return wait(rows.put({ key: name, owner: owner, at: Date.now(), iv: iv, sealed: sealed }));
        });
      }); });
    },
    forget: function (name) {
      return next(function () { return key.then(function () {
        return table("readwrite", function (rows) { return wait(rows.delete(name)); });
      }); }).catch(function () { /* none was kept */ });
    },
    all: function () {
      return next(function () { return key; }).then(function (own) {
        return mine().then(function (rows) {
          return Promise.all(rows.map(function (row) {
            return crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, own, row.sealed).then(function (open) {
              return { key: row.key, at: row.at, values: JSON.parse(new TextDecoder().decode(open)) };
            }, function () { return null; });
          }));
        });
      }).then(function (rows) { return rows.filter(Boolean).sort(function (a, b) { return a.at - b.at; }); },
        function () { return []; });
    },
  };
})();
