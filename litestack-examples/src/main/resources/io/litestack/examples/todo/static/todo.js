// Sends the page's own forms and links in the background and puts the answer in place.
// Without this script the page works the same, with whole page loads.
"use strict";

const byId = id => document.getElementById(id);
let turn = Promise.resolve();

// Puts a page in place; the focus and what is being typed stay.
function show(html) {
  const next = new DOMParser().parseFromString(html, "text/html").getElementById("app");
  const focused = document.activeElement && document.activeElement.id;
  const typed = byId("new-todo") ? byId("new-todo").value : "";
  byId("app").replaceWith(next);
  history.replaceState(null, "", next.dataset.path || location.pathname);
  const field = byId("new-todo");
  if (field && typed) {
    field.value = typed;
  }
  const edit = next.querySelector(".edit input[name=title]");
  const target = edit || (focused && byId(focused)) || field;
  if (target) {
    target.focus();
    if (target.setSelectionRange) {
      target.setSelectionRange(target.value.length, target.value.length);
    }
  }
  byId("status").textContent = next.dataset.left || "";
}

async function load(url, options) {
  const response = await fetch(url, options);
  show(await response.text());
}

function complain() {
  const message = document.querySelector(".message") || document.createElement("p");
  message.className = "message";
  message.setAttribute("role", "alert");
  message.textContent = "The server does not answer. Try again in a moment.";
  document.querySelector("header").after(message);
}

// One after the other, in the order of the clicks.
function enqueue(task, undo) {
  turn = turn.then(task).catch(() => {
    complain();
    undo();
  });
}

document.addEventListener("submit", event => {
  const form = event.target;
  event.preventDefault();
  form.dataset.sent = "true";
  const button = event.submitter;
  const action = button && button.getAttribute("formaction") || form.action;
  const body = new URLSearchParams(new FormData(form));
  if (button && button.name) {
    body.append(button.name, button.value);
  }
  if (form.classList.contains("add")) {
    form.elements.title.value = ""; // for the next one
  }
  enqueue(() => load(action, { method: "POST", body }), () => {
    delete form.dataset.sent;
    if (form.classList.contains("add") && byId("new-todo") && !byId("new-todo").value) {
      byId("new-todo").value = body.get("title");
    }
  });
});

document.addEventListener("click", event => {
  const link = event.target.closest("#app a[href]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    enqueue(() => load(link.href), () => {});
  }
});

document.addEventListener("dblclick", event => {
  const title = event.target.closest(".title");
  if (title) {
    title.closest(".todo").querySelector(".edit-link").click();
  }
});

document.addEventListener("keydown", event => {
  const edit = event.target.closest && event.target.closest(".edit");
  if (edit && event.key === "Escape") {
    edit.dataset.sent = "true";
    edit.querySelector(".cancel").click();
  }
});

// Leaving the field saves it, unless it is left for Cancel.
document.addEventListener("focusout", event => {
  const edit = event.target.closest(".edit");
  if (edit && !edit.contains(event.relatedTarget) && !edit.dataset.sent && document.contains(edit)) {
    edit.requestSubmit();
  }
});

// What others change, or another tab, comes by the stream of the page: Turbo puts it in place.

const RETRY_MS = 2000;

// A list that is older than what is shown, or whose entry is being edited: the answer to the edit brings the whole list.
function isOutdated(stream) {
  const next = stream.templateContent.firstElementChild;
  const shown = byId(stream.target);
  return !!document.querySelector(".edit")
    || !!shown && !!next && Number(next.dataset.version) <= Number(shown.dataset.version);
}

async function renderStream(stream, render) {
  if (stream.action === "refresh") {
    enqueue(() => load(location.href), () => {});
  } else if (stream.action !== "replace" || stream.target === "stream" || !isOutdated(stream)) {
    const focused = document.activeElement && document.activeElement.id;
    await render(stream);
    if (focused && document.activeElement === document.body && byId(focused)) {
      byId(focused).focus();
    }
  }
}

document.addEventListener("turbo:before-stream-render", event => {
  const render = event.detail.render;
  event.detail.render = stream => renderStream(stream, render);
});

function showConnected(isConnected) {
  byId("offline").hidden = isConnected;
}

// The browser connects anew by itself, unless it was refused: then the page fetches itself, and a fresh stream with it.
async function connectAnew(element) {
  try {
    const response = await fetch(location.href);
    const html = await response.text();
    const next = new DOMParser().parseFromString(html, "text/html").getElementById("stream");
    if (response.ok && next) {
      show(html);
      element.replaceWith(document.importNode(next));
      return;
    }
  } catch (e) {
    // the server does not answer
  }
  setTimeout(() => connectAnew(element), RETRY_MS);
}

function watch(element) {
  const stream = element.streamSource;
  stream.addEventListener("open", () => showConnected(true));
  stream.addEventListener("error", () => {
    showConnected(false);
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(() => connectAnew(element), RETRY_MS);
    }
  });
  stream.addEventListener("gap", () => enqueue(() => load(location.href), () => {}));
}

if (byId("stream")) {
  watch(byId("stream"));
  new MutationObserver(changes => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.id === "stream") {
          watch(node);
        }
      }
    }
  }).observe(document.body, { childList: true });
}
