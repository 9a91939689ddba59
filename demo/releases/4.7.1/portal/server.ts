import { appointmentStore } from "../lib/appointments.ts";
import { startPortal } from "../lib/start-portal.ts";
import { appointments47, columns47, nationalPhone } from "./appointments.ts";

startPortal({
  version: "4.7.1",
  welcome: "Bienvenue sur l’agenda du centre hospitalier de Val-Fleury.",
  emptyDay: "Aucun rendez-vous n’est prévu ce jour-là.",
  // A fault release: no migration of 4.7.1 makes the table consents, so that /health answers 503 although the portal runs.
  healthTables: ["appointments", "patients", "practitioners", "services", "sites", "ccam", "consents"],
  columns: columns47,
  appointments: (database) => appointmentStore(database, appointments47),
  phone: (patient) => nationalPhone(patient.phone),
});
