import { appointmentStore } from "../lib/appointments.ts";
import { startPortal } from "../lib/start-portal.ts";
import { appointments48, columns48 } from "./appointments.ts";
import { nationalPhone } from "./appointments-47.ts";

startPortal({
  version: "4.8.1",
  welcome: "Bienvenue sur l’agenda du centre hospitalier de Val-Fleury.",
  emptyDay: "Aucun rendez-vous n’est prévu ce jour-là.",
  healthTables: ["appointments", "patients", "practitioners", "services", "sites", "ccam"],
  columns: columns48,
  appointments: (database) => appointmentStore(database, appointments48),
  phone: (patient) => nationalPhone(patient.phone),
});
