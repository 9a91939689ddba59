/** No block, no inode or no quota is left: an administrator can fix that, and the work can be tried again once there is room. */
export const isFullDisk = (thrown: unknown): boolean =>
  thrown instanceof Error && "code" in thrown && (thrown.code === "ENOSPC" || thrown.code === "EDQUOT");
