// Sends the page's own forms and links in the background and puts the answer in place.
// Without this script the page works the same, with whole page loads.
"use strict";

const app = () => document.getElementById("app");
let busy = Promise.resolve();

function show(html, url) {
  const next = new DOMParser().parseFromString(html, "text/html").getElementById("app");
  if (!next) {
    location.reload();
    return;
  }
  const focused = document.activeElement && document.activeElement.id;
  const draft = document.getElementById("new-todo");
  const typed = draft && focused === "new-todo" ? draft.value : "";
  app().replaceWith(next);
  history.replaceState(null, "", new URL(url).pathname);
  const edit = next.querySelector(".edit input[name=title]");
  const target = edit || document.getElementById(focused) || document.getElementById("new-todo");
  if (target) {
    target.focus();
    if (edit) {
      edit.setSelectionRange(edit.value.length, edit.value.length);
    }
  }
  const field = document.getElementById("new-todo");
  if (field && !field.value && typed !== sent) {
    field.value = typed;
  }
  sent = "";
  document.getElementById("status").textContent = next.dataset.left || "";
}

let sent = "";

async function load(url, options) {
  const response = await fetch(url, options);
  show(await response.text(), response.url);
}

// One after the other, in the order of the clicks.
function enqueue(task, fallback) {
  busy = busy.then(task).catch(fallback);
}

document.addEventListener("submit", event => {
  const form = event.target;
  event.preventDefault();
  form.dataset.sent = "true";
  const body = new URLSearchParams(new FormData(form));
  if (form.classList.contains("add")) {
    sent = body.get("title");
  }
  enqueue(() => load(form.action, { method: "POST", body }), () => form.submit());
});

document.addEventListener("click", event => {
  const link = event.target.closest("a[href]");
  if (link && app().contains(link) && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    enqueue(() => load(link.href), () => location.assign(link.href));
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
