export const steps = {
  receive: {
    name: "ArchiveVerifier and verification",
    about: "The archive is received; its signature and each of its files are verified.",
  },
  check: {
    name: "Prerequisites",
    about: "The server is measured and compared with what the update asks for.",
  },
  plan: { name: "Plan", about: "Everything that is going to happen is worked out before it begins." },
  consent: { name: "Consent", about: "The administrator reads the notice and agrees." },
  backup: {
    name: "Backup",
    about: "A copy of the database and the data is taken; the platform stays available.",
  },
  rehearse: { name: "Rehearsal", about: "The backup is restored aside and the migrations are tried there." },
  place: { name: "Side-by-side installation", about: "The new version is installed beside the old one." },
  recheck: { name: "Last check", about: "Prerequisites and disk space are measured one last time." },
  mask: { name: "Maintenance page on", about: "The maintenance page takes the platform’s place." },
  stop: { name: "Stopping services", about: "The platform’s services stop cleanly." },
  snapshot: { name: "Restore point", about: "The exact state of the database and the data is kept." },
  restore: { name: "Restoration", about: "The database and the data from before the update are put back." },
  migrate: { name: "Database migration", about: "The pending migrations are run in order." },
  switch: { name: "Switch", about: "The chosen version becomes the current one." },
  start: { name: "Start", about: "The services of the chosen version start." },
  probe: {
    name: "Health check",
    about: "The platform is tried as a user would, behind the maintenance page.",
  },
  commit: { name: "Commit", about: "It is committed: from here it goes on to the end." },
  unmask: { name: "Back in service", about: "The maintenance page is removed." },
  clean: {
    name: "Clean-up",
    about: "Files no longer needed are tidied away according to the retention chosen.",
  },
} as const;
