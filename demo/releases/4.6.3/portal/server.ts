import { appointmentStore } from "../lib/appointments.ts";
import { startPortal } from "../lib/start-portal.ts";
import { appointments46 } from "./appointments.ts";

startPortal({
  version: "4.6.3",
  welcome: "Bienvenue sur l’agenda du centre hospitalier de Val-Fleury.",
  emptyDay: "Aucun rendez-vous n’est prévu ce jour-là.",
  healthTables: ["appointments", "patients", "practitioners", "services", "ccam"],
  columns: [],
  appointments: (database) => appointmentStore(database, appointments46),
  phone: (patient) => patient.phone,
});
