/* Entry by keyboard alone: Enter and ↓ go on, ↑ goes back, digits and nothing else; what is typed is saved as it is typed.
   Without this file everything still works, by Tab and the button. */
"use strict";
(() => {
  const form = document.getElementById("entry"), saved = document.getElementById("saved");
  if (!form) return;
  const fields = [...form.querySelectorAll("input[data-line]")];
  let edition = Number(form.dataset.edition), waiting = 0, sending = false, again = false;

  const go = (field) => { if (field) { field.focus(); field.select(); } };
  /* An empty field of a table ends the table: the paper has no more rows there. */
  const next = (at) => {
    const here = fields[at];
    if (here.hasAttribute("data-table") && here.value === "") {
      return fields.findIndex((field, place) => place > at && field.dataset.line !== here.dataset.line);
    }
    return at + 1 < fields.length ? at + 1 : -1;
  };

  const save = async () => {
    if (sending) { again = true; return; }
    sending = true;
    const figures = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST", credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
        body: JSON.stringify({ edition, figures }),
      });
      const told = await answer.json();
      if (answer.ok) edition = told.edition;
      saved.textContent = told.say;
    } catch { saved.textContent = "…"; }
    sending = false;
    if (again) { again = false; save(); }
  };

  fields.forEach((field, at) => {
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "ArrowDown") {
        const place = next(at);
        if (place !== -1) { event.preventDefault(); go(fields[place]); }
        else if (event.key === "ArrowDown") event.preventDefault();
        else { event.preventDefault(); form.requestSubmit(form.querySelector(".foot button")); }
      } else if (event.key === "ArrowUp") { event.preventDefault(); go(fields[at - 1]); }
    });
    field.addEventListener("input", () => {
      const digits = field.value.replace(/[^0-9]/g, "");
      if (digits !== field.value) field.value = digits;
      clearTimeout(waiting);
      waiting = setTimeout(save, 800);
    });
    field.addEventListener("focus", () => field.select());
  });
  const faults = document.getElementById("faults");
  if (faults) faults.focus(); else go(fields[0]);
  setInterval(() => { if (document.visibilityState === "visible") save(); }, 60000);
})();
