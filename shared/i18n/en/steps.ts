export const steps = {
  receive: {
    name: "Upload and verification",
    about: "Superviseur receives the archive, then verifies its signature and every file in it.",
  },
  check: {
    name: "Prerequisites",
    about: "Superviseur compares the server with what the update requires.",
  },
  plan: { name: "Plan", about: "Superviseur works out every step before it starts." },
  consent: { name: "Consent", about: "The administrator reads the notice and gives consent." },
  backup: {
    name: "Backup",
    about: "Superviseur copies the database and the data files; the platform stays available.",
  },
  rehearse: {
    name: "Rehearsal on a copy",
    about: "Superviseur tries the migrations on a scratch copy restored from the backup.",
  },
  place: {
    name: "Installation of the new version",
    about: "Superviseur installs the new version without activating it.",
  },
  recheck: {
    name: "Final check",
    about: "Superviseur checks the prerequisites and disk space one last time.",
  },
  mask: { name: "Entering maintenance", about: "The maintenance page replaces the platform." },
  stop: { name: "Stopping services", about: "Superviseur stops the platform’s services cleanly." },
  snapshot: {
    name: "Restore point",
    about: "Superviseur saves the exact state of the database and the data files.",
  },
  restore: {
    name: "Restoration",
    about: "Superviseur restores the database and the data files from before the update.",
  },
  migrate: { name: "Database migration", about: "Superviseur runs the pending migrations in order." },
  switch: { name: "Version switch", about: "The planned version becomes the active one." },
  start: { name: "Starting services", about: "Superviseur starts the services of the active version." },
  probe: {
    name: "Health check",
    about: "Superviseur queries the platform as a user would, before the maintenance page is removed.",
  },
  commit: {
    name: "Commit",
    about: "The active version is confirmed: the update can no longer be rolled back.",
  },
  unmask: {
    name: "Back in service",
    about: "The maintenance page is removed; the platform is available to users again.",
  },
  clean: {
    name: "Clean-up",
    about: "Superviseur removes files that are no longer needed, according to the configured retention.",
  },
} as const;
