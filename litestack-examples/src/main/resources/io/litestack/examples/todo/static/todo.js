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
