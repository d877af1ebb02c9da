// Runs before anything is drawn: lets the styles know that scripts work. Nothing may depend on it.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
