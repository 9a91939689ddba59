/** What this machine has: cores and memory within cgroup limits, and the file systems involved. */
import { readFileSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { dirname } from "node:path";

export interface FileSystem {
  /** Nearest mount point, e.g. `/var`. */
  readonly mountPoint: string;
  readonly device: number;
  /** Bytes that an unprivileged process can still write (`bavail`), and the whole. */
  readonly free: number;
  readonly total: number;
  /** Free inodes; null when the file system has no such limit. */
  readonly freeInodes: number | null;
}
export interface Measurements {
  /** Cores this process may use, fractional under a CPU quota. */
  readonly cores: number;
  /** Bytes of memory this process may use. */
  readonly memory: number;
}

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
};

/** `cpu.max` is `<quota> <period>` or `max <period>` (cgroup v2); v1 has two files. Cores, or null without a quota. */
export function cpuQuota(read: (path: string) => string | null = readText): number | null {
  const group = /^0::(.*)$/m.exec(read("/proc/self/cgroup") ?? "")?.[1] ?? "/";
  // A quota of any parent binds as well.
  const parts = group.split("/").filter(Boolean);
  const paths = parts.map((_, i) => `/sys/fs/cgroup/${parts.slice(0, i + 1).join("/")}/cpu.max`);
  const quotas = ["/sys/fs/cgroup/cpu.max", ...paths].flatMap((path) => {
    const [quota, period] = (read(path) ?? "").split(" ").map(Number);
    return quota && period && Number.isFinite(quota) ? [quota / period] : [];
  });
  const v1Quota = Number(read("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") ?? "-1");
  const v1Period = Number(read("/sys/fs/cgroup/cpu/cpu.cfs_period_us") ?? "0");
  if (v1Quota > 0 && v1Period > 0) quotas.push(v1Quota / v1Period);
  return quotas.length > 0 ? Math.min(...quotas) : null;
}

/** `availableParallelism` and `totalmem` ignore cgroup quotas; `constrainedMemory` is 2^64 or 0 without a limit. */
export function measureMachine(): Measurements {
  const constrained = process.constrainedMemory();
  const quota = cpuQuota();
  return {
    cores: Math.min(availableParallelism(), quota ?? Number.POSITIVE_INFINITY),
    memory: constrained > 0 ? Math.min(constrained, totalmem()) : totalmem(),
  };
}

/** The nearest folder that exists, at or above `path`. */
async function nearest(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    if (
      await stat(at).then(
        () => true,
        () => false,
      )
    )
      return at;
    if (at === dirname(at)) return at;
  }
}

/** The file system that holds `path`, also when `path` is not there yet. */
export async function measureFileSystem(path: string): Promise<FileSystem> {
  let mountPoint = await nearest(path);
  const [space, { dev }] = [await statfs(mountPoint), await stat(mountPoint)];
  while (mountPoint !== dirname(mountPoint) && (await stat(dirname(mountPoint))).dev === dev)
    mountPoint = dirname(mountPoint);
  return {
    mountPoint,
    device: dev,
    free: space.bavail * space.bsize,
    total: space.blocks * space.bsize,
    freeInodes: space.files === 0 ? null : space.ffree,
  };
}

/** What is measured with; a test puts its own numbers here. */
export interface Instruments {
  machine(): Measurements;
  fileSystem(path: string): Promise<FileSystem>;
}
export const REAL_INSTRUMENTS: Instruments = { machine: measureMachine, fileSystem: measureFileSystem };
