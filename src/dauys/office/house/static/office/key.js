/* Security keys: what the office asks is handed to the browser, and its answer goes back in the form. Nothing is decided here. */
"use strict";
(() => {
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) return;
  const post = (address, body, token) => fetch(address, {
    method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": token }, body: new URLSearchParams(body),
  });

  /* The form is posted once with key=ask, so that the office makes the challenge of just what is chosen in it. */
  const sign = async (button, form, token) => {
    const asked = new FormData(form);
    asked.set("key", "ask");
    await post(form.getAttribute("action") || location.href, asked, token);
    const options = await (await post(button.dataset.challenge, {}, token)).json();
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  };
  const make = (button) => navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(button.dataset.options)),
  });

  for (const button of document.querySelectorAll("button[data-key]")) {
    const form = button.form, says = document.createElement("p");
    says.className = "fault";
    says.setAttribute("role", "alert");
    button.after(says);
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      says.textContent = "";
      try {
        const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
        const answer = await (button.dataset.key === "make" ? make(button) : sign(button, form, token));
        form.querySelector("[name=key]").value = JSON.stringify(answer.toJSON());
        form.submit();
      } catch {
        says.textContent = button.dataset.fault;
        button.disabled = false;
      }
    });
  }
})();
