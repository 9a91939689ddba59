/** Bounds of the browser's side, each with its unit and its reason. What both sides must know is in shared/api. */

/** A local file is looked into in pieces this large, in bytes: what is inflated before an error is lost with its piece. */
export const HEAD_PIECE_BYTES = 16 * 1024;
/** After a part arrived altered this many times in a row, the line is not to be trusted with it. */
export const PART_ALTERED_TRIES = 5;
/** Our own server answering « internal error » to the upload: this many times in a row is a fault, not a restart. */
export const UPLOAD_FAULT_TRIES = 12;
/** Waits between attempts while the server does not answer, in ms: doubling from the first to the last. */
export const UPLOAD_RETRY_FIRST_MS = 500;
export const UPLOAD_RETRY_MAX_MS = 15_000;
/** A request that moves nothing for this long is given up and made again: a laptop that slept keeps dead connections. */
export const UPLOAD_STALL_MS = 60_000;
/** Hashing without the browser's help stops for breath after this many bytes, so that the page stays alive. */
export const HASH_BREATH_BYTES = 1024 * 1024;
/** Parts of an upload that are compared with a file before it may resume: the first, the last, and some between. */
export const RESUME_COMPARED_PARTS = 8;
/** An upload of which nothing is heard for this long, in ms, is offered for resuming. */
export const UPLOAD_QUIET_MS = 10_000;
/** The page requests the verdict and the upload's state this often, in ms, in case the socket is away. */
export const VERDICT_POLL_MS = 2_000;
export const UPLOAD_POLL_MS = 10_000;
/** The page lists the drop folder this often, in ms: it changes from outside, and the socket may be away. */
export const DEPOT_POLL_MS = 10_000;
