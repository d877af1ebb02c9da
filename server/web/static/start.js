// Gives the page's components what needs scripts: focus on the error summary, one click a form, the menu on phones.
import { initAll } from "./vendor/govuk-frontend.min.js";

initAll();
