/** Appointments of the 4.6 schema: nothing beyond what every version knows. */
import type { Appointment, StoreShape } from "../lib/appointments.ts";

export const appointments46: StoreShape<Appointment> = {
  columns: "",
  joins: "",
  read: (_, common) => common,
  inserted: () => ({}),
};
